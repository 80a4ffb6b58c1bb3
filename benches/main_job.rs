//! The main job: tickets and a policy go in, obligations come out. Beside it, reading a real log, where one is at hand.

#![allow(clippy::expect_used, reason = "a bench that cannot be set up has nothing to say")]

use std::hint::black_box;
use std::path::Path;

use benches::company::{as_of, company};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use crm_kit::{Dataset, Policy, Preset, assess};
use examples::demo;
use examples::input::{Mapping, Options, read_mapped};

/// Made-up help desks of several sizes: the time a ticket should stay the same.
fn assess_the_demo(criterion: &mut Criterion) {
    let policy = Policy::preset(Preset::Detailed);
    let mut group = criterion.benchmark_group("assess a made-up help desk");
    group.sample_size(10);
    for tickets in [1_000, 10_000, 100_000] {
        let (dataset, _) = Dataset::new(demo::help_desk(1, tickets));
        group.throughput(Throughput::Elements(tickets as u64));
        group.bench_function(BenchmarkId::from_parameter(tickets), |bencher| {
            bencher.iter(|| black_box(assess(&dataset, &policy, demo::as_of())));
        });
    }
    group.finish();
}

/// Companies of several sizes, from records to scorecard: the time a row should stay the same.
fn assess_a_company(criterion: &mut Criterion) {
    let policy = Policy::preset(Preset::SixPlans);
    let mut group = criterion.benchmark_group("assess a company");
    group.sample_size(10);
    for customers in [1_000, 10_000] {
        let records = company(customers).expect("names");
        group.throughput(Throughput::Elements(customers * 10));
        group.bench_function(BenchmarkId::new("sort", customers), |bencher| {
            bencher.iter_batched(
                || records.clone(),
                |records| black_box(Dataset::new(records)),
                BatchSize::LargeInput,
            );
        });
        let (dataset, _) = Dataset::new(records);
        group.bench_function(BenchmarkId::new("assess", customers), |bencher| {
            bencher.iter(|| black_box(assess(&dataset, &policy, as_of())));
        });
    }
    group.finish();
}

/// The incident log, from the packed file to the assessment.
fn read_and_assess_the_incident_log(criterion: &mut Criterion) {
    let Some(data) = std::env::var_os("CRM_DATA_DIR") else {
        eprintln!("skipped: read_and_assess_the_incident_log: CRM_DATA_DIR is not set");
        return;
    };
    let log = Path::new(&data).join("incident_event_log");
    let shipped = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(file);
        std::fs::read_to_string(path).expect("a file of the examples")
    };
    let mapping = Mapping::parse(&shipped("mappings/servicenow.toml"), "servicenow.toml").expect("a mapping");
    let policy = Policy::parse(&shipped("policies/servicenow.toml"), "servicenow.toml").expect("a policy");
    let vocabulary = policy.vocabulary();
    let mut group = criterion.benchmark_group("the incident log");
    group.sample_size(10);
    let read = || read_mapped(&log, &mapping, &vocabulary, &Options::default()).expect("a readable log");
    group.bench_function("read", |bencher| bencher.iter(|| black_box(read())));
    group.bench_function("read and assess", |bencher| {
        bencher.iter(|| {
            let (dataset, _) = Dataset::new(read().records);
            let as_of = dataset.last_event_at().expect("a log with events");
            black_box(assess(&dataset, &policy, as_of))
        });
    });
    group.finish();
}

criterion_group!(benches, assess_the_demo, assess_a_company, read_and_assess_the_incident_log);
criterion_main!(benches);
