//! Every difference from other libraries that `docs/peers.md` lists, by its number.

use benches::described::{Described, Hours};
use crm_calendar::chrono::{DateTime, NaiveDate, Utc};
use crm_calendar::{OpenTime, OvernightRule};
use jiff::{SignedDuration, Timestamp};

const PAGE: &str = include_str!("../../../docs/peers.md");
const BERLIN: &str = "Europe/Berlin";

fn ours(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn theirs(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Open minutes between two instants: here, by either reading of a day off; in `ule-hours`; in `workclock`.
struct Minutes {
    opening_day: i64,
    civil_day: i64,
    ule_hours: i64,
    workclock: i64,
}

#[track_caller]
fn check(described: &Described, from: &str, until: &str, expected: &Minutes) {
    let here = |rule| {
        let calendar = described.ours(rule).unwrap();
        calendar.between(ours(from), ours(until)).unwrap().as_micros() / 60_000_000
    };
    assert_eq!(here(OvernightRule::OpeningDay), expected.opening_day, "by the opening day");
    assert_eq!(here(OvernightRule::CivilDay), expected.civil_day, "by the civil day");
    let ule_hours = described.ule_hours().unwrap().between(theirs(from), theirs(until));
    assert_eq!(ule_hours.as_mins(), expected.ule_hours, "ule-hours");
    let workclock = described.workclock().unwrap().between(theirs(from), theirs(until));
    assert_eq!(workclock.as_mins(), expected.workclock, "workclock");
}

/// Checks the minutes of a window that is there every day, where both others agree.
#[track_caller]
fn check_daily(zone: &'static str, hours: Hours, from: &str, until: &str, here: i64, there: i64) {
    let described = Described::daily(zone, &[hours]);
    let expected = Minutes { opening_day: here, civil_day: here, ule_hours: there, workclock: there };
    check(&described, from, until, &expected);
}

#[test]
fn d1_nothing_added_outside_hours() {
    let office = Described::mon_fri(BERLIN, &[("09:00", "17:00")]);
    let (saturday, monday) = ("2026-03-07T12:00:00Z", "2026-03-09T08:00:00Z");
    let calendar = office.ours(OvernightRule::OpeningDay).unwrap();
    assert_eq!(calendar.add(ours(saturday), OpenTime::ZERO), Ok(ours(saturday)));
    assert_eq!(calendar.add_rolled(ours(saturday), OpenTime::ZERO), Ok(ours(monday)));
    let zero = SignedDuration::ZERO;
    assert_eq!(office.workclock().unwrap().add(theirs(saturday), zero).unwrap(), theirs(saturday));
    assert_eq!(office.ule_hours().unwrap().add(theirs(saturday), zero).unwrap(), theirs(monday));
}

#[test]
fn d2_a_night_beside_a_day_off() {
    // Nights of Thursday and Friday, 22:00 to 06:00; Friday is off.
    let nights = Described::mon_fri(BERLIN, &[("22:00", "06:00")]);
    let nights = Described { off: vec![date("2026-05-01")], ..nights };
    let (thursday_noon, saturday_noon) = ("2026-04-30T10:00:00Z", "2026-05-02T10:00:00Z");
    // By the opening day Thursday's night runs to its end and Friday's is out: 8 h. By the civil day 2 h are left of
    // Thursday's, before midnight, and 6 h of Friday's, after it: 8 h as well, but not the same ones.
    check(
        &nights,
        thursday_noon,
        saturday_noon,
        &Minutes { opening_day: 480, civil_day: 480, ule_hours: 480, workclock: 480 },
    );
    let friday_noon = "2026-05-01T10:00:00Z";
    check(
        &nights,
        thursday_noon,
        friday_noon,
        &Minutes { opening_day: 480, civil_day: 120, ule_hours: 480, workclock: 120 },
    );
}

#[test]
fn d3_a_bound_in_a_skipped_hour() {
    // 2026-03-29 02:00 is 03:00 in Berlin.
    let (from, until) = ("2026-03-28T23:00:00Z", "2026-03-29T10:00:00Z");
    // Opens at 03:00 or at 03:30.
    check_daily(BERLIN, ("02:30", "05:00"), from, until, 120, 90);
    // Closes at 03:00 or at 03:30.
    check_daily(BERLIN, ("00:00", "02:30"), from, until, 120, 150);
    // Not at all, or from 03:15 to 03:45.
    check_daily(BERLIN, ("02:15", "02:45"), from, until, 0, 30);
    // At midnight both readings meet: 2018-11-04 00:00 is 01:00 in São Paulo.
    check_daily(
        "America/Sao_Paulo",
        ("00:00", "06:00"),
        "2018-11-04T03:00:00Z",
        "2018-11-04T12:00:00Z",
        300,
        300,
    );
}

#[test]
fn d4_a_closing_in_a_repeated_hour() {
    // 2026-10-25 03:00 is 02:00 again in Berlin.
    let (from, until) = ("2026-10-24T22:00:00Z", "2026-10-25T10:00:00Z");
    // Until 02:30 for the second time, or for the first.
    check_daily(BERLIN, ("00:00", "02:30"), from, until, 210, 150);
    check_daily(BERLIN, ("02:15", "02:45"), from, until, 90, 30);
    // An opening is that of the first time for all.
    check_daily(BERLIN, ("02:30", "05:00"), from, until, 210, 210);
}

#[test]
fn d5_a_day_off_that_clocks_leave_again() {
    // 2006-10-29 at 00:01 clocks in St. John's went back to 23:01 of Saturday; Sunday is off.
    let nights = Described::daily("America/St_Johns", &[("20:00", "04:00")]);
    let nights = Described { off: vec![date("2006-10-29")], years: (2005, 2007), ..nights };
    let (saturday_noon, sunday_noon) = ("2006-10-28T14:30:00Z", "2006-10-29T15:30:00Z");
    // By the civil day until the second midnight or until the first; clocks show Saturday for 4 h 59 min.
    check(
        &nights,
        saturday_noon,
        sunday_noon,
        &Minutes { opening_day: 540, civil_day: 300, ule_hours: 540, workclock: 240 },
    );
    // Havana's Sunday has two midnights as well, but never goes back to Saturday: closed from the first, for both.
    let nights = Described::daily("America/Havana", &[("20:00", "04:00")]);
    let nights = Described { off: vec![date("2026-11-01")], ..nights };
    check(
        &nights,
        "2026-10-31T16:00:00Z",
        "2026-11-01T17:00:00Z",
        &Minutes { opening_day: 540, civil_day: 240, ule_hours: 540, workclock: 240 },
    );
}

#[test]
fn d6_a_day_that_never_was() {
    // Friday 2011-12-30 was skipped in Apia: clocks went from Thursday 24:00 to Saturday 00:00.
    let office = Described::mon_fri("Pacific/Apia", &[("09:00", "17:00")]);
    let (friday_midnight, sunday_midnight) = ("2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z");
    check(
        &office,
        friday_midnight,
        sunday_midnight,
        &Minutes { opening_day: 0, civil_day: 0, ule_hours: 480, workclock: 480 },
    );
}

#[test]
fn d7_more_than_ten_years() {
    let office = Described::mon_fri(BERLIN, &[("09:00", "17:00")]);
    // 12 years are 626 weeks and a day, a Saturday: 626 times 40 h.
    let (from, until) = ("2011-01-01T00:00:00Z", "2023-01-01T00:00:00Z");
    let twelve_years = 626 * 40 * 60;
    // 3,660 days ahead, of which the first is the eve: 522 weeks and 5 days, Saturday to Wednesday.
    let to_its_horizon = (522 * 40 + 3 * 8) * 60;
    check(
        &office,
        from,
        until,
        &Minutes {
            opening_day: twelve_years,
            civil_day: twelve_years,
            ule_hours: to_its_horizon,
            workclock: twelve_years,
        },
    );
    let length = SignedDuration::from_hours(626 * 40);
    assert!(office.ule_hours().unwrap().add(theirs(from), length).is_err());
    let due = office.workclock().unwrap().add(theirs(from), length).unwrap();
    let our_due =
        office.ours(OvernightRule::OpeningDay).unwrap().add(ours(from), OpenTime::from_hours(626 * 40));
    assert_eq!(our_due.unwrap().timestamp_micros(), due.as_microsecond());
}

#[test]
fn d8_years_that_nobody_described() {
    let office = Described { years: (2025, 2026), ..Described::mon_fri(BERLIN, &[("09:00", "17:00")]) };
    let (late, hours) = ("2026-12-31T16:00:00Z", 8);
    let calendar = office.ours(OvernightRule::OpeningDay).unwrap();
    assert!(calendar.add(ours(late), OpenTime::from_hours(hours)).is_err());
    let new_year = theirs("2027-01-01T16:00:00Z");
    let length = SignedDuration::from_hours(hours.into());
    assert_eq!(office.ule_hours().unwrap().add(theirs(late), length).unwrap(), new_year);
    assert_eq!(office.workclock().unwrap().add(theirs(late), length).unwrap(), new_year);
}

#[test]
fn d9_a_negative_length() {
    let office = Described::mon_fri(BERLIN, &[("09:00", "17:00")]);
    let (monday_10h, friday_16h) = ("2026-03-09T09:00:00Z", "2026-03-06T15:00:00Z");
    let calendar = office.ours(OvernightRule::OpeningDay).unwrap();
    assert!(calendar.add(ours(monday_10h), OpenTime::from_hours(-2)).is_err());
    assert_eq!(calendar.subtract(ours(monday_10h), OpenTime::from_hours(2)), Ok(ours(friday_16h)));
    let length = SignedDuration::from_hours(-2);
    assert!(office.ule_hours().unwrap().add(theirs(monday_10h), length).is_err());
    assert_eq!(office.workclock().unwrap().add(theirs(monday_10h), length).unwrap(), theirs(friday_16h));
}

#[test]
fn d10_hours_that_are_refused() {
    let accepted = |hours: &[Hours]| {
        let described = Described::mon_fri(BERLIN, hours);
        let ours = described.ours(OvernightRule::OpeningDay).is_ok();
        (ours, described.ule_hours().is_ok(), described.workclock().is_ok())
    };
    assert_eq!(accepted(&[("09:00", "09:00")]), (false, false, true)); // 24 hours, or none?
    assert_eq!(accepted(&[("09:00", "13:00"), ("12:00", "17:00")]), (false, false, true));
    assert_eq!(accepted(&[("13:00", "17:00"), ("09:00", "12:00")]), (true, false, true)); // not in order
    assert_eq!(accepted(&[("05:00", "09:00"), ("22:00", "06:00")]), (true, false, true)); // runs into the next day's
    assert_eq!(accepted(&[]), (false, true, false)); // never open
}

#[test]
fn the_page_lists_every_difference() {
    let tests =
        include_str!("differences.rs").split("fn d").skip(1).filter_map(|rest| rest.split("()").next());
    let names: Vec<String> = tests
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .map(|rest| format!("`d{rest}`"))
        .collect();
    assert_eq!(names.len(), 10);
    for name in &names {
        assert_eq!(PAGE.matches(name.as_str()).count(), 1, "{name}");
    }
    assert_eq!(PAGE.matches("`d").count(), names.len());
}
