//! The answer as a page for a terminal.

use std::collections::BTreeSet;
use std::fmt::Write;

use crm_calendar::ElapsedTime;
use crm_kit::{Direction, Flip, FlipSide, MeasureChange, Outcome, OutcomeMatrix};
use crm_model::Ratio;

use super::Answer;
use super::example::{best, lateness};
use crate::report::cell::{brief, count, counted, minute, percent, readable};
use crate::report::page::layout::{Layout, is_narrow, paragraph};
use crate::report::page::{NARROWEST, WIDEST};
use crate::report::tally::place_of;

/// Returns the page, as wide as the terminal is within the bounds of all pages.
pub(super) fn of(answer: &Answer, columns: Option<u16>) -> String {
    let width = columns.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST);
    let mut page = head(answer, width);
    let mut measures: Vec<&MeasureChange> = answer.change.measures.iter().collect();
    measures.sort_by_key(|change| place_of(&change.measure));
    page += "\nBY MEASURE\n";
    if measures.is_empty() {
        page += "Neither policy demands anything of these tickets.\n";
        return page;
    }
    page += &table(&measures, width);
    let legend = "before, after = met in time, of all that are met, met late, missed or overdue (- if there are \
                  none); worse = late only after the change; better = late only before it; other = another outcome \
                  that is neither, such as owed or known under one policy alone; moved = the same outcome with \
                  another due instant";
    page += &paragraph("", legend, width);
    for change in measures.iter().filter(|change| change.matrix.flipped() > 0) {
        page += &outcomes(change, width);
        page += &examples(answer, change, width);
    }
    page
}

fn head(answer: &Answer, width: u16) -> String {
    let Answer { data, change, .. } = answer;
    let mut head = paragraph("Data", &data.title, width);
    for (name, policy) in [("Before", &answer.before), ("After", &answer.after)] {
        let mut name = name;
        for version in &policy.versions {
            head += &paragraph(name, &version.to_string(), width);
            name = "";
        }
    }
    let from = answer.as_of_is.in_words();
    head += &paragraph("As of", &format!("{} ({from})", readable(change.as_of)), width);
    head += &paragraph("Tickets", &format!("{} with something owed", count(change.tickets)), width);
    let flips = |wanted: Direction| {
        let flips = change.flips.iter().filter(|flip| flip.direction() == wanted);
        let tickets: BTreeSet<_> = flips.clone().map(|flip| &flip.subject).collect();
        format!("{} on {}", counted(flips.count() as u64, "verdict"), counted(tickets.len() as u64, "ticket"))
    };
    let (worse, better, other) = (flips(Direction::Worse), flips(Direction::Better), flips(Direction::Other));
    head += &paragraph("Worse", &format!("{worse}: late only after the change"), width);
    head += &paragraph("Better", &format!("{better}: late only before it"), width);
    head + &paragraph("Other", &format!("{other}: another outcome that is neither"), width)
}

fn table(measures: &[&MeasureChange], width: u16) -> String {
    let mut layout = Layout::new(width);
    layout = layout.number("owed").number("before").number("").number("owed").number("after").number("");
    layout = layout.number("worse").number("better");
    if !is_narrow(width) {
        layout = layout.number("other").number("moved");
    }
    let cells = if is_narrow(width) { 8 } else { 10 };
    for MeasureChange { matrix, due_moved, .. } in measures {
        let owed = |absent: u64| count(matrix.total() - absent);
        let (was, is) = (owed(matrix.before(Outcome::Absent)), owed(matrix.after(Outcome::Absent)));
        let before = [was].into_iter().chain(share(matrix.attainment_before()));
        let after = [is].into_iter().chain(share(matrix.attainment_after()));
        let flips = [Direction::Worse, Direction::Better, Direction::Other];
        let flips = flips.into_iter().map(|direction| count(matrix.flipped_to(direction)));
        layout.row(before.chain(after).chain(flips).chain([count(*due_moved)]).take(cells));
    }
    let captions: Vec<String> = measures.iter().map(|change| change.measure.to_string()).collect();
    layout.finish_with(&captions)
}

/// Returns a share in two cells: its parts, and the percentage.
fn share(share: Option<Ratio>) -> [String; 2] {
    let Some(share) = share else { return ["-".to_owned(), String::new()] };
    let (part, whole) = share.parts();
    let number = |number: i128| count(u64::try_from(number).unwrap_or_default());
    [format!("{}/{}", number(part), number(whole)), percent(share)]
}

/// Returns how many went from which outcome (rows) to which (columns), for the outcomes that there are.
fn outcomes(change: &MeasureChange, width: u16) -> String {
    let matrix: &OutcomeMatrix = &change.matrix;
    let seen = |side: &dyn Fn(Outcome) -> u64| -> Vec<Outcome> {
        Outcome::ALL.into_iter().filter(|outcome| side(*outcome) > 0).collect()
    };
    let (rows, columns) = (seen(&|outcome| matrix.before(outcome)), seen(&|outcome| matrix.after(outcome)));
    let mut layout = Layout::new(width).text("before \\ after");
    for column in &columns {
        layout = layout.number(column.as_str());
    }
    layout = layout.number("all");
    for row in rows {
        let cells = columns.iter().map(|column| count(matrix.count(row, *column)));
        layout.row([row.to_string()].into_iter().chain(cells).chain([count(matrix.before(row))]));
    }
    let sums = columns.iter().map(|column| count(matrix.after(*column)));
    layout.row(["all".to_owned()].into_iter().chain(sums).chain([count(matrix.total())]));
    format!("\n{}: from which outcome to which\n{}", change.measure.as_str().to_uppercase(), layout.finish())
}

/// Returns the latest flips of a measure in either direction, with both due instants.
fn examples(answer: &Answer, change: &MeasureChange, width: u16) -> String {
    let mut text = String::new();
    for direction in [Direction::Worse, Direction::Better] {
        let all = change.matrix.flipped_to(direction);
        let flips = best(&answer.change, change.measure.as_str(), direction, answer.examples);
        if flips.is_empty() {
            continue;
        }
        let shown = flips.len() as u64;
        let of =
            if shown < all { format!("the {} latest of {}", count(shown), count(all)) } else { count(all) };
        let _ = writeln!(text, "\n{direction}: {of}");
        let mut layout = Layout::new(width).text("ticket").text("before").number("due (UTC)");
        layout = layout.text("after").number("due (UTC)").number("late by");
        for flip in flips {
            layout.row(row(flip));
        }
        text += &layout.finish();
    }
    text
}

fn row(flip: &Flip) -> [String; 6] {
    let side =
        |side: &Option<FlipSide>| side.as_ref().map_or("absent", |side| side.state.as_str()).to_owned();
    let due = |side: &Option<FlipSide>| {
        side.as_ref().and_then(|side| side.due).map_or_else(|| "-".to_owned(), minute)
    };
    let round = if flip.round > 1 { format!(" (round {})", flip.round) } else { String::new() };
    [
        format!("{}{round}", flip.subject),
        side(&flip.before),
        due(&flip.before),
        side(&flip.after),
        due(&flip.after),
        brief(lateness(flip).map(ElapsedTime::as_micros), true).unwrap_or_else(|| "-".to_owned()),
    ]
}
