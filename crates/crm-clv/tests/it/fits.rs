//! Fits of models to the purchase logs of CDNOW and the donations of Fader, Hardie and Shang, as published.

#![allow(
    clippy::unreadable_literal,
    clippy::inconsistent_digit_grouping,
    reason = "figures as they are published"
)]

use crm_clv::{
    BgBb, BgNbd, Boundary, Cells, Ending, FitError, FitReport, GammaGamma, Grain, History, MbgNbd, Nbd,
    Opportunities, ParetoNbd, Refunds, SpendCells, SpendHistory, SpendUnit, TimeUnit, summarise_columns,
};

use crate::cdnow::{folder, split};

/// Checks estimates to 1e-6 of their size, their standard errors to 5e-4, and the log-likelihood to 1e-6.
#[track_caller]
fn check(report: &FitReport, log_likelihood: f64, estimates: &[(&str, f64, Option<f64>)]) {
    assert_eq!(report.ending, Ending::Converged);
    assert!(report.gradient < 1e-9, "{report:?}");
    assert!((report.log_likelihood - log_likelihood).abs() < 1e-6, "{}", report.log_likelihood);
    assert_eq!(report.dimension(), estimates.len());
    for (found, (name, value, error)) in report.estimates.iter().zip(estimates) {
        assert_eq!(found.name, *name);
        assert!((found.value / value - 1.0).abs() < 1e-6, "{name}: {} is not {value}", found.value);
        if let Some(error) = error {
            let found = found.standard_error.value().unwrap();
            assert!((found / error - 1.0).abs() < 5e-4, "{name}: error {found} is not {error}");
        }
    }
    assert!(report.is_sound(), "{report:?}");
}

fn sample(test: &str) -> Option<Cells> {
    Some(split(&folder(test)?, "cdnow_sample.csv").calibration().cells())
}

#[test]
fn cdnow_sample_by_nbd() {
    let Some(cells) = sample("cdnow_sample_by_nbd") else { return };
    check(
        &Nbd::fit(&cells).unwrap().report,
        -9763.657615,
        &[("r", 0.3847661, None), ("alpha", 12.07202, None)],
    );
}

#[test]
fn cdnow_sample_by_bg_nbd() {
    let Some(cells) = sample("cdnow_sample_by_bg_nbd") else { return };
    let report = BgNbd::fit(&cells).unwrap().report;
    let estimates = [
        ("r", 0.2425945, Some(0.012557)),
        ("alpha", 4.413602, Some(0.37822)),
        ("a", 0.7929220, Some(0.18573)),
        ("b", 2.425907, Some(0.70542)),
    ];
    check(&report, -9582.429207, &estimates);
    assert_eq!(report.customers, 2_357);
    assert!((report.aic() - 19_172.858413).abs() < 1e-5); // 2 x 4 + 2 x 9582.429207
}

#[test]
fn cdnow_sample_by_mbg_nbd() {
    let Some(cells) = sample("cdnow_sample_by_mbg_nbd") else { return };
    let estimates = [
        ("r", 0.5248431, Some(0.083268)),
        ("alpha", 6.183085, Some(0.69562)),
        ("a", 0.8913594, Some(0.15479)),
        ("b", 1.614002, Some(0.53749)),
    ];
    check(&MbgNbd::fit(&cells).unwrap().report, -9582.135716, &estimates);
}

#[test]
fn cdnow_sample_by_pareto_nbd() {
    let Some(cells) = sample("cdnow_sample_by_pareto_nbd") else { return };
    let estimates = [
        ("r", 0.5532770, Some(0.047628)),
        ("alpha", 10.57768, Some(0.84272)),
        ("s", 0.6062400, Some(0.18728)),
        ("beta", 11.668735, Some(6.2110)),
    ];
    check(&ParetoNbd::fit(&cells).unwrap().report, -9594.976179, &estimates);
}

#[test]
fn cdnow_sample_by_gamma_gamma() {
    let Some(folder) = folder("cdnow_sample_by_gamma_gamma") else { return };
    let spend = split(&folder, "cdnow_sample.csv").calibration().spend_cells();
    let report = GammaGamma::fit(&spend).unwrap().report;
    let estimates =
        [("p", 6.249572, Some(1.1900)), ("q", 3.7442246, Some(0.29013)), ("v", 15.44352, Some(4.1594))];
    check(&report, -4055.917695, &estimates);
    assert_eq!((report.customers, report.left_out), (946, 1_411));
}

