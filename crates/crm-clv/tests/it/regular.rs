//! Regular buyers: against 18 digits, against models of random buyers, and fits of times that were drawn so.

use core::num::NonZeroU8;

use crm_clv::{
    BetaGeometricCnbd, BetaGeometricNbd, BgCnbd, BgNbd, Ending, FitError, History, HistoryError, Horizon,
    MbgCnbd, MbgNbd, PurchaseModel, RegularCells, RegularHistory, RegularHistoryError, TimeUnit,
};
use proptest::prelude::*;

use crate::cdnow::{cdnow, day, folder};

fn k(number: u8) -> NonZeroU8 {
    NonZeroU8::new(number).unwrap()
}

/// Checks figures to a relative 1e-11.
#[track_caller]
fn check(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-11 * expected.abs(), "{what}: {found} is not {expected}");
}

fn check_row(model: &impl PurchaseModel, history: &History, horizon: Horizon, expected: &[f64], row: &str) {
    let found = [
        model.log_likelihood(history),
        model.p_alive(history),
        model.expected_purchases(history, horizon),
        model.probability_of_purchases(0, history, horizon),
        model.probability_of_purchases(2, history, horizon),
    ];
    assert_eq!(expected.len(), found.len());
    for (found, expected) in found.into_iter().zip(expected) {
        check(found, *expected, row);
    }
}

#[test]
fn figures_agree_with_integrals_over_rate_and_dropout() {
    let rows = include_str!("../golden/regular.csv").lines();
    let mut count = 0;
    for row in rows {
        let numbers: Vec<f64> = row.split(',').map(|number| number.parse().unwrap()).collect();
        let events = k(row.split(',').nth(1).unwrap().trim_end_matches(".0").parse().unwrap());
        let x: u64 = row.split(',').nth(6).unwrap().trim_end_matches(".0").parse().unwrap();
        let history = History::new(x, numbers[7], numbers[8]).unwrap();
        let horizon = Horizon::new(numbers[9]).unwrap();
        let (r, alpha, a, b) = (numbers[2], numbers[3], numbers[4], numbers[5]);
        if numbers[0] > 0.0 {
            let model = MbgCnbd::new(events, r, alpha, a, b).unwrap();
            check_row(&model, &history, horizon, &numbers[10..], row);
        } else {
            let model = BgCnbd::new(events, r, alpha, a, b).unwrap();
            check_row(&model, &history, horizon, &numbers[10..], row);
        }
        count += 1;
    }
    assert_eq!(count, 10);
}

fn is_random_with_one_event<const MODIFIED: bool>(
    history: &History,
    horizon: Horizon,
    [r, alpha, a, b]: [f64; 4],
) {
    let random = BetaGeometricNbd::<MODIFIED>::new(r, alpha, a, b).unwrap();
    let regular = BetaGeometricCnbd::<MODIFIED>::new(k(1), r, alpha, a, b).unwrap();
    for (found, expected) in [
        (regular.log_likelihood(history), random.log_likelihood(history)),
        (regular.p_alive(history), random.p_alive(history)),
        (regular.p_alive_in(history, horizon), random.p_alive_in(history, horizon)),
        (regular.expected_purchases(history, horizon), random.expected_purchases(history, horizon)),
        (regular.expected_purchases_of_new(horizon), random.expected_purchases_of_new(horizon)),
        (
            regular.probability_of_purchases(3, history, horizon),
            random.probability_of_purchases(3, history, horizon),
        ),
        (
            regular.probability_of_purchases_of_new(0, horizon),
            random.probability_of_purchases_of_new(0, horizon),
        ),
    ] {
        assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found} is not {expected}");
    }
}

