//! Findings: what an assessment noticed besides obligations.

use alloc::format;
use alloc::string::String;
use core::fmt;

use chrono::{DateTime, Utc};

use crate::{
    ClauseId, Contradiction, CriterionName, CustomerId, MeasureName, Missing, OrderId, SheetName, Subject,
    TableName, TicketId,
};

/// Something noticed about the data or the policy, with its subject.
///
/// Findings sort by subject, then by what was noticed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Finding {
    /// What it is about.
    pub subject: Subject,
    /// What was noticed.
    pub noticed: Noticed,
}

/// What a finding says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Noticed {
    /// Facts that cannot be true together.
    Contradiction(Contradiction),
    /// The same events were recorded more than once; each counts once.
    Repeats {
        /// How many were exact repeats.
        events: u64,
    },
    /// The ticket is in the data more than once; its records were joined.
    TicketTwice {
        /// How many records there are.
        records: u64,
    },
    /// The customer is in the data more than once; the records were joined.
    CustomerTwice {
        /// How many records there are.
        records: u64,
    },
    /// A ticket names a customer that the customer table does not hold.
    UnknownCustomer(CustomerId),
    /// Customers of another table that the customer table does not hold.
    UnknownCustomers {
        /// The table that names them.
        table: TableName,
        /// How many customers.
        customers: u64,
    },
    /// Rows that name no customer: they count for the company and for nobody.
    RowsWithoutCustomer {
        /// The table.
        table: TableName,
        /// How many rows.
        rows: u64,
    },
    /// Rows that repeat another in every part; each counts once.
    RowsRepeated {
        /// The table.
        table: TableName,
        /// How many rows too many.
        rows: u64,
    },
    /// An order whose rows disagree, or whose amount is negative. It counts nowhere, and no sum over the customer's
    /// purchases is made.
    DoubtfulOrder {
        /// Which order, where it has a number.
        order: Option<OrderId>,
    },
    /// Rows dated after the instant of the assessment; they do not count yet.
    RowsInTheFuture {
        /// The table.
        table: TableName,
        /// How many rows.
        rows: u64,
    },
    /// Rows that are dated as recorded before they happened. When they were recorded is not known, so no lag is told of
    /// them.
    RowsRecordedEarly {
        /// The table.
        table: TableName,
        /// How many rows.
        rows: u64,
    },
    /// Answers to surveys that are dated before their invitations, so that nobody can say whether these were answered.
    AnswersBeforeInvitations {
        /// How many rows.
        rows: u64,
    },
    /// The ticket was merged into one that the data do not hold, or into itself.
    MergedIntoUnknown(TicketId),
    /// Another table names a ticket that the ticket table does not hold.
    UnknownTicket {
        /// The table that names it.
        table: TableName,
    },
    /// The ticket is dated as reviewed before it was opened. The review counts nowhere.
    ReviewedBeforeOpened {
        /// When it is said to have been reviewed.
        reviewed_at: DateTime<Utc>,
    },
    /// One review scores a criterion of a sheet in two ways. It counts nowhere.
    CriterionTwice {
        /// The sheet.
        sheet: SheetName,
        /// The criterion.
        criterion: CriterionName,
    },
    /// A matter came up again after the last round that the policy allows, and nothing has settled it since.
    RoundsExhausted {
        /// The clause.
        clause: ClauseId,
        /// What has rounds.
        measure: MeasureName,
        /// The last round, counted from 1 over the life of the ticket.
        round: u32,
    },
    /// A source that cannot tell of waiting has late verdicts of a clock that waiting would pause.
    WaitsNotSupplied {
        /// The clause.
        clause: ClauseId,
        /// What is late.
        measure: MeasureName,
        /// How many verdicts.
        late: u64,
    },
    /// A whole kind of fact was not supplied, so a clause cannot be judged for any of these tickets.
    NotSupplied {
        /// The clause, where one rule is concerned.
        clause: Option<ClauseId>,
        /// What could not be judged.
        measure: MeasureName,
        /// What is missing.
        missing: Missing,
        /// For how many tickets.
        tickets: u64,
    },
    /// A clause cannot be judged for any of these rows of a table, for lack of the same.
    RowsUndetermined {
        /// The clause, where one rule is concerned.
        clause: Option<ClauseId>,
        /// What could not be judged.
        measure: MeasureName,
        /// What is missing.
        missing: Missing,
        /// The table.
        table: TableName,
        /// How many rows.
        rows: u64,
    },
    /// What customers are worth could not be judged for some of them, who are compared with nobody.
    CustomersUndetermined {
        /// The clause.
        clause: ClauseId,
        /// What could not be judged.
        matter: MeasureName,
        /// What is missing.
        missing: Missing,
        /// For how many customers.
        customers: u64,
    },
    /// The assessment looks at an instant outside the stretch for which the tables that obligations come from are
    /// complete, so matters may have moved unseen.
    BeyondTheData,
    /// Some results rest on a calendar year for which no holiday list has been published.
    HolidaysAssumed {
        /// How many obligations.
        obligations: u64,
    },
}

