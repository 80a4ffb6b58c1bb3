//! What was read, in figures.

use chrono::{DateTime, Utc};
use crm_model::{Dataset, Ticket};

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
    /// How many tickets there are.
    pub tickets: u64,
    /// How many of them had been opened by the instant of the assessment.
    pub tickets_opened: u64,
    /// How many customers the customer table holds; `None` where there is no such table.
    pub customers: Option<u64>,
    /// How many different customers the tickets name.
    pub customers_of_tickets: u64,
    /// The first usable event.
    pub first_event_at: Option<DateTime<Utc>>,
    /// The last usable event.
    pub last_event_at: Option<DateTime<Utc>>,
    /// What a reader should know about the files, one sentence each.
    pub notes: Vec<String>,
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
        let events = || dataset.tickets().iter().filter_map(|ticket| ticket.events().first());
        let mut customers: Vec<_> = dataset.tickets().iter().filter_map(Ticket::customer).collect();
        customers.sort_unstable();
        customers.dedup();
        Self {
            title: title.into(),
            files: Vec::new(),
            rows: None,
            left_out: 0,
            tickets: dataset.tickets().len() as u64,
            tickets_opened: dataset.tickets().iter().filter(is_opened).count() as u64,
            customers: dataset.customers().map(|customers| customers.len() as u64),
            customers_of_tickets: customers.len() as u64,
            first_event_at: events().map(|event| event.occurred_at).min(),
            last_event_at: dataset.last_event_at(),
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
