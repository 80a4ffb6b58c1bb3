//! Limits of parameters and predictions: by standard errors, draws and bootstrap.

use core::num::NonZeroU8;

use crm_clv::{
    BgCnbd, BgNbd, Cells, ClvTerms, Confidence, DrawError, Draws, FitError, Fitted, GGompertzNbd, GammaGamma,
    History, Horizon, Interval, IntervalError, LifetimeValue, Nbd, ParametricModel, PurchaseModel,
    RegularCells, RegularHistory, SpendCells, SpendHistory, SpendUnit, TimeUnit,
};

use crate::cdnow::{folder, split};
use crate::regular::{drawn, draws};

fn confidence(level: f64) -> Confidence {
    Confidence::new(level).unwrap()
}

/// Customers whose purchases tell r and alpha well enough.
fn cells() -> Cells {
    let customers = (0..400_u32).map(|number| {
        let x = [0, 0, 1, 0, 2, 5, 0, 1, 3, 9][number as usize % 10];
        let age = f64::from(20 + number % 7);
        History::new(x, if x == 0 { 0.0 } else { age - 1.0 }, age).unwrap()
    });
    Cells::new(customers, TimeUnit::WEEK)
}

fn ten_weeks(model: &Nbd) -> f64 {
    model.expected_purchases_of_new(Horizon::new(10.0).unwrap())
}

#[test]
fn limits_of_parameters_are_standard_errors_away_by_logarithms() {
    let fitted = Nbd::fit(&cells()).unwrap();
    let limits = fitted.parameter_intervals(confidence(0.95)).unwrap();
    for (interval, estimate) in limits.iter().zip(&fitted.report.estimates) {
        let error = estimate.standard_error.value().unwrap();
        let factor = (1.959_963_984_540_054 * error / estimate.value).exp();
        assert!((interval.estimate / estimate.value - 1.0).abs() < 1e-14);
        assert!((interval.high / (estimate.value * factor) - 1.0).abs() < 1e-12, "{interval:?}");
        assert!((interval.low / (estimate.value / factor) - 1.0).abs() < 1e-12, "{interval:?}");
    }
}

#[test]
fn draws_lie_about_the_estimates_as_the_covariance_says() {
    let fitted = Nbd::fit(&cells()).unwrap();
    let draws = Draws::of_fit(&fitted, 4_000, 3).unwrap();
    assert_eq!((draws.models().len(), draws.failed()), (4_000, 0));
    // A parameter is itself a prediction, and its limits are known.
    let expected = fitted.parameter_intervals(confidence(0.8)).unwrap();
    let predictions: [fn(&Nbd) -> f64; 2] = [Nbd::r, Nbd::alpha];
    for (prediction, expected) in predictions.into_iter().zip(expected) {
        let found = draws.interval(confidence(0.8), prediction).unwrap();
        let width = expected.high - expected.low;
        assert!((found.low - expected.low).abs() < 0.06 * width, "{found:?} {expected:?}");
        assert!((found.high - expected.high).abs() < 0.06 * width, "{found:?} {expected:?}");
    }
    // r and alpha rise together, so their quotient is known far better than either.
    let mean = draws.interval(confidence(0.8), |model| model.r() / model.alpha()).unwrap();
    assert!((mean.high / mean.low).ln() < 0.7 * (expected_width(&fitted)), "{mean:?}");
}

fn expected_width(fitted: &Fitted<Nbd>) -> f64 {
    let limits = fitted.parameter_intervals(confidence(0.8)).unwrap();
    (limits[0].high / limits[0].low).ln()
}

#[test]
fn the_same_seed_draws_the_same_models() {
    let (cells, fitted) = (cells(), Nbd::fit(&cells()).unwrap());
    let of_fit = |seed| Draws::of_fit(&fitted, 50, seed).unwrap();
    assert_eq!(of_fit(1), of_fit(1));
    assert_ne!(of_fit(1), of_fit(2));
    let anew = |seed| Draws::bootstrap(&fitted, &cells, 5, seed, Nbd::fit).unwrap();
    assert_eq!(anew(1), anew(1));
    assert_ne!(anew(1), anew(2));
    // Also next year, on any machine: the first normal number of the published generator, worked out apart.
    let r = &fitted.report.estimates[0];
    let expected = r.value * (-0.049_131_931_978_569_12 * r.standard_error.value().unwrap() / r.value).exp();
    let first = of_fit(1).models()[0].r();
    assert!((first / expected - 1.0).abs() < 1e-12, "{first} is not {expected}");
}

