//! The rows of each customer, brought together and sorted by day.

use alloc::vec::Vec;
use core::fmt::Debug;

use crate::summary::parallel;
use crate::summary::partition::{Columns, Row, parts_for};

mod sealed {
    pub trait Sealed {}

    impl Sealed for i64 {}
    impl Sealed for u32 {}
}

/// A key that a column of customers can hold: any `i64`, or `u32` codes, best without gaps from 0.
///
/// It is sealed: others look their customers up in an ordered list and pass its positions as codes.
pub trait ColumnKey: sealed::Sealed + Copy + Ord + Default + Debug + Send + Sync {
    /// Returns the part of a key, below 2^`bits` (`bits` at most 32), where `highest` is the highest key.
    #[doc(hidden)]
    fn part(self, bits: u32, highest: Self) -> u32;
}

impl ColumnKey for i64 {
    /// The upper bits of a product with 2^64 over the golden ratio: keys that follow each other, or that share their lower
    /// bits, are spread over all parts.
    fn part(self, bits: u32, _: Self) -> u32 {
        let key = self.cast_unsigned();
        let upper = (key ^ (key >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        u32::try_from(upper).unwrap_or(0).checked_shr(32_u32.saturating_sub(bits)).unwrap_or(0)
    }
}

impl ColumnKey for u32 {
    /// The upper bits in use, so parts follow each other as the codes do.
    fn part(self, bits: u32, highest: Self) -> u32 {
        self.checked_shr((Self::BITS - highest.leading_zeros()).saturating_sub(bits)).unwrap_or(0)
    }
}

/// Returns what `of_rows` makes of the rows of each customer, sorted by day, in order of the customers' keys; and what `keep`
/// told of each stretch of rows, in order.
pub(super) fn group<K: ColumnKey, T: Default + Send + Sync, R: Copy + Send + Sync>(
    columns: Columns<'_, K>,
    keep: impl Fn(&mut T, usize, Row<K>) -> bool + Send + Sync,
    of_rows: impl Fn(&[Row<K>]) -> R + Send + Sync,
) -> (Vec<(K, R)>, Vec<T>) {
    let count = parts_for(columns.keys.len());
    let highest = columns.keys.iter().copied().max().unwrap_or_default();
    let part_of = |key: K| key.part(count.trailing_zeros(), highest) as usize;
    let dealt = columns.deal(count, part_of, keep);
    let parts: Vec<usize> = (0..count).collect();
    let made = parallel::map(&parts, Vec::new, |rows, part| {
        rows.clear();
        dealt.part(*part).for_each(|stretch| rows.extend_from_slice(stretch));
        rows.sort_unstable_by_key(|row| (row.key, row.day));
        let customers = rows.chunk_by(|one, next| one.key == next.key);
        customers.filter_map(|rows| Some((rows.first()?.key, of_rows(rows)))).collect::<Vec<_>>()
    });
    let mut order: Vec<(K, &R)> = Vec::with_capacity(made.iter().map(Vec::len).sum());
    order.extend(made.iter().flatten().map(|(key, made)| (*key, made)));
    parallel::sort(&mut order, |(key, _)| *key);
    (parallel::map(&order, || (), |(), (key, made)| (*key, **made)), dealt.told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_part() {
        for bits in [0, 1, 10] {
            for key in [i64::MIN, -1, 0, 1, 1 << 32, 1 << 60, i64::MAX] {
                assert!(key.part(bits, i64::MAX) < 1 << bits);
            }
            for (key, highest) in [(0, 0), (0, 9), (9, 9), (1023, 1024), (u32::MAX, u32::MAX)] {
                assert!(key.part(bits, highest) < 1 << bits);
            }
        }
    }

    #[test]
    fn keys_that_follow_each_other_are_spread() {
        for step in [1, 1 << 20, 1 << 32, 1 << 50] {
            let mut counts = [0; 16];
            (0..1_600_i64).for_each(|at| counts[(at * step).part(4, 0) as usize] += 1);
            assert!(counts.iter().all(|count| (50..200).contains(count)), "{step}: {counts:?}");
        }
    }
}
