//! Fits with covariates: against a general optimiser, laws of shifts and scales, customers drawn at random, and data that do not tell.

mod edges;

use std::collections::BTreeMap;

use crm_clv::{
    BetaGeometricNbd, BgNbd, Boundary, Cells, Confidence, CovariateCells, CovariateEffect, CovariateFit,
    CovariateModel, Covariates, Draws, DropoutCoefficients, Ending, History, Horizon, Interval, MbgNbd,
    ParetoNbd, PurchaseModel, TimeUnit, WithCovariates,
};
use proptest::prelude::*;

use crate::cdnow::{cdnow, day, folder};

/// Returns the customers of the CDNOW sample until 1997-09-30, in weeks, each with the dollars of the first day.
fn cdnow_sample(folder: &std::path::Path) -> (Vec<History>, Vec<[f64; 1]>) {
    let (customers, days, cents) = cdnow(folder, "cdnow_sample.csv");
    let end = day("1997-09-30");
    let mut of_customer: BTreeMap<u32, BTreeMap<i32, i64>> = BTreeMap::new();
    for ((customer, day), cents) in
        customers.into_iter().zip(days).zip(cents).filter(|((_, day), _)| *day <= end)
    {
        *of_customer.entry(customer).or_default().entry(day).or_default() += cents;
    }
    let weeks = |days: i32| f64::from(days) / 7.0;
    let customer = |days: &BTreeMap<i32, i64>| {
        let ((first, spent), (last, _)) = (days.first_key_value().unwrap(), days.last_key_value().unwrap());
        let repeats = u64::try_from(days.len()).unwrap() - 1;
        let history = History::new(repeats, weeks(last - first), weeks(end - first)).unwrap();
        (history, [f64::from(i32::try_from(*spent).unwrap()) / 100.0])
    };
    of_customer.values().map(customer).unzip()
}

/// Checks a fit against the rows of a general optimiser: the likelihood to 1e-9 of its size, estimates to 1e-4, standard errors
/// to 1e-3.
#[track_caller]
fn check_rows<M: CovariateModel>(fit: &CovariateFit<M>, model: &str, covariates: &str) {
    let report = &fit.fitted.report;
    assert_eq!(report.ending, Ending::Converged, "{report:?}");
    assert!(report.is_sound() && report.gradient < 1e-9, "{report:?}");
    let rows =
        include_str!("../golden/covariates.csv").lines().map(|line| line.split(',').collect::<Vec<_>>());
    let rows: Vec<Vec<&str>> = rows.filter(|row| row[0] == model).collect();
    let of =
        |covariates: &str| -> Vec<&Vec<&str>> { rows.iter().filter(|row| row[1] == covariates).collect() };
    let (none, rows) = (of("none"), of(covariates));
    let number = |text: &str| text.parse::<f64>().unwrap();
    let expected = number(rows[0][3]);
    let test = fit.likelihood_ratio().unwrap();
    assert!((test.statistic - 2.0 * (expected - number(none[0][3]))).abs() < 1e-5, "{test:?}");
    assert_eq!(test.degrees, u64::try_from(rows.len() - none.len()).unwrap());
    let error = (report.log_likelihood / expected - 1.0).abs();
    assert!(error < 1e-9, "{model}, {covariates}: {} is not {expected}", report.log_likelihood);
    assert_eq!(report.estimates.len(), rows.len() - 1);
    for (found, row) in report.estimates.iter().zip(&rows[1..]) {
        let (value, error) = (number(row[3]), number(row[4]));
        let found_error = found.standard_error.value().unwrap();
        assert!((found.value - value).abs() < 1e-4 * value.abs().max(error), "{row:?}: {found:?}");
        assert!((found_error / error - 1.0).abs() < 1e-3, "{row:?}: {found:?}");
    }
}

