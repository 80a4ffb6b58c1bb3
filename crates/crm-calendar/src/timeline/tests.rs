use alloc::{vec, vec::Vec};

use proptest::prelude::*;

use super::Timeline;

/// Open from 10 to 20 and from 30 to 35 out of 0 to 50.
fn two_stretches() -> Timeline {
    Timeline::new(0, 50, [(10, 20), (30, 35)])
}

#[test]
fn open_time_rises_only_within_stretches() {
    let timeline = two_stretches();
    for (instant, open) in
        [(0, 0), (10, 0), (11, 1), (20, 10), (29, 10), (30, 10), (33, 13), (35, 15), (50, 15)]
    {
        assert_eq!(timeline.open_before(instant), Some(open), "{instant}");
    }
    assert_eq!([timeline.open_before(-1), timeline.open_before(51)], [None, None]);
    assert_eq!([timeline.open_before(i64::MIN), timeline.open_before(i64::MAX)], [None, None]);
}

#[test]
fn the_edge_of_hours_is_the_closing_or_the_opening() {
    let timeline = two_stretches();
    for (open, tight, rolled) in
        [(0, Some(0), Some(10)), (1, Some(11), Some(11)), (10, Some(20), Some(30)), (15, Some(35), None)]
    {
        assert_eq!((timeline.instant_at(open), timeline.open_instant_at(open)), (tight, rolled), "{open}");
    }
    for open in [-1, 16, i64::MIN, i64::MAX] {
        assert_eq!((timeline.instant_at(open), timeline.open_instant_at(open)), (None, None), "{open}");
    }
}

#[test]
fn stretches_that_touch_or_overlap_are_joined_and_cut() {
    let timeline = Timeline::new(0, 50, [(-10, 5), (5, 8), (7, 9), (8, 9), (45, 60)]);
    assert_eq!(timeline.within(0, 50).collect::<Vec<_>>(), vec![(0, 9), (45, 50)]);
    assert_eq!(timeline.total(), 14);
    assert_eq!(timeline.closing_before(50), Some(50));
    assert_eq!(timeline.closing_before(8), None);
}

#[test]
fn very_uneven_hours_are_found_beyond_the_index() {
    // 1,000 stretches crowd into one stretch of the index.
    let crowd = (0..1_000_i64).map(|n| (n * 10, n * 10 + 1));
    let timeline = Timeline::new(0, 1 << 50, crowd);
    for n in 0..1_000 {
        assert_eq!(timeline.open_before(n * 10 + 5), Some(n + 1));
        assert_eq!(timeline.instant_at(n + 1), Some(n * 10 + 1));
        assert_eq!(timeline.open_instant_at(n), Some(n * 10));
    }
}

proptest! {
    /// Compares with counting one by one.
    #[test]
    fn prop_look_ups_agree_with_counting(
        lengths in prop::collection::vec((0_i64..40, 1_i64..30), 1..40),
        end in 0_i64..1_500,
    ) {
        let mut at = 0;
        let stretches: Vec<(i64, i64)> = lengths
            .iter()
            .map(|&(closed, open)| {
                at += closed + open;
                (at - open, at)
            })
            .collect();
        let timeline = Timeline::new(0, end, stretches.clone());
        let is_open = |t: i64| stretches.iter().any(|&(opens, closes)| opens <= t && t < closes);
        let mut open = 0;
        for t in 0..end {
            prop_assert_eq!(timeline.open_before(t), Some(open));
            if is_open(t) {
                prop_assert_eq!(timeline.open_instant_at(open), Some(t));
                open += 1;
                prop_assert_eq!(timeline.instant_at(open), Some(t + 1));
            }
        }
        prop_assert_eq!(timeline.open_before(end), Some(open));
        prop_assert_eq!(timeline.total(), open);
    }
}