impl Noticed {
    /// Returns a short name of what was noticed, for tables and counts.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Contradiction(contradiction) => contradiction.rule(),
            Self::Repeats { .. } => "repeated-events",
            Self::TicketTwice { .. } => "ticket-twice",
            Self::CustomerTwice { .. } => "customer-twice",
            Self::UnknownCustomer(_) => "unknown-customer",
            Self::UnknownCustomers { .. } => "unknown-customers",
            Self::RowsWithoutCustomer { .. } => "rows-without-customer",
            Self::RowsRepeated { .. } => "repeated-rows",
            Self::DoubtfulOrder { .. } => "doubtful-order",
            Self::RowsInTheFuture { .. } => "rows-in-the-future",
            Self::RowsRecordedEarly { .. } => "rows-recorded-early",
            Self::AnswersBeforeInvitations { .. } => "answers-before-invitations",
            Self::MergedIntoUnknown(_) => "merged-into-unknown",
            Self::UnknownTicket { .. } => "unknown-ticket",
            Self::ReviewedBeforeOpened { .. } => "reviewed-before-opened",
            Self::CriterionTwice { .. } => "criterion-twice",
            Self::RoundsExhausted { .. } => "rounds-exhausted",
            Self::WaitsNotSupplied { .. } => "waits-not-supplied",
            Self::NotSupplied { .. } => "not-supplied",
            Self::RowsUndetermined { .. } => "rows-undetermined",
            Self::CustomersUndetermined { .. } => "customers-undetermined",
            Self::BeyondTheData => "beyond-the-data",
            Self::HolidaysAssumed { .. } => "holidays-assumed",
        }
    }
}

impl Noticed {
    /// Writes what is wrong with a review.
    fn fmt_of_review(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTicket { table } => {
                write!(formatter, "{table} name it, and the ticket table does not hold it")
            }
            Self::ReviewedBeforeOpened { reviewed_at } => {
                write!(
                    formatter,
                    "reviewed at {reviewed_at:?}, before it was opened; the review counts nowhere"
                )
            }
            Self::CriterionTwice { sheet, criterion } => write!(
                formatter,
                "one review on the sheet `{sheet}` scores `{criterion}` in two ways; it counts nowhere"
            ),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Noticed {
    /// Writes one line; customers are named by the length of their ids only.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contradiction(contradiction) => write!(formatter, "{contradiction}"),
            Self::Repeats { events } => {
                write!(formatter, "events recorded more than once: {}; each counts once", Count(*events))
            }
            Self::TicketTwice { records } => {
                write!(formatter, "{} of one ticket, joined", counted(*records, "record"))
            }
            Self::CustomerTwice { records } => {
                write!(formatter, "{} of one customer, joined", counted(*records, "record"))
            }
            Self::UnknownCustomer(customer) => {
                write!(formatter, "names a customer ({customer:?}) that the customer table does not hold")
            }
            Self::UnknownCustomers { table, customers } => {
                let customers = counted(*customers, "customer");
                write!(formatter, "{table}: {customers} that the customer table does not hold")
            }
            Self::RowsWithoutCustomer { table, rows } => {
                let (name, count) =
                    if *rows == 1 { ("row names", "it counts") } else { ("rows name", "they count") };
                write!(formatter, "{table}: {} {name} no customer; {count} for nobody", Count(*rows))
            }
            Self::RowsRepeated { table, rows } => match rows {
                1 => write!(formatter, "{table}: 1 row repeats another; it counts once"),
                _ => write!(formatter, "{table}: {} rows repeat another; each counts once", Count(*rows)),
            },
            Self::DoubtfulOrder { order } => {
                formatter.write_str("order ")?;
                if let Some(order) = order {
                    write!(formatter, "{order} ")?;
                }
                formatter.write_str("has rows that disagree or a negative amount; it counts nowhere")
            }
            Self::RowsInTheFuture { table, rows } => {
                let lie = if *rows == 1 { "lies" } else { "lie" };
                write!(
                    formatter,
                    "{table}: {} {lie} after the instant of the assessment",
                    counted(*rows, "row")
                )
            }
            Self::RowsRecordedEarly { table, rows } => {
                let (are, they) = if *rows == 1 { ("row is", "it") } else { ("rows are", "they") };
                let count = Count(*rows);
                write!(formatter, "{table}: {count} {are} dated as recorded before {they} happened")
            }
            Self::AnswersBeforeInvitations { rows } => {
                let (are, they) = if *rows == 1 { ("row is", "it was") } else { ("rows are", "they were") };
                write!(
                    formatter,
                    "survey answers: {} {are} dated as answered before {they} invited",
                    Count(*rows)
                )
            }
            Self::MergedIntoUnknown(into) => {
                write!(
                    formatter,
                    "merged into {into}, which the data do not hold or which is the ticket itself"
                )
            }
            Self::UnknownTicket { .. } | Self::ReviewedBeforeOpened { .. } | Self::CriterionTwice { .. } => {
                self.fmt_of_review(formatter)
            }
            Self::RoundsExhausted { clause, measure, round } => write!(
                formatter,
                "{clause}: {measure} came up again after round {round}, the last that the policy allows"
            ),
            Self::WaitsNotSupplied { clause, measure, late } => write!(
                formatter,
                "{clause}: {} on {measure}, though the source cannot tell of the waits that would pause its clock",
                counted(*late, "late verdict")
            ),
            Self::NotSupplied { clause, measure, missing, tickets } => {
                let clause = clause.as_ref().map_or("no clause", ClauseId::as_str);
                if *tickets == 0 {
                    return write!(formatter, "{clause}: {measure} undetermined: {missing}");
                }
                let tickets = counted(*tickets, "ticket");
                write!(formatter, "{clause}: {measure} of {tickets} undetermined: {missing}")
            }
            Self::RowsUndetermined { clause, measure, missing, table, rows } => {
                let clause = clause.as_ref().map_or("no clause", ClauseId::as_str);
                let rows = counted(*rows, "row");
                write!(formatter, "{clause}: {measure} of {rows} of {table} undetermined: {missing}")
            }
            Self::CustomersUndetermined { clause, matter, missing, customers } => {
                let customers = counted(*customers, "customer");
                write!(formatter, "{clause}: {matter} of {customers} undetermined: {missing}")
            }
            Self::BeyondTheData => {
                formatter.write_str("assessed at an instant for which the data are not complete")
            }
            Self::HolidaysAssumed { obligations } => {
                let rest = if *obligations == 1 { "rests" } else { "rest" };
                let obligations = counted(*obligations, "obligation");
                write!(formatter, "{obligations} {rest} on a year without a published holiday list")
            }
        }
    }
}

