//! Mean and share within a limit of a column of seconds.

use super::parallel::{PIECE, by_piece, part};
use super::{Counted, Refused};
use crate::{AttainmentTally, DurationTally};

/// Lengths of time that are added up at once.
const LANES: usize = 16;
const MICROS: i128 = 1_000_000;

/// What a column of lengths of time adds up to.
///
/// # Examples
///
/// ```
/// use crm_kpi::columns::durations;
///
/// let column = durations(&[60, 61, 30, u32::MAX], Some(u32::MAX), 60);
/// assert_eq!(column.tally.times.mean().unwrap().parts(), (151_000_000, 3)); // 151 s in microseconds, of three
/// assert_eq!(column.tally.attained.share().unwrap().to_string(), "2/3"); // exactly 60 s is within 60 s
/// assert_eq!(column.without, 1);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DurationColumn {
    /// The sum and number of the lengths.
    pub times: DurationTally,
    /// How many of them are within the limit, and how many are not; nothing else is counted here.
    pub attained: AttainmentTally,
}

impl DurationColumn {
    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self { times: self.times.merge(other.times), attained: self.attained.merge(other.attained) }
    }
}

/// Returns the sum and number of a column of seconds, and how many are within a limit, inclusive.
///
/// A row without a length holds the code `no_value`, and is in neither figure: an answer not yet given has no length. No other value
/// is refused.
pub fn durations(seconds: &[u32], no_value: Option<u32>, within: u32) -> Counted<DurationColumn> {
    let absent = no_value.unwrap_or(u32::MAX);
    let piece = |rows| Sums::of(part(seconds, rows), absent, within);
    let mut sums = by_piece(seconds.len(), PIECE, piece).into_iter().fold(Sums::default(), Sums::merge);
    if no_value.is_none() {
        // Nothing stands for no value, so these rows are as long as they say.
        sums.seconds += u128::from(absent) * u128::from(sums.absent);
        sums.within += if absent <= within { sums.absent } else { 0 };
        sums.absent = 0;
    }
    let cases = u64::try_from(seconds.len()).unwrap_or(u64::MAX) - sums.absent;
    let micros = i128::try_from(sums.seconds).unwrap_or(i128::MAX).saturating_mul(MICROS);
    let attained =
        AttainmentTally { in_time: sums.within, late: cases - sums.within, ..AttainmentTally::default() };
    Counted {
        tally: DurationColumn { times: DurationTally { micros, cases }, attained },
        without: sums.absent,
        refused: Refused::default(),
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    seconds: u128,
    within: u64,
    absent: u64,
}

impl Sums {
    const fn merge(self, other: Self) -> Self {
        Self {
            seconds: self.seconds + other.seconds,
            within: self.within + other.within,
            absent: self.absent + other.absent,
        }
    }

    /// Returns the sums of a piece: 2¹⁹ values of 32 bits add up within 64.
    #[inline(never)] // so that the compiler makes the same vectors of it wherever it is called
    fn of(seconds: &[u32], absent: u32, within: u32) -> Self {
        let (rows, rest) = seconds.as_chunks::<LANES>();
        let mut lanes = Lanes::default();
        for row in rows {
            lanes.add(row, absent, within);
        }
        let mut last = Lanes::default();
        last.add(rest, absent, within);
        lanes.sums().merge(last.sums())
    }
}

#[derive(Debug, Default)]
struct Lanes {
    seconds: [u64; LANES],
    within: [u32; LANES],
    absent: [u32; LANES],
}

impl Lanes {
    /// Adds some values, one to each lane.
    fn add(&mut self, row: &[u32], absent: u32, limit: u32) {
        let lanes = self.seconds.iter_mut().zip(&mut self.within).zip(&mut self.absent);
        for (((seconds, within), without), value) in lanes.zip(row) {
            let is_absent = *value == absent;
            *seconds = seconds.wrapping_add(if is_absent { 0 } else { u64::from(*value) });
            *within = within.wrapping_add(u32::from(!is_absent && *value <= limit));
            *without = without.wrapping_add(u32::from(is_absent));
        }
    }

    fn sums(&self) -> Sums {
        let count = |lanes: &[u32; LANES]| lanes.iter().map(|lane| u64::from(*lane)).sum();
        Sums {
            seconds: self.seconds.iter().map(|lane| u128::from(*lane)).sum(),
            within: count(&self.within),
            absent: count(&self.absent),
        }
    }
}
