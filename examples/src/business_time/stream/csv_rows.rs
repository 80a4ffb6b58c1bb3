//! Questions in CSV, answered in CSV.

use std::io::{Read, Write};

use csv::{ByteRecord, Writer, WriterBuilder};

use super::solver::{Asked, Cell, Reply, Solver};
use super::{File, Job, Stopped};
use crate::business_time::values;
use crate::input::row_error::{Refusal, looks_like_data};
use crate::input::rows::{CsvRows, RowPlace, Rows, cell_of};
use crate::input::{LeftOut, ReadError};
use crate::report::cell::counted;
use crate::run::Failure;

/// Reads a table, and writes it with answers behind each row. Returns the rows that have none.
pub(super) fn answer(
    job: &Job<'_>,
    file: &File<'_>,
    input: Box<dyn Read>,
    out: &mut dyn Write,
    solver: &Solver<'_>,
) -> Result<LeftOut, Stopped> {
    let mut rows = CsvRows::of(input, file.name);
    let header = rows.header()?;
    let places = places(job, file, &header)?;
    let appended = job.appended();
    if let Some(column) = appended.iter().find(|column| header.contains(column)) {
        return Err(file.collision(None, column));
    }
    let mut writer = WriterBuilder::new().flexible(true).buffer_capacity(1 << 16).from_writer(out);
    writer.write_record(header.iter().chain(&appended)).map_err(io_error)?;
    let (mut record, mut reply, mut failed) = (ByteRecord::new(), Reply::default(), LeftOut::default());
    let (mut count, mut text) = (0, String::new());
    while let Some(RowPlace { row, .. }) = rows.next(&mut record)? {
        count += 1;
        file.progress(count);
        let last = record.len().saturating_sub(1);
        let mut asked = [Asked { column: "", cell: Cell::Missing }; 2];
        for (slot, (place, (column, _))) in asked.iter_mut().zip(places.iter().zip(&job.columns)) {
            let cell = match cell_of(&record, *place, last) {
                Ok(text) => Cell::Text(text),
                Err(characters) => Cell::NotText { characters },
            };
            *slot = Asked { column, cell };
        }
        solver.solve(asked.get(..places.len()).unwrap_or(&asked), &mut reply);
        if record.len() != header.len() {
            let (cells, columns) = (record.len(), header.len());
            let cells = counted(cells as u64, "cell");
            let rule = format!("has {cells} where the header has {columns}");
            let values = reply.values.len();
            reply = Reply {
                values: vec![None; values],
                refusal: Some(Refusal::of_row(rule)),
                ..Reply::default()
            };
        }
        write_row(&mut writer, &record, header.len(), &reply, solver, &mut text).map_err(io_error)?;
        if let Some(refusal) = reply.refusal.take() {
            file.refused(row, refusal, &mut failed);
        }
    }
    writer.flush()?;
    Ok(failed)
}

/// Returns where the columns are that the task reads.
fn places(job: &Job<'_>, file: &File<'_>, header: &[String]) -> Result<Vec<usize>, Stopped> {
    if header.first().is_some_and(|cell| cell.trim_start().starts_with('{')) {
        let name = file.name;
        return Err(Stopped::Failed(Failure::new(format!(
            "`{name}` looks like JSON and not like CSV: say so with --format json-lines"
        ))));
    }
    let place = |(column, option): &(&str, &'static str)| {
        let mut places =
            (0..header.len()).filter(|place| header.get(*place).is_some_and(|name| name == column));
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => {
                Err(ReadError::ColumnTwice { file: file.name.to_owned(), column: (*column).to_owned() }
                    .into())
            }
            (None, _) if header.iter().any(|cell| looks_like_data(cell)) => {
                Err(ReadError::NoHeader { file: file.name.to_owned() }.into())
            }
            (None, _) => {
                let names: Vec<String> = header.iter().map(|name| format!("`{name}`")).collect();
                let also =
                    if *option == "--span-column" { ", or give all rows one span with --span" } else { "" };
                Err(Stopped::Failed(Failure::new(format!(
                    "`{}` has no column `{column}`; its columns are {}: name the right one with {option}{also}",
                    file.name,
                    names.join(", ")
                ))))
            }
        }
    };
    job.columns.iter().map(place).collect()
}

/// Writes the cells of a row, then those of its answer under their columns, then cells for which there is no column.
fn write_row<W: Write>(
    writer: &mut Writer<W>,
    record: &ByteRecord,
    columns: usize,
    reply: &Reply,
    solver: &Solver<'_>,
    text: &mut String,
) -> csv::Result<()> {
    let last = record.len().saturating_sub(1);
    let cell = |place: usize| {
        let cell = record.get(place).unwrap_or_default();
        if place == last { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell }
    };
    (0..columns).try_for_each(|place| writer.write_field(cell(place)))?;
    let zone = solver.office.calendar.zone();
    for value in &reply.values {
        text.clear();
        if let Some(value) = value {
            values::write(text, value, zone);
        }
        writer.write_field(&*text)?;
    }
    writer.write_field(reply.assumed.map_or("", |assumed| if assumed { "true" } else { "false" }))?;
    writer.write_field(reply.note.as_deref().unwrap_or_default())?;
    match &reply.refusal {
        Some(refusal) => writer.write_field(refusal.to_string())?,
        None => writer.write_field("")?,
    }
    (columns..record.len()).try_for_each(|place| writer.write_field(cell(place)))?;
    writer.write_record(None::<&[u8]>)
}

/// Returns why a row could not be written.
fn io_error(error: csv::Error) -> Stopped {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Stopped::Failed(Failure::new(format!("the answers cannot be written ({other:?})"))),
    }
}
