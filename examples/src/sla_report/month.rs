//! Figures by civil month.

use std::fmt;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use crm_calendar::Zone;
use crm_model::MeasureName;

use crate::report::Tally;

/// A civil month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    // INVARIANT: the first day of the month.
    first: NaiveDate,
}

impl Month {
    /// Returns the month of an instant by the clocks of a zone.
    pub fn of(instant: DateTime<Utc>, zone: &Zone) -> Option<Self> {
        Some(Self { first: zone.date(instant).with_day(1)? })
    }

    /// Returns the month after it, if there is one.
    pub fn next(self) -> Option<Self> {
        Some(Self { first: self.first.checked_add_months(Months::new(1))? })
    }
}

impl fmt::Display for Month {
    /// Writes year and month: `2026-03`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.first.format("%Y-%m"))
    }
}

/// How the obligations of a month stand that arose in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthRow {
    /// What is owed.
    pub measure: MeasureName,
    /// All of them, or those of one value.
    pub slice: Slice,
    /// The month, by the clocks of the policy's zone.
    pub month: Month,
    /// Whether the month had ended at the instant of the assessment.
    pub is_complete: bool,
    /// How they stand.
    pub tally: Tally,
}

/// All obligations of a measure, or those of one value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slice {
    /// All of them.
    All,
    /// Those of this value.
    Of(String),
    /// Those whose value is not known.
    Unknown,
}

impl Slice {
    /// Returns the slice of a value.
    pub(super) fn of(value: Option<String>) -> Self {
        value.map_or(Self::Unknown, Self::Of)
    }

    /// Returns its word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::All => "all",
            Self::Of(value) => value,
            Self::Unknown => "not known",
        }
    }
}
