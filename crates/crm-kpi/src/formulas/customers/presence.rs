//! Who was a customer when: by recorded memberships, or by purchases.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Customer, Membership, PurchaseKind};

use super::retention::Presence;
use crate::gather::Person;
use crate::period::{CivilPeriod, Series, Windows};

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
