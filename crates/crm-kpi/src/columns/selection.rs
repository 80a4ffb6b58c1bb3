//! Exact ranks of a column, without sorting it.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crm_model::Share;

use super::number::Number;
use super::parallel::{PIECE, by_piece, cores, part};
use super::{ColumnError, Refused};
use crate::statistics::{Percentile, PercentileType, Rank};

/// Bits of a number that one pass tells apart.
const DIGIT: u32 = 16;
/// Buckets of a pass.
const BUCKETS: usize = 1 << DIGIT;
/// So few values are sorted.
const FEW: usize = 1 << 14;
/// Most rows of a piece: a count of them fits in 32 bits.
const MOST: usize = 1 << 31;

/// The values of a column in the order of their size, of which any can be asked for.
///
/// Making it reads the column once; [`select`](Self::select) counts the values in 65,536 buckets and looks into those that hold a
/// rank asked for. Each number is exact, whatever the distribution.
///
/// A row without a value holds the code `no_value`. A floating-point number that is not finite is refused; where the code is not a
/// number, any that is none stands for no value.
///
/// # Examples
///
/// ```
/// use crm_kpi::columns::OrderStatistics;
///
/// let seconds = [40_u32, 15, 50, 20, u32::MAX, 35];
/// let ordered = OrderStatistics::new(&seconds, Some(u32::MAX));
/// assert_eq!((ordered.values(), ordered.without()), (5, 1));
/// assert_eq!(ordered.select(&[1, 3, 5])?, [15, 35, 50]); // the least, the median, the greatest
/// assert!(ordered.select(&[6]).is_err());
/// # Ok::<(), crm_kpi::columns::ColumnError>(())
/// ```
#[derive(Debug, Clone)]
pub struct OrderStatistics<'a, T> {
    column: &'a [T],
    no_value: Option<T>,
    found: Found,
    refused: Refused,
}

impl<'a, T: Number> OrderStatistics<'a, T> {
    /// Returns the values of a column in order.
    pub fn new(column: &'a [T], no_value: Option<T>) -> Self {
        let piece = |rows| match no_value {
            None => Found::of(part(column, rows), |_| false),
            Some(code) => Found::of(part(column, rows), |value: T| value.is(code)),
        };
        let found = by_piece(column.len(), PIECE, piece).into_iter().fold(Found::default(), Found::merge);
        let is_refused = |value: &T| value.key().is_none() && !no_value.is_some_and(|code| value.is(code));
        let refused = Refused::found(found.refused, || column.iter().position(is_refused));
        Self { column, no_value, found, refused }
    }

    /// Returns how many values there are.
    pub const fn values(&self) -> u64 {
        self.found.values
    }

    /// Returns how many rows say that there is no value.
    pub const fn without(&self) -> u64 {
        self.found.without
    }

    /// Returns the rows that hold no number.
    pub const fn refused(&self) -> Refused {
        self.refused
    }

    /// Returns the least value, or `None` without any.
    pub fn lowest(&self) -> Option<T> {
        (self.found.values > 0).then(|| T::of_key(self.found.lowest))
    }

    /// Returns the greatest value, or `None` without any.
    pub fn highest(&self) -> Option<T> {
        (self.found.values > 0).then(|| T::of_key(self.found.highest))
    }

    /// Returns the values at some ranks, in the order in which these are given: the least value has rank 1.
    ///
    /// # Errors
    ///
    /// When a rank is 0, or above the number of values.
    pub fn select(&self, ranks: &[u64]) -> Result<Vec<T>, ColumnError> {
        let values = self.found.values;
        if let Some(rank) = ranks.iter().find(|rank| **rank == 0 || **rank > values) {
            return Err(ColumnError::Rank { rank: *rank, values });
        }
        if ranks.is_empty() {
            return Ok(Vec::new());
        }
        let mut wanted: Vec<u64> = ranks.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let keys = self.keys_at(&wanted);
        let value = |rank: &u64| {
            let key = wanted.binary_search(rank).ok().and_then(|place| keys.get(place)).copied();
            key.map(T::of_key).ok_or(ColumnError::Rank { rank: *rank, values })
        };
        ranks.iter().map(value).collect()
    }

