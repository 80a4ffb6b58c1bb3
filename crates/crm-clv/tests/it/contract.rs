//! Contracts: the published customers, figures at 50 digits, and laws of renewals.

use crm_clv::{
    Boundary, Confidence, ContractError, ContractFitError, DrawError, Draws, Ending, RenewalTally, Renewals,
    ShiftedBetaGeometric,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Customers of 1,000 left after each renewal, in percent as published, of whom the first seven renewals make the fit.
const HIGHEND: [f64; 13] = [100.0, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4];
const REGULAR: [f64; 13] = [100.0, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3];
const SEVEN_OF_HIGHEND: [u64; 8] = [1_000, 869, 743, 653, 593, 551, 517, 491];
const SEVEN_OF_REGULAR: [u64; 8] = [1_000, 631, 468, 382, 326, 289, 262, 241];

fn model(alpha: f64, beta: f64) -> ShiftedBetaGeometric {
    ShiftedBetaGeometric::new(alpha, beta).unwrap()
}

fn cohort(survivors: &[u64]) -> RenewalTally {
    let mut tally = RenewalTally::default();
    tally.record_cohort(survivors).unwrap();
    tally
}

fn golden() -> impl Iterator<Item = Vec<&'static str>> {
    include_str!("../golden/contract.csv").lines().skip(1).map(|line| line.split(',').collect())
}

#[test]
fn published_customers_are_projected_as_published() {
    for (model, observed) in [(model(0.668, 3.806), HIGHEND), (model(0.704, 1.182), REGULAR)] {
        for (renewals, percent) in (0..).zip(observed) {
            let projected = model.survival(renewals) * 100.0;
            assert!((projected - percent).abs() < 2.0, "{renewals}: {projected}, not {percent}");
        }
    }
    // As printed for the fitted model: retention in the first periods.
    let highend = model(0.668, 3.806);
    let rates = [1, 2, 3].map(|period| highend.retention(period).unwrap());
    assert!(rates.windows(2).all(|pair| pair[0] < pair[1]));
    assert!((rates[0] - 3.806 / 4.474).abs() < 1e-15);
}

#[test]
fn figures_are_as_at_fifty_digits() {
    let mut seen = 0;
    for row in golden() {
        let number = |place: usize| row[place].parse::<f64>().unwrap();
        let model = model(number(1), number(2));
        let argument = || row[3].parse::<u64>().unwrap();
        let found = match row[0] {
            "survival" => model.survival(argument()),
            "leaving" => model.leaving(argument()),
            "lifetime" => model.discounted_lifetime(number(4)).unwrap(),
            "residual" => model.discounted_residual_lifetime(argument(), number(4)).unwrap(),
            _ => continue,
        };
        let error = (found / number(5) - 1.0).abs();
        assert!(error < 1e-11, "{row:?}: {found}, off by {error:e}");
        seen += 1;
    }
    assert!(seen > 450);
}

#[test]
fn likelihood_and_its_slopes_are_as_at_fifty_digits() {
    for (alpha, survivors) in [("0.668", SEVEN_OF_HIGHEND), ("0.704", SEVEN_OF_REGULAR)] {
        let rows: Vec<Vec<&str>> = golden().filter(|row| row[1] == alpha).collect();
        let of = |what: &str| -> Vec<f64> {
            rows.iter().filter(|row| row[0] == what).map(|row| row[5].parse().unwrap()).collect()
        };
        let tally = cohort(&survivors);
        let found = model(alpha.parse().unwrap(), rows[0][2].parse().unwrap()).log_likelihood(&tally);
        assert!((found.value / of("likelihood")[0] - 1.0).abs() < 1e-13);
        assert!((found.by_alpha - of("by alpha")[0]).abs() < 1e-10);
        assert!((found.by_beta - of("by beta")[0]).abs() < 1e-10);

        // At the maximum the slopes vanish; the paper prints it with three decimals.
        let best = of("best");
        let top = model(best[0], best[1]).log_likelihood(&tally);
        assert!(top.by_alpha.abs() < 1e-10 && top.by_beta.abs() < 1e-10);
        assert!((best[0] - alpha.parse::<f64>().unwrap()).abs() <= 5.1e-4);
        assert!((best[1] - rows[0][2].parse::<f64>().unwrap()).abs() <= 5.1e-4);
        assert!((top.value - best[2]).abs() < 1e-9 && top.value >= found.value);
    }
}

