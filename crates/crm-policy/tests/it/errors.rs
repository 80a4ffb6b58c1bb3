//! Every way to get a policy file wrong, with the place and the words of the error.

mod calendars;
mod holidays;
mod rules;

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
