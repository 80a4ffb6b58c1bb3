//! `flips.csv`: one row an obligation whose outcome is another.

use std::io::Write;

use crm_kit::{Flip, FlipSide, WhatIf};
use crm_model::{ClauseId, RuleName};

use crate::report::cell::seconds;
use crate::report::json::missing;
use crate::report::tables::Table;

const COLUMNS: [&str; 20] = [
    "ticket",
    "measure",
    "round",
    "slot",
    "direction",
    "before_state",
    "before_clause",
    "before_rule",
    "before_due",
    "before_late_by_elapsed_seconds",
    "before_late_by_open_seconds",
    "before_missing",
    "after_state",
    "after_clause",
    "after_rule",
    "after_due",
    "after_late_by_elapsed_seconds",
    "after_late_by_open_seconds",
    "after_missing",
    "due_moved_by_seconds",
];

/// Writes one row a flip.
pub(super) fn write(change: &WhatIf, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = Table::new(out, &COLUMNS)?;
    for flip in &change.flips {
        table
            .text(&flip.subject.to_string())?
            .text(flip.measure.as_str())?
            .number(Some(flip.round))?
            .number(Some(flip.slot))?;
        table.text(flip.direction().as_str())?;
        let (was, is) = flip.outcomes();
        write_side(&mut table, was.as_str(), flip.before.as_ref())?;
        write_side(&mut table, is.as_str(), flip.after.as_ref())?;
        table.number(due_moved(flip).map(seconds))?.end_row()?;
    }
    table.end()
}

fn write_side(table: &mut Table<'_>, outcome: &str, side: Option<&FlipSide>) -> csv::Result<()> {
    let late = side.and_then(|side| side.late_by);
    table.text(outcome)?;
    table.maybe(side.and_then(|side| side.clause.as_ref()).map(ClauseId::as_str))?;
    table.maybe(side.and_then(|side| side.rule.as_ref()).map(RuleName::as_str))?;
    table.instant(side.and_then(|side| side.due))?;
    table.number(late.map(|late| seconds(late.elapsed.as_micros())))?;
    table.number(late.and_then(|late| late.open).map(|open| seconds(open.as_micros())))?;
    table.maybe(side.and_then(|side| missing(&side.state)).as_deref())?;
    Ok(())
}

/// Returns by how many microseconds the due instant moved, where both sides have one; below zero, it is due earlier.
pub(super) fn due_moved(flip: &Flip) -> Option<i64> {
    let due = |side: &Option<FlipSide>| Some(side.as_ref()?.due?.timestamp_micros());
    due(&flip.after)?.checked_sub(due(&flip.before)?)
}
