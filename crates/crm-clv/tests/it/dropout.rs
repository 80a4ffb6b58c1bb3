//! What fits say where dropout is the same for all, where data tell too little, and where they are extreme.

use core::num::NonZeroU8;

use crm_clv::{
    BgBb, BgCnbd, BgNbd, Boundary, Cells, Ending, FitReport, GGompertzNbd, History, MbgCnbd, MbgNbd, Nbd,
    Opportunities, ParetoNbd, PurchaseModel, RegularCells, RegularHistory, StandardError, TimeUnit,
};

use crate::{covariates::Random, regular::draws};

/// Customers who buy at rates from 0.2 to 1.8, observed for 50 weeks, with all that is known of when they bought. Whether one is
/// still there is asked after each purchase, the first one, too, if `at_first`.
fn bought(
    customers: u32,
    at_first: bool,
    mut stops: impl FnMut(u32, &mut dyn FnMut() -> f64) -> f64,
) -> Vec<RegularHistory> {
    let mut draw = draws();
    let customer = |number| {
        let rate = 0.2 + 1.6 * draw();
        let chance = stops(number, &mut draw);
        let mut times = vec![0.0];
        let mut stopped = at_first && draw() < chance;
        while !stopped {
            let next = times[times.len() - 1] - draw().ln() / rate;
            if next > 50.0 {
                break;
            }
            times.push(next);
            stopped = draw() < chance;
        }
        RegularHistory::from_times(&times, 50.0).unwrap()
    };
    (0..customers).map(customer).collect()
}

/// Customers who buy at rates from 0.2 to 1.8 until an end of their own.
fn until(customers: u32, mut end: impl FnMut(u32, &mut dyn FnMut() -> f64) -> f64) -> Vec<RegularHistory> {
    let mut draw = draws();
    let customer = |number| {
        let rate = 0.2 + 1.6 * draw();
        let end = end(number, &mut draw).min(50.0);
        let mut times = vec![0.0];
        loop {
            let next = times[times.len() - 1] - draw().ln() / rate;
            if next > end {
                break;
            }
            times.push(next);
        }
        RegularHistory::from_times(&times, 50.0).unwrap()
    };
    (0..customers).map(customer).collect()
}

fn cells(histories: &[RegularHistory]) -> Cells {
    Cells::new(histories.iter().map(|customer| *customer.history()), TimeUnit::WEEK)
}

/// Every number of a report is one, and what has no standard error says why.
#[track_caller]
fn check_numbers(report: &FitReport) {
    assert!(report.log_likelihood.is_finite() && report.gradient.is_finite(), "{report:?}");
    assert!(report.aic().is_finite() && report.bic().is_finite(), "{report:?}");
    let searches = if report.model == "GGompertz/NBD" { 2 } else { 1 };
    assert!(report.steps <= 200 * searches, "{report:?}");
    for estimate in &report.estimates {
        assert!(estimate.value.is_finite() && estimate.value > 0.0, "{report:?}");
        if let StandardError::Known(error) = estimate.standard_error {
            assert!(error.is_finite() && error > 0.0 && error < 30.0 * estimate.value, "{report:?}");
        }
    }
    for flat in &report.flat_directions {
        assert!(flat.direction.iter().all(|part| part.is_finite()), "{report:?}");
        assert!(flat.standard_deviation.is_none_or(|deviation| deviation.is_finite() && deviation > 3.0));
    }
}

