use alloc::vec;

use crm_calendar::{CalendarSpec, WeekdaySet, WeeklyHours, Zone};

use super::*;
use crate::times::Pause;

/// Monday to Friday 09:00-17:00 UTC; 2026-03-02 is a Monday.
fn office() -> Calendar {
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse().unwrap()]);
    Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027))).unwrap()
}

fn target_with(within: &str, warn: Vec<Warning>) -> Target {
    Target::new(within.parse().unwrap(), Ends::SameTime, ElapsedTime::from_minutes(5), office(), warn)
        .unwrap()
}

fn target(within: &str) -> Target {
    target_with(within, vec![])
}

/// An instant of March 2026, written `02 17:00`.
fn march(text: &str) -> i64 {
    alloc::format!("2026-03-{}:00Z", text.replace(' ', "T"))
        .parse::<DateTime<Utc>>()
        .unwrap()
        .timestamp_micros()
}

fn pause(start: &str, end: &str) -> Pause {
    Pause { start: march(start), end: if end.is_empty() { Pause::OPEN } else { march(end) } }
}

#[track_caller]
fn check(within: &str, start: &str, pauses: &[Pause], as_of: &str, standing: Standing, due: &str) {
    let times = Times { start: march(start), end: None, pauses };
    let verdict = target(within).judge(&times, march(as_of));
    let due = (!due.is_empty()).then(|| march(due));
    assert_eq!(verdict, Verdict { standing, due });
}

#[test]
fn t1_time_starts_at_the_next_opening() {
    check("2bh", "02 06:30", &[], "02 07:00", Standing::Open, "02 11:00");
}

#[test]
fn t2_t30_the_due_instant_itself_is_in_time_and_closing_is_closing() {
    let at = |at: i64| Some(End::exactly(at, Ending::Met));
    let closing = march("02 17:00");
    let judge =
        |end| target("8bh").judge(&Times { start: march("02 09:00"), end, pauses: &[] }, march("05 09:00"));
    assert_eq!(judge(at(closing)), Verdict { standing: Standing::Met, due: Some(closing) });
    assert_eq!(judge(at(closing + 1)).standing, Standing::MetLate);
}

#[test]
fn verdicts_compare_instants_not_truncated_spans() {
    let start = march("02 09:00");
    let end = Some(End::exactly(start + 60_400_000, Ending::Met));
    let verdict = target("60s").judge(&Times { start, end, pauses: &[] }, march("03 09:00"));
    assert_eq!(verdict.standing, Standing::MetLate, "60.4 s misses 60 s");
}

#[test]
fn t5_t6_only_open_time_counts_as_paused() {
    check("8bh", "06 13:00", &[pause("06 15:00", "09 11:00")], "09 12:00", Standing::Open, "09 17:00");
    check("8bh", "06 13:00", &[pause("07 10:00", "08 10:00")], "09 12:00", Standing::Open, "09 13:00");
}

#[test]
fn t7_a_hold_through_the_night_moves_nothing() {
    check("8bh", "02 13:00", &[pause("02 17:00", "03 09:00")], "03 09:30", Standing::Open, "03 13:00");
    check("8bh", "02 09:00", &[pause("02 17:00", "03 09:00")], "03 09:30", Standing::Overdue, "02 17:00");
}

#[test]
fn t9_a_pause_without_end_has_no_due_instant_but_time_left() {
    let left = 6 * 3_600_000_000;
    check("8bh", "02 09:00", &[pause("02 11:00", "")], "04 10:00", Standing::Paused { left }, "");
    check("8bh", "02 09:00", &[pause("02 17:00", "")], "04 10:00", Standing::Overdue, "02 17:00");
}

#[test]
fn elapsed_limits_pause_in_elapsed_time() {
    check("24h", "02 09:00", &[pause("02 10:00", "02 20:00")], "03 10:00", Standing::Open, "03 19:00");
    check("24h", "02 09:00", &[], "03 09:00", Standing::Open, "03 09:00");
}

