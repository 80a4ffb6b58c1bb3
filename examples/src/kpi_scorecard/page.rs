//! The study as a page for a terminal.

use super::study::Study;
use super::words::{
    advice, asked, course, cut_off, elsewhere, gap, interval, lead, probability, restated, signals, standing,
    takes, untold,
};
use crate::report::Page;
use crate::report::cell::{count, counted, readable};
use crate::report::page::layout::{Layout, lines, paragraph};
use crate::report::page::{NARROWEST, WIDEST};
use crate::report::scorecard::{measured, name, note, shown};

/// Returns the page.
pub(super) fn of(study: &Study, columns: Option<u16>) -> String {
    let width = columns.map_or(WIDEST, |columns| columns.clamp(NARROWEST, WIDEST));
    let report = &study.report;
    let mut out = paragraph("Data", &report.data.title, width);
    for (place, version) in report.policy.versions.iter().enumerate() {
        out.push_str(&paragraph(if place == 0 { "Policy" } else { "" }, &version.to_string(), width));
    }
    let as_of = format!("{} ({})", readable(report.assessment.as_of), report.as_of_is.in_words());
    out.push_str(&paragraph("As of", &as_of, width));
    if let Some(per) = study.per {
        out.push_str(&paragraph("Measured", &format!("per {per}"), width));
    }
    out.push('\n');
    for sentence in lead(study) {
        out.push_str(&lines(&format!("- {sentence}"), width));
    }
    out.push_str(&Page::of_scorecard(report, width));
    out.push_str(&behind(study, width));
    out.push_str(&notes(study, width));
    out.push_str(&missed(study, width));
    out.push_str(&standing_out(study, width));
    out.push_str(&trends(study, width));
    out.push_str(&Page::of_analyses(report, width));
    out.push_str(&running(study, width));
    out.push_str(&restatements(study, width));
    out
}

/// Returns a heading and the text below it; nothing without text.
fn section(heading: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("\n{heading}\n{text}") }
}

/// Returns how many cases stand behind each value, how sure it is, and how far from its target.
fn behind(study: &Study, width: u16) -> String {
    let mut table =
        Layout::new(width).text("indicator").number("cases").number("interval").text("to the target");
    let shown = measured(&study.report);
    let any = !shown.is_empty();
    for line in shown {
        let Some((_, more)) = study.lines().find(|(other, _)| other.indicator == line.indicator) else {
            continue;
        };
        let to_target = elsewhere(more).unwrap_or_else(|| gap(line, more.distance));
        table.row([name(line), line.cases().map(count).unwrap_or_default(), interval(line), to_target]);
    }
    section("BEHIND THE VALUES", if any { table.finish() } else { String::new() })
}

/// Returns what else a reader should know of each indicator, also where there is no value.
fn notes(study: &Study, width: u16) -> String {
    let mut text = String::new();
    for (line, _) in study.lines().filter(|(line, _)| !line.notes.is_empty()) {
        let said: Vec<String> = line.notes.iter().map(note).collect();
        text.push_str(&lines(&format!("- {}: {}.", name(line), said.join("; ")), width));
    }
    section("BESIDES", text)
}

fn missed(study: &Study, width: u16) -> String {
    let mut text = String::new();
    for (line, more) in study.missed() {
        let said = format!("{} ({}): {}.", name(line), line.clause, standing(study, line, more));
        let all: Vec<String> = [said].into_iter().chain(takes(study, line, more)).collect();
        text.push_str(&lines(&format!("- {}", all.join(" ")), width));
    }
    section("MISSED", text)
}

fn standing_out(study: &Study, width: u16) -> String {
    let mut text = String::new();
    for (line, _, anomalies) in study.out() {
        let what = signals(line, anomalies).join("; ");
        let said = format!("{}{}", advice(anomalies.advice), cut_off(line, anomalies));
        text.push_str(&lines(&format!("- {}: {what}: {said}.", name(line)), width));
    }
    let drawn = study.more.iter().filter(|more| more.anomalies.is_some()).count() as u64;
    if text.is_empty() && drawn > 0 {
        text = lines(&format!("Nothing, in the charts of {}.", counted(drawn, "indicator")), width);
    }
    section("STANDS OUT", text)
}

fn trends(study: &Study, width: u16) -> String {
    let mut table =
        Layout::new(width).text("indicator").number("periods").text("trend").number("p").text("as asked");
    let mut any = false;
    for (line, more) in study.lines() {
        let Some(found) = more.course.as_ref().filter(|found| found.is_told()) else {
            continue;
        };
        any = true;
        table.row([name(line), count(found.values), course(line, found), probability(found.p), asked(found)]);
    }
    let told = if any { table.finish() } else { String::new() };
    let untold = untold(study).map_or_else(String::new, |text| lines(&text, width));
    section("TRENDS", told + &untold)
}

fn running(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width).text("indicator").text("period").number("so far").number("cases");
    let mut any = false;
    for line in study.more.iter().filter_map(|more| more.running.as_ref()) {
        let Some(shown) = shown(line) else { continue };
        any = true;
        table.row([name(line), line.period.to_string(), shown, line.cases().map(count).unwrap_or_default()]);
    }
    section("STILL RUNNING, NOT JUDGED", if any { table.finish() } else { String::new() })
}

fn restatements(study: &Study, width: u16) -> String {
    let Some(found) = study.restated.as_ref().filter(|found| !found.rows.is_empty()) else {
        return String::new();
    };
    let mut table = Layout::new(width).text("indicator").text("period").number("old").number("new");
    table = table.number("difference").text("since");
    for one in &found.rows {
        table.row(restated(one));
    }
    section(&format!("RESTATED SINCE {}", readable(found.since)), table.finish())
}
