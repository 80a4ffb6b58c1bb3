//! Entitlements of tiers.

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{ExistingAfter, Money, Records, Strength, Table, ValueTier};
use crm_segmentation::{
    Discount, DiscountError, Entitlement, EntitlementCondition, EntitlementFacts, EntitlementKind,
    EntitlementSpec, Entitlements, PurchaseMoments, RuleProblem, TierFact,
};
use proptest::prelude::*;

use crate::support::{code, customers, dataset, instant, order, records, refund};

const NOW: &str = "2026-07-01T12:00:00Z";

fn tier(word: &str) -> ValueTier {
    ValueTier::new(word).unwrap()
}

fn entitlement_spec(condition: Option<EntitlementCondition>) -> EntitlementSpec {
    EntitlementSpec {
        name: "entitlements.coupon".parse().unwrap(),
        clause: "P-TIER-6".parse().unwrap(),
        strength: Strength::Example,
        kind: EntitlementKind::Coupon,
        tiers: [tier("ordinary"), tier("middle")].into(),
        without_tier: false,
        condition,
        discount: None,
    }
}

/// A coupon for the middle and the ordinary tier under a condition; dormant is after 180 days.
fn with(condition: Option<EntitlementCondition>) -> Entitlements {
    let rule = Entitlement::new(entitlement_spec(condition)).unwrap();
    let after = Some(ElapsedTime::from_hours(180 * 24));
    Entitlements::new([rule], after, Some(ExistingAfter::RepeatPurchase))
}

/// The purchases of a customer whose history is known from the beginning.
#[expect(clippy::unnecessary_wraps, reason = "as facts hold them")]
fn bought(at: &[&str]) -> Option<PurchaseMoments> {
    Some(PurchaseMoments::new(at.iter().map(|at| instant(at)), None, instant(NOW)))
}

/// The same, known from 2026 on.
fn bought_of_late(at: &[&str]) -> Option<PurchaseMoments> {
    let from = Some(instant("2026-01-01T00:00:00Z"));
    bought(at).map(|moments| PurchaseMoments { complete_from: from, ..moments })
}

fn told(entitlements: &Entitlements, tier: TierFact, purchases: Option<PurchaseMoments>) -> String {
    let verdicts = entitlements.judge(&EntitlementFacts { tier, purchases }, instant(NOW));
    let [verdict] = &verdicts[..] else { panic!("one entitlement, one verdict") };
    assert_eq!(verdict.is_granted(), verdict.to_string().starts_with("granted: "));
    verdict.to_string()
}

fn ordinary() -> TierFact {
    TierFact::Known(tier("ordinary"))
}

#[test]
fn p_tier_4_the_tier_decides_where_nothing_else_is_asked() {
    let any = with(None);
    assert_eq!(told(&any, ordinary(), None), "granted: the tier has it");
    assert_eq!(told(&any, TierFact::Known(tier("middle")), None), "granted: the tier has it");
    assert_eq!(told(&any, TierFact::Known(tier("high")), None), "refused: the tier `high` does not have it");
    assert_eq!(told(&any, TierFact::NoTier, None), "refused: the customer has no tier");
    assert_eq!(told(&any, TierFact::Unknown, None), "undetermined: the tier is not known");
}

#[test]
fn customers_without_a_tier_have_what_the_policy_gives_them() {
    let spec = EntitlementSpec { without_tier: true, ..entitlement_spec(None) };
    let rule = Entitlement::new(spec.clone()).unwrap();
    let told_of = |tier| told(&Entitlements::new([rule.clone()], None, None), tier, None);
    assert_eq!(told_of(TierFact::NoTier), "granted: customers without a tier have it");
    assert_eq!(told_of(TierFact::Known(tier("high"))), "refused: the tier `high` does not have it");
    assert!(Entitlement::new(EntitlementSpec { tiers: [].into(), ..spec }).is_ok());
    let nobody = EntitlementSpec { tiers: [].into(), ..entitlement_spec(None) };
    let error = Entitlement::new(nobody).unwrap_err();
    assert_eq!((error.path().as_str(), error.problem), ("entitlements.coupon.tier", RuleProblem::NoTiers));
}

