//! Business time beside other libraries, with the ratios: `cargo run --release -p benches --example peers`.
//!
//! Everybody answers in turns, in batches too short for a busy machine to interrupt many of them; the figures are medians
//! over the batches, a question each. Before that the answers are compared. `cold` goes through 400 calendars, more than
//! the caches hold, one after the other.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use benches::office::{self, Office};
use crm_calendar::{Calendar, OpenTime, OvernightRule};
use jiff::SignedDuration;

const STARTS: usize = 2_000;
const ROUNDS: usize = 300;
const CALENDARS: usize = 400;
const BATCH: Duration = Duration::from_micros(100);
const HOUR: i64 = 3_600_000_000;

/// A question asked of each of some starts, whose answers are of no interest.
type Question<'a> = Box<dyn FnMut(&[i64]) + 'a>;

/// Returns the question of many starts that a question of one start makes.
fn each<'a, A>(mut answer: impl FnMut(i64) -> A + 'a) -> Question<'a> {
    Box::new(move |starts| {
        for &start in starts {
            black_box(answer(black_box(start)));
        }
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let office = Office::BY_DAY;
    let (ours, ule_hours, workclock) =
        (office.ours(OvernightRule::OpeningDay)?, office.ule_hours()?, office.workclock()?);
    let many =
        (0..CALENDARS).map(|_| office.ours(OvernightRule::OpeningDay)).collect::<Result<Vec<_>, _>>()?;
    let starts = office::starts(STARTS);
    println!(
        "| | kernel | `Calendar` | kernel, cold | ule-hours | workclock | fastest peer / kernel | / `Calendar` |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (hours, name) in [
        (8, "add 8 h"),
        (400, "add 400 h"),
        (2_000, "add 2,000 h (a year)"),
        (4_000, "add 4,000 h"),
        (20_000, "add 20,000 h (ten years)"),
    ] {
        let (length, theirs) = (OpenTime::from_hours(hours), SignedDuration::from_hours(hours.into()));
        let kernel = |calendar: &Calendar, start: i64| {
            calendar.open_before(start).and_then(|open| calendar.instant_at(open + length.as_micros()))
        };
        for &start in starts.iter().take(20) {
            let (due, start) = (kernel(&ours, start), office::timestamp(start));
            let all = [ule_hours.add(start, theirs)?, workclock.add(start, theirs)?];
            assert!(all.iter().all(|answer| Some(answer.as_microsecond()) == due));
        }
        line(
            name,
            &starts,
            [
                each(|start| kernel(&ours, start)),
                each(|start| ours.add(office::utc(start), length)),
                each(in_turns(&many, kernel)),
                each(|start| ule_hours.add(office::timestamp(start), theirs)),
                each(|start| workclock.add(office::timestamp(start), theirs)),
            ],
        );
    }
    for (days, name) in [
        (1, "between over a day"),
        (30, "between over 30 days"),
        (365, "between over a year"),
        (3_650, "between over ten years"),
    ] {
        let span = days * 24 * HOUR;
        let kernel = |calendar: &Calendar, start: i64| {
            Some(calendar.open_before(start + span)? - calendar.open_before(start)?)
        };
        let ends = |start: i64| (office::timestamp(start), office::timestamp(start + span));
        let ule_between = |start| ule_hours.between(ends(start).0, ends(start).1);
        let workclock_between = |start| workclock.between(ends(start).0, ends(start).1);
        for &start in starts.iter().take(20) {
            let open = kernel(&ours, start).map(i128::from);
            let all = [ule_between(start), workclock_between(start)];
            assert!(all.iter().all(|answer| Some(answer.as_micros()) == open));
        }
        line(
            name,
            &starts,
            [
                each(|start| kernel(&ours, start)),
                each(|start| ours.between(office::utc(start), office::utc(start + span))),
                each(in_turns(&many, kernel)),
                each(ule_between),
                each(workclock_between),
            ],
        );
    }
    let mut builds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            drop(black_box(office.ours(OvernightRule::OpeningDay)));
            begun.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    println!("\ncompiling 20 years: {:.2} ms", median(&mut builds));
    Ok(())
}

/// Returns the question that asks one calendar after the other.
fn in_turns<A>(
    calendars: &[Calendar],
    answer: impl Fn(&Calendar, i64) -> Option<A>,
) -> impl FnMut(i64) -> Option<A> {
    let mut calendars = calendars.iter().cycle();
    move |start| answer(calendars.next()?, start)
}

/// Lets everybody answer in turns, and prints the medians and the ratios.
fn line(name: &str, starts: &[i64], mut questions: [Question<'_>; 5]) {
    let sizes: Vec<usize> = questions.iter_mut().map(|question| batch_size(question, starts)).collect();
    let mut nanos: [Vec<f64>; 5] = std::array::from_fn(|_| Vec::with_capacity(ROUNDS));
    for round in 0..ROUNDS {
        for ((question, &size), nanos) in questions.iter_mut().zip(&sizes).zip(&mut nanos) {
            let batches = starts.len() / size;
            let Some(batch) = starts.chunks_exact(size).nth(round % batches) else { continue };
            let begun = Instant::now();
            question(batch);
            nanos.push(begun.elapsed().as_secs_f64() * 1e9 / f64::from(u32::try_from(size).unwrap_or(1)));
        }
    }
    let [kernel, calendar, cold, ule_hours, workclock] = nanos.map(|mut nanos| median(&mut nanos));
    let peer = ule_hours.min(workclock);
    println!(
        "| {name} | {kernel:.1} ns | {calendar:.1} ns | {cold:.1} ns | {} | {} | {:.0} | {:.0} |",
        time(ule_hours),
        time(workclock),
        peer / kernel,
        peer / calendar,
    );
}

/// How many questions take about as long as a batch should, and at most as many as there are starts.
fn batch_size(question: &mut Question<'_>, starts: &[i64]) -> usize {
    let mut size = 1;
    while size * 2 <= starts.len() {
        let begun = Instant::now();
        question(starts.get(..size).unwrap_or_default());
        if begun.elapsed() >= BATCH {
            break;
        }
        size *= 2;
    }
    size
}

fn time(nanos: f64) -> String {
    if nanos < 1_000.0 { format!("{nanos:.0} ns") } else { format!("{:.2} µs", nanos / 1_000.0) }
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
