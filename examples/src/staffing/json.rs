//! The study as JSON.

use std::io::{self, Write};

use crm_calendar::ElapsedTime;
use serde_json::{Value, json};

use super::study::{Figures, Line, Study};
use super::words::from;

/// Writes the JSON, and an end of line.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text(study).as_bytes())
}

/// Returns the JSON, and an end of line.
pub(super) fn text(study: &Study) -> String {
    format!("{:#}\n", value(study))
}

fn value(study: &Study) -> Value {
    let goal = &study.goal.goal;
    let limit = study.goal.rule.as_ref();
    json!({
        "schema": "crm-staffing/1",
        "title": study.title,
        "goal": {
            "share": goal.share().to_string(),
            "within_seconds": seconds(goal.within()),
            "limit_of": limit.map(|limit| json!({
                "policy": limit.policy,
                "clause": limit.clause,
                "rule": limit.rule,
                "channel": study.channel,
            })),
        },
        "model": if study.patience.is_some() { "erlang-a" } else { "erlang-c" },
        "patience_seconds": study.patience.map(seconds),
        "shrinkage": study.shrinkage.to_string(),
        "interval_seconds": study.interval.map(seconds),
        "rows_left_out": study.rows_left_out,
        "intervals": study.lines.iter().map(line).collect::<Vec<_>>(),
        "agent_hours": study.hours().map(|(at_phone, paid)| json!({
            "at_phone": at_phone.to_decimal_string(3),
            "paid": paid.to_decimal_string(3),
        })),
        "other_numbers_of_agents": study.others.iter().map(figures).collect::<Vec<_>>(),
    })
}

/// Returns a length of time as a number; all that occur here are told to the microsecond.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 microseconds, which are 285 years")]
fn seconds(time: ElapsedTime) -> f64 {
    time.as_micros() as f64 / 1e6
}

fn line(line: &Line) -> Value {
    json!({
        "from": line.interval.from.map(|_| from(line)),
        "calls": line.interval.calls.as_f64(),
        "calls_per_hour": line.offered.calls_per_hour().as_f64(),
        "handling_seconds": line.interval.handling.map(seconds),
        "erlangs": line.offered.erlangs().as_f64(),
        "fewest_stable": line.offered.fewest_stable(),
        "needed": figures(&line.needed),
        "roster": { "exact": line.roster.exact.to_decimal_string(3), "people": line.roster.people },
        "planned": line.planned.as_ref().map(|planned| json!({
            "figures": figures(&planned.figures),
            "most_calls_per_hour": planned.most_calls.map(|calls| calls.to_decimal_string(3)),
        })),
    })
}

fn figures(figures: &Figures) -> Value {
    json!({
        "agents": figures.agents,
        "service_level": figures.level,
        "meets": figures.is_met,
        "waiting": figures.waiting,
        "mean_wait_seconds": figures.mean_wait_seconds,
        "occupancy": figures.occupancy,
        "abandoned": figures.abandoned,
    })
}
