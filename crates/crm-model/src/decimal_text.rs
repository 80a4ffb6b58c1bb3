//! Numbers with at most four decimals as text, and `serde` for types that are written as text.
//!
//! Money is counted in ten-thousandths, and so are the percents of a share. Both are read and written here, exactly.

use core::fmt;

/// How many ten-thousandths make one.
const ONE: u128 = 10_000;
/// The decimals that a number may have.
const DECIMALS: u32 = 4;

/// Why a text is no number of ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not an optional sign, digits, and an optional point.
    Malformed,
    /// A fifth decimal that is not zero.
    TooFine,
    /// More than the counter holds.
    TooLarge,
}

/// A magnitude in ten-thousandths and whether a minus stood before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signed<T> {
    pub(crate) negative: bool,
    pub(crate) magnitude: T,
}

/// Returns `text` in ten-thousandths, counted in 64 bits.
pub(crate) fn read(text: &str) -> Result<Signed<u64>, Fault> {
    let (negative, digits) = split_sign(text);
    if let Some(magnitude) = read_short(digits) {
        return Ok(Signed { negative, magnitude });
    }
    let magnitude = u64::try_from(read_digits(digits)?).map_err(|_| Fault::TooLarge)?;
    Ok(Signed { negative, magnitude })
}

/// Returns `text` in ten-thousandths, counted in 128 bits.
pub(crate) fn read_wide(text: &str) -> Result<Signed<u128>, Fault> {
    let (negative, digits) = split_sign(text);
    Ok(Signed { negative, magnitude: read_digits(digits)? })
}

fn split_sign(text: &str) -> (bool, &[u8]) {
    let bytes = text.as_bytes();
    match bytes.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, bytes),
    }
}

/// Reads what nearly every amount is, fast: up to 18 bytes with up to four decimals.
///
/// `None` says nothing about the text but that [`read_digits`] must look at it.
fn read_short(digits: &[u8]) -> Option<u64> {
    if digits.len() > 18 {
        return None; // 18 digits always fit in 64 bits
    }
    let (whole, rest) = leading_number(0, digits);
    let (number, decimals) = match rest {
        [] if digits.is_empty() => return None,
        [] => (whole, 0),
        [b'.'] if digits.len() == 1 => return None,
        [b'.', decimals @ ..] => match leading_number(whole, decimals) {
            (number, []) => (number, decimals.len()),
            _ => return None,
        },
        _ => return None,
    };
    let factor = match decimals {
        0 => 10_000,
        1 => 1_000,
        2 => 100,
        3 => 10,
        4 => 1,
        _ => return None,
    };
    number.checked_mul(factor)
}

/// Appends the digits that `bytes` begins with to a number; returns what follows them. At most 18 digits in all.
fn leading_number(mut number: u64, mut bytes: &[u8]) -> (u64, &[u8]) {
    while let [byte, rest @ ..] = bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        number = number * 10 + u64::from(digit);
        bytes = rest;
    }
    (number, bytes)
}

/// Reads anything, with every check; a number that is both too fine and too large is called too fine.
fn read_digits(digits: &[u8]) -> Result<u128, Fault> {
    let push = |number: u128, digit: u8| number.checked_mul(10)?.checked_add(u128::from(digit));
    let mut number = Some(0);
    let mut digit_seen = false;
    let mut too_fine = false;
    // How many decimals are still to come; `None` before the point.
    let mut decimals_left: Option<u32> = None;
    for &byte in digits {
        match (byte, decimals_left) {
            (b'.', None) => decimals_left = Some(DECIMALS),
            (b'0'..=b'9', Some(0)) => {
                digit_seen = true;
                too_fine |= byte != b'0';
            }
            (b'0'..=b'9', left) => {
                digit_seen = true;
                decimals_left = left.map(|left| left.saturating_sub(1));
                number = number.and_then(|number| push(number, byte.wrapping_sub(b'0')));
            }
            _ => return Err(Fault::Malformed),
        }
    }
    if !digit_seen {
        return Err(Fault::Malformed);
    }
    if too_fine {
        return Err(Fault::TooFine);
    }
    for _ in 0..decimals_left.unwrap_or(DECIMALS) {
        number = number.and_then(|number| push(number, 0));
    }
    number.ok_or(Fault::TooLarge)
}

/// Writes ten-thousandths with as few decimals as they need, and at least `at_least` of them (0 to 4).
pub(crate) fn write(formatter: &mut fmt::Formatter<'_>, number: Signed<u128>, at_least: u8) -> fmt::Result {
    if number.negative {
        formatter.write_str("-")?;
    }
    write!(formatter, "{}", number.magnitude / ONE)?;
    let mut decimals = DECIMALS as usize;
    let mut fraction = number.magnitude % ONE;
    while decimals > usize::from(at_least) && fraction.is_multiple_of(10) {
        fraction /= 10;
        decimals -= 1;
    }
    if decimals > 0 { write!(formatter, ".{fraction:0decimals$}") } else { Ok(()) }
}

/// Implements `Serialize` and `Deserialize` as the text that `Display` writes and `FromStr` reads.
macro_rules! serde_as_text {
    ($($type:ty),+ $(,)?) => {$(
        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <alloc::string::String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

pub(crate) use serde_as_text;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_without_digits_is_no_number() {
        for text in ["", ".", "-", "+.", "1.2.3", "1e3", " 1", "1 ", "1,5", "１"] {
            assert_eq!(
                (read(text), read_wide(text)),
                (Err(Fault::Malformed), Err(Fault::Malformed)),
                "{text}"
            );
        }
    }

    #[test]
    fn the_limit_of_each_width_is_kept() {
        let most = Signed { negative: false, magnitude: u64::MAX };
        assert_eq!(read("1844674407370955.1615"), Ok(most));
        assert_eq!(read("1844674407370955.1616"), Err(Fault::TooLarge));
        assert_eq!(read("999999999999999999"), Err(Fault::TooLarge));
        assert_eq!(read_wide("-1844674407370955.1616"), Ok(Signed { negative: true, magnitude: 1 << 64 }));
    }

    proptest! {
        #[test]
        fn prop_both_widths_read_alike(text in "[+-]?[0-9]{0,17}[.]{0,2}[0-9]{0,5}0{0,3}[ e.,]?") {
            let wide = read_wide(&text).and_then(|Signed { negative, magnitude }| {
                Ok(Signed { negative, magnitude: u64::try_from(magnitude).map_err(|_| Fault::TooLarge)? })
            });
            prop_assert_eq!(read(&text), wide);
        }
    }
}
