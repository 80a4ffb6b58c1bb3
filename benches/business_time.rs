//! What one addition or subtraction of business time costs, here and in other libraries, in one run.
//!
//! Each measurement goes through the same 2,000 random starts, so tables are warm and branches are not learnt by
//! heart.

use std::{hint::black_box, time::Duration};

use benches::office::{self, Office};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use crm_calendar::{Calendar, OpenTime, OvernightRule};
use jiff::SignedDuration;

const STARTS: usize = 2_000;
const HOUR: i64 = 3_600_000_000;

type Described = (Calendar, ule_hours::Schedule, workclock::Schedule);

/// Returns one office in the terms of each library: 09:00 to 17:00, without nights.
fn described() -> Result<Described, Box<dyn std::error::Error>> {
    let office = Office::BY_DAY;
    Ok((office.ours(OvernightRule::OpeningDay)?, office.ule_hours()?, office.workclock()?))
}

/// Runs `answer` on one start after the other.
fn measure<T, A>(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    (who, span): (&str, &str),
    starts: &[T],
    mut answer: impl FnMut(&T) -> A,
) {
    group.bench_function(BenchmarkId::new(who, span), |bencher| {
        let mut starts = starts.iter().cycle();
        bencher.iter(|| black_box(starts.next().map(|start| answer(black_box(start)))));
    });
}

fn add(criterion: &mut Criterion) {
    let Ok((ours, ule_hours, workclock)) = described() else {
        return eprintln!("the office cannot be described on this machine");
    };
    let micros = office::starts(STARTS);
    let instants: Vec<_> = micros.iter().copied().map(office::utc).collect();
    let timestamps: Vec<_> = micros.iter().copied().map(office::timestamp).collect();
    let mut group = criterion.benchmark_group("add");
    // A year is some 2,000 h.
    for hours in [8, 400, 2_000, 4_000, 20_000] {
        let span = &*format!("{hours} h");
        let (length, theirs) = (OpenTime::from_hours(hours), SignedDuration::from_hours(hours.into()));
        measure(&mut group, ("kernel", span), &micros, |&start| {
            ours.open_before(start).and_then(|open| ours.instant_at(open + length.as_micros()))
        });
        measure(&mut group, ("calendar", span), &instants, |&start| ours.add(start, length));
        measure(&mut group, ("ule-hours", span), &timestamps, |&start| ule_hours.add(start, theirs));
        measure(&mut group, ("workclock", span), &timestamps, |&start| workclock.add(start, theirs));
    }
}

fn between(criterion: &mut Criterion) {
    let Ok((ours, ule_hours, workclock)) = described() else {
        return eprintln!("the office cannot be described on this machine");
    };
    let starts = office::starts(STARTS);
    let mut group = criterion.benchmark_group("between");
    for days in [1, 30, 365, 3_650] {
        let span = &*format!("{days} d");
        let micros: Vec<_> = starts.iter().map(|&start| (start, start + days * 24 * HOUR)).collect();
        let instants: Vec<_> =
            micros.iter().map(|&(from, until)| (office::utc(from), office::utc(until))).collect();
        let timestamps: Vec<_> =
            micros.iter().map(|&(from, until)| (office::timestamp(from), office::timestamp(until))).collect();
        measure(&mut group, ("kernel", span), &micros, |&(from, until)| {
            Some(ours.open_before(until)? - ours.open_before(from)?)
        });
        measure(&mut group, ("calendar", span), &instants, |&(from, until)| ours.between(from, until));
        measure(&mut group, ("ule-hours", span), &timestamps, |&(from, until)| {
            ule_hours.between(from, until)
        });
        measure(&mut group, ("workclock", span), &timestamps, |&(from, until)| {
            workclock.between(from, until)
        });
    }
}

fn build(criterion: &mut Criterion) {
    criterion.bench_function("build/20 years", |bencher| {
        bencher.iter(|| Office::BY_DAY.ours(OvernightRule::OpeningDay));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = add, between, build
}
criterion_main!(benches);
