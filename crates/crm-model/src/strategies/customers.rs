//! Customers.

use alloc::{format, vec::Vec};

use crm_calendar::strategies::any_instant;
use proptest::prelude::*;

use super::{any_agreement, words::one_of};
use crate::{Customer, CustomerId, DatedAgreement, DatedTier, Membership, Vocabulary};

/// Draws a customer's id, such as `C-7`; now and then an e-mail address or one in Chinese.
pub fn any_customer_id() -> impl Strategy<Value = CustomerId> {
    let text = (1..=9_999_u32, 0..8_u32).prop_map(|(number, form)| match form {
        6 => format!("customer.{number}@example.com"),
        7 => format!("客户-{number}"),
        _ => format!("C-{number}"),
    });
    text.prop_filter_map("an id", |text| CustomerId::new(text).ok())
}

/// Draws a customer with the value tiers of the last years: none, one that always held, or up to three with the
/// instants from which they hold. Now and then two begin at one instant. One in four has agreed on limits of its own.
pub fn customer_with(vocabulary: &Vocabulary) -> impl Strategy<Value = Customer> + use<> {
    customer(any_customer_id(), vocabulary)
}

/// Draws the table of customers that goes with [`tickets_with`](super::tickets_with): up to eight of those who have
/// tickets, some of them twice.
pub fn customers_with(vocabulary: &Vocabulary) -> impl Strategy<Value = Vec<Customer>> + use<> {
    prop::collection::vec(customer(customer_of_the_company(), vocabulary), 0..=8)
}

/// One of few ids, so that tickets share customers and most of them are in the table.
pub(super) fn customer_of_the_company() -> impl Strategy<Value = CustomerId> {
    (1..=8_u32).prop_filter_map("an id", |number| CustomerId::new(format!("C-{number}")).ok())
}

fn customer<Id: Strategy<Value = CustomerId>>(
    id: Id,
    vocabulary: &Vocabulary,
) -> impl Strategy<Value = Customer> + use<Id> {
    let from_the_start = one_of(vocabulary.tiers.clone(), 0.7).prop_map(|tier| (None, tier));
    let later = (any_instant(2024, 2026).prop_map(Some), one_of(vocabulary.tiers.clone(), 0.4));
    let tiers = (from_the_start, prop::collection::vec(later, 2), prop::bool::weighted(0.1));
    let membership = (any_instant(2024, 2025), prop::option::of(any_instant(2025, 2026)));
    let membership = membership.prop_map(|(from, until)| Membership { from, until });
    let memberships = prop::collection::vec(membership, 0..=2);
    let from = prop::option::of(any_instant(2024, 2026));
    let agreement = (from, any_agreement()).prop_map(|(from, agreement)| DatedAgreement { from, agreement });
    let agreements = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(agreement, 1..=3)];
    (id, tiers, memberships, agreements).prop_map(|(id, (first, later, at_once), memberships, agreements)| {
        let together = later.first().map(|(from, _)| *from).filter(|_| at_once);
        let later = later.into_iter().map(|(from, tier)| (together.unwrap_or(from), tier));
        let dated = |(from, tier): (_, Option<_>)| tier.map(|tier| DatedTier { from, tier });
        let tiers = core::iter::once(first).chain(later).filter_map(dated).collect();
        Customer { tiers, memberships, agreements, ..Customer::new(id) }
    })
}
