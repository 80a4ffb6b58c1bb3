//! The tables as CSV: all of the log, whatever is drawn.

use std::io::Write;

use crm_kit::kpi::process::{Durations, HandOvers, Total};
use crm_model::Share;

use super::study::Study;
use crate::report::cell::{guarded, seconds};

fn tenths(times: &Durations, percent: u8) -> String {
    let found = Share::from_percent(percent).and_then(|share| times.percentile(share));
    found.map(seconds).unwrap_or_default()
}

fn all_seconds(micros: i128) -> String {
    i64::try_from(micros).map(seconds).unwrap_or_default()
}

/// Writes every activity, in the order of the names.
pub(super) fn write_steps(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "activity",
        "events",
        "cases",
        "begin",
        "last",
        "again",
        "cases_again",
        "repeated_by_same_resource",
        "handling_count",
        "handling_seconds",
        "working_seconds",
        "waiting_seconds",
        "unsaid_seconds",
        "broken_links",
    ])?;
    let tally = &study.tally;
    for (code, one) in &tally.activities {
        let of = |counts: &std::collections::BTreeMap<u32, u64>| {
            counts.get(code).copied().unwrap_or_default().to_string()
        };
        // What nobody said is empty, never zero.
        let told = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let spent = |total: Total| if total.times == 0 { String::new() } else { all_seconds(total.clock) };
        table.write_record([
            guarded(study.activity(*code)).into_owned(),
            one.events.to_string(),
            one.cases.to_string(),
            of(&tally.starts),
            of(&tally.ends),
            one.again.to_string(),
            one.cases_again.to_string(),
            told(study.repeated_by_same(one)),
            one.handling.clock.count().to_string(),
            if one.handling.clock.count() == 0 {
                String::new()
            } else {
                all_seconds(one.handling.clock.sum())
            },
            spent(one.spent.working),
            spent(one.spent.waiting),
            spent(one.spent.unsaid),
            told(study.broken_links(*code)),
        ])?;
    }
    table.flush()?;
    Ok(())
}

/// Writes every direct succession, in the order of the names.
pub(super) fn write_edges(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "from",
        "to",
        "times",
        "cases",
        "wait_count",
        "wait_seconds",
        "wait_median_seconds",
        "wait_90_seconds",
        "wait_longest_seconds",
        "overlaps",
        "open_count",
        "open_seconds",
        "open_median_seconds",
        "open_90_seconds",
        "drawn",
    ])?;
    // Without a calendar, nothing is known of open time.
    let with_calendar = |cell: String| if study.calendar.is_some() { cell } else { String::new() };
    for ((from, to), edge) in &study.tally.edges {
        let wait = &edge.wait.clock;
        let drawn = if study.map.edges.contains(&(*from, *to)) { "yes" } else { "no" };
        table.write_record([
            guarded(study.activity(*from)).into_owned(),
            guarded(study.activity(*to)).into_owned(),
            edge.times.to_string(),
            edge.cases.to_string(),
            wait.count().to_string(),
            all_seconds(wait.sum()),
            tenths(wait, 50),
            tenths(wait, 90),
            tenths(wait, 100),
            edge.overlaps.to_string(),
            with_calendar(edge.wait.open.count().to_string()),
            with_calendar(all_seconds(edge.wait.open.sum())),
            tenths(&edge.wait.open, 50),
            tenths(&edge.wait.open, 90),
            drawn.to_owned(),
        ])?;
    }
    table.flush()?;
    Ok(())
}

/// Writes every hand-over from one to another, departments first.
pub(super) fn write_hand_overs(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["between", "from", "to", "times", "wait_seconds", "straight_back"])?;
    let departments = pairs("departments", &study.tally.departments, |code| study.department(code));
    let resources = pairs("resources", &study.tally.resources, |code| study.resource(code));
    for row in departments.into_iter().chain(resources) {
        table.write_record(row)?;
    }
    table.flush()?;
    Ok(())
}

fn pairs(between: &str, holders: &HandOvers, name: impl Fn(u32) -> String) -> Vec<[String; 6]> {
    let pairs = holders.pairs.iter().map(|((from, to), moves)| {
        let back = holders.returns.get(&(*from, *to)).copied().unwrap_or_default();
        [
            between.to_owned(),
            guarded(&name(*from)).into_owned(),
            guarded(&name(*to)).into_owned(),
            moves.times.to_string(),
            all_seconds(moves.wait.clock),
            back.to_string(),
        ]
    });
    pairs.collect()
}

/// Writes every path, the most common first.
pub(super) fn write_paths(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["rank", "cases", "cumulative_cases", "steps", "path"])?;
    for (path, rank) in study.tally.paths().zip(1_u64..) {
        let (so_far, _) = path.cumulative.parts();
        let names: Vec<&str> = path.activities.iter().map(|code| study.activity(*code)).collect();
        table.write_record([
            rank.to_string(),
            path.cases.to_string(),
            so_far.to_string(),
            path.activities.len().to_string(),
            guarded(&names.join(" > ")).into_owned(),
        ])?;
    }
    table.flush()?;
    Ok(())
}
