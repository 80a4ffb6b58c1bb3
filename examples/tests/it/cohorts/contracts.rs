//! Customers taken as contracts: renewals, and the model of them.

use std::fmt::Write;

use examples::run::FINE;
use serde_json::{Value, json};

use super::{LOG, study_of};

/// Customers who pay on the 15th of each month from January on, so many months each.
fn subscribers(months: &[(usize, u32)]) -> String {
    let mut log = "customer,at,amount\n".to_owned();
    for (place, (customers, paid)) in months.iter().enumerate() {
        for customer in 0..*customers {
            for month in 1..=*paid {
                writeln!(log, "{place}-{customer},2026-{month:02}-15,9").unwrap();
            }
        }
    }
    log
}

#[test]
fn contracts_are_fitted_and_the_retention_that_follows_stands_beside_the_observed() {
    // Of 100, 63 renew, then 47, 38 and 32: the counts of survivors are a table that anybody can check.
    let study =
        study_of(&subscribers(&[(37, 1), (16, 2), (9, 3), (6, 4), (32, 5)]), &["--end", "2026-05-31"]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    let contracts = &study.json()["contracts"];
    let of = |name: &str| contracts[name].clone();
    assert_eq!(
        (of("customers"), of("left"), of("bought_again_after_leaving")),
        (json!(100), json!(68), json!(0))
    );
    let counts: Vec<[Value; 2]> = contracts["renewals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|renewal| ["due", "renewed"].map(|name| renewal[name].clone()))
        .collect();
    assert_eq!(json!(counts), json!([[100, 63], [63, 47], [47, 38], [38, 32]]));
    let number = |value: &Value| value.as_f64().unwrap();
    let model = &contracts["shifted_beta_geometric"];
    let (alpha, beta) = (number(&model["alpha"]), number(&model["beta"]));
    for (renewed, row) in (0_u32..).zip(contracts["renewals"].as_array().unwrap()) {
        let stayed = beta + f64::from(renewed);
        let predicted = number(&row["retention"]["predicted"]);
        assert!((predicted - stayed / (alpha + stayed)).abs() < 1e-12, "{predicted}");
        assert!((predicted - number(&row["retention"]["observed"])).abs() < 0.02, "{row}");
    }
    assert_eq!(model["faults"], json!([]));
    for part in ["68 of 100 customers left; none of them bought again later", "    4   38       32"] {
        assert!(study.page.contains(part), "{part}: {}", study.page);
    }
    let rows = study.rows("renewals.csv");
    assert_eq!((rows.len(), rows[3]["survival"].as_str()), (4, "0.32"));
    assert!(study.file("cohorts.html").contains("Bought in every month so far"));
}

#[test]
fn customers_who_come_back_after_a_gap_are_no_contracts() {
    let study = study_of(LOG, &[]);
    // a missed February, b February and March; c renewed for March. a and c bought again after the first month.
    let contracts = &study.json()["contracts"];
    assert_eq!(contracts["bought_again_after_leaving"], 1);
    assert!(
        study.page.contains("but 1 of them bought again later: these are not contracts"),
        "{}",
        study.page
    );
}

#[test]
fn where_no_renewal_was_due_there_is_no_model() {
    let study = study_of("customer,at,amount\na,2026-01-05,3\n", &["--end", "2026-01-31"]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    assert!(
        study.page.contains("No model is fitted: no month after that of a first purchase"),
        "{}",
        study.page
    );
    let model = &study.json()["contracts"]["shifted_beta_geometric"];
    assert!(model["not_fitted"].as_str().unwrap().ends_with("so no renewal was due"), "{model}");
    assert_eq!(study.rows("renewals.csv").len(), 0);
    assert!(study.file("cohorts.html").contains("No model is fitted"));
}

#[test]
fn where_nobody_left_the_model_says_that_it_knows_nothing_of_leaving() {
    let study = study_of(&subscribers(&[(20, 3)]), &["--end", "2026-03-31"]);
    for part in ["Nobody missed one.", "Nobody left: that somebody ever will is not known", ">99.9 %"] {
        assert!(study.page.contains(part), "{part}: {}", study.page);
    }
}
