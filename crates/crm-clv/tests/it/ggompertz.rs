//! GGompertz/NBD: against 18 digits, against Pareto/NBD near it, and fits.

use crm_clv::{
    Boundary, Cells, Ending, FitError, GGompertzNbd, History, Horizon, ParetoNbd, PurchaseModel, TimeUnit,
};
use proptest::prelude::*;

use crate::cdnow::{folder, split};

#[track_caller]
fn check(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found} is not {expected}");
}

#[test]
fn figures_agree_with_integrals_over_time() {
    let mut count = 0;
    for row in include_str!("../golden/ggompertz.csv").lines() {
        let numbers: Vec<f64> = row.split(',').map(|number| number.parse().unwrap()).collect();
        let x: u64 = row.split(',').nth(5).unwrap().trim_end_matches(".0").parse().unwrap();
        let model = GGompertzNbd::new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]).unwrap();
        let history = History::new(x, numbers[6], numbers[7]).unwrap();
        let horizon = Horizon::new(numbers[8]).unwrap();
        let found = [
            model.log_likelihood(&history),
            model.p_alive(&history),
            model.expected_purchases(&history, horizon),
            model.probability_of_purchases(0, &history, horizon),
            model.probability_of_purchases(2, &history, horizon),
        ];
        for (place, (found, expected)) in found.into_iter().zip(&numbers[9..]).enumerate() {
            check(found, *expected, 1e-10, &format!("{place} of {row}"));
        }
        count += 1;
    }
    assert_eq!(count, 12);
}

fn near_pareto(r: f64, alpha: f64, s: f64, beta: f64, b: f64) -> (GGompertzNbd, ParetoNbd) {
    (GGompertzNbd::new(r, alpha, b, s, b * beta).unwrap(), ParetoNbd::new(r, alpha, s, beta).unwrap())
}

