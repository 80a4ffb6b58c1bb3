//! The rows of a Parquet file.

use std::fs::File;
use std::io;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field};
use arrow::error::ArrowError;
use csv::ByteRecord;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::ReadError;
use super::rows::{RowPlace, Rows};

struct ParquetRows {
    name: String,
    batches: ParquetRecordBatchReader,
    batch: Batch,
    row: u64,
}

/// Some rows, column by column.
#[derive(Default)]
struct Batch {
    columns: Vec<StringArray>,
    rows: usize,
    next: usize,
}

/// Opens a Parquet file; its columns are its header.
pub(super) fn open(path: &Path, name: &str) -> Result<(Vec<String>, Box<dyn Rows>), ReadError> {
    let file = File::open(path).map_err(|source| ReadError::Closed { file: name.to_owned(), source })?;
    let damaged = |error| damaged(name, error);
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(error.into()))?;
    let schema = builder.schema().clone();
    if let Some(field) = schema.fields().iter().find(|field| !has_text(field)) {
        let kind = field.data_type().to_string();
        return Err(ReadError::Nested { file: name.to_owned(), column: field.name().clone(), kind });
    }
    let batches = builder.build().map_err(|error| damaged(error.into()))?;
    let header = schema.fields().iter().map(|field| field.name().clone()).collect();
    let rows = ParquetRows { name: name.to_owned(), batches, batch: Batch::default(), row: 0 };
    Ok((header, Box::new(rows)))
}

/// Returns whether each value of a column is one text.
fn has_text(field: &Field) -> bool {
    let plain = |kind: &DataType| {
        kind.is_numeric()
            || kind.is_temporal()
            || kind.is_string()
            || matches!(kind, DataType::Boolean | DataType::Null)
    };
    match field.data_type() {
        DataType::Dictionary(_, values) => plain(values),
        kind => plain(kind),
    }
}

impl Rows for ParquetRows {
    fn next(&mut self, record: &mut ByteRecord) -> Result<Option<RowPlace>, ReadError> {
        while self.batch.next >= self.batch.rows {
            let Some(batch) = self.batches.next() else { return Ok(None) };
            let batch = batch.and_then(|batch| texts(&batch));
            self.batch = batch.map_err(|error| damaged(&self.name, error))?;
        }
        record.clear();
        for column in &self.batch.columns {
            let is_there = column.is_valid(self.batch.next);
            record.push_field(if is_there { column.value(self.batch.next).as_bytes() } else { b"" });
        }
        self.batch.next += 1;
        self.row += 1;
        Ok(Some(RowPlace { row: self.row, line_breaks: 0 }))
    }
}

/// Returns the columns of a batch as texts.
fn texts(batch: &RecordBatch) -> Result<Batch, ArrowError> {
    let columns = batch.columns().iter().map(|column| {
        let texts = match column.data_type() {
            // A zone is a mere label of instants in UTC, and not all names of zones are known here.
            DataType::Timestamp(unit, Some(_)) => {
                cast(&cast(column, &DataType::Timestamp(*unit, Some("+00:00".into())))?, &DataType::Utf8)?
            }
            _ => cast(column, &DataType::Utf8)?,
        };
        Ok(texts.as_string::<i32>().clone())
    });
    Ok(Batch { columns: columns.collect::<Result<_, ArrowError>>()?, rows: batch.num_rows(), next: 0 })
}

fn damaged(file: &str, error: ArrowError) -> ReadError {
    ReadError::Damaged { file: file.to_owned(), source: io::Error::other(error) }
}
