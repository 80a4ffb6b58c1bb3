//! What was found, as a page for a terminal.

use std::fmt::Write as _;

use crm_kit::sla::{Calibration, Check, Confusion, Doubt, GroupFit, Search};
use crm_model::Ratio;

use super::log::Log;
use super::words::{Words, at_closing, bounds, length, waits};
use super::{Found, rules};
use crate::report::page::layout::Layout;
use crate::report::{count, counted};

/// How wide the page is unless the terminal is narrower, and how narrow it may be.
const WIDTHS: (u16, u16) = (80, 110);

/// How many of the other hypotheses are shown.
const RUNNERS_UP: usize = 8;

/// Returns the page.
pub(super) fn text(log: &Log, search: &Search, found: &Found, columns: Option<u16>) -> String {
    let width = columns.map_or(WIDTHS.1, |columns| columns.clamp(WIDTHS.0, WIDTHS.1));
    let words = Words { log, search };
    let mut out = head(&words, found, width);
    out.push_str("\nTARGETS\n");
    out.push_str(&targets(&words, &found.calibration, width));
    let others = &found.calibration.runners_up;
    if !others.is_empty() {
        let shown = others.len().min(RUNNERS_UP);
        let _ = writeln!(out, "\nRUNNERS-UP ({shown} of {})", others.len());
        out.push_str(&runners_up(&words, &found.calibration, width));
    }
    out.push_str("\nNOT PINNED DOWN\n");
    let open = open_questions(&words, &found.calibration);
    for sentence in &open {
        out.push_str(&wrapped("- ", sentence, width));
    }
    if open.is_empty() {
        out.push_str(
            "Nothing among what was tried. What was not tried, such as breaks at noon, is not told.\n",
        );
    }
    out.push_str("\nRULES, to paste into a policy\n");
    out.push_str(&rules::text(log, search, found));
    out
}

fn head(words: &Words<'_>, found: &Found, width: u16) -> String {
    let Calibration { best, majority, majority_by_group, .. } = &found.calibration;
    let Confusion { rows, right, wrongly_met, wrongly_missed } = best.confusion;
    let of_all = |part: u64| share(part, rows);
    let best_is = words.hypothesis(&best.hypothesis);
    let mut lines = vec![
        ("Log", format!("{}: {} with a verdict", words.log.title, counted(rows, "ticket"))),
        ("Best", best_is),
        (
            "Right",
            format!(
                "{} of {} ({}); wrongly met {}, wrongly missed {}, unexplained {}",
                count(right),
                count(rows),
                of_all(right),
                count(wrongly_met),
                count(wrongly_missed),
                count(best.confusion.unexplained())
            ),
        ),
        (
            "Beside",
            format!(
                "the more frequent verdict alone is right for {}, that of each group for {}",
                of_all(*majority),
                of_all(*majority_by_group)
            ),
        ),
    ];
    lines.push(("Checked", checked(found)));
    lines.into_iter().map(|(name, text)| wrapped(&format!("{name:10}"), &text, width)).collect()
}

/// Returns how rules that were found on one half do on the other.
fn checked(found: &Found) -> String {
    let Some(Check { confusion: Confusion { rows, right, .. }, majority_by_group }) = found.other_half else {
        return "not at all: there are too few different tickets".to_owned();
    };
    let means = if found.is_a_rule() { "" } else { ": NO RULE IS FOUND, what fits does so by chance" };
    format!(
        "found on one half and asked about the other, both ways, it is right for {}, the more frequent verdict for \
         {}{means}",
        share(right, rows),
        share(majority_by_group, rows)
    )
}

fn targets(words: &Words<'_>, found: &Calibration, width: u16) -> String {
    let header = [
        "group",
        "met",
        "missed",
        "target from",
        "to",
        "suggested",
        "right",
        "wrongly met",
        "wrongly missed",
    ];
    let mut rows = Vec::new();
    for group in &found.best.groups {
        for (place, range) in group.ranges.iter().enumerate() {
            let [from, to] = bounds(range);
            let first = |text: String| if place == 0 { text } else { String::new() };
            let confusion = group.confusion;
            rows.push(vec![
                first(words.group(group.group)),
                first(count(group.met)),
                first(count(group.missed)),
                from,
                to,
                first(group.suggested.map_or_else(|| "-".to_owned(), length)),
                first(count(confusion.right)),
                first(count(confusion.wrongly_met)),
                first(count(confusion.wrongly_missed)),
            ]);
        }
    }
    table(&header, &[1, 2, 6, 7, 8], rows, width)
}

fn runners_up(words: &Words<'_>, found: &Calibration, width: u16) -> String {
    let rows = found.best.confusion.rows;
    let one = |other: &crm_kit::sla::RunnerUp| {
        vec![words.hypothesis(&other.hypothesis), count(other.right), share(other.right, rows)]
    };
    let others = found.runners_up.iter().take(RUNNERS_UP).map(one).collect();
    table(&["what is measured", "right", ""], &[1, 2], others, width)
}

