//! One CSV file: finding it, opening it, naming its columns, walking its rows.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::row_error::{Refusal, Showing, Shown, looks_like_data};
use super::source::{self, UnclosedQuote};
use super::{FileRead, LeftOut, Options, ReadError};

/// A cell with more line breaks is no text but rows between two stray quotes.
const MOST_LINE_BREAKS: u64 = 1_000;

/// A CSV file whose header has been read.
pub(crate) struct TableFile {
    name: String,
    header: Vec<String>,
    reader: csv::Reader<Box<dyn Read>>,
    show_values: bool,
}

/// What is counted over all files of one reading.
pub(crate) struct Tally<'a> {
    pub(crate) options: &'a Options<'a>,
    pub(crate) rows: u64,
    pub(crate) left_out: LeftOut,
    pub(crate) files: Vec<FileRead>,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(options: &'a Options<'a>) -> Self {
        Self { options, rows: 0, left_out: LeftOut::default(), files: Vec::new() }
    }
}

impl TableFile {
    /// Opens `file` or `file.gz` in `folder`; `None` where neither is there.
    pub(crate) fn find(folder: &Path, file: &str, options: &Options<'_>) -> Result<Option<Self>, ReadError> {
        let plain = folder.join(file);
        let packed = folder.join(format!("{file}.gz"));
        match (plain.is_file(), packed.is_file()) {
            (true, true) => {
                Err(ReadError::Twice { file: file.to_owned(), folder: folder.display().to_string() })
            }
            (true, false) => Self::open(&plain, options).map(Some),
            (false, true) => Self::open(&packed, options).map(Some),
            (false, false) => Ok(None),
        }
    }

    /// Opens `file` or `file.gz` in `folder`.
    pub(crate) fn need(folder: &Path, file: &str, options: &Options<'_>) -> Result<Self, ReadError> {
        let missing = || {
            let file_name = file.to_owned();
            let folder_name = folder.display().to_string();
            if folder.is_dir() {
                ReadError::Missing { file: file_name, folder: folder_name }
            } else if folder.exists() {
                ReadError::NotAFolder { path: folder_name, file: file_name }
            } else {
                ReadError::NoFolder { folder: folder_name, file: file_name }
            }
        };
        Self::find(folder, file, options)?.ok_or_else(missing)
    }

