//! What both pages say at their head.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use crm_kit::Assessment;
use crm_model::TableName;

use super::cell::{count, counted, readable};
use super::reasons::{lacking_in_the_data, lacking_tables};
use super::{AsOfIs, Report, TableSummary, promises};

impl AsOfIs {
    /// Returns where the instant comes from, as pages say it.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Given => "as asked",
            Self::OfTheDemo => "the demo's own instant",
            Self::LastRecord => "the last record in the data",
        }
    }
}

/// Returns how many tickets there are, of how many customers, and over what stretch of time.
pub(crate) fn tickets(report: &Report) -> String {
    let data = &report.data;
    if !data.has_tickets {
        return "none were supplied".to_owned();
    }
    let mut text = count(data.tickets);
    if data.customers_of_tickets > 0 {
        let _ = write!(text, " of {}", counted(data.customers_of_tickets, "customer"));
    }
    match data.customers {
        Some(customers) => {
            let _ = write!(text, " ({} in the customer table)", count(customers));
        }
        None => text.push_str(" (no customer table)"),
    }
    if let (Some(first), Some(last)) = (data.first_event_at, data.last_event_at) {
        let _ = write!(text, "; events from {} to {}", readable(first), readable(last));
    }
    text
}

/// Returns what else there is, a sentence each, with days in UTC: the other tables, and the customers where tickets do not tell of them.
pub(crate) fn records(report: &Report) -> Vec<String> {
    let data = &report.data;
    let customers = match data.customers {
        _ if data.has_tickets => None,
        Some(customers) => Some(format!("{} in the customer table", counted(customers, "customer"))),
        None => Some("no customer table".to_owned()),
    };
    data.tables.iter().map(table).chain(customers).collect()
}

/// Returns what is known of one table.
pub(crate) fn table(summary: &TableSummary) -> String {
    let mut text = counted(summary.rows, row_of(summary.table));
    if summary.customers > 0 {
        let _ = write!(text, " of {}", counted(summary.customers, "customer"));
    }
    if let (Some(first), Some(last)) = (summary.first_at, summary.last_at) {
        let day = |at: DateTime<Utc>| at.format("%Y-%m-%d");
        let _ = write!(text, "; from {} to {}", day(first), day(last));
    }
    text
}

/// Returns what a row of a table is.
pub(crate) const fn row_of(table: TableName) -> &'static str {
    match table {
        TableName::Purchases => "purchase",
        TableName::Interactions => "interaction",
        TableName::Answers => "survey answer",
        TableName::Spend => "expense",
        TableName::FileUpdates => "file update",
        TableName::CustomerGoals => "customer goal",
        TableName::QualityReviews => "quality review",
        TableName::Customers => "customer",
        TableName::Tickets => "ticket",
    }
}

/// Returns why there is no promise to tell of.
pub(crate) fn no_promises(report: &Report) -> &'static str {
    let data = &report.data;
    match unknown(report) {
        Some(Unknown::NoTickets) => "No tickets were supplied, so nothing is known of the promises on them.",
        Some(Unknown::NoFacts) => "What the policy demands of these records cannot be judged.",
        None if data.has_tickets && data.tickets == 0 => "There are no tickets.",
        None if data.has_tickets && data.tickets_opened == 0 => "No ticket had been opened by then.",
        None => "The policy demands nothing of these records.",
    }
}

/// Why nothing at all is known of the promises on tickets. Lists that are empty for that reason say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// The policy promises something on tickets, and no tickets were supplied.
    NoTickets,
    /// There are tickets, and for all of them a fact is missing that every promise needs.
    NoFacts,
}

impl Unknown {
    /// Returns the reason in a phrase.
    pub(crate) const fn why(self) -> &'static str {
        match self {
            Self::NoTickets => "no tickets were supplied",
            Self::NoFacts => "the facts are missing",
        }
    }
}

/// Returns why nothing at all is known of the promises on tickets; `None` where something is, or nothing is promised.
pub(crate) fn unknown(report: &Report) -> Option<Unknown> {
    if lacking_tables(report).iter().any(|lacking| lacking.table == TableName::Tickets) {
        Some(Unknown::NoTickets)
    } else if report.data.tickets_opened > 0
        && !lacking_in_the_data(report).is_empty()
        && promises(&report.assessment).is_empty()
    {
        Some(Unknown::NoFacts)
    } else {
        None
    }
}

/// Returns how long an assessment holds: up to the last instant before a verdict changes by itself.
pub(crate) fn holds(assessment: &Assessment) -> String {
    match assessment.valid_until {
        Some(until) => {
            let last = until.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(until);
            format!("through {} if nothing happens before", readable(last))
        }
        None => "until something happens".to_owned(),
    }
}