#[test]
fn p_tier_6_dormant_is_who_was_silent_for_as_long_as_the_policy_says() {
    let dormant = with(Some(EntitlementCondition::Dormant));
    let of = |purchases| told(&dormant, ordinary(), purchases);
    // 180 days before noon of 1 July is noon of 2 January.
    let since = "granted: no purchase since 2026-01-02 12:00:00 UTC";
    assert_eq!(of(bought(&["2026-01-02T12:00:00Z", "2025-01-02T12:00:00Z"])), since);
    assert_eq!(
        of(bought(&["2026-01-02T12:00:00.000001Z"])),
        "refused: the last purchase was made at 2026-01-02 12:00:00.000001 UTC"
    );
    assert_eq!(of(bought(&[])), "refused: nothing was ever bought");
    assert_eq!(of(bought_of_late(&["2026-01-02T12:00:00Z"])), since, "what came before changes nothing");
    assert_eq!(
        of(bought_of_late(&[])),
        "undetermined: purchases before 2026-01-01 00:00:00 UTC are not known"
    );
    assert_eq!(of(None), "undetermined: the purchases are not known");
    let unsaid = Entitlements::new(dormant.rules().to_vec(), None, None);
    assert_eq!(
        told(&unsaid, ordinary(), bought(&[])),
        "undetermined: the policy does not say when a customer is dormant"
    );
}

#[test]
fn first_purchase_price_is_for_who_never_bought() {
    let first = with(Some(EntitlementCondition::FirstPurchase));
    let of = |purchases| told(&first, ordinary(), purchases);
    assert_eq!(of(bought(&[])), "granted: nothing was bought yet");
    let later = "2026-07-01T12:00:00.000001Z";
    assert_eq!(of(bought(&[later])), "granted: nothing was bought yet", "the future is not known");
    let has_bought = "refused: the first purchase was made at 2026-07-01 12:00:00 UTC";
    assert_eq!(of(bought(&[NOW])), has_bought);
    assert_eq!(of(bought_of_late(&[NOW])), has_bought);
    assert!(of(bought_of_late(&[])).starts_with("undetermined: purchases before 2026-01-01"));
}

#[test]
fn d_tier_5_new_and_existing_follow_the_moment_of_the_policy() {
    let existing = with(Some(EntitlementCondition::Existing));
    let new = with(Some(EntitlementCondition::New));
    let of = |purchases| [&existing, &new].map(|rules| told(rules, ordinary(), purchases));
    let one = ["2026-06-01T00:00:00Z"];
    let two = ["2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z"];
    let since = "an existing customer since 2026-06-01 00:00:00 UTC";
    assert_eq!(of(bought(&one)), ["refused: a new customer", "granted: a new customer"]);
    assert_eq!(of(bought(&two)), [format!("granted: {since}"), format!("refused: {since}")]);
    assert_eq!(of(bought_of_late(&two)), [format!("granted: {since}"), format!("refused: {since}")]);
    assert!(of(bought_of_late(&one)).iter().all(|text| text.starts_with("undetermined: purchases before")));

    let after_30_days: ExistingAfter = "30d".parse().unwrap();
    let rules = Entitlements::new(existing.rules().to_vec(), None, Some(after_30_days));
    assert_eq!(
        told(&rules, ordinary(), bought(&["2026-06-01T12:00:00Z"])),
        "granted: an existing customer since 2026-07-01 12:00:00 UTC"
    );
    assert_eq!(told(&rules, ordinary(), bought(&["2026-06-01T12:00:00.000001Z"])), "refused: a new customer");
    let unsaid = Entitlements::new(existing.rules().to_vec(), None, None);
    assert_eq!(
        told(&unsaid, ordinary(), bought(&one)),
        "undetermined: the policy does not say when a new customer becomes an existing one"
    );
}

#[test]
fn what_fails_decides_before_what_is_missing() {
    let first = with(Some(EntitlementCondition::FirstPurchase));
    assert_eq!(
        told(&first, TierFact::Known(tier("high")), None),
        "refused: the tier `high` does not have it"
    );
    let has_bought = "refused: the first purchase was made at 2026-07-01 12:00:00 UTC";
    assert_eq!(told(&first, TierFact::Unknown, bought(&[NOW])), has_bought);
    assert_eq!(
        told(&first, TierFact::Unknown, None),
        "undetermined: the tier is not known; the purchases are not known"
    );
    assert_eq!(told(&first, TierFact::Unknown, bought(&[])), "undetermined: the tier is not known");
}

#[test]
fn moments_of_a_data_set_are_those_of_orders_that_count() {
    let rows = vec![
        order("C-1", "1", "2026-01-10T10:00:00Z", "10 CNY"),
        order("C-1", "2", "2026-02-10T10:00:00Z", "10 CNY"),
        refund("C-1", "2", "2026-03-10T10:00:00Z", "10 CNY"),
        order("C-1", "3", "2026-07-02T10:00:00Z", "10 CNY"), // later than now
        order("C-2", "4", "2026-01-10T10:00:00Z", "10 CNY"),
        order("C-2", "4", "2026-01-10T10:00:00Z", "11 CNY"), // contradicts the row before
    ];
    let dataset = dataset(rows.clone());
    let of = |id: &str| PurchaseMoments::of(&dataset, code(&dataset, id), instant(NOW));
    let january = Some(instant("2026-01-10T10:00:00Z"));
    let moments = of("C-1").unwrap();
    assert_eq!((moments.first, moments.second, moments.last), (january, None, january));
    assert_eq!(of("C-2"), None);

    let table =
        |until: &str| Table::Supplied { from: january, until: Some(instant(until)), rows: rows.clone() };
    let dataset =
        |purchases| records(Records { purchases, customers: customers(&["C-1"]), ..Records::default() });
    let of = |dataset: &crm_model::Dataset| PurchaseMoments::of(dataset, code(dataset, "C-1"), instant(NOW));
    assert_eq!(of(&dataset(table(NOW))).unwrap().complete_from, january);
    assert_eq!(of(&dataset(table("2026-07-01T11:59:59Z"))), None);
    assert_eq!(of(&dataset(Table::NotSupplied)), None);
}

