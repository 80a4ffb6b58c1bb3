//! [`Currency`]: which money an amount is in, by its ISO 4217 code.

use alloc::string::{String, ToString};
use core::{fmt, str};

use thiserror::Error;

use crate::decimal_text::serde_as_text;

/// A currency by its ISO 4217 code, such as `CNY`.
///
/// Only codes in use count, and only those that have a minor unit: not gold (`XAU`), the special drawing right
/// (`XDR`) or "no currency" (`XXX`). Currencies sort by their code.
///
/// # Source
///
/// ISO 4217:2015, List One (current currencies and funds), as published on 1 January 2026.
///
/// # Examples
///
/// ```
/// use crm_model::Currency;
///
/// let yuan: Currency = "CNY".parse()?;
/// assert_eq!(yuan.minor_digits(), 2);
/// assert_eq!(Currency::new("JPY")?.minor_digits(), 0);
/// assert!(Currency::new("XAU").is_err());
/// # Ok::<(), crm_model::CurrencyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// INVARIANT: `minor_digits_of` knows the code, so it is three capital letters.
pub struct Currency([u8; 3]);

impl Currency {
    /// Returns the currency that `code` names.
    ///
    /// # Errors
    ///
    /// When the code is not in capital letters, or is no current code with a minor unit.
    pub fn new(code: &str) -> Result<Self, CurrencyError> {
        let known = |code: &str| {
            let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
            minor_digits_of(letters).map(|_| Self(letters))
        };
        known(code).ok_or_else(|| {
            let capitals = code.to_ascii_uppercase();
            if known(&capitals).is_some() {
                CurrencyError::LowerCase { code: code.to_string(), capitals }
            } else {
                CurrencyError::Unknown { code: code.to_string() }
            }
        })
    }

    /// Returns the code.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default() // three letters always are text
    }

    /// Returns how many decimals the minor unit has, 0 to 4: 2 for cents, 0 where there is no smaller unit.
    pub const fn minor_digits(self) -> u8 {
        match minor_digits_of(self.0) {
            Some(digits) => digits,
            None => 0, // cannot be: the code is known
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Currency({})", self.as_str())
    }
}

impl str::FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        Self::new(text)
    }
}

serde_as_text!(Currency);

/// Why a text is no [`Currency`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CurrencyError {
    /// The code is right but for its small letters.
    #[error("currency `{code}` must be written in capital letters: `{capitals}`")]
    LowerCase {
        /// The text as given.
        code: String,
        /// How it is written.
        capitals: String,
    },
    /// No current currency has this code.
    #[error("`{code}` is no current ISO 4217 currency with a minor unit; expected a code such as `CNY`")]
    Unknown {
        /// The text as given.
        code: String,
    },
}

/// Returns the decimals of the minor unit of a code, or `None` for a text that is no such code.
const fn minor_digits_of(code: [u8; 3]) -> Option<u8> {
    Some(match &code {
        b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
        | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
        b"AED" | b"AFN" | b"ALL" | b"AMD" | b"AOA" | b"ARS" | b"AUD" | b"AWG" | b"AZN" | b"BAM" | b"BBD"
        | b"BDT" | b"BMD" | b"BND" | b"BOB" | b"BOV" | b"BRL" | b"BSD" | b"BTN" | b"BWP" | b"BYN"
        | b"BZD" | b"CAD" | b"CDF" | b"CHE" | b"CHF" | b"CHW" | b"CNY" | b"COP" | b"COU" | b"CRC"
        | b"CUP" | b"CVE" | b"CZK" | b"DKK" | b"DOP" | b"DZD" | b"EGP" | b"ERN" | b"ETB" | b"EUR"
        | b"FJD" | b"FKP" | b"GBP" | b"GEL" | b"GHS" | b"GIP" | b"GMD" | b"GTQ" | b"GYD" | b"HKD"
        | b"HNL" | b"HTG" | b"HUF" | b"IDR" | b"ILS" | b"INR" | b"IRR" | b"JMD" | b"KES" | b"KGS"
        | b"KHR" | b"KPW" | b"KYD" | b"KZT" | b"LAK" | b"LBP" | b"LKR" | b"LRD" | b"LSL" | b"MAD"
        | b"MDL" | b"MGA" | b"MKD" | b"MMK" | b"MNT" | b"MOP" | b"MRU" | b"MUR" | b"MVR" | b"MWK"
        | b"MXN" | b"MXV" | b"MYR" | b"MZN" | b"NAD" | b"NGN" | b"NIO" | b"NOK" | b"NPR" | b"NZD"
        | b"PAB" | b"PEN" | b"PGK" | b"PHP" | b"PKR" | b"PLN" | b"QAR" | b"RON" | b"RSD" | b"RUB"
        | b"SAR" | b"SBD" | b"SCR" | b"SDG" | b"SEK" | b"SGD" | b"SHP" | b"SLE" | b"SOS" | b"SRD"
        | b"SSP" | b"STN" | b"SVC" | b"SYP" | b"SZL" | b"THB" | b"TJS" | b"TMT" | b"TOP" | b"TRY"
        | b"TTD" | b"TWD" | b"TZS" | b"UAH" | b"USD" | b"USN" | b"UYU" | b"UZS" | b"VED" | b"VES"
        | b"WST" | b"XAD" | b"XCD" | b"XCG" | b"YER" | b"ZAR" | b"ZMW" | b"ZWG" => 2,
        b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
        b"CLF" | b"UYW" => 4,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use super::*;

    /// Every code of three capital letters that is a currency.
    fn all() -> Vec<Currency> {
        let letters = || b'A'..=b'Z';
        let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
        codes.filter_map(|code| Currency::new(str::from_utf8(&code).unwrap()).ok()).collect()
    }

    #[test]
    fn minor_units_are_those_of_the_standard() {
        let with = |digits| all().into_iter().filter(|currency| currency.minor_digits() == digits).count();
        assert_eq!((with(0), with(2), with(3), with(4)), (17, 139, 7, 2));
        for (code, digits) in [("CLF", 4), ("UYW", 4), ("JPY", 0), ("KRW", 0), ("VND", 0), ("CNY", 2)] {
            assert_eq!(Currency::new(code).unwrap().minor_digits(), digits, "{code}");
        }
        for code in ["BHD", "KWD", "OMR", "TND", "JOD", "IQD", "LYD"] {
            assert_eq!(Currency::new(code).unwrap().minor_digits(), 3, "{code}");
        }
    }

    #[test]
    fn codes_that_are_no_currency_in_use_are_refused() {
        for code in ["", "CN", "CNYY", "XAU", "XXX", "XDR", "XTS", "DEM", "HRK", "ABC", "元", "¥1"] {
            assert_eq!(Currency::new(code), Err(CurrencyError::Unknown { code: code.to_string() }));
        }
    }

    #[test]
    fn small_letters_are_refused_with_advice() {
        let refused = Currency::new("cny").unwrap_err();
        assert_eq!(format!("{refused}"), "currency `cny` must be written in capital letters: `CNY`");
        assert_eq!(Currency::new("abc"), Err(CurrencyError::Unknown { code: "abc".to_string() }));
    }

    #[test]
    fn every_code_is_read_back_as_written() {
        assert!(all().is_sorted());
        for currency in all() {
            assert_eq!(format!("{currency}").parse(), Ok(currency));
        }
        assert_eq!(format!("{:>5}|{0:?}", Currency::new("EUR").unwrap()), "  EUR|Currency(EUR)");
    }
}
