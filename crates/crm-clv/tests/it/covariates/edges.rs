//! Columns that explain nothing, customers out of reach, and fits without an end.

use crm_clv::{
    BgNbd, Boundary, Confidence, CovariateCells, CovariateError, CovariateFit, CovariateFitError, Covariates,
    Draws, DropoutCoefficients, FitError, History, Horizon, MbgNbd, ParametricModel, ParetoNbd,
    PurchaseModel, StandardError, TimeUnit, WithCovariates,
};

use super::drawn;

#[test]
fn columns_that_explain_nothing_are_errors_that_name_them() {
    let constant = Covariates::new(["one", "two"], [[1.0, 3.0], [2.0, 3.0], [0.0, 3.0]]).unwrap_err();
    assert_eq!(constant, CovariateError::Constant { name: "two".into() });
    // Summer, winter and the rest make up a constant.
    let seasons = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]];
    let collinear = Covariates::new(["summer", "winter", "rest"], seasons).unwrap_err();
    assert_eq!(
        collinear.to_string(),
        "column `rest` follows from `summer`, `winter`: their coefficients cannot be told apart"
    );
    let one = Covariates::new(["one"], [[1.0]]).unwrap_err();
    assert_eq!(one, CovariateError::Constant { name: "one".into() });
}

#[test]
fn what_is_no_table_of_numbers_is_an_error() {
    let new = |names: &[&str], rows: &[&[f64]]| Covariates::new(names.iter().copied(), rows).unwrap_err();
    assert_eq!(new(&["a", " "], &[]), CovariateError::BlankName { place: 1 });
    assert_eq!(new(&["a", "b", "a"], &[]), CovariateError::SameName { name: "a".into() });
    let short = CovariateError::RowLength { row: 1, expected: 2, found: 1 };
    assert_eq!(new(&["a", "b"], &[&[1.0, 2.0], &[2.0]]), short);
    for value in [f64::INFINITY, f64::NEG_INFINITY, 1e101, f64::NAN] {
        let error = new(&["a"], &[&[1.0], &[2.0], &[value]]);
        assert!(matches!(&error, CovariateError::NoNumber { row: 2, name, .. } if name == "a"), "{error:?}");
    }
    let two = Covariates::new(["a"], [[1.0], [2.0]]).unwrap();
    let histories = [History::new(1, 2.0, 3.0).unwrap(); 3];
    let others = CovariateCells::new(histories, &two, &Covariates::none(), TimeUnit::WEEK).unwrap_err();
    assert_eq!(others, CovariateError::RowsOfOthers { rows: 2, customers: 3 });
}

#[test]
fn customers_out_of_reach_of_a_model_are_errors() {
    let model = BgNbd::new(0.2, 4.0, 0.8, 2.4).unwrap();
    let of = model.with_covariates([("z", 1.0)], [("y", [1.0, -1.0])]).unwrap();
    let error = |purchasing: &[f64], dropout: &[f64]| of.for_customer(purchasing, dropout).unwrap_err();
    assert_eq!(error(&[], &[1.0]), CovariateError::RowLength { row: 0, expected: 1, found: 0 });
    assert!(matches!(error(&[f64::NAN], &[1.0]), CovariateError::NoNumber { .. }));
    let steep = model.with_covariates([("z", 1e300)], []).unwrap();
    assert_eq!(steep.for_customer(&[1e100], &[]), Err(CovariateError::OutOfReach { parameter: "alpha" }));
    // Within reach, but beyond the range of parameters, where they stop.
    let parameters = |z: f64, y: f64| of.for_customer(&[z], &[y]).unwrap().parameter_values();
    for (found, expected) in parameters(-40.0, 0.0).into_iter().zip([0.2, 1e12, 0.8, 2.4]) {
        assert!((found / expected - 1.0).abs() < 1e-12, "{found}");
    }
    let [_, alpha, a, b] = parameters(1e90, 1e9)[..] else { panic!("four") };
    for (found, expected) in [(alpha, 1e-12), (a, 1e12), (b, 1e-12)] {
        assert!((found / expected - 1.0).abs() < 1e-12, "{found}");
    }
    let none: [(&str, [f64; 2]); 0] = [];
    let unknown = model.with_covariates([("z", f64::NAN)], none).unwrap_err();
    assert!(matches!(unknown, CovariateError::NoCoefficient { name, .. } if name == "z"));
    assert!(model.with_covariates([("z", 1.0), ("z", 2.0)], none).is_err());
}

