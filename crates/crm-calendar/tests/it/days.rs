//! Business days, calendar days, and the deadlines that spans give.

#[cfg(feature = "tzdb")]
mod clock_changes;
#[cfg(feature = "proptest")]
mod laws;

use crm_calendar::{Budget, Calendar, ElapsedTime, Ends, HolidayList, OpenTime, Zone, chrono::Weekday};

use crate::support::{at, compiled, date, office, spec, windows};

#[track_caller]
fn check_days(calendar: &Calendar, start: &str, days: u32, same_time: &str, closing: &str) {
    let start = at(start);
    assert_eq!(calendar.add_business_days(start, days, Ends::SameTime), Ok(at(same_time)));
    assert_eq!(calendar.add_business_days(start, days, Ends::Closing), Ok(at(closing)));
}

#[test]
fn business_days_skip_weekends() {
    let office = office();
    check_days(&office, "2026-03-06T16:00:00Z", 2, "2026-03-10T16:00:00Z", "2026-03-10T17:00:00Z");
    check_days(&office, "2026-03-06T16:00:00Z", 0, "2026-03-06T16:00:00Z", "2026-03-06T17:00:00Z");
}

#[test]
fn t1_a_start_outside_hours_counts_as_the_next_opening() {
    let office = office();
    // Saturday counts as Monday 09:00; one business day later is Tuesday.
    check_days(&office, "2026-03-07T12:00:00Z", 1, "2026-03-10T09:00:00Z", "2026-03-10T17:00:00Z");
    // T3: at the closing of Friday it is Monday already.
    check_days(&office, "2026-03-06T17:00:00Z", 1, "2026-03-10T09:00:00Z", "2026-03-10T17:00:00Z");
}

#[test]
fn a_time_closed_on_the_last_day_moves_to_the_closing_before_it() {
    let mut spec = spec(Zone::utc(), "mon-thu", &["09:00-12:00", "13:00-17:00"], (2026, 2026));
    spec.weekly = spec.weekly.with(Weekday::Fri.into(), &windows(&["10:00-12:00", "14:00-16:00"]));
    let calendar = compiled(spec);
    let friday = |time| format!("2026-03-06T{time}:00Z");
    for (thursday, expected) in
        [("11:00", "11:00"), ("13:30", "12:00"), ("14:00", "14:00"), ("16:30", "16:00"), ("09:30", "10:00")]
    {
        check_days(&calendar, &format!("2026-03-05T{thursday}:00Z"), 1, &friday(expected), &friday("16:00"));
    }
}

#[test]
fn t20_a_made_up_saturday_is_a_business_day() {
    let mut spec = spec(Zone::fixed(8 * 3_600).unwrap(), "mon-fri", &["09:00-18:00"], (2026, 2026));
    spec.holidays = vec![HolidayList::china()];
    spec.made_up_hours = Some(Weekday::Mon);
    let calendar = compiled(spec);
    // From Friday 13: Saturday 14 is the first, then the festival, Tuesday 24 the second.
    check_days(
        &calendar,
        "2026-02-13T10:00:00+08:00",
        1,
        "2026-02-14T10:00:00+08:00",
        "2026-02-14T18:00:00+08:00",
    );
    check_days(
        &calendar,
        "2026-02-13T10:00:00+08:00",
        2,
        "2026-02-24T10:00:00+08:00",
        "2026-02-24T18:00:00+08:00",
    );
}

#[test]
fn t17_the_night_belongs_to_the_day_on_which_it_opened() {
    let nights = compiled(spec(Zone::utc(), "mon-fri", &["22:00-06:00"], (2026, 2026)));
    assert_eq!(nights.business_day_of(at("2026-03-03T02:00:00Z")), Ok(date("2026-03-02")));
    assert_eq!(nights.business_day_of(at("2026-03-07T03:00:00Z")), Ok(date("2026-03-06"))); // Saturday, before dawn
    assert_eq!(nights.business_day_of(at("2026-03-07T12:00:00Z")), Ok(date("2026-03-09")));
    assert_eq!(nights.is_business_day(date("2026-03-07")), Ok(false));
    // Two hours past midnight of Monday's night is two hours past midnight of Tuesday's.
    check_days(&nights, "2026-03-03T02:00:00Z", 1, "2026-03-04T02:00:00Z", "2026-03-04T06:00:00Z");
    check_days(&nights, "2026-03-07T03:00:00Z", 1, "2026-03-10T03:00:00Z", "2026-03-10T06:00:00Z");
}

