//! Hours of a day and of a week.

use alloc::{collections::BTreeSet, vec, vec::Vec};

use proptest::prelude::*;

use crate::{TimeOfDay, WeekdaySet, WeeklyHours, Window, weekdays::WEEK};

/// Draws the windows of one day: one to three that do not overlap, in order, and sometimes one more that runs past
/// midnight; now and then each begins where the one before ends, or one is the whole day.
///
/// Three times out of four a bound is on a quarter of an hour, so that windows touch midnight and changes of clocks; else
/// it is on any minute.
pub fn any_windows() -> impl Strategy<Value = Vec<Window>> {
    let quarter = (0..=96_u32).prop_map(|quarter| quarter * 15);
    let minute = prop_oneof![3 => quarter, 1 => 0..=1_440_u32];
    let apart = (prop::collection::btree_set(minute.clone(), 2..=6), any::<bool>())
        .prop_map(|(minutes, overnight)| windows_apart(&times(&minutes), overnight));
    let joined =
        prop::collection::btree_set(minute, 3..=4).prop_map(|minutes| windows_joined(&times(&minutes)));
    prop_oneof![13 => apart, 2 => joined, 1 => Just(vec![Window::WHOLE_DAY])]
}

/// Draws the hours of a week, which are never empty: often the same windows on a usual set of days, else windows of
/// their own on some days, and now and then a week that never closes.
///
/// # Examples
///
/// ```
/// use crm_calendar::strategies::any_weekly_hours;
/// use proptest::test_runner::{Config, TestRunner};
///
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&any_weekly_hours(), |week| {
///     assert!(!week.sets().is_empty());
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn any_weekly_hours() -> impl Strategy<Value = WeeklyHours> {
    let usual = (prop::sample::select(usual_days()), any_windows())
        .prop_map(|(days, windows)| WeeklyHours::closed().with(days, &windows));
    let open = (prop::sample::select(&WEEK[..]), any_windows());
    let others = prop::array::uniform7(prop::option::weighted(0.6, any_windows()));
    let uneven = (open, others).prop_map(|((open, windows), others)| {
        let week = WEEK.into_iter().zip(others).fold(WeeklyHours::closed(), |week, (day, windows)| {
            week.with(day.into(), &windows.unwrap_or_default())
        });
        week.with(open.into(), &windows)
    });
    prop_oneof![10 => usual, 9 => uneven, 1 => Just(WeeklyHours::always())]
}

/// Sets of days that offices, shops and night shifts are open on; the most usual first.
fn usual_days() -> Vec<WeekdaySet> {
    let [mon, tue, wed, thu, fri, sat, sun] = WEEK;
    vec![
        WeekdaySet::MON_TO_FRI,
        WeekdaySet::MON_TO_FRI.with(sat),
        WeekdaySet::ALL,
        [sun, mon, tue, wed, thu].into_iter().collect(),
        [fri, sat].into_iter().collect(),
        wed.into(),
    ]
}

/// Returns the windows that open and close in turn at these times. If one time is left over, an overnight window from
/// it to the first of them may be added; nothing opens at 24:00.
fn windows_apart(times: &[TimeOfDay], overnight: bool) -> Vec<Window> {
    let pairs = times.chunks_exact(2);
    let night = match (pairs.remainder(), times.first()) {
        ([opens], Some(closes)) if overnight => Window::new(*opens, *closes).ok(),
        _ => None,
    };
    pairs.filter_map(window).chain(night).collect()
}

/// Returns the windows from each time to the next.
fn windows_joined(times: &[TimeOfDay]) -> Vec<Window> {
    times.windows(2).filter_map(window).collect()
}

fn window(pair: &[TimeOfDay]) -> Option<Window> {
    match pair {
        [opens, closes] => Window::new(*opens, *closes).ok(),
        _ => None,
    }
}

fn times(minutes: &BTreeSet<u32>) -> Vec<TimeOfDay> {
    minutes.iter().filter_map(|minute| TimeOfDay::from_hm(minute / 60, minute % 60)).collect()
}
