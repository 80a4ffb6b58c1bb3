//! The currencies of the demo, and the rates between them.

use chrono::{Days, NaiveDate};
use crm_model::rust_decimal::Decimal;
use crm_model::{Currency, Rate, RateTable};

use super::dice::Dice;
use super::time::{FOUNDED, LAST, date, first_day_of, month_of};

/// The first days of January 2026, for which nobody entered a rate.
pub(super) const WITHOUT_RATE: std::ops::RangeInclusive<i64> = 0..=2;

/// Returns the currency in which nearly everybody pays.
pub(super) fn yuan() -> Currency {
    currency("CNY")
}

/// Returns the currency in which a handful of customers pay.
pub(super) fn dollar() -> Currency {
    currency("USD")
}

#[expect(clippy::expect_used, reason = "the codes stand in this file")]
fn currency(code: &str) -> Currency {
    Currency::new(code).expect("the code of a currency")
}

/// Returns rates from dollars to yuan, one a month, for every day but [`WITHOUT_RATE`].
pub(super) fn table(dice: &mut Dice) -> RateTable {
    let mut rates = Vec::new();
    for month in month_of(FOUNDED)..=month_of(LAST) {
        let (first, next) = (first_day_of(month), first_day_of(month + 1));
        let first = if first == *WITHOUT_RATE.start() { WITHOUT_RATE.end() + 1 } else { first };
        let rate = Decimal::new(dice.number(6_950, 7_300), 3);
        rates.push(holding(date(first), date(next) - Days::new(1), rate));
    }
    // The months do not overlap and no rate is zero, so nothing is refused.
    RateTable::new(rates).unwrap_or_default()
}

fn holding(valid_from: NaiveDate, valid_until: NaiveDate, rate: Decimal) -> Rate {
    Rate { from: dollar(), to: yuan(), valid_from, valid_until, rate }
}
