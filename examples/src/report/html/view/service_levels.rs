//! How promises were kept.

use super::{Clause, ShareView, Trend};

/// How the promises on tickets were kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceLevels {
    /// Every promise, in the order of a ticket's life.
    pub promises: Vec<PromiseRow>,
    /// What stands in place of the table where there are none.
    pub nothing: String,
    /// The share kept in time, by month; empty where the data do not reach over two months.
    pub trends: Vec<PromiseTrend>,
}

/// One promise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PromiseRow {
    /// What is owed.
    pub measure: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The rule of the policy; empty where none could be chosen.
    pub rule: String,
    /// How many obligations, however they stand: the sum of all counts below.
    pub owed: u64,
    /// Met in time.
    pub met: u64,
    /// Met after they were due.
    pub met_late: u64,
    /// Not met and no longer possible.
    pub missed: u64,
    /// Late and still possible.
    pub overdue: u64,
    /// Neither late nor met: open, paused, waiting or blocked.
    pub open: u64,
    /// Ended with nothing to judge.
    pub void: u64,
    /// Impossible to judge.
    pub unclear: u64,
    /// The share kept in time; `None` where nothing is certain yet.
    pub attainment: Option<ShareView>,
}

/// A promise through the months.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PromiseTrend {
    /// What is owed, with its rule.
    pub name: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The share in each month, on a scale of 0 to 1.
    pub trend: Trend,
}
