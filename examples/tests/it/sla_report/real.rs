//! The report on real logs, beside counts made from their tables alone.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, Weekday};
use examples::run::FINE;
use flate2::read::GzDecoder;
use serde_json::Value;
use tempfile::TempDir;

use super::program;
use crate::data_folder;
use crate::tiny::text;

/// A row of a log by its columns.
type Row = BTreeMap<String, String>;

fn table(file: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(file).unwrap()));
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.unwrap();
        header.iter().zip(&row).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(row).collect()
}

/// Returns the seconds between two instants that lie on Monday to Friday between two hours: a walk from day to day.
fn open_seconds(from: NaiveDateTime, until: NaiveDateTime, (opens, closes): (u32, u32)) -> i64 {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let mut seconds = 0;
    let mut day = from.date();
    while day <= until.date() {
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            let (opens, closes) = (day.and_time(hour(opens)), day.and_time(hour(closes)));
            seconds += (until.min(closes) - from.max(opens)).num_seconds().max(0);
        }
        day = day + Days::new(1);
    }
    seconds
}

fn instant(text: &str) -> NaiveDateTime {
    let text = text.trim_end_matches('Z');
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .unwrap()
}

/// Runs the program on a log with the mapping and the policy of one name.
fn reported(log: &Path, name: &str) -> (TempDir, Value) {
    let shipped = |kind: &str| -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join(format!("{name}.toml"))
    };
    let (out, mapping, policy) = (tempfile::tempdir().unwrap(), shipped("mappings"), shipped("policies"));
    let folder = out.path().join("out");
    let args =
        ["--data", text(log), "--mapping", text(&mapping), "--policy", text(&policy), "--out", text(&folder)];
    let run = program(&args);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let json = super::json(out.path());
    (out, json)
}

/// Returns what a list of the JSON file holds of a measure, by value (empty: all; `?`: not known) and month, if it has one.
fn entries<'a>(json: &'a Value, list: &str, measure: &str) -> BTreeMap<(String, String), &'a Value> {
    let of_measure = json[list].as_array().unwrap().iter().filter(|one| one["measure"] == measure);
    let value = |one: &Value| {
        if one["all"] == true { String::new() } else { one["value"].as_str().unwrap_or("?").to_owned() }
    };
    let month = |one: &Value| one["month"].as_str().unwrap_or_default().to_owned();
    of_measure.map(|one| ((value(one), month(one)), one)).collect()
}

/// Returns the length that a share of all does not exceed, in hundredths: counted up from the shortest.
fn rank(mut lengths: Vec<i64>, percent: usize) -> i64 {
    lengths.sort_unstable();
    let enough =
        |length: &&i64| 100 * lengths.partition_point(|one| one <= *length) >= percent * lengths.len();
    *lengths.iter().find(enough).unwrap()
}

#[test]
fn incidents_are_as_their_table_says() {
    let Some(folder) = data_folder("incident_event_log", "incidents_are_as_their_table_says") else { return };
    let mut last_rows: BTreeMap<String, Row> = BTreeMap::new();
    for row in table(&folder.join("incident_event_log.csv.gz")) {
        last_rows.insert(row["number"].clone(), row);
    }
    // Of moderate priority alone: the policy has no rule for the others. By month of opening: kept, and all.
    let mut months: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut open = Vec::new();
    let mut others = 0;
    for row in last_rows.values() {
        let (opened, closed) = (instant(&row["opened_at"]), instant(&row["closed_at"]));
        if row["priority"] != "3 - Moderate" {
            others += 1;
            continue;
        }
        let seconds = open_seconds(opened, closed, (14, 23));
        let month = months.entry(opened.format("%Y-%m").to_string()).or_default();
        month.0 += u64::from(seconds <= 62 * 3_600);
        month.1 += 1;
        open.push(seconds);
    }
    let (_out, json) = reported(&folder, "servicenow");
    let groups = entries(&json, "groups", "resolution");
    let group = |value: &str| groups[&(value.to_owned(), String::new())];
    assert_eq!(group("moderate")["attainment"]["part"], 9_152);
    assert_eq!(group("moderate")["attainment"]["whole"], open.len());
    assert_eq!(group("")["states"]["undetermined"], others);
    assert!(group("critical")["attainment"].is_null());
    for (percent, key) in [(50, "median_us"), (90, "ninetieth_us")] {
        assert_eq!(group("moderate")["open"][key], rank(open.clone(), percent) * 1_000_000);
    }
    let told: BTreeMap<String, (u64, u64)> = entries(&json, "months", "resolution")
        .into_iter()
        .filter(|((value, _), _)| value == "moderate")
        .map(|((_, month), one)| {
            let part = |key: &str| one["attainment"][key].as_u64().unwrap_or(0);
            (month, (part("part"), part("whole")))
        })
        .collect();
    assert_eq!(told, months);
    assert_eq!(months.values().map(|(kept, _)| kept).sum::<u64>(), 9_152);
}

