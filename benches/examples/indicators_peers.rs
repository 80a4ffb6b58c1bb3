//! Our side of `benches/peers/indicators.py`, which runs the other libraries beside it.
//!
//! `indicators_peers write DIR` writes the columns that all sides work on, `indicators_peers run TASK RUNS` does a task so many
//! times and prints its times and its outcome as JSON. Columns are the same bytes each time, so a task makes its own.

use std::fs;
use std::path::Path;

use benches::answers::{self, Answers, bounds, nps_of_records, responses_of_records};
use benches::company::{as_of, company};
use benches::purchases::Purchases;
use benches::worker::{Outcome, bytes, side, timed};
use crm_kit::kpi::columns::{Codes, ScoreTable};
use crm_kit::kpi::{DurationTally, Facts, NpsTally};
use crm_kit::{Dataset, Policy, Preset};
use serde_json::{Value, json};

const ROWS: usize = 10_000_000;
/// Customers of a company, with ten rows each.
const CUSTOMERS: u64 = 100_000;

fn main() -> Outcome<()> {
    side("indicators_peers", write, run)
}

/// Writes columns, each value in its bytes, the lowest first.
fn write(folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let column = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes);
    let answers = Answers::new(ROWS);
    column("answers.seconds.u32", bytes(&answers.seconds, |value| value.to_le_bytes()))?;
    column("answers.scores.u8", answers.scores)?;
    column("answers.segments.u8", answers.segments)?;
    column("answers.months.u8", answers.months)?;
    let log = Purchases::log(ROWS);
    column("log.customers.i64", bytes(&log.customers, |value| value.to_le_bytes()))?;
    column("log.days.i32", bytes(&log.days, |value| value.to_le_bytes()))?;
    Ok(())
}

fn run(task: &str, runs: u32) -> Outcome<Value> {
    match task {
        "nps" => {
            let answers = Answers::new(ROWS);
            timed(
                runs,
                || answers.nps(),
                |counted| {
                    let counted = (*counted)?;
                    let NpsTally { detractors, passives, promoters } = counted.tally;
                    Ok(json!([detractors, passives, promoters, counted.without, counted.refused.rows]))
                },
            )
        }
        "nps-by" => {
            let answers = Answers::new(ROWS);
            let by_month = || answers.by_segment_and_month().map(|table| cells(&table));
            timed(runs, by_month, |cells| Ok(sums(cells.as_ref().map_err(|error| *error)?)))
        }
        "responses" => {
            let answers = Answers::new(ROWS);
            timed(
                runs,
                || answers.responses(),
                |counted| Ok(response(counted.tally.times, counted.tally.attained.in_time)),
            )
        }
        "percentiles" => {
            let answers = Answers::new(ROWS);
            timed(
                runs,
                || answers.percentiles(),
                |found| Ok(found.iter().flatten().map(|percentile| percentile.value).collect()),
            )
        }
        "retention" => {
            let activity = answers::activity(ROWS)?;
            timed(
                runs,
                || answers::retention(&activity),
                |retention| {
                    let retention = retention.as_ref().map_err(|error| *error)?;
                    Ok(retention.iter().flat_map(|tally| [tally.kept, tally.start]).collect())
                },
            )
        }
        "codes" => {
            let log = Purchases::log(ROWS);
            timed(
                runs,
                || Codes::new(&log.customers),
                |codes| {
                    let codes = codes.as_ref().map_err(|error| *error)?;
                    let apart =
                        (1_u64..).zip(codes.codes()).map(|(row, code)| row % 1_009 * u64::from(*code));
                    Ok(json!([codes.ids().len(), apart.sum::<u64>()]))
                },
            )
        }
        "cohorts" => {
            let activity = answers::activity(ROWS)?;
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
        "nps-records" => {
            let scores = Answers::new(ROWS).checked_scores()?;
            timed(
                runs,
                || nps_of_records(&scores),
                |tally| Ok(json!([tally.detractors, tally.passives, tally.promoters])),
            )
        }
        "response-records" => {
            let instants = Answers::new(ROWS).instants();
            timed(runs, || responses_of_records(&instants), |(tally, within)| Ok(response(*tally, *within)))
        }
        "scorecard" => {
            let (dataset, _) = Dataset::new(company(CUSTOMERS)?);
            let policy = Policy::preset(Preset::SixPlans);
            let scorecard = policy.latest().scorecard();
            timed(
                runs,
                || scorecard.evaluate(&Facts::new(&dataset), as_of()),
                |lines| Ok(json!([lines.len()])),
            )
        }
        _ => Err(format!("no task is called {task}").into()),
    }
}

/// Returns how many answered each way in each segment and month.
fn cells(table: &ScoreTable) -> Vec<NpsTally> {
    let places =
        (0..table.segments()).flat_map(|segment| (0..table.periods()).map(move |month| (segment, month)));
    places
        .filter_map(|(segment, month)| table.get(segment, month))
        .map(|counts| counts.nps(bounds()))
        .collect()
}

/// Returns sums over all cells that tell cells apart.
fn sums(cells: &[NpsTally]) -> Value {
    let of = |count: fn(&NpsTally) -> u64| {
        cells.iter().map(count).zip(1_u64..).map(|(count, cell)| count * cell).sum::<u64>()
    };
    json!([cells.len(), of(|cell| cell.detractors), of(|cell| cell.passives), of(|cell| cell.promoters)])
}

/// Returns the seconds, the responses, and those in time.
fn response(times: DurationTally, within: u64) -> Value {
    json!([i64::try_from(times.micros / 1_000_000).ok(), times.cases, within])
}
