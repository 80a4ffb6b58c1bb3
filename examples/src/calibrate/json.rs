//! What was found, as JSON.

use crm_kit::sla::{Calibration, Confusion, GroupFit, Search};
use serde_json::{Value, json};

use super::Found;
use super::log::Log;
use super::page::open_questions;
use super::words::Words;

/// Returns the JSON; lengths are in microseconds.
pub(super) fn text(log: &Log, search: &Search, found: &Found) -> Result<String, serde_json::Error> {
    let words = Words { log, search };
    let Calibration { best, windows, runners_up, majority, majority_by_group, .. } = &found.calibration;
    let others = runners_up
        .iter()
        .map(|other| json!({ "hypothesis": words.hypothesis(&other.hypothesis), "right": other.right }));
    let value = json!({
        "schema": "crm-calibration/1",
        "log": log.title,
        "notes": log.notes,
        "candidates": log.candidates.iter().map(|candidate| candidate.name.as_str()).collect::<Vec<_>>(),
        "best": {
            "hypothesis": words.hypothesis(&best.hypothesis),
            "event": log.candidates.get(best.hypothesis.event).map(|candidate| candidate.name.as_str()),
            "beats_majority": found.calibration.beats_majority(),
            "agreement": confusion(best.confusion),
            "groups": best.groups.iter().map(|fit| group(&words, fit)).collect::<Vec<_>>(),
        },
        "majority": majority,
        "majority_by_group": majority_by_group,
        "other_half": found.other_half.map(|check| json!({
            "agreement": confusion(check.confusion),
            "majority_by_group": check.majority_by_group,
        })),
        "is_a_rule": found.is_a_rule(),
        "windows": windows.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "runners_up": others.collect::<Vec<_>>(),
        "not_pinned_down": open_questions(&words, &found.calibration),
        "rules": super::rules::text(log, search, found),
    });
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

fn group(words: &Words<'_>, fit: &GroupFit) -> Value {
    let ranges = fit.ranges.iter().map(|range| json!({ "at_least": range.at_least, "below": range.below }));
    json!({
        "group": words.group(fit.group),
        "met": fit.met,
        "missed": fit.missed,
        "targets": ranges.collect::<Vec<_>>(),
        "suggested": fit.suggested,
        "left_out": {
            "no_end": fit.left_out.no_end,
            "end_before_start": fit.left_out.end_before_start,
            "beyond_calendar": fit.left_out.beyond_calendar,
        },
        "agreement": confusion(fit.confusion),
    })
}

fn confusion(confusion: Confusion) -> Value {
    let Confusion { rows, right, wrongly_met, wrongly_missed } = confusion;
    json!({
        "tickets": rows,
        "right": right,
        "wrongly_met": wrongly_met,
        "wrongly_missed": wrongly_missed,
        "unexplained": confusion.unexplained(),
    })
}
