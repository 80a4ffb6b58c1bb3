//! Rows brought together by key: chunks of the log are dealt out to parts by the key, a part at a time fits the cache.
//!
//! The sizes of chunks and parts follow from the rows alone, never from the number of threads, and whatever is made of a
//! part depends on the set of its rows only. So the outcome is the same on one core and on many.

use alloc::vec;
use alloc::vec::Vec;

use crate::summary::parallel;

/// Rows of one chunk: what a thread deals out at a time, small enough for its cache.
const CHUNK: usize = 1 << 16;

/// Rows that a part has at most, where keys are spread evenly and parts are not at their most.
const PART: usize = 1 << 13;

/// The most parts: beyond it, dealing out would jump between more cache lines than are at hand.
const PARTS: usize = 1 << 10;

/// A row on its way to its part.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row<K> {
    pub(super) key: K,
    pub(super) day: i32,
    pub(super) amount: i64,
}

/// Columns of equal length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns<'a, K> {
    pub(super) keys: &'a [K],
    pub(super) days: &'a [i32],
    pub(super) amounts: &'a [i64],
}

/// Rows of all chunks, each dealt out to the same parts, with what was told of each chunk.
#[derive(Debug)]
pub(super) struct Dealt<K, T> {
    chunks: Vec<Chunk<K>>,
    pub(super) told: Vec<T>,
}

#[derive(Debug)]
struct Chunk<K> {
    rows: Vec<Row<K>>,
    // INVARIANT: rises; the rows of part p end at ends[p] and begin where those of p − 1 end.
    ends: Vec<usize>,
}

/// Returns into how many parts so many rows are dealt: a power of two.
pub(super) fn parts_for(rows: usize) -> usize {
    rows.div_ceil(PART).next_power_of_two().min(PARTS)
}

impl<K: Copy + Default + Send + Sync> Columns<'_, K> {
    /// Deals the rows out to parts. `part_of` gives the part of a key, below `parts`; `keep` tells whether the row of a
    /// number is kept, and notes what there is to tell of it.
    pub(super) fn deal<T: Default + Send>(
        self,
        parts: usize,
        part_of: impl Fn(K) -> usize + Send + Sync,
        keep: impl Fn(&mut T, usize, Row<K>) -> bool + Send + Sync,
    ) -> Dealt<K, T> {
        let starts: Vec<usize> = (0..self.keys.len()).step_by(CHUNK).collect();
        let dealt = parallel::map(&starts, Vec::new, |places, start| {
            self.deal_chunk(*start, places, parts, &part_of, &keep)
        });
        let (chunks, told) = dealt.into_iter().unzip();
        Dealt { chunks, told }
    }

    fn deal_chunk<T: Default>(
        self,
        start: usize,
        places: &mut Vec<usize>,
        parts: usize,
        part_of: impl Fn(K) -> usize,
        keep: impl Fn(&mut T, usize, Row<K>) -> bool,
    ) -> (Chunk<K>, T) {
        let rows = || {
            let keys = self.keys.iter().skip(start).take(CHUNK);
            keys.zip(self.days.iter().skip(start)).zip(self.amounts.iter().skip(start))
        };
        let rows = || rows().map(|((key, day), amount)| Row { key: *key, day: *day, amount: *amount });

        // The part that is left out is one past the last, and is cut off at the end.
        let mut told = T::default();
        let mut ends = vec![0_usize; parts + 1];
        places.clear();
        places.extend(rows().enumerate().map(|(at, row)| {
            let place = if keep(&mut told, start + at, row) { part_of(row.key) } else { parts };
            if let Some(end) = ends.get_mut(place) {
                *end += 1;
            }
            place
        }));
        let mut begin = 0;
        for end in &mut ends {
            begin += core::mem::replace(end, begin);
        }
        let mut dealt = vec![Row::default(); places.len()];
        for (row, place) in rows().zip(&*places) {
            let Some(end) = ends.get_mut(*place) else { continue };
            if let Some(slot) = dealt.get_mut(*end) {
                *slot = row;
            }
            *end += 1;
        }
        ends.truncate(parts);
        (Chunk { rows: dealt, ends }, told)
    }
}

impl<K, T> Dealt<K, T> {
    /// Returns the rows of a part, chunk by chunk.
    pub(super) fn part(&self, part: usize) -> impl Iterator<Item = &[Row<K>]> + Clone {
        self.chunks.iter().filter_map(move |chunk| {
            let begin = part.checked_sub(1).map_or(Some(0), |before| chunk.ends.get(before).copied())?;
            chunk.rows.get(begin..*chunk.ends.get(part)?)
        })
    }
}
