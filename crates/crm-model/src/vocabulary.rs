//! The open vocabularies that a policy declares: which kinds, channels, departments exist.

use alloc::collections::{BTreeMap, BTreeSet};
use core::fmt;

use crate::{Channel, Complexity, Department, Kind, Role, Tag, Urgency, ValueTier, WaitReason};

/// The words that a policy knows. Records may use these and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Vocabulary {
    /// Kinds of ticket.
    pub kinds: BTreeSet<Kind>,
    /// Degrees of urgency.
    pub urgencies: BTreeSet<Urgency>,
    /// Degrees of complexity.
    pub complexities: BTreeSet<Complexity>,
    /// Value tiers of customers.
    pub tiers: BTreeSet<ValueTier>,
    /// Departments that can own a ticket.
    pub departments: BTreeSet<Department>,
    /// Roles that people hold.
    pub roles: BTreeSet<Role>,
    /// Channels of contact with their attributes.
    pub channels: BTreeMap<Channel, ChannelAttributes>,
    /// Reasons for which a ticket waits.
    pub wait_reasons: BTreeSet<WaitReason>,
    /// Labels.
    pub tags: BTreeSet<Tag>,
}

/// What kind of channel it is (clause D-CHAN-2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ChannelAttributes {
    /// The customer is there and waits, as on the phone.
    pub instant: bool,
    /// What was said stays as text.
    pub written: bool,
    /// Others can read it.
    pub public: bool,
}

/// A fact about a ticket on which rules can depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Fact {
    /// The channel by which the ticket came in.
    Channel,
    /// Its kind.
    Kind,
    /// How pressing it is.
    Urgency,
    /// How hard it is.
    Complexity,
    /// The value tier of its customer.
    Tier,
}

impl Fact {
    /// Every fact, in the order in which reports list them.
    pub const ALL: [Self; 5] = [Self::Channel, Self::Kind, Self::Urgency, Self::Complexity, Self::Tier];

    /// Returns the word that policy files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Kind => "kind",
            Self::Urgency => "urgency",
            Self::Complexity => "complexity",
            Self::Tier => "tier",
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