#[test]
fn customers_drawn_anew_tell_about_what_standard_errors_do() {
    let (cells, fitted) = (cells(), Nbd::fit(&cells()).unwrap());
    let by_errors = Draws::of_fit(&fitted, 2_000, 1).unwrap().interval(confidence(0.9), ten_weeks).unwrap();
    let anew = Draws::bootstrap(&fitted, &cells, 200, 1, Nbd::fit).unwrap();
    let by_bootstrap = anew.interval(confidence(0.9), ten_weeks).unwrap();
    let width = |interval: Interval| interval.high - interval.low;
    let ratio = width(by_bootstrap) / width(by_errors);
    assert!((0.7..1.4).contains(&ratio), "{by_bootstrap:?} {by_errors:?}");
    assert!(by_bootstrap.low < by_bootstrap.estimate && by_bootstrap.estimate < by_bootstrap.high);
}

#[test]
fn customers_drawn_anew_do_not_depend_on_the_order_of_the_customers() {
    let histories: Vec<_> = cells().cells().iter().map(|cell| cell.history).collect();
    let (forth, back) = (
        Cells::new(histories.clone(), TimeUnit::WEEK),
        Cells::new(histories.into_iter().rev(), TimeUnit::WEEK),
    );
    let draws = |cells: &Cells| Draws::bootstrap(&Nbd::fit(cells).unwrap(), cells, 3, 9, Nbd::fit).unwrap();
    assert_eq!(draws(&forth), draws(&back));
}

#[test]
fn fits_that_do_not_pin_everything_down_have_nothing_to_draw_from() {
    let same = Cells::new(std::iter::repeat_n(History::new(3, 20.0, 30.0).unwrap(), 50), TimeUnit::WEEK);
    let fitted = BgNbd::fit(&same).unwrap();
    assert_eq!(fitted.parameter_intervals(confidence(0.95)), None);
    let refused = Draws::of_fit(&fitted, 100, 1).unwrap_err();
    assert_eq!(refused, DrawError::NoStandardErrors { model: "BG/NBD" });
}

#[test]
fn too_few_draws_and_predictions_without_a_value_are_errors() {
    let fitted = Nbd::fit(&cells()).unwrap();
    assert_eq!(Draws::of_fit(&fitted, 0, 1).unwrap_err(), DrawError::NoDraws);
    let failed = Draws::bootstrap(&fitted, &cells(), 4, 1, |_| Err::<Fitted<Nbd>, _>(())).unwrap_err();
    assert_eq!(failed, DrawError::AllFailed { failed: 4 });
    let draws = Draws::of_fit(&fitted, 40, 1).unwrap();
    assert!(draws.interval(confidence(0.95), ten_weeks).is_ok());
    let few = draws.interval(confidence(0.96), ten_weeks).unwrap_err();
    assert_eq!(few, IntervalError::TooFewDraws { draws: 40, confidence: 0.96 });
    assert_eq!(draws.interval(confidence(0.9), |_| f64::NAN), Err(IntervalError::NoEstimate));
    let r = fitted.model.r();
    let only_at_the_fit = |model: &Nbd| (model.r().to_bits() == r.to_bits()).then_some(1.0);
    let undefined = draws.interval(confidence(0.9), only_at_the_fit).unwrap_err();
    assert_eq!(undefined, IntervalError::NoValue { undefined: 40, draws: 40 });
}

#[test]
fn coordinates_lead_back_to_the_model() {
    let model = GammaGamma::new(6.25, 3.74, 15.44).unwrap();
    let back = model.with_coordinates(&model.coordinates()).unwrap();
    for (found, expected) in back.parameter_values().iter().zip(model.parameter_values()) {
        assert!((found / expected - 1.0).abs() < 1e-14);
    }
    assert_eq!(model.with_coordinates(&[0.0, 0.0]), None);
    assert_eq!(model.with_coordinates(&[0.0, 0.0, 1e4]), None);
}

