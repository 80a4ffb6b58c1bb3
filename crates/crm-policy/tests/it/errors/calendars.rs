//! Calendars and holiday lists that cannot be.

use super::{check, check_with};
use crate::small_with;

#[test]
fn t18_calendar_without_open_hours() {
    check_with(
        "{ mon-fri = [\"09:00-17:00\"] }",
        "{}",
        15,
        9,
        "calendar.office.hours: calendar `office` has no open hours",
    );
    check_with(
        "[\"09:00-17:00\"]",
        "[]",
        15,
        9,
        "calendar.office.hours: calendar `office` has no open hours",
    );
}

#[test]
fn t19_hours_on_holidays_alone() {
    let lists = "[holidays.all]\nyears = \"all\"\noff = [2026-01-02]\n\n[calendar.office]";
    let text = small_with("[calendar.office]", lists)
        .replace("{ mon-fri = [\"09:00-17:00\"] }", "{}\nbeyond = \"error\"\ndates = { \"2026-01-02\" = [] }")
        .replace("holidays = []", "holidays = [\"all\"]");
    check(&text, 19, 9, "has no open hours");
}

#[test]
fn calendars() {
    check_with(
        "zone = \"Asia/Shanghai\"\nhours",
        "zone = \"Mars/Base\"\nhours",
        14,
        8,
        "calendar.office.zone: time zone `Mars/Base`",
    );
    check_with(
        "zone = \"Asia/Shanghai\"\nhours",
        "hours",
        13,
        1,
        "calendar.office: the key `zone` is missing",
    );
    check_with("mon-fri", "mon-fry", 15, 11, "calendar.office.hours.mon-fry: `mon-fry` does not name days");
    check_with("] }\nholidays", "], fri = [] }\nholidays", 15, 38, "`fri` has hours twice");
    check_with("09:00-17:00", "09:00-09:00", 15, 22, "calendar.office.hours.mon-fri[0]: hours `09:00-09:00`");
    check_with("\"09:00-17:00\"", "\"9-5\"", 15, 22, "`9` is not a time of day");
    check_with(
        "\"09:00-17:00\"",
        "\"09:00-17:00\", \"16:00-18:00\"",
        15,
        37,
        "calendar.office.hours.mon-fri[1]: hours `16:00-18:00` overlap",
    );
    check_with(
        "holidays = []",
        "holidays = [\"de\"]",
        16,
        13,
        "there is no holiday list `de`; expected `cn`",
    );
    check_with("from = 2025", "from = 2028", 17, 11, "calendar.office.horizon: horizon from 2028 to 2027");
    check_with("until = 2027", "until = 9999", 17, 11, "horizon from 2025 to 9999");
    check_with(", until = 2027", "", 17, 11, "calendar.office.horizon: the key `until` is missing");
    check_with(
        "2027 }",
        "99999999999 }",
        17,
        34,
        "calendar.office.horizon.until: 99999999999 is out of range",
    );
    check_with(
        "holidays = []",
        "holidays = []\ndates = { \"2026-12-32\" = [] }",
        17,
        11,
        "`2026-12-32` is no date",
    );
    check_with(
        "holidays = []",
        "holidays = []\ndates = { 2026-12-24 = [\"09:00-12:00\", \"11:00-13:00\"] }",
        17,
        40,
        "overlap",
    );
}

#[test]
fn choices_that_the_rest_of_a_calendar_calls_for() {
    check_with(
        "holidays = []",
        "holidays = [\"cn\"]\nbeyond = \"error\"",
        13,
        1,
        "the key `made-up-hours` is missing; a holiday list has made-up",
    );
    check_with(
        "holidays = []",
        "holidays = [\"cn\"]\nmade-up-hours = \"mon\"",
        13,
        1,
        "the key `beyond` is missing; holiday lists end",
    );
    check_with(
        "09:00-17:00",
        "22:00-06:00",
        13,
        1,
        "the key `overnight` is missing; some hours run over midnight",
    );
    check_with(
        "holidays = []",
        "holidays = []\nmade-up-hours = \"mon-tue\"",
        17,
        17,
        "this is more than one weekday",
    );
    check_with(
        "holidays = []",
        "holidays = []\nbeyond = \"nothing\"",
        17,
        10,
        "expected `weekly-hours` or `error`",
    );
    check_with(
        "holidays = []",
        "holidays = []\novernight = \"cut\"",
        17,
        13,
        "expected `opening-day` or `civil-day`",
    );
}