#[test]
fn windows_of_every_day_that_touch_still_end_each_day() {
    let always = compiled(spec(Zone::utc(), "mon-sun", &["00:00-24:00"], (2026, 2026)));
    check_days(&always, "2026-03-02T15:00:00Z", 1, "2026-03-03T15:00:00Z", "2026-03-04T00:00:00Z");
    assert_eq!(always.trace(at("2026-03-02T15:00:00Z"), at("2026-03-09T00:00:00Z")).len(), 1);
}

#[test]
fn where_two_days_are_open_an_instant_belongs_to_the_later() {
    let mut spec = spec(Zone::utc(), "mon", &["22:00-06:00"], (2026, 2026));
    spec.weekly = spec.weekly.with(Weekday::Tue.into(), &windows(&["00:00-01:00", "05:00-09:00"]));
    let calendar = compiled(spec);
    assert_eq!(calendar.business_day_of(at("2026-03-03T05:30:00Z")), Ok(date("2026-03-03")));
    assert_eq!(calendar.business_day_of(at("2026-03-03T03:00:00Z")), Ok(date("2026-03-02")));
    // Tuesday has no time 03:00 of the day after, so its last closing before it counts.
    check_days(&calendar, "2026-03-03T03:00:00Z", 1, "2026-03-03T09:00:00Z", "2026-03-03T09:00:00Z");
}

#[track_caller]
fn check_days_back(calendar: &Calendar, end: &str, days: u32, same_time: &str, closing: &str) {
    let end = at(end);
    assert_eq!(calendar.subtract_business_days(end, days, Ends::SameTime), Ok(at(same_time)));
    assert_eq!(calendar.subtract_business_days(end, days, Ends::Closing), Ok(at(closing)));
}

#[test]
fn business_days_are_counted_back_over_weekends() {
    let office = office();
    check_days_back(&office, "2026-03-10T16:00:00Z", 2, "2026-03-06T16:00:00Z", "2026-03-06T17:00:00Z");
    check_days_back(&office, "2026-03-09T09:00:00Z", 1, "2026-03-06T09:00:00Z", "2026-03-06T17:00:00Z");
    // None at all: the end itself, never a later closing.
    check_days_back(&office, "2026-03-10T16:00:00Z", 0, "2026-03-10T16:00:00Z", "2026-03-10T16:00:00Z");
}

#[test]
fn an_end_outside_hours_counts_as_the_closing_before_it() {
    let office = office();
    // Saturday counts as Friday 17:00; a business day before that is Thursday.
    check_days_back(&office, "2026-03-07T12:00:00Z", 1, "2026-03-05T17:00:00Z", "2026-03-05T17:00:00Z");
    check_days_back(&office, "2026-03-07T12:00:00Z", 0, "2026-03-06T17:00:00Z", "2026-03-06T17:00:00Z");
    // T3: the instant of closing is closed already, and is that closing.
    check_days_back(&office, "2026-03-06T17:00:00Z", 1, "2026-03-05T17:00:00Z", "2026-03-05T17:00:00Z");
}

#[test]
fn a_time_closed_on_the_day_counted_back_to_moves_to_the_closing_before_it() {
    let mut spec = spec(Zone::utc(), "mon-thu", &["09:00-12:00", "13:00-17:00"], (2026, 2026));
    spec.weekly = spec.weekly.with(Weekday::Fri.into(), &windows(&["08:00-18:00"]));
    let calendar = compiled(spec);
    for (friday, thursday) in
        [("11:00", "11:00"), ("12:30", "12:00"), ("12:00", "12:00"), ("17:30", "17:00"), ("08:30", "09:00")]
    {
        check_days_back(
            &calendar,
            &format!("2026-03-06T{friday}:00Z"),
            1,
            &format!("2026-03-05T{thursday}:00Z"),
            "2026-03-05T17:00:00Z",
        );
    }
}

#[test]
fn t17_nights_are_counted_back_by_their_evenings() {
    let nights = compiled(spec(Zone::utc(), "mon-fri", &["22:00-06:00"], (2026, 2026)));
    check_days_back(&nights, "2026-03-04T02:00:00Z", 1, "2026-03-03T02:00:00Z", "2026-03-03T06:00:00Z");
    check_days_back(&nights, "2026-03-09T23:00:00Z", 1, "2026-03-06T23:00:00Z", "2026-03-07T06:00:00Z");
    // By day it is the closing of the night before.
    check_days_back(&nights, "2026-03-09T12:00:00Z", 1, "2026-03-06T06:00:00Z", "2026-03-06T06:00:00Z");
}

