//! Cases worked by hand. The working is in the comments; weekdays: 2026-03-02 is a Monday.

use crm_calendar::{
    Beyond, Budget, Calendar, CalendarError, CalendarSpec, ElapsedTime, Ends, HolidayList, LocalInstant,
    OpenTime, OvernightRule, Span, TimeOfDay, WeekdaySet, WeeklyHours, Window, Zone,
    chrono::{DateTime, TimeDelta, Utc, Weekday},
};

use crate::support::{at, compiled, date, office, spec, windows};

fn named(zone: &str) -> Zone {
    Zone::named(zone).expect("a zone")
}

fn hours(hours: i32) -> OpenTime {
    OpenTime::from_hours(hours)
}

/// Always open in a zone, for one year.
fn always(zone: &str, year: i32) -> Calendar {
    compiled(spec(named(zone), "mon-sun", &["00:00-24:00"], (year, year)))
}

#[track_caller]
fn check_add(calendar: &Calendar, start: &str, length: OpenTime, due: &str) {
    let (start, due) = (at(start), at(due));
    assert_eq!(calendar.add(start, length), Ok(due));
    assert_eq!(calendar.between(start, due), Ok(length));
    assert_eq!(calendar.between(due, start), Ok(length.checked_neg().unwrap()));
    let back = if length == OpenTime::ZERO { start } else { calendar.next_open(start).unwrap() };
    assert_eq!(calendar.subtract(due, length), Ok(back));
}

#[test]
fn t1_a_start_outside_hours_counts_from_the_next_opening() {
    let office = office();
    check_add(&office, "2026-03-02T05:00:00Z", hours(1), "2026-03-02T10:00:00Z");
    check_add(&office, "2026-03-06T20:00:00Z", hours(1), "2026-03-09T10:00:00Z"); // Friday evening, Monday
    assert_eq!(office.next_open(at("2026-03-06T20:00:00Z")), Ok(at("2026-03-09T09:00:00Z")));
    assert_eq!(office.previous_close(at("2026-03-08T12:00:00Z")), Ok(at("2026-03-06T17:00:00Z")));
    assert_eq!(office.previous_close(at("2026-03-09T09:00:00Z")), Ok(at("2026-03-06T17:00:00Z")));
}

#[test]
fn t2_a_deadline_at_closing_is_the_closing_unless_rolled() {
    let (office, noon) = (office(), at("2026-03-02T12:00:00Z"));
    check_add(&office, "2026-03-02T12:00:00Z", hours(5), "2026-03-02T17:00:00Z");
    assert_eq!(office.add_rolled(noon, hours(5)), Ok(at("2026-03-03T09:00:00Z")));
    assert_eq!(office.add_rolled(noon, hours(4)), Ok(at("2026-03-02T16:00:00Z")));
    assert_eq!(office.add_rolled(at("2026-03-02T17:00:00Z"), OpenTime::ZERO), Ok(at("2026-03-03T09:00:00Z")));
}

#[test]
fn t3_the_closing_instant_is_closed_and_the_opening_open() {
    let office = office();
    for (instant, open) in
        [("09:00:00", true), ("08:59:59.999999", false), ("16:59:59.999999", true), ("17:00:00", false)]
    {
        assert_eq!(office.is_open(at(&format!("2026-03-02T{instant}Z"))), Ok(open), "{instant}");
    }
    check_add(&office, "2026-03-02T17:00:00Z", hours(1), "2026-03-03T10:00:00Z");
    assert_eq!(office.previous_close(at("2026-03-02T17:00:00Z")), Ok(at("2026-03-02T17:00:00Z")));
}

#[test]
fn t4_zero_returns_the_start_even_outside_hours() {
    let office = office();
    for start in ["2026-03-02T12:00:00Z", "2026-03-02T17:00:00Z", "2026-03-01T03:00:00.000000001Z"] {
        check_add(&office, start, OpenTime::ZERO, start);
    }
    let minus = OpenTime::from_micros(-1);
    let refused = Err(CalendarError::NegativeLength { given: minus });
    assert_eq!(office.add(at("2026-03-02T12:00:00Z"), minus), refused);
    assert_eq!(office.add_rolled(at("2026-03-02T12:00:00Z"), minus), refused);
    assert_eq!(office.subtract(at("2026-03-02T12:00:00Z"), minus), refused);
}

