//! What a reader of results should know about the clock of a file.

use crate::input::mapping::{Clock, Grain};
use crate::report::counted;

/// Returns what there is to know about a clock that skipped some times of a file and showed some twice.
pub(super) fn time_notes(clock: &Clock, skipped: u64, twice: u64) -> Vec<String> {
    let mut notes = Vec::new();
    if clock.is_absent() {
        notes.push("The log does not say in which time zone its clock is; it is taken as UTC.".to_owned());
    }
    let whole = match clock.grain() {
        Grain::Instant => None,
        Grain::Day => Some("day"),
        Grain::Month => Some("month"),
        Grain::Year => Some("year"),
    };
    if let Some(whole) = whole {
        notes.push(format!(
            "Times are known to the {whole} only; its first instant stands for the whole {whole}."
        ));
    }
    if let Some(zone) = clock.zone_name() {
        if skipped > 0 {
            notes.push(format!(
                "{} in a stretch that clocks in {zone} skipped; the end of the stretch stands instead.",
                fall(skipped)
            ));
        }
        if twice > 0 {
            notes.push(format!(
                "{} in an hour that clocks in {zone} showed twice; the earlier one is taken.",
                fall(twice)
            ));
        }
    }
    notes
}

/// Returns how many times fall somewhere: `1 time falls`, `2 times fall`.
fn fall(times: u64) -> String {
    format!("{} {}", counted(times, "time"), if times == 1 { "falls" } else { "fall" })
}
