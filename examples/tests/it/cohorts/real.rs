//! The purchase logs of CDNOW and of an online shop, end to end from the raw files.
//!
//! # Source
//!
//! The triangle of CDNOW: as published with the data. Curves, and the triangle of the shop: a script of forty lines without
//! libraries, which walks from day to day (`oracle.py` beside this file; `python3 oracle.py FOLDER`).

use std::path::Path;

use examples::run::FINE;
use serde_json::json;

use super::{Study, study};
use crate::data_folder;
use crate::tiny::text;

fn cdnow(folder: &Path, args: &[&str]) -> Study {
    let file = folder.join("cdnow_master.csv");
    let study =
        study(&[&["--data", text(&file), "--customer", "customer_id", "--date", "date"], args].concat());
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    study
}

fn online_retail(folder: &Path, args: &[&str]) -> Study {
    let file = folder.join("online_retail_invoices.csv.gz");
    let columns = ["--customer", "customer_id", "--date", "timestamp", "--order", "invoice"];
    let study = study(&[&["--data", text(&file)], columns.as_slice(), args].concat());
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    study
}

/// Checks survival and its standard error on days with events.
#[track_caller]
fn check(study: &Study, expected: &[(&str, f64, f64)]) {
    for (days, survival, error) in expected {
        let [found, found_error, lower, upper] = study.survival(days);
        assert!((found - survival).abs() < 1e-12, "{days}: {found} is not {survival}");
        assert!((found_error - error).abs() < 1e-12, "{days}: {found_error} is not {error}");
        assert!(lower < found && found < upper, "{days}: {lower} {upper}");
    }
}

#[test]
fn the_cohorts_of_cdnow_are_as_published() {
    let Some(folder) = data_folder("cdnow", "the_cohorts_of_cdnow_are_as_published") else { return };
    let study = cdnow(&folder, &[]);
    let json = study.json();
    for (place, first) in [
        [7_846, 1_157, 964, 810, 679, 736, 720],
        [8_476, 1_312, 980, 783, 847, 786, 626],
        [7_248, 1_032, 752, 756, 674, 564, 561],
    ]
    .into_iter()
    .enumerate()
    {
        let active = json["cohorts"][place]["active"].as_array().unwrap();
        assert_eq!(active[..7], first.map(|count| json!(count)), "{place}");
        // The first unknown age is 18, 17 and 16.
        assert_eq!(active.len(), 18 - place);
    }
    // 11,516 bought on two or more days.
    assert_eq!((&json["customers"], &json["survival"]["events"]), (&json!(23_570), &json!(11_516.0)));
    check(
        &study,
        &[
            ("30", 0.825_413_661_434_026_4, 0.002_472_641_554_274_056_6),
            ("90", 0.707_806_533_729_316_9, 0.002_962_188_848_156_515),
            ("180", 0.625_498_515_061_518_2, 0.003_152_536_490_918_728),
            ("365", 0.541_366_143_402_629_9, 0.003_245_628_515_781_180_3),
        ],
    );
}

#[test]
fn customers_of_cdnow_fall_silent_as_walked_from_day_to_day() {
    let Some(folder) = data_folder("cdnow", "customers_of_cdnow_fall_silent_as_walked_from_day_to_day")
    else {
        return;
    };
    let study = cdnow(&folder, &["--event", "silence"]);
    assert_eq!(study.json()["survival"]["events"], json!(23_344.0));
    check(
        &study,
        &[
            ("90", 0.292_193_466_270_683_1, 0.002_962_188_848_156_515),
            ("180", 0.081_120_067_882_902_03, 0.001_778_335_691_229_020_9),
            ("365", 0.017_776_834_959_694_555, 0.000_860_701_411_495_369_5),
        ],
    );
}

#[test]
fn the_cohorts_of_an_online_shop_are_as_walked_from_day_to_day() {
    let Some(folder) =
        data_folder("online-retail", "the_cohorts_of_an_online_shop_are_as_walked_from_day_to_day")
    else {
        return;
    };
    let study = online_retail(&folder, &[]);
    let json = study.json();
    let cohort = |place: usize| &json["cohorts"][place];
    let first = [885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445];
    assert_eq!(cohort(0)["active"], json!(first));
    assert_eq!(cohort(1)["active"], json!([417, 92, 111, 96, 134, 120, 103, 101, 125, 136, 152]));
    assert_eq!(
        cohort(11),
        &json!({ "cohort": "2011-11", "customers": 324, "active": [324], "revenue": cohort(11)["revenue"] })
    );
    let revenue = [
        "558532.69",
        "267324.58",
        "226931.45",
        "293111.5",
        "198433.18",
        "315653.27",
        "306670.04",
        "299741.54",
        "306474.45",
        "458678.45",
        "430623.43",
        "499362.92",
    ];
    assert_eq!(cohort(0)["revenue"], json!(revenue));
    check(
        &study,
        &[
            ("30", 0.808_186_024_483_396_7, 0.006_055_505_801_934_757),
            ("180", 0.342_482_237_545_622_07, 0.008_102_160_238_175_423),
        ],
    );
    let silence = online_retail(&folder, &["--event", "silence"]);
    assert_eq!(silence.json()["survival"]["events"], json!(2_693.0));
    check(&silence, &[("90", 0.455_192_878_338_278_93, 0.008_578_358_005_339_484)]);
}

/// Checks customers, who left, who bought again later, and the model of contracts with its log-likelihood.
#[track_caller]
fn check_contracts(study: &Study, counts: [u64; 3], model: [f64; 3]) {
    let contracts = &study.json()["contracts"];
    let found =
        ["customers", "left", "bought_again_after_leaving"].map(|name| contracts[name].as_u64().unwrap());
    assert_eq!(found, counts);
    let fitted = &contracts["shifted_beta_geometric"];
    let found = [&fitted["alpha"], &fitted["beta"], &fitted["report"]["log_likelihood"]];
    for (found, expected) in found.map(|value| value.as_f64().unwrap()).into_iter().zip(model) {
        assert!((found / expected - 1.0).abs() < 1e-6, "{found} is not {expected}");
    }
    assert!(study.page.contains("these are not contracts"), "{}", study.page);
}

#[test]
fn renewals_of_cdnow_and_of_an_online_shop_are_as_walked_from_period_to_period() {
    let name = "renewals_of_cdnow_and_of_an_online_shop_are_as_walked_from_period_to_period";
    let (Some(of_cdnow), Some(of_shop)) = (data_folder("cdnow", name), data_folder("online-retail", name))
    else {
        return;
    };
    let cdnow = cdnow(&of_cdnow, &["--by", "quarter"]);
    check_contracts(&cdnow, [23_570, 22_955, 6_705], [1.999_967_58, 0.588_374_217, -19_286.975_852_438]);
    let renewals = cdnow.rows("renewals.csv");
    let counts: Vec<&str> = renewals.iter().map(|row| row["renewed"].as_str()).collect();
    assert_eq!(counts, ["5376", "2289", "1351", "874", "615"]);
    let shop = online_retail(&of_shop, &[]);
    check_contracts(&shop, [4_298, 3_762, 2_300], [1.319_893_43, 0.400_865_25, -3_356.649_065_872]);
}