#[test]
fn cdnow_master_by_bg_nbd() {
    let Some(folder) = folder("cdnow_master_by_bg_nbd") else { return };
    let cells = split(&folder, "cdnow_master.csv").calibration().cells();
    let estimates =
        [("r", 0.251624, None), ("alpha", 4.788943, None), ("a", 0.7234336, None), ("b", 2.1610884, None)];
    check(&BgNbd::fit(&cells).unwrap().report, -95_368.443933, &estimates);
}

/// How many people made so many donations, the last one in such a year, of six.
const DONORS: [(u32, u32, u64); 22] = [
    (6, 6, 1203),
    (5, 6, 728),
    (4, 6, 512),
    (3, 6, 357),
    (2, 6, 234),
    (1, 6, 129),
    (5, 5, 335),
    (4, 5, 284),
    (3, 5, 225),
    (2, 5, 173),
    (1, 5, 119),
    (4, 4, 240),
    (3, 4, 181),
    (2, 4, 155),
    (1, 4, 78),
    (3, 3, 322),
    (2, 3, 255),
    (1, 3, 129),
    (2, 2, 613),
    (1, 2, 277),
    (1, 1, 1091),
    (0, 0, 3464),
];

pub(crate) fn donors() -> [(Opportunities, u64); 22] {
    DONORS.map(|(taken, last, people)| (Opportunities::new(taken, last, 6).unwrap(), people))
}

#[test]
fn donations_by_bg_bb() {
    let fitted = BgBb::fit(donors()).unwrap();
    let report = &fitted.report;
    assert_eq!((report.ending, report.customers), (Ending::Converged, 11_104));
    assert!((report.log_likelihood - -33_225.58128).abs() < 1e-4);
    for (found, expected) in report.estimates.iter().zip(["1.2035", "0.7497", "0.6567", "2.7834"]) {
        assert_eq!(format!("{:.4}", found.value), expected);
    }
    let mut turned = donors();
    turned.reverse();
    assert_eq!(BgBb::fit(turned).unwrap(), fitted);
}

fn weeks(histories: impl IntoIterator<Item = (u64, f64, f64)>) -> Cells {
    let histories = histories.into_iter().map(|(x, recency, age)| History::new(x, recency, age).unwrap());
    Cells::new(histories, TimeUnit::WEEK)
}

#[test]
fn nothing_to_fit_is_an_error() {
    assert_eq!(BgNbd::fit(&weeks([])).unwrap_err(), FitError::NoCustomers);
    let once = weeks([(0, 0.0, 10.0); 3]);
    assert_eq!(ParetoNbd::fit(&once).unwrap_err(), FitError::NoRepeatPurchases { customers: 3 });
    assert_eq!(Nbd::fit(&weeks([(1, 0.0, 0.0); 2])).unwrap_err(), FitError::NoTime { customers: 2 });
}

#[test]
fn one_customer_and_equal_customers_tell_too_little() {
    for customers in [1, 500] {
        let cells = weeks(std::iter::repeat_n((3, 20.0, 30.0), customers));
        for report in [
            Nbd::fit(&cells).unwrap().report,
            BgNbd::fit(&cells).unwrap().report,
            ParetoNbd::fit(&cells).unwrap().report,
        ] {
            assert!(!report.is_sound(), "{customers} {report:?}");
            assert!(report.steps <= 200 && report.log_likelihood.is_finite());
        }
    }
}

#[test]
fn customers_who_never_stop_have_no_dropout_to_find() {
    // Everybody buys on and on to the end, some often and some rarely.
    let cells = weeks((1..=200).map(|number| {
        let x = 1 + (number * number) % 37;
        (x, 51.9, 52.0)
    }));
    let report = BgNbd::fit(&cells).unwrap().report;
    assert!(report.boundaries.contains(&Boundary::NoDropout), "{report:?}");
    let report = ParetoNbd::fit(&cells).unwrap().report;
    assert!(report.boundaries.contains(&Boundary::NoDropout), "{report:?}");
}

