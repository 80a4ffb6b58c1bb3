//! [`History`]: when one customer bought, as far as models of purchase times need it.

use thiserror::Error;

use crate::number::count;

/// The purchase history of one customer, as far as models of purchase times need it: x, `t_x`, T.
///
/// # Units
///
/// Times are in whatever unit the log was summed up in, such as weeks; fits and predictions are in the same unit.
///
/// # Examples
///
/// ```
/// use crm_clv::{History, HistoryError};
///
/// let history = History::new(2, 30.43, 38.86)?; // two repeat purchases, the last one in week 30.43 of 38.86
/// assert_eq!(history.frequency(), 2);
/// assert!(matches!(History::new(2, 40.0, 38.86), Err(HistoryError::RecencyBeyondAge { .. })));
/// # Ok::<(), HistoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct History {
    // INVARIANT: 0 <= recency <= age <= 1e100; recency is 0 if frequency is.
    frequency: u64,
    recency: f64,
    age: f64,
}

impl History {
    /// Longer than any time in any unit; every answer is a number up to here.
    pub(crate) const LONGEST: f64 = 1e100;

    /// Returns the history of a customer with `frequency` (x) repeat purchases, the last of them `recency` (`t_x`) after the
    /// first purchase, observed until `age` (T) after it.
    ///
    /// # Errors
    ///
    /// When a time is not a number from 0 to 1e100, `recency` is above `age`, or not 0 without a repeat purchase.
    pub fn new(frequency: u64, recency: f64, age: f64) -> Result<Self, HistoryError> {
        for (name, value) in [("recency", recency), ("age", age)] {
            if !(0.0..=Self::LONGEST).contains(&value) {
                return Err(HistoryError::NoTime { name, value });
            }
        }
        if recency > age {
            return Err(HistoryError::RecencyBeyondAge { recency, age });
        }
        if frequency == 0 && recency > 0.0 {
            return Err(HistoryError::RecencyWithoutRepeat { recency });
        }
        Ok(Self { frequency, recency: recency + 0.0, age: age + 0.0 }) // -0 becomes 0
    }

    /// Returns x, the number of repeat purchases.
    #[must_use]
    pub const fn frequency(&self) -> u64 {
        self.frequency
    }

    /// Returns `t_x`, the time from the first purchase to the last one; 0 if there was no other.
    #[must_use]
    pub const fn recency(&self) -> f64 {
        self.recency
    }

    /// Returns T, the time from the first purchase to the end of the observation.
    #[must_use]
    pub const fn age(&self) -> f64 {
        self.age
    }

    /// Returns x.
    pub(crate) fn repeats(&self) -> f64 {
        count(self.frequency)
    }

    pub(crate) const fn of_checked(frequency: u64, recency: f64, age: f64) -> Self {
        Self { frequency, recency, age }
    }
}

/// Why numbers are no [`History`].
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// A time is not a number from 0 to 1e100.
    #[error("{name} of {value} is not a length of time: it must be a number from 0 to 1e100")]
    NoTime {
        /// `recency` or `age`.
        name: &'static str,
        /// The value given.
        value: f64,
    },
    /// The last purchase lies after the end of the observation.
    #[error(
        "recency of {recency} is later than the age of {age}: the last purchase lies after the end of observation"
    )]
    RecencyBeyondAge {
        /// The recency given.
        recency: f64,
        /// The age given.
        age: f64,
    },
    /// There is a time of the last repeat purchase, but no repeat purchase.
    #[error("recency of {recency} without a repeat purchase; it must be 0 where frequency is 0")]
    RecencyWithoutRepeat {
        /// The recency given.
        recency: f64,
    },
}
