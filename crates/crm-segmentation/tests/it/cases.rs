//! The twenty cases of the customer-value specification, worked by hand.

use Level::{High, Middle, Ordinary};
use crm_calendar::Zone;
use crm_model::Records;
use crm_segmentation::{
    AssessmentError, Basis, Counting, CoverageClass, Criterion, Disagree, Level, MissingSpend,
    PurchaseSummary, RepurchaseThresholds, TierAssessment, TierVerdict, TrailingWindow, ValueTierRule,
    ValueTierSpec,
};

use crate::support::{
    basis, buying, class_rule, code, currency, customers, dataset, instant, order, records, refund, rule,
    spec, spend_levels, spending,
};

const NOW: &str = "2026-03-31T12:00:00Z";

fn assess(purchases: Vec<crm_model::Purchase>) -> (crm_model::Dataset, TierAssessment) {
    let dataset = dataset(purchases);
    let assessment = rule().assess(&dataset, instant(NOW)).unwrap();
    (dataset, assessment)
}

fn judge(rule: &ValueTierRule, customers: &[PurchaseSummary]) -> Vec<TierVerdict> {
    rule.judge(customers, instant(NOW)).unwrap()
}

#[test]
fn value_tier_case_01_ten_spends() {
    let levels = spend_levels(&[100, 90, 80, 70, 60, 50, 40, 30, 20, 10]);
    let expected = [vec![High; 2], vec![Middle; 4], vec![Ordinary; 4]].concat();
    assert_eq!(levels, expected);
}

#[test]
fn value_tier_case_02_ties_share_the_best_rank() {
    let levels = spend_levels(&[50, 50, 50, 50, 50, 40, 30, 20, 10, 5]);
    // 40 has the position 5/10, 30 has 6/10.
    let expected = [vec![High; 5], vec![Middle], vec![Ordinary; 4]].concat();
    assert_eq!(levels, expected);
}

#[test]
fn value_tier_case_03_position_at_the_bound_is_below_it_no_more() {
    assert_eq!(spend_levels(&[5, 4, 3, 2, 1]), [High, Middle, Middle, Ordinary, Ordinary]);
}

#[test]
fn value_tier_case_04_small_populations() {
    let count = |customers: i128| {
        let spends: Vec<i128> = (1..=customers).collect();
        let levels = spend_levels(&spends);
        Level::ALL.map(|level| levels.iter().filter(|other| **other == level).count())
    };
    assert_eq!([count(1), count(3), count(4), count(6)], [[1, 0, 0], [1, 1, 1], [1, 2, 1], [2, 2, 2]]);
}

#[test]
fn value_tier_case_05_where_all_spend_the_same_repurchase_decides() {
    let verdicts = judge(&rule(), &buying(&[3, 2, 1]));
    assert!(verdicts.iter().all(|verdict| verdict.by_spend == High && verdict.rank == 1));
    assert_eq!(verdicts.iter().map(|verdict| verdict.level).collect::<Vec<_>>(), [High, Middle, Ordinary]);
}

#[test]
fn value_tier_case_06_no_spend_at_all() {
    assert_eq!(spend_levels(&[0, 0, 0]), [Ordinary; 3]);
}

