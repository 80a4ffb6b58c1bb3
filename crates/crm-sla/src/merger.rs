//! A merged ticket's open obligations go on in the ticket that carries on (edge case T35).

use alloc::borrow::Cow;
use alloc::sync::Arc;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Evidence, Happening, Knowledge, State, Ticket, TicketEvent, TicketId};

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
    // INVARIANT: the merged ticket and those that carried it on, each merged into the next; empty where every event was
    // recorded when it happened, so that the history tells what was known of them at any time.
    links: Vec<Arc<Ticket>>,
}

impl Absorbed {
    /// Returns what `merged` brings into `target`, or `None` where it was not merged into it.
    ///
    /// See [`joined_by`](Self::joined_by) for a chain of mergers.
    pub fn new(merged: &Ticket, target: &Ticket) -> Option<Self> {
        let (at, history) = merged.continued_in(target)?;
        let recorded_at = recorded_at(merged, target.id())?;
        let links = if is_recorded_late(merged) || is_recorded_late(target) {
            Vec::from([merged, target].map(|ticket| Arc::new(ticket.clone())))
        } else {
            Vec::new()
        };
        Some(Self { at, recorded_at, history, links })
    }

    /// Returns what a ticket that was merged into this one before brings into the same target, or `None` where it was not
    /// merged into this one, or only when this one was no more.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    /// use crm_sla::Absorbed;
    ///
    /// let id = TicketId::new;
    /// let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened);
    /// let merged = |at: &str, into| at.parse().map(|at| TicketEvent::at(at, Happening::Merged(into)));
    /// let ticket = |id, events| Ticket::new(TicketRecord::new(id, events));
    /// let first = ticket(id("T-1")?, vec![opened.clone(), merged("2026-03-02T10:00:00Z", id("T-2")?)?]);
    /// let second = ticket(id("T-2")?, vec![opened.clone(), merged("2026-03-02T11:00:00Z", id("T-3")?)?]);
    /// let third = ticket(id("T-3")?, vec![opened]);
    /// let chain = Absorbed::new(&second, &third).and_then(|link| link.joined_by(&first)).unwrap();
    /// assert_eq!((chain.ticket().as_str(), chain.at()), ("T-1", "2026-03-02T11:00:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn joined_by(&self, merged: &Ticket) -> Option<Self> {
        let (at, history) = merged.continued_in(&self.history)?;
        if at >= self.at {
            return None;
        }
        let recorded_at = recorded_at(merged, self.ticket())?.max(self.recorded_at);
        let links = if self.links.is_empty() && !is_recorded_late(merged) {
            Vec::new()
        } else {
            let later = if self.links.is_empty() {
                Vec::from([Arc::new(self.history.clone())])
            } else {
                self.links.clone()
            };
            core::iter::once(Arc::new(merged.clone())).chain(later).collect()
        };
        Some(Self { at: self.at, recorded_at, history, links })
    }

    /// Returns it by what was on record of all tickets concerned at `instant`, or `None` where no merger was.
    fn known_at(&self, instant: DateTime<Utc>) -> Option<Cow<'_, Self>> {
        let [merged, targets @ ..] = self.links.as_slice() else {
            return (self.recorded_at <= instant).then_some(Cow::Borrowed(self));
        };
        let mut history = merged.known_at(instant).into_owned();
        for target in targets {
            (_, history) = history.continued_in(&target.known_at(instant))?;
        }
        Some(Cow::Owned(Self { at: self.at, recorded_at: self.recorded_at, history, links: Vec::new() }))
    }

    /// Returns when it was merged.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Returns when the merger was recorded: with the event, unless it says otherwise; of a chain the last link.
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

/// Returns when it was recorded that a ticket was merged into another: with the event, unless it says otherwise.
fn recorded_at(merged: &Ticket, into: &TicketId) -> Option<DateTime<Utc>> {
    let is_it =
        |event: &&TicketEvent| matches!(&event.happening, Happening::Merged(target) if target == into);
    let event = merged.events().iter().find(is_it)?;
    Some(event.recorded_at.unwrap_or(event.occurred_at))
}

/// Returns whether any event was recorded after it happened.
fn is_recorded_late(ticket: &Ticket) -> bool {
    let is_late = |event: &TicketEvent| event.recorded_at.is_some_and(|at| at > event.occurred_at);
    ticket.events().iter().chain(ticket.set_aside()).any(is_late)
}

impl<'a> Case<'a> {
    /// Returns what was merged into the ticket by `as_of` and, if only what was known counts, as it was on record: in order
    /// of time, each ticket once.
    pub(crate) fn absorbed_by(&self, as_of: DateTime<Utc>) -> Vec<Cow<'a, Absorbed>> {
        let known = |absorbed: &'a Absorbed| match self.knowledge {
            Knowledge::Hindsight => Some(Cow::Borrowed(absorbed)),
            Knowledge::AsKnown => absorbed.known_at(as_of),
        };
        let mut absorbed: Vec<Cow<'a, Absorbed>> =
            self.absorbed.iter().filter_map(known).filter(|absorbed| absorbed.at <= as_of).collect();
        absorbed.sort_by(|one, other| (one.at, one.ticket()).cmp(&(other.at, other.ticket())));
        absorbed.dedup();
        absorbed
    }

    /// Returns the case of a ticket that was merged into this one: another customer's tier and agreements are not its own.
    pub(crate) fn of_absorbed<'t>(&self, history: &'t Ticket) -> Case<'t>
    where
        'a: 't,
    {
        let is_same = history.customer() == self.ticket.customer();
        Case {
            ticket: history,
            absorbed: &[],
            tier: self.tier.filter(|_| is_same),
            agreements: if is_same { self.agreements } else { &[] },
            ..*self
        }
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
    for absorbed in case.absorbed_by(as_of) {
        let Absorbed { at, history, .. } = &*absorbed;
        let brought = levels.standing_of(&case.of_absorbed(history), as_of);
        for mut clock in brought {
            // What was late by then is a miss of the merged ticket, and not one more here.
            let was_late = clock.due.is_some_and(|due| due < *at);
            if was_late || !was_open_at(&clock, *at) || !keeps_earliest(levels, &clock) {
                continue;
            }
            clock.choices.push(Choice::TakenOver { at: *at, from: history.id().clone() });
            clock.choices.sort_by_key(Choice::at);
            let rival = clocks.iter_mut().find(|own| own.measure == clock.measure && was_open_at(own, *at));
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
