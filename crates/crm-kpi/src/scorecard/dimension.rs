//! [`Dimension`]: by what figures are broken down, and its members.

mod cases;
mod sorter;

use alloc::string::ToString;
use core::fmt;

use crm_model::{
    Channel, Complexity, CustomerClass, Department, Industry, Kind, MeasureName, PersonId, Urgency, ValueTier,
};

pub(super) use self::cases::Cases;
pub use self::cases::Undivided;
pub(super) use self::sorter::Sorter;
use crate::Segment;

/// By what the figures of a scorecard are broken down (clauses D-PERF-1, H-PERF-1, L-KPI-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Dimension {
    /// The department: that which held the ticket at the event that decides, owes the obligation, made the contact, spent.
    Department,
    /// The person: who did what decides, else who held the ticket then; who owes the obligation; who made the contact. For
    /// figures about customers, who is in charge of the file.
    Person,
    /// The channel of the ticket or of the contact.
    Channel,
    /// The kind of ticket, by the last word on it.
    Kind,
    /// How pressing the ticket is, by the last word on it.
    Urgency,
    /// How hard the ticket is, by the last word on it.
    Complexity,
    /// What an obligation measures.
    Measure,
    /// The value tier of the customer at the start of the period. Where tiers are supplied with one word for each customer,
    /// that one holds.
    Tier,
    /// The value tier of the customer when the event was: the opening of a ticket, the rise of an obligation, a contact, an
    /// expense. Figures about customers have no such event.
    TierAtEvent,
    /// The coverage class of the customer.
    Class,
    /// The branch of industry of the customer.
    Industry,
}

impl Dimension {
    /// Every dimension with its word, in the order of reports.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Department, "department"),
        (Self::Person, "person"),
        (Self::Channel, "channel"),
        (Self::Kind, "kind"),
        (Self::Urgency, "urgency"),
        (Self::Complexity, "complexity"),
        (Self::Measure, "measure"),
        (Self::Tier, "tier"),
        (Self::TierAtEvent, "tier-at-event"),
        (Self::Class, "class"),
        (Self::Industry, "industry"),
    ];

    /// Returns the word that policies and reports use.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(other, _)| *other == self).map_or("", |(_, word)| word)
    }

    /// Returns whether it is the customer who belongs to a segment.
    const fn is_of_customers(self) -> bool {
        matches!(self, Self::Tier | Self::TierAtEvent | Self::Class | Self::Industry)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

macro_rules! members {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// One of the members of a dimension.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        #[non_exhaustive]
        pub enum Member {
            $($(#[$doc])* $name($name),)+
            /// Who is in it is not in the records.
            Unknown,
        }

        $(impl From<&$name> for Member {
            fn from(name: &$name) -> Self {
                Self::$name(name.clone())
            }
        })+

        impl fmt::Display for Member {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name(name) => fmt::Display::fmt(name, formatter),)+
                    Self::Unknown => formatter.pad("unknown"),
                }
            }
        }
    };
}

members! {
    /// A department.
    Department,
    /// A person.
    PersonId,
    /// A channel.
    Channel,
    /// A kind of ticket.
    Kind,
    /// An urgency.
    Urgency,
    /// A complexity.
    Complexity,
    /// A measure.
    MeasureName,
    /// A value tier.
    ValueTier,
    /// A coverage class.
    CustomerClass,
    /// A branch of industry.
    Industry,
}

impl Member {
    /// Returns the segment of a line: the member in words.
    pub fn segment(&self, dimension: Dimension) -> Segment {
        Segment::new(dimension.as_str(), self.to_string())
    }
}
