//! Workbooks and Parquet files give the same records and the same messages as CSV files.

#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::fs;
use std::path::Path;

use crm_model::{Records, Vocabulary};
use examples::input::{Mapping, Options, ReadError, Reading, RowError, read_folder, read_mapped};

/// Purchases in the package's own format, two rows of which are bad.
const PURCHASES: &str = "order,customer,at,what,refund_of,amount,currency\n\
                         A-1,C-1,2026-03-01T10:00:00Z,order,,12.5,CNY\n\
                         R-1,C-1,2026-03-02T10:00:00.25+08:00,refund,A-1,2.5,CNY\n\
                         A-2,17850,2026-03-01T10:00:00Z,,,0.00005,CNY\n\
                         A-3,,2026-03-03T10:00:00Z,,,3,CNY\n\
                         A-4,C-2,2026-03-03T10:00:00Z,,,-3,CNY\n";

const RATES: &str = "from,to,valid_from,valid_until,rate\nUSD,CNY,2026-01-01,2026-01-31,7.1234\n";

const MAPPING: &str = r#"
schema = "crm-mapping/1"
table = "purchases"
file = "log.csv"
zone = "Asia/Shanghai"
time-format = "%Y-%m-%dT%H:%M:%S"

[purchases]
at = "at"
amount = "amount"
currency = { fixed = "CNY" }
order = "order"
customer = "customer"
refunds = "absent"
"#;

const LOG: &str = "order,customer,at,amount\n\
                   1,17850,2026-03-01T10:00:00,12.5\n\
                   2,,2026-03-02T00:00:00,0.3\n";

/// Answers of two years, one of them blank.
const SURVEY: &str = "score,year,place\n10,2025,north\n9,2025,south\n,2025,south\n3,2026,\n8,2026,north\n";

/// Checks that the program `nps` finds in a file with [`SURVEY`] what it finds in CSV.
#[track_caller]
fn agrees_in_score(file: &Path) {
    let run = |file: &Path| {
        let out = tempfile::tempdir().unwrap();
        let (mut told, mut err) = (Vec::new(), Vec::new());
        let args =
            ["nps", "--json", "--period", "year", "--segment", "place", "--data", crate::tiny::text(file)];
        let args = args.into_iter().chain(["--out", crate::tiny::text(out.path())]);
        let status = examples::nps::run(args, &mut told, &mut err, examples::run::Terminal::default());
        assert_eq!(status, examples::run::FINE, "{}", String::from_utf8(err).unwrap());
        let mut json: serde_json::Value = serde_json::from_slice(&told).unwrap();
        (json["periods"].take(), json["comparison"].take())
    };
    let plain = csv(&[("survey.csv", SURVEY)]);
    let (periods, comparison) = run(file);
    assert_eq!((periods.clone(), comparison), run(&plain.path().join("survey.csv")));
    assert_eq!(
        (&periods[0]["score"], &periods[1]["score"]),
        (&serde_json::json!(100.0), &serde_json::json!(-50.0))
    );
}

fn options() -> Options<'static> {
    Options { keep_going: true, ..Options::default() }
}

fn own(folder: &Path) -> Result<Reading, ReadError> {
    read_folder(folder, &Vocabulary::default(), &options())
}

fn mapped(path: &Path) -> Records {
    let mapping = Mapping::parse(MAPPING, "m").unwrap();
    read_mapped(path, &mapping, &Vocabulary::default(), &options()).unwrap().records
}

fn csv(files: &[(&str, &str)]) -> tempfile::TempDir {
    crate::own_format::folder(files)
}

/// Returns what was left out, without the name of the file.
fn left_out(reading: &Reading) -> Vec<String> {
    reading.left_out.first.iter().map(without_file).collect()
}

fn without_file(error: &RowError) -> String {
    error.to_string().split_once(", ").unwrap().1.to_owned()
}

/// Checks that a folder, whose only table has another form, is read like one with the same CSV file.
#[track_caller]
fn agrees(folder: &Path, name: &str, text: &str) -> Reading {
    let (reading, expected) = (own(folder).unwrap(), own(csv(&[(name, text)]).path()).unwrap());
    assert_eq!(reading.records, expected.records);
    assert_eq!(reading.rows, expected.rows);
    reading
}

/// Checks that one form beside another one is an error.
#[track_caller]
fn stands_alone(folder: &Path, name: &str) {
    fs::write(folder.join(name), PURCHASES).unwrap();
    assert!(matches!(own(folder), Err(ReadError::Twice { .. })));
}