#[test]
fn covariates_far_from_zero_predict_the_same_though_nobody_is_at_zero() {
    let (histories, known) = drawn(500, [0.7, -0.3, 0.5]);
    let moved = |by: f64| {
        let rows = known.iter().map(|row| [row[0] + by]);
        let (mail, none) = (Covariates::new(["mail"], rows).unwrap(), Covariates::none());
        let cells = CovariateCells::new(histories.iter().copied(), &mail, &none, TimeUnit::WEEK).unwrap();
        MbgNbd::fit_with_covariates(&cells, DropoutCoefficients::Apart).unwrap()
    };
    let (near, far) = (moved(0.0), moved(2015.0));
    assert!(near.fitted.report.is_sound());
    let expected = |fit: &CovariateFit<MbgNbd>, mail: f64| {
        let model = fit.fitted.model.for_customer(&[mail], &[]).unwrap();
        model.expected_purchases_of_new(Horizon::new(26.0).unwrap())
    };
    for mail in [0.0, 1.0] {
        assert!((expected(&near, mail) / expected(&far, 2015.0 + mail) - 1.0).abs() < 1e-8);
    }
    // What e^(0.7 x 2015) weeks would be is no number: alpha is at its limit, and nothing else is.
    let [r, alpha, a, b, mail] = far.fitted.report.estimates.as_slice() else { panic!("five") };
    assert_eq!((alpha.value, alpha.standard_error), (1e12, StandardError::AtLimit));
    assert!([r, a, b, mail].iter().all(|estimate| estimate.standard_error.value().is_some()));
    let draws = Draws::of_fit(&far.fitted, 100, 1).unwrap();
    let one = |model: &WithCovariates<MbgNbd>| model.for_customer(&[2016.0], &[]).unwrap().alpha();
    let interval = draws.interval(Confidence::new(0.9).unwrap(), one).unwrap();
    assert!(interval.high / interval.low < 3.0, "{interval:?}");
}

#[test]
fn nothing_to_fit_is_an_error() {
    let none = Covariates::none();
    let fit = |histories: Vec<History>| {
        let cells = CovariateCells::new(histories, &none, &none, TimeUnit::WEEK).unwrap();
        ParetoNbd::fit_with_covariates(&cells).unwrap_err()
    };
    assert_eq!(fit(vec![]), CovariateFitError::Fit(FitError::NoCustomers));
    let once = History::new(0, 0.0, 9.0).unwrap();
    assert_eq!(fit(vec![once; 2]), CovariateFitError::Fit(FitError::NoRepeatPurchases { customers: 2 }));
}

#[test]
fn a_coefficient_without_an_end_has_no_standard_error() {
    // Of those who were reached by mail none ever came back.
    let (histories, known) = drawn(400, [0.0, 0.0, 0.0]);
    let histories = histories.into_iter().zip(&known);
    let histories =
        histories.map(
            |(history, known)| {
                if known[0] > 0.5 { History::new(0, 0.0, history.age()).unwrap() } else { history }
            },
        );
    let mail = Covariates::new(["mail"], known.iter().map(|row| [row[0]])).unwrap();
    let cells = CovariateCells::new(histories, &mail, &Covariates::none(), TimeUnit::WEEK).unwrap();
    for report in [
        ParetoNbd::fit_with_covariates(&cells).unwrap().fitted.report,
        BgNbd::fit_with_covariates(&cells, DropoutCoefficients::Apart).unwrap().fitted.report,
    ] {
        let coefficient = report.estimates.last().unwrap();
        assert!(coefficient.value < -10.0, "{report:?}");
        assert_eq!(coefficient.standard_error.value(), None, "{report:?}");
        assert!(!report.is_sound() && report.steps <= 200);
    }
}

#[test]
fn customers_who_never_stop_have_no_dropout_to_find_with_covariates_either() {
    let customers = 1..=200_u32;
    let histories = customers
        .clone()
        .map(|number| History::new(u64::from(1 + number * number % 37), 51.9, 52.0).unwrap());
    let known = Covariates::new(["one"], customers.map(|number| [f64::from(number % 4)])).unwrap();
    let cells = CovariateCells::new(histories, &known, &known, TimeUnit::WEEK).unwrap();
    for report in [
        ParetoNbd::fit_with_covariates(&cells).unwrap().fitted.report,
        BgNbd::fit_with_covariates(&cells, DropoutCoefficients::Apart).unwrap().fitted.report,
        MbgNbd::fit_with_covariates(&cells, DropoutCoefficients::Equal).unwrap().fitted.report,
    ] {
        assert!(report.boundaries.contains(&Boundary::NoDropout), "{report:?}");
        assert!(!report.is_sound() && report.log_likelihood.is_finite());
    }
}
