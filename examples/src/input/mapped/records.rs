//! One row a ticket: columns of instants become events.

use chrono::{DateTime, Utc};
use crm_model::{EventKind, Precision};

use super::grid::{Grid, RowId};
use super::history::{History, event};
use super::plan::Plan;

/// Tells the history of a ticket from its only row.
pub(super) fn tell(history: &mut History<'_>, plan: &Plan<'_>, grid: &Grid<'_>, row: RowId) {
    let mut events = Vec::new();
    for (at, column) in plan.instants.iter().zip(&plan.mapping.instants) {
        if let (Some(instant), false) = (grid.instant(row, *at), column.is_final) {
            events.push(event(instant, column.happening.clone(), Precision::Exact, None));
        }
    }
    if let (Some(instant), Some(judgement)) = (judged_at(plan, grid, row), history.judge(row)) {
        events.push(event(instant, judgement, Precision::Exact, None));
    }
    history.add_row(row, events);
}

/// Returns the instant from which on what a row judges counts: the opening, or where the row names none the first
/// instant of a column that is not final, or else of one that is.
pub(super) fn judged_at(plan: &Plan<'_>, grid: &Grid<'_>, row: RowId) -> Option<DateTime<Utc>> {
    let columns = plan.instants.iter().zip(&plan.mapping.instants);
    let ranked = columns.filter_map(|(at, column)| {
        let rank = match column.happening.kind() {
            EventKind::Opened => 0,
            _ if !column.is_final => 1,
            _ => 2,
        };
        Some((rank, grid.instant(row, *at)?))
    });
    ranked.min().map(|(_, instant)| instant)
}
