//! Many clocks at once: a million tickets over columns, beside a plain pass over the same memory.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot be set up has nothing to say"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use crm_calendar::{Calendar, CalendarSpec, ElapsedTime, Ends, HolidayList, WeekdaySet, WeeklyHours, Zone};
use crm_sla::{Columns, End, Ending, Pause, Target, sweep};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

const TICKETS: usize = 1_000_000;
const HOUR: i64 = 3_600_000_000;
/// 2026-01-01T00:00:00Z.
const NEW_YEAR: i64 = 1_767_225_600_000_000;

/// Columns that own their memory.
struct Clocks {
    target: Vec<u32>,
    start: Vec<i64>,
    end: Vec<Option<End>>,
    pause_offsets: Vec<u32>,
    pauses: Vec<Pause>,
}

impl Clocks {
    /// Three months of tickets: nine in ten have ended, one in three waited once or twice.
    fn new() -> Self {
        let mut random = Pcg64Mcg::seed_from_u64(20_260_302);
        let mut clocks = Self {
            target: Vec::with_capacity(TICKETS),
            start: Vec::with_capacity(TICKETS),
            end: Vec::with_capacity(TICKETS),
            pause_offsets: vec![0],
            pauses: Vec::new(),
        };
        for _ in 0..TICKETS {
            let start = NEW_YEAR + random.random_range(0..90 * 24 * HOUR);
            let length = random.random_range(0..120 * HOUR);
            let mut now = start;
            for _ in 0..[0, 0, 0, 0, 1, 2][random.random_range(0..6_usize)] {
                now += random.random_range(0..12 * HOUR);
                let from = now;
                now += random.random_range(1..24 * HOUR);
                clocks.pauses.push(Pause { start: from, end: now });
            }
            clocks.target.push(random.random_range(0..4));
            clocks.start.push(start);
            let how = if random.random_range(0..20) == 0 { Ending::Cancelled } else { Ending::Met };
            clocks.end.push((random.random_range(0..10) != 0).then_some(End::exactly(start + length, how)));
            clocks.pause_offsets.push(u32::try_from(clocks.pauses.len()).expect("fewer than 2^32 pauses"));
        }
        clocks
    }

    fn columns(&self) -> Columns<'_> {
        Columns {
            target: &self.target,
            start: &self.start,
            end: &self.end,
            pause_offsets: &self.pause_offsets,
            pauses: &self.pauses,
        }
    }

    /// The least that any sweep must do: read every column once.
    fn read_once(&self) -> i64 {
        let pauses: i64 = self.pauses.iter().map(|pause| pause.start ^ pause.end).fold(0, i64::wrapping_add);
        let rows = self.start.iter().zip(&self.end).zip(&self.target).zip(&self.pause_offsets);
        rows.fold(pauses, |sum, (((start, end), target), offset)| {
            let end = end.map_or(0, |end| end.at);
            sum.wrapping_add(start ^ end).wrapping_add(i64::from(target ^ offset))
        })
    }
}

fn office() -> Calendar {
    let windows = ["09:00-12:00", "13:00-18:00"].map(|text| text.parse().expect("a window"));
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &windows);
    let zone = Zone::named("Asia/Shanghai").expect("a zone");
    let mut spec = CalendarSpec::weekly("office", zone, hours, (2004, 2026));
    spec.holidays.push(HolidayList::china());
    spec.made_up_hours = Some(crm_calendar::chrono::Weekday::Mon);
    Calendar::new(spec).expect("a calendar")
}

fn sweep_a_million(criterion: &mut Criterion) {
    let calendar = office();
    let targets = ["24h", "4h", "4bh", "3bd"].map(|within| {
        let within = within.parse().expect("a span");
        Target::new(within, Ends::SameTime, ElapsedTime::ZERO, calendar.clone(), vec![]).expect("a target")
    });
    let clocks = Clocks::new();
    let as_of = NEW_YEAR + 92 * 24 * HOUR;
    let mut group = criterion.benchmark_group("sweep a million tickets");
    group.throughput(Throughput::Elements(TICKETS as u64)).sample_size(10);
    group.bench_function("read the columns once (the physical limit)", |bencher| {
        bencher.iter(|| black_box(clocks.read_once()));
    });
    for (name, targets) in [
        ("elapsed limits", [&targets[0], &targets[1], &targets[0], &targets[1]]),
        ("business hours", [&targets[2]; 4]),
        ("business days", [&targets[3]; 4]),
        ("all four kinds", [&targets[0], &targets[1], &targets[2], &targets[3]]),
    ] {
        let targets = targets.map(Clone::clone);
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(sweep(&targets, &clocks.columns(), as_of)).expect("columns that fit"));
        });
    }
    group.finish();
}

criterion_group!(benches, sweep_a_million);
criterion_main!(benches);
