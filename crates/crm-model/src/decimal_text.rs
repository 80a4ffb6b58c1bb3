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
    read_with(text, |number: u64, digit| number.checked_mul(10)?.checked_add(u64::from(digit)))
}

/// Returns `text` in ten-thousandths, counted in 128 bits.
pub(crate) fn read_wide(text: &str) -> Result<Signed<u128>, Fault> {
    read_with(text, |number: u128, digit| number.checked_mul(10)?.checked_add(u128::from(digit)))
}

/// Reads in one pass over the bytes; `push` appends a decimal digit to a number.
fn read_with<T: Copy + Default>(text: &str, push: impl Fn(T, u8) -> Option<T>) -> Result<Signed<T>, Fault> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, bytes),
    };
    let mut number = Some(T::default());
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
    let magnitude = number.ok_or(Fault::TooLarge)?;
    Ok(Signed { negative, magnitude })
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
    use super::*;

    #[test]
    fn both_widths_read_alike() {
        for text in
            ["", ".", "-", "1.2.3", "1e3", " 1", "1 ", "1,5", "5.", ".5", "-0", "1.00001", "12.345600"]
        {
            let narrow = read(text).map(|read| (read.negative, u128::from(read.magnitude)));
            assert_eq!(narrow, read_wide(text).map(|read| (read.negative, read.magnitude)), "{text}");
        }
        assert_eq!(read("12.3456"), Ok(Signed { negative: false, magnitude: 123_456 }));
        assert_eq!(read("1844674407370955.1616"), Err(Fault::TooLarge));
        assert_eq!(read_wide("1844674407370955.1616"), Ok(Signed { negative: false, magnitude: 1 << 64 }));
    }
}
