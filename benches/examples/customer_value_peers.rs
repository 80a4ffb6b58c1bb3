//! Our side of `benches/peers/customer_value.py`, which runs the other libraries beside it.
//!
//! `customer_value_peers write DIR` writes the columns that all sides work on, `customer_value_peers run TASK RUNS` does a
//! task so many times and prints its times and its outcome as JSON. Columns are the same bytes each time, so a task makes its
//! own; only CDNOW's log is read, where `CRM_DATA_DIR` is set.

use std::fs;
use std::path::Path;

use benches::population::{Durations, spenders, tiers};
use benches::purchases::{Activity, CALIBRATION_END, LOG_DAYS, Purchases, options};
use benches::simulation;
use benches::worker::{Outcome, bytes, side, timed};
use crm_kit::clv::{
    BgNbd, Cells, ClvTerms, Confidence, FitError, FitReport, Fitted, GammaGamma, LifetimeValue, MbgNbd,
    ParetoNbd, Summaries, SurvivalTable,
};
use crm_kit::segmentation::Level;
use serde_json::{Value, json};

const ROWS: usize = 10_000_000;
const CUSTOMERS: usize = 1_000_000;
const DURATIONS: usize = 1_000_000;

fn main() -> Outcome<()> {
    side("customer_value_peers", write, run)
}

/// Writes columns, each value in its bytes, the lowest first.
fn write(folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let column = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes);
    for (name, log) in [("cdnow", Purchases::cdnow()?), ("log", Purchases::log(ROWS))] {
        column(&format!("{name}.customers.i64"), bytes(&log.customers, |value| value.to_le_bytes()))?;
        column(&format!("{name}.days.i32"), bytes(&log.days, |value| value.to_le_bytes()))?;
        column(&format!("{name}.amounts.i64"), bytes(&log.amounts, |value| value.to_le_bytes()))?;
    }
    let cdnow = Purchases::cdnow()?.summaries(CALIBRATION_END)?;
    let simulated = simulation::customers(i64::try_from(CUSTOMERS)?).summaries(CALIBRATION_END)?;
    for (name, summaries) in [("cdnow", cdnow), ("customers", simulated)] {
        let all: Vec<_> = summaries.summaries().collect();
        column(&format!("{name}.frequency.i64"), bytes(&all, |one| one.frequency().to_le_bytes()))?;
        column(&format!("{name}.recency.f64"), bytes(&all, |one| one.recency().to_le_bytes()))?;
        column(&format!("{name}.age.f64"), bytes(&all, |one| one.age().to_le_bytes()))?;
        column(
            &format!("{name}.spend.f64"),
            bytes(&all, |one| one.mean_spend().unwrap_or(0.0).to_le_bytes()),
        )?;
    }
    let durations = Durations::new(DURATIONS);
    column("durations.times.f64", bytes(&durations.times, |time| time.to_le_bytes()))?;
    column("durations.events.u8", bytes(&durations.events, |event| [u8::from(*event)]))?;
    let spenders = spenders(ROWS);
    let net: Vec<i64> = spenders.iter().map(|one| one.net.try_into()).collect::<Result<_, _>>()?;
    column("spenders.net.i64", bytes(&net, |net| net.to_le_bytes()))?;
    column("spenders.orders.i64", bytes(&spenders, |one| one.orders.to_le_bytes()))?;
    Ok(())
}

