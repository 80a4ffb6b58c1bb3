//! Business days, calendar days, and the deadlines that spans give.

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

#[cfg(feature = "tzdb")]
mod clock_changes {
    use crm_calendar::chrono::TimeDelta;

    use super::*;

    fn always(zone: &str, years: (i32, i32)) -> Calendar {
        compiled(spec(Zone::named(zone).unwrap(), "mon-sun", &["00:00-24:00"], years))
    }

    #[test]
    fn calendar_days_are_shorter_or_longer_when_clocks_change() {
        let berlin = always("Europe/Berlin", (2026, 2026));
        let spring = at("2026-03-28T12:00:00+01:00"); // clocks go forward in the night
        let two = |span: &str| berlin.due(spring, span.parse().unwrap(), Ends::SameTime).unwrap();
        assert_eq!(two("2cd").due, at("2026-03-30T12:00:00+02:00"));
        assert_eq!(two("2cd").budget, Budget::Elapsed(ElapsedTime::from_hours(47)));
        assert_eq!(two("2d").due, at("2026-03-30T13:00:00+02:00"));
        let autumn = at("2026-10-24T12:00:00+02:00");
        let due = berlin.add_calendar_days(autumn, 2, Ends::SameTime).unwrap();
        assert_eq!(due - autumn, TimeDelta::hours(49));
    }

    #[test]
    fn t12_a_time_that_the_clock_skips_is_the_first_after_the_gap() {
        let york = always("America/New_York", (2024, 2024));
        check_calendar_days(
            &york,
            "2024-03-09T02:30:00-05:00",
            1,
            "2024-03-10T03:00:00-04:00",
            "2024-03-11T00:00:00-04:00",
        );
        check_calendar_days(
            &york,
            "2024-11-02T01:30:00-04:00",
            1,
            "2024-11-03T01:30:00-04:00", // the first of the two
            "2024-11-04T00:00:00-05:00",
        );
    }

    #[test]
    fn t15_a_day_that_begins_at_one_ends_the_one_before_there() {
        let paulo = always("America/Sao_Paulo", (2018, 2018));
        check_calendar_days(
            &paulo,
            "2018-11-02T00:00:00-03:00",
            2,
            "2018-11-04T01:00:00-02:00",
            "2018-11-05T00:00:00-02:00",
        );
        let due = paulo.add_calendar_days(at("2018-11-03T12:00:00-03:00"), 0, Ends::Closing);
        assert_eq!(due, Ok(at("2018-11-04T01:00:00-02:00")));
        // Clocks that go back at midnight show 23:00 to 24:00 twice: the day ends the second time.
        let due = paulo.add_calendar_days(at("2018-02-17T12:00:00-02:00"), 0, Ends::Closing);
        assert_eq!(due, Ok(at("2018-02-18T00:00:00-03:00")));
    }

    #[test]
    fn a_midnight_shown_twice_ends_the_day_once() {
        // Clocks went back from 01:00 to 00:00, so that Sunday began twice and Saturday ended once.
        let havana = always("America/Havana", (2024, 2024));
        let due = havana.add_calendar_days(at("2024-11-02T12:00:00-04:00"), 0, Ends::Closing);
        assert_eq!(due, Ok(at("2024-11-03T00:00:00-04:00")));
    }

    #[test]
    fn t16_a_day_that_never_was_is_not_counted() {
        let apia = always("Pacific/Apia", (2011, 2012));
        check_calendar_days(
            &apia,
            "2011-12-29T12:00:00-10:00",
            1,
            "2011-12-31T12:00:00+14:00",
            "2012-01-01T00:00:00+14:00",
        );
        check_calendar_days(
            &apia,
            "2011-12-28T12:00:00-10:00",
            3,
            "2012-01-01T12:00:00+14:00",
            "2012-01-02T00:00:00+14:00",
        );
        check_calendar_days(
            &apia,
            "2011-12-28T12:00:00-10:00",
            1,
            "2011-12-29T12:00:00-10:00",
            "2011-12-31T00:00:00+14:00",
        );
        let kwajalein = always("Pacific/Kwajalein", (1993, 1994));
        let due = kwajalein.add_calendar_days(at("1993-08-20T12:00:00Z"), 2, Ends::SameTime).unwrap();
        assert_eq!(kwajalein.zone().date(due), date("1993-08-23")); // the 21st never was
    }

    #[test]
    fn calendar_days_need_years_that_the_zone_knows() {
        let berlin = always("Europe/Berlin", (2026, 2026));
        let last = at("2200-12-30T12:00:00+01:00");
        assert_eq!(berlin.add_calendar_days(last, 1, Ends::Closing), Ok(at("2201-01-01T00:00:00+01:00")));
        assert!(berlin.add_calendar_days(last, 2, Ends::SameTime).is_err());
        assert!(berlin.add_calendar_days(at("1899-12-30T12:00:00Z"), 5, Ends::SameTime).is_err());
    }
}

#[cfg(feature = "proptest")]
mod laws {
    use std::collections::BTreeSet;

    use crm_calendar::{
        OvernightRule, Period,
        chrono::{DateTime, TimeDelta, Utc},
        strategies::{
            any_calendar, any_holiday_list, any_instant, any_windows, any_zone, instants_near_clock_changes,
        },
    };
    use proptest::prelude::*;

