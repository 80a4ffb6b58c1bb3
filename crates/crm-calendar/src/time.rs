//! Lengths of time, in whole microseconds: [`OpenTime`] counts business time only, [`ElapsedTime`] all of it.
//!
//! They are different types so that six hours of opening time and six hours by the clock cannot be added or
//! compared. Both are signed: what is left of a budget may be less than nothing.

use core::fmt;

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;
const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;

macro_rules! length_of_time {
    ($(#[$doc:meta])* $name:ident, $days:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name {
            micros: i64,
        }

        impl $name {
            /// No time at all.
            pub const ZERO: Self = Self::from_micros(0);

            /// Returns a length of `micros` microseconds.
            pub const fn from_micros(micros: i64) -> Self {
                Self { micros }
            }

            /// Returns a length of `seconds` seconds, or `None` when that many microseconds do not fit an `i64`
            /// (beyond about 292,000 years).
            pub const fn from_seconds(seconds: i64) -> Option<Self> {
                match seconds.checked_mul(MICROS_PER_SECOND) {
                    Some(micros) => Some(Self::from_micros(micros)),
                    None => None,
                }
            }

            /// Returns a length of `minutes` minutes; every `i32` fits.
            pub const fn from_minutes(minutes: i32) -> Self {
                Self::from_micros(minutes as i64 * MICROS_PER_MINUTE)
            }

            /// Returns a length of `hours` hours; every `i32` fits.
            pub const fn from_hours(hours: i32) -> Self {
                Self::from_micros(hours as i64 * MICROS_PER_HOUR)
            }

            /// Returns the length in microseconds.
            pub const fn as_micros(self) -> i64 {
                self.micros
            }

            /// Returns whether the length is less than nothing; zero is not.
            pub const fn is_negative(self) -> bool {
                self.micros < 0
            }

            /// Returns the sum, or `None` when it does not fit.
            #[must_use]
            pub const fn checked_add(self, other: Self) -> Option<Self> {
                match self.micros.checked_add(other.micros) {
                    Some(micros) => Some(Self::from_micros(micros)),
                    None => None,
                }
            }

            /// Returns the difference, or `None` when it does not fit.
            #[must_use]
            pub const fn checked_sub(self, other: Self) -> Option<Self> {
                match self.micros.checked_sub(other.micros) {
                    Some(micros) => Some(Self::from_micros(micros)),
                    None => None,
                }
            }

            /// Returns the length with its sign turned, or `None` for the one value that has no opposite
            /// (`i64::MIN` microseconds).
            #[must_use]
            pub const fn checked_neg(self) -> Option<Self> {
                match self.micros.checked_neg() {
                    Some(micros) => Some(Self::from_micros(micros)),
                    None => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_units(f, self.micros, $days)
            }
        }
    };
}

length_of_time! {
    /// A length of business time: only what passes while a calendar is open counts.
    ///
    /// Written in hours and smaller units, never in days, for a business day has no fixed length.
    ///
    /// # Units
    ///
    /// Whole microseconds; serialized as that integer.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::OpenTime;
    ///
    /// let budget = OpenTime::from_hours(8);
    /// let left = budget.checked_sub(OpenTime::from_minutes(100));
    /// assert_eq!(left.map(|left| left.to_string()), Some("6 h 20 min".into()));
    /// assert_eq!(OpenTime::from_hours(62).to_string(), "62 h");
    /// assert_eq!(OpenTime::from_micros(-400_000).to_string(), "-0.4 s");
    /// ```
    OpenTime, false
}

length_of_time! {
    /// A length of time by the clock, with nights and holidays; a day is 24 h.
    ///
    /// # Units
    ///
    /// Whole microseconds; serialized as that integer.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::ElapsedTime;
    ///
    /// assert_eq!(ElapsedTime::from_hours(76).to_string(), "3 d 4 h");
    /// assert_eq!(ElapsedTime::from_seconds(45), Some(ElapsedTime::from_micros(45_000_000)));
    /// assert_eq!(ElapsedTime::from_seconds(i64::MAX), None);
    /// ```
    ElapsedTime, true
}

/// Writes the parts that are not zero, largest first; nothing at all is `0 s`.
fn write_units(f: &mut fmt::Formatter<'_>, micros: i64, days: bool) -> fmt::Result {
    const SECOND: u64 = MICROS_PER_SECOND.unsigned_abs();
    const UNITS: [(u64, &str); 3] = [(86_400 * SECOND, "d"), (3_600 * SECOND, "h"), (60 * SECOND, "min")];
    if micros < 0 {
        f.write_str("-")?;
    }
    let mut rest = micros.unsigned_abs();
    let mut separator = "";
    for (size, unit) in UNITS.into_iter().skip(usize::from(!days)) {
        if rest >= size {
            write!(f, "{separator}{} {unit}", rest / size)?;
            rest %= size;
            separator = " ";
        }
    }
    if rest == 0 && !separator.is_empty() {
        return Ok(());
    }
    write!(f, "{separator}{} s", Seconds(rest))
}

/// Microseconds written as seconds, with as many decimals as they need.
pub(crate) struct Seconds(pub(crate) u64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, mut fraction) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let mut width = 6;
        while fraction % 10 == 0 {
            fraction /= 10;
            width -= 1;
        }
        write!(f, "{whole}.{fraction:0width$}")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::{ElapsedTime, OpenTime};

    #[test]
    fn display_leaves_out_empty_units() {
        assert_eq!(OpenTime::ZERO.to_string(), "0 s");
        assert_eq!(OpenTime::from_micros(3_605_250_000).to_string(), "1 h 5.25 s");
        assert_eq!(OpenTime::from_micros(-1).to_string(), "-0.000001 s");
        assert_eq!(ElapsedTime::from_minutes(1_440).to_string(), "1 d");
        assert_eq!(OpenTime::from_minutes(1_440).to_string(), "24 h");
    }

    #[test]
    fn t41_extreme_lengths_neither_overflow_nor_panic() {
        let (least, most) = (OpenTime::from_micros(i64::MIN), OpenTime::from_micros(i64::MAX));
        assert_eq!(least.checked_neg(), None);
        assert_eq!(least.checked_sub(OpenTime::from_micros(1)), None);
        assert_eq!(most.checked_add(OpenTime::from_micros(1)), None);
        assert_eq!(least.to_string(), "-2562047788 h 54.775808 s");
        assert_eq!(OpenTime::from_hours(i32::MIN).as_micros(), -7_730_941_132_800_000_000);
    }
}
