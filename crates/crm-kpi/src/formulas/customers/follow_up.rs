//! Follow-up of new customers (clauses B-COV-1, D-COV-1): those contacted in time / new customers.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, Ends, Span};
use crm_model::{Interaction, Outcome, PurchaseKind, Purpose, Ratio, TableName};

use crate::evidence::Lack;
use crate::formulas::customers::presence::first_joined;
use crate::gather::{Facts, Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note, Quantity, Reading};

/// When a new customer has been followed up in time.
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// What makes a new customer.
    pub since: NewSince,
    /// The purposes that count; empty for any contact.
    pub purposes: Vec<Purpose>,
    /// How long there is, from that event on; the due instant itself is in time.
    pub within: Span,
    /// Where in the last day a span of business or calendar days ends; without effect on others.
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

    fn of(self, person: &Person<'_>, as_of: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::FirstPurchase => {
                person.purchases.iter().find(|row| row.what == PurchaseKind::Order).map(|row| row.at)
            }
            Self::Membership => first_joined(person.customer?, as_of),
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
    /// let tally = FollowUpTally { in_time: 8, late: 1, never: 1, open: 2, undetermined: 0 };
    /// assert_eq!(tally.share().unwrap().percent(0), "80%");
    /// assert_eq!(tally.at_all().unwrap().percent(0), "90%");
    /// ```
    FollowUpTally {
        /// In time.
        InTime => in_time,
        /// After the time was over.
        Late => late,
        /// Not yet, though the time is over.
        Never => never,
        /// There is time left, whether it happened already or not: counted at once, those who were in time would make the
        /// share too high.
        Open => open,
        /// The calendar does not reach, or within the time there was a contact of nobody knows what purpose.
        Undetermined => undetermined,
    }
}

impl FollowUpTally {
    /// Returns those in time / those in time, late or never; `None` where none could be judged.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.in_time, self.judged())
    }

    /// Returns those in time or late / those in time, late or never; `None` where none could be judged.
    pub fn at_all(&self) -> Option<Ratio> {
        ratio(self.in_time.saturating_add(self.late), self.judged())
    }

    const fn judged(&self) -> u64 {
        self.in_time.saturating_add(self.late).saturating_add(self.never)
    }
}

/// Follow-up at work. A new customer belongs to the period in which it became one. Beside the share stands that of follow-up
/// at any time.
#[derive(Debug)]
pub(crate) struct Followed<'a> {
    facts: Facts<'a>,
    rule: &'a FollowUp,
    windows: &'a Windows,
    tallies: Series<FollowUpTally>,
    /// Customers with a recorded membership.
    members: u64,
    doubtful: u64,
}

impl<'a> Followed<'a> {
    pub(crate) fn new(facts: Facts<'a>, rule: &'a FollowUp, windows: &'a Windows) -> Self {
        Self { facts, rule, windows, tallies: Series::default(), members: 0, doubtful: 0 }
    }

    fn judge(&self, person: &Person<'a>, since: DateTime<Utc>) -> FollowedUp {
        let FollowUp { purposes, within, ends, calendar, .. } = self.rule;
        let Ok(deadline) = calendar.due(since, *within, *ends) else { return FollowedUp::Undetermined };
        let as_of = self.windows.as_of;
        if self.facts.known_until(TableName::Interactions, as_of) <= deadline.due {
            return FollowedUp::Open;
        }
        let contacts = |until: DateTime<Utc>| {
            let reached = person.interactions.iter().filter(|row| row.outcome == Outcome::Reached);
            reached.filter(move |row| since <= row.at && row.at <= until)
        };
        let is_one_of_them = |purpose: &Purpose| purposes.contains(purpose);
        let counts =
            |row: &Interaction| purposes.is_empty() || row.purpose.as_ref().is_some_and(is_one_of_them);
        if contacts(deadline.due).any(counts) {
            FollowedUp::InTime
        } else if contacts(deadline.due).any(|row| row.purpose.is_none()) {
            FollowedUp::Undetermined
        } else if contacts(as_of).any(counts) {
            FollowedUp::Late
        } else {
            FollowedUp::Never
        }
    }
}

impl<'a> Gather<'a> for Followed<'a> {
    fn person(&mut self, person: &Person<'a>) {
        let Some(code) = person.code else { return };
        self.members += u64::from(person.customer.is_some_and(|one| !one.memberships.is_empty()));
        if self.rule.since == NewSince::FirstPurchase && self.facts.dataset.has_doubtful_order(code) {
            // The order that was set aside may be the first.
            self.doubtful = self.doubtful.saturating_add(1);
            return;
        }
        let Some(since) = self.rule.since.of(person, self.windows.as_of) else { return };
        let Some(place) = self.windows.place_of(since) else { return };
        let case = self.judge(person, since);
        self.tallies.update(Some(place), |tally| tally.record(case));
    }

    fn evidence(&self, place: usize) -> Evidence {
        let tally = self.tallies.get(place);
        let (at_all, judged) = (tally.in_time.saturating_add(tally.late), tally.judged());
        let by_members = self.rule.since == NewSince::Membership;
        Evidence::trials(tally.in_time, judged)
            .with_beside(Reading::FollowedUpAtAll, Quantity::Share, at_all.into(), judged.into())
            .with_lack(Lack::Memberships, by_members.then_some(self.members > 0))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let tally = self.tallies.get(place);
        let counts = [
            (Apart::Open, tally.open),
            (Apart::Undetermined, tally.undetermined),
            (Apart::DoubtfulOrders, self.doubtful),
        ];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}
