//! The answer as a page for a terminal.

use std::collections::BTreeSet;
use std::fmt::Write;

use crm_calendar::ElapsedTime;
use crm_kit::{Direction, Flip, FlipSide, MatrixCell, MeasureChange, Outcome, OutcomeMatrix};
use crm_model::Ratio;

use super::Answer;
use super::example::{best, lateness};
use crate::report::PolicySummary;
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
    page += &paragraph("", &legend(width), width);
    for change in measures.iter().filter(|change| change.matrix.flipped() > 0) {
        page += &outcomes(change, width);
        page += &examples(answer, change, width);
    }
    page
}

fn head(answer: &Answer, width: u16) -> String {
    let Answer { data, change, .. } = answer;
    let mut head = paragraph("Data", &data.title, width);
    let told = |policy: &PolicySummary| policy.versions.iter().map(ToString::to_string).collect::<Vec<_>>();
    let are_told_alike = told(&answer.before) == told(&answer.after);
    for (name, policy, given) in
        [("Before", &answer.before, &answer.names.0), ("After", &answer.after, &answer.names.1)]
    {
        let mut name = name;
        for version in told(policy) {
            // A copy of a policy keeps its name: then only the command line tells the two apart.
            let from = if are_told_alike { format!(" ({given})") } else { String::new() };
            head += &paragraph(name, &(version + &from), width);
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
    head += &paragraph("Other", &format!("{other}: another outcome that is neither"), width);
    let moved: u64 = change.measures.iter().map(|change| change.due_moved).sum();
    if change.flips.is_empty() && moved == 0 {
        let alike = "no verdict and no due instant differs: on these tickets both policies come to the same";
        head += &paragraph("Note", alike, width);
    }
    head
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

/// Returns what the columns of the table mean, those that a narrow page has.
fn legend(width: u16) -> String {
    let mut legend =
        "before, after = met in time, of all that are met, met late, missed or overdue (- if there are \
                      none); worse = late only after the change; better = late only before it"
            .to_owned();
    if !is_narrow(width) {
        legend += "; other = another outcome that is neither, such as owed or known under one policy alone; moved = \
                   the same outcome with another due instant";
    }
    legend
}

/// Returns a share in two cells: its parts, and the percentage.
fn share(share: Option<Ratio>) -> [String; 2] {
    let Some(share) = share else { return ["-".to_owned(), String::new()] };
    let (part, whole) = share.parts();
    let number = |number: i128| count(u64::try_from(number).unwrap_or_default());
    [format!("{}/{}", number(part), number(whole)), percent(share)]
}

/// Returns how many went from which outcome to which, for the outcomes that there are: as a table with a row for each
/// outcome before and a column for each after, or where the page is too narrow for that, as a list.
fn outcomes(change: &MeasureChange, width: u16) -> String {
    let crossed = crossed(&change.matrix, width);
    let table = if crossed.fits() { crossed } else { listed(&change.matrix, width) };
    format!("\n{}: from which outcome to which\n{}", change.measure.as_str().to_uppercase(), table.finish())
}

fn crossed(matrix: &OutcomeMatrix, width: u16) -> Layout {
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
    layout
}

fn listed(matrix: &OutcomeMatrix, width: u16) -> Layout {
    let mut layout = Layout::new(width).text("before").text("after").number("obligations");
    for MatrixCell { before, after, count: number } in matrix.cells() {
        layout.row([before.to_string(), after.to_string(), count(number)]);
    }
    layout.row(["all".to_owned(), String::new(), count(matrix.total())]);
    layout
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
