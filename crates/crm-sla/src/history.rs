//! What was known of a ticket at an instant: its nature and its holder, by look-up.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{
    Agreement, Classification, Complexity, Department, EventKind, Evidence, Happening, Kind, Owner, PersonId,
    Precision, Ticket, Urgency,
};

use crate::replay::Round;
use crate::rule::{Reopen, Rule};
use crate::{Choice, Measure};

/// The judgements and hand-overs of a ticket up to the instant of assessment. Nothing is copied: there are millions of
/// tickets, and few of their words are asked for.
#[derive(Debug)]
pub(crate) struct History<'a> {
    /// What had been judged from each event on.
    judged: Vec<(DateTime<Utc>, Judged<'a>)>,
    /// What was judged first on each axis, at any time: the word that counts where none had been spoken.
    first_words: Nature<'a>,
    /// Who held the ticket from each instant on.
    held: Vec<(DateTime<Utc>, Holding<'a>)>,
    /// When the ticket was reopened.
    reopened: Vec<DateTime<Utc>>,
    /// What was agreed with the customer on this ticket, and when: by measure, each in order of time.
    agreed: BTreeMap<&'a str, Vec<(DateTime<Utc>, &'a Agreement)>>,
}

/// What was known of a ticket's nature from an event on.
#[derive(Debug)]
pub(crate) struct Judged<'a> {
    pub(crate) since: Evidence,
    /// Whether the event's instant is known.
    pub(crate) is_exact: bool,
    nature: Nature<'a>,
}

/// What is known of a ticket's nature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Nature<'a> {
    pub(crate) kind: Option<&'a Kind>,
    pub(crate) urgency: Option<&'a Urgency>,
    pub(crate) complexity: Option<&'a Complexity>,
}

/// Who holds a ticket, as far as that is known.
#[derive(Debug, Clone, Copy, Default)]
struct Holding<'a> {
    department: Option<&'a Department>,
    person: Option<&'a PersonId>,
}

impl Nature<'_> {
    /// Returns on each axis its own word, or else the other's.
    fn or(self, other: Self) -> Self {
        Self {
            kind: self.kind.or(other.kind),
            urgency: self.urgency.or(other.urgency),
            complexity: self.complexity.or(other.complexity),
        }
    }
}

impl<'a> From<&'a Classification> for Nature<'a> {
    fn from(judged: &'a Classification) -> Self {
        Self {
            kind: judged.kind.as_ref(),
            urgency: judged.urgency.as_ref(),
            complexity: judged.complexity.as_ref(),
        }
    }
}

impl<'a> History<'a> {
    pub(crate) fn new(ticket: &'a Ticket, as_of: DateTime<Utc>) -> Self {
        let mut history = Self {
            judged: Vec::new(),
            first_words: Nature::default(),
            held: Vec::new(),
            reopened: Vec::new(),
            agreed: BTreeMap::new(),
        };
        let (mut known, mut holding) = (Nature::default(), Holding::default());
        for event in ticket.events_until(as_of) {
            match &event.happening {
                Happening::Classified(judged) => {
                    known = Nature::from(judged).or(known);
                    let is_exact = event.precision == Precision::Exact;
                    let from_here = Judged { since: event.into(), is_exact, nature: known };
                    history.judged.push((event.occurred_at, from_here));
                    history.first_words = history.first_words.or(judged.into());
                }
                Happening::Assigned(to) | Happening::Transferred(to) => {
                    holding.department = to.department.as_ref().or(holding.department);
                    holding.person = to.person.as_ref().or(holding.person);
                    history.held.push((event.occurred_at, holding));
                }
                Happening::Reopened => history.reopened.push(event.occurred_at),
                Happening::Agreed(agreement) => {
                    let on_measure = history.agreed.entry(agreement.measure.as_str()).or_default();
                    on_measure.push((event.occurred_at, agreement));
                }
                _ => {}
            }
        }
        history
    }

    /// Returns what is known of the ticket's nature for a clock that ran `until`: on each axis the last word by then,
    /// or else the first word after it, since a nature that is named late was there before.
    pub(crate) fn nature(&self, until: DateTime<Utc>) -> Nature<'a> {
        at(&self.judged, until).map(|judged| judged.nature).unwrap_or_default().or(self.first_words)
    }

    /// Returns whether what is known of the ticket's nature changes after `start` and up to `until`.
    pub(crate) fn changes_between(&self, start: DateTime<Utc>, until: DateTime<Utc>) -> bool {
        let mut judged = self.judged_between(start, until).peekable();
        judged.peek().is_some() && {
            let nature = self.nature(start);
            judged.any(|judged| judged.nature.or(self.first_words) != nature)
        }
    }

    /// Returns the judgements after `start` and up to `until`, in order.
    pub(crate) fn judged_between(
        &self,
        start: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> impl Iterator<Item = &Judged<'a>> {
        between(&self.judged, start, until).iter().map(|(_, judged)| judged)
    }

    /// Returns the instants after `start` and before `until` at which the ticket changed hands, in order.
    pub(crate) fn handovers(
        &self,
        start: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> impl Iterator<Item = DateTime<Utc>> {
        between(&self.held, start, until).iter().map(|(at, _)| *at).filter(move |at| *at < until)
    }

    /// Returns the choice by which the last reopening had its effect on a round, or had none, if there was one after its
    /// beginning; of a clock that starts anew, the reopening that began it.
    pub(crate) fn reopening(&self, rule: &Rule, round: &Round, as_of: DateTime<Utc>) -> Option<Choice> {
        if rule.follows_solution() {
            return None;
        }
        let option = rule.reopen();
        let started = (round.start.event == EventKind::Reopened).then_some(round.start.occurred_at);
        let later = || {
            let until = if option == Reopen::FirstOnly { as_of } else { round.until(as_of) };
            let last = self.reopened.partition_point(|at| *at <= until).checked_sub(1)?;
            self.reopened.get(last).filter(|at| **at >= round.start.occurred_at).copied()
        };
        let at = started.or_else(|| if option == Reopen::Restart { None } else { later() })?;
        Some(Choice::Reopened { at, option })
    }

    /// Returns what was agreed on a measure, with the instants, in order.
    pub(crate) fn agreed_on(&self, measure: Measure) -> &[(DateTime<Utc>, &'a Agreement)] {
        self.agreed.get(measure.as_str()).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns who held the ticket at `until` (inclusive), if anybody is known.
    pub(crate) fn owner(&self, until: DateTime<Utc>) -> Option<Owner> {
        let Holding { department, person } = *at(&self.held, until)?;
        let owner = Owner { department: department.cloned(), person: person.cloned() };
        (department.is_some() || person.is_some()).then_some(owner)
    }
}

/// Returns the values that begin to hold after `start` and up to `until`, of a list sorted by these instants.
fn between<T>(
    values: &[(DateTime<Utc>, T)],
    start: DateTime<Utc>,
    until: DateTime<Utc>,
) -> &[(DateTime<Utc>, T)] {
    let first = values.partition_point(|(from, _)| *from <= start);
    let last = values.partition_point(|(from, _)| *from <= until).max(first);
    values.get(first..last).unwrap_or_default()
}

/// Returns the value that held at `instant`, from a list sorted by the instants from which values hold.
fn at<T>(values: &[(DateTime<Utc>, T)], instant: DateTime<Utc>) -> Option<&T> {
    let place = values.partition_point(|(from, _)| *from <= instant).checked_sub(1)?;
    values.get(place).map(|(_, value)| value)
}
