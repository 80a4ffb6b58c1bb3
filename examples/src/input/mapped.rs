//! Reading a file that a mapping explains: purchases and surveys row by row, and tickets as follows.
//!
//! All rows are read into a [`Grid`](grid::Grid) that keeps the mapped columns only, eight bytes a cell. Then the
//! rows of each ticket are put in one order that does not depend on the order of the file, and told as events.

mod column;
mod events;
mod grid;
mod history;
mod notes;
mod plan;
mod purchases;
mod records;
mod snapshots;
mod surveys;

use std::path::Path;

use chrono::{DateTime, Utc};
use crm_model::{Customer, Records, Table, TicketRecord, Vocabulary};

use self::grid::Grid;
use self::history::History;
use self::notes::time_notes;
use self::plan::Plan;
pub(crate) use self::plan::personal_columns;
use super::mapping::{MappedTable, Mapping, Shape, TicketLog};
use super::names::Words;
use super::own::read_mergers;
use super::row_error::Refusal;
use super::table::{TableFile, Tally, folder_of, open_in};
use super::{Options, ReadError, Reading};
use crate::report::{count, counted};

/// Reads the file that `mapping` is for: `path` is the file itself, or the folder that holds it, plain or as `.gz`.
///
/// The table counts as complete up to the last time of the file, since it ends there. Where it is one of tickets, the
/// source can tell of those kinds of event that the mapping can produce, and of no others. The other tables are not
/// supplied, but for mergers of customers, if the mapping names their file.
///
/// # Errors
///
/// When the mapping uses a word that `vocabulary` does not declare, when the file is missing or damaged or lacks a
/// mapped column, and when any row cannot be read unless [`Options::keep_going`] is set.
pub fn read_mapped(
    path: &Path,
    mapping: &Mapping,
    vocabulary: &Vocabulary,
    options: &Options<'_>,
) -> Result<Reading, ReadError> {
    let words = Words::new(vocabulary);
    if let MappedTable::Tickets(log) = &mapping.table {
        log.check_words(&words)?;
    }
    let file = open_in(path, &mapping.file, options)?;
    let mut reading = match &mapping.table {
        MappedTable::Tickets(log) => read_tickets(file, log, &words, options),
        MappedTable::Purchases(log) => purchases::read(file, log, options),
        MappedTable::Surveys(log) => surveys::read(file, log, options),
    }?;
    if let Some(mergers) = &mapping.mergers {
        let file = TableFile::need(folder_of(path), mergers, options)?;
        let mut tally = Tally::new(options);
        reading.records.mergers = read_mergers(file, &mut tally)?;
        reading.rows += tally.rows;
        reading.left_out.extend(tally.left_out.settle(options)?);
        reading.files.extend(tally.files);
    }
    Ok(reading)
}

fn read_tickets(
    file: TableFile,
    mapping: &TicketLog,
    words: &Words<'_>,
    options: &Options<'_>,
) -> Result<Reading, ReadError> {
    let mut tally = Tally::new(options);
    let name = file.name().to_owned();
    let (plan, columns) = Plan::new(mapping, &file, words)?;
    let mut grid = Grid::read(file, columns, &plan, &mut tally)?;
    let impossible = impossible_rows(mapping, &plan, &grid);
    grid.leave_out(&impossible.iter().map(|(line, _)| *line).collect());
    for (line, refusal) in impossible {
        tally.left_out.add(refusal.at(&name, line));
    }
    let grid = grid;
    let mut story = Story::default();
    for ticket in grid.tickets(&plan) {
        story.repeated_rows += grid.repeats(ticket);
        let Some(mut history) = History::new(&plan, &grid, ticket) else { continue };
        match &mapping.shape {
            Shape::Records => {
                for row in ticket {
                    let one_row = std::slice::from_ref(row);
                    let Some(mut history) = History::new(&plan, &grid, one_row) else { continue };
                    records::tell(&mut history, &plan, &grid, *row);
                    story.end(history);
                }
                continue;
            }
            Shape::Events(events) => events::tell(&mut history, events, &plan, &grid, ticket),
            Shape::Snapshots(snapshots) => {
                let begun = snapshots::tell(&mut history, snapshots, &plan, &grid, ticket);
                story.begun_before += u64::from(begun);
                story.counters_fell += u64::from(snapshots::counters_fall(&plan, &grid, ticket));
            }
        }
        story.end(history);
    }
    let notes = story.notes(mapping, &grid);
    let left_out = tally.left_out.settle(options)?;
    // The log goes on to its last row, and knows of the end of some tickets that came even later.
    let last_row = plan.time.and_then(|time| grid.latest(time)).or(story.latest);
    let until = last_row.max(story.latest_final);
    let records = Records {
        customers: plan.customers(&grid, until.filter(|_| plan.time.is_some())),
        tickets: Table::Supplied { from: None, until, rows: story.tickets },
        event_kinds: mapping.kinds,
        ..Records::default()
    };
    Ok(Reading { records, rows: tally.rows, left_out, notes, files: tally.files })
}

