//! Why goals are refused.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

use chrono::NaiveDate;
use crm_model::{Ratio, RuleName};
use thiserror::Error;

use crate::Unit;

/// Why goals are refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{goal}{}: {problem}", Part(*part))]
pub struct GoalError {
    /// The goal.
    pub goal: RuleName,
    /// Which of its parts is at fault, from 0; `None` for the goal itself.
    pub part: Option<usize>,
    /// The key of the policy at fault; empty for the goal or the part as a whole.
    pub key: &'static str,
    /// What is wrong.
    pub problem: GoalProblem,
}

impl GoalError {
    pub(super) fn of(goal: &RuleName, part: Option<usize>, key: &'static str, problem: GoalProblem) -> Self {
        // Parts that do not make the whole are wrong together.
        let part = part.filter(|_| !matches!(problem, GoalProblem::PartsFallShort(_)));
        Self { goal: goal.clone(), part, key, problem }
    }
}

struct Part(Option<usize>);

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |place| write!(formatter, ", part {}", place.saturating_add(1)))
    }
}

/// What is wrong with a goal.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GoalProblem {
    /// Two goals have one name.
    #[error("two goals have this name")]
    Twice,
    /// The indicator is not among those of the policy.
    #[error("there is no such indicator")]
    NoIndicator,
    /// A target or a baseline is in another unit than the values.
    #[error("what is measured is compared with {wanted}, not with {given}")]
    OtherUnit {
        /// The unit of the values.
        wanted: Unit,
        /// The unit given.
        given: Unit,
    },
    /// The date of the goal is not after that of its baseline.
    #[error("the goal's date ({by}) is not after that of its baseline ({from})")]
    DatesDoNotRise {
        /// The date of the baseline.
        from: NaiveDate,
        /// The date of the goal.
        by: NaiveDate,
    },
    /// Neither a department nor a post answers for it.
    #[error("neither a department nor a post answers for it")]
    NoOwner,
    /// The baseline meets the target.
    #[error("the baseline meets the target already")]
    MetByTheBaseline,
    /// The target is beyond the best value that is possible.
    #[error("the target is beyond the best value that is possible")]
    Unreachable,
    /// A change in percent has no number, since its baseline is not above zero, or is too large.
    #[error("there is no number to reach: a change in percent needs a baseline above zero")]
    NoNumber,
    /// A part should fall while the whole should rise, or the other way round.
    #[error("the whole should go the other way")]
    OtherDirection,
    /// A part has no weight.
    #[error("a part without weight adds nothing to the whole")]
    NoWeight,
    /// The parts together do not make the whole.
    #[error("{0}")]
    PartsFallShort(Box<Shortfall>),
    /// A number is too large.
    #[error("a number is too large")]
    TooLarge,
}

/// What the parts of a goal reach together, and what the whole should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortfall {
    /// The mean of what the parts should reach, by their weights.
    pub together: Ratio,
    /// What the whole should reach.
    pub wanted: Ratio,
    /// In what both are measured.
    pub unit: Unit,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (together, wanted) = (written(self.together, self.unit), written(self.wanted, self.unit));
        write!(formatter, "the parts together reach {together}, and the whole should reach {wanted}")
    }
}

fn written(number: Ratio, unit: Unit) -> String {
    match unit {
        Unit::Share => number.percent(2),
        Unit::Number => number.to_decimal_string(2),
        Unit::Time => crate::Value::Duration(number).to_string(),
    }
}
