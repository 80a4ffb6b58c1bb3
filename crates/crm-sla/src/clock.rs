//! One clock on one ticket with everything behind its verdict, and the obligation that it amounts to.

use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{ElapsedTime, OpenTime};
use crm_model::{
    Beneficiary, ClauseId, Evidence, Happening, Holder, Lateness, Missing, Obligation, ObligationId, Owner,
    RuleName, State, Strength, Subject, Ticket, Window,
};

use crate::replay::Round;
use crate::rule::Rule;
use crate::target::{Standing, Target, Verdict};
use crate::{Limit, Measure};

/// One clock on one ticket as it stands at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Clock {
    /// What it measures.
    pub measure: Measure,
    /// Which run of the clock this is, from 1; a restart after a reopening begins the next.
    pub round: u32,
    /// The rule that decides, or `None` where none could be chosen.
    pub rule: Option<DecidingRule>,
    /// The event that started it; `None` where the ticket's history does not say.
    pub start: Option<Evidence>,
    /// The event that ended it, if one did.
    pub end: Option<Evidence>,
    /// How it stands.
    pub state: State,
    /// When it is or was due, pauses included; `None` while paused or undetermined.
    pub due: Option<DateTime<Utc>>,
    /// Elapsed time used, pauses left out.
    pub elapsed: Option<ElapsedTime>,
    /// Open time used, pauses left out; `None` where the calendar does not reach.
    pub open: Option<OpenTime>,
    /// How late, in both times.
    pub late_by: Option<Lateness>,
    /// The instants of its warnings, in the order of the rule's list; `None` for one that a pause holds back.
    pub warnings: Vec<Option<DateTime<Utc>>>,
    /// The first instant after the assessment at which state or raised warnings change with no new event.
    pub valid_until: Option<DateTime<Utc>>,
    /// Whether the due instant rests on a year without a published holiday list.
    pub holidays_assumed: bool,
}

/// What a verdict needs to remember of the rule behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidingRule {
    /// Its name in the policy.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
}

impl From<&Rule> for DecidingRule {
    fn from(rule: &Rule) -> Self {
        Self { name: rule.name().clone(), clause: rule.clause().clone(), strength: rule.strength() }
    }
}

impl Clock {
    /// Returns a clock about which nothing can be said but what is missing.
    pub fn undetermined(measure: Measure, missing: Missing) -> Self {
        Self::undetermined_in(measure, None, None, missing)
    }

    pub(crate) fn undetermined_in(
        measure: Measure,
        round: Option<&Round>,
        rule: Option<&Rule>,
        missing: Missing,
    ) -> Self {
        Self {
            measure,
            round: round.map_or(1, |round| round.number),
            rule: rule.map(DecidingRule::from),
            start: round.map(|round| round.start),
            end: round.and_then(|round| round.end).map(|(evidence, _)| evidence),
            state: State::Undetermined { missing },
            due: None,
            elapsed: None,
            open: None,
            late_by: None,
            warnings: Vec::new(),
            valid_until: None,
            holidays_assumed: false,
        }
    }

    /// Returns the clock of `rule` in `round`, judged at `as_of`.
    pub(crate) fn judge(rule: &Rule, round: &Round, as_of: DateTime<Utc>) -> Self {
        let nothing = |missing| Self::undetermined_in(rule.measure(), Some(round), Some(rule), missing);
        let Some(target) = rule.target() else {
            return nothing(match rule.limit() {
                Limit::AsAgreed => Missing::Agreement,
                Limit::NotStated | Limit::Within(_) => Missing::Limit,
            });
        };
        if !round.start_is_exact {
            return nothing(Missing::InstantOf(round.start.event));
        }
        let (times, now) = (round.times(), as_of.timestamp_micros());
        let verdict = target.judge(&times, now);
        let state = state(target, &verdict, round);
        let due = verdict.due.and_then(DateTime::from_timestamp_micros);
        let until = round.until(as_of);
        let (elapsed, open) = target.used(&times, until.timestamp_micros());
        let late = state.is_late();
        let warnings: Vec<_> = target
            .warning_instants(&times, now)
            .into_iter()
            .map(|instant| instant.and_then(DateTime::from_timestamp_micros))
            .collect();
        let mut clock = Self {
            elapsed: Some(elapsed),
            open,
            late_by: due.filter(|_| late).map(|due| lateness(rule, due, until)),
            holidays_assumed: due.is_some_and(|due| rule.calendar().is_assumed(due)),
            warnings,
            ..nothing(Missing::CalendarYear)
        };
        clock.valid_until = clock.next_change(&state, due, as_of);
        clock.due = due;
        clock.state = state;
        clock
    }

