//! The study as a page for a terminal.

use super::figure::Figure;
use super::study::{Line, Study};
use super::words::{
    attitudes, change, confidence, headline, many_tests, moved, p, participation, poststratified,
    represented, rows, rule, verdict, weighted, what_it_takes,
};
use crate::report::cell::{count, shortened};
use crate::report::page::layout::{Layout, lines, paragraph};
use crate::report::page::{NARROWEST, WIDEST};

/// The most segments of one dimension that are shown.
const SEGMENTS: usize = 20;
/// The most periods that are shown.
const PERIODS: usize = 24;

/// Returns the page.
pub(super) fn of(study: &Study, columns: Option<u16>) -> String {
    let width = columns.map_or(WIDEST, |columns| columns.clamp(NARROWEST, WIDEST));
    let figure = study.figure(study.shown);
    let mut out = paragraph("Survey", &format!("{}: {}", study.title, rows(study)), width);
    out.push_str(&paragraph("Rule", &rule(study), width));
    out.push_str(&paragraph("Score", &headline(study), width));
    if figure.answers > 0 {
        out.push_str(&paragraph("", &attitudes(figure.tally), width));
    }
    let goal = study.settings.target;
    let optional = [
        ("Weighted", weighted(study, &figure)),
        ("Asked", participation(study)),
        ("Target", goal.map(|goal| verdict(&figure, goal, study))),
        ("To meet", goal.and_then(|goal| what_it_takes(study, &figure, goal))),
        ("Change", study.comparison.as_ref().map(|comparison| change(study, comparison))),
        ("People", study.represented.as_ref().map(|people| represented(study, people))),
        ("", study.represented.as_ref().map(|people| poststratified(study, people))),
    ];
    for (name, text) in optional {
        out.push_str(&paragraph(name, &text.unwrap_or_default(), width));
    }
    for note in &study.notes {
        out.push_str(&paragraph("Note", note, width));
    }
    if figure.answers > 0 {
        out.push_str("\nANSWERS\n");
        out.push_str(&answers(study, width));
    }
    if study.periods.len() > 1 {
        out.push_str("\nOVER TIME\n");
        out.push_str(&periods(study, width));
    }
    for (place, dimension) in study.dimensions.iter().enumerate() {
        out.push_str("\nBY ");
        out.push_str(&lines(&format!("{}, {}", dimension.to_uppercase(), study.titled(study.shown)), width));
        out.push_str(&segments(study, place, width));
    }
    out
}

fn answers(study: &Study, width: u16) -> String {
    let group = study.group(study.shown);
    let mut table = Layout::new(width).text("");
    for score in 0..group.scores.len() {
        table = table.number(&score.to_string());
    }
    table.row(["given".to_owned()].into_iter().chain(group.scores.map(count)));
    table.finish()
}

fn periods(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width).text("period").number("n").number("score").number(&confidence(study));
    if study.has.weights {
        table = table.number("weighted").number(&confidence(study));
    }
    table = table.number("change").number("p");
    if study.has.weights {
        table = table.number("weighted").number("p");
    }
    let from = study.periods.len().saturating_sub(PERIODS);
    for (place, changed) in study.changes().into_iter().enumerate().skip(from) {
        let figure = study.figure(place);
        let mut cells = vec![
            study.titled(place),
            n(&figure),
            study.settings.score(figure.score),
            study.settings.limits(figure.interval),
        ];
        if study.has.weights {
            cells.push(study.settings.weighted_score(figure.weighted));
            cells.push(study.settings.limits(figure.weighted.and_then(|own| own.interval)));
        }
        cells.push(study.settings.signed(changed.and_then(|changed| changed.points)));
        cells.push(p(changed.and_then(|changed| changed.test)));
        if study.has.weights {
            cells.extend(study.settings.weighted_change(changed.as_ref()));
        }
        table.row(cells);
    }
    let mut text = table.finish();
    if from > 0 {
        text.push_str(&lines(&format!("{from} earlier ones: see nps.csv."), width));
    }
    text
}

/// Returns how many there are, with a mark where they are few.
fn n(figure: &Figure) -> String {
    let mark = if figure.is_small { "*" } else { "" };
    count(figure.answers) + mark
}

fn segments(study: &Study, dimension: usize, width: u16) -> String {
    let all = study.lines(dimension);
    let mut table = Layout::new(width).text("segment").number("n").number("score").number(&confidence(study));
    if study.comparison.is_some() {
        for name in ["before", "change", "p", "adds"] {
            table = table.number(name);
        }
    }
    for line in all.iter().take(SEGMENTS) {
        let figure = &line.figure;
        let mut cells = vec![
            shortened(line.segment.to_owned()),
            n(figure),
            study.settings.score(figure.score),
            study.settings.limits(figure.interval),
        ];
        if let Some((before, changed)) = &line.before {
            cells.extend([
                study.settings.marked(before),
                study.settings.signed(changed.points),
                p(changed.test),
            ]);
            cells.push(study.settings.signed(line.effect.map(|effect| effect.contribution)));
        }
        table.row(cells);
    }
    let total = study.figure(study.shown);
    let mut cells = vec![
        "all".to_owned(),
        n(&total),
        study.settings.score(total.score),
        study.settings.limits(total.interval),
    ];
    if let Some(comparison) = &study.comparison {
        let before = study.figure(comparison.old);
        let points = comparison.changed.points;
        cells.extend([
            study.settings.marked(&before),
            study.settings.signed(points),
            p(comparison.changed.test),
            study.settings.signed(points),
        ]);
    }
    table.row(cells);
    let mut text = table.finish();
    if all.len() > SEGMENTS {
        text.push_str(&lines(&format!("{} smaller ones: see nps.csv.", all.len() - SEGMENTS), width));
    }
    let is_small =
        |line: &Line<'_>| line.figure.is_small || line.before.as_ref().is_some_and(|(one, _)| one.is_small);
    if all.iter().any(is_small) {
        text.push_str(&lines(&format!("* fewer than {}.", study.settings.small), width));
    }
    let is_tested =
        |line: &&Line<'_>| line.before.as_ref().is_some_and(|(_, changed)| changed.test.is_some());
    let tests = all.iter().filter(is_tested).count();
    if let Some(comparison) = &study.comparison {
        if let Some(of_dimension) = comparison.moved.get(dimension) {
            text.push_str(&lines(&format!("The change: {}.", moved(&study.settings, of_dimension)), width));
        }
        text.push_str(&lines(&many_tests(study, tests).unwrap_or_default(), width));
    }
    text
}
