//! [`ChurnFacts`]: what a warning rests on, given by a caller or read from records.

use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};
use crm_calendar::{Period, Zone};
use crm_model::{CustomerCode, Dataset, EventKind, Kind, Missing, Outcome, Ratio, TableName, Ticket};

use super::{ChurnSpec, ComplaintFactor, ContactFactor};
use crate::Probability;
use crate::history::{covered, windows};

/// What is known of a customer for a warning of churn. The default is nothing at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChurnFacts {
    /// The probability that the rule asks for: that it is alive, or that it buys within a time that the caller chose.
    pub prediction: Result<Probability, Missing>,
    /// How it buys.
    pub rhythm: Result<Rhythm, Missing>,
    /// Its complaints in the window.
    pub complaints: Result<ComplaintCount, Missing>,
    /// Its contacts in the window and in the one before.
    pub contacts: Result<ContactCount, Missing>,
}

impl Default for ChurnFacts {
    fn default() -> Self {
        Self {
            prediction: Err(Missing::Prediction),
            rhythm: Err(Missing::Table(TableName::Purchases)),
            complaints: Err(Missing::Table(TableName::Tickets)),
            contacts: Err(Missing::Table(TableName::Interactions)),
        }
    }
}

/// How a customer buys: the days since it last did, and the median of the days between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rhythm {
    /// Days since the last purchase.
    pub days_since_last: u32,
    /// How many gaps there are between its purchases: one fewer than dates.
    pub gaps: u32,
    /// The median gap in days, above zero; of an even number of gaps the mean of the two in the middle. `None` for a
    /// customer who bought on one date only.
    pub median_gap: Option<Ratio>,
}

/// Complaints of one customer in a window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ComplaintCount {
    /// Tickets that are complaints.
    pub known: u64,
    /// Tickets of which nobody knows the kind: each may be a complaint.
    pub kind_unknown: u64,
}

/// Contacts with one customer in two windows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ContactCount {
    /// Those of the last window.
    pub last: u64,
    /// Those of the window before.
    pub before: u64,
}

impl Rhythm {
    /// Returns the rhythm of purchases on these dates, in any order, as of `today`. A date counts once; dates after
    /// `today` are ignored.
    ///
    /// `None` without a date.
    ///
    /// # Examples
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use crm_segmentation::Rhythm;
    ///
    /// let march = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    /// let rhythm = Rhythm::of([march(1), march(4), march(10)], march(31)).unwrap();
    /// assert_eq!((rhythm.days_since_last, rhythm.gaps), (21, 2));
    /// assert_eq!(rhythm.median_gap.unwrap().to_decimal_string(1), "4.5"); // of 3 and 6
    /// ```
    pub fn of(dates: impl IntoIterator<Item = NaiveDate>, today: NaiveDate) -> Option<Self> {
        let mut dates: Vec<NaiveDate> = dates.into_iter().filter(|date| *date <= today).collect();
        dates.sort_unstable();
        dates.dedup();
        let last = dates.last()?;
        let days_since_last = u32::try_from(today.signed_duration_since(*last).num_days()).ok()?;
        let pairs = dates.iter().zip(dates.iter().skip(1));
        let mut gaps: Vec<i64> =
            pairs.map(|(one, next)| next.signed_duration_since(*one).num_days()).collect();
        gaps.sort_unstable();
        Some(Self {
            days_since_last,
            gaps: u32::try_from(gaps.len()).unwrap_or(u32::MAX),
            median_gap: median(&gaps),
        })
    }

    /// Returns how many times the median gap has passed since the last purchase; `None` without a gap.
    pub fn times_overdue(self) -> Option<Ratio> {
        super::factor::times_of(self.days_since_last, self.median_gap?)
    }

    /// Returns the rhythm of orders at these instants, sorted.
    pub(crate) fn of_orders(orders: &[DateTime<Utc>], zone: &Zone, as_of: DateTime<Utc>) -> Option<Self> {
        Self::of(orders.iter().map(|at| zone.date(*at)), zone.date(as_of))
    }
}

fn median(sorted: &[i64]) -> Option<Ratio> {
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Ratio::new(upper.into(), 1);
    }
    let lower = *sorted.get((sorted.len() / 2).checked_sub(1)?)?;
    Ratio::new(i128::from(lower) + i128::from(upper), 2)
}

/// The windows that a rule looks back on, the same for all customers; or what is missing for them.
#[derive(Debug)]
pub(crate) struct LookBack {
    complaints: Result<Period, Missing>,
    /// The last window and the one before.
    contacts: Result<[Period; 2], Missing>,
}

impl LookBack {
    pub(super) fn new(spec: &ChurnSpec, dataset: &Dataset, as_of: DateTime<Utc>) -> Self {
        let complaints = |factor: &ComplaintFactor| {
            let [window, _] = windows(factor.window, &spec.zone, as_of)?;
            covered(dataset, TableName::Tickets, Some(window.start()), as_of).map(|_| window)
        };
        let contacts = |factor: &ContactFactor| {
            let [last, before] = windows(factor.window, &spec.zone, as_of)?;
            let extent = covered(dataset, TableName::Interactions, Some(before.start()), as_of);
            extent.map(|_| [last, before])
        };
        Self {
            complaints: spec.complaints.as_ref().map_or(Err(Missing::Table(TableName::Tickets)), complaints),
            contacts: spec.contacts.as_ref().map_or(Err(Missing::Table(TableName::Interactions)), contacts),
        }
    }

    /// Counts the complaints of a customer.
    pub(super) fn complaints(
        &self,
        factor: Option<&ComplaintFactor>,
        dataset: &Dataset,
        code: CustomerCode,
        as_of: DateTime<Utc>,
    ) -> Result<ComplaintCount, Missing> {
        let window = self.complaints.clone()?;
        let is_of_window = |ticket: &&Ticket| {
            let is_merged = || ticket.events_until(as_of).iter().any(|one| one.kind() == EventKind::Merged);
            ticket.opened_at().is_some_and(|at| window.contains(at) && at <= as_of) && !is_merged()
        };
        let is_complaint = |kind: &Kind| factor.is_some_and(|factor| factor.kinds.contains(kind));
        let mut count = ComplaintCount::default();
        for ticket in dataset.tickets_of(code).filter(is_of_window) {
            match ticket.classification_at(as_of).kind {
                None => count.kind_unknown = count.kind_unknown.saturating_add(1),
                Some(kind) if is_complaint(&kind) => count.known = count.known.saturating_add(1),
                Some(_) => {}
            }
        }
        Ok(count)
    }

    /// Counts the contacts with a customer.
    pub(super) fn contacts(
        &self,
        factor: Option<&ContactFactor>,
        dataset: &Dataset,
        code: CustomerCode,
        as_of: DateTime<Utc>,
    ) -> Result<ContactCount, Missing> {
        let [last, before] = self.contacts.clone()?;
        let direction = factor.and_then(|factor| factor.direction);
        let mut count = ContactCount::default();
        for row in dataset.interactions_of(code) {
            let is_asked_for = direction.is_none_or(|wanted| row.direction == wanted);
            if row.outcome != Outcome::Reached || !is_asked_for || row.at > as_of {
                continue;
            }
            if last.contains(row.at) {
                count.last = count.last.saturating_add(1);
            } else if before.contains(row.at) {
                count.before = count.before.saturating_add(1);
            }
        }
        Ok(count)
    }
}
