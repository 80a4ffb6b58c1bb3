//! [`Share`]: a share that a policy names, such as 20 %, exact.
//!
//! What a policy demands is a [`Share`]; what was measured is a [`Ratio`](crate::Ratio). They are compared, never
//! mixed.

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

use thiserror::Error;

use crate::decimal_text::{self, Fault, Signed, serde_as_text};

/// A share of a whole, 0 % to 100 % inclusive, in whole parts per million (clauses P-TIER-1, P-FORM-1).
///
/// Written in percent with at most four decimals and the sign: `20%`, `12.5%`. A bare `0.2` is refused, since it is as
/// often a fifth as a fifth of one percent. Writing gives the shortest form.
///
/// # Examples
///
/// ```
/// use crm_model::Share;
///
/// let threshold: Share = "12.5%".parse()?;
/// assert_eq!(threshold.parts_per_million(), 125_000);
/// assert!(threshold.is_reached_by(1, 8)); // exactly an eighth
/// assert!(!threshold.is_reached_by(124, 1_000));
/// assert!("0.125".parse::<Share>().is_err());
/// # Ok::<(), crm_model::ShareError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    // INVARIANT: at most MILLION.
    parts_per_million: u32,
}

const MILLION: u32 = 1_000_000;

impl Share {
    /// Nothing: 0 %.
    pub const ZERO: Self = Self { parts_per_million: 0 };
    /// The whole: 100 %.
    pub const ONE: Self = Self { parts_per_million: MILLION };

    /// Returns the share of so many percent, or `None` above 100.
    pub const fn from_percent(percent: u8) -> Option<Self> {
        Self::from_parts_per_million(percent as u32 * 10_000)
    }

    /// Returns the share of so many parts per million, or `None` above 1,000,000.
    pub const fn from_parts_per_million(parts_per_million: u32) -> Option<Self> {
        if parts_per_million > MILLION { None } else { Some(Self { parts_per_million }) }
    }

    /// Returns the share in parts per million, 0 to 1,000,000.
    pub const fn parts_per_million(self) -> u32 {
        self.parts_per_million
    }

    /// Returns whether `part` of `whole` is this share or more, decided exactly.
    ///
    /// Nothing of nothing reaches no share: a `whole` of zero gives `false`, even for 0 %. A caller who must tell
    /// "not reached" from "nothing to measure" asks for the whole first.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::Share;
    ///
    /// let a_third = Share::from_parts_per_million(333_333).unwrap();
    /// assert!(a_third.is_reached_by(1, 3)); // 0.3333333… is more than 0.333333
    /// assert!(!Share::ZERO.is_reached_by(0, 0));
    /// ```
    pub const fn is_reached_by(self, part: u64, whole: u64) -> bool {
        whole > 0 && part as u128 * MILLION as u128 >= whole as u128 * self.parts_per_million as u128
    }
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let share = || text.to_string();
        let Some(number) = text.strip_suffix('%') else {
            return Err(if decimal_text::read_wide(text) == Err(Fault::Malformed) {
                ShareError::Malformed { share: share() }
            } else {
                ShareError::NoPercentSign { share: share() }
            });
        };
        let Signed { negative, magnitude } = decimal_text::read(number).map_err(|fault| match fault {
            Fault::Malformed => ShareError::Malformed { share: share() },
            Fault::TooFine => ShareError::TooFine { share: share() },
            Fault::TooLarge => ShareError::OutOfRange { share: share() },
        })?;
        // A ten-thousandth of a percent is a millionth.
        u32::try_from(magnitude)
            .ok()
            .filter(|&parts| !negative || parts == 0)
            .and_then(Self::from_parts_per_million)
            .ok_or_else(|| ShareError::OutOfRange { share: share() })
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = Signed { negative: false, magnitude: u128::from(self.parts_per_million) };
        decimal_text::write(formatter, percent, 0)?;
        formatter.write_str("%")
    }
}

serde_as_text!(Share);

/// Why a text is no [`Share`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ShareError {
    /// The text is no number of percent.
    #[error("share `{share}` is not written in percent, such as 20% or 12.5%")]
    Malformed {
        /// The text as given.
        share: String,
    },
    /// A bare number.
    #[error("share `{share}` has no percent sign; one fifth is written 20%")]
    NoPercentSign {
        /// The text as given.
        share: String,
    },
    /// Less than nothing or more than the whole.
    #[error("share `{share}` is outside 0% to 100%")]
    OutOfRange {
        /// The text as given.
        share: String,
    },
    /// More than four decimals.
    #[error("share `{share}` is too fine; a percent has at most four decimals")]
    TooFine {
        /// The text as given.
        share: String,
    },
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percents_are_read_exactly_and_written_short() {
        for (text, parts, written) in [
            ("0%", 0, "0%"),
            ("-0%", 0, "0%"),
            ("100%", 1_000_000, "100%"),
            ("20.00000%", 200_000, "20%"),
            ("12.5%", 125_000, "12.5%"),
            ("0.0001%", 1, "0.0001%"),
        ] {
            let share: Share = text.parse().unwrap();
            assert_eq!((share.parts_per_million(), share.to_string().as_str()), (parts, written), "{text}");
        }
    }

    #[test]
    fn what_is_no_share_is_refused_with_its_reason() {
        let refused = |text: &str| text.parse::<Share>().unwrap_err();
        let share = |text: &str| text.to_string();
        for text in ["0.2", "20", "0", "1"] {
            assert_eq!(refused(text), ShareError::NoPercentSign { share: share(text) });
        }
        for text in ["", "%", "a fifth", "20 %", "20%%", "1e1%"] {
            assert_eq!(refused(text), ShareError::Malformed { share: share(text) });
        }
        for text in ["100.0001%", "-1%", "101%", "99999999999999999999999%"] {
            assert_eq!(refused(text), ShareError::OutOfRange { share: share(text) });
        }
        assert_eq!(refused("0.00001%"), ShareError::TooFine { share: share("0.00001%") });
        assert_eq!(refused("0.2").to_string(), "share `0.2` has no percent sign; one fifth is written 20%");
    }

    #[test]
    fn more_than_the_whole_is_no_share() {
        assert_eq!(Share::from_percent(100), Some(Share::ONE));
        assert_eq!(Share::from_percent(101), None);
        assert_eq!(Share::from_parts_per_million(1_000_001), None);
    }

    #[test]
    fn the_bound_itself_is_reached() {
        let fifth = Share::from_percent(20).unwrap();
        assert!(fifth.is_reached_by(1, 5) && !fifth.is_reached_by(199_999, 1_000_000));
        assert!(
            Share::ONE.is_reached_by(u64::MAX, u64::MAX) && !Share::ONE.is_reached_by(u64::MAX - 1, u64::MAX)
        );
        assert!(Share::ZERO.is_reached_by(0, 1) && !Share::ZERO.is_reached_by(0, 0));
    }

    proptest! {
        #[test]
        fn prop_a_share_is_read_back_as_written(parts in 0..=1_000_000_u32) {
            let share = Share::from_parts_per_million(parts).unwrap();
            prop_assert_eq!(share.to_string().parse(), Ok(share));
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_share_is_text_in_data() {
        let share: Share = serde_json::from_str("\"12.5%\"").unwrap();
        assert_eq!(serde_json::to_string(&share).unwrap(), "\"12.5%\"");
        assert!(serde_json::from_str::<Share>("0.125").is_err());
    }
}
