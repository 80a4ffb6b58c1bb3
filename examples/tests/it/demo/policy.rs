//! The company's own policy, which is shown to owners of real ones as an example.

use crm_kit::{Policy, Preset, laws};
use examples::demo;
use examples::run::FINE;

use crate::tiny::{Desk, run, text};

const TEXT: &str = include_str!("../../../policies/company.toml");

#[test]
fn the_policy_takes_over_the_detailed_edition_and_settles_what_that_leaves_open() {
    let left_open = |policy: &Policy| format!("{policy:?}").matches("NotStated").count();
    let policy = demo::policy();
    assert_eq!(policy.versions()[0].currency().unwrap().as_str(), "CNY");
    assert!(left_open(&Policy::preset(Preset::Detailed)) > 0);
    assert_eq!(left_open(&policy), 0);
}

#[test]
fn the_policy_keeps_every_law() {
    assert_eq!(laws::check(&demo::policy()), []);
}

#[test]
fn the_words_of_the_policy_are_those_of_the_data() {
    assert_eq!(demo::policy().vocabulary(), demo::vocabulary());
}

#[test]
fn every_table_is_explained() {
    let lines: Vec<&str> = TEXT.lines().collect();
    for pair in lines.windows(2) {
        let [above, table] = pair else { continue };
        let one_of_several = table.ends_with("-urgent]"); // these share a comment
        assert!(!table.starts_with('[') || above.starts_with('#') || one_of_several, "{table}");
    }
}

#[test]
fn the_demo_is_assessed_by_its_own_policy_unless_another_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let own = run(&["--out", text(&out)]);
    assert_eq!(own.status, FINE, "{}", own.err);
    assert!(own.out.contains("Policy    company, version 2026-1, which extends detailed\n"), "{}", own.out);
    let named = run(&["--policy", "basic", "--out", text(&out)]);
    assert_eq!(named.status, FINE, "{}", named.err);
    assert!(named.out.contains("Policy    basic\n"), "{}", named.out);
}

#[test]
fn data_are_assessed_by_the_detailed_edition_unless_another_policy_is_named() {
    let desk = Desk::of("customer\n", "ticket\n", "ticket,event,occurred_at\n");
    let (data, out) = (desk.path(""), desk.path("out"));
    let args = ["--data", text(&data), "--as-of", "2026-03-05", "--out", text(&out)];
    let run = run(&args);
    assert_eq!(run.status, FINE, "{}", run.err);
    assert!(run.out.contains("Policy    detailed\n"), "{}", run.out);
}

#[test]
fn the_help_tells_both_defaults() {
    let help = run(&["--help"]);
    assert!(help.out.contains("[default: detailed, or the demo's own]"), "{}", help.out);
}
