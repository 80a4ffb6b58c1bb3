//! How well models do on the purchase logs of CDNOW, as packages of the field have it, and on made-up customers.

use crm_clv::{
    BgNbd, Cells, CohortPurchases, ComparisonError, FitReport, Grain, History, HoldoutFit, Horizon, MbgNbd,
    Nbd, ParetoNbd, PurchaseModel, Split, TimeUnit, TrackingError, compare_models, repeat_frequencies,
};
use proptest::prelude::*;

use crate::cdnow::{cdnow, day, folder, split};

fn sample(test: &str) -> Option<Split<u32>> {
    Some(split(&folder(test)?, "cdnow_sample.csv"))
}

/// Checks the sum of expected purchases, the mean absolute error and the root of the mean squared one to their printed digits.
#[track_caller]
fn check_holdout(model: &impl PurchaseModel, split: &Split<u32>, expected: [f64; 3]) {
    let fit = HoldoutFit::of_split(model, split, 7).unwrap();
    assert_eq!((fit.customers, fit.actual), (2_357, 1_882));
    assert!((fit.expected - expected[0]).abs() < 0.006, "{fit:?}");
    assert!((fit.mean_absolute_error - expected[1]).abs() < 6e-6, "{fit:?}");
    assert!((fit.root_mean_squared_error - expected[2]).abs() < 6e-6, "{fit:?}");
    assert!((fit.bias - (fit.expected - 1_882.0) / 2_357.0).abs() < 1e-12, "{fit:?}");
    // The groups are a partition of the customers.
    let sum = fit.groups.iter().fold((0, 0.0, 0), |sum, group| {
        (sum.0 + group.customers, sum.1 + group.expected, sum.2 + group.actual)
    });
    assert_eq!((sum.0, sum.2), (fit.customers, fit.actual));
    assert!((sum.1 - fit.expected).abs() < 1e-9);
    let frequencies: Vec<_> = fit.groups.iter().map(|group| group.frequency).collect();
    assert_eq!(frequencies, [0, 1, 2, 3, 4, 5, 6, 7]);
    let customers: Vec<_> = fit.groups.iter().map(|group| group.customers).collect();
    assert_eq!(customers, [1_411, 439, 214, 100, 62, 38, 29, 64]); // as the papers print them
    assert!(fit.groups.last().unwrap().or_more);
}

#[test]
fn holdout_of_the_sample_by_pareto_nbd() {
    let Some(split) = sample("holdout_of_the_sample_by_pareto_nbd") else { return };
    // The published figures, of a package's own fit, are to all digits those at the rounded estimates of the paper.
    let rounded = ParetoNbd::new(0.553, 10.578, 0.606, 11.669).unwrap();
    check_holdout(&rounded, &split, [1_665.69, 0.75455, 1.60285]);
    // At the maximum itself they are within 2e-4 of it: the likelihood is flat in s and beta.
    let fitted = ParetoNbd::fit(&split.calibration().cells()).unwrap().model;
    let fit = HoldoutFit::of_split(&fitted, &split, 7).unwrap();
    assert!((fit.expected / 1_665.69 - 1.0).abs() < 2e-4, "{fit:?}");
    assert!((fit.mean_absolute_error / 0.75455 - 1.0).abs() < 1e-4, "{fit:?}");
}

#[test]
fn holdout_of_the_sample_by_bg_nbd() {
    let Some(split) = sample("holdout_of_the_sample_by_bg_nbd") else { return };
    let model = BgNbd::fit(&split.calibration().cells()).unwrap().model;
    check_holdout(&model, &split, [1_653.41, 0.78545, 1.60798]);
}

#[test]
fn models_of_the_sample_side_by_side() {
    let Some(split) = sample("models_of_the_sample_side_by_side") else { return };
    let cells = split.calibration().cells();
    let reports = [
        Nbd::fit(&cells).unwrap().report,
        BgNbd::fit(&cells).unwrap().report,
        ParetoNbd::fit(&cells).unwrap().report,
        MbgNbd::fit(&cells).unwrap().report,
    ];
    let table = compare_models(&reports).unwrap();
    let ranked: Vec<_> =
        table.iter().map(|row| (row.model, row.parameters, row.aic_rank, row.bic_rank)).collect();
    let expected = [("MBG/NBD", 4, 1, 1), ("BG/NBD", 4, 2, 2), ("Pareto/NBD", 4, 3, 3), ("NBD", 2, 4, 4)];
    assert_eq!(ranked, expected);
    // 2 x (9594.976179 - 9582.135716): the parameters are as many.
    assert!((table[2].aic_above_best - 25.680_926).abs() < 1e-5, "{:?}", table[2]);
    assert!(table.iter().all(|row| row.is_sound));
}

