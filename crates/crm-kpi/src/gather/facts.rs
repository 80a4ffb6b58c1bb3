//! [`Facts`]: what a scorecard reads, and what it tells of a customer.

use chrono::{DateTime, Utc};
use crm_model::{Customer, CustomerClass, CustomerCode, Dataset, Fact, Obligation, TableName, ValueTier};

use crate::LifetimeValues;
use crate::period::Windows;

/// The facts that a scorecard reads.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The records.
    pub dataset: &'a Dataset,
    /// The obligations as they stand at the instant of the evaluation; `None` where nobody assessed them.
    pub obligations: Option<&'a [Obligation]>,
    /// The coverage class of each customer in the order of [`CustomerCode`]; `None` where nobody classified them.
    pub classes: Option<&'a [Option<CustomerClass>]>,
    /// The value tier of each customer in the order of [`CustomerCode`]; `None` to take the tiers of the customers'
    /// records, those in force at the start of each period.
    pub tiers: Option<&'a [Option<ValueTier>]>,
    /// The lifetime value of each customer at the ends of periods; `None` where nobody reckoned them.
    pub lifetime_values: Option<&'a LifetimeValues>,
}

impl<'a> Facts<'a> {
    /// Returns facts that are the records alone.
    pub const fn new(dataset: &'a Dataset) -> Self {
        Self { dataset, obligations: None, classes: None, tiers: None, lifetime_values: None }
    }

    /// Returns up to when a table tells what happened: a row that is not there by then may still have come.
    pub(crate) fn known_until(&self, table: TableName, as_of: DateTime<Utc>) -> DateTime<Utc> {
        let until = self.dataset.extent(table).and_then(|extent| extent.until);
        until.map_or(as_of, |until| until.min(as_of))
    }

    /// Returns whether any customer's tier is known.
    pub(crate) fn has_tiers(&self) -> bool {
        self.tiers.is_some() || self.dataset.tells_of(Fact::Tier)
    }

    pub(crate) fn class_of(&self, code: CustomerCode) -> Option<&'a CustomerClass> {
        self.classes?.get(code.index())?.as_ref()
    }

    /// Returns the tier of a customer in the period at a place.
    pub(crate) fn tier_of(
        &self,
        code: CustomerCode,
        customer: Option<&'a Customer>,
        windows: &Windows,
        place: usize,
    ) -> Option<&'a ValueTier> {
        self.tier_at(code, customer, windows.get(place)?.start())
    }

    /// Returns the tier of a customer at an instant.
    pub(crate) fn tier_at(
        &self,
        code: CustomerCode,
        customer: Option<&'a Customer>,
        instant: DateTime<Utc>,
    ) -> Option<&'a ValueTier> {
        match self.tiers {
            Some(tiers) => tiers.get(code.index())?.as_ref(),
            None => customer?.tier_at(instant),
        }
    }
}
