//! The obligation: an owner owes something within a window of time, because a clause says so.
//!
//! This is the thin header that every room of the library can fill. A room keeps its richer verdict beside it.

mod state;

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_calendar::{ElapsedTime, OpenTime};

pub use self::state::{Missing, State};
use crate::{
    ClauseId, CustomerId, Department, EventKind, MeasureName, PersonId, RuleName, Strength, TicketEvent,
    TicketId,
};

/// Something owed, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Obligation {
    /// Which obligation it is; the same in every assessment of the same facts.
    pub id: ObligationId,
    /// The rule of the policy that demands it; `None` where no rule could be chosen.
    pub rule: Option<RuleName>,
    /// How binding the clause is.
    pub strength: Strength,
    /// Who owes it, as far as the facts say.
    pub owner: Option<Owner>,
    /// To whom it is owed.
    pub beneficiary: Beneficiary,
    /// When it may and must be met.
    pub window: Window,
    /// When it arose.
    pub opened_at: Option<DateTime<Utc>>,
    /// When it was met or ended.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Elapsed time used, pauses left out: from opening to the end, or to the instant of the assessment.
    pub elapsed: Option<ElapsedTime>,
    /// Open time used, pauses left out, on the rule's calendar.
    pub open: Option<OpenTime>,
    /// How far past its due instant it ended or stands, in both times; `None` where it is not late.
    pub late_by: Option<Lateness>,
    /// The events that opened and ended it, in that order; none for what is owed about something else than a ticket.
    pub evidence: Vec<Evidence>,
    /// How it stands.
    pub state: State,
}

/// What identifies an obligation.
///
/// Ids sort by subject, then measure, clause, round and slot: the order of [`Obligation`]s in an assessment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ObligationId {
    /// What it is about.
    pub subject: Subject,
    /// What it measures.
    pub measure: MeasureName,
    /// The clause that demands it; `None` where no rule could be chosen.
    pub clause: Option<ClauseId>,
    /// Which time: a solution after a reopening is round 2.
    pub round: u32,
    /// Which of several in one round: "2 a month" has slots 1 and 2.
    pub slot: u32,
}

impl fmt::Display for ObligationId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.clause {
            Some(clause) => write!(formatter, "{clause}")?,
            None => formatter.write_str("-")?,
        }
        write!(formatter, "/{}/{}/{}/{}", self.subject, self.measure, self.round, self.slot)
    }
}

/// What an obligation or a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Subject {
    /// The whole company, or the whole data set.
    Company,
    /// One department.
    Department(Department),
    /// One customer.
    Customer(CustomerId),
    /// One ticket.
    Ticket(TicketId),
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Company => formatter.pad("company"),
            Self::Department(department) => formatter.pad(department.as_str()),
            Self::Customer(customer) => formatter.pad(customer.as_str()),
            Self::Ticket(ticket) => formatter.pad(ticket.as_str()),
        }
    }
}

/// Who owes an obligation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Owner {
    /// The department, if known.
    pub department: Option<Department>,
    /// The person, if known.
    pub person: Option<PersonId>,
}

/// To whom an obligation is owed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Beneficiary {
    /// The company itself.
    Company,
    /// A customer whose name the facts do not give.
    UnknownCustomer,
    /// A customer.
    Customer(CustomerId),
}

/// When an obligation may and must be met. Each bound is inclusive and optional.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Window {
    /// The first instant at which meeting it counts.
    pub not_before: Option<DateTime<Utc>>,
    /// The instant that would be best.
    pub ideal: Option<DateTime<Utc>>,
    /// The last instant at which it is met in time.
    pub due: Option<DateTime<Utc>>,
}

/// How late something is, on both clocks (a customer waits through the night, a team does not).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lateness {
    /// Late by this much wall time.
    pub elapsed: ElapsedTime,
    /// Late by this much open time; `None` where the rule's calendar does not reach.
    pub open: Option<OpenTime>,
}

/// An event behind a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Evidence {
    /// What happened.
    pub event: EventKind,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Its place in the source's own order, if that gives one.
    pub sequence: Option<u64>,
}

impl From<&TicketEvent> for Evidence {
    fn from(event: &TicketEvent) -> Self {
        Self { event: event.kind(), occurred_at: event.occurred_at, sequence: event.sequence }
    }
}

impl fmt::Display for Obligation {
    /// Writes one line: clause, what and whose, when due, how it stands.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ObligationId { subject, measure, clause, .. } = &self.id;
        match clause {
            Some(clause) => write!(formatter, "{clause}: ")?,
            None => formatter.write_str("no clause: ")?,
        }
        write!(formatter, "{measure} of {subject}: ")?;
        if let Some(due) = self.window.due {
            let tense = if self.state.is_pending() && !self.state.is_late() { "is" } else { "was" };
            write!(formatter, "{tense} due {} UTC, ", due.format("%Y-%m-%d %H:%M:%S"))?;
        }
        write!(formatter, "{}", self.state)?;
        match self.late_by {
            Some(Lateness { elapsed, open: Some(open) }) => {
                write!(formatter, ", {elapsed} late ({open} of open time)")
            }
            Some(Lateness { elapsed, open: None }) => write!(formatter, ", {elapsed} late"),
            None => Ok(()),
        }
    }
}