/// A count, written with its thousands set apart: `12,345`.
#[derive(Debug, Clone, Copy)]
struct Count(u64);

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            small @ 0..1_000 => write!(formatter, "{small}"),
            number => write!(formatter, "{},{:03}", Self(number / 1_000), number % 1_000),
        }
    }
}

/// Returns a count with its noun, in the singular where it is one.
fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", Count(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn counts_have_their_nouns_and_their_thousands_set_apart() {
        let table = TableName::Purchases;
        let said = |noticed: Noticed| noticed.to_string();
        assert_eq!(
            said(Noticed::RowsInTheFuture { table, rows: 1 }),
            "purchases: 1 row lies after the instant of the assessment"
        );
        assert_eq!(
            said(Noticed::RowsWithoutCustomer { table, rows: 1 }),
            "purchases: 1 row names no customer; it counts for nobody"
        );
        assert_eq!(
            said(Noticed::RowsWithoutCustomer { table, rows: 3_710 }),
            "purchases: 3,710 rows name no customer; they count for nobody"
        );
        assert_eq!(
            said(Noticed::RowsRepeated { table, rows: 1_000_001 }),
            "purchases: 1,000,001 rows repeat another; each counts once"
        );
        assert_eq!(
            said(Noticed::UnknownCustomers { table, customers: 1 }),
            "purchases: 1 customer that the customer table does not hold"
        );
        assert_eq!(
            said(Noticed::HolidaysAssumed { obligations: 1 }),
            "1 obligation rests on a year without a published holiday list"
        );
        assert_eq!(
            said(Noticed::RowsRecordedEarly { table: TableName::FileUpdates, rows: 1 }),
            "file updates: 1 row is dated as recorded before it happened"
        );
        assert_eq!(
            said(Noticed::AnswersBeforeInvitations { rows: 1 }),
            "survey answers: 1 row is dated as answered before it was invited"
        );
        assert_eq!((Count(0).to_string(), Count(999).to_string()), ("0".into(), "999".into()));
        assert_eq!(Count(u64::MAX).to_string(), "18,446,744,073,709,551,615");
    }
}