fn run(task: &str, runs: u32) -> Outcome<Value> {
    match task {
        "bg-nbd" => fits(runs, BgNbd::fit),
        "mbg-nbd" => fits(runs, MbgNbd::fit),
        "pareto-nbd" => fits(runs, ParetoNbd::fit),
        "gamma-gamma" => {
            let summaries = Purchases::cdnow()?.summaries(CALIBRATION_END)?;
            timed(
                runs,
                || GammaGamma::fit(&summaries.spend_cells()),
                |fit| Ok(parameters(&fit.as_ref().map_err(Clone::clone)?.report)),
            )
        }
        "small-log" => {
            let log = Purchases::cdnow()?;
            let options = options(CALIBRATION_END)?;
            timed(runs, || log.summarise(&options), |made| Ok(sums(made.as_ref().map_err(Clone::clone)?)))
        }
        "log" => {
            let (log, options) = (Purchases::log(ROWS), options(LOG_DAYS)?);
            timed(runs, || log.summarise(&options), |made| Ok(sums(made.as_ref().map_err(Clone::clone)?)))
        }
        "values" => values(runs),
        "survival" => {
            let rows = Durations::new(DURATIONS);
            let confidence = Confidence::new(0.95)?;
            let curve = || {
                SurvivalTable::from_times(&rows.times, &rows.events)
                    .map(|table| table.kaplan_meier(confidence))
            };
            timed(runs, curve, |curve| {
                let curve = curve.as_ref().map_err(Clone::clone)?;
                Ok(json!([100.0, 200.0, 400.0].map(|time| curve.at(time).map(|estimate| estimate.value))))
            })
        }
        "cohorts" => cohorts(runs),
        "tiers" => {
            let (rule, customers) = (tiers()?, spenders(ROWS));
            let as_of = "2026-03-31T00:00:00Z".parse()?;
            timed(
                runs,
                || rule.judge(&customers, as_of),
                |verdicts| {
                    let verdicts = verdicts.as_ref().map_err(Clone::clone)?;
                    let of = |level| verdicts.iter().filter(|verdict| verdict.level == level).count();
                    Ok(json!([Level::High, Level::Middle, Level::Ordinary].map(of)))
                },
            )
        }
        _ => Err(format!("no task is called {task}").into()),
    }
}

/// Fits a model to each customer's history; that equal ones are brought together is a part of it.
fn fits<M>(runs: u32, fit: impl Fn(&Cells) -> Result<Fitted<M>, FitError>) -> Outcome<Value> {
    let summaries = Purchases::cdnow()?.summaries(CALIBRATION_END)?;
    timed(runs, || fit(&summaries.cells()), |fit| Ok(parameters(&fit.as_ref().map_err(Clone::clone)?.report)))
}

fn parameters(report: &FitReport) -> Value {
    report.estimates.iter().map(|estimate| estimate.value).collect()
}

/// Returns customers, repeat purchases, days of recency and of age, and repeat spend, of all together; and a sum that tells
/// customers apart.
fn sums(summaries: &Summaries<i64>) -> Value {
    let mut sums = [0_i128; 6];
    for (key, one) in summaries.iter() {
        let recency = i128::from(one.recency_days());
        let of_customer = [
            1,
            i128::from(one.frequency()),
            recency,
            i128::from(one.age_days()),
            one.spend() - one.first_day_spend(),
            i128::from(key.rem_euclid(1_009)) * (recency + 1) * (i128::from(one.frequency()) + 1),
        ];
        for (sum, term) in sums.iter_mut().zip(of_customer) {
            *sum += term;
        }
    }
    json!(sums.map(|sum| i64::try_from(sum).ok()))
}

fn values(runs: u32) -> Outcome<Value> {
    let customers = simulation::histories(CUSTOMERS)?;
    let (purchases, spend) = (BgNbd::new(0.243, 4.414, 0.793, 2.426)?, GammaGamma::new(6.25, 3.74, 15.44)?);
    let terms = ClvTerms { periods: 12, period: 4.345, discount: 0.01, margin: 1.0 };
    let value = LifetimeValue::new(&purchases, &spend, terms)?;
    timed(
        runs,
        || value.of_all(customers.iter().copied()),
        |values| {
            let sum: f64 = values.iter().filter_map(|customer| customer.value).sum();
            Ok(json!([values.len(), sum]))
        },
    )
}

fn cohorts(runs: u32) -> Outcome<Value> {
    let activity = Activity::of(&Purchases::log(ROWS))?;
    timed(
        runs,
        || activity.triangle(),
        |triangle| {
            let Ok(triangle) = triangle else { return Err("no triangle".into()) };
            let known = triangle.cohorts().iter().zip(1_u64..).map(|(cohort, place)| {
                let ages = cohort.active_by_age.iter().zip(1_u64..);
                ages.map(|(active, age)| active * age * place).sum::<u64>()
            });
            Ok(json!([triangle.customers(), known.sum::<u64>()]))
        },
    )
}