#[test]
fn tickets_of_the_help_desk_are_as_their_table_says() {
    let Some(folder) = data_folder("helpdesk", "tickets_of_the_help_desk_are_as_their_table_says") else {
        return;
    };
    let mut cases: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in table(&folder.join("helpdesk.csv.gz")) {
        cases.entry(row["case_id"].clone()).or_default().push(row);
    }
    let at = |row: &Row| instant(&row["timestamp"]);
    let end = cases.values().flatten().map(at).max().unwrap();
    // Taken in charge within ten hours of open time, later, or not at all although the time is up.
    let mut expected: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    let mut taken_after: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for rows in cases.values() {
        let opened = rows.iter().map(at).min().unwrap();
        let taken = rows.iter().filter(|row| row["activity"] == "Take in charge ticket").map(at).min();
        let seconds = open_seconds(opened, taken.unwrap_or(end), (7, 17));
        let last = rows.iter().max_by_key(|row| at(row)).unwrap();
        let seriousness = format!("seriousness-{}", last["seriousness"]);
        let place = match taken {
            Some(_) => usize::from(seconds > 36_000),
            None => 2,
        };
        assert!(place < 2 || seconds > 36_000, "nothing is open");
        expected.entry(seriousness.clone()).or_default()[place] += 1;
        if taken.is_some() {
            taken_after.entry(seriousness).or_default().push(seconds);
        }
    }
    let (_out, json) = reported(&folder, "helpdesk");
    let groups = entries(&json, "groups", "first-response");
    let states =
        |one: &Value| ["met", "met_late", "overdue"].map(|state| one["states"][state].as_u64().unwrap());
    let told: BTreeMap<String, [u64; 3]> = groups
        .iter()
        .filter(|((value, _), _)| !value.is_empty())
        .map(|((value, _), one)| (value.clone(), states(one)))
        .collect();
    assert_eq!(told, expected);
    assert_eq!(expected.values().flatten().sum::<u64>(), 4_580);
    for (seriousness, lengths) in taken_after {
        let one = groups[&(seriousness, String::new())];
        assert_eq!(one["open"]["median_us"], rank(lengths.clone(), 50) * 1_000_000);
        assert_eq!(one["open"]["ninetieth_us"], rank(lengths, 90) * 1_000_000);
    }
}

#[test]
fn incidents_of_the_it_department_are_as_their_table_says() {
    let name = "incidents_of_the_it_department_are_as_their_table_says";
    let Some(folder) = data_folder("bpi2013_incidents", name) else { return };
    let mut cases: BTreeMap<String, Vec<(NaiveDateTime, String)>> = BTreeMap::new();
    for row in table(&folder.join("bpi2013_incidents.csv.gz")) {
        let event = (instant(&row["timestamp_utc"]), row["sub_status"].clone());
        cases.entry(row["case_id"].clone()).or_default().push(event);
    }
    // Somebody worked on it, or it was solved, within four hours: by month of opening.
    let mut months: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut lengths = Vec::new();
    for events in cases.values() {
        let opened = events.iter().map(|(at, _)| *at).min().unwrap();
        let answers = ["In Progress", "Resolved", "In Call"];
        let answered = events.iter().filter(|(_, status)| answers.contains(&status.as_str()));
        let seconds = (answered.map(|(at, _)| *at).min().unwrap() - opened).num_seconds();
        let month = months.entry(opened.format("%Y-%m").to_string()).or_default();
        month.0 += u64::from(seconds <= 4 * 3_600);
        month.1 += 1;
        lengths.push(seconds);
    }
    let (_out, json) = reported(&folder, "bpi2013_incidents");
    let told: BTreeMap<String, (u64, u64)> = entries(&json, "months", "first-response")
        .into_iter()
        .filter(|((value, _), one)| value.is_empty() && one["owed"] != 0)
        .map(|((_, month), one)| {
            let part = |key: &str| one["attainment"][key].as_u64().unwrap();
            (month, (part("part"), part("whole")))
        })
        .collect();
    assert_eq!(told, months);
    let groups = entries(&json, "groups", "first-response");
    let whole = groups[&(String::new(), String::new())];
    assert_eq!(whole["attainment"]["whole"], 7_554);
    assert_eq!(whole["elapsed"]["median_us"], rank(lengths.clone(), 50) * 1_000_000);
    assert_eq!(whole["elapsed"]["ninetieth_us"], rank(lengths, 90) * 1_000_000);
}
