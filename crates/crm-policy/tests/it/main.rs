//! Integration tests: the presets, the errors, inheritance and versions.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail like the tests themselves")]

mod analyses;
mod api;
mod buying;
mod cadences;
mod entitlements;
mod errors;
mod escalation;
mod goals;
mod holidays;
mod indicator_keys;
mod indicators;
mod inheritance;
mod laws;
mod lifetime_value;
mod maps;
mod presets;
mod quality_sheets;
mod reading;
mod recording;
mod replacing;
mod retention;
mod scopes;
mod segments;
mod shares;
mod stability;
#[cfg(feature = "proptest")]
mod strategies;
mod ticket_indicators;
mod tiers;
mod versions;

use crm_policy::{Policy, PolicyError, PolicyProblem};

/// A small policy that stands alone; tests append to it or change it.
const SMALL: &str = r#"schema = "crm-policy/1"
name = "small"
zone = "Asia/Shanghai"
hit-policy = "most-specific"

[vocabulary]
kinds = ["inquiry", "complaint"]
wait-reasons = ["customer"]

[vocabulary.channels]
phone = { instant = true, written = false, public = false }

[calendar.office]
zone = "Asia/Shanghai"
hours = { mon-fri = ["09:00-17:00"] }
holidays = []
horizon = { from = 2025, until = 2027 }

[sla.answer]
clause = "ACME-1"
measure = "first-response"
within = "4h"
calendar = "office"
starts = "opened"
pauses = []
reopen = "first-only"
"#;

/// Returns the small policy with one text in place of another, which must occur once.
#[track_caller]
fn small_with(old: &str, new: &str) -> String {
    assert_eq!(SMALL.matches(old).count(), 1, "{old}");
    SMALL.replace(old, new)
}

#[track_caller]
fn parse(text: &str) -> Policy {
    Policy::parse(text, "test.toml").unwrap_or_else(|error| panic!("{error}"))
}

/// Parses a document that extends others by name.
fn parse_extending(text: &str, others: &[(&str, &str)]) -> Result<Policy, PolicyError> {
    let texts =
        |name: &str| others.iter().find(|(other, _)| *other == name).map(|(_, text)| (*text).to_owned());
    Policy::parse_with(text, "test.toml", &texts)
}

/// Returns the one problem that a policy has. It is at this key, and what is said of it or expected holds these words.
#[track_caller]
fn tells<'e>(error: &'e PolicyError, path: &str, needle: &str) -> &'e PolicyProblem {
    let [problem] = error.problems() else { panic!("one mistake, one problem, not\n{error}") };
    let words = format!("{}; {}", problem.message, problem.expected.as_deref().unwrap_or_default());
    assert_eq!(problem.path, path, "{error}");
    assert!(words.contains(needle), "wanted `{needle}` in\n{error}");
    problem
}

/// Checks that a policy has one problem, at this line and column, and that the error holds these words.
#[track_caller]
fn stands(error: &PolicyError, line: usize, column: usize, needle: &str) {
    let [problem] = error.problems() else { panic!("one mistake, one problem, not\n{error}") };
    assert_eq!((problem.line, problem.column), (line, column), "{error}");
    assert!(error.to_string().contains(needle), "{error}");
}