proptest! {
    #[test]
    fn prop_with_one_event_a_purchase_it_is_the_model_of_random_times(
        x in 0_u64..200, recency in 0.0..1.0, age in 0.01..500.0, time in 0.0..100.0,
        ln in proptest::array::uniform4(-3.0..3.0),
    ) {
        let recency = if x == 0 { 0.0 } else { recency * age };
        let history = History::new(x, recency, age).unwrap();
        let horizon = Horizon::new(time).unwrap();
        let parameters = ln.map(|ln: f64| ln.exp());
        is_random_with_one_event::<false>(&history, horizon, parameters);
        is_random_with_one_event::<true>(&history, horizon, parameters);
    }

    #[test]
    fn prop_probabilities_sum_to_one_and_their_mean_is_expected(
        x in 0_u64..30, recency in 0.0..1.0, age in 1.0..100.0, time in 0.1..20.0, events in 1_u8..6,
        ln in proptest::array::uniform3(-1.0..1.5),
    ) {
        let recency = if x == 0 { 0.0 } else { recency * age };
        let (history, horizon) = (History::new(x, recency, age).unwrap(), Horizon::new(time).unwrap());
        let [r, a, b] = ln.map(|ln: f64| ln.exp());
        let model = MbgCnbd::new(k(events), r, 2.0, a, b).unwrap();
        let probabilities = (0..600).map(|n| (f64::from(n), model.probability_of_purchases(n, &history, horizon)));
        let (sum, mean) = probabilities.fold((0.0, 0.0), |(sum, mean), (n, p)| (sum + p, mean + n * p));
        let expected = model.expected_purchases(&history, horizon);
        prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        prop_assert!((mean - expected).abs() < 1e-9 * expected + 1e-12, "{mean} is not {expected}");
    }
}

#[test]
fn for_the_regular_a_silence_means_more() {
    let history = History::new(10, 20.0, 26.0).unwrap();
    let alive = (1..=8).map(|number| {
        let events = f64::from(number);
        BgCnbd::new(k(number), 1.0, 2.0 / events, 0.8, 2.5).unwrap().p_alive(&history)
    });
    let alive: Vec<f64> = alive.collect();
    assert!(alive.windows(2).all(|pair| pair[1] < pair[0]), "{alive:?}");
}

proptest! {
    #[test]
    fn prop_whatever_the_input_there_are_numbers(
        x in 0_u64..1000, recency in 0.0..1.0, ln_age in -5.0..8.0, ln_time in -5.0..8.0, events in 1_u8..20,
        ln in proptest::array::uniform4(-12.0..12.0),
    ) {
        let age = f64::exp(ln_age);
        let recency = if x == 0 { 0.0 } else { recency * age };
        let (history, horizon) = (History::new(x, recency, age).unwrap(), Horizon::new(f64::exp(ln_time)).unwrap());
        let [r, alpha, a, b] = ln.map(|ln: f64| ln.exp());
        let model = MbgCnbd::new(k(events), r, alpha, a, b).unwrap();
        prop_assert!(model.log_likelihood(&history).is_finite());
        let alive = model.p_alive(&history);
        prop_assert!((0.0..=1.0).contains(&alive));
        prop_assert!((0.0..=alive * (1.0 + 1e-9)).contains(&model.p_alive_in(&history, horizon)));
        let expected = model.expected_purchases(&history, horizon);
        prop_assert!(expected >= 0.0 && expected.is_finite(), "{expected}");
    }
}

#[test]
fn one_chance_of_stopping_for_all_is_not_sound() {
    // All stop after each purchase with a chance of 1 in 4 or so: a and b grow without end.
    let histories = (1..=100_u32).map(|number| {
        let times: Vec<f64> = (0..=number.trailing_zeros() + number % 3).map(f64::from).collect();
        RegularHistory::from_times(&times, 50.0).unwrap()
    });
    let report = BgCnbd::fit(&RegularCells::new(histories, TimeUnit::WEEK), k(4)).unwrap().report;
    assert_eq!(report.ending, Ending::Converged);
    assert!(!report.is_sound(), "{report:?}");
}

