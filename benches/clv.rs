//! Customer value: fits, logs to summaries, values, survival, cohorts and tiers, each beside a plain pass over the same memory.

#![allow(clippy::expect_used, reason = "a bench that cannot be set up has nothing to say")]

use std::hint::black_box;

use benches::population::{self, Durations, spenders, tiers};
use benches::purchases::{self, Activity, CALIBRATION_END, LOG_DAYS, Purchases};
use benches::simulation;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use crm_kit::clv::{
    BgNbd, ClvTerms, Confidence, GammaGamma, LifetimeValue, MbgNbd, Nbd, ParetoNbd, SurvivalTable,
};

const ROWS: usize = 10_000_000;
const CUSTOMERS: usize = 1_000_000;
const LIMIT: &str = "read the columns once (the physical limit)";

fn group<'a>(criterion: &'a mut Criterion, name: &str, rows: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(rows as u64)).sample_size(10);
    group
}

/// CDNOW's customers where the folder of logs is at hand, customers like them elsewhere.
fn fits(criterion: &mut Criterion) {
    let summaries = Purchases::cdnow().and_then(|log| log.summaries(CALIBRATION_END)).expect("a log");
    let (cells, spend) = (summaries.cells(), summaries.spend_cells());
    let mut group = group(criterion, "fit CDNOW's customers", cells.cells().len());
    group.bench_function(LIMIT, |bencher| bencher.iter(|| purchases::read_cells(black_box(&cells))));
    group.bench_function("NBD", |bencher| bencher.iter(|| black_box(Nbd::fit(&cells))));
    group.bench_function("BG/NBD", |bencher| bencher.iter(|| black_box(BgNbd::fit(&cells))));
    group.bench_function("MBG/NBD", |bencher| bencher.iter(|| black_box(MbgNbd::fit(&cells))));
    group.bench_function("Pareto/NBD", |bencher| bencher.iter(|| black_box(ParetoNbd::fit(&cells))));
    group.bench_function("Gamma-Gamma", |bencher| bencher.iter(|| black_box(GammaGamma::fit(&spend))));
    group.finish();
}

fn log(criterion: &mut Criterion) {
    let log = Purchases::log(ROWS);
    let options = purchases::options(LOG_DAYS).expect("sound options");
    let activity = Activity::of(&log).expect("codes");
    let mut group = group(criterion, "a log of ten million rows", ROWS);
    group.bench_function(LIMIT, |bencher| bencher.iter(|| black_box(&log).read_once()));
    group.bench_function("to summaries", |bencher| bencher.iter(|| black_box(log.summarise(&options))));
    group.bench_function("to a cohort triangle", |bencher| bencher.iter(|| black_box(activity.triangle())));
    group.finish();
}

fn values(criterion: &mut Criterion) {
    let customers = simulation::histories(CUSTOMERS).expect("customers");
    let beta = BgNbd::new(0.243, 4.414, 0.793, 2.426).expect("parameters");
    let pareto = ParetoNbd::new(0.553, 10.578, 0.606, 11.669).expect("parameters");
    let spend = GammaGamma::new(6.25, 3.74, 15.44).expect("parameters");
    let terms = ClvTerms { periods: 12, period: 30.4375 / 7.0, discount: 0.01, margin: 0.3 };
    let beta = LifetimeValue::new(&beta, &spend, terms).expect("terms");
    let pareto = LifetimeValue::new(&pareto, &spend, terms).expect("terms");
    let all = || customers.iter().copied();
    let mut group = group(criterion, "values of a million customers over twelve months", CUSTOMERS);
    group.bench_function(LIMIT, |bencher| bencher.iter(|| simulation::read_once(black_box(&customers))));
    group.bench_function("BG/NBD", |bencher| bencher.iter(|| black_box(beta.of_all(all()))));
    group.bench_function("Pareto/NBD", |bencher| bencher.iter(|| black_box(pareto.of_all(all()))));
    group.finish();
}

fn survival(criterion: &mut Criterion) {
    let rows = Durations::new(CUSTOMERS);
    let confidence = Confidence::new(0.95).expect("a confidence");
    let mut group = group(criterion, "a million durations", CUSTOMERS);
    group.bench_function(LIMIT, |bencher| bencher.iter(|| black_box(&rows).read_once()));
    group.bench_function("to a Kaplan-Meier curve", |bencher| {
        bencher.iter(|| {
            let table = SurvivalTable::from_times(&rows.times, &rows.events).expect("durations");
            black_box(table.kaplan_meier(confidence))
        });
    });
    group.finish();
}

fn value_tiers(criterion: &mut Criterion) {
    let (rule, customers) = (tiers().expect("a rule"), spenders(ROWS));
    let as_of = "2026-03-31T00:00:00Z".parse().expect("an instant");
    let mut group = group(criterion, "ten million customers", ROWS);
    group.bench_function(LIMIT, |bencher| bencher.iter(|| population::read_once(black_box(&customers))));
    group.bench_function("to value tiers", |bencher| {
        bencher.iter(|| black_box(rule.judge(&customers, as_of)).expect("verdicts"));
    });
    group.finish();
}

criterion_group!(benches, fits, log, values, survival, value_tiers);
criterion_main!(benches);
