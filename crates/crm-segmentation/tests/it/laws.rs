//! Laws that hold whatever the customers.

use chrono::TimeDelta;
use crm_model::Purchase;
use crm_segmentation::{
    AssessmentError, Disagree, PurchaseSummary, RfmRule, Scoring, SpendBy, TierVerdict, ValueTierRule,
    ValueTierSpec,
};
use proptest::prelude::*;

use crate::rfm::rfm_spec;
use crate::support::{class_rule, dataset, instant, order, refund, rule, spec};

const NOW: &str = "2026-03-31T12:00:00Z";

fn any_customers() -> impl Strategy<Value = Vec<PurchaseSummary>> {
    let customer = (-5_i128..40, 0..6_u64, 0..400_i64).prop_map(|(net, orders, days)| PurchaseSummary {
        net,
        orders,
        last: Some(instant(NOW) - TimeDelta::days(days)),
        ..PurchaseSummary::default()
    });
    prop::collection::vec(customer, 1..40)
}

fn judged(change: impl FnOnce(&mut ValueTierSpec), customers: &[PurchaseSummary]) -> Vec<TierVerdict> {
    let mut spec = spec();
    change(&mut spec);
    ValueTierRule::new(spec).unwrap().judge(customers, instant(NOW)).unwrap()
}

fn any_by() -> impl Strategy<Value = SpendBy> {
    prop::sample::select(SpendBy::ALL.map(|(option, _)| option).to_vec())
}

fn any_purchases() -> impl Strategy<Value = Vec<Purchase>> {
    let row = (0..4_u8, 0..5_u8, 0..500_i64, 0..50_u32, any::<bool>());
    let row = row.prop_map(|(customer, number, days, amount, is_refund)| {
        let customer = if customer == 0 { String::new() } else { format!("C-{customer}") };
        let number = if number == 0 { String::new() } else { format!("O-{number}") };
        let (at, amount) = ("2024-12-01T10:00:00Z", format!("{amount} CNY"));
        let mut row = if is_refund {
            refund(&customer, &number, at, &amount)
        } else {
            order(&customer, &number, at, &amount)
        };
        row.at += TimeDelta::days(days);
        row
    });
    prop::collection::vec(row, 0..30)
}

