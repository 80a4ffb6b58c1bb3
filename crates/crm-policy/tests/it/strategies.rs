//! The strategies for users: every text they make is a valid policy, and the interesting cases occur.

use crm_calendar::Span;
use crm_policy::strategies::{any_policy, any_policy_text};
use crm_policy::{Policy, Preset};
use crm_sla::{Limit, Rule, Warning};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

/// Returns so many values, the same ones every time.
#[track_caller]
fn draws<S: Strategy>(number: usize, strategy: &S) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..number).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn rules(policy: &Policy) -> &[Rule] {
    policy.sla().rules()
}

#[test]
fn every_text_is_a_valid_policy() {
    for text in draws(150, &any_policy_text()) {
        let read = Policy::parse(&text, "any.toml");
        assert!(read.is_ok(), "{}\n{text}", read.unwrap_err());
    }
}

#[test]
fn every_preset_is_extended() {
    let drawn = draws(2_000, &any_policy_text());
    for preset in Preset::ALL {
        assert!(drawn.iter().any(|text| text.contains(&format!("extends = \"{preset}\""))), "{preset}");
    }
}

#[test]
fn texts_have_every_kind_of_change() {
    let drawn = draws(2_000, &any_policy_text());
    for change in [
        "off = true",
        "reopen = \"restart\"",
        "at-closing = \"next-opening\"",
        "ends = \"closing\"",
        "warn = []",
        "%\", \"",
        "zone = \"Australia/Lord_Howe\"",
        "overnight = \"civil-day\"",
        "[\"00:00-24:00\"]",
        "stability = { downgrade = \"at-once\" }",
        "to = \"one-level-down\" }",
        "disagree = \"higher\"",
        "map = [{ name = \"lower\", monetary = \"1-1\"",
    ] {
        let number = drawn.iter().filter(|text| text.contains(change)).count();
        assert!((1..drawn.len()).contains(&number), "{change}: {number}");
    }
}

#[test]
fn limits_hours_and_warnings_differ_from_those_of_the_preset() {
    let presets: Vec<Policy> = Preset::ALL.iter().map(|preset| Policy::preset(*preset)).collect();
    let limit_of = |policy: &Policy, other: &Rule| {
        rules(policy).iter().find(|rule| rule.name() == other.name()).map(Rule::limit)
    };
    let micros = |limit: Limit| match limit {
        Limit::Within(Span::Elapsed(time)) => Some(time.as_micros()),
        _ => None,
    };
    let drawn = draws(60, &any_policy());
    let (mut same, mut longer, mut shorter, mut fewer, mut warned, mut in_open_time) = (0, 0, 0, 0, 0, 0);
    for (_, policy) in &drawn {
        let extended = &policy.latest().sources()[0];
        let preset = presets.iter().find(|preset| preset.name() == extended).unwrap();
        fewer += usize::from(rules(policy).len() < rules(preset).len());
        for rule in rules(policy) {
            let before = limit_of(preset, rule).unwrap();
            same += usize::from(before == rule.limit());
            if let (Some(before), Some(after)) = (micros(before), micros(rule.limit())) {
                longer += usize::from(after > before);
                shorter += usize::from(after < before);
            }
            let to_open = micros(before).is_some() && matches!(rule.limit(), Limit::Within(Span::Open(_)));
            in_open_time += usize::from(to_open);
            let warnings = rule.target().map_or(&[][..], |target| target.warnings());
            warned += usize::from(warnings.iter().any(|warning| matches!(warning, Warning::Left(_))));
        }
    }
    for (name, number) in [
        ("as in the preset", same),
        ("longer", longer),
        ("shorter", shorter),
        ("a rule off", fewer),
        ("a warning by what is left", warned),
        ("in open time", in_open_time),
    ] {
        assert!(number > 0, "{name}");
    }
}

#[test]
fn calendars_have_other_hours() {
    let noon = "2026-03-08T04:00:00Z".parse().unwrap(); // noon of a Sunday in Shanghai
    let drawn = draws(60, &any_policy());
    let calendars = drawn.iter().flat_map(|(_, policy)| policy.latest().calendars().values());
    let open = calendars.clone().filter(|calendar| calendar.is_open(noon) == Ok(true)).count();
    assert!(open > 0 && open < calendars.clone().count(), "{open}");
    assert!(calendars.clone().any(|calendar| calendar.zone().name() == "America/New_York"));
}
