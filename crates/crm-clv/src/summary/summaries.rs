//! Summaries of all customers, and what became of the rows of the log.

use alloc::vec::Vec;

use crate::summary::totals::Totals;
use crate::summary::{Cells, Observation, SpendCells, Summary};

/// Summaries of all customers who bought, in order of their keys.
///
/// # Examples
///
/// ```
/// use crm_clv::{Grain, Log, Observation, OccasionRule, Purchase, Refunds, SpendUnit, TimeUnit};
///
/// let mut log = Log::new(OccasionRule::new(Grain::Day, Refunds::Apart)?);
/// log.extend([Purchase::new("bo", 0, 500), Purchase::new("al", 7, 900), Purchase::new("al", 21, 300)])?;
/// let end = Observation { end: 35, unit: TimeUnit::WEEK, spend_unit: SpendUnit::new(100)? };
/// let summaries = log.finish(end)?;
///
/// let al = summaries.get(&"al").unwrap();
/// assert_eq!((al.frequency(), al.recency(), al.age()), (1, 2.0, 4.0));
/// assert_eq!(al.mean_spend(), Some(3.0)); // the first purchase is left out
/// assert_eq!(summaries.get(&"bo").unwrap().mean_spend(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Summaries<K> {
    // INVARIANT: as many customers as totals, at least one; customers rise; every one has an occasion.
    pub(super) customers: Vec<K>,
    pub(super) totals: Vec<Totals>,
    pub(super) observation: Observation,
    pub(super) report: Report,
}

impl<K> Summaries<K> {
    /// Returns the end of observation and the units.
    pub const fn observation(&self) -> Observation {
        self.observation
    }

    /// Returns what became of the rows of the log.
    pub const fn report(&self) -> Report {
        self.report
    }

    /// Returns how many customers bought.
    pub fn len(&self) -> usize {
        self.customers.len()
    }

    /// Returns whether nobody bought: never, as that is an error before.
    pub fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    /// Returns the customers, in order.
    pub fn customers(&self) -> &[K] {
        &self.customers
    }

    /// Returns the summaries, in order of the customers.
    pub fn summaries(&self) -> impl ExactSizeIterator<Item = Summary> + Clone + '_ {
        self.totals.iter().map(|totals| Summary { totals: *totals, observation: self.observation })
    }

    /// Returns each customer with the summary, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, Summary)> + Clone + '_ {
        self.customers.iter().zip(self.summaries())
    }

    /// Returns the summary of a customer, or `None` when the customer did not buy.
    pub fn get(&self, customer: &K) -> Option<Summary>
    where
        K: Ord,
    {
        let at = self.customers.binary_search(customer).ok()?;
        Some(Summary { totals: *self.totals.get(at)?, observation: self.observation })
    }

    /// Returns the distinct `(x, t_x, T)` with how many customers have each.
    pub fn cells(&self) -> Cells {
        Cells::of(self)
    }

    /// Returns the distinct (x, m) with how many customers have each.
    pub fn spend_cells(&self) -> SpendCells {
        SpendCells::of(self)
    }
}

/// What became of the rows of a log.
///
/// Every row is in one of `purchases`, `refunds`, `after_end` and `without_customer`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Report {
    /// All rows.
    pub rows: u64,
    /// Rows by the end of observation with an amount of zero or more.
    pub purchases: u64,
    /// Rows by the end of observation with an amount below zero.
    pub refunds: u64,
    /// Rows left out since they are after the end of observation.
    pub after_end: u64,
    /// Rows left out since no customer is known.
    pub without_customer: u64,
    /// Customers left out since they have refunds and no occasion by the end of observation.
    pub customers_without_purchase: u64,
}

impl Report {
    /// Returns the report of both; `None` when a count would leave 64 bits.
    pub(super) fn merge(self, other: Self) -> Option<Self> {
        Some(Self {
            rows: self.rows.checked_add(other.rows)?,
            purchases: self.purchases.checked_add(other.purchases)?,
            refunds: self.refunds.checked_add(other.refunds)?,
            after_end: self.after_end.checked_add(other.after_end)?,
            without_customer: self.without_customer.checked_add(other.without_customer)?,
            customers_without_purchase: self
                .customers_without_purchase
                .checked_add(other.customers_without_purchase)?,
        })
    }

    /// Counts a row of a known customer.
    pub(super) fn count(&mut self, amount: i64) {
        self.rows += 1;
        if amount < 0 { self.refunds += 1 } else { self.purchases += 1 }
    }
}
