use alloc::{vec, vec::Vec};

use proptest::prelude::*;

use super::*;
use crate::infer::prepared::Row;
use crate::infer::{LeftOut, Waits};
use crate::target::AtClosing;

const CLOCK: Clock<'_> = Clock { calendar: None, waits: Waits::Run, at_closing: AtClosing::Closing };
const BY_THE_CLOCK: Hypothesis =
    Hypothesis { event: 0, hours: Hours::ByTheClock, waits: Waits::Run, at_closing: AtClosing::Closing };

/// Rows that took so long, and what the log says of them.
fn rows(times: &[(i64, bool)]) -> Prepared<'static> {
    let row = |&(end, met): &(i64, bool)| Row { start: 0, end, pauses: &[], met };
    let count = |wanted| times.iter().map(|(_, met)| u64::from(*met == wanted)).sum();
    let (met, missed) = (count(true), count(false));
    let rows = times.iter().map(row).collect();
    Prepared { groups: vec![Group { id: 0, rows, left_out: LeftOut::default(), met, missed }] }
}

fn one(times: &[(i64, bool)], least: u64) -> GroupFit {
    fit(BY_THE_CLOCK, &rows(times), &CLOCK, least).groups.remove(0)
}

fn range(at_least: i64, below: impl Into<Option<i64>>) -> TargetRange {
    TargetRange { at_least, below: below.into() }
}

#[test]
fn the_range_reaches_from_the_last_met_to_the_first_missed() {
    let fit = one(&[(5, true), (10, true), (20, false), (30, false)], 1);
    assert_eq!(fit.ranges, [range(10, 20)]);
    assert_eq!(fit.confusion.right, 4);
    assert_eq!(fit.suggested, Some(14)); // no multiple of a second: the middle of 10..=19, the lower
}

#[test]
fn ranges_that_are_equally_good_are_all_told() {
    // One error either way: below 20 the row at 20 is wrong, from 20 on the one at 10.
    let fit = one(&[(5, true), (10, false), (20, true), (30, false)], 1);
    assert_eq!(fit.ranges, [range(5, 10), range(20, 30)]);
    assert_eq!((fit.confusion.right, fit.confusion.wrongly_met, fit.confusion.wrongly_missed), (3, 1, 0));
}

#[test]
fn a_group_of_one_verdict_bounds_its_target_on_one_side() {
    let all_met = one(&[(5, true), (9, true)], 1);
    assert_eq!((all_met.ranges.as_slice(), all_met.suggested), ([range(9, None)].as_slice(), None));
    let all_missed = one(&[(5, false), (9, false)], 1);
    assert_eq!((all_missed.ranges.as_slice(), all_missed.suggested), ([range(1, 5)].as_slice(), None));
    assert_eq!((all_met.confusion.right, all_missed.confusion.right), (2, 2));
}

#[test]
fn no_target_is_less_than_a_microsecond() {
    let fit = one(&[(0, false), (1, false), (2, true)], 1);
    assert_eq!(fit.ranges, [range(2, None)]); // two errors from 2 on; at 1, three
    assert_eq!(one(&[], 1).ranges, []);
}

#[test]
fn few_verdicts_suggest_no_target() {
    let times = [(5, true), (10, true), (20, false)];
    assert_eq!(one(&times, 2).suggested, None);
    assert!(one(&times, 1).suggested.is_some());
}

#[test]
fn whole_days_by_the_clock_are_preferred_then_whole_hours() {
    let hours = |least: i64, below: i64| [range(least * HOUR + 1, below * HOUR)];
    let open = Hours::AsGiven { calendar: 0 };
    assert_eq!(suggestion(&hours(20, 60), Hours::ByTheClock), Some(48 * HOUR)); // middle 40 h: nearer than 24 h
    assert_eq!(suggestion(&hours(20, 60), open), Some(40 * HOUR));
    assert_eq!(suggestion(&hours(20, 24), Hours::ByTheClock), Some(22 * HOUR)); // 24 h itself is too long
    assert_eq!(suggestion(&[range(HOUR + 1, 2 * HOUR)], open), Some(HOUR + HOUR / 2));
    assert_eq!(suggestion(&[range(62 * HOUR, 62 * HOUR + 1)], open), Some(62 * HOUR));
    assert_eq!(suggestion(&[range(HOUR / 2, None)], open), Some(HOUR));
}

#[test]
fn a_pause_at_the_end_means_that_the_time_was_used_up_before() {
    let pause = crate::Pause { start: 6, end: 10 };
    let row = Row { start: 0, end: 10, pauses: &[pause], met: true };
    let pausing = Clock { waits: Waits::Pause, ..CLOCK };
    assert_eq!(CLOCK.needed(&row), Some(10));
    assert_eq!(pausing.needed(&row), Some(7)); // 6 are used; a target of 6 ran out at 6, before the end
}

/// Tries every target up to beyond the last time.
fn by_trying(times: &[(i64, bool)]) -> (u64, Vec<i64>) {
    let last = times.iter().map(|(time, _)| *time).max().unwrap_or(0);
    let errors = |target: i64| times.iter().filter(|(time, met)| (*time <= target) != *met).count();
    let all: Vec<usize> = (1..=last + 2).map(errors).collect();
    let fewest = all.iter().copied().min().unwrap_or(0);
    let best = (1..).zip(&all).filter(|(_, errors)| **errors == fewest).map(|(target, _)| target).collect();
    (u64::try_from(fewest).unwrap(), best)
}

proptest! {
    #[test]
    fn prop_the_scan_agrees_with_trying_every_target(
        times in prop::collection::vec((0..40_i64, any::<bool>()), 1..30),
    ) {
        let (errors, best) = by_trying(&times);
        let fit = one(&times, 1);
        let count = u64::try_from(times.len()).unwrap();
        prop_assert_eq!(fit.confusion.right, count - errors);
        prop_assert_eq!(right(&rows(&times), &CLOCK, &mut Vec::new()), count - errors);
        let last = times.iter().map(|(time, _)| *time).max().unwrap_or(0);
        let told: Vec<i64> =
            (1..=last + 2).filter(|target| fit.ranges.iter().any(|range| range.contains(*target))).collect();
        prop_assert_eq!(told, best);
        prop_assert!(fit.ranges.windows(2).all(|pair| pair[0].below < Some(pair[1].at_least)));
        if let Some(target) = fit.suggested {
            prop_assert!(fit.ranges.iter().any(|range| range.contains(target)));
        }
    }
}