#[test]
fn value_tier_case_07_order_that_is_given_back() {
    let bought = order("C-1", "O-1", "2026-01-05T10:00:00Z", "500 CNY");
    let back = |of| refund("C-1", of, "2026-01-09T10:00:00Z", "500 CNY");
    let (dataset, assessment) = assess(vec![bought.clone(), back("O-1")]);
    let verdict = assessment.of(code(&dataset, "C-1")).unwrap();
    assert_eq!((verdict.net, verdict.level, verdict.purchases), (0, Ordinary, 0));
    // The refund does not say of which order it is: the order stays a purchase.
    let (dataset, assessment) = assess(vec![bought.clone(), back("")]);
    let verdict = assessment.of(code(&dataset, "C-1")).unwrap();
    assert_eq!((verdict.net, verdict.level, verdict.purchases), (0, Ordinary, 1));
    // Parts of it, given back one after the other.
    let part = |at, amount| refund("C-1", "O-1", at, amount);
    let parts =
        vec![bought, part("2026-01-09T10:00:00Z", "499.99 CNY"), part("2026-02-09T10:00:00Z", "0.01 CNY")];
    let (dataset, assessment) = assess(parts.clone());
    assert_eq!(assessment.of(code(&dataset, "C-1")).unwrap().purchases, 0);
    let (dataset, assessment) = assess(parts[..2].to_vec());
    assert_eq!(assessment.of(code(&dataset, "C-1")).unwrap().purchases, 1);
}

#[test]
fn value_tier_case_08_refund_of_an_order_before_the_window() {
    let (dataset, assessment) = assess(vec![
        order("C-1", "O-1", "2025-03-31T10:00:00Z", "30 CNY"),
        refund("C-1", "O-1", "2025-04-01T10:00:00Z", "30 CNY"),
    ]);
    let verdict = assessment.of(code(&dataset, "C-1")).unwrap();
    assert_eq!((verdict.net, verdict.level, assessment.population()), (-300_000, Ordinary, 1));
}

#[test]
fn value_tier_case_09_both_bounds_of_repurchase_are_inclusive() {
    // 3 of 5 orders after the first cannot be: 5 orders have 4 after the first. So the share is asked with other bounds.
    let with = |high, middle, orders| {
        let repurchase = RepurchaseThresholds {
            high: crate::support::percent(high),
            middle: crate::support::percent(middle),
            counting: Counting::Orders,
        };
        let rule = ValueTierRule::new(ValueTierSpec { repurchase, ..spec() }).unwrap();
        judge(&rule, &buying(&[orders]))[0].by_repurchase
    };
    assert_eq!([with(80, 30, 5), with(81, 30, 5)], [High, Middle]); // 4 of 5
    assert_eq!([with(90, 50, 2), with(90, 51, 2)], [Middle, Ordinary]); // 1 of 2
    assert_eq!([1, 2, 3, 5, 10].map(|orders| with(60, 30, orders)), [Ordinary, Middle, High, High, High]);
    let (sixty, thirty) = (crate::support::percent(60), crate::support::percent(30));
    assert!(sixty.is_reached_by(3, 5) && thirty.is_reached_by(3, 10) && !sixty.is_reached_by(3, 10));
}

#[test]
fn value_tier_case_10_young_customer_is_provisional() {
    let rule = |days| ValueTierRule::new(ValueTierSpec { minimum_tenure: Some(days), ..spec() }).unwrap();
    let dataset = dataset(vec![
        order("C-1", "O-1", "2026-03-26T10:00:00Z", "900 CNY"),
        order("C-2", "O-2", "2025-05-01T10:00:00Z", "10 CNY"),
    ]);
    let assessment = rule(30).assess(&dataset, instant(NOW)).unwrap();
    let young = assessment.of(code(&dataset, "C-1")).unwrap();
    assert_eq!((young.by_spend, young.by_repurchase, young.level), (High, Ordinary, Ordinary));
    assert!(young.provisional && !assessment.of(code(&dataset, "C-2")).unwrap().provisional);
    assert_eq!(
        rule(30).why(young).to_string(),
        "ordinary: spend rank 1 of 2 is high, 0 of 1 order after the first is ordinary; the lower counts; provisional, \
         no purchase of 30 days ago or more is known"
    );
    // Five days before is a tenure of five days.
    let provisional = |days| {
        rule(days).assess(&dataset, instant(NOW)).unwrap().of(code(&dataset, "C-1")).unwrap().provisional
    };
    assert!(provisional(6) && !provisional(5));
}

