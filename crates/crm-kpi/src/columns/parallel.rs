//! Pieces of rows: on all cores where the feature `rayon` is on, one after the other without it; what they give is the same.

use alloc::vec::Vec;
use core::ops::Range;

/// Rows of a piece: what a count of 32 bits holds, with much room, and enough to be worth a core's while.
pub(super) const PIECE: usize = 1 << 19;

/// Returns the rows of each piece, in order.
fn pieces(rows: usize, of: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows).step_by(of).map(move |from| from..rows.min(from.saturating_add(of)))
}

/// Does a piece of work for so many rows at a time, and returns what each gives, in order.
#[cfg(feature = "rayon")]
pub(super) fn by_piece<R: Send>(
    rows: usize,
    of: usize,
    work: impl Fn(Range<usize>) -> R + Send + Sync,
) -> Vec<R> {
    use rayon::prelude::*;

    let pieces: Vec<_> = pieces(rows, of).collect();
    pieces.into_par_iter().map(work).collect()
}

/// Does a piece of work for so many rows at a time, and returns what each gives, in order.
#[cfg(not(feature = "rayon"))]
pub(super) fn by_piece<R>(rows: usize, of: usize, work: impl Fn(Range<usize>) -> R) -> Vec<R> {
    pieces(rows, of).map(work).collect()
}

/// Returns how many cores share the work.
#[cfg(feature = "rayon")]
pub(super) fn cores() -> usize {
    rayon::current_num_threads().max(1)
}

/// Returns how many cores share the work.
#[cfg(not(feature = "rayon"))]
pub(super) const fn cores() -> usize {
    1
}

/// Returns some rows of a column.
pub(super) fn part<T>(column: &[T], rows: Range<usize>) -> &[T] {
    column.get(rows).unwrap_or_default()
}
