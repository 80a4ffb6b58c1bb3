//! What is wrong with rules about tickets.

use crm_policy::Policy;

use super::{check, check_added, check_with};
use crate::SMALL;

#[test]
fn t4_zero_spans() {
    check_with(
        "\"4h\"",
        "\"0h\"",
        22,
        10,
        "sla.answer.within: span `0h` must be longer than nothing; `at-once`",
    );
    check_with("\"4h\"", "\"-4h\"", 22, 10, "sla.answer.within");
    check_with("\"4h\"", "\"at-once\"", 22, 10, "sla.answer.within: `at-once` needs a tolerance");
    check_added("warn = [\"50%\", \"0min\"]", 27, 16, "sla.answer.warn[1]: span `0min`");
}

#[test]
fn t4_at_once_is_advised_for_promises_only() {
    let of_some_length = "must be longer than nothing; expected";
    check_added("remind = \"0h\"", 27, 10, of_some_length);
    check_added("warn = [\"0min\"]", 27, 9, of_some_length);
    check_added("tolerance = \"0min\"", 27, 13, of_some_length);
    check_added("[customers]\ndormant-after = \"0d\"", 28, 17, of_some_length);
}

#[test]
fn spans() {
    check_with("\"4h\"", "\"4 h\"", 22, 10, "span `4 h` is not a number with one of the units");
    check_with(
        "\"4h\"",
        "\"soon\"",
        22,
        10,
        "`as-agreed`, `not-stated` and an event such as `before closed` are possible as well",
    );
    check_with("\"4h\"", "4", 22, 10, "this is a whole number; expected a text in quotes");
    check_with(
        "\"4h\"",
        "\"2bd\"",
        22,
        10,
        "a limit in business or calendar days needs `same-time` or `closing`; add `ends",
    );
    check_added("ends = \"closing\"", 27, 8, "sla.answer.ends: only a limit in business or calendar days");
    check_added("tolerance = \"5min\"", 27, 13, "sla.answer.tolerance: only `at-once` has it");
    check_added(
        "tolerance = \"5bh\"",
        27,
        13,
        "`5bh` is not counted by the clock; expected a span such as `5min`",
    );
    check_added("ends = \"noon\"", 27, 8, "not `noon`");
}

#[test]
fn warnings() {
    check_added("warn = [\"0%\"]", 27, 9, "sla.answer.warn[0]: a warning at 0%");
    check_added("warn = [\"1h\", \"100%\"]", 27, 15, "sla.answer.warn[1]: a warning at 100%");
    check_added("warn = [\"x%\"]", 27, 9, "`x%` is no percentage");
    check_added("warn = [\"2bh\"]", 27, 9, "sla.answer.warn[0]: the warning counts another kind of time");
    check_added("warn = \"50%\"", 27, 8, "sla.answer.warn: this is a text; expected a list");
}

#[test]
fn keys_of_a_rule() {
    let bare = SMALL.split("clause").next().unwrap();
    check(
        bare,
        19,
        1,
        "sla.answer: the keys `clause`, `measure`, `within`, `calendar`, `starts`, `pauses` and `reopen` are missing",
    );
    check_with(
        "reopen = \"first-only\"\n",
        "",
        19,
        1,
        "sla.answer: the key `reopen` is missing; expected `continue`, `continue-without-solved-time`, `restart` or `first-only`",
    );
    check_added(
        "wihtin = \"3h\"",
        27,
        1,
        "sla.answer.wihtin: `wihtin` is not a known key; did you mean `within`?",
    );
    check_with(
        "ACME-1",
        "acme-1",
        20,
        10,
        "sla.answer.clause: `acme-1` is no clause: expected capital letters",
    );
    check_with(
        "\"first-response\"",
        "\"answer\"",
        21,
        11,
        "sla.answer.measure: `answer` is not possible here; expected `recorded`",
    );
    check_with(
        "\"office\"",
        "\"ofice\"",
        23,
        12,
        "sla.answer.calendar: there is no calendar `ofice`; did you mean `office`?",
    );
    check_with(
        "\"opened\"",
        "\"open\"",
        24,
        10,
        "sla.answer.starts: `open` is not possible here; did you mean `opened`?",
    );
    check_with(
        "pauses = []",
        "pauses = [\"customr\"]",
        25,
        11,
        "`customr` is not declared in `[vocabulary]`; did you mean `customer`?",
    );
    check_with(
        "first-only",
        "never",
        26,
        10,
        "expected `continue`, `continue-without-solved-time`, `restart` or `first-only`",
    );
    check_added("strength = \"should\"", 27, 12, "expected `must`, `example`, `may`, `heading` or `derived`");
    check_with(
        "\"4h\"",
        "\"before close\"",
        22,
        10,
        "`close` is no kind of ticket event; did you mean `closed`?",
    );
    check_with("\"4h\"", "\"before opened\"", 22, 10, "a clock cannot run out with `opened`");
    check_with("pauses = []", "pauses = \"every\"", 25, 10, "`every` is not possible here; expected `all`");
    check_added(
        "remind = \"2bd\"",
        27,
        10,
        "sla.answer.remind: reminders are some time apart, such as `24h`",
    );
    check_added("remind = \"often\"", 27, 10, "`often` is no span; expected a span such as `24h`");
    check_added("at-most = 3", 27, 11, "`first-response` has no rounds that could be bounded");
    check_added("to = \"not-stated\"", 27, 6, "only a clock that an assignment stops has it");
    check_added("to = [\"nobody\"]", 27, 7, "`nobody` is not declared in `[vocabulary]`");
    check_added("priority = -1", 27, 12, "sla.answer.priority: -1 is out of range");
    check_added("priority = 1.5", 27, 12, "this is a number that is not whole");
    check_added("off = \"yes\"", 27, 7, "sla.answer.off: this is a text; expected `true` or `false`");
    check_with(
        "[sla.answer]",
        "[sla.\" answer\"]",
        19,
        1,
        "sla.\" answer\": the rule's name ` answer` starts or ends",
    );
    check(
        &SMALL.replace("[sla.answer]", "[sla]\nanswer = 4\n[sla.other]"),
        20,
        10,
        "sla.answer: this is a whole number; expected a table",
    );
}

