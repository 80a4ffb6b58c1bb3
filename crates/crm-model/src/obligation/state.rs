//! How an obligation stands, and what is missing where nobody can say.

use core::fmt;

use crm_calendar::Budget;

use crate::{ClauseId, Currency, EventKind, Fact, TableName};

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
