//! [`Deadline`]: when a [`Span`] ends, and what it gives in time.

use alloc::string::String;
use core::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

use super::Calendar;
use crate::{CalendarError, ElapsedTime, OpenTime, Span, text::serde_as_text};

/// When a span that began at some instant ends, and how much time that gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct Deadline {
    /// The end of the span; at closing time it is the closing, not the next opening.
    pub due: DateTime<Utc>,
    /// The time from the start of the span to `due`, on which pauses and warnings work.
    pub budget: Budget,
}

/// The time that a span gives, in the kind of time that it is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Budget {
    /// Time by the clock.
    Elapsed(ElapsedTime),
    /// Open time of the calendar.
    Open(OpenTime),
}

impl Budget {
    /// Returns the budget in microseconds, of whichever kind of time.
    pub const fn as_micros(self) -> i64 {
        match self {
            Self::Elapsed(time) => time.as_micros(),
            Self::Open(time) => time.as_micros(),
        }
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elapsed(time) => write!(f, "{time}"),
            Self::Open(time) => write!(f, "{time} of open time"),
        }
    }
}

/// Where in its last day a span of business or calendar days ends, written `same-time` or `closing`.
///
/// What each means exactly is said at [`Calendar::add_business_days`], [`Calendar::subtract_business_days`] and
/// [`Calendar::add_calendar_days`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ends {
    /// At the time of day at which it started.
    SameTime,
    /// At the last closing of the day; of a calendar day, at its end.
    Closing,
}

impl FromStr for Ends {
    type Err = EndsError;

    fn from_str(text: &str) -> Result<Self, EndsError> {
        match text {
            "same-time" => Ok(Self::SameTime),
            "closing" => Ok(Self::Closing),
            _ => Err(EndsError::Unknown { input: text.into() }),
        }
    }
}

impl fmt::Display for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameTime => "same-time",
            Self::Closing => "closing",
        })
    }
}

serde_as_text!(Ends);

/// Why a text is no [`Ends`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EndsError {
    /// The text is neither of the two words.
    #[error("days end at the `same-time` or at `closing`, not `{input}`")]
    Unknown {
        /// The text as given.
        input: String,
    },
}

impl Calendar {
    /// Returns when a span that begins at `start` ends, and its budget.
    ///
    /// | span | due | budget |
    /// |---|---|---|
    /// | at once | `start` | no elapsed time |
    /// | elapsed | `start` plus the span by the clock, in or outside hours | the span |
    /// | open | [`Calendar::add`] | the span |
    /// | calendar days | [`Calendar::add_calendar_days`], ending by `ends` | the elapsed time from `start` to due |
    /// | business days | [`Calendar::add_business_days`], ending by `ends` | the open time from `start` to due |
    ///
    /// `ends` has no effect on other spans. Spans by the clock and calendar days need no horizon.
    ///
    /// # Errors
    ///
    /// As the methods named; and when an elapsed span leaves the range of instants.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, Ends, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// let due = |span: &str| Ok::<_, Box<dyn std::error::Error>>(office.due(at(6, 16), span.parse()?, Ends::SameTime)?.due);
    /// assert_eq!(due("2h")?, at(6, 18));
    /// assert_eq!(due("2bh")?, at(9, 10)); // 1 h on Friday, 1 h on Monday
    /// assert_eq!(due("2cd")?, at(8, 16)); // Sunday
    /// assert_eq!(due("2bd")?, at(10, 16)); // Tuesday
    /// # Ok(())
    /// # }
    /// ```
    pub fn due(&self, start: DateTime<Utc>, span: Span, ends: Ends) -> Result<Deadline, CalendarError> {
        match span {
            Span::AtOnce => Ok(Deadline { due: start, budget: Budget::Elapsed(ElapsedTime::ZERO) }),
            Span::Elapsed(time) => {
                let due = start.checked_add_signed(TimeDelta::microseconds(time.as_micros()));
                let due = due.ok_or(CalendarError::OutOfRange { start, span })?;
                Ok(Deadline { due, budget: Budget::Elapsed(time) })
            }
            Span::Open(time) => Ok(Deadline { due: self.add(start, time)?, budget: Budget::Open(time) }),
            Span::CalendarDays(days) => {
                let due = self.add_calendar_days(start, days, ends)?;
                let budget = due.timestamp_micros().checked_sub(start.timestamp_micros());
                let budget = budget.ok_or(CalendarError::OutOfRange { start, span })?;
                Ok(Deadline { due, budget: Budget::Elapsed(ElapsedTime::from_micros(budget)) })
            }
            Span::BusinessDays(days) => {
                let due = self.add_business_days(start, days, ends)?;
                Ok(Deadline { due, budget: Budget::Open(self.between(start, due)?) })
            }
        }
    }
}
