//! Pieces of work on all cores where the feature `rayon` is on, one by one without it; what they give is the same.

use alloc::vec::Vec;

/// Does a piece of work for each item, with scratch space that pieces may share, and returns what they give in order.
#[cfg(feature = "rayon")]
pub(crate) fn map<I: Sync, S, R: Send>(
    items: &[I],
    scratch: impl Fn() -> S + Send + Sync,
    work: impl Fn(&mut S, &I) -> R + Send + Sync,
) -> Vec<R> {
    use rayon::prelude::*;

    items.par_iter().map_init(scratch, work).collect()
}

/// Does a piece of work for each item, with scratch space that pieces share, and returns what they give in order.
#[cfg(not(feature = "rayon"))]
pub(crate) fn map<I, S, R>(items: &[I], scratch: impl Fn() -> S, work: impl Fn(&mut S, &I) -> R) -> Vec<R> {
    let mut scratch = scratch();
    items.iter().map(|item| work(&mut scratch, item)).collect()
}

/// Sorts by a key; equal keys do not occur.
#[cfg(feature = "rayon")]
pub(crate) fn sort<T: Send, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K + Sync) {
    use rayon::prelude::*;

    items.par_sort_unstable_by_key(key);
}

/// Sorts by a key; equal keys do not occur.
#[cfg(not(feature = "rayon"))]
pub(crate) fn sort<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    items.sort_unstable_by_key(key);
}
