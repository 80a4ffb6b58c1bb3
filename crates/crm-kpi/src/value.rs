//! [`Value`]: what an indicator measured, or why there is nothing to show.

use alloc::string::{String, ToString};
use core::fmt;

use crm_calendar::ElapsedTime;
use crm_model::{Currency, EventKind, FileField, Money, NoRate, Ratio, Scale, SpendAim, TableName, Total};

use crate::statistics::AuditVerdict;
use crate::{Rounding, TicketPart};

/// What an indicator measured in one period. Ratios keep their parts, so a reader sees how many stand behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Value {
    /// A part of a whole, shown in percent. It is not clamped to 0 to 100 %.
    Share(Ratio),
    /// A score or a mean, shown as a number.
    Number(Ratio),
    /// A mean length of time by the clock: microseconds / cases; of a percentile, microseconds as a fraction.
    Duration(Ratio),
    /// A count.
    Count(u64),
    /// A mean amount of money.
    Amount(Amount),
    /// Nothing that could be shown, and why.
    Undefined(Reason),
}

impl Value {
    /// Returns the value as an exact number: a fraction for shares, microseconds for durations; `None` where undefined.
    pub fn number(&self) -> Option<Ratio> {
        match self {
            Self::Share(ratio) | Self::Number(ratio) | Self::Duration(ratio) => Some(*ratio),
            Self::Amount(amount) => Some(amount.amount),
            Self::Count(count) => Ratio::new(i128::from(*count), 1),
            Self::Undefined(_) => None,
        }
    }

    /// Returns the value as it is shown by a rule of rounding; rounded once, from the exact value.
    pub fn shown(&self, rounding: Rounding) -> String {
        match self {
            Self::Share(ratio) => rounding.percent(*ratio),
            Self::Number(ratio) => rounding.number(*ratio),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Value {
    /// Writes the value by the default [`Rounding`]: shares as `82.1%`, numbers with one decimal, durations to the second.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(ratio) => formatter.pad(&Rounding::default().percent(*ratio)),
            Self::Number(ratio) => formatter.pad(&Rounding::default().number(*ratio)),
            Self::Duration(ratio) => {
                let micros_in_seconds = ratio.parts().1.checked_mul(1_000_000);
                let seconds = micros_in_seconds
                    .and_then(|whole| Ratio::new(ratio.parts().0, whole))
                    .map(|seconds| seconds.to_decimal_string(0))
                    .and_then(|seconds: String| seconds.parse().ok())
                    .and_then(ElapsedTime::from_seconds);
                match seconds {
                    Some(time) => write!(formatter, "{time}"),
                    None => write!(formatter, "{} microseconds", ratio.to_decimal_string(0)),
                }
            }
            Self::Amount(amount) => write!(formatter, "{amount}"),
            Self::Count(count) => write!(formatter, "{count}"),
            Self::Undefined(reason) => write!(formatter, "not measured: {reason}"),
        }
    }
}

/// An exact amount of money in one currency, which need not come to whole units of it: a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Amount {
    /// The amount in units of the currency.
    pub amount: Ratio,
    /// The currency.
    pub currency: Currency,
}

impl Amount {
    /// Returns a sum divided by a number of cases, or `None` without cases or beyond 128 bits.
    pub(crate) fn of(total: Total, cases: u64) -> Option<Self> {
        let whole = i128::from(cases).checked_mul(10_i128.pow(Money::SCALE))?;
        Ratio::new(total.ten_thousandths, whole).map(|amount| Self { amount, currency: total.currency })
    }
}

impl fmt::Display for Amount {
    /// Writes the amount to the minor unit of its currency, rounded half to even from the exact value.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.amount.to_decimal_string(self.currency.minor_digits()), self.currency)
    }
}

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
    /// A trend needs two periods with a value, and as many periods as the target names.
    TooFewPeriods,
    /// A table is not complete for the whole period.
    NotCovered,
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
            Self::NegativeSpend { spend } => write!(formatter, "spend net of corrections is {spend}"),
            Self::NoBaseline => {
                formatter.write_str("the target is a change from a baseline that is not stated")
            }
            Self::BaselineNotAboveZero => {
                formatter.write_str("the target is a change from a baseline that is not above zero")
            }
            Self::TooFewPeriods => formatter.write_str("too few periods for a trend"),
            Self::NotCovered => formatter.write_str("the data do not cover the whole period"),
            Self::NoInterval => formatter.write_str("the target is judged by an interval, and there is none"),
        }
    }
}

