//! The purchase logs of CDNOW, below the folder that `CRM_DATA_DIR` names; skipped without it.

use crm_clv::{
    ColumnOptions, Grain, Log, Observation, Purchase, Refunds, SpendUnit, TimeUnit, summarise_columns,
};

use super::options;
use crate::cdnow::{calibration, cdnow, day, folder, split};

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
    assert_eq!(spend.customers(), 946);
    let correlation = spend.correlation().unwrap();
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
    assert_eq!(
        cells.cells().iter().map(|cell| cell.customers * cell.history.frequency()).sum::<u64>(),
        24_337
    );
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
    assert_eq!((with(1), with(2), with(3)), (23_570, 11_516, 7_476)); // a repurchase rate of 0.488587
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