#[test]
fn value_tier_case_11_criteria_disagree() {
    let customers = [PurchaseSummary { net: 9, orders: 2, ..PurchaseSummary::default() }];
    let by = |disagree| {
        let rule = ValueTierRule::new(ValueTierSpec { disagree, ..spec() }).unwrap();
        let verdict = judge(&rule, &customers)[0];
        assert_eq!((verdict.by_spend, verdict.by_repurchase), (High, Middle));
        (verdict.level, verdict.decided_by(), rule.why(&verdict).to_string())
    };
    let why = "spend rank 1 of 1 is high, 1 of 2 orders after the first is middle";
    let expected = |level: Level, by, rule| (level, by, format!("{level}: {why}; {rule}"));
    assert_eq!(by(Disagree::Lower), expected(Middle, Criterion::Repurchase, "the lower counts"));
    assert_eq!(by(Disagree::Higher), expected(High, Criterion::Spend, "the higher counts"));
    assert_eq!(by(Disagree::SpendFirst), expected(High, Criterion::Spend, "spend counts first"));
}

#[test]
fn value_tier_case_12_two_currencies_have_no_sum() {
    let dataset = dataset(vec![
        order("C-1", "O-1", "2026-01-05T10:00:00Z", "5 USD"),
        order("C-2", "O-2", "2026-01-05T10:00:00Z", "5 CNY"),
    ]);
    let error = rule().assess(&dataset, instant(NOW)).unwrap_err();
    assert_eq!(error, AssessmentError::TwoCurrencies { one: currency("CNY"), other: currency("USD") });
    assert!(error.to_string().starts_with("amounts in CNY and USD have no common sum"), "{error}");
}

#[test]
fn value_tier_case_13_window_from_a_leap_day() {
    let dates = TrailingWindow::months(12).unwrap().ending("2024-02-29".parse().unwrap()).unwrap();
    assert_eq!(dates.after, "2023-02-28".parse().unwrap());
    let instants = dates.instants(&Zone::utc()).unwrap();
    assert_eq!(instants.start(), instant("2023-03-01T00:00:00Z"));
    assert_eq!(instants.end(), instant("2024-03-01T00:00:00Z"));
    let dataset = dataset(vec![
        order("C-1", "O-1", "2023-02-28T23:59:59Z", "1 CNY"),
        order("C-2", "O-2", "2023-03-01T00:00:00Z", "2 CNY"),
        order("C-3", "O-3", "2024-02-29T23:59:59Z", "3 CNY"),
    ]);
    let assessment = rule().assess(&dataset, instant("2024-02-29T23:59:59Z")).unwrap();
    assert_eq!(assessment.summaries().customers(), [code(&dataset, "C-2"), code(&dataset, "C-3")]);
}

#[test]
fn value_tier_case_14_day_is_that_of_the_policys_zone() {
    // 00:30 on New Year's Day in Tokyo is still 2023 in UTC.
    let dataset = dataset(vec![order("C-1", "O-1", "2024-01-01T00:30:00+09:00", "1 CNY")]);
    let population = |zone, as_of| {
        let rule = ValueTierRule::new(ValueTierSpec {
            basis: Basis { zone, window: TrailingWindow::months(1).unwrap(), ..basis() },
            ..spec()
        });
        rule.unwrap().assess(&dataset, instant(as_of)).unwrap().population()
    };
    let tokyo = || Zone::named("Asia/Tokyo").unwrap();
    assert_eq!(population(Zone::utc(), "2024-01-30T12:00:00Z"), 1, "after 2023-12-30");
    assert_eq!(population(Zone::utc(), "2024-01-31T12:00:00Z"), 0, "after 2023-12-31");
    assert_eq!(population(tokyo(), "2024-01-31T12:00:00Z"), 1, "the first of January in Tokyo");
}

