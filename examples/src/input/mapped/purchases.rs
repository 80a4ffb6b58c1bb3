//! Reading purchases of another make: one row a purchase, or a line of one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Utc};
use crm_model::{Currency, CustomerId, Money, OrderId, Purchase, PurchaseKind, Records, Table};

use super::column::{Blank, Column, Content};
use super::notes::time_notes;
use crate::input::mapping::{CurrencyFrom, PurchaseLog, Refunds};
use crate::input::names::Name;
use crate::input::own::{amount, currency};
use crate::input::row_error::Showing;
use crate::input::table::{TableFile, Tally};
use crate::input::{Options, ReadError, Reading};

const ADVICE: &str = "correct the name in the mapping";

/// Reads the file that `log` explains.
pub(super) fn read(file: TableFile, log: &PurchaseLog, options: &Options<'_>) -> Result<Reading, ReadError> {
    let optional =
        |column: Option<&String>| column.map(|column| file.need_column(column, ADVICE)).transpose();
    let (order, customer) = (optional(log.order.as_ref())?, optional(log.customer.as_ref())?);
    let amount_at = file.need_column(&log.amount, ADVICE)?;
    let currency_at = match &log.currency {
        CurrencyFrom::Fixed(_) => None,
        CurrencyFrom::Column(column) => Some(file.need_column(column, ADVICE)?),
    };
    let at = file.need_column(&log.at, ADVICE)?;
    let mut times = Column::new(at, Showing::Instants, Blank::Refused, Content::Instants(&log.clock));
    let mut tally = Tally::new(options);
    let (mut purchases, mut lines): (Vec<Purchase>, Lines) = (Vec::new(), Lines::new());
    file.each_row(&mut tally, |row| {
        let words = Showing::Words { blanks: false, wide: false };
        let currency = match (&log.currency, currency_at) {
            (CurrencyFrom::Fixed(fixed), _) => *fixed,
            (_, None) => return Ok(()), // cannot be: the column was found
            (_, Some(column)) => {
                currency(row.cell(column)?).map_err(|rule| row.refusal(column, words, rule))?
            }
        };
        let refused = |rule| row.refusal(amount_at, Showing::Numbers, rule);
        let paid = amount(row.cell(amount_at)?, currency).map_err(refused)?;
        let (what, amount) = kind_of(paid, log.refunds).map_err(refused)?;
        let name = |column| -> Result<Option<&str>, _> { row.filled(column) };
        let order = match (order, name(order)?) {
            (Some(column), Some(text)) => Some(
                OrderId::parse(text).map_err(|error| row.refusal(column, Showing::Ids, error.to_string()))?,
            ),
            _ => None,
        };
        let customer = match (customer, name(customer)?) {
            (Some(column), Some(text)) => Some(
                CustomerId::parse(text)
                    .map_err(|error| row.refusal(column, Showing::Personal, error.to_string()))?,
            ),
            _ => None,
        };
        let at = times.cell(row)?;
        let Some(at) = super::instant_of(at) else { return Ok(()) };
        if let Some(order) = order.clone().filter(|_| log.lines) {
            return add(&mut lines, (order, customer, currency), at, paid).map_err(refused);
        }
        purchases.push(Purchase { at, order, what, amount, customer });
        Ok(())
    })?;
    purchases.extend(lines.into_iter().filter_map(|((order, customer, _), (at, sum))| {
        // What could be neither was refused with the line that made it so.
        let (what, amount) = kind_of(sum, log.refunds).ok()?;
        Some(Purchase { at, order: Some(order), what, amount, customer })
    }));
    let notes = time_notes(&log.clock, times.skipped, times.twice);
    let left_out = tally.left_out.settle(options)?;
    let until = purchases.iter().map(|purchase| purchase.at).max().map(|last| log.clock.end_of(last));
    let purchases = Table::Supplied { from: None, until, rows: purchases };
    let records = Records { purchases, ..Records::default() };
    Ok(Reading { records, rows: tally.rows, left_out, notes, files: tally.files })
}

/// The orders of which lines were read: the first instant of each, and the sum.
type Lines = BTreeMap<(OrderId, Option<CustomerId>, Currency), (DateTime<Utc>, Money)>;

/// Adds a line to its order.
fn add(
    lines: &mut Lines,
    order: (OrderId, Option<CustomerId>, Currency),
    at: DateTime<Utc>,
    paid: Money,
) -> Result<(), String> {
    match lines.entry(order) {
        Entry::Vacant(place) => {
            place.insert((at, paid));
        }
        Entry::Occupied(mut place) => {
            let (first, sum) = place.get_mut();
            let with = sum.checked_add(paid).and_then(|with| with.checked_neg().map(|_| with));
            *sum = with.map_err(|_| "makes the sum of its order too large".to_owned())?;
            *first = at.min(*first);
        }
    }
    Ok(())
}

/// Returns what an amount is, and how much of it.
fn kind_of(money: Money, refunds: Refunds) -> Result<(PurchaseKind, Money), String> {
    match refunds {
        _ if !money.is_negative() => Ok((PurchaseKind::Order, money)),
        Refunds::Absent => Err("is negative, and the mapping says that there are no refunds".to_owned()),
        Refunds::NegativeAmounts => {
            let given_back = money.checked_neg().map_err(|_| "is too large an amount".to_owned())?;
            Ok((PurchaseKind::Refund { of: None }, given_back))
        }
    }
}
