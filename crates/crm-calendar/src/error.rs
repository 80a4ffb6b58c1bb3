//! [`CalendarError`]: why a calendar could not be built, or cannot answer.

use alloc::string::String;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::{OpenTime, Span, Window};

/// Why a [`Calendar`](crate::Calendar) could not be built, or cannot answer.
///
/// Errors of building name the part of the specification at fault; see [`CalendarError::path`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// The horizon is reversed or leaves the years 1900 to 2200.
    #[error("horizon from {first} to {last} must be in order and within 1900 to 2200")]
    Horizon {
        /// The first year as given.
        first: i32,
        /// The last year as given.
        last: i32,
    },
    /// The horizon leaves the years whose clock changes the zone knows.
    #[error(
        "horizon from {first} to {last} leaves the years {known_from} to {known_until} for which time zone `{zone}` \
         knows its clock changes"
    )]
    ZoneTooShort {
        /// The zone's name.
        zone: String,
        /// The first year that the zone knows.
        known_from: i32,
        /// The last year that the zone knows.
        known_until: i32,
        /// The first year of the horizon.
        first: i32,
        /// The last year of the horizon.
        last: i32,
    },
    /// Two windows of one day's list overlap as written.
    #[error("hours `{second}` overlap `{first}` on the same day")]
    Overlap {
        /// Where the later of the two stands, such as `hours.mon[1]`.
        path: String,
        /// The one that stands first in the list.
        first: Window,
        /// The one that stands later in the list.
        second: Window,
    },
    /// The horizon would hold more stretches of hours than is sensible.
    #[error(
        "the horizon would hold about {stretches} stretches of hours, more than {most}; shorten it, or join windows"
    )]
    TooLarge {
        /// How many it would hold.
        stretches: usize,
        /// How many it may hold.
        most: usize,
    },
    /// A day has more windows than one a minute.
    #[error("a day with {given} stretches of hours has more than one a minute (1440)")]
    TooManyWindows {
        /// Where the list stands, such as `overrides.2026-12-24`.
        path: String,
        /// How many there are.
        given: usize,
    },
    /// A holiday list has made-up days, and nothing says which hours they take.
    #[error("holiday list `{list}` has made-up working days: say which weekday's hours they take")]
    MadeUpHoursMissing {
        /// The first list that has made-up days.
        list: String,
    },
    /// Years without a holiday list are an error, and no year of the horizon has all lists.
    #[error("calendar `{calendar}` has no year from {first} to {last} that all its holiday lists cover")]
    NeverCovered {
        /// The calendar's name.
        calendar: String,
        /// The first year of the horizon.
        first: i32,
        /// The last year of the horizon.
        last: i32,
    },
    /// Nothing is ever open.
    #[error("calendar `{calendar}` has no open hours from {first} to {last}")]
    NoOpenHours {
        /// The calendar's name.
        calendar: String,
        /// The first year looked at.
        first: i32,
        /// The last year looked at.
        last: i32,
    },
    /// Two calendars to be combined can answer about no time in common.
    #[error("calendars `{calendar}` and `{other}` can answer about no time in common")]
    NothingInCommon {
        /// The name of the first.
        calendar: String,
        /// The name of the second.
        other: String,
    },
    /// The question or its answer lies outside the years that the calendar was compiled for. When an answer would,
    /// `instant` is the first one out of reach.
    #[error("{instant} is outside the years {first} to {last} of calendar `{calendar}`")]
    OutsideHorizon {
        /// The calendar's name.
        calendar: String,
        /// An instant that was asked for or would have to be passed.
        instant: DateTime<Utc>,
        /// The first year of the horizon.
        first: i32,
        /// The last year of the horizon.
        last: i32,
    },
    /// The question or its answer touches a year that a holiday list does not cover.
    #[error("calendar `{calendar}` has no holiday list for {year}")]
    NoHolidayList {
        /// The calendar's name.
        calendar: String,
        /// The year.
        year: i32,
    },
    /// A negative length was to be added or subtracted.
    #[error("cannot add or subtract {given} of open time: the length must not be negative")]
    NegativeLength {
        /// The length as given.
        given: OpenTime,
    },
    /// The end of an elapsed span cannot be represented as an instant, or a span of calendar days begins or ends
    /// outside the years for which the zone knows its clock changes.
    #[error("`{span}` after {start} is out of range")]
    OutOfRange {
        /// Where the span starts.
        start: DateTime<Utc>,
        /// The span.
        span: Span,
    },
}

impl CalendarError {
    /// Returns the part of the specification at fault, or `None` when the calendar was fine and the question was not, or
    /// when two calendars do not go together.
    ///
    /// The parts are named `horizon`, `zone`, `hours`, `holidays`, `made_up_hours` and `overrides`; a weekday, a date
    /// or a place in a list (from 0) may follow: `hours.mon[1]`, `overrides.2026-12-24[0]`.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Horizon { .. } | Self::TooLarge { .. } => Some("horizon"),
            Self::ZoneTooShort { .. } => Some("zone"),
            Self::Overlap { path, .. } | Self::TooManyWindows { path, .. } => Some(path),
            Self::MadeUpHoursMissing { .. } => Some("made_up_hours"),
            Self::NeverCovered { .. } => Some("holidays"),
            Self::NoOpenHours { .. } => Some("hours"),
            Self::NothingInCommon { .. }
            | Self::OutsideHorizon { .. }
            | Self::NoHolidayList { .. }
            | Self::NegativeLength { .. }
            | Self::OutOfRange { .. } => None,
        }
    }
}
