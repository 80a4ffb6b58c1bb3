//! [`IndicatorSpec`]: one indicator as a policy states it: what is measured, how often, and against which target.

mod check;
mod definition;
mod formula;
mod judging;
mod limits;
mod problem;

use crm_model::{ClauseId, RuleName, Strength};

pub use self::definition::Definition;
pub use self::formula::Formula;
pub use self::judging::{IntervalMethod, JudgedBy, Judging, SmallSample, TrendJudging, TrendReading};
pub use self::limits::Limits;
pub use self::problem::IndicatorProblem;
use crate::{Bound, Per, Target};

/// An indicator as a policy states it. [`Scorecard::new`](crate::Scorecard::new) checks it.
#[derive(Debug, Clone)]
pub struct IndicatorSpec {
    /// Its name in the policy, such as `indicator.retention`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// What is measured.
    pub formula: Formula,
    /// How often.
    pub per: Per,
    /// What it should reach; `None` for an indicator that is only reported.
    pub target: Option<Target>,
    /// Where it started, for progress and for targets that are a change.
    pub baseline: Option<Bound>,
    /// How it is judged and shown.
    pub judging: Judging,
}

impl IndicatorSpec {
    /// Returns the indicator over periods of another length, to which its target does not belong.
    pub(crate) fn over(&self, per: Per) -> Self {
        let is_own = self.per == per;
        let (target, baseline) = (self.target.filter(|_| is_own), self.baseline.filter(|_| is_own));
        Self { per, target, baseline, ..self.clone() }
    }
}
