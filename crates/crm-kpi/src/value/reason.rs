//! [`Reason`]: why there is no value, or no verdict.

use core::fmt;

use crm_model::{EventKind, NoRate, Scale, SpendAim, TableName, Total};

use crate::{LifetimeMissing, TicketPart};

/// Why an indicator has no value, or no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Reason {
    /// There was nothing to divide by: no cases in the period.
    Empty,
    /// A table was not supplied.
    NotSupplied(TableName),
    /// No obligations were supplied.
    NoObligations,
    /// No classes of customers were supplied.
    NoClasses,
    /// No tiers of customers are known.
    NoTiers,
    /// Nobody recorded when customers were customers.
    NoMemberships,
    /// The source cannot tell of these events.
    NoEvents(EventKind),
    /// There were tickets, and of none of them the kind is known.
    NoKindKnown,
    /// There were complaints, and of none of them the cause is known.
    NoCauseKnown,
    /// There were contacts, and of none of them it is known when it was recorded.
    NoRecordings,
    /// There were tickets, and the source does not tell of a part of them.
    NotTold(TicketPart),
    /// Nobody recorded where customers came from.
    NoOrigins,
    /// Of no customer the segment is known.
    NoSegments,
    /// There was no cost to set the gain against.
    NoCost {
        /// The gain; `None` for nothing.
        gain: Option<Total>,
    },
    /// Of all expenses none has this aim, so nobody seems to record such ones.
    NoSpendOn(SpendAim),
    /// No lifetime values of customers were supplied.
    NoLifetimeValues,
    /// The customers' lifetime values at the end of the period cannot be told.
    NotValued(LifetimeMissing),
    /// Nobody recorded what became of the invitations.
    NoDeliveries,
    /// An answer is on another scale than the question.
    OtherScale {
        /// The scale of the question.
        asked: Scale,
        /// The scale of the answer.
        found: Scale,
    },
    /// Amounts are in several currencies, and the policy names none to report in.
    TwoCurrencies,
    /// An exchange rate is missing.
    NoRate(NoRate),
    /// A sum or an amount is too large.
    TooLarge,
    /// There was no revenue to set the spend against, or refunds took all of it back.
    NoRevenue {
        /// What was spent.
        spend: Total,
    },
    /// Refunds outweigh revenue, so a share of it would say the opposite of what it means.
    NegativeRevenue {
        /// What was spent; `None` for nothing.
        spend: Option<Total>,
        /// The revenue net of refunds.
        revenue: Total,
    },
    /// Corrections outweigh spend.
    NegativeSpend {
        /// The sum.
        spend: Total,
    },
    /// The target is a change from a baseline, and none is stated.
    NoBaseline,
    /// The target is a change from a baseline that is zero or below, so that no change can be told in percent of it.
    BaselineNotAboveZero,
    /// A trend needs as many periods with a value as the policy asks for, and as many periods as the target names.
    TooFewPeriods,
    /// A table is not complete for the whole period.
    NotCovered,
    /// The period was not over at the instant of the evaluation.
    NotOver,
    /// No period ends between the dates of the goal.
    NoPeriodOfTheGoal,
    /// The target is judged by an interval, and there is none.
    NoInterval,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("no cases in the period"),
            Self::NotSupplied(table) => formatter.write_str(table.not_supplied()),
            Self::NoObligations => formatter.write_str("no obligations were supplied"),
            Self::NoClasses => formatter.write_str("no customer classes were supplied"),
            Self::NoTiers => formatter.write_str("no tiers of customers are known"),
            Self::NoMemberships => formatter.write_str("nobody recorded when customers were customers"),
            Self::NoEvents(kind) => write!(formatter, "the source has no `{kind}` events"),
            Self::NoKindKnown => formatter.write_str("no ticket's kind is known"),
            Self::NoCauseKnown => formatter.write_str("no complaint's cause is known"),
            Self::NoRecordings => formatter.write_str("no contact tells when it was recorded"),
            Self::NotTold(part) => write!(formatter, "the source does not tell of the {part} of any ticket"),
            Self::NoOrigins => formatter.write_str("nobody recorded where customers came from"),
            Self::NoCost { gain } => {
                formatter.write_str("nothing was spent")?;
                gain.map_or(Ok(()), |gain| write!(formatter, ", the gain is {gain}"))
            }
            Self::NoSpendOn(SpendAim::Acquisition) => {
                formatter.write_str("no expense of all is for winning customers")
            }
            Self::NoSpendOn(SpendAim::Maintenance) => {
                formatter.write_str("no expense of all is for keeping customers")
            }
            Self::NoLifetimeValues => formatter.write_str("no lifetime values of customers were supplied"),
            Self::NotValued(missing) => write!(formatter, "no lifetime values: {missing}"),
            Self::NoSegments => formatter.write_str("of no customer the segment is known"),
            Self::NoDeliveries => formatter.write_str("nobody recorded which invitations arrived"),
            Self::OtherScale { asked, found } => {
                write!(formatter, "an answer is on the scale {found}, the question on {asked}")
            }
            Self::TwoCurrencies => formatter.write_str("amounts in several currencies and none to report in"),
            Self::NoRate(missing) => write!(formatter, "{missing}"),
            Self::TooLarge => formatter.write_str("a sum is too large"),
            Self::NegativeRevenue { spend, revenue } => {
                write!(formatter, "revenue net of refunds is {revenue}")?;
                match spend {
                    Some(spend) => write!(formatter, ", {spend} was spent"),
                    None => Ok(()),
                }
            }
            Self::NoRevenue { spend } => write!(formatter, "there was no revenue, {spend} was spent"),
            Self::NegativeSpend { spend } => write!(formatter, "spend net of corrections is {spend}"),
            Self::NoBaseline => {
                formatter.write_str("the target is a change from a baseline that is not stated")
            }
            Self::BaselineNotAboveZero => {
                formatter.write_str("the target is a change from a baseline that is not above zero")
            }
            Self::TooFewPeriods => formatter.write_str("too few periods for a trend"),
            Self::NotOver => formatter.write_str("the period was not over"),
            Self::NoPeriodOfTheGoal => formatter.write_str("no period ends between the dates of the goal"),
            Self::NotCovered => formatter.write_str("the data do not cover the whole period"),
            Self::NoInterval => formatter.write_str("the target is judged by an interval, and there is none"),
        }
    }
}
