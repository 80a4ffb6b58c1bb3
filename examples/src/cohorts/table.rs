//! The cells and the curve as CSV.

use std::io::Write;

use crm_kit::clv::SurvivalStep;

use super::renewals::Compared;
use super::study::Study;
use crate::report::cell::units;

/// Writes every cell of the triangle; what is not known yet is empty.
pub(super) fn write_cohorts(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["cohort", "age", "customers", "active", "share", "revenue"])?;
    for (cohort, revenue) in study.triangle.cohorts().iter().zip(&study.revenue) {
        for age in 0..=study.oldest() {
            let share = cohort.retained(age).and_then(crm_kit::clv::Retained::share);
            table.write_record([
                study.by.name(cohort.period),
                age.to_string(),
                cohort.customers.to_string(),
                cohort.active(age).map(|active| active.to_string()).unwrap_or_default(),
                share.map(|share| share.to_string()).unwrap_or_default(),
                revenue.revenue(age).map(units).unwrap_or_default(),
            ])?;
        }
    }
    table.flush()?;
    Ok(())
}

/// Writes the curve: a row for each day with events.
pub(super) fn write_survival(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["days", "at_risk", "events", "survival", "standard_error", "lower", "upper"])?;
    for SurvivalStep { time, at_risk, events, survival } in study.curve.steps() {
        let figure = |figure: Option<f64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
        table.write_record([
            time.to_string(),
            at_risk.to_string(),
            events.to_string(),
            survival.value.to_string(),
            figure(survival.standard_error),
            figure(survival.lower),
            figure(survival.upper),
        ])?;
    }
    table.flush()?;
    Ok(())
}

/// Writes what became of customers taken as contracts, and what the model says; without a model its columns are empty.
pub(super) fn write_renewals(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let header =
        ["period", "due", "renewed", "retention", "predicted_retention", "survival", "predicted_survival"];
    table.write_record(header)?;
    for renewal in study.contracts.renewals() {
        let figures = |Compared { observed, predicted }: Compared| {
            [observed.to_string(), predicted.map(|share| share.to_string()).unwrap_or_default()]
        };
        let counts = [renewal.period, renewal.due, renewal.renewed].map(|count| count.to_string());
        let shares = figures(renewal.retention).into_iter().chain(figures(renewal.survival));
        table.write_record(counts.into_iter().chain(shares))?;
    }
    table.flush()?;
    Ok(())
}
