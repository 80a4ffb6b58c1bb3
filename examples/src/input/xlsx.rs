//! The rows of a workbook's sheet.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use calamine::{Data, ExcelDateTime, Range, Reader, Xlsx, XlsxError};
use csv::ByteRecord;

use super::ReadError;
use super::rows::{RowPlace, Rows};

/// The rows of a sheet, below its header.
struct SheetRows {
    range: Range<Data>,
    /// The place of the next row in the range.
    next: usize,
    /// By which number the sheet shows the first row of the range.
    first: u64,
    columns: usize,
}

/// Opens a workbook and reads the header of the sheet that holds the table.
pub(super) fn open(path: &Path, name: &str) -> Result<(Vec<String>, Box<dyn Rows>), ReadError> {
    let file = File::open(path).map_err(|source| ReadError::Closed { file: name.to_owned(), source })?;
    let damaged =
        |error: XlsxError| ReadError::Damaged { file: name.to_owned(), source: io::Error::other(error) };
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(damaged)?;
    let sheet = sheet_of(&book.sheet_names(), name)?;
    let range = book.worksheet_range(&sheet).map_err(damaged)?;
    let first = u64::from(range.start().map_or(0, |(row, _)| row)) + 1;
    let Some(place) = range.rows().position(|row| !is_blank(row)) else {
        return Err(ReadError::Empty { file: name.to_owned() });
    };
    let mut header: Vec<String> = range.rows().nth(place).unwrap_or_default().iter().map(text).collect();
    while header.pop_if(|cell| cell.is_empty()).is_some() {}
    let rows = SheetRows { range, next: place + 1, first, columns: header.len() };
    Ok((header, Box::new(rows)))
}

/// Returns the sheet that is named like the table, or the only one.
fn sheet_of(sheets: &[String], file: &str) -> Result<String, ReadError> {
    let table = file.split('.').next().unwrap_or(file);
    match sheets {
        [only] => Ok(only.clone()),
        [] => Err(ReadError::Empty { file: file.to_owned() }),
        several => several
            .iter()
            .find(|sheet| *sheet == table)
            .cloned()
            .ok_or_else(|| ReadError::Sheets { file: file.to_owned(), sheet: table.to_owned() }),
    }
}

impl Rows for SheetRows {
    fn next(&mut self, record: &mut ByteRecord) -> Result<Option<RowPlace>, ReadError> {
        while self.next < self.range.height() {
            let row = self.next;
            self.next += 1;
            record.clear();
            let cells = (0..self.range.width())
                .map(|column| self.range.get((row, column)).map_or_else(String::new, text));
            let cells: Vec<String> = cells.collect();
            let Some(last) = cells.iter().rposition(|cell| !cell.is_empty()) else { continue };
            // Cells beyond the header count only if they say something.
            cells.iter().take(self.columns.max(last + 1)).for_each(|cell| record.push_field(cell.as_bytes()));
            return Ok(Some(RowPlace { row: self.first + row as u64, line_breaks: 0 }));
        }
        Ok(None)
    }
}

fn is_blank(row: &[Data]) -> bool {
    row.iter()
        .all(|cell| matches!(cell, Data::Empty) || matches!(cell, Data::String(text) if text.is_empty()))
}

/// Returns what a cell says, as a CSV file would hold it.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(time) if time.is_duration() => number_text(time.as_f64()),
        Data::DateTime(time) => time_text(time),
        Data::Error(error) => error.to_string(),
    }
}

/// Returns a number with the 15 digits that a sheet keeps: what is computed as 0.30000000000000004 is 0.3 there.
fn number_text(number: f64) -> String {
    let kept = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{kept}")
}

/// Returns a local time such as `2026-03-02T09:00:00`, with milliseconds where there are any.
fn time_text(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}")
}
