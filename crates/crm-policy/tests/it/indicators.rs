//! `[indicator.NAME]`: what is read, what is refused and where, and what is inherited.

mod formulas;
mod judging;
mod mistakes;

use crm_kpi::IndicatorSpec;
use crm_policy::{Policy, PolicyError};

use crate::{SMALL, parse, parse_extending, tells};

const HEADER: &str = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n";

const ONE: &str = "clause = 'ACME-KPI-1'\nper = 'year'\n";

fn read(text: &str) -> Result<Policy, PolicyError> {
    parse_extending(&format!("{HEADER}{text}"), &[("small", SMALL)])
}

fn indicators(text: &str) -> Vec<IndicatorSpec> {
    let policy = read(text).unwrap_or_else(|error| panic!("{error}"));
    policy.latest().scorecard().indicators().to_vec()
}

/// Checks that an indicator of these lines has one problem, with this path and these words.
#[track_caller]
fn refused(lines: &str, path: &str, needle: &str) {
    let error = read(&format!("[indicator.x]\n{ONE}{lines}\n")).unwrap_err();
    let problem = tells(&error, path, needle);
    assert!(problem.line >= 4, "{error}");
}

#[test]
fn a_policy_without_indicators_has_an_empty_scorecard() {
    let policy = parse(SMALL);
    assert!(policy.latest().scorecard().indicators().is_empty());
    assert_eq!(policy.latest().scorecard().zone().name(), "Asia/Shanghai");
}

#[test]
fn problems_of_several_indicators_are_told_together() {
    let error = read("[indicator.a]\nformula = 'x'\n[indicator.b]\nper = 'week'\n").unwrap_err();
    let paths: Vec<&str> = error.problems().iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["indicator.a", "indicator.a.formula", "indicator.b", "indicator.b.per"]);
    let error = read("indicator = 3\n").unwrap_err();
    assert_eq!(error.problems()[0].path, "indicator");
    let error = read("[indicator]\na = 3\n").unwrap_err();
    assert_eq!(error.problems()[0].path, "indicator.a");
}

#[test]
fn indicators_merge_by_name_and_key() {
    let base = format!("{SMALL}\n[indicator.a]\n{ONE}formula = 'resolution'\ntarget = '>= 80%'\n");
    let base = format!("{base}[indicator.b]\n{ONE}formula = 'volume'\nof = 'opened'\n");
    let extended = |text: &str| parse_extending(&format!("{HEADER}{text}"), &[("small", &base)]);
    let policy = extended("[indicator.a]\ntarget = '>= 90%'\n").unwrap();
    let [a, b] = policy.latest().scorecard().indicators() else { panic!("two are inherited") };
    assert_eq!(a.target.map(|target| target.to_string()).as_deref(), Some(">= 90%"));
    assert_eq!((a.clause.as_str(), b.name.as_str()), ("ACME-KPI-1", "indicator.b"));

    let policy = extended("[indicator.b]\noff = true\n").unwrap();
    assert_eq!(policy.latest().scorecard().indicators().len(), 1);
    let error = extended("[indicator.c]\noff = true\n").unwrap_err();
    assert!(error.to_string().contains("no extended document has a rule `c`"), "{error}");
    let error = extended("[indicator.b]\noff = true\ncolour = 1\n").unwrap_err();
    assert!(error.to_string().contains("`colour` is not a known key"), "{error}");
}
