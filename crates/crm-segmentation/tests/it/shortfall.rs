//! What would lift a customer to the next level.

use Level::{High, Middle};
use crm_segmentation::{
    AssessmentError, Counting, Disagree, Level, PurchaseSummary, SpendBy, TierShortfall, ValueTierRule,
    ValueTierSpec,
};
use proptest::prelude::*;

use crate::support::{buying, instant, percent, rule, spec, spending};

fn with(change: impl FnOnce(&mut ValueTierSpec)) -> ValueTierRule {
    let mut spec = spec();
    change(&mut spec);
    ValueTierRule::new(spec).unwrap()
}

/// The spend alone, as the rule has it in which spend decides.
fn spends(nets: &[i128], by: SpendBy) -> Vec<Option<(Level, i128)>> {
    let rule = with(|spec| (spec.disagree, spec.spend.by) = (Disagree::SpendFirst, by));
    let shortfalls = rule.shortfalls(&spending(nets)).unwrap();
    shortfalls.into_iter().map(|shortfall| shortfall.map(|one| (one.to, one.spend.unwrap()))).collect()
}

#[test]
fn rank_is_reached_by_drawing_level() {
    // One of five may be high and three at least middle.
    let expected = [None, Some((High, 10)), Some((High, 30)), Some((Middle, 5)), Some((Middle, 15))];
    assert_eq!(spends(&[50, 40, 20, 15, 5], SpendBy::Rank), expected);
}

#[test]
fn who_has_no_net_spend_needs_the_smallest_unit_at_least() {
    assert_eq!(spends(&[0, -7], SpendBy::Rank), [Some((Middle, 1)), Some((Middle, 8))]);
    assert_eq!(spends(&[0, -7], SpendBy::CumulativeSpend), [Some((Middle, 1)), Some((Middle, 8))]);
    assert_eq!(spends(&[], SpendBy::Rank), []);
}

#[test]
fn cumulative_spend_grows_with_the_customers_own() {
    // High is who has less than 20 % of all spend before it, at least middle who has less than 60 %.
    // The second spends v beside the others' 940: 900 / (940 + v) is below 60 % from v = 561, which is 501 more.
    let found = spends(&[900, 60, 30, 10], SpendBy::CumulativeSpend);
    assert_eq!(found[..2], [None, Some((Middle, 501))]);
    // The third beside 970: from v = 531, which is 501 more as well.
    assert_eq!(found[2], Some((Middle, 501)));
    let enough = spends(&[900, 561, 30, 10], SpendBy::CumulativeSpend);
    assert_eq!(enough[1], Some((High, 339)), "middle it is; to be high it must draw level with the first");
    let short = spends(&[900, 560, 30, 10], SpendBy::CumulativeSpend);
    assert_eq!(short[1], Some((Middle, 1)));
}

#[test]
fn orders_that_are_lacking_are_counted() {
    // 30 % is reached with two orders, 60 % with three; all spend the same, which is high.
    let lacking = |rule: &ValueTierRule, orders: &[u64]| -> Vec<_> {
        let shortfalls = rule.shortfalls(&buying(orders)).unwrap();
        shortfalls.into_iter().map(|one| one.map(|one| (one.to, one.spend, one.purchases))).collect()
    };
    let expected =
        [Some((Middle, None, Some(2))), Some((Middle, None, Some(1))), Some((High, None, Some(1))), None];
    assert_eq!(lacking(&rule(), &[0, 1, 2, 3]), expected);
    let strict =
        with(|spec| spec.repurchase.high = crm_model::Share::from_parts_per_million(999_999).unwrap());
    assert_eq!(lacking(&strict, &[2]), [Some((High, None, Some(999_998)))]);
    let lax = with(|spec| spec.repurchase.middle = percent(0));
    assert_eq!(lacking(&lax, &[0, 1])[0], Some((Middle, None, Some(1))));
}

