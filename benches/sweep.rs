//! Many clocks at once: a million tickets over columns, beside a plain pass over the same memory.

#![allow(clippy::expect_used, reason = "a bench that cannot be set up has nothing to say")]

use std::hint::black_box;

use benches::clocks::{AS_OF, Clocks, targets};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use crm_sla::sweep;

const TICKETS: usize = 1_000_000;

fn sweep_a_million(criterion: &mut Criterion) {
    let [day, four_hours, business_hours, business_days] = targets().expect("targets");
    let clocks = Clocks::new(TICKETS).expect("fewer than 2^32 pauses");
    let mut group = criterion.benchmark_group("sweep a million tickets");
    group.throughput(Throughput::Elements(TICKETS as u64)).sample_size(10);
    group.bench_function("read the columns once (the physical limit)", |bencher| {
        bencher.iter(|| black_box(clocks.read_once()));
    });
    for (name, targets) in [
        ("elapsed limits", [&day, &four_hours, &day, &four_hours]),
        ("business hours", [&business_hours; 4]),
        ("business days", [&business_days; 4]),
        ("all four kinds", [&day, &four_hours, &business_hours, &business_days]),
    ] {
        let targets = targets.map(Clone::clone);
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(sweep(&targets, &clocks.columns(), AS_OF)).expect("columns that fit"));
        });
    }
    group.finish();
}

criterion_group!(benches, sweep_a_million);
criterion_main!(benches);
