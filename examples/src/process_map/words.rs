//! The words of the pages.

use crm_kit::kpi::diagnosis::{Measured, Sign};

use super::study::{Study, TIME_WAITED};
use crate::process::words::long;
use crate::report::cell::{count, counted, percent, points};

/// Returns the log in a sentence.
pub(super) fn lead(study: &Study) -> String {
    let tally = &study.tally;
    format!(
        "{} with {} of {}, until {}",
        counted(tally.cases, "case"),
        counted(tally.events, "event"),
        kinds(tally.activities.len() as u64),
        crate::report::cell::readable(study.as_of)
    )
}

fn kinds(activities: u64) -> String {
    match activities {
        1 => "one activity".to_owned(),
        more => format!("{} activities", count(more)),
    }
}

/// Returns what became of the rows.
pub(super) fn rows(study: &Study) -> String {
    let repeats = study.tally.repeats;
    let mut parts = vec![counted(study.rows, if study.is_file { "row" } else { "event" })];
    if repeats > 0 && study.is_file {
        let fate = if study.keeps_repeats { "counted as well" } else { "counted once" };
        parts.push(format!("{} of another, {fate}", counted(repeats, "repeat")));
    }
    if study.unreadable > 0 {
        parts.push(format!("{} LEFT OUT: they cannot be read", count(study.unreadable)));
    }
    parts.join("; ")
}

/// Returns what was measured, or what is missing.
pub(super) fn measured(sign: &Sign) -> String {
    match &sign.measured {
        Measured::Share(share) => {
            let (part, whole) = share.parts();
            if sign.name == TIME_WAITED {
                percent(*share)
            } else {
                format!("{} ({part} of {whole})", percent(*share))
            }
        }
        Measured::Points(apart) => points(*apart),
        Measured::Count(number) => count(*number),
        Measured::Time(time) => long(time.as_micros()),
        Measured::NotMeasurable(missing) => format!("not measurable; it would need: {missing}"),
    }
}
