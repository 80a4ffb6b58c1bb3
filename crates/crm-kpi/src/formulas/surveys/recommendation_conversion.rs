//! Conversion of recommendations (clause D-KPI-15): the recommended who became customers / the recommended.

use alloc::vec::Vec;

use chrono::{DateTime, NaiveTime, Utc};
use crm_calendar::Zone;
use crm_model::{Customer, Origin, PurchaseKind};

use crate::evidence::Lack;
use crate::formulas::customers::presence::{CustomersBy, first_joined};
use crate::formulas::money::close_rate::{ConversionTally, Converting};
use crate::gather::{Facts, Gather, Person, apart};
use crate::period::{Series, Windows};
use crate::{Apart, Evidence, Note};

/// Conversion at work. A recommendation belongs to the period in which the file of the recommended was entered, or of the
/// first contact, or, where neither is known, in which it became a customer.
#[derive(Debug)]
pub(crate) struct Converted<'a> {
    facts: Facts<'a>,
    by: CustomersBy,
    windows: &'a Windows,
    zone: &'a Zone,
    tallies: Series<ConversionTally>,
    /// Customers in the table, and those of them with an origin.
    customers: u64,
    origins: u64,
    /// Those with a recorded membership.
    members: u64,
    undated: u64,
    doubtful: u64,
}

impl<'a> Converted<'a> {
    pub(crate) fn new(facts: Facts<'a>, by: CustomersBy, windows: &'a Windows, zone: &'a Zone) -> Self {
        let (customers, origins, members) = (0, 0, 0);
        let tallies = Series::default();
        Self { facts, by, windows, zone, tallies, customers, origins, members, undated: 0, doubtful: 0 }
    }

    fn became_customer(&self, person: &Person<'_>, customer: &Customer) -> Option<DateTime<Utc>> {
        let at = match self.by {
            CustomersBy::Memberships => first_joined(customer, self.windows.as_of),
            CustomersBy::Purchases => {
                person.purchases.iter().find(|row| row.what == PurchaseKind::Order).map(|row| row.at)
            }
        };
        at.filter(|at| *at <= self.windows.as_of)
    }
}

impl<'a> Gather<'a> for Converted<'a> {
    fn person(&mut self, person: &Person<'a>) {
        let (Some(code), Some(customer)) = (person.code, person.customer) else { return };
        self.customers = self.customers.saturating_add(1);
        self.members += u64::from(!customer.memberships.is_empty());
        let Some(file) = customer.file.as_ref() else { return };
        let Some(origin) = file.origin.as_ref() else { return };
        self.origins = self.origins.saturating_add(1);
        if !matches!(origin, Origin::Recommendation(_)) {
            return;
        }
        if self.by == CustomersBy::Purchases && self.facts.dataset.has_doubtful_order(code) {
            self.doubtful = self.doubtful.saturating_add(1);
            return;
        }
        let since = self.became_customer(person, customer);
        let first_contact = || Some(self.zone.opening(file.first_contact?.and_time(NaiveTime::MIN)));
        let Some(at) = file.entered_at.or_else(first_contact).or(since) else {
            self.undated = self.undated.saturating_add(1);
            return;
        };
        let case = if since.is_some() { Converting::Ordered } else { Converting::Declined };
        self.tallies.update(self.windows.place_of(at), |tally| tally.record(case));
    }

    fn evidence(&self, place: usize) -> Evidence {
        let ConversionTally { ordered, declined, .. } = self.tallies.get(place);
        let tells_origins = (self.customers > 0).then_some(self.origins > 0);
        // A part without any origin asks for no membership, but may tell of those that another part asks for.
        let asks = self.by == CustomersBy::Memberships && (self.origins > 0 || self.members > 0);
        Evidence::trials(ordered, ordered.saturating_add(declined))
            .with_lack(Lack::Memberships, asks.then_some(self.members > 0))
            .with_lack(Lack::Origins, tells_origins)
    }

    fn notes(&self, _place: usize) -> Vec<Note> {
        let counts = [(Apart::Undated, self.undated), (Apart::DoubtfulOrders, self.doubtful)];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}
