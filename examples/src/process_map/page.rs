//! The study as a page for a terminal.

use super::study::Study;
use super::words::{lead, measured, rows};
use crate::process::words::{hand_overs, long, middle_and_tail, open_sum, share, sum};
use crate::report::cell::count;
use crate::report::page::layout::{Layout, lines, paragraph};
use crate::report::page::{NARROWEST, WIDEST};

/// How many rows of each table are shown.
const MOST: usize = 10;

/// Returns the page.
pub(super) fn of(study: &Study, columns: Option<u16>) -> String {
    let width = columns.map_or(WIDEST, |columns| columns.clamp(NARROWEST, WIDEST));
    let mut out = paragraph("Log", &format!("{}: {}", study.title, rows(study)), width);
    out.push_str(&paragraph("Process", &lead(study), width));
    for note in &study.notes {
        out.push_str(&paragraph("Note", note, width));
    }
    let mut section = |title: &str, table: String, notes: &[String]| {
        out.push('\n');
        out.push_str(&lines(title, width));
        out.push_str(&table);
        for note in notes {
            out.push_str(&lines(note, width));
        }
    };
    section("STEPS, the most common first", steps(study, width), &[]);
    section(
        "WAITS, the largest sum first: from one event, or its end, to the next",
        waits(study, width),
        &[study.map.in_words(study.named())],
    );
    section("PATHS, the most common first", paths(study, width), &[]);
    section(
        "HAND-OVERS",
        String::new(),
        &[hand_overs(&study.tally.departments, "department"), hand_overs(&study.tally.resources, "resource")],
    );
    if !study.order.is_empty() {
        section("RULES OF ORDER", rules(study, width), &[]);
    }
    if let Some(table) = stopped(study, width) {
        section("BROKEN LINKS: cases that are silent for longer than the gap", table, &[]);
    }
    section("SIGNS FOR A DIAGNOSIS", String::new(), &signs(study));
    out
}

fn steps(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width)
        .text("activity")
        .number("events")
        .number("cases")
        .number("begin")
        .number("last")
        .number("again")
        .number("cases");
    let mut all: Vec<_> = study.tally.activities.iter().collect();
    all.sort_by(|one, other| other.1.events.cmp(&one.1.events).then(one.0.cmp(other.0)));
    for (code, one) in all.iter().take(MOST) {
        let of = |counts: &std::collections::BTreeMap<u32, u64>| {
            count(counts.get(code).copied().unwrap_or_default())
        };
        table.row([
            study.activity(**code).to_owned(),
            count(one.events),
            count(one.cases),
            of(&study.tally.starts),
            of(&study.tally.ends),
            count(one.again),
            count(one.cases_again),
        ]);
    }
    table.finish() + &more(all.len(), "process-steps.csv", width)
}

fn waits(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width)
        .text("from")
        .text("to")
        .number("times")
        .number("half at most")
        .number("nine in ten")
        .number("in all")
        .number("share");
    if study.calendar.is_some() {
        table = table.number("open in all");
    }
    let all: Vec<_> = study.tally.bottlenecks_by_clock().collect();
    for one in all.iter().take(MOST) {
        let wait = &one.edge.wait.clock;
        let [median, ninety] = middle_and_tail(wait);
        let open = study.calendar.as_ref().map(|_| open_sum(one.edge.wait.open.sum()));
        let figures = [
            study.activity(one.from).to_owned(),
            study.activity(one.to).to_owned(),
            count(wait.count()),
            median,
            ninety,
            sum(wait.sum()),
            share(Some(one.share)),
        ];
        table.row(figures.into_iter().chain(open));
    }
    if all.is_empty() {
        return lines("Nothing waits.", width);
    }
    table.finish() + &more(all.len(), "process-edges.csv", width)
}

fn paths(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width).number("cases").number("so far").text("path");
    let all = study.tally.variants.len();
    for path in study.tally.paths().take(MOST) {
        table.row([count(path.cases), share(Some(path.cumulative)), shown_path(study, path.activities)]);
    }
    table.finish() + &more(all, "process-paths.csv", width)
}

/// Returns a path; a long one is cut in its middle.
pub(super) fn shown_path(study: &Study, activities: &[u32]) -> String {
    const LONGEST: usize = 12;
    let name = |code: &u32| study.activity(*code).to_owned();
    if activities.len() <= LONGEST {
        return activities.iter().map(name).collect::<Vec<_>>().join(" → ");
    }
    let left_out = activities.len() - LONGEST;
    let first = activities.iter().take(LONGEST / 2).map(name);
    let last = activities.iter().skip(LONGEST / 2 + left_out).map(name);
    let middle = std::iter::once(format!("({left_out} more)"));
    first.chain(middle).chain(last).collect::<Vec<_>>().join(" → ")
}

fn rules(study: &Study, width: u16) -> String {
    let mut table =
        Layout::new(width).text("rule").number("cases").number("kept").number("broken").number("undecided");
    for (one, found) in &study.order {
        table.row([
            study.rule(*one),
            count(found.cases),
            share(found.kept()),
            count(found.broken.len() as u64),
            count(found.cases_undecided),
        ]);
    }
    table.finish()
}

fn stopped(study: &Study, width: u16) -> Option<String> {
    study.rules.gap.filter(|_| !study.rules.finals.is_empty())?;
    if study.tally.stopped.is_empty() {
        return Some(lines("None.", width));
    }
    let mut table = Layout::new(width).text("silent since").number("cases").number("longest");
    for (code, stopped) in &study.tally.stopped {
        let longest = stopped.silent.longest().map(long).unwrap_or_default();
        table.row([study.activity(*code).to_owned(), count(stopped.cases), longest]);
    }
    Some(table.finish())
}

/// Returns what the process tells for a diagnosis, one line a sign.
pub(super) fn signs(study: &Study) -> Vec<String> {
    let all = study.diagnosis();
    let signs = all.dimensions().iter().flat_map(|one| &one.signs);
    signs.map(|sign| format!("- {}: {}: {}", sign.dimension.as_str(), sign.name, measured(sign))).collect()
}

fn more(all: usize, file: &str, width: u16) -> String {
    if all <= MOST {
        return String::new();
    }
    lines(&format!("{} more in {file}.", count((all - MOST) as u64)), width)
}