fn check_beta_geometric<const MODIFIED: bool>(folder: &std::path::Path, name: &str) {
    let (histories, spend) = cdnow_sample(folder);
    let (spend, none) = (Covariates::new(["first spend"], spend).unwrap(), Covariates::none());
    let cells =
        |dropout| CovariateCells::new(histories.iter().copied(), &spend, dropout, TimeUnit::WEEK).unwrap();
    let fit = |dropout, coefficients| {
        BetaGeometricNbd::<MODIFIED>::fit_with_covariates(&cells(dropout), coefficients).unwrap()
    };
    check_rows(&fit(&none, DropoutCoefficients::Apart), name, "purchasing");
    check_rows(&fit(&spend, DropoutCoefficients::Apart), name, "purchasing and dropout apart");
    check_rows(&fit(&spend, DropoutCoefficients::Equal), name, "purchasing and dropout equal");
}

#[test]
fn cdnow_sample_with_first_spend_by_bg_nbd() {
    let Some(folder) = folder("cdnow_sample_with_first_spend_by_bg_nbd") else { return };
    check_beta_geometric::<false>(&folder, "BG/NBD");
}

#[test]
fn cdnow_sample_with_first_spend_by_mbg_nbd() {
    let Some(folder) = folder("cdnow_sample_with_first_spend_by_mbg_nbd") else { return };
    check_beta_geometric::<true>(&folder, "MBG/NBD");
}

#[test]
fn cdnow_sample_with_first_spend_by_pareto_nbd() {
    let Some(folder) = folder("cdnow_sample_with_first_spend_by_pareto_nbd") else { return };
    let (histories, spend) = cdnow_sample(&folder);
    let (spend, none) = (Covariates::new(["first spend"], spend).unwrap(), Covariates::none());
    for (dropout, covariates) in [(&none, "purchasing"), (&spend, "purchasing and dropout")] {
        let cells = CovariateCells::new(histories.iter().copied(), &spend, dropout, TimeUnit::WEEK).unwrap();
        check_rows(&ParetoNbd::fit_with_covariates(&cells).unwrap(), "Pareto/NBD", covariates);
    }
}

/// Numbers that look random (`SplitMix64`), and what can be drawn with them.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// Returns a number between 0 and 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (f64::from(u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap()) + 0.5) / 4_294_967_296.0
    }

    pub(crate) fn exponential(&mut self, rate: f64) -> f64 {
        -self.uniform().ln() / rate
    }

    /// Returns a gamma distributed number of a shape that is a multiple of a half: exponentials, and the square of a normal number.
    pub(crate) fn gamma(&mut self, halves: u32, rate: f64) -> f64 {
        let whole: f64 = (0..halves / 2).map(|_| self.exponential(1.0)).sum();
        let half = if halves % 2 == 1 {
            self.exponential(1.0) * (std::f64::consts::TAU * self.uniform()).cos().powi(2)
        } else {
            0.0
        };
        (whole + half) / rate
    }

    /// Returns the history until `age` of somebody who buys at a rate, and stops before the next purchase where `stops` says so.
    pub(crate) fn history(
        &mut self,
        rate: f64,
        age: f64,
        mut stops: impl FnMut(&mut Self, f64) -> bool,
    ) -> History {
        let (mut x, mut last) = (0, 0.0);
        loop {
            let next = last + self.exponential(rate);
            if next > age || stops(self, next) {
                return History::new(x, last, age).unwrap();
            }
            (x, last) = (x + 1, next);
        }
    }
}

/// What is known of customer `number`: whether reached by mail, and a size.
fn known(number: u32, random: &mut Random) -> [f64; 2] {
    [f64::from(number % 2), 3.0 * random.uniform()]
}

