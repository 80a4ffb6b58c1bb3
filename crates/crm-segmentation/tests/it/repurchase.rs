//! Frequent buyers against ordinary ones.

use std::fs::File;

use crm_calendar::Zone;
use crm_model::{Currency, CustomerId, Dataset, Money, Purchase, PurchaseKind, Ratio, Records, Share, Table};
use crm_segmentation::{
    AssessmentError, BuyerOrders, Counting, FrequentBuyersRule, FrequentBuyersSpec, Repurchase,
    RepurchaseComparison, RuleProblem,
};
use proptest::prelude::*;

use crate::real::{data_folder, online_retail, rows};
use crate::support::{dataset, instant, order, percent, records, refund};

fn frequent_spec() -> FrequentBuyersSpec {
    FrequentBuyersSpec {
        name: "frequent-buyers".parse().unwrap(),
        clause: "H-SEG-2".parse().unwrap(),
        strength: crm_model::Strength::Example,
        before: "9 months".parse().unwrap(),
        after: "3 months".parse().unwrap(),
        zone: Zone::utc(),
        orders: 3,
        counting: Counting::Orders,
    }
}

fn frequent_rule(change: impl FnOnce(&mut FrequentBuyersSpec)) -> FrequentBuyersRule {
    let mut spec = frequent_spec();
    change(&mut spec);
    FrequentBuyersRule::new(spec).unwrap()
}

fn groups(comparison: RepurchaseComparison) -> [u64; 5] {
    let RepurchaseComparison { frequent, ordinary, outside } = comparison;
    [frequent.came_back, frequent.customers, ordinary.came_back, ordinary.customers, outside]
}

/// Orders of `C-1` before 30 June 2026 and one of `C-2`; both come back in July.
fn half_a_year() -> Vec<Purchase> {
    vec![
        order("C-1", "1", "2026-01-10T10:00:00Z", "10 CNY"),
        order("C-1", "2", "2026-01-10T11:00:00Z", "10 CNY"),
        order("C-1", "3", "2026-06-30T23:59:59.999999Z", "10 CNY"),
        order("C-2", "4", "2026-05-01T10:00:00Z", "10 CNY"),
        order("C-1", "5", "2026-07-01T00:00:00Z", "10 CNY"),
        order("C-2", "6", "2026-09-30T23:00:00Z", "10 CNY"),
        order("C-3", "7", "2026-07-05T10:00:00Z", "10 CNY"), // no buyer before
    ]
}

const SEPTEMBER: &str = "2026-09-30T23:59:59Z";

#[test]
fn h_seg_2_windows_share_no_day() {
    let assessment = frequent_rule(|_| {}).assess(&dataset(half_a_year()), instant(SEPTEMBER)).unwrap();
    assert_eq!(assessment.before.to_string(), "after 2025-09-30 up to 2026-06-30");
    assert_eq!(assessment.after.to_string(), "after 2026-06-30 up to 2026-09-30");
    assert_eq!(groups(assessment.comparison), [1, 1, 1, 1, 1]);
    let with_four = frequent_rule(|spec| spec.orders = 4);
    let comparison = with_four.assess(&dataset(half_a_year()), instant(SEPTEMBER)).unwrap().comparison;
    assert_eq!(groups(comparison), [0, 0, 2, 2, 1], "the order of July makes nobody frequent");
}

#[test]
fn h_seg_2_purchase_days_are_counted_where_the_policy_says_so() {
    let by_days = frequent_rule(|spec| spec.counting = Counting::PurchaseDays);
    let comparison = by_days.assess(&dataset(half_a_year()), instant(SEPTEMBER)).unwrap().comparison;
    assert_eq!(groups(comparison), [0, 0, 2, 2, 1]);
    // In Shanghai the last order of June is one of July.
    let in_shanghai = frequent_rule(|spec| spec.zone = Zone::fixed(8 * 3_600).unwrap());
    let comparison = in_shanghai.assess(&dataset(half_a_year()), instant("2026-09-30T15:59:59Z")).unwrap();
    assert_eq!(groups(comparison.comparison), [0, 0, 1, 2, 1]);
}

#[test]
fn what_was_given_back_later_makes_nobody_less_frequent() {
    let with = |refunded_at: &str| {
        let mut rows = half_a_year();
        rows.push(refund("C-1", "2", refunded_at, "10 CNY"));
        groups(frequent_rule(|_| {}).assess(&dataset(rows), instant(SEPTEMBER)).unwrap().comparison)
    };
    assert_eq!(with("2026-06-30T12:00:00Z"), [0, 0, 2, 2, 1]);
    assert_eq!(with("2026-07-01T00:00:00Z"), [1, 1, 1, 1, 1]);
    let mut rows = half_a_year();
    rows.push(refund("C-2", "6", SEPTEMBER, "10 CNY"));
    let comparison = frequent_rule(|_| {}).assess(&dataset(rows), instant(SEPTEMBER)).unwrap().comparison;
    assert_eq!(groups(comparison), [1, 1, 0, 1, 1], "an order that was given back is no coming back");
}

