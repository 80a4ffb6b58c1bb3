//! Reading a log that a mapping explains.
//!
//! All rows are read into a [`Grid`](grid::Grid) that keeps the mapped columns only, eight bytes a cell. Then the
//! rows of each ticket are put in one order that does not depend on the order of the file, and told as events.

mod column;
mod events;
mod grid;
mod history;
mod plan;
mod records;
mod snapshots;

use std::path::Path;

use crm_model::{Customer, Records, Table, TicketRecord, Vocabulary};

use self::grid::Grid;
use self::history::History;
use self::plan::Plan;
use super::mapping::{Mapping, Shape};
use super::names::Words;
use super::table::{Tally, open_in};
use super::{Options, ReadError, Reading};

/// Reads the log that `mapping` is for: `path` is the file itself, or the folder that holds it, plain or as `.gz`.
///
/// The tickets count as complete up to the last time of the log, since it ends there. The source can tell of those
/// kinds of event that the mapping can produce, and of no others.
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
    mapping.check_words(&words)?;
    let mut tally = Tally::new(options);
    let file = open_in(path, &mapping.file)?;
    let name = file.name().to_owned();
    let (plan, columns) = Plan::new(mapping, &file, &words)?;
    let grid = Grid::read(file, columns, &plan, &mut tally)?;
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
                    story.end(history, &name, &mut tally);
                }
                continue;
            }
            Shape::Events(events) => events::tell(&mut history, events, &plan, &grid, ticket),
            Shape::Snapshots(snapshots) => {
                let begun = snapshots::tell(&mut history, snapshots, &plan, &grid, ticket);
                story.begun_before += u64::from(begun);
            }
        }
        story.end(history, &name, &mut tally);
    }
    let notes = story.notes(mapping, &grid);
    let left_out = tally.left_out.settle(options)?;
    let until = plan.time.and_then(|time| grid.latest(time)).or(story.latest);
    let records = Records {
        customers: plan.customers(&grid),
        tickets: Table::Supplied { from: None, until, rows: story.tickets },
        event_kinds: mapping.kinds,
    };
    Ok(Reading { records, rows: tally.rows, left_out, notes, files: tally.files })
}

/// The tickets of a log, and what was noticed on the way.
#[derive(Default)]
struct Story {
    tickets: Vec<TicketRecord>,
    latest: Option<chrono::DateTime<chrono::Utc>>,
    repeated_rows: u64,
    /// Tickets whose history begins in the middle.
    begun_before: u64,
    customers_differ: u64,
    channels_differ: u64,
}

impl Story {
    fn end(&mut self, history: History<'_>, file: &str, tally: &mut Tally<'_>) {
        let ended = history.end();
        for (line, refusal) in ended.refusals {
            tally.left_out.add(refusal.at(file, line));
        }
        let last = ended.ticket.events.iter().map(|event| event.occurred_at).max();
        self.latest = self.latest.max(last);
        self.customers_differ += u64::from(ended.customers_differ);
        self.channels_differ += u64::from(ended.channels_differ);
        self.tickets.push(ended.ticket);
    }

    fn notes(&self, mapping: &Mapping, grid: &Grid<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        if mapping.clock.is_absent() {
            notes
                .push("The log does not say in which time zone its clock is; it is taken as UTC.".to_owned());
        }
        if let Some(zone) = mapping.clock.zone_name() {
            let (skipped, twice) = grid.unclear_times();
            if skipped > 0 {
                notes.push(format!(
                    "{skipped} times fall in a stretch that clocks in {zone} skipped; the end of the stretch \
                     stands for them."
                ));
            }
            if twice > 0 {
                notes.push(format!(
                    "{twice} times fall in an hour that clocks in {zone} showed twice; the earlier one is taken."
                ));
            }
        }
        let all = self.tickets.len();
        if self.begun_before > 0 {
            notes.push(format!(
                "The histories of {} of {all} tickets begin in the middle: what had happened by the first row is \
                 known, but not when.",
                self.begun_before
            ));
        }
        match self.repeated_rows {
            0 => {}
            1 => notes.push("1 row repeats another row exactly.".to_owned()),
            rows => notes.push(format!("{rows} rows repeat another row exactly.")),
        }
        for (count, field) in [(self.customers_differ, "customer"), (self.channels_differ, "channel")] {
            if count > 0 {
                notes.push(format!(
                    "{count} of {all} tickets name more than one {field} over time; the first is taken."
                ));
            }
        }
        notes
    }
}

type CustomerTable = Table<Customer>;