    /// Returns percentiles by a named definition, in the order in which their shares are given; `None` of no values.
    ///
    /// Ranks are exact, and so are the values at them; what lies between two is the nearest floating-point number.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::columns::OrderStatistics;
    /// use crm_kpi::statistics::PercentileType;
    ///
    /// let ordered = OrderStatistics::new(&[40_u32, 15, 50, 20, 35], None);
    /// let shares = ["40%".parse()?, "50%".parse()?];
    /// let linear = ordered.percentiles(&shares, PercentileType::Linear).unwrap();
    /// assert_eq!([linear[0].value, linear[1].value], [29.0, 35.0]); // 1.6 steps above the first, and the middle one
    /// # Ok::<(), crm_model::ShareError>(())
    /// ```
    pub fn percentiles(&self, shares: &[Share], kind: PercentileType) -> Option<Vec<Percentile>> {
        let places =
            shares.iter().map(|share| kind.rank(*share, self.values())).collect::<Option<Vec<Rank>>>()?;
        let ranks: Vec<u64> = places
            .iter()
            .flat_map(|place| [place.index, place.next().unwrap_or(place.index)])
            .map(|index| index + 1)
            .collect();
        let found = self.select(&ranks).ok()?;
        let (pairs, _) = found.as_chunks::<2>();
        let percentile = |(place, [value, next]): (&Rank, &[T; 2])| {
            let value = place.between(value.as_f64(), next.as_f64());
            Percentile::of(*place, value, self.values(), kind)
        };
        Some(places.iter().zip(pairs).map(percentile).collect())
    }

    /// Returns the keys at ranks that rise. There are some values.
    fn keys_at(&self, ranks: &[u64]) -> Vec<u64> {
        let bits = u64::BITS - (self.found.highest - self.found.lowest).leading_zeros();
        let digit = Digit { lowest: self.found.lowest, shift: bits.saturating_sub(DIGIT) };
        let counts = self.histogram(digit);
        let places = places(&counts, ranks);
        if digit.shift == 0 {
            return places.iter().map(|place| digit.lowest + place.bucket).collect();
        }
        let mut slots = vec![NO_SLOT; BUCKETS];
        let mut of_slots: Vec<Vec<u64>> = Vec::new();
        for place in &places {
            let Some(slot) = usize::try_from(place.bucket).ok().and_then(|at| slots.get_mut(at)) else {
                continue;
            };
            if *slot == NO_SLOT {
                *slot = u32::try_from(of_slots.len()).unwrap_or(NO_SLOT);
                of_slots.push(Vec::new());
            }
            if let Some(ranks) = of_slots.last_mut() {
                ranks.push(place.rank);
            }
        }
        let held = self.held(digit, &slots, of_slots.len());
        held.into_iter().zip(&of_slots).flat_map(|(keys, ranks)| keys_of(keys, ranks)).collect()
    }

    /// Returns how many values each bucket holds.
    fn histogram(&self, digit: Digit) -> Vec<u64> {
        let piece = |rows: Range<usize>| {
            // Rows by turns in two, so that a count need not wait for the one before it.
            let mut counts = [vec![0_u32; BUCKETS], vec![0_u32; BUCKETS]];
            let (pairs, last) = part(self.column, rows).as_chunks::<2>();
            for pair in pairs {
                for (value, counts) in pair.iter().zip(&mut counts) {
                    self.count(*value, digit, counts);
                }
            }
            let [mut counts, more] = counts;
            for value in last {
                self.count(*value, digit, &mut counts);
            }
            for (count, more) in counts.iter_mut().zip(more) {
                *count += more;
            }
            counts
        };
        let mut all = vec![0_u64; BUCKETS];
        for counts in by_piece(self.column.len(), self.piece(), piece) {
            for (sum, count) in all.iter_mut().zip(counts) {
                *sum += u64::from(count);
            }
        }
        all
    }

