//! Work on many records in chunks of a fixed size: on several cores where the feature `rayon` is on, and with the same
//! result on one.

#[cfg(feature = "rayon")]
use alloc::vec::Vec;

/// Large enough that a chunk outweighs its handling, small enough to share out evenly.
const CHUNK: usize = 4_096;

/// Hands `take` what `work` makes of each chunk of `items`, in their order. A few chunks are worked on at a time, so that
/// little waits to be taken.
#[cfg(feature = "rayon")]
pub(crate) fn fold_chunks<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&[T]) -> R + Send + Sync,
    mut take: impl FnMut(R),
) {
    use rayon::prelude::*;

    const AT_A_TIME: usize = 16;
    for some in items.chunks(CHUNK * AT_A_TIME) {
        some.par_chunks(CHUNK).map(&work).collect::<Vec<R>>().into_iter().for_each(&mut take);
    }
}

/// Hands `take` what `work` makes of each chunk of `items`, in their order.
#[cfg(not(feature = "rayon"))]
pub(crate) fn fold_chunks<T, R>(items: &[T], work: impl Fn(&[T]) -> R, take: impl FnMut(R)) {
    items.chunks(CHUNK).map(work).for_each(take);
}

/// Does two pieces of work and returns what they give.
#[cfg(feature = "rayon")]
pub(crate) fn join<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(one, other)
}

/// Does two pieces of work and returns what they give.
#[cfg(not(feature = "rayon"))]
pub(crate) fn join<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
    (one(), other())
}
