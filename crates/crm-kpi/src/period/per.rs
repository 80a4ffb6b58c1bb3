//! [`Per`]: how often an indicator is measured, and over how long.

use alloc::string::{String, ToString};
use core::fmt;
use core::num::NonZeroU16;
use core::str::FromStr;

use chrono::{Days, Months, NaiveDate};
use thiserror::Error;

/// How often an indicator is measured (clauses B-CYCLE-1, D-CYCLE-1), and over how long.
///
/// # Examples
///
/// ```
/// use crm_kpi::Per;
///
/// assert_eq!("quarter".parse::<Per>()?, Per::Quarter);
/// assert_eq!("rolling 30 days".parse::<Per>()?.to_string(), "rolling 30 days");
/// assert!("rolling 0 days".parse::<Per>().is_err());
/// # Ok::<(), crm_kpi::PerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Per {
    /// Each month.
    Month,
    /// Each quarter: January to March, and so on.
    Quarter,
    /// Each year.
    Year,
    /// So many civil dates, the last of which is the one before the evaluation.
    RollingDays(NonZeroU16),
    /// So many months back from the civil date of the evaluation, which is not in it; where a month has no such day, from
    /// its last.
    RollingMonths(NonZeroU16),
}

impl Per {
    /// Every length of the calendar with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Month, "month"), (Self::Quarter, "quarter"), (Self::Year, "year")];

    /// Returns whether periods follow the date of the evaluation and not the calendar.
    pub const fn is_rolling(self) -> bool {
        matches!(self, Self::RollingDays(_) | Self::RollingMonths(_))
    }

    /// Returns the months of a length that is counted in them.
    pub(super) fn months(self) -> Option<u32> {
        match self {
            Self::Month => Some(1),
            Self::Quarter => Some(3),
            Self::Year => Some(12),
            Self::RollingMonths(months) => Some(u32::from(months.get())),
            Self::RollingDays(_) => None,
        }
    }

    /// Returns the date so many lengths before another.
    pub(super) fn before(self, date: NaiveDate, lengths: u32) -> Option<NaiveDate> {
        match self {
            Self::RollingDays(days) => {
                date.checked_sub_days(Days::new(u64::from(days.get()).checked_mul(lengths.into())?))
            }
            _ => date.checked_sub_months(Months::new(self.months()?.checked_mul(lengths)?)),
        }
    }
}

impl fmt::Display for Per {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RollingDays(NonZeroU16::MIN) => formatter.write_str("rolling 1 day"),
            Self::RollingMonths(NonZeroU16::MIN) => formatter.write_str("rolling 1 month"),
            Self::RollingDays(days) => write!(formatter, "rolling {days} days"),
            Self::RollingMonths(months) => write!(formatter, "rolling {months} months"),
            of_the_calendar => {
                let word = Self::ALL.iter().find(|(other, _)| other == of_the_calendar);
                formatter.pad(word.map_or("", |(_, word)| word))
            }
        }
    }
}

/// Why a text is no [`Per`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{text}` is no length of period; write `month`, `quarter`, `year`, `rolling 30 days` or `rolling 12 months`"
)]
pub struct PerError {
    /// The text as given.
    pub text: String,
}

impl FromStr for Per {
    type Err = PerError;

    fn from_str(text: &str) -> Result<Self, PerError> {
        let error = || PerError { text: text.to_string() };
        if let Some((per, _)) = Self::ALL.into_iter().find(|(_, word)| *word == text) {
            return Ok(per);
        }
        let rest = text.strip_prefix("rolling ").ok_or_else(error)?;
        let (number, unit) = rest.split_once(' ').ok_or_else(error)?;
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
        let number: NonZeroU16 = number.parse().ok().filter(|_| is_plain).ok_or_else(error)?;
        match unit {
            "day" | "days" => Ok(Self::RollingDays(number)),
            "month" | "months" => Ok(Self::RollingMonths(number)),
            _ => Err(error()),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Per {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Per {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
