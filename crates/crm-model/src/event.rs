//! What happened to a ticket, and when.
//!
//! An event has up to three positions in time: when it occurred, when somebody recorded it, and its place in the
//! source's own order where the source's clock is coarse. Any order of input gives the same sorted history.

use core::cmp::Ordering;

use chrono::{DateTime, Utc};

use crate::{
    Agreement, Complexity, Department, EventKind, Kind, PersonId, Remedy, Role, TicketId, Urgency, WaitReason,
};

/// One thing that happened to a ticket.
///
/// Events sort by `(occurred_at, sequence, kind rank, recorded_at, content)`: see [`EventKind`] for the ranks.
/// An event without a sequence sorts before one that has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TicketEvent {
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// Whether `occurred_at` is the instant itself or only a bound.
    pub precision: Precision,
    /// When it was recorded, if the source says so.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Its place in the source's own order, for sources whose clock is coarser than their events.
    pub sequence: Option<u64>,
    /// Who did it, if known.
    pub actor: Option<PersonId>,
    /// What happened.
    pub happening: Happening,
}

impl TicketEvent {
    /// Returns an event at a known instant, with nothing else known about it.
    pub fn at(occurred_at: DateTime<Utc>, happening: Happening) -> Self {
        Self {
            occurred_at,
            precision: Precision::Exact,
            recorded_at: None,
            sequence: None,
            actor: None,
            happening,
        }
    }

    /// Returns what kind of event this is.
    pub fn kind(&self) -> EventKind {
        self.happening.kind()
    }
}

impl Ord for TicketEvent {
    fn cmp(&self, other: &Self) -> Ordering {
        let position = |event: &Self| (event.occurred_at, event.sequence, event.kind(), event.recorded_at);
        position(self)
            .cmp(&position(other))
            .then_with(|| self.happening.cmp(&other.happening))
            .then_with(|| self.precision.cmp(&other.precision))
            .then_with(|| self.actor.cmp(&other.actor))
    }
}

impl PartialOrd for TicketEvent {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How well the instant of an event is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Precision {
    /// It happened at that instant.
    #[default]
    Exact,
    /// It had happened by that instant, some time after the ticket opened. A history that begins in the middle
    /// knows no more. A verdict that would depend on the true instant is undetermined.
    NotAfter,
}

/// What happened, with its details.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Happening {
    /// The customer's request, problem or complaint arose.
    Opened,
    /// The customer wrote or called.
    MessageIn,
    /// The ticket was entered in the system.
    Recorded,
    /// Kind, urgency or complexity was judged.
    Classified(Classification),
    /// The ticket was given to a department or a person.
    Assigned(Holder),
    /// The ticket was handed on to another department or person.
    Transferred(Holder),
    /// A machine answered: never a first response unless a policy says so.
    AutomaticMessage,
    /// A person answered for the first time.
    FirstResponse,
    /// A person wrote to or called the customer.
    MessageOut,
    /// The customer was told how things stand, or why it takes longer.
    Explained,
    /// A limit was agreed with the customer (clause D-RESP-2, "special").
    Agreed(Agreement),
    /// The customer is agitated and the usual talk does not calm (clause D-ESC-1).
    Agitated,
    /// Heavy loss or harm to the customer became known (clause D-ESC-1).
    HarmReported,
    /// Solving it is beyond the authority of whoever holds the ticket (clauses D-ESC-1, L-AUTH-1).
    BeyondAuthority,
    /// Word came that whoever holds the ticket cannot solve it (clause D-ESC-3).
    CannotBeSolved,
    /// The matter was put before the holder of a role (clause D-ESC-2).
    Escalated(Role),
    /// Work on a solved or closed ticket began again.
    Reopened,
    /// A wait ended. Without a reason, all waits end.
    Back(Option<WaitReason>),
    /// Work stopped until something happens elsewhere.
    Waiting(WaitReason),
    /// A solution of some kind was offered or begun (clause D-RESP-7).
    Remedy(Remedy),
    /// Whoever has the authority agreed to what was offered (clauses D-RESP-7, L-AUTH-1).
    Approved,
    /// A solution was given.
    Solved,
    /// The customer accepted the solution.
    Confirmed,
    /// The customer rejected the solution.
    Disputed,
    /// The ticket was closed.
    Closed,
    /// The customer was asked how satisfied he or she is; the answer, if there was one.
    Revisited(Option<bool>),
    /// The ticket was merged into another, which carries on.
    Merged(TicketId),
}

impl Happening {
    /// Returns the kind without the details.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Opened => EventKind::Opened,
            Self::MessageIn => EventKind::MessageIn,
            Self::Recorded => EventKind::Recorded,
            Self::Classified(_) => EventKind::Classified,
            Self::Assigned(_) => EventKind::Assigned,
            Self::Transferred(_) => EventKind::Transferred,
            Self::AutomaticMessage => EventKind::AutomaticMessage,
            Self::FirstResponse => EventKind::FirstResponse,
            Self::MessageOut => EventKind::MessageOut,
            Self::Explained => EventKind::Explained,
            Self::Agreed(_) => EventKind::Agreed,
            Self::Agitated => EventKind::Agitated,
            Self::HarmReported => EventKind::HarmReported,
            Self::BeyondAuthority => EventKind::BeyondAuthority,
            Self::CannotBeSolved => EventKind::CannotBeSolved,
            Self::Escalated(_) => EventKind::Escalated,
            Self::Reopened => EventKind::Reopened,
            Self::Back(_) => EventKind::Back,
            Self::Waiting(_) => EventKind::Waiting,
            Self::Remedy(_) => EventKind::Remedy,
            Self::Approved => EventKind::Approved,
            Self::Solved => EventKind::Solved,
            Self::Confirmed => EventKind::Confirmed,
            Self::Disputed => EventKind::Disputed,
            Self::Closed => EventKind::Closed,
            Self::Revisited(_) => EventKind::Revisited,
            Self::Merged(_) => EventKind::Merged,
        }
    }
}

/// What was judged about a ticket. `None` leaves what was known before.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Classification {
    /// The kind of ticket.
    pub kind: Option<Kind>,
    /// How pressing it is.
    pub urgency: Option<Urgency>,
    /// How hard it is.
    pub complexity: Option<Complexity>,
}

impl Classification {
    /// Takes in what an event judged, if it judged anything: its word replaces what was known.
    pub fn learn(&mut self, event: &TicketEvent) {
        if let Happening::Classified(judged) = &event.happening {
            let known = core::mem::replace(self, judged.clone());
            self.fill_gaps(&known);
        }
    }

    /// Takes `other`'s word on each axis on which nothing is known.
    pub fn fill_gaps(&mut self, other: &Self) {
        fill(&mut self.kind, other.kind.as_ref());
        fill(&mut self.urgency, other.urgency.as_ref());
        fill(&mut self.complexity, other.complexity.as_ref());
    }
}

fn fill<T: Clone>(gap: &mut Option<T>, word: Option<&T>) {
    if gap.is_none() {
        *gap = word.cloned();
    }
}

/// Who holds a ticket. `None` says nothing of that part.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Holder {
    /// The department or team.
    pub department: Option<Department>,
    /// The person.
    pub person: Option<PersonId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequence_decides_before_rank() {
        let noon = DateTime::from_timestamp(43_200, 0).unwrap();
        let mut solved = TicketEvent::at(noon, Happening::Solved);
        let mut opened = TicketEvent::at(noon, Happening::Opened);
        assert!(opened < solved);
        (solved.sequence, opened.sequence) = (Some(1), Some(2));
        assert!(solved < opened);
    }
}
