//! The customers and logs that are made up for measurements are what they are said to be.

use benches::purchases::{Activity, CALIBRATION_END, CDNOW_CUSTOMERS, LOG_DAYS, Purchases};
use benches::simulation;
use crm_kit::clv::{BgNbd, GammaGamma};

#[test]
fn a_long_log_has_its_share_of_customers_with_keys_from_everywhere() {
    let log = Purchases::log(100_000);
    let summaries = log.summaries(LOG_DAYS).unwrap();
    assert_eq!(summaries.len(), 8_212); // 821,167 of ten million, rounded up
    assert_eq!(summaries.report().purchases, 100_000);
    let keys = summaries.customers();
    assert!(keys[0] < -(1 << 62) && keys[keys.len() - 1] > 1 << 62);
}

#[test]
fn a_long_log_in_a_triangle_has_everybody_once() {
    let log = Purchases::log(10_000);
    let triangle = Activity::of(&log).unwrap().triangle().unwrap();
    assert_eq!(triangle.customers(), 822);
    let of_all: u64 = triangle.cohorts().iter().filter_map(|cohort| cohort.active(0)).sum();
    assert_eq!(of_all, 822);
}

#[test]
fn simulated_customers_are_fitted_by_what_they_were_drawn_from() {
    let summaries = simulation::customers(CDNOW_CUSTOMERS).summaries(CALIBRATION_END).unwrap();
    let purchases = BgNbd::fit(&summaries.cells()).unwrap().report;
    let spend = GammaGamma::fit(&summaries.spend_cells()).unwrap().report;
    let drawn_from = [0.2516, 4.789, 0.7234, 2.161, 6.25, 3.74, 15.44];
    for (estimate, truth) in purchases.estimates.iter().chain(&spend.estimates).zip(drawn_from) {
        let error = estimate.standard_error.value().unwrap();
        assert!((estimate.value - truth).abs() < 3.0 * error, "{estimate:?}, drawn from {truth}");
    }
}
