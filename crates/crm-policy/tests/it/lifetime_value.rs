//! `[lifetime-value]`.

use crm_clv::{Grain, Refunds};
use crm_kpi::Per;
use crm_policy::{CustomerGroups, LifetimeModel, Policy, Preset};

use crate::{SMALL, parse};

const RULE: &str = r#"
[lifetime-value]
clause    = "D-CLV-1"
strength  = "example"
model     = "pareto-nbd"
occasions = "orders"
refunds   = "apart"
unit      = "day"
periods   = 4
period    = "year"
discount  = "8%"
margin    = "35%"
groups    = "industry"
every     = "month"
reported  = 13
currency  = "EUR"
"#;

#[test]
fn every_key_is_read() {
    let policy = parse(&[SMALL, RULE].concat());
    let rule = policy.latest().lifetime_value().unwrap();
    let spec = rule.spec();
    assert_eq!((spec.name.as_str(), spec.clause.as_str()), ("lifetime-value", "D-CLV-1"));
    assert_eq!(spec.strength.as_str(), "example");
    assert_eq!((spec.model, spec.groups), (LifetimeModel::ParetoNbd, CustomerGroups::Industry));
    assert_eq!((spec.occasions.grain(), spec.occasions.refunds()), (Grain::Order, Refunds::Apart));
    assert_eq!((spec.every, spec.reported), (Per::Month, 13));
    assert_eq!(spec.currency.unwrap().as_str(), "EUR");
    let terms = rule.terms();
    assert_eq!((terms.periods, terms.period), (4, 365.25));
    assert_eq!((terms.discount, terms.margin), (0.08, 0.35));
}

#[test]
fn the_tiers_of_the_plans_are_the_groups_of_the_detailed_edition() {
    let plans = Policy::preset(Preset::SixPlans);
    let spec = plans.latest().lifetime_value().unwrap().spec();
    assert_eq!((spec.clause.as_str(), spec.groups), ("D-CLV-1", CustomerGroups::ValueTier));
    let regulation = Policy::preset(Preset::Basic);
    let spec = regulation.latest().lifetime_value().unwrap().spec();
    assert_eq!(
        (spec.clause.as_str(), spec.groups, spec.every),
        ("B-CLV-1", CustomerGroups::All, Per::Quarter)
    );
}

#[test]
fn a_rule_can_be_switched_off() {
    let text = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'basic'\n[lifetime-value]\noff = true";
    assert!(parse(text).latest().lifetime_value().is_none());
}

#[test]
fn what_cannot_be_is_refused_where_it_stands() {
    let with = |from: &str, to: &str| {
        let found = Policy::parse(&[SMALL, &RULE.replace(from, to)].concat(), "test.toml").unwrap_err();
        let all: Vec<String> =
            found.problems().iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect();
        all.join("; ")
    };
    assert_eq!(with("\"pareto-nbd\"", "\"bgnbd\""), "lifetime-value.model: `bgnbd` is not possible here");
    assert_eq!(
        with("\"apart\"", "\"net-of-the-day\""),
        "lifetime-value.refunds: refunds are netted by the day, but occasions are orders: net each order first and keep \
         other refunds apart"
    );
    assert_eq!(with("= 4", "= 0"), "lifetime-value.periods: 0 periods are not within 1 and 10000");
    assert_eq!(
        with("= 13", "= 401"),
        "lifetime-value.reported: 401 periods cannot be reported: it must be from 1 to 400"
    );
    assert!(with("\"35%\"", "\"0.35\"").starts_with("lifetime-value.margin: "));
    assert_eq!(
        with("margin ", "margins "),
        "lifetime-value: the key `margin` is missing; lifetime-value.margins: `margins` is not a known key"
    );
}
