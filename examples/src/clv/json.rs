//! The study as JSON.

use std::io::{self, Write};

use crm_kit::clv::FitReport;
use serde_json::{Value, json};

use super::study::{Judged, Study, TRACKING_DAYS};
use super::words::{alive, dropout, ending, faults, independence, left_out};
use crate::purchase_log::date_of;

/// Writes the JSON, and an end of line.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text(study).as_bytes())
}

/// Returns the JSON, and an end of line.
pub(super) fn text(study: &Study) -> String {
    format!("{:#}\n", value(study))
}

fn value(study: &Study) -> Value {
    let (counts, report) = (study.log.counts, study.summaries.report());
    json!({
        "schema": "crm-clv/1",
        "log": {
            "title": study.log.title,
            "currency": study.log.currency,
            "rows": counts.read,
            "rows_without_customer": counts.without_customer,
            "rows_joined_to_an_order": counts.joined,
            "rows_unreadable": counts.unreadable,
            "rows_after_the_end": study.log.days.iter().filter(|day| **day > observed_to(study)).count(),
            "refunds": report.refunds,
            "customers_with_refunds_alone": report.customers_without_purchase,
            "notes": left_out(study),
        },
        "observed": {
            "first_day": date_of(study.log.first_day()).to_string(),
            "fitted_until": date_of(study.end()).to_string(),
            "held_out_until": study.split.as_ref().map(|split| date_of(split.holdout_end()).to_string()),
            "unit_days": study.unit().days(),
            "grain": study.choices.grain.occasion(),
        },
        "customers": study.cells.customers(),
        "repeat_customers": study.cells.repeat_customers(),
        "repeat_purchases": study.cells.repeat_purchases(),
        "dropout": dropout(study),
        "models": study.outcomes.iter().map(|(name, outcome)| match outcome {
            Ok(model) => json!({
                "name": name.word(),
                "k": model.regularity(),
                "knows_dropout": model.knows_dropout(),
                "fit": fit(model.report()),
            }),
            Err(why) => json!({ "name": name.word(), "not_fitted": why }),
        }).collect::<Vec<_>>(),
        "comparison": study.comparison,
        "spend": match &study.spend {
            Ok(fitted) => json!({
                "fit": fit(&fitted.report),
                "of_a_new_customer": fitted.model.expected_spend_of_new(),
                "never_came_back": study.spend_cells.without_repeat(),
                "spent_nothing": study.spend_cells.without_spend(),
            }),
            Err(why) => json!({ "not_fitted": why }),
        },
        "independence": {
            "correlation": study.spend_cells.correlation(),
            "customers": study.spend_cells.customers(),
            "in_words": independence(study),
        },
        "judged": study.judged.iter().map(judged).collect::<Vec<_>>(),
        "predictions": predictions(study),
    })
}

/// Returns the last day of the log that counts.
fn observed_to(study: &Study) -> i32 {
    study.split.as_ref().map_or_else(|| study.end(), crm_kit::clv::Split::holdout_end)
}

fn fit(report: &FitReport) -> Value {
    json!({
        "report": report,
        "aic": report.aic(),
        "bic": report.bic(),
        "is_sound": report.is_sound(),
        "ending_in_words": ending(report),
        "faults": faults(report),
    })
}

fn judged(judged: &Judged) -> Value {
    let period = |period: &crm_kit::clv::TrackingPeriod| {
        json!({
            "end": date_of(period.end).to_string(),
            "expected": period.expected,
            "actual": period.actual,
            "expected_total": period.expected_total,
            "actual_total": period.actual_total,
        })
    };
    json!({
        "name": judged.name.word(),
        "holdout": judged.holdout,
        "frequencies": judged.frequencies,
        "tracking_days": TRACKING_DAYS,
        "tracking": judged.tracking.iter().map(period).collect::<Vec<_>>(),
    })
}

fn predictions(study: &Study) -> Value {
    let lines = &study.customers.lines;
    let value: Option<f64> = lines.iter().map(|line| line.value).sum();
    json!({
        "by": study.by.word(),
        "horizon": study.horizon.value(),
        "terms": study.terms,
        "discount_a_year": study.choices.discount,
        "draws": study.choices.draws,
        "seed": study.choices.seed,
        "expected_purchases": lines.iter().map(|line| line.purchases).sum::<f64>(),
        "value": value,
        "p_alive_in_words": alive(study),
        "no_limits": study.customers.no_limits,
    })
}
