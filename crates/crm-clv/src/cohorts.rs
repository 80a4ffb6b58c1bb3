//! Cohorts: of the customers who came in one period, how many are active how much later.
//!
//! [`ActivityTally`] holds who was active when; [`RetentionTriangle`] counts it by cohort and age; [`RevenueTally`] adds up amounts
//! in the same cells. Periods are plain integers that the caller makes of dates, one by one: 2026-01 is 2026 × 12, say, and 2026-02
//! is one more.
//!
//! A cell whose period was not observed yet is *unknown*, and never 0. A period in which nobody of the cohort was active is 0.

mod activity;
mod error;
mod revenue;
mod triangle;

pub use activity::ActivityTally;
pub use error::{CohortError, CohortRowError};
pub use revenue::{CohortRevenue, RevenueTally};
pub use triangle::{Cohort, Retained, RetentionTriangle};

/// The periods that were observed in full, both bounds inclusive.
///
/// # Examples
///
/// ```
/// use crm_clv::ObservedPeriods;
///
/// let year = ObservedPeriods::new(1, 12)?;
/// assert_eq!(year.count(), 12);
/// assert!(ObservedPeriods::new(12, 1).is_err());
/// # Ok::<(), crm_clv::CohortError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ObservedPeriods {
    // INVARIANT: first <= last, and last - first < LARGEST.
    first: i32,
    last: i32,
}

impl ObservedPeriods {
    /// The largest number of periods, which bounds a triangle at 8 million cells: more than eleven years of days.
    pub const LARGEST: i32 = 4_096;

    /// Returns the periods from `first` to `last`.
    ///
    /// # Errors
    ///
    /// When `first` is after `last`, or the periods are more than [`Self::LARGEST`].
    pub const fn new(first: i32, last: i32) -> Result<Self, CohortError> {
        match last.checked_sub(first) {
            Some(span) if 0 <= span && span < Self::LARGEST => Ok(Self { first, last }),
            _ => Err(CohortError::Periods { first, last }),
        }
    }

    /// Returns the first period.
    pub const fn first(self) -> i32 {
        self.first
    }

    /// Returns the last period.
    pub const fn last(self) -> i32 {
        self.last
    }

    /// Returns how many periods there are.
    pub fn count(self) -> usize {
        self.place(self.last).map_or(0, |last| last + 1)
    }

    /// Returns which of the periods one is, counted from 0; `None` if it is not among them.
    fn place(self, period: i32) -> Option<usize> {
        let place = period.checked_sub(self.first)?;
        if period > self.last { None } else { usize::try_from(place).ok() }
    }

    /// Returns the periods in order.
    fn iter(self) -> impl Iterator<Item = i32> {
        self.first..=self.last
    }
}
