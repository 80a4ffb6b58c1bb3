//! How well the demo's staff keeps pace: better from month to month, but for the bad one.

use crate::demo::time::{FIRST_OF_TICKETS, LAST, is_bad_month};

/// Returns how many first responses out of a thousand come late to tickets opened on a day.
pub(super) fn late_responses(day: i64) -> u64 {
    falling(day, 90, 35) + if is_bad_month(day) { 170 } else { 0 }
}

/// Returns how many solutions out of a thousand come late to tickets opened on a day.
pub(super) fn late_solutions(day: i64) -> u64 {
    falling(day, 85, 45) + if is_bad_month(day) { 90 } else { 0 }
}

/// Returns how many out of a hundred tickets opened on a day are complaints.
pub(super) fn complaints(day: i64) -> u64 {
    falling(day, 16, 5) + if is_bad_month(day) { 9 } else { 0 }
}

/// Returns a number that falls from `first` to `last`, in step with the days of the tickets.
fn falling(day: i64, first: i64, last: i64) -> u64 {
    let passed = day.clamp(FIRST_OF_TICKETS, LAST) - FIRST_OF_TICKETS;
    let now = first - (first - last) * passed / (LAST - FIRST_OF_TICKETS);
    u64::try_from(now).unwrap_or_default()
}