#[test]
fn business_days_keep_their_own_due_instant_until_open_time_is_paused() {
    check("2bd", "05 10:00", &[], "05 11:00", Standing::Open, "09 10:00");
    check("2bd", "05 10:00", &[pause("05 18:00", "06 08:00")], "06 09:00", Standing::Open, "09 10:00");
    check("2bd", "05 10:00", &[pause("05 11:00", "05 13:00")], "06 09:00", Standing::Open, "09 12:00");
}

#[test]
fn calendar_days_run_by_the_clock_and_pauses_move_them_by_it() {
    // From Thursday 10:00, over the weekend: Sunday at the same time.
    check("3cd", "05 10:00", &[], "05 11:00", Standing::Open, "08 10:00");
    check("3cd", "05 10:00", &[], "09 09:00", Standing::Overdue, "08 10:00");
    // A night of 14 h outside hours moves it by all of that.
    check("3cd", "05 10:00", &[pause("05 18:00", "06 08:00")], "06 09:00", Standing::Open, "09 00:00");
    let left = 70 * 3_600_000_000;
    check("3cd", "05 10:00", &[pause("05 12:00", "")], "06 09:00", Standing::Paused { left }, "");
}

#[test]
fn calendar_days_at_closing_end_with_the_civil_day() {
    let target =
        Target::new("1cd".parse().unwrap(), Ends::Closing, ElapsedTime::ZERO, office(), vec![]).unwrap();
    let due = |start: &str, pauses: &[Pause]| {
        target.judge(&Times { start: march(start), end: None, pauses }, march("06 12:00")).due
    };
    assert_eq!(due("05 10:00", &[]), Some(march("07 00:00")));
    assert_eq!(due("05 23:59", &[]), Some(march("07 00:00")));
    // Once moved it is a length of time: two hours later, not the end of another day.
    assert_eq!(due("05 10:00", &[pause("05 11:00", "05 13:00")]), Some(march("07 02:00")));
}

#[test]
fn calendar_days_are_as_long_as_clocks_make_them() {
    // Clocks go forward by an hour on Sunday 8 March; Saturday 12:00 UTC is 07:00 in New York, so is Monday 11:00 UTC.
    let zone = Zone::named("America/New_York").unwrap();
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse().unwrap()]);
    let office = Calendar::new(CalendarSpec::weekly("office", zone, hours, (2026, 2026))).unwrap();
    let warn = vec![Warning::Used { percent: 50 }, Warning::Left("1h".parse().unwrap())];
    let target =
        Target::new("2cd".parse().unwrap(), Ends::SameTime, ElapsedTime::ZERO, office, warn).unwrap();
    let times = Times { start: march("07 12:00"), end: None, pauses: &[] };
    assert_eq!(target.judge(&times, march("08 12:00")).due, Some(march("09 11:00"))); // 47 h later
    assert_eq!(
        target.warning_instants(&times, march("08 12:00")),
        [Some(march("08 11:30")), Some(march("09 10:00"))]
    );
}

#[test]
fn a_due_instant_at_an_opening_stays_one() {
    check("1bd", "02 09:00", &[], "02 10:00", Standing::Open, "03 09:00");
    check("1bd", "02 09:00", &[pause("02 20:00", "03 12:00")], "03 12:00", Standing::Open, "03 12:00");
    check("1bd", "02 09:00", &[pause("02 10:00", "03 10:00")], "03 12:00", Standing::Open, "04 09:00");
}

#[test]
fn at_once_is_due_when_it_is_known_plus_its_tolerance() {
    check("at-once", "02 09:00", &[], "02 09:05", Standing::Open, "02 09:05");
    check("at-once", "02 09:00", &[], "02 09:06", Standing::Overdue, "02 09:05");
}

#[test]
fn t23_t24_warnings_count_back_in_the_clocks_own_time() {
    let warn = vec![
        Warning::Used { percent: 50 },
        Warning::Left(Span::Open(OpenTime::from_hours(1))),
        Warning::Left(Span::Open(OpenTime::from_hours(99))),
    ];
    let times = Times { start: march("06 13:00"), end: None, pauses: &[] };
    let warnings = target_with("8bh", warn).warning_instants(&times, march("06 14:00"));
    let expected = ["06 17:00", "09 12:00", "06 13:00"];
    assert_eq!(warnings, expected.map(|text| Some(march(text))));
}

