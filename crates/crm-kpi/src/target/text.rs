//! Targets as text: how they are read, written and refused.

use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use crm_calendar::Span;
use thiserror::Error;

use super::{Bound, Side, Target, Trend, Unit};

/// Why a text is no [`Target`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TargetError {
    /// The text is none of the forms.
    #[error(
        "target `{text}` is not understood; write `>= 80%`, `<= 5%`, `< 10%`, `>= 50`, `<= 8h`, `falls`, \
         `falls over 3 periods`, `+45%` or `+5 points`"
    )]
    Malformed {
        /// The text as given.
        text: String,
    },
    /// The text of a bound is none of the forms.
    #[error("`{text}` is not understood; write `80%`, `50` or `8h`")]
    MalformedBound {
        /// The text as given.
        text: String,
    },
    /// The number has more than four decimals.
    #[error("`{text}` is too fine; a number has at most four decimals")]
    TooFine {
        /// The text as given.
        text: String,
    },
    /// The number is too large.
    #[error("`{text}` is too large")]
    TooLarge {
        /// The text as given.
        text: String,
    },
    /// The time counts only while a calendar is open.
    #[error("`{text}` is business time, and means are taken by the clock; write `8h`")]
    BusinessTime {
        /// The text as given.
        text: String,
    },
    /// Calendar days have no fixed length.
    #[error("`{text}` is in calendar days, whose length differs; write `3d` or `72h`")]
    CalendarDays {
        /// The text as given.
        text: String,
    },
    /// A trend over one period, or none.
    #[error("target `{text}` needs two periods at least")]
    TooFewPeriods {
        /// The text as given.
        text: String,
    },
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let malformed = || TargetError::Malformed { text: text.to_string() };
        for (trend, word) in Trend::ALL {
            if let Some(rest) = text.strip_prefix(word) {
                return periods(rest, text).map(|periods| Self::Trend { trend, periods });
            }
        }
        if text.starts_with(['+', '-']) {
            if let Some((number, unit)) = text.split_once(' ') {
                let by = match (unit, decimal(number, text)?) {
                    (_, 0) => return Err(malformed()),
                    ("points", parts) => Bound::Number(parts),
                    ("percentage points", parts) => Bound::Share(parts),
                    _ => return Err(malformed()),
                };
                return Ok(Self::Shift { by });
            }
            let number = text.strip_suffix('%').ok_or_else(malformed)?;
            let parts_per_million = decimal(number, text)?;
            return if parts_per_million == 0 {
                Err(malformed())
            } else {
                Ok(Self::Change { parts_per_million })
            };
        }
        let signed = Side::ALL
            .into_iter()
            .find_map(|(side, sign)| text.strip_prefix(sign).map(|rest| (side, rest.trim_start())));
        let (side, rest) = signed.ok_or_else(malformed)?;
        Ok(Self::Bound { side, bound: bound(rest, text)? })
    }
}

impl FromStr for Bound {
    type Err = TargetError;

    /// Reads `80%`, `50` or `8h`.
    fn from_str(text: &str) -> Result<Self, TargetError> {
        bound(text, text).map_err(|error| match error {
            TargetError::Malformed { text } => TargetError::MalformedBound { text },
            other => other,
        })
    }
}

fn bound(written: &str, text: &str) -> Result<Bound, TargetError> {
    match written.strip_suffix('%') {
        Some(percent) => decimal(percent, text).map(Bound::Share),
        None if written.ends_with(|c: char| c.is_ascii_digit()) => decimal(written, text).map(Bound::Number),
        None => match written.parse::<Span>() {
            Ok(Span::Elapsed(time)) => Ok(Bound::Time(time)),
            Ok(Span::Open(_) | Span::BusinessDays(_)) => {
                Err(TargetError::BusinessTime { text: text.to_string() })
            }
            Ok(Span::CalendarDays(_)) => Err(TargetError::CalendarDays { text: text.to_string() }),
            _ => Err(TargetError::Malformed { text: text.to_string() }),
        },
    }
}

fn periods(rest: &str, text: &str) -> Result<Option<u32>, TargetError> {
    if rest.is_empty() {
        return Ok(None);
    }
    let number = rest.strip_prefix(" over ").and_then(|rest| rest.strip_suffix(" periods"));
    let number = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    match number.and_then(|number| number.parse::<u32>().ok()) {
        Some(0 | 1) => Err(TargetError::TooFewPeriods { text: text.to_string() }),
        Some(periods) => Ok(Some(periods)),
        None => Err(TargetError::Malformed { text: text.to_string() }),
    }
}

/// Returns a decimal number in ten-thousandths.
fn decimal(number: &str, text: &str) -> Result<i64, TargetError> {
    let malformed = || TargetError::Malformed { text: text.to_string() };
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return Err(malformed());
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 4 {
        return Err(TargetError::TooFine { text: text.to_string() });
    }
    let fraction = fraction.bytes().chain(core::iter::repeat(b'0')).take(4);
    whole
        .bytes()
        .chain(fraction)
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0'))))
        .and_then(|magnitude| if negative { magnitude.checked_neg() } else { Some(magnitude) })
        .ok_or_else(|| TargetError::TooLarge { text: text.to_string() })
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound { side, bound } => {
                let sign = Side::ALL.iter().find(|(other, _)| other == side).map_or("", |(_, sign)| sign);
                write!(formatter, "{sign} {bound}")
            }
            Self::Trend { trend, periods } => {
                let word = Trend::ALL.iter().find(|(other, _)| other == trend).map_or("", |(_, word)| word);
                match periods {
                    None => formatter.write_str(word),
                    Some(periods) => write!(formatter, "{word} over {periods} periods"),
                }
            }
            Self::Change { parts_per_million } => {
                let sign = if *parts_per_million < 0 { "" } else { "+" };
                write!(formatter, "{sign}{}%", Decimal(*parts_per_million))
            }
            Self::Shift { by } => {
                let (Bound::Number(parts) | Bound::Share(parts)) = by else {
                    return write!(formatter, "{by}");
                };
                let sign = if *parts < 0 { "" } else { "+" };
                let unit = if by.unit() == Unit::Share { "percentage points" } else { "points" };
                write!(formatter, "{sign}{} {unit}", Decimal(*parts))
            }
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(millionths) => write!(formatter, "{}%", Decimal(*millionths)),
            Self::Number(parts) => write!(formatter, "{}", Decimal(*parts)),
            Self::Time(time) => write!(formatter, "{}", Span::Elapsed(*time)),
        }
    }
}

/// Ten-thousandths, written with as many decimals as they need.
struct Decimal(i64);

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(formatter, "{sign}{}", magnitude / 10_000)?;
        let (mut fraction, mut digits) = (magnitude % 10_000, 4_usize);
        if fraction == 0 {
            return Ok(());
        }
        while fraction % 10 == 0 {
            (fraction, digits) = (fraction / 10, digits - 1);
        }
        write!(formatter, ".{fraction:0digits$}")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Bound {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Bound {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
