//! The report as a page for a terminal.

use std::fmt::Write;

use crm_model::MeasureName;

use super::words::{FEW, budget, choices, course, held, hours, late, lengths, owed, pauses, share};
use super::{Answer, Figures, Group, Lengths, Levels, MonthRow, Slice, Trace, Worst};
use crate::report::Tally;
use crate::report::cell::{Brief, count, counted, readable};
use crate::report::head::{no_promises, tickets};
use crate::report::html::ShareView;
use crate::report::page::layout::{Layout, lines, paragraph};
use crate::report::page::{NARROWEST, WIDEST};
use crate::report::reasons::lacking_in_the_data;

/// How many of the worst cases the page explains; the files explain all that were asked for.
const MOST_EXPLAINED: usize = 3;
/// How many of the worst cases the page lists.
const MOST_LISTED: usize = 20;
/// How many days of each explanation the page tells.
const MOST_DAYS: usize = 12;
/// How many months a row of signs shows.
const MOST_MONTHS: usize = 24;

/// Returns the page, as wide as the terminal is within the bounds of all pages.
pub(super) fn of(answer: &Answer, columns: Option<u16>) -> String {
    let width = columns.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST);
    let Answer { report, levels } = answer;
    let mut page = head(answer, width);
    if levels.groups.is_empty() {
        let _ = write!(page, "\nSERVICE LEVELS\n{}\n", no_promises(report));
    }
    for group in levels.measures() {
        page += &measure(levels, group, width);
    }
    if !levels.groups.is_empty() {
        page += &legend(levels, width);
    }
    page += &months(levels, width);
    page += &worst(levels, width);
    page + &unclear(answer, width)
}

fn head(answer: &Answer, width: u16) -> String {
    let Answer { report, levels } = answer;
    let mut head = paragraph("Data", &report.data.title, width);
    head += &paragraph("Tickets", &tickets(report), width);
    let mut name = "Policy";
    for version in &report.policy.versions {
        head += &paragraph(name, &version.to_string(), width);
        name = "";
    }
    let from = report.as_of_is.in_words();
    head += &paragraph("As of", &format!("{} ({from})", readable(levels.as_of)), width);
    let data = &report.data;
    if data.tickets_opened < data.tickets {
        let all = counted(data.tickets, "ticket");
        head += &paragraph("Opened", &format!("{} of the {all} by then", count(data.tickets_opened)), width);
    }
    head + &paragraph("By", levels.choices.by.as_str(), width)
}

/// Returns how a measure was kept, and how long it took: all of it, then what it is broken down into.
fn measure(levels: &Levels, all: &Group, width: u16) -> String {
    let rows = || levels.rows_of(all).into_iter();
    let shown: Vec<&Column> = COLUMNS.iter().filter(|(_, of)| of(&all.figures.tally) > 0).collect();
    let mut layout = Layout::new(width).text(levels.choices.by.as_str()).number("owed");
    for (name, _) in &shown {
        layout = layout.number(name);
    }
    layout = layout.number("in time").number("");
    for Group { slice, figures: Figures { tally, .. }, .. } in rows() {
        let share = share(levels, tally).unwrap_or_else(|| ("-".to_owned(), String::new()));
        let counts = shown.iter().map(|(_, of)| count(of(tally)));
        let row = [name_of(slice), count(tally.owed())].into_iter().chain(counts);
        layout.row(row.chain([share.0, share.1]));
    }
    let mut text = format!("\n{}\n{}", all.measure.as_str().to_uppercase(), layout.finish());
    if all.figures.elapsed.is_some() {
        let _ = write!(text, "\n{}", taken(levels, rows(), width));
    }
    if all.figures.paused.is_some() {
        let _ = write!(text, "\n{}", stood_still(levels, rows(), width));
    }
    text
}

/// Returns how long it took where it was met.
fn taken<'a>(levels: &Levels, rows: impl Iterator<Item = &'a Group>, width: u16) -> String {
    let mut layout = Layout::new(width).text(levels.choices.by.as_str()).number("taken by");
    layout = layout.number("open: half").number("9 in 10").number("clock: half").number("9 in 10");
    for Group { slice, figures: Figures { open, elapsed, .. }, .. } in rows {
        let cells = [cells(levels, *open, false), cells(levels, *elapsed, true)];
        let taken = elapsed.map_or_else(none, |lengths| count(lengths.count));
        layout.row([name_of(slice), taken].into_iter().chain(cells.into_iter().flatten()));
    }
    layout.finish()
}

