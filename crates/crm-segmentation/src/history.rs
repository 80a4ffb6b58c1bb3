//! Purchases as of an instant: which orders count, and whether there may be others that nobody supplied.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{Period, Zone};
use crm_model::{CustomerCode, Dataset, Extent, Missing, TableName};

use crate::TrailingWindow;
use crate::summary::orders_known;

/// Returns for which time a table is complete, or what is missing for a look back from `as_of` to `from`; `None` for a
/// look at all that is there.
pub(crate) fn covered(
    dataset: &Dataset,
    table: TableName,
    from: Option<DateTime<Utc>>,
    as_of: DateTime<Utc>,
) -> Result<Extent, Missing> {
    let extent = dataset.extent(table).ok_or(Missing::Table(table))?;
    let begins = from.is_none_or(|from| extent.from.is_none_or(|known| known <= from));
    let ends = extent.until.is_none_or(|until| as_of <= until);
    if begins && ends { Ok(extent) } else { Err(Missing::Coverage(table)) }
}

/// Returns the instants of a window that ends with the date of `as_of`, and those of the window before it.
pub(crate) fn windows(
    window: TrailingWindow,
    zone: &Zone,
    as_of: DateTime<Utc>,
) -> Result<[Period; 2], Missing> {
    let pair = || {
        let last = window.ending(zone.date(as_of))?;
        let before = window.ending(last.after)?;
        Some([last.instants(zone)?, before.instants(zone)?])
    };
    pair().ok_or(Missing::Range)
}

/// The purchases of a data set up to an instant.
#[derive(Debug)]
pub(crate) struct Purchases<'a> {
    dataset: &'a Dataset,
    as_of: DateTime<Utc>,
    extent: Result<Extent, Missing>,
}

impl<'a> Purchases<'a> {
    pub(crate) fn new(dataset: &'a Dataset, as_of: DateTime<Utc>) -> Self {
        Self { dataset, as_of, extent: covered(dataset, TableName::Purchases, None, as_of) }
    }

    /// Returns when a customer placed the orders that count, in order.
    pub(crate) fn of(&self, code: CustomerCode) -> Result<Vec<DateTime<Utc>>, Missing> {
        self.extent.clone()?;
        if self.dataset.has_doubtful_order(code) {
            return Err(Missing::CredibleOrder);
        }
        Ok(orders_known(self.dataset.purchases_of(code), self.as_of).map(|row| row.at).collect())
    }

    /// Returns since when the table is complete: `None` for "from the beginning".
    pub(crate) fn complete_from(&self) -> Option<DateTime<Utc>> {
        self.extent.as_ref().ok().and_then(|extent| extent.from)
    }

    /// Returns whether a customer is known never to have bought.
    pub(crate) fn has_never_bought(&self, orders: &Result<Vec<DateTime<Utc>>, Missing>) -> bool {
        self.complete_from().is_none() && orders.as_ref().is_ok_and(Vec::is_empty)
    }
}
