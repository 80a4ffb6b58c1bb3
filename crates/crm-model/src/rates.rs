//! [`RateTable`]: dated exchange rates, and the conversion of amounts by them.
//!
//! Only a stated rate counts: for this pair, in this direction, on this day. The table never turns a rate round, never
//! goes through a third currency and never takes a neighbouring day; each of these would be a guess.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::{Currency, Money};

/// One exchange rate and the days on which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rate {
    /// The currency that is given.
    pub from: Currency,
    /// The currency that is got.
    pub to: Currency,
    /// The first day on which the rate holds.
    pub valid_from: NaiveDate,
    /// The last day on which the rate holds.
    pub valid_until: NaiveDate,
    /// How much of `to` one unit of `from` is worth; above zero.
    #[cfg_attr(feature = "serde", serde(with = "rust_decimal::serde::str"))]
    pub rate: Decimal,
}

/// Checked exchange rates: for a pair on a day there is one rate or none.
///
/// Rows in any order make equal tables. Rows that say the same of some day are kept once.
///
/// # Examples
///
/// ```
/// use crm_model::{Currency, Money, Rate, RateTable, rust_decimal::Decimal};
///
/// let (dollar, yuan) = (Currency::new("USD")?, Currency::new("CNY")?);
/// let (valid_from, valid_until) = ("2026-03-01".parse()?, "2026-03-31".parse()?);
/// let rate = Rate { from: dollar, to: yuan, valid_from, valid_until, rate: Decimal::new(72, 1) }; // 7.2
/// let rates = RateTable::new(vec![rate])?;
///
/// let price: Money = "10.50 USD".parse()?;
/// assert_eq!(rates.convert(price, yuan, valid_until)?.to_string(), "75.60 CNY");
/// let refused = rates.convert(price, yuan, "2026-04-01".parse()?).unwrap_err();
/// assert_eq!(refused.to_string(), "no rate from USD to CNY on 2026-04-01; add one that holds on that day");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<Rate>", into = "Vec<Rate>"))]
pub struct RateTable {
    // INVARIANT: sorted by pair and day; the days of one pair do not overlap; every rate is above zero.
    rates: Vec<Rate>,
}

impl RateTable {
    /// Returns the table of these rates.
    ///
    /// # Errors
    ///
    /// When a rate is not above zero, ends before it begins or leads from a currency to itself, or when two rows state
    /// different rates of one pair for the same day.
    pub fn new(mut rates: Vec<Rate>) -> Result<Self, RateError> {
        for row in &mut rates {
            row.rate = row.rate.normalize();
        }
        rates.sort_unstable();
        rates.iter().try_for_each(check)?;
        let mut kept: Vec<Rate> = Vec::with_capacity(rates.len());
        for row in rates {
            match kept.last_mut().filter(|last| overlap(last, &row)) {
                None => kept.push(row),
                Some(last) if last.rate == row.rate => {
                    last.valid_until = last.valid_until.max(row.valid_until);
                }
                Some(last) => {
                    return Err(RateError::Ambiguous {
                        from: row.from,
                        to: row.to,
                        on: row.valid_from,
                        one: last.rate,
                        other: row.rate,
                    });
                }
            }
        }
        Ok(Self { rates: kept })
    }

    /// Returns the rates in the order of pair and day.
    pub fn rates(&self) -> &[Rate] {
        &self.rates
    }

    /// Returns what one unit of `from` is worth in `to` on a day, if the table states it.
    pub fn rate(&self, from: Currency, to: Currency, on: NaiveDate) -> Option<Decimal> {
        let later = self.rates.partition_point(|row| (row.from, row.to, row.valid_from) <= (from, to, on));
        let row = self.rates.get(later.checked_sub(1)?)?;
        ((row.from, row.to) == (from, to) && on <= row.valid_until).then_some(row.rate)
    }

    /// Returns what an amount is worth in another currency on a day, rounded half to even to four decimals.
    ///
    /// The rounding is made once, from the exact product. An amount in `to` already comes back as it is.
    ///
    /// # Errors
    ///
    /// When the table states no rate of this pair for the day, or the result is beyond the range of [`Money`].
    pub fn convert(&self, money: Money, to: Currency, on: NaiveDate) -> Result<Money, ConversionError> {
        let from = money.currency();
        if from == to {
            return Ok(money);
        }
        let rate = self.rate(from, to, on).ok_or(NoRate { from, to, on })?;
        multiplied(money.ten_thousandths(), rate)
            .map(|ten_thousandths| Money::from_ten_thousandths(ten_thousandths, to))
            .ok_or(ConversionError::TooLarge { money, to, on })
    }
}