#[test]
fn spend_is_drawn_anew_as_well() {
    let customers = (0..200_u32).map(|number| {
        let mean = [8.0, 30.0, 12.0, 55.0, 21.0, 17.0, 90.0][number as usize % 7] + f64::from(number % 11);
        SpendHistory::new(u64::from(1 + number % 4), mean).unwrap()
    });
    let cells = SpendCells::new(customers, SpendUnit::MINOR);
    let fitted = GammaGamma::fit(&cells).unwrap();
    let draws = Draws::bootstrap(&fitted, &cells, 60, 5, GammaGamma::fit).unwrap();
    let mean = draws.interval(confidence(0.9), GammaGamma::expected_spend_of_new).unwrap();
    assert!(mean.low < mean.estimate && mean.estimate < mean.high, "{mean:?}");
}

#[test]
fn value_of_a_customer_of_the_sample_has_limits() {
    let Some(folder) = folder("value_of_a_customer_of_the_sample_has_limits") else { return };
    let split = split(&folder, "cdnow_sample.csv");
    let purchases = BgNbd::fit(&split.calibration().cells()).unwrap();
    let spend = GammaGamma::fit(&split.calibration().spend_cells()).unwrap();
    let draws = Draws::of_fit(&purchases, 500, 7).unwrap().with(Draws::of_fit(&spend, 500, 7).unwrap());
    let terms = ClvTerms { periods: 12, period: 4.345, discount: 0.01, margin: 1.0 };
    let (history, mean) = (History::new(2, 30.43, 38.86).unwrap(), SpendHistory::new(2, 22.35).unwrap());
    let value = |(purchases, spend): &(BgNbd, GammaGamma)| {
        LifetimeValue::new(purchases, spend, terms).ok()?.of(&history, &mean).value
    };
    let interval = draws.interval(confidence(0.95), value).unwrap();
    assert!((interval.estimate - 36.29).abs() < 0.1, "{interval:?}");
    assert!((32.0..36.0).contains(&interval.low) && (37.0..42.0).contains(&interval.high), "{interval:?}");
}

#[test]
fn as_many_customers_are_drawn_anew_as_there_are() {
    let (cells, fitted) = (cells(), Nbd::fit(&cells()).unwrap());
    let fit = |drawn: &Cells| {
        assert_eq!((drawn.customers(), drawn.unit()), (cells.customers(), cells.unit()));
        assert_eq!(drawn.of_customer().len(), 400);
        assert!(drawn.cells().iter().all(|cell| cell.customers > 0));
        assert_ne!(drawn, &cells);
        let of_first = drawn.of_customer().iter().filter(|place| **place == 0).count();
        assert_eq!(u64::try_from(of_first).unwrap(), drawn.cells()[0].customers);
        Nbd::fit(drawn)
    };
    assert_eq!(Draws::bootstrap(&fitted, &cells, 20, 2, fit).unwrap().models().len(), 20);
}

#[test]
fn models_of_regular_buyers_have_limits() {
    let (cells, k) = (drawn(400, 3), NonZeroU8::new(3).unwrap());
    let fitted = BgCnbd::fit(&cells, k).unwrap();
    let limits = fitted.parameter_intervals(confidence(0.95)).unwrap();
    assert_eq!(limits.len(), 4);
    for (interval, estimate) in limits.iter().zip(&fitted.report.estimates) {
        assert!((interval.estimate / estimate.value - 1.0).abs() < 1e-14);
        assert!(interval.low < estimate.value && estimate.value < interval.high);
    }
    let year = Horizon::new(52.0).unwrap();
    let expected = |model: &BgCnbd| model.expected_purchases_of_new(year);
    let by_errors = Draws::of_fit(&fitted, 400, 1).unwrap();
    assert!(by_errors.models().iter().all(|model| model.k() == k));
    let by_errors = by_errors.interval(confidence(0.9), expected).unwrap();
    let anew = Draws::bootstrap(&fitted, &cells, 40, 1, |cells| BgCnbd::fit(cells, k)).unwrap();
    let anew = anew.interval(confidence(0.9), expected).unwrap();
    let ratio = (anew.high - anew.low) / (by_errors.high - by_errors.low);
    assert!((0.5..2.0).contains(&ratio), "{anew:?} {by_errors:?}");
}