#[test]
fn lifetime_without_discount_has_a_mean_only_if_few_stay_for_ever() {
    assert_eq!(model(3.0, 2.0).discounted_lifetime(0.0), Ok(2.0));
    assert_eq!(model(3.0, 2.0).discounted_lifetime(-0.0), Ok(2.0));
    assert_eq!(model(1.0, 2.0).expected_lifetime(), None);
    let endless = ContractError::Endless { alpha: 0.668 };
    assert_eq!(model(0.668, 3.806).discounted_lifetime(0.0), Err(endless));
    assert_eq!(model(0.668, 3.806).discounted_residual_lifetime(3, 0.0), Err(endless));
}

#[test]
fn questions_out_of_range_are_refused() {
    for wrong in [0.0, -1.0, f64::INFINITY, 1e101, 1e-101] {
        let error = Err(ContractError::Parameters { alpha: wrong, beta: 1.0 });
        assert_eq!(ShiftedBetaGeometric::new(wrong, 1.0), error);
        assert!(ShiftedBetaGeometric::new(1.0, wrong).is_err());
    }
    assert!(ShiftedBetaGeometric::new(f64::NAN, 1.0).is_err());
    let model = model(2.0, 2.0);
    for discount in [-0.1, 1e-10, f64::INFINITY] {
        assert_eq!(model.discounted_lifetime(discount), Err(ContractError::Discount { discount }));
    }
    assert!(model.discounted_lifetime(f64::NAN).is_err());
    assert_eq!(model.discounted_residual_lifetime(0, 0.1), Err(ContractError::PeriodZero));
    assert_eq!(model.retention(0), None);
    assert_eq!((model.survival(0), model.leaving(0)), (1.0, 0.0));
}

#[test]
fn fits_are_the_published_ones() {
    for (printed, survivors) in
        [(["0.668", "3.806"], SEVEN_OF_HIGHEND), (["0.704", "1.182"], SEVEN_OF_REGULAR)]
    {
        let rows: Vec<Vec<&str>> = golden().filter(|row| row[1] == printed[0]).collect();
        let of = |what: &str| -> Vec<f64> {
            rows.iter().filter(|row| row[0] == what).map(|row| row[5].parse().unwrap()).collect()
        };
        let fitted = ShiftedBetaGeometric::fit(&cohort(&survivors)).unwrap();
        let report = &fitted.report;
        assert!(report.is_sound() && report.gradient < 1e-9, "{report:?}");
        assert_eq!((report.ending, report.customers), (Ending::Converged, 1_000));
        assert!((report.log_likelihood / of("best")[2] - 1.0).abs() < 1e-12, "{report:?}");
        assert!((report.aic() - (4.0 - 2.0 * of("best")[2])).abs() < 1e-8);
        let estimates = report.estimates.iter().zip(printed).zip(of("best")).zip(of("error"));
        for (((found, printed), best), error) in estimates {
            assert_eq!(format!("{:.3}", found.value), printed);
            assert!((found.value / best - 1.0).abs() < 1e-8, "{found:?} is not {best}");
            let found = found.standard_error.value().unwrap();
            assert!((found / error - 1.0).abs() < 1e-5, "{found} is not {error}");
        }
        assert!(
            [fitted.model.alpha(), fitted.model.beta()]
                .into_iter()
                .eq(report.estimates.iter().map(|found| found.value))
        );
    }
}

