//! A merged ticket's open obligations go on in the ticket that carries on (edge case T35).

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Evidence, State};

use crate::case::Case;
use crate::changes::{Choice, Merger};
use crate::clock::Clock;
use crate::service_levels::ServiceLevels;

/// Lets the obligations of absorbed tickets go on among the clocks of `case`, where their rules say so.
pub(crate) fn take_over(
    levels: &ServiceLevels,
    case: &Case<'_>,
    as_of: DateTime<Utc>,
    clocks: &mut Vec<Clock>,
) {
    let own = clocks.len();
    for absorbed in case.absorbed_by(as_of) {
        let (at, history) = (absorbed.at(), absorbed.history());
        let brought = levels.standing_of(&case.of_absorbed(history), as_of);
        for mut clock in brought {
            // What was late by then is a miss of the merged ticket, and not one more here.
            let was_late = clock.due.is_some_and(|due| due < at);
            if was_late || !was_open_at(&clock, at) || !keeps_earliest(levels, &clock) {
                continue;
            }
            clock.choices.push(Choice::TakenOver { at, from: history.id().clone() });
            clock.choices.sort_by_key(Choice::at);
            let rival = clocks.iter_mut().find(|own| own.measure == clock.measure && was_open_at(own, at));
            match rival {
                Some(rival) if is_determined(rival) && is_determined(&clock) => {
                    // When either changes, the other one may go on.
                    let until = clock.valid_until.into_iter().chain(rival.valid_until).min();
                    if falls_due_before(&clock, rival) {
                        (clock.round, clock.slot) = (rival.round, rival.slot);
                        *rival = clock;
                    }
                    rival.valid_until = until;
                }
                _ => {
                    let taken = clocks.iter().filter(|own| own.measure == clock.measure);
                    clock.slot = taken.map(|own| own.slot).max().unwrap_or(0).saturating_add(1);
                    clocks.push(clock);
                }
            }
        }
    }
    if clocks.len() > own {
        clocks.sort_by_key(|clock| (clock.measure, clock.slot, clock.round));
    }
}

fn was_open_at(clock: &Clock, at: DateTime<Utc>) -> bool {
    let is = |evidence: &Evidence| evidence.occurred_at <= at;
    clock.start.as_ref().is_some_and(is) && !clock.end.as_ref().is_some_and(is)
}

fn keeps_earliest(levels: &ServiceLevels, clock: &Clock) -> bool {
    let rule = clock.rule.as_ref().and_then(|rule| levels.rule(&rule.name));
    rule.is_some_and(|rule| rule.changes().merger == Merger::KeepEarliest)
}

fn is_determined(clock: &Clock) -> bool {
    !matches!(clock.state, State::Undetermined { .. })
}

/// Returns whether a clock falls due before another; one that stands still falls due later than any that runs.
fn falls_due_before(clock: &Clock, other: &Clock) -> bool {
    match (clock.due, other.due) {
        (Some(due), Some(other)) => due < other,
        (Some(_), None) => true,
        (None, _) => false,
    }
}