#[test]
fn entitlements_stand_in_the_order_of_their_names() {
    let coupon = |name: &str| {
        Entitlement::new(EntitlementSpec { name: name.parse().unwrap(), ..entitlement_spec(None) }).unwrap()
    };
    let rules = Entitlements::new([coupon("b"), coupon("a"), coupon("c")], None, None);
    let names: Vec<&str> = rules.rules().iter().map(|rule| rule.name().as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(rules.of_tier(&tier("middle")).count(), 3);
    assert_eq!(rules.of_tier(&tier("high")).count(), 0);
}

#[test]
fn kinds_are_told_by_their_words() {
    for (kind, word) in EntitlementKind::ALL {
        assert_eq!(kind.to_string(), word);
    }
}

#[test]
fn p_tier_6_discount_is_given_from_the_minimum_on() {
    let money = |text: &str| text.parse::<Money>().unwrap();
    let discount = Discount::new(money("50 CNY"), money("200 CNY")).unwrap();
    for (order, off) in [
        ("0 CNY", None),
        ("-200 CNY", None),
        ("199.9999 CNY", None),
        ("200 CNY", Some(money("50 CNY"))),
        ("400 CNY", Some(money("50 CNY"))), // once, however large
    ] {
        assert_eq!(discount.applies(money(order)), Ok(off), "{order}");
    }
    let error = discount.applies(money("200 EUR")).unwrap_err();
    assert_eq!(error.to_string(), "EUR cannot be compared with amounts in CNY");
    let refused = |off: &str, from: &str| Discount::new(money(off), money(from)).unwrap_err();
    assert!(matches!(refused("50 EUR", "200 CNY"), DiscountError::OtherCurrency { .. }));
    assert!(matches!(refused("0 CNY", "200 CNY"), DiscountError::Nothing { .. }));
    assert!(matches!(refused("-1 CNY", "200 CNY"), DiscountError::Nothing { .. }));
    assert_eq!(
        refused("200.0001 CNY", "200 CNY").to_string(),
        "200.0001 CNY off is more than the 200.00 CNY from which it is given"
    );
    assert!(Discount::new(money("200 CNY"), money("200 CNY")).is_ok());
}

fn any_purchases() -> impl Strategy<Value = Vec<DateTime<Utc>>> {
    let at = (-400..20_i64).prop_map(|days| instant(NOW) + TimeDelta::days(days));
    prop::collection::vec(at, 0..6)
}

proptest! {
    #[test]
    fn prop_moments_are_those_of_the_sorted_purchases(mut purchases in any_purchases()) {
        let moments = PurchaseMoments::new(purchases.clone(), None, instant(NOW));
        purchases.retain(|at| *at <= instant(NOW));
        purchases.sort_unstable();
        prop_assert_eq!(moments.first, purchases.first().copied());
        prop_assert_eq!(moments.second, purchases.get(1).copied());
        prop_assert_eq!(moments.last, purchases.last().copied());
    }

    /// What a shorter history says for certain, the whole one says too.
    #[test]
    fn prop_what_is_certain_stays_so_with_the_whole_history(
        purchases in any_purchases(),
        known_from in 0..400_i64,
        condition in prop::sample::select(EntitlementCondition::ALL.map(|(one, _)| one).to_vec()),
    ) {
        let rules = with(Some(condition));
        let from = instant(NOW) - TimeDelta::days(known_from);
        let late = purchases.iter().copied().filter(|at| *at >= from);
        let state = |moments: PurchaseMoments| {
            let facts = EntitlementFacts { tier: ordinary(), purchases: Some(moments) };
            let verdict = rules.judge(&facts, instant(NOW)).remove(0);
            let is_undetermined = verdict.to_string().starts_with("undetermined");
            (!is_undetermined).then(|| verdict.is_granted())
        };
        let whole = state(PurchaseMoments::new(purchases.clone(), None, instant(NOW)));
        prop_assert!(whole.is_some());
        let part = state(PurchaseMoments::new(late, Some(from), instant(NOW)));
        prop_assert!(part.is_none() || part == whole);
    }
}
