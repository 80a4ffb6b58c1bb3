//! What indicators of the review tell of a dimension.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use crm_calendar::ElapsedTime;

use crate::cadence::LineReview;
use crate::diagnosis::{DiagnosisDimension, Measured, Sign};
use crate::{Formula, IndicatorSpec, Line, Stretch, TicketTime, Value};

/// Returns a sign of each indicator that tells of a dimension, and says where none tells of what a clause asks for.
pub(super) fn signs(lines: &[LineReview], indicators: &[IndicatorSpec]) -> Vec<Sign> {
    let spec_of = |line: &Line| indicators.iter().find(|spec| spec.name == line.indicator);
    let told = lines.iter().filter_map(|one| {
        let (dimension, what) = told_by(&spec_of(&one.line)?.formula)?;
        let name = one.line.indicator.as_str();
        let name = format!("{what}: {}", name.strip_prefix("indicator.").unwrap_or(name).replace('-', " "));
        Some(Sign::new(dimension, name, measured(&one.line.value)?))
    });
    let mut signs: Vec<Sign> = told.collect();
    for (dimension, what) in [REACHES, LEADS, FIRST] {
        let is_there = signs.iter().any(|sign| sign.name.starts_with(what));
        let missing = || Sign::missing(dimension, what, "no indicator of the review tells of it");
        signs.extend((!is_there).then(missing));
    }
    signs
}

const FILES: (DiagnosisDimension, &str) = (DiagnosisDimension::Data, "completeness of files");
const REACHES: (DiagnosisDimension, &str) =
    (DiagnosisDimension::Feedback, "time until decision makers see it");
const LEADS: (DiagnosisDimension, &str) = (DiagnosisDimension::Feedback, "led to a remedy or a change");
const FIRST: (DiagnosisDimension, &str) = (DiagnosisDimension::Staff, "solved at the first contact");

/// Returns of what an indicator is a sign.
const fn told_by(formula: &Formula) -> Option<(DiagnosisDimension, &'static str)> {
    match formula {
        Formula::FileCompleteness { .. } => Some(FILES),
        Formula::TicketTime(TicketTime { stretch: Stretch::Reported { .. }, .. }) => Some(REACHES),
        Formula::Remedied { .. } => Some(LEADS),
        Formula::FirstContact(_) => Some(FIRST),
        _ => None,
    }
}

/// Returns a value as a sign has it; of counts, scores and amounts there is none here.
pub(super) fn measured(value: &Value) -> Option<Measured> {
    match value {
        Value::Share(share) => Some(Measured::Share(*share)),
        Value::Duration(micros) => {
            let micros = micros.to_decimal_string(0).parse().ok()?;
            Some(Measured::Time(ElapsedTime::from_micros(micros)))
        }
        Value::Undefined(reason) => Some(Measured::NotMeasurable(reason.to_string())),
        _ => None,
    }
}
