//! `[cross-selling]` and `[frequent-buyers]`.

use crm_model::{Ratio, Strength};
use crm_policy::{Policy, Preset};
use crm_segmentation::{Counting, PairOrder};

use crate::{SMALL, parse, tells};

const CROSS: &str = r#"
[cross-selling]
clause = "D-CROSS-1"
strength = "derived"
customers = 20
support = "0.5%"
confidence = "25%"
lift = "1.50"
order = "lift"
"#;

const FREQUENT: &str = r#"
[frequent-buyers]
clause = "H-SEG-2"
strength = "example"
before = "12 months"
after = "6 months"
orders = 3
counting = "purchase-days"
"#;

/// Checks that one text in place of another is refused at a path, with these words.
#[track_caller]
fn refused(lines: &str, old: &str, new: &str, path: &str, needle: &str) {
    assert_eq!(lines.matches(old).count(), 1, "{old}");
    let text = SMALL.to_owned() + &lines.replace(old, new);
    let error = Policy::parse(&text, "test.toml").unwrap_err();
    tells(&error, path, needle);
}

#[test]
fn every_key_of_cross_selling_is_read() {
    let policy = parse(&(SMALL.to_owned() + CROSS));
    let spec = policy.latest().cross_selling().unwrap().spec();
    assert_eq!((spec.name.as_str(), spec.clause.as_str()), ("cross-selling", "D-CROSS-1"));
    assert_eq!((spec.strength, spec.customers, spec.order), (Strength::Derived, 20, PairOrder::Lift));
    assert_eq!(spec.support.unwrap().to_string(), "0.5%");
    assert_eq!(spec.confidence.unwrap().to_string(), "25%");
    assert_eq!(spec.lift, Ratio::new(3, 2));
    let least = "[cross-selling]\nclause = \"D-CROSS-1\"\ncustomers = 1\norder = \"confidence\"\n";
    let policy = parse(&(SMALL.to_owned() + least));
    let spec = policy.latest().cross_selling().unwrap().spec();
    assert_eq!((spec.support, spec.confidence, spec.lift), (None, None, None));
}

#[test]
fn every_key_of_frequent_buyers_is_read() {
    let policy = parse(&(SMALL.to_owned() + FREQUENT));
    let spec = policy.latest().frequent_buyers().unwrap().spec();
    assert_eq!((spec.name.as_str(), spec.clause.as_str()), ("frequent-buyers", "H-SEG-2"));
    assert_eq!((spec.strength, spec.orders), (Strength::Example, 3));
    assert_eq!((spec.before.count(), spec.after.count(), spec.zone.name()), (12, 6, "Asia/Shanghai"));
    assert_eq!(spec.counting, Counting::PurchaseDays);
}

#[test]
fn what_is_wrong_with_them_has_its_place() {
    refused(CROSS, "= 20", "= 0", "cross-selling.customers", "a minimum of nothing");
    refused(CROSS, "= 20", "= -1", "cross-selling.customers", "-1 is out of range");
    refused(CROSS, "\"25%\"", "\"0%\"", "cross-selling.confidence", "a minimum of nothing");
    refused(CROSS, "\"25%\"", "\"0.25\"", "cross-selling.confidence", "has no percent sign");
    refused(CROSS, "\"1.50\"", "\"0\"", "cross-selling.lift", "a minimum of nothing");
    refused(CROSS, "\"1.50\"", "\"-2\"", "cross-selling.lift", "a minimum of nothing");
    refused(CROSS, "\"1.50\"", "1.5", "cross-selling.lift", "expected a text in quotes");
    refused(CROSS, "\"1.50\"", "\"much\"", "cross-selling.lift", "decimal");
    refused(CROSS, "\"lift\"", "\"lifts\"", "cross-selling.order", "did you mean `lift`");
    refused(FREQUENT, "= 3", "= 1", "frequent-buyers.orders", "a frequent one must have 2 or more");
    refused(
        FREQUENT,
        "\"6 months\"",
        "\"half a year\"",
        "frequent-buyers.after",
        "is not a number of months",
    );
    refused(FREQUENT, "orders = 3\n", "", "frequent-buyers", "the key `orders` is missing");
}

#[test]
fn they_are_inherited_by_key_and_switched_off() {
    let base = SMALL.to_owned() + CROSS + FREQUENT;
    let nearer = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'base'\n[cross-selling]\ncustomers = 5\n
                  [frequent-buyers]\noff = true\n";
    let policy = crate::parse_extending(nearer, &[("base", &base)]).unwrap();
    let version = policy.latest();
    let spec = version.cross_selling().unwrap().spec();
    assert_eq!((spec.customers, spec.lift), (5, Ratio::new(3, 2)));
    assert!(version.frequent_buyers().is_none());
    assert!(
        version
            .clauses()
            .iter()
            .any(|(name, clause)| name == "cross-selling" && clause.as_str() == "D-CROSS-1")
    );
}

#[test]
fn no_preset_states_their_numbers() {
    for preset in Preset::ALL {
        let policy = Policy::preset(*preset);
        assert!(policy.latest().cross_selling().is_none() && policy.latest().frequent_buyers().is_none());
    }
}
