//! [`Retained`]: retention and churn at work.

use alloc::vec::Vec;

use crm_model::{PurchaseKind, ValueTier};

use super::{Presence, RetentionForm, RetentionTally};
use crate::evidence::Lack;
use crate::formulas::customers::presence::{CustomersBy, bought, stretches};
use crate::gather::{Facts, Gather, Person, UnknownBuyers, apart};
use crate::period::{PLACES, Series, Windows};
use crate::{Apart, Evidence, Note, Reading, Value};

/// Retention and churn at work.
#[derive(Debug)]
pub(crate) struct Retained<'a> {
    facts: Facts<'a>,
    windows: &'a Windows,
    by: CustomersBy,
    tier: Option<&'a ValueTier>,
    form: RetentionForm,
    tallies: Series<RetentionTally>,
    members: u64,
    unrecorded: u64,
    unknown: UnknownBuyers,
}

impl<'a> Retained<'a> {
    pub(crate) fn new(
        facts: Facts<'a>,
        windows: &'a Windows,
        by: CustomersBy,
        tier: Option<&'a ValueTier>,
        form: RetentionForm,
    ) -> Self {
        let (tallies, unknown) = (Series::default(), UnknownBuyers::default());
        Self { facts, windows, by, tier, form, tallies, members: 0, unrecorded: 0, unknown }
    }

    pub(crate) fn tally(&self, place: usize) -> RetentionTally {
        self.tallies.get(place)
    }

    /// Returns whether anybody's membership is recorded, where customers are found by it.
    pub(crate) fn tells_memberships(&self) -> Option<bool> {
        (self.by == CustomersBy::Memberships).then_some(self.members > 0)
    }

    fn record(&mut self, person: &Person<'a>, place: usize, presence: Presence) {
        if presence == Presence::default() {
            return;
        }
        let counts = self.tier.is_none_or(|tier| {
            let own =
                person.code.and_then(|code| self.facts.tier_of(code, person.customer, self.windows, place));
            own == Some(tier)
        });
        if counts {
            self.tallies.update(Some(place), |tally| tally.record(presence));
        }
    }
}

impl<'a> Gather<'a> for Retained<'a> {
    fn person(&mut self, person: &Person<'a>) {
        match self.by {
            CustomersBy::Memberships => {
                let Some(customer) = person.customer else { return };
                if customer.memberships.is_empty() {
                    self.unrecorded += 1;
                    return;
                }
                self.members += 1;
                let stretches = stretches(customer, Some(self.windows.as_of));
                for (place, period) in self.windows.iter() {
                    self.record(person, place, Presence::of_stretches(&stretches, period));
                }
            }
            CustomersBy::Purchases => {
                // An order that was set aside may be the one by which it stayed.
                if !self.unknown.knows(person, self.facts.dataset, self.windows) {
                    return;
                }
                let active = bought(person, self.windows);
                let orders = || person.purchases.iter().filter(|row| row.what == PurchaseKind::Order);
                let first = orders().next().and_then(|row| self.windows.place_of(row.at));
                for place in 1..PLACES {
                    let (at_start, at_end) = (active.get(place - 1), active.get(place));
                    let joined = first == Some(place);
                    let presence = Presence {
                        at_start,
                        at_end,
                        lost: u32::from(at_start && !at_end),
                        joined,
                        returned: u32::from(at_end && !at_start && !joined),
                    };
                    self.record(person, place, presence);
                }
            }
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        self.tallies
            .get(place)
            .evidence(self.form)
            .with_lack(Lack::Tiers, self.tier.map(|_| self.facts.has_tiers()))
            .with_lack(Lack::Memberships, self.tells_memberships())
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let tally = self.tallies.get(place);
        let mut notes = Vec::new();
        for (reading, count) in [(Reading::Joined, tally.joined), (Reading::Returned, tally.returned)] {
            notes.extend((count > 0).then_some(Note::Beside { reading, value: Value::Count(count) }));
        }
        notes.extend(self.tier.and(self.facts.tiers).map(|_| Note::TiersAsSupplied));
        notes.extend(apart(Apart::WithoutMembership, self.unrecorded));
        notes.extend(self.unknown.notes(place));
        notes
    }
}
