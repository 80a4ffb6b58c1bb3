//! Performance by department and person (clauses D-PERF-1, H-PERF-1) as an analysis: indicators with the cases behind each miss.

use alloc::vec::Vec;

use crm_model::RuleName;

use super::AnalysisProblem;
use super::evaluate::Scene;
use crate::{Dimension, Performance, Reason, Scorecard};

/// Which indicators are broken down, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerformanceRule {
    /// The indicators: one at least, each on the scorecard.
    pub indicators: Vec<RuleName>,
    /// The dimensions: one at least, in the order in which they are told.
    pub by: Vec<Dimension>,
}

pub(super) fn check(
    rule: &PerformanceRule,
    scorecard: &Scorecard,
) -> Result<(), (&'static str, AnalysisProblem)> {
    if rule.by.is_empty() {
        return Err(("by", AnalysisProblem::NoDimension));
    }
    let is_known = |name: &&RuleName| scorecard.indicators().iter().any(|spec| spec.name == **name);
    match rule.indicators.iter().find(|name| !is_known(name)) {
        Some(unknown) => Err(("indicators", AnalysisProblem::NoIndicator(unknown.clone()))),
        None => Ok(()),
    }
}

pub(super) fn figures(rule: &PerformanceRule, scene: &Scene<'_>) -> Result<Vec<Performance>, Reason> {
    let Scene { scorecard, facts, as_of, period, .. } = scene;
    let found = scorecard.performance_over(&rule.indicators, &rule.by, facts, *as_of, period);
    if found.is_empty() { Err(Reason::Empty) } else { Ok(found) }
}