    /// Returns the first instant after `as_of` at which an open clock turns late or raises a warning.
    fn next_change(
        &self,
        state: &State,
        due: Option<DateTime<Utc>>,
        as_of: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        if !state.is_pending() || state.is_late() {
            return None;
        }
        let late = due.and_then(|due| due.checked_add_signed(TimeDelta::microseconds(1)));
        self.warnings.iter().flatten().copied().chain(late).filter(|instant| *instant > as_of).min()
    }

    /// Returns the instants of the warnings that had been raised by `as_of` while the clock ran, sorted.
    pub fn raised(&self, as_of: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let until = self.end.map_or(as_of, |end| end.occurred_at.min(as_of));
        let mut raised: Vec<_> =
            self.warnings.iter().flatten().copied().filter(|instant| *instant <= until).collect();
        raised.sort_unstable();
        raised
    }

    /// Returns the obligation that the clock amounts to.
    pub fn obligation(&self, ticket: &Ticket) -> Obligation {
        let until = self.end.map(|end| end.occurred_at);
        Obligation {
            id: ObligationId {
                subject: Subject::Ticket(ticket.id().clone()),
                measure: self.measure.into(),
                clause: self.rule.as_ref().map(|rule| rule.clause.clone()),
                round: self.round,
                slot: 1,
            },
            rule: self.rule.as_ref().map(|rule| rule.name.clone()),
            strength: self.rule.as_ref().map_or(Strength::Derived, |rule| rule.strength),
            owner: holder(ticket, until).map(|Holder { department, person }| Owner { department, person }),
            beneficiary: ticket
                .customer()
                .map_or(Beneficiary::UnknownCustomer, |customer| Beneficiary::Customer(customer.clone())),
            window: Window { not_before: None, ideal: None, due: self.due },
            opened_at: self.start.map(|start| start.occurred_at),
            stopped_at: until,
            elapsed: self.elapsed,
            open: self.open,
            late_by: self.late_by,
            evidence: self.start.into_iter().chain(self.end).collect(),
            state: self.state.clone(),
        }
    }
}

fn state(target: &Target, verdict: &Verdict, round: &Round) -> State {
    let undetermined = |missing| State::Undetermined { missing };
    let state = match verdict.standing {
        Standing::NotStarted => State::Waiting,
        Standing::Open => State::Open,
        Standing::Paused { left } => State::Paused { left: target.left(left) },
        Standing::Met => State::Met,
        Standing::MetLate => State::MetLate,
        Standing::Overdue => State::Overdue,
        Standing::Missed => State::Missed,
        Standing::Cancelled => State::Cancelled,
        Standing::Superseded => State::Superseded,
        Standing::InstantUnknown => {
            let event = round.end.map_or(round.start.event, |(evidence, _)| evidence.event);
            undetermined(Missing::InstantOf(event))
        }
        Standing::BeyondCalendar => undetermined(Missing::CalendarYear),
    };
    if state.is_late() && !round.pauses_are_exact {
        return undetermined(Missing::InstantOf(crm_model::EventKind::Waiting));
    }
    state
}

fn lateness(rule: &Rule, due: DateTime<Utc>, until: DateTime<Utc>) -> Lateness {
    Lateness {
        elapsed: ElapsedTime::from_micros(until.timestamp_micros().saturating_sub(due.timestamp_micros())),
        open: rule.calendar().between(due, until).ok(),
    }
}

/// Returns who held the ticket at `until` (inclusive), or holds it now.
fn holder(ticket: &Ticket, until: Option<DateTime<Utc>>) -> Option<Holder> {
    let events =
        ticket.events().iter().take_while(|event| until.is_none_or(|until| event.occurred_at <= until));
    let mut holder = Holder::default();
    for event in events {
        if let Happening::Assigned(to) | Happening::Transferred(to) = &event.happening {
            holder.department = to.department.clone().or(holder.department);
            holder.person = to.person.clone().or(holder.person);
        }
    }
    (holder != Holder::default()).then_some(holder)
}
