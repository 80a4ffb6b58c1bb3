//! A rule about recording: of what, and within which limit.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crm_calendar::{Calendar, ElapsedTime, Ends, Span};
use crm_model::{Channel, ClauseId, Fact, FileField, FileUpdate, Interaction, RuleName, Strength, TableName};
use thiserror::Error;

use crate::{AtClosing, DecidingRule, Match, Target, TargetError};

/// A rule about recording as a policy states it. [`RecordingRules::new`](crate::RecordingRules::new) checks it.
#[derive(Debug, Clone)]
pub struct RecordingSpec {
    /// Its name in the policy, such as `recording.calls`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// What is to be recorded.
    pub of: RecordingOf,
    /// The limit, from the contact or the learning to the record; `None` where the document states no number.
    pub within: Option<Span>,
    /// Where in the last day a limit in business days ends; required for such a limit, refused otherwise.
    pub ends: Option<Ends>,
    /// How much later than at once still counts as at once; required for such a limit, refused otherwise.
    pub tolerance: Option<ElapsedTime>,
    /// When the limit is due at the edge of hours; `None` for the closing. Refused for limits in elapsed time.
    pub at_closing: Option<AtClosing>,
    /// The calendar on which open time is counted: of the limit where that is open time, of lateness always.
    pub calendar: Calendar,
}

/// What a rule wants recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordingOf {
    /// Contacts with customers that came about.
    Interactions {
        /// By which channels; `None` for all.
        channels: Option<BTreeSet<Channel>>,
    },
    /// What was learned of customers, in their files.
    FileUpdates {
        /// Which fields; `None` for all.
        fields: Option<BTreeSet<FileField>>,
    },
}

impl RecordingOf {
    /// Returns the table whose rows it is about.
    pub const fn table(&self) -> TableName {
        match self {
            Self::Interactions { .. } => TableName::Interactions,
            Self::FileUpdates { .. } => TableName::FileUpdates,
        }
    }

    /// Returns the key of policies that narrows it.
    pub(super) const fn key(&self) -> &'static str {
        match self {
            Self::Interactions { .. } => "channel",
            Self::FileUpdates { .. } => "fields",
        }
    }

    /// Returns how much the rule asks about.
    pub(super) const fn specificity(&self) -> u8 {
        match self {
            Self::Interactions { channels: None } | Self::FileUpdates { fields: None } => 0,
            Self::Interactions { channels: Some(_) } | Self::FileUpdates { fields: Some(_) } => 1,
        }
    }

    /// Returns whether a contact is one of those asked about.
    pub(super) fn test_contact(&self, contact: &Interaction) -> Match {
        let Self::Interactions { channels } = self else { return Match::No };
        match (channels, &contact.channel) {
            (None, _) => Match::Yes,
            (Some(_), None) => Match::Unknown(Fact::Channel),
            (Some(channels), Some(channel)) if channels.contains(channel) => Match::Yes,
            (Some(_), Some(_)) => Match::No,
        }
    }

    /// Returns whether an update is one of those asked about.
    pub(super) fn test_update(&self, update: &FileUpdate) -> Match {
        let Self::FileUpdates { fields } = self else { return Match::No };
        let is_asked = fields.as_ref().is_none_or(|fields| fields.contains(&update.field));
        if is_asked { Match::Yes } else { Match::No }
    }

    /// Returns whether some row matches both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Interactions { channels: one }, Self::Interactions { channels: other }) => {
                one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| !one.is_disjoint(other))
            }
            (Self::FileUpdates { fields: one }, Self::FileUpdates { fields: other }) => {
                one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| !one.is_disjoint(other))
            }
            _ => false,
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Interactions { channels } => channels.as_ref().is_some_and(BTreeSet::is_empty),
            Self::FileUpdates { fields } => fields.as_ref().is_some_and(BTreeSet::is_empty),
        }
    }
}

/// A checked rule about recording.
#[derive(Debug, Clone)]
pub struct RecordingRule {
    spec: RecordingSpec,
    target: Option<Target>,
}