/// The purchase days of a shop's customers over a year, cancelled invoices left out.
fn online_retail(folder: &std::path::Path) -> Cells {
    let file = std::fs::File::open(folder.join("online-retail/online_retail_invoices.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let (mut customers, mut days, mut amounts) = (Vec::new(), Vec::new(), Vec::new());
    for row in reader.records().map(Result::unwrap).filter(|row| !row[0].is_empty()) {
        let [year, month, day] = [0..4, 5..7, 8..10].map(|part| row[2][part].parse::<i32>().unwrap());
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        customers.push(row[0].parse::<u32>().unwrap());
        days.push((year - 2010) * 365 + before[usize::try_from(month - 1).unwrap()] + day);
        amounts.push(row[3].replace('.', "").parse::<i64>().unwrap());
    }
    let options = crate::summary::options(Grain::Day, Refunds::Apart, 365 + 343); // to 2011-12-09
    summarise_columns(&customers, &days, &amounts, &options).unwrap().cells()
}

#[test]
fn a_shop_that_grows_has_no_dropout_to_find() {
    let Some(folder) = folder("a_shop_that_grows_has_no_dropout_to_find") else { return };
    let cells = online_retail(&folder);
    let nbd = Nbd::fit(&cells).unwrap().report;
    assert!(nbd.is_sound(), "{nbd:?}");
    let (bg, mbg) = (BgNbd::fit(&cells).unwrap().report, MbgNbd::fit(&cells).unwrap().report);
    let pareto = ParetoNbd::fit(&cells).unwrap().report;
    for report in [bg, mbg, pareto] {
        assert_eq!(report.boundaries, [Boundary::NoDropout], "{report:?}");
        assert!(report.log_likelihood >= nbd.log_likelihood - 1e-4, "{report:?}");
        let [r, alpha, dropout, spread] = report.estimates.as_slice() else { panic!("four") };
        assert!(r.standard_error.value().is_some() && alpha.standard_error.value().is_some(), "{report:?}");
        for unknown in [dropout, spread] {
            assert_eq!(unknown.standard_error.value(), None, "{report:?}");
        }
    }
}

#[test]
fn spend_of_whatever_size_is_fitted_to_numbers() {
    let odd = [
        vec![(3, 20.0)],
        vec![(3, 20.0); 500],
        vec![(1, 1e-300), (2, 1e-299), (3, 4e-300)],
        vec![(1, 1e290), (2, 1e291), (3, 4e290)],
        vec![(1, 1e-200), (2, 1e200)],
        vec![(u64::MAX, 5.0), (1, 7.0)],
    ];
    for histories in odd {
        let histories = histories.iter().map(|(x, mean)| SpendHistory::new(*x, *mean).unwrap());
        let report = GammaGamma::fit(&SpendCells::new(histories, SpendUnit::MINOR)).unwrap().report;
        assert!(report.log_likelihood.is_finite() && report.gradient.is_finite(), "{report:?}");
        assert!(report.steps <= 200 && !report.is_sound(), "{report:?}");
        for estimate in &report.estimates {
            assert!(estimate.value.is_finite() && estimate.value > 0.0, "{report:?}");
            assert!(estimate.standard_error.value().is_none_or(f64::is_finite), "{report:?}");
        }
    }
}

#[test]
fn the_same_spend_of_all_has_no_distribution_to_find() {
    for customers in [1, 500] {
        let same = std::iter::repeat_n(SpendHistory::new(3, 20.0).unwrap(), customers);
        let report = GammaGamma::fit(&SpendCells::new(same, SpendUnit::MINOR)).unwrap().report;
        assert_eq!(report.boundaries, [Boundary::HomogeneousSpend], "{report:?}");
        assert!(report.estimates.iter().all(|one| one.standard_error.value().is_none()), "{report:?}");
    }
}

#[test]
fn one_mean_spend_for_all_is_told() {
    // Of each customer the mean of x exponentially distributed amounts of 20: p is 1.
    let mut draw = crate::regular::draws();
    let customers = (0..800_u32).map(|number| {
        let x = 1 + number % 5;
        let spent: f64 = (0..x).map(|_| -20.0 * draw().ln()).sum();
        SpendHistory::new(x.into(), spent / f64::from(x)).unwrap()
    });
    let fitted = GammaGamma::fit(&SpendCells::new(customers, SpendUnit::MINOR)).unwrap();
    let report = &fitted.report;
    assert_eq!(
        (report.ending, report.boundaries.as_slice()),
        (Ending::Converged, &[Boundary::HomogeneousSpend][..])
    );
    assert!((fitted.model.expected_spend_of_new().unwrap() / 20.0 - 1.0).abs() < 0.1, "{report:?}");
    let [p, q, v] = report.estimates.as_slice() else { panic!("{report:?}") };
    assert!((p.value - 1.0).abs() < 4.0 * p.standard_error.value().unwrap(), "{report:?}");
    for unknown in [q, v] {
        assert!(unknown.standard_error.value().is_none_or(|error| error > 0.5 * unknown.value), "{report:?}");
    }
}
