//! What an import leaves out, and why.

use alloc::{string::String, vec::Vec};
use core::fmt;

use chrono::NaiveDate;
use thiserror::Error;

use super::super::HolidayList;

/// A list read from an iCalendar text, and what of the text is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct HolidayImport {
    /// The days off and the made-up days.
    pub list: HolidayList,
    /// What was left out, in the order of the text.
    pub left_out: Vec<LeftOut>,
}

impl HolidayImport {
    /// Returns whether nothing was left out that might have been a day off in the years asked for.
    pub fn is_complete(&self) -> bool {
        self.left_out.iter().all(|left_out| left_out.reason.is_certain())
    }
}

/// A part of an iCalendar text that gave no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which of the calendar's components it is, counted from one.
    pub place: usize,
    /// Its `UID`.
    pub uid: Option<String>,
    /// Its `SUMMARY`.
    pub summary: Option<String>,
    /// Why it was left out.
    pub reason: LeftOutReason,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event {}", self.place)?;
        match (&self.uid, &self.summary) {
            (Some(uid), Some(summary)) => write!(f, " (`{uid}`, {summary})")?,
            (Some(uid), None) => write!(f, " (`{uid}`)")?,
            (None, Some(summary)) => write!(f, " ({summary})")?,
            (None, None) => {}
        }
        write!(f, " {}", self.reason)
    }
}

/// Why a part of an iCalendar text gave no day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LeftOutReason {
    /// The event, or the calendar as a whole, is cancelled.
    #[error("is cancelled")]
    Cancelled,
    /// It is no event, but a task or the like.
    #[error("is no event, but a `{component}`")]
    NotAnEvent {
        /// What it is.
        component: String,
    },
    /// No day of the event lies in the years asked for.
    #[error("has no day in the years asked for")]
    NoDayInYears,
    /// The event has a time of day.
    #[error("has a time of day")]
    Timed,
    /// The event does not say when it begins.
    #[error("does not say when it begins")]
    NoStart,
    /// The event ends on the day on which it begins, or earlier; an end is the first day that is no part of it.
    #[error("ends before its first day is over")]
    EndNotAfterStart,
    /// The event is longer than a year.
    #[error("lasts more than a year")]
    TooLong,
    /// A value cannot be read.
    #[error("has `{value}` as its {property}")]
    Value {
        /// The property.
        property: String,
        /// Its value, cut if it is long.
        value: String,
    },
    /// A property is there that is not read, or more often than it may be.
    #[error("has a property {property} that is not read, or more than one")]
    Property {
        /// The property.
        property: String,
    },
    /// A part of its rule is not read.
    #[error("recurs by `{part}`, which is not read")]
    RuleNotRead {
        /// The part.
        part: String,
    },
    /// The first day is none that the rule gives, which the standard leaves undefined.
    #[error("begins on {start}, which its own rule does not give")]
    StartNotInRule {
        /// The first day.
        start: NaiveDate,
    },
    /// The rule ends at an instant, and whether its last day is before or after that hangs on a zone.
    #[error("recurs until a time on {end}, which in some zones leaves a day out")]
    EndNotCertain {
        /// The date of the instant in UTC.
        end: NaiveDate,
    },
    /// Something replaces days of its series that cannot be told.
    #[error("belongs to a series of which it cannot be told what is replaced")]
    SeriesNotCertain,
}

impl LeftOutReason {
    /// Returns whether it is certain that no day off is missing for this reason.
    pub fn is_certain(&self) -> bool {
        matches!(self, Self::Cancelled | Self::NotAnEvent { .. } | Self::NoDayInYears)
    }
}
