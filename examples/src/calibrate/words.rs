//! Hypotheses, groups and lengths of time in words.

use crm_kit::sla::{AtClosing, Hours, Hypothesis, Search, TargetRange, Waits};

use super::log::Log;

/// The names that a search gives by number.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) log: &'a Log,
    pub(super) search: &'a Search,
}

impl Words<'_> {
    /// Returns a hypothesis in words.
    pub(super) fn hypothesis(&self, hypothesis: &Hypothesis) -> String {
        let Hypothesis { event, hours, waits: of_waits, at_closing: edge } = *hypothesis;
        let event = self.log.candidates.get(event).map_or("?", |candidate| candidate.name.as_str());
        let calendar = |place: usize| self.search.calendars.get(place).map_or("?", |spec| spec.name.as_str());
        let waits = if self.log.wait_reasons.is_empty() {
            String::new()
        } else {
            format!(", waits {}", waits(of_waits))
        };
        let (hours, edge) = match hours {
            Hours::ByTheClock => ("by the clock".to_owned(), String::new()),
            Hours::AsGiven { calendar: place } => (calendar(place).to_owned(), self.edge(edge)),
            Hours::Weekly { calendar: place, days, window } => {
                (format!("{days} {window} {}", calendar(place)), self.edge(edge))
            }
        };
        format!("{event}, {hours}{waits}{edge}")
    }

    fn edge(&self, edge: AtClosing) -> String {
        if self.search.at_closing.len() > 1 { format!(", due {}", at_closing(edge)) } else { String::new() }
    }

    /// Returns the name of a group.
    pub(super) fn group(&self, group: u32) -> String {
        let place = usize::try_from(group).ok();
        match place.and_then(|place| self.log.groups.get(place)) {
            Some(group) if group.name.is_empty() => "(blank)".to_owned(),
            Some(group) => group.name.clone(),
            None => group.to_string(),
        }
    }
}

pub(super) const fn waits(waits: Waits) -> &'static str {
    match waits {
        Waits::Run => "count",
        Waits::Pause => "stop the clock",
    }
}

pub(super) const fn at_closing(at_closing: AtClosing) -> &'static str {
    match at_closing {
        AtClosing::Closing => "at closing",
        AtClosing::NextOpening => "at the next opening",
    }
}

/// Returns the least and the greatest target of a range in words.
pub(super) fn bounds(range: &TargetRange) -> [String; 2] {
    // Times are rarely finer than a second: a microsecond more means more than the second.
    let is_just_over = |micros: i64| micros > 1 && micros % 1_000_000 == 1;
    let from = match range.at_least {
        1 => "any".to_owned(),
        least if is_just_over(least) => format!("over {}", length(least - 1)),
        least => length(least),
    };
    let to = match range.below {
        None => "any".to_owned(),
        Some(below) if is_just_over(below) => length(below - 1),
        Some(below) => format!("under {}", length(below)),
    };
    [from, to]
}

/// Returns a length of time in hours, minutes and seconds, exact: `62 h 4 min`.
pub(super) fn length(micros: i64) -> String {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let mut parts = Vec::new();
    for (value, unit) in [(seconds / 3_600, "h"), (seconds / 60 % 60, "min")] {
        if value != 0 {
            parts.push(format!("{value} {unit}"));
        }
    }
    if fraction != 0 {
        parts.push(format!("{}.{:06} s", seconds % 60, fraction));
    } else if seconds % 60 != 0 || parts.is_empty() {
        parts.push(format!("{} s", seconds % 60));
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_told_to_the_second_where_a_microsecond_makes_the_difference() {
        let hour = 3_600_000_000;
        let range = |at_least, below| bounds(&TargetRange { at_least, below });
        assert_eq!(range(62 * hour, Some(62 * hour + 240_000_001)), ["62 h", "62 h 4 min"]);
        assert_eq!(range(62 * hour + 1, Some(63 * hour)), ["over 62 h", "under 63 h"]);
        assert_eq!(range(1, None), ["any", "any"]);
    }

    #[test]
    fn a_length_is_exact() {
        assert_eq!(length(0), "0 s");
        assert_eq!(length(90_000_000), "1 min 30 s");
        assert_eq!(length(3_600_000_001), "1 h 0.000001 s");
    }
}
