//! The study as a page for a terminal.

mod tables;

use super::study::Study;
use super::words::{
    alive, customers, dropout, in_currency, independence, left_out, number, observed, spend_in_doubt, spent,
    title, verdict,
};
use crate::report::cell::count;
use crate::report::page::layout::{lines, paragraph};
use crate::report::page::{NARROWEST, WIDEST};

/// Returns the page.
pub(super) fn of(study: &Study, columns: Option<u16>) -> String {
    let width = columns.map_or(WIDEST, |columns| columns.clamp(NARROWEST, WIDEST));
    let mut out = head(study, width);
    out.push_str("\nMODELS, best first\n");
    out.push_str(&tables::models(study, width));
    if let Some(dropout) = dropout(study) {
        out.push('\n');
        out.push_str(&lines(&dropout, width));
    }
    out.push_str("\nESTIMATES\n");
    out.push_str(&tables::estimates(study, width));
    for (name, outcome) in &study.outcomes {
        match outcome {
            Ok(model) => {
                out.push_str(&lines(&format!("- {}: {}", title(model), verdict(model.report())), width));
            }
            Err(why) => out.push_str(&lines(&format!("- {}: NOT FITTED: {why}.", name.word()), width)),
        }
    }
    out.push_str("\nSPEND ON EACH PURCHASE (Gamma-Gamma)\n");
    out.push_str(&spend(study, width));
    out.push_str("\nCUSTOMERS BY HOW OFTEN THEY CAME BACK\n");
    out.push_str(&tables::frequencies(study, width));
    if study.split.is_some() {
        out.push_str("\nHELD OUT\n");
        out.push_str(&tables::holdout(study, width));
    }
    out.push_str("\nREPEAT PURCHASES OF ALL, FROM THE FIRST DAY ON\n");
    out.push_str(&tables::tracking(study, width));
    out.push_str("\nTO COME\n");
    out.push_str(&to_come(study, width));
    out
}

fn head(study: &Study, width: u16) -> String {
    let log = format!("{}: {}", study.log.title, study.log.rows_in_words());
    let mut out = paragraph("Log", &log, width);
    out.push_str(&paragraph("Who", &customers(study), width));
    out.push_str(&paragraph("Observed", &observed(study), width));
    out.push_str(&paragraph("Spend", &spent(study), width));
    for note in left_out(study) {
        out.push_str(&paragraph("Note", &note, width));
    }
    out
}

fn spend(study: &Study, width: u16) -> String {
    let mut out = match &study.spend {
        Ok(fitted) => tables::parameters(&fitted.report, width),
        Err(why) => lines(&format!("NOT FITTED: {why}. There is no value in money."), width),
    };
    if let Ok(fitted) = &study.spend {
        out.push_str(&lines(&format!("- {}", verdict(&fitted.report)), width));
        let left_out = &study.spend_cells;
        out.push_str(&lines(
            &format!(
                "- Fitted to {} customers who came back and spent anything then; of the others {} never came back, and {} \
                 spent nothing.",
                count(left_out.customers()),
                count(left_out.without_repeat()),
                count(left_out.without_spend())
            ),
            width,
        ));
        if let Some(mean) = fitted.model.expected_spend_of_new() {
            out.push_str(&lines(
                &format!("- Of a new customer expected: {}", in_currency(study, mean)),
                width,
            ));
        }
    }
    if let Some(independence) = independence(study) {
        out.push_str(&lines(&format!("- {independence}"), width));
    }
    out
}

fn to_come(study: &Study, width: u16) -> String {
    let Some(model) = study.model() else { return String::new() };
    let given = match (study.choices.by, model.report().is_sound()) {
        (Some(_), _) => "as asked",
        (None, true) => "the lowest AIC of those without a fault",
        (None, false) => "the lowest AIC; NONE IS WITHOUT A FAULT",
    };
    let purchases: f64 = study.customers.lines.iter().map(|line| line.purchases).sum();
    let horizon = format!("{} {}", study.horizon.value(), study.unit());
    let mut out = paragraph("By", &format!("{} ({given})", title(model)), width);
    out.push_str(&paragraph(
        "Purchases",
        &format!("{} expected within {horizon}", number(purchases, 1)),
        width,
    ));
    let values: Option<f64> = study.customers.lines.iter().map(|line| line.value).sum();
    let terms = study.terms;
    let value = values.map_or_else(
        || "not known: some customers have no expected spend".to_owned(),
        |value| {
            format!(
                "{}: margin {} of the spend, {} a year off, at the end of each of {} equal periods",
                in_currency(study, value),
                terms.margin,
                crate::report::cell::spaced(&format!("{}%", number(study.choices.discount * 100.0, 1))),
                terms.periods
            )
        },
    );
    out.push_str(&paragraph("Value", &value, width));
    for note in [alive(study), spend_in_doubt(study), study.customers.no_limits.clone()].into_iter().flatten()
    {
        out.push_str(&paragraph("Note", &note, width));
    }
    out
}
