//! [`Times`]: how many times something, such as `1.5 times`.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use crm_model::Ratio;
use thiserror::Error;

/// How many times another figure, in whole thousandths and above zero. Written `2 times` or `1.5 times`.
///
/// # Examples
///
/// ```
/// use crm_model::Ratio;
/// use crm_segmentation::Times;
///
/// let half_as_much_again: Times = "1.5 times".parse()?;
/// assert!(half_as_much_again.is_reached_by(Ratio::new(30, 20).unwrap())); // exactly
/// assert!(!half_as_much_again.is_reached_by(Ratio::new(149, 100).unwrap()));
/// assert_eq!(half_as_much_again.to_string(), "1.5 times");
/// # Ok::<(), crm_segmentation::TimesError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Times {
    // INVARIANT: above zero.
    thousandths: u32,
}

const THOUSAND: u32 = 1_000;

impl Times {
    /// Returns so many thousandths of a time, or `None` for none.
    pub const fn from_thousandths(thousandths: u32) -> Option<Self> {
        if thousandths > 0 { Some(Self { thousandths }) } else { None }
    }

    /// Returns how many thousandths of a time it is.
    pub const fn thousandths(self) -> u32 {
        self.thousandths
    }

    /// Returns whether a ratio is so much or more, decided exactly.
    pub fn is_reached_by(self, ratio: Ratio) -> bool {
        Ratio::new(self.thousandths.into(), THOUSAND.into()).is_some_and(|bound| ratio >= bound)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.thousandths / THOUSAND, self.thousandths % THOUSAND);
        if rest == 0 {
            return write!(formatter, "{whole} {}", if whole == 1 { "time" } else { "times" });
        }
        let decimals = format!("{rest:03}");
        write!(formatter, "{whole}.{} times", decimals.trim_end_matches('0'))
    }
}

impl FromStr for Times {
    type Err = TimesError;

    fn from_str(text: &str) -> Result<Self, TimesError> {
        let malformed = || TimesError { times: text.to_string() };
        let (number, unit) = text.split_once(' ').ok_or_else(malformed)?;
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let is_plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_written = is_plain(whole) && is_plain(decimals) && decimals.len() <= 3;
        if !is_written || !matches!(unit, "time" | "times") {
            return Err(malformed());
        }
        let rest: Option<u32> = format!("{decimals:0<3}").parse().ok();
        let whole = whole.parse::<u32>().ok().and_then(|whole| whole.checked_mul(THOUSAND));
        let thousandths = whole.zip(rest).and_then(|(whole, rest)| whole.checked_add(rest));
        thousandths.and_then(Self::from_thousandths).ok_or_else(malformed)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Times {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Times {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A text that is no [`Times`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{times}` is not how many times, such as `2 times` or `1.5 times` with at most three decimals")]
pub struct TimesError {
    /// The text as given.
    pub times: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_back_as_written() {
        for text in ["1 time", "2 times", "1.5 times", "0.25 times", "1.001 times", "4294967.295 times"] {
            assert_eq!(text.parse::<Times>().unwrap().to_string(), text);
        }
        assert_eq!("2.50 times".parse::<Times>().unwrap().to_string(), "2.5 times");
    }

    #[test]
    fn what_is_no_number_of_times_is_refused() {
        for text in [
            "",
            "2",
            "0 times",
            "0.000 times",
            "-1 times",
            "+1 times",
            "1.0001 times",
            "1. times",
            ".5 times",
            "2  times",
            "2x",
            "4294968 times",
        ] {
            assert_eq!(text.parse::<Times>(), Err(TimesError { times: text.to_string() }));
        }
    }
}
