use alloc::{format, string::ToString, vec, vec::Vec};

use crm_calendar::{CalendarSpec, WeekdaySet, WeeklyHours, Zone};
use proptest::prelude::*;

use super::*;
use crate::target::AtClosing;
use crate::{End, Ending, Standing, Target, Times};

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

/// The first minutes of Monday 2026-03-02.
const MONDAY: i64 = 1_772_409_600_000_000;

fn spec() -> CalendarSpec {
    CalendarSpec::weekly("log", Zone::utc(), WeeklyHours::closed(), (2026, 2026))
}

/// A search that is quick without optimisation.
fn small() -> Search {
    Search {
        days: vec![WeekdaySet::MON_TO_FRI, WeekdaySet::ALL],
        overnight: false,
        step_minutes: 30,
        sample: 400,
        beam: 4,
        climbs: 1,
        neighbours: 60,
        least: 5,
        ..Search::new(vec![spec()])
    }
}

/// A ticket of a log that was made up.
#[derive(Debug, Clone)]
struct Made {
    group: u32,
    start: i64,
    ends: Vec<Option<i64>>,
    pauses: Vec<Pause>,
    met: bool,
}

impl Made {
    fn seen(&self) -> Observation<'_> {
        let Self { group, start, ends, pauses, met } = self;
        Observation { group: *group, start: *start, ends, pauses, met: *met }
    }
}

fn seen(log: &[Made]) -> Vec<Observation<'_>> {
    log.iter().map(Made::seen).collect()
}

fn hypothesis(window: &str, waits: Waits, at_closing: AtClosing) -> Hypothesis {
    let hours = Hours::Weekly { calendar: 0, days: WeekdaySet::MON_TO_FRI, window: window.parse().unwrap() };
    Hypothesis { event: 0, hours, waits, at_closing }
}

/// Returns what the kernel says of one clock under a limit in open time.
fn kernel(hypothesis: &Hypothesis, search: &Search, ticket: &Made, target: i64) -> bool {
    let calendar = hypothesis.hours.calendar(search).unwrap().unwrap();
    let within = crm_calendar::Span::Open(crm_calendar::OpenTime::from_micros(target));
    let none = crm_calendar::ElapsedTime::ZERO;
    let limit = Target::new(within, crm_calendar::Ends::SameTime, none, calendar, vec![]).unwrap();
    let end = ticket.ends[hypothesis.event].unwrap();
    let pauses = if hypothesis.waits == Waits::Pause { ticket.pauses.as_slice() } else { &[] };
    let times = Times { start: ticket.start, end: Some(End::exactly(end, Ending::Met)), pauses };
    limit.with_at_closing(hypothesis.at_closing).judge(&times, end).standing == Standing::Met
}