/// Draws customers under Pareto/NBD of r 1.5, alpha 10, s 1, beta 12, by coefficients of purchasing and of dropout.
fn drawn(customers: u32, [mail, size, size_of_dropout]: [f64; 3]) -> (Vec<History>, Vec<[f64; 2]>) {
    let mut random = Random(11);
    let customer = |number| {
        let [is_reached, how_large] = known(number, &mut random);
        let rate = random.gamma(3, 10.0) * (mail * is_reached + size * how_large).exp();
        let stopping = random.gamma(2, 12.0) * (size_of_dropout * how_large).exp();
        let end = random.exponential(stopping);
        let age = f64::from(30 + number % 20);
        (random.history(rate, age, |_, next| next > end), [is_reached, how_large])
    };
    (0..customers).map(customer).unzip()
}

/// Returns cells of customers with both columns for purchasing and the second one for dropout.
fn cells(histories: &[History], known: &[[f64; 2]]) -> CovariateCells {
    let purchasing = Covariates::new(["mail", "size"], known).unwrap();
    let dropout = Covariates::new(["size"], known.iter().map(|row| [row[1]])).unwrap();
    CovariateCells::new(histories.iter().copied(), &purchasing, &dropout, TimeUnit::WEEK).unwrap()
}

/// Checks that estimates are within four standard errors of the truth, and these of the size that so many customers bring.
#[track_caller]
fn check_truth<M: CovariateModel>(fit: &CovariateFit<M>, truth: &[f64], largest_error: f64) {
    let report = &fit.fitted.report;
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.estimates.len(), truth.len());
    for (found, truth) in report.estimates.iter().zip(truth) {
        let error = found.standard_error.value().unwrap();
        assert!((found.value - truth).abs() < 4.0 * error, "{found:?} is not {truth}");
        assert!(error < largest_error * truth.abs().max(1.0), "{found:?}");
    }
}

#[test]
fn coefficients_that_customers_were_drawn_with_by_pareto_nbd_are_found() {
    let (histories, known) = drawn(2_500, [0.7, -0.3, 0.5]);
    let fit = ParetoNbd::fit_with_covariates(&cells(&histories, &known)).unwrap();
    check_truth(&fit, &[1.5, 10.0, 1.0, 12.0, 0.7, -0.3, 0.5], 0.4);
    let test = fit.likelihood_ratio().unwrap();
    assert_eq!(test.degrees, 3);
    assert!(0.0 < test.p_value && test.p_value < 1e-40, "{test:?}");
    let names: Vec<&str> = fit.fitted.report.estimates.iter().map(|estimate| &*estimate.name).collect();
    assert_eq!(names, ["r", "alpha", "s", "beta", "purchasing.mail", "purchasing.size", "dropout.size"]);
    // Wald's tests say the same.
    for coefficient in fit.coefficients() {
        let (z, p) = (coefficient.z.unwrap(), coefficient.p_value.unwrap());
        assert!(z.abs() > 5.0 && p < 1e-6, "{coefficient:?}");
        assert!((z * coefficient.standard_error.value().unwrap() / coefficient.estimate - 1.0).abs() < 1e-14);
    }
}

#[test]
fn coefficients_that_customers_were_drawn_with_by_bg_nbd_are_found() {
    let mut random = Random(5);
    let (r, alpha, a, b) = (0.5, 4.0, 1.0, 3.0);
    let (mail, size_of_a, size_of_b) = (0.6, 0.4, -0.2);
    let customer = |number| {
        let [is_reached, how_large] = known(number, &mut random);
        let rate = random.gamma(1, alpha) * f64::exp(mail * is_reached);
        // Beta distributed, by rejection under both factors' larger one: a and b are above 1 / 2.
        let (a, b) = (a * f64::exp(size_of_a * how_large), b * f64::exp(size_of_b * how_large));
        let leaves = loop {
            let (one, other) = (random.uniform().powf(1.0 / a), random.uniform().powf(1.0 / b));
            if one + other <= 1.0 {
                break one / (one + other);
            }
        };
        let (mut has_stopped, age) = (false, f64::from(40 + number % 30));
        let stops = |random: &mut Random, _| {
            let stopped_before = has_stopped;
            has_stopped = random.uniform() < leaves;
            stopped_before
        };
        (random.history(rate, age, stops), [is_reached, how_large])
    };
    let (histories, known): (Vec<History>, Vec<[f64; 2]>) = (0..4_000).map(customer).unzip();
    let fit = BgNbd::fit_with_covariates(&cells(&histories, &known), DropoutCoefficients::Apart).unwrap();
    check_truth(&fit, &[r, alpha, a, b, mail, 0.0, size_of_a, size_of_b], 0.4);
    // Size has nothing to do with purchasing: no more than one of a thousand such tests would be so sure of it.
    let size = &fit.coefficients()[1];
    assert_eq!((size.effect, size.covariate.as_str()), (CovariateEffect::Purchasing, "size"));
    assert!(size.p_value.unwrap() > 1e-3, "{size:?}");
}

