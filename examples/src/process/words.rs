//! What pages say of a process, wherever it was counted.

use crm_kit::kpi::process::{Durations, EdgeTally, HandOvers, OrderRule};
use crm_model::{Ratio, Share};

use super::Named;
use crate::report::cell::{Brief, count, counted, percent};

/// Returns a length of time in its two largest units.
pub(crate) fn long(micros: i64) -> String {
    Brief { micros, days: true }.to_string()
}

/// Returns a length of time in its largest unit, cut.
pub(crate) fn short(micros: i64) -> String {
    let text = long(micros);
    let mut words = text.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some("under"), ..) => "0 s".to_owned(),
        (Some(number), Some(unit), _) => format!("{number} {unit}"),
        _ => text,
    }
}

/// Returns a sum of lengths of time, in days and hours or less.
pub(crate) fn sum(micros: i128) -> String {
    let days = micros / 86_400_000_000;
    if days >= 1_000 {
        return format!("{} d", crate::report::cell::whole(days));
    }
    i64::try_from(micros).map_or_else(|_| "too long to tell".to_owned(), long)
}

/// Returns a sum of open time, in hours or less.
pub(crate) fn open_sum(micros: i128) -> String {
    let hours = micros / 3_600_000_000;
    if hours >= 1_000 {
        return format!("{} h", crate::report::cell::whole(hours));
    }
    i64::try_from(micros)
        .map_or_else(|_| "too long to tell".to_owned(), |micros| Brief { micros, days: false }.to_string())
}

/// Returns how many times: `once`, `12 times`.
pub(crate) fn least(times: u64) -> String {
    match times {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        times => format!("{} times", count(times)),
    }
}

/// Returns a share in percent, or a dash where there is none.
pub(crate) fn share(share: Option<Ratio>) -> String {
    share.map_or_else(|| "-".to_owned(), percent)
}

/// Returns the median and the nine tenths of lengths of time, or dashes.
pub(crate) fn middle_and_tail(times: &Durations) -> [String; 2] {
    let ninety = Share::from_percent(90).and_then(|share| times.percentile(share));
    [times.median(), ninety].map(|micros| micros.map_or_else(|| "-".to_owned(), long))
}

/// Returns what an arrow says when asked.
pub(crate) fn edge_title(process: Named<'_>, from: u32, to: u32, edge: &EdgeTally) -> String {
    let [median, ninety] = middle_and_tail(&edge.wait.clock);
    format!(
        "{} → {}: {} in {}; half wait at most {median}, nine in ten {ninety}; {} in all",
        process.activity(from),
        process.activity(to),
        least(edge.times),
        counted(edge.cases, "case"),
        sum(edge.wait.clock.sum())
    )
}

/// Returns a rule of order in words.
pub(crate) fn order(rule: OrderRule<&str>) -> String {
    match rule {
        OrderRule::Precedes { first, then } => format!("{first} before {then}"),
        OrderRule::Follows { first, then, within: Some(within) } => {
            format!("{then} at most {} after {first}", long(within.as_micros()))
        }
        OrderRule::Follows { first, then, within: None } => format!("{then} after {first}"),
        OrderRule::NeverAfter { first, never } => format!("no {never} after {first}"),
    }
}

/// Returns what is said of hand-overs between holders of one sort.
pub(crate) fn hand_overs(holders: &HandOvers, noun: &str) -> String {
    if holders.cases_known == 0 {
        return format!("No {noun} is known of any event.");
    }
    let unknown = match holders.unknown {
        0 => String::new(),
        events => format!("; of {} no {noun} is known", counted(events, "event")),
    };
    format!(
        "{} between {}, in {} of the cases; {} of the cases came straight back{unknown}.",
        counted(holders.times(), "hand-over"),
        counted(holders.steps.len() as u64, noun),
        share(holders.share()),
        share(holders.share_returned()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_short_beside_arrows() {
        const HOUR: i64 = 3_600_000_000;
        assert_eq!([0, 1, 90_000_000, 30 * HOUR].map(short), ["0 s", "0 s", "1 min", "1 d"]);
        assert_eq!([i128::from(HOUR), i128::from(HOUR) * 12_345].map(open_sum), ["1 h", "12,345 h"]);
        assert_eq!([i128::from(30 * HOUR), i128::from(HOUR) * 24 * 12_345].map(sum), ["1 d 6 h", "12,345 d"]);
    }
}
