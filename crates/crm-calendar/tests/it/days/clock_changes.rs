//! Days on which the clock is changed.

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
