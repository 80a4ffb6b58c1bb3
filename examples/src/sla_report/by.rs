//! What each measure is broken down by.

use chrono::{DateTime, Utc};
use crm_model::{Obligation, Ticket};

/// What each measure is broken down by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// How urgent the ticket is
    #[default]
    Urgency,
    /// What kind of ticket it is
    Kind,
    /// How complex the ticket is
    Complexity,
    /// The channel by which it came
    Channel,
    /// The department that held it
    Department,
    /// The rule of the policy that decides
    Rule,
}

impl By {
    /// Returns its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Urgency => "urgency",
            Self::Kind => "kind",
            Self::Complexity => "complexity",
            Self::Channel => "channel",
            Self::Department => "department",
            Self::Rule => "rule",
        }
    }

    /// Returns the value of an obligation on a ticket, or `None` where it is not known. What was judged of a ticket is what
    /// was judged last by `as_of`: a first response by phone comes before anybody has judged anything. The rule may have
    /// been chosen by what was known earlier.
    pub(super) fn value(
        self,
        obligation: &Obligation,
        ticket: &Ticket,
        as_of: DateTime<Utc>,
    ) -> Option<String> {
        let nature = || ticket.classification_at(as_of);
        match self {
            Self::Urgency => nature().urgency.map(|word| word.to_string()),
            Self::Kind => nature().kind.map(|word| word.to_string()),
            Self::Complexity => nature().complexity.map(|word| word.to_string()),
            Self::Channel => ticket.channel().map(ToString::to_string),
            Self::Department => obligation.owner.as_ref()?.department.as_ref().map(ToString::to_string),
            Self::Rule => obligation.rule.as_ref().map(ToString::to_string),
        }
    }
}
