//! The exact distribution of Kendall's S over all orders of the same values.
//!
//! S is the number of untied pairs less twice the discordant ones. Over all distinct orders of values of which some are tied, the
//! discordant pairs are distributed as the coefficients of a q-multinomial: `[n]! / ([t1]! [t2]! ...)`, where `[m]!` is the product
//! of `1 + q + ... + q^(k-1)` for `k` up to `m`. All is done in integers.
//!
//! # Source
//!
//! P. A. `MacMahon` (1916), Combinatory Analysis, vol. 2: inversions of permutations of a multiset. Without ties it is the
//! recurrence of M. G. Kendall (1938), A New Measure of Rank Correlation, Biometrika 30.

use alloc::vec;
use alloc::vec::Vec;

/// Up to how many values the exact distribution is used: 34! is the last factorial that 128 bits hold.
pub const EXACT_UP_TO: usize = 34;

/// How many distinct orders of some values have how many discordant pairs.
#[derive(Debug, Clone)]
pub(super) struct Orders {
    by_discordant: Vec<u128>,
    total: u128,
}

impl Orders {
    /// Returns the distribution for `values` values with tied groups of these sizes; `None` for too many values.
    pub(super) fn of(values: usize, ties: &[u64]) -> Option<Self> {
        if values > EXACT_UP_TO {
            return None;
        }
        let mut counts = vec![1_u128];
        for size in 2..=values {
            counts = times_run(&counts, size);
        }
        for tied in ties {
            for size in 2..=usize::try_from(*tied).ok()? {
                counts = without_run(&counts, size);
            }
        }
        let total = counts.iter().fold(0, |sum: u128, count| sum.wrapping_add(*count));
        Some(Self { by_discordant: counts, total })
    }

    /// Returns the share of orders whose S is at most `s`.
    #[expect(clippy::cast_precision_loss, reason = "the nearest share is what is asked for")]
    pub(super) fn at_most(&self, s: i64) -> f64 {
        let untied = i64::try_from(self.by_discordant.len()).unwrap_or(i64::MAX) - 1;
        // S = untied - 2 x discordant, so S <= s where 2 x discordant >= untied - s.
        let least = (untied - s).max(0);
        let least = usize::try_from(least / 2 + least % 2).unwrap_or(usize::MAX);
        let orders =
            self.by_discordant.iter().skip(least).fold(0, |sum: u128, count| sum.wrapping_add(*count));
        orders as f64 / self.total as f64
    }

    /// Returns the lowest S of all orders; the highest is the same upwards.
    pub(super) fn lowest(&self) -> i64 {
        1 - i64::try_from(self.by_discordant.len()).unwrap_or(i64::MAX)
    }
}

/// Returns the coefficients times `1 + q + ... + q^(size-1)`.
fn times_run(counts: &[u128], size: usize) -> Vec<u128> {
    let mut window = 0_u128;
    (0..counts.len() + size - 1)
        .map(|place| {
            window = window.wrapping_add(counts.get(place).copied().unwrap_or(0));
            let left = place.checked_sub(size).and_then(|place| counts.get(place));
            window = window.wrapping_sub(left.copied().unwrap_or(0));
            window
        })
        .collect()
}

/// Returns the coefficients of which [`times_run`] makes these. Wrapping is exact: what is left is below 2^128.
fn without_run(counts: &[u128], size: usize) -> Vec<u128> {
    let mut result: Vec<u128> = Vec::with_capacity(counts.len());
    let mut before = 0_u128;
    for place in 0..(counts.len() + 1).saturating_sub(size) {
        let now = counts.get(place).copied().unwrap_or(0);
        let back = place.checked_sub(size).and_then(|place| result.get(place)).copied().unwrap_or(0);
        result.push(now.wrapping_sub(before).wrapping_add(back));
        before = now;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_of_four_values_are_as_counted_by_hand() {
        assert_eq!(Orders::of(4, &[]).unwrap().by_discordant, [1, 3, 5, 6, 5, 3, 1]);
        // 1 1 2 has three orders: 112, 121, 211.
        assert_eq!(Orders::of(3, &[2]).unwrap().by_discordant, [1, 1, 1]);
        assert_eq!(Orders::of(5, &[5]).unwrap().by_discordant, [1]);
        // 1 1 2 2: 1122, 1212, 1221 and 2112, 2121, 2211.
        assert_eq!(Orders::of(4, &[2, 2]).unwrap().by_discordant, [1, 1, 2, 1, 1]);
    }

    #[test]
    fn thirty_four_values_just_fit() {
        let total: u128 = (1..=34).product();
        assert_eq!(Orders::of(34, &[]).unwrap().total, total);
        assert!(Orders::of(35, &[]).is_none());
    }
}