#[test]
fn limits_of_published_customers_hold_what_came() {
    for (survivors, observed) in [(SEVEN_OF_HIGHEND, HIGHEND), (SEVEN_OF_REGULAR, REGULAR)] {
        let fitted = ShiftedBetaGeometric::fit(&cohort(&survivors)).unwrap();
        let draws = Draws::of_fit(&fitted, 1_000, 3).unwrap();
        let confidence = Confidence::new(0.95).unwrap();
        let left = draws.interval(confidence, |model| model.survival(12)).unwrap();
        assert!(left.low < observed[12] / 100.0 && observed[12] / 100.0 < left.high, "{left:?}");
        assert!(left.high - left.low < 0.1, "{left:?}");
        let limits = fitted.parameter_intervals(confidence).unwrap();
        assert!(
            limits
                .iter()
                .all(|limit| 0.0 < limit.low && limit.low < limit.estimate && limit.estimate < limit.high)
        );
    }
}

/// Returns a share of whole things, rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "numbers far below 2^53, none of them negative"
)]
fn share_of(number: u64, share: f64) -> u64 {
    (number as f64 * share).round() as u64
}

#[test]
fn contracts_drawn_anew_tell_about_what_standard_errors_do() {
    let tally = cohort(&SEVEN_OF_REGULAR);
    let fitted = ShiftedBetaGeometric::fit(&tally).unwrap();
    let confidence = Confidence::new(0.9).unwrap();
    let left = |model: &ShiftedBetaGeometric| model.survival(12);
    let by_errors = Draws::of_fit(&fitted, 2_000, 5).unwrap().interval(confidence, left).unwrap();
    let anew = Draws::bootstrap(&fitted, &tally, 400, 5, ShiftedBetaGeometric::fit).unwrap();
    let by_bootstrap = anew.interval(confidence, left).unwrap();
    let ratio = (by_bootstrap.high - by_bootstrap.low) / (by_errors.high - by_errors.low);
    assert!((0.8..1.25).contains(&ratio), "{by_bootstrap:?} {by_errors:?}");

    let crowd = cohort(&[100_000_001, 90_000_000]);
    let refused = Draws::bootstrap(&fitted, &crowd, 1, 5, ShiftedBetaGeometric::fit).unwrap_err();
    assert_eq!(refused, DrawError::TooMany { customers: 100_000_001 });
}

#[test]
fn cohorts_of_many_ages_that_stay_as_the_model_says_give_back_its_parameters() {
    let truth = model(0.9, 2.7);
    let mut tally = RenewalTally::default();
    for (size, periods) in [(1_000_000_000_u64, 9_u64), (400_000_000, 5), (2_000_000_000, 2), (70_000_000, 1)]
    {
        let left = |age| share_of(size, truth.survival(age));
        tally.record_cohort(&(0..=periods).map(left).collect::<Vec<_>>()).unwrap();
    }
    let fitted = ShiftedBetaGeometric::fit(&tally).unwrap();
    assert_eq!(fitted.report.customers, 3_470_000_000);
    assert!((fitted.model.alpha() / 0.9 - 1.0).abs() < 1e-6, "{fitted:?}");
    assert!((fitted.model.beta() / 2.7 - 1.0).abs() < 1e-6, "{fitted:?}");
    assert!(fitted.report.is_sound());
}

#[test]
fn customers_who_are_all_alike_do_not_differ() {
    // Half of those left leave, each time.
    for survivors in [&[1_024, 512, 256, 128, 64, 32][..], &[1_000, 500]] {
        let fitted = ShiftedBetaGeometric::fit(&cohort(survivors)).unwrap();
        let report = fitted.report;
        assert_eq!(report.boundaries, [Boundary::HomogeneousDropout]);
        assert!(
            report.estimates.iter().all(|estimate| estimate.standard_error.value().is_none()),
            "{report:?}"
        );
        assert!((fitted.model.retention(1).unwrap() - 0.5).abs() < 1e-4, "{:?}", fitted.model);
        assert!(!report.is_sound() && report.steps <= 200);
    }
    // More alike than by chance: retention falls with age.
    let falling = ShiftedBetaGeometric::fit(&cohort(&[1_000, 900, 700, 400, 100])).unwrap();
    assert_eq!(falling.report.boundaries, [Boundary::HomogeneousDropout]);
    assert!(!falling.report.is_sound());
}