impl RecordingRule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When a part contradicts another; the error names the rule and the key.
    pub fn new(spec: RecordingSpec) -> Result<Self, RecordingError> {
        let refused =
            |key: &str, problem| RecordingError { rule: spec.name.clone(), key: key.to_string(), problem };
        if spec.of.is_empty() {
            return Err(refused(spec.of.key(), RecordingProblem::NeverApplies));
        }
        let in_business_days = matches!(spec.within, Some(Span::BusinessDays(_)));
        if in_business_days != spec.ends.is_some() {
            return Err(refused("ends", RecordingProblem::EndsMismatch { in_business_days }));
        }
        let at_once = matches!(spec.within, Some(Span::AtOnce));
        if at_once != spec.tolerance.is_some() {
            return Err(refused("tolerance", RecordingProblem::ToleranceMismatch { at_once }));
        }
        let in_open_time = matches!(spec.within, Some(Span::Open(_) | Span::BusinessDays(_)));
        if spec.at_closing.is_some() && !in_open_time {
            return Err(refused("at-closing", RecordingProblem::NoClosing));
        }
        let target = spec.within.map(|within| {
            let (ends, tolerance) = (spec.ends.unwrap_or(Ends::SameTime), spec.tolerance.unwrap_or_default());
            let target = Target::new(within, ends, tolerance, spec.calendar.clone(), Vec::new());
            let target =
                target.map_err(|problem| refused(problem.key(), RecordingProblem::Target(problem)))?;
            Ok(target.with_at_closing(spec.at_closing.unwrap_or_default()))
        });
        let target = target.transpose()?;
        Ok(Self { spec, target })
    }

    /// Returns the specification from which it was made.
    pub fn spec(&self) -> &RecordingSpec {
        &self.spec
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that demands it.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns how binding the clause is.
    pub fn strength(&self) -> Strength {
        self.spec.strength
    }

    /// Returns what is to be recorded.
    pub fn of(&self) -> &RecordingOf {
        &self.spec.of
    }

    /// Returns the target to judge by, or `None` where the rule states no limit.
    pub fn target(&self) -> Option<&Target> {
        self.target.as_ref()
    }
}

impl From<&RecordingRule> for DecidingRule {
    fn from(rule: &RecordingRule) -> Self {
        Self { name: rule.name().clone(), clause: rule.clause().clone(), strength: rule.strength() }
    }
}

/// A rule about recording that cannot be obeyed as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("rule `{rule}`, `{key}`: {problem}")]
pub struct RecordingError {
    /// The rule.
    pub rule: RuleName,
    /// The key within the rule, such as `within`.
    pub key: String,
    /// What is wrong.
    pub problem: RecordingProblem,
}

/// What is wrong with a rule about recording.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecordingProblem {
    /// A list that narrows the rule is empty.
    #[error("the list is empty, so the rule never applies")]
    NeverApplies,
    /// `ends` belongs to limits in business days, and to those alone.
    #[error("{}", if *.in_business_days {
        "a limit in business days needs `same-time` or `closing`"
    } else {
        "only a limit in business days (`2bd`) has it"
    })]
    EndsMismatch {
        /// Whether the limit is in business days.
        in_business_days: bool,
    },
    /// `tolerance` belongs to `at-once`, and to it alone.
    #[error("{}", if *.at_once { "`at-once` needs a tolerance, such as `5min`" } else { "only `at-once` has it" })]
    ToleranceMismatch {
        /// Whether the limit is `at-once`.
        at_once: bool,
    },
    /// `at-closing` belongs to limits in open time.
    #[error("only a limit in business hours or days (`4bh`, `2bd`) meets a closing")]
    NoClosing,
    /// Another rule has the same name.
    #[error("another rule has the same name")]
    NameTwice,
    /// Another rule can match the same row and asks about as much.
    #[error("a row can match this rule and `{other}` alike, and neither asks about more")]
    Ambiguous {
        /// The other rule.
        other: RuleName,
    },
    /// The limit cannot be one.
    #[error("{0}")]
    Target(TargetError),
}
