//! One file with a table: finding it, opening it, naming its columns, walking its rows.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

use csv::ByteRecord;

use super::row_error::{Refusal, Showing, Shown, looks_like_data};
use super::rows::{CsvRows, RowPlace, Rows, cell_of, line_breaks};
use super::{FileRead, LeftOut, Options, ReadError};

/// A cell with more line breaks is no text but rows between two stray quotes.
const MOST_LINE_BREAKS: u64 = 1_000;

/// A table whose header has been read.
pub(crate) struct TableFile {
    name: String,
    header: Vec<String>,
    rows: Box<dyn Rows>,
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
    /// Opens `file` in `folder`, in whichever form it is there: plain, as `file.gz`, or, for a `.csv`, as a workbook or
    /// a Parquet file of the same name. `None` where it is not.
    pub(crate) fn find(folder: &Path, file: &str, options: &Options<'_>) -> Result<Option<Self>, ReadError> {
        let mut names = vec![file.to_owned(), format!("{file}.gz")];
        if let Some(stem) = file.strip_suffix(".csv") {
            names.extend([format!("{stem}.xlsx"), format!("{stem}.parquet")]);
        }
        names.retain(|name| folder.join(name).is_file());
        match names.as_slice() {
            [] => Ok(None),
            [only] => Self::open(&folder.join(only), options).map(Some),
            [one, other, ..] => Err(ReadError::Twice {
                one: one.clone(),
                other: other.clone(),
                folder: folder.display().to_string(),
            }),
        }
    }

    /// Opens `file` in `folder`, as [`find`](Self::find) does.
    pub(crate) fn need(folder: &Path, file: &str, options: &Options<'_>) -> Result<Self, ReadError> {
        check_folder(folder, &format!("`{file}`"))?;
        let missing = || ReadError::Missing { file: file.to_owned(), folder: folder.display().to_string() };
        Self::find(folder, file, options)?.ok_or_else(missing)
    }

    /// Opens a file and reads its header: a workbook, a Parquet file, or CSV, which is compressed if the name ends in
    /// `.gz`.
    pub(crate) fn open(path: &Path, options: &Options<'_>) -> Result<Self, ReadError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let (header, rows): (Vec<String>, Box<dyn Rows>) = match ending.as_deref() {
            #[cfg(feature = "xlsx")]
            Some("xlsx") => super::xlsx::open(path, &name)?,
            #[cfg(not(feature = "xlsx"))]
            Some("xlsx") => {
                return Err(ReadError::NotBuilt { file: name, kind: "a workbook", feature: "xlsx" });
            }
            #[cfg(feature = "parquet")]
            Some("parquet") => super::parquet::open(path, &name)?,
            #[cfg(not(feature = "parquet"))]
            Some("parquet") => {
                return Err(ReadError::NotBuilt { file: name, kind: "a Parquet file", feature: "parquet" });
            }
            _ => {
                let mut rows = CsvRows::open(path, &name)?;
                (rows.header()?, Box::new(rows))
            }
        };
        Ok(Self { name, header, rows, show_values: options.show_values })
    }

    /// Returns a table whose rows come from elsewhere, with the names of its columns.
    pub(crate) fn of(name: String, header: Vec<String>, rows: Box<dyn Rows>, options: &Options<'_>) -> Self {
        Self { name, header, rows, show_values: options.show_values }
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
        while let Some(RowPlace { row: line, line_breaks }) = self.rows.next(&mut record)? {
            rows += 1;
            tally.rows += 1;
            if let Some(progress) = tally.options.progress
                && tally.rows.is_multiple_of(ROWS_BETWEEN_CALLS)
            {
                progress(tally.rows);
            }
            let text = std::str::from_utf8(record.as_slice()).ok();
            let (record, header, options) = (&record, self.header.as_slice(), tally.options);
            let row = Row { line, line_breaks, record, text, header, options };
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
    line_breaks: u64,
    record: &'a ByteRecord,
    /// All cells as one text; `None` where some cell is no text.
    text: Option<&'a str>,
    header: &'a [String],
    options: &'a Options<'a>,
}

impl<'a> Row<'a> {
    /// Returns the text of a cell, empty where the row has no such cell.
    pub(crate) fn cell(&self, column: usize) -> Result<&'a str, Refusal> {
        let last = self.record.len().saturating_sub(1);
        if let (Some(text), Some(range)) = (self.text, self.record.range(column))
            && let Some(cell) = text.get(range)
        {
            return Ok(if column == last { cell.strip_suffix('\r').unwrap_or(cell) } else { cell });
        }
        cell_of(self.record, column, last).map_err(|characters| Refusal {
            field: self.header.get(column).cloned(),
            value: Shown::Hidden { characters },
            rule: "is not UTF-8 text; save the file as CSV with UTF-8 encoding".to_owned(),
        })
    }

    /// Returns the text of a cell of an optional column, `None` where the column is missing or the cell is empty.
    pub(crate) fn filled(&self, column: Option<usize>) -> Result<Option<&'a str>, Refusal> {
        let Some(column) = column else { return Ok(None) };
        // Most cells of most tables are empty.
        if self.record.get(column).is_none_or(<[u8]>::is_empty) {
            return Ok(None);
        }
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
        if self.line_breaks > MOST_LINE_BREAKS
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

/// Refuses a folder that is none; `wanted` is what it should hold.
pub(crate) fn check_folder(folder: &Path, wanted: &str) -> Result<(), ReadError> {
    let (name, wanted) = (folder.display().to_string(), wanted.to_owned());
    if folder.is_dir() {
        Ok(())
    } else if folder.exists() {
        Err(ReadError::NotAFolder { path: name, wanted })
    } else {
        Err(ReadError::NoFolder { folder: name, wanted })
    }
}

/// Returns the folder that `path` names: itself, or the one that holds the file, which is the present one of a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    let holds = || path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if path.is_dir() { path } else { holds().unwrap_or(Path::new(".")) }
}

/// Returns the one file that `path` names: itself, or the file of this name in it.
pub(crate) fn open_in(path: &Path, file: &str, options: &Options<'_>) -> Result<TableFile, ReadError> {
    if path.is_dir() { TableFile::need(path, file, options) } else { TableFile::open(path, options) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_beside_a_bare_name_is_looked_for_in_the_present_folder() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(folder_of(here), here);
        assert_eq!(folder_of(&here.join("Cargo.toml")), here);
        assert_eq!(folder_of(Path::new("log.csv")), Path::new("."));
    }
}