#[test]
fn value_tier_case_15_two_orders_on_one_day() {
    let dataset = dataset(vec![
        order("C-1", "O-1", "2026-01-05T10:00:00Z", "5 CNY"),
        order("C-1", "O-2", "2026-01-05T11:00:00Z", "5 CNY"),
    ]);
    let by = |counting| {
        let repurchase = RepurchaseThresholds { counting, ..spec().repurchase };
        let rule = ValueTierRule::new(ValueTierSpec { repurchase, ..spec() }).unwrap();
        let verdict = *rule.assess(&dataset, instant(NOW)).unwrap().of(code(&dataset, "C-1")).unwrap();
        (verdict.purchases, verdict.by_repurchase)
    };
    assert_eq!(by(Counting::Orders), (2, Middle));
    assert_eq!(by(Counting::PurchaseDays), (1, Ordinary));
}

#[test]
fn value_tier_case_16_order_that_is_there_twice() {
    let one = order("C-1", "O-1", "2026-01-05T10:00:00Z", "5 CNY");
    let (dataset, assessment) = assess(vec![one.clone(), one.clone()]);
    let verdict = assessment.of(code(&dataset, "C-1")).unwrap();
    assert_eq!((verdict.net, verdict.purchases), (50_000, 1));

    let other = order("C-2", "O-2", "2026-01-05T10:00:00Z", "1 CNY");
    let (dataset, assessment) =
        assess(vec![one, order("C-1", "O-1", "2026-01-05T10:00:00Z", "6 CNY"), other]);
    let doubtful = code(&dataset, "C-1");
    assert_eq!(assessment.of(doubtful), None);
    assert_eq!(assessment.summaries().undetermined(), [(doubtful, MissingSpend::CredibleOrder)]);
    assert_eq!(assessment.population(), 1);
}

#[test]
fn value_tier_case_17_rows_without_a_customer() {
    let (_, assessment) = assess(vec![
        order("", "O-1", "2026-01-05T10:00:00Z", "500 CNY"),
        order("", "O-2", "2020-01-05T10:00:00Z", "500 CNY"),
        order("C-1", "O-3", "2026-01-05T10:00:00Z", "5 CNY"),
    ]);
    assert_eq!((assessment.summaries().rows_without_customer(), assessment.population()), (1, 1));
    assert_eq!(assessment.net_spend().unwrap().to_string(), "5.00 CNY");
}

#[test]
fn value_tier_case_18_order_of_rows_changes_nothing() {
    let mut rows = vec![
        order("C-1", "O-1", "2026-01-05T10:00:00Z", "5 CNY"),
        order("C-2", "O-2", "2026-01-05T10:00:00Z", "5 CNY"),
        order("C-3", "", "2026-01-05T10:00:00Z", "7 CNY"),
        refund("C-2", "O-2", "2026-02-05T10:00:00Z", "1 CNY"),
    ];
    let forth = assess(rows.clone());
    rows.reverse();
    assert_eq!(assess(rows), forth);
}

#[test]
fn value_tier_case_19_classes_by_cumulative_share() {
    use CoverageClass::{A, B, C};
    assert_eq!(class_rule().classes(&[900, 60, 30, 10]).unwrap(), [A, B, C, C]);
    assert_eq!(class_rule().classes(&[10, 60, 900, 30]).unwrap(), [C, B, A, C]);
}

#[test]
fn value_tier_case_20_nobody_at_all() {
    let (_, assessment) = assess(vec![]);
    assert_eq!((assessment.population(), assessment.verdicts().count()), (0, 0));
    assert_eq!(
        (assessment.cut(High), assessment.net_spend(), assessment.spend_share(High)),
        (None, None, None)
    );
    assert!(judge(&rule(), &spending(&[])).is_empty());
    assert!(class_rule().classes(&[]).unwrap().is_empty());
    // Customers without a purchase are nobody's rivals either.
    let dataset = records(Records {
        customers: customers(&["C-1"]),
        purchases: crm_model::Table::complete(vec![]),
        ..Records::default()
    });
    assert_eq!(rule().assess(&dataset, instant(NOW)).unwrap().population(), 0);
}
