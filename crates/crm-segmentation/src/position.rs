//! Where a customer stands among all by what it spent: in whole numbers, equal customers alike.

use alloc::vec::Vec;
use core::cmp::Reverse;

use crm_model::Share;

use crate::{AssessmentError, Level};

/// By what the position of a customer is measured. The policy says which, since they differ a good deal.
///
/// Among spends of 900, 60, 30 and 10 the second customer has the position 1/4 by rank and 900/1000 by cumulative spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SpendBy {
    /// By how many of all customers spent more: (rank − 1) / customers.
    Rank,
    /// By how much of all positive spend is that of customers who spent more.
    CumulativeSpend,
}

impl SpendBy {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Rank, "rank"), (Self::CumulativeSpend, "cumulative-spend")];
}

/// Where one customer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// From 1; equal customers share the best.
    pub(crate) rank: u64,
    pub(crate) level: Level,
}

/// Returns where everybody stands, in the order given: high while the position is below the share `high`, middle while
/// it is below `middle`. Who spent nothing, or got more back than was spent, is ordinary.
pub(crate) fn positions(
    spends: impl ExactSizeIterator<Item = i128>,
    by: SpendBy,
    [high, middle]: [Share; 2],
) -> Result<Vec<Position>, AssessmentError> {
    let ranking = Ranking::new(spends);
    let whole = match by {
        SpendBy::Rank => i128::try_from(ranking.sorted.len()).ok(),
        SpendBy::CumulativeSpend => ranking.positive_sum(),
    };
    let whole = whole.ok_or(AssessmentError::TooLarge)?;
    let bound = |share| first_beyond(share, whole).ok_or(AssessmentError::TooLarge);
    let (high, middle) = (bound(high)?, bound(middle)?);
    let mut positions = alloc::vec![Position { rank: 0, level: Level::Ordinary }; ranking.sorted.len()];
    let mut spent_before = 0_i128;
    for (rank, group) in ranking.groups() {
        let Some((Reverse(spend), _)) = group.first().copied() else { continue };
        let before = match by {
            SpendBy::Rank => i128::from(rank) - 1,
            SpendBy::CumulativeSpend => spent_before,
        };
        let level = match () {
            () if spend <= 0 => Level::Ordinary,
            () if before < high => Level::High,
            () if before < middle => Level::Middle,
            () => Level::Ordinary,
        };
        for (_, customer) in group {
            if let Some(place) = positions.get_mut(*customer) {
                *place = Position { rank, level };
            }
            // No more than the sum of all, which was found to fit.
            spent_before = spent_before.saturating_add(spend.max(0));
        }
    }
    Ok(positions)
}

/// Returns the smallest `part` that is not below the share of `whole`: the share times the whole, rounded up.
fn first_beyond(share: Share, whole: i128) -> Option<i128> {
    let million = i128::from(Share::ONE.parts_per_million());
    let parts = whole.checked_mul(i128::from(share.parts_per_million()))?;
    parts.checked_add(million - 1).map(|parts| parts / million)
}

/// Values in order, the largest first, each with the index at which it was given.
pub(crate) struct Ranking<K> {
    sorted: Vec<(Reverse<K>, usize)>,
}

impl<K: Ord + Copy> Ranking<K> {
    pub(crate) fn new(values: impl Iterator<Item = K>) -> Self {
        let mut sorted: Vec<(Reverse<K>, usize)> =
            values.enumerate().map(|(index, value)| (Reverse(value), index)).collect();
        sorted.sort_unstable();
        Self { sorted }
    }

    pub(crate) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Yields the values that are equal, together, with their best rank, which counts from 1.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (u64, &[(Reverse<K>, usize)])> {
        let equal = self.sorted.chunk_by(|(one, _), (other, _)| one == other);
        equal.scan(1_u64, |next, group| {
            let rank = *next;
            *next = next.saturating_add(group.len() as u64); // a slice is shorter than 64 bits can count
            Some((rank, group))
        })
    }
}

impl Ranking<i128> {
    fn positive_sum(&self) -> Option<i128> {
        self.sorted.iter().try_fold(0_i128, |sum, (Reverse(value), _)| sum.checked_add((*value).max(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_of_a_share_is_rounded_up() {
        let fifth = Share::from_percent(20).unwrap();
        assert_eq!([0, 4, 5, 6, 10, 11].map(|whole| first_beyond(fifth, whole).unwrap()), [0, 1, 1, 2, 2, 3]);
        assert_eq!(first_beyond(fifth, i128::MAX), None);
        assert_eq!(first_beyond(Share::ZERO, i128::MAX), Some(0));
    }

    #[test]
    fn equal_values_share_the_best_rank() {
        let ranking = Ranking::new([5, 7, 5, 1].into_iter());
        let ranks: Vec<(u64, usize)> = ranking.groups().map(|(rank, group)| (rank, group.len())).collect();
        assert_eq!(ranks, [(1, 1), (2, 2), (4, 1)]);
    }

    #[test]
    fn sums_beyond_128_bits_are_refused() {
        let shares = [Share::from_percent(20).unwrap(), Share::ONE];
        let refused = positions([i128::MAX, 1].into_iter(), SpendBy::CumulativeSpend, shares);
        assert_eq!(refused, Err(AssessmentError::TooLarge));
        assert!(positions([i128::MAX, 1].into_iter(), SpendBy::Rank, shares).is_ok());
    }
}
