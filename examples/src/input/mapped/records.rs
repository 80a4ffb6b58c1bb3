//! One row a ticket: columns of instants become events.

use crm_model::{EventKind, Precision, TicketEvent};

use super::grid::{Grid, RowId};
use super::history::{History, event};
use super::plan::Plan;

/// Tells the history of a ticket from its only row.
///
/// What the row judges counts from the opening on, or from the first event where the row names no opening.
pub(super) fn tell(history: &mut History<'_>, plan: &Plan<'_>, grid: &Grid<'_>, row: RowId) {
    let mut events: Vec<TicketEvent> = Vec::new();
    for (at, column) in plan.instants.iter().zip(&plan.mapping.instants) {
        if let (Some(instant), false) = (grid.instant(row, *at), column.is_final) {
            events.push(event(instant, column.happening.clone(), Precision::Exact, None));
        }
    }
    let opened = events.iter().filter(|event| event.kind() == EventKind::Opened).min();
    let judged_at = opened.or_else(|| events.iter().min()).map(|event| event.occurred_at);
    if let (Some(instant), Some(judgement)) = (judged_at, history.judge(row)) {
        events.push(event(instant, judgement, Precision::Exact, None));
    }
    history.add_row(row, events);
}