#[test]
fn t7_a_night_holds_no_open_time() {
    let night = office().between(at("2026-03-02T17:00:00Z"), at("2026-03-03T09:00:00Z"));
    assert_eq!(night, Ok(OpenTime::ZERO));
}

#[test]
fn t10_open_time_counts_through_a_clock_gap() {
    // 00:30 EST + 1.5 h = 02:00 EST, which is 03:00 EDT; 1.5 h more is 04:30 EDT.
    let new_york = always("America/New_York", 2024);
    check_add(&new_york, "2024-03-10T00:30:00-05:00", hours(3), "2024-03-10T04:30:00-04:00");
}

#[test]
fn t11_a_repeated_hour_counts_twice() {
    // 00:30 EDT + 1.5 h = 02:00 EDT, which is 01:00 EST; 1.5 h more is 02:30 EST.
    let new_york = always("America/New_York", 2024);
    check_add(&new_york, "2024-11-03T00:30:00-04:00", hours(3), "2024-11-03T02:30:00-05:00");
}

#[test]
fn t12_a_window_that_starts_in_a_gap_starts_after_it() {
    // Clocks go from 02:00 to 03:00, so 02:30-05:00 opens at 03:00 and lasts 2 h.
    let new_york = compiled(spec(named("America/New_York"), "sun", &["02:30-05:00"], (2024, 2024)));
    let opening = at("2024-03-10T03:00:00-04:00");
    assert_eq!(new_york.next_open(at("2024-03-10T00:00:00-05:00")), Ok(opening));
    check_add(&new_york, "2024-03-10T00:00:00-05:00", hours(2), "2024-03-10T05:00:00-04:00");
}

#[test]
fn t12_a_window_inside_a_gap_does_not_exist() {
    let new_york = compiled(spec(named("America/New_York"), "sun", &["02:10-02:50"], (2024, 2024)));
    assert_eq!(new_york.is_business_day(date("2024-03-10")), Ok(false));
    assert_eq!(new_york.next_open(at("2024-03-04T00:00:00Z")), Ok(at("2024-03-17T02:10:00-04:00")));
}

#[test]
fn t13_windows_that_a_change_makes_overlap_count_once() {
    // In the fold 01:00-01:30 opens the first time 01:00 comes and closes the second time 01:30 does; 01:30-02:00
    // opens in between. Together 01:00 EDT to 02:00 EST: 2 h.
    let new_york =
        compiled(spec(named("America/New_York"), "sun", &["01:00-01:30", "01:30-02:00"], (2024, 2024)));
    let day = (at("2024-11-03T00:00:00-04:00"), at("2024-11-04T00:00:00-05:00"));
    assert_eq!(new_york.between(day.0, day.1), Ok(hours(2)));
    let open = new_york.trace(day.0, day.1);
    assert_eq!(open.len(), 1);
    assert_eq!(
        (open[0].start(), open[0].end()),
        (at("2024-11-03T01:00:00-04:00"), at("2024-11-03T02:00:00-05:00"))
    );
}

#[test]
fn t14_a_half_hour_change_lengthens_the_window_by_half_an_hour() {
    // 2024-04-07, 02:00 at +11:00 goes back to 01:30 at +10:30: 01:00-04:00 lasts 3.5 h.
    let island = compiled(spec(named("Australia/Lord_Howe"), "sun", &["01:00-04:00"], (2024, 2024)));
    let day = (at("2024-04-07T00:00:00+11:00"), at("2024-04-08T00:00:00+10:30"));
    assert_eq!(island.between(day.0, day.1), Ok(OpenTime::from_minutes(210)));
}