/// Returns what the log leaves open, one sentence each.
pub(super) fn open_questions(words: &Words<'_>, found: &Calibration) -> Vec<String> {
    let mut sentences: Vec<String> =
        found.doubts.iter().filter_map(|doubt| sentence(words, found, doubt)).collect();
    let suggested = found.best.groups.iter().filter(|group| group.suggested.is_some());
    let ranges: Vec<String> = suggested.filter_map(|group| told_range(words, group)).collect();
    if !ranges.is_empty() {
        let ranges = ranges.join("; ");
        sentences.push(format!(
            "Any target in its range explains the log as well as the one suggested, which is only the roundest: {ranges}."
        ));
    }
    sentences
}

fn told_range(words: &Words<'_>, group: &GroupFit) -> Option<String> {
    let [from, to] = bounds(group.ranges.first()?);
    let more = if group.ranges.len() > 1 { ", and other ranges" } else { "" };
    Some(format!("{} {from} to {to}{more}", words.group(group.group)))
}

fn sentence(words: &Words<'_>, found: &Calibration, doubt: &Doubt) -> Option<String> {
    Some(match *doubt {
        Doubt::NoBetterThanMajority { right, majority } => format!(
            "The rule itself: the best is right for {}, and always giving the more frequent verdict of each group for {}.",
            counted(right, "ticket"),
            count(majority)
        ),
        Doubt::Tied { hypothesis } => {
            format!("What is measured: {} explains as many tickets.", words.hypothesis(&hypothesis))
        }
        Doubt::AtClosing { other } => {
            let other = at_closing(other);
            format!(
                "Whether a limit that runs out at closing is due {other} instead: that would explain as many tickets."
            )
        }
        Doubt::Waits { other } => {
            format!("Whether waits stop the clock: if they {}, as many tickets are explained.", waits(other))
        }
        Doubt::Windows { count: windows, all } => {
            let least = if all { "" } else { "at least " };
            let spread = spread(found).unwrap_or_default();
            format!(
                "The hours: {least}{} explain as many tickets{spread}.",
                counted(windows as u64, "window")
            )
        }
        Doubt::FewVerdicts { group, met, missed } => format!(
            "The target of {}: {} met and {} missed are too few to tell it.",
            words.group(group),
            count(met),
            count(missed)
        ),
        Doubt::GroupNoBetterThanMajority { group } => format!(
            "The target of {}: the best explains no more than the more frequent verdict does.",
            words.group(group)
        ),
        Doubt::SeveralRanges { group, ranges } => {
            format!("The target of {}: {ranges} separate ranges are equally good.", words.group(group))
        }
        Doubt::LeftOut(left_out) => {
            let reasons = [
                (left_out.no_end, "the event did not happen, or only a bound of its time is known"),
                (left_out.end_before_start, "it is dated before the opening"),
                (left_out.beyond_calendar, "it is beyond the calendar"),
            ];
            let reasons = reasons.into_iter().filter(|(tickets, _)| *tickets > 0);
            let told = reasons.map(|(tickets, why)| format!("{} since {why}", count(tickets)));
            let all = counted(left_out.count(), "ticket");
            format!("{all} cannot be judged: {}.", told.collect::<Vec<_>>().join(", "))
        }
        _ => return None,
    })
}

/// Returns between which times the equally good hours open and close.
fn spread(found: &Calibration) -> Option<String> {
    let (first, last) = (found.windows.first()?, found.windows.last()?);
    if found.windows.len() == 1 {
        return None;
    }
    let opens = found.windows.iter().map(|window| window.opens());
    let closes = found.windows.iter().map(|window| window.closes());
    let crosses_midnight = found.windows.iter().any(|window| window.is_overnight());
    if crosses_midnight {
        return Some(format!(", such as {first} and {last}"));
    }
    let (opens, closes) = ((opens.clone().min()?, opens.max()?), (closes.clone().min()?, closes.max()?));
    let between = |(least, most): (_, _)| format!("{least} to {most}");
    Some(format!(", opening at {} and closing at {}", between(opens), between(closes)))
}

fn share(part: u64, whole: u64) -> String {
    Ratio::new(i128::from(part), i128::from(whole)).map_or_else(|| "-".to_owned(), |share| share.percent(2))
}

fn table(header: &[&str], numbers: &[usize], rows: Vec<Vec<String>>, width: u16) -> String {
    let columns = header.iter().enumerate();
    let mut table = columns.fold(Layout::new(width), |table, (place, head)| {
        if numbers.contains(&place) { table.number(head) } else { table.text(head) }
    });
    for row in rows {
        table.row(row);
    }
    table.finish()
}

/// Returns a text in lines, indented below the first.
fn wrapped(mark: &str, text: &str, width: u16) -> String {
    let (width, mut line, mut out) = (usize::from(width), mark.to_owned(), String::new());
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > width {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(mark.len());
        }
        if !line.ends_with(' ') && !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{}", line.trim_end());
    out
}