#[test]
fn a_day_counted_back_to_never_ends_after_the_end() {
    let mut spec = spec(Zone::utc(), "mon", &["22:00-06:00"], (2026, 2026));
    spec.weekly = spec.weekly.with(Weekday::Tue.into(), &windows(&["05:00-09:00"]));
    let calendar = compiled(spec);
    // 05:30 belongs to Tuesday, and Monday's night is still open.
    check_days_back(&calendar, "2026-03-03T05:30:00Z", 1, "2026-03-02T22:00:00Z", "2026-03-03T05:30:00Z");
}

#[test]
fn t41_days_back_beyond_the_horizon_are_an_error() {
    let (office, end) = (office(), at("2025-01-02T12:00:00Z")); // Wednesday 1 January 2025 is the first day
    check_days_back(&office, "2025-01-02T12:00:00Z", 1, "2025-01-01T12:00:00Z", "2025-01-01T17:00:00Z");
    for days in [2, u32::MAX] {
        let error = office.subtract_business_days(end, days, Ends::SameTime).unwrap_err();
        assert!(error.to_string().contains("is outside the years 2025 to 2027"), "{error}");
    }
    assert!(office.subtract_business_days(at("2025-01-01T08:00:00Z"), 0, Ends::SameTime).is_err());
    assert!(office.subtract_business_days(at("2030-01-01T08:00:00Z"), 0, Ends::SameTime).is_err());
}

#[test]
fn t17_the_nights_at_both_ends_of_the_horizon_are_not_guessed() {
    let nights = compiled(spec(Zone::utc(), "mon-sun", &["22:00-06:00"], (2026, 2026)));
    let last_evening = at("2026-12-31T23:00:00Z");
    // Whether the last night closes at 06:00 is for a later year to say; that it is open at 23:00 is known.
    assert!(nights.add_business_days(last_evening, 0, Ends::Closing).is_err());
    assert!(nights.add_business_days(at("2026-12-30T03:00:00Z"), 2, Ends::SameTime).is_err());
    assert_eq!(nights.add_business_days(at("2026-12-30T23:00:00Z"), 1, Ends::SameTime), Ok(last_evening));
    // The first morning belongs to the eve, on which nobody knows what is open at 23:00.
    let first_evening = at("2026-01-01T23:00:00Z");
    assert!(nights.subtract_business_days(first_evening, 1, Ends::SameTime).is_err());
    let first_closing = at("2026-01-01T06:00:00Z");
    assert_eq!(nights.subtract_business_days(first_evening, 1, Ends::Closing), Ok(first_closing));

    let office = compiled(spec(Zone::utc(), "mon-sun", &["08:00-24:00"], (2026, 2026)));
    let new_year = at("2027-01-01T00:00:00Z");
    assert_eq!(office.add_business_days(last_evening, 0, Ends::Closing), Ok(new_year));
    let either = nights.union(&office, "either").unwrap();
    assert!(either.add_business_days(last_evening, 0, Ends::Closing).is_err());
}

#[test]
fn what_is_open_on_a_business_day_is_not_what_is_open_on_its_date() {
    let nights = compiled(spec(Zone::utc(), "mon-fri", &["08:00-09:00", "22:00-06:00"], (2026, 2026)));
    let open_on = |day: &str| -> Vec<(String, String)> {
        let periods = nights.open_on(date(day)).unwrap();
        periods.map(|period| (period.start().to_string(), period.end().to_string())).collect()
    };
    let period = |from: &str, to: &str| (at(from).to_string(), at(to).to_string());
    assert_eq!(
        open_on("2026-03-06"), // a Friday
        [
            period("2026-03-06T08:00:00Z", "2026-03-06T09:00:00Z"),
            period("2026-03-06T22:00:00Z", "2026-03-07T06:00:00Z")
        ]
    );
    assert_eq!(open_on("2026-03-07"), []);
    // From midnight to midnight: six hours of Thursday's night, the morning, and two hours of Friday's.
    let civil = nights.periods(at("2026-03-06T00:00:00Z"), at("2026-03-07T00:00:00Z"));
    assert_eq!(civil.map(|period| period.elapsed().as_micros()).sum::<i64>(), 9 * 3_600_000_000);
    assert!(nights.open_on(date("2025-12-31")).is_err() && nights.open_on(date("2027-01-01")).is_err());
}

#[track_caller]
fn check_calendar_days(calendar: &Calendar, start: &str, days: u32, same_time: &str, closing: &str) {
    let start = at(start);
    assert_eq!(calendar.add_calendar_days(start, days, Ends::SameTime), Ok(at(same_time)));
    assert_eq!(calendar.add_calendar_days(start, days, Ends::Closing), Ok(at(closing)));
}