#[test]
fn t15_a_day_whose_midnight_is_skipped_starts_at_one() {
    let sao_paulo = compiled(spec(named("America/Sao_Paulo"), "sun", &["00:00-24:00"], (2018, 2018)));
    let opening = at("2018-11-04T01:00:00-02:00");
    assert_eq!(sao_paulo.next_open(at("2018-11-03T12:00:00-03:00")), Ok(opening));
    assert_eq!(sao_paulo.between(opening, at("2018-11-05T00:00:00-02:00")), Ok(hours(23)));
}

#[test]
fn t16_a_civil_day_that_never_was_is_skipped() {
    let apia = compiled(spec(named("Pacific/Apia"), "mon-sun", &["09:00-17:00"], (2011, 2012)));
    // Thursday 29 December ends at UTC-10; the next day is Saturday 31 at UTC+14.
    check_add(&apia, "2011-12-29T16:00:00-10:00", hours(2), "2011-12-31T10:00:00+14:00");
    assert_eq!(apia.is_business_day(date("2011-12-30")), Ok(false));
    let next = apia.add_business_days(at("2011-12-29T16:00:00-10:00"), 1, Ends::SameTime);
    assert_eq!(next, Ok(at("2011-12-31T16:00:00+14:00")));
}

/// Nights from 22:00 to 06:00, Wednesday 2026-03-04 off.
fn nights(rule: OvernightRule) -> Calendar {
    let mut nights = spec(Zone::utc(), "mon-sun", &["22:00-06:00"], (2026, 2026));
    nights.holidays = vec![HolidayList::open_ended("ours", [date("2026-03-04")], []).unwrap()];
    nights.overnight = rule;
    compiled(nights)
}

#[test]
fn t17_by_the_opening_day_the_night_of_the_eve_runs_into_the_day_off() {
    let calendar = nights(OvernightRule::OpeningDay);
    check_add(&calendar, "2026-03-03T22:00:00Z", hours(8), "2026-03-04T06:00:00Z");
    check_add(&calendar, "2026-03-03T22:00:00Z", hours(9), "2026-03-05T23:00:00Z");
    assert_eq!(calendar.is_business_day(date("2026-03-04")), Ok(false));
}

#[test]
fn t17_by_the_civil_day_a_day_off_is_closed_from_midnight_to_midnight() {
    let calendar = nights(OvernightRule::CivilDay);
    check_add(&calendar, "2026-03-03T22:00:00Z", hours(2), "2026-03-04T00:00:00Z");
    // The rest of the night that would have opened on the 4th: 00:00 to 06:00 on the 5th.
    check_add(&calendar, "2026-03-03T22:00:00Z", hours(3), "2026-03-05T01:00:00Z");
    check_add(&calendar, "2026-03-03T22:00:00Z", hours(9), "2026-03-05T23:00:00Z");
    assert_eq!(calendar.is_business_day(date("2026-03-04")), Ok(false));
    assert_eq!(calendar.business_day_of(at("2026-03-05T01:00:00Z")), Ok(date("2026-03-05")));
    let day_off = (at("2026-03-04T00:00:00Z"), at("2026-03-05T00:00:00Z"));
    assert_eq!(calendar.between(day_off.0, day_off.1), Ok(OpenTime::ZERO));
}

#[test]
fn t17_a_day_off_with_two_midnights_is_closed_from_the_first() {
    // 2026-11-01 at 01:00, -04:00, Havana's clocks go back to 00:00, -05:00.
    let mut nights = spec(named("America/Havana"), "mon-sun", &["20:00-04:00"], (2026, 2026));
    nights.holidays = vec![HolidayList::open_ended("ours", [date("2026-11-01")], []).unwrap()];
    nights.overnight = OvernightRule::CivilDay;
    let nights = compiled(nights);
    check_add(&nights, "2026-10-31T20:00:00-04:00", hours(4), "2026-11-01T00:00:00-04:00");
    check_add(&nights, "2026-10-31T20:00:00-04:00", hours(5), "2026-11-02T01:00:00-05:00");
}

