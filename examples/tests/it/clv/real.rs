//! The purchase logs of CDNOW and of an online shop, end to end from the raw files, against published figures.
//!
//! # Source
//!
//! Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2); Batislam, Denizel, Filiztekin
//! (2007), IJRM 24(3); Fader, Hardie (2013), The Gamma-Gamma Model of Monetary Value, note 025; sums over the holdout as
//! `CLVTools` 0.12.1 has them.

use std::path::Path;

use examples::run::FINE;
use serde_json::Value;

use super::{Study, study};
use crate::data_folder;
use crate::tiny::text;

fn cdnow(folder: &Path, name: &str, args: &[&str]) -> Study {
    let file = folder.join(name);
    let fixed =
        ["--data", text(&file), "--customer", "customer_id", "--date", "date", "--holdout", "1997-09-30"];
    let study = study(&[fixed.as_slice(), args].concat());
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    study
}

/// Checks parameters to a part of their size, standard errors to a thousandth, and the log-likelihood to 0.001.
#[track_caller]
fn check(fit: &Value, within: f64, parameters: &[(f64, f64)], log_likelihood: f64) {
    let found = fit["log_likelihood"].as_f64().unwrap();
    assert!((found - log_likelihood).abs() < 1e-3, "{found} is not {log_likelihood}");
    let estimates = fit["estimates"].as_array().unwrap();
    assert_eq!(estimates.len(), parameters.len());
    for (estimate, (value, error)) in estimates.iter().zip(parameters) {
        let found = estimate["value"].as_f64().unwrap();
        assert!((found / value - 1.0).abs() < within, "{found} is not {value}");
        if *error > 0.0 {
            let found = estimate["standard_error"]["known"].as_f64().unwrap();
            assert!((found / error - 1.0).abs() < 1e-3, "standard error {found} is not {error}");
        }
    }
    assert_eq!(fit["ending"], "converged");
}

#[test]
fn cdnow_sample_is_as_published() {
    let Some(folder) = data_folder("cdnow", "cdnow_sample_is_as_published") else { return };
    let study = cdnow(&folder, "cdnow_sample.csv", &["--by", "bg-nbd", "--horizon", "39"]);
    let json = study.json();
    assert_eq!((&json["customers"], &json["repeat_customers"]), (&2_357.into(), &946.into()));
    assert_eq!((&json["repeat_purchases"], &json["log"]["rows"]), (&2_457.into(), &6_919.into()));
    let none = |values: &[f64]| values.iter().map(|value| (*value, 0.0)).collect::<Vec<_>>();
    check(&study.fit("nbd"), 1e-3, &none(&[0.384_766, 12.072_01]), -9_763.657_61);
    let bg = [(0.242_594_5, 0.012_557), (4.413_602, 0.378_22), (0.792_922, 0.185_73), (2.425_907, 0.705_42)];
    check(&study.fit("bg-nbd"), 1e-3, &bg, -9_582.429_207);
    let mbg =
        [(0.524_843_1, 0.083_268), (6.183_085, 0.695_62), (0.891_359_4, 0.154_79), (1.614_002, 0.537_49)];
    check(&study.fit("mbg-nbd"), 1e-3, &mbg, -9_582.135_716);
    let pareto = [(0.553_277, 0.047_628), (10.577_68, 0.842_72), (0.606_240, 0.187_28), (11.668_74, 6.211_0)];
    check(&study.fit("pareto-nbd"), 5e-3, &pareto, -9_594.976_179);
    let spend = [(6.249_572, 1.190_0), (3.744_224, 0.290_13), (15.443_52, 4.159_4)];
    check(&json["spend"]["fit"]["report"], 1e-3, &spend, -4_055.917_695);
    assert_eq!(format!("{:.5}", json["independence"]["correlation"].as_f64().unwrap()), "0.11389");

    let held_out = |name: &str| {
        let judged = json["judged"].as_array().unwrap().iter().find(|judged| judged["name"] == name);
        judged.unwrap()["holdout"].clone()
    };
    for (name, expected, size, root) in
        [("pareto-nbd", 1_665.69, 0.754_55, 1.602_85), ("bg-nbd", 1_653.41, 0.785_45, 1.607_98)]
    {
        let fit = held_out(name);
        assert_eq!(fit["actual"], 1_882);
        let near = |key: &str, value: f64| (fit[key].as_f64().unwrap() / value - 1.0).abs() < 2e-4;
        assert!(near("expected", expected) && near("mean_absolute_error", size), "{fit}");
        assert!(near("root_mean_squared_error", root), "{fit}");
    }

    // The first customer: x = 2, t_x = 30.43, T = 38.86; then 39 weeks ahead (1.226 at rounded parameters).
    let first = &study.customers()[0];
    let figure = |name: &str| format!("{:.3}", first[name].parse::<f64>().unwrap());
    assert_eq!((first["customer"].as_str(), first["frequency"].as_str()), ("0001", "2"));
    assert_eq!([figure("recency"), figure("age"), figure("mean_spend")], ["30.429", "38.857", "22.345"]);
    assert_eq!([figure("p_alive"), figure("expected_purchases")], ["0.727", "1.226"]);
    assert_eq!(first["purchases_held_out"], "1");
    let spends: Vec<String> = study.customers()[..10]
        .iter()
        .map(|row| format!("{:.1}", row["expected_spend_each"].parse::<f64>().unwrap()))
        .collect();
    assert_eq!(spends, ["24.7", "18.9", "35.2", "35.2", "35.2", "71.5", "18.9", "35.2", "27.3", "35.2"]);
}

