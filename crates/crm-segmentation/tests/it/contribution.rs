//! Contributions: what customers leave over.

use crm_model::{CustomerCode, Dataset, Total};
use crm_segmentation::{Contribution, ContributionError, Contributions, Level, Summaries};

use crate::support::{basis, code, currency, dataset, instant, order, refund, rule};

const NOW: &str = "2026-03-31T12:00:00Z";

fn four_customers() -> (Dataset, Summaries) {
    let dataset = dataset(vec![
        order("C-1", "", "2026-01-05T10:00:00Z", "100 CNY"),
        order("C-2", "", "2026-01-05T10:00:00Z", "60 CNY"),
        order("C-3", "", "2026-01-05T10:00:00Z", "40 CNY"),
        refund("C-4", "", "2026-01-05T10:00:00Z", "5 CNY"),
        order("C-5", "", "2020-01-05T10:00:00Z", "5 CNY"),
    ]);
    let summaries = basis().summarise(&dataset, instant(NOW)).unwrap();
    (dataset, summaries)
}

fn yuan(whole: i128) -> Total {
    Total { ten_thousandths: whole * 10_000, currency: currency("CNY") }
}

fn measured(costs: &[(&str, i128)]) -> (Dataset, Contributions) {
    let (dataset, summaries) = four_customers();
    let costs: Vec<(CustomerCode, Total)> =
        costs.iter().map(|(id, cost)| (code(&dataset, id), yuan(*cost))).collect();
    (dataset, summaries.contributions(costs).unwrap())
}

#[test]
fn contribution_is_net_spend_less_all_costs() {
    let (dataset, contributions) =
        measured(&[("C-1", 50), ("C-1", 30), ("C-2", 40), ("C-3", 45), ("C-4", 1)]);
    let of = |id| {
        let measured = contributions.of(code(&dataset, id)).unwrap();
        (
            measured.amount / 10_000,
            measured.rank,
            measured.contribution.margin().map(|margin| margin.percent(1)),
        )
    };
    // 100 − 80 and 60 − 40 are equal.
    assert_eq!(of("C-1"), (20, 1, Some("20.0%".into())));
    assert_eq!(of("C-2"), (20, 1, Some("33.3%".into())));
    assert_eq!(of("C-3"), (-5, 3, Some("-12.5%".into())));
    assert_eq!(of("C-4"), (-6, 4, None), "no net spend, no margin");
    let total = contributions.total();
    assert_eq!((total.customers, total.contribution.amount()), (4, Some(290_000)));
    assert_eq!(contributions.share(code(&dataset, "C-3")).unwrap().to_string(), "-50000/290000");
}

#[test]
fn customer_without_a_cost_is_unknown_and_not_free() {
    let (dataset, contributions) = measured(&[("C-1", 0), ("C-5", 3)]);
    assert_eq!(contributions.of(code(&dataset, "C-1")).unwrap().amount, 1_000_000);
    assert_eq!(contributions.of(code(&dataset, "C-2")), None);
    assert_eq!(contributions.unknown(), ["C-2", "C-3", "C-4"].map(|id| code(&dataset, id)));
    assert_eq!((contributions.costs_outside(), contributions.known().len()), (1, 1));
    let (dataset, none) = measured(&[]);
    assert_eq!((none.total().customers, none.share(code(&dataset, "C-1"))), (0, None));
}

#[test]
fn share_of_a_loss_is_none() {
    let (dataset, contributions) = measured(&[("C-1", 90), ("C-2", 80)]);
    assert_eq!(contributions.total().contribution.amount(), Some(-100_000));
    assert_eq!(contributions.share(code(&dataset, "C-1")), None);
}

#[test]
fn contributions_of_levels_add_up_to_all() {
    let (dataset, contributions) = measured(&[("C-1", 50), ("C-2", 40), ("C-3", 45), ("C-4", 1)]);
    let assessment = rule().assess(&dataset, instant(NOW)).unwrap();
    let levels = contributions.by_group(|code| assessment.of(code).map(|verdict| verdict.by_spend));
    // The positions are 0, 25 %, 50 % and 75 %, and the last has no net spend.
    let of = |level| (levels[&level].customers, levels[&level].contribution.amount().unwrap() / 10_000);
    assert_eq!([of(Level::High), of(Level::Middle), of(Level::Ordinary)], [(1, 50), (2, 15), (1, -6)]);
    assert!(contributions.by_group(|_| None::<Level>).is_empty());
}

#[test]
fn cost_in_another_currency_is_refused() {
    let (dataset, summaries) = four_customers();
    let dollars = Total { ten_thousandths: 1, currency: currency("USD") };
    let refused = ContributionError::OtherCurrency { expected: currency("CNY"), found: currency("USD") };
    assert_eq!(summaries.contributions([(code(&dataset, "C-1"), dollars)]), Err(refused));
    assert_eq!(refused.to_string(), "a cost in USD cannot be set against amounts in CNY");
}

#[test]
fn costs_beyond_128_bits_are_refused() {
    let (dataset, summaries) = four_customers();
    let with = |costs: &[(&str, i128)]| {
        let total = |cost| Total { ten_thousandths: cost, currency: currency("CNY") };
        let costs: Vec<_> = costs.iter().map(|(id, cost)| (code(&dataset, id), total(*cost))).collect();
        summaries.contributions(costs).map(|_| ())
    };
    let too_large = Err(ContributionError::TooLarge);
    assert_eq!(with(&[("C-1", i128::MAX), ("C-1", 1)]), too_large);
    assert_eq!(with(&[("C-1", i128::MIN)]), too_large);
    assert_eq!(with(&[("C-1", i128::MAX / 3), ("C-2", i128::MAX / 3)]), too_large);
    assert_eq!(with(&[("C-1", i128::MAX / 3)]), Ok(()));
    assert_eq!(Contribution { net: i128::MAX, cost: -1 }.amount(), None);
}
