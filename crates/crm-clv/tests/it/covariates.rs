//! Fits with covariates: against a general optimiser, laws of shifts and scales, customers drawn at random, and data that do not tell.

use std::collections::BTreeMap;

use crm_clv::{
    BetaGeometricNbd, CovariateCells, CovariateFit, CovariateModel, Covariates, DropoutCoefficients, Ending,
    History, ParetoNbd, TimeUnit,
};

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
    let rows: Vec<Vec<&str>> = rows.filter(|row| row[0] == model && row[1] == covariates).collect();
    let number = |text: &str| text.parse::<f64>().unwrap();
    let expected = number(rows[0][3]);
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
