//! Follow-up of new customers (clauses B-COV-1, D-COV-1): those contacted in time / new customers.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, Ends, Span};
use crm_model::{Outcome, PurchaseKind, Purpose, Ratio};

use crate::gather::{Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Note, Value};

/// When a new customer has been followed up in time.
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// What makes a new customer.
    pub since: NewSince,
    /// The purposes that count; empty for any contact.
    pub purposes: Vec<Purpose>,
    /// How long there is, from that event on; the due instant itself is in time.
    pub within: Span,
    /// Where in the last day a span of business days ends; without effect on others.
    pub ends: Ends,
    /// The calendar of business time.
    pub calendar: Calendar,
}

/// What makes a new customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum NewSince {
    /// The first order.
    FirstPurchase,
    /// The beginning of the first membership.
    Membership,
}

impl NewSince {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::FirstPurchase, "first-purchase"), (Self::Membership, "membership")];

    fn of(self, person: &Person<'_>) -> Option<DateTime<Utc>> {
        match self {
            Self::FirstPurchase => {
                person.purchases.iter().find(|row| row.what == PurchaseKind::Order).map(|row| row.at)
            }
            Self::Membership => person.customer?.memberships.iter().map(|one| one.from).min(),
        }
    }
}

tally! {
    /// How a new customer was followed up.
    FollowedUp,
    /// Counts of new customers by how they were followed up.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::FollowUpTally;
    ///
    /// let tally = FollowUpTally { in_time: 9, not_in_time: 1, open: 2, undetermined: 0 };
    /// assert_eq!(tally.share().unwrap().percent(0), "90%");
    /// ```
    FollowUpTally {
        /// In time.
        InTime => in_time,
        /// Late, or not at all, and the time is over.
        NotInTime => not_in_time,
        /// Not yet, and there is time left.
        Open => open,
        /// The calendar does not reach, or there was a contact of nobody knows what purpose.
        Undetermined => undetermined,
    }
}

impl FollowUpTally {
    /// Returns those in time / those in time or not; `None` where none could be judged.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.in_time, self.in_time.saturating_add(self.not_in_time))
    }
}

/// Follow-up at work. A new customer belongs to the period in which it became one.
#[derive(Debug)]
pub(crate) struct Followed<'a> {
    rule: &'a FollowUp,
    windows: &'a Windows,
    tallies: Series<FollowUpTally>,
}

impl<'a> Followed<'a> {
    pub(crate) fn new(rule: &'a FollowUp, windows: &'a Windows) -> Self {
        Self { rule, windows, tallies: Series::default() }
    }

    fn judge(&self, person: &Person<'a>, since: DateTime<Utc>) -> FollowedUp {
        let FollowUp { purposes, within, ends, calendar, .. } = self.rule;
        let Ok(deadline) = calendar.due(since, *within, *ends) else { return FollowedUp::Undetermined };
        let until = deadline.due.min(self.windows.as_of);
        let contacts = || {
            let reached = person.interactions.iter().filter(|row| row.outcome == Outcome::Reached);
            reached.filter(|row| since <= row.at && row.at <= until)
        };
        let counts = |purpose: &Purpose| purposes.contains(purpose);
        if contacts().any(|row| purposes.is_empty() || row.purpose.as_ref().is_some_and(counts)) {
            FollowedUp::InTime
        } else if contacts().any(|row| row.purpose.is_none()) {
            FollowedUp::Undetermined
        } else if self.windows.as_of <= deadline.due {
            FollowedUp::Open
        } else {
            FollowedUp::NotInTime
        }
    }
}

impl<'a> Gather<'a> for Followed<'a> {
    fn person(&mut self, person: &Person<'a>) {
        let Some(since) = self.rule.since.of(person).filter(|_| person.code.is_some()) else { return };
        let Some(place) = self.windows.place_of(since) else { return };
        let case = self.judge(person, since);
        self.tallies.update(Some(place), |tally| tally.record(case));
    }

    fn value(&self, place: usize) -> Value {
        Value::of(self.tallies.get(place).share(), Value::Share)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let tally = self.tallies.get(place);
        let counts = [(Apart::Open, tally.open), (Apart::Undetermined, tally.undetermined)];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}