/// Tickets over eight weeks whose starts, ends and pauses are whole quarters of an hour.
fn any_log(count: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Made>> {
    let pauses = prop::collection::btree_set(0..400_i64, 0..5);
    let ticket = (0..2_u32, 0..5_000_i64, 0..400_i64, 0..400_i64, pauses, any::<bool>());
    let made = ticket.prop_map(|(group, start, first, second, bounds, met)| {
        let at = |quarter: i64| MONDAY + (start + quarter) * 15 * MINUTE;
        let bounds: Vec<i64> = bounds.into_iter().map(at).collect();
        let pauses = bounds.chunks_exact(2).map(|pair| Pause { start: pair[0], end: pair[1] }).collect();
        Made { group, start: at(0), ends: vec![Some(at(first)), Some(at(first + second))], pauses, met }
    });
    prop::collection::vec(made, count)
}

#[test]
fn an_empty_log_tells_nothing() {
    assert_eq!(calibrate(&[], &small()), Ok(None));
    assert_eq!(hypothesis("09:00-17:00", Waits::Run, AtClosing::Closing).fit(&[], &small()), Ok(None));
}

#[test]
fn what_cannot_be_tried_is_refused() {
    let ends = [Some(MONDAY)];
    let row = Observation { group: 0, start: MONDAY, ends: &ends, pauses: &[], met: true };
    let refused = |change: &dyn Fn(&mut Search)| {
        let mut search = small();
        change(&mut search);
        calibrate(&[row], &search).unwrap_err().to_string()
    };
    let nothing = "the search has nothing to try: `days` is empty or zero";
    assert_eq!(refused(&|search| search.days = vec![WeekdaySet::EMPTY]), nothing);
    assert!(refused(&|search| search.calendars.clear()).contains("`calendars`"));
    assert!(refused(&|search| search.beam = 0).contains("`beam`"));
    let step = "a step of 7 minutes does not divide an hour: use 1, 5, 10, 15, 30 or 60";
    assert_eq!(refused(&|search| search.step_minutes = 7), step);
    let reversed = |search: &mut Search| search.calendars[0].horizon = (2027, 2026);
    assert_eq!(refused(&reversed), "calendar `log` cannot be used");

    let two = [Some(MONDAY), None];
    let uneven = calibrate(&[row, Observation { ends: &two, ..row }], &small()).unwrap_err();
    assert_eq!(uneven, CalibrationError::Events { fewest: 1, most: 2 });
    let none = calibrate(&[Observation { ends: &[], ..row }], &small()).unwrap_err();
    assert_eq!(none, CalibrationError::NoEvent);
    let crossed = [Pause { start: 2, end: 1 }];
    let crossed = calibrate(&[Observation { pauses: &crossed, ..row }], &small()).unwrap_err();
    assert_eq!(crossed, CalibrationError::PausesOutOfOrder { start: MONDAY });
    let elsewhere = Hypothesis { event: 1, ..hypothesis("09:00-17:00", Waits::Run, AtClosing::Closing) };
    assert!(elsewhere.fit(&[row], &small()).is_err());
}

/// A hundred and twenty tickets, one every 7 h 10 min, done after a growing time; kept within 10 h of office hours.
fn office_log(search: &Search, truth: &Hypothesis) -> Vec<Made> {
    let made = (0..240_i64).map(|number| {
        let start = MONDAY + number * (7 * HOUR + 10 * MINUTE);
        let end = start + (number * 37 % 100) * HOUR + 20 * MINUTE;
        let ends = vec![Some(end), (number % 3 > 0).then_some(end + HOUR * (number % 40))];
        let ticket = Made { group: 7, start, ends, pauses: vec![], met: false };
        Made { met: kernel(truth, search, &ticket, 10 * HOUR), ..ticket }
    });
    made.collect()
}

#[test]
fn the_rule_behind_a_log_is_found() {
    let search = small();
    let truth = hypothesis("09:00-17:00", Waits::Run, AtClosing::Closing);
    let log = office_log(&search, &truth);
    let found = calibrate(&seen(&log), &search).unwrap().unwrap();
    assert_eq!(found.best.hypothesis, truth);
    assert_eq!(found.best.confusion, Confusion { rows: 240, right: 240, ..Confusion::default() });
    assert_eq!(found.best.groups[0].suggested, Some(10 * HOUR), "{:?}", found.best.groups);
    assert!(found.beats_majority() && found.majority < 240);
    assert!(found.windows.contains(&"09:00-17:00".parse().unwrap()));
    // The other event, the other days, time by the clock and the other end of hours.
    assert_eq!(found.runners_up.len(), 6);
    assert!(found.runners_up.is_sorted_by_key(|other| core::cmp::Reverse(other.right)));
}

#[test]
fn a_rule_found_on_one_half_is_checked_on_the_other() {
    let search = small();
    let log = office_log(&search, &hypothesis("09:00-17:00", Waits::Run, AtClosing::Closing));
    let (one, other) = halves(&seen(&log));
    let found = calibrate(&one, &search).unwrap().unwrap();
    let check = found.check(&other, &search).unwrap().unwrap();
    assert!(check.beats_majority(), "{check:?}");
    let checked = check.confusion;
    assert_eq!(checked.rows, u64::try_from(other.len()).unwrap());
    assert!(checked.accuracy() >= crm_model::Ratio::new(95, 100), "{checked:?}");
    assert_eq!(found.check(&[], &search), Ok(None));
    let elsewhere: Vec<Observation<'_>> = other.iter().map(|row| Observation { group: 8, ..*row }).collect();
    let unknown = found.check(&elsewhere, &search).unwrap().unwrap().confusion;
    assert_eq!((unknown.unexplained(), unknown.accuracy()), (unknown.rows, None));
    let both = cross_check(&seen(&log), &search).unwrap().unwrap();
    assert_eq!((both.confusion.rows, both.beats_majority()), (240, true));
    assert_eq!(cross_check(&seen(&log[..1]), &search), Ok(None));
}

#[test]
fn rows_that_cannot_be_judged_are_counted_by_reason() {
    let at = |hours: i64| Some(MONDAY + hours * HOUR);
    let far = Some(MONDAY + 24 * HOUR * 365 * 3);
    let ends = [[at(1)], [at(2)], [None], [at(-1)], [far]];
    let row = |ends| Observation { group: 1, start: MONDAY, ends, pauses: &[], met: true };
    let log: Vec<Observation<'_>> = ends.iter().map(|ends| row(ends.as_slice())).collect();
    let fit = hypothesis("00:00-24:00", Waits::Run, AtClosing::Closing).fit(&log, &small()).unwrap().unwrap();
    let left_out = LeftOut { no_end: 1, end_before_start: 1, beyond_calendar: 1 };
    assert_eq!(fit.groups[0].left_out, left_out);
    assert_eq!((fit.confusion.right, fit.confusion.unexplained()), (2, 3));
}

#[test]
fn verdicts_by_chance_are_not_explained_by_a_target_beyond_all() {
    let ends: Vec<[Option<i64>; 1]> = (1..=40).map(|hours| [Some(MONDAY + hours * HOUR)]).collect();
    let row = |ends, met| Observation { group: 0, start: MONDAY, ends, pauses: &[], met };
    let log: Vec<Observation<'_>> = ends.iter().map(|ends| row(ends.as_slice(), true)).collect();
    let found = calibrate(&log, &small()).unwrap().unwrap();
    assert!(!found.beats_majority());
    assert!(found.doubts.contains(&Doubt::NoBetterThanMajority { right: 40, majority: 40 }));
    assert!(found.doubts.contains(&Doubt::FewVerdicts { group: 0, met: 40, missed: 0 }));
    assert_eq!(found.best.groups[0].suggested, None);
}

#[test]
fn what_makes_no_difference_is_said() {
    // All within one Monday morning, without waits at a decisive time: any hours around it do.
    let ends: Vec<[Option<i64>; 1]> =
        (1..=40).map(|part| [Some(MONDAY + 9 * HOUR + part * MINUTE)]).collect();
    let pause = [Pause { start: MONDAY, end: MONDAY + HOUR }];
    let row = |(ends, number)| Observation {
        group: 0,
        start: MONDAY + 9 * HOUR,
        ends,
        pauses: &pause,
        met: number <= 20,
    };
    let log: Vec<Observation<'_>> = ends.iter().map(<[_; 1]>::as_slice).zip(1..).map(row).collect();
    let found = calibrate(&log, &small()).unwrap().unwrap();
    assert_eq!(found.best.hypothesis.hours, Hours::ByTheClock);
    assert_eq!(found.best.hypothesis.waits, Waits::Run);
    assert!(found.doubts.contains(&Doubt::Waits { other: Waits::Pause }), "{:?}", found.doubts);
    assert!(found.doubts.iter().any(|doubt| matches!(doubt, Doubt::Tied { .. })), "{:?}", found.doubts);
    assert_eq!(found.best.groups[0].suggested, Some(20 * MINUTE));
}

#[test]
fn progress_ends_with_all_parts_done() {
    let log = office_log(&small(), &hypothesis("09:00-17:00", Waits::Run, AtClosing::Closing));
    let mut told = Vec::new();
    calibrate_watched(&seen(&log[..20]), &small(), &mut |done, all| told.push((done, all))).unwrap();
    // Two weeks; then two events by the clock, and on two sets of days each.
    assert_eq!(told, (0..=8).map(|done| (done, 8)).collect::<Vec<_>>());
}

proptest! {
    #[test]
    fn prop_a_target_is_met_as_the_kernel_says(
        log in any_log(1..12),
        waits: bool,
        next_opening: bool,
        opens in 0..20_i64,
        length in 1..4_i64,
        extra in prop::sample::select(vec![-1_i64, 0, 1, 15 * MINUTE]),
    ) {
        let search = small();
        let window = format!("{opens:02}:00-{:02}:00", opens + length);
        let waits = if waits { Waits::Pause } else { Waits::Run };
        let at_closing = if next_opening { AtClosing::NextOpening } else { AtClosing::Closing };
        let hypothesis = hypothesis(&window, waits, at_closing);
        let calendar = hypothesis.hours.calendar(&search).unwrap();
        let clock = hypothesis.clock(calendar.as_ref());
        for ticket in &log {
            let pauses = ticket.pauses.as_slice();
            let row = prepared::Row { start: ticket.start, end: ticket.ends[0].unwrap(), pauses, met: true };
            let needed = clock.needed(&row).unwrap();
            let target = (needed + extra).max(1);
            prop_assert_eq!(kernel(&hypothesis, &search, ticket, target), needed <= target, "{:?}", ticket);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn prop_the_order_of_observations_does_not_matter(
        log in any_log(1..40),
        keys in prop::collection::vec(any::<u32>(), 40),
    ) {
        let mut turned: Vec<(u32, &Made)> = keys.into_iter().zip(&log).collect();
        turned.sort_by_key(|(key, _)| *key);
        let turned: Vec<Observation<'_>> = turned.into_iter().map(|(_, made)| made.seen()).collect();
        prop_assert_eq!(calibrate(&seen(&log), &small()), calibrate(&turned, &small()));
    }

    #[test]
    fn prop_a_planted_rule_is_matched_and_its_targets_are_in_range(
        log in any_log(150..250),
        waits: bool,
        opens in 6..12_i64,
        length in 6..11_i64,
        hours in (1..30_i64, 1..30_i64),
        event in 0..2_usize,
        noise in 0..6_usize,
    ) {
        let window = format!("{opens:02}:00-{:02}:00", opens + length);
        let waits = if waits { Waits::Pause } else { Waits::Run };
        // All whole hours are tried on all rows, so that the true ones cannot be passed over.
        let search =
            Search { days: vec![WeekdaySet::MON_TO_FRI], waits: vec![waits], beam: usize::MAX, ..small() };
        let truth = Hypothesis { event, ..hypothesis(&window, waits, AtClosing::Closing) };
        let target = |group: u32| if group == 0 { hours.0 * HOUR } else { hours.1 * HOUR };
        let judged = log.iter().enumerate().map(|(place, ticket)| {
            let met = kernel(&truth, &search, ticket, target(ticket.group));
            // Every so many verdicts are turned around.
            Made { met: met != (noise > 0 && place % (100 / noise) == 50), ..ticket.clone() }
        });
        let judged: Vec<Made> = judged.collect();
        let observations = seen(&judged);
        let turned = u64::try_from((0..judged.len()).filter(|place| noise > 0 && place % (100 / noise) == 50).count()).unwrap();

        let known = truth.fit(&observations, &search).unwrap().unwrap();
        let count = u64::try_from(judged.len()).unwrap();
        prop_assert!(known.confusion.right >= count - turned, "the best targets do no worse than the true ones");
        if turned == 0 {
            for group in &known.groups {
                prop_assert!(group.ranges.iter().any(|range| range.contains(target(group.group))), "{:?}", group);
            }
        }
        let found = calibrate(&observations, &search).unwrap().unwrap();
        prop_assert!(found.best.confusion.right >= known.confusion.right, "{:?} {:?}", found.best, known);
        let confusion = found.best.confusion;
        prop_assert_eq!(confusion.right + confusion.wrongly_met + confusion.wrongly_missed, confusion.rows);
        prop_assert_eq!(found.check(&observations, &search).unwrap().unwrap().confusion, confusion);
        for other in &found.runners_up {
            prop_assert!(other.right <= confusion.right);
        }
    }
}
