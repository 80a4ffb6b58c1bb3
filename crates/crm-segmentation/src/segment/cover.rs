//! Whether ranges of scores overlap, and whether they hold all scores.

use alloc::vec::Vec;

use super::{ScoreRange, Segment};
use crate::RfmScore;

/// Returns the lowest scores that both parts hold.
pub(super) fn lowest_of_both(one: &Segment, other: &Segment) -> Option<RfmScore> {
    let both = |one: ScoreRange, other: ScoreRange| {
        let from = one.from.max(other.from);
        (from <= one.to.min(other.to)).then_some(from)
    };
    Some(RfmScore {
        recency: both(one.recency, other.recency)?,
        frequency: both(one.frequency, other.frequency)?,
        monetary: both(one.monetary, other.monetary)?,
    })
}

/// Returns the lowest scores that no part holds, where no two parts overlap.
///
/// Parts that do not overlap hold as many scores together as the sum of what each holds. So a range of recency is full,
/// if the sum over the parts that it crosses is, and the gap is looked for in one dimension after another.
pub(super) fn lowest_not_covered(segments: &[Segment], best: u8) -> Option<RfmScore> {
    let all: Vec<&Segment> = segments.iter().collect();
    let line = |segment: &Segment| count(segment.monetary);
    let slab = |segment: &Segment| count(segment.frequency).saturating_mul(line(segment));
    let scores = u64::from(best);

    let (recency, at_recency) =
        lowest_not_full(&all, best, |segment| segment.recency, slab, scores * scores)?;
    let (frequency, at_both) = lowest_not_full(&at_recency, best, |segment| segment.frequency, line, scores)?;
    let (monetary, _) = lowest_not_full(&at_both, best, |segment| segment.monetary, |_| 1, 1)?;
    Some(RfmScore { recency, frequency, monetary })
}

/// Returns the lowest score of one dimension at which the parts hold fewer than `full`, and the parts there.
fn lowest_not_full<'a>(
    segments: &[&'a Segment],
    best: u8,
    range: impl Fn(&Segment) -> ScoreRange,
    holds: impl Fn(&Segment) -> u64,
    full: u64,
) -> Option<(u8, Vec<&'a Segment>)> {
    (1..=best).find_map(|score| {
        let there: Vec<&Segment> =
            segments.iter().copied().filter(|segment| range(segment).contains(score)).collect();
        let held = there.iter().fold(0_u64, |sum, segment| sum.saturating_add(holds(segment)));
        (held < full).then_some((score, there))
    })
}

fn count(range: ScoreRange) -> u64 {
    u64::from(range.to).saturating_add(1).saturating_sub(range.from.into())
}