/// Returns how long clocks stood still.
fn stood_still<'a>(levels: &Levels, rows: impl Iterator<Item = &'a Group>, width: u16) -> String {
    let mut layout = Layout::new(width).text(levels.choices.by.as_str());
    layout = layout.number("stood still").number("half").number("9 in 10");
    for Group { slice, figures: Figures { paused, .. }, .. } in rows {
        let times = paused.map_or_else(none, |lengths| count(lengths.count));
        layout.row([name_of(slice), times].into_iter().chain(cells(levels, *paused, true)));
    }
    layout.finish()
}

fn cells(levels: &Levels, of: Option<Lengths>, days: bool) -> [String; 2] {
    lengths(levels, of, days).unwrap_or_else(|| [none(), none()])
}

fn none() -> String {
    "-".to_owned()
}

fn name_of(slice: &Slice) -> String {
    slice.as_str().to_owned()
}

/// The head of a column, and what it counts.
type Column = (&'static str, fn(&Tally) -> u64);

/// The columns that stand only where something is counted.
const COLUMNS: [Column; 8] = [
    ("met", |tally| tally.met),
    ("late", |tally| tally.met_late),
    ("missed", |tally| tally.missed),
    ("overdue", |tally| tally.overdue),
    ("open", |tally| tally.open + tally.waiting + tally.blocked),
    ("paused", |tally| tally.paused),
    ("void", Tally::void),
    ("unclear", |tally| tally.undetermined),
];

fn legend(levels: &Levels, width: u16) -> String {
    let few = format!("; {FEW} = of fewer than {} cases", count(levels.choices.few));
    let text = "in time = met, of all that are met, late, missed or overdue (- if there are none); late = met after it \
                was due; missed = not met and no longer possible; overdue = late and still possible; paused = the clock \
                stands still; void = cancelled, superseded or waived; unclear = a fact is missing; taken by = met, in \
                time or late; half, 9 in 10 = took no longer than this; stood still = clocks that did so at all";
    format!("\n{}", paragraph("", &(text.to_owned() + &few), width))
}

/// Returns the share in time by month as a row of signs for each measure.
fn months(levels: &Levels, width: u16) -> String {
    let mut layout = Layout::new(width).text("measure").text("from").text("in time").text("until");
    layout = layout.number("lowest").number("").number("highest").number("");
    let mut any = false;
    for group in levels.measures() {
        let rows: Vec<&MonthRow> = levels.months_of(&group.measure).collect();
        let rows = rows.get(rows.len().saturating_sub(MOST_MONTHS)..).unwrap_or_default();
        let Some(row) = month_row(levels, &group.measure, rows) else { continue };
        layout.row(row);
        any = true;
    }
    if !any {
        return String::new();
    }
    let zone = levels.zone.name();
    let text = format!(
        "each sign is the month ({zone}) in which the obligations arose, from the lowest share to the highest of its row; \
         a blank is a month without a figure; + = the month is not over, so that its figure can still change and counts \
         neither as lowest nor as highest"
    );
    format!("\nBY MONTH\n{}{}", layout.finish(), paragraph("", &text, width))
}

/// Returns one row of signs, where at least two months that are over have a figure.
fn month_row(levels: &Levels, measure: &MeasureName, rows: &[&MonthRow]) -> Option<Vec<String>> {
    let share = |row: &MonthRow| row.tally.attainment();
    let complete = || rows.iter().filter(|row| row.is_complete && share(row).is_some());
    if complete().count() < 2 {
        return None;
    }
    let fraction = |row: &MonthRow| share(row).map(|share| ShareView::of(share).fraction);
    let by_share = |one: &&&MonthRow, other: &&&MonthRow| {
        let parts = |row: &MonthRow| {
            share(row).map_or((0, 1), |share| (u128::from(share.part), u128::from(share.whole)))
        };
        let ((part, whole), (other_part, other_whole)) = (parts(one), parts(other));
        (part * other_whole).cmp(&(other_part * whole))
    };
    let (lowest, highest) = (complete().min_by(by_share)?, complete().max_by(by_share)?);
    let (low, high) = (fraction(lowest)?, fraction(highest)?);
    let signs: String =
        rows.iter().map(|row| fraction(row).map_or(' ', |share| sign(share, low, high))).collect();
    let (first, last) = (rows.first()?, rows.last()?);
    let running = if last.is_complete { "" } else { "+" };
    let told = |row: &MonthRow| {
        super::words::share(levels, &row.tally).map_or_else(String::new, |(_, percent)| percent)
    };
    Some(vec![
        measure.to_string(),
        first.month.to_string(),
        signs,
        format!("{}{running}", last.month),
        told(lowest),
        lowest.month.to_string(),
        told(highest),
        highest.month.to_string(),
    ])
}

/// Returns the sign of a share between the lowest and the highest.
fn sign(share: f64, low: f64, high: f64) -> char {
    const SIGNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let place = (share - low) / (high - low);
    let bounds = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875];
    if !place.is_finite() {
        return '▄';
    }
    let step = bounds.iter().filter(|bound| place >= **bound).count();
    SIGNS.get(step).copied().unwrap_or('█')
}

