//! [`Span`]: how long a promise gives, as a policy writes it (`60s`, `24h`, `3cd`, `4bh`, `2bd`, `at-once`).
//!
//! The unit says which time counts: plain units run by the clock, units that begin with `b` only while a calendar
//! is open; calendar days are counted on the dates of the calendar's zone, business days on those on which it opens.

#[cfg(test)]
mod tests;

use alloc::string::String;
use core::{fmt, str::FromStr};

use thiserror::Error;

use crate::{ElapsedTime, OpenTime, text::serde_as_text, time::Seconds};

/// How long a promise gives.
///
/// | written | means |
/// |---|---|
/// | `at-once` | no time at all: due the instant it is known |
/// | `60s` `10min` `24h` `2d` | time by the clock; a day is 24 h |
/// | `3cd` | calendar days: civil days of a calendar's zone, open or not |
/// | `90bs` `30bmin` `4bh` | open time of a calendar |
/// | `2bd` | business days of a calendar |
///
/// A number may have decimals (`1.5h`) if it comes to whole microseconds; days of a calendar are whole. Reading refuses
/// zero, which is written `at-once`, negative numbers, and anything above 36,525 days (100 years), in whatever unit.
///
/// `2d` and `2cd` differ when clocks change: `2d` from Saturday 12:00 is always 48 h later, `2cd` is Monday, at 12:00 or
/// at the end of the day, 47 or 49 h later where the night between is a change of clocks.
///
/// Writing gives the largest unit that needs no decimals, except that one minute is `60s` and one day is `24h`. What
/// was read and written again reads as the same span. Values that reading would refuse (a zero or negative length
/// made in code) are written in the same manner and cannot be read back.
///
/// # Examples
///
/// ```
/// use crm_calendar::{ElapsedTime, OpenTime, Span};
///
/// # fn main() -> Result<(), crm_calendar::SpanError> {
/// assert_eq!("10min".parse::<Span>()?, Span::Elapsed(ElapsedTime::from_minutes(10)));
/// assert_eq!("4bh".parse::<Span>()?, Span::Open(OpenTime::from_hours(4)));
/// assert_eq!("1.5h".parse::<Span>()?.to_string(), "90min");
/// assert!("0h".parse::<Span>().is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// Due the instant it is known.
    AtOnce,
    /// Time by the clock.
    Elapsed(ElapsedTime),
    /// Open time of a calendar.
    Open(OpenTime),
    /// Civil days of a calendar's zone; where in the last day the span ends is for [`Ends`](crate::Ends) to say.
    CalendarDays(u32),
    /// Business days of a calendar; where in the last day the span ends is for [`Ends`](crate::Ends) to say.
    BusinessDays(u32),
}

impl Span {
    /// Returns whether the span counts days of a calendar, so that [`Ends`](crate::Ends) decides where in the last one
    /// it ends.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::Span;
    /// # fn main() -> Result<(), crm_calendar::SpanError> {
    /// assert!("2bd".parse::<Span>()?.counts_days() && "3cd".parse::<Span>()?.counts_days());
    /// assert!(!"2d".parse::<Span>()?.counts_days()); // 48 h
    /// # Ok(())
    /// # }
    /// ```
    pub const fn counts_days(self) -> bool {
        matches!(self, Self::CalendarDays(_) | Self::BusinessDays(_))
    }
}

/// The longest span a text may name, in days.
const MOST_DAYS: u32 = 36_525;
const MOST_MICROS: u64 = MOST_DAYS as u64 * DAY;

const SECOND: u64 = 1_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// What a written unit counts.
enum Unit {
    Elapsed(u64),
    Open(u64),
    CalendarDay,
    BusinessDay,
}

impl Unit {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "s" => Self::Elapsed(SECOND),
            "min" => Self::Elapsed(MINUTE),
            "h" => Self::Elapsed(HOUR),
            "d" => Self::Elapsed(DAY),
            "bs" => Self::Open(SECOND),
            "bmin" => Self::Open(MINUTE),
            "bh" => Self::Open(HOUR),
            "cd" => Self::CalendarDay,
            "bd" => Self::BusinessDay,
            _ => return None,
        })
    }
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        if text == "at-once" {
            return Ok(Self::AtOnce);
        }
        let malformed = || SpanError::Malformed { input: text.into() };
        let unit_at = text.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(malformed)?;
        let (number, unit) = text.split_at_checked(unit_at).ok_or_else(malformed)?;
        if let Some(rest) = unit.strip_prefix('-')
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(SpanError::NotPositive { input: text.into() });
        }
        let unit = Unit::named(unit).ok_or_else(malformed)?;
        let (whole, fraction) = match number.split_once('.') {
            None => (number, None),
            Some((whole, fraction)) => (whole, Some(fraction)),
        };
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !fraction.is_none_or(is_number) {
            return Err(malformed());
        }
        let fraction = fraction.unwrap_or("").trim_end_matches('0');
        match unit {
            Unit::Elapsed(size) => {
                Ok(Self::Elapsed(ElapsedTime::from_micros(scaled(text, whole, fraction, size)?)))
            }
            Unit::Open(size) => Ok(Self::Open(OpenTime::from_micros(scaled(text, whole, fraction, size)?))),
            Unit::CalendarDay if !fraction.is_empty() => {
                Err(SpanError::PartOfCalendarDay { input: text.into() })
            }
            Unit::BusinessDay if !fraction.is_empty() => {
                Err(SpanError::PartOfBusinessDay { input: text.into() })
            }
            Unit::CalendarDay => whole_days(text, whole).map(Self::CalendarDays),
            Unit::BusinessDay => whole_days(text, whole).map(Self::BusinessDays),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::AtOnce => f.write_str("at-once"),
            Self::Elapsed(time) => write_time(f, time.as_micros(), "", true),
            Self::Open(time) => write_time(f, time.as_micros(), "b", false),
            Self::CalendarDays(days) => write!(f, "{days}cd"),
            Self::BusinessDays(days) => write!(f, "{days}bd"),
        }
    }
}

