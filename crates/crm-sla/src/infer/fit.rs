//! [`Fit`]: a hypothesis with the best targets of each group.

use alloc::vec::Vec;

use super::confusion::{Confusion, LeftOut};
use super::hypothesis::Hypothesis;
use super::scan::TargetRange;

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
