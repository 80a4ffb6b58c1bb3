//! What the lines of the scorecard say, in the words of both pages.

use crm_kit::kpi::{Completeness, Line, Note, Reason, Target, Value, Verdict};
use serde::Serialize;

use super::cell::{Brief, count, counted, decimal, percent, spaced, units, whole};
use super::{Form, Parts, Report};

/// Returns the lines that have a value, those that call for action first: missed, met, not judged, without a target.
pub(crate) fn measured(report: &Report) -> Vec<&Line> {
    let mut lines: Vec<&Line> =
        report.assessment.scorecard.iter().filter(|line| reason_of(&line.value).is_none()).collect();
    lines.sort_by_key(|line| match line.verdict {
        Verdict::Missed => 0,
        Verdict::Met => 1,
        Verdict::IncompletePeriod | Verdict::NotMeasured { .. } => 2,
        Verdict::NoTarget => 3,
    });
    lines
}

/// Returns why the other lines have no value, each reason once with the lines that it keeps from one.
pub(crate) fn unmeasured(report: &Report) -> Vec<(&Reason, Vec<&Line>)> {
    let mut reasons: Vec<(&Reason, Vec<&Line>)> = Vec::new();
    for line in &report.assessment.scorecard {
        let Some(reason) = reason_of(&line.value) else { continue };
        match reasons.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, lines)) => lines.push(line),
            None => reasons.push((reason, vec![line])),
        }
    }
    reasons
}

/// Returns how many lines meet their target, and how many are judged.
pub(crate) fn judged(report: &Report) -> (u64, u64) {
    let number = |wanted: fn(&Verdict) -> bool| {
        report.assessment.scorecard.iter().filter(|line| wanted(&line.verdict)).count() as u64
    };
    let met = number(|verdict| matches!(verdict, Verdict::Met));
    (met, met + number(|verdict| matches!(verdict, Verdict::Missed)))
}

/// Returns what the policy says an indicator measures.
pub(crate) fn form<'a>(report: &'a Report, line: &Line) -> Option<&'a Form> {
    report.policy.in_force(report.assessment.as_of)?.indicators.get(&line.indicator)
}

/// Returns an indicator's name in words: `indicator.response-time` is `response time`.
pub(crate) fn name(line: &Line) -> String {
    let name = line.indicator.as_str();
    let name = name.strip_prefix("indicator.").unwrap_or(name).replace('-', " ");
    let word = |word: &str| if word == "nps" { "NPS".to_owned() } else { word.to_owned() };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Returns a value with its unit, or `None` where there is none.
pub(crate) fn value(value: &Value) -> Option<String> {
    match value {
        Value::Share(ratio) => Some(percent(*ratio)),
        Value::Number(ratio) => Some(decimal(&ratio.to_decimal_string(1))),
        Value::Duration(ratio) => {
            let micros = ratio.to_decimal_string(0).parse().ok();
            Some(micros.map_or_else(|| value.to_string(), |micros| Brief { micros, days: true }.to_string()))
        }
        Value::Count(number) => Some(count(*number)),
        _ => None,
    }
}

/// Returns the parts of a value, such as `313 of 371`; nothing for a count or where there is no value.
pub(crate) fn parts(value: &Value, form: Option<&Form>) -> String {
    let kind = form.map(|form| form.parts).unwrap_or_default();
    let (ratio, is_share) = match value {
        Value::Share(ratio) => (ratio, true),
        Value::Number(ratio) | Value::Duration(ratio) => (ratio, false),
        _ => return String::new(),
    };
    let (part, all) = ratio.parts();
    let amount = |ten_thousandths| decimal(&units(ten_thousandths));
    match kind {
        Parts::Money => format!("{} of {}", amount(part), amount(all)),
        Parts::Sum(cases) => format!("over {} {cases}", whole(all)),
        Parts::Cases if is_share => format!("{} of {}", whole(part), whole(all)),
        Parts::Cases if matches!(value, Value::Duration(_)) => format!("over {} cases", whole(all)),
        Parts::Cases => format!("{} / {}", whole(part), whole(all)),
    }
}

/// Returns a target as pages write it; nothing where there is none.
pub(crate) fn target(target: Option<&Target>) -> String {
    target.map(|target| spaced(&target.to_string())).unwrap_or_default()
}

/// Returns a verdict in words.
pub(crate) const fn verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "not met",
        Verdict::NotMeasured { .. } | Verdict::IncompletePeriod => "not judged",
        Verdict::NoTarget => "no target",
    }
}

