//! The obligation: an owner owes something within a window of time, because a clause says so.
//!
//! This is the thin header that every room of the library can fill. A room keeps its richer verdict beside it.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_calendar::{Budget, ElapsedTime, OpenTime};

use crate::{
    ClauseId, Currency, CustomerId, Department, EventKind, Fact, MeasureName, PersonId, RuleName, Strength,
    TableName, TicketEvent, TicketId,
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

/// How an obligation stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum State {
    /// It may not be met yet.
    Waiting,
    /// It can be met and is not late.
    Open,
    /// Its clock stands still with this much left.
    Paused {
        /// What is left of the budget.
        left: Budget,
    },
    /// It was met in time; the due instant itself is in time.
    Met,
    /// It was met after its due instant.
    MetLate,
    /// Its due instant has passed and it can still be met.
    Overdue,
    /// Its due instant has passed and it can no longer be met.
    Missed,
    /// A prohibition stands against meeting it.
    Blocked {
        /// The clause of the prohibition.
        by: ClauseId,
    },
    /// Somebody with the authority let it go.
    Waived,
    /// Another obligation took its place before it was due.
    Superseded,
    /// Its reason went away before it was due.
    Cancelled,
    /// A fact is missing, so nobody can say.
    Undetermined {
        /// What is missing.
        missing: Missing,
    },
}

impl State {
    /// Every state's word, in the order in which reports list them.
    pub const WORDS: [&'static str; 12] = [
        "met",
        "met-late",
        "missed",
        "overdue",
        "open",
        "paused",
        "waiting",
        "blocked",
        "waived",
        "superseded",
        "cancelled",
        "undetermined",
    ];

    /// Returns the state's word.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Paused { .. } => "paused",
            Self::Met => "met",
            Self::MetLate => "met-late",
            Self::Overdue => "overdue",
            Self::Missed => "missed",
            Self::Blocked { .. } => "blocked",
            Self::Waived => "waived",
            Self::Superseded => "superseded",
            Self::Cancelled => "cancelled",
            Self::Undetermined { .. } => "undetermined",
        }
    }

    /// Returns whether the obligation still asks for action.
    pub const fn is_pending(&self) -> bool {
        matches!(self, Self::Waiting | Self::Open | Self::Paused { .. } | Self::Overdue)
    }

    /// Returns whether the due instant passed without the obligation being met.
    pub const fn is_late(&self) -> bool {
        matches!(self, Self::MetLate | Self::Overdue | Self::Missed)
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paused { left } => write!(formatter, "paused, {left} left"),
            Self::Blocked { by } => write!(formatter, "blocked by {by}"),
            Self::Undetermined { missing } => write!(formatter, "undetermined: {missing}"),
            _ => formatter.pad(self.as_str()),
        }
    }
}

/// What would have to be known to judge an obligation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Missing {
    /// A table was not supplied at all.
    Table(TableName),
    /// A table is not complete for all the time that matters.
    Coverage(TableName),
    /// No version of the policy was in force when the ticket opened.
    PolicyInForce,
    /// No rule of the policy covers the case.
    Rule,
    /// Which rule applies depends on a fact that is not known.
    Fact(Fact),
    /// The policy names the matter but states no limit.
    Limit,
    /// The policy names the matter but not the department that is responsible for it.
    ResponsibleDepartment,
    /// The limit is what was agreed with the customer, and the agreement is not on record.
    Agreement,
    /// The source cannot tell of the events that would meet the obligation.
    Events(EventKind),
    /// The instant of this event is known only as a bound, and the verdict depends on it.
    InstantOf(EventKind),
    /// The record of this event contradicts others.
    CredibleRecordOf(EventKind),
    /// The source does not say when such things were recorded.
    Recording,
    /// It is dated as recorded before it happened, which cannot be.
    CredibleRecording,
    /// The calendar does not reach that far, or no holiday list was published for that year.
    CalendarYear,
    /// An order of the customer is in the data with two amounts, or with a negative one.
    CredibleOrder,
    /// No exchange rate is stated for a day on which something was bought in another currency.
    ExchangeRate,
    /// Amounts are in two currencies, and the policy names none to convert them into.
    CommonCurrency {
        /// The first of the currencies, in the order of their codes.
        one: Currency,
        /// The second.
        other: Currency,
    },
    /// An amount or a date is beyond what can be computed with.
    Range,
    /// No model's prediction for the customer was supplied.
    Prediction,
    /// The customer has bought too seldom to show how often it buys.
    Rhythm,
    /// The customer has not answered the question of the survey.
    Answer,
    /// No customer file tells how its customer came, or one of them not when.
    Origins,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => formatter.write_str(table.not_supplied()),
            Self::Coverage(table) => write!(formatter, "the {table} are not complete for all of the time"),
            Self::PolicyInForce => formatter.write_str("no policy in force"),
            Self::Rule => formatter.write_str("no rule covers the case"),
            Self::Fact(fact) => write!(formatter, "{fact} not known"),
            Self::Limit => formatter.write_str("the policy states no limit"),
            Self::ResponsibleDepartment => {
                formatter.write_str("the policy does not say which department is responsible")
            }
            Self::Agreement => formatter.write_str("no agreement with the customer on record"),
            Self::Events(kind) => write!(formatter, "the source has no `{kind}` events"),
            Self::InstantOf(kind) => write!(formatter, "instant of `{kind}` known only as a bound"),
            Self::CredibleRecordOf(kind) => write!(formatter, "the record of `{kind}` contradicts others"),
            Self::Recording => formatter.write_str("the source does not say when it was recorded"),
            Self::CredibleRecording => formatter.write_str("it is dated as recorded before it happened"),
            Self::CalendarYear => formatter.write_str("the calendar does not cover the time"),
            Self::CredibleOrder => {
                formatter.write_str("an order is recorded with two amounts or a negative one")
            }
            Self::Prediction => formatter.write_str("no prediction was supplied"),
            Self::Rhythm => formatter.write_str("too few purchases to show how often the customer buys"),
            Self::Answer => formatter.write_str("the customer has not answered the question"),
            Self::Origins => {
                formatter.write_str("the customer files do not tell how and when customers came")
            }
            Self::ExchangeRate => formatter.write_str("no exchange rate is stated for a day of purchase"),
            Self::CommonCurrency { one, other } => write!(
                formatter,
                "amounts in {one} and {other} have no common sum: the policy names no currency to convert them into"
            ),
            Self::Range => formatter.write_str("an amount or a date is beyond what can be computed with"),
        }
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
