//! The kernel against a slow and obvious one that compares everybody with everybody.

use crm_model::{Ratio, Share};
use crm_segmentation::{
    CoverageClass, Disagree, Level, PurchaseSummary, SpendBy, ValueTierRule, ValueTierSpec,
};
use proptest::prelude::*;

use crate::support::{class_rule, instant, percent, spec};

/// Whether a part of a whole is below a share, as fractions.
fn is_below(part: i128, whole: i128, share: Share) -> bool {
    Ratio::new(part, whole).is_some_and(|ratio| ratio.cmp_share(share).is_lt())
}

fn spend_level(all: &[PurchaseSummary], own: i128, by: SpendBy, shares: [Share; 2]) -> Level {
    let better = || all.iter().filter(|other| other.net > own);
    let (part, whole) = match by {
        SpendBy::Rank => (i128::try_from(better().count()).unwrap(), i128::try_from(all.len()).unwrap()),
        _ => (better().map(|other| other.net.max(0)).sum(), all.iter().map(|other| other.net.max(0)).sum()),
    };
    match () {
        () if own <= 0 => Level::Ordinary,
        () if is_below(part, whole, shares[0]) => Level::High,
        () if is_below(part, whole, shares[1]) => Level::Middle,
        () => Level::Ordinary,
    }
}

fn repurchase_level(orders: u64) -> Level {
    // So many in a hundred, rounded down, which moves nothing across a whole number.
    let percent = |orders: u64| (orders - 1) * 100 / orders;
    match orders {
        0 => Level::Ordinary,
        orders if percent(orders) >= 60 => Level::High,
        orders if percent(orders) >= 30 => Level::Middle,
        _ => Level::Ordinary,
    }
}

fn any_customers() -> impl Strategy<Value = Vec<PurchaseSummary>> {
    let customer = (-3_i128..30, 0..6_u64).prop_map(|(net, orders)| PurchaseSummary {
        net,
        orders,
        ..PurchaseSummary::default()
    });
    prop::collection::vec(customer, 0..40)
}

proptest! {
    #[test]
    fn prop_kernel_agrees_with_comparing_everybody(
        customers in any_customers(),
        high in 1..99_u8,
        more in 1..99_u8,
        by in prop::sample::select(vec![SpendBy::Rank, SpendBy::CumulativeSpend]),
        disagree in prop::sample::select(Disagree::ALL.map(|(option, _)| option).to_vec()),
    ) {
        let shares = [percent(high), percent((high + more).min(100))];
        let mut spec = ValueTierSpec { disagree, ..spec() };
        (spec.spend.high, spec.spend.middle, spec.spend.by) = (shares[0], shares[1], by);
        let rule = ValueTierRule::new(spec).unwrap();
        let verdicts = rule.judge(&customers, instant("2026-01-01T00:00:00Z")).unwrap();
        prop_assert_eq!(verdicts.len(), customers.len());
        for (customer, verdict) in customers.iter().zip(verdicts) {
            let by_spend = spend_level(&customers, customer.net, by, shares);
            let by_repurchase = repurchase_level(customer.orders);
            prop_assert_eq!((verdict.by_spend, verdict.by_repurchase), (by_spend, by_repurchase));
            let level = match disagree {
                Disagree::Lower => by_spend.min(by_repurchase),
                Disagree::Higher => by_spend.max(by_repurchase),
                _ => by_spend,
            };
            prop_assert_eq!(verdict.level, level);
            let better = customers.iter().filter(|other| other.net > customer.net).count();
            prop_assert_eq!(verdict.rank, better as u64 + 1);
        }
    }

    #[test]
    fn prop_classes_agree_with_comparing_everybody(customers in any_customers()) {
        let spends: Vec<i128> = customers.iter().map(|customer| customer.net).collect();
        let classes = class_rule().classes(&spends).unwrap();
        for (own, class) in spends.iter().zip(classes) {
            let level = spend_level(&customers, *own, SpendBy::CumulativeSpend, [percent(80), percent(95)]);
            let expected = match level {
                Level::High => CoverageClass::A,
                Level::Middle => CoverageClass::B,
                Level::Ordinary => CoverageClass::C,
            };
            prop_assert_eq!(class, expected);
        }
    }
}