#[test]
fn t17_a_day_off_that_clocks_leave_again_is_closed_from_its_second_midnight() {
    // 2006-10-29 at 00:01, -02:30, clocks in St. John's go back to 23:01 of the day before, -03:30.
    let mut nights = spec(named("America/St_Johns"), "mon-sun", &["20:00-04:00"], (2006, 2006));
    nights.holidays = vec![HolidayList::open_ended("ours", [date("2006-10-29")], []).unwrap()];
    nights.overnight = OvernightRule::CivilDay;
    let nights = compiled(nights);
    check_add(&nights, "2006-10-28T20:00:00-02:30", hours(5), "2006-10-29T00:00:00-03:30");
    check_add(&nights, "2006-10-28T20:00:00-02:30", hours(6), "2006-10-30T01:00:00-03:30");
}

#[test]
fn t17_either_way_a_day_off_costs_one_night() {
    let week = (at("2026-03-01T12:00:00Z"), at("2026-03-08T12:00:00Z"));
    for rule in [OvernightRule::OpeningDay, OvernightRule::CivilDay] {
        assert_eq!(nights(rule).between(week.0, week.1), Ok(hours(6 * 8)), "{rule:?}");
    }
}

#[test]
fn t17_an_override_also_cuts_the_night_before_by_the_civil_day() {
    let mut spec = spec(Zone::utc(), "mon-sun", &["22:00-06:00"], (2026, 2026));
    spec.overnight = OvernightRule::CivilDay;
    spec.overrides.insert(date("2026-03-04"), windows(&["04:00-05:00"]));
    let cut = compiled(spec);
    check_add(&cut, "2026-03-03T22:00:00Z", hours(3), "2026-03-04T05:00:00Z");
    check_add(&cut, "2026-03-03T22:00:00Z", hours(4), "2026-03-05T23:00:00Z");
}

#[test]
fn t18_a_calendar_with_no_open_hours_is_refused() {
    let never = spec(Zone::utc(), "mon-fri", &[], (2026, 2027));
    let error = Calendar::new(never).unwrap_err();
    assert_eq!(error, CalendarError::NoOpenHours { calendar: "office".into(), first: 2026, last: 2027 });
    assert_eq!(error.path(), Some("hours"));
}

#[test]
fn t19_holidays_without_end_give_an_error_and_no_hang() {
    let mut spec = spec(Zone::utc(), "mon-fri", &["09:00-17:00"], (2026, 2030));
    let off = date("2026-02-01").iter_days().take_while(|day| *day <= date("2030-12-31"));
    spec.holidays = vec![HolidayList::new("ours", 2026..=2030, off, []).unwrap()];
    let calendar = compiled(spec);
    let error = calendar.add(at("2026-01-30T16:00:00Z"), hours(2)).unwrap_err();
    assert_eq!(
        error,
        CalendarError::OutsideHorizon {
            calendar: "office".into(),
            instant: at("2031-01-01T00:00:00Z"),
            first: 2026,
            last: 2030
        }
    );
    assert!(calendar.next_open(at("2026-02-02T00:00:00Z")).is_err());
    assert!(calendar.add_business_days(at("2026-01-30T16:00:00Z"), 1, Ends::Closing).is_err());
    assert_eq!(calendar.add(at("2026-01-30T16:00:00Z"), hours(1)), Ok(at("2026-01-30T17:00:00Z")));
}

/// An office in Shanghai with China's holidays; Fridays are short.
fn shanghai() -> crm_calendar::CalendarSpec {
    let mut spec = spec(named("Asia/Shanghai"), "mon-thu", &["09:00-12:00", "13:00-18:00"], (2025, 2027));
    spec.weekly = spec.weekly.with(Weekday::Fri.into(), &windows(&["09:00-12:00"]));
    spec.holidays = vec![HolidayList::china()];
    spec.made_up_hours = Some(Weekday::Fri);
    spec.beyond = Beyond::WeeklyHours;
    spec
}

