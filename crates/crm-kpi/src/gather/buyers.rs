//! [`UnknownBuyers`]: purchases that cannot be told of one customer each.

use crm_model::{Dataset, Purchase};

use super::{Person, apart};
use crate::period::{Series, Windows};
use crate::{Apart, Note};

/// What is left out where every order of a customer has to be known: purchases of nobody knows whom, and customers with an order that
/// was set aside, since it may be the one that decides.
#[derive(Debug, Default)]
pub(crate) struct UnknownBuyers {
    doubtful: u64,
    nameless: Series<u64>,
}

impl UnknownBuyers {
    /// Returns whether somebody is a customer all of whose orders are known; counts the others.
    pub(crate) fn knows(&mut self, person: &Person<'_>, dataset: &Dataset, windows: &Windows) -> bool {
        match person.code {
            None => count_purchases(person.purchases, windows, &mut self.nameless),
            Some(code) if dataset.has_doubtful_order(code) => self.doubtful = self.doubtful.saturating_add(1),
            Some(_) => return true,
        }
        false
    }

    /// Returns the notes on what was left out of the period at a place.
    pub(crate) fn notes(&self, place: usize) -> impl Iterator<Item = Note> {
        let counts =
            [(Apart::DoubtfulOrders, self.doubtful), (Apart::WithoutCustomer, self.nameless.get(place))];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count))
    }
}

/// Counts purchases of nobody knows whom by their period.
pub(crate) fn count_purchases(purchases: &[Purchase], windows: &Windows, counts: &mut Series<u64>) {
    for purchase in purchases {
        counts.update(windows.place_of(purchase.at), |count| *count = count.saturating_add(1));
    }
}