#[test]
fn conditions() {
    check_added(
        "when = { kind = \"complaintt\" }",
        27,
        17,
        "sla.answer.when.kind: `complaintt` is not declared in `[vocabulary]`; did you mean `complaint`?",
    );
    check_added(
        "when = { kind = [\"inquiry\", \"praise\"] }",
        27,
        29,
        "sla.answer.when.kind[1]: `praise` is not declared",
    );
    check_added(
        "when = { channel = \"fax\" }",
        27,
        20,
        "sla.answer.when.channel: `fax` is not declared in `[vocabulary]`; expected `phone`",
    );
    check_added(
        "when = { tier = \"high\" }",
        27,
        17,
        "`high` is not declared in `[vocabulary]`; no such word is: declare it there",
    );
    check_added(
        "when = { colour = \"red\" }",
        27,
        10,
        "`colour` is not a known key; expected `channel`, `kind`",
    );
    check_added("when = { kind = [] }", 27, 17, "sla.answer.when.kind: no kind is listed");
    check_added("when = \"complaint\"", 27, 8, "sla.answer.when: this is a text; expected a table");
}

#[test]
fn stops() {
    check_added("stops = []", 27, 9, "sla.answer.stops: no event is listed");
    check_added("stops = [\"opened\"]", 27, 9, "`opened` starts the clock and cannot end it as well");
    check_added(
        "stops = [\"solvd\"]",
        27,
        10,
        "sla.answer.stops[0]: `solvd` is not possible here; did you mean `solved`?",
    );
    check_added("stops = { any = [\"solved\"] }", 27, 11, "`any` is not a known key; expected `all`");
}

#[test]
fn t37_rules_that_match_alike() {
    let second = SMALL.split_once("[sla.answer]").unwrap().1;
    let twice = format!("{SMALL}\n[sla.reply]{second}");
    check(&twice, 28, 1, "sla.reply: a ticket can match this rule and `sla.answer` alike");
    check(&twice, 28, 1, "`sla.answer` is at test.toml:19; add a condition");
    let with_conditions = format!(
        "{}when = {{ kind = \"inquiry\" }}\n",
        twice.replacen("clause", "when = { kind = [\"complaint\", \"inquiry\"] }\nclause", 1)
    );
    check(&with_conditions, 37, 8, "sla.reply.when: a ticket can match");
    let disjoint = with_conditions.replacen("[\"complaint\", \"inquiry\"]", "\"complaint\"", 1);
    crate::parse(&disjoint);
    check_with("most-specific", "priority", 19, 1, "sla.answer: the hit policy is `priority`");
}

#[test]
fn a_rule_whose_conditions_are_wrong_matches_no_other_alike() {
    let second = SMALL.split_once("[sla.answer]").unwrap().1;
    let right = format!("{SMALL}\n[sla.reply]{second}when = {{ kind = \"inquiry\" }}\n");
    crate::parse(&right);
    for wrong in ["when = { kidn = ", "whne = { kind = "] {
        let error = Policy::parse(&right.replace("when = { kind = ", wrong), "test.toml").unwrap_err();
        let [problem] = error.problems() else { panic!("{error}") };
        assert!(problem.message.ends_with("is not a known key"), "{error}");
    }
}
