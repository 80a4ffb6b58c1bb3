//! How sales and satisfaction change together.

use crm_calendar::Zone;
use crm_kpi::relation::{ChangePair, Correlation, CorrelationKind, PairsBy, Relation, RelationRule};
use crm_kpi::statistics::{Confidence, Interval};
use crm_kpi::{CivilPeriod, Counts, Facts, Per, Reason};
use crm_model::{Dataset, Ratio, Records, Scale, Table};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{APRIL, answer, at, dataset, order, question};

fn rule(by: PairsBy) -> RelationRule {
    RelationRule { question: question(Counts::Mean), currency: None, by }
}

fn relation(data: &Dataset, by: PairsBy) -> Result<Relation, Reason> {
    let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
    Relation::new(&Facts::new(data), &rule(by), march, at(APRIL), &Zone::utc())
}

/// Each customer's revenue and answers of February and of March.
fn company(customers: &[(&str, [u32; 2], [i64; 2])]) -> Records {
    let months = ["2026-02-05", "2026-03-05"];
    let (mut purchases, mut answers) = (vec![], vec![]);
    for (name, revenue, scores) in customers {
        for ((month, revenue), score) in months.iter().zip(revenue).zip(scores) {
            purchases.push(order(name, month, &format!("{revenue} CNY")));
            answers.push(answer(Some(name), month, Some(*score), Scale::ZERO_TO_TEN));
        }
    }
    let (purchases, answers) = (Table::complete(purchases), Table::complete(answers));
    Records { purchases, answers, ..Records::default() }
}

fn change(sales: (i128, i128), satisfaction: (i128, i128)) -> ChangePair {
    let ratio = |(part, whole)| Ratio::new(part, whole).unwrap();
    ChangePair { sales: ratio(sales), satisfaction: ratio(satisfaction) }
}

#[test]
fn h_kpi_17_customers_whose_satisfaction_rose_bought_more_or_not() {
    let mut records = company(&[
        ("a", [100, 110], [7, 8]),
        ("b", [100, 90], [8, 6]),
        ("c", [200, 300], [5, 9]),
        ("d", [100, 100], [6, 6]),
        ("new", [0, 50], [6, 6]), // no revenue before
    ]);
    if let Table::Supplied { rows, .. } = &mut records.answers {
        rows.push(answer(Some("a"), "2026-03-06", Some(9), Scale::ZERO_TO_TEN)); // 8 and 9 are 8.5
        rows.push(answer(Some("silent-before"), "2026-03-06", Some(9), Scale::ZERO_TO_TEN));
    }
    let found = relation(&dataset(records), PairsBy::Customer).unwrap();
    let expected =
        [change((1, 10), (3, 2)), change((-1, 10), (-2, 1)), change((1, 2), (4, 1)), change((0, 1), (0, 1))];
    assert_eq!((found.pairs.as_slice(), found.left_out), (expected.as_slice(), 2));
    // Ranks of sales 3 1 4 2, of satisfaction 3 1 4 2: they rise together.
    let ranks = found.rank_correlation().unwrap();
    assert_eq!((ranks.coefficient, ranks.pairs), (1.0, 4));
    let confidence = Confidence::new(0.95).unwrap();
    assert!(ranks.interval(confidence).is_none(), "four pairs on one line prove nothing");
    // Sales .1 -.1 .5 0 (mean .125), satisfaction 1.5 -2 4 0 (mean .875): 1.9125 / sqrt(.2075 x 19.1875).
    let values = found.correlation().unwrap();
    assert!((values.coefficient - 1.912_5 / (0.207_5_f64 * 19.187_5).sqrt()).abs() < 1e-12, "{values:?}");
    let Interval { low, high } = values.interval(confidence).unwrap();
    let (center, reach) = (values.coefficient.atanh(), 1.959_963_984_540_054); // the root of 4 - 3 is one
    assert!((low.atanh() - (center - reach)).abs() < 1e-9 && (high.atanh() - (center + reach)).abs() < 1e-6);
}

#[test]
fn h_kpi_17_months_of_the_company_are_pairs_as_well() {
    let found =
        relation(&dataset(company(&[("a", [100, 110], [7, 8]), ("b", [100, 30], [8, 9])])), PairsBy::Period);
    let found = found.unwrap();
    assert_eq!(found.pairs, [change((-60, 200), (1, 1))]);
    assert_eq!(found.left_out, 12); // twelve pairs of months without revenue or answers
    assert!(found.correlation().is_none(), "one pair has no correlation");
}

