//! [`RuleError`]: why a rule cannot be obeyed as it stands.

use alloc::string::String;
use core::fmt;

use crm_calendar::CalendarError;
use crm_model::{EventKind, Fact, RuleName};
use thiserror::Error;

use crate::{Measure, TargetError};

/// A rule that cannot be obeyed as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("rule `{rule}`, `{key}`: {problem}")]
pub struct RuleError {
    /// The rule.
    pub rule: RuleName,
    /// The key within the rule, such as `warn[0]`.
    pub key: String,
    /// What is wrong.
    pub problem: RuleProblem,
}

impl RuleError {
    /// Returns the path of the value at fault within the policy: rule and key joined by a dot.
    pub fn path(&self) -> String {
        alloc::format!("{}.{}", self.rule, self.key)
    }
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleProblem {
    /// A condition allows no value at all.
    NeverApplies {
        /// The fact it asks about.
        fact: Fact,
    },
    /// No event stops the clock.
    NeverStops,
    /// More groups of stops than there are kinds of event.
    TooManyStops {
        /// How many.
        groups: usize,
    },
    /// The event that starts the clock would stop it.
    StopsAsItStarts {
        /// The event.
        event: EventKind,
    },
    /// The measure starts with one event alone, and the rule names another.
    StartsOtherwise {
        /// The measure.
        measure: Measure,
        /// The event with which it starts.
        event: EventKind,
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
    /// `at-closing` belongs to limits in open time.
    NoClosing,
    /// A rule without a limit of its own in time has nothing to warn of.
    WarnsWithoutLimit,
    /// The limit is an event that starts or stops the clock, begins the ticket, or ends it as another.
    NeverBefore {
        /// The event.
        event: EventKind,
    },
    /// The limit is an event, so that no time counts and a pause would mean nothing.
    PausesBefore {
        /// The event.
        event: EventKind,
    },
    /// The limit is an event, so that none in time can take its place.
    AgreesBefore {
        /// The event.
        event: EventKind,
    },
    /// The measure means nothing without waits that do not count.
    NeverPauses {
        /// The measure.
        measure: Measure,
    },
    /// The measure goes on until a bound, which is not stated.
    Unbounded {
        /// The measure.
        measure: Measure,
    },
    /// The measure does not repeat, so it has no rounds to bound.
    NoRounds {
        /// The measure.
        measure: Measure,
    },
    /// Not even one round is allowed.
    NoRoundAllowed,
    /// No assignment stops the clock, so it does not matter to whom the ticket goes.
    NoAssignment,
    /// No department is named, so the clock would never stop.
    NoDepartment,
    /// No kind of solution needs approval, so the clock would never start.
    NoRemedy,
    /// Reminders have to be some elapsed or open time apart.
    RemindsWithoutLength,
    /// Under the priority hit policy every rule needs a priority.
    NoPriority,
    /// Another rule has the same name.
    NameTwice,
    /// Another rule of the same measure can match the same ticket, and nothing decides between them.
    Ambiguous {
        /// The other rule.
        other: RuleName,
    },
    /// The hours before and after an edit of the calendar cannot be joined.
    Calendar(CalendarError),
    /// Limit and warnings do not fit together.
    Target(TargetError),
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverApplies { fact } => {
                write!(formatter, "no {fact} is listed, so the rule never applies")
            }
            Self::NeverStops => formatter.write_str("no event is listed, so the clock would never stop"),
            Self::TooManyStops { groups } => {
                write!(formatter, "{groups} groups of events are more than there are kinds of event")
            }
            Self::StopsAsItStarts { event } => {
                write!(formatter, "`{event}` starts the clock and cannot end it as well")
            }
            Self::StartsOtherwise { measure, event } => {
                write!(formatter, "`{measure}` starts with `{event}` alone")
            }
            Self::EndsMismatch { counts_days: true } => {
                formatter.write_str("a limit in business or calendar days needs `same-time` or `closing`")
            }
            Self::EndsMismatch { counts_days: false } => {
                formatter.write_str("only a limit in business or calendar days (`2bd`, `3cd`) has it")
            }
            Self::ToleranceMismatch { at_once: true } => {
                formatter.write_str("`at-once` needs a tolerance, such as `5min`")
            }
            Self::ToleranceMismatch { at_once: false } => formatter.write_str("only `at-once` has it"),
            Self::NoClosing => {
                formatter.write_str("only a limit in business hours or days (`4bh`, `2bd`) meets a closing")
            }
            Self::WarnsWithoutLimit => {
                formatter.write_str("the rule states no limit in time, so there is nothing to warn of")
            }
            Self::NeverBefore { event } => {
                write!(formatter, "a clock cannot run out with `{event}`, which begins or ends it otherwise")
            }
            Self::PausesBefore { event } => {
                write!(formatter, "the limit is the event `{event}` and no time, so nothing can pause it")
            }
            Self::AgreesBefore { event } => {
                write!(formatter, "the limit is the event `{event}`, which no agreed limit can replace")
            }
            Self::NeverPauses { measure } => {
                write!(formatter, "`{measure}` needs the reasons for waiting that do not count")
            }
            Self::Unbounded { measure } => {
                write!(formatter, "`{measure}` goes on until a number of rounds, such as `at-most = 3`")
            }
            Self::NoRounds { measure } => {
                write!(formatter, "`{measure}` has no rounds that could be bounded")
            }
            Self::NoRoundAllowed => formatter.write_str("at least one round has to be allowed"),
            Self::NoAssignment => formatter.write_str("only a clock that an assignment stops has it"),
            Self::NoDepartment => {
                formatter.write_str("no department is listed, so the clock would never stop")
            }
            Self::NoRemedy => {
                formatter.write_str("no kind of solution needs approval, so the clock would never start")
            }
            Self::RemindsWithoutLength => {
                formatter.write_str("reminders are some time apart, such as `24h` or `4bh`")
            }
            Self::NoPriority => {
                formatter.write_str("the hit policy is `priority`, so every rule needs a whole number here")
            }
            Self::NameTwice => formatter.write_str("another rule has the same name"),
            Self::Ambiguous { other } => write!(
                formatter,
                "a ticket can match this rule and `{other}` alike, and the hit policy does not decide between them"
            ),
            Self::Calendar(problem) => write!(formatter, "{problem}"),
            Self::Target(problem) => write!(formatter, "{problem}"),
        }
    }
}
