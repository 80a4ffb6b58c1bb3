//! [`SpendHistory`]: what one customer spends on a purchase.

use thiserror::Error;

use crate::number::count;

/// How often a customer came back, and what a repeat purchase came to on the average.
///
/// # Units
///
/// Spend in units of one currency, such as dollars; predictions are in the same.
///
/// # Examples
///
/// ```
/// use crm_clv::{SpendHistory, SpendHistoryError};
///
/// let history = SpendHistory::new(2, 40.0)?; // two repeat purchases of 40 dollars each on the average
/// assert_eq!((history.frequency(), history.mean_spend()), (2, Some(40.0)));
/// assert_eq!(SpendHistory::new(0, 0.0)?.mean_spend(), None);
/// # Ok::<(), SpendHistoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SpendHistory {
    // INVARIANT: the mean is finite and not negative, and 0 if the frequency is.
    frequency: u64,
    mean: f64,
}

impl SpendHistory {
    /// Returns the history of a customer with `frequency` (x) repeat purchases of `mean` (m) each on the average; the mean
    /// of none is 0.
    ///
    /// # Errors
    ///
    /// When the mean is negative or not a finite number, or not 0 without a repeat purchase.
    pub fn new(frequency: u64, mean: f64) -> Result<Self, SpendHistoryError> {
        if !(mean.is_finite() && mean >= 0.0) {
            return Err(SpendHistoryError::NoAmount { mean });
        }
        if frequency == 0 && mean > 0.0 {
            return Err(SpendHistoryError::WithoutRepeat { mean });
        }
        Ok(Self { frequency, mean: mean + 0.0 })
    }

    /// Returns x, the number of repeat purchases.
    #[must_use]
    pub const fn frequency(&self) -> u64 {
        self.frequency
    }

    /// Returns m, the mean spend of repeat purchases; `None` if there are none.
    #[must_use]
    pub const fn mean_spend(&self) -> Option<f64> {
        if self.frequency == 0 { None } else { Some(self.mean) }
    }

    /// Returns x.
    pub(crate) fn repeats(&self) -> f64 {
        count(self.frequency)
    }

    pub(crate) fn of_checked(frequency: u64, mean: f64) -> Self {
        Self { frequency, mean }
    }

    /// Returns the spend of all repeat purchases.
    pub(crate) fn total(&self) -> f64 {
        self.repeats() * self.mean
    }
}

/// Why numbers are no [`SpendHistory`].
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum SpendHistoryError {
    /// The mean is not a finite number, or negative.
    #[error("mean spend of {mean} must be a finite number of at least 0; refunds are netted before")]
    NoAmount {
        /// The mean given.
        mean: f64,
    },
    /// There is a mean spend, but no repeat purchase.
    #[error("mean spend of {mean} without a repeat purchase; it must be 0 where frequency is 0")]
    WithoutRepeat {
        /// The mean given.
        mean: f64,
    },
}