impl TryFrom<Vec<Rate>> for RateTable {
    type Error = RateError;

    fn try_from(rates: Vec<Rate>) -> Result<Self, RateError> {
        Self::new(rates)
    }
}

impl From<RateTable> for Vec<Rate> {
    fn from(table: RateTable) -> Self {
        table.rates
    }
}

/// Why rows make no [`RateTable`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RateError {
    /// A rate is zero or less.
    #[error("the rate from {} to {} from {} on is {}; a rate must be above zero",
        .row.from, .row.to, .row.valid_from, .row.rate)]
    NotPositive {
        /// The row.
        row: Rate,
    },
    /// A rate ends before it begins.
    #[error("the rate from {} to {} ends on {}, before it begins on {}",
        .row.from, .row.to, .row.valid_until, .row.valid_from)]
    Backwards {
        /// The row.
        row: Rate,
    },
    /// A rate leads from a currency to itself.
    #[error("a rate from {0} to itself is stated for {1} on; it is always one and never stated",
        .row.from, .row.valid_from)]
    SameCurrency {
        /// The row.
        row: Rate,
    },
    /// Two rows differ about one day.
    #[error("two rates from {from} to {to} hold on {on}: {one} and {other}")]
    Ambiguous {
        /// The currency that is given.
        from: Currency,
        /// The currency that is got.
        to: Currency,
        /// A day on which both hold.
        on: NaiveDate,
        /// One of the rates.
        one: Decimal,
        /// The other rate.
        other: Decimal,
    },
}

/// A rate that is needed and that nobody stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[error("no rate from {from} to {to} on {on}; add one that holds on that day")]
pub struct NoRate {
    /// The currency that is given.
    pub from: Currency,
    /// The currency that is wanted.
    pub to: Currency,
    /// The day.
    pub on: NaiveDate,
}

/// Why an amount could not be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConversionError {
    /// The rate is missing; the worth of the amount is undetermined.
    #[error(transparent)]
    NoRate(#[from] NoRate),
    /// The result is beyond the range of [`Money`].
    #[error("{money} in {to} on {on} is too large an amount")]
    TooLarge {
        /// The amount as given.
        money: Money,
        /// The currency that is wanted.
        to: Currency,
        /// The day.
        on: NaiveDate,
    },
}

fn check(row: &Rate) -> Result<(), RateError> {
    let row = *row;
    if row.rate <= Decimal::ZERO {
        Err(RateError::NotPositive { row })
    } else if row.valid_until < row.valid_from {
        Err(RateError::Backwards { row })
    } else if row.from == row.to {
        Err(RateError::SameCurrency { row })
    } else {
        Ok(())
    }
}

/// Returns whether two rows speak of one pair on some common day; `later` begins no earlier.
fn overlap(earlier: &Rate, later: &Rate) -> bool {
    (earlier.from, earlier.to) == (later.from, later.to) && later.valid_from <= earlier.valid_until
}

/// Returns `amount` times a rate above zero, rounded half to even to a whole number; `None` beyond 64 bits.
///
/// The rate is `digits / unit` with `unit` a power of ten. The exact product may take 159 bits, so the whole part of the
/// rate is multiplied by itself, and the rest in two halves of the amount.
fn multiplied(amount: i64, rate: Decimal) -> Option<i64> {
    let digits = rate.mantissa().unsigned_abs();
    let unit = 10_u128.checked_pow(rate.scale())?; // at most 10^28, below 2^94
    let magnitude = amount.unsigned_abs();
    let whole = u128::from(magnitude).checked_mul(digits / unit)?;

    let fraction = digits % unit;
    let (high, low) = (u128::from(magnitude >> 32), u128::from(magnitude & u64::from(u32::MAX)));
    let upper = high.checked_mul(fraction)?; // below 2^32 * 2^94
    let lower = ((upper % unit) << 32).checked_add(low.checked_mul(fraction)?)?; // below 2^127
    let parts = ((upper / unit) << 32).checked_add(lower / unit)?;

    let floor = whole.checked_add(parts)?;
    let rest = lower % unit;
    let rounds_up = match rest.cmp(&(unit - rest)) {
        core::cmp::Ordering::Less => false,
        core::cmp::Ordering::Equal => floor % 2 == 1,
        core::cmp::Ordering::Greater => true,
    };
    let product = i128::try_from(floor.checked_add(u128::from(rounds_up))?).ok()?;
    i64::try_from(if amount < 0 { -product } else { product }).ok()
}
