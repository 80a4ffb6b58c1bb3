//! How a file becomes purchases.

use crm_model::Currency;

use super::check::{Checked, Checker, Source};
use super::clock::{Clock, Grain};
use super::raw::{RawPurchaseLog, RawPurchases};
use super::{MappedTable, Mapping};
use crate::input::own::currency;

/// A file with one row a purchase, or a line of one.
#[derive(Debug, Clone)]
pub(crate) struct PurchaseLog {
    pub(crate) clock: Clock,
    pub(crate) at: String,
    pub(crate) amount: String,
    pub(crate) currency: CurrencyFrom,
    /// The column of order numbers; `None` where the source has none.
    pub(crate) order: Option<String>,
    pub(crate) customer: Option<String>,
    pub(crate) refunds: Refunds,
    /// Whether rows of one order number are lines of it, whose amounts are added up.
    pub(crate) lines: bool,
}

/// Where the currency of an amount comes from.
#[derive(Debug, Clone)]
pub(crate) enum CurrencyFrom {
    Fixed(Currency),
    Column(String),
}

/// How the source writes refunds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refunds {
    /// Not at all: an amount below zero is an error.
    Absent,
    /// As amounts below zero.
    NegativeAmounts,
}

/// Checks a mapping of purchases.
pub(super) fn mapping(checker: &Checker<'_>, raw: RawPurchaseLog) -> Checked<Mapping> {
    let RawPurchases { at, amount, currency: of, order, customer, refunds, rows } = raw.purchases;
    let of = match checker.source(of)? {
        Source::Column(column) => CurrencyFrom::Column(column),
        Source::Fixed(code) => {
            let known = currency(code.get_ref());
            let known =
                known.map_err(|rule| checker.error(&code.span(), format!("`{}` {rule}", code.get_ref())))?;
            CurrencyFrom::Fixed(known)
        }
    };
    let refunds = match refunds.get_ref().as_str() {
        "absent" => Refunds::Absent,
        "negative-amounts" => Refunds::NegativeAmounts,
        _ => {
            let message = "refunds are \"absent\" or written as \"negative-amounts\"";
            return Err(checker.error(&refunds.span(), message));
        }
    };
    let order = (order != "absent").then_some(order);
    let lines = match rows.as_ref().map(|rows| (rows.get_ref().as_str(), rows.span())) {
        None | Some(("orders", _)) => false,
        Some(("lines", _)) if order.is_some() => true,
        Some(("lines", span)) => {
            return Err(checker.error(&span, "rows are lines of an order only where `order` names it"));
        }
        Some((_, span)) => {
            let message = "rows are \"orders\", or \"lines\" of which those of one order are added up";
            return Err(checker.error(&span, message));
        }
    };
    let log = PurchaseLog {
        clock: checker.clock(&raw.zone, &raw.time_format, Grain::Day)?,
        at,
        amount,
        currency: of,
        order,
        customer,
        refunds,
        lines,
    };
    let table = MappedTable::Purchases(log);
    let (file, mergers) = (checker.file(raw.file)?, checker.mergers(raw.mergers)?);
    Ok(Mapping { name: checker.name.to_owned(), file, mergers, table })
}
