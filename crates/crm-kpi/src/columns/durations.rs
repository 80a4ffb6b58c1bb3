//! Mean and share within a limit of a column of seconds.

use super::parallel::{PIECE, by_piece, part};
use super::{Counted, Refused};
use crate::{AttainmentTally, DurationTally};

/// Lengths of time of a block.
const BLOCK: usize = 4_096;
const MICROS: i128 = 1_000_000;
const SQUARE_MICROS: u128 = 1_000_000_000_000;

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
    let code = no_value.unwrap_or(u32::MAX);
    let piece = |rows| {
        let blocks = part(seconds, rows).chunks(BLOCK);
        blocks.map(|block| Sums::of(block, code, within)).fold(Sums::default(), Sums::merge)
    };
    let mut sums = by_piece(seconds.len(), PIECE, piece).into_iter().fold(Sums::default(), Sums::merge);
    if no_value.is_none() {
        // The code is a length like all others.
        sums.seconds += u128::from(code) * u128::from(sums.absent);
        sums.squares += u128::from(code) * u128::from(code) * u128::from(sums.absent);
        sums.within += if code <= within { sums.absent } else { 0 };
        sums.absent = 0;
    }
    let cases = u64::try_from(seconds.len()).unwrap_or(u64::MAX) - sums.absent;
    let micros = i128::try_from(sums.seconds).unwrap_or(i128::MAX).saturating_mul(MICROS);
    let squares = sums.squares.saturating_mul(SQUARE_MICROS);
    let attained =
        AttainmentTally { in_time: sums.within, late: cases - sums.within, ..AttainmentTally::default() };
    Counted {
        tally: DurationColumn { times: DurationTally { micros, squares, cases }, attained },
        without: sums.absent,
        refused: Refused::default(),
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    seconds: u128,
    squares: u128,
    within: u64,
    absent: u64,
}

impl Sums {
    const fn merge(self, other: Self) -> Self {
        Self {
            seconds: self.seconds + other.seconds,
            squares: self.squares + other.squares,
            within: self.within + other.within,
            absent: self.absent + other.absent,
        }
    }

    /// Returns the sums of a block without the rows that hold a code: in one pass, plain enough for compilers to turn into vectors.
    #[inline(never)] // so that they do so wherever it is called
    fn of(block: &[u32], code: u32, within: u32) -> Self {
        let (mut bits, mut is_within, mut is_absent) = (0_u32, 0_u32, 0_u32);
        let (mut seconds, mut squares) = (0_u64, 0_u64);
        for value in block {
            let known = if *value == code { 0 } else { *value };
            bits |= known;
            is_within += u32::from(known <= within);
            is_absent += u32::from(*value == code);
            seconds += u64::from(known);
            squares = squares.wrapping_add(square(known));
        }
        Self {
            seconds: u128::from(seconds),
            // A sum of squares of such lengths stays within 64 bits; one of longer ones wrapped.
            squares: if bits < SMALL { u128::from(squares) } else { squares_of_any(block, code) },
            within: u64::from(is_within - is_absent), // nothing known is within any limit
            absent: u64::from(is_absent),
        }
    }
}

/// Lengths below this are small: two years.
const SMALL: u32 = 1 << 26;
const _: () = assert!(square(SMALL - 1) <= u64::MAX / BLOCK as u64, "squares of a block stay within 64 bits");

const fn square(value: u32) -> u64 {
    value as u64 * value as u64
}

/// Returns the sum of squares of a block, by their halves: a sum of whole ones would leave 64 bits.
fn squares_of_any(block: &[u32], code: u32) -> u128 {
    let squares = || block.iter().map(|value| if *value == code { 0 } else { square(*value) });
    let low: u64 = squares().map(|square| square & u64::from(u32::MAX)).sum();
    let high: u64 = squares().map(|square| square >> u32::BITS).sum();
    (u128::from(high) << u32::BITS) + u128::from(low)
}