    /// Opens a file, which is compressed if its name ends in `.gz`, and reads its header.
    pub(crate) fn open(path: &Path, options: &Options<'_>) -> Result<Self, ReadError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let input = source::open(path, &name)?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(input);
        let mut record = ByteRecord::new();
        loop {
            let more = reader.read_byte_record(&mut record).map_err(|error| damaged(&name, error))?;
            if !more {
                return Err(ReadError::Empty { file: name });
            }
            if !is_blank(&record) {
                break;
            }
        }
        let last = record.len().saturating_sub(1);
        let header: Option<Vec<String>> =
            (0..record.len()).map(|index| cell_of(&record, index, last).ok().map(str::to_owned)).collect();
        let header = header.ok_or_else(|| ReadError::NotText { file: name.clone() })?;
        check_separator(&name, &header)?;
        Ok(Self { name, header, reader, show_values: options.show_values })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place of a column that need not be there.
    pub(crate) fn column(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }

    /// Returns the place of a column that has to be there, and once.
    pub(crate) fn need_column(&self, column: &str, advice: &'static str) -> Result<usize, ReadError> {
        let mut places = (0..self.header.len()).filter(|place| self.header_is(*place, column));
        let Some(place) = places.next() else {
            self.check_header()?;
            return Err(ReadError::NoColumn {
                file: self.name.clone(),
                column: column.to_owned(),
                found: self.shown_header(),
                advice,
            });
        };
        match places.next() {
            None => Ok(place),
            Some(_) => Err(ReadError::ColumnTwice { column: column.to_owned(), file: self.name.clone() }),
        }
    }

    /// Refuses columns other than the known ones, and those that occur twice.
    pub(crate) fn only_columns(&self, known: &[&str]) -> Result<(), ReadError> {
        if let Some(column) = self.header.iter().find(|name| !known.contains(&name.as_str())) {
            self.check_header()?;
            return Err(ReadError::UnknownColumn {
                file: self.name.clone(),
                column: shown_name(column, self.show_values),
                known: joined(known),
            });
        }
        let mut seen = BTreeSet::new();
        match self.header.iter().find(|column| !seen.insert(column.as_str())) {
            None => Ok(()),
            Some(column) => Err(ReadError::ColumnTwice { column: column.clone(), file: self.name.clone() }),
        }
    }

    fn header_is(&self, place: usize, column: &str) -> bool {
        self.header.get(place).is_some_and(|name| name == column)
    }

    /// Refuses a first line that holds data, where a column is not found in it.
    fn check_header(&self) -> Result<(), ReadError> {
        if self.header.iter().any(|cell| looks_like_data(cell)) {
            return Err(ReadError::NoHeader { file: self.name.clone() });
        }
        Ok(())
    }

    fn shown_header(&self) -> String {
        let names: Vec<String> = self.header.iter().map(|name| shown_name(name, self.show_values)).collect();
        joined(&names)
    }

    /// Hands every row to `take`. A row that it refuses, or that has too many or too few cells, is a bad row.
    pub(crate) fn each_row(
        self,
        tally: &mut Tally<'_>,
        mut take: impl FnMut(&Row<'_>) -> Result<(), Refusal>,
    ) -> Result<(), ReadError> {
        self.each_raw_row(tally, |row| {
            row.check_cells()?;
            take(row)
        })
    }

    /// Hands every row to `take`, also those with too many or too few cells.
    pub(crate) fn each_raw_row(
        mut self,
        tally: &mut Tally<'_>,
        mut take: impl FnMut(&Row<'_>) -> Result<(), Refusal>,
    ) -> Result<(), ReadError> {
        const ROWS_BETWEEN_CALLS: u64 = 4_096;
        let (mut record, mut rows) = (ByteRecord::new(), 0);
        while self.reader.read_byte_record(&mut record).map_err(|error| damaged(&self.name, error))? {
            if is_blank(&record) {
                continue;
            }
            rows += 1;
            tally.rows += 1;
            if let Some(progress) = tally.options.progress
                && tally.rows.is_multiple_of(ROWS_BETWEEN_CALLS)
            {
                progress(tally.rows);
            }
            let inner_lines = line_breaks(record.as_slice());
            let line = self.reader.position().line().saturating_sub(1 + inner_lines);
            let row = Row { line, record: &record, header: &self.header, options: tally.options };
            if let Err(refusal) = take(&row) {
                tally.left_out.add(refusal.at(&self.name, line));
            }
        }
        if let Some(progress) = tally.options.progress {
            progress(tally.rows);
        }
        tally.files.push(FileRead { name: self.name, rows });
        Ok(())
    }
}

/// One row of a table, and what is needed to refuse it.
pub(crate) struct Row<'a> {
    pub(crate) line: u64,
    record: &'a ByteRecord,
    header: &'a [String],
    options: &'a Options<'a>,
}

impl<'a> Row<'a> {
    /// Returns the text of a cell, empty where the row has no such cell.
    pub(crate) fn cell(&self, column: usize) -> Result<&'a str, Refusal> {
        let last = self.record.len().saturating_sub(1);
        cell_of(self.record, column, last).map_err(|characters| Refusal {
            field: self.header.get(column).cloned(),
            value: Shown::Hidden { characters },
            rule: "is not UTF-8 text; save the file as CSV with UTF-8 encoding".to_owned(),
        })
    }

    /// Returns the text of a cell of an optional column, `None` where the column is missing or the cell is empty.
    pub(crate) fn filled(&self, column: Option<usize>) -> Result<Option<&'a str>, Refusal> {
        let Some(column) = column else { return Ok(None) };
        Ok(Some(self.cell(column)?).filter(|text| !text.is_empty()))
    }

