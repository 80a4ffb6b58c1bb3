//! What a caller supplies: tables that may be absent.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};

use crate::{
    Customer, CustomerGoal, EventKinds, FileUpdate, Interaction, Organisation, Purchase, QualityReview,
    RateTable, Spend, SurveyAnswer, TicketRecord,
};

/// Everything that a caller supplies, in any order.
///
/// The default is nothing at all: name the tables that there are.
///
/// # Examples
///
/// ```
/// use crm_model::{Records, Table};
///
/// let records = Records { purchases: Table::complete(vec![]), ..Records::default() };
/// assert_eq!(records.tickets, Table::NotSupplied); // nothing known is something else than nothing there
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Records {
    /// The customers.
    pub customers: Table<Customer>,
    /// The tickets with their events.
    pub tickets: Table<TicketRecord>,
    /// The kinds of ticket event that the source can tell of. A clock that only other kinds could stop is
    /// undetermined, not overdue.
    pub event_kinds: EventKinds,
    /// The purchases and refunds.
    pub purchases: Table<Purchase>,
    /// The contacts that are no part of tickets.
    pub interactions: Table<Interaction>,
    /// The answers to surveys.
    pub answers: Table<SurveyAnswer>,
    /// The expenses on customers.
    pub spend: Table<Spend>,
    /// What was learned of customers, and when it was entered in their files.
    pub file_updates: Table<FileUpdate>,
    /// What should be bought by customers by when.
    pub customer_goals: Table<CustomerGoal>,
    /// The tickets that were scored on sheets.
    pub quality_reviews: Table<QualityReview>,
    /// Who holds which role, if known.
    pub organisation: Option<Organisation>,
    /// Exchange rates; without any, amounts of two currencies are never added up.
    pub rates: RateTable,
}

impl Records {
    /// Returns what had been recorded by `instant`: without the ticket events, interactions and
    /// updates of files that were recorded later. A row without a time of recording counts as recorded when it happened; tables that know none stay as they are.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Happening, Records, Table, TicketEvent, TicketId, TicketRecord};
    ///
    /// let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened);
    /// let mut solved = TicketEvent::at("2026-03-02T12:00:00Z".parse()?, Happening::Solved);
    /// solved.recorded_at = Some("2026-03-04T08:00:00Z".parse()?);
    /// let ticket = TicketRecord::new(TicketId::new("T-1")?, vec![opened, solved]);
    /// let records = Records { tickets: Table::complete(vec![ticket]), ..Records::default() };
    /// let Table::Supplied { rows, .. } = records.known_at("2026-03-03T00:00:00Z".parse()?).tickets else { return Ok(()) };
    /// assert_eq!(rows[0].events.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn known_at(mut self, instant: DateTime<Utc>) -> Self {
        if let Table::Supplied { rows, .. } = &mut self.tickets {
            for ticket in &mut *rows {
                ticket.events.retain(|event| event.recorded_at.unwrap_or(event.occurred_at) <= instant);
            }
            rows.retain(|ticket| !ticket.events.is_empty());
        }
        if let Table::Supplied { rows, .. } = &mut self.interactions {
            rows.retain(|row| row.recorded_at.unwrap_or(row.at) <= instant);
        }
        if let Table::Supplied { rows, .. } = &mut self.file_updates {
            rows.retain(|row| row.entered_at.is_none_or(|entered| entered <= instant));
        }
        self
    }
}

impl Default for Records {
    fn default() -> Self {
        Self {
            customers: Table::NotSupplied,
            tickets: Table::NotSupplied,
            event_kinds: EventKinds::ALL,
            purchases: Table::NotSupplied,
            interactions: Table::NotSupplied,
            answers: Table::NotSupplied,
            spend: Table::NotSupplied,
            file_updates: Table::NotSupplied,
            customer_goals: Table::NotSupplied,
            quality_reviews: Table::NotSupplied,
            organisation: None,
            rates: RateTable::default(),
        }
    }
}

/// A table that may be absent: nothing known is something else than nothing there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Table<T> {
    /// The caller has no such table.
    #[default]
    NotSupplied,
    /// The rows, complete for a stretch of time.
    Supplied {
        /// The first instant for which the table is complete; `None` for "from the beginning".
        from: Option<DateTime<Utc>>,
        /// The last instant for which the table is complete; `None` for "up to any instant of assessment".
        until: Option<DateTime<Utc>>,
        /// The rows, in any order.
        rows: Vec<T>,
    },
}

impl<T> Table<T> {
    /// Returns a table that is complete at all times.
    pub fn complete(rows: Vec<T>) -> Self {
        Self::Supplied { from: None, until: None, rows }
    }
}

/// The stretch of time for which a table is complete. Both ends are inclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Extent {
    /// The first instant; `None` for "from the beginning".
    pub from: Option<DateTime<Utc>>,
    /// The last instant; `None` for any instant.
    pub until: Option<DateTime<Utc>>,
}

/// One of the tables of [`Records`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum TableName {
    /// [`Records::customers`]
    Customers,
    /// [`Records::tickets`]
    Tickets,
    /// [`Records::purchases`]
    Purchases,
    /// [`Records::interactions`]
    Interactions,
    /// [`Records::answers`]
    Answers,
    /// [`Records::spend`]
    Spend,
    /// [`Records::file_updates`]
    FileUpdates,
    /// [`Records::customer_goals`]
    CustomerGoals,
    /// [`Records::quality_reviews`]
    QualityReviews,
}

impl TableName {
    /// Every table, in order.
    pub const ALL: [Self; 9] = [
        Self::Customers,
        Self::Tickets,
        Self::Purchases,
        Self::Interactions,
        Self::Answers,
        Self::Spend,
        Self::FileUpdates,
        Self::CustomerGoals,
        Self::QualityReviews,
    ];

    /// Returns the sentence, without a full stop, that says that there is no such table.
    pub const fn not_supplied(self) -> &'static str {
        match self {
            Self::Customers => "no customers were supplied",
            Self::Tickets => "no tickets were supplied",
            Self::Purchases => "no purchases were supplied",
            Self::Interactions => "no interactions were supplied",
            Self::Answers => "no survey answers were supplied",
            Self::Spend => "no spend was supplied",
            Self::FileUpdates => "no file updates were supplied",
            Self::CustomerGoals => "no goals of customers were supplied",
            Self::QualityReviews => "no quality reviews were supplied",
        }
    }

    /// Returns the word that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Tickets => "tickets",
            Self::Purchases => "purchases",
            Self::Interactions => "interactions",
            Self::Answers => "survey answers",
            Self::Spend => "spend",
            Self::FileUpdates => "file updates",
            Self::CustomerGoals => "customer goals",
            Self::QualityReviews => "quality reviews",
        }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
