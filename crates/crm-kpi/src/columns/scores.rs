//! How often each score was given, by segment and period.

use alloc::vec;
use alloc::vec::Vec;

use super::error::same_length;
use super::nps::{HIGHEST, absent};
use super::parallel::{PIECE, by_piece, part};
use super::{ColumnError, Refused};
use crate::{NpsBounds, NpsTally};

/// Codes that a byte tells apart.
const BYTES: usize = 256;
/// Scores from 0 to 10.
const SCORES: usize = 11;
/// Places of a cell: the scores, no answer, no score, and three to spare, so that a cell is a power of two.
const PLACES: usize = 16;
const NO_ANSWER: usize = SCORES;
const NO_SCORE: usize = SCORES + 1;
/// Tables that rows are counted in by turns, so that a count need not wait for the one just before it.
const TURNS: usize = 4;

/// A column of codes, of which those from 0 up to `count`, not included, mean something; others are refused.
#[derive(Debug, Clone, Copy)]
pub struct CodeColumn<'a> {
    /// The code of each row.
    pub codes: &'a [u8],
    /// How many codes there are: at most 256.
    pub count: usize,
}

/// How often each score from 0 to 10 was given, and how often none.
///
/// # Examples
///
/// ```
/// use crm_kpi::NpsBounds;
/// use crm_kpi::columns::ScoreCounts;
///
/// let counts = ScoreCounts { given: [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2], without: 5 };
/// let tally = counts.nps(NpsBounds::new(6, 9)?);
/// assert_eq!((tally.detractors, tally.passives, tally.promoters), (1, 1, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ScoreCounts {
    /// How often each score was given, from 0 up.
    pub given: [u64; SCORES],
    /// Rows that say that there is no answer.
    pub without: u64,
}

impl ScoreCounts {
    /// Returns the counts of both samples together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (given, more) in self.given.iter_mut().zip(other.given) {
            *given = given.saturating_add(more);
        }
        self.without = self.without.saturating_add(other.without);
        self
    }

    /// Returns the tally of the net promoter score.
    pub fn nps(&self, bounds: NpsBounds) -> NpsTally {
        let mut tally = NpsTally::default();
        for (score, given) in (0_i8..).zip(self.given) {
            let group = if score <= bounds.detractors_to() {
                &mut tally.detractors
            } else if score < bounds.promoters_from() {
                &mut tally.passives
            } else {
                &mut tally.promoters
            };
            *group = group.saturating_add(given);
        }
        tally
    }
}

/// How often each score was given, by segment and period. Made by [`scores_by`].
///
/// A row is refused because of its score, its segment or its period; with several of them wrong, because of the first in this order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ScoreTable {
    segments: usize,
    periods: usize,
    /// Segment by segment, in each period by period.
    cells: Vec<ScoreCounts>,
    /// Rows whose score is none.
    pub refused_scores: Refused,
    /// Rows whose segment is none.
    pub refused_segments: Refused,
    /// Rows whose period is none.
    pub refused_periods: Refused,
    rows: usize,
}

impl ScoreTable {
    /// Returns the number of segments.
    pub const fn segments(&self) -> usize {
        self.segments
    }

    /// Returns the number of periods.
    pub const fn periods(&self) -> usize {
        self.periods
    }

    /// Returns the counts of a segment in a period, or `None` if there is no such segment or period.
    pub fn get(&self, segment: usize, period: usize) -> Option<ScoreCounts> {
        let at =
            (period < self.periods).then(|| segment.checked_mul(self.periods)?.checked_add(period))??;
        self.cells.get(at).copied()
    }

    /// Returns the counts of a segment over all periods; none for a segment that is not there.
    pub fn of_segment(&self, segment: usize) -> ScoreCounts {
        (0..self.periods)
            .filter_map(|period| self.get(segment, period))
            .fold(ScoreCounts::default(), ScoreCounts::merge)
    }

    /// Returns the counts of a period over all segments; none for a period that is not there.
    pub fn of_period(&self, period: usize) -> ScoreCounts {
        (0..self.segments)
            .filter_map(|segment| self.get(segment, period))
            .fold(ScoreCounts::default(), ScoreCounts::merge)
    }

    /// Returns the counts of all rows that were not refused.
    pub fn total(&self) -> ScoreCounts {
        self.cells.iter().copied().fold(ScoreCounts::default(), ScoreCounts::merge)
    }