#[test]
fn k15_two_currencies_have_no_change_of_sales() {
    let mut records = company(&[("a", [100, 110], [7, 8])]);
    if let Table::Supplied { rows, .. } = &mut records.purchases {
        rows[1].amount = "5 USD".parse().unwrap();
    }
    let data = dataset(records);
    assert_eq!(relation(&data, PairsBy::Customer), Err(Reason::TwoCurrencies));
    assert_eq!(relation(&data, PairsBy::Period), Err(Reason::TwoCurrencies));
    let unknown = dataset(Records { answers: Table::complete(vec![]), ..Records::default() });
    assert!(matches!(relation(&unknown, PairsBy::Customer), Err(Reason::NotSupplied(_))));
}

#[test]
fn k33_what_never_changes_goes_with_nothing() {
    let flat = [(1.0, 5.0), (2.0, 5.0), (3.0, 5.0)];
    assert!(Correlation::of_values(&flat).is_none() && Correlation::of_ranks(&flat).is_none());
    assert!(Correlation::of_values(&[(0.0, 1.0), (-0.0, 2.0), (0.0, 3.0)]).is_none());
    assert!(Correlation::of_ranks(&[(0.0, 1.0), (-0.0, 2.0), (0.0, 3.0)]).is_none());
    assert!(Correlation::of_values(&[(1.0, 2.0), (f64::NAN, 3.0), (2.0, 9.0)]).is_none());
    assert!(Correlation::of_ranks(&[(1.0, 2.0), (f64::INFINITY, 3.0), (2.0, 9.0)]).is_none());
    let two = [(1.0, 2.0), (2.0, 3.0)];
    assert!(Correlation::of_values(&two).is_none(), "two points always lie on a line");
    let huge = [(1e308, 1.0), (-1e308, 2.0), (1e308, 3.0)];
    assert!(Correlation::of_values(&huge).is_some_and(|one| one.coefficient.abs() < 1e-9));
    let weak = Correlation { coefficient: 0.1, pairs: 3, kind: CorrelationKind::Values };
    assert!(weak.interval(Confidence::new(0.5).unwrap()).is_none());
}

/// Ties share their mean rank: Spearman's coefficient of these is Pearson's of the ranks written out.
#[test]
fn equal_values_share_their_rank() {
    let tied = [(10.0, 1.0), (20.0, 1.0), (20.0, 3.0), (40.0, 2.0)];
    let ranks = [(1.0, 1.5), (2.5, 1.5), (2.5, 4.0), (4.0, 3.0)];
    let (of_ranks, written) =
        (Correlation::of_ranks(&tied).unwrap(), Correlation::of_values(&ranks).unwrap());
    assert!((of_ranks.coefficient - written.coefficient).abs() < 1e-15);
    assert!((of_ranks.coefficient - 0.5).abs() < 1e-12, "{of_ranks:?}"); // 2.25 / 4.5
}

proptest! {
    #[test]
    fn prop_a_correlation_lies_between_its_ends_and_does_not_depend_on_scale(
        pairs in vec((-1_000..1_000_i32, -1_000..1_000_i32), 0..30), factor in 1..50_i32, shift in -500..500_i32,
    ) {
        let numbers = |factor: i32, shift: i32| -> Vec<(f64, f64)> {
            pairs.iter().map(|(one, other)| (f64::from(one * factor + shift), f64::from(*other))).collect()
        };
        for of in [Correlation::of_values, Correlation::of_ranks] {
            let (plain, scaled) = (of(&numbers(1, 0)), of(&numbers(factor, shift)));
            prop_assert_eq!(plain.is_some(), scaled.is_some());
            if let Some((plain, scaled)) = plain.zip(scaled) {
                prop_assert!((-1.0..=1.0).contains(&plain.coefficient));
                prop_assert!((plain.coefficient - scaled.coefficient).abs() < 1e-9);
                if let Some(Interval { low, high }) = plain.interval(Confidence::new(0.95).unwrap()) {
                    prop_assert!(low < plain.coefficient && plain.coefficient < high);
                    prop_assert!(-1.0 <= low && high <= 1.0);
                }
            }
        }
    }
}
