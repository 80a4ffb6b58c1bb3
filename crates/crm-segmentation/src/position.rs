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
    spends: impl ExactSizeIterator<Item = i128> + Clone,
    by: SpendBy,
    [high, middle]: [Share; 2],
) -> Result<Vec<Position>, AssessmentError> {
    let whole = match by {
        SpendBy::Rank => i128::try_from(spends.len()).ok(),
        SpendBy::CumulativeSpend => positive_sum(spends.clone()),
    };
    let whole = whole.ok_or(AssessmentError::TooLarge)?;
    let bound = |share| first_beyond(share, whole).ok_or(AssessmentError::TooLarge);
    let bounds = [bound(high)?, bound(middle)?];
    Ok(match Packed::new(spends.clone()) {
        Some(packed) => stand(packed.iter(), by, bounds),
        None => stand(Ranking::new(spends).iter(), by, bounds),
    })
}

/// Returns where everybody stands, by spends in order, the largest first, each with the index at which it was given.
fn stand(
    sorted: impl ExactSizeIterator<Item = (i128, usize)>,
    by: SpendBy,
    [high, middle]: [i128; 2],
) -> Vec<Position> {
    let mut positions = alloc::vec![Position { rank: 0, level: Level::Ordinary }; sorted.len()];
    let mut last: Option<(i128, Position)> = None;
    let mut spent_before = 0_i128;
    for ((spend, index), rank) in sorted.zip(1_u64..) {
        let position = match last {
            Some((equal, position)) if equal == spend => position,
            _ => {
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
                Position { rank, level }
            }
        };
        last = Some((spend, position));
        if let Some(place) = positions.get_mut(index) {
            *place = position;
        }
        // No more than the sum of all, which was found to fit.
        spent_before = spent_before.saturating_add(spend.max(0));
    }
    positions
}

fn positive_sum(mut spends: impl Iterator<Item = i128>) -> Option<i128> {
    spends.try_fold(0_i128, |sum, spend| sum.checked_add(spend.max(0)))
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

    /// Yields the values in order, each with its index.
    fn iter(&self) -> impl ExactSizeIterator<Item = (K, usize)> {
        self.sorted.iter().map(|(Reverse(value), index)| (*value, *index))
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

/// Spends in order, the largest first, each in one word with the index at which it was given: quicker to sort than pairs of
/// both.
struct Packed {
    // INVARIANT: rise; each holds how far its spend is below the largest, above so many bits that hold the index.
    words: Vec<u64>,
    largest: i128,
    index_bits: u32,
}

impl Packed {
    /// Returns the spends in order; `None` if a word is too short, or if there are no spends.
    fn new(spends: impl ExactSizeIterator<Item = i128> + Clone) -> Option<Self> {
        let index_bits = usize::BITS - spends.len().leading_zeros();
        let (smallest, largest) = spends.clone().fold(None, |ends: Option<(i128, i128)>, spend| {
            ends.map_or(Some((spend, spend)), |(low, high)| Some((low.min(spend), high.max(spend))))
        })?;
        let range = u64::try_from(largest.checked_sub(smallest)?).ok()?;
        if index_bits > range.leading_zeros() {
            return None;
        }
        // No subtraction leaves the range, and no shift drops a bit.
        let below = |spend: i128| u64::try_from(largest.saturating_sub(spend)).unwrap_or(range);
        let mut words: Vec<u64> =
            spends.zip(0_u64..).map(|(spend, index)| (below(spend) << index_bits) | index).collect();
        words.sort_unstable();
        Some(Self { words, largest, index_bits })
    }

    fn iter(&self) -> impl ExactSizeIterator<Item = (i128, usize)> {
        let mask = (1_u64 << self.index_bits) - 1;
        self.words.iter().map(move |word| {
            let spend = self.largest - i128::from(word >> self.index_bits);
            (spend, usize::try_from(word & mask).unwrap_or(usize::MAX))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn prop_packed_spends_are_in_the_order_of_pairs(
            spends in prop::collection::vec(prop_oneof![-3..3_i128, any::<i64>().prop_map(i128::from), any::<i128>()], 1..40),
            narrow in prop::collection::vec(-1_000_000..1_000_000_i128, 1..40),
        ) {
            let packed = Packed::new(narrow.iter().copied()).unwrap();
            prop_assert!(packed.iter().eq(Ranking::new(narrow.iter().copied()).iter()));
            let range = spends.iter().max().unwrap().checked_sub(*spends.iter().min().unwrap());
            match Packed::new(spends.iter().copied()) {
                Some(packed) => prop_assert!(packed.iter().eq(Ranking::new(spends.iter().copied()).iter())),
                None => prop_assert!(range.is_none_or(|range| range >= 1 << 58)),
            }
        }
    }

    #[test]
    fn as_many_bits_as_a_word_has_are_packed() {
        // Four spends take three bits of index, which leaves 61 for how far they are apart.
        let spends = |range: i128| [range, 0, 7, range].into_iter();
        let packed = Packed::new(spends((1 << 61) - 1)).unwrap();
        let apart = (1 << 61) - 1;
        assert!(packed.iter().eq([(apart, 0), (apart, 3), (7, 2), (0, 1)]));
        assert!(Packed::new(spends(1 << 61)).is_none());
        assert!(Packed::new(core::iter::empty()).is_none());
    }

    #[test]
    fn sums_beyond_128_bits_are_refused() {
        let shares = [Share::from_percent(20).unwrap(), Share::ONE];
        let refused = positions([i128::MAX, 1].into_iter(), SpendBy::CumulativeSpend, shares);
        assert_eq!(refused, Err(AssessmentError::TooLarge));
        assert!(positions([i128::MAX, 1].into_iter(), SpendBy::Rank, shares).is_ok());
    }
}