#[test]
fn hazards_that_hardly_grow_are_those_of_pareto_nbd() {
    let (model, pareto) = near_pareto(0.553, 10.578, 0.606, 11.669, 1e-10);
    for history in [(2, 30.43, 38.86), (0, 0.0, 38.86), (7, 29.43, 38.86), (1000, 38.0, 38.86)] {
        let history = History::new(history.0, history.1, history.2).unwrap();
        let horizon = Horizon::new(39.0).unwrap();
        let figures = |model: &dyn PurchaseModel| {
            [
                model.log_likelihood(&history),
                model.p_alive(&history),
                model.p_alive_in(&history, horizon),
                model.expected_purchases(&history, horizon),
                model.expected_purchases_of_new(horizon),
                model.probability_of_purchases(1, &history, horizon),
                model.probability_of_purchases_of_new(3, horizon),
            ]
        };
        for (found, expected) in figures(&model).into_iter().zip(figures(&pareto)) {
            check(found, expected, 1e-7, "near Pareto/NBD");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_probabilities_sum_to_one_and_their_mean_is_expected(
        x in 0_u64..30, recency in 0.0..1.0, age in 1.0..100.0, time in 0.1..20.0,
        ln in proptest::array::uniform4(-3.0..1.5),
    ) {
        let recency = if x == 0 { 0.0 } else { recency * age };
        let (history, horizon) = (History::new(x, recency, age).unwrap(), Horizon::new(time).unwrap());
        let [r, b, s, beta] = ln.map(|ln: f64| ln.exp());
        let model = GGompertzNbd::new(r, 4.0, b, s, beta).unwrap();
        let probabilities = (0..400).map(|n| (f64::from(n), model.probability_of_purchases(n, &history, horizon)));
        let (sum, mean) = probabilities.fold((0.0, 0.0), |(sum, mean), (n, p)| (sum + p, mean + n * p));
        let expected = model.expected_purchases(&history, horizon);
        prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        prop_assert!((mean - expected).abs() < 1e-9 * expected + 1e-12, "{mean} is not {expected}");
    }

}

proptest! {
    #[test]
    fn prop_whatever_the_input_there_are_numbers(
        x in 0_u64..1000, recency in 0.0..1.0, ln_age in -5.0..10.0, ln_time in -5.0..10.0,
        ln in proptest::array::uniform5(-18.0..18.0),
    ) {
        let age = f64::exp(ln_age);
        let recency = if x == 0 { 0.0 } else { recency * age };
        let (history, horizon) = (History::new(x, recency, age).unwrap(), Horizon::new(f64::exp(ln_time)).unwrap());
        let [r, alpha, b, s, beta] = ln.map(|ln: f64| ln.exp());
        let model = GGompertzNbd::new(r, alpha, b, s, beta).unwrap();
        prop_assert!(model.log_likelihood(&history).is_finite());
        prop_assert!((0.0..=1.0).contains(&model.p_alive(&history)));
        prop_assert!(model.p_alive_in(&history, horizon) <= model.p_alive(&history));
        let expected = model.expected_purchases(&history, horizon);
        let most = (r + 1000.0) / (alpha + age) * horizon.value();
        prop_assert!(expected >= 0.0 && expected <= most * (1.0 + 1e-9), "{expected} of {most}");
        for purchases in [0, 1, 7] {
            let probability = model.probability_of_purchases(purchases, &history, horizon);
            prop_assert!((0.0..=1.0).contains(&probability), "{purchases}: {probability}");
        }
    }
}

#[test]
fn cdnow_sample_cannot_tell_it_from_pareto_nbd() {
    let Some(folder) = folder("cdnow_sample_cannot_tell_it_from_pareto_nbd") else { return };
    let cells = split(&folder, "cdnow_sample.csv").calibration().cells();
    let fitted = GGompertzNbd::fit(&cells).unwrap();
    let report = &fitted.report;
    // The supremum is that of Pareto/NBD, -9594.976179, or a little higher.
    assert!((-9594.98..-9594.9).contains(&report.log_likelihood), "{}", report.log_likelihood);
    assert!(report.boundaries.contains(&Boundary::ParetoLimit));
    assert!(!report.is_sound());
    for (place, expected) in [(0, 0.553_277), (1, 10.57768), (3, 0.606_24)] {
        check(report.estimates[place].value, expected, 1e-2, &report.estimates[place].name);
    }
    check(fitted.model.beta() / fitted.model.b(), 11.668_735, 1e-2, "beta / b");
}

fn weeks(histories: impl IntoIterator<Item = (u64, f64, f64)>) -> Cells {
    let histories = histories.into_iter().map(|(x, recency, age)| History::new(x, recency, age).unwrap());
    Cells::new(histories, TimeUnit::WEEK)
}

#[test]
fn lives_that_end_together_are_no_pareto_nbd() {
    // Everybody buys about twice a week for about 30 weeks, and then no more.
    let cells = weeks((0..100_u32).map(|number| {
        let (varied, life) = (number * 37 % 11, 25.0 + f64::from(number * 53 % 97) / 10.0);
        (u64::from(30 + 3 * varied), life, 60.0)
    }));
    let report = GGompertzNbd::fit(&cells).unwrap().report;
    let pareto = ParetoNbd::fit(&cells).unwrap().report;
    assert!(report.log_likelihood > pareto.log_likelihood + 30.0, "{report:?} {pareto:?}");
    assert!(!report.boundaries.contains(&Boundary::ParetoLimit));
    assert_eq!(report.ending, Ending::Converged, "{report:?}");
}

#[test]
fn customers_who_never_stop_have_no_dropout_to_find() {
    let cells = weeks((1..=200).map(|number| (1 + (number * number) % 37, 51.9, 52.0)));
    let report = GGompertzNbd::fit(&cells).unwrap().report;
    assert!(report.boundaries.contains(&Boundary::NoDropout), "{report:?}");
    assert!(report.boundaries.contains(&Boundary::ParetoLimit), "{report:?}");
}

#[test]
fn nothing_to_fit_is_an_error() {
    assert_eq!(GGompertzNbd::fit(&weeks([])).unwrap_err(), FitError::NoCustomers);
    let once = weeks([(0, 0.0, 10.0); 3]);
    assert_eq!(GGompertzNbd::fit(&once).unwrap_err(), FitError::NoRepeatPurchases { customers: 3 });
}
