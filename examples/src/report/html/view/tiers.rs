//! Customers by value.

use super::{Clause, ShareView};

/// Customers by value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TiersView {
    /// The clause that draws the tiers.
    pub clause: Clause,
    /// Which spend is counted, and what decides, one sentence each.
    pub basis: Vec<String>,
    /// The tiers, the highest first.
    pub rows: Vec<TierRow>,
}

impl TiersView {
    /// Yields the share of customers of each tier.
    pub(in crate::report::html) fn customer_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.rows.iter().map(|row| (row.name.as_str(), &row.share_of_customers))
    }

    /// Yields the share of spend of each tier that has one.
    pub(in crate::report::html) fn spend_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.rows.iter().filter_map(|row| Some((row.name.as_str(), row.share_of_spend.as_ref()?)))
    }
}

/// One tier.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TierRow {
    /// Its name.
    pub name: String,
    /// How many customers are in it.
    pub customers: u64,
    /// Their share of all customers.
    pub share_of_customers: ShareView,
    /// What they spend, with its currency.
    pub spend: String,
    /// Their share of all spend; `None` where spend cannot be added up.
    pub share_of_spend: Option<ShareView>,
    /// Where the tier begins, such as `from CNY 12,400.00`.
    pub cut: String,
}
