//! [`Money`]: an exact amount in one currency, and [`MoneySum`], the tally of many.
//!
//! There is one scale for all currencies, four decimals: the finest minor unit of ISO 4217, and enough for prices in
//! tenths of a penny. A finer amount is an error, never rounded. Amounts of two currencies are never added in silence;
//! there are no operators, since an operator could only panic.

mod sum;
#[cfg(test)]
mod tests;

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

use rust_decimal::Decimal;
use thiserror::Error;

pub use self::sum::{MoneySum, Total};
use crate::decimal_text::{self, Fault, Signed, serde_as_text};
use crate::{Currency, CurrencyError};

/// An amount of money, exact to four decimals, in one currency.
///
/// From −922,337,203,685,477.5808 to 922,337,203,685,477.5807. Written as `1234.50 CNY`: at least the decimals of the
/// currency's minor unit, more if the amount needs them. The order is one for sorted output, by currency and then by
/// amount; it says nothing about which of two currencies is worth more.
///
/// # Examples
///
/// ```
/// use crm_model::Money;
///
/// let price: Money = "1234.5 CNY".parse()?;
/// let freight = Money::parse("0.125", price.currency())?;
/// assert_eq!(price.checked_add(freight)?.to_string(), "1234.625 CNY");
/// assert!(price.checked_add("1 EUR".parse()?).is_err());
/// # Ok::<(), crm_model::MoneyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    // The currency stands first, so that the derived order groups by it.
    currency: Currency,
    ten_thousandths: i64,
}

impl Money {
    /// The number of decimals that every amount has.
    pub const SCALE: u32 = 4;

