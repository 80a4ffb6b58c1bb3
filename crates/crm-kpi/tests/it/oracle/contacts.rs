//! Follow-up of new customers, and coverage of existing ones: by lists of contacts.

use std::collections::BTreeSet;

use crm_calendar::{Calendar, CalendarSpec, ElapsedTime, Ends, Span, WeekdaySet, WeeklyHours, Zone};
use crm_kpi::{Apart, Facts, FollowUp, Formula, Line, NewSince, Per, Reading, Reason, Value};
use crm_model::{CustomerClass, Dataset, Interaction, Outcome, PurchaseKind, Records, Table};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{
    LAST, apart, check_beside, check_figures, days, in_two_orders, instant, is_in, is_known, mergers, name,
    share, survivor,
};
use super::{AS_OF, at, day, months};
use crate::support::{contact, line_of, member, month, order, spec};

/// With whom, on which day, whether it came about, and what for: 0 a welcome, 1 a sale; nobody knows of the others.
type Contact = (Option<u8>, u32, bool, Option<u8>);
/// Who was a customer from which day on for so many days.
type Stretch = (u8, u32, u32);
/// Who ordered, or gave back, on which day.
type Order = (Option<u8>, u32, bool);

fn contacts() -> impl Strategy<Value = Vec<Contact>> {
    let purpose = option::weighted(0.7, 0..2_u8);
    vec((option::weighted(0.9, 0..6_u8), days(), prop::bool::weighted(0.8), purpose), 0..25)
}

fn stretches() -> impl Strategy<Value = Vec<Stretch>> {
    vec((0..6_u8, days(), prop_oneof![0..3_u32, 0..100_u32]), 0..10)
}

fn orders() -> impl Strategy<Value = Vec<Order>> {
    vec((option::weighted(0.9, 0..6_u8), days(), prop::bool::weighted(0.8)), 0..10)
}

fn company(contacts: &[Contact], stretches: &[Stretch], orders: &[Order], is_merged: bool) -> Dataset {
    let spoken = contacts.iter().map(|(who, when, reached, purpose)| Interaction {
        customer: who.map(name),
        purpose: purpose.map(|purpose| ["welcome", "sale"][usize::from(purpose)].parse().unwrap()),
        ..contact("x", &day(*when).to_string(), if *reached { Outcome::Reached } else { Outcome::NotReached })
    });
    let member = |(who, from, length): &Stretch| {
        member(name(*who).as_str(), &[&format!("{}..{}", day(*from), day(from + length))])
    };
    let bought = orders.iter().map(|(who, when, is_order)| {
        let mut row = order("x", &day(*when).to_string(), "1 CNY");
        row.customer = who.map(name);
        row.what = if *is_order { PurchaseKind::Order } else { PurchaseKind::Refund { of: None } };
        row
    });
    Dataset::new(Records {
        interactions: Table::complete(spoken.collect()),
        customers: Table::complete(stretches.iter().map(member).collect()),
        purchases: Table::complete(bought.collect()),
        mergers: mergers(is_merged),
        ..Records::default()
    })
    .0
}

/// A time to follow up, with the days after which it is over.
fn spans() -> impl Strategy<Value = (Span, Ends, u32)> {
    let ends = prop::sample::select(vec![Ends::SameTime, Ends::Closing]);
    (0..3_u8, 1..20_u32, ends).prop_map(|(kind, days, ends)| match kind {
        0 => (Span::AtOnce, ends, 0),
        1 => (Span::Elapsed(ElapsedTime::from_hours(i32::try_from(24 * days).unwrap())), ends, days),
        // All begins at midnight, and the end of a day is the next one.
        _ => (Span::CalendarDays(days), ends, if ends == Ends::Closing { days + 1 } else { days }),
    })
}

fn office() -> Calendar {
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse().unwrap()]);
    Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027))).unwrap()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Followed {
    InTime,
    Late,
    Never,
    Open,
    Undetermined,
}

/// How somebody was followed up who is new since a day: contacts by whether they are known to count.
fn followed(since: u32, due: u32, spoken: &[(u32, bool)]) -> Followed {
    let first = |counts: bool| {
        spoken.iter().filter(|(when, other)| *when >= since && *other == counts).map(|(when, _)| *when).min()
    };
    let is_by_then = |when: Option<u32>| when.is_some_and(|when| when <= due);
    let is_over = instant(due) < at(AS_OF);
    match first(true) {
        _ if !is_over => Followed::Open,
        counts if is_by_then(counts) => Followed::InTime,
        _ if is_by_then(first(false)) => Followed::Undetermined,
        Some(_) => Followed::Late,
        None => Followed::Never,
    }
}

fn class(who: u8) -> Option<&'static str> {
    [Some("A"), Some("A"), Some("B"), None, Some("A"), Some("B")][usize::from(who)]
}

