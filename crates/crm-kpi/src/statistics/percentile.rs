//! Percentiles by a named definition, their rank computed without roundings.

use crm_model::Share;
use thiserror::Error;

/// What a percentile is, by the types of Hyndman and Fan (1996): of the same values, tools give different ones.
///
/// The rank of a share p among n values counts from 1; between two ranks lie values between two neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PercentileType {
    /// Type 1: the value at rank `n p`, rounded up: one of the values, of which at least the share p is no larger. `DuckDB`'s
    /// `quantile`.
    NearestRank,
    /// Type 2: as type 1, but the mean of two neighbours where `n p` is whole. SAS's default.
    AveragedRank,
    /// Type 6: rank `(n + 1) p`. Minitab's and SPSS's default.
    Weibull,
    /// Type 7: rank `(n - 1) p + 1`. The default of R, numpy, pandas and Excel.
    Linear,
    /// Type 8: rank `(n + 1/3) p + 1/3`, whose error in the median is least whatever the distribution; Hyndman's and Fan's choice.
    MedianUnbiased,
}

/// The place of a percentile among n sorted values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rank {
    /// The place of the value at the rank or next below it, counted from 0.
    pub index: u64,
    /// How far the percentile lies towards the value after that, from 0 to below 1; exactly 0 where it is the value itself.
    pub fraction: f64,
}

impl PercentileType {
    /// Every type with its number in Hyndman and Fan's list.
    pub const ALL: [(Self, u8); 5] = [
        (Self::NearestRank, 1),
        (Self::AveragedRank, 2),
        (Self::Weibull, 6),
        (Self::Linear, 7),
        (Self::MedianUnbiased, 8),
    ];

    /// Returns the place of a percentile among n values; `None` of no values.
    ///
    /// The rank is computed in whole numbers, so that 7 % of 100 is rank 7, not the 8 that rounding up 7.000000000000001 makes of it.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::statistics::{PercentileType, Rank};
    ///
    /// let rank = |kind: PercentileType, percent: &str, n| kind.rank(percent.parse().unwrap(), n);
    /// assert_eq!(rank(PercentileType::NearestRank, "7%", 100), Some(Rank { index: 6, fraction: 0.0 }));
    /// // 0.4 × 4 = 1.6 steps above the first of five values
    /// assert_eq!(rank(PercentileType::Linear, "40%", 5), Some(Rank { index: 1, fraction: 0.6 }));
    /// assert_eq!(rank(PercentileType::Linear, "40%", 0), None);
    /// ```
    pub fn rank(self, share: Share, n: u64) -> Option<Rank> {
        let last = n.checked_sub(1)?;
        let (p, n) = (u128::from(share.parts_per_million()), u128::from(n));
        // The rank as so many parts; less one rank, it counts from 0.
        let (parts, of) = match self {
            Self::NearestRank | Self::AveragedRank => (n * p, MILLION),
            Self::Weibull => ((n + 1) * p, MILLION),
            Self::Linear => ((n - 1) * p + MILLION, MILLION),
            Self::MedianUnbiased => ((3 * n + 1) * p + MILLION, 3 * MILLION),
        };
        let (whole, rest) = (parts / of, parts % of);
        let (index, rest) = match self {
            Self::NearestRank | Self::AveragedRank if rest > 0 => (whole + 1, 0),
            Self::AveragedRank if whole > 0 => (whole, of / 2),
            _ => (whole, rest),
        };
        // Below the first value there is nothing, and nothing above the last.
        let place = u64::try_from(index).unwrap_or(u64::MAX);
        Some(match place.checked_sub(1) {
            None => Rank { index: 0, fraction: 0.0 },
            Some(index) if index >= last => Rank { index: last, fraction: 0.0 },
            Some(index) => Rank { index, fraction: part(rest, of) },
        })
    }
}

const MILLION: u128 = 1_000_000;

fn part(rest: u128, of: u128) -> f64 {
    // INVARIANT: both are at most three million
    let number = |part: u128| f64::from(u32::try_from(part).unwrap_or(u32::MAX));
    number(rest) / number(of)
}

impl Rank {
    /// Returns the place of the value after, where the percentile lies between two.
    pub fn next(&self) -> Option<u64> {
        (self.fraction > 0.0).then(|| self.index + 1)
    }

    /// Returns the value so far from one to the next.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::statistics::Rank;
    ///
    /// assert_eq!(Rank { index: 1, fraction: 0.5 }.between(20.0, 35.0), 27.5);
    /// ```
    pub fn between(&self, value: f64, next: f64) -> f64 {
        let step = next - value;
        if step.is_finite() {
            (value + self.fraction * step).clamp(value, f64::max(value, next))
        } else {
            value * (1.0 - self.fraction) + next * self.fraction
        }
    }
}

