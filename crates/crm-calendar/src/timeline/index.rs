//! [`Index`]: where in a rising list of positions to begin looking for one.

use alloc::vec::Vec;

/// For each stretch of `2^shift` positions, the last entry that begins at or before it.
///
/// There are a few stretches to an entry, so that from there only an entry or two remain to be looked at.
#[derive(Debug)]
pub(crate) struct Index {
    shift: u32,
    lower_bounds: Vec<u32>,
}

impl Index {
    const STRETCHES_PER_ENTRY: u64 = 4;

    /// Returns the index of entries that begin at these rising positions, for questions from 0 to `extent`. An entry
    /// before the first position counts as the first.
    pub(crate) fn new(extent: i64, positions: impl ExactSizeIterator<Item = i64>) -> Self {
        let extent = extent.max(0).unsigned_abs();
        let entries = u64::try_from(positions.len()).unwrap_or(u64::MAX);
        let most = entries.saturating_mul(Self::STRETCHES_PER_ENTRY).max(1);
        let mut shift = 0;
        while extent >> shift > most {
            shift += 1;
        }
        let mut positions = positions.zip(0_u32..).skip(1).peekable();
        let mut last = 0;
        let stretch_starts = (0..=extent >> shift).map(|stretch| stretch << shift);
        let lower_bounds = stretch_starts.map(|start| {
            while let Some((_, entry)) = positions.next_if(|&(at, _)| at.max(0).unsigned_abs() <= start) {
                last = entry;
            }
            last
        });
        Self { shift, lower_bounds: lower_bounds.collect() }
    }

    /// Returns an entry at or before the one that `position` belongs to, or `None` outside the extent.
    #[inline]
    pub(crate) fn lower_bound(&self, position: i64) -> Option<usize> {
        let stretch = usize::try_from(position >> self.shift).ok()?;
        self.lower_bounds.get(stretch).and_then(|&entry| usize::try_from(entry).ok())
    }
}
