//! [`EntitlementVerdict`]: whether a customer has an entitlement, and why.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_model::ValueTier;

use super::Entitlement;

/// Whether a customer has an entitlement, and why. It is written as one line to read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct EntitlementVerdict<'a> {
    /// The entitlement.
    pub rule: &'a Entitlement,
    /// Whether the customer has it.
    pub state: EntitlementState,
}

impl EntitlementVerdict<'_> {
    /// Returns whether the customer has it, so far as that can be said.
    pub fn is_granted(&self) -> bool {
        matches!(self.state, EntitlementState::Granted(_))
    }
}

/// Whether a customer has an entitlement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum EntitlementState {
    /// It has it.
    Granted(GrantedBy),
    /// It does not.
    Refused(RefusedBy),
    /// Nobody can say, for want of these.
    Undetermined(Vec<EntitlementGap>),
}

/// Why a customer has an entitlement: the last thing that had to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GrantedBy {
    /// Its tier is enough.
    Tier,
    /// It has no tier, and that is enough.
    NoTier,
    /// It never bought anything.
    NeverBought,
    /// It is dormant.
    SilentSince {
        /// Its last purchase.
        last: DateTime<Utc>,
    },
    /// It is a new customer.
    New,
    /// It is an existing customer.
    Existing {
        /// From when on.
        since: DateTime<Utc>,
    },
}

/// Why a customer does not have an entitlement: the first thing that fails, the tier before the condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum RefusedBy {
    /// Its tier does not have it.
    OtherTier {
        /// The tier.
        tier: ValueTier,
    },
    /// It has no tier.
    NoTier,
    /// It has bought before.
    HasBought {
        /// Its first purchase.
        first: DateTime<Utc>,
    },
    /// It is not dormant.
    BoughtLately {
        /// Its last purchase.
        last: DateTime<Utc>,
    },
    /// It never bought anything, and so did not fall asleep.
    NeverBought,
    /// It is an existing customer.
    Existing {
        /// From when on.
        since: DateTime<Utc>,
    },
    /// It is a new customer.
    New,
}

/// What is missing to say whether a customer has an entitlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum EntitlementGap {
    /// The customer's tier.
    Tier,
    /// The customer's purchases.
    Purchases,
    /// What it bought before its purchases are known.
    EarlierPurchases {
        /// From when on they are.
        from: DateTime<Utc>,
    },
    /// The policy does not say when a customer is dormant.
    DormantAfter,
    /// The policy does not say when a new customer becomes an existing one.
    ExistingAfter,
}

impl EntitlementState {
    /// Returns the state of something for which both must hold: what fails decides, then what is missing.
    pub(super) fn and(self, condition: Self) -> Self {
        match (self, condition) {
            (refused @ Self::Refused(_), _) | (_, refused @ Self::Refused(_)) => refused,
            (Self::Undetermined(mut gaps), Self::Undetermined(more)) => {
                gaps.extend(more);
                Self::Undetermined(gaps)
            }
            (Self::Granted(_), decides) | (decides, Self::Granted(_)) => decides,
        }
    }
}

impl fmt::Display for EntitlementVerdict<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state.fmt(formatter)
    }
}

impl fmt::Display for EntitlementState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Granted(by) => write!(formatter, "granted: {by}"),
            Self::Refused(by) => write!(formatter, "refused: {by}"),
            Self::Undetermined(gaps) => {
                formatter.write_str("undetermined: ")?;
                for (place, gap) in gaps.iter().enumerate() {
                    formatter.write_str(if place > 0 { "; " } else { "" })?;
                    gap.fmt(formatter)?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for GrantedBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tier => formatter.write_str("the tier has it"),
            Self::NoTier => formatter.write_str("customers without a tier have it"),
            Self::NeverBought => formatter.write_str("nothing was bought yet"),
            Self::SilentSince { last } => write!(formatter, "no purchase since {last}"),
            Self::New => formatter.write_str("a new customer"),
            Self::Existing { since } => write!(formatter, "an existing customer since {since}"),
        }
    }
}

impl fmt::Display for RefusedBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherTier { tier } => write!(formatter, "the tier `{tier}` does not have it"),
            Self::NoTier => formatter.write_str("the customer has no tier"),
            Self::HasBought { first } => write!(formatter, "the first purchase was made at {first}"),
            Self::BoughtLately { last } => write!(formatter, "the last purchase was made at {last}"),
            Self::NeverBought => formatter.write_str("nothing was ever bought"),
            Self::Existing { since } => write!(formatter, "an existing customer since {since}"),
            Self::New => formatter.write_str("a new customer"),
        }
    }
}

impl fmt::Display for EntitlementGap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tier => formatter.write_str("the tier is not known"),
            Self::Purchases => formatter.write_str("the purchases are not known"),
            Self::EarlierPurchases { from } => write!(formatter, "purchases before {from} are not known"),
            Self::DormantAfter => formatter.write_str("the policy does not say when a customer is dormant"),
            Self::ExistingAfter => {
                formatter.write_str("the policy does not say when a new customer becomes an existing one")
            }
        }
    }
}
