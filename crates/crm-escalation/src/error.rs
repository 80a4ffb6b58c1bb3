//! What can be wrong with a ladder or a trigger rule.

use alloc::string::String;
use core::fmt;

use crm_model::{Fact, Role, RuleName};
use thiserror::Error;

/// A ladder that nobody can climb.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LadderError {
    /// It has no rung.
    #[error("a ladder with no rung leads nowhere")]
    Empty,
    /// A rung has no more authority than the one below it.
    #[error(
        "the ladder does not rise: the rank of `{rung}` is not above that of `{below}`, the rung before it"
    )]
    DoesNotRise {
        /// The rung.
        rung: Role,
        /// The rung below it.
        below: Role,
    },
    /// A role stands on two rungs, so nobody can say which of them an escalation to it reached.
    #[error("the role `{role}` stands on two rungs")]
    RoleTwice {
        /// The role.
        role: Role,
    },
}

/// A trigger rule that cannot be obeyed as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("rule `{rule}`, `{key}`: {problem}")]
pub struct EscalationError {
    /// The rule.
    pub rule: RuleName,
    /// The key within the rule, such as `within`.
    pub key: String,
    /// What is wrong.
    pub problem: RuleProblem,
}

/// What is wrong with a trigger rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleProblem {
    /// A condition allows no value at all.
    NeverApplies {
        /// The fact it asks about.
        fact: Fact,
    },
    /// A trigger by nature asks about no nature.
    EveryTicket,
    /// The ladder is not that high.
    NoSuchRung {
        /// The place asked for, from 0.
        rung: usize,
        /// How many rungs there are.
        rungs: usize,
    },
    /// `ends` belongs to limits in business or calendar days, and to those alone.
    EndsMismatch {
        /// Whether the limit is in such days.
        counts_days: bool,
    },
    /// `tolerance` belongs to `at-once`, and to it alone.
    ToleranceMismatch {
        /// Whether the limit is `at-once`.
        at_once: bool,
    },
    /// The tolerance is less than nothing.
    NegativeTolerance,
    /// The limit has no length.
    NoLength,
    /// No measure is listed.
    NoMeasure,
    /// An explanation holds for a length of time by the clock or of open time, above zero.
    ExplanationWithoutLength,
    /// Another rule has the same name.
    NameTwice,
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverApplies { fact } => {
                write!(formatter, "no {fact} is listed, so the rule never applies")
            }
            Self::EveryTicket => formatter
                .write_str("a trigger by nature needs a kind, an urgency or a complexity to look for"),
            Self::NoSuchRung { rung, rungs } => {
                write!(formatter, "there is no rung {rung} (counted from 0) on a ladder of {rungs}")
            }
            Self::EndsMismatch { counts_days: true } => {
                formatter.write_str("a limit in business or calendar days needs `same-time` or `closing`")
            }
            Self::EndsMismatch { counts_days: false } => {
                formatter.write_str("only a limit in business or calendar days (`1bd`, `3cd`) has it")
            }
            Self::ToleranceMismatch { at_once: true } => {
                formatter.write_str("`at-once` needs a tolerance, such as `5min`")
            }
            Self::ToleranceMismatch { at_once: false } => formatter.write_str("only `at-once` has it"),
            Self::NegativeTolerance => formatter.write_str("a tolerance must not be negative"),
            Self::NoLength => {
                formatter.write_str("a limit of no length is not allowed: write `at-once` with a tolerance")
            }
            Self::NoMeasure => formatter.write_str("no measure is listed, so the rule never applies"),
            Self::ExplanationWithoutLength => formatter.write_str(
                "an explanation holds for a time by the clock or of open time, such as `24h` or `8bh`",
            ),
            Self::NameTwice => formatter.write_str("another rule has the same name"),
        }
    }
}