#[test]
fn calendar_days_count_whether_open_or_not() {
    let office = office();
    check_calendar_days(&office, "2026-03-06T16:00:00Z", 3, "2026-03-09T16:00:00Z", "2026-03-10T00:00:00Z");
    check_calendar_days(&office, "2026-03-07T23:00:00Z", 1, "2026-03-08T23:00:00Z", "2026-03-09T00:00:00Z");
    check_calendar_days(&office, "2026-03-06T16:00:00Z", 0, "2026-03-06T16:00:00Z", "2026-03-07T00:00:00Z");
    // Midnight is the first instant of its day.
    check_calendar_days(&office, "2026-03-06T00:00:00Z", 1, "2026-03-07T00:00:00Z", "2026-03-08T00:00:00Z");
    // The horizon ends with 2027.
    check_calendar_days(&office, "2027-12-31T12:00:00Z", 1, "2028-01-01T12:00:00Z", "2028-01-02T00:00:00Z");
}

#[test]
fn calendar_days_are_those_of_the_calendars_zone() {
    let east = compiled(spec(Zone::fixed(8 * 3_600).unwrap(), "mon-fri", &["09:00-17:00"], (2026, 2026)));
    // 17:00 UTC is 01:00 of Saturday in the zone.
    check_calendar_days(
        &east,
        "2026-03-06T17:00:00Z",
        1,
        "2026-03-08T01:00:00+08:00",
        "2026-03-09T00:00:00+08:00",
    );
}

#[test]
fn t41_calendar_days_out_of_range_are_an_error() {
    let office = office();
    for start in
        [crm_calendar::chrono::DateTime::<crm_calendar::chrono::Utc>::MAX_UTC, at("2026-03-06T16:00:00Z")]
    {
        for ends in [Ends::SameTime, Ends::Closing] {
            let error = office.add_calendar_days(start, u32::MAX, ends).unwrap_err();
            assert!(error.to_string().contains("`4294967295cd` after"), "{error}");
        }
    }
}

#[test]
fn each_span_gives_its_deadline_and_budget() {
    let (office, start) = (office(), at("2026-03-06T16:00:00Z")); // a Friday
    for (span, due, budget) in [
        ("at-once", "2026-03-06T16:00:00Z", Budget::Elapsed(ElapsedTime::ZERO)),
        ("24h", "2026-03-07T16:00:00Z", Budget::Elapsed(ElapsedTime::from_hours(24))),
        // Saturday and Sunday, to the end of it.
        ("2cd", "2026-03-09T00:00:00Z", Budget::Elapsed(ElapsedTime::from_hours(56))),
        ("4bh", "2026-03-09T12:00:00Z", Budget::Open(OpenTime::from_hours(4))),
        // 1 h on Friday, 8 h on Monday, 8 h on Tuesday.
        ("2bd", "2026-03-10T17:00:00Z", Budget::Open(OpenTime::from_hours(17))),
    ] {
        let deadline = office.due(start, span.parse().unwrap(), Ends::Closing).unwrap();
        assert_eq!((deadline.due, deadline.budget), (at(due), budget), "{span}");
    }
    let same_time = office.due(start, "2bd".parse().unwrap(), Ends::SameTime).unwrap();
    assert_eq!(same_time.budget, Budget::Open(OpenTime::from_hours(16)));
    assert_eq!(same_time.budget.to_string(), "16 h of open time");
}

#[test]
fn a_trace_adds_up_to_the_budget() {
    let (office, start, due) = (office(), at("2026-03-06T16:00:00Z"), at("2026-03-10T11:00:00Z"));
    let lengths: Vec<String> =
        office.trace(start, due).iter().map(|open| open.elapsed().to_string()).collect();
    assert_eq!(lengths, ["1 h", "8 h", "2 h"]);
    assert_eq!(office.between(start, due), Ok(OpenTime::from_hours(11)));
}

#[cfg(feature = "tzdb")]
#[test]
fn a_same_time_that_the_clock_skips_is_the_first_after_the_gap() {
    let always =
        compiled(spec(Zone::named("America/New_York").unwrap(), "mon-sun", &["00:00-24:00"], (2024, 2024)));
    let due = always.add_business_days(at("2024-03-09T02:30:00-05:00"), 1, Ends::SameTime);
    assert_eq!(due, Ok(at("2024-03-10T03:00:00-04:00")));
    let due = always.add_business_days(at("2024-11-02T01:30:00-04:00"), 1, Ends::SameTime);
    assert_eq!(due, Ok(at("2024-11-03T01:30:00-04:00"))); // the first of the two
}