#[test]
fn orders_that_contradict_each_other_are_left_out() {
    let mut rows = half_a_year();
    rows.push(order("C-1", "3", "2026-06-30T10:00:00Z", "99 CNY"));
    let assessment = frequent_rule(|_| {}).assess(&dataset(rows), instant(SEPTEMBER)).unwrap();
    assert_eq!((groups(assessment.comparison), assessment.undetermined), ([0, 0, 1, 1, 1], 1));
}

#[test]
fn purchases_that_do_not_cover_both_windows_give_no_answer() {
    let rule = frequent_rule(|_| {});
    let assess = |purchases| {
        rule.assess(&records(Records { purchases, ..Records::default() }), instant(SEPTEMBER)).unwrap_err()
    };
    assert_eq!(assess(Table::default()), AssessmentError::NotSupplied);
    let from = Some(instant("2025-10-01T00:00:01Z"));
    let late = Table::Supplied { from, until: None, rows: half_a_year() };
    assert!(matches!(assess(late), AssessmentError::Incomplete { .. }));
    let until = Some(instant("2026-09-30T00:00:00Z"));
    let early = Table::Supplied { from: None, until, rows: half_a_year() };
    assert!(matches!(assess(early), AssessmentError::Incomplete { .. }));
}

#[test]
fn one_order_makes_no_frequent_buyer() {
    for orders in [0, 1] {
        let error = FrequentBuyersRule::new(FrequentBuyersSpec { orders, ..frequent_spec() }).unwrap_err();
        assert_eq!(
            (error.path().as_str(), error.problem),
            ("frequent-buyers.orders", RuleProblem::EveryBuyer)
        );
    }
}

#[test]
fn h_seg_2_excess_is_what_the_text_calls_more() {
    // 74 of 100 against 54 of 100: 37.037 % more.
    let comparison = RepurchaseComparison {
        frequent: Repurchase { customers: 100, came_back: 74 },
        ordinary: Repurchase { customers: 100, came_back: 54 },
        outside: 0,
    };
    assert_eq!(comparison.excess().unwrap().percent(0), "37%");
    assert_eq!(comparison.rate_ratio(), Ratio::new(74, 54));
}

#[test]
fn limits_exist_only_where_something_can_be_told() {
    let limits = |a, m, b, n| {
        let frequent = Repurchase { customers: m, came_back: a };
        let ordinary = Repurchase { customers: n, came_back: b };
        RepurchaseComparison { frequent, ordinary, outside: 0 }.limits_at(percent(95))
    };
    assert_eq!(limits(0, 0, 0, 0), None);
    assert_eq!(limits(0, 10, 5, 10), None);
    assert_eq!(limits(5, 10, 0, 10), None);
    assert_eq!(limits(10, 10, 10, 10), None);
    assert!(limits(10, 10, 5, 10).unwrap().low > 1.0);
    assert_eq!(limits(11, 10, 5, 10), None, "more came back than there were");
    let some = RepurchaseComparison {
        frequent: Repurchase { customers: 2, came_back: 1 },
        ordinary: Repurchase { customers: 2, came_back: 1 },
        outside: 0,
    };
    for z in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
        assert_eq!(some.limits(z), None, "{z}");
    }
    assert_eq!((some.limits_at(Share::ZERO), some.limits_at(Share::ONE)), (None, None));
}

proptest! {
    #[test]
    fn prop_parts_together_are_the_whole(customers in prop::collection::vec((0..6_u64, 0..3_u64), 0..40), cut in 0..40_usize) {
        let orders = |(before, after): &(u64, u64)| BuyerOrders { before: *before, after: *after };
        let rule = frequent_rule(|_| {});
        let (one, other) = customers.split_at(cut.min(customers.len()));
        let compare = |part: &[(u64, u64)]| rule.compare(part.iter().map(orders));
        let whole = compare(&customers);
        prop_assert_eq!(compare(one).merge(compare(other)), whole);
        prop_assert_eq!(compare(other).merge(compare(one)), whole);
        let [_, frequent, _, ordinary, outside] = groups(whole);
        prop_assert_eq!(frequent + ordinary + outside, customers.len() as u64);
    }

    #[test]
    fn prop_limits_hold_the_ratio_and_widen_with_the_level(
        (a, m) in (1..60_u64).prop_flat_map(|m| (1..=m, Just(m))),
        (b, n) in (1..60_u64).prop_flat_map(|n| (1..=n, Just(n))),
        z in 0.1..4.0_f64,
    ) {
        let comparison = RepurchaseComparison {
            frequent: Repurchase { customers: m, came_back: a },
            ordinary: Repurchase { customers: n, came_back: b },
            outside: 0,
        };
        let ratio = comparison.rate_ratio().unwrap().as_f64();
        match comparison.limits(z) {
            None => prop_assert!(a == m && b == n),
            Some(limits) => {
                prop_assert!(limits.low < ratio && ratio < limits.high);
                let wider = comparison.limits(z + 0.5).unwrap();
                prop_assert!(wider.low < limits.low && limits.high < wider.high);
            }
        }
    }

    #[test]
    fn prop_figures_of_any_size_give_numbers_or_none(figures in any::<[u64; 4]>(), z in any::<f64>()) {
        let [customers, came_back, others, came_too] = figures;
        let comparison = RepurchaseComparison {
            frequent: Repurchase { customers, came_back },
            ordinary: Repurchase { customers: others, came_back: came_too },
            outside: 0,
        };
        let limits = comparison.limits(z);
        prop_assert!(limits.is_none_or(|one| one.low > 0.0 && one.low <= one.high && one.high.is_finite()));
        let _ = (comparison.rate_ratio(), comparison.excess());
    }
}

