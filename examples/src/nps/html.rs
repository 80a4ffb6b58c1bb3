//! The study as one HTML file, made as the other reports are: no script, nothing loaded, light or dark.

use std::io::{self, Write};

use askama::Template;
use crm_kit::kpi::Attitude;
use crm_model::{Ratio, Scale as Answers};

use super::figure::{Figure, HIGHEST, LOWEST};
use super::study::{Line, Study};
use super::words::{
    attitudes, change, confidence, headline, many_tests, moved, p, participation, poststratified,
    represented, rows, rule, verdict, weighted, what_it_takes,
};
use crate::draw::{Count, Counts, Dot, Figures, Rows, Scale};
use crate::fit_words::number;
use crate::report::cell::{count, counted};
use crate::report::html::Fact;

/// The page with what its template needs.
#[derive(Template)]
#[template(path = "nps/page.html", whitespace = "minimize")]
struct Page<'a> {
    title: &'a str,
    is_file: bool,
    lead: String,
    facts: Vec<Fact>,
    shown: String,
    confidence: String,
    answers: Counts,
    over_time: Option<Rows>,
    periods: Option<Figures>,
    earlier: Option<String>,
    sections: Vec<Section<'a>>,
    population: Option<Figures>,
    population_texts: Vec<String>,
}

/// One dimension.
struct Section<'a> {
    place: usize,
    dimension: &'a str,
    chart: Rows,
    table: Figures,
    texts: Vec<String>,
}

/// Writes the page.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    page(study).write_into(&mut { out })
}

fn page(study: &Study) -> Page<'_> {
    let people = study.represented.as_ref();
    let has_past = study.periods.len() > 1;
    Page {
        title: &study.title,
        is_file: study.is_file,
        lead: headline(study) + ".",
        facts: facts(study),
        shown: study.titled(study.shown),
        confidence: confidence(study),
        answers: answers(study),
        over_time: has_past.then(|| over_time(study)),
        periods: has_past.then(|| periods(study)),
        earlier: (earlier(study) > 0).then(|| format!("{} earlier ones are in nps.csv.", earlier(study))),
        sections: study
            .dimensions
            .iter()
            .enumerate()
            .map(|(place, name)| section(study, place, name))
            .collect(),
        population: people.map(|people| {
            let mut table = Figures::new(
                "cells-people",
                &format!("People and answers by {}", people.dimension),
                [people.dimension.as_str(), "people", "answers", "weight of an answer"],
            );
            for class in &people.classes {
                let weight = class.weight.map_or_else(|| "-".to_owned(), |weight| number(weight, 3));
                table.row(&class.segment, [count(class.people), count(class.answers), weight]);
            }
            table
        }),
        population_texts: people
            .map(|people| {
                [represented(study, people), poststratified(study, people)].map(|text| sentence(&text)).into()
            })
            .unwrap_or_default(),
    }
}

fn facts(study: &Study) -> Vec<Fact> {
    let figure = study.figure(study.shown);
    let goal = study.settings.target;
    let told = [
        ("Answers", (figure.answers > 0).then(|| attitudes(figure.tally))),
        ("Weighted", weighted(study, &figure)),
        ("Invited", participation(study)),
        ("Target", goal.map(|goal| verdict(&figure, goal, study))),
        ("To meet it", goal.and_then(|goal| what_it_takes(study, &figure, goal))),
        ("Change", study.comparison.as_ref().map(|comparison| change(study, comparison))),
        ("Rule", Some(rule(study))),
        ("Rows", Some(rows(study))),
    ];
    let fact = |name: &str, texts: Vec<String>| Fact { name: name.to_owned(), texts };
    let told = told.into_iter().filter_map(|(name, text)| Some(fact(name, vec![text?])));
    let notes = (!study.notes.is_empty()).then(|| fact("Notes", study.notes.clone()));
    told.chain(notes).collect()
}

