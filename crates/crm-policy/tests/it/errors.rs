//! Every way to get a policy file wrong, with the place and the words of the error.

mod calendars;
mod holidays;

use crm_policy::Policy;

use crate::{SMALL, small_with};

/// Checks that a text has a problem at a line and column whose one-line description holds `needle`.
#[track_caller]
fn check(text: &str, line: usize, column: usize, needle: &str) {
    let error = Policy::parse(text, "test.toml").unwrap_err();
    let found = error.problems().iter().any(|problem| {
        let described =
            format!("{}: {}; {}", problem.path, problem.message, problem.expected.as_deref().unwrap_or(""));
        (problem.line, problem.column) == (line, column) && described.contains(needle)
    });
    assert!(found, "wanted {line}:{column} `{needle}` in\n{error}");
}

/// Checks the small policy with one text in place of another.
#[track_caller]
fn check_with(old: &str, new: &str, line: usize, column: usize, needle: &str) {
    let text = small_with(old, new);
    check(&text, line, column, needle);
    let error = Policy::parse(&text, "test.toml").unwrap_err();
    assert_eq!(error.problems().len(), 1, "one mistake, one problem, not\n{error}");
}

/// Checks the small policy with lines added at its end, in the rule `answer`; they begin on line 27.
#[track_caller]
fn check_added(lines: &str, line: usize, column: usize, needle: &str) {
    check(&format!("{SMALL}{lines}\n"), line, column, needle);
}

#[test]
fn small_policy_is_right() {
    crate::parse(SMALL);
}

#[test]
fn text_that_is_no_toml() {
    check("schema = \"crm-policy/1\"\nname = ours\n", 2, 8, "this is not valid TOML");
    check("schema = \"crm-policy/1", 1, 23, "this is not valid TOML: invalid basic string");
    check("名 = \"x", 1, 1, "not valid TOML");
    check_with("name = \"small\"", "name = \"small\"\nname = \"again\"", 3, 1, "duplicate key");
    check_added(
        "[sla.answer]",
        27,
        6,
        "duplicate key; a key, or a table such as a rule, is written only once",
    );
}

#[test]
fn schema() {
    check("", 1, 1, "schema: the key `schema` is missing; begin the file with `schema = \"crm-policy/1\"`");
    check_with(
        "crm-policy/1",
        "crm-policy/2",
        1,
        10,
        "`crm-policy/2` is not a known schema; known is `crm-policy/1`",
    );
    check("name = 'x'\nschema = 1", 2, 10, "the schema is a whole number");
}

#[test]
fn keys_of_the_document() {
    check("schema = 'crm-policy/1'\nzone = 'UTC'", 1, 1, "the keys `name` and `hit-policy` are missing");
    check_with(
        "\n[vocabulary]",
        "colour = 3\n[vocabulary]",
        5,
        1,
        "colour: `colour` is not a known key; expected `schema`",
    );
    check_with(
        "hit-policy = ",
        "hit-polcy = \"priority\"\nhit-policy = ",
        4,
        1,
        "did you mean `hit-policy`?",
    );
    check_with(
        "name = \"small\"",
        "name = 7",
        2,
        8,
        "name: this is a whole number; expected a text in quotes",
    );
    check_with("name = \"small\"", "name = \" \"", 2, 8, "the text is blank");
    check_with(
        "zone = \"Asia/Shanghai\"\nhit",
        "zone = \"Asia/Peking\"\nhit",
        3,
        8,
        "time zone `Asia/Peking` is not in",
    );
    check_with(
        "most-specific",
        "strict",
        4,
        14,
        "`strict` is not possible here; did you mean `strictest`? expected `most-specific`, `priority` or `strictest`",
    );
    check_with("name = \"small\"", "name = \"small\"\nextends = 3", 3, 11, "extends: a text is wanted here");
    check_with("name = \"small\"", "name = \"small\"\nowner = \"\"", 3, 9, "owner: the text is blank");
}

