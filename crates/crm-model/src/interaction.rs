//! Interactions: every contact between company and customer that is not part of a ticket.

use chrono::{DateTime, Utc};

use crate::{Channel, CustomerId, Department, PersonId, Purpose};

/// One contact with a customer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Interaction {
    /// When it was.
    pub at: DateTime<Utc>,
    /// With whom; `None` where nobody knows.
    pub customer: Option<CustomerId>,
    /// Who began it.
    pub direction: Direction,
    /// Whether the two really spoke: an attempt is no contact.
    pub outcome: Outcome,
    /// By which channel, if known.
    pub channel: Option<Channel>,
    /// What it was for, such as `follow-up`, if known.
    pub purpose: Option<Purpose>,
    /// Who acted for the company, if known.
    pub person: Option<PersonId>,
    /// The department that acted, if known.
    pub department: Option<Department>,
    /// When it was recorded (clause D-CHAN-6); `None` where the source does not say. Of a channel of which the source
    /// says it for other contacts, `None` stands for a contact that is not recorded yet: see
    /// [`Dataset::tells_recording_of`](crate::Dataset::tells_recording_of).
    pub recorded_at: Option<DateTime<Utc>>,
}

/// Who began a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Direction {
    /// The customer.
    Inbound,
    /// The company.
    Outbound,
}

impl Direction {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Inbound, "inbound"), (Self::Outbound, "outbound")];
}

/// Whether a contact came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Outcome {
    /// The customer was reached, or took part.
    Reached,
    /// The customer was not reached, or did not take part.
    NotReached,
}

impl Outcome {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Reached, "reached"), (Self::NotReached, "not-reached")];
}
