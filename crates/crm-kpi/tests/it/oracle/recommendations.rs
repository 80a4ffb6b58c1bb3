//! Who recommended the company, and which of the recommended became customers: by sets.

use std::collections::BTreeSet;

use crm_kpi::{Apart, CustomersBy, Formula, Line, Reason, Value};
use crm_model::{Customer, CustomerFile, Dataset, Origin, PurchaseKind, Records, Table};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{
    LAST, apart, check_figures, days, in_two_orders, instant, is_in, is_known, name, share,
};
use super::{AS_OF, day};
use crate::support::{member, month, order};

/// A customer: its memberships by the first day and the length, how it came, when its file was entered, and the first contact.
#[derive(Debug, Clone)]
struct Person {
    number: u8,
    stretches: Vec<(u32, u32)>,
    origin: Option<Came>,
    entered: Option<u32>,
    first_contact: Option<u32>,
}

#[derive(Debug, Clone, Copy)]
enum Came {
    By(u8),
    BySomebody,
    Otherwise,
}

/// Who ordered, or gave back, on which day. Of the customers 6 and 7 there are no files.
type Order = (Option<u8>, u32, bool);

fn people() -> impl Strategy<Value = Vec<Person>> {
    let came = prop_oneof![6 => (0..8_u8).prop_map(Came::By), 1 => Just(Came::BySomebody), 2 => Just(Came::Otherwise)];
    let stretches = vec((days(), prop_oneof![0..3_u32, 0..100_u32]), 0..3);
    let dates = (option::weighted(0.7, days()), option::weighted(0.3, days()));
    let person = (stretches, option::weighted(0.8, came), dates);
    let numbered = |(number, (stretches, origin, (entered, first_contact))): (u8, (_, _, (_, _)))| {
        // Nobody came by a recommendation of its own.
        let origin = match origin {
            Some(Came::By(who)) if who == number => Some(Came::BySomebody),
            other => other,
        };
        Person { number, stretches, origin, entered, first_contact }
    };
    vec(person, 0..6).prop_map(move |people| (0..).zip(people).map(numbered).collect())
}

fn orders() -> impl Strategy<Value = Vec<Order>> {
    vec((option::weighted(0.9, 0..8_u8), days(), prop::bool::weighted(0.8)), 0..12)
}

fn company(people: &[Person], orders: &[Order]) -> Dataset {
    let customer = |person: &Person| -> Customer {
        let stretches: Vec<String> = person
            .stretches
            .iter()
            .map(|(from, length)| format!("{}..{}", day(*from), day(from + length)))
            .collect();
        let stretches: Vec<&str> = stretches.iter().map(String::as_str).collect();
        let mut customer = member(name(person.number).as_str(), &stretches);
        let origin = person.origin.map(|came| match came {
            Came::By(who) => Origin::Recommendation(Some(name(who))),
            Came::BySomebody => Origin::Recommendation(None),
            Came::Otherwise => Origin::Other("street".parse().unwrap()),
        });
        customer.file = Some(Box::new(CustomerFile {
            origin,
            entered_at: person.entered.map(instant),
            first_contact: person.first_contact.map(day),
            ..CustomerFile::default()
        }));
        customer
    };
    let bought = orders.iter().map(|(who, when, is_order)| {
        let mut row = order("x", &day(*when).to_string(), "1 CNY");
        row.customer = who.map(name);
        row.what = if *is_order { PurchaseKind::Order } else { PurchaseKind::Refund { of: None } };
        row
    });
    let purchases = Table::complete(bought.collect());
    let customers = Table::complete(people.iter().map(customer).collect());
    Dataset::new(Records { customers, purchases, ..Records::default() }).0
}

impl Person {
    /// The day on which it became a customer for the first time.
    fn joined(&self) -> Option<u32> {
        self.stretches
            .iter()
            .filter(|(_, length)| *length > 0)
            .map(|(from, _)| *from)
            .min()
            .filter(|from| is_known(*from))
    }

    fn is_recommended(&self) -> bool {
        matches!(self.origin, Some(Came::By(_) | Came::BySomebody))
    }
}

fn ordered(orders: &[Order], who: u8) -> impl Iterator<Item = u32> {
    let own = orders
        .iter()
        .filter(move |(other, when, is_order)| *is_order && *other == Some(who) && is_known(*when));
    own.map(|(_, when, _)| *when)
}

fn customers_of(people: &[Person], orders: &[Order], by: CustomersBy, place: usize) -> BTreeSet<u8> {
    (0..8)
        .filter(|who| match by {
            CustomersBy::Purchases => ordered(orders, *who).any(|when| is_in(place, when)),
            _ => people.iter().any(|person| {
                let there =
                    |(from, length): &(u32, u32)| (*from..from + length).any(|when| is_in(place, when));
                person.number == *who && person.stretches.iter().any(there)
            }),
        })
        .collect()
}

