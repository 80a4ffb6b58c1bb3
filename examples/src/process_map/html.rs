//! The study as one HTML file, made as the other reports are: no script, nothing loaded, light or dark.

use std::io::{self, Write};

use askama::Template;
use crm_kit::kpi::process::HandOvers;

use super::page::shown_path;
use super::study::Study;
use super::words::{lead, measured, rows};
use crate::draw::{Figures, Graph};
use crate::process::words::{hand_overs, long, middle_and_tail, open_sum, share, sum};
use crate::report::cell::{count, readable};
use crate::report::html::Fact;

/// How many rows of each table are shown.
const MOST: usize = 25;
/// With more holders than this, a matrix says less than a list.
const WIDEST_MATRIX: usize = 10;

/// The page with what its template needs.
#[derive(Template)]
#[template(path = "process/page.html", whitespace = "minimize")]
struct Page {
    title: String,
    is_file: bool,
    lead: String,
    facts: Vec<Fact>,
    drawn: String,
    picture: Graph,
    steps: Figures,
    waits: Figures,
    paths: Vec<(String, String, String)>,
    /// How many paths are not shown; nothing if all are.
    paths_more: Option<String>,
    months: Figures,
    departments: String,
    department_table: Option<Figures>,
    resources: String,
    resource_table: Option<Figures>,
    names_hidden: bool,
    rules: Option<Figures>,
    broken: Option<Figures>,
    signs: Vec<(String, String, String)>,
}

/// Writes the page.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    page(study).write_into(&mut { out })
}

fn page(study: &Study) -> Page {
    let fact = |name: &str, texts: Vec<String>| Fact { name: name.to_owned(), texts };
    let mut facts = vec![fact("Log", vec![rows(study)]), fact("Until", vec![readable(study.as_of)])];
    if let Some(calendar) = &study.calendar {
        facts.push(fact("Open time", vec![format!("by the calendar {calendar}, beside the clock")]));
    }
    if !study.notes.is_empty() {
        facts.push(fact("Notes", study.notes.clone()));
    }
    let (departments, resources) = (&study.tally.departments, &study.tally.resources);
    let diagnosis = study.diagnosis();
    let signs = diagnosis.dimensions().iter().flat_map(|one| &one.signs);
    Page {
        title: study.title.clone(),
        is_file: study.is_file,
        lead: lead(study) + ".",
        facts,
        drawn: study.map.in_words(study.named()),
        picture: study.map.picture(study.named()),
        steps: steps(study),
        waits: waits(study),
        paths: paths(study),
        paths_more: study
            .tally
            .variants
            .len()
            .checked_sub(MOST)
            .filter(|more| *more > 0)
            .map(|more| count(more as u64)),
        months: months(study),
        departments: hand_overs(departments, "department"),
        department_table: matrix("departments", departments, &|code| study.department(code)),
        resources: hand_overs(resources, "resource"),
        resource_table: matrix("resources", resources, &|code| study.resource(code)),
        names_hidden: study.resources.is_none(),
        rules: rules(study),
        broken: broken(study),
        signs: signs
            .map(|sign| (sign.dimension.as_str().to_owned(), sign.name.clone(), measured(sign)))
            .collect(),
    }
}

fn caption(what: &str, all: usize) -> String {
    if all > MOST { format!("{what}; the first {MOST} of {}", count(all as u64)) } else { what.to_owned() }
}

fn steps(study: &Study) -> Figures {
    let tally = &study.tally;
    let mut all: Vec<_> = tally.activities.iter().collect();
    all.sort_by(|one, other| other.1.events.cmp(&one.1.events).then(one.0.cmp(other.0)));
    let header = [
        "activity",
        "events",
        "cases",
        "first step",
        "last step",
        "again in its case",
        "in cases",
        "by the same straight away",
        "working",
        "waiting",
    ];
    let mut table =
        Figures::new("steps-figures", &caption("Activities, the most common first", all.len()), header);
    for (code, one) in all.iter().take(MOST) {
        let of = |counts: &std::collections::BTreeMap<u32, u64>| {
            count(counts.get(code).copied().unwrap_or_default())
        };
        let spent = |total: crm_kit::kpi::process::Total| {
            if total.times == 0 { "-".to_owned() } else { sum(total.clock) }
        };
        table.row(
            study.activity(**code).to_owned(),
            [
                count(one.events),
                count(one.cases),
                of(&tally.starts),
                of(&tally.ends),
                count(one.again),
                count(one.cases_again),
                study.repeated_by_same(one).map_or_else(|| "-".to_owned(), count),
                spent(one.spent.working),
                spent(one.spent.waiting),
            ],
        );
    }
    table
}