/// Dropout is found to be the same for all, at this ratio of the last two parameters, neither of which is known on its own.
#[track_caller]
fn check_alike(report: &FitReport, ratio: f64) {
    check_numbers(report);
    assert_eq!(report.ending, Ending::Converged, "{report:?}");
    assert!(report.boundaries.contains(&Boundary::HomogeneousDropout), "{report:?}");
    assert!(!report.boundaries.contains(&Boundary::NoDropout), "{report:?}");
    assert!(!report.is_sound());
    let [rest @ .., one, other] = report.estimates.as_slice() else { panic!("{report:?}") };
    assert!((one.value / other.value / ratio - 1.0).abs() < 0.1, "{report:?}");
    // Far out neither is known; nearer, the errors are as large as the estimates.
    for unknown in [one, other] {
        assert!(unknown.standard_error.value().is_none_or(|error| error > unknown.value), "{report:?}");
    }
    for known in rest {
        if report.model != "GGompertz/NBD" {
            assert!(known.standard_error.value().is_some(), "{report:?}");
        }
    }
}

#[track_caller]
fn check_not_alike(report: &FitReport) {
    check_numbers(report);
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn one_chance_of_stopping_for_all_is_told() {
    let k = NonZeroU8::MIN;
    let customers = bought(1500, false, |_, _| 0.2);
    check_alike(&BgNbd::fit(&cells(&customers)).unwrap().report, 0.25);
    check_alike(&BgCnbd::fit(&RegularCells::new(customers, TimeUnit::WEEK), k).unwrap().report, 0.25);
    let customers = bought(1500, true, |_, _| 0.1);
    check_alike(&MbgNbd::fit(&cells(&customers)).unwrap().report, 0.1 / 0.9);
    check_alike(&MbgCnbd::fit(&RegularCells::new(customers, TimeUnit::WEEK), k).unwrap().report, 0.1 / 0.9);
}

#[test]
fn different_chances_of_stopping_are_told_apart() {
    let customers = bought(1500, false, |number, _| if number % 2 == 0 { 0.05 } else { 0.4 });
    check_not_alike(&BgNbd::fit(&cells(&customers)).unwrap().report);
    let customers = bought(1500, true, |number, _| if number % 2 == 0 { 0.05 } else { 0.4 });
    check_not_alike(&MbgNbd::fit(&cells(&customers)).unwrap().report);
}

#[test]
fn one_rate_of_stopping_for_all_is_told() {
    let customers = until(1500, |_, draw| -draw().ln() / 0.05);
    check_alike(&ParetoNbd::fit(&cells(&customers)).unwrap().report, 0.05);
}

#[test]
fn different_rates_of_stopping_are_told_apart() {
    let customers = until(1500, |number, draw| -draw().ln() / if number % 2 == 0 { 0.01 } else { 0.3 });
    check_not_alike(&ParetoNbd::fit(&cells(&customers)).unwrap().report);
}

#[test]
fn one_growing_hazard_for_all_is_told() {
    // The chance to go on beyond t is exp(-0.02 (e^(0.1 t) - 1)): half of all stop within 36 weeks.
    let customers = until(600, |_, draw| 10.0 * (1.0 - draw().ln() / 0.02).ln());
    check_alike(&GGompertzNbd::fit(&cells(&customers)).unwrap().report, 0.02);
}

/// People who give in each of eight years with a chance of their own, from 0.1 to 0.9, until they stop.
fn donors(customers: u32, mut stops: impl FnMut(u32) -> f64) -> Vec<(Opportunities, u64)> {
    let mut draw = draws();
    let customer = |number| {
        let (gives, stops) = (0.1 + 0.8 * draw(), stops(number));
        let (mut taken, mut last) = (0, 0);
        for year in 1..=8 {
            if draw() < stops {
                break;
            }
            if draw() < gives {
                (taken, last) = (taken + 1, year);
            }
        }
        (Opportunities::new(taken, last, 8).unwrap(), 1)
    };
    (0..customers).map(customer).collect()
}

#[test]
fn one_chance_of_stopping_in_each_period_is_told() {
    check_alike(&BgBb::fit(donors(3000, |_| 0.15)).unwrap().report, 0.15 / 0.85);
}

#[test]
fn in_periods_those_who_stay_for_ever_have_no_dropout_to_find() {
    let report = BgBb::fit(donors(500, |_| 0.0)).unwrap().report;
    check_numbers(&report);
    assert_eq!(report.boundaries, [Boundary::NoDropout], "{report:?}");
}

#[test]
fn in_periods_different_chances_are_told_apart() {
    let report = BgBb::fit(donors(3000, |number| if number % 2 == 0 { 0.02 } else { 0.5 })).unwrap().report;
    check_not_alike(&report);
}

fn weeks(histories: impl IntoIterator<Item = (u64, f64, f64)>) -> Cells {
    let histories = histories.into_iter().map(|(x, recency, age)| History::new(x, recency, age).unwrap());
    Cells::new(histories, TimeUnit::WEEK)
}

#[test]
fn whatever_is_fitted_ends_with_numbers() {
    let odd = [
        vec![(3, 20.0, 30.0)],
        vec![(3, 20.0, 30.0); 1000],
        vec![(1, 0.0, 30.0); 10],
        vec![(1, 30.0, 30.0), (0, 0.0, 30.0)],
        vec![(100_000, 1.0, 1.0), (0, 0.0, 1e5)],
        vec![(1000, 1e-6, 1e-6), (1, 1e6, 1e6)],
        vec![(1, 1e-3, 1e3), (2, 2e-3, 1e3), (3, 5e-3, 1e3)],
        (0..50).map(|number| (u64::from(number == 7), f64::from(u8::from(number == 7)), 40.0)).collect(),
    ];
    for histories in odd {
        let cells = weeks(histories);
        for report in [
            Nbd::fit(&cells).unwrap().report,
            BgNbd::fit(&cells).unwrap().report,
            MbgNbd::fit(&cells).unwrap().report,
            ParetoNbd::fit(&cells).unwrap().report,
            GGompertzNbd::fit(&cells).unwrap().report,
        ] {
            check_numbers(&report);
        }
    }
    for donors in [vec![(1, 1, 1)], vec![(0, 0, 6), (6, 6, 6)], vec![(1, 1, 300), (2, 3, 4)]] {
        let donors = donors.into_iter().map(|(x, last, n)| (Opportunities::new(x, last, n).unwrap(), 3));
        check_numbers(&BgBb::fit(donors).unwrap().report);
    }
}

#[test]
fn everybody_alike_buys_at_one_rate() {
    for number in [1, 500] {
        let times = [[0.0, 7.0, 13.0, 20.0], [0.0, 0.5, 0.8, 1.0], [0.0, 9.0, 19.0, 30.0]];
        for times in times {
            let customers = std::iter::repeat_n(RegularHistory::from_times(&times, 30.0).unwrap(), number);
            let customers: Vec<_> = customers.collect();
            let cells = cells(&customers);
            let regular = RegularCells::new(customers, TimeUnit::WEEK);
            for report in [
                Nbd::fit(&cells).unwrap().report,
                BgNbd::fit(&cells).unwrap().report,
                MbgNbd::fit(&cells).unwrap().report,
                ParetoNbd::fit(&cells).unwrap().report,
                GGompertzNbd::fit(&cells).unwrap().report,
                BgCnbd::fit(&regular, NonZeroU8::MIN).unwrap().report,
                MbgCnbd::fit(&regular, NonZeroU8::new(3).unwrap()).unwrap().report,
            ] {
                check_alike_buyers(&report);
            }
        }
        let donors = u64::try_from(number).unwrap();
        check_alike_buyers(&BgBb::fit([(Opportunities::new(2, 4, 6).unwrap(), donors)]).unwrap().report);
    }
}

/// Purchasing is found to be the same for all, and neither of its parameters known on its own.
#[track_caller]
fn check_alike_buyers(report: &FitReport) {
    check_numbers(report);
    assert!(report.boundaries.contains(&Boundary::HomogeneousPurchasing), "{report:?}");
    assert!(report.estimates[..2].iter().all(|one| one.standard_error.value().is_none()), "{report:?}");
}

#[test]
fn one_rate_of_buying_for_all_is_told() {
    let mut draw = draws();
    let customer = |number: u32| {
        let chance = if number.is_multiple_of(2) { 0.05 } else { 0.4 };
        let mut times = vec![0.0];
        loop {
            let next = times[times.len() - 1] - draw().ln() / 0.5;
            if next > 50.0 {
                break;
            }
            times.push(next);
            if draw() < chance {
                break;
            }
        }
        RegularHistory::from_times(&times, 50.0).unwrap()
    };
    let customers: Vec<_> = (0..1500).map(customer).collect();
    let report = BgNbd::fit(&cells(&customers)).unwrap().report;
    check_numbers(&report);
    assert_eq!(report.boundaries, [Boundary::HomogeneousPurchasing], "{report:?}");
    let [r, alpha, a, b] = report.estimates.as_slice() else { panic!("{report:?}") };
    assert!((r.value / alpha.value / 0.5 - 1.0).abs() < 0.05, "{report:?}");
    assert!(a.standard_error.value().is_some() && b.standard_error.value().is_some(), "{report:?}");
}

#[test]
fn histories_of_any_size_are_fitted() {
    let odd = [
        vec![(1, 1e90, 1e100), (3, 1e50, 1e100)],
        vec![(u64::MAX, 1e-100, 1e-90), (1, 1e-90, 1e-90)],
        vec![(u64::MAX, 1e100, 1e100), (0, 0.0, 1e100)],
        vec![(2, 1e-300, 1e-299); 3],
        vec![(1, f64::MIN_POSITIVE, 1e100), (2, 5.0, 7.0)],
        vec![(2, 1e15, 1e16), (0, 0.0, 1e16), (7, 1e16, 1e16)],
        vec![(2, 1e-15, 1e-14), (0, 0.0, 1e-14), (7, 1e-14, 1e-14)],
    ];
    for histories in odd {
        let cells = weeks(histories);
        let reports = [
            Nbd::fit(&cells).map(|fitted| fitted.report),
            BgNbd::fit(&cells).map(|fitted| fitted.report),
            MbgNbd::fit(&cells).map(|fitted| fitted.report),
            ParetoNbd::fit(&cells).map(|fitted| fitted.report),
            GGompertzNbd::fit(&cells).map(|fitted| fitted.report),
        ];
        for report in reports {
            check_numbers(&report.unwrap());
        }
    }
}

#[test]
fn who_buys_unlike_is_found_where_most_stop_at_once() {
    // Rates of shape 2; three in four stop after each purchase: counts alone are as of customers who buy alike.
    for seed in 0..8 {
        let mut random = Random(seed);
        let customers = (0..300).map(|_| {
            let (rate, leaves, stays) = (random.gamma(4, 4.8), random.gamma(6, 1.0), random.gamma(2, 1.0));
            let (leaves, mut has_stopped) = (leaves / (leaves + stays), false);
            random.history(rate, 40.0, |random, _| {
                let stopped_before = has_stopped;
                has_stopped = random.uniform() < leaves;
                stopped_before
            })
        });
        let cells = Cells::new(customers.collect::<Vec<_>>(), TimeUnit::WEEK);
        let truth = BgNbd::new(2.0, 4.8, 3.0, 1.0).unwrap();
        let weight = |customers: u64| f64::from(u32::try_from(customers).unwrap());
        let of_cell = |cell: &crm_clv::Cell| weight(cell.customers) * truth.log_likelihood(&cell.history);
        let of_truth: f64 = cells.cells().iter().map(of_cell).sum();
        let report = BgNbd::fit(&cells).unwrap().report;
        check_numbers(&report);
        assert!(report.log_likelihood >= of_truth, "{seed}: {of_truth} {report:?}");
        assert!(!report.boundaries.contains(&Boundary::HomogeneousPurchasing), "{seed}: {report:?}");
    }
}