fn answers(study: &Study) -> Counts {
    let group = study.group(study.shown);
    let class = |answer: i64| {
        let score = Answers::ZERO_TO_TEN.score(answer).ok();
        match score.and_then(|score| study.settings.bounds.attitude(score).ok()) {
            Some(Attitude::Promoter) => "promoter",
            Some(Attitude::Detractor) => "detractor",
            _ => "passive",
        }
    };
    let counts: Vec<Count> = (0..)
        .zip(group.scores)
        .map(|(answer, given)| Count {
            name: answer.to_string(),
            figure: u32::try_from(given).map_or(f64::MAX, f64::from),
            class: class(answer),
            text: count(given),
        })
        .collect();
    let texts: Vec<String> = counts.iter().map(|count| format!("{}: {}", count.name, count.text)).collect();
    Counts::of(&format!("Answers from 0 to 10: {}", texts.join(", ")), &counts)
}

/// Returns an axis of scores that holds all limits, and ends at tens.
fn axis(figures: &[Figure], mark: Option<f64>) -> Scale {
    let limits = figures.iter().filter_map(|figure| figure.interval);
    let points = figures.iter().filter_map(|figure| figure.score.map(Ratio::as_f64));
    let all: Vec<f64> =
        limits.flat_map(|interval| [interval.low, interval.high]).chain(points).chain(mark).collect();
    let low = all.iter().copied().fold(HIGHEST, f64::min);
    let high = all.iter().copied().fold(LOWEST, f64::max);
    let (low, high) = if all.is_empty() { (LOWEST, HIGHEST) } else { (low, high) };
    let (low, high) = ((low / 10.0).floor() * 10.0, (high / 10.0).ceil() * 10.0);
    let high = if high > low { high } else { low + 10.0 };
    let middle = (low < 0.0 && high > 0.0).then_some(0.0);
    let marks = [Some(low), middle, Some(high)].into_iter().flatten();
    Scale::between(low, high, marks.map(|mark| (mark, number(mark, 0))).collect())
}

fn dot(name: &str, figure: &Figure, study: &Study) -> Dot {
    Dot {
        name: name.to_owned(),
        figure: figure.score.map(Ratio::as_f64),
        limits: figure.interval.map(|interval| (interval.low, interval.high)),
        is_weak: figure.is_small,
        text: format!(
            "{name}: {} ({}), {}",
            study.settings.score(figure.score),
            study.settings.limits(figure.interval),
            counted(figure.answers, study.unit())
        ),
    }
}

fn dots(what: &str, named: &[(&str, Figure)], mark: Option<(f64, &str)>, study: &Study) -> Rows {
    let figures: Vec<Figure> = named.iter().map(|(_, figure)| *figure).collect();
    let dots: Vec<Dot> = named.iter().map(|(name, figure)| dot(name, figure, study)).collect();
    let texts: Vec<&str> = dots.iter().map(|dot| dot.text.as_str()).collect();
    Rows::of_dots(
        &format!("{what}: {}", texts.join("; ")),
        &axis(&figures, mark.map(|mark| mark.0)),
        &dots,
        mark,
    )
}

/// Returns how many periods come before those that are drawn and listed.
fn earlier(study: &Study) -> usize {
    study.periods.len().saturating_sub(PERIODS)
}

fn over_time(study: &Study) -> Rows {
    let places = earlier(study)..study.periods.len();
    let named: Vec<(String, Figure)> =
        places.map(|place| (study.titled(place), study.figure(place))).collect();
    let named: Vec<(&str, Figure)> = named.iter().map(|(name, figure)| (name.as_str(), *figure)).collect();
    let goal = study.settings.target.map(|goal| (goal.bound.as_f64(), goal.target.to_string()));
    dots("Score over time", &named, goal.as_ref().map(|(at, text)| (*at, text.as_str())), study)
}

fn n(figure: &Figure) -> String {
    count(figure.answers) + if figure.is_small { " *" } else { "" }
}