/// Something that a reader of a value should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Note {
    /// A share is above 100 % or below 0 %; it is shown as it is.
    BeyondTheWhole,
    /// Another reading of the same data.
    Beside {
        /// Its name.
        reading: Reading,
        /// Its value.
        value: Value,
    },
    /// Cases that are in neither part of the value.
    Apart {
        /// What they are.
        cases: Apart,
        /// How many there are.
        count: u64,
    },
    /// Periods without a value, left out of a trend.
    Gaps {
        /// How many there are.
        periods: u64,
    },
    /// Fewer cases stand behind the value than the policy trusts.
    SmallSample {
        /// How many stand behind it.
        cases: u64,
        /// Below how many a value is marked.
        below: u64,
    },
    /// A percentile is the smallest or the largest value, or lies beside it: there are too few for a share so far out.
    PercentileAtEnd {
        /// How many there are.
        cases: u64,
    },
    /// A field that is missing in customer files.
    FieldMissing {
        /// The field.
        field: FileField,
        /// In how many files.
        files: u64,
    },
    /// A field that is wrong in customer files.
    FieldWrong {
        /// The field.
        field: FileField,
        /// In how many of the files audited.
        files: u64,
    },
    /// The cases were drawn from a population.
    Drawn {
        /// How many were drawn.
        cases: u64,
        /// From how many.
        population: u64,
        /// How many the policy asks for, where these are fewer.
        asked: Option<u64>,
    },
    /// What the cases drawn prove of the whole population.
    Audited {
        /// Whether the target is proven, met by the cases, missed by them, or refuted.
        verdict: AuditVerdict,
        /// How many cases would prove it with as many misses as there are, where it is met and not proven.
        proven_by: Option<u64>,
    },
    /// A part that is missing in tickets.
    TicketPartMissing {
        /// The part.
        part: TicketPart,
        /// In how many tickets.
        tickets: u64,
    },
    /// Tiers were supplied with one word for each customer, which need not be those of the start of the period: who has
    /// left since may have lost its tier.
    TiersAsSupplied,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeyondTheWhole => formatter.write_str("outside 0% to 100%, shown as it is"),
            Self::Beside { reading, value } => write!(formatter, "{}: {value}", reading.as_str()),
            Self::Apart { cases, count } => write!(formatter, "{count} {}", cases.as_str()),
            Self::Gaps { periods } => write!(formatter, "{periods} periods without a value left out"),
            Self::PercentileAtEnd { cases } => write!(formatter, "at the end of {cases} values"),
            Self::FieldMissing { field, files } => write!(formatter, "{field} missing in {files} files"),
            Self::FieldWrong { field, files } => write!(formatter, "{field} wrong in {files} files"),
            Self::Drawn { cases, population, asked } => {
                write!(formatter, "{cases} drawn from {population}")?;
                asked.map_or(Ok(()), |asked| write!(formatter, ", fewer than the {asked} that are asked for"))
            }
            Self::Audited { verdict: AuditVerdict::Proven, .. } => {
                formatter.write_str("the target is proven of the whole")
            }
            Self::Audited { verdict: AuditVerdict::PointMet, proven_by } => {
                formatter.write_str("the target is met by what was drawn, not proven of the whole")?;
                proven_by.map_or(Ok(()), |cases| {
                    write!(formatter, ", which {cases} with as many misses would prove")
                })
            }
            Self::Audited { verdict: AuditVerdict::PointMissed, .. } => {
                formatter.write_str("the target is missed by what was drawn, not refuted of the whole")
            }
            Self::Audited { verdict: AuditVerdict::Refuted, .. } => {
                formatter.write_str("the target is refuted of the whole")
            }
            Self::TicketPartMissing { part, tickets } => {
                write!(formatter, "{part} missing in {tickets} tickets")
            }
            Self::SmallSample { cases, below } => {
                write!(formatter, "only {cases} cases, fewer than {below}")
            }
            Self::TiersAsSupplied => {
                formatter.write_str("by the tiers supplied, not those of the start of the period")
            }
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        #[non_exhaustive]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Returns the words that reports use.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

