//! Tables of text whose cells are set apart by blanks, without a header.

use std::io::{BufRead, BufReader};
use std::path::Path;

use csv::ByteRecord;

use crate::input::ReadError;
use crate::input::rows::{RowPlace, Rows};
use crate::input::source;

/// The rows of such a table.
pub(super) struct BlankRows {
    name: String,
    lines: std::io::Split<BufReader<Box<dyn std::io::Read>>>,
    /// The first row, which has been read to see how many columns there are.
    first: Option<Vec<Vec<u8>>>,
    line: u64,
}

impl BlankRows {
    /// Opens a file, which is compressed if its name ends in `.gz`, and returns the numbers of its columns.
    pub(super) fn open(path: &Path, name: &str) -> Result<(Vec<String>, Self), ReadError> {
        let lines = BufReader::new(source::open(path, name)?).split(b'\n');
        let mut rows = Self { name: name.to_owned(), lines, first: None, line: 0 };
        rows.first = rows.next_cells()?;
        let columns = rows.first.as_ref().map_or(0, Vec::len);
        Ok(((1..=columns).map(|column| column.to_string()).collect(), rows))
    }

    /// Returns the cells of the next line that has any.
    fn next_cells(&mut self) -> Result<Option<Vec<Vec<u8>>>, ReadError> {
        while let Some(line) = self.lines.next() {
            let line = line.map_err(|source| ReadError::Damaged { file: self.name.clone(), source })?;
            self.line += 1;
            let cells = line.split(u8::is_ascii_whitespace).filter(|cell| !cell.is_empty());
            let cells: Vec<Vec<u8>> = cells.map(<[u8]>::to_vec).collect();
            if !cells.is_empty() {
                return Ok(Some(cells));
            }
        }
        Ok(None)
    }
}

impl Rows for BlankRows {
    fn next(&mut self, record: &mut ByteRecord) -> Result<Option<RowPlace>, ReadError> {
        let cells = match self.first.take() {
            Some(cells) => Some(cells),
            None => self.next_cells()?,
        };
        let Some(cells) = cells else { return Ok(None) };
        record.clear();
        for cell in &cells {
            record.push_field(cell);
        }
        Ok(Some(RowPlace { row: self.line, line_breaks: 0 }))
    }
}
