//! An answer as text for a terminal.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use crm_calendar::Zone;

use super::answer::{Answer, Fact, Value};
use super::trace::Step;
use crate::reason::Reason;

/// How wide the names of lines are.
const NAME: usize = 15;

/// The page of an answer.
pub(super) struct Page<'a>(pub(super) &'a Answer<'a>);

impl fmt::Display for Page<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Answer { office, facts, assumed_years, notes, trace, .. } = self.0;
        let zone = office.calendar.zone();
        writeln!(formatter, "{:NAME$}{} ({zone})", "Calendar", office.calendar.name())?;
        let due = facts.iter().find(|fact| fact.key == "due").map(|fact| &fact.value);
        for fact in facts {
            let text = match fact {
                Fact { key: "rolled", value, .. } if Some(value) == due => {
                    "the same: it lies within hours".to_owned()
                }
                fact => shown(&fact.value, zone),
            };
            writeln!(formatter, "{:NAME$}{text}", fact.label)?;
        }
        if !assumed_years.is_empty() {
            writeln!(
                formatter,
                "{:NAME$}{}: no holiday list is published, the weekly hours are taken",
                "ASSUMED",
                ranges(assumed_years)
            )?;
        }
        for note in notes {
            writeln!(formatter, "{:NAME$}{note}", "Note")?;
        }
        let Some(steps) = trace else { return Ok(()) };
        writeln!(formatter, "\n{:16}{:10}{:10}{:>12}{:>14}", "date", "from", "to", "open", "so far")?;
        steps.iter().try_for_each(|step| line(formatter, step, zone))
    }
}

/// Writes one line of a trace.
fn line(formatter: &mut fmt::Formatter<'_>, step: &Step, zone: &Zone) -> fmt::Result {
    match step {
        Step::Open { period, length, so_far, reason, clocks_change } => {
            let (from, to) = (zone.local(period.start()), zone.local(period.end()));
            let to_date =
                if to.date() == from.date() { String::new() } else { format!(" of {}", day(to.date())) };
            write!(
                formatter,
                "{:16}{:10}{:10}{:>12}{:>14}",
                day(from.date()),
                clock(from),
                clock(to),
                length.to_string(),
                so_far.to_string()
            )?;
            let mut remarks = Vec::new();
            if !to_date.is_empty() {
                remarks.push(format!("to {}{to_date}", clock(to)));
            }
            if !reason.is_plain() {
                remarks.push(reason.to_string());
            }
            if *clocks_change {
                let offset = |at| zone.offset_at(at);
                remarks.push(format!(
                    "clocks go from {} to {}",
                    offset(period.start()),
                    offset(period.end())
                ));
            }
            let remarks = remarks.join("; ");
            if remarks.is_empty() { writeln!(formatter) } else { writeln!(formatter, "  {remarks}") }
        }
        Step::Closed { from, reason: Reason::OutsideHours, to } if from == to => {
            writeln!(formatter, "{:16}{}", day(*from), Reason::OutsideHours)
        }
        Step::Closed { from, to, reason } if from == to => {
            writeln!(formatter, "{:16}closed: {reason}", day(*from))
        }
        Step::Closed { from, to, reason } => {
            let days = to.signed_duration_since(*from).num_days() + 1;
            writeln!(formatter, "{:16}closed: {reason}, {days} days to {}", day(*from), day(*to))
        }
    }
}

fn shown(value: &Value, zone: &Zone) -> String {
    match value {
        Value::Instant(at) => instant(*at, zone),
        Value::Open(time) => time.to_string(),
        Value::Elapsed(time) => time.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Missing(why) => format!("not known: {why}"),
    }
}

/// Returns an instant by the clocks of the zone and in UTC.
fn instant(at: DateTime<Utc>, zone: &Zone) -> String {
    let local = zone.local(at);
    let utc = at.naive_utc();
    format!(
        "{} {} {}   ({} {} UTC)",
        day(local.date()),
        clock(local),
        zone.offset_at(at),
        utc.date(),
        clock(utc)
    )
}

fn day(date: NaiveDate) -> String {
    format!("{} {date}", date.weekday())
}

/// Returns the time of day, with seconds and their decimals where there are any.
fn clock(local: NaiveDateTime) -> String {
    let form = match (local.second(), local.nanosecond()) {
        (0, 0) => "%H:%M",
        (_, 0) => "%H:%M:%S",
        _ => "%H:%M:%S%.6f",
    };
    local.format(form).to_string()
}

/// Returns years that rise, those in a row as a range.
fn ranges(years: &[i32]) -> String {
    let mut ranges: Vec<(i32, i32)> = Vec::new();
    for year in years {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*year) => *last = *year,
            _ => ranges.push((*year, *year)),
        }
    }
    let text = ranges
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first} to {last}") });
    text.collect::<Vec<_>>().join(", ")
}
