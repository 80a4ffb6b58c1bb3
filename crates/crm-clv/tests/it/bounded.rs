//! Fits end soon, whatever the data: also where the likelihood is highest beyond all limits.

use crm_clv::{BgNbd, Cells, Ending, FitReport, History, MbgNbd, ParetoNbd, TimeUnit};

use crate::regular::draws;

/// Customers who all buy at one rate until they stop, at one hazard for all: r and alpha run off together, and so do s and beta.
fn alike(customers: u32, rate: f64, life: f64) -> Cells {
    let mut draw = draws();
    let mut customer = || {
        let age = (70.0 + 280.0 * draw()).ceil() / 7.0;
        let end = age.min(-draw().ln() * life);
        let (mut repeats, mut last) = (0, 0.0);
        loop {
            let next = last - draw().ln() / rate;
            if next > end {
                break;
            }
            (repeats, last) = (repeats + 1, next);
        }
        History::new(repeats, last, age).unwrap()
    };
    Cells::new((0..customers).map(|_| customer()).collect::<Vec<_>>(), TimeUnit::WEEK)
}

#[track_caller]
fn check_soon(report: &FitReport) {
    assert!(report.evaluations < 500, "{report:?}");
    assert_ne!(report.ending, Ending::StepLimit, "{report:?}");
    assert!(report.log_likelihood.is_finite() && report.gradient.is_finite(), "{report:?}");
}

#[test]
fn customers_who_are_all_alike_are_fitted_soon() {
    for (customers, rate, life) in [(61, 0.3, 20.0), (100, 0.9, 15.0), (150, 0.5, 60.0), (80, 0.15, 40.0)] {
        let cells = alike(customers, rate, life);
        check_soon(&ParetoNbd::fit(&cells).unwrap().report);
        check_soon(&BgNbd::fit(&cells).unwrap().report);
        check_soon(&MbgNbd::fit(&cells).unwrap().report);
    }
}