#[test]
fn holiday_lists() {
    let with = |lines: &str| {
        small_with("[calendar.office]", &format!("[holidays.ours]\n{lines}\n[calendar.office]"))
    };
    check(&with("off = []"), 13, 1, "holidays.ours: the key `years` is missing");
    check(&with("years = [2025, 2027]\noff = []"), 14, 9, "the years do not follow one another");
    check(&with("years = []\noff = []"), 14, 9, "the years do not follow one another");
    check(&with("years = \"some\"\noff = []"), 14, 9, "`some` is no list of years");
    check(
        &with("years = [2025]\noff = [2025-01-01, 2026-01-01]"),
        15,
        20,
        "holidays.ours.off[1]: 2026-01-01 is not in the years",
    );
    check(
        &with("years = [2025]\noff = [2025-01-01]\nmade-up = [2025-01-01]"),
        16,
        12,
        "both as a day off and as a made-up",
    );
    check(
        &with("years = [2025]\noff = [{ from = 2025-01-02, to = 2025-01-01 }]"),
        15,
        8,
        "the range from 2025-01-02 ends on",
    );
    check(
        &with("years = \"all\"\noff = [{ from = 1925-01-02, to = 2125-01-01 }]"),
        15,
        8,
        "less than a year on",
    );
    check(&with("years = [2025]\noff = [\"new year\"]"), 15, 8, "`new year` is no date");
    let built_in =
        small_with("[calendar.office]", "[holidays.cn]\nyears = [2025]\noff = []\n[calendar.office]");
    check(&built_in, 13, 1, "the list `cn` is built in; give the list another name");
}

/// Returns the small policy with calendars after its own; their first line is line 19.
fn with_calendars(tables: &str) -> String {
    small_with("[sla.answer]", &format!("{tables}\n[sla.answer]"))
}

/// Checks that the small policy with these calendars has one problem.
#[track_caller]
fn check_combined(tables: &str, line: usize, column: usize, needle: &str) {
    let text = with_calendars(tables);
    check(&text, line, column, needle);
    let error = crm_policy::Policy::parse(&text, "test.toml").unwrap_err();
    assert_eq!(error.problems().len(), 1, "one mistake, one problem, not\n{error}");
}

#[test]
fn calendars_made_of_unknown_ones() {
    check_combined(
        "[calendar.x]\nunion = [\"office\", \"offcie\"]",
        20,
        20,
        "calendar.x.union[1]: there is no calendar `offcie`; did you mean `office`? expected `office`",
    );
    check_combined(
        "[calendar.x]\nsubtraction = { from = \"plant\", hours = \"office\" }",
        20,
        24,
        "calendar.x.subtraction.from: there is no calendar `plant`",
    );
    // What is made of it in turn is not told again, nor is a rule that names it.
    let text = with_calendars(
        "[calendar.x]\nunion = [\"office\", \"none\"]\n[calendar.y]\nintersection = [\"x\", \"office\"]",
    )
    .replace("calendar = \"office\"", "calendar = \"y\"");
    check(&text, 20, 20, "there is no calendar `none`; expected `office` or `y`");
    assert_eq!(crm_policy::Policy::parse(&text, "test.toml").unwrap_err().problems().len(), 1);
}

