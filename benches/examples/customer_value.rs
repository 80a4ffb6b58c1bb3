//! How long customer value takes, from ten thousand to ten million: `cargo run --release -p benches --example
//! customer_value`.
//!
//! Each size several times, of which the median is shown, the least, and the processor time of all cores; beside it the least
//! time of the plainest work on the same columns, in turns with it: reading them once. `RAYON_NUM_THREADS=1` keeps to one core. The fits are those of CDNOW where
//! `CRM_DATA_DIR` is set, and of customers like CDNOW's elsewhere.

use std::error::Error;
use std::time::Duration;

use benches::population::{self, Durations, spenders, tiers};
use benches::purchases::{Activity, CALIBRATION_END, LOG_DAYS, Purchases, options};
use benches::simulation;
use benches::timing::{Times, in_turns};
use crm_kit::clv::{
    BgNbd, Cells, ClvTerms, Confidence, FitError, FitReport, Fitted, GammaGamma, LifetimeValue, MbgNbd, Nbd,
    ParetoNbd, PurchaseModel, SurvivalTable,
};

const SIZES: [(usize, u32); 4] = [(10_000, 99), (100_000, 49), (1_000_000, 15), (10_000_000, 7)];

type Outcome = Result<(), Box<dyn Error>>;
type Part = (&'static str, fn() -> Outcome);

fn main() -> Outcome {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let parts: [Part; 7] = [
        ("fits", fits),
        ("summaries", summaries),
        ("cells", cells),
        ("values", values),
        ("survival", survival),
        ("cohorts", cohorts),
        ("tiers", value_tiers),
    ];
    for (name, part) in parts {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            part()?;
        }
    }
    Ok(())
}

fn fits() -> Outcome {
    let summaries = Purchases::cdnow()?.summaries(CALIBRATION_END)?;
    let (cells, spend) = (summaries.cells(), summaries.spend_cells());
    let sizes = (cells.customers(), cells.cells().len(), spend.customers(), spend.cells().len());
    println!("{} customers in {} cells; spend: {} in {}\n", sizes.0, sizes.1, sizes.2, sizes.3);
    println!(
        "| fit | median | least | processor | likelihood once | times that | evaluations | log-likelihood |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    fit(49, &cells, || Nbd::fit(&cells))?;
    fit(49, &cells, || BgNbd::fit(&cells))?;
    fit(49, &cells, || MbgNbd::fit(&cells))?;
    fit(15, &cells, || ParetoNbd::fit(&cells))?;
    let found = GammaGamma::fit(&spend)?;
    let once =
        || spend.cells().iter().filter_map(|cell| found.model.log_likelihood(&cell.history)).sum::<f64>();
    fit_line(&found.report, in_turns(49, || GammaGamma::fit(&spend), once));
    Ok(())
}

fn fit<M: PurchaseModel>(runs: u32, cells: &Cells, fit: impl Fn() -> Result<Fitted<M>, FitError>) -> Outcome {
    let Fitted { model, report, .. } = fit()?;
    let once = || cells.cells().iter().map(|cell| model.log_likelihood(&cell.history)).sum::<f64>();
    fit_line(&report, in_turns(runs, fit, once));
    Ok(())
}

fn fit_line(report: &FitReport, [taken, once]: [Times; 2]) {
    println!(
        "| {} | {} | {} | {} | {} | {:.0} | {} | {:.3} |",
        report.model,
        milliseconds(taken.median),
        milliseconds(taken.least),
        milliseconds(processor(taken)),
        milliseconds(once.least),
        ratio(taken, once),
        report.evaluations,
        report.log_likelihood,
    );
}

fn summaries() -> Outcome {
    let options = options(LOG_DAYS)?;
    table("rows of a log to summaries");
    for (size, runs) in SIZES {
        let log = Purchases::log(size);
        line(size, in_turns(runs, || log.summarise(&options), || log.read_once()));
    }
    Ok(())
}

fn values() -> Outcome {
    let terms = ClvTerms { periods: 12, period: 30.4375 / 7.0, discount: 0.01, margin: 0.3 };
    let spend = GammaGamma::new(6.25, 3.74, 15.44)?;
    values_by(&BgNbd::new(0.243, 4.414, 0.793, 2.426)?, &spend, terms)?;
    values_by(&ParetoNbd::new(0.553, 10.578, 0.606, 11.669)?, &spend, terms)
}

fn values_by(purchases: &(impl PurchaseModel + Sync), spend: &GammaGamma, terms: ClvTerms) -> Outcome {
    let values = LifetimeValue::new(purchases, spend, terms)?;
    table(&format!("customers to values over twelve months by {}", purchases.name()));
    for (size, runs) in SIZES {
        let customers = simulation::histories(size)?;
        let all = || values.of_all(customers.iter().copied());
        line(size, in_turns(runs, all, || simulation::read_once(&customers)));
    }
    Ok(())
}

fn cells() -> Outcome {
    table("summaries of customers to cells");
    for (size, runs) in SIZES {
        let summaries = simulation::customers(i64::try_from(size)?).summaries(CALIBRATION_END)?;
        let read = || summaries.summaries().fold(0, |sum, one| sum ^ one.first_day() ^ one.last_day());
        line(size, in_turns(runs, || summaries.cells(), read));
    }
    Ok(())
}

fn survival() -> Outcome {
    let confidence = Confidence::new(0.95)?;
    table("durations to a Kaplan-Meier curve");
    for (size, runs) in SIZES {
        let rows = Durations::new(size);
        let curve = || {
            Ok::<_, Box<dyn Error>>(
                SurvivalTable::from_times(&rows.times, &rows.events)?.kaplan_meier(confidence),
            )
        };
        line(size, in_turns(runs, curve, || rows.read_once()));
    }
    Ok(())
}

fn cohorts() -> Outcome {
    table("rows of a log to a retention triangle of 24 months");
    for (size, runs) in SIZES {
        let activity = Activity::of(&Purchases::log(size))?;
        line(size, in_turns(runs, || activity.triangle(), || activity.read_once()));
    }
    Ok(())
}

fn value_tiers() -> Outcome {
    let rule = tiers()?;
    let as_of = "2026-03-31T00:00:00Z".parse()?;
    table("customers to value tiers");
    for (size, runs) in SIZES {
        let customers = spenders(size);
        line(size, in_turns(runs, || rule.judge(&customers, as_of), || population::read_once(&customers)));
    }
    Ok(())
}

fn table(title: &str) {
    println!("\n| {title} | processor | each | median | least | reading the columns once | times that |");
    println!("|---|---|---|---|---|---|---|");
}

fn line(size: usize, [taken, pass]: [Times; 2]) {
    println!(
        "| {size} | {} | {} ns | {} | {} | {} | {:.0} |",
        milliseconds(processor(taken)),
        processor(taken).as_nanos() / size as u128,
        milliseconds(taken.median),
        milliseconds(taken.least),
        milliseconds(pass.least),
        ratio(taken, pass)
    );
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

/// Returns the processor time, or, where it is not told, the shortest time.
fn processor(taken: Times) -> Duration {
    taken.processor.unwrap_or(taken.least)
}

fn ratio(taken: Times, pass: Times) -> f64 {
    processor(taken).as_secs_f64() / pass.least.as_secs_f64()
}
