//! [`MoneySum`]: amounts added up per currency, exactly and in any order.

use alloc::vec::Vec;
use core::{fmt, str::FromStr};

use rust_decimal::Decimal;

use super::{Money, MoneyError, amount_and_currency};
use crate::Currency;
use crate::decimal_text::{self, Fault, Signed, serde_as_text};

/// The sum of amounts, per currency; it adds integers, so parts merge exactly in any order.
///
/// Sums are held in 128 bits, which 2⁶⁴ amounts of the largest size just fit. Only a tally merged with itself again and
/// again can go beyond: such a sum stays at the bound of 128 bits, and [`only`](Self::only) refuses it.
///
/// # Examples
///
/// ```
/// use crm_model::{Money, MoneySum};
///
/// let spent: MoneySum = ["10.50 CNY".parse::<Money>()?, "-0.50 CNY".parse()?].into_iter().collect();
/// let total = spent.only()?.expect("two amounts were recorded");
/// assert_eq!(total.to_string(), "10.00 CNY");
///
/// let both = spent.merge("3 EUR".parse::<Money>().into_iter().collect());
/// assert!(both.only().is_err()); // euros and yuan have no common sum
/// assert_eq!(both.per_currency().count(), 2);
/// # Ok::<(), crm_model::MoneyError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Vec<Total>", into = "Vec<Total>"))]
pub struct MoneySum {
    // INVARIANT: sorted by currency, each once. Nearly always there is one, so this beats a map.
    totals: Vec<Total>,
}

impl MoneySum {
    /// Adds one amount.
    #[inline]
    pub fn record(&mut self, money: Money) {
        self.add(money.into());
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for total in other.totals {
            self.add(total);
        }
        self
    }

    /// Returns whether nothing was recorded. A sum that came to zero is not empty.
    pub fn is_empty(&self) -> bool {
        self.totals.is_empty()
    }

    /// Returns the sum if all amounts were in one currency, or `None` if there was no amount.
    ///
    /// # Errors
    ///
    /// When amounts in several currencies were recorded (the first two are named, in the order of their codes), or the
    /// sum is beyond 128 bits.
    pub fn only(&self) -> Result<Option<Total>, MoneyError> {
        match *self.totals.as_slice() {
            [] => Ok(None),
            [total] if total.is_at_bound() => Err(MoneyError::Overflow { currency: total.currency }),
            [total] => Ok(Some(total)),
            [one, other, ..] => {
                Err(MoneyError::CurrenciesDiffer { one: one.currency, other: other.currency })
            }
        }
    }

    /// Returns the sums in the order of the currencies' codes.
    pub fn per_currency(&self) -> impl Iterator<Item = Total> + '_ {
        self.totals.iter().copied()
    }

    fn add(&mut self, added: Total) {
        // A short walk beats a binary search: one currency is the rule, a dozen are many.
        let found = self.totals.iter_mut().find(|total| total.currency >= added.currency);
        match found {
            Some(total) if total.currency == added.currency => {
                // What went beyond the bound cannot come back from there.
                if !total.is_at_bound() {
                    total.ten_thousandths = total.ten_thousandths.saturating_add(added.ten_thousandths);
                }
            }
            _ => self.insert(added),
        }
    }

    #[cold]
    fn insert(&mut self, first: Total) {
        let place = self.totals.partition_point(|total| total.currency < first.currency);
        self.totals.insert(place, first);
    }
}

impl Extend<Money> for MoneySum {
    fn extend<I: IntoIterator<Item = Money>>(&mut self, amounts: I) {
        for money in amounts {
            self.record(money);
        }
    }
}

impl FromIterator<Money> for MoneySum {
    fn from_iter<I: IntoIterator<Item = Money>>(amounts: I) -> Self {
        let mut sum = Self::default();
        sum.extend(amounts);
        sum
    }
}

impl From<Vec<Total>> for MoneySum {
    fn from(totals: Vec<Total>) -> Self {
        let mut sum = Self::default();
        for total in totals {
            sum.add(total);
        }
        sum
    }
}

impl From<MoneySum> for Vec<Total> {
    fn from(sum: MoneySum) -> Self {
        sum.totals
    }
}

/// The sum of amounts in one currency, in 128 bits; written like [`Money`], `1234.50 CNY`.
///
/// # Examples
///
/// ```
/// use crm_model::{Currency, Total};
///
/// let total = Total { ten_thousandths: 12_345_000, currency: Currency::new("CNY")? };
/// assert_eq!(total.to_string(), "1234.50 CNY");
/// # Ok::<(), crm_model::CurrencyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Total {
    /// The sum in ten-thousandths of the currency.
    pub ten_thousandths: i128,
    /// The currency of all amounts in it.
    pub currency: Currency,
}

impl Total {
    /// Returns the sum as a decimal number, or `None` beyond the 96 bits that one holds.
    pub fn amount(self) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(self.ten_thousandths, Money::SCALE).ok()
    }

    const fn is_at_bound(self) -> bool {
        matches!(self.ten_thousandths, i128::MIN | i128::MAX)
    }
}

impl From<Money> for Total {
    fn from(money: Money) -> Self {
        Self { ten_thousandths: money.ten_thousandths().into(), currency: money.currency() }
    }
}

impl TryFrom<Total> for Money {
    type Error = MoneyError;

    fn try_from(Total { ten_thousandths, currency }: Total) -> Result<Self, MoneyError> {
        i64::try_from(ten_thousandths)
            .map(|ten_thousandths| Self::from_ten_thousandths(ten_thousandths, currency))
            .map_err(|_| MoneyError::Overflow { currency })
    }
}

impl fmt::Display for Total {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum =
            Signed { negative: self.ten_thousandths < 0, magnitude: self.ten_thousandths.unsigned_abs() };
        decimal_text::write(formatter, sum, self.currency.minor_digits())?;
        write!(formatter, " {}", self.currency)
    }
}

impl FromStr for Total {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = amount_and_currency(text)?;
        let Signed { negative, magnitude } =
            decimal_text::read_wide(amount).map_err(|fault| MoneyError::of(fault, amount))?;
        let ten_thousandths =
            if negative { 0_i128.checked_sub_unsigned(magnitude) } else { i128::try_from(magnitude).ok() };
        ten_thousandths
            .map(|ten_thousandths| Self { ten_thousandths, currency })
            .ok_or_else(|| MoneyError::of(Fault::TooLarge, amount))
    }
}

serde_as_text!(Total);
