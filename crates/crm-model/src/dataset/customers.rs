//! The customers of a data set, by id and by code.

use alloc::vec::Vec;

use super::{CustomerCode, Dataset};
use crate::{Customer, CustomerId, CustomerMergers};

impl Dataset {
    /// Returns every customer that any table names, sorted: a customer's [`CustomerCode`] is its place here.
    pub fn customer_ids(&self) -> &[CustomerId] {
        &self.ids
    }

    /// Returns which customers were merged, in whom they live on: no table names them any more.
    pub const fn customer_mergers(&self) -> &CustomerMergers {
        &self.customer_mergers
    }

    /// Returns the code of a customer, or `None` where no table names it.
    pub fn code_of(&self, id: &CustomerId) -> Option<CustomerCode> {
        let place = self.ids.binary_search(id).ok()?;
        u32::try_from(place).ok().map(CustomerCode)
    }

    /// Yields every customer that any table names with its code, in order.
    pub fn codes(&self) -> impl Iterator<Item = (CustomerCode, &CustomerId)> {
        (0..).map(CustomerCode).zip(&self.ids)
    }

    /// Returns the customers, sorted by id, or `None` where no table was supplied.
    pub fn customers(&self) -> Option<&[Customer]> {
        self.customers.as_deref()
    }

    /// Returns a customer by id, or `None` where the customer or the whole table is missing.
    pub fn customer(&self, id: &CustomerId) -> Option<&Customer> {
        let customers = self.customers()?;
        let place = customers.binary_search_by(|customer| customer.id.cmp(id)).ok()?;
        customers.get(place)
    }

    /// Returns a customer by its code, or `None` where the customer or the whole table is missing.
    pub fn customer_of(&self, code: CustomerCode) -> Option<&Customer> {
        let place = self.places_of_customers.get(code.index()).copied().flatten()?;
        self.customers()?.get(usize::try_from(place).ok()?)
    }
}

/// Returns for each of all customers its place in the customer table. Both lists are sorted, and the customers of the
/// table are among all.
pub(super) fn places(customers: &[Customer], ids: &[CustomerId]) -> Vec<Option<u32>> {
    let mut known = (0..).zip(customers).peekable();
    ids.iter().map(|id| known.next_if(|(_, customer)| customer.id == *id).map(|(place, _)| place)).collect()
}
