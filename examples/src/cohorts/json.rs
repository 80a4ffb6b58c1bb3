//! The study as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::renewals::Compared;
use super::study::Study;
use super::words::unfitted;
use crate::fit_words::faults;
use crate::purchase_log::date_of;
use crate::report::cell::units;

/// Writes the JSON, and an end of line.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text(study).as_bytes())
}

/// Returns the JSON, and an end of line.
pub(super) fn text(study: &Study) -> String {
    format!("{:#}\n", value(study))
}

fn value(study: &Study) -> Value {
    let counts = study.log.counts;
    let cohorts = study.triangle.cohorts().iter().zip(&study.revenue).map(|(cohort, revenue)| {
        json!({
            "cohort": study.by.name(cohort.period),
            "customers": cohort.customers,
            "active": cohort.active_by_age,
            "revenue": revenue.revenue_by_age.iter().map(|revenue| units(*revenue)).collect::<Vec<_>>(),
        })
    });
    json!({
        "schema": "crm-cohorts/1",
        "log": {
            "title": study.log.title,
            "currency": study.log.currency,
            "rows": counts.read,
            "rows_without_customer": counts.without_customer,
            "rows_joined_to_an_order": counts.joined,
            "rows_unreadable": counts.unreadable,
            "notes": study.notes,
        },
        "observed": {
            "first_day": date_of(study.log.first_day()).to_string(),
            "end": date_of(study.end).to_string(),
        },
        "customers": study.customers,
        "by": study.by.noun(),
        "cohorts": cohorts.collect::<Vec<_>>(),
        "average": study.triangle.averages(),
        "survival": {
            "event": study.event.word(),
            "silent_after": study.silent_after,
            "customers": study.survival.total(),
            "events": study.survival.events(),
            "median": study.curve.median(),
            "curve": study.curve,
        },
        "contracts": contracts(study),
    })
}

fn contracts(study: &Study) -> Value {
    let contracts = &study.contracts;
    let compared =
        |Compared { observed, predicted }: Compared| json!({ "observed": observed, "predicted": predicted });
    let renewals = contracts.renewals().map(|renewal| {
        json!({
            "period": renewal.period,
            "due": renewal.due,
            "renewed": renewal.renewed,
            "retention": compared(renewal.retention),
            "survival": compared(renewal.survival),
        })
    });
    let model = match &contracts.fitted {
        Ok(fitted) => json!({
            "alpha": fitted.model.alpha(),
            "beta": fitted.model.beta(),
            "expected_lifetime": fitted.model.expected_lifetime(),
            "report": fitted.report,
            "faults": faults(&fitted.report),
        }),
        Err(why) => json!({ "not_fitted": unfitted(study, *why) }),
    };
    json!({
        "customers": contracts.customers,
        "left": contracts.left,
        "bought_again_after_leaving": contracts.returned,
        "renewals": renewals.collect::<Vec<_>>(),
        "shifted_beta_geometric": model,
    })
}
