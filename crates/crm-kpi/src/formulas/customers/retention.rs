//! Retention (clauses B-KPI-1, D-KPI-1): one set of counts, and the forms that people call retention.
//!
//! The forms differ on the same data, so each has its own name and a report says which one it shows. None is clamped:
//! the form as worded may pass 1 and fall below 0.

mod churn;
mod retained;

use crm_model::Ratio;

pub(crate) use self::retained::Retained;
use crate::tally::{collects, ratio};
use crate::{Evidence, Quantity, Reading};

/// A form of retention or churn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum RetentionForm {
    /// (end − lost) / start, as clause D-KPI-1 words it.
    AsWorded,
    /// (end − new) / start.
    Usual,
    /// Those of the start who are there at the end / start.
    Identity,
    /// Those of the start who are gone at the end / start.
    ChurnIdentity,
    /// Losses / start.
    ChurnEvents,
}

/// What one customer did in a period.
///
/// At the start means just before the first instant of the period, at the end just before the first instant after it;
/// so a customer who joins at the first instant is new, and start + joined + returned − lost = end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Presence {
    /// Whether it was a customer at the start.
    pub at_start: bool,
    /// Whether it was a customer at the end.
    pub at_end: bool,
    /// How often it left in the period.
    pub lost: u32,
    /// Whether it became a customer for the first time in the period.
    pub joined: bool,
    /// How often it came back in the period, having been a customer before.
    pub returned: u32,
}

/// Counts of customers who were there, left, came and came back in a period.
///
/// # Examples
///
/// ```
/// use crm_kpi::RetentionTally;
///
/// // Ten at the start, one left, three joined: twelve at the end.
/// let tally = RetentionTally { start: 10, end: 12, kept: 9, lost: 1, joined: 3, returned: 0 };
/// assert_eq!(tally.as_worded().unwrap().to_string(), "11/10");
/// assert_eq!(tally.usual().unwrap().to_string(), "9/10");
/// assert_eq!(tally.identity().unwrap().to_string(), "9/10");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RetentionTally {
    /// Customers at the start.
    pub start: u64,
    /// Customers at the end.
    pub end: u64,
    /// Customers at the start and at the end.
    pub kept: u64,
    /// Times that a customer left.
    pub lost: u64,
    /// Customers who joined for the first time.
    pub joined: u64,
    /// Times that a former customer came back: neither retained nor new.
    pub returned: u64,
}

impl RetentionTally {
    /// Counts one customer.
    pub fn record(&mut self, presence: Presence) {
        let Presence { at_start, at_end, lost, joined, returned } = presence;
        *self = self.merge(Self {
            start: u64::from(at_start),
            end: u64::from(at_end),
            kept: u64::from(at_start && at_end),
            lost: u64::from(lost),
            joined: u64::from(joined),
            returned: u64::from(returned),
        });
    }

    /// Returns the tally of both groups of customers together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            start: self.start.saturating_add(other.start),
            end: self.end.saturating_add(other.end),
            kept: self.kept.saturating_add(other.kept),
            lost: self.lost.saturating_add(other.lost),
            joined: self.joined.saturating_add(other.joined),
            returned: self.returned.saturating_add(other.returned),
        }
    }

    /// Returns (end − lost) / start, the form that clause D-KPI-1 words; `None` without customers at the start.
    ///
    /// It counts a loss twice and a newcomer once, so it may be above 1 or below 0.
    pub fn as_worded(&self) -> Option<Ratio> {
        self.less(self.lost)
    }

    /// Returns (end − new) / start, where those who came back count as new; `None` without customers at the start.
    ///
    /// Who joins and leaves within the period makes it too low.
    pub fn usual(&self) -> Option<Ratio> {
        self.less(self.joined.saturating_add(self.returned))
    }

    /// Returns the customers of the start who are there at the end / start; `None` without customers at the start.
    pub fn identity(&self) -> Option<Ratio> {
        ratio(self.kept, self.start)
    }

    /// Returns what stands behind a form, and the reading by identity beside it. Only retention and churn by identity are parts of a whole.
    pub fn evidence(&self, form: RetentionForm) -> Evidence {
        let (kept, start) = (self.kept, self.start);
        let less = |taken: u64| {
            Evidence::ratio(Quantity::Share, i128::from(self.end) - i128::from(taken), start.into(), start)
        };
        let evidence = match form {
            RetentionForm::AsWorded => less(self.lost).with_losses(self.lost),
            RetentionForm::Usual => less(self.joined.saturating_add(self.returned)),
            RetentionForm::Identity => Evidence::trials(kept, start),
            RetentionForm::ChurnIdentity => Evidence::trials(start.saturating_sub(kept), start),
            RetentionForm::ChurnEvents => Evidence::events(self.lost, start),
        };
        let beside =
            |reading, part: u64| evidence.with_beside(reading, Quantity::Share, part.into(), start.into());
        match form {
            RetentionForm::AsWorded | RetentionForm::Usual | RetentionForm::Identity => {
                beside(Reading::RetentionIdentity, kept)
            }
            RetentionForm::ChurnIdentity | RetentionForm::ChurnEvents => {
                beside(Reading::ChurnIdentity, start.saturating_sub(kept))
            }
        }
    }

    /// Returns (end − taken away) / start.
    fn less(&self, taken: u64) -> Option<Ratio> {
        let counted = [self.start, self.end, taken].into_iter().all(|count| count < u64::MAX);
        counted
            .then(|| Ratio::new(i128::from(self.end) - i128::from(taken), i128::from(self.start)))
            .flatten()
    }
}

collects!(RetentionTally of Presence);