#[test]
fn t20_a_made_up_day_takes_the_hours_that_the_calendar_names() {
    let saturday = (at("2026-02-14T00:00:00+08:00"), at("2026-02-15T00:00:00+08:00"));
    let by_friday = compiled(shanghai());
    assert_eq!(by_friday.between(saturday.0, saturday.1), Ok(hours(3)));
    let by_thursday =
        compiled(crm_calendar::CalendarSpec { made_up_hours: Some(Weekday::Thu), ..shanghai() });
    assert_eq!(by_thursday.between(saturday.0, saturday.1), Ok(hours(8)));
    let unsaid = Calendar::new(crm_calendar::CalendarSpec { made_up_hours: None, ..shanghai() }).unwrap_err();
    assert_eq!(unsaid.path(), Some("made_up_hours"));
    assert!(unsaid.to_string().contains("`cn`"), "{unsaid}");
}

#[test]
fn t21_an_override_beats_a_holiday_and_a_holiday_the_week() {
    let mut spec = shanghai();
    // Tuesday 17 February 2026 is inside the Spring Festival; Saturday 14 February is made up for it.
    spec.overrides.insert(date("2026-02-17"), windows(&["10:00-11:00"]));
    spec.overrides.insert(date("2026-02-14"), vec![]);
    let calendar = compiled(spec);
    let off_days = (at("2026-02-14T00:00:00+08:00"), at("2026-02-24T00:00:00+08:00"));
    assert_eq!(calendar.between(off_days.0, off_days.1), Ok(hours(1)));
    assert_eq!(calendar.is_business_day(date("2026-02-14")), Ok(false));
    assert_eq!(calendar.is_business_day(date("2026-02-17")), Ok(true));
    assert_eq!(calendar.is_business_day(date("2026-02-18")), Ok(false));
}

#[test]
fn t21_a_day_off_in_one_list_beats_a_made_up_day_in_another() {
    let mut spec = shanghai();
    spec.holidays.push(HolidayList::open_ended("ours", [date("2026-02-14")], []).unwrap());
    assert_eq!(compiled(spec).is_business_day(date("2026-02-14")), Ok(false));
}

#[test]
fn t22_a_short_day_has_those_hours_only() {
    let mut spec = spec(Zone::utc(), "mon-fri", &["09:00-17:00"], (2026, 2026));
    spec.overrides.insert(date("2026-12-24"), windows(&["09:00-12:00"]));
    let calendar = compiled(spec);
    check_add(&calendar, "2026-12-24T11:00:00Z", hours(2), "2026-12-25T10:00:00Z");
}

#[test]
fn t41_instants_out_of_reach_are_errors() {
    let office = office();
    for instant in [
        at("1900-01-01T00:00:00Z"),
        at("2024-12-31T23:59:59Z"),
        at("2028-01-01T00:00:01Z"),
        at("9999-12-31T23:59:59Z"),
        DateTime::<Utc>::MIN_UTC,
        DateTime::<Utc>::MAX_UTC,
    ] {
        let outside =
            CalendarError::OutsideHorizon { calendar: "office".into(), instant, first: 2025, last: 2027 };
        assert_eq!(office.add(instant, hours(1)).unwrap_err(), outside);
        assert_eq!(office.between(instant, at("2026-03-02T12:00:00Z")).unwrap_err(), outside);
        assert_eq!(office.is_open(instant).unwrap_err(), outside);
        assert_eq!(office.next_open(instant).unwrap_err(), outside);
        assert!(office.subtract(instant, hours(1)).is_err() && office.is_assumed(instant));
        assert_eq!(outside.path(), None);
    }
    let start = at("2026-03-02T12:00:00Z");
    for length in [OpenTime::from_micros(i64::MAX), hours(i32::MAX), hours(4_000)] {
        assert!(matches!(office.add(start, length), Err(CalendarError::OutsideHorizon { .. })), "{length}");
        assert!(
            matches!(office.subtract(start, length), Err(CalendarError::OutsideHorizon { .. })),
            "{length}"
        );
    }
    assert!(office.add(start, OpenTime::from_micros(i64::MIN)).is_err());
    assert!(office.add_business_days(start, u32::MAX, Ends::SameTime).is_err());
    assert!(office.periods(DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC).next().is_none());
    assert_eq!(office.periods(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).count(), 783); // 261 weekdays in each of 3 years
}

