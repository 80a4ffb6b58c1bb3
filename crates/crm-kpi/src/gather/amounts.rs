//! Amounts of money, in the currency of a report and of one currency.

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{ConversionError, Currency, Money, MoneyError, MoneySum, RateTable, Total};

use crate::Reason;

/// Brings amounts into the currency of the report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conversion<'a> {
    pub(crate) rates: &'a RateTable,
    pub(crate) zone: &'a Zone,
    /// `None` to leave amounts as they are.
    pub(crate) to: Option<Currency>,
}

impl Conversion<'_> {
    /// Returns an amount as it is reported, by the rate of its civil date.
    pub(crate) fn of(&self, money: Money, at: DateTime<Utc>) -> Result<Money, Reason> {
        match self.to {
            Some(to) if to != money.currency() => {
                self.rates.convert(money, to, self.zone.date(at)).map_err(|error| match error {
                    ConversionError::NoRate(missing) => Reason::NoRate(missing),
                    _ => Reason::TooLarge,
                })
            }
            _ => Ok(money),
        }
    }
}

/// Returns a sum that is of one currency, `None` of nothing.
pub(crate) fn only(sum: &MoneySum) -> Result<Option<Total>, Reason> {
    sum.only().map_err(|error| match error {
        MoneyError::CurrenciesDiffer { .. } => Reason::TwoCurrencies,
        _ => Reason::TooLarge,
    })
}