#[test]
fn a_warning_in_another_kind_of_time_is_refused() {
    let warn = vec![Warning::Left(Span::Elapsed(ElapsedTime::from_hours(1)))];
    let refused = Target::new("8bh".parse().unwrap(), Ends::SameTime, ElapsedTime::ZERO, office(), warn);
    assert!(matches!(refused, Err(TargetError::OtherTime { warning: 0, .. })));
}

#[test]
fn t35_t34_what_ends_before_it_is_due_is_no_breach() {
    let judge = |at: &str, how| {
        let end = Some(End::exactly(march(at), how));
        target("8bh").judge(&Times { start: march("02 09:00"), end, pauses: &[] }, march("05 09:00")).standing
    };
    assert_eq!(judge("02 12:00", Ending::Cancelled), Standing::Cancelled);
    assert_eq!(judge("02 12:00", Ending::Superseded), Standing::Superseded);
    assert_eq!(judge("03 12:00", Ending::Cancelled), Standing::Missed);
}

#[test]
fn an_end_known_as_a_bound_is_certain_only_in_time() {
    let judge = |at: &str, how| {
        let end = Some(End { at: march(at), how, precision: Precision::NotAfter });
        target("8bh").judge(&Times { start: march("02 09:00"), end, pauses: &[] }, march("05 09:00")).standing
    };
    assert_eq!(judge("02 12:00", Ending::Met), Standing::Met);
    assert_eq!(judge("02 12:00", Ending::Cancelled), Standing::Cancelled);
    for how in [Ending::Met, Ending::Cancelled, Ending::Superseded] {
        assert_eq!(judge("03 12:00", how), Standing::InstantUnknown);
    }
}

#[test]
fn an_end_before_the_start_is_impossible_and_not_met() {
    let end = Some(End::exactly(march("02 08:00"), Ending::Met));
    let times = Times { start: march("02 09:00"), end, pauses: &[] };
    assert_eq!(target("8bh").judge(&times, march("05 09:00")).standing, Standing::EndBeforeStart);
}

#[test]
fn a_pause_beyond_the_calendar_does_not_unsettle_an_earlier_miss() {
    let far = march("02 09:00") + 3 * 366 * 86_400_000_000;
    let start = march("02 09:00");
    let times = Times {
        start,
        end: Some(End::exactly(far + 10, Ending::Met)),
        pauses: &[Pause { start: far, end: far + 5 }],
    };
    assert_eq!(target("4bh").judge(&times, far + 20).standing, Standing::MetLate);
}

#[test]
fn warnings_and_tolerances_of_the_wrong_sign_are_refused() {
    let new = |within: &str, tolerance, warn| {
        Target::new(within.parse().unwrap(), Ends::SameTime, tolerance, office(), warn).unwrap_err()
    };
    let negative = ElapsedTime::from_minutes(-1);
    assert_eq!(new("at-once", negative, vec![]), TargetError::NegativeTolerance);
    let warn = vec![Warning::Left(Span::Elapsed(negative))];
    assert_eq!(new("24h", ElapsedTime::ZERO, warn), TargetError::WarningNoLength { warning: 0 });
}

#[test]
fn t41_extreme_instants_have_defined_answers() {
    let elapsed = target("24h");
    for instant in [i64::MIN, i64::MIN + 1, 0, i64::MAX - 1, i64::MAX] {
        let times = Times { start: instant, end: None, pauses: &[] };
        let _ = elapsed.judge(&times, i64::MAX);
        assert_eq!(target("4bh").judge(&times, i64::MAX).standing, Standing::BeyondCalendar);
        assert_eq!(target("2bd").judge(&times, i64::MAX).standing, Standing::BeyondCalendar);
    }
}

#[test]
fn what_happens_later_is_not_looked_at() {
    let end = Some(End::exactly(march("02 12:00"), Ending::Met));
    let times = Times { start: march("02 09:00"), end, pauses: &[] };
    assert_eq!(target("8bh").judge(&times, march("02 11:00")).standing, Standing::Open);
    assert_eq!(target("8bh").judge(&times, march("02 08:59")).standing, Standing::NotStarted);
}