#[test]
fn days_are_lacking_where_days_are_counted() {
    let rule = with(|spec| spec.repurchase.counting = Counting::PurchaseDays);
    let customer = PurchaseSummary { net: 1, orders: 9, purchase_days: 1, ..PurchaseSummary::default() };
    let expected = TierShortfall { to: Middle, spend: None, purchases: Some(1), either: false };
    assert_eq!(rule.shortfalls(&[customer]).unwrap(), [Some(expected)]);
}

#[test]
fn higher_rule_offers_two_ways() {
    let rule = with(|spec| spec.disagree = Disagree::Higher);
    let customers = [(50, 3), (40, 1), (30, 1), (20, 2), (10, 1)].map(|(net, orders)| PurchaseSummary {
        net,
        orders,
        ..PurchaseSummary::default()
    });
    let shortfalls = rule.shortfalls(&customers).unwrap();
    let two_ways = |to, spend, purchases| {
        Some(TierShortfall { to, spend: Some(spend), purchases: Some(purchases), either: true })
    };
    assert_eq!(
        shortfalls,
        [None, two_ways(High, 10, 2), two_ways(High, 20, 2), two_ways(High, 30, 1), two_ways(Middle, 20, 1),]
    );
}

#[test]
fn amounts_beyond_comparison_are_refused() {
    let cumulative = with(|spec| spec.spend.by = SpendBy::CumulativeSpend);
    assert_eq!(cumulative.shortfalls(&spending(&[i128::MAX / 1_000_000])), Err(AssessmentError::TooLarge));
    assert_eq!(rule().shortfalls(&spending(&[i128::MAX, i128::MIN])), Err(AssessmentError::TooLarge));
}

fn any_customers() -> impl Strategy<Value = Vec<PurchaseSummary>> {
    let customer = (-3_i128..60, 0..6_u64).prop_map(|(net, orders)| PurchaseSummary {
        net,
        orders,
        ..PurchaseSummary::default()
    });
    prop::collection::vec(customer, 1..25)
}

proptest! {
    #[test]
    fn prop_shortfall_is_enough_and_the_least(
        customers in any_customers(),
        who in 0..25_usize,
        shares in (1..99_u8, 1..99_u8),
        repurchase in (0..99_u8, 1..99_u8),
        by in prop::sample::select(SpendBy::ALL.map(|(option, _)| option).to_vec()),
        disagree in prop::sample::select(Disagree::ALL.map(|(option, _)| option).to_vec()),
    ) {
        let rule = with(|spec| {
            (spec.spend.high, spec.spend.middle) = (percent(shares.0), percent((shares.0 + shares.1).min(100)));
            spec.repurchase.middle = percent(repurchase.0.min(repurchase.1 - 1));
            spec.repurchase.high = percent(repurchase.1);
            (spec.spend.by, spec.disagree) = (by, disagree);
        });
        let who = who % customers.len();
        let level = |spend: i128, orders: u64| {
            let mut other = customers.clone();
            other[who].net += spend;
            other[who].orders += orders;
            rule.judge(&other, instant("2026-01-01T00:00:00Z")).unwrap()[who].level
        };
        let Some(shortfall) = rule.shortfalls(&customers).unwrap()[who] else {
            prop_assert_eq!(level(0, 0), Level::High);
            return Ok(());
        };
        let TierShortfall { to, spend, purchases, either } = shortfall;
        prop_assert_eq!(level(0, 0).next_above(), Some(to));
        prop_assert!(spend.is_none_or(|spend| spend > 0) && purchases.is_none_or(|purchases| purchases > 0));
        let (more, orders) = (spend.unwrap_or(0), purchases.unwrap_or(0));
        if either {
            prop_assert!(level(more, 0) >= to && level(0, orders) >= to);
            prop_assert!(level(more - 1, orders - 1) < to);
        } else {
            prop_assert!(level(more, orders) >= to);
            prop_assert!(more == 0 || level(more - 1, orders) < to);
            prop_assert!(orders == 0 || level(more, orders - 1) < to);
        }
    }
}
