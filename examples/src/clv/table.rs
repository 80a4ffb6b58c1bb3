//! The customers as CSV, one row each.

use std::io::Write;

use super::customers::CustomerLine;
use super::study::Study;
use crate::report::cell::guarded;

const COLUMNS: [&str; 10] = [
    "customer",
    "frequency",
    "recency",
    "age",
    "mean_spend",
    "p_alive",
    "expected_purchases",
    "expected_spend_each",
    "expected_spend",
    "clv",
];
const LIMITS: [&str; 6] = [
    "p_alive_low",
    "p_alive_high",
    "expected_purchases_low",
    "expected_purchases_high",
    "clv_low",
    "clv_high",
];

/// Writes the table.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let with_limits = study.customers.lines.iter().any(|line| line.limits.is_some());
    let mut header = COLUMNS.to_vec();
    if with_limits {
        header.extend(LIMITS);
    }
    if study.split.is_some() {
        header.push("purchases_held_out");
    }
    table.write_record(&header)?;
    for (name, line) in study.lines() {
        table.write_record(cells(name, line, with_limits))?;
    }
    table.flush()?;
    Ok(())
}

fn cells(name: &str, line: &CustomerLine, with_limits: bool) -> Vec<String> {
    let figure = |figure: Option<f64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
    let mut cells = vec![
        guarded(name).into_owned(),
        line.history.frequency().to_string(),
        line.history.recency().to_string(),
        line.history.age().to_string(),
        figure(line.mean_spend),
        figure(line.p_alive),
        line.purchases.to_string(),
        figure(line.spend),
        figure(line.spend.map(|spend| spend * line.purchases)),
        figure(line.value),
    ];
    if with_limits {
        let limits = line.limits.map(|limits| [limits.p_alive, limits.purchases, limits.value]);
        for limits in limits.unwrap_or_default() {
            cells.extend([figure(limits.map(|limits| limits.0)), figure(limits.map(|limits| limits.1))]);
        }
    }
    cells.extend(line.held_out.map(|purchases| purchases.to_string()));
    cells
}
