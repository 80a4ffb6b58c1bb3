//! A merged ticket's open obligations go on in the ticket that carries on (edge case T35).

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Evidence, Happening, State, Ticket, TicketId};

use crate::changes::{Choice, Merger};
use crate::clock::Clock;
use crate::service_levels::{Case, ServiceLevels};

/// A ticket that was merged into another, as its history goes on there.
///
/// # Examples
///
/// ```
/// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
/// use crm_sla::Absorbed;
///
/// let (first, second) = (TicketId::new("T-1")?, TicketId::new("T-2")?);
/// let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened);
/// let merged = TicketEvent::at("2026-03-02T10:00:00Z".parse()?, Happening::Merged(second.clone()));
/// let source = Ticket::new(TicketRecord::new(first, vec![opened.clone(), merged]));
/// let target = Ticket::new(TicketRecord::new(second, vec![opened]));
/// assert_eq!(Absorbed::new(&source, &target).unwrap().at(), "2026-03-02T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>()?);
/// assert!(Absorbed::new(&target, &source).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absorbed {
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    history: Ticket,
}

impl Absorbed {
    /// Returns what `merged` brings into `target`, or `None` where it was not merged into it.
    ///
    /// Of a chain of mergers, give the [`history`](Self::history) of the link before as `merged`.
    pub fn new(merged: &Ticket, target: &Ticket) -> Option<Self> {
        let (at, history) = merged.continued_in(target)?;
        let event = merged
            .events()
            .iter()
            .find(|event| matches!(&event.happening, Happening::Merged(into) if into == target.id()))?;
        Some(Self { at, recorded_at: event.recorded_at.unwrap_or(at), history })
    }

    /// Returns when it was merged.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Returns when the merger was recorded: with the event, unless it says otherwise.
    pub fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded_at
    }

    /// Returns the merged ticket's history before the merger and the other's after it.
    pub fn history(&self) -> &Ticket {
        &self.history
    }

    /// Returns the merged ticket.
    pub fn ticket(&self) -> &TicketId {
        self.history.id()
    }
}

/// Lets the obligations of absorbed tickets go on among the clocks of `case`, where their rules say so.
pub(crate) fn take_over(
    levels: &ServiceLevels,
    case: &Case<'_>,
    as_of: DateTime<Utc>,
    clocks: &mut Vec<Clock>,
) {
    let own = clocks.len();
    let mut absorbed: Vec<&Absorbed> =
        case.absorbed.iter().filter(|absorbed| case.knows(absorbed, as_of)).collect();
    absorbed.sort_by_key(|absorbed| (absorbed.at, absorbed.ticket()));
    for Absorbed { at, history, .. } in absorbed {
        let brought = levels.standing_of(&Case { ticket: history, absorbed: &[], ..*case }, as_of);
        for mut clock in brought {
            // What was late by then is a miss of the merged ticket, and not one more here.
            let was_late = clock.due.is_some_and(|due| due < *at);
            if was_late || !was_open_at(&clock, *at) || !keeps_earliest(levels, &clock) {
                continue;
            }
            clock.choices.push(Choice::TakenOver { at: *at, from: history.id().clone() });
            let rival = clocks.iter_mut().find(|own| own.measure == clock.measure && was_open_at(own, *at));
            match rival {
                Some(rival) if is_determined(rival) && is_determined(&clock) => {
                    if falls_due_before(&clock, rival) {
                        (clock.round, clock.slot) = (rival.round, rival.slot);
                        *rival = clock;
                    }
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
