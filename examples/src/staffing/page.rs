//! The study as a page for a terminal.

use super::study::{Figures, Line, Study};
use super::words::{cells, from, goal, lead, met, model, names, plain, share};
use crate::fit_words::sentence;
use crate::report::page::layout::{Layout, lines, paragraph};
use crate::report::page::{NARROWEST, WIDEST};

/// Returns the page.
pub(super) fn of(study: &Study, columns: Option<u16>) -> String {
    let width = columns.map_or(WIDEST, |columns| columns.clamp(NARROWEST, WIDEST));
    let mut out = paragraph("Calls", &study.title, width);
    out.push_str(&paragraph("Goal", &goal(study), width));
    out.push_str(&paragraph("Model", &model(study), width));
    out.push('\n');
    for text in lead(study) {
        out.push_str(&lines(&format!("- {}", sentence(&text)), width));
    }
    out.push('\n');
    out.push_str(&if study.interval.is_none() { others(study, width) } else { day(study, width) });
    out.push_str(&lines(
        "in time: share of all calls answered within the limit; wait: share that finds no agent free; busy: share of their time \
         in which agents talk or finish a call.",
        width,
    ));
    out
}

/// Returns a table of numbers of agents, the fewest that are enough marked.
fn others(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width);
    for name in names(study) {
        table = table.number(name);
    }
    table = table.text("goal");
    let fewest = study.lines.first().map(|line| line.needed.agents);
    for figures in &study.others {
        let goal = match (figures.is_met, Some(figures.agents) == fewest) {
            (Some(true), true) => "met, by the fewest",
            _ => met(figures),
        };
        table.row(cells(study, figures).into_iter().chain([goal.to_owned()]));
    }
    table.finish()
}

/// Columns of a table, each with its name, whether it holds numbers, and its cells.
type Columns = Vec<(&'static str, bool, Vec<String>)>;

/// What a narrow page leaves out first; the table beside it has all.
const LEFT_OUT: [&str; 4] = ["erlangs", "wait", "busy", "mean wait"];

/// Returns a table of the intervals, with as many columns as there is room for.
fn day(study: &Study, width: u16) -> String {
    let mut columns = columns(study);
    let mut left_out = LEFT_OUT.iter();
    loop {
        let mut table = Layout::new(width);
        for (name, is_number, _) in &columns {
            table = if *is_number { table.number(name) } else { table.text(name) };
        }
        for row in 0..study.lines.len() {
            table.row(columns.iter().filter_map(|(_, _, cells)| cells.get(row).cloned()));
        }
        if table.fits() {
            return table.finish();
        }
        let Some(name) = left_out.next() else { return table.finish() };
        columns.retain(|column| column.0 != *name);
    }
}

fn columns(study: &Study) -> Columns {
    let of = |cell: &dyn Fn(&Line) -> String| study.lines.iter().map(cell).collect::<Vec<_>>();
    let mut columns: Columns = vec![
        ("from", false, of(&from)),
        ("calls", true, of(&|line| plain(line.interval.calls))),
        ("erlangs", true, of(&|line| line.offered.erlangs().to_decimal_string(1))),
    ];
    for (place, name) in names(study).into_iter().enumerate() {
        let cell = |line: &Line| cells(study, &line.needed).into_iter().nth(place).unwrap_or_default();
        columns.push((name, true, of(&cell)));
    }
    if study.planned().0 > 0 {
        let planned = |cell: &dyn Fn(&Figures) -> String| {
            of(&|line| line.planned.as_ref().map(|planned| cell(&planned.figures)).unwrap_or_default())
        };
        columns.push(("planned", true, planned(&|figures| figures.agents.to_string())));
        columns.push(("in time", true, planned(&|figures| share(figures.level))));
        let goal = |figures: &Figures| met(figures).to_owned();
        columns.push(("goal", false, planned(&goal)));
    }
    columns
}
