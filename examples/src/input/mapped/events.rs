//! One row an event: the values of an activity column become events.

use crm_model::{Happening, Holder, Precision, TicketId, WaitReason};

use super::grid::{Grid, RowId};
use super::history::{History, event};
use super::plan::Plan;
use crate::input::mapping::{Events, Meaning};
use crate::input::row_error::Refusal;

/// Returns the rows that cannot be told, each with its line.
pub(super) fn impossible_rows(
    events: &Events,
    plan: &Plan<'_>,
    grid: &Grid<'_>,
    rows: &[RowId],
) -> Vec<(u64, Refusal)> {
    let lacks_ticket = |row: &&RowId| {
        *meaning_of(events, plan, grid, **row) == Meaning::Merged
            && plan.into.is_none_or(|into| grid.text(**row, into).is_none())
    };
    let rule = "is a merger without the ticket that carries on";
    rows.iter().filter(lacks_ticket).map(|row| (row.line, Refusal::of_row(rule))).collect()
}

fn meaning_of<'e>(events: &'e Events, plan: &Plan<'_>, grid: &Grid<'_>, row: RowId) -> &'e Meaning {
    let value = plan.value.and_then(|value| grid.text(row, value));
    value.and_then(|value| events.values.get(value)).unwrap_or(&Meaning::Ignore)
}

/// Tells the history of a ticket from its rows, which are in order.
pub(super) fn tell(
    history: &mut History<'_>,
    events: &Events,
    plan: &Plan<'_>,
    grid: &Grid<'_>,
    rows: &[RowId],
) {
    let position =
        |row: RowId| (plan.time.map(|at| grid.cell(row, at)), plan.order.map(|at| grid.cell(row, at)));
    let mut waiting: Option<(RowId, WaitReason)> = None;
    for (index, row) in rows.iter().copied().enumerate() {
        let Some(at) = plan.time.and_then(|time| grid.instant(row, time)) else { continue };
        let meaning = meaning_of(events, plan, grid, row);
        let into = plan.into.and_then(|into| grid.text(row, into)).and_then(|text| TicketId::new(text).ok());
        let actor = history.actor(row);
        let mut told = Vec::new();
        let mut tell = |happening| told.push(event(at, happening, Precision::Exact, actor.as_ref()));
        if index == 0 && events.opened_by_first {
            tell(Happening::Opened);
        }
        // Rows that cannot be told apart in time do not end a wait: nobody knows which came first.
        if events.wait_ends_with_next
            && let Some((_, reason)) = waiting.take_if(|(since, _)| position(*since) < position(row))
        {
            tell(Happening::Back(Some(reason)));
        }
        if let Some(judgement) = history.judge(row) {
            tell(judgement);
        }
        match meaning {
            Meaning::Ignore | Meaning::Unknown => {}
            Meaning::Merged => into.into_iter().for_each(|ticket| tell(Happening::Merged(ticket))),
            Meaning::Event(happening) => {
                if let Happening::Waiting(reason) = happening {
                    waiting = Some((row, reason.clone()));
                }
                tell(held(happening, history, plan, grid, row));
            }
        }
        history.add_row(row, told);
    }
}

/// Returns the happening with the holder that the row names.
fn held(
    happening: &Happening,
    history: &History<'_>,
    plan: &Plan<'_>,
    grid: &Grid<'_>,
    row: RowId,
) -> Happening {
    let holder = || {
        let department = plan.department.and_then(|at| grid.text(row, at));
        Holder {
            department: department.and_then(|word| plan.department_of(word)),
            person: plan.person.and_then(|at| history.person(row, at)),
        }
    };
    match happening {
        Happening::Assigned(_) => Happening::Assigned(holder()),
        Happening::Transferred(_) => Happening::Transferred(holder()),
        other => other.clone(),
    }
}
