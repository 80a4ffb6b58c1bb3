//! What both pages say in the same words.

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_kit::sla::JudgedLimit;
use crm_model::{AgreedLimit, Lateness, Obligation};

use super::choices::ChoiceView;
use super::{Day, Held, HeldBy, Lengths, Levels, Trace, Worst};
use crate::report::Tally;
use crate::report::cell::{Brief, brief, count};

/// The sign beside a figure that rests on few cases.
pub(super) const FEW: &str = "*";

/// How many pauses of one clock are told.
const MOST_PAUSES: usize = 6;

/// How many holders of one ticket are told.
const MOST_HOLDERS: usize = 12;

/// Returns the share that was kept in two cells: its parts, and the percentage with a sign where it rests on few cases.
pub(super) fn share(levels: &Levels, tally: &Tally) -> Option<(String, String)> {
    let share = tally.attainment()?;
    let sign = if levels.is_few(share.whole) { FEW } else { "" };
    Some((format!("{}/{}", count(share.part), count(share.whole)), share.percent() + sign))
}

/// Returns the median and the ninth decile of lengths, with a sign where they rest on few cases.
pub(super) fn lengths(levels: &Levels, lengths: Option<Lengths>, days: bool) -> Option<[String; 2]> {
    let Lengths { count, median, ninetieth } = lengths?;
    let sign = if levels.is_few(count) { FEW } else { "" };
    Some([median, ninetieth].map(|micros| format!("{}{sign}", Brief { micros, days })))
}

/// Returns what is owed, by which clause and rule.
pub(super) fn owed(obligation: &Obligation) -> String {
    let clause = obligation.id.clause.as_ref().map(|clause| format!(", {clause}")).unwrap_or_default();
    let rule = obligation.rule.as_ref().map(|rule| format!(", {rule}")).unwrap_or_default();
    let round = obligation.id.round;
    let round = if round > 1 { format!(", round {round}") } else { String::new() };
    format!("{}{clause}{rule}{round}", obligation.id.measure)
}

/// Returns how late something is in both times.
pub(super) fn late(late: Option<Lateness>) -> String {
    let Some(Lateness { elapsed, open }) = late else { return "not late".to_owned() };
    let elapsed = Brief { micros: elapsed.as_micros(), days: true };
    let open = brief(open.map(crm_calendar::OpenTime::as_micros), false);
    open.map_or_else(|| format!("{elapsed} late"), |open| format!("{elapsed} late ({open} of open time)"))
}

/// Returns when a clock started, when it was due and when it ended, in UTC.
pub(super) fn course(worst: &Worst, as_of: DateTime<Utc>) -> String {
    let Obligation { opened_at, stopped_at, window, .. } = &worst.obligation;
    let at = |at: Option<DateTime<Utc>>| at.map_or_else(|| "not known".to_owned(), second);
    let end = match stopped_at {
        Some(end) => format!("ended {}", second(*end)),
        None => format!("not ended by {}", second(as_of)),
    };
    format!("started {}, due {}, {end} (UTC)", at(*opened_at), at(window.due))
}

pub(super) fn second(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S%.f").to_string()
}

/// Returns what the limit was and how much of it the days gave.
pub(super) fn budget(trace: &Trace) -> String {
    let Trace { limit, calendar, zone, is_by_the_clock, used, .. } = trace;
    let used = Brief { micros: *used, days: false };
    let counted = match limit {
        JudgedLimit::Agreed(AgreedLimit::By(_)) => String::new(),
        _ if *is_by_the_clock => " by the clock".to_owned(),
        _ => format!(" on the calendar {calendar} ({})", zone.name()),
    };
    format!("limit {limit}{counted}, {used} used up to the due instant")
}

/// Returns when the clock stood still, or nothing where it never did.
pub(super) fn pauses(trace: &Trace) -> Option<String> {
    if trace.pauses.is_empty() {
        return None;
    }
    let total = Brief { micros: trace.stood_still(), days: true };
    let pause =
        |pause: &crm_calendar::Period| format!("{} to {}", second(pause.start()), second(pause.end()));
    let mut told: Vec<String> = trace.pauses.iter().take(MOST_PAUSES).map(pause).collect();
    if let Some(more) = trace.pauses.len().checked_sub(MOST_PAUSES).filter(|more| *more > 0) {
        told.push(format!("and {} times more", count(more as u64)));
    }
    Some(format!("the clock stood still for {total}: {} (UTC)", told.join("; ")))
}

/// Returns who held the ticket for how much of the time, and of the lateness; nothing where nobody is on record.
pub(super) fn held(trace: &Trace) -> Option<String> {
    if trace.held.iter().all(|held| held.by == HeldBy::Nobody) {
        return None;
    }
    let part = |held: &Held| {
        let used = if trace.is_by_the_clock { held.elapsed } else { held.open };
        let used = brief(used, trace.is_by_the_clock).unwrap_or_else(|| "a time not known".to_owned());
        let late = held.late.map(|late| {
            let late = Brief { micros: late.elapsed.as_micros(), days: true };
            format!(" (and {late} of the lateness)")
        });
        format!("{} for {used}{}", held.by.in_words(), late.unwrap_or_default())
    };
    let mut told: Vec<String> = trace.held.iter().take(MOST_HOLDERS).map(part).collect();
    if let Some(more) = trace.held.len().checked_sub(MOST_HOLDERS).filter(|more| *more > 0) {
        told.push(format!("and {} more", count(more as u64)));
    }
    Some(format!("held by {}", told.join("; ")))
}

/// Returns the choices of the policy that shaped the verdict, or nothing where none did.
pub(super) fn choices(trace: &Trace) -> Option<String> {
    let told: Vec<String> = trace.choices.iter().map(|choice| ChoiceView::of(choice).text).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// Returns the hours of a day that were used, by the clocks of the zone, and what else is to be said of it.
pub(super) fn hours(day: &Day, zone: &Zone) -> String {
    let period = |period: &crm_calendar::Period| {
        let (from, until) = (zone.local(period.start()), zone.local(period.end()));
        let end_of_day = until.date() > from.date();
        let until = if end_of_day { "24:00".to_owned() } else { clock(until) };
        format!("{}-{until}", clock(from))
    };
    let hours: Vec<String> = day.used.iter().map(period).collect();
    let why = day.why.in_words(!hours.is_empty());
    match (hours.is_empty(), why.is_empty()) {
        (true, _) => why,
        (false, true) => hours.join(", "),
        (false, false) => format!("{} ({why})", hours.join(", ")),
    }
}

fn clock(at: chrono::NaiveDateTime) -> String {
    let text = at.format("%H:%M:%S").to_string();
    text.strip_suffix(":00").map(str::to_owned).unwrap_or(text)
}