#[test]
fn validity() {
    let valid = |value: &str| small_with("name = \"small\"", &format!("name = \"small\"\nvalid = {value}"));
    check(
        &valid("{ from = 2026-01-02, until = 2026-01-02 }"),
        3,
        38,
        "valid.until: `until` (2026-01-02) is not after",
    );
    check(&valid("{ from = 2026-13-01 }"), 3, 18, "not valid TOML");
    check(
        &valid("{ from = '2026-02-30' }"),
        3,
        18,
        "valid.from: `2026-02-30` is no date; expected a date such as",
    );
    check(&valid("{ from = '2026-2-3' }"), 3, 18, "`2026-2-3` is no date");
    check(&valid("{ from = 2026-01-01T00:00:00Z }"), 3, 18, "this is a date with a time of day");
    check(&valid("{ to = 2026-01-01 }"), 3, 11, "`to` is not a known key");
    check(&valid("2026-01-01"), 3, 9, "valid: this is a date; expected a table");
}

#[test]
fn vocabulary() {
    check_with(
        "[\"inquiry\", \"complaint\"]",
        "\"inquiry\"",
        7,
        9,
        "vocabulary.kinds: this is a text; expected a list",
    );
    check_with("\"complaint\"]", "3]", 7, 21, "vocabulary.kinds[1]: this is a whole number");
    check_with("\"complaint\"]", "\" complaint\"]", 7, 21, "` complaint` starts or ends with white space");
    check_with("kinds =", "kind =", 7, 1, "did you mean `kinds`?");
    check_with(", public = false", "", 11, 9, "vocabulary.channels.phone: the key `public` is missing");
    check_with(
        "public = false",
        "public = \"no\"",
        11,
        53,
        "channels.phone.public: this is a text; expected `true` or `false`",
    );
    check_with("phone = {", "\"\" = {", 11, 6, "the channel's name `` is blank");
}

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
fn independent_problems_are_all_found_in_the_order_of_the_file() {
    let text = SMALL
        .replace("{ from = 2025, until = 2027 }", "{ from = 2025 }")
        .replace("\"4h\"", "\"4x\"")
        .replace("\"opened\"", "\"opend\"")
        .replace("most-specific", "most");
    let error = Policy::parse(&text, "test.toml").unwrap_err();
    let places: Vec<_> = error.problems().iter().map(|problem| (problem.line, problem.column)).collect();
    assert_eq!(places, [(4, 14), (17, 11), (22, 10), (24, 10)]);
}

#[test]
fn mistakes_hide_what_would_only_follow_from_them() {
    let text = SMALL.to_owned() + "when = { kind = \"inquiry\" }\n";
    for (right, wrong) in
        [("kinds = [", "kindes = ["), ("[vocabulary]", "[vocabluary]"), ("[calendar.", "[calender.")]
    {
        let text = text.replace(right, wrong);
        let error =
            Policy::parse(&text.replace("[vocabulary.channels]\nphone", "#"), "test.toml").unwrap_err();
        assert_eq!(error.problems().len(), 1, "{error}");
    }
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

#[test]
fn error_shows_the_line_with_a_mark() {
    let error = Policy::parse(&small_with("\"4h\"", "\"0h\" # 客户"), "our-company.toml").unwrap_err();
    assert_eq!(
        error.to_string(),
        "our-company.toml:22:10: sla.answer.within: span `0h` must be longer than nothing; `at-once` is the way to say \
         that no time is given\n 22 | within = \"0h\" # 客户\n    |          ^^^^"
    );
}

#[test]
fn long_lines_are_not_shown() {
    let text = small_with("name = \"small\"", &format!("name = {}1", "0x".to_owned() + &"f".repeat(300)));
    let error = Policy::parse(&text, "test.toml").unwrap_err();
    assert_eq!(
        error.to_string(),
        "test.toml:2:8: name: this is a number that is not whole, or too large; expected a text in quotes"
    );
}
