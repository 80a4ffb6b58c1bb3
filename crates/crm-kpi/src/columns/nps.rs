//! The net promoter score of a column of scores.

use super::parallel::{PIECE, by_piece, part};
use super::{ColumnError, Counted, Refused};
use crate::{NpsBounds, NpsTally};

/// Answers that are compared at once.
const LANES: usize = 64;
/// How often a count of eight bits can grow by one.
const ROUNDS: usize = 255;
/// The highest score.
pub(super) const HIGHEST: u8 = 10;

/// Returns the tally of the net promoter score of a column of scores from 0 to 10.
///
/// A row without an answer holds the code `no_answer`. Any other value is refused: it is no answer, and is not in the tally.
///
/// # Errors
///
/// When the code for no answer is a score.
///
/// # Examples
///
/// ```
/// use crm_kpi::NpsBounds;
/// use crm_kpi::columns::nps;
///
/// let counted = nps(&[10, 9, 7, 3, 255], NpsBounds::new(6, 9)?, Some(255))?;
/// assert_eq!(counted.tally.score().unwrap().to_string(), "100/4"); // 100 × (2 − 1) of 4 answers
/// assert_eq!(counted.without, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn nps(
    scores: &[u8],
    bounds: NpsBounds,
    no_answer: Option<u8>,
) -> Result<Counted<NpsTally>, ColumnError> {
    let absent = absent(no_answer)?;
    let limits = Limits::new(bounds, absent);
    let piece = |rows| {
        let mut counts = Counts::default();
        for block in part(scores, rows).chunks(LANES * ROUNDS) {
            counts = counts.merge(limits.count(block));
        }
        counts
    };
    let counts = by_piece(scores.len(), PIECE, piece).into_iter().fold(Counts::default(), Counts::merge);
    let without = if no_answer.is_some() { counts.absent } else { 0 };
    let rows = u64::try_from(scores.len()).unwrap_or(u64::MAX);
    let refused = rows - counts.scores - without;
    Ok(Counted {
        tally: NpsTally {
            detractors: counts.detractors,
            passives: counts.below_promoters - counts.detractors,
            promoters: counts.scores - counts.below_promoters,
        },
        without,
        refused: Refused::found(refused, || {
            scores.iter().position(|score| *score > HIGHEST && Some(*score) != no_answer)
        }),
    })
}

/// Returns the code that stands for no answer; one that is no score where there is none, and where its rows are refused.
pub(super) const fn absent(no_answer: Option<u8>) -> Result<u8, ColumnError> {
    match no_answer {
        Some(code) if code <= HIGHEST => Err(ColumnError::NoAnswer { code }),
        Some(code) => Ok(code),
        None => Ok(u8::MAX),
    }
}

/// How many values are below each limit.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    detractors: u64,
    below_promoters: u64,
    scores: u64,
    absent: u64,
}

impl Counts {
    const fn merge(self, other: Self) -> Self {
        Self {
            detractors: self.detractors + other.detractors,
            below_promoters: self.below_promoters + other.below_promoters,
            scores: self.scores + other.scores,
            absent: self.absent + other.absent,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    detractors_to: u8,
    promoters_from: u8,
    absent: u8,
}

impl Limits {
    fn new(bounds: NpsBounds, absent: u8) -> Self {
        let byte = |bound: i8| u8::try_from(bound).unwrap_or(0); // bounds are 0 to 10
        Self {
            detractors_to: byte(bounds.detractors_to()),
            promoters_from: byte(bounds.promoters_from()),
            absent,
        }
    }

    /// Returns the counts of at most [`LANES`] × [`ROUNDS`] values.
    #[inline(never)] // so that the compiler makes the same vectors of it wherever it is called
    fn count(self, block: &[u8]) -> Counts {
        Counts {
            detractors: count(block, |value| value <= self.detractors_to),
            below_promoters: count(block, |value| value < self.promoters_from),
            scores: count(block, |value| value <= HIGHEST),
            absent: count(block, |value| value == self.absent),
        }
    }
}

/// Returns how many values of a block are so.
///
/// Each count is a pass of its own over a block that the nearest cache holds: the counts of eight bits stay in registers, and plain
/// comparisons and additions of neighbouring bytes are what compilers turn into vectors.
fn count(block: &[u8], is: impl Fn(u8) -> bool) -> u64 {
    let (rows, rest) = block.as_chunks::<LANES>();
    let mut lanes = [0_u8; LANES];
    for row in rows {
        for (lane, value) in lanes.iter_mut().zip(row) {
            *lane = lane.wrapping_add(u8::from(is(*value)));
        }
    }
    let of_rows: u64 = lanes.iter().map(|lane| u64::from(*lane)).sum();
    of_rows + rest.iter().map(|value| u64::from(is(*value))).sum::<u64>()
}