#[test]
fn where_nobody_leaves_or_everybody_does_the_report_says_so() {
    for (survivors, boundary) in [
        (&[500, 500, 500][..], Boundary::NobodyLeaves),
        (&[500, 0], Boundary::EverybodyLeaves),
        (&[1, 1], Boundary::NobodyLeaves),
        (&[1, 0], Boundary::EverybodyLeaves),
        (&[u64::MAX, u64::MAX, u64::MAX], Boundary::NobodyLeaves),
    ] {
        let report = ShiftedBetaGeometric::fit(&cohort(survivors)).unwrap().report;
        assert_eq!(report.boundaries, [boundary]);
        assert!(!report.is_sound() && report.log_likelihood <= 0.0 && report.steps <= 200, "{report:?}");
        assert!(report.estimates.iter().all(|estimate| estimate.standard_error.value().is_none()));
    }
}

#[test]
fn without_renewals_there_is_no_fit() {
    for tally in [RenewalTally::default(), cohort(&[]), cohort(&[7]), cohort(&[0, 0, 0])] {
        assert_eq!(ShiftedBetaGeometric::fit(&tally).unwrap_err(), ContractFitError::NoRenewals);
    }
}

#[test]
fn extreme_parameters_give_figures() {
    for alpha in [1e-100, 1e-9, 1.0, 1e9, 1e100] {
        for beta in [1e-100, 1e-9, 1.0, 1e9, 1e100] {
            let model = model(alpha, beta);
            for period in [1, 2, 5_000, u64::MAX] {
                let figures =
                    [model.survival(period), model.leaving(period), model.retention(period).unwrap()];
                assert!(figures.iter().all(|figure| (0.0..=1.0).contains(figure)), "{model:?}: {figures:?}");
            }
            for discount in [1e-9, 0.1, 1e300] {
                let lifetime = model.discounted_lifetime(discount).unwrap();
                assert!(lifetime >= 1.0 && lifetime <= 1.0 + 1.1 / discount, "{model:?}: {lifetime}");
                assert!(model.discounted_residual_lifetime(u64::MAX, discount).unwrap().is_finite());
            }
            let sum = model.log_likelihood(&cohort(&[3, 3, 1, 0]));
            assert!(sum.value < 0.0 && sum.value.is_finite(), "{model:?}: {sum:?}");
            assert!(sum.by_alpha.is_finite() && sum.by_beta.is_finite(), "{model:?}: {sum:?}");
        }
    }
}

#[test]
fn cohort_that_grows_is_refused_and_nothing_is_recorded() {
    let mut tally = cohort(&[10, 8]);
    let error = ContractError::Rising { period: 2, before: 7, after: 8 };
    assert_eq!(tally.record_cohort(&[9, 7, 8]), Err(error));
    assert_eq!(tally.by_period(), [Renewals { kept: 8, lost: 2 }]);
    assert_eq!(tally.record_cohort(&[]), Ok(()));
    let mut large = cohort(&[u64::MAX, u64::MAX]);
    assert_eq!(large.record_contract(1, false), Err(ContractError::TooLarge));
    assert_eq!(large.record_cohort(&[1, 1]), Err(ContractError::TooLarge));
    assert_eq!(large, cohort(&[u64::MAX, u64::MAX]));
}