    fn count(&self, value: T, digit: Digit, counts: &mut [u32]) {
        if let Some(key) = self.key(value)
            && let Some(count) = counts.get_mut(digit.bucket(key))
        {
            *count = count.wrapping_add(1);
        }
    }

    /// Returns the keys in each bucket that has a slot, by slot.
    fn held(&self, digit: Digit, slots: &[u32], many: usize) -> Vec<Vec<u64>> {
        let piece = |rows: Range<usize>| {
            let mut held = vec![Vec::new(); many];
            for value in part(self.column, rows) {
                let Some(key) = self.key(*value) else { continue };
                let slot = slots.get(digit.bucket(key)).copied().unwrap_or(NO_SLOT);
                if slot != NO_SLOT
                    && let Some(keys) = usize::try_from(slot).ok().and_then(|slot| held.get_mut(slot))
                {
                    keys.push(key);
                }
            }
            held
        };
        let mut pieces = by_piece(self.column.len(), self.piece(), piece).into_iter();
        let mut all = pieces.next().unwrap_or_default();
        for held in pieces {
            for (keys, more) in all.iter_mut().zip(held) {
                keys.extend(more);
            }
        }
        all
    }

    fn key(&self, value: T) -> Option<u64> {
        if self.no_value.is_some_and(|code| value.is(code)) { None } else { value.key() }
    }

    fn piece(&self) -> usize {
        self.column.len().div_ceil(cores()).clamp(PIECE, MOST)
    }
}

/// Stands for a bucket that nobody asks for.
const NO_SLOT: u32 = u32::MAX;

/// Which bits of a number a pass looks at.
#[derive(Debug, Clone, Copy)]
struct Digit {
    lowest: u64,
    shift: u32,
}

impl Digit {
    fn bucket(self, key: u64) -> usize {
        usize::try_from(key.wrapping_sub(self.lowest) >> self.shift).unwrap_or(usize::MAX)
    }
}

/// The bucket of a rank, and its rank there.
#[derive(Debug, Clone, Copy)]
struct Place {
    bucket: u64,
    rank: u64,
}

/// Returns the places of ranks that rise.
fn places(counts: &[u64], ranks: &[u64]) -> Vec<Place> {
    let mut places = Vec::with_capacity(ranks.len());
    let (mut wanted, mut before) = (ranks.iter().copied().peekable(), 0);
    for (bucket, count) in (0..).zip(counts) {
        while let Some(rank) = wanted.next_if(|rank| *rank <= before + count) {
            places.push(Place { bucket, rank: rank - before });
        }
        before += count;
    }
    places
}

/// Returns the keys of a bucket at ranks that rise.
fn keys_of(mut keys: Vec<u64>, ranks: &[u64]) -> Vec<u64> {
    if keys.len() > FEW {
        return OrderStatistics::new(&keys, None).keys_at(ranks);
    }
    keys.sort_unstable();
    let at = |rank: &u64| usize::try_from(rank - 1).ok().and_then(|place| keys.get(place)).copied();
    ranks.iter().filter_map(at).collect()
}

/// What one pass over a column finds.
#[derive(Debug, Clone, Copy)]
struct Found {
    values: u64,
    without: u64,
    refused: u64,
    lowest: u64,
    highest: u64,
}

impl Default for Found {
    fn default() -> Self {
        Self { values: 0, without: 0, refused: 0, lowest: u64::MAX, highest: 0 }
    }
}

impl Found {
    fn of<T: Number>(column: &[T], is_absent: impl Fn(T) -> bool) -> Self {
        let mut found = Self::default();
        for value in column {
            if is_absent(*value) {
                found.without += 1;
            } else if let Some(key) = value.key() {
                found.values += 1;
                found.lowest = found.lowest.min(key);
                found.highest = found.highest.max(key);
            } else {
                found.refused += 1;
            }
        }
        found
    }

    fn merge(self, other: Self) -> Self {
        Self {
            values: self.values + other.values,
            without: self.without + other.without,
            refused: self.refused + other.refused,
            lowest: self.lowest.min(other.lowest),
            highest: self.highest.max(other.highest),
        }
    }
}
