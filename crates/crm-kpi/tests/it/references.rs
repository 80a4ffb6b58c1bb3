//! Figures of data sets of others, each made once more by an indicator and compared with the `reference.json` that comes with the
//! data, which other programs made. Below the folder that `CRM_DATA_DIR` names; skipped without it.

mod airport;
mod bank;
mod complaints;
mod helpdesk;
mod incidents;
mod subscribers;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use crm_kpi::statistics::PercentileType;
use crm_kpi::{Facts, Formula, Line, Per, ShownTime, Stretch, TicketTime, Value};
use crm_model::{Dataset, Kind, Ratio, Records, State};
use serde_json::Value as Json;

use crate::real_data::folder;
use crate::support::{line_of, obligation, spec};

type Row = BTreeMap<String, String>;

/// A data set: its rows by column, and its reference.
struct Source {
    rows: Vec<Row>,
    reference: Json,
}

/// Returns a data set, or `None` where there is none, which is told under the name of the test.
fn source(name: &str, test: &str) -> Option<Source> {
    let folder = folder(test)?;
    let reference = fs::read_to_string(folder.join(name).join("reference.json")).unwrap();
    let reference = serde_json::from_str(&reference).unwrap();
    Some(Source { rows: rows(&folder, name), reference })
}

fn rows(folder: &Path, name: &str) -> Vec<Row> {
    let file = File::open(folder.join(format!("{name}/{name}.csv.gz"))).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |row: csv::StringRecord| header.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// Checks a value against a reference that was rounded to so many decimals.
#[track_caller]
fn near(found: Ratio, expected: &Json, decimals: i32) {
    let (found, expected) = (found.as_f64(), expected.as_f64().unwrap());
    assert!((found - expected).abs() <= 0.500_001 * 10_f64.powi(-decimals), "{found} is not {expected}");
}

/// Returns the groups of a reference with what is said of each.
fn groups(of: &Json) -> impl Iterator<Item = (&str, &Json)> {
    of.as_object().unwrap().iter().map(|(name, figures)| (name.as_str(), figures))
}

/// Returns the parts of the value of a line.
#[track_caller]
fn parts(line: &Line) -> (i128, i128) {
    line.value.number().unwrap_or_else(|| panic!("{line}")).parts()
}

/// Evaluates an indicator over records alone.
fn measured(formula: Formula, per: Per, data: &Dataset, as_of: &str) -> Line {
    line_of(spec(formula, per, None), &Facts::new(data), as_of)
}

/// Returns the counts of a line and of its history, by period; a period without a value is left out.
fn counts(line: &Line) -> BTreeMap<String, u64> {
    let all =
        line.history().iter().map(|past| (past.period, &past.value)).chain([(line.period, &line.value)]);
    let counted = all.filter_map(|(period, value)| match value {
        Value::Count(count) if *count > 0 => Some((period.to_string(), *count)),
        _ => None,
    });
    counted.collect()
}

/// Returns the line of attainment over promises: whether each was kept, with the day on which it fell due.
fn attainment(promises: impl IntoIterator<Item = (bool, String)>, per: Per, as_of: &str) -> Line {
    let promises: Vec<_> = promises
        .into_iter()
        .zip(1..)
        .map(|((kept, due), number)| {
            obligation(number, "D-RESP-1", Some(&due), if kept { State::Met } else { State::Missed })
        })
        .collect();
    let data = Dataset::new(Records::default()).0;
    let facts = Facts { obligations: Some(&promises), ..Facts::new(&data) };
    line_of(spec(Formula::Attainment { measure: None, clauses: vec![] }, per, None), &facts, as_of)
}

/// Checks number, mean and percentiles of the times of all years in hours, each by an indicator of its own.
#[track_caller]
fn check_times(data: &Dataset, stretch: &Stretch, kinds: &[&str], expected: &Json) {
    let kinds: Vec<Kind> = kinds.iter().map(|word| word.parse().unwrap()).collect();
    let hours = |shown| {
        let time = TicketTime { kinds: kinds.clone(), shown, ..TicketTime::mean(stretch.clone()) };
        let all_years = "rolling 120 months".parse().unwrap();
        let line = measured(Formula::TicketTime(time), all_years, data, "2018-01-01");
        assert_eq!(line.cases(), expected["n"].as_u64(), "{line}");
        let (micros, whole) = parts(&line);
        Ratio::new(micros, whole * 3_600_000_000).unwrap()
    };
    near(hours(ShownTime::Mean), &expected["mean"], 4);
    for (share, key) in [("50%", "median"), ("90%", "p90"), ("0%", "min"), ("100%", "max")] {
        let shown = ShownTime::Percentile { share: share.parse().unwrap(), kind: PercentileType::Linear };
        near(hours(shown), &expected[key], 4);
    }
}
