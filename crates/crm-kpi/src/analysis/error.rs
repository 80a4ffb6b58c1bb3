//! [`AnalysisError`]: why analyses do not hold.

use crm_model::{RuleName, Scale};
use thiserror::Error;

use crate::process::ServiceRuleError;

/// Why analyses do not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{analysis}: {problem}")]
pub struct AnalysisError {
    /// The analysis.
    pub analysis: RuleName,
    /// The key of the policy at fault; empty for the analysis as a whole.
    pub key: &'static str,
    /// What is wrong.
    pub problem: AnalysisProblem,
}

impl AnalysisError {
    pub(super) fn of(analysis: &RuleName, key: &'static str, problem: AnalysisProblem) -> Self {
        Self { analysis: analysis.clone(), key, problem }
    }
}

/// What is wrong with an analysis.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AnalysisProblem {
    /// Two analyses have one name.
    #[error("two analyses have this name")]
    Twice,
    /// Complaints cannot be told from other tickets.
    #[error("no kind of ticket is named, so every ticket would count as a complaint")]
    NoKinds,
    /// No label is named that could be a cause.
    #[error("no label is named, so no complaint would have a cause")]
    NoTags,
    /// Contacts cannot be told from one another.
    #[error("no purpose of contact is named, so nothing would be measured")]
    NoPurposes,
    /// Bounds of a score without a question.
    #[error("the bounds of a score need the `topic` of a question")]
    NoQuestion,
    /// The question is on another scale than the score needs.
    #[error("the net promoter score is asked on the scale 0-10, not on {scale}")]
    NotZeroToTen {
        /// The scale given.
        scale: Scale,
    },
    /// A confidence that is none.
    #[error("a confidence lies above 0% and below 100%")]
    Confidence,
    /// A channel may never be silent.
    #[error("every channel is silent between two records; name 1 or more")]
    NeverSilent,
    /// It looks at an indicator that is not there.
    #[error("there is no {0}")]
    NoIndicator(RuleName),
    /// Nothing is named by which indicators are broken down.
    #[error("no dimension is named by which indicators are broken down")]
    NoDimension,
    /// The words for a process contradict each other.
    #[error("{0}")]
    Process(ServiceRuleError),
}
