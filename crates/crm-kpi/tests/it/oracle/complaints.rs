//! Complaints against contacts and customers: by lists of rows.

use std::collections::BTreeSet;

use crm_kpi::{Apart, Base, Formula, Reason};
use crm_model::{
    Classification, Customer, Dataset, Happening, Interaction, Kind, Outcome, PurchaseKind, Records, Table,
    TicketEvent, TicketRecord,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{
    Figure, LAST, apart, check_figures, days, in_two_orders, instant, is_in, is_known, mergers, name, share,
    survivor,
};
use super::{AS_OF, day};
use crate::support::{contact, member, month, order};

/// A ticket by the day on which it was opened: whose it is, what was judged of its kind so many days later, and when it was
/// merged into the ticket of number 0.
#[derive(Debug, Clone)]
struct Case {
    number: usize,
    who: Option<u8>,
    opened: u32,
    judged: Vec<(u32, u8)>,
    merged: Option<u32>,
}

const KINDS: [&str; 2] = ["complaint", "inquiry"];

fn cases() -> impl Strategy<Value = Vec<Case>> {
    let judged = vec((0..8_u32, 0..2_u8), 0..3);
    let case = (option::weighted(0.8, 0..6_u8), days(), judged, option::weighted(0.2, 0..20_u32));
    let numbered = |(number, (who, opened, judged, merged)): (usize, (_, _, _, Option<u32>))| Case {
        number,
        who,
        opened,
        judged,
        merged: merged.filter(|_| number > 0),
    };
    vec(case, 0..10).prop_map(move |cases| cases.into_iter().enumerate().map(numbered).collect())
}

impl Case {
    /// Now and then the source has it twice.
    fn records(&self) -> Vec<TicketRecord> {
        let judged = self.judged.iter().map(|(after, kind)| {
            let kind = Some(Kind::new(KINDS[usize::from(*kind)]).unwrap());
            let judged = Classification { kind, ..Classification::default() };
            TicketEvent::at(instant(self.opened + after), Happening::Classified(judged))
        });
        let merged = self.merged.map(|after| {
            TicketEvent::at(instant(self.opened + after), Happening::Merged("t0".parse().unwrap()))
        });
        let opened = TicketEvent::at(instant(self.opened), Happening::Opened);
        let events = std::iter::once(opened).chain(judged).chain(merged).collect();
        let id = format!("t{}", self.number).parse().unwrap();
        let record = TicketRecord { customer: self.who.map(name), ..TicketRecord::new(id, events) };
        vec![record; if self.number.is_multiple_of(3) { 2 } else { 1 }]
    }

    /// The last word on its kind by the evaluation.
    fn kind(&self) -> Option<u8> {
        let known = self.judged.iter().filter(|(after, _)| is_known(self.opened + after));
        known.max().map(|(_, kind)| *kind)
    }

    fn lives_on(&self) -> bool {
        self.merged.is_some_and(|after| is_known(self.opened + after))
    }
}

/// With whom, on which day, and whether it came about.
type Contact = (Option<u8>, u32, bool);

/// Who was a customer from which day for how long; who ordered, or gave back, on which day.
#[derive(Debug, Clone)]
struct People {
    stretches: Vec<(u8, u32, u32)>,
    orders: Vec<(Option<u8>, u32, bool)>,
}

fn people() -> impl Strategy<Value = People> {
    let stretches = vec((0..6_u8, days(), prop_oneof![0..3_u32, 0..100_u32]), 0..8);
    let orders = vec((option::weighted(0.9, 0..6_u8), days(), prop::bool::weighted(0.8)), 0..12);
    (stretches, orders).prop_map(|(stretches, orders)| People { stretches, orders })
}

impl People {
    fn records(&self) -> Records {
        let member = |(who, from, length): &(u8, u32, u32)| {
            member(name(*who).as_str(), &[&format!("{}..{}", day(*from), day(from + length))])
        };
        let purchase = |(who, when, is_order): &(Option<u8>, u32, bool)| {
            let mut row = order("nobody", &day(*when).to_string(), "1 CNY");
            row.customer = who.map(name);
            row.what = if *is_order { PurchaseKind::Order } else { PurchaseKind::Refund { of: None } };
            row
        };
        let customers: Vec<Customer> = self.stretches.iter().map(member).collect();
        let purchases = self.orders.iter().map(purchase).collect();
        Records {
            customers: Table::complete(customers),
            purchases: Table::complete(purchases),
            ..Records::default()
        }
    }

    /// Who was a customer on a day of the period at a place.
    fn members(&self, place: usize, is_merged: bool) -> BTreeSet<u8> {
        let holds =
            |(_, from, length): &&(u8, u32, u32)| (*from..from + length).any(|when| is_in(place, when));
        self.stretches.iter().filter(holds).map(|(who, ..)| survivor(*who, is_merged)).collect()
    }

    fn buyers(&self, place: usize, is_merged: bool) -> BTreeSet<u8> {
        let orders = self.orders.iter().filter(|(_, when, is_order)| *is_order && is_in(place, *when));
        orders.filter_map(|(who, ..)| Some(survivor((*who)?, is_merged))).collect()
    }
}

proptest! {
    #[test]
    fn prop_complaints_are_set_against_what_lists_say(
        (cases, turned) in in_two_orders(cases()),
        (contacts, contacts_turned) in in_two_orders(vec((option::weighted(0.8, 0..6_u8), days(), any::<bool>()), 0..20)),
        people in people(),
        is_merged in any::<bool>(),
    ) {
        let data = |cases: &[Case], contacts: &[Contact]| {
            let spoken = contacts.iter().map(|(who, when, reached)| Interaction {
                customer: who.map(name),
                ..contact("nobody", &day(*when).to_string(), if *reached { Outcome::Reached } else { Outcome::NotReached })
            });
            let interactions = Table::complete(spoken.collect());
            let tickets = Table::complete(cases.iter().flat_map(Case::records).collect());
            Dataset::new(Records { tickets, interactions, mergers: mergers(is_merged), ..people.records() }).0
        };
        let (one, other) = (data(&cases, &contacts), data(&turned, &contacts_turned));
        let opened = |place: usize| cases.iter().filter(move |case| is_in(place, case.opened) && !case.lives_on());
        for (base, _) in Base::ALL {
            let formula = || Formula::ComplaintRate { kinds: vec!["complaint".parse().unwrap()], base };
            let line = month(formula(), &one, None, AS_OF);
            prop_assert_eq!(&line, &month(formula(), &other, None, AS_OF));
            let expected = |place: usize| -> Figure {
                let reached = contacts.iter().filter(|(_, when, reached)| *reached && is_in(place, *when)).count();
                let whole = match base {
                    Base::Interactions => reached,
                    Base::InteractionsAndTickets => reached + opened(place).count(),
                    Base::Members if people.stretches.is_empty() => return Err(Reason::NoMemberships),
                    Base::Members => people.members(place, is_merged).len(),
                    _ => people.buyers(place, is_merged).len(),
                };
                if opened(place).count() > 0 && opened(place).all(|case| case.kind().is_none()) {
                    return Err(Reason::NoKindKnown);
                }
                share(opened(place).filter(|case| case.kind() == Some(0)).count(), whole)
            };
            check_figures(&line, expected)?;
            let unknown = opened(LAST).filter(|case| case.kind().is_none()).count();
            prop_assert_eq!(apart(&line, Apart::KindUnknown), unknown as u64);
        }
    }
}
