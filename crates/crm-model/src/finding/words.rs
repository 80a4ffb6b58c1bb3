//! What findings say, in one line each.

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::Noticed;
use crate::ClauseId;

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
            Self::MergedIntoSeveral { .. }
            | Self::MergedInCircle
            | Self::MergedIntoUnknownCustomer(_)
            | Self::MergedWithoutRows => self.write_merger(formatter),
            Self::UnknownCustomer(customer) => {
                write!(formatter, "names a customer ({customer:?}) that the customer table does not hold")
            }
            Self::UnknownCustomers { table, customers } => {
                let customers = counted(*customers, "customer");
                write!(formatter, "{table}: {customers} that the customer table does not hold")
            }
            Self::RowsWithoutCustomer { .. }
            | Self::RowsRepeated { .. }
            | Self::RowsInTheFuture { .. }
            | Self::RowsRecordedEarly { .. }
            | Self::AnswersBeforeInvitations { .. }
            | Self::AnswersWithoutInvitation { .. } => self.write_rows(formatter),
            Self::DoubtfulOrder { order } => {
                formatter.write_str("order ")?;
                if let Some(order) = order {
                    write!(formatter, "{order} ")?;
                }
                formatter.write_str("has rows that disagree or a negative amount; it counts nowhere")
            }
            Self::MergedIntoUnknown(into) => {
                write!(
                    formatter,
                    "merged into {into}, which the data do not hold or which is the ticket itself"
                )
            }
            Self::UnknownTicket { .. } | Self::ReviewedBeforeOpened { .. } | Self::CriterionTwice { .. } => {
                self.write_review(formatter)
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

impl Noticed {
    /// Writes what is doubtful about the rows of a table.
    fn write_rows(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RowsWithoutCustomer { table, rows } => {
                let (name, count) =
                    if *rows == 1 { ("row names", "it counts") } else { ("rows name", "they count") };
                write!(formatter, "{table}: {} {name} no customer; {count} for nobody", Count(*rows))
            }
            Self::RowsRepeated { table, rows } => match rows {
                1 => write!(formatter, "{table}: 1 row repeats another; it counts once"),
                _ => write!(formatter, "{table}: {} rows repeat another; each counts once", Count(*rows)),
            },
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
                let count = Count(*rows);
                write!(formatter, "survey answers: {count} {are} dated as answered before {they} invited")
            }
            Self::AnswersWithoutInvitation { rows } => {
                let rows = counted(*rows, "row");
                write!(
                    formatter,
                    "survey answers: {rows} without an invitation, though others of the survey have one"
                )
            }
            _ => Ok(()),
        }
    }

    /// Writes what is wrong with a review.
    fn write_review(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
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

    /// Writes what was noticed about the merger of a customer.
    fn write_merger(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MergedIntoSeveral { customers } => {
                write!(formatter, "merged into {}, so into none", counted(*customers, "customer"))
            }
            Self::MergedIntoUnknownCustomer(customer) => {
                write!(
                    formatter,
                    "merged into a customer ({customer:?}) that the customer table does not hold"
                )
            }
            Self::MergedWithoutRows => formatter.write_str("merged, though no other table names it"),
            _ => formatter.write_str("merged into itself, directly or by way of others, so into nobody"),
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
    use crate::TableName;

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
        assert_eq!(
            said(Noticed::AnswersWithoutInvitation { rows: 2 }),
            "survey answers: 2 rows without an invitation, though others of the survey have one"
        );
        assert_eq!(
            said(Noticed::MergedIntoSeveral { customers: 2 }),
            "merged into 2 customers, so into none"
        );
        assert_eq!((Count(0).to_string(), Count(999).to_string()), ("0".into(), "999".into()));
        assert_eq!(Count(u64::MAX).to_string(), "18,446,744,073,709,551,615");
    }
}
