//! The study as a page for a terminal.

use super::study::Study;
use super::words::{cells, from, goal, lead, model, names, percent, plain};
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
            (_, true) => "met, by the fewest",
            (true, false) => "met",
            (false, false) => "missed",
        };
        table.row(cells(figures).into_iter().chain([goal.to_owned()]));
    }
    table.finish()
}

fn day(study: &Study, width: u16) -> String {
    let is_planned = study.planned().0 > 0;
    let mut table = Layout::new(width).text("from").number("calls").number("erlangs");
    for name in names(study) {
        table = table.number(name);
    }
    if is_planned {
        table = table.number("planned").number("in time").text("goal");
    }
    for line in &study.lines {
        let erlangs = line.offered.erlangs().to_decimal_string(1);
        let mut row = vec![from(line), plain(line.interval.calls), erlangs];
        row.extend(cells(&line.needed));
        if is_planned {
            row.extend(line.planned.as_ref().map_or_else(Default::default, |planned| {
                let goal = if planned.figures.is_met { "met" } else { "missed" };
                [planned.figures.agents.to_string(), percent(planned.figures.level), goal.to_owned()]
            }));
        }
        table.row(row);
    }
    table.finish()
}
