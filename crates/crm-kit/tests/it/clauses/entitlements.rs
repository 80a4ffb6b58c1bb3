//! What a value tier gives customers the right to.

use crm_kit::model::{CustomerId, Dataset, Money, Purchase, PurchaseKind, Records, Table, ValueTier};
use crm_kit::segmentation::{Entitlement, EntitlementFacts, PurchaseMoments, TierFact};

use super::*;

/// Returns the entitlements that a customer has, each with its reason, and those of which nobody can say.
fn entitled(policy: &Policy, tier: TierFact, bought: &[&str], as_of: &str) -> Vec<String> {
    let purchases = PurchaseMoments::new(bought.iter().map(|when| at(when)), None, at(as_of));
    let facts = EntitlementFacts { tier, purchases: Some(purchases) };
    let verdicts = policy.latest().entitlements().judge(&facts, at(as_of));
    let told = verdicts.iter().map(|verdict| {
        let name = verdict.rule.name().as_str().trim_start_matches("entitlements.");
        format!("{name}: {verdict}")
    });
    told.filter(|text| !text.contains(": refused: ")).collect()
}

fn known(tier: &str) -> TierFact {
    TierFact::Known(ValueTier::new(tier).unwrap())
}

#[test]
fn p_tier_4_each_tier_has_what_the_document_gives_it() {
    let of = |tier, bought: &[&str]| entitled(of_preset(Preset::SixPlans), tier, bought, "03-31 12:00");
    let once = ["03-02 10:00"];
    let tier_has = |names: &[&str]| -> Vec<String> {
        names.iter().map(|name| format!("{name}: granted: the tier has it")).collect()
    };
    assert_eq!(
        of(known("high"), &once),
        tier_has(&["personal-adviser", "priority-lane", "tailored-benefit"])
    );
    assert_eq!(
        of(known("middle"), &once),
        tier_has(&["discount-from-minimum", "promotion-incentive", "way-up"])
    );
    let wake_up = "wake-up-coupon: undetermined: the policy does not say when a customer is dormant";
    let mut of_ordinary = tier_has(&["activation", "basic-points"]);
    of_ordinary.push(wake_up.to_owned());
    assert_eq!(of(known("ordinary"), &once), of_ordinary);
    // Who never bought anything is in no tier, and among the rest of all customers.
    assert_eq!(
        of(TierFact::NoTier, &[]),
        [
            "activation: granted: customers without a tier have it",
            "basic-points: granted: customers without a tier have it",
            "first-purchase-price: granted: nothing was bought yet",
            wake_up,
        ]
    );
}

#[test]
fn p_tier_6_in_the_middle_tier_50_come_off_from_200() {
    let entitlements = of_preset(Preset::SixPlans).latest().entitlements();
    let middle = ValueTier::new("middle").unwrap();
    let discounts: Vec<_> = entitlements.of_tier(&middle).filter_map(Entitlement::discount).collect();
    let [discount] = discounts[..] else { panic!("one discount") };
    let off = |order: &str| discount.applies(order.parse().unwrap()).unwrap();
    assert_eq!(off("200 CNY"), Some("50 CNY".parse::<Money>().unwrap()));
    assert_eq!(off("199.99 CNY"), None);
}

#[test]
fn p_tier_6_a_policy_that_says_who_is_dormant_wakes_the_ordinary_tier() {
    let policy = extending(Preset::SixPlans, "[customers]\ndormant-after = '30d'");
    let wake_up = |tier, bought: &[&str]| -> Vec<String> {
        let all = entitled(&policy, tier, bought, "03-31 12:00");
        all.into_iter().filter(|text| text.starts_with("wake-up-coupon")).collect()
    };
    // 30 days before noon of 31 March is noon of 1 March, 4:00 in UTC.
    let since = "wake-up-coupon: granted: no purchase since 2026-03-01 04:00:00 UTC";
    assert_eq!(wake_up(known("ordinary"), &["02-01 10:00", "03-01 12:00"]), [since]);
    assert_eq!(wake_up(TierFact::NoTier, &["03-01 12:00"]), [since]);
    assert!(wake_up(known("ordinary"), &["03-01 12:00:01"]).is_empty());
    assert!(wake_up(known("middle"), &["03-01 12:00"]).is_empty());
    assert!(wake_up(TierFact::NoTier, &[]).is_empty(), "who never bought did not fall asleep");
}

/// A customer who bought twice and had all of the second order back.
#[test]
fn p_tier_6_purchases_of_a_data_set_say_who_is_dormant() {
    let row = |order: &str, when: &str, what| Purchase {
        at: at(when),
        order: order.parse().ok(),
        what,
        amount: "10 CNY".parse().unwrap(),
        customer: Some(CustomerId::new("C-1").unwrap()),
    };
    let back = PurchaseKind::Refund { of: "O-2".parse().ok() };
    let purchases = Table::complete(vec![
        row("O-1", "03-01 12:00", PurchaseKind::Order),
        row("O-2", "03-20 12:00", PurchaseKind::Order),
        row("", "03-21 12:00", back),
    ]);
    let (dataset, _) = Dataset::new(Records { purchases, ..Records::default() });
    let code = dataset.code_of(&CustomerId::new("C-1").unwrap()).unwrap();
    let purchases = PurchaseMoments::of(&dataset, code, at("03-31 12:00"));
    let policy = extending(Preset::SixPlans, "[customers]\ndormant-after = '30d'");
    let facts = EntitlementFacts { tier: known("ordinary"), purchases };
    let verdicts = policy.latest().entitlements().judge(&facts, at("03-31 12:00"));
    let wake_up = verdicts.iter().find(|one| one.rule.name().as_str().ends_with("wake-up-coupon")).unwrap();
    assert!(wake_up.is_granted(), "{wake_up}");
}

#[test]
fn h_tier_2_grades_have_what_a_policy_gives_them() {
    let policy = extending(
        Preset::Handbook,
        "[entitlements.lounge]\nclause = 'H-TIER-2'\ntier = ['gold', 'silver']\nkind = 'other'
         [entitlements.adviser]\nclause = 'H-TIER-2'\ntier = 'gold'\nkind = 'personal-adviser'",
    );
    let of = |grade| entitled(&policy, known(grade), &[], "03-31 12:00");
    assert_eq!(of("gold"), ["adviser: granted: the tier has it", "lounge: granted: the tier has it"]);
    assert_eq!(of("silver"), ["lounge: granted: the tier has it"]);
    assert!(of("bronze").is_empty());
    assert!(of_preset(Preset::Handbook).latest().entitlements().rules().is_empty(), "it does not say which");
}

#[test]
fn d_tier_5_new_and_existing_customers_are_told_apart_by_the_moment_of_the_policy() {
    // The detailed edition's reading: existing with the second purchase.
    let policy = extending(
        Preset::SixPlans,
        "[entitlements.welcome]\nclause = 'D-TIER-5'\ntier = 'ordinary'\nkind = 'other'\ncondition = 'new-customer'",
    );
    let welcome = |bought: &[&str]| {
        let all = entitled(&policy, known("ordinary"), bought, "03-31 12:00");
        all.into_iter().find(|text| text.starts_with("welcome"))
    };
    assert_eq!(welcome(&["03-01 12:00"]).as_deref(), Some("welcome: granted: a new customer"));
    assert_eq!(welcome(&["03-01 12:00", "03-02 12:00"]), None);
}