proptest! {
    #[test]
    fn prop_who_recommended_is_as_sets_say(
        (people, turned) in in_two_orders(people()),
        (orders, orders_turned) in in_two_orders(orders()),
        by in prop::sample::select(vec![CustomersBy::Memberships, CustomersBy::Purchases]),
    ) {
        let figure = |people: &[Person], orders: &[Order]| -> Line {
            month(Formula::Recommended { customers: by }, &company(people, orders), None, AS_OF)
        };
        let line = figure(&people, &orders);
        prop_assert_eq!(&line, &figure(&turned, &orders_turned));
        // It counts when the recommended came: with the first membership, else with the entry of the file.
        let came = |person: &Person| person.joined().or(person.entered);
        let who = |place: usize| -> BTreeSet<u8> {
            let came = people.iter().filter(|person| came(person).is_some_and(|when| is_in(place, when)));
            came.filter_map(|person| match person.origin {
                Some(Came::By(who)) => Some(who),
                _ => None,
            })
            .collect()
        };
        check_figures(&line, |place| {
            if by == CustomersBy::Memberships && people.iter().all(|person| person.stretches.is_empty()) {
                return Err(Reason::NoMemberships);
            }
            let customers = customers_of(&people, &orders, by, place);
            if people.iter().all(|person| person.origin.is_none()) && !customers.is_empty() {
                return Err(Reason::NoOrigins);
            }
            share(customers.intersection(&who(place)).count(), customers.len())
        })?;
        let others = who(LAST).difference(&customers_of(&people, &orders, by, LAST)).count();
        prop_assert_eq!(apart(&line, Apart::OutsidePopulation), others as u64);
    }

    #[test]
    fn prop_recommendations_convert_as_lists_say(
        (people, turned) in in_two_orders(people()),
        (orders, orders_turned) in in_two_orders(orders()),
        by in prop::sample::select(vec![CustomersBy::Memberships, CustomersBy::Purchases]),
    ) {
        let figure = |people: &[Person], orders: &[Order]| -> Line {
            month(Formula::RecommendationConversion { customers: by }, &company(people, orders), None, AS_OF)
        };
        let line = figure(&people, &orders);
        prop_assert_eq!(&line, &figure(&turned, &orders_turned));
        let became = |person: &Person| match by {
            CustomersBy::Purchases => ordered(&orders, person.number).min(),
            _ => person.joined(),
        };
        let dated = |person: &Person| person.entered.or(person.first_contact).or(became(person));
        check_figures(&line, |place| {
            if people.iter().all(|person| person.origin.is_none()) && !people.is_empty() {
                return Err(Reason::NoOrigins);
            }
            let tells_members = people.iter().any(|person| !person.stretches.is_empty());
            if by == CustomersBy::Memberships && !tells_members && !people.is_empty() {
                return Err(Reason::NoMemberships);
            }
            let recommended = people.iter().filter(|person| person.is_recommended());
            let of: Vec<&Person> = recommended.filter(|person| dated(person).is_some_and(|when| is_in(place, when))).collect();
            share(of.iter().filter(|person| became(person).is_some()).count(), of.len())
        })?;
        let undated = people.iter().filter(|person| person.is_recommended() && dated(person).is_none()).count();
        prop_assert_eq!(apart(&line, Apart::Undated), undated as u64);
    }
}

/// A customer who came in March, though its only membership ended as it began.
fn stranger(came: Came) -> Person {
    Person {
        number: 0,
        stretches: vec![(430, 0)],
        origin: Some(came),
        entered: Some(430),
        first_contact: None,
    }
}

#[test]
fn a_membership_that_ends_as_it_begins_makes_no_customer_of_the_recommended() {
    let formula = Formula::RecommendationConversion { customers: CustomersBy::Memberships };
    let line = month(formula, &company(&[stranger(Came::BySomebody)], &[]), None, AS_OF);
    assert_eq!(line.evidence.parts(), Some((0, 1)));
}

#[test]
fn without_any_membership_nobody_says_who_of_the_recommended_joined() {
    let person = Person { stretches: vec![], ..stranger(Came::BySomebody) };
    let formula = Formula::RecommendationConversion { customers: CustomersBy::Memberships };
    let line = month(formula, &company(&[person], &[]), None, AS_OF);
    assert_eq!(line.value, Value::Undefined(Reason::NoMemberships));
}

#[test]
fn who_recommended_and_is_named_nowhere_else_is_no_customer() {
    let orders = [(Some(1), 430, true)];
    let formula = Formula::Recommended { customers: CustomersBy::Purchases };
    let line = month(formula, &company(&[stranger(Came::By(7))], &orders), None, AS_OF);
    assert_eq!((line.evidence.parts(), apart(&line, Apart::OutsidePopulation)), (Some((0, 1)), 1));
    assert_eq!(apart(&line, Apart::Unattributed), 0, "its name is known");
}