/// Checks that two fits say the same of customers with covariates, and the test of all coefficients the same.
#[track_caller]
fn check_same<M: CovariateModel>(
    one: &CovariateFit<M>,
    other: &CovariateFit<M>,
    turn: impl Fn([f64; 2]) -> [f64; 2],
) {
    let (of_one, of_other) = (&one.fitted.report, &other.fitted.report);

    assert!((of_one.log_likelihood / of_other.log_likelihood - 1.0).abs() < 1e-12);

    for known in [[0.0, 0.0], [1.0, 0.5], [0.0, 2.9], [1.0, 1.4]] {
        let turned = turn(known);
        let model = one.fitted.model.for_customer(&known, &known[1..]).unwrap();
        let same = other.fitted.model.for_customer(&turned, &turned[1..]).unwrap();
        for (one, other) in model.parameter_values().into_iter().zip(same.parameter_values()) {
            assert!((one / other - 1.0).abs() < 1e-6, "{one} {other}");
        }
        let (history, horizon) = (History::new(3, 20.0, 31.0).unwrap(), Horizon::new(26.0).unwrap());
        let expected = |model: &M| model.expected_purchases(&history, horizon);
        assert!((expected(&model) / expected(&same) - 1.0).abs() < 1e-6);
    }
    let (one, other) = (one.likelihood_ratio().unwrap(), other.likelihood_ratio().unwrap());
    assert!((one.statistic - other.statistic).abs() < 1e-6 * one.statistic);
}

#[test]
fn shifted_and_scaled_covariates_predict_the_same() {
    let (histories, known) = drawn(500, [0.7, -0.3, 0.5]);
    let turn = |[mail, size]: [f64; 2]| [mail + 15.0, 5.0 - 4.0 * size];
    let turned: Vec<[f64; 2]> = known.iter().map(|row| turn(*row)).collect();
    let (cells, turned) = (cells(&histories, &known), cells(&histories, &turned));

    let (one, other) =
        (ParetoNbd::fit_with_covariates(&cells).unwrap(), ParetoNbd::fit_with_covariates(&turned).unwrap());
    check_same(&one, &other, turn);
    // A shift changes alpha alone; a scale its coefficients and their errors, and not how many errors they are from 0.
    let (of_one, of_other) = (one.coefficients(), other.coefficients());
    for ((one, other), factor) in of_one.iter().zip(&of_other).zip([1.0, -4.0, -4.0]) {
        assert!((one.estimate / (factor * other.estimate) - 1.0).abs() < 1e-5, "{one:?} {other:?}");
        assert!(
            (one.z.unwrap() / (factor.signum() * other.z.unwrap()) - 1.0).abs() < 1e-5,
            "{one:?} {other:?}"
        );
    }
    let ln_alphas = [&one, &other].map(|fit| fit.fitted.model.base().alpha().ln());
    let expected = of_other[0].estimate * 15.0 + of_other[1].estimate * 5.0;
    assert!(
        (ln_alphas[1] - ln_alphas[0] - expected).abs() < 1e-4 * expected.abs(),
        "{ln_alphas:?} {expected}"
    );
}