#[test]
fn extreme_input_gives_numbers() {
    let model = BgCnbd::new(k(255), 1e-3, 1e6, 1e-4, 1e9).unwrap();
    let long = Horizon::new(1e9).unwrap();
    for history in [(1000, 1.0, 1e6), (1000, 1e6, 1e6), (0, 0.0, 0.0), (1, 1e-9, 1e6)] {
        let history = History::new(history.0, history.1, history.2).unwrap();
        assert!(model.log_likelihood(&history).is_finite());
        assert!((0.0..=1.0).contains(&model.p_alive(&history)));
        assert!((0.0..=1.0).contains(&model.p_alive_in(&history, long)));
        assert!(model.expected_purchases(&history, long).is_finite());
    }
}

/// Numbers from 0 to 1, the same ones each time.
pub(crate) fn draws() -> impl FnMut() -> f64 {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31) + 1e-10
    }
}

/// Returns customers who buy at so many events, at rates from 0.5 to 1.5 a purchase, and stop with a
/// chance of 0.02 or 0.18.
pub(crate) fn drawn(customers: u32, events: u32) -> RegularCells {
    let mut draw = draws();
    let histories = (0..customers).map(|_| {
        let rate = (0.5 + draw()) * f64::from(events);
        let chance = if draw() < 0.5 { 0.02 } else { 0.18 };
        let mut times = vec![0.0];
        let mut now = 0.0;
        loop {
            now += (0..events).map(|_| -draw().ln() / rate).sum::<f64>();
            if now > 30.0 {
                break;
            }
            times.push(now);
            if draw() < chance {
                break;
            }
        }
        RegularHistory::from_times(&times, 30.0).unwrap()
    });
    RegularCells::new(histories.collect::<Vec<_>>(), TimeUnit::WEEK)
}

#[test]
fn the_regularity_that_times_were_drawn_with_is_found() {
    for events in [1, 3] {
        let cells = drawn(400, events);
        let fits = BgCnbd::fit_up_to(&cells, k(5)).unwrap();
        assert_eq!(u32::from(fits.best().model.k().get()), events);
        assert_eq!(fits.fits().len(), 5);
        for fitted in fits.fits() {
            assert_eq!(fitted.report.ending, Ending::Converged, "{:?}", fitted.report);
        }
        let model = fits.best().model;
        let mean_dropout = model.a() / (model.a() + model.b());
        assert!((mean_dropout - 0.1).abs() < 0.03, "{mean_dropout}");
    }
}

#[test]
fn reports_have_the_full_likelihood_of_all_customers() {
    let customers = [
        RegularHistory::from_times(&[0.0, 2.0, 4.0, 6.5], 20.0).unwrap(),
        RegularHistory::from_times(&[3.0], 20.0).unwrap(),
        RegularHistory::from_times(&[1.0, 1.5, 9.0, 9.5, 13.0, 19.0], 20.0).unwrap(),
        RegularHistory::from_times(&[1.0, 11.0], 20.0).unwrap(),
    ];
    let cells = RegularCells::new(customers, TimeUnit::DAY);
    for fitted in MbgCnbd::fit_up_to(&cells, k(3)).unwrap().fits() {
        let sum: f64 = customers.iter().map(|customer| fitted.model.log_likelihood_of(customer)).sum();
        assert!((fitted.report.log_likelihood - sum).abs() < 1e-10, "{sum} {:?}", fitted.report);
    }
}

#[test]
fn the_order_of_customers_does_not_matter() {
    let mut customers: Vec<_> = (1..60_u32)
        .map(|number| {
            let number = f64::from(number);
            RegularHistory::from_times(&[0.0, 0.1 * number, 0.3 * number], 20.0).unwrap()
        })
        .collect();
    let forward = RegularCells::new(customers.iter().copied(), TimeUnit::DAY);
    customers.reverse();
    let backward = RegularCells::new(customers, TimeUnit::DAY);
    assert_eq!(forward.sum_of_ln_times().to_bits(), backward.sum_of_ln_times().to_bits());
    assert_eq!(MbgCnbd::fit(&forward, k(2)), MbgCnbd::fit(&backward, k(2)));
}