#[test]
fn t41_spans_by_the_clock_need_no_horizon() {
    let (office, start) = (office(), at("9999-12-31T00:00:00Z"));
    let deadline = office.due(start, "24h".parse().unwrap(), Ends::Closing).unwrap();
    assert_eq!(deadline.due, start + TimeDelta::hours(24));
    assert_eq!(deadline.budget, Budget::Elapsed(ElapsedTime::from_hours(24)));
    for micros in [i64::MIN, i64::MAX] {
        let span = Span::Elapsed(ElapsedTime::from_micros(micros));
        let refused = office.due(
            if micros < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC },
            span,
            Ends::Closing,
        );
        assert!(matches!(refused, Err(CalendarError::OutOfRange { .. })));
    }
}

#[test]
fn t41_the_widest_horizon_compiles() {
    let calendar = compiled(spec(named("Europe/Dublin"), "mon-fri", &["09:00-17:00"], (1900, 2200)));
    let start = at("1900-01-01T12:00:00Z");
    let due = calendar.add(start, hours(600_000)).unwrap();
    assert_eq!(calendar.between(start, due), Ok(hours(600_000)));
}

#[test]
fn t43_a_holiday_is_a_civil_day_of_the_zone() {
    // 1 May 2026 in Shanghai is 30 April 16:00 to 1 May 16:00 UTC.
    let mut spec = spec(named("Asia/Shanghai"), "mon-sun", &["00:00-24:00"], (2026, 2026));
    spec.holidays = vec![HolidayList::open_ended("ours", [date("2026-05-01")], []).unwrap()];
    let calendar = compiled(spec);
    for (instant, open) in [
        ("04-30T15:59:59", true),
        ("04-30T16:00:00", false),
        ("05-01T15:59:59", false),
        ("05-01T16:00:00", true),
    ] {
        assert_eq!(calendar.is_open(at(&format!("2026-{instant}Z"))), Ok(open), "{instant}");
    }
}

#[test]
fn years_without_a_list_are_marked_or_refused() {
    let marked = compiled(shanghai());
    let (known, unknown) = (at("2026-12-31T12:00:00+08:00"), at("2027-01-01T00:00:00+08:00"));
    assert!(!marked.is_assumed(known) && marked.is_assumed(unknown));
    assert_eq!(marked.is_business_day(date("2027-01-01")), Ok(true)); // a Friday like any other

    let refused = compiled(crm_calendar::CalendarSpec { beyond: Beyond::Error, ..shanghai() });
    let no_list = CalendarError::NoHolidayList { calendar: "office".into(), year: 2027 };
    assert_eq!(refused.is_open(unknown).unwrap_err(), no_list);
    assert_eq!(refused.add(known, hours(40)).unwrap_err(), no_list);
    assert_eq!(refused.is_business_day(date("2027-01-01")).unwrap_err(), no_list);
    assert_eq!(refused.horizon().end(), unknown);
    assert!(matches!(refused.is_open(at("2028-06-01T00:00:00Z")), Err(CalendarError::OutsideHorizon { .. })));

    let never = crm_calendar::CalendarSpec { beyond: Beyond::Error, horizon: (2027, 2030), ..shanghai() };
    assert_eq!(Calendar::new(never).unwrap_err().path(), Some("holidays"));
}

