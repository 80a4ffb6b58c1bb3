//! [`SpendHistory`] and [`SpendHistories`]: what customers spend on a purchase.

use alloc::vec::Vec;

use libm::sqrt;
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
    frequency: u32,
    mean: f64,
}

impl SpendHistory {
    /// Returns the history of a customer with `frequency` (x) repeat purchases of `mean` (m) each on the average; the mean
    /// of none is 0.
    ///
    /// # Errors
    ///
    /// When the mean is negative or not a finite number, or not 0 without a repeat purchase.
    pub fn new(frequency: u32, mean: f64) -> Result<Self, SpendHistoryError> {
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
    pub const fn frequency(&self) -> u32 {
        self.frequency
    }

    /// Returns m, the mean spend of repeat purchases; `None` if there are none.
    #[must_use]
    pub const fn mean_spend(&self) -> Option<f64> {
        if self.frequency == 0 { None } else { Some(self.mean) }
    }

    /// Returns the spend of all repeat purchases.
    pub(crate) fn total(&self) -> f64 {
        f64::from(self.frequency) * self.mean
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

/// What many customers spend on a purchase. The order in which they are given plays no part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpendHistories {
    // INVARIANT: rising by frequency, then mean.
    histories: Vec<SpendHistory>,
}

impl SpendHistories {
    /// Returns how many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        u64::try_from(self.histories.len()).unwrap_or(u64::MAX)
    }

    /// Returns the customers who came back and spent anything then: those whom a model of spend can learn from.
    pub(crate) fn spenders(&self) -> impl Iterator<Item = &SpendHistory> {
        self.histories.iter().filter(|history| history.total() > 0.0)
    }

    /// Returns the correlation of frequency and mean spend over all who came back, from -1 to 1; `None` where fewer than two
    /// came back or one of the two is the same for all.
    ///
    /// [`GammaGamma`](crate::GammaGamma) supposes that how often somebody buys says nothing of how much; a correlation well
    /// away from 0 says that it does.
    ///
    /// # Source
    ///
    /// Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of Marketing
    /// Research 42(4), which finds 0.11 for its customers.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        let pairs = || {
            let came_back = self.histories.iter().filter(|history| history.frequency > 0);
            came_back.map(|history| (f64::from(history.frequency), history.mean))
        };
        let number = count(u64::try_from(pairs().count()).ok()?);
        let (frequencies, means) = pairs().fold((0.0, 0.0), |(x, m), (frequency, mean)| (x + frequency, m + mean));
        let (frequency, mean) = (frequencies / number, means / number);
        let (mut together, mut of_frequency, mut of_mean) = (0.0, 0.0, 0.0);
        for (x, m) in pairs() {
            together += (x - frequency) * (m - mean);
            of_frequency += (x - frequency) * (x - frequency);
            of_mean += (m - mean) * (m - mean);
        }
        let both = sqrt(of_frequency) * sqrt(of_mean);
        (both > 0.0 && both.is_finite()).then(|| (together / both).clamp(-1.0, 1.0))
    }
}

impl FromIterator<SpendHistory> for SpendHistories {
    fn from_iter<I: IntoIterator<Item = SpendHistory>>(histories: I) -> Self {
        let mut histories: Vec<SpendHistory> = histories.into_iter().collect();
        histories.sort_unstable_by(|one, other| {
            one.frequency.cmp(&other.frequency).then(one.mean.total_cmp(&other.mean))
        });
        Self { histories }
    }
}
