//! The escalation of a ticket, as an assessment tells it.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_escalation::{Note, Recipient};
use crm_model::{ClauseId, CustomerId, Missing, ObligationId, Role, RuleName, State, Strength, TicketId};

/// The escalation of a ticket: all reasons together are one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TicketEscalation {
    /// The ticket.
    pub ticket: TicketId,
    /// Its customer, if known.
    pub customer: Option<CustomerId>,
    /// How the current demand stands.
    pub state: State,
    /// The earliest due instant of any reason; `None` where none is known.
    pub due: Option<DateTime<Utc>>,
    /// The role that must be reached at least: the highest of all reasons.
    pub wanted: Option<Role>,
    /// The highest role reached so far.
    pub reached: Option<Role>,
    /// To whom the matter is to go now; `None` where nothing is to be done.
    pub to: Option<Recipient>,
    /// Every reason, in the order in which they arose.
    pub reasons: Vec<EscalationReason>,
    /// What was unusual, such as a vacancy.
    pub notes: Vec<Note>,
}

/// A reason to escalate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EscalationReason {
    /// What called for it, such as `agitated`.
    pub trigger: Cow<'static, str>,
    /// The rule.
    pub rule: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The lowest role that will do.
    pub wanted: Option<Role>,
    /// When it arose.
    pub arose_at: DateTime<Utc>,
    /// When it was known.
    pub known_at: DateTime<Utc>,
    /// The last instant at which an escalation for it is in time, if that can be said.
    pub due: Option<DateTime<Utc>>,
    /// What is missing to say so, or to say whether it is a reason at all.
    pub missing: Option<Missing>,
    /// The obligation over its limit, if one is.
    pub obligation: Option<ObligationId>,
}