fn worst(levels: &Levels, width: u16) -> String {
    if levels.worst.is_empty() {
        return if levels.groups.is_empty() {
            String::new()
        } else {
            "\nWORST CASES\nNothing is late.\n".to_owned()
        };
    }
    let mut layout =
        Layout::new(width).text("ticket").text("owed").text(levels.choices.by.as_str()).text("stands");
    layout = layout.number("late by").number("open time");
    for Worst { obligation, slice, .. } in levels.worst.iter().take(MOST_LISTED) {
        let open = obligation.late_by.and_then(|late| late.open);
        let brief = |micros: Option<i64>, days| {
            crate::report::cell::brief(micros, days).unwrap_or_else(|| "-".into())
        };
        layout.row([
            obligation.id.subject.to_string(),
            obligation.id.measure.to_string(),
            name_of(slice),
            obligation.state.as_str().to_owned(),
            brief(obligation.late_by.map(|late| late.elapsed.as_micros()), true),
            brief(open.map(crm_calendar::OpenTime::as_micros), false),
        ]);
    }
    let mut text = format!("\nWORST CASES\n{}", layout.finish());
    for worst in levels.worst.iter().take(MOST_EXPLAINED) {
        let _ = write!(text, "\n{}", explained(worst, levels, width));
    }
    let untold = levels.worst.len().saturating_sub(MOST_EXPLAINED);
    if untold > 0 {
        let _ = write!(text, "\nThe files explain {} more.\n", count(untold as u64));
    }
    text
}

fn explained(worst: &Worst, levels: &Levels, width: u16) -> String {
    let Worst { obligation, trace, .. } = worst;
    let subject = &obligation.id.subject;
    let mut text = lines(&format!("{subject}: {}, {}", owed(obligation), late(obligation.late_by)), width);
    text += &paragraph("", &course(worst, levels.as_of), width);
    let Some(trace) = trace else {
        return text + &paragraph("", "How its due instant came about cannot be told.", width);
    };
    text += &paragraph("", &budget(trace), width);
    for more in [pauses(trace), held(trace), choices(trace)].into_iter().flatten() {
        text += &paragraph("", &more, width);
    }
    text + &days(trace, width)
}

/// Returns the days from the start to the due instant, with what was used of each.
fn days(trace: &Trace, width: u16) -> String {
    const INDENT: &str = "          ";
    if trace.days.is_empty() {
        return String::new();
    }
    let room = width.saturating_sub(u16::try_from(INDENT.len()).unwrap_or(0));
    let mut layout = Layout::new(room).text("day").number("used").text("hours");
    for day in trace.days.iter().take(MOST_DAYS) {
        let length = match day.micros() {
            0 => none(),
            micros => Brief { micros, days: false }.to_string(),
        };
        layout.row([day.name(), length, hours(day, &trace.zone)]);
    }
    let mut text = String::new();
    for line in layout.finish().lines() {
        let _ = writeln!(text, "{INDENT}{line}");
    }
    let more = trace.days.len().saturating_sub(MOST_DAYS) + trace.days_untold;
    if more > 0 {
        let _ = writeln!(text, "{INDENT}... and {} more", count(more as u64));
    }
    text
}

/// Returns what cannot be judged for want of a fact that the whole data set lacks.
fn unclear(answer: &Answer, width: u16) -> String {
    let lacking = lacking_in_the_data(&answer.report);
    let of_tickets = lacking.into_iter().filter(|(_, concerned)| concerned != "all customers");
    let rows: Vec<_> = of_tickets.collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut layout =
        Layout::new(width).text("owed").text("clause").number("concerns").text("what the data lack");
    for (unclear, concerned) in rows {
        layout.row([
            unclear.measure.to_string(),
            unclear.clause.map(|clause| clause.to_string()).unwrap_or_default(),
            concerned,
            crate::report::reasons::words(&unclear.missing),
        ]);
    }
    format!("\nNOT COUNTED ABOVE\n{}", layout.finish())
}
