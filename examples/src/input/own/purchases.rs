//! `purchases.csv`: orders and refunds.

use crm_model::{Purchase, PurchaseKind};

use super::Reader;
use super::cells::{ADVICE, CLOSED_WORDS, name, need_amount, need_currency, need_instant, one_of, word};
use crate::input::ReadError;
use crate::input::row_error::Showing;
use crate::input::table::TableFile;

/// Columns of `purchases.csv`; `at`, `amount` and `currency` are required.
pub(super) const COLUMNS: [&str; 7] = ["order", "customer", "at", "what", "refund_of", "amount", "currency"];

/// The words of `what`: whether the row is a refund.
pub(super) const WHAT: [(bool, &str); 2] = [(false, "order"), (true, "refund")];

impl Reader<'_> {
    /// Reads the purchases in the order of their rows.
    pub(super) fn purchases(&mut self, file: TableFile) -> Result<Vec<Purchase>, ReadError> {
        file.only_columns(&COLUMNS)?;
        let at = file.need_column("at", ADVICE)?;
        let (amount, currency) = (file.need_column("amount", ADVICE)?, file.need_column("currency", ADVICE)?);
        let (order, customer) = (file.column("order"), file.column("customer"));
        let (what, refund_of) = (file.column("what"), file.column("refund_of"));
        let mut purchases = Vec::new();
        file.each_row(&mut self.tally, |row| {
            let is_refund = word(row, what, CLOSED_WORDS, |text| one_of(&WHAT, text))?.unwrap_or(false);
            let of = name(row, refund_of, Showing::Ids)?;
            if let (Some(column), false, Some(_)) = (refund_of, is_refund, &of) {
                return Err(row.refusal(column, Showing::Ids, "does not belong to an order"));
            }
            let currency = need_currency(row, currency)?;
            purchases.push(Purchase {
                at: need_instant(row, at)?,
                order: name(row, order, Showing::Ids)?,
                what: if is_refund { PurchaseKind::Refund { of } } else { PurchaseKind::Order },
                amount: need_amount(row, amount, currency)?,
                customer: name(row, customer, Showing::Personal)?,
            });
            Ok(())
        })?;
        Ok(purchases)
    }
}
