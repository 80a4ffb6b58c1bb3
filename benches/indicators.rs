//! Indicators of columns, each beside a plain pass over the same memory.

#![allow(clippy::expect_used, reason = "a bench that cannot be set up has nothing to say")]

use std::hint::black_box;

use benches::answers::{self, Answers, nps_of_records, responses_of_records};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};

const ROWS: usize = 10_000_000;
const LIMIT: &str = "read the columns once (the physical limit)";

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(10);
    group
}

fn scores(criterion: &mut Criterion) {
    let answers = Answers::new(ROWS);
    let records = answers.checked_scores().expect("scores");
    let mut scores = group(criterion, "ten million scores");
    scores.bench_function(LIMIT, |bencher| bencher.iter(|| black_box(&answers).read_scores()));
    scores.bench_function("net promoter score", |bencher| bencher.iter(|| black_box(&answers).nps()));
    scores.bench_function("from records", |bencher| bencher.iter(|| nps_of_records(black_box(&records))));
    scores.finish();
    let mut by = group(criterion, "ten million scores by segment and month");
    by.bench_function(LIMIT, |bencher| bencher.iter(|| black_box(&answers).read_codes()));
    by.bench_function("net promoter score", |bencher| {
        bencher.iter(|| black_box(&answers).by_segment_and_month());
    });
    by.finish();
}

fn responses(criterion: &mut Criterion) {
    let answers = Answers::new(ROWS);
    let records = answers.instants();
    let mut group = group(criterion, "ten million first responses");
    group.bench_function(LIMIT, |bencher| bencher.iter(|| black_box(&answers).read_seconds()));
    group
        .bench_function("mean and share in time", |bencher| bencher.iter(|| black_box(&answers).responses()));
    group.bench_function("four percentiles", |bencher| bencher.iter(|| black_box(&answers).percentiles()));
    group
        .bench_function("from records", |bencher| bencher.iter(|| responses_of_records(black_box(&records))));
    group.finish();
}

fn retention(criterion: &mut Criterion) {
    let activity = answers::activity(ROWS).expect("codes");
    let mut group = group(criterion, "ten million rows of customers and months");
    group.bench_function(LIMIT, |bencher| bencher.iter(|| black_box(&activity).read_once()));
    group.bench_function("retention", |bencher| bencher.iter(|| answers::retention(black_box(&activity))));
    group.bench_function("cohort triangle", |bencher| bencher.iter(|| black_box(activity.triangle())));
    group.finish();
}

criterion_group!(benches, scores, responses, retention);
criterion_main!(benches);