/// Returns what a reader should know besides: why a value is not judged, and the notes.
pub(crate) fn notes(line: &Line) -> Vec<String> {
    let unjudged = match (&line.verdict, line.completeness) {
        (_, Completeness::Running) => Some("the period still runs".to_owned()),
        (_, Completeness::NotCovered) => Some("the data do not cover the whole period".to_owned()),
        (Verdict::NotMeasured { reason }, Completeness::Complete) => Some(spaced(&reason.to_string())),
        _ => None,
    };
    unjudged.into_iter().chain(line.notes.iter().map(note)).collect()
}

/// Returns a note in words.
pub(crate) fn note(note: &Note) -> String {
    match note {
        Note::Beside { reading, value: other } => {
            let other = value(other).unwrap_or_else(|| other.to_string());
            format!("{}: {other}", reading.as_str())
        }
        Note::Apart { cases, count: number } => format!("{} {}", count(*number), cases.as_str()),
        Note::Gaps { periods } => format!("{} without a value left out", counted(*periods, "period")),
        other => spaced(&other.to_string()),
    }
}

fn reason_of(value: &Value) -> Option<&Reason> {
    match value {
        Value::Undefined(reason) => Some(reason),
        _ => None,
    }
}

/// A value for programs: its exact parts, and the number that they make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Figure {
    /// The part: microseconds for lengths of time, ten-thousandths of a currency for money.
    pub(crate) part: i128,
    /// What it is divided by.
    pub(crate) whole: i128,
    /// The number, with six decimals at most.
    pub(crate) number: String,
    /// Its unit.
    pub(crate) unit: &'static str,
}

/// What a value says to programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// The value, if there is one.
    pub(crate) figure: Option<Figure>,
    /// Why there is no value, or no verdict.
    pub(crate) reason: Option<String>,
}

/// Returns what a value and its verdict say to programs.
pub(crate) fn told(value: &Value, verdict: Option<&Verdict>) -> Told {
    let reason = match verdict {
        Some(Verdict::NotMeasured { reason }) => Some(reason),
        _ => reason_of(value),
    };
    Told { figure: figure(value), reason: reason.map(ToString::to_string) }
}

fn figure(value: &Value) -> Option<Figure> {
    let ratio = value.number()?;
    let (part, whole) = ratio.parts();
    let (number, unit) = match value {
        Value::Share(ratio) => (ratio.percent(6).trim_end_matches('%').to_owned(), "percent"),
        Value::Duration(ratio) => {
            let micros = ratio.to_decimal_string(0).parse().ok()?;
            (super::cell::seconds(micros), "seconds")
        }
        Value::Count(_) => (ratio.to_decimal_string(0), "count"),
        _ => (ratio.to_decimal_string(6), "number"),
    };
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { &number };
    Some(Figure { part, whole, number: number.to_owned(), unit })
}

/// Returns whether a period is over and the data hold all of it. Of the periods before, the value says so.
pub(crate) const fn completeness(value: &Value, of_line: Option<Completeness>) -> &'static str {
    match (of_line, value) {
        (Some(Completeness::Running), _) => "running",
        (Some(Completeness::NotCovered), _) | (None, Value::Undefined(Reason::NotCovered)) => "not-covered",
        (Some(Completeness::Complete) | None, _) => "complete",
    }
}
