//! Work on many records in chunks of a fixed size: on several cores where the feature `rayon` is on, and with the same
//! result on one.

use alloc::vec::Vec;

/// Large enough that a chunk outweighs its handling, small enough to share out evenly.
const CHUNK: usize = 4_096;

/// Returns what `work` makes of each chunk of `items`, in their order.
#[cfg(feature = "rayon")]
pub(crate) fn map_chunks<T: Sync, R: Send>(items: &[T], work: impl Fn(&[T]) -> R + Send + Sync) -> Vec<R> {
    use rayon::prelude::*;

    items.par_chunks(CHUNK).map(work).collect()
}

/// Returns what `work` makes of each chunk of `items`, in their order.
#[cfg(not(feature = "rayon"))]
pub(crate) fn map_chunks<T, R>(items: &[T], work: impl Fn(&[T]) -> R) -> Vec<R> {
    items.chunks(CHUNK).map(work).collect()
}
