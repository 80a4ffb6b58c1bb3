//! Who was a customer when: by recorded memberships, or by purchases.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Customer, Membership, PurchaseKind, ValueTier};

use crate::evidence::Lack;
use crate::gather::{Facts, Gather, Person, UnknownBuyers, apart};
use crate::period::{CivilPeriod, PLACES, Series, Windows};
use crate::{Apart, Evidence, Note, Presence, Reading, RetentionForm, RetentionTally, Value};

/// What makes somebody a customer of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum CustomersBy {
    /// A recorded membership. At the start and at the end of a period are its edges.
    Memberships,
    /// An order in the period. At the start are those who bought in the period before.
    Purchases,
}

impl CustomersBy {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Memberships, "memberships"), (Self::Purchases, "purchases")];

    /// Returns the places of the periods at some time in which somebody was a customer.
    pub(crate) fn places(self, person: &Person<'_>, windows: &Windows) -> Series<bool> {
        match self {
            Self::Purchases => bought(person, windows),
            Self::Memberships => {
                let mut member = Series::default();
                let known = |customer| stretches(customer, Some(windows.as_of));
                let stretches = person.customer.map(known).unwrap_or_default();
                for (place, period) in windows.iter() {
                    let overlaps = |(from, until): &Stretch| {
                        *from < period.end() && until.is_none_or(|until| until > period.start())
                    };
                    let held = stretches.iter().any(overlaps);
                    member.update(Some(place), |member| *member = held);
                }
                member
            }
        }
    }
}

/// Returns the places of the periods in which somebody ordered.
pub(crate) fn bought(person: &Person<'_>, windows: &Windows) -> Series<bool> {
    let mut active = Series::default();
    for purchase in person.purchases.iter().filter(|row| row.what == PurchaseKind::Order) {
        active.update(windows.place_of(purchase.at), |active| *active = true);
    }
    active
}

/// A stretch `[from, until)` of being a customer.
pub(crate) type Stretch = (DateTime<Utc>, Option<DateTime<Utc>>);

/// Returns the stretches of being a customer, in order: memberships that overlap or touch are one. What begins or ends
/// after `as_of` has not.
pub(crate) fn stretches(customer: &Customer, as_of: Option<DateTime<Utc>>) -> Vec<Stretch> {
    let is_empty = |one: &Membership| one.until.is_some_and(|until| until <= one.from);
    let is_later = |instant: DateTime<Utc>| as_of.is_some_and(|as_of| instant > as_of);
    let known = customer.memberships.iter().filter(|one| !is_empty(one) && !is_later(one.from));
    let until_now =
        |one: &Membership| Membership { until: one.until.filter(|until| !is_later(*until)), ..*one };
    let mut sorted: Vec<Membership> = known.map(until_now).collect();
    sorted.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::with_capacity(sorted.len());
    for Membership { from, until } in sorted {
        match joined.last_mut() {
            Some((_, end)) if end.is_none_or(|end| from <= end) => {
                *end = match (*end, until) {
                    (Some(end), Some(until)) => Some(end.max(until)),
                    _ => None,
                };
            }
            _ => joined.push((from, until)),
        }
    }
    joined
}

/// Returns when a customer joined for the first time, by `as_of`. A membership that ends as it begins is none.
pub(crate) fn first_joined(customer: &Customer, as_of: DateTime<Utc>) -> Option<DateTime<Utc>> {
    stretches(customer, Some(as_of)).first().map(|(from, _)| *from)
}

impl Presence {
    /// Returns what a customer did in a period, from its recorded memberships; `None` where none is recorded.
    ///
    /// Memberships that overlap or touch are one: a renewal is no loss.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_kpi::{CivilPeriod, Per, Presence};
    /// use crm_model::{Customer, CustomerId, Membership};
    ///
    /// let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse()?, &Zone::utc());
    /// let mut customer = Customer::new(CustomerId::new("C-1")?);
    /// let left = Some("2026-03-10T00:00:00Z".parse()?);
    /// customer.memberships = vec![
    ///     Membership { from: "2025-01-01T00:00:00Z".parse()?, until: left },
    ///     Membership { from: "2026-03-20T00:00:00Z".parse()?, until: None },
    /// ];
    /// let presence = Presence::of_member(&customer, &march).unwrap();
    /// assert!(presence.at_start && presence.at_end);
    /// assert_eq!((presence.lost, presence.returned), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_member(customer: &Customer, period: &CivilPeriod) -> Option<Self> {
        let stretches = stretches(customer, None);
        (!customer.memberships.is_empty()).then(|| Self::of_stretches(&stretches, period))
    }

    pub(crate) fn of_stretches(stretches: &[Stretch], period: &CivilPeriod) -> Self {
        let before = |instant: DateTime<Utc>| {
            stretches
                .iter()
                .any(|(from, until)| *from < instant && until.is_none_or(|until| until >= instant))
        };
        let mut presence =
            Self { at_start: before(period.start()), at_end: before(period.end()), ..Self::default() };
        for (place, (from, until)) in stretches.iter().enumerate() {
            if period.contains(*from) {
                presence.joined |= place == 0;
                presence.returned = presence.returned.saturating_add(u32::from(place > 0));
            }
            if until.is_some_and(|until| period.contains(until)) {
                presence.lost = presence.lost.saturating_add(1);
            }
        }
        presence
    }
}

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
