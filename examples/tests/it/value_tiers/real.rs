//! The program on real logs, from the raw files.

use std::fs;

use tempfile::TempDir;

use super::{json, number, program};
use crate::data_folder;
use crate::tiny::text;
use examples::run::FINE;

/// Runs the program on a log with the mapping and policy of one name, or with this policy.
fn told(
    folder: &str,
    test: &str,
    name: &str,
    policy: Option<&str>,
) -> Option<(TempDir, serde_json::Value, String)> {
    let data = data_folder(folder, test)?;
    let shipped = |kind: &str| format!("{}/{kind}/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().unwrap();
    let own = out.path().join("policy.toml");
    let base = out.path().join("base.toml");
    fs::copy(shipped("policies"), &base).unwrap();
    let text_of = policy.unwrap_or("");
    fs::write(&own, format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = 'base.toml'\n{text_of}"))
        .unwrap();
    let results = out.path().join("out");
    let (mapping, data) = (shipped("mappings"), data);
    let args =
        ["--data", text(&data), "--mapping", &mapping, "--policy", text(&own), "--out", text(&results)];
    let run = program(&args);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let json = json(out.path());
    Some((out, json, run.out))
}

fn sizes(json: &serde_json::Value, key: &str) -> [u64; 3] {
    [0, 1, 2].map(|place| number(&json["tiers"][place], key))
}

#[test]
fn online_retail_has_the_tiers_of_the_lower_rule() {
    let Some((out, json, page)) =
        told("online-retail", "online_retail_has_the_tiers_of_the_lower_rule", "online_retail", None)
    else {
        return;
    };
    assert_eq!(sizes(&json, "customers"), [814, 1_478, 2_004]);
    assert_eq!(number(&json, "population"), 4_296);
    // The two criteria differ for 1,798 customers: by spend, and by repurchase.
    let cells: Vec<u64> =
        json["criteria"].as_array().unwrap().iter().map(|cell| number(cell, "customers")).collect();
    let [814, high_middle, high_ordinary, 1_010, 438, 270, 136, 336, 1_246] = cells[..] else {
        panic!("{cells:?}")
    };
    assert_eq!(high_middle + high_ordinary, 46);
    // A quarter of the rows has no customer; every row is accounted for.
    let rows = &json["rows"];
    let parts = ["counted", "before_window", "later", "without_customer", "of_undetermined"];
    assert_eq!(parts.map(|key| number(rows, key)).iter().sum::<u64>(), 25_900);
    assert!(page.contains("3,523  rows without a customer"), "{page}");
    let table = fs::read_to_string(out.path().join("out/value-tiers.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 4_296);
    assert_eq!(table.lines().filter(|line| line.split(',').nth(1) == Some("high")).count(), 814);
}

#[test]
fn online_retail_has_the_tiers_of_the_higher_rule() {
    let policy = Some("[tiers.value]\ndisagree = 'higher'\n");
    let test = "online_retail_has_the_tiers_of_the_higher_rule";
    let Some((_out, json, _)) = told("online-retail", test, "online_retail", policy) else { return };
    assert_eq!(sizes(&json, "customers"), [2_006, 1_044, 1_246]);
    assert_eq!(json["ways_up"][0]["either_is_enough"], true);
}

/// The lines behind the invoices, over half a million, added up by invoice.
#[test]
fn online_retail_has_the_same_tiers_from_its_lines() {
    let test = "online_retail_has_the_same_tiers_from_its_lines";
    let Some(data) = data_folder("online-retail", test) else { return };
    let out = tempfile::tempdir().unwrap();
    let shipped = |kind: &str| format!("{}/{kind}/online_retail.toml", env!("CARGO_MANIFEST_DIR"));
    let mapping = fs::read_to_string(shipped("mappings")).unwrap();
    let mapping =
        mapping.replace("online_retail_invoices.csv", "online_retail_lines.csv") + "rows = \"lines\"\n";
    let file = out.path().join("lines.toml");
    fs::write(&file, mapping).unwrap();
    let results = out.path().join("out");
    let args = [
        "--data",
        text(&data),
        "--mapping",
        text(&file),
        "--policy",
        &shipped("policies"),
        "--out",
        text(&results),
    ];
    let run = program(&args);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let json = json(out.path());
    assert_eq!(sizes(&json, "customers"), [814, 1_478, 2_004]);
    let read: u64 = json["data"]["rows"].as_u64().unwrap();
    let parts = ["counted", "before_window", "later", "without_customer", "of_undetermined"];
    assert_eq!((read, parts.map(|key| number(&json["rows"], key)).iter().sum::<u64>()), (541_909, 25_900));
}

#[test]
fn cdnow_has_the_published_tiers_by_spend() {
    let test = "value_tiers: cdnow_has_the_published_tiers_by_spend";
    let Some((_out, json, _)) = told("cdnow", test, "cdnow", None) else { return };
    assert_eq!(sizes(&json, "by_spend"), [1_667, 3_337, 3_328]);
    assert_eq!((number(&json, "population"), json["spend"].as_str()), (8_332, Some("1069356.5")));
    assert_eq!(
        [0, 1].map(|place| json["tiers"][place]["cut"].as_str().unwrap().to_owned()),
        ["168.44", "46.97"]
    );
}
