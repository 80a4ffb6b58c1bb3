//! What was agreed with a customer beside the policy: a limit of one's own for a measure (clause D-RESP-2, "special").

use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

use alloc::string::{String, ToString};

use chrono::{DateTime, SecondsFormat, Utc};
use crm_calendar::Span;
use thiserror::Error;

use crate::MeasureName;

/// A limit agreed with the customer for one measure, written `resolution 5bd` or `resolution by 2026-03-09T12:00:00Z`.
///
/// # Examples
///
/// ```
/// use crm_model::{AgreedLimit, Agreement};
///
/// let agreed: Agreement = "resolution by 2026-03-09T20:00:00+08:00".parse()?;
/// assert_eq!(agreed.measure.as_str(), "resolution");
/// assert_eq!(agreed.limit, AgreedLimit::By("2026-03-09T12:00:00Z".parse().unwrap()));
/// assert_eq!(agreed.to_string(), "resolution by 2026-03-09T12:00:00Z");
/// assert!("resolution".parse::<Agreement>().is_err());
/// # Ok::<(), crm_model::AgreementError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Agreement {
    /// What is to be done, in the word of policies, such as `resolution`.
    pub measure: MeasureName,
    /// By when.
    pub limit: AgreedLimit,
}

/// By when something was agreed to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum AgreedLimit {
    /// Within so long, counted as the rule that it completes or replaces counts.
    Within(Span),
    /// By an instant, inclusive, whatever waits there are.
    By(DateTime<Utc>),
}

impl AgreedLimit {
    /// Returns a place in an order that only has to be the same every time.
    fn place(self) -> (u8, i64) {
        match self {
            Self::Within(Span::AtOnce) => (0, 0),
            Self::Within(Span::Elapsed(length)) => (1, length.as_micros()),
            Self::Within(Span::Open(length)) => (2, length.as_micros()),
            Self::Within(Span::BusinessDays(days)) => (3, days.into()),
            Self::Within(Span::CalendarDays(days)) => (4, days.into()),
            Self::By(instant) => (5, instant.timestamp_micros()),
        }
    }
}

impl Ord for AgreedLimit {
    /// Orders by kind of limit, then by length: an order for sorting, not of strictness.
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for AgreedLimit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for AgreedLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(span) => write!(formatter, "{span}"),
            Self::By(instant) => {
                write!(formatter, "by {}", instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
        }
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.measure, self.limit)
    }
}

impl FromStr for Agreement {
    type Err = AgreementError;

    fn from_str(text: &str) -> Result<Self, AgreementError> {
        let malformed = || AgreementError::Malformed { input: text.to_string() };
        let (measure, limit) = text.trim().split_once(' ').ok_or_else(malformed)?;
        let measure = MeasureName::new(measure).map_err(|_| malformed())?;
        let limit = match limit.trim().strip_prefix("by ") {
            Some(instant) => AgreedLimit::By(instant.trim().parse().map_err(|_| malformed())?),
            None => AgreedLimit::Within(limit.trim().parse().map_err(|_| malformed())?),
        };
        Ok(Self { measure, limit })
    }
}

/// Why a text is no [`Agreement`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AgreementError {
    /// It has another shape.
    #[error("is no agreed limit such as `resolution 5bd` or `resolution by 2026-03-09T12:00:00Z`")]
    Malformed {
        /// The text as given.
        input: String,
    },
}

/// An agreement that holds for all tickets of a customer from an instant on, until the next one on the same measure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DatedAgreement {
    /// The first instant at which it holds; `None` for one that has held from the start.
    pub from: Option<DateTime<Utc>>,
    /// What was agreed.
    pub agreement: Agreement,
}
