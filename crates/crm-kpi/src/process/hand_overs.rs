//! [`HandOvers`]: how work goes from one holder to the next, and back.

use alloc::collections::{BTreeMap, BTreeSet};

use crm_model::Ratio;

use super::durations::{Measured, Total};
use super::join::{Join, count_one, joins};
use super::log::Step;
use super::rules::ProcessClock;
use crate::tally::ratio;

/// Hand-overs between persons, or between departments: a change of the holder from one known to another known. Steps of which
/// the holder is not known change nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HandOvers {
    /// From whom to whom, how often, and after which wait.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub pairs: BTreeMap<(u32, u32), Moves>,
    /// How often work went from one to another and straight back (ping-pong), by who got it back and who gave it back.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub returns: BTreeMap<(u32, u32), u64>,
    /// How many steps each holder did.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub steps: BTreeMap<u32, u64>,
    /// How many steps have no known holder.
    pub unknown: u64,
    /// How many cases have a known holder at all.
    pub cases_known: u64,
    /// How many cases were handed over at least once.
    pub cases_handed_over: u64,
    /// How many cases came straight back at least once.
    pub cases_returned: u64,
}

joins!(HandOvers { pairs, returns, steps, unknown, cases_known, cases_handed_over, cases_returned });

/// Hand-overs from one holder to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Moves {
    /// How many.
    pub times: u64,
    /// From the end of the last step of the one to the first of the other, where that is not before it.
    pub wait: Total,
}

joins!(Moves { times, wait });

impl HandOvers {
    /// Returns how many hand-overs there are.
    pub fn times(&self) -> u64 {
        self.pairs.values().fold(0, |sum, moves| sum.saturating_add(moves.times))
    }

    /// Returns the share of cases that were handed over, of those with a known holder.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.cases_handed_over, self.cases_known)
    }

    /// Returns the share of cases that came straight back, of those with a known holder.
    pub fn share_returned(&self) -> Option<Ratio> {
        ratio(self.cases_returned, self.cases_known)
    }

    /// Returns all holders, rising: the rows and columns of the matrix of [`pairs`](Self::pairs).
    pub fn holders(&self) -> BTreeSet<u32> {
        self.steps.keys().copied().collect()
    }

    /// Takes in the steps of one case.
    pub(super) fn case(
        &mut self,
        steps: &[Step],
        clock: &ProcessClock<'_>,
        holder: impl Fn(Step) -> Option<u32>,
    ) {
        let as_of = clock.as_of.timestamp_micros();
        let (mut before, mut last): (Option<u32>, Option<(u32, i64)>) = (None, None);
        let (mut handed, mut returned) = (false, false);
        for step in steps {
            let Some(now) = holder(*step) else {
                self.unknown.join(1);
                continue;
            };
            count_one(&mut self.steps, now);
            if let Some((from, since)) = last.filter(|(from, _)| *from != now) {
                let moves = self.pairs.entry((from, now)).or_default();
                moves.times.join(1);
                if let Some(measured) = Measured::between(clock, since, step.at()) {
                    moves.wait.push(measured);
                }
                if before == Some(now) {
                    count_one(&mut self.returns, (now, from));
                    returned = true;
                }
                handed = true;
                before = Some(from);
            }
            last = Some((now, step.finished_by(as_of).unwrap_or(step.at())));
        }
        self.cases_known.join(u64::from(last.is_some()));
        self.cases_handed_over.join(u64::from(handed));
        self.cases_returned.join(u64::from(returned));
    }
}