#[test]
fn shifted_and_scaled_covariates_of_bg_nbd_predict_the_same() {
    let (histories, known) = drawn(1_000, [0.7, -0.3, 0.5]);
    let turn = |[mail, size]: [f64; 2]| [1.0 - mail, 0.1 * size - 0.5];
    let turned: Vec<[f64; 2]> = known.iter().map(|row| turn(*row)).collect();
    let (cells, turned) = (cells(&histories, &known), cells(&histories, &turned));
    for coefficients in [DropoutCoefficients::Apart, DropoutCoefficients::Equal] {
        let fit = |cells| MbgNbd::fit_with_covariates(cells, coefficients).unwrap();
        check_same(&fit(&cells), &fit(&turned), turn);
    }
}

#[test]
fn the_order_of_customers_does_not_matter() {
    let (mut histories, mut known) = drawn(300, [0.7, -0.3, 0.5]);
    let forth = cells(&histories, &known);
    histories.reverse();
    known.reverse();
    let back = cells(&histories, &known);
    assert_eq!(forth.customers(), 300);
    let fit = |cells| BgNbd::fit_with_covariates(cells, DropoutCoefficients::Apart);
    assert_eq!(fit(&forth), fit(&back));
    assert_eq!(ParetoNbd::fit_with_covariates(&forth), ParetoNbd::fit_with_covariates(&back));
}

#[test]
fn without_covariates_it_is_the_plain_fit() {
    let (histories, _) = drawn(500, [0.0; 3]);
    let none = Covariates::none();
    let cells = CovariateCells::new(histories.iter().copied(), &none, &none, TimeUnit::WEEK).unwrap();
    assert_eq!(cells.without_covariates().cells(), Cells::new(histories, TimeUnit::WEEK).cells());
    let fit = ParetoNbd::fit_with_covariates(&cells).unwrap();
    assert_eq!(fit.without, ParetoNbd::fit(&cells.without_covariates()).unwrap());
    let (with, without) = (&fit.fitted.report, &fit.without.report);
    assert!((with.log_likelihood / without.log_likelihood - 1.0).abs() < 1e-13);
    for (with, without) in with.estimates.iter().zip(&without.estimates) {
        assert!((with.value / without.value - 1.0).abs() < 1e-8, "{with:?} {without:?}");
    }
    assert_eq!((fit.likelihood_ratio(), fit.coefficients().len()), (None, 0));
}