proptest! {
    #[test]
    fn prop_cohort_is_its_contracts(lives in vec((0..6_u16, any::<bool>()), 1..40), split in any::<prop::sample::Index>()) {
        // All contracts began together and were watched for six renewals, so those that run were renewed six times.
        let lives: Vec<(u16, bool)> = lives.into_iter().map(|(renewed, ends)| if ends { (renewed, true) } else { (6, false) }).collect();
        let of = |lives: &[(u16, bool)]| {
            let mut tally = RenewalTally::default();
            for (renewed, ended) in lives {
                tally.record_contract(*renewed, *ended).unwrap();
            }
            tally
        };
        let survivors: Vec<u64> =
            (0..=6).map(|age| lives.iter().filter(|life| life.0 >= age).count() as u64).collect();
        let (together, mut single) = (cohort(&survivors), of(&lives));
        let (one, two) = lives.split_at(split.index(lives.len()));
        prop_assert_eq!(&of(one).merge(&of(two)).unwrap(), &single);
        prop_assert_eq!(&of(two).merge(&of(one)).unwrap(), &single);
        prop_assert_eq!(&single.merge(&RenewalTally::default()).unwrap(), &single);
        // A cohort also tells of periods that nobody reached.
        single.record_cohort(&[0; 7]).unwrap();
        prop_assert_eq!(&single, &together);
        let tally = model(0.8, 2.5);
        prop_assert_eq!(tally.log_likelihood(&single), tally.log_likelihood(&together));
    }

    #[test]
    fn prop_survivors_and_leavers_add_up(alpha in 0.01..20.0_f64, beta in 0.01..20.0_f64, periods in 0..300_u64) {
        let model = model(alpha, beta);
        let left: f64 = (1..=periods).map(|period| model.leaving(period)).sum();
        prop_assert!((left + model.survival(periods) - 1.0).abs() < 1e-12);
        prop_assert!(model.retention(periods + 2).unwrap() > model.retention(periods + 1).unwrap());
    }

    #[test]
    fn prop_lifetime_is_the_plain_sum(alpha in 0.01..20.0_f64, beta in 0.01..20.0_f64, discount in 0.02..2.0_f64, period in 1..20_u64) {
        let model = model(alpha, beta);
        let discounted = |from: u64| -> f64 {
            let (mut stay, mut sum) = (model.survival(from), 0.0);
            for at in from..from + 2_000 {
                sum += stay;
                stay *= model.retention(at + 1).unwrap() / (1.0 + discount);
            }
            sum
        };
        let lifetime = model.discounted_lifetime(discount).unwrap();
        prop_assert!((lifetime / discounted(0) - 1.0).abs() < 1e-11);
        let residual = model.discounted_residual_lifetime(period, discount).unwrap();
        prop_assert!((residual * model.survival(period - 1) / discounted(period) - 1.0).abs() < 1e-11);
    }

    #[test]
    fn prop_fit_is_a_maximum_or_says_why_not(left in vec(0..1_000_u64, 2..9)) {
        let mut left = left;
        left.sort_unstable_by(|one, other| other.cmp(one));
        let tally = cohort(&left);
        let Ok(fitted) = ShiftedBetaGeometric::fit(&tally) else {
            prop_assert_eq!(left[0], 0);
            return Ok(());
        };
        let (best, found) = (fitted.report.log_likelihood, fitted.model);
        for (alpha, beta) in [(1.0, 1.0), (0.7, 1.2), (3.0, 9.0), (90.0, 40.0), (0.01, 0.3)] {
            prop_assert!(model(alpha, beta).log_likelihood(&tally).value <= best + 1e-6 * best.abs(), "{:?}", fitted.report);
        }
        for by in [0.999, 1.001] {
            let beside = [(found.alpha() * by, found.beta()), (found.alpha(), found.beta() * by)];
            for (alpha, beta) in beside {
                prop_assert!(model(alpha, beta).log_likelihood(&tally).value <= best + 1e-9 * (1.0 + best.abs()));
            }
        }
    }

    #[test]
    fn prop_slopes_are_of_the_value(alpha in 0.1..5.0_f64, beta in 0.1..5.0_f64, left in vec(0..1_000_u64, 2..9)) {
        let mut left = left;
        left.sort_unstable_by(|one, other| other.cmp(one));
        let tally = cohort(&left);
        let value = |alpha: f64, beta: f64| model(alpha, beta).log_likelihood(&tally).value;
        let found = model(alpha, beta).log_likelihood(&tally);
        let step = 1e-5;
        let by_alpha = (value(alpha + step, beta) - value(alpha - step, beta)) / (2.0 * step);
        let by_beta = (value(alpha, beta + step) - value(alpha, beta - step)) / (2.0 * step);
        prop_assert!((found.by_alpha - by_alpha).abs() < 1e-3, "{} {}", found.by_alpha, by_alpha);
        prop_assert!((found.by_beta - by_beta).abs() < 1e-3, "{} {}", found.by_beta, by_beta);
    }
}