/// A percentile with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Percentile {
    /// The percentile.
    pub value: f64,
    /// How many values it is of.
    pub n: u64,
    /// By which definition.
    pub kind: PercentileType,
    /// Whether it is the smallest or the largest value, or lies between that and its neighbour: there are too few values for a share
    /// so far out, and one value more may change it much.
    pub is_at_end: bool,
}

impl Percentile {
    fn of(rank: Rank, value: f64, n: u64, kind: PercentileType) -> Self {
        let highest = rank.next().unwrap_or(rank.index);
        Self { value, n, kind, is_at_end: rank.index == 0 || highest + 1 >= n }
    }
}

/// Values in ascending order, all of them finite.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{PercentileType, Sorted};
///
/// let hours = Sorted::new(&[15.0, 20.0, 35.0, 40.0, 50.0])?;
/// let of = |kind, percent: &str| hours.percentile(percent.parse().unwrap(), kind).unwrap();
/// assert_eq!(of(PercentileType::NearestRank, "40%").value, 20.0);
/// assert_eq!(of(PercentileType::AveragedRank, "40%").value, 27.5);
/// assert_eq!(of(PercentileType::Linear, "40%").value, 29.0);
/// // 99 % of five values is the largest, and says so
/// assert!(of(PercentileType::NearestRank, "99%").is_at_end);
/// # Ok::<(), crm_kpi::statistics::SortedError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sorted<'a> {
    // INVARIANT: ascending and finite.
    values: &'a [f64],
}

/// Why values have no percentiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SortedError {
    /// A value is no finite number.
    #[error("the value at place {place} is not a finite number")]
    NotFinite {
        /// The place, counted from 0.
        place: usize,
    },
    /// A value is smaller than the one before.
    #[error("the value at place {place} is smaller than the one before")]
    Unsorted {
        /// The place, counted from 0.
        place: usize,
    },
}

impl<'a> Sorted<'a> {
    /// Returns values that are sorted already.
    ///
    /// # Errors
    ///
    /// When one is not finite, or smaller than the one before.
    pub fn new(values: &'a [f64]) -> Result<Self, SortedError> {
        refuse_what_is_not_finite(values)?;
        let pairs = values.iter().zip(values.iter().skip(1));
        match pairs.clone().position(|(value, next)| next < value) {
            Some(place) => Err(SortedError::Unsorted { place: place + 1 }),
            None => Ok(Self { values }),
        }
    }

    /// Sorts the values and returns them.
    ///
    /// # Errors
    ///
    /// When one is not finite; the values then stay as they are.
    pub fn sort(values: &'a mut [f64]) -> Result<Self, SortedError> {
        refuse_what_is_not_finite(values)?;
        values.sort_unstable_by(f64::total_cmp);
        Ok(Self { values })
    }

    /// Returns a percentile; `None` of no values.
    pub fn percentile(&self, share: Share, kind: PercentileType) -> Option<Percentile> {
        let n = self.values.len() as u64;
        let rank = kind.rank(share, n)?;
        let at = |index: u64| usize::try_from(index).ok().and_then(|index| self.values.get(index)).copied();
        let value = at(rank.index)?;
        let value = match rank.next() {
            Some(next) => rank.between(value, at(next)?),
            None => value,
        };
        Some(Percentile::of(rank, value, n, kind))
    }
}

fn refuse_what_is_not_finite(values: &[f64]) -> Result<(), SortedError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(place) => Err(SortedError::NotFinite { place }),
        None => Ok(()),
    }
}

/// Returns a percentile of values in any order, which it changes; in time that grows with their number alone. `None` of no values.
///
/// # Errors
///
/// When a value is not finite; the values then stay as they are.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{PercentileType, percentile_by_selection};
///
/// let mut hours = [40.0, 15.0, 50.0, 35.0, 20.0];
/// let median = percentile_by_selection(&mut hours, "50%".parse().unwrap(), PercentileType::Linear)?.unwrap();
/// assert_eq!(median.value, 35.0);
/// # Ok::<(), crm_kpi::statistics::SortedError>(())
/// ```
pub fn percentile_by_selection(
    values: &mut [f64],
    share: Share,
    kind: PercentileType,
) -> Result<Option<Percentile>, SortedError> {
    refuse_what_is_not_finite(values)?;
    let n = values.len() as u64;
    let Some(rank) = kind.rank(share, n) else { return Ok(None) };
    // INVARIANT: an index below the number of values
    let index = usize::try_from(rank.index).unwrap_or(usize::MAX);
    let (_, value, above) = values.select_nth_unstable_by(index, f64::total_cmp);
    let value = match rank.next() {
        Some(_) => rank.between(*value, above.iter().copied().min_by(f64::total_cmp).unwrap_or(*value)),
        None => *value,
    };
    Ok(Some(Percentile::of(rank, value, n, kind)))
}