proptest! {
    #[test]
    fn prop_coefficients_of_zero_and_covariates_of_zero_leave_the_plain_model(
        ln in proptest::array::uniform4(-3.0..3.0), z in proptest::array::uniform2(-9.0..9.0), coefficient in -2.0..2.0,
    ) {
        let [r, alpha, third, fourth] = ln.map(|ln: f64| ln.exp());
        let bg = BgNbd::new(r, alpha, third, fourth).unwrap();
        let pareto = ParetoNbd::new(r, alpha, third, fourth).unwrap();
        for (coefficient, z) in [(0.0, z), (coefficient, [0.0; 2])] {
            let of_bg = bg.with_covariates([("one", coefficient)], [("two", [coefficient; 2])]).unwrap();
            prop_assert_eq!(of_bg.for_customer(&z[..1], &z[1..]).unwrap(), bg);
            let of_pareto = pareto.with_covariates([("one", coefficient)], [("two", coefficient)]).unwrap();
            prop_assert_eq!(of_pareto.for_customer(&z[..1], &z[1..]).unwrap(), pareto);
        }
    }

    #[test]
    fn prop_more_of_what_makes_customers_buy_is_more_purchases(
        ln in proptest::array::uniform4(-2.0..2.0), coefficient in 0.01..1.0, z in -3.0..3.0, more in 0.1..3.0, time in 1.0..50.0,
    ) {
        let [r, alpha, third, fourth] = ln.map(|ln: f64| ln.exp());
        let horizon = Horizon::new(time).unwrap();
        let model = ParetoNbd::new(r, alpha, third, fourth).unwrap();
        let of = |model: &WithCovariates<ParetoNbd>, purchasing: &[f64], dropout: &[f64]| {
            model.for_customer(purchasing, dropout).unwrap().expected_purchases_of_new(horizon)
        };
        let buying = model.with_covariates([("z", coefficient)], []).unwrap();
        // A rate is as many times as high, and so are purchases before a dropout that has nothing to do with it.
        let ratio = of(&buying, &[z + more], &[]) / of(&buying, &[z], &[]);
        prop_assert!((ratio / f64::exp(coefficient * more) - 1.0).abs() < 1e-11, "{ratio}");
        let stopping = model.with_covariates([], [("z", coefficient)]).unwrap();
        prop_assert!(of(&stopping, &[], &[z + more]) < of(&stopping, &[], &[z]));
        let bg = BgNbd::new(r, alpha, third, fourth).unwrap();
        for (coefficients, sign) in [([coefficient, 0.0], -1.0), ([0.0, coefficient], 1.0)] {
            let model = bg.with_covariates([], [("z", coefficients)]).unwrap();
            let at = |z| model.for_customer(&[], &[z]).unwrap().expected_purchases_of_new(horizon);
            prop_assert!(sign * (at(z + more) - at(z)) > 0.0);
        }
    }
}

#[test]
fn limits_draws_and_customers_drawn_anew() {
    let (histories, known) = drawn(300, [0.7, -0.3, 0.5]);
    let mail = Covariates::new(["mail"], known.iter().map(|row| [row[0]])).unwrap();
    let cells =
        CovariateCells::new(histories.iter().copied(), &mail, &Covariates::none(), TimeUnit::WEEK).unwrap();
    let fit = |cells: &CovariateCells| MbgNbd::fit_with_covariates(cells, DropoutCoefficients::Apart);
    let fitted = fit(&cells).unwrap().fitted;
    let confidence = Confidence::new(0.9).unwrap();
    let limits = fitted.parameter_intervals(confidence).unwrap();
    for (limit, estimate) in limits.iter().zip(&fitted.report.estimates).skip(4) {
        // Coefficients lie in the middle of their limits, 1.645 errors from each.
        let error = estimate.standard_error.value().unwrap();
        assert!((limit.high - limit.low - 2.0 * 1.644_853_626_951_472_2 * error).abs() < 1e-9, "{limit:?}");
        assert!((f64::midpoint(limit.low, limit.high) - estimate.value).abs() < 1e-12);
    }
    let horizon = Horizon::new(26.0).unwrap();
    let by_mail = |model: &WithCovariates<MbgNbd>| {
        model.for_customer(&[1.0], &[]).ok().map(|model| model.expected_purchases_of_new(horizon))
    };
    let by_errors = Draws::of_fit(&fitted, 1_000, 4).unwrap().interval(confidence, by_mail).unwrap();
    let anew = |cells: &CovariateCells| {
        assert_eq!(cells.customers(), 300);
        fit(cells).map(|fit| fit.fitted)
    };
    let by_bootstrap = Draws::bootstrap(&fitted, &cells, 24, 4, anew).unwrap();
    let by_bootstrap = by_bootstrap.interval(confidence, by_mail).unwrap();
    let width = |interval: Interval| interval.high - interval.low;
    assert!((0.5..2.0).contains(&(width(by_bootstrap) / width(by_errors))), "{by_bootstrap:?} {by_errors:?}");
    assert!(by_errors.low < by_errors.estimate && by_errors.estimate < by_errors.high);
}