    use super::*;

    /// The same hours on every day that is no holiday, by clocks that never change.
    fn even_calendar() -> impl Strategy<Value = Calendar> {
        (any_windows(), any_holiday_list(), -12..=14_i32).prop_map(|(windows, list, hours)| {
            let mut spec = spec(Zone::fixed(hours * 3_600).unwrap(), "mon-sun", &[], (2025, 2026));
            spec.weekly = spec.weekly.with("mon-sat".parse().unwrap(), &windows);
            spec.holidays = vec![list];
            spec.made_up_hours = Some(Weekday::Mon);
            spec.overnight = OvernightRule::OpeningDay;
            compiled(spec)
        })
    }

    /// Returns whether windows of two days contain the instant.
    fn is_shared(calendar: &Calendar, instant: DateTime<Utc>) -> bool {
        let day = calendar.business_day_of(instant).unwrap();
        let eve = day.pred_opt().and_then(|eve| calendar.open_on(eve).ok());
        eve.is_some_and(|mut periods| periods.any(|period| period.contains(instant)))
    }

    /// Returns whether every business day from one instant to another has closed when the next one does.
    fn each_day_closes_before_the_next(
        calendar: &Calendar,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> bool {
        let dates = calendar.zone().date(from - TimeDelta::days(1)).iter_days();
        let dates = dates.take_while(|date| *date <= calendar.zone().date(until));
        let closing = |date| calendar.open_on(date).ok().and_then(|open| open.map(Period::end).max());
        dates.filter_map(closing).is_sorted()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn prop_days_back_and_forth_are_the_same_instant(
            calendar in even_calendar(),
            t in any_instant(2025, 2026),
            days in 0..200_u32,
        ) {
            let t = t.max(calendar.horizon().start());
            prop_assume!(calendar.is_open(t) == Ok(true) && !is_shared(&calendar, t));
            if let Ok(back) = calendar.subtract_business_days(t, days, Ends::SameTime) {
                prop_assert_eq!(calendar.add_business_days(back, days, Ends::SameTime), Ok(t));
            }
            if let Ok(due) = calendar.add_business_days(t, days, Ends::SameTime) {
                prop_assert_eq!(calendar.subtract_business_days(due, days, Ends::SameTime), Ok(t));
            }
        }

        #[test]
        fn prop_days_back_to_a_closing_reach_the_closing_of_the_end(
            calendar in any_calendar().boxed(),
            t in any_instant(2025, 2026),
            days in 1..200_u32,
        ) {
            let end = if calendar.is_open(t) == Ok(true) { t } else {
                let closing = calendar.previous_close(t);
                prop_assume!(closing.is_ok());
                closing.unwrap() - TimeDelta::microseconds(1)
            };
            let Ok(back) = calendar.subtract_business_days(t, days, Ends::Closing) else { return Ok(()) };
            prop_assert!(back <= t);
            let before = back - TimeDelta::microseconds(1);
            // Where windows of two days overlap, the last instant of one is in the other.
            prop_assume!(calendar.is_open(before) == Ok(true) && !is_shared(&calendar, before) && !is_shared(&calendar, end));
            let closing = calendar.add_business_days(end, 0, Ends::Closing);
            let reached = calendar.add_business_days(before, days, Ends::Closing);
            prop_assert_eq!(reached, closing);
        }

        #[test]
        fn prop_fewer_days_back_are_never_earlier(
            calendar in any_calendar().boxed(),
            t in any_instant(2025, 2026),
            days in 0..200_u32,
        ) {
            for ends in [Ends::SameTime, Ends::Closing] {
                if let Ok(back) = calendar.subtract_business_days(t, days + 1, ends) {
                    prop_assume!(each_day_closes_before_the_next(&calendar, back, t));
                    prop_assert!(back <= calendar.subtract_business_days(t, days, ends).unwrap());
                }
            }
        }

        #[test]
        fn prop_calendar_days_are_the_dates_that_clocks_show(
            (zone, start) in any_zone().prop_flat_map(|zone| {
                (Just(zone.clone()), instants_near_clock_changes(&zone, 2010, 2028).boxed())
            }),
            before in 0..96_i64,
            days in 0..6_u32,
        ) {
            let start = start - TimeDelta::hours(before);
            let calendar = compiled(spec(zone.clone(), "mon", &["09:00-17:00"], (2026, 2026)));
            let end = calendar.add_calendar_days(start, days, Ends::Closing).unwrap();
            let same = calendar.add_calendar_days(start, days, Ends::SameTime).unwrap();
            prop_assert!(start <= same && same < end);
            // Every date shown from the start to before the end, looked up every quarter of an hour.
            let quarters = (0..).map(|quarter| start + TimeDelta::minutes(15 * quarter));
            let shown: BTreeSet<_> = quarters.take_while(|&t| t < end).map(|t| zone.date(t)).collect();
            prop_assert_eq!(shown.len(), days as usize + 1, "{:?}", shown);
            prop_assert_eq!(zone.date(same), *shown.last().unwrap());
            // Later than at the start only by a gap.
            let clock = |t: DateTime<Utc>| zone.local(t).time();
            let late = clock(same) - clock(start);
            prop_assert!(TimeDelta::zero() <= late && late <= TimeDelta::hours(1), "{}", late);
        }
    }
}
