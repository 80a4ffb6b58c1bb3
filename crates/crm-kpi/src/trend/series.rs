//! [`Series`]: values of consecutive periods, with its gaps.

use alloc::vec::Vec;
use core::cmp::Ordering;

use chrono::{DateTime, Datelike, Utc};
use crm_model::Ratio;
use thiserror::Error;

use crate::{CivilPeriod, Per, Value};

/// What a series may hold: exact ratios, or floating-point numbers that are [`Finite`].
pub trait Measured: Ord + Copy + sealed::Sealed {
    /// Returns the nearest floating-point number; always finite.
    fn to_f64(self) -> f64;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crm_model::Ratio {}
    impl Sealed for super::Finite {}
}

impl Measured for Ratio {
    fn to_f64(self) -> f64 {
        self.as_f64()
    }
}

/// A floating-point number that is neither infinite nor no number at all. Zero has no sign.
///
/// # Examples
///
/// ```
/// use crm_kpi::trend::Finite;
///
/// assert_eq!(Finite::new(-0.0), Finite::new(0.0));
/// assert!(Finite::new(f64::NAN).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
pub struct Finite(f64);

impl Finite {
    /// Returns the number, or `None` for one that is not finite.
    pub fn new(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self(number + 0.0))
    }

    /// Returns the number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

#[cfg(feature = "serde")]
impl TryFrom<f64> for Finite {
    type Error = &'static str;

    fn try_from(number: f64) -> Result<Self, Self::Error> {
        Self::new(number).ok_or("a number that is not finite")
    }
}

#[cfg(feature = "serde")]
impl From<Finite> for f64 {
    fn from(number: Finite) -> Self {
        number.0
    }
}

impl Eq for Finite {}

impl Ord for Finite {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Measured for Finite {
    fn to_f64(self) -> f64 {
        self.0
    }
}

/// Values of consecutive periods, oldest first. A period without a value is a gap: it keeps its place, and is counted.
///
/// # Examples
///
/// ```
/// use crm_kpi::trend::Series;
/// use crm_model::Ratio;
///
/// // Complaints by contacts; in the third month there was nothing to count.
/// let rates = Series::new([Ratio::new(5, 100), Ratio::new(4, 90), None, Ratio::new(3, 110)]);
/// assert_eq!((rates.len(), rates.gaps(), rates.running()), (3, 1, 0));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series<T> {
    // INVARIANT: places rise and are below `periods`.
    points: Vec<(u64, T)>,
    periods: u64,
    running: u64,
}

/// Why periods with values make no series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SeriesError {
    /// Months stand beside quarters or years.
    #[error("period {period} of the history has another length than the first: compare months with months")]
    OtherLength {
        /// Which period, counted from 0.
        period: usize,
    },
    /// A period is not later than the one before.
    #[error("period {period} of the history does not come after the one before: sort the periods, each once")]
    NotInOrder {
        /// Which period, counted from 0.
        period: usize,
    },
}

impl<T: Measured> Series<T> {
    /// Returns the series of values, one for each period; `None` is a gap.
    pub fn new(values: impl IntoIterator<Item = Option<T>>) -> Self {
        let (mut points, mut periods) = (Vec::new(), 0);
        for value in values {
            points.extend(value.map(|value| (periods, value)));
            periods += 1;
        }
        Self { points, periods, running: 0 }
    }

    /// Returns how many values there are.
    pub const fn len(&self) -> usize {
        self.points.len()
    }

    /// Returns whether there is no value.
    pub const fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Returns how many periods have no value, those that were left out since they were not over apart.
    pub const fn gaps(&self) -> u64 {
        self.periods - self.points.len() as u64
    }

    /// Returns how many periods were left out since they were not over.
    pub const fn running(&self) -> u64 {
        self.running
    }

    /// Returns the values with the places of their periods, counted from 0.
    pub fn points(&self) -> impl DoubleEndedIterator<Item = (u64, T)> + ExactSizeIterator {
        self.points.iter().copied()
    }

    pub(super) fn values(&self) -> impl DoubleEndedIterator<Item = T> + ExactSizeIterator {
        self.points.iter().map(|(_, value)| *value)
    }
}

impl Series<Ratio> {
    /// Returns the series of an indicator's periods. Periods that are not over at `as_of` are left out, and counted: half a month
    /// is no fall. Periods without a value, and those that are not listed at all, are gaps.
    ///
    /// # Errors
    ///
    /// When the periods are of different lengths, or do not rise.
    pub fn of_history<'a>(
        history: impl IntoIterator<Item = (&'a CivilPeriod, &'a Value)>,
        as_of: DateTime<Utc>,
    ) -> Result<Self, SeriesError> {
        let (mut points, mut periods, mut running) = (Vec::new(), 0, 0);
        let mut before: Option<(Per, i64)> = None;
        let mut first = 0;
        for (index, (period, value)) in history.into_iter().enumerate() {
            let place = number(period);
            match before {
                None => first = place,
                Some((per, _)) if per != period.per() => {
                    return Err(SeriesError::OtherLength { period: index });
                }
                Some((_, earlier)) if earlier >= place => {
                    return Err(SeriesError::NotInOrder { period: index });
                }
                Some(_) => {}
            }
            before = Some((period.per(), place));
            if period.end() > as_of {
                running += 1;
                continue;
            }
            let place = first.abs_diff(place);
            periods = place + 1;
            points.extend(value.number().map(|value| (place, value)));
        }
        Ok(Self { points, periods, running })
    }
}

/// Returns the number of a period among its kind.
fn number(period: &CivilPeriod) -> i64 {
    let month = i64::from(period.first().year()) * 12 + i64::from(period.first().month0());
    match period.per() {
        Per::Month => month,
        Per::Quarter => month.div_euclid(3),
        Per::Year => month.div_euclid(12),
        Per::RollingDays(days) => {
            i64::from(period.first().num_days_from_ce()).div_euclid(i64::from(days.get()))
        }
        Per::RollingMonths(months) => month.div_euclid(i64::from(months.get())),
    }
}
