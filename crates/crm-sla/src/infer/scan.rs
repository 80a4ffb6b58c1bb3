//! All targets at once: one pass over the sorted times that the rows of a group needed.
//!
//! A row is met from the target that it needed on. So as the target rises over the sorted times, each row that the log
//! calls met becomes right and each that it calls missed becomes wrong, one after another, and between two times
//! nothing changes.

use alloc::vec::Vec;

use super::confusion::Confusion;
use super::fit::{Fit, GroupFit};
use super::hypothesis::{Hours, Hypothesis};
use super::prepared::{Clock, Group, Prepared};

/// Targets between two bounds, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetRange {
    /// The smallest of them, at least one microsecond.
    pub at_least: i64,
    /// The smallest that is too long; `None` where there is none.
    pub below: Option<i64>,
}

impl TargetRange {
    /// Returns whether a target is one of them.
    pub fn contains(&self, target: i64) -> bool {
        self.at_least <= target && self.below.is_none_or(|below| target < below)
    }
}

/// What the targets of one group come to.
#[derive(Debug, Default)]
struct Scan {
    met: u64,
    missed: u64,
    /// How many rows the best targets get wrong.
    errors: u64,
    ranges: Vec<TargetRange>,
    beyond: u64,
}

/// Returns how many rows are right under the best targets, and nothing else; `buffer` is scratch space.
pub(super) fn right(rows: &Prepared<'_>, clock: &Clock<'_>, buffer: &mut Vec<i64>) -> u64 {
    let of_group = |group: &Group<'_>| {
        let totals = sorted_keys(group, clock, buffer);
        let mut errors = u64::MAX;
        steps(&totals, buffer, |_, wrong| errors = errors.min(wrong));
        (totals.met + totals.missed).saturating_sub(errors)
    };
    rows.groups.iter().map(of_group).sum()
}

/// Returns the whole answer for a hypothesis.
pub(super) fn fit(hypothesis: Hypothesis, rows: &Prepared<'_>, clock: &Clock<'_>, least: u64) -> Fit {
    let mut buffer = Vec::new();
    let groups = rows.groups.iter().map(|group| {
        let scan = scan(group, clock, &mut buffer);
        group_fit(group, &scan, hypothesis.hours, least, clock)
    });
    let groups: Vec<GroupFit> = groups.collect();
    let confusion = groups.iter().fold(Confusion::default(), |sum, group| sum.merge(group.confusion));
    Fit { hypothesis, confusion, groups }
}

fn scan(group: &Group<'_>, clock: &Clock<'_>, buffer: &mut Vec<i64>) -> Scan {
    let mut scan = sorted_keys(group, clock, buffer);
    let (mut best, mut ranges) = (u64::MAX, Vec::new());
    let mut open = false;
    steps(&scan, buffer, |from, wrong| {
        if open && wrong != best {
            close(&mut ranges, from);
            open = false;
        }
        if wrong < best {
            (best, open) = (wrong, false);
            ranges.clear();
        }
        if wrong == best && !open {
            ranges.push(TargetRange { at_least: from, below: None });
            open = true;
        }
    });
    scan.errors = best;
    scan.ranges = ranges;
    scan
}

fn close(ranges: &mut [TargetRange], below: i64) {
    if let Some(last) = ranges.last_mut() {
        last.below = Some(below);
    }
}

/// Fills `buffer` with the needed times of a group in order, each doubled, plus one for a row that the log calls
/// missed; returns how many there are.
fn sorted_keys(group: &Group<'_>, clock: &Clock<'_>, buffer: &mut Vec<i64>) -> Scan {
    let mut totals = Scan::default();
    buffer.clear();
    for row in &group.rows {
        let key =
            clock.needed(row).and_then(|needed| needed.checked_mul(2)?.checked_add(i64::from(!row.met)));
        let Some(key) = key else {
            totals.beyond += 1;
            continue;
        };
        buffer.push(key);
        if row.met {
            totals.met += 1;
        } else {
            totals.missed += 1;
        }
    }
    buffer.sort_unstable();
    totals
}

const fn needed(key: i64) -> i64 {
    key >> 1
}