/// Checks a comparison against figures of pandas 3.1.1, limits of 95 % to ten digits. There, with `p` the orders by customer
/// and date, and dates as text:
///
/// ```python
/// b, a = p[(p.day > first) & (p.day <= split)], p[(p.day > split) & (p.day <= last)]
/// n, back = b.customer_id.value_counts(), set(a.customer_id)  # for days: b = b.drop_duplicates()
/// f, o = n[n >= 3].index, n[n < 3].index
/// A, M, B, N = sum(c in back for c in f), len(f), sum(c in back for c in o), len(o)
/// r = A / M / (B / N); se = math.sqrt(1 / A - 1 / M + 1 / B - 1 / N); z = 1.959963984540054
/// r * math.exp(-z * se), r * math.exp(z * se)
/// ```
#[track_caller]
fn check(rule: &FrequentBuyersRule, dataset: &Dataset, as_of: &str, counts: [u64; 5], limits: [f64; 2]) {
    let comparison = rule.assess(dataset, instant(as_of)).unwrap().comparison;
    assert_eq!(groups(comparison), counts);
    let found = comparison.limits_at(percent(95)).unwrap();
    for (found, expected) in [found.low, found.high].into_iter().zip(limits) {
        assert!((found / expected - 1.0).abs() < 1e-10, "{found} is not {expected}");
    }
}

#[test]
fn cdnow_frequent_buyers_come_back_three_times_as_often() {
    let Some(folder) = data_folder("cdnow", "cdnow_frequent_buyers_come_back_three_times_as_often") else {
        return;
    };
    let dollars = Currency::new("USD").unwrap();
    let purchase = |row: std::collections::BTreeMap<String, String>| Purchase {
        at: instant(&format!("{}T00:00:00Z", row["date"])),
        order: None,
        what: PurchaseKind::Order,
        amount: Money::parse(&row["amount"], dollars).unwrap(),
        customer: Some(CustomerId::new(&row["customer_id"]).unwrap()),
    };
    let file = File::open(folder.join("cdnow_master.csv")).unwrap();
    let dataset = dataset(rows(file).into_iter().map(purchase).collect());
    // The rule halves the 18 months: after 1996-12-30, after 1997-09-30 up to 1998-06-30.
    let rule = |counting| {
        frequent_rule(|spec| (spec.after, spec.counting) = ("9 months".parse().unwrap(), counting))
    };
    let last = "1998-06-30T23:59:59Z";
    let limits = [3.142_873_789_783_023, 3.370_694_031_476_607];
    check(&rule(Counting::Orders), &dataset, last, [3_350, 5_121, 3_708, 18_449, 0], limits);
    let limits = [3.165_951_871_408_898, 3.394_185_683_785_48];
    check(&rule(Counting::PurchaseDays), &dataset, last, [3_313, 5_009, 3_745, 18_561, 0], limits);
}

#[test]
fn online_retail_frequent_buyers_come_back_more_often() {
    let Some(dataset) = online_retail("online_retail_frequent_buyers_come_back_more_often") else { return };
    let rule =
        |counting| frequent_rule(|spec| (spec.zone, spec.counting) = (crate::real::london().zone, counting));
    let last = "2011-12-09T23:59:59Z";
    // 1,091 who ordered at another time only, and 33 of whom there are cancellations alone.
    let limits = [1.710_815_593_076_632, 1.918_797_041_569_027];
    check(&rule(Counting::Orders), &dataset, last, [1_009, 1_273, 864, 1_975, 1_124], limits);
    let limits = [1.726_021_637_742_132, 1.931_171_716_074_837];
    check(&rule(Counting::PurchaseDays), &dataset, last, [973, 1_208, 900, 2_040, 1_124], limits);
}
