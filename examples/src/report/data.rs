//! What was read, in figures.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use crm_model::{CustomerId, Dataset, TableName, Ticket};

use crate::input::Reading;

/// What was read, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSummary {
    /// What the data are: a word or two for the head of the page.
    pub title: String,
    /// The files, sorted by name; none where the records were made up.
    pub files: Vec<FileSummary>,
    /// How many rows were read, bad ones included, headers not; `None` where the records were made up.
    pub rows: Option<u64>,
    /// How many rows could not be used.
    pub left_out: u64,
    /// Whether there is a table of tickets at all; without one, nobody knows whether there are any.
    pub has_tickets: bool,
    /// How many tickets there are.
    pub tickets: u64,
    /// How many of them had been opened by the instant of the assessment.
    pub tickets_opened: u64,
    /// How many customers the customer table holds; `None` where there is no such table.
    pub customers: Option<u64>,
    /// How many different customers the tickets name.
    pub customers_of_tickets: u64,
    /// The first usable event of a ticket.
    pub first_event_at: Option<DateTime<Utc>>,
    /// The last usable event of a ticket.
    pub last_event_at: Option<DateTime<Utc>>,
    /// The other tables that were supplied, but for that of customers.
    pub tables: Vec<TableSummary>,
    /// What a reader should know about the files, one sentence each.
    pub notes: Vec<String>,
}

/// A table of dated rows in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSummary {
    /// Which table.
    pub table: TableName,
    /// How many rows of it count: repeats count once, and doubtful orders not at all.
    pub rows: u64,
    /// How many different customers they name.
    pub customers: u64,
    /// When the first row was; of a survey answer, when it came, or else when the customer was invited.
    pub first_at: Option<DateTime<Utc>>,
    /// When the last row was.
    pub last_at: Option<DateTime<Utc>>,
}

impl TableSummary {
    fn new<'a>(
        dataset: &Dataset,
        table: TableName,
        rows: impl Iterator<Item = (Option<&'a CustomerId>, Option<DateTime<Utc>>)>,
    ) -> Option<Self> {
        dataset.extent(table)?;
        let mut summary = Self { table, rows: 0, customers: 0, first_at: None, last_at: None };
        let mut customers = BTreeSet::new();
        for (customer, at) in rows {
            summary.rows += 1;
            customers.extend(customer);
            summary.first_at = summary.first_at.into_iter().chain(at).min();
            summary.last_at = summary.last_at.max(at);
        }
        summary.customers = customers.len() as u64;
        Some(summary)
    }

    /// Returns what is known of each table of dated rows that was supplied, in one order.
    fn all(dataset: &Dataset) -> Vec<Self> {
        let purchases = dataset.purchases().iter().map(|row| (row.customer.as_ref(), Some(row.at)));
        let interactions = dataset.interactions().iter().map(|row| (row.customer.as_ref(), Some(row.at)));
        let answers =
            dataset.answers().iter().map(|row| (row.customer.as_ref(), row.answered_at.or(row.invited_at)));
        let spend = dataset.spend().iter().map(|row| (row.customer.as_ref(), Some(row.at)));
        let updates = dataset.file_updates().iter().map(|row| (row.customer.as_ref(), Some(row.learned_at)));
        // A goal is of days, and of no instant.
        let goals = dataset.customer_goals().iter().map(|row| (Some(&row.customer), None));
        let reviews = dataset.quality_reviews().iter().map(|row| {
            let customer = dataset.ticket(&row.ticket).and_then(Ticket::customer);
            (customer, Some(row.reviewed_at))
        });
        [
            Self::new(dataset, TableName::Purchases, purchases),
            Self::new(dataset, TableName::Interactions, interactions),
            Self::new(dataset, TableName::Answers, answers),
            Self::new(dataset, TableName::Spend, spend),
            Self::new(dataset, TableName::FileUpdates, updates),
            Self::new(dataset, TableName::CustomerGoals, goals),
            Self::new(dataset, TableName::QualityReviews, reviews),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A file in figures.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct FileSummary {
    /// Its name, without its folder.
    pub name: String,
    /// How many rows it has, bad ones included, the header not.
    pub rows: u64,
    /// How many of them could not be used.
    pub left_out: u64,
}

impl DataSummary {
    /// Returns the figures of records that no file holds, for an assessment at `as_of`.
    pub fn of_dataset(title: impl Into<String>, dataset: &Dataset, as_of: DateTime<Utc>) -> Self {
        let is_opened = |ticket: &&Ticket| ticket.opened_at().is_some_and(|opened| opened <= as_of);
        let first_events = dataset.tickets().iter().filter_map(|ticket| ticket.events().first());
        let last_events = dataset.tickets().iter().filter_map(|ticket| ticket.events().last());
        let mut customers: Vec<_> = dataset.tickets().iter().filter_map(Ticket::customer).collect();
        customers.sort_unstable();
        customers.dedup();
        Self {
            title: title.into(),
            files: Vec::new(),
            rows: None,
            left_out: 0,
            has_tickets: dataset.extent(TableName::Tickets).is_some(),
            tickets: dataset.tickets().len() as u64,
            tickets_opened: dataset.tickets().iter().filter(is_opened).count() as u64,
            customers: dataset.customers().map(|customers| customers.len() as u64),
            customers_of_tickets: customers.len() as u64,
            first_event_at: first_events.map(|event| event.occurred_at).min(),
            last_event_at: last_events.map(|event| event.occurred_at).max(),
            tables: TableSummary::all(dataset),
            notes: Vec::new(),
        }
    }

    /// Adds what is known of the files behind the records.
    #[must_use]
    pub fn with_files(mut self, reading: &Reading) -> Self {
        self.files = reading
            .files
            .iter()
            .map(|file| FileSummary {
                name: file.name.clone(),
                rows: file.rows,
                left_out: reading.left_out.by_file.get(&file.name).copied().unwrap_or(0),
            })
            .collect();
        self.files.sort_unstable();
        self.rows = Some(reading.rows);
        self.left_out = reading.left_out.count;
        self.notes.clone_from(&reading.notes);
        self
    }
}
