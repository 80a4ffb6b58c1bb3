//! The cells of columns that no mapping explains, as the last row of each ticket holds them.

use std::collections::BTreeMap;
use std::path::Path;

use super::mapping::{Resolved, Shape, TicketLog};
use super::row_error::{Refusal, Showing};
use super::table::{Row, Tally, open_in};
use super::{Options, ReadError};

/// The last cells of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LastCells {
    /// The texts, in the order of the columns asked for.
    pub(crate) texts: Vec<String>,
    /// The instants, in the order of the columns asked for, in microseconds.
    pub(crate) instants: Vec<Option<i64>>,
}

/// Reads columns of texts and of instants, by ticket; `None` for a ticket of which several rows come last and differ.
///
/// The last row is the one with the latest time, and of several the one that comes last in the source's own order.
pub(crate) fn last_cells(
    path: &Path,
    file: &str,
    log: &TicketLog,
    texts: &[String],
    instants: &[String],
    options: &Options<'_>,
) -> Result<BTreeMap<String, Option<LastCells>>, ReadError> {
    const ADVICE: &str = "correct the name on the command line";
    let table = open_in(path, file, options)?;
    let need = |columns: &[String]| -> Result<Vec<usize>, ReadError> {
        columns.iter().map(|column| table.need_column(column, ADVICE)).collect()
    };
    let (texts, instants) = (need(texts)?, need(instants)?);
    let ticket = table.need_column(&log.ticket, ADVICE)?;
    let time = match &log.shape {
        Shape::Records => None,
        Shape::Events(events) => Some(table.need_column(&events.time, ADVICE)?),
        Shape::Snapshots(snapshots) => Some(table.need_column(&snapshots.time, ADVICE)?),
    };
    let order = log.order.as_deref().map(|column| table.need_column(column, ADVICE)).transpose()?;
    let mut last: BTreeMap<String, ((i64, i64), Option<LastCells>)> = BTreeMap::new();
    let mut tally = Tally::new(options);
    table.each_row(&mut tally, |row| {
        let at = time.map(|time| instant(log, row, time)).transpose()?.flatten().unwrap_or(i64::MIN);
        let order = row.filled(order)?.and_then(|text| text.trim().parse().ok()).unwrap_or(i64::MIN);
        let cells = LastCells {
            texts: texts
                .iter()
                .map(|column| Ok(row.cell(*column)?.to_owned()))
                .collect::<Result<_, Refusal>>()?,
            instants: instants.iter().map(|column| instant(log, row, *column)).collect::<Result<_, _>>()?,
        };
        let id = row.cell(ticket)?;
        match last.get_mut(id) {
            None => drop(last.insert(id.to_owned(), ((at, order), Some(cells)))),
            Some((place, known)) if (at, order) > *place => (*place, *known) = ((at, order), Some(cells)),
            Some((place, known)) if (at, order) == *place && known.as_ref() != Some(&cells) => *known = None,
            Some(_) => {}
        }
        Ok(())
    })?;
    tally.left_out.settle(options)?;
    Ok(last.into_iter().map(|(id, (_, cells))| (id, cells)).collect())
}

/// Returns the instant in a cell, `None` where it is empty.
fn instant(log: &TicketLog, row: &Row<'_>, column: usize) -> Result<Option<i64>, Refusal> {
    let Some(text) = row.filled(Some(column))? else { return Ok(None) };
    let resolved = log.clock.instant(text).map_err(|rule| row.refusal(column, Showing::Instants, rule))?;
    let (Resolved::Once(at) | Resolved::Skipped(at) | Resolved::Twice(at)) = resolved;
    Ok(Some(at.timestamp_micros()))
}
