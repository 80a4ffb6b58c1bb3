//! The log-rank test: do groups of customers stay equally long?

use alloc::vec;
use alloc::vec::Vec;

use thiserror::Error;

use super::{SurvivalRow, SurvivalTable};
use crate::special::chi_square_upper_tail;

/// Below this share of its first size a variance is what rounding left of 0.
const SINGULAR: f64 = 1e-10;

/// The log-rank (Mantel-Haenszel) test of two or more groups.
///
/// At each time with events, each group is expected to have its share of them: events × at risk in the group / at risk. The test
/// compares the sums with what was observed, by the hypergeometric variance. Weights count as frequencies.
///
/// # Source
///
/// Mantel (1966), Cancer Chemotherapy Reports 50; Peto, Peto (1972), JRSS A 135. The form is the one with a full covariance
/// matrix, not the approximation Σ (O - E)² / E.
///
/// # Examples
///
/// ```
/// use crm_clv::{LogRank, SurvivalTable};
///
/// let early = SurvivalTable::from_integer_times(&[1, 2], &[true, true])?;
/// let late = SurvivalTable::from_integer_times(&[3, 4], &[true, true])?;
/// let test = LogRank::new([&early, &late])?;
/// let expected = 2.0 / 4.0 + 1.0 / 3.0; // of the first group: at times 1 and 2
/// let variance = 1.0 / 4.0 + 2.0 / 9.0;
/// assert_eq!(test.groups[0].observed, 2.0);
/// assert!((test.groups[0].expected - expected).abs() < 1e-15);
/// assert!((test.chi_square - (2.0 - expected) * (2.0 - expected) / variance).abs() < 1e-14);
/// assert_eq!(test.degrees_of_freedom, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LogRank {
    /// The statistic.
    pub chi_square: f64,
    /// Its degrees of freedom: the groups less one, and less those that were never at risk beside others.
    pub degrees_of_freedom: u32,
    /// How probable a statistic at least so large is if all groups stay equally long; 0 below 1e-308.
    pub p_value: f64,
    /// The groups, in their order.
    pub groups: Vec<LogRankGroup>,
}

/// One group in the test.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LogRankGroup {
    /// Weight of its observations.
    pub total: f64,
    /// Weight of its events.
    pub observed: f64,
    /// Weight of the events it would have if all groups stayed equally long.
    pub expected: f64,
}

/// Why groups cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LogRankError {
    /// One group, or none.
    #[error("{groups} groups are too few to compare")]
    TooFew {
        /// The number of groups.
        groups: usize,
    },
    /// No event came while two groups were at risk.
    #[error("no event came while more than one group was at risk")]
    NeverTogether,
}

impl LogRank {
    /// Compares groups of customers.
    ///
    /// # Errors
    ///
    /// When there are fewer than two groups, or no event came while two of them were at risk.
    pub fn new<'a>(groups: impl IntoIterator<Item = &'a SurvivalTable>) -> Result<Self, LogRankError> {
        let tables: Vec<&SurvivalTable> = groups.into_iter().collect();
        if tables.len() < 2 {
            return Err(LogRankError::TooFew { groups: tables.len() });
        }
        let mut sums = Sums::new(tables.len());
        let mut rows: Vec<&[SurvivalRow]> = tables.iter().map(|table| table.rows()).collect();
        let mut now: Vec<At> = Vec::with_capacity(tables.len());
        for time in event_times(&tables) {
            now.clear();
            now.extend(rows.iter_mut().map(|rows| advance(rows, time)));
            sums.add(&now);
        }

        let of_tables = tables.iter().zip(&sums.expected);
        let groups: Vec<LogRankGroup> = of_tables
            .map(|(table, expected)| LogRankGroup {
                total: table.total(),
                observed: table.events(),
                expected: *expected,
            })
            .collect();
        let excess = groups.iter().map(|group| group.observed - group.expected).collect();
        let (chi_square, degrees_of_freedom) = quadratic_form(sums.covariance, excess);
        if degrees_of_freedom == 0 {
            return Err(LogRankError::NeverTogether);
        }
        let p_value = chi_square_upper_tail(chi_square, f64::from(degrees_of_freedom)).unwrap_or(1.0);
        Ok(Self { chi_square, degrees_of_freedom, p_value, groups })
    }
}

