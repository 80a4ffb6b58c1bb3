//! [`Moments`]: sums from which a mean and its interval come.

use crm_numerics::student_t_quantile;

use super::confidence::Confidence;
use super::interval::Interval;
use super::number::{count, sum};

/// Number, sum and sum of squares of whole numbers (seconds, points, cents): exact, so that parts merge in any order.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Confidence, Moments};
///
/// let hours: Moments = [2, 4, 4, 4, 5, 5, 7, 9].into_iter().collect();
/// assert_eq!(hours.mean(), Some(5.0));
/// assert_eq!(hours.variance(), Some(32.0 / 7.0)); // divided by n - 1
/// let interval = hours.mean_interval(Confidence::new(0.95)?).unwrap();
/// assert_eq!(format!("{:.3} to {:.3}", interval.low, interval.high), "3.213 to 6.787"); // 5 ± 2.3646 × 0.7559
/// assert_eq!(Moments::default().mean(), None);
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Moments {
    n: u64,
    sum: i128,
    squares: i128,
    /// Whether a sum went beyond its bounds: then there is no mean.
    is_beyond: bool,
}

impl Moments {
    /// Counts a value.
    pub const fn record(&mut self, value: i64) {
        let value = value as i128;
        *self = self.merge(Self { n: 1, sum: value, squares: value * value, is_beyond: false });
    }

    /// Returns the moments of both samples together. Beyond 127 bits of squares there are no more means.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        let (n, too_many) = self.n.overflowing_add(other.n);
        let (sum, sum_beyond) = self.sum.overflowing_add(other.sum);
        let (squares, squares_beyond) = self.squares.overflowing_add(other.squares);
        if self.is_beyond || other.is_beyond || too_many || sum_beyond || squares_beyond {
            // All that is beyond is alike, whatever was added last.
            return Self { n: 0, sum: 0, squares: 0, is_beyond: true };
        }
        Self { n, sum, squares, is_beyond: false }
    }

    /// Returns how many values there are; `None` where sums went beyond their bounds.
    pub const fn n(&self) -> Option<u64> {
        if self.is_beyond { None } else { Some(self.n) }
    }

    /// Returns the mean; `None` of nothing.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| sum(self.sum) / count(self.n))
    }

    /// Returns the variance, divided by `n - 1`; `None` of fewer than two values.
    pub fn variance(&self) -> Option<f64> {
        if self.n < 2 {
            return None;
        }
        // About the whole number below the mean, so that little cancels.
        let n = i128::from(self.n);
        let middle = self.sum.div_euclid(n);
        let over = self.sum.rem_euclid(n);
        let around = self.squares.checked_sub(middle.checked_mul(self.sum.checked_add(over)?)?)?;
        let numerator = match n.checked_mul(around).zip(over.checked_mul(over)) {
            Some((whole, part)) => sum(whole.checked_sub(part)?) / count(self.n),
            None => sum(around) - sum(over) * (sum(over) / count(self.n)),
        };
        Some(numerator.max(0.0) / count(self.n - 1))
    }

    /// Returns the limits of the mean, with Student's t and `n - 1` degrees of freedom; `None` of fewer than two values.
    pub fn mean_interval(&self, confidence: Confidence) -> Option<Interval> {
        let error = libm::sqrt(self.variance()? / count(self.n));
        let t = -student_t_quantile(0.5 * confidence.risk(), count(self.n - 1))?;
        Some(Interval::around(self.mean()?, t * error))
    }
}

crate::tally::collects!(Moments of i64);
