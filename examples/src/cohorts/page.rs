//! The study as a page for a terminal.

use crm_kit::clv::{Cohort, CohortRevenue};

use super::renewals::Renewal;
use super::study::Study;
use super::words::{
    compared, contract_model, contracts, customers, estimate, event, money, observed, percent, retained,
    summary, survivors,
};
use crate::report::cell::count;
use crate::report::page::layout::{Layout, lines, paragraph};
use crate::report::page::{NARROWEST, WIDEST};

/// The days after which the curve is shown.
const DAYS: [f64; 8] = [7.0, 30.0, 60.0, 90.0, 180.0, 270.0, 365.0, 730.0];

/// Returns the page.
pub(super) fn of(study: &Study, columns: Option<u16>) -> String {
    let width = columns.map_or(WIDEST, |columns| columns.clamp(NARROWEST, WIDEST));
    let mut out = paragraph("Log", &format!("{}: {}", study.log.title, study.log.rows_in_words()), width);
    out.push_str(&paragraph("Observed", &observed(study), width));
    out.push_str(&paragraph("Who", &customers(study), width));
    for note in &study.notes {
        out.push_str(&paragraph("Note", note, width));
    }
    let noun = study.by.noun();
    out.push('\n');
    let what = format!("BOUGHT AGAIN, in percent of the cohort, by {noun}s since the first purchase");
    out.push_str(&lines(&what, width));
    out.push_str(&triangle(study, width, true, |cohort, _, age| cohort.retained(age).map(retained)));
    out.push_str(&lines("Empty: not known yet. All: of the cohorts of which it is known.", width));
    let currency = study.log.currency.as_deref().map(|name| format!(", in {name}")).unwrap_or_default();
    out.push('\n');
    let what =
        format!("REVENUE of the cohort, refunds taken away{currency}, by {noun}s since the first purchase");
    out.push_str(&lines(&what, width));
    out.push_str(&triangle(study, width, false, |_, revenue, age| revenue.revenue(age).map(money)));
    out.push('\n');
    out.push_str(&lines(&format!("UNTIL: {}", event(study)), width));
    out.push_str(&curve(study, width));
    out.push_str(&lines(&format!("{}.", summary(study)), width));
    out.push('\n');
    out.push_str(&lines(&format!("RENEWALS: customers as if they had contracts by the {noun}"), width));
    out.push_str(&renewals(study, width));
    for text in contracts(study).into_iter().chain(contract_model(study)) {
        out.push_str(&lines(&format!("- {text}"), width));
    }
    out
}

/// The most renewals that are shown.
const RENEWALS: usize = 12;

fn renewals(study: &Study, width: u16) -> String {
    let mut table = Layout::new(width);
    for name in
        [study.by.noun(), "due", "renewed", "retention", "by the model", "still there", "by the model"]
    {
        table = table.number(name);
    }
    let all: Vec<Renewal> = study.contracts.renewals().collect();
    for one in all.iter().take(RENEWALS) {
        let shares = [one.retention, one.survival].into_iter().flat_map(compared);
        table.row([one.period.to_string(), count(one.due), count(one.renewed)].into_iter().chain(shares));
    }
    let mut text = if all.is_empty() { String::new() } else { table.finish() };
    if all.len() > RENEWALS {
        text.push_str(&lines(&format!("From {} on: see renewals.csv.", RENEWALS + 1), width));
    }
    text
}

/// Returns a triangle with as many ages as there is room for.
fn triangle(
    study: &Study,
    width: u16,
    with_all: bool,
    cell: impl Fn(&Cohort, &CohortRevenue, usize) -> Option<String>,
) -> String {
    let mut last = study.oldest();
    loop {
        let mut table = Layout::new(width).text("cohort").number("customers");
        for age in 0..=last {
            table = table.number(&age.to_string());
        }
        for (cohort, revenue) in study.cohorts() {
            let cells = (0..=last).map(|age| cell(cohort, revenue, age).unwrap_or_default());
            table.row([study.by.name(cohort.period), count(cohort.customers)].into_iter().chain(cells));
        }
        if with_all {
            let all = (0..=last).map(|age| study.triangle.average(age).map(retained).unwrap_or_default());
            table.row(["all".to_owned(), count(study.triangle.customers())].into_iter().chain(all));
        }
        if table.fits() || last == 0 {
            let mut text = table.finish();
            if last < study.oldest() {
                let more = format!("From {} on: see cohorts.csv.", last + 1);
                text.push_str(&lines(&more, width));
            }
            return text;
        }
        last -= 1;
    }
}

fn curve(study: &Study, width: u16) -> String {
    let mut table =
        Layout::new(width).number("days").number(survivors(study.event)).number("lower").number("upper");
    for days in DAYS {
        if days > study.curve.followed_until() {
            break;
        }
        let Some(one) = study.curve.at(days) else { continue };
        let limit = |limit: Option<f64>| limit.map_or_else(|| "-".to_owned(), |limit| percent(limit) + " %");
        table.row([days.to_string(), percent(one.value) + " %", limit(one.lower), limit(one.upper)]);
    }
    let mut text = table.finish();
    if let Some(mean) = study.curve.at(study.curve.followed_until()) {
        let last = study.curve.followed_until();
        text.push_str(&lines(
            &format!("After {last} days, the longest that anybody was waited for: {}.", estimate(&mean)),
            width,
        ));
    }
    text
}
