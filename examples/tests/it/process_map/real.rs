//! Logs of others. The figures are those of `crates/crm-kpi/tests/it/process/real.rs`, counted there by other means.

use examples::run::FINE;
use serde_json::json;

use super::study_at;
use crate::data_folder;
use crate::tiny::text;

#[test]
fn l_proc_1_helpdesk_from_its_file() {
    let Some(folder) = data_folder("helpdesk", "l_proc_1_helpdesk_from_its_file") else { return };
    let file = folder.join("helpdesk.csv.gz");
    let args = ["--data", text(&file), "--case", "case_id", "--time", "timestamp", "--resource", "resource"];
    let study = study_at(None, &[&args[..], &["--department", "workgroup"]].concat());
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    let json = study.json();
    assert_eq!(
        (&json["cases"], &json["events"], &json["log"]["repeats"]),
        (&json!(4_580), &json!(21_221), &json!(127))
    );
    let worst = &json["bottlenecks"][0];
    assert_eq!(
        (&worst["from"], &worst["to"], &worst["count"]),
        (&json!("Resolve ticket"), &json!("Closed"), &json!(4_558))
    );
    assert_eq!(worst["share"]["part"], 11_568_702_085_000_000_i64);
    assert_eq!((&json["paths"][0]["cases"], json["paths"].as_array().unwrap().len()), (&json!(2_418), 211));
    assert_eq!(json["hand_overs"]["departments"]["times"], 11);
    let drawn = &json["drawn"];
    assert!(drawn["times"].as_u64().unwrap() * 10 >= drawn["of"].as_u64().unwrap() * 9, "{drawn}");
    assert_eq!(drawn["successions"].as_array().unwrap().len(), 5);
}

#[test]
fn l_proc_1_incidents_from_their_file() {
    let Some(folder) = data_folder("bpi2013_incidents", "l_proc_1_incidents_from_their_file") else { return };
    let file = folder.join("bpi2013_incidents.csv.gz");
    let args = [
        "--data",
        text(&file),
        "--case",
        "case_id",
        "--activity",
        "status",
        "--time",
        "timestamp_utc",
        "--resource",
        "user",
        "--edges",
        "100",
        "--never-after",
        "Completed",
        "Accepted",
    ];
    let study = study_at(None, &args);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    let json = study.json();
    assert_eq!(
        (&json["cases"], &json["events"], &json["log"]["notes"]),
        (&json!(7_554), &json!(65_533), &json!([]))
    );
    assert_eq!(
        (json["successions"].as_array().unwrap().len(), json["paths"].as_array().unwrap().len()),
        (11, 1_511)
    );
    assert_eq!(json["drawn"]["times"], json["drawn"]["of"]);
    assert_eq!(json["hand_overs"]["resources"]["times"], 20_649);
    assert_eq!(
        json["hand_overs"]["resources"]["cases_straight_back"],
        json!({ "part": 1_186, "whole": 7_554 })
    );
}