/// Returns the customers of the CDNOW sample until 1997-09-30, in weeks.
fn cdnow_sample(test: &str) -> Option<RegularCells> {
    let (customers, days, _) = cdnow(&folder(test)?, "cdnow_sample.csv");
    let end = day("1997-09-30");
    let mut rows: Vec<(u32, i32)> = customers.into_iter().zip(days).filter(|(_, day)| *day <= end).collect();
    rows.sort_unstable();
    rows.dedup();
    let histories = rows.chunk_by(|one, next| one.0 == next.0).map(|rows| {
        let weeks: Vec<f64> = rows.iter().map(|(_, day)| f64::from(*day - rows[0].1) / 7.0).collect();
        RegularHistory::from_times(&weeks, f64::from(end - rows[0].1) / 7.0).unwrap()
    });
    Some(RegularCells::new(histories.collect::<Vec<_>>(), TimeUnit::WEEK))
}

#[test]
fn cdnow_customers_buy_at_random() {
    let Some(cells) = cdnow_sample("cdnow_customers_buy_at_random") else { return };
    let fits = MbgCnbd::fit_up_to(&cells, k(3)).unwrap();
    let random = MbgNbd::fit(cells.cells()).unwrap();
    let best = fits.best();
    assert_eq!(best.model.k(), k(1));
    assert!((best.report.log_likelihood - random.report.log_likelihood).abs() < 1e-9);
    for (found, expected) in best.report.estimates.iter().zip(&random.report.estimates) {
        assert!((found.value / expected.value - 1.0).abs() < 1e-6, "{found:?} {expected:?}");
    }
    assert!(best.report.is_sound());
    let fits = BgCnbd::fit_up_to(&cells, k(2)).unwrap();
    let random = BgNbd::fit(cells.cells()).unwrap();
    assert!((fits.best().report.log_likelihood - random.report.log_likelihood).abs() < 1e-9);
}

#[test]
fn times_that_make_no_regular_history_are_errors() {
    assert_eq!(RegularHistory::from_times(&[], 1.0), Err(RegularHistoryError::NoPurchase));
    for times in [[1.0, 1.0], [2.0, 1.0], [0.0, f64::NAN], [f64::NEG_INFINITY, 0.0]] {
        assert_eq!(RegularHistory::from_times(&times, 9.0), Err(RegularHistoryError::NotRising { place: 1 }));
    }
    let beyond = RegularHistory::from_times(&[0.0, 2.0], 1.0);
    assert!(matches!(beyond, Err(RegularHistoryError::History(HistoryError::RecencyBeyondAge { .. }))));
    let twice = History::new(2, 4.0, 9.0).unwrap();
    assert!(RegularHistory::new(twice, 2.0 * 2.0_f64.ln()).is_ok()); // 2 and 2
    for sum in [2.0, f64::NAN, f64::NEG_INFINITY] {
        assert!(matches!(RegularHistory::new(twice, sum), Err(RegularHistoryError::NotOfHistory { .. })));
    }
    let once = History::new(0, 0.0, 9.0).unwrap();
    assert!(RegularHistory::new(once, 1.0).is_err() && RegularHistory::new(once, 0.0).is_ok());
    let at_once = History::new(1, 0.0, 9.0).unwrap();
    assert_eq!(RegularHistory::new(at_once, -1.0), Err(RegularHistoryError::NoTimeBetween));
}

#[test]
fn nothing_to_fit_is_an_error() {
    let once = RegularHistory::from_times(&[0.0], 5.0).unwrap();
    let none = MbgCnbd::fit(&RegularCells::new([], TimeUnit::DAY), k(2));
    assert_eq!(none.unwrap_err(), FitError::NoCustomers);
    let nobody = BgCnbd::fit_up_to(&RegularCells::new([once; 2], TimeUnit::DAY), k(2));
    assert_eq!(nobody.unwrap_err(), FitError::NoRepeatPurchases { customers: 2 });
}
