//! One CSV file: finding it, opening it, naming its columns, walking its rows.

use std::collections::BTreeSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufReader, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, Terminator};
use flate2::read::MultiGzDecoder;

use super::row_error::{Refusal, Shown};
use super::{FileRead, LeftOut, Options, ReadError};

/// A CSV file whose header has been read.
pub(crate) struct TableFile {
    name: String,
    header: Vec<String>,
    reader: csv::Reader<Box<dyn Read>>,
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
    pub(crate) fn find(folder: &Path, file: &str) -> Result<Option<Self>, ReadError> {
        let plain = folder.join(file);
        let packed = folder.join(format!("{file}.gz"));
        match (plain.is_file(), packed.is_file()) {
            (true, true) => {
                Err(ReadError::Twice { file: file.to_owned(), folder: folder.display().to_string() })
            }
            (true, false) => Self::open(&plain).map(Some),
            (false, true) => Self::open(&packed).map(Some),
            (false, false) => Ok(None),
        }
    }

    /// Opens `file` or `file.gz` in `folder`.
    pub(crate) fn need(folder: &Path, file: &str) -> Result<Self, ReadError> {
        let missing = || ReadError::Missing { file: file.to_owned(), folder: folder.display().to_string() };
        Self::find(folder, file)?.ok_or_else(missing)
    }

    /// Opens a file, which is compressed if its name ends in `.gz`, and reads its header.
    pub(crate) fn open(path: &Path) -> Result<Self, ReadError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let file = File::open(path).map_err(|source| ReadError::Closed { file: name.clone(), source })?;
        let packed = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
        let input: Box<dyn Read> =
            if packed { Box::new(MultiGzDecoder::new(BufReader::new(file))) } else { Box::new(file) };
        Self::new(name, input)
    }

    fn new(name: String, input: Box<dyn Read>) -> Result<Self, ReadError> {
        // Every line ends in `\n`, so that lines can be counted: `\r` before it is stripped from the last cell, and
        // a last line without an end gets one.
        let input: Box<dyn Read> = Box::new(input.chain(io::Cursor::new(b"\n")));
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
        let mut seen = BTreeSet::new();
        if let Some(column) = header.iter().find(|column| !seen.insert(column.as_str())) {
            return Err(ReadError::ColumnTwice { column: column.clone(), file: name });
        }
        Ok(Self { name, header, reader })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place of a column that need not be there.
    pub(crate) fn column(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }

    /// Returns the place of a column that has to be there.
    pub(crate) fn need_column(&self, column: &str, advice: &'static str) -> Result<usize, ReadError> {
        self.column(column).ok_or_else(|| ReadError::NoColumn {
            file: self.name.clone(),
            column: column.to_owned(),
            found: joined(&self.header),
            advice,
        })
    }

    /// Refuses columns other than the known ones.
    pub(crate) fn only_columns(&self, known: &[&str]) -> Result<(), ReadError> {
        match self.header.iter().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(column) => Err(ReadError::UnknownColumn {
                file: self.name.clone(),
                column: column.clone(),
                known: joined(known),
            }),
        }
    }

    /// Hands every row to `take`. A row that it refuses, or that has too many or too few cells, is a bad row.
    pub(crate) fn each_row(
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
            let inner_lines = lines_within(&record);
            let line = self.reader.position().line().saturating_sub(1 + inner_lines);
            let row = Row { line, record: &record, header: &self.header, options: tally.options };
            let taken = row.check_width().and_then(|()| take(&row));
            if let Err(refusal) = taken {
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
    pub(crate) fn refusal(&self, column: usize, personal: bool, rule: impl Into<String>) -> Refusal {
        let text = self.cell(column).unwrap_or_default();
        Refusal {
            field: self.header.get(column).cloned(),
            value: Shown::of(text, personal, self.options.show_values),
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

    fn check_width(&self) -> Result<(), Refusal> {
        let (cells, columns) = (self.record.len(), self.header.len());
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

/// Returns how many line breaks stand in the quoted cells of a row.
fn lines_within(record: &ByteRecord) -> u64 {
    record.as_slice().iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

fn damaged(file: &str, error: csv::Error) -> ReadError {
    ReadError::Damaged { file: file.to_owned(), source: io::Error::from(error) }
}

fn joined<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    quoted.join(", ")
}

/// Returns the one file that `path` names: itself, or the file of this name in it.
pub(crate) fn open_in(path: &Path, file: &str) -> Result<TableFile, ReadError> {
    if path.is_dir() { TableFile::need(path, file) } else { TableFile::open(path) }
}