/// A group at one time.
struct At {
    at_risk: f64,
    events: f64,
}

/// Returns the times at which an event came in any group, in order.
fn event_times(tables: &[&SurvivalTable]) -> Vec<f64> {
    let rows = tables.iter().flat_map(|table| table.rows());
    let mut times: Vec<f64> = rows.filter(|row| row.events > 0.0).map(|row| row.time).collect();
    times.sort_unstable_by(f64::total_cmp);
    times.dedup_by(|next, kept| next.total_cmp(kept).is_eq());
    times
}

/// Leaves behind the rows up to and at a time, and returns the group at it.
fn advance(rows: &mut &[SurvivalRow], time: f64) -> At {
    let earlier = rows.partition_point(|row| row.time < time);
    let ahead = rows.get(earlier..).unwrap_or(&[]);
    *rows = ahead;
    // Those at risk at the next row were so since the row before it: entries are rows of their own.
    let Some((next, later)) = ahead.split_first() else { return At { at_risk: 0.0, events: 0.0 } };
    if next.time > time {
        return At { at_risk: next.at_risk, events: 0.0 };
    }
    *rows = later;
    At { at_risk: next.at_risk, events: next.events }
}

/// What has added up over the times with events.
struct Sums {
    expected: Vec<f64>,
    covariance: Vec<Vec<f64>>,
}

impl Sums {
    fn new(groups: usize) -> Self {
        Self { expected: vec![0.0; groups], covariance: vec![vec![0.0; groups]; groups] }
    }

    fn add(&mut self, groups: &[At]) {
        let at_risk: f64 = groups.iter().map(|group| group.at_risk).sum();
        let events: f64 = groups.iter().map(|group| group.events).sum();
        let hazard = events / at_risk; // above 0: who left was at risk
        for (expected, group) in self.expected.iter_mut().zip(groups) {
            *expected += hazard * group.at_risk;
        }
        if at_risk <= 1.0 {
            return; // one customer alone varies nothing
        }
        let scale = hazard * ((at_risk - events) / (at_risk - 1.0));
        for (place, (row, one)) in self.covariance.iter_mut().zip(groups).enumerate() {
            let others = at_risk - one.at_risk;
            for (column, (cell, two)) in row.iter_mut().zip(groups).enumerate() {
                let shared = if place == column { others } else { -two.at_risk };
                *cell += scale * one.at_risk * (shared / at_risk);
            }
        }
    }
}

/// Returns `vᵀ M⁻ v` for a covariance matrix M, and its rank, by elimination in order of the variance left.
fn quadratic_form(mut matrix: Vec<Vec<f64>>, mut vector: Vec<f64>) -> (f64, u32) {
    let diagonal = |matrix: &[Vec<f64>]| -> Vec<f64> {
        matrix.iter().enumerate().map(|(place, row)| row.get(place).copied().unwrap_or(0.0)).collect()
    };
    let first = diagonal(&matrix);
    let (mut sum, mut rank) = (0.0, 0);
    for _ in 0..first.len() {
        let left = diagonal(&matrix);
        let shares =
            left.iter().zip(&first).map(|(left, first)| if *first > 0.0 { left / first } else { 0.0 });
        let Some((pivot, share)) =
            shares.enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best })
        else {
            break;
        };
        if share <= SINGULAR {
            break;
        }
        let (Some(row), Some(variance), Some(excess)) =
            (matrix.get(pivot).cloned(), left.get(pivot).copied(), vector.get(pivot).copied())
        else {
            break;
        };
        sum += excess * (excess / variance);
        rank += 1;
        for (other, value) in matrix.iter_mut().zip(&mut vector) {
            let factor = other.get(pivot).copied().unwrap_or(0.0) / variance;
            *value -= factor * excess;
            for (cell, pivotal) in other.iter_mut().zip(&row) {
                *cell -= factor * pivotal;
            }
        }
    }
    (sum, rank)
}