#[test]
fn how_often_the_sample_came_back() {
    let Some(split) = sample("how_often_the_sample_came_back") else { return };
    let cells = split.calibration().cells();
    let model = BgNbd::fit(&cells).unwrap().model;
    let classes = repeat_frequencies(&model, &cells, 7);
    let observed: Vec<_> = classes.iter().map(|class| class.observed).collect();
    assert_eq!(observed, [1_411, 439, 214, 100, 62, 38, 29, 64]);
    let sum: f64 = classes.iter().map(|class| class.expected).sum();
    assert!((sum - 2_357.0).abs() < 1e-9);
    // The model fits: no class is off by more than four times the root of what is expected.
    for class in &classes {
        let off = f64::from(u32::try_from(class.observed).unwrap()) - class.expected;
        assert!(off.abs() < 4.0 * class.expected.sqrt(), "{class:?}");
    }
}

#[test]
fn the_sample_week_by_week() {
    let Some(folder) = folder("the_sample_week_by_week") else { return };
    let split = split(&folder, "cdnow_sample.csv");
    let cells = split.calibration().cells();
    let model = ParetoNbd::fit(&cells).unwrap().model;
    let (customers, days, _) = cdnow(&folder, "cdnow_sample.csv");
    let end = day("1998-06-30");
    let cohort = CohortPurchases::new(customers.into_iter().zip(days), Grain::Day, day("1997-09-30"), end);
    assert_eq!((cohort.customers(), cohort.too_late()), (2_357, 0));
    let weeks = cohort.track(&model, TimeUnit::WEEK, 7, end).unwrap();
    assert_eq!(weeks.len(), 78);
    let (calibration, all) = (&weeks[38], &weeks[77]);
    assert_eq!((calibration.end, all.end), (day("1997-09-30"), end));
    assert_eq!((calibration.actual_total, all.actual_total), (Some(2_457), Some(2_457 + 1_882)));
    // What is expected until the end of calibration is the sum over customers of what is expected at their ages.
    let of_cell = |cell: &crm_clv::Cell| {
        let age = Horizon::new(cell.history.age()).unwrap();
        f64::from(u32::try_from(cell.customers).unwrap()) * model.expected_purchases_of_new(age)
    };
    let expected: f64 = cells.cells().iter().map(of_cell).sum();
    assert!((calibration.expected_total / expected - 1.0).abs() < 1e-12);
    assert!((expected / 2_457.0 - 1.0).abs() < 0.05, "{expected}");
    let sum: f64 = weeks.iter().map(|week| week.expected).sum();
    assert!((sum - all.expected_total).abs() < 1e-9);
}

#[test]
fn a_perfect_expectation_has_no_errors() {
    // Two purchases are expected of each: (1 + 1) / (1 + 3) x 4.
    let model = Nbd::new(1.0, 1.0).unwrap();
    let customers = [(History::new(1, 2.0, 3.0).unwrap(), 2); 3];
    let fit = HoldoutFit::new(&model, customers, Horizon::new(4.0).unwrap(), 0).unwrap();
    assert_eq!((fit.bias, fit.mean_absolute_error, fit.root_mean_squared_error), (0.0, 0.0, 0.0));
    let group = fit.groups[0];
    assert_eq!((group.frequency, group.or_more, group.customers), (0, true, 3));
    assert_eq!((group.mean_expected(), group.mean_actual()), (2.0, 2.0));
    assert_eq!(HoldoutFit::new(&model, [], Horizon::new(4.0).unwrap(), 0), None);
}

fn report(customers: usize) -> FitReport {
    let histories = (0..customers).map(|number| {
        let x = u64::from(u32::try_from(number % 5).unwrap() / 2);
        History::new(x, if x == 0 { 0.0 } else { 5.0 }, 9.0).unwrap()
    });
    Nbd::fit(&Cells::new(histories, TimeUnit::WEEK)).unwrap().report
}

