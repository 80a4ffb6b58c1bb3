//! The study as one HTML file, made as the other reports are: no script, nothing loaded, light or dark.

mod renewals;

use std::io::{self, Write};

use askama::Template;

use super::study::Study;
use super::words::{
    contract_model, contracts, customers, event, money, observed, of, percent, retained, summary, survivors,
};
use crate::draw::{Curves, Heat, HeatCell, Scale, Series, Style};
use crate::report::cell::count;
use crate::report::html::Fact;

/// The page with what its template needs.
#[derive(Template)]
#[template(path = "cohorts/page.html", whitespace = "minimize")]
struct Page {
    title: String,
    is_file: bool,
    lead: String,
    facts: Vec<Fact>,
    noun: &'static str,
    average: Curves,
    survivors: &'static str,
    event: String,
    survival: Curves,
    summary: String,
    retention: Heat,
    revenue: Heat,
    renewals: Option<renewals::View>,
    contracts: Vec<String>,
}

/// Writes the page.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    page(study).write_into(&mut { out })
}

fn page(study: &Study) -> Page {
    let fact = |name: &str, texts: Vec<String>| Fact { name: name.to_owned(), texts };
    let mut facts =
        vec![fact("Log", vec![study.log.rows_in_words()]), fact("Observed", vec![observed(study)])];
    if !study.notes.is_empty() {
        facts.push(fact("Notes", study.notes.clone()));
    }
    Page {
        title: study.log.title.clone(),
        is_file: study.log.is_file,
        lead: customers(study) + ".",
        facts,
        noun: study.by.noun(),
        average: average(study),
        survivors: survivors_title(study),
        event: event(study),
        survival: survival(study),
        summary: summary(study),
        retention: retention(study),
        revenue: revenue(study),
        renewals: renewals::of(study),
        contracts: contracts(study).into_iter().chain(contract_model(study)).collect(),
    }
}

fn survivors_title(study: &Study) -> &'static str {
    match survivors(study.event) {
        "not come back yet" => "Not come back yet",
        _ => "Not silent yet",
    }
}

/// Returns an axis of whole numbers, marked at both ends.
fn whole(last: f64, unit: &str) -> Scale {
    Scale::between(0.0, last.max(1.0), vec![(0.0, "0".to_owned()), (last, format!("{last} {unit}"))])
}

/// Returns the share of all cohorts that was active, by age.
fn average(study: &Study) -> Curves {
    let shares = (0..).zip(study.triangle.averages()).map(|(age, cell): (u32, _)| {
        (f64::from(age), cell.and_then(crm_kit::clv::Retained::share).unwrap_or(f64::NAN))
    });
    let points: Vec<(f64, f64)> = shares.collect();
    let texts = points.iter().filter(|(_, share)| share.is_finite());
    let texts: Vec<String> = texts.map(|(age, share)| format!("{age}: {} %", percent(*share))).collect();
    let label =
        format!("Bought again, by {}s since the first purchase: {}", study.by.noun(), texts.join(", "));
    let last = points.last().map_or(0.0, |(age, _)| *age);
    let series = Series { style: Style::Solid, points, limits: Vec::new() };
    Curves::of(&label, &whole(last, &format!("{}s", study.by.noun())), &Scale::of_shares(), &[series], None)
}

/// Returns the survival curve with its limits, as steps.
fn survival(study: &Study) -> Curves {
    let last = study.curve.followed_until();
    let (mut points, mut limits) = (vec![(0.0, 1.0)], vec![(1.0, 1.0)]);
    let mut before = (1.0, (1.0, 1.0));
    for step in study.curve.steps() {
        let one = &step.survival;
        let now = (one.value, (one.lower.unwrap_or(one.value), one.upper.unwrap_or(one.value)));
        for (value, around) in [before, now] {
            points.push((step.time, value));
            limits.push(around);
        }
        before = now;
    }
    points.push((last, before.0));
    limits.push(before.1);
    let label = format!("{}: {}", survivors(study.event), summary(study));
    let series = Series { style: Style::Solid, points, limits };
    Curves::of(&label, &whole(last, "days"), &Scale::of_shares(), &[series], None)
}

fn header(study: &Study) -> Vec<String> {
    let ages = (0..=study.oldest()).map(|age| age.to_string());
    ["cohort".to_owned(), "customers".to_owned()].into_iter().chain(ages).collect()
}

fn retention(study: &Study) -> Heat {
    let cell = |age: usize, cell: crm_kit::clv::Retained| HeatCell {
        text: retained(cell),
        title: of(cell),
        // All are active in the first period, so only later ones are told apart.
        figure: cell.share().filter(|_| age > 0),
    };
    let mut rows: Vec<(String, String, Vec<Option<HeatCell>>)> = Vec::new();
    for (cohort, _) in study.cohorts() {
        let cells = (0..=study.oldest()).map(|age| cohort.retained(age).map(|one| cell(age, one)));
        rows.push((study.by.name(cohort.period), count(cohort.customers), cells.collect()));
    }
    let all = (0..=study.oldest()).map(|age| study.triangle.average(age).map(|one| cell(age, one)));
    rows.push(("All".to_owned(), count(study.triangle.customers()), all.collect()));
    let caption = format!("Percent of each cohort, by {}s since the first purchase", study.by.noun());
    Heat::of("cells-retention", &caption, header(study), rows)
}

#[expect(clippy::cast_precision_loss, reason = "shades of a picture")]
fn revenue(study: &Study) -> Heat {
    let rows = study.cohorts().map(|(_, cohort)| {
        let cells = (0..=study.oldest()).map(|age| {
            let revenue = cohort.revenue(age)?;
            Some(HeatCell {
                text: money(revenue),
                title: format!("{} a customer", money_each(cohort.per_customer(age))),
                figure: (age > 0).then_some(revenue as f64),
            })
        });
        (study.by.name(cohort.period), count(cohort.customers), cells.collect())
    });
    let currency = study.log.currency.as_deref().map(|name| format!(", in {name}")).unwrap_or_default();
    let caption =
        format!("Paid less what went back{currency}, by {}s since the first purchase", study.by.noun());
    Heat::of("cells-revenue", &caption, header(study), rows.collect())
}

fn money_each(parts: Option<f64>) -> String {
    parts.map_or_else(
        || "nothing".to_owned(),
        |parts| format!("{:.2}", parts / f64::from(crate::purchase_log::PARTS)),
    )
}
