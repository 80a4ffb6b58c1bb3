//! Customers by value, and by segment.

use super::{Clause, ShareView};
use crate::report::cell::count;

/// Customers by value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TiersView {
    /// The clause that draws the tiers.
    pub clause: Clause,
    /// Which spend is counted, and what decides, one sentence each.
    pub basis: Vec<String>,
    /// The tiers, the highest first.
    pub rows: Vec<TierRow>,
    /// What stands below them, one sentence each.
    pub notes: Vec<String>,
}

impl TiersView {
    /// Returns whether tiers are kept between reviews.
    pub(in crate::report::html) fn has_held(&self) -> bool {
        self.rows.iter().any(|row| row.held.is_some())
    }

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
    /// How many hold it, where tiers are kept between reviews.
    pub held: Option<u64>,
    /// How many would be in it by spend alone.
    pub by_spend: u64,
    /// Their share of all customers.
    pub share_of_customers: ShareView,
    /// What they spent, with its currency; empty where that cannot be told.
    pub spend: String,
    /// Their share of all spend; `None` where spend cannot be added up.
    pub share_of_spend: Option<ShareView>,
    /// The least spend that gives the tier by spend, such as `12,400.00 CNY`; empty where nobody has it by spend.
    pub cut: String,
}

impl TierRow {
    /// Returns how many hold it; a dash where tiers are not kept.
    pub(in crate::report::html) fn held_in_words(&self) -> String {
        self.held.map_or_else(|| "–".to_owned(), count)
    }
}

/// Customers by segment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SegmentsView {
    /// The clause behind the segments.
    pub clause: Clause,
    /// What was compared, as a sentence.
    pub basis: String,
    /// The segments, in the order of the policy.
    pub rows: Vec<SegmentRow>,
}

/// One segment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SegmentRow {
    /// Its name.
    pub name: String,
    /// How many customers are in it.
    pub customers: u64,
    /// Their share of all customers.
    pub share_of_customers: ShareView,
    /// What they spent, with its currency; empty where that cannot be told.
    pub spend: String,
}
