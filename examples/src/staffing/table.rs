//! The intervals as CSV.

use std::io::Write;

use super::study::{Figures, Study};
use super::words::from;

const COLUMNS: [&str; 20] = [
    "from",
    "calls",
    "calls_per_hour",
    "handling_seconds",
    "erlangs",
    "agents",
    "service_level",
    "waiting",
    "mean_wait_seconds",
    "occupancy",
    "abandoned",
    "roster",
    "planned",
    "planned_service_level",
    "planned_meets",
    "planned_waiting",
    "planned_mean_wait_seconds",
    "planned_occupancy",
    "planned_abandoned",
    "planned_most_calls_per_hour",
];

/// Writes a row for each interval.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for line in &study.lines {
        let offered = &line.offered;
        let seconds =
            line.interval.handling.map(|handling| crate::report::cell::seconds(handling.as_micros()));
        let mut row = vec![
            line.interval.from.map(|_| from(line)).unwrap_or_default(),
            line.interval.calls.as_f64().to_string(),
            offered.calls_per_hour().as_f64().to_string(),
            seconds.unwrap_or_default(),
            offered.erlangs().as_f64().to_string(),
        ];
        let [agents, level, rest @ ..] = figures(&line.needed);
        row.extend([agents, level]);
        row.extend(rest);
        row.push(line.roster.people.to_string());
        if let Some(planned) = &line.planned {
            let [agents, level, rest @ ..] = figures(&planned.figures);
            let meets = planned.figures.is_met.map_or("", |is_met| if is_met { "yes" } else { "no" });
            row.extend([agents, level, meets.to_owned()]);
            row.extend(rest);
            row.push(planned.most_calls.map(|calls| calls.to_decimal_string(3)).unwrap_or_default());
        }
        row.resize(COLUMNS.len(), String::new());
        table.write_record(row)?;
    }
    table.flush()?;
    Ok(())
}

fn figures(figures: &Figures) -> [String; 6] {
    let known = |figure: Option<f64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
    [
        figures.agents.to_string(),
        known(figures.level),
        known(figures.waiting),
        known(figures.mean_wait_seconds),
        known(figures.occupancy),
        known(figures.abandoned),
    ]
}