#[test]
fn calendars_made_of_themselves() {
    check_combined(
        "[calendar.x]\nunion = [\"office\", \"x\"]",
        19,
        1,
        "calendar.x: the calendar is made of itself: `x` made of `x`; expected calendars with hours",
    );
    check_combined(
        "[calendar.z]\nunion = [\"office\", \"a\"]\n[calendar.a]\nunion = [\"m\", \"office\"]\n\
         [calendar.m]\nintersection = [\"office\", \"z\"]\n[calendar.on-it]\nunion = [\"office\", \"a\"]",
        19,
        1,
        "calendar.z: the calendar is made of itself: `z` made of `a` made of `m` made of `z`",
    );
    // Two circles are two mistakes.
    let text = with_calendars(
        "[calendar.a]\nunion = [\"office\", \"b\"]\n[calendar.b]\nunion = [\"office\", \"a\"]\n\
         [calendar.c]\nunion = [\"c\", \"a\"]",
    );
    check(&text, 19, 1, "`a` made of `b` made of `a`");
    check(&text, 23, 1, "`c` made of `c`");
}

#[test]
fn combinations_that_cannot_be() {
    check_combined("[calendar.x]\nunion = [\"office\"]", 20, 9, "expected two or more");
    check_combined("[calendar.x]\nunion = \"office\"", 20, 9, "expected a list");
    check_combined("[calendar.x]\nunion = [\"office\", 3]", 20, 20, "expected a text");
    check_combined(
        "[calendar.x]\nunion = [\"office\", \"office\"]",
        20,
        20,
        "calendar.x.union[1]: the calendar `office` is named twice",
    );
    check_combined(
        "[calendar.x]\nsubtraction = [\"office\", \"office\"]",
        20,
        15,
        "calendar.x.subtraction: this is a list; expected a table",
    );
    check_combined(
        "[calendar.x]\nsubtraction = { from = \"office\" }",
        20,
        15,
        "calendar.x.subtraction: the key `hours` is missing",
    );
    check_combined(
        "[calendar.x]\nunion = [\"office\", \"y\"]\nintersection = [\"office\", \"y\"]",
        19,
        1,
        "calendar.x: `union` and `intersection` cannot hold together",
    );
    check_combined(
        "[calendar.x]\nunion = [\"office\", \"y\"]\nzone = \"UTC\"",
        21,
        1,
        "a calendar with `union` has no `zone` of its own; expected the hours and the combination in",
    );
    check_combined(
        "[calendar.x]\nunion = [\"office\", \"y\"]\ncolour = 3",
        21,
        1,
        "`colour` is not a known key; expected `union`, `intersection`",
    );
    // A near miss of the key is told as such, beside what hours of its own would need.
    let text = with_calendars("[calendar.x]\nunoin = [\"office\", \"y\"]");
    check(&text, 20, 1, "did you mean `union`?");
}

#[test]
fn t18_combinations_without_open_hours() {
    let own = |name: &str, days: &str, years: &str| {
        format!(
            "[calendar.{name}]\nzone = \"UTC\"\nhours = {{ {days} = [\"09:00-17:00\"] }}\nholidays = []\n\
             horizon = {years}\n"
        )
    };
    let weekend = own("weekend", "sat-sun", "{ from = 2026, until = 2027 }");
    check_combined(
        &format!("[calendar.x]\nintersection = [\"office\", \"weekend\"]\n{weekend}"),
        20,
        27,
        "calendar.x.intersection[1]: calendar `x` has no open hours from 2026 to 2027",
    );
    let past = own("past", "mon", "{ from = 2010, until = 2012 }");
    check_combined(
        &format!("[calendar.x]\nunion = [\"office\", \"past\"]\n{past}"),
        20,
        20,
        "calendars `office` and `past` can answer about no time in common",
    );
}

#[test]
fn hours_cannot_become_a_combination_in_an_extending_document() {
    let base = small_with(
        "[sla.answer]",
        "[calendar.plant]\nzone = \"UTC\"\nhours = { mon = [\"09:00-12:00\"] }\nholidays = []\nhorizon = { from = 2026, until = 2026 }\n\n[sla.answer]",
    );
    let text = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'small'\n[calendar.office]\nunion = ['office', 'plant']\n";
    let error = crate::parse_extending(text, &[("small", &base)]).unwrap_err();
    let problem = &error.problems()[0];
    assert!(problem.message.contains("a calendar with `union` has no"), "{error}");
}