fn waits(study: &Study) -> Figures {
    let all: Vec<_> = study.tally.bottlenecks_by_clock().collect();
    let header = ["from → to", "measured", "half at most", "nine in ten", "longest", "in all", "share"];
    let open = study.calendar.as_ref().map(|_| ["open: half at most", "open: in all"]);
    let header = header.into_iter().chain(open.into_iter().flatten());
    let mut table =
        Figures::new("waits-figures", &caption("Waits, the largest sum first", all.len()), header);
    for one in all.iter().take(MOST) {
        let wait = &one.edge.wait.clock;
        let [median, ninety] = middle_and_tail(wait);
        let longest = wait.longest().map(long).unwrap_or_default();
        let of_open = |_: &String| {
            let times = &one.edge.wait.open;
            let half = times.median().map_or_else(|| "-".to_owned(), |micros| open_sum(micros.into()));
            [half, open_sum(times.sum())]
        };
        let open = study.calendar.as_ref().map(of_open).into_iter().flatten();
        let figures = [count(wait.count()), median, ninety, longest, sum(wait.sum()), share(Some(one.share))];
        table.row(
            format!("{} → {}", study.activity(one.from), study.activity(one.to)),
            figures.into_iter().chain(open),
        );
    }
    table
}

fn paths(study: &Study) -> Vec<(String, String, String)> {
    let paths = study.tally.paths().take(MOST);
    paths
        .map(|path| (shown_path(study, path.activities), count(path.cases), share(Some(path.cumulative))))
        .collect()
}

fn months(study: &Study) -> Figures {
    const LAST: usize = 24;
    let months = &study.tally.months;
    let what = if study.rules.finals.is_empty() {
        "Cases by the month in which they began; how long from their first to their last event so far"
    } else {
        "Cases by the month in which they began; how long those took that have ended"
    };
    let left_out = months.len().saturating_sub(LAST);
    let what = if left_out > 0 {
        format!("{what}; the last {LAST} months of {}", months.len())
    } else {
        what.to_owned()
    };
    let mut table =
        Figures::new("months-figures", &what, ["month", "began", "ended", "half at most", "nine in ten"]);
    for (first, month) in months.iter().skip(left_out) {
        let [median, ninety] = middle_and_tail(&month.time.clock);
        let ended = if study.rules.finals.is_empty() { "-".to_owned() } else { count(month.ended) };
        table.row(first.format("%Y-%m").to_string(), [count(month.began), ended, median, ninety]);
    }
    table
}

/// Returns hand-overs as a matrix, or the most common ones as a list where it would be too wide; `None` without any.
fn matrix(what: &'static str, holders: &HandOvers, name: &dyn Fn(u32) -> String) -> Option<Figures> {
    if holders.pairs.is_empty() {
        return None;
    }
    let all: Vec<u32> = holders.holders().into_iter().collect();
    if all.len() <= WIDEST_MATRIX {
        let names: Vec<String> = all.iter().map(|code| name(*code)).collect();
        let header = ["from, to"].into_iter().chain(names.iter().map(String::as_str));
        let mut table =
            Figures::new(what, &format!("Hand-overs between {what}: from the row to the column"), header);
        for (from, of) in all.iter().zip(&names) {
            // Nobody hands over to oneself.
            let cells = all.iter().map(|to| match holders.pairs.get(&(*from, *to)) {
                None if from == to => "-".to_owned(),
                moves => count(moves.map_or(0, |moves| moves.times)),
            });
            table.row(of.clone(), cells);
        }
        return Some(table);
    }
    let mut pairs: Vec<_> = holders.pairs.iter().collect();
    pairs.sort_by(|one, other| other.1.times.cmp(&one.1.times).then(one.0.cmp(other.0)));
    let caption = caption(&format!("Hand-overs between {what}, the most common first"), pairs.len());
    let mut table =
        Figures::new(what, &caption, ["from → to", "times", "waited in the mean", "straight back"]);
    for ((from, to), moves) in pairs.iter().take(MOST) {
        let mean = moves.wait.clock.checked_div(i128::from(moves.wait.times));
        let back = holders.returns.get(&(*from, *to)).copied().unwrap_or_default();
        let figures = [count(moves.times), mean.map_or_else(|| "-".to_owned(), sum), count(back)];
        table.row(format!("{} → {}", name(*from), name(*to)), figures);
    }
    Some(table)
}

fn rules(study: &Study) -> Option<Figures> {
    let header = ["rule", "cases", "kept", "broken in cases", "breaks", "undecided cases"];
    let mut table =
        Figures::new("rules-figures", "Rules of order, and the cases that they ask something of", header);
    for (one, found) in &study.order {
        let figures = [
            count(found.cases),
            share(found.kept()),
            count(found.broken.len() as u64),
            count(found.breaks),
            count(found.cases_undecided),
        ];
        table.row(study.rule(*one), figures);
    }
    (!study.order.is_empty()).then_some(table)
}

fn broken(study: &Study) -> Option<Figures> {
    let gap = study.rules.gap.filter(|_| !study.rules.finals.is_empty())?;
    let caption = format!("Cases that have not ended and are silent for more than {}", long(gap.as_micros()));
    let mut table =
        Figures::new("broken-figures", &caption, ["silent since", "cases", "half at most", "longest"]);
    for (code, stopped) in &study.tally.stopped {
        let of = |micros: Option<i64>| micros.map(long).unwrap_or_default();
        let figures = [count(stopped.cases), of(stopped.silent.median()), of(stopped.silent.longest())];
        table.row(study.activity(*code).to_owned(), figures);
    }
    Some(table)
}
