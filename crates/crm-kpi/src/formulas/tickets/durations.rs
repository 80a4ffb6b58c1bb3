//! [`DurationTally`]: lengths of time, by their sum and number.

use crm_calendar::ElapsedTime;
use crm_model::Ratio;

use crate::tally::collects;
use crate::{Evidence, Quantity};

/// The sum and number of lengths of time.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::DurationTally;
///
/// let tally: DurationTally = [2, 4, 9].map(ElapsedTime::from_hours).into_iter().collect();
/// assert_eq!(tally.mean().unwrap().parts(), (54_000_000_000, 3)); // 15 hours in microseconds, of three
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DurationTally {
    /// The sum in microseconds. 2⁶⁴ lengths of the longest kind just fit.
    pub micros: i128,
    /// The sum of the squares, in square microseconds; at its bound it is not known.
    pub squares: u128,
    /// How many there are.
    pub cases: u64,
}

impl DurationTally {
    /// Adds a length of time.
    pub const fn record(&mut self, time: ElapsedTime) {
        let magnitude = time.as_micros().unsigned_abs() as u128;
        let squares = magnitude * magnitude; // of 63 bits: fits
        *self = self.merge(Self { micros: time.as_micros() as i128, squares, cases: 1 });
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            micros: self.micros.saturating_add(other.micros),
            squares: self.squares.saturating_add(other.squares),
            cases: self.cases.saturating_add(other.cases),
        }
    }

    /// Returns the mean in microseconds, or `None` without any.
    pub fn mean(&self) -> Option<Ratio> {
        (self.cases < u64::MAX).then(|| Ratio::new(self.micros, i128::from(self.cases))).flatten()
    }

    /// Returns what stands behind the mean.
    pub fn evidence(&self) -> Evidence {
        let squares = (self.squares < u128::MAX).then_some(self.squares);
        Evidence::mean(Quantity::Duration, self.micros, squares, self.cases)
    }
}

collects!(DurationTally of ElapsedTime);
