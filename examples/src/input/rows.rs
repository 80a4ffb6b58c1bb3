//! Where the rows of a table come from: each row is cells of text, whatever the file is.

use std::io::{self, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::ReadError;
use super::source::{self, UnclosedQuote};

/// The rows of a file, one after another.
pub(crate) trait Rows {
    /// Reads the next row into `record` and returns its place, or `None` where there are no more.
    fn next(&mut self, record: &mut ByteRecord) -> Result<Option<RowPlace>, ReadError>;
}

/// Where a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowPlace {
    /// By which number its owner finds it.
    pub(crate) row: u64,
    /// How many line breaks stand in its cells, where they could come from a stray quote.
    pub(crate) line_breaks: u64,
}

/// The rows of a CSV file.
pub(crate) struct CsvRows {
    name: String,
    reader: csv::Reader<Box<dyn Read>>,
}

impl CsvRows {
    /// Opens a file, which is compressed if its name ends in `.gz`.
    pub(crate) fn open(path: &Path, name: &str) -> Result<Self, ReadError> {
        Ok(Self::of(source::open(path, name)?, name))
    }

    /// Returns the rows of a text without a mark of byte order.
    pub(crate) fn of(input: Box<dyn Read>, name: &str) -> Self {
        let input = source::watched(input);
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(input);
        Self { name: name.to_owned(), reader }
    }

    /// Reads the first row, which names the columns.
    pub(crate) fn header(&mut self) -> Result<Vec<String>, ReadError> {
        let mut record = ByteRecord::new();
        if self.next(&mut record)?.is_none() {
            return Err(ReadError::Empty { file: self.name.clone() });
        }
        let last = record.len().saturating_sub(1);
        let names = (0..record.len()).map(|index| cell_of(&record, index, last).ok().map(str::to_owned));
        let header: Option<Vec<String>> = names.collect();
        let header = header.ok_or_else(|| ReadError::NotText { file: self.name.clone() })?;
        check_separator(&self.name, &header)?;
        Ok(header)
    }

    fn damaged(&self, error: csv::Error) -> ReadError {
        let source = match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        };
        let file = self.name.clone();
        match source.get_ref().and_then(|inner| inner.downcast_ref::<UnclosedQuote>()) {
            Some(UnclosedQuote { line }) => ReadError::UnclosedQuote { file, line: *line },
            None => ReadError::Damaged { file, source },
        }
    }
}

impl Rows for CsvRows {
    fn next(&mut self, record: &mut ByteRecord) -> Result<Option<RowPlace>, ReadError> {
        loop {
            let before = self.reader.position().line();
            match self.reader.read_byte_record(record) {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => return Err(self.damaged(error)),
            }
            if record.len() <= 1 && matches!(record.as_slice(), b"" | b"\r") {
                continue;
            }
            let after = self.reader.position().line();
            // A row of one line has no breaks; of several lines, some may be blank ones before it.
            let one_line = after.saturating_sub(before) <= 1;
            let line_breaks = if one_line { 0 } else { line_breaks(record.as_slice()) };
            let row = after.saturating_sub(1 + line_breaks);
            return Ok(Some(RowPlace { row, line_breaks }));
        }
    }
}

/// Returns how many line breaks stand in some text of a row: in quoted cells, since others have none.
pub(super) fn line_breaks(text: &[u8]) -> u64 {
    text.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Returns the text of a cell without a carriage return at the end of the row, or its length if it is no text.
pub(crate) fn cell_of(record: &ByteRecord, index: usize, last: usize) -> Result<&str, usize> {
    let bytes = record.get(index).unwrap_or_default();
    let bytes = if index == last { bytes.strip_suffix(b"\r").unwrap_or(bytes) } else { bytes };
    std::str::from_utf8(bytes).map_err(|_| bytes.len())
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
