//! What a [`ProcessTally`](super::ProcessTally) is made of: activities, what followed what, months and the like.

use alloc::collections::BTreeMap;

use crm_model::Ratio;

use crate::process::durations::{Durations, Measured, Spans, Total};
use crate::process::join::{Join, count_one, joins};
use crate::process::rules::Spending;
use crate::tally::ratio;

/// One activity, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ActivityTally {
    /// How often it was done.
    pub events: u64,
    /// In how many cases.
    pub cases: u64,
    /// How often it was done again in a case: all times but the first.
    pub again: u64,
    /// In how many cases it was done again.
    pub cases_again: u64,
    /// How often it was done again straight away by the same known resource: a candidate for a redundant step, no more. Whether the
    /// outcome would be the same without it, no log tells.
    pub repeated_by_same: u64,
    /// The first and the last time, in microseconds; `None` if it never happened.
    pub seen: Seen,
    /// From each beginning to its end, where the end is known.
    pub handling: Spans,
    /// How the time from each beginning to the next event of the case was spent.
    pub spent: Spent,
}

joins!(ActivityTally { events, cases, again, cases_again, repeated_by_same, seen, handling, spent });

/// The first and the last instant, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Seen {
    /// The first and the last; `None` without any.
    pub first_and_last: Option<(i64, i64)>,
}

impl Join for Seen {
    fn join(&mut self, other: Self) {
        self.first_and_last = match (self.first_and_last, other.first_and_last) {
            (Some((first, last)), Some((other_first, other_last))) => {
                Some((first.min(other_first), last.max(other_last)))
            }
            (ours, theirs) => ours.or(theirs),
        };
    }
}

/// How time was spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Spent {
    /// At work: of activities that the policy calls working, and of those whose end is known until it.
    pub working: Total,
    /// Waiting: after activities that the policy calls waiting, and after a known end.
    pub waiting: Total,
    /// Of which neither is said.
    pub unsaid: Total,
}

joins!(Spent { working, waiting, unsaid });

impl Spent {
    /// Returns the share of time by the clock that is known to be waiting, of what is known to be either.
    pub fn waiting_share(&self) -> Option<Ratio> {
        Ratio::new(self.waiting.clock, self.waiting.clock.checked_add(self.working.clock)?)
    }

    pub(super) fn push(&mut self, measured: Measured, spending: Option<Spending>) {
        match spending {
            Some(Spending::Working) => self.working.push(measured),
            Some(Spending::Waiting) => self.waiting.push(measured),
            None => self.unsaid.push(measured),
        }
    }
}

/// One activity directly after another, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EdgeTally {
    /// How often.
    pub times: u64,
    /// In how many cases.
    pub cases: u64,
    /// From the end of the one, or from its instant where no end is known, to the other.
    pub wait: Spans,
    /// How often the second began before the first was finished: no wait.
    pub overlaps: u64,
}

joins!(EdgeTally { times, cases, wait, overlaps });

/// Activities of one sort by case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PerCase {
    /// How many in all.
    pub events: u64,
    /// How many cases have how many.
    #[cfg_attr(feature = "serde", serde(with = "crate::process::pairs"))]
    pub cases: BTreeMap<u64, u64>,
}

joins!(PerCase { events, cases });

impl PerCase {
    /// Returns how many a case has in the mean, or `None` without cases.
    pub fn mean(&self) -> Option<Ratio> {
        ratio(self.events, self.cases.values().fold(0, |sum: u64, cases| sum.saturating_add(*cases)))
    }

    pub(super) fn record(&mut self, events: u64) {
        self.events.join(events);
        count_one(&mut self.cases, events);
    }
}

/// Cases that stand after one activity for longer than the policy's gap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Stopped {
    /// How many.
    pub cases: u64,
    /// For how long each has been silent, by the clock.
    pub silent: Durations,
}

joins!(Stopped { cases, silent });

/// Cases that began in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Throughput {
    /// How many began.
    pub began: u64,
    /// How many of them have ended.
    pub ended: u64,
    /// From the first step to the last one's end, of those that have ended.
    pub time: Spans,
}

joins!(Throughput { began, ended, time });
