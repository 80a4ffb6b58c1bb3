//! Any columns of clocks, which need not fit together.

use std::sync::LazyLock;

use crm_calendar::{Calendar, CalendarSpec, ElapsedTime, Ends, Span, WeekdaySet, WeeklyHours, Zone};
use crm_model::Precision;
use crm_sla::{AtClosing, Columns, End, Ending, Pause, Target, Times, Warning, sweep};

use crate::drawn::Drawn;

/// Limits of every kind, with a warning each.
static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let hours = ["09:00-12:00", "13:00-18:00"].map(|text| text.parse().expect("a window"));
    let weekly = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &hours);
    let zone = Zone::named("America/New_York").expect("a zone");
    let office =
        Calendar::new(CalendarSpec::weekly("office", zone, weekly, (2025, 2026))).expect("a calendar");
    let warn = vec![Warning::Used { percent: 75 }];
    let target = |within: Span, ends, tolerance| {
        Target::new(within, ends, tolerance, office.clone(), warn.clone()).expect("a target")
    };
    let written = |text: &str| target(text.parse().expect("a span"), Ends::SameTime, ElapsedTime::ZERO);
    vec![
        written("24h"),
        written("8bh"),
        written("8bh").with_at_closing(AtClosing::NextOpening),
        written("3bd"),
        target(Span::BusinessDays(2), Ends::Closing, ElapsedTime::ZERO),
        target(Span::BusinessDays(u32::MAX), Ends::Closing, ElapsedTime::ZERO),
        target(Span::AtOnce, Ends::SameTime, ElapsedTime::from_micros(i64::MAX)),
        target(Span::Elapsed(ElapsedTime::from_micros(i64::MAX)), Ends::SameTime, ElapsedTime::ZERO),
    ]
});

/// 2025-12-31T00:00:00Z, in microseconds: the calendar of the targets ends a year later.
const NEAR: i64 = 1_767_139_200_000_000;

/// Draws columns of clocks, at instants that may be anywhere, and sweeps them.
///
/// Columns are refused, or every verdict is what the target says of that clock alone; what lies before its start, after its
/// end or after the instant of assessment changes nothing. Returns whether the columns fit together.
pub fn clock_columns(bytes: &[u8]) -> bool {
    let mut drawn = Drawn::new(bytes);
    let as_of = any_micros(&mut drawn);
    let (mut target, mut start, mut end) = (Vec::new(), Vec::new(), Vec::new());
    let (mut pause_offsets, mut pauses) = (vec![0], Vec::new());
    while !drawn.is_empty() && start.len() < 64 {
        target.push(if drawn.one_in(64) { drawn.below(u32::MAX) } else { drawn.below(8) });
        start.push(any_micros(&mut drawn));
        end.push(any_end(&mut drawn));
        let from = pauses.len();
        for _ in 0..drawn.below(6) {
            pauses.push(Pause { start: any_micros(&mut drawn), end: any_micros(&mut drawn) });
        }
        if !drawn.one_in(8) {
            put_in_order(pauses.get_mut(from..).unwrap_or_default());
        }
        let until = u32::try_from(pauses.len()).expect("few pauses");
        pause_offsets.push(if drawn.one_in(64) { drawn.below(8) } else { until });
    }
    let columns =
        Columns { target: &target, start: &start, end: &end, pause_offsets: &pause_offsets, pauses: &pauses };
    match sweep(&TARGETS, &columns, as_of) {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
        Ok(verdicts) => {
            assert_eq!(verdicts.len(), start.len());
            for (row, verdict) in verdicts.iter().enumerate() {
                let (Some(&target), Some(&start), Some(&end)) =
                    (target.get(row), start.get(row), end.get(row))
                else {
                    panic!("row {row} has no cells")
                };
                let (from, until) = (pause_offsets.get(row), pause_offsets.get(row + 1));
                let pauses =
                    from.zip(until).and_then(|(&from, &until)| pauses.get(from as usize..until as usize));
                let times = Times { start, end, pauses: pauses.expect("pauses of the row") };
                let judge = TARGETS.get(target as usize).expect("a target");
                assert_eq!(*verdict, judge.judge(&times, as_of));
                check_alone(judge, &times, as_of);
            }
            true
        }
    }
}

/// Checks what else a target says of one clock.
fn check_alone(judge: &Target, times: &Times<'_>, as_of: i64) {
    let verdict = judge.judge(times, as_of);
    assert!(verdict.due.is_none_or(|due| due >= times.start), "{verdict:?}");
    let known_end = times.end.filter(|end| end.at <= as_of || end.at < times.start);
    assert_eq!(verdict, judge.judge(&Times { end: known_end, ..*times }, as_of));
    assert_eq!(verdict, judge.judge(&Times { pauses: &seen(times, as_of), ..*times }, as_of));
    let warnings = judge.warning_instants(times, as_of);
    assert_eq!(warnings.len(), judge.warnings().len());
    let (elapsed, open) = judge.used(times, as_of);
    if let (Some(elapsed), Some(open), true) = (elapsed, open, times.start <= as_of) {
        assert!(open.as_micros() <= elapsed.as_micros() && open.as_micros() >= 0);
    }
}

/// Returns the parts of pauses from the start to the end of a clock, as far as they are known.
fn seen(times: &Times<'_>, as_of: i64) -> Vec<Pause> {
    let end = times.end.map(|end| end.at).filter(|at| *at <= as_of);
    let begun =
        times.pauses.iter().filter(|pause| pause.end > times.start && pause.start <= end.unwrap_or(as_of));
    let part = |pause: &Pause| Pause {
        start: pause.start.max(times.start),
        end: match end {
            Some(end) => pause.end.min(end),
            None if pause.end > as_of => Pause::OPEN,
            None => pause.end,
        },
    };
    begun.map(part).collect()
}

fn any_micros(drawn: &mut Drawn<'_>) -> i64 {
    match drawn.below(16) {
        0 => i64::MIN,
        1 => i64::MAX,
        2 => drawn.number(),
        _ => NEAR.saturating_add(drawn.distance()),
    }
}

fn any_end(drawn: &mut Drawn<'_>) -> Option<End> {
    let how = drawn.choose(&[None, Some(Ending::Met), Some(Ending::Cancelled), Some(Ending::Superseded)])?;
    let precision = drawn.choose(&[Precision::Exact, Precision::Exact, Precision::NotAfter]);
    Some(End { at: any_micros(drawn), how, precision })
}

/// Makes pauses sorted and disjoint, whatever they were.
fn put_in_order(pauses: &mut [Pause]) {
    let mut bounds: Vec<i64> = pauses.iter().flat_map(|pause| [pause.start, pause.end]).collect();
    bounds.sort_unstable();
    for (pause, bounds) in pauses.iter_mut().zip(bounds.chunks_exact(2)) {
        if let &[start, end] = bounds {
            *pause = Pause { start, end };
        }
    }
}