proptest! {
    #[test]
    fn prop_follow_up_is_as_lists_say(
        (contacts, turned) in in_two_orders(contacts()),
        (stretches, stretches_turned) in in_two_orders(stretches()),
        (orders, orders_turned) in in_two_orders(orders()),
        (within, ends, length) in spans(),
        by_order in any::<bool>(),
        of_welcomes in any::<bool>(),
        is_merged in any::<bool>(),
    ) {
        let rule = FollowUp {
            since: if by_order { NewSince::FirstPurchase } else { NewSince::Membership },
            purposes: if of_welcomes { vec!["welcome".parse().unwrap()] } else { vec![] },
            within,
            ends,
            calendar: office(),
        };
        let line = month(Formula::FollowUp(rule.clone()), &company(&contacts, &stretches, &orders, is_merged), None, AS_OF);
        let other = company(&turned, &stretches_turned, &orders_turned, is_merged);
        prop_assert_eq!(&line, &month(Formula::FollowUp(rule), &other, None, AS_OF));

        let since = |who: u8| -> Option<u32> {
            let ordered = orders.iter().filter(|(_, _, is_order)| *is_order).filter_map(|(other, when, _)| Some(((*other)?, *when)));
            let joined = stretches.iter().filter(|(.., length)| *length > 0).map(|(other, from, _)| (*other, *from));
            let own = |(other, _): &(u8, u32)| survivor(*other, is_merged) == who;
            let first = if by_order { ordered.filter(own).min_by_key(|(_, when)| *when) } else { joined.filter(own).min_by_key(|(_, from)| *from) };
            first.map(|(_, when)| when)
        };
        let spoken = |who: u8| -> Vec<(u32, bool)> {
            let own = contacts.iter().filter(|(other, when, reached, _)| {
                *reached && is_known(*when) && other.is_some_and(|other| survivor(other, is_merged) == who)
            });
            let told = own.filter(|(.., purpose)| !of_welcomes || *purpose != Some(1));
            told.map(|(_, when, _, purpose)| (*when, !of_welcomes || purpose.is_some())).collect()
        };
        let ends = |place: usize| -> Vec<Followed> {
            let new = (0..6).filter_map(|who| Some((who, since(who).filter(|since| is_in(place, *since))?)));
            new.map(|(who, since)| followed(since, since + length, &spoken(who))).collect()
        };
        let count = |place: usize, wanted: &[Followed]| ends(place).iter().filter(|end| wanted.contains(end)).count();
        let decided = [Followed::InTime, Followed::Late, Followed::Never];
        check_figures(&line, |place| {
            if !by_order && stretches.is_empty() {
                return Err(Reason::NoMemberships);
            }
            share(count(place, &[Followed::InTime]), count(place, &decided))
        })?;
        let at_all = share(count(LAST, &[Followed::InTime, Followed::Late]), count(LAST, &decided));
        check_beside(&line, Reading::FollowedUpAtAll, &at_all)?;
        prop_assert_eq!(apart(&line, Apart::Open), count(LAST, &[Followed::Open]) as u64);
        prop_assert_eq!(apart(&line, Apart::Undetermined), count(LAST, &[Followed::Undetermined]) as u64);
    }

    #[test]
    fn prop_coverage_of_a_class_is_as_lists_say(
        (contacts, turned) in in_two_orders(contacts()),
        (stretches, stretches_turned) in in_two_orders(stretches()),
        is_merged in any::<bool>(),
    ) {
        let figure = |contacts: &[Contact], stretches: &[Stretch]| -> Line {
            let data = company(contacts, stretches, &[], is_merged);
            let number = |id: &str| id.trim_start_matches('c').parse().unwrap();
            let classes: Vec<Option<CustomerClass>> =
                data.customer_ids().iter().map(|id| class(number(id.as_str()))?.parse().ok()).collect();
            let facts = Facts { classes: Some(&classes), ..Facts::new(&data) };
            line_of(spec(Formula::Coverage { class: "A".parse().unwrap() }, Per::Month, None), &facts, AS_OF)
        };
        let line = figure(&contacts, &stretches);
        prop_assert_eq!(&line, &figure(&turned, &stretches_turned));

        let own = |who: u8| stretches.iter().filter(move |(other, ..)| survivor(*other, is_merged) == who);
        let known: BTreeSet<u8> = stretches
            .iter()
            .map(|(who, ..)| *who)
            .chain(contacts.iter().filter_map(|(who, ..)| *who))
            .map(|who| survivor(who, is_merged))
            .collect();
        check_figures(&line, |place| {
            let is_there = |who: u8| {
                // There just before the start, on the day before it.
                let eve = months()[place].pred_opt().unwrap();
                own(who).next().is_none() || own(who).any(|(_, from, length)| day(*from) <= eve && eve < day(from + length))
            };
            let is_contacted = |who: u8| contacts.iter().any(|(other, when, reached, _)| {
                *reached && is_in(place, *when) && other.is_some_and(|other| survivor(other, is_merged) == who)
            });
            let existing: Vec<u8> = known.iter().copied().filter(|who| class(*who) == Some("A") && is_there(*who)).collect();
            share(existing.iter().filter(|who| is_contacted(**who)).count(), existing.len())
        })?;
    }
}

#[test]
fn without_any_membership_nobody_says_who_is_new() {
    let rule = FollowUp {
        since: NewSince::Membership,
        purposes: vec![],
        within: Span::AtOnce,
        ends: Ends::SameTime,
        calendar: office(),
    };
    let figure = |stretches: &[Stretch]| {
        month(Formula::FollowUp(rule.clone()), &company(&[], stretches, &[], false), None, AS_OF).value
    };
    assert_eq!(figure(&[]), Value::Undefined(Reason::NoMemberships));
    assert_eq!(figure(&[(0, 430, 0)]), Value::Undefined(Reason::Empty), "it ended as it began");
}