#[test]
fn cdnow_master_is_as_known() {
    let Some(folder) = data_folder("cdnow", "cdnow_master_is_as_known") else { return };
    let study = cdnow(&folder, "cdnow_master.csv", &["--models", "bg-nbd,nbd"]);
    let json = study.json();
    assert_eq!((&json["customers"], &json["repeat_customers"]), (&23_570.into(), &9_451.into()));
    assert_eq!((&json["repeat_purchases"], &json["log"]["rows"]), (&24_337.into(), &69_659.into()));
    let bg = [(0.251_624, 0.0), (4.788_943, 0.0), (0.723_434, 0.0), (2.161_088, 0.0)];
    check(&study.fit("bg-nbd"), 1e-3, &bg, -95_368.443_933);
    assert_eq!(
        (&json["spend"]["never_came_back"], &json["spend"]["spent_nothing"]),
        (&14_119.into(), &1.into())
    );
    assert_eq!(study.customers().len(), 23_570);
    // The one who came back and spent nothing still has a value.
    assert!(study.customers().iter().all(|row| !row["clv"].is_empty()));
}

#[test]
fn the_text_file_of_cdnow_is_the_same_log() {
    let Some(folder) = data_folder("cdnow", "the_text_file_of_cdnow_is_the_same_log") else { return };
    let csv = std::fs::read_to_string(folder.join("cdnow_sample.csv")).unwrap();
    let line = |row: &str| {
        let cells: Vec<&str> = row.split(',').collect();
        format!(
            " {}   {} {} {:>2} {:>7}\n",
            cells[4],
            cells[0],
            cells[1].replace('-', ""),
            cells[2],
            cells[3]
        )
    };
    let lines: String = csv.lines().skip(1).map(line).collect();
    let columns = ["--blanks", "--customer", "2", "--date", "3", "--amount", "5", "--date-format", "%Y%m%d"];
    let only = ["--models", "nbd", "--holdout", "1997-09-30"];
    let fixed = super::study_of(&lines, &[columns.as_slice(), &only].concat());
    assert_eq!(fixed.status, FINE, "{}", fixed.err);
    assert_eq!(
        fixed.file("clv.csv"),
        cdnow(&folder, "cdnow_sample.csv", &["--models", "nbd"]).file("clv.csv")
    );
}

fn online_retail(folder: &Path, name: &str, models: &str) -> Study {
    let file = folder.join(name);
    let columns = ["--customer", "customer_id", "--date", "timestamp", "--order", "invoice"];
    let study = study(&[&["--data", text(&file)], columns.as_slice(), &["--models", models]].concat());
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    study
}

#[test]
fn online_retail_has_no_dropout_to_find_and_says_so() {
    let Some(folder) = data_folder("online-retail", "online_retail_has_no_dropout_to_find_and_says_so")
    else {
        return;
    };
    let study = online_retail(&folder, "online_retail_invoices.csv.gz", "nbd,bg-nbd,mbg-nbd,pareto-nbd");
    let page = study.page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("NO DROPOUT IS IDENTIFIED by BG/NBD, MBG/NBD, Pareto/NBD."), "{page}");
    assert!(page.contains("P(alive) is left empty"), "{page}");
    let json = study.json();
    assert_eq!(json["predictions"]["by"], "nbd");
    for name in ["bg-nbd", "mbg-nbd", "pareto-nbd"] {
        assert_eq!(study.fit(name)["boundaries"], serde_json::json!(["no-dropout"]), "{name}");
    }
    assert!(study.customers().iter().all(|row| row["p_alive"].is_empty()));
    // Invoices without a customer, and those who only sent something back, of whom 4,372 - 4,339 have no purchase.
    assert_eq!(
        (&json["log"]["rows"], &json["log"]["rows_without_customer"]),
        (&25_900.into(), &3_710.into())
    );
    assert_eq!(
        (&json["customers"], &json["log"]["customers_with_refunds_alone"]),
        (&4_339.into(), &33.into())
    );
    assert!(page.contains("8,911,407.90 spent on purchase days"), "{page}");
}

#[test]
fn lines_of_invoices_are_added_up_to_the_same_purchases() {
    let Some(folder) = data_folder("online-retail", "lines_of_invoices_are_added_up_to_the_same_purchases")
    else {
        return;
    };
    let by_line = online_retail(&folder, "online_retail_lines.csv.gz", "nbd");
    let by_invoice = online_retail(&folder, "online_retail_invoices.csv.gz", "nbd");
    assert_eq!(by_line.json()["log"]["rows"], 541_909);
    assert_eq!(by_line.file("clv.csv"), by_invoice.file("clv.csv"));
}
