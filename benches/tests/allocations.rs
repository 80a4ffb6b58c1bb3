//! Questions about business time allocate nothing, counted; and how much a calendar holds.

#![cfg(test)] // so that lints know: a test may panic

use std::hint::black_box;

use allocation_counter::measure;
use benches::office::{self, Office};
use crm_calendar::{Calendar, ElapsedTime, Ends, OpenTime, OvernightRule, Span};
use crm_sla::{AtClosing, Columns, End, Ending, Pause, Target, Times, Warning, sweep};

const HOUR: i64 = 3_600_000_000;

fn calendar() -> Calendar {
    Office::BY_DAY.ours(OvernightRule::CivilDay).unwrap()
}

/// Checks that a question allocates nothing, whatever the start.
#[track_caller]
fn check(question: impl Fn(i64)) {
    let starts = office::starts(500);
    let counted = measure(|| starts.iter().copied().for_each(&question));
    assert_eq!((counted.count_total, counted.bytes_total), (0, 0));
}

/// A start and an end of a second start, an hour to a year later.
fn later(start: i64) -> i64 {
    start + HOUR + start.rem_euclid(365 * 24 * HOUR)
}

#[test]
fn the_counter_counts() {
    assert_eq!(measure(|| drop(black_box(vec![1_u8]))).count_total, 1);
}

#[test]
fn adding_and_subtracting_allocates_nothing() {
    let calendar = calendar();
    for hours in [0, 1, 400, 4_000] {
        let length = OpenTime::from_hours(hours);
        check(|start| {
            black_box(calendar.add(office::utc(start), length).unwrap());
        });
        check(|start| {
            black_box(calendar.add_rolled(office::utc(start), length).unwrap());
        });
        check(|start| {
            let due = calendar.add(office::utc(start), length).unwrap();
            black_box(calendar.subtract(due, length).unwrap());
        });
    }
    check(|start| {
        let open = calendar.open_before(start).unwrap();
        black_box((calendar.instant_at(open).unwrap(), calendar.open_instant_at(open).unwrap()));
    });
}

#[test]
fn looking_at_instants_allocates_nothing() {
    let calendar = calendar();
    check(|start| {
        let (from, until) = (office::utc(start), office::utc(later(start)));
        black_box(calendar.between(from, until).unwrap());
        black_box(calendar.is_open(from).unwrap());
        black_box(calendar.next_open(from).unwrap());
        black_box(calendar.previous_close(from).unwrap());
        black_box(calendar.business_day_of(from).unwrap());
        black_box(calendar.is_business_day(from.date_naive()).unwrap());
        black_box(calendar.is_assumed(from));
        black_box(calendar.periods(from, until).count());
    });
}

#[test]
fn deadlines_allocate_nothing() {
    let calendar = calendar();
    for span in ["at-once", "24h", "30bmin", "400bh", "3bd", "250bd"] {
        let span: Span = span.parse().unwrap();
        for ends in [Ends::SameTime, Ends::Closing] {
            check(|start| {
                let _ = black_box(calendar.due(office::utc(start), span, ends).unwrap());
            });
        }
    }
}

#[test]
fn judging_clocks_allocates_nothing() {
    for within in ["24h", "8bh", "3bd"] {
        let warn = vec![Warning::Used { percent: 75 }];
        let within = within.parse().unwrap();
        let target = Target::new(within, Ends::SameTime, ElapsedTime::ZERO, calendar(), warn).unwrap();
        for target in [target.clone(), target.with_at_closing(AtClosing::NextOpening)] {
            check(|start| {
                let pauses = [1, 30].map(|hours| {
                    let begun = start + hours * HOUR;
                    Pause { start: begun, end: begun + 20 * HOUR }
                });
                let end = (start % 2 == 0).then(|| End::exactly(start + 60 * HOUR, Ending::Met));
                let times = Times { start, end, pauses: &pauses };
                let _ = black_box(target.judge(&times, start + 90 * HOUR));
                black_box(target.used(&times, start + 60 * HOUR));
            });
        }
    }
}

#[test]
fn a_sweep_allocates_its_answer_and_nothing_else() {
    let target = Target::new("8bh".parse().unwrap(), Ends::SameTime, ElapsedTime::ZERO, calendar(), vec![]);
    let (targets, start) = ([target.unwrap()], office::starts(10_000));
    let columns = Columns {
        target: &vec![0; start.len()],
        start: &start,
        end: &vec![None; start.len()],
        pause_offsets: &vec![0; start.len() + 1],
        pauses: &[],
    };
    let as_of = start.iter().copied().max().unwrap();
    assert_eq!(measure(|| drop(black_box(sweep(&targets, &columns, as_of).unwrap()))).count_total, 1);
}

#[test]
fn twenty_years_take_less_than_a_megabyte() {
    let mut calendar = None;
    let counted = measure(|| calendar = Office::BY_DAY.ours(OvernightRule::OpeningDay).ok());
    assert!(calendar.is_some());
    println!("holds {} bytes, at most {} while it is built", counted.bytes_current, counted.bytes_max);
    // What it holds, and the most that was held while it was built: 5,100 business days of 20 years.
    assert!((100_000..1_000_000).contains(&counted.bytes_current), "{} bytes", counted.bytes_current);
    assert!(counted.bytes_max < 2_000_000, "{} bytes while building", counted.bytes_max);
}
