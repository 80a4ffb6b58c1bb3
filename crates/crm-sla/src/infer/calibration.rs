//! [`Calibration`]: what was found, how good it is, and what it leaves open.

use alloc::vec::Vec;

use crm_calendar::Window;

use super::confusion::{Confusion, LeftOut};
use super::fit::{Fit, GroupFit};
use super::hypothesis::Hypothesis;
use super::prepared::{Group, Prepared};
use super::scan;
use super::search::{CalibrationError, Search, check_rows};
use super::{Observation, Waits};
use crate::target::AtClosing;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calibration {
    /// The best hypothesis with its targets.
    pub best: Fit,
    /// All working hours that explain the log as well as the best ones, those included, everything else being as it
    /// is there; in order of opening. Empty unless hours were searched.
    pub windows: Vec<Window>,
    /// The best of every other combination of event, calendar, days and waits, and the best with the other choice at
    /// closing: the best first.
    pub runners_up: Vec<RunnerUp>,
    /// How many observations have the more frequent verdict.
    pub majority: u64,
    /// How many observations have the more frequent verdict of their group. Any target can do as well by being very
    /// long or very short, so that only what goes beyond this explains anything.
    pub majority_by_group: u64,
    /// What the log does not pin down.
    pub doubts: Vec<Doubt>,
}

impl Calibration {
    /// Returns whether the best hypothesis is right more often than whoever always gives the more frequent verdict of
    /// each group.
    ///
    /// On the rows on which it was found that is little to ask, since many hypotheses were tried: see
    /// [`check`](Self::check).
    pub fn beats_majority(&self) -> bool {
        self.best.confusion.right > self.majority_by_group
    }

    /// Returns how the best hypothesis agrees with the verdicts on other observations, such as the other of two
    /// [`halves`](super::halves); or `None` where there are none.
    ///
    /// The target of each group is the one suggested, else one within its range. Groups that were not there before
    /// are counted as left unexplained.
    ///
    /// # Errors
    ///
    /// As [`calibrate`](super::calibrate); `search` must be the one with which it was found.
    pub fn check(
        &self,
        observations: &[Observation<'_>],
        search: &Search,
    ) -> Result<Option<Check>, CalibrationError> {
        if observations.is_empty() {
            return Ok(None);
        }
        let hypothesis = &self.best.hypothesis;
        hypothesis.check_event(check_rows(observations)?)?;
        let calendar = hypothesis.hours.calendar(search)?;
        let clock = hypothesis.clock(calendar.as_ref());
        let rows = Prepared::new(observations, hypothesis.event);
        let of_group = |group: &Group<'_>| {
            let fit = self.best.groups.iter().find(|fit| fit.group == group.id);
            let unknown = Confusion { rows: group.met.saturating_add(group.missed), ..Confusion::default() };
            let confusion = fit.map_or(unknown, |fit| scan::confusion(fit, group, &clock));
            Check { confusion, majority_by_group: group.met.max(group.missed) }
        };
        Ok(Some(rows.groups.iter().map(of_group).fold(Check::default(), Check::merge)))
    }
}

/// How a rule does on observations on which it was not found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Check {
    /// How it agrees with the verdicts.
    pub confusion: Confusion,
    /// How many of the observations have the more frequent verdict of their group, counted on themselves.
    pub majority_by_group: u64,
}

impl Check {
    /// Returns whether the rule is right more often than whoever knew the more frequent verdict of each group: only
    /// then has it found something.
    pub fn beats_majority(&self) -> bool {
        self.confusion.right > self.majority_by_group
    }

    /// Returns both checks together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            confusion: self.confusion.merge(other.confusion),
            majority_by_group: self.majority_by_group.saturating_add(other.majority_by_group),
        }
    }
}

/// A hypothesis that was not chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunnerUp {
    /// The hypothesis.
    pub hypothesis: Hypothesis,
    /// How many observations it is right about under its own best targets.
    pub right: u64,
}

/// Something that the log does not pin down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// The best hypothesis explains no more than the more frequent verdict of each group does.
    NoBetterThanMajority {
        /// How many observations it is right about.
        right: u64,
        /// How many have the more frequent verdict of their group.
        majority: u64,
    },
    /// Another combination is right as often.
    Tied {
        /// The other hypothesis.
        hypothesis: Hypothesis,
    },
    /// Whether a limit that runs out at closing is due then or at the next opening makes no difference.
    AtClosing {
        /// The choice that was not taken.
        other: AtClosing,
    },
    /// Whether waits stop the clock makes no difference.
    Waits {
        /// The choice that was not taken.
        other: Waits,
    },
    /// Several working hours explain the log equally well.
    Windows {
        /// How many were found.
        count: usize,
        /// Whether all were looked at; there may be more otherwise.
        all: bool,
    },
    /// A group has too few verdicts of one sort, or of both, to tell its target.
    FewVerdicts {
        /// The group.
        group: u32,
        /// How many are met.
        met: u64,
        /// How many are missed.
        missed: u64,
    },
    /// In a group, the target explains no more than the more frequent verdict does.
    GroupNoBetterThanMajority {
        /// The group.
        group: u32,
    },
    /// The best targets of a group lie in several ranges.
    SeveralRanges {
        /// The group.
        group: u32,
        /// How many ranges.
        ranges: usize,
    },
    /// Observations that cannot be judged.
    LeftOut(LeftOut),
}

/// Returns what the fit of a hypothesis leaves open about its groups.
pub(super) fn doubts_of_groups(fit: &Fit, least: u64) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for GroupFit { group, met, missed, ranges, confusion, .. } in &fit.groups {
        let (group, met, missed) = (*group, *met, *missed);
        let fewer = met.min(missed);
        if fewer < least.max(1) {
            doubts.push(Doubt::FewVerdicts { group, met, missed });
        } else if confusion.right <= met.max(missed) {
            doubts.push(Doubt::GroupNoBetterThanMajority { group });
        }
        if ranges.len() > 1 {
            doubts.push(Doubt::SeveralRanges { group, ranges: ranges.len() });
        }
    }
    let left_out = fit.groups.iter().fold(LeftOut::default(), |sum, group| sum.merge(group.left_out));
    if left_out.count() > 0 {
        doubts.push(Doubt::LeftOut(left_out));
    }
    doubts
}
