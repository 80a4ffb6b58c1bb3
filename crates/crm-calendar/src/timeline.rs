//! [`Timeline`]: the open time of a calendar, laid out so that every question is one look-up.
//!
//! Open time is a sorted list of disjoint segments `[opens, closes)` in microseconds since 1970 (UTC). Each segment
//! also holds the open time before it. So the open time up to an instant is one segment and one subtraction, and the
//! instant at an open time likewise; [`index::Index`] finds the segment without searching.
//!
//! Clock changes, holidays and exceptions are gone at this level: they were settled when the segments were made.

pub(crate) mod index;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use self::index::Index;

/// One stretch of open time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) opens: i64,
    pub(crate) closes: i64,
    /// Open microseconds from the start of the timeline up to `opens`.
    before: i64,
}

/// Open time between two instants.
#[derive(Debug)]
pub(crate) struct Timeline {
    start: i64,
    end: i64,
    total: i64,
    // INVARIANT: rising, disjoint and not touching, within start..=end, none empty; but the first is an empty one at
    // `start`, so that every instant and every amount of open time has a segment that begins at or before it.
    segments: Vec<Segment>,
    by_instant: Index,
    by_open_time: Index,
}

impl Timeline {
    /// Returns the timeline from `start` to `end` with these open stretches, which may overlap but must be sorted by
    /// their opening; what lies outside is cut off.
    pub(crate) fn new(start: i64, end: i64, stretches: impl IntoIterator<Item = (i64, i64)>) -> Self {
        let mut segments = Vec::from([Segment { opens: start, closes: start, before: 0 }]);
        let mut total = 0;
        for (opens, closes) in union(stretches) {
            let (opens, closes) = (opens.max(start), closes.min(end));
            if opens < closes {
                segments.push(Segment { opens, closes, before: total });
                total += closes - opens;
            }
        }
        let by_instant = Index::new(end - start, segments.iter().map(|segment| segment.opens - start));
        // A segment is found by open time once at least one microsecond before it has passed: see `instant_at`.
        let by_open_time = Index::new(total, segments.iter().map(|segment| segment.before + 1));
        Self { start, end, total, segments, by_instant, by_open_time }
    }

    pub(crate) const fn start(&self) -> i64 {
        self.start
    }

    pub(crate) const fn end(&self) -> i64 {
        self.end
    }

    pub(crate) const fn total(&self) -> i64 {
        self.total
    }

    /// Returns the open time from the start to `instant`, or `None` outside `start..=end`.
    #[inline]
    pub(crate) fn open_before(&self, instant: i64) -> Option<i64> {
        let segment = self.segment_at(instant)?;
        Some(segment.before + (instant - segment.opens).min(segment.closes - segment.opens))
    }

    /// Returns the earliest instant with `open` microseconds before it: within hours or at a closing, or the start
    /// for zero. `None` for negative amounts and beyond the total.
    #[inline]
    pub(crate) fn instant_at(&self, open: i64) -> Option<i64> {
        if open > self.total {
            return None;
        }
        let tail = self.segments.get(self.by_open_time.lower_bound(open)?..)?;
        let segment = last_that(tail, |segment| segment.before < open)?;
        Some(segment.opens + (open - segment.before))
    }

    /// Returns the one open instant with `open` microseconds before it, or `None` for negative amounts and from the
    /// total on.
    #[inline]
    pub(crate) fn open_instant_at(&self, open: i64) -> Option<i64> {
        if open >= self.total {
            return None;
        }
        let tail = self.segments.get(self.by_open_time.lower_bound(open)?..)?;
        let segment = last_that(tail, |segment| segment.before <= open)?;
        Some(segment.opens + (open - segment.before))
    }

    /// Returns the last segment that begins at or before `instant`, or `None` outside `start..=end`.
    #[inline]
    pub(crate) fn segment_at(&self, instant: i64) -> Option<&Segment> {
        if instant > self.end {
            return None;
        }
        let tail = self.segments.get(self.by_instant.lower_bound(instant.checked_sub(self.start)?)?..)?;
        last_that(tail, |segment| segment.opens <= instant)
    }

    /// Returns the last closing at or before `instant`, or `None` if there is none.
    pub(crate) fn closing_before(&self, instant: i64) -> Option<i64> {
        let last = self.segments.partition_point(|segment| segment.closes <= instant).checked_sub(1)?;
        let segment = self.segments.get(last)?;
        (segment.opens < segment.closes).then_some(segment.closes)
    }

    /// Returns the segments that share time with `from..until`, cut to it.
    pub(crate) fn within(&self, from: i64, until: i64) -> impl Iterator<Item = (i64, i64)> {
        let first = self.segments.partition_point(|segment| segment.closes <= from);
        let rest = self.segments.get(first..).unwrap_or_default();
        rest.iter()
            .take_while(move |segment| segment.opens < until)
            .map(move |segment| (segment.opens.max(from), segment.closes.min(until)))
    }
}

/// Returns the last of the first segments that have a property. The first one always does, and few follow.
#[inline]
fn last_that(segments: &[Segment], mut has: impl FnMut(&Segment) -> bool) -> Option<&Segment> {
    /// How many to look at one by one; more are left only where hours are very unevenly spread.
    const NEAR: usize = 4;
    let (first, rest) = segments.split_first()?;
    let mut last = first;
    for segment in rest.iter().take(NEAR) {
        if !has(segment) {
            return Some(last);
        }
        last = segment;
    }
    let far = rest.get(NEAR..).unwrap_or_default();
    far.partition_point(has).checked_sub(1).and_then(|index| far.get(index)).or(Some(last))
}

/// Joins stretches, sorted by opening, that overlap or touch.
pub(crate) fn union(stretches: impl IntoIterator<Item = (i64, i64)>) -> impl Iterator<Item = (i64, i64)> {
    let mut stretches = stretches.into_iter().peekable();
    core::iter::from_fn(move || {
        let (opens, mut closes) = stretches.next()?;
        while let Some((_, next)) = stretches.next_if(|&(opens, _)| opens <= closes) {
            closes = closes.max(next);
        }
        Some((opens, closes))
    })
}
