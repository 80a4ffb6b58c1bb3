//! [`Calibration`]: what was found, how good it is, and what it leaves open.

use alloc::vec::Vec;

use crm_calendar::Window;
use crm_model::Ratio;

use super::hypothesis::Hypothesis;
use super::prepared::{Group, Prepared};
use super::scan::{self, TargetRange};
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

/// How a hypothesis fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The hypothesis.
    pub hypothesis: Hypothesis,
    /// How it agrees with the log under the best targets.
    pub confusion: Confusion,
    /// The targets, group by group, in order of the groups.
    pub groups: Vec<GroupFit>,
}

/// A hypothesis that was not chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunnerUp {
    /// The hypothesis.
    pub hypothesis: Hypothesis,
    /// How many observations it is right about under its own best targets.
    pub right: u64,
}

/// How verdicts agree with those of the log. Counts of two samples [merge](Self::merge) exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confusion {
    /// How many observations there are.
    pub rows: u64,
    /// How many verdicts are those of the log.
    pub right: u64,
    /// How many say met where the log says missed.
    pub wrongly_met: u64,
    /// How many say missed where the log says met.
    pub wrongly_missed: u64,
}

impl Confusion {
    /// Returns how many observations get no verdict: the event did not happen or lies before the start, the calendar
    /// does not reach so far, or nothing is known of their group.
    pub fn unexplained(&self) -> u64 {
        self.rows
            .saturating_sub(self.right)
            .saturating_sub(self.wrongly_met)
            .saturating_sub(self.wrongly_missed)
    }

    /// Returns the share of verdicts that are right among those given, or `None` where none is given.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_sla::Confusion;
    ///
    /// let confusion = Confusion { rows: 110, right: 99, wrongly_met: 1, wrongly_missed: 0 };
    /// assert_eq!(confusion.accuracy().unwrap().percent(1), "99.0%"); // 99 of the 100 verdicts
    /// assert_eq!(confusion.unexplained(), 10);
    /// ```
    pub fn accuracy(&self) -> Option<Ratio> {
        let given = self.rows.saturating_sub(self.unexplained());
        Ratio::new(i128::from(self.right), i128::from(given))
    }

    /// Returns the confusion on both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            rows: self.rows.saturating_add(other.rows),
            right: self.right.saturating_add(other.right),
            wrongly_met: self.wrongly_met.saturating_add(other.wrongly_met),
            wrongly_missed: self.wrongly_missed.saturating_add(other.wrongly_missed),
        }
    }
}

/// The targets of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupFit {
    /// The group.
    pub group: u32,
    /// How many observations that can be judged the log calls met.
    pub met: u64,
    /// How many of them it calls missed.
    pub missed: u64,
    pub(super) all_met: u64,
    pub(super) all_missed: u64,
    /// All targets under which the fewest verdicts are wrong, in order; none where nothing can be judged.
    pub ranges: Vec<TargetRange>,
    /// The roundest of these targets, in microseconds: whole days by the clock before whole hours, before halves,
    /// quarters and so on. A preference, and no more: the log does not tell it from the others. `None` where the log
    /// holds too few verdicts of either sort, or the target explains no more than the more frequent verdict does.
    pub suggested: Option<i64>,
    pub(super) stands_for: Option<i64>,
    /// The observations that cannot be judged.
    pub left_out: LeftOut,
    /// How the best targets agree with the log.
    pub confusion: Confusion,
}

/// How many observations cannot be judged, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The event did not happen.
    pub no_end: u64,
    /// The event is dated before the start.
    pub end_before_start: u64,
    /// The calendar does not reach so far.
    pub beyond_calendar: u64,
}

impl LeftOut {
    /// Returns how many they are.
    pub const fn count(&self) -> u64 {
        self.no_end.saturating_add(self.end_before_start).saturating_add(self.beyond_calendar)
    }

    /// Returns those of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            no_end: self.no_end.saturating_add(other.no_end),
            end_before_start: self.end_before_start.saturating_add(other.end_before_start),
            beyond_calendar: self.beyond_calendar.saturating_add(other.beyond_calendar),
        }
    }
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
