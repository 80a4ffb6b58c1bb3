//! The purchase logs of CDNOW, below the folder that `CRM_DATA_DIR` names; skipped without it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crm_clv::{
    ColumnOptions, Grain, Log, Observation, Purchase, Refunds, SpendUnit, Split, TimeUnit, split_columns,
    summarise_columns,
};

use super::{number, options};

fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CRM_DATA_DIR").map(PathBuf::from);
    if folder.is_none() {
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
    }
    folder
}

/// Returns the days from 1997-01-01 to a date of 1997 or 1998.
fn day(date: &str) -> i32 {
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

fn cdnow(folder: &Path, name: &str) -> (Vec<u32>, Vec<i32>, Vec<i64>) {
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
fn calibration() -> (ColumnOptions<u32>, i32) {
    (options(Grain::Day, Refunds::Refused, day("1997-09-30")), day("1998-06-30"))
}

fn split(folder: &Path, name: &str) -> Split<u32> {
    let (customers, days, amounts) = cdnow(folder, name);
    let (options, holdout_end) = calibration();
    split_columns(&customers, &days, &amounts, &options, holdout_end).unwrap()
}

#[test]
fn cdnow_sample_is_split_as_in_the_papers() {
    let Some(folder) = folder("cdnow_sample_is_split_as_in_the_papers") else { return };
    let split = split(&folder, "cdnow_sample.csv");
    let calibration = split.calibration();
    assert_eq!((calibration.len(), calibration.report().rows), (2_357, 6_919));
    assert_eq!(calibration.summaries().map(|one| one.frequency()).sum::<u64>(), 2_457);
    assert_eq!(calibration.summaries().filter(|one| one.frequency() > 0).count(), 946);
    assert_eq!(split.holdout().iter().map(|one| one.purchases).sum::<u64>(), 1_882);
    assert_eq!((split.holdout_length(), split.first_bought_in_holdout()), (39.0, 0));

    // The sample's first customer: x = 2, t_x = 30.43, T = 38.86, and a mean spend of 22.35, rounded.
    let first = calibration.summaries().next().unwrap();
    assert_eq!((first.frequency(), first.recency_days(), first.age_days()), (2, 213, 272));
    assert_eq!(format!("{:.2} {:.2}", first.recency(), first.age()), "30.43 38.86");
    assert_eq!(first.mean_spend(), Some(22.345));

    let spend = calibration.spend_cells();
    let (mut customers, mut sums) = (0, [0.0; 5]);
    for cell in spend.cells() {
        customers += cell.customers;
        let (weight, x, m) = (number(cell.customers), number(cell.frequency), cell.mean_spend);
        for (sum, term) in sums.iter_mut().zip([x, m, x * x, m * m, x * m]) {
            *sum += weight * term;
        }
    }
    assert_eq!(customers, 946);
    let [x, m, xx, mm, xm] = sums.map(|sum| sum / 946.0);
    let correlation = (xm - x * m) / ((xx - x * x) * (mm - m * m)).sqrt();
    assert_eq!(format!("{correlation:.5}"), "0.11389");
}

#[test]
fn cdnow_master_is_split_as_in_the_papers() {
    let Some(folder) = folder("cdnow_master_is_split_as_in_the_papers") else { return };
    let split = split(&folder, "cdnow_master.csv");
    let calibration = split.calibration();
    assert_eq!((calibration.len(), calibration.report().rows), (23_570, 69_659));
    assert_eq!(calibration.summaries().map(|one| one.frequency()).sum::<u64>(), 24_337);
    assert_eq!(calibration.summaries().filter(|one| one.frequency() > 0).count(), 9_451);

    let cells = calibration.cells();
    assert_eq!(cells.cells().len(), 8_685);
    assert_eq!(cells.cells().iter().map(|cell| cell.customers).sum::<u64>(), 23_570);
    assert_eq!(cells.cells().iter().map(|cell| cell.customers * cell.frequency).sum::<u64>(), 24_337);
    let spend = calibration.spend_cells();
    assert_eq!((spend.without_repeat(), spend.without_spend()), (14_119, 1));
    assert_eq!(spend.cells().iter().map(|cell| cell.customers).sum::<u64>(), 9_450);
}

#[test]
fn cdnow_master_of_eighteen_months_is_bought_again() {
    let Some(folder) = folder("cdnow_master_of_eighteen_months_is_bought_again") else { return };
    let (customers, days, amounts) = cdnow(&folder, "cdnow_master.csv");
    let by = |grain| options(grain, Refunds::Refused, day("1998-06-30"));
    let summaries = summarise_columns(&customers, &days, &amounts, &by(Grain::Day)).unwrap();
    let occasions: Vec<u64> = summaries.summaries().map(|one| one.occasions()).collect();
    assert_eq!(occasions.iter().sum::<u64>(), 67_591);
    let with = |least: u64| occasions.iter().filter(|count| **count >= least).count();
    assert_eq!((with(1), with(2), with(3)), (23_570, 11_516, 7_476));
    assert_eq!(summaries.summaries().map(|one| one.spend()).sum::<i128>(), 250_031_563);

    let by_order = summarise_columns(&customers, &days, &amounts, &by(Grain::Order)).unwrap();
    assert_eq!(by_order.summaries().map(|one| one.occasions()).sum::<u64>(), 69_659);
    assert_eq!(by_order.summaries().map(|one| one.spend()).sum::<i128>(), 250_031_563);
}

#[test]
fn cdnow_day_by_day_is_cdnow_at_once() {
    let Some(folder) = folder("cdnow_day_by_day_is_cdnow_at_once") else { return };
    let (customers, days, amounts) = cdnow(&folder, "cdnow_master.csv");
    let (options, last) = calibration();
    let mut by_day: Vec<Vec<(u32, i64)>> = vec![Vec::new(); usize::try_from(last).unwrap() + 1];
    for ((customer, day), amount) in customers.iter().zip(&days).zip(&amounts) {
        by_day[usize::try_from(*day).unwrap()].push((*customer, *amount));
    }
    let mut log = Log::new(options.rule);
    for (day, rows) in (0..).zip(by_day) {
        log.append_day(day, rows).unwrap();
    }
    let end = Observation { end: last, unit: TimeUnit::MONTH, spend_unit: SpendUnit::MINOR };
    let mut at_once = Log::new(options.rule);
    let rows = customers.iter().zip(&days).zip(&amounts);
    at_once.extend(rows.map(|((customer, day), amount)| Purchase::new(*customer, *day, *amount))).unwrap();
    assert_eq!(log, at_once);
    let options = ColumnOptions { observation: end, ..options };
    assert_eq!(log.finish(end), summarise_columns(&customers, &days, &amounts, &options));
}