#[test]
fn regularity_is_drawn_anew_with_the_customers() {
    // Two of one history: one bought at regular times and one did not; a third is of another history.
    let [regular, other, once] = [&[0.0, 2.0, 4.0][..], &[0.0, 0.1, 4.0], &[0.0, 3.0]]
        .map(|times| RegularHistory::from_times(times, 9.0));
    let customers = [regular, other, once].map(Result::unwrap);
    let cells = RegularCells::new(customers, TimeUnit::WEEK);
    assert_eq!((cells.cells().cells().len(), cells.cells().customers()), (2, 3));
    let fitted = BgCnbd::fit(&cells, NonZeroU8::MIN).unwrap();
    let found = std::sync::Mutex::new(Vec::new());
    let fit = |drawn: &RegularCells| {
        assert_eq!(drawn.cells().customers(), 3);
        // Of each kind some whole number of customers, and the sum of theirs.
        let sums = customers.map(|customer| customer.sum_of_ln_times());
        let repeats = drawn.cells().repeat_purchases();
        let is_made_of = |n: [u64; 3]| {
            let sum: f64 =
                n.iter().zip(sums).map(|(n, sum)| f64::from(u32::try_from(*n).unwrap()) * sum).sum();
            (sum - drawn.sum_of_ln_times()).abs() < 1e-12 && repeats == 2 * (n[0] + n[1]) + n[2]
        };
        let numbers = (0..=3).flat_map(|one| (0..=3 - one).map(move |two| [one, two, 3 - one - two]));
        let numbers: Vec<_> = numbers.filter(|numbers| is_made_of(*numbers)).collect();
        assert_eq!(numbers.len(), 1, "{drawn:?}");
        found.lock().unwrap().push(numbers[0]);
        Err::<Fitted<BgCnbd>, FitError>(FitError::NoCustomers)
    };
    assert_eq!(
        Draws::bootstrap(&fitted, &cells, 60, 3, fit).unwrap_err(),
        DrawError::AllFailed { failed: 60 }
    );
    let mut found = found.into_inner().unwrap();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 10, "{found:?}"); // all ways to draw three of three kinds
}

#[test]
fn hazards_that_grow_and_differ_are_found_with_limits() {
    // Hazards of stopping that grow by a factor of e in 8 weeks, from ones that differ as exponentially distributed numbers do.
    let mut draw = draws();
    let customers = (0..300).map(|_| {
        let (rate, hazard) = (0.5 + draw(), -draw().ln());
        let end = (8.0 * (1.0 - draw().ln() / (0.02 * hazard)).ln()).min(60.0);
        let (mut x, mut last) = (0, 0.0);
        loop {
            let next = last - draw().ln() / rate;
            if next > end {
                return History::new(x, last, 60.0).unwrap();
            }
            (x, last) = (x + 1, next);
        }
    });
    let cells = Cells::new(customers, TimeUnit::WEEK);
    let fitted = GGompertzNbd::fit(&cells).unwrap();
    assert!(fitted.report.is_sound(), "{:?}", fitted.report);
    let limits = fitted.parameter_intervals(confidence(0.9)).unwrap();
    assert_eq!(limits.len(), 5);
    for (place, truth) in [(2, 0.125), (3, 1.0), (4, 50.0)] {
        let estimate = &fitted.report.estimates[place];
        assert!(
            (estimate.value - truth).abs() < 2.0 * estimate.standard_error.value().unwrap(),
            "{estimate:?}"
        );
    }
    for (interval, estimate) in limits.iter().zip(&fitted.report.estimates) {
        assert!((interval.estimate / estimate.value - 1.0).abs() < 1e-14);
        assert!(interval.low < estimate.value && estimate.value < interval.high);
    }
    let draws = Draws::of_fit(&fitted, 100, 1).unwrap();
    let b = draws.interval(confidence(0.9), GGompertzNbd::b).unwrap();
    assert!(
        (b.low / limits[2].low).ln().abs() < 0.5 * (limits[2].high / limits[2].low).ln(),
        "{b:?} {limits:?}"
    );
}
