//! Business days, and the deadlines that spans give.

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

#[test]
fn each_span_gives_its_deadline_and_budget() {
    let (office, start) = (office(), at("2026-03-06T16:00:00Z")); // a Friday
    for (span, due, budget) in [
        ("at-once", "2026-03-06T16:00:00Z", Budget::Elapsed(ElapsedTime::ZERO)),
        ("24h", "2026-03-07T16:00:00Z", Budget::Elapsed(ElapsedTime::from_hours(24))),
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