serde_as_text!(Span);

/// Why a text is no [`Span`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SpanError {
    /// The text is not a number with a known unit.
    #[error(
        "span `{input}` is not a number with one of the units s, min, h, d, cd, bs, bmin, bh, bd (`90s`, `24h`, \
         `3cd`, `4bh`, `2bd`), nor `at-once`"
    )]
    Malformed {
        /// The text as given.
        input: String,
    },
    /// The length is zero or less.
    #[error("span `{input}` must be longer than nothing; `at-once` is the way to say that no time is given")]
    NotPositive {
        /// The text as given.
        input: String,
    },
    /// The length is above 36,525 days (100 years).
    #[error("span `{input}` is longer than 100 years (36525 days)")]
    TooLong {
        /// The text as given.
        input: String,
    },
    /// The decimals do not come to whole microseconds.
    #[error("span `{input}` does not come to whole microseconds; use a smaller unit or fewer decimals")]
    Inexact {
        /// The text as given.
        input: String,
    },
    /// A part of a calendar day, whose length depends on the date.
    #[error(
        "span `{input}` asks for a part of a calendar day; calendar days are whole, time by the clock is written \
         `36h` or `1.5d`"
    )]
    PartOfCalendarDay {
        /// The text as given.
        input: String,
    },
    /// A part of a business day, which has no length of its own.
    #[error(
        "span `{input}` asks for a part of a business day; business days are whole, hours are written `4bh`"
    )]
    PartOfBusinessDay {
        /// The text as given.
        input: String,
    },
}

/// Returns `whole.fraction` units of `size` microseconds in microseconds.
fn scaled(text: &str, whole: &str, fraction: &str, size: u64) -> Result<i64, SpanError> {
    let too_long = || SpanError::TooLong { input: text.into() };
    let inexact = || SpanError::Inexact { input: text.into() };
    let whole: u64 = whole.parse().map_err(|_| too_long())?;
    let mut micros = u128::from(whole) * u128::from(size);
    if !fraction.is_empty() {
        // A day is 2^13 * 3^3 * 5^8 microseconds, so beyond 13 decimals nothing comes out whole.
        let digits = u32::try_from(fraction.len()).ok().filter(|&digits| digits <= 13).ok_or_else(inexact)?;
        let parts = u128::from(fraction.parse::<u64>().map_err(|_| inexact())?) * u128::from(size);
        let scale = 10_u128.pow(digits);
        if parts % scale != 0 {
            return Err(inexact());
        }
        micros += parts / scale;
    }
    if micros > u128::from(MOST_MICROS) {
        return Err(too_long());
    }
    match i64::try_from(micros) {
        Ok(0) => Err(SpanError::NotPositive { input: text.into() }),
        Ok(micros) => Ok(micros),
        Err(_) => Err(too_long()),
    }
}

fn whole_days(text: &str, whole: &str) -> Result<u32, SpanError> {
    match whole.parse::<u32>() {
        Ok(0) => Err(SpanError::NotPositive { input: text.into() }),
        Ok(days) if days <= MOST_DAYS => Ok(days),
        _ => Err(SpanError::TooLong { input: text.into() }),
    }
}

fn write_time(f: &mut fmt::Formatter<'_>, micros: i64, prefix: &str, days: bool) -> fmt::Result {
    let length = micros.unsigned_abs();
    let sign = if micros < 0 { "-" } else { "" };
    let whole = |size: u64| length != 0 && length.is_multiple_of(size);
    if days && whole(DAY) && length != DAY {
        write!(f, "{sign}{}{prefix}d", length / DAY)
    } else if whole(HOUR) {
        write!(f, "{sign}{}{prefix}h", length / HOUR)
    } else if whole(MINUTE) && length != MINUTE {
        write!(f, "{sign}{}{prefix}min", length / MINUTE)
    } else {
        write!(f, "{sign}{}{prefix}s", Seconds(length))
    }
}
