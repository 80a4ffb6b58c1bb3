//! What `[holidays.NAME]` with rules comes to: which days the calendar that names it has off.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::{parse, small_with};

/// Returns the weekdays of a year on which the office is closed, given the lines of a list.
#[track_caller]
fn closed(lines: &str, year: i32) -> Vec<String> {
    let text = small_with("[calendar.office]", &format!("[holidays.ours]\n{lines}\n\n[calendar.office]"))
        .replace("holidays = []", "holidays = [\"ours\"]\nbeyond = \"error\"\nmade-up-hours = \"mon\"");
    let policy = parse(&text);
    let office = &policy.latest().calendars()["office"];
    let days = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days();
    days.take_while(|day| day.year() == year)
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .filter(|day| !office.is_business_day(*day).unwrap())
        .map(|day| day.format("%m-%d").to_string())
        .collect()
}

#[test]
fn each_way_to_tell_a_day() {
    for (rule, day) in [
        ("month = 5, day = 1", "05-01"),
        ("month = 2, day = 29, common-years = \"march-1\"", ""), // a Sunday in 2026
        ("month = 2, day = 29, common-years = \"none\"", ""),
        ("weekday = \"thu\", nth = 4, month = 11", "11-26"),
        ("weekday = \"mon\", nth = \"last\", month = 5", "05-25"),
        ("weekday = \"mon\", nth = 5, month = 2", ""), // February 2026 has four
        ("weekday = \"mon\", on-or-before = { month = 5, day = 24 }", "05-18"),
        ("weekday = \"fri\", on-or-after = { month = 6, day = 19 }", "06-19"),
        ("easter = 1", "04-06"),
        ("easter = -2", "04-03"),
        ("orthodox-easter = 1", "04-13"),
    ] {
        let lines = format!("years = \"all\"\nrules = [{{ name = \"x\", {rule} }}]");
        let expected: Vec<&str> = day.split_whitespace().collect();
        assert_eq!(closed(&lines, 2026), expected, "{rule}");
    }
}

#[test]
fn substitutes_and_years() {
    // 1 August 2026 is a Saturday, 2 August a Sunday.
    for (rule, days) in [
        ("day = 1", ""),
        ("day = 1, substitute = \"none\"", ""),
        ("day = 1, substitute = \"next-monday\"", "08-03"),
        ("day = 1, substitute = \"nearest-weekday\"", "07-31"),
        ("day = 2, substitute = \"nearest-weekday\", instead = true", "08-03"),
        ("day = 1, substitute = \"next-free-day\"", "08-04"), // the 3rd is off by itself
        ("day = 7, substitute = \"next-free-day\", weekend = \"fri-sat\"", "08-07"), // and Sunday the 9th
        ("day = 5, from = 2027", ""),
        ("day = 5, from = 2026, until = 2026", "08-05"),
        ("day = 5, until = 2025", ""),
    ] {
        let lines = format!(
            "years = {{ from = 2025, until = 2027 }}\noff = [2026-08-03]\n\
             rules = [{{ name = \"x\", month = 8, {rule} }}]"
        );
        let mut expected: Vec<&str> = days.split_whitespace().chain(["08-03"]).collect();
        expected.sort_unstable();
        expected.dedup();
        assert_eq!(closed(&lines, 2026), expected, "{rule}");
    }
}

#[test]
fn t21_rules_beside_exceptions_dates_and_made_up_days() {
    let lines = "years = [2025, 2026, 2027]\nweekend = \"sun\"\nexcept = [2026-05-01]\noff = [2026-05-08]\n\
                 made-up = [2026-05-09]\nrules = [\n    { name = \"Labour Day\", month = 5, day = 1 },\n    \
                 { name = \"Second\", month = 5, day = 3, substitute = \"next-monday\" },\n    \
                 { name = \"First\", month = 5, day = 2, substitute = \"next-monday\" },\n]";
    assert_eq!(closed(lines, 2026), ["05-04", "05-08"]);
    assert_eq!(closed(lines, 2027), ["05-03"]); // the 2nd is the Sunday
    assert_eq!(closed(lines, 2025), ["05-01", "05-02"]);
}

/// A list of rules is never taken for the list of China that has not been published.
#[test]
fn rules_do_not_fill_in_for_the_list_of_china() {
    let rules = "[holidays.ours]\nyears = \"all\"\nrules = [{ name = \"x\", month = 5, day = 20 }]\n\n[calendar.office]";
    let policy = |beyond: &str| {
        let text = small_with("[calendar.office]", rules).replace(
            "holidays = []",
            &format!("holidays = [\"cn\", \"ours\"]\nmade-up-hours = \"mon\"\nbeyond = \"{beyond}\""),
        );
        parse(&text)
    };
    let day = NaiveDate::from_ymd_opt(2027, 5, 20).unwrap();
    let instant = "2027-05-21T04:00:00Z".parse().unwrap();
    assert!(policy("error").latest().calendars()["office"].is_business_day(day).is_err());
    let assuming = policy("weekly-hours");
    let office = &assuming.latest().calendars()["office"];
    assert_eq!(office.is_business_day(day), Ok(false));
    assert!(office.is_assumed(instant));
}

#[test]
fn the_order_of_rules_plays_no_part() {
    let one = "{ name = \"a\", month = 12, day = 25, substitute = \"next-free-day\" }";
    let two = "{ name = \"b\", month = 12, day = 26, substitute = \"next-free-day\" }";
    for order in [[one, two], [two, one]] {
        let lines = format!("years = \"all\"\nrules = [{}]", order.join(", "));
        assert_eq!(closed(&lines, 2027), ["12-27", "12-28"]); // the 25th is a Saturday
    }
}
