//! One customer's purchases, summed up.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};
use crm_calendar::Period;
use crm_model::{ConversionError, Currency, Money, OrderId, Purchase, PurchaseKind, RateTable};

use super::{Basis, MissingSpend, PurchaseSummary};

/// Sums up one customer after another.
pub(super) struct Reader<'a> {
    basis: &'a Basis,
    rates: &'a RateTable,
    window: Period,
    as_of: DateTime<Utc>,
    /// The currencies met in the window.
    pub(super) currencies: BTreeSet<Currency>,
    days: Vec<NaiveDate>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(basis: &'a Basis, rates: &'a RateTable, window: Period, as_of: DateTime<Utc>) -> Self {
        Self { basis, rates, window, as_of, currencies: BTreeSet::new(), days: Vec::new() }
    }

    /// Returns the summary of rows that are sorted by time.
    pub(super) fn read(&mut self, rows: &[Purchase]) -> Result<PurchaseSummary, MissingSpend> {
        let known = known(rows, self.as_of);
        let given_back = GivenBack::new(known);
        let mut summary =
            PurchaseSummary { first: known.first().map(|row| row.at), ..PurchaseSummary::default() };
        self.days.clear();
        for row in known {
            let counts = row.what == PurchaseKind::Order && !given_back.all_of(row);
            if counts {
                summary.last = Some(row.at);
            }
            if !self.window.contains(row.at) {
                continue;
            }
            let amount = i128::from(self.amount(row)?.ten_thousandths());
            // Fewer than 2^64 amounts of 64 bits each stay within 128 bits.
            summary.net = match row.what {
                PurchaseKind::Order => summary.net.saturating_add(amount),
                PurchaseKind::Refund { .. } => summary.net.saturating_sub(amount),
            };
            summary.rows += 1;
            if counts {
                summary.orders += 1;
                self.days.push(self.basis.zone.date(row.at));
            }
        }
        // Where clocks go back over a midnight, dates do not rise with time.
        self.days.sort_unstable();
        self.days.dedup();
        summary.purchase_days = self.days.len() as u64;
        Ok(summary)
    }

    fn amount(&mut self, row: &Purchase) -> Result<Money, MissingSpend> {
        let Some(wanted) = self.basis.currency else {
            self.currencies.insert(row.amount.currency());
            return Ok(row.amount);
        };
        if row.amount.currency() == wanted {
            return Ok(row.amount);
        }
        self.rates.convert(row.amount, wanted, self.basis.zone.date(row.at)).map_err(|error| match error {
            ConversionError::NoRate(rate) => MissingSpend::Rate(rate),
            _ => MissingSpend::Range,
        })
    }
}

/// Returns the rows up to an instant, of rows that are sorted by time.
fn known(rows: &[Purchase], as_of: DateTime<Utc>) -> &[Purchase] {
    rows.get(..rows.partition_point(|row| row.at <= as_of)).unwrap_or_default()
}

/// Yields the orders up to an instant that count as purchases as far as was known then, of rows that are sorted by time.
pub(crate) fn orders_known(rows: &[Purchase], as_of: DateTime<Utc>) -> impl Iterator<Item = &Purchase> {
    let known = known(rows, as_of);
    let given_back = GivenBack::new(known);
    known.iter().filter(move |row| row.what == PurchaseKind::Order && !given_back.all_of(row))
}

/// How much was given back for which order, in the currency of the refund.
struct GivenBack<'a> {
    sums: BTreeMap<(&'a OrderId, Currency), i128>,
}

impl<'a> GivenBack<'a> {
    fn new(rows: &'a [Purchase]) -> Self {
        let mut sums = BTreeMap::new();
        for row in rows {
            if let PurchaseKind::Refund { of: Some(order) } = &row.what {
                let sum: &mut i128 = sums.entry((order, row.amount.currency())).or_default();
                *sum = sum.saturating_add(row.amount.ten_thousandths().into());
            }
        }
        Self { sums }
    }

    /// Returns whether refunds name this order and give all of it back.
    fn all_of(&self, row: &Purchase) -> bool {
        let named = row.order.as_ref().and_then(|order| self.sums.get(&(order, row.amount.currency())));
        named.is_some_and(|sum| *sum >= i128::from(row.amount.ten_thousandths()))
    }
}
