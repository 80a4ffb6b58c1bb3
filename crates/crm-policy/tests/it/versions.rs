//! Document versions: at most one in force at any instant.

use chrono::{DateTime, Utc};
use crm_policy::{Policy, PolicyVersion};

use crate::{SMALL, parse, small_with};

fn dated(version: &str, valid: &str) -> Policy {
    let header = format!("name = \"small\"\nversion = \"{version}\"\nvalid = {valid}");
    let text = small_with("name = \"small\"", &header);
    Policy::parse(&text, &format!("{version}.toml")).unwrap_or_else(|error| panic!("{error}"))
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn versions_are_sorted_and_found_by_instant() {
    let policy = Policy::from_versions([
        dated("2027", "{ from = 2027-01-01 }"),
        dated("2025", "{ from = 2025-01-01, until = 2026-01-01 }"),
        dated("2026", "{ from = '2026-01-01', until = '2026-07-01' }"),
    ])
    .unwrap();
    let names: Vec<_> = policy.versions().iter().map(PolicyVersion::version).collect();
    assert_eq!(names, ["2025", "2026", "2027"]);
    assert_eq!((policy.name(), policy.latest().version()), ("small", "2027"));

    let at = |text: &str| policy.version_at(instant(text)).map(|version| version.version().to_owned());
    assert_eq!(at("2024-12-31T15:59:59Z"), None);
    assert_eq!(at("2024-12-31T16:00:00Z").as_deref(), Some("2025"));
    assert_eq!(at("2025-12-31T15:59:59.999999Z").as_deref(), Some("2025"));
    assert_eq!(at("2025-12-31T16:00:00Z").as_deref(), Some("2026"));
    assert_eq!(at("2026-06-30T16:00:00Z"), None, "no policy in force in the second half of 2026");
    assert_eq!(at("2099-01-01T00:00:00Z").as_deref(), Some("2027"));
}

#[test]
fn x36_ticket_keeps_the_version_in_force_when_it_opened() {
    let slow = dated("old", "{ until = 2026-01-01 }");
    let text = small_with("within = \"4h\"", "within = \"2h\"");
    let text = text.replace("name = \"small\"", "name = \"small\"\nvalid = { from = 2026-01-01 }");
    let policy = Policy::from_versions([slow, parse(&text)]).unwrap();
    let limit = |opened: &str| {
        let rules = policy.version_at(instant(opened)).unwrap().service_levels();
        rules.rules()[0].limit()
    };
    assert_eq!(format!("{:?}", limit("2025-12-31T15:00:00Z")), format!("{:?}", within("4h")));
    assert_eq!(format!("{:?}", limit("2025-12-31T16:00:00Z")), format!("{:?}", within("2h")));
}

fn within(span: &str) -> crm_sla::Limit {
    crm_sla::Limit::Within(span.parse().unwrap())
}

#[test]
fn overlap_names_both_versions_and_stands_at_the_later() {
    let error = Policy::from_versions([
        dated("second", "{ from = 2026-06-01 }"),
        dated("first", "{ from = 2026-01-01, until = 2026-06-02 }"),
    ])
    .unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!((problem.source_name.as_str(), problem.line, problem.column), ("second.toml", 4, 9));
    assert_eq!(
        problem.message,
        "`small first` (first.toml:4) and `small second` (second.toml:4) would be in force at the same time"
    );
}

#[test]
fn two_documents_that_always_hold_overlap() {
    let error = Policy::from_versions([parse(SMALL), parse(SMALL)]).unwrap_err();
    assert_eq!((error.problems()[0].line, error.problems()[0].column), (1, 1));
    Policy::from_versions([parse(SMALL), dated("x", "{ from = 2026-01-01 }")]).unwrap_err();
    Policy::from_versions([parse(SMALL), dated("x", "{ until = 2026-01-01 }")]).unwrap_err();
}

#[test]
fn policy_without_versions_is_refused() {
    let error = Policy::from_versions([]).unwrap_err();
    assert_eq!(error.to_string(), "policy:1:1: there is no document; expected at least one document version");
}

#[test]
fn words_of_all_versions_are_known() {
    let new = small_with("kinds = [\"inquiry\", \"complaint\"]", "kinds = [\"praise\"]");
    let new = new.replace("name = \"small\"", "name = \"small\"\nvalid = { from = 2026-01-01 }");
    let policy = Policy::from_versions([dated("old", "{ until = 2026-01-01 }"), parse(&new)]).unwrap();
    assert_eq!(policy.vocabulary().kinds.len(), 3);
    assert_eq!(policy.latest().vocabulary().kinds.len(), 1);
}

#[test]
fn midnight_that_a_clock_change_skips_is_the_first_instant_of_the_day() {
    // Clocks in São Paulo went from 2018-11-03 24:00 to 01:00 on the 4th.
    let text = small_with(
        "name = \"small\"\nzone = \"Asia/Shanghai\"",
        "name = \"small\"\nvalid = { from = 2018-11-04 }\nzone = \"America/Sao_Paulo\"",
    );
    assert_eq!(parse(&text).latest().valid_from(), Some(instant("2018-11-04T03:00:00Z")));
}

#[test]
fn t27_a_rule_learns_of_the_hours_that_its_calendar_has_later() {
    let version = |valid: &str, hours: &str, edits: &str| {
        let text = small_with("within = \"4h\"", "within = \"14bh\"").replace("09:00-17:00", hours) + edits;
        parse(&text.replace("name = \"small\"", &format!("name = \"small\"\nvalid = {valid}")))
    };
    let policy = |edits: &str| {
        Policy::from_versions([
            version("{ from = 2026-03-03, until = 2026-04-01 }", "09:00-13:00", edits),
            version("{ until = 2026-03-03 }", "09:00-17:00", edits),
            version("{ from = 2026-04-01 }", "09:00-13:00", edits), // the same hours: no edit
        ])
        .unwrap()
    };
    let due = |policy: &Policy| {
        let rule = &policy.versions()[0].service_levels().rules()[0];
        // Monday 2 March 2026, 09:00 in Shanghai: 8 h until the edit.
        (rule.calendar_edits().len(), rule.target().unwrap().due(instant("2026-03-02T01:00:00Z")).unwrap())
    };
    assert_eq!(due(&policy("")), (0, instant("2026-03-03T07:00:00Z")), "6 h more on Tuesday");
    let kept = policy("on-calendar-edit = \"keep-used\"\n");
    assert_eq!(due(&kept), (1, instant("2026-03-04T03:00:00Z")), "4 h on Tuesday, 2 h on Wednesday");
    let short = policy("on-calendar-edit = \"keep-used\"\nwarn = [\"50%\"]\n");
    assert_eq!(short.versions()[1].service_levels().rules()[0].calendar_edits().len(), 0);
}
