//! The purchase logs of CDNOW, below the folder that `CRM_DATA_DIR` names; whoever needs them is skipped without it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crm_clv::{ColumnOptions, Grain, Refunds, Split, split_columns};

use crate::summary::options;

pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CRM_DATA_DIR").map(PathBuf::from);
    if folder.is_none() {
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
    }
    folder
}

/// Returns the days from 1997-01-01 to a date of 1997 or 1998.
pub(crate) fn day(date: &str) -> i32 {
    let part = |from: usize, to: usize| date[from..to].parse::<i32>().unwrap();
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let month: usize = date[5..7].parse().unwrap();
    (part(0, 4) - 1997) * 365 + before[month - 1] + part(8, 10) - 1
}

/// Returns an amount in cents.
fn cents(amount: &str) -> i64 {
    let (dollars, cents) = amount.split_once('.').unwrap_or((amount, "0"));
    let cents = format!("{cents:0<2}");
    assert_eq!(cents.len(), 2, "{amount}");
    dollars.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap()
}

pub(crate) fn cdnow(folder: &Path, name: &str) -> (Vec<u32>, Vec<i32>, Vec<i64>) {
    let mut reader = csv::Reader::from_path(folder.join("cdnow").join(name)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let at = |name: &str| names.iter().position(|other| other == name).unwrap();
    let (customer, date, amount) = (at("customer_id"), at("date"), at("amount"));
    let mut columns = (Vec::new(), Vec::new(), Vec::new());
    for row in reader.records().map(Result::unwrap) {
        columns.0.push(row[customer].parse().unwrap());
        columns.1.push(day(&row[date]));
        columns.2.push(cents(&row[amount]));
    }
    columns
}

/// Calibration to 1997-09-30, holdout to 1998-06-30.
pub(crate) fn calibration() -> (ColumnOptions<u32>, i32) {
    (options(Grain::Day, Refunds::Refused, day("1997-09-30")), day("1998-06-30"))
}

pub(crate) fn split(folder: &Path, name: &str) -> Split<u32> {
    let (customers, days, amounts) = cdnow(folder, name);
    let (options, holdout_end) = calibration();
    split_columns(&customers, &days, &amounts, &options, holdout_end).unwrap()
}