/// Calls `step` with each target at which the count of wrong verdicts may change, in order, and the count from there
/// on; not at all where there are no rows.
fn steps(totals: &Scan, keys: &[i64], mut step: impl FnMut(i64, u64)) {
    // All that the log calls met are wrong under a target too short for any row.
    let mut wrong = totals.met;
    if keys.first().is_some_and(|key| needed(*key) > 1) {
        step(1, wrong);
    }
    let mut keys = keys.iter().peekable();
    while let Some(key) = keys.next() {
        // A met row that now is right lowers the count, a missed one raises it; the first was counted before.
        wrong = if key & 1 == 0 { wrong.saturating_sub(1) } else { wrong.saturating_add(1) };
        let is_last_of_its_time = keys.peek().is_none_or(|next| needed(**next) != needed(*key));
        if is_last_of_its_time {
            step(needed(*key), wrong);
        }
    }
}

fn group_fit(group: &Group<'_>, scan: &Scan, hours: Hours, least: u64, clock: &Clock<'_>) -> GroupFit {
    let is_told = scan.met.min(scan.missed) >= least.max(1) && scan.errors < scan.met.min(scan.missed);
    let roundest = suggestion(&scan.ranges, hours);
    let is_unbounded = scan.ranges.iter().any(|range| range.below.is_none());
    let stands_for = match scan.ranges.first() {
        Some(first) if scan.met == 0 => Some(first.at_least),
        Some(_) if is_unbounded => Some(i64::MAX),
        _ => roundest,
    };
    let suggested = roundest.filter(|_| is_told);
    let mut fit = GroupFit {
        stands_for: suggested.or(stands_for),
        group: group.id,
        met: scan.met,
        missed: scan.missed,
        all_met: group.met,
        all_missed: group.missed,
        ranges: scan.ranges.clone(),
        suggested,
        left_out: group.left_out,
        confusion: Confusion::default(),
    };
    fit.left_out.beyond_calendar += scan.beyond;
    fit.confusion = confusion(&fit, group, clock);
    fit
}

/// Returns how the target that stands for a group agrees with the log on some rows.
pub(super) fn confusion(fit: &GroupFit, group: &Group<'_>, clock: &Clock<'_>) -> Confusion {
    let mut confusion = Confusion { rows: group.met + group.missed, ..Confusion::default() };
    let Some(target) = fit.stands_for else { return confusion };
    for row in &group.rows {
        let Some(needed) = clock.needed(row) else { continue };
        match (needed <= target, row.met) {
            (true, true) | (false, false) => confusion.right += 1,
            (true, false) => confusion.wrongly_met += 1,
            (false, true) => confusion.wrongly_missed += 1,
        }
    }
    confusion
}

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;

/// The units of round targets below a day, the roundest first, in microseconds.
const UNITS: [i64; 7] = [HOUR, HOUR / 2, HOUR / 4, HOUR / 12, HOUR / 60, SECOND, 1];

/// Returns how far the suggested targets of a fit are from round: 0 where all are whole hours or there are none.
pub(super) fn roughness(fit: &Fit) -> u64 {
    let of = |target: i64| {
        UNITS.iter().zip(0..).find(|(unit, _)| target % **unit == 0).map_or(0, |(_, rough)| rough)
    };
    fit.groups.iter().filter_map(|group| group.suggested).map(of).sum()
}

/// Returns the roundest of the targets, and among equally round ones the one nearest the middle of its range.
fn suggestion(ranges: &[TargetRange], hours: Hours) -> Option<i64> {
    let day = (hours == Hours::ByTheClock).then_some(24 * HOUR);
    day.into_iter().chain(UNITS).find_map(|unit| {
        let multiples = ranges.iter().filter_map(|range| multiple_in(range, unit));
        // The most room first; then the shorter target.
        multiples.max_by_key(|(room, target)| (*room, core::cmp::Reverse(*target))).map(|(_, target)| target)
    })
}

/// Returns the multiple of a unit in a range that is nearest its middle, with how far the range reaches.
fn multiple_in(range: &TargetRange, unit: i64) -> Option<(i64, i64)> {
    let lowest = range.at_least.checked_add(unit - 1)?.div_euclid(unit).checked_mul(unit)?;
    let Some(below) = range.below else { return Some((i64::MAX, lowest)) };
    let room = below.checked_sub(range.at_least)?;
    let middle = range.at_least.checked_add((room - 1) / 2)?;
    let under = middle.div_euclid(unit).checked_mul(unit)?;
    let around = [under, under.checked_add(unit)?, lowest];
    let inside = around.into_iter().filter(|target| range.contains(*target));
    inside.min_by_key(|target| ((target - middle).abs(), *target)).map(|target| (room, target))
}

#[cfg(test)]
mod tests;
