//! Findings: what an assessment noticed besides obligations.

mod words;

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
    /// The customer is merged into several others, or into itself and another: it stays who it is.
    MergedIntoSeveral {
        /// Into how many.
        customers: u64,
    },
    /// The customer is merged into itself, directly or by way of others: it stays who it is.
    MergedInCircle,
    /// The customer was merged into one that the customer table does not hold.
    MergedIntoUnknownCustomer(CustomerId),
    /// The customer was merged, and nothing is recorded of it that could go on with the other.
    MergedWithoutRows,
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
    /// Answers to surveys of people who are not recorded as invited, though others are to the same survey: scores count them,
    /// participation does not.
    AnswersWithoutInvitation {
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
            Self::MergedIntoSeveral { .. } => "merged-into-several",
            Self::MergedInCircle => "merged-in-circle",
            Self::MergedIntoUnknownCustomer(_) => "merged-into-unknown-customer",
            Self::MergedWithoutRows => "merged-without-rows",
            Self::UnknownCustomer(_) => "unknown-customer",
            Self::UnknownCustomers { .. } => "unknown-customers",
            Self::RowsWithoutCustomer { .. } => "rows-without-customer",
            Self::RowsRepeated { .. } => "repeated-rows",
            Self::DoubtfulOrder { .. } => "doubtful-order",
            Self::RowsInTheFuture { .. } => "rows-in-the-future",
            Self::RowsRecordedEarly { .. } => "rows-recorded-early",
            Self::AnswersBeforeInvitations { .. } => "answers-before-invitations",
            Self::AnswersWithoutInvitation { .. } => "answers-without-invitation",
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