    /// Returns the refusal of a cell.
    pub(crate) fn refusal(&self, column: usize, showing: Showing, rule: impl Into<String>) -> Refusal {
        let text = self.cell(column).unwrap_or_default();
        Refusal {
            field: self.header.get(column).cloned(),
            value: Shown::of(text, showing, self.options.show_values),
            rule: rule.into(),
        }
    }

    /// Returns a number that is equal for rows of equal bytes, and for few others.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        hasher.write(self.record.as_slice());
        self.record.iter().for_each(|cell| hasher.write_usize(cell.len()));
        hasher.finish()
    }

    /// Refuses a row of another width than the header, or with a cell that must be several rows.
    pub(crate) fn check_cells(&self) -> Result<(), Refusal> {
        let (cells, columns) = (self.record.len(), self.header.len());
        let too_many = |cell: &[u8]| line_breaks(cell) > MOST_LINE_BREAKS;
        if too_many(self.record.as_slice())
            && let Some(place) = self.record.iter().position(too_many)
        {
            let field = self.header.get(place).map(|name| shown_name(name, self.options.show_values));
            let breaks = self.record.get(place).map_or(0, line_breaks);
            let rule = format!("holds {breaks} line breaks: a quote before or in it is not closed");
            let characters = self.cell(place).map_or(0, |text| text.chars().count());
            return Err(Refusal { field, value: Shown::Hidden { characters }, rule });
        }
        if cells == columns {
            return Ok(());
        }
        let noun = if cells == 1 { "cell" } else { "cells" };
        Err(Refusal::of_row(format!("has {cells} {noun} where the header has {columns}")))
    }
}

/// Returns the text of a cell without a carriage return at the end of the row, or its length if it is no text.
fn cell_of(record: &ByteRecord, index: usize, last: usize) -> Result<&str, usize> {
    let bytes = record.get(index).unwrap_or_default();
    let bytes = if index == last { bytes.strip_suffix(b"\r").unwrap_or(bytes) } else { bytes };
    std::str::from_utf8(bytes).map_err(|_| bytes.len())
}

fn is_blank(record: &ByteRecord) -> bool {
    record.len() <= 1 && matches!(record.as_slice(), b"" | b"\r")
}

/// Returns how many line breaks stand in some text of a row: in quoted cells, since others have none.
fn line_breaks(text: &[u8]) -> u64 {
    text.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

fn damaged(file: &str, error: csv::Error) -> ReadError {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    let file = file.to_owned();
    match source.get_ref().and_then(|inner| inner.downcast_ref::<UnclosedQuote>()) {
        Some(UnclosedQuote { line }) => ReadError::UnclosedQuote { file, line: *line },
        None => ReadError::Damaged { file, source },
    }
}

/// Refuses a header whose names stand in one cell, with another mark than a comma between them.
fn check_separator(file: &str, header: &[String]) -> Result<(), ReadError> {
    let found = match header {
        [first, ..] if first.starts_with("sep=") => "a line `sep=` before the header",
        [only] if only.contains(';') => "semicolons",
        [only] if only.contains('\t') => "tabs",
        _ => return Ok(()),
    };
    Err(ReadError::Separator { file: file.to_owned(), found })
}

/// Returns the name of a column as it may be shown: in a file without a header it may be anything.
fn shown_name(name: &str, show_values: bool) -> String {
    match Shown::of(name, Showing::Plain, show_values) {
        Shown::Text(text) => text,
        hidden => hidden.to_string(),
    }
}

fn joined<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    quoted.join(", ")
}

/// Returns the one file that `path` names: itself, or the file of this name in it.
pub(crate) fn open_in(path: &Path, file: &str, options: &Options<'_>) -> Result<TableFile, ReadError> {
    if path.is_dir() { TableFile::need(path, file, options) } else { TableFile::open(path, options) }
}
