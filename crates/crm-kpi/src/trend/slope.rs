//! [`Slopes`] and [`SenSlope`]: by how much values change a period.

use alloc::vec::Vec;

use thiserror::Error;

use super::{Confidence, MannKendall, Measured, Series};

/// The most values of which slopes are taken: all pairs are kept, two million of them here, sixteen megabytes.
pub const MOST_POINTS: usize = 2_048;

/// The slopes between all pairs of values of a series, sorted. A gap makes the way between two values longer.
///
/// # Examples
///
/// ```
/// use crm_kpi::trend::{Series, Slopes};
/// use crm_model::Ratio;
///
/// let series = Series::new([Ratio::new(9, 1), None, Ratio::new(5, 1), Ratio::new(2, 1)]);
/// // -2 over two periods, -3 over one, -7/3 over three.
/// assert_eq!(Slopes::of(&series)?.median(), -7.0 / 3.0);
/// # Ok::<(), crm_kpi::trend::SlopesError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Slopes {
    // INVARIANT: not empty, finite, rising.
    slopes: Vec<f64>,
    test: MannKendall,
}

/// Sen's slope: the median of the slopes between all pairs, with its limits.
///
/// # Source
///
/// P. K. Sen (1968), Estimates of the Regression Coefficient Based on Kendall's Tau, JASA 63; limits as in M. Hollander and
/// D. A. Wolfe, Nonparametric Statistical Methods, 9.3: no order statistic is interpolated, so they cover at least as often as
/// is said. They come from the exact distribution where the test's does.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SenSlope {
    /// The change from a period to the next.
    pub slope: f64,
    /// The limits; `None` where there are too few values for any.
    pub limits: Option<(f64, f64)>,
    /// How sure the limits are.
    pub confidence: Confidence,
}

/// Why there are no slopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum SlopesError {
    /// A slope needs two values.
    #[error("a slope needs two values, and there {}", if *values == 1 { "is 1" } else { "are none" })]
    TooFew {
        /// How many there are.
        values: usize,
    },
    /// The pairs are too many to be kept.
    #[error("slopes between all pairs of {values} values: at most {MOST_POINTS} are taken")]
    TooMany {
        /// How many there are.
        values: usize,
    },
    /// A difference is beyond floating-point numbers.
    #[error("two values lie too far apart for their slope to be told")]
    TooLarge,
}

impl Slopes {
    /// Returns the slopes of a series.
    ///
    /// # Errors
    ///
    /// For fewer than two values, more than [`MOST_POINTS`], or values too far apart.
    #[expect(clippy::cast_precision_loss, reason = "places are far below 2^53")]
    pub fn of<T: Measured>(series: &Series<T>) -> Result<Self, SlopesError> {
        let values = series.len();
        if values > MOST_POINTS {
            return Err(SlopesError::TooMany { values });
        }
        let test = MannKendall::of(series).ok_or(SlopesError::TooFew { values })?;
        let mut slopes = Vec::with_capacity(values * (values - 1) / 2);
        for (index, (later, high)) in series.points().enumerate() {
            for (earlier, low) in series.points().take(index) {
                // Equal values have no slope, whatever their nearest floating-point numbers are.
                let rise = if high == low { 0.0 } else { high.to_f64() - low.to_f64() };
                slopes.push(rise / (later - earlier) as f64);
            }
        }
        if slopes.iter().any(|slope| !slope.is_finite()) {
            return Err(SlopesError::TooLarge);
        }
        slopes.sort_unstable_by(f64::total_cmp);
        Ok(Self { slopes, test })
    }

    /// Returns the median of all.
    pub fn median(&self) -> f64 {
        let (upper, is_odd) = (self.slopes.len() / 2, self.slopes.len() % 2 == 1);
        let at = |place: usize| self.slopes.get(place).copied().unwrap_or(0.0);
        let median = if is_odd { at(upper) } else { f64::midpoint(at(upper.saturating_sub(1)), at(upper)) };
        median + 0.0
    }

    /// Returns the median with its limits.
    pub fn sen(&self, confidence: Confidence) -> SenSlope {
        SenSlope { slope: self.median(), limits: self.limits(confidence), confidence }
    }

    /// Returns the slopes as far from either end as S can well be from its own.
    fn limits(&self, confidence: Confidence) -> Option<(f64, f64)> {
        let spread = self.spread(confidence)?;
        let pairs = self.slopes.len() as u64;
        let from_end = usize::try_from(pairs.checked_sub(spread)? / 2).ok()?;
        let low = self.slopes.get(from_end.checked_sub(1)?)?;
        let high = self.slopes.get(self.slopes.len().checked_sub(from_end)?)?;
        Some((*low + 0.0, *high + 0.0))
    }

    /// Returns how far from zero S may well lie without a trend.
    #[expect(
        clippy::cast_sign_loss,
        clippy::cast_possible_truncation,
        reason = "at least zero, at most the pairs"
    )]
    fn spread(&self, confidence: Confidence) -> Option<u64> {
        let Some(orders) = self.test.orders() else {
            return Some(libm::ceil(confidence.z() * self.test.standard_error()) as u64);
        };
        // The least number that S reaches so seldom, less one, is still to be expected.
        let is_seldom = |s: &i64| confidence.is_reached_by(2.0 * orders.at_most(-s));
        let least = (0..=-orders.lowest()).rev().take_while(is_seldom).last()?;
        u64::try_from((least - 1).max(0)).ok()
    }
}
