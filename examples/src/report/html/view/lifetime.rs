//! What customers will still bring.

use super::{Clause, ShareView};

/// What customers will still bring.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LifetimeView {
    /// The clause that asks for it.
    pub clause: Clause,
    /// What the values are, one sentence each.
    pub basis: Vec<String>,
    /// The groups at the end of the last period.
    pub rows: Vec<LifetimeRow>,
    /// The last period, such as `2026-Q1`.
    pub period: String,
    /// Why there are no values at its end; empty where there are.
    pub missing: String,
    /// The value of all customers, period by period.
    pub quarters: Vec<QuarterRow>,
    /// What has to be known before a value is believed, one sentence each.
    pub cautions: Vec<String>,
    /// What stands below, one sentence each.
    pub notes: Vec<String>,
}

impl LifetimeView {
    /// Yields the share of the value of each group that has one.
    pub(in crate::report::html) fn value_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.rows.iter().filter_map(|row| Some((row.group.as_str(), row.share.as_ref()?)))
    }
}

/// One group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LifetimeRow {
    /// Its name.
    pub group: String,
    /// How many customers.
    pub customers: u64,
    /// What they will still bring; empty where that cannot be told.
    pub value: String,
    /// The same per customer.
    pub each: String,
    /// Their share of the value of all; `None` where there is none.
    pub share: Option<ShareView>,
    /// How the value of those in the group at the start grew.
    pub growth: String,
    /// What was spent on keeping them.
    pub spent: String,
    /// The return on that.
    pub returned: String,
    /// The growth per customer of those on whom something was spent, and of the others.
    pub looked_after: String,
    /// See `looked_after`.
    pub others: String,
}

/// One period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuarterRow {
    /// The period.
    pub period: String,
    /// How many customers had bought by its end.
    pub customers: u64,
    /// What they would still bring then; empty where that cannot be told.
    pub value: String,
    /// How much more those at its start would bring at its end; empty where that cannot be told.
    pub growth: String,
    /// What was spent on keeping customers in it; empty where nobody knows.
    pub spent: String,
    /// The return on that; empty where it cannot be told.
    pub returned: String,
    /// Why there are no values.
    pub missing: String,
}