#[test]
fn errors_of_building_name_the_place() {
    let path = |change: fn(&mut crm_calendar::CalendarSpec)| {
        let mut spec = shanghai();
        change(&mut spec);
        let error = Calendar::new(spec).unwrap_err();
        (error.path().map(String::from), error.to_string())
    };
    let (overlap, message) = path(|spec| {
        spec.weekly =
            spec.weekly.clone().with(Weekday::Tue.into(), &windows(&["13:00-18:00", "09:00-13:30"]));
    });
    assert_eq!(overlap.as_deref(), Some("hours.tue[1]"));
    assert_eq!(message, "hours `09:00-13:30` overlap `13:00-18:00` on the same day");
    let (overlap, _) = path(|spec| {
        spec.overrides.insert(date("2026-12-24"), windows(&["22:00-06:00", "09:00-12:00", "10:00-23:00"]));
    });
    assert_eq!(overlap.as_deref(), Some("overrides.2026-12-24[2]"));
    for horizon in [(2027, 2026), (1899, 2026), (2026, 2201), (i32::MIN, i32::MAX)] {
        let error = Calendar::new(crm_calendar::CalendarSpec { horizon, ..shanghai() }).unwrap_err();
        assert_eq!(error.path(), Some("horizon"));
    }
    let short = Zone::from_chrono("short", &Utc, 2026, 2026).unwrap();
    let error = Calendar::new(crm_calendar::CalendarSpec { zone: short, ..shanghai() }).unwrap_err();
    assert_eq!(error.path(), Some("zone"));
}

#[test]
fn the_bundled_database_knows_recent_changes() {
    // Since 2026-11-01 Vancouver no longer leaves UTC-7; made with the database 2026e.
    let zone = named("America/Vancouver");
    let noon = at("2026-12-01T12:00:00-07:00");
    assert_eq!(zone.instants(zone.local(noon)), LocalInstant::Single(noon));
    assert_eq!(zone.offset_at(noon).local_minus_utc(), -7 * 3_600);
}

#[test]
fn t41_a_calendar_of_millions_of_stretches_is_refused_at_once() {
    let minutes: Vec<Window> = (0..720)
        .map(|half| {
            let at = |seconds| TimeOfDay::from_seconds(seconds).unwrap();
            Window::new(at(half * 120), at(half * 120 + 60)).unwrap()
        })
        .collect();
    let hours = WeeklyHours::closed().with(WeekdaySet::ALL, &minutes);
    let refused =
        Calendar::new(CalendarSpec::weekly("minutes", Zone::utc(), hours, (1900, 2200))).unwrap_err();
    assert!(matches!(refused, CalendarError::TooLarge { .. }), "{refused}");
    assert_eq!(refused.path(), Some("horizon"));
}

#[test]
fn t40_new_zone_data_moves_what_is_recomputed_and_nothing_that_is_stored() {
    // Brazil by data that do not know of the summer time of 4 November 2018, and by data that do.
    let old = Zone::fixed(-3 * 3_600).unwrap();
    let new = Zone::named("America/Sao_Paulo").unwrap();
    let [old, new] = [old, new].map(|zone| compiled(spec(zone, "mon-fri", &["09:00-17:00"], (2018, 2018))));
    let opened = at("2018-11-01T15:00:00-03:00"); // a Thursday
    let stored = old.add(opened, OpenTime::from_hours(14)).unwrap();
    assert_eq!(stored, at("2018-11-05T13:00:00-03:00")); // 2 h, 8 h on Friday, 4 h on Monday
    // The stored deadline is an instant; asked again it is the same time by the new clocks.
    assert_eq!(new.add(opened, OpenTime::from_hours(14)), Ok(at("2018-11-05T13:00:00-02:00")));
    assert_eq!(new.zone().local(stored).to_string(), "2018-11-05 14:00:00");
    // What was used before the clocks changed is the same by both.
    let before = at("2018-11-02T17:00:00-03:00");
    assert_eq!(old.between(opened, before), new.between(opened, before));
    let open = |calendar: &Calendar| calendar.between(opened, stored);
    assert_eq!((open(&old), open(&new)), (Ok(OpenTime::from_hours(14)), Ok(OpenTime::from_hours(15))));
}