#[cfg(feature = "serde")]
#[test]
fn a_model_with_covariates_is_written_with_its_coefficients() {
    let model =
        BgNbd::new(0.5, 4.0, 0.75, 2.5).unwrap().with_covariates([("mail", 0.5)], [("size", [0.25, -1.0])]);
    let written = serde_json::to_value(model.unwrap()).unwrap();
    let coefficient = |effect, covariate, value| serde_json::json!({ "effect": effect, "covariate": covariate, "value": value });
    let coefficients = [
        coefficient("purchasing", "mail", 0.5),
        coefficient("dropout-a", "size", 0.25),
        coefficient("dropout-b", "size", -1.0),
    ];
    let base = serde_json::json!({ "r": 0.5, "alpha": 4.0, "a": 0.75, "b": 2.5 });
    assert_eq!(written, serde_json::json!({ "base": base, "coefficients": coefficients }));
}

#[test]
fn one_chance_of_stopping_for_all_is_told_beside_covariates() {
    let mut random = Random(23);
    let customer = |number| {
        let [is_reached, how_large] = known(number, &mut random);
        let rate = random.gamma(3, 4.0) * f64::exp(0.6 * is_reached);
        let mut has_stopped = false;
        let stops = |random: &mut Random, _| {
            let stopped_before = has_stopped;
            has_stopped = random.uniform() < 0.2;
            stopped_before
        };
        (random.history(rate, 50.0, stops), [is_reached, how_large])
    };
    let (histories, known): (Vec<History>, Vec<[f64; 2]>) = (0..1_500).map(customer).unzip();
    let purchasing = Covariates::new(["mail", "size"], known).unwrap();
    let cells = CovariateCells::new(histories, &purchasing, &Covariates::none(), TimeUnit::WEEK).unwrap();
    let fit = BgNbd::fit_with_covariates(&cells, DropoutCoefficients::Apart).unwrap();
    assert_eq!(fit.without.report.boundaries, [Boundary::HomogeneousDropout], "{:?}", fit.without.report);
    let report = &fit.fitted.report;
    assert_eq!(report.boundaries, [Boundary::HomogeneousDropout], "{report:?}");
    let [_, _, a, b, mail, size] = report.estimates.as_slice() else { panic!("{report:?}") };
    assert!((a.value / b.value / 0.25 - 1.0).abs() < 0.1, "{report:?}");
    for unknown in [a, b] {
        assert!(unknown.standard_error.value().is_none_or(|error| error > unknown.value), "{report:?}");
    }
    for (coefficient, truth) in [(mail, 0.6), (size, 0.0)] {
        let error = coefficient.standard_error.value().unwrap();
        assert!((coefficient.value - truth).abs() < 4.0 * error && error < 0.2, "{report:?}");
    }
}

#[test]
fn one_rate_of_stopping_for_all_is_told_beside_covariates() {
    let mut random = Random(31);
    let customer = |number| {
        let [is_reached, how_large] = known(number, &mut random);
        let rate = random.gamma(3, 4.0);
        let end = random.exponential(0.03 * f64::exp(0.8 * is_reached));
        (random.history(rate, 50.0, |_, next| next > end), [is_reached, how_large])
    };
    let (histories, known): (Vec<History>, Vec<[f64; 2]>) = (0..1_500).map(customer).unzip();
    let mail = Covariates::new(["mail"], known.iter().map(|row| [row[0]])).unwrap();
    let cells = CovariateCells::new(histories, &Covariates::none(), &mail, TimeUnit::WEEK).unwrap();
    let report = ParetoNbd::fit_with_covariates(&cells).unwrap().fitted.report;
    assert_eq!(report.boundaries, [Boundary::HomogeneousDropout], "{report:?}");
    let [_, _, s, beta, mail] = report.estimates.as_slice() else { panic!("{report:?}") };
    assert!((s.value / beta.value / 0.03 - 1.0).abs() < 0.15, "{report:?}");
    let error = mail.standard_error.value().unwrap();
    assert!((mail.value - 0.8).abs() < 4.0 * error && error < 0.3, "{report:?}");
}