#[test]
fn fits_to_other_customers_are_not_compared() {
    let refused = compare_models([&report(50), &report(60)]).unwrap_err();
    let ComparisonError::OtherCustomers { one_customers, other_customers, .. } = refused else { panic!() };
    assert_eq!((one_customers, other_customers), (50, 60));
    assert_eq!(compare_models([]).unwrap(), []);
    // Equals share the better rank.
    let (one, other) = (report(50), report(50));
    let ranks: Vec<_> = compare_models([&one, &other]).unwrap().iter().map(|row| row.aic_rank).collect();
    assert_eq!(ranks, [1, 1]);
}

#[test]
fn what_cannot_be_tracked_is_an_error() {
    let model = Nbd::new(1.0, 1.0).unwrap();
    let track = |occasions: Vec<(u32, i32)>, days, end| {
        CohortPurchases::new(occasions, Grain::Day, 10, 20).track(&model, TimeUnit::DAY, days, end)
    };
    assert_eq!(track(vec![], 7, 20), Err(TrackingError::NoCustomers));
    assert_eq!(track(vec![(1, 11), (2, 21)], 7, 20), Err(TrackingError::NoCustomers));
    assert_eq!(track(vec![(1, 0)], 0, 20), Err(TrackingError::NoPeriod));
    let refused = track(vec![(1, i32::MIN)], 1, i32::MAX);
    assert_eq!(refused, Err(TrackingError::TooManyPeriods { periods: 1 << 32 }));
    assert_eq!(track(vec![(1, 10)], 7, -100), Ok(vec![]), "the end is before the first purchase");
    let longest = track(vec![(1, i32::MIN)], u32::MAX, i32::MAX).unwrap();
    assert_eq!(longest.len(), 1);
    assert_eq!((longest[0].end, longest[0].actual), (i32::MAX - 1, None));
}

#[test]
fn orders_of_one_day_count_one_by_one_where_orders_are_the_grain() {
    let occasions = [(1, 0), (1, 0), (1, 3), (1, 3)];
    let model = Nbd::new(1.0, 1.0).unwrap();
    let actual = |grain| {
        let cohort = CohortPurchases::new(occasions, grain, 0, 6);
        cohort.track(&model, TimeUnit::DAY, 7, 6).unwrap()[0].actual
    };
    assert_eq!((actual(Grain::Day), actual(Grain::Order)), (Some(1), Some(3)));
}

fn occasions() -> impl Strategy<Value = Vec<(u8, i32)>> {
    prop::collection::vec((0_u8..6, 0..60), 1..60)
}

proptest! {
    #[test]
    fn prop_the_order_of_rows_changes_nothing(rows in occasions(), days in 1_u32..20) {
        let model = MbgNbd::new(0.5, 6.0, 0.9, 1.6).unwrap();
        let track = |rows: Vec<(u8, i32)>| CohortPurchases::new(rows, Grain::Day, 30, 50).track(&model, TimeUnit::WEEK, days, 70);
        let turned = rows.iter().rev().copied().collect();
        prop_assert_eq!(track(rows), track(turned));
    }

    #[test]
    fn prop_periods_add_up_to_the_repeat_purchases(rows in occasions(), days in 1_u32..20) {
        let model = Nbd::new(0.5, 6.0).unwrap();
        let cohort = CohortPurchases::new(rows.iter().copied(), Grain::Day, 59, 200);
        let periods = cohort.track(&model, TimeUnit::WEEK, days, 200).unwrap();
        let mut distinct = rows;
        distinct.sort_unstable();
        distinct.dedup();
        let repeats = u64::try_from(distinct.len()).unwrap() - cohort.customers();
        prop_assert_eq!(periods.last().unwrap().actual_total, Some(repeats));
        prop_assert!(periods.iter().all(|period| period.expected >= 0.0));
    }

    #[test]
    fn prop_the_order_of_customers_changes_no_bit(ages in prop::collection::vec((0_u64..4, 1_u32..9, 0_u64..5), 1..30)) {
        let model = BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap();
        let customer = |&(x, age, actual): &(u64, u32, u64)| {
            let age = f64::from(age);
            (History::new(x, if x == 0 { 0.0 } else { age / 2.0 }, age).unwrap(), actual)
        };
        let fit = |customers: Vec<_>| HoldoutFit::new(&model, customers, Horizon::new(9.0).unwrap(), 2);
        prop_assert_eq!(fit(ages.iter().map(customer).collect()), fit(ages.iter().rev().map(customer).collect()));
    }
}
