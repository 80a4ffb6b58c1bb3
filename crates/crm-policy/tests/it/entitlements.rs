//! `[entitlements.NAME]`, and when a customer is dormant.

use crm_calendar::ElapsedTime;
use crm_model::{Strength, ValueTier};
use crm_policy::{Policy, Preset};
use crm_segmentation::{EntitlementCondition, EntitlementKind};

use crate::{SMALL, parse, tells};

const COUPON: &str = r#"
[entitlements.coupon]
clause = "P-TIER-6"
strength = "example"
tier = ["middle", "ordinary"]
without-tier = true
kind = "coupon"
condition = "dormant"
discount = { amount = "50 CNY", from = "200 CNY" }
"#;

/// The small policy with the three tiers among its words, and more lines.
fn with(lines: &str) -> String {
    SMALL.replace("kinds = [", "tiers = [\"high\", \"middle\", \"ordinary\"]\nkinds = [") + lines
}

/// Checks that one text in place of another is refused at a path, with these words.
#[track_caller]
fn refused(old: &str, new: &str, path: &str, needle: &str) {
    assert_eq!(COUPON.matches(old).count(), 1, "{old}");
    let error = Policy::parse(&with(&COUPON.replace(old, new)), "test.toml").unwrap_err();
    let problem = tells(&error, path, needle);
    assert!(problem.source_line.is_some() && problem.line > 27, "{error}");
}

#[test]
fn every_key_of_an_entitlement_is_read() {
    let policy = parse(&with(COUPON));
    let [coupon] = policy.latest().entitlements().rules() else { panic!("one entitlement") };
    let spec = coupon.spec();
    assert_eq!((spec.name.as_str(), spec.clause.as_str()), ("entitlements.coupon", "P-TIER-6"));
    assert_eq!((spec.strength, spec.kind), (Strength::Example, EntitlementKind::Coupon));
    let tiers: Vec<&str> = spec.tiers.iter().map(ValueTier::as_str).collect();
    assert_eq!((tiers, spec.without_tier), (vec!["middle", "ordinary"], true));
    assert_eq!(spec.condition, Some(EntitlementCondition::Dormant));
    let discount = spec.discount.unwrap();
    assert_eq!([discount.off(), discount.from()].map(|one| one.to_string()), ["50.00 CNY", "200.00 CNY"]);

    let least = "\n[entitlements.lane]\nclause = \"ACME-9\"\nkind = \"priority-lane\"\ntier = \"high\"\n";
    let policy = parse(&with(least));
    let spec = policy.latest().entitlements().rules()[0].spec();
    assert_eq!((spec.strength, spec.without_tier), (Strength::Must, false));
    assert_eq!((spec.condition, spec.discount), (None, None));
    assert!(parse(SMALL).latest().entitlements().rules().is_empty());
}

#[test]
fn what_is_wrong_with_an_entitlement_has_its_place() {
    refused("\"coupon\"", "\"voucher\"", "entitlements.coupon.kind", "is not possible here");
    refused("\"middle\"", "\"midle\"", "entitlements.coupon.tier[0]", "did you mean `middle`");
    refused("\"dormant\"", "\"asleep\"", "entitlements.coupon.condition", "`asleep` is not possible here");
    refused(
        "tier = [\"middle\", \"ordinary\"]\nwithout-tier = true\n",
        "",
        "entitlements.coupon",
        "no tier has it",
    );
    refused("= true", "= \"yes\"", "entitlements.coupon.without-tier", "expected `true` or `false`");
    refused("\"200 CNY\"", "\"200 EUR\"", "entitlements.coupon.discount", "CNY cannot be compared");
    refused("\"200 CNY\"", "\"20 CNY\"", "entitlements.coupon.discount", "is more than the 20.00 CNY");
    refused("\"50 CNY\"", "\"0 CNY\"", "entitlements.coupon.discount", "nothing to take off");
    refused("\"50 CNY\"", "50", "entitlements.coupon.discount.amount", "expected a text in quotes");
    refused("\"50 CNY\",", "\"50 CNY\", upto = 1,", "entitlements.coupon.discount.upto", "not a known key");
    refused("kind =", "kinds = 1\nkind =", "entitlements.coupon.kinds", "did you mean `kind`");
    refused(", from = \"200 CNY\"", "", "entitlements.coupon.discount", "the key `from` is missing");
    refused("clause = \"P-TIER-6\"\n", "", "entitlements.coupon", "the key `clause` is missing");
}

#[test]
fn dormant_after_is_a_time_by_the_clock() {
    let after = |text: &str| format!("[customers]\ndormant-after = \"{text}\"\n");
    let policy = parse(&with(&after("180d")));
    assert_eq!(policy.latest().entitlements().dormant_after(), Some(ElapsedTime::from_hours(180 * 24)));
    assert_eq!(parse(SMALL).latest().entitlements().dormant_after(), None);
    for (text, needle) in [
        ("20bd", "`20bd` is not counted by the clock"),
        ("at-once", "`at-once` is not counted by the clock"),
        ("long", "customers.dormant-after"),
        ("0d", "customers.dormant-after"),
    ] {
        let error = Policy::parse(&with(&after(text)), "test.toml").unwrap_err().to_string();
        assert!(error.contains(needle), "{error}");
    }
}

#[test]
fn an_inherited_entitlement_is_changed_key_by_key_or_switched_off() {
    let changes = "[entitlements.wake-up-coupon]\ntier = \"middle\"\n[entitlements.activation]\noff = true\n";
    let ours = parse(&format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = 'six-plans'\n{changes}"));
    let ours = ours.latest().entitlements().rules();
    let theirs = Policy::preset(Preset::SixPlans);
    assert_eq!(ours.len() + 1, theirs.latest().entitlements().rules().len());
    let wake_up = ours.iter().find(|one| one.name().as_str() == "entitlements.wake-up-coupon").unwrap();
    assert_eq!(wake_up.spec().tiers, [ValueTier::new("middle").unwrap()].into());
    assert_eq!(wake_up.spec().condition, Some(EntitlementCondition::Dormant));
}

#[test]
fn only_six_plans_state_entitlements() {
    for preset in Preset::ALL {
        let count = Policy::preset(*preset).latest().entitlements().rules().len();
        assert_eq!(count, if *preset == Preset::SixPlans { 10 } else { 0 }, "{preset}");
    }
}