    /// Returns an amount given as a decimal number.
    ///
    /// # Errors
    ///
    /// When the amount has more than four decimals that matter, or is beyond the range of [`Money`].
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Currency, Money, rust_decimal::Decimal};
    ///
    /// let yen = Currency::new("JPY")?;
    /// assert_eq!(Money::new(Decimal::new(12_500, 1), yen)?.to_string(), "1250 JPY");
    /// assert!(Money::new(Decimal::new(1, 5), yen).is_err()); // 0.00001
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let shortest = amount.normalize();
        let missing_digits = Self::SCALE
            .checked_sub(shortest.scale())
            .ok_or_else(|| MoneyError::TooFine { amount: amount.to_string() })?;
        10_i128
            .checked_pow(missing_digits)
            .and_then(|factor| shortest.mantissa().checked_mul(factor))
            .and_then(|ten_thousandths| i64::try_from(ten_thousandths).ok())
            .map(|ten_thousandths| Self { currency, ten_thousandths })
            .ok_or_else(|| MoneyError::TooLarge { amount: amount.to_string() })
    }

    /// Returns so many ten-thousandths of the currency: 12,500 is 1.25.
    pub const fn from_ten_thousandths(ten_thousandths: i64, currency: Currency) -> Self {
        Self { currency, ten_thousandths }
    }

    /// Returns no money at all.
    pub const fn zero(currency: Currency) -> Self {
        Self { currency, ten_thousandths: 0 }
    }

    /// Returns an amount written as a plain number: an optional sign, digits, and an optional point with decimals.
    ///
    /// This is the way in for large files: it takes no memory of its own. Zeros beyond the fourth
    /// decimal are fine.
    ///
    /// # Errors
    ///
    /// When the text is no plain number (blanks, exponents and separators of thousands are refused), has more than four
    /// decimals that matter, or is beyond the range of [`Money`].
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Currency, Money};
    ///
    /// let yuan = Currency::new("CNY")?;
    /// assert_eq!(Money::parse("-1234.50", yuan)?.ten_thousandths(), -12_345_000);
    /// assert!(Money::parse("1,234.50", yuan).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, MoneyError> {
        let Signed { negative, magnitude } =
            decimal_text::read(amount).map_err(|fault| MoneyError::of(fault, amount))?;
        let ten_thousandths =
            if negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() };
        ten_thousandths
            .map(|ten_thousandths| Self { currency, ten_thousandths })
            .ok_or_else(|| MoneyError::of(Fault::TooLarge, amount))
    }

    /// Returns the amount as a decimal number with four decimals.
    pub fn amount(self) -> Decimal {
        Decimal::new(self.ten_thousandths, Self::SCALE)
    }

    /// Returns the amount in ten-thousandths of the currency.
    pub const fn ten_thousandths(self) -> i64 {
        self.ten_thousandths
    }

    /// Returns the currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Returns whether the amount is below zero.
    pub const fn is_negative(self) -> bool {
        self.ten_thousandths < 0
    }

    /// Returns both amounts together.
    ///
    /// # Errors
    ///
    /// When the currencies differ, or the result is beyond the range of [`Money`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// Returns what is left when `other` is taken away.
    ///
    /// # Errors
    ///
    /// When the currencies differ, or the result is beyond the range of [`Money`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    /// Returns the amount with the other sign.
    ///
    /// # Errors
    ///
    /// When the amount is the lowest of all, whose opposite is beyond the range of [`Money`].
    pub fn checked_neg(self) -> Result<Self, MoneyError> {
        Self::zero(self.currency).checked_sub(self)
    }

    fn combine(self, other: Self, with: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        let currency = self.currency;
        if currency != other.currency {
            return Err(MoneyError::CurrenciesDiffer { one: currency, other: other.currency });
        }
        with(self.ten_thousandths, other.ten_thousandths)
            .map(|ten_thousandths| Self { currency, ten_thousandths })
            .ok_or(MoneyError::Overflow { currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Total::from(*self).fmt(formatter)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads an amount and a currency with one blank between them: `1234.50 CNY`.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = amount_and_currency(text)?;
        Self::parse(amount, currency)
    }
}

serde_as_text!(Money);

/// Splits `1234.50 CNY` at its blank.
fn amount_and_currency(text: &str) -> Result<(&str, Currency), MoneyError> {
    let (amount, code) =
        text.rsplit_once(' ').ok_or_else(|| MoneyError::NoCurrency { text: text.to_string() })?;
    Ok((amount, Currency::new(code)?))
}

/// Why a value is no [`Money`], or two amounts cannot be put together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The text is no plain number.
    #[error("amount `{amount}` is no plain number; write 1234.50 without separators")]
    Malformed {
        /// The text as given.
        amount: String,
    },
    /// More than four decimals matter.
    #[error("amount `{amount}` is finer than four decimals; round it before, by your own rule")]
    TooFine {
        /// The amount as given.
        amount: String,
    },
    /// The amount is beyond 64 bits of ten-thousandths.
    #[error("amount `{amount}` is too large; the limit is 922337203685477.5807")]
    TooLarge {
        /// The amount as given.
        amount: String,
    },
    /// A text without a currency.
    #[error("`{text}` is no money; write an amount and a currency, such as `1234.50 CNY`")]
    NoCurrency {
        /// The text as given.
        text: String,
    },
    /// The currency of a text is none.
    #[error(transparent)]
    Currency(#[from] CurrencyError),
    /// Amounts of two currencies, which only a rate could bring together.
    #[error("amounts in {one} and {other} have no sum; convert them first, or keep them apart")]
    CurrenciesDiffer {
        /// One of the currencies.
        one: Currency,
        /// Another one.
        other: Currency,
    },
    /// The result is beyond what can be held.
    #[error("the resulting amount in {currency} is too large")]
    Overflow {
        /// The currency of the amounts.
        currency: Currency,
    },
}

impl MoneyError {
    fn of(fault: Fault, amount: &str) -> Self {
        let amount = amount.to_string();
        match fault {
            Fault::Malformed => Self::Malformed { amount },
            Fault::TooFine => Self::TooFine { amount },
            Fault::TooLarge => Self::TooLarge { amount },
        }
    }
}
