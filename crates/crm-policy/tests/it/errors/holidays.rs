//! Rules of holidays that cannot be.

use super::check;
use crate::small_with;

fn list(lines: &str) -> String {
    small_with("[calendar.office]", &format!("[holidays.ours]\n{lines}\n\n[calendar.office]"))
}

/// Checks a list of one rule: the problem lies where `at` begins in its line.
#[track_caller]
fn check_rule(rule: &str, at: &str, needle: &str) {
    let line = format!("rules = [{{ {rule} }}]");
    let column = line.find(at).unwrap() + 1;
    check(&list(&format!("years = [2026]\n{line}")), 15, column, needle);
}

#[test]
fn rules_that_do_not_say_which_day() {
    check_rule("name = \"x\"", "{ name", "the rule does not say which day it is; expected `month` and `day`");
    check_rule("month = 5, day = 1", "{ month", "the key `name` is missing");
    check_rule("name = \" \", month = 5, day = 1", "\" \"", "the text is blank");
    check_rule("name = \"a\\nb\", month = 5, day = 1", "\"a", "the name of a holiday must not");
    check_rule("name = \"x\", month = 5", "{ name", "`month` alone does not make a day");
    check_rule("name = \"x\", month = 5, day = 1, easter = 1", "{ name", "`month`, `day`, `easter` do not");
    check_rule("name = \"x\", moth = 5, day = 1", "moth", "`moth` is not a known key; did you mean `month`?");
    check_rule("name = \"x\", 月 = 5", "月", "is not valid TOML");
}

#[test]
fn days_that_do_not_exist() {
    check_rule(
        "name = \"x\", weekday = \"mon\"",
        "{ name",
        "`weekday` alone does not make a day; expected `month`",
    );
    check_rule("name = \"x\", month = 4, day = 31", "31", "there is no day 31 in month 4");
    check_rule("name = \"x\", month = 13, day = 1", "13", "there is no month 13");
    check_rule("name = \"x\", weekday = \"mon\", nth = 1, month = 0", "0", "there is no month 0");
    check_rule("name = \"x\", month = -1, day = 1", "-1", "-1 is out of range");
    check_rule("name = \"x\", month = 2, day = 29", "29", "expected `common-years` beside it");
    check_rule(
        "name = \"x\", month = 2, day = 28, common-years = \"none\"",
        "\"none",
        "for 29 February alone",
    );
    check_rule(
        "name = \"x\", month = 2, day = 29, common-years = \"some\"",
        "\"some",
        "`some` is not possible",
    );
    check_rule("name = \"x\", weekday = \"mo\", nth = 1, month = 1", "\"mo\"", "`mo` is not possible here");
    check_rule("name = \"x\", weekday = \"mon\", nth = 6, month = 1", "6", "no month has a weekday number 6");
    check_rule(
        "name = \"x\", weekday = \"mon\", nth = \"first\", month = 1",
        "\"first",
        "a number from 1 to 5",
    );
    check_rule(
        "name = \"x\", weekday = \"mon\", on-or-after = { month = 2, day = 29 }",
        "{ month",
        "29 February",
    );
    check_rule(
        "name = \"x\", weekday = \"mon\", on-or-after = { month = 2 }",
        "{ month",
        "the key `day` is missing",
    );
    check_rule("name = \"x\", easter = 231", "231", "231 days from Easter Sunday is not within -80 to 230");
    check_rule("name = \"x\", orthodox-easter = \"1\"", "\"1\"", "expected a whole number");
}

#[test]
fn substitutes_that_cannot_be() {
    let day = "name = \"x\", month = 5, day = 1";
    check_rule(&format!("{day}, substitute = \"tuesday\""), "\"tuesday", "`tuesday` is not possible here");
    check_rule(&format!("{day}, instead = true"), "true", "`instead` says nothing without a substitute");
    check_rule(&format!("{day}, weekend = \"sun\""), "\"sun", "`weekend` says nothing without a substitute");
    let weekend = |days: &str| format!("{day}, substitute = \"next-monday\", weekend = \"{days}\"");
    check_rule(&weekend("mon-sun"), "\"mon-sun", "a weekend of every day leaves nothing");
    check_rule(&weekend("holiday"), "\"holiday", "holiday");
    check_rule(&format!("{day}, from = 2027, until = 2026"), "2026", "from 2027 until 2026 are not in order");
}

#[test]
fn lists_of_rules_that_cannot_be() {
    let rules = "rules = [{ name = \"x\", month = 5, day = 1 }]";
    check(&list(rules), 13, 1, "holidays.ours: the key `years` is missing");
    check(&list(&format!("years = [1899]\n{rules}")), 14, 9, "must be within 1900 to 2200");
    check(
        &list(&format!("years = {{ from = 2027, until = 2026 }}\n{rules}")),
        14,
        9,
        "the years 2027 to 2026, which are not in order",
    );
    check(&list(&format!("years = {{ from = 2027 }}\n{rules}")), 14, 9, "the key `until` is missing");
    let with = |line: &str| list(&format!("years = [2026]\n{rules}\n{line}"));
    check(
        &with("except = [2026-05-02]"),
        16,
        11,
        "no rule of holiday list `ours` has a holiday on 2026-05-02",
    );
    check(&with("except = [2027-05-01]"), 16, 11, "2027-05-01 is not in the years");
    check(&with("except = [2026-05-01]\noff = [2026-05-01]"), 16, 11, "as an exception, which is none");
    check(&with("made-up = [2026-05-01]"), 16, 12, "both as a day off and as a made-up");
    check(&list("years = [2026]\noff = []\nexcept = [2026-05-02]"), 16, 11, "named as an exception");
    check(&list("years = [2026]\noff = []\nweekend = \"sun\""), 16, 11, "`weekend` says nothing in a list");
    check(&list("years = [2026]\nrules = {}"), 15, 9, "expected a list in square brackets");
    check(&list("years = [2026]\nrules = [1]"), 15, 10, "expected a table");
}
