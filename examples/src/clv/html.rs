//! The study as one HTML file, made as the other reports are: no script, nothing loaded, light or dark.

mod charts;
mod parts;

use std::io::{self, Write};

use askama::Template;

use super::study::Study;
use super::words::{
    alive, customers, dropout, ending, faults, in_currency, independence, left_out, number, observed,
    spend_in_doubt, spent, title,
};
use crate::draw::Figures;
use crate::report::cell::count;
use crate::report::html::Fact;

/// The page with what its template needs.
#[derive(Template)]
#[template(path = "clv/page.html", whitespace = "minimize")]
struct Page {
    title: String,
    is_file: bool,
    lead: String,
    facts: Vec<Fact>,
    tiles: Vec<TileView>,
    /// What the reader must not miss: its first words, and the rest.
    alert: Option<(String, String)>,
    notes: Vec<String>,
    tenths: Option<Figures>,
    comparison: Figures,
    estimates: Figures,
    verdicts: Vec<VerdictView>,
    spend: Option<Figures>,
    spend_texts: Vec<String>,
    by: String,
    occasion: &'static str,
    charts: Vec<ChartView>,
    judged: Vec<Figures>,
}

struct TileView {
    label: &'static str,
    value: String,
    note: String,
}

struct VerdictView {
    name: String,
    ending: String,
    faults: Vec<String>,
}

/// A chart with its heading, drawn.
struct ChartView {
    title: &'static str,
    svg: String,
}

/// Writes the page.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    page(study).map_err(io::Error::other)?.write_into(&mut { out })
}

fn page(study: &Study) -> askama::Result<Page> {
    let fact = |name: &str, texts: Vec<String>| Fact { name: name.to_owned(), texts };
    let mut facts = vec![
        fact("Log", vec![study.log.rows_in_words()]),
        fact("Observed", vec![observed(study)]),
        fact("Spend", vec![spent(study)]),
    ];
    let notes = left_out(study);
    if !notes.is_empty() {
        facts.push(fact("Notes", notes));
    }
    let verdict = |outcome: &(super::models::ModelName, Result<super::models::Model, String>)| match &outcome
        .1
    {
        Ok(model) => {
            let report = model.report();
            VerdictView { name: title(model), ending: ending(report), faults: faults(report) }
        }
        Err(why) => {
            VerdictView { name: outcome.0.word(), ending: "not fitted".to_owned(), faults: vec![why.clone()] }
        }
    };
    let alert = dropout(study).and_then(|text| {
        let (first, rest) = text.split_once(". ")?;
        Some((format!("{first}."), rest.to_owned()))
    });
    let by = study.model().map(title).unwrap_or_default();
    Ok(Page {
        title: study.log.title.clone(),
        is_file: study.log.is_file,
        lead: customers(study) + ".",
        facts,
        tiles: tiles(study, &by),
        alert,
        notes: [alive(study), spend_in_doubt(study), study.customers.no_limits.clone()]
            .into_iter()
            .flatten()
            .collect(),
        tenths: parts::tenths(study),
        comparison: parts::comparison(study),
        estimates: parts::estimates(study),
        verdicts: study.outcomes.iter().map(verdict).collect(),
        spend: study.spend.as_ref().ok().map(|fitted| parts::spend(&fitted.report)),
        spend_texts: spend_texts(study),
        by,
        occasion: study.choices.grain.occasion(),
        charts: charts::of(study)?,
        judged: parts::judged(study),
    })
}

fn tiles(study: &Study, by: &str) -> Vec<TileView> {
    let horizon = format!("within {} {}", study.horizon.value(), study.unit());
    let lines = &study.customers.lines;
    let value: Option<f64> = lines.iter().map(|line| line.value).sum();
    let (all, came_back) = (study.cells.customers(), study.cells.repeat_customers());
    let terms = format!(
        "margin {}, {} % a year off, {horizon}",
        study.terms.margin,
        number(study.choices.discount * 100.0, 1)
    );
    vec![
        TileView { label: "customers", value: count(all), note: format!("{} came back", count(came_back)) },
        TileView {
            label: "purchases to come",
            value: number(lines.iter().map(|line| line.purchases).sum(), 0),
            note: format!("{horizon}, by {by}"),
        },
        TileView {
            label: "value to come",
            value: value.map_or_else(|| "–".to_owned(), |value| in_currency(study, value)),
            note: if value.is_some() { terms } else { "no spend is expected of some".to_owned() },
        },
    ]
}

fn spend_texts(study: &Study) -> Vec<String> {
    let mut texts = Vec::new();
    match &study.spend {
        Err(why) => texts.push(format!("Not fitted: {why}. There is no value in money.")),
        Ok(fitted) => {
            texts.push(format!("{}.", ending(&fitted.report)));
            texts.extend(faults(&fitted.report));
            if let Some(mean) = fitted.model.expected_spend_of_new() {
                texts.push(format!(
                    "Expected of a new customer on each purchase: {}.",
                    in_currency(study, mean)
                ));
            }
        }
    }
    texts.extend(independence(study).map(|text| text + "."));
    texts
}