proptest! {
    #[test]
    fn prop_order_of_customers_changes_nothing(customers in any_customers(), turn in 0..40_usize, by in any_by()) {
        let turn = turn % customers.len();
        let mut turned = customers.clone();
        turned.rotate_left(turn);
        let mut verdicts = judged(|spec| spec.spend.by = by, &customers);
        verdicts.rotate_left(turn);
        prop_assert_eq!(verdicts, judged(|spec| spec.spend.by = by, &turned));
        let rfm = RfmRule::new(rfm_spec()).unwrap();
        let mut scores: Vec<_> = rfm.scores(&customers, instant(NOW)).collect();
        scores.rotate_left(turn);
        prop_assert_eq!(scores, rfm.scores(&turned, instant(NOW)).collect::<Vec<_>>());
    }

    #[test]
    fn prop_all_spends_times_a_factor_change_no_level(
        customers in any_customers(),
        factor in 1..1_000_000_000_i128,
        by in any_by(),
    ) {
        let more: Vec<_> =
            customers.iter().map(|customer| PurchaseSummary { net: customer.net * factor, ..*customer }).collect();
        let levels = |customers: &[PurchaseSummary]| -> Vec<_> {
            judged(|spec| spec.spend.by = by, customers).iter().map(|verdict| (verdict.level, verdict.rank)).collect()
        };
        prop_assert_eq!(levels(&customers), levels(&more));
        let spends = |customers: &[PurchaseSummary]| customers.iter().map(|customer| customer.net).collect::<Vec<_>>();
        prop_assert_eq!(class_rule().classes(&spends(&customers)), class_rule().classes(&spends(&more)));
    }

    #[test]
    fn prop_the_higher_rule_is_never_below_the_lower(customers in any_customers()) {
        let lower = judged(|spec| spec.disagree = Disagree::Lower, &customers);
        let first = judged(|spec| spec.disagree = Disagree::SpendFirst, &customers);
        let higher = judged(|spec| spec.disagree = Disagree::Higher, &customers);
        for ((lower, first), higher) in lower.iter().zip(first).zip(higher) {
            prop_assert!(lower.level <= first.level && first.level <= higher.level);
        }
    }

    #[test]
    fn prop_more_spend_never_lowers_the_level(customers in any_customers(), who in 0..40_usize, more in 1..50_i128, by in any_by()) {
        let who = who % customers.len();
        let mut richer = customers.clone();
        richer[who].net += more;
        let level = |customers: &[PurchaseSummary]| judged(|spec| spec.spend.by = by, customers)[who].by_spend;
        prop_assert!(level(&richer) >= level(&customers));
    }

    #[test]
    fn prop_one_more_order_never_lowers_the_level(customers in any_customers(), who in 0..40_usize) {
        let who = who % customers.len();
        let mut busier = customers.clone();
        busier[who].orders += 1;
        let level = |customers: &[PurchaseSummary]| judged(|_| {}, customers)[who].by_repurchase;
        prop_assert!(level(&busier) >= level(&customers));
    }

    #[test]
    fn prop_who_spends_more_has_no_lower_level_class_or_score(customers in any_customers(), by in any_by()) {
        let verdicts = judged(|spec| spec.spend.by = by, &customers);
        let classes = class_rule().classes(&customers.iter().map(|customer| customer.net).collect::<Vec<_>>()).unwrap();
        let scores: Vec<_> = RfmRule::new(rfm_spec()).unwrap().scores(&customers, instant(NOW)).collect();
        for one in 0..customers.len() {
            for other in 0..customers.len() {
                if customers[one].net >= customers[other].net {
                    prop_assert!(verdicts[one].by_spend >= verdicts[other].by_spend);
                    prop_assert!(classes[one] <= classes[other], "A comes first");
                    prop_assert!(scores[one].monetary >= scores[other].monetary);
                }
            }
        }
    }

    #[test]
    fn prop_order_of_rows_changes_nothing(rows in any_purchases(), turn in 0..30_usize) {
        let mut turned = rows.clone();
        turned.reverse();
        let middle = turn.min(turned.len());
        turned.rotate_left(middle);
        let assess = |rows| rule().assess(&dataset(rows), instant(NOW)).unwrap();
        prop_assert_eq!(assess(rows), assess(turned));
    }

    #[test]
    fn prop_what_comes_later_changes_no_tier(rows in any_purchases()) {
        let known: Vec<Purchase> = rows.iter().filter(|row| row.at <= instant(NOW)).cloned().collect();
        // An order that contradicts a later row is another matter: it is doubtful, whenever one looks.
        let distinct = |rows: &[Purchase]| rows.iter().map(|row| Purchase { order: None, ..row.clone() }).collect::<Vec<_>>();
        let all = dataset(distinct(&rows));
        let past = dataset(distinct(&known));
        let tiers = |dataset: &crm_model::Dataset| {
            let assessment = rule().assess(dataset, instant(NOW)).unwrap();
            assessment.verdicts().map(|(code, verdict)| (dataset.customer_ids()[code.index()].clone(), *verdict)).collect::<Vec<_>>()
        };
        prop_assert_eq!(tiers(&all), tiers(&past));
    }

    #[test]
    fn prop_figures_of_any_size_are_judged_or_refused(
        figures in prop::collection::vec((any::<i128>(), any::<u64>(), any::<bool>()), 0..20),
        cut in any::<i128>(),
        by in any_by(),
    ) {
        let customers: Vec<PurchaseSummary> = figures
            .into_iter()
            .map(|(net, orders, is_old)| {
                let last = if is_old { chrono::DateTime::<chrono::Utc>::MIN_UTC } else { instant(NOW) };
                PurchaseSummary { net, orders, purchase_days: orders, first: Some(last), last: Some(last), ..PurchaseSummary::default() }
            })
            .collect();
        let mut spec = spec();
        (spec.spend.by, spec.minimum_tenure) = (by, Some(1));
        let rule = ValueTierRule::new(spec).unwrap();
        match rule.judge(&customers, instant(NOW)) {
            Ok(verdicts) => prop_assert!(verdicts.iter().all(|verdict| !rule.why(verdict).to_string().is_empty())),
            Err(error) => prop_assert_eq!((error, by), (AssessmentError::TooLarge, SpendBy::CumulativeSpend)),
        }
        match rule.shortfalls(&customers) {
            Ok(shortfalls) => prop_assert!(shortfalls.iter().flatten().all(|one| one.spend.is_none_or(|spend| spend > 0))),
            Err(error) => prop_assert_eq!(error, AssessmentError::TooLarge),
        }
        let mut spec = rfm_spec();
        (spec.scores, spec.recency) = (2, Scoring::Cuts(vec![cut]));
        let scores: Vec<_> = RfmRule::new(spec).unwrap().scores(&customers, instant(NOW)).collect();
        prop_assert!(scores.iter().all(|score| (1..=2).contains(&score.recency) && (1..=2).contains(&score.monetary)));
    }
}
