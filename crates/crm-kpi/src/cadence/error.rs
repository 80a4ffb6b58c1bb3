//! [`CadenceError`]: why cadences do not hold.

use alloc::string::String;

use crm_model::{EventKind, RuleName};
use thiserror::Error;

/// Why cadences do not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{cadence}: {problem}")]
pub struct CadenceError {
    /// The cadence.
    pub cadence: RuleName,
    /// The key of the policy at fault; empty for the cadence as a whole.
    pub key: &'static str,
    /// What is wrong.
    pub problem: CadenceProblem,
}

impl CadenceError {
    pub(super) fn of(cadence: &RuleName, key: &'static str, problem: CadenceProblem) -> Self {
        Self { cadence: cadence.clone(), key, problem }
    }
}

/// What is wrong with a cadence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CadenceProblem {
    /// Two cadences have one name.
    #[error("two cadences have this name")]
    Twice,
    /// It looks at an indicator that is not there.
    #[error("there is no {0}")]
    NoIndicator(RuleName),
    /// Its periods follow the date of the evaluation.
    #[error("periods of a review are those of the calendar: `month`, `quarter` or `year`")]
    Rolling,
    /// A history has longer periods than the review.
    #[error("the history has longer periods than the review")]
    LongerHistory,
    /// A process has no rules.
    #[error("the process {0} has no rules, so nobody could follow it")]
    NoRules(String),
    /// Two rules of order have one name.
    #[error("two rules of order are called {0}")]
    OrderTwice(String),
    /// A rule of order asks for an event before or after each event of the same kind: the first has none before it, the last none
    /// after it.
    #[error("the rule of order {name} asks for `{event}` beside each `{event}`, which no ticket can keep")]
    OrderOfOne {
        /// The rule.
        name: String,
        /// The event.
        event: EventKind,
    },
}