/// Returns the rows that cannot be used because of other cells or other rows, each with its line.
fn impossible_rows(mapping: &TicketLog, plan: &Plan<'_>, grid: &Grid<'_>) -> Vec<(u64, Refusal)> {
    let of_ticket = |rows| match &mapping.shape {
        Shape::Records => Vec::new(),
        Shape::Events(events) => events::impossible_rows(events, plan, grid, rows),
        Shape::Snapshots(snapshots) => snapshots::impossible_rows(snapshots, plan, grid, rows),
    };
    grid.tickets(plan).flat_map(of_ticket).collect()
}

/// The tickets of a log, and what was noticed on the way.
#[derive(Default)]
struct Story {
    tickets: Vec<TicketRecord>,
    latest: Option<DateTime<Utc>>,
    latest_final: Option<DateTime<Utc>>,
    repeated_rows: u64,
    /// Tickets with a counter that falls.
    counters_fell: u64,
    /// Tickets whose history begins in the middle.
    begun_before: u64,
    customers_differ: u64,
    channels_differ: u64,
}

impl Story {
    fn end(&mut self, history: History<'_>) {
        let ended = history.end();
        self.latest_final = self.latest_final.max(ended.last_final);
        let last = ended.ticket.events.iter().map(|event| event.occurred_at).max();
        self.latest = self.latest.max(last);
        self.customers_differ += u64::from(ended.customers_differ);
        self.channels_differ += u64::from(ended.channels_differ);
        self.tickets.push(ended.ticket);
    }

    fn notes(&self, mapping: &TicketLog, grid: &Grid<'_>) -> Vec<String> {
        let (skipped, twice) = grid.unclear_times();
        let mut notes = time_notes(&mapping.clock, skipped, twice);
        let all = counted(self.tickets.len() as u64, "ticket");
        if self.begun_before > 0 {
            notes.push(format!(
                "The histories of {} of {all} begin in the middle: what had happened by the first row is \
                 known, but not when.",
                count(self.begun_before)
            ));
        }
        if self.counters_fell > 0 {
            notes.push(format!(
                "Counters of {} of {all} fall; a fall is no event, and a rise counts only above the highest \
                 value so far.",
                count(self.counters_fell)
            ));
        }
        match self.repeated_rows {
            0 => {}
            1 => notes.push("1 row repeats another row exactly.".to_owned()),
            rows => notes.push(format!("{} rows repeat another row exactly.", count(rows))),
        }
        for (tickets, field) in [(self.customers_differ, "customer"), (self.channels_differ, "channel")] {
            if tickets > 0 {
                let name = if tickets == 1 { "names" } else { "name" };
                let tickets = count(tickets);
                notes.push(format!(
                    "{tickets} of {all} {name} more than one {field} over time; the first is taken."
                ));
            }
        }
        notes
    }
}

type CustomerTable = Table<Customer>;

/// Returns the instant in a cell of a column of instants.
fn instant_of(cell: i64) -> Option<DateTime<Utc>> {
    Some(cell).filter(|cell| *cell != column::NOTHING).and_then(DateTime::from_timestamp_micros)
}
