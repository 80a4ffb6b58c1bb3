//! [`QuantileSketch`]: percentiles of a stream, in little memory, to a promised error.

use core::fmt;

use crm_model::Share;
use sketches_ddsketch::{Config, DDSketch};
use thiserror::Error;

use super::number::{count, sum};
use super::percentile::PercentileType;

/// Values below this count as 0.
const SMALLEST: f64 = 1e-9;
/// The largest value that is taken.
const LARGEST: f64 = 1e18;
/// The least and the largest relative error that may be asked for.
const ERRORS: core::ops::RangeInclusive<u32> = 1_000..=100_000;

/// Counts of values in classes a promised part apart, from which percentiles come without the values.
///
/// A percentile of it is that of [`PercentileType::NearestRank`] within the relative error, for values from 10^-9 to 10^18; smaller ones count
/// as 0. The smallest and the largest value are kept exactly. Sketches of one error merge in any order and grouping to the
/// same percentiles. It takes a few kilobytes (8 bytes for each class that lies between the smallest value and the largest).
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::QuantileSketch;
///
/// let mut sketch = QuantileSketch::new("1%".parse().unwrap())?;
/// for seconds in 1..=1_000 {
///     sketch.record(f64::from(seconds))?;
/// }
/// let p95 = sketch.percentile("95%".parse().unwrap()).unwrap();
/// assert!((p95 / 950.0 - 1.0).abs() <= 0.01);
/// assert!(sketch.record(f64::NAN).is_err() && sketch.record(-1.0).is_err());
/// assert_eq!(sketch.n(), 1_000);
/// # Ok::<(), crm_kpi::statistics::SketchError>(())
/// ```
#[derive(Clone)]
pub struct QuantileSketch {
    error: Share,
    n: u64,
    sketch: DDSketch,
}

/// Why a sketch refuses a value, or another sketch.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum SketchError {
    /// The relative error is out of range.
    #[error("a relative error of {error} is not from 0.1% to 10%")]
    Error {
        /// The error that was asked for.
        error: Share,
    },
    /// A value is not a number from 0 to 10^18.
    #[error("value {value} is not a number from 0 to 10^18")]
    Value {
        /// The value.
        value: f64,
    },
    /// The two sketches promise different errors.
    #[error("sketches with errors of {error} and {other} do not merge")]
    OtherError {
        /// The error of the one.
        error: Share,
        /// The error of the other.
        other: Share,
    },
    /// There would be more values than 2^53.
    #[error("more than 2^53 values")]
    TooMany,
}

impl QuantileSketch {
    /// Returns an empty sketch with a relative error.
    ///
    /// # Errors
    ///
    /// When the error is not from 0.1 % to 10 %.
    pub fn new(error: Share) -> Result<Self, SketchError> {
        if !ERRORS.contains(&error.parts_per_million()) {
            return Err(SketchError::Error { error });
        }
        let alpha = count(u64::from(error.parts_per_million())) / 1e6;
        // Classes enough for the whole range, so that none are ever thrown together.
        let classes = libm::ceil(libm::log(LARGEST / SMALLEST) / libm::log((1.0 + alpha) / (1.0 - alpha)));
        // INVARIANT: from 310 to 31,085
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a bounded positive number"
        )]
        let classes = classes as u32 + 128;
        Ok(Self { error, n: 0, sketch: DDSketch::new(Config::new(alpha, classes, SMALLEST)) })
    }

    /// Counts a value.
    ///
    /// # Errors
    ///
    /// When it is not a number from 0 to 10^18, or there would be more than 2^53; the sketch then stays as it is.
    pub fn record(&mut self, value: f64) -> Result<(), SketchError> {
        if !(0.0..=LARGEST).contains(&value) {
            return Err(SketchError::Value { value });
        }
        self.n = grown(self.n, 1)?;
        self.sketch.add(value + 0.0); // -0 is 0
        Ok(())
    }

    /// Adds what another sketch counted.
    ///
    /// # Errors
    ///
    /// When the other one has another error, or there would be more than 2^53 values; the sketch then stays as it is.
    pub fn merge(&mut self, other: &Self) -> Result<(), SketchError> {
        if self.error != other.error {
            return Err(SketchError::OtherError { error: self.error, other: other.error });
        }
        let n = grown(self.n, other.n)?;
        // INVARIANT: sketches with one error have one configuration, and merge
        self.sketch
            .merge(&other.sketch)
            .map_err(|_| SketchError::OtherError { error: self.error, other: other.error })?;
        self.n = n;
        Ok(())
    }

    /// Returns how many values there are.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Returns the relative error that is promised.
    pub const fn error(&self) -> Share {
        self.error
    }

    /// Returns the percentile of the nearest rank, within the relative error; `None` of no values.
    pub fn percentile(&self, share: Share) -> Option<f64> {
        let rank = PercentileType::NearestRank.rank(share, self.n)?.index;
        let (smallest, largest) = (self.sketch.min()?, self.sketch.max()?);
        if rank == 0 {
            return Some(smallest);
        }
        if rank + 1 == self.n {
            return Some(largest);
        }
        // What the sketch rounds down to the rank.
        let place = (sum(i128::from(rank)) + 0.5) / count(self.n - 1);
        let value = self.sketch.quantile(place).ok()??;
        Some(value.clamp(smallest, largest))
    }
}

const MOST: u64 = 1 << 53;

fn grown(n: u64, by: u64) -> Result<u64, SketchError> {
    n.checked_add(by).filter(|n| *n <= MOST).ok_or(SketchError::TooMany)
}

impl fmt::Debug for QuantileSketch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("QuantileSketch")
            .field("error", &self.error)
            .field("n", &self.n)
            .field("smallest", &self.sketch.min())
            .field("largest", &self.sketch.max())
            .finish_non_exhaustive()
    }
}