words! {
    /// Another reading of the data behind a value.
    Reading {
        /// Retention by identity.
        RetentionIdentity = "retention by identity",
        /// Churn by identity.
        ChurnIdentity = "churn by identity",
        /// New customers who were followed up, in time or late.
        FollowedUpAtAll = "followed up in time or late",
        /// Customers of the start who were there at the end.
        Kept = "kept",
        /// Customers who joined.
        Joined = "joined",
        /// Former customers who came back.
        Returned = "came back",
        /// Invitations in the base of which nobody knows what became.
        DeliveryUnknown = "invitations in the base of which nobody knows whether they arrived",
        /// Times that ended in time, of those that ended or are late already.
        InTime = "in time",
        /// The mean of the times that ended.
        MeanTime = "mean time",
        /// Tickets that were handed over at all.
        HandedOver = "handed over at all",
        /// Key fields that are right, of those audited.
        FieldsRight = "fields right",
        /// Files of which every key field is right, of those audited.
        FilesRight = "files right",
        /// Complaints that repeat a cause that was solved for the same customer.
        SameCustomer = "for the same customer",
    }
}

words! {
    /// Cases that are in neither part of a value.
    Apart {
        /// Customers of whom nobody recorded when they were customers.
        WithoutMembership = "customers without recorded membership",
        /// Answers that were left blank.
        Blank = "blank answers",
        /// Answers of customers who were not invited.
        Uninvited = "answers without an invitation",
        /// Obligations that are not due or not met yet.
        Open = "still open",
        /// Obligations or cases for which a fact is missing.
        Undetermined = "undetermined",
        /// Obligations that were let go, blocked or replaced.
        Released = "released",
        /// Requests that nobody has answered.
        Unanswered = "unanswered",
        /// Contacts that are not recorded yet, or of which nobody knows when they were.
        Unrecorded = "contacts not known to be recorded",
        /// Contacts that are dated as recorded before they happened.
        RecordedEarly = "contacts recorded before they happened",
        /// Contacts whose channel is not known.
        ChannelUnknown = "contacts by an unknown channel",
        /// Tickets whose kind is not known.
        KindUnknown = "tickets of unknown kind",
        /// Complaints of which nobody says the cause.
        CauseUnknown = "complaints of unknown cause",
        /// Tickets of nobody knows whom.
        TicketsWithoutCustomer = "tickets without a customer",
        /// Customers with an order that was set aside.
        DoubtfulOrders = "customers with a doubtful order",
        /// Orders and refunds that name no customer, so that nobody knows who came back.
        WithoutCustomer = "purchases without a customer",
        /// Customers who recommended and were no customers in the period.
        OutsidePopulation = "who recommended without being customers",
        /// Recommended customers of whom nobody knows by whom, or when they came.
        Unattributed = "recommendations without a name or date",
        /// Obligations or answers of which nobody knows to which period they belong.
        Undated = "without a date",
        /// Expenses for no customer, or for one without a tier.
        WithoutTier = "expenses without a tier",
        /// Expenses for no customer, or for one that no other table names.
        ForNobody = "expenses for no known customer",
        /// Customers on whom something was spent and whose lifetime value is not known.
        WithoutLifetimeValue = "customers without a lifetime value",
        /// New customers of whom nobody knows how they came.
        OriginUnknown = "new customers of unknown origin",
        /// Former customers who came back.
        CameBack = "former customers who came back",
        /// Expenses that belong to no channel.
        ForNoChannel = "expenses for no channel",
        /// Contacts that name no customer.
        ContactsWithoutCustomer = "contacts without a customer",
        /// Customers whose segment is not known.
        SegmentUnknown = "customers of unknown segment",
        /// Respondents who were no customers in the period.
        NoCustomers = "respondents who were no customers in the period",
        /// Answers that name no customer.
        Nameless = "answers without a customer",
        /// Findings on a field of a file that was audited again in the period: the last counts.
        AuditedAgain = "findings on a field that was audited again",
        /// Files audited of customers whom the customer table does not hold.
        WithoutFile = "files audited of unknown customers",
        /// Invitations that did not arrive.
        Undelivered = "invitations that did not arrive",
        /// Invitations to somebody whom the survey is not for.
        NotEligible = "invited whom the survey is not for",
    }
}

impl Apart {
    /// What belongs to no period, so that every period counts it.
    pub(crate) const OF_ALL_PERIODS: [Self; 4] =
        [Self::WithoutMembership, Self::DoubtfulOrders, Self::Unattributed, Self::Undated];
}