    /// Returns the table of two parts of the rows together, those of the other one after those of this one.
    ///
    /// # Errors
    ///
    /// When the tables are not of the same segments and periods.
    pub fn merge(mut self, other: &Self) -> Result<Self, ColumnError> {
        if (self.segments, self.periods) != (other.segments, other.periods) {
            return Err(ColumnError::Different);
        }
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell = cell.merge(*more);
        }
        self.refused_scores = self.refused_scores.merge(other.refused_scores, self.rows);
        self.refused_segments = self.refused_segments.merge(other.refused_segments, self.rows);
        self.refused_periods = self.refused_periods.merge(other.refused_periods, self.rows);
        self.rows = self.rows.saturating_add(other.rows);
        Ok(self)
    }

    /// Returns the table if no row was refused.
    ///
    /// # Errors
    ///
    /// When a row was.
    pub fn strict(self) -> Result<Self, ColumnError> {
        self.refused_scores.check()?;
        self.refused_segments.check()?;
        self.refused_periods.check()?;
        Ok(self)
    }
}

/// Returns how often each score from 0 to 10 was given, by segment and period.
///
/// A row without an answer holds the code `no_answer`. A row with any other value than a score, or with a segment or a period that
/// there is not, is refused: it is in no cell.
///
/// # Errors
///
/// When the columns differ in length, when there are more segments or periods than a byte tells apart, or when the code for no answer
/// is a score.
///
/// # Examples
///
/// ```
/// use crm_kpi::NpsBounds;
/// use crm_kpi::columns::{CodeColumn, scores_by};
///
/// let scores = [10, 3, 9, 255, 12];
/// let segments = CodeColumn { codes: &[0, 0, 1, 1, 1], count: 2 };
/// let months = CodeColumn { codes: &[0, 0, 0, 1, 1], count: 2 };
/// let table = scores_by(&scores, segments, months, Some(255))?;
/// let nps = |segment, month| table.get(segment, month).unwrap().nps(NpsBounds::new(6, 9).unwrap()).score();
/// assert_eq!(nps(0, 0).unwrap().to_string(), "0/2");
/// assert_eq!(nps(1, 0).unwrap().to_string(), "100/1");
/// assert_eq!(nps(1, 1), None); // nobody answered
/// assert_eq!(table.refused_scores.first, Some(4)); // 12 is no score
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn scores_by(
    scores: &[u8],
    segments: CodeColumn<'_>,
    periods: CodeColumn<'_>,
    no_answer: Option<u8>,
) -> Result<ScoreTable, ColumnError> {
    same_length(scores.len(), segments.codes.len())?;
    same_length(scores.len(), periods.codes.len())?;
    absent(no_answer)?;
    let shape = Shape::new(segments.count, periods.count, no_answer)?;
    let piece = |rows: core::ops::Range<usize>| {
        let (segments, periods) = (part(segments.codes, rows.clone()), part(periods.codes, rows.clone()));
        shape.count(part(scores, rows), segments, periods)
    };
    let mut counts = vec![0_u64; shape.places()];
    for piece in by_piece(scores.len(), PIECE.max(shape.places()), piece) {
        for (count, more) in counts.iter_mut().zip(piece) {
            *count += u64::from(more);
        }
    }
    Ok(shape.table(&counts, scores, segments, periods, no_answer))
}

/// Where a row is counted: a cell for each segment and period, with one more of each for those that there are not.
#[derive(Debug)]
struct Shape {
    segments: usize,
    periods: usize,
    of_segment: [u32; BYTES],
    of_period: [u32; BYTES],
    of_score: [u32; BYTES],
}

impl Shape {
    fn new(segments: usize, periods: usize, no_answer: Option<u8>) -> Result<Self, ColumnError> {
        if let Some(count) = [segments, periods].into_iter().find(|count| *count > BYTES) {
            return Err(ColumnError::TooManyCodes { count });
        }
        // At most 257 × 257 × 16 places.
        let place =
            |code: usize, count: usize, size: usize| u32::try_from(code.min(count) * size).unwrap_or(0);
        let mut shape =
            Self { segments, periods, of_segment: [0; BYTES], of_period: [0; BYTES], of_score: [0; BYTES] };
        let row = (periods + 1) * PLACES;
        for (code, at) in shape.of_segment.iter_mut().enumerate() {
            *at = place(code, segments, row);
        }
        for (code, at) in shape.of_period.iter_mut().enumerate() {
            *at = place(code, periods, PLACES);
        }
        for (code, at) in shape.of_score.iter_mut().enumerate() {
            let slot = match code {
                0..SCORES => code,
                _ if no_answer.map(usize::from) == Some(code) => NO_ANSWER,
                _ => NO_SCORE,
            };
            *at = place(slot, NO_SCORE, 1);
        }
        Ok(shape)
    }

