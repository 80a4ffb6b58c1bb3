//! [`Period`]: a stretch of time between two instants.

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::ElapsedTime;

/// A stretch of time from `start` up to, but not including, `end`.
///
/// A period may be empty (`start == end`); it then contains no instant. Periods that only touch do not overlap.
///
/// # Examples
///
/// ```
/// use crm_calendar::{Period, chrono::{TimeZone, Utc}};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let at = |hour| Utc.with_ymd_and_hms(2026, 3, 2, hour, 0, 0).unwrap();
/// let morning = Period::new(at(9), at(12))?;
/// assert!(morning.contains(at(9)) && !morning.contains(at(12)));
/// let shared = morning.intersection(Period::new(at(11), at(15))?);
/// assert_eq!(shared, Some(Period::new(at(11), at(12))?));
/// assert_eq!(morning.elapsed().to_string(), "3 h");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "PeriodFields", try_from = "PeriodFields")
)]
pub struct Period {
    // INVARIANT: start <= end.
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Period {
    /// Returns the period from `start` up to `end`.
    ///
    /// # Errors
    ///
    /// When `end` is before `start`.
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Result<Self, PeriodError> {
        if end < start {
            return Err(PeriodError::Reversed { start, end });
        }
        Ok(Self { start, end })
    }

    /// Returns the first instant of the period (unless it is empty).
    pub const fn start(self) -> DateTime<Utc> {
        self.start
    }

    /// Returns the first instant after the period.
    pub const fn end(self) -> DateTime<Utc> {
        self.end
    }

    /// Returns whether the period has no length.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns whether `instant` lies in the period; the start does, the end does not.
    pub fn contains(self, instant: DateTime<Utc>) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Returns what both periods share, or `None` when they share no instant.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// Returns the length of the period by the clock, in whole microseconds.
    pub fn elapsed(self) -> ElapsedTime {
        ElapsedTime::from_micros(self.end.timestamp_micros().saturating_sub(self.start.timestamp_micros()))
    }

    /// Returns the period of two instants that are known to be in order.
    pub(crate) fn between(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        Self { start, end: end.max(start) }
    }
}

/// Why two instants make no [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// The end comes before the start.
    #[error("period ends at {end}, before its start at {start}")]
    Reversed {
        /// The start as given.
        start: DateTime<Utc>,
        /// The end as given.
        end: DateTime<Utc>,
    },
}

/// The fields of a period as they are serialized, before the check of their order.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodFields {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

#[cfg(feature = "serde")]
impl From<Period> for PeriodFields {
    fn from(Period { start, end }: Period) -> Self {
        Self { start, end }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<PeriodFields> for Period {
    type Error = PeriodError;

    fn try_from(PeriodFields { start, end }: PeriodFields) -> Result<Self, PeriodError> {
        Self::new(start, end)
    }
}
