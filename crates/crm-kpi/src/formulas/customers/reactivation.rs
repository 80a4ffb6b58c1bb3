//! Reactivation: former customers who came back / former customers.

use alloc::vec::Vec;

use crm_model::{PurchaseKind, Ratio};

use crate::evidence::Lack;
use crate::formulas::customers::presence::{CustomersBy, bought, stretches};
use crate::gather::{Facts, Gather, Person, UnknownBuyers, apart};
use crate::period::{PLACES, Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note, Presence};

tally! {
    /// What a former customer did.
    Reactivated,
    /// Counts of former customers: who had been customers before a period and were none at its start.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::ReactivationTally;
    ///
    /// let tally = ReactivationTally { came_back: 3, stayed_away: 47 };
    /// assert_eq!(tally.share().unwrap().percent(0), "6%");
    /// ```
    ReactivationTally {
        /// Came back in the period, however long for.
        CameBack => came_back,
        /// Did not.
        StayedAway => stayed_away,
    }
}

impl ReactivationTally {
    /// Returns those who came back / former customers, or `None` without former customers.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.came_back, self.came_back.saturating_add(self.stayed_away))
    }
}

/// Reactivation at work. By purchases a former customer is one who ordered before the period before, and not in it.
/// Who left and came back within the period is no former customer: it was one at the start.
#[derive(Debug)]
pub(crate) struct Returning<'a> {
    facts: Facts<'a>,
    by: CustomersBy,
    windows: &'a Windows,
    tallies: Series<ReactivationTally>,
    members: u64,
    unrecorded: u64,
    unknown: UnknownBuyers,
}

impl<'a> Returning<'a> {
    pub(crate) fn new(facts: Facts<'a>, by: CustomersBy, windows: &'a Windows) -> Self {
        let (tallies, unknown) = (Series::default(), UnknownBuyers::default());
        Self { facts, by, windows, tallies, members: 0, unrecorded: 0, unknown }
    }

    fn record(&mut self, place: usize, came_back: bool) {
        let case = if came_back { Reactivated::CameBack } else { Reactivated::StayedAway };
        self.tallies.update(Some(place), |tally| tally.record(case));
    }

    fn member(&mut self, person: &Person<'a>) {
        let Some(customer) = person.customer else { return };
        if customer.memberships.is_empty() {
            self.unrecorded = self.unrecorded.saturating_add(1);
            return;
        }
        self.members = self.members.saturating_add(1);
        let stretches = stretches(customer, Some(self.windows.as_of));
        for (place, period) in self.windows.iter() {
            let presence = Presence::of_stretches(&stretches, period);
            let had_begun = stretches.first().is_some_and(|(from, _)| *from < period.start());
            if had_begun && !presence.at_start {
                self.record(place, presence.returned > 0);
            }
        }
    }

    fn buyer(&mut self, person: &Person<'a>) {
        let active = bought(person, self.windows);
        let first = person.purchases.iter().find(|row| row.what == PurchaseKind::Order).map(|row| row.at);
        let Some(first) = first else { return };
        for place in 1..PLACES {
            let had_begun = self.windows.get(place - 1).is_some_and(|before| first < before.start());
            if had_begun && !active.get(place - 1) {
                self.record(place, active.get(place));
            }
        }
    }
}

impl<'a> Gather<'a> for Returning<'a> {
    fn person(&mut self, person: &Person<'a>) {
        match self.by {
            CustomersBy::Memberships => self.member(person),
            // An order that was set aside may be the one by which it came back.
            CustomersBy::Purchases => {
                if self.unknown.knows(person, self.facts.dataset, self.windows) {
                    self.buyer(person);
                }
            }
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let ReactivationTally { came_back, stayed_away } = self.tallies.get(place);
        let by_members = self.by == CustomersBy::Memberships;
        Evidence::trials(came_back, came_back.saturating_add(stayed_away))
            .with_lack(Lack::Memberships, by_members.then_some(self.members > 0))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let unrecorded = apart(Apart::WithoutMembership, self.unrecorded);
        unrecorded.into_iter().chain(self.unknown.notes(place)).collect()
    }
}