fn periods(study: &Study) -> Figures {
    let interval = format!("{} interval", confidence(study));
    let mut header = vec!["period", "n", "score", &interval];
    if study.has.weights {
        header.extend(["weighted", &interval]);
    }
    header.extend(["change", "p"]);
    if study.has.weights {
        header.extend(["weighted change", "p"]);
    }
    let mut table = Figures::new("cells-periods", "Over time", header);
    for (place, changed) in study.changes().into_iter().enumerate().skip(earlier(study)) {
        let figure = study.figure(place);
        let mut cells =
            vec![n(&figure), study.settings.score(figure.score), study.settings.limits(figure.interval)];
        if study.has.weights {
            cells.push(study.settings.weighted_score(figure.weighted));
            cells.push(study.settings.limits(figure.weighted.and_then(|own| own.interval)));
        }
        cells.push(study.settings.signed(changed.and_then(|changed| changed.points)));
        cells.push(p(changed.and_then(|changed| changed.test)));
        if study.has.weights {
            cells.extend(study.settings.weighted_change(changed.as_ref()));
        }
        table.row(study.titled(place), cells);
    }
    table
}

/// How many periods are drawn and listed, the last ones: five years of months.
const PERIODS: usize = 60;

/// How many segments are drawn, and how many are listed.
const DRAWN: usize = 20;
const LISTED: usize = 100;

fn section<'a>(study: &'a Study, place: usize, dimension: &'a str) -> Section<'a> {
    let lines = study.lines(place);
    let drawn = lines.iter().take(DRAWN);
    let named: Vec<(&str, Figure)> = drawn.map(|line| (line.segment, line.figure)).collect();
    let all = study.figure(study.shown);
    let mark = all.score.map(|score| (score.as_f64(), "all"));
    let tested =
        lines.iter().filter_map(|line| line.before.as_ref()).map(|(_, changed)| changed.tests()).sum();
    let comparison = study.comparison.as_ref();
    let change = comparison.and_then(|comparison| comparison.moved.get(place));
    let by_luck = many_tests(study, tested).filter(|_| comparison.is_some());
    let more = (lines.len() > LISTED)
        .then(|| format!("The {LISTED} with most answers; {} more are in nps.csv.", lines.len() - LISTED));
    let change = change.map(|change| format!("The change: {}.", moved(&study.settings, change)));
    let texts = more.into_iter().chain(change).chain(by_luck);
    Section {
        place,
        dimension,
        chart: dots(&format!("Score by {dimension}"), &named, mark, study),
        table: segments(study, place, dimension, &lines),
        texts: texts.collect(),
    }
}

fn segments(study: &Study, place: usize, dimension: &str, lines: &[Line<'_>]) -> Figures {
    let interval = format!("{} interval", confidence(study));
    let mut header = vec![dimension, "n", "promoters", "passives", "detractors", "score", &interval];
    if study.has.weights {
        header.extend(["weighted", &interval]);
    }
    if study.comparison.is_some() {
        header.extend(["before", "change", "p", "own score", "share", "adds"]);
        if study.has.weights {
            header.extend(["weighted change", "p"]);
        }
    }
    let mut table = Figures::new(format!("cells-segment-{place}"), &format!("By {dimension}"), header);
    for line in lines.iter().take(LISTED) {
        let figure = &line.figure;
        let tally = figure.tally;
        let mut cells = vec![n(figure)];
        cells.extend([tally.promoters, tally.passives, tally.detractors].map(count));
        cells.extend([study.settings.score(figure.score), study.settings.limits(figure.interval)]);
        if study.has.weights {
            cells.push(study.settings.weighted_score(figure.weighted));
            cells.push(study.settings.limits(figure.weighted.and_then(|own| own.interval)));
        }
        if let Some((before, changed)) = &line.before {
            cells.extend([
                study.settings.marked(before),
                study.settings.signed(changed.points),
                p(changed.test),
            ]);
            let effect = line.effect.map(|effect| [effect.rate, effect.mix, effect.contribution]);
            cells.extend(
                effect.map_or([None; 3], |parts| parts.map(Some)).map(|part| study.settings.signed(part)),
            );
            if study.has.weights {
                cells.extend(study.settings.weighted_change(Some(changed)));
            }
        }
        table.row(line.segment, cells);
    }
    table
}

/// Returns a text as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}