    /// Returns how many places a table has.
    const fn places(&self) -> usize {
        (self.segments + 1) * (self.periods + 1) * PLACES
    }

    /// Counts the rows of a piece.
    fn count(&self, scores: &[u8], segments: &[u8], periods: &[u8]) -> Vec<u32> {
        let places = self.places();
        let mut tables: [Vec<u32>; TURNS] = core::array::from_fn(|_| vec![0; places]);
        let (scores, last_scores) = scores.as_chunks::<TURNS>();
        let (segments, last_segments) = segments.as_chunks::<TURNS>();
        let (periods, last_periods) = periods.as_chunks::<TURNS>();
        for ((scores, segments), periods) in scores.iter().zip(segments).zip(periods) {
            let rows = scores.iter().zip(segments).zip(periods);
            for (((score, segment), period), table) in rows.zip(&mut tables) {
                self.count_row(table, *score, *segment, *period);
            }
        }
        let [first, others @ ..] = &mut tables;
        for ((score, segment), period) in last_scores.iter().zip(last_segments).zip(last_periods) {
            self.count_row(first, *score, *segment, *period);
        }
        for other in others {
            for (count, more) in first.iter_mut().zip(other) {
                *count += *more;
            }
        }
        core::mem::take(first)
    }

    fn count_row(&self, table: &mut [u32], score: u8, segment: u8, period: u8) {
        let at = |places: &[u32; BYTES], code: u8| places.get(usize::from(code)).copied().unwrap_or(0);
        let place = at(&self.of_segment, segment) + at(&self.of_period, period) + at(&self.of_score, score);
        if let Some(count) = usize::try_from(place).ok().and_then(|place| table.get_mut(place)) {
            *count = count.wrapping_add(1);
        }
    }

    /// Returns the table of all counts.
    fn table(
        &self,
        counts: &[u64],
        scores: &[u8],
        segments: CodeColumn<'_>,
        periods: CodeColumn<'_>,
        no_answer: Option<u8>,
    ) -> ScoreTable {
        let mut cells = Vec::with_capacity(self.segments * self.periods);
        let (mut no_score, mut no_segment, mut no_period) = (0, 0, 0);
        let (places, _) = counts.as_chunks::<PLACES>();
        for (segment, of_segment) in places.chunks(self.periods + 1).enumerate() {
            for (period, cell) in of_segment.iter().enumerate() {
                let mut of_cell = ScoreCounts::default();
                let [given @ .., without, bad, _, _, _] = cell;
                of_cell.given.copy_from_slice(given);
                of_cell.without = *without;
                no_score += bad;
                let rows = given.iter().sum::<u64>() + without;
                if segment == self.segments {
                    no_segment += rows;
                } else if period == self.periods {
                    no_period += rows;
                } else {
                    cells.push(of_cell);
                }
            }
        }
        let is_score = |score: u8| score <= HIGHEST || Some(score) == no_answer;
        let knows = |column: CodeColumn<'_>, code: u8| usize::from(code) < column.count;
        let first = |is_refused: &dyn Fn(u8, u8, u8) -> bool| {
            let rows = scores.iter().zip(segments.codes).zip(periods.codes);
            rows.into_iter().position(|((score, segment), period)| is_refused(*score, *segment, *period))
        };
        ScoreTable {
            segments: self.segments,
            periods: self.periods,
            cells,
            refused_scores: Refused::found(no_score, || first(&|score, _, _| !is_score(score))),
            refused_segments: Refused::found(no_segment, || {
                first(&|score, segment, _| is_score(score) && !knows(segments, segment))
            }),
            refused_periods: Refused::found(no_period, || {
                first(&|score, segment, period| {
                    is_score(score) && knows(segments, segment) && !knows(periods, period)
                })
            }),
            rows: scores.len(),
        }
    }
}
