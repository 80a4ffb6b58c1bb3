//! Recovery of dissatisfied customers, and hand-overs: by what stands in the histories.

use std::collections::BTreeSet;

use crm_kpi::{Apart, Formula, Line, Reading};
use crm_model::{
    Classification, Dataset, Department, EventKind, Happening, Holder, Kind, PersonId, Records, Table,
    TicketEvent, TicketRecord,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{
    LAST, apart, check_beside, check_figures, days, in_two_orders, instant, is_in, mergers, name, share,
    survivor,
};
use super::{AS_OF, at};
use crate::support::month;

/// A ticket: whose it is, on which day it was opened, of which kind it is, and what happened so many days later.
#[derive(Debug, Clone)]
struct Case {
    number: usize,
    who: Option<u8>,
    opened: u32,
    kind: Option<u8>,
    happened: Vec<(u32, Happening)>,
}

fn cases(happening: impl Strategy<Value = Happening> + 'static) -> impl Strategy<Value = Vec<Case>> {
    let happened = vec((prop_oneof![0..4_u32, 0..60_u32], happening), 0..7);
    let case = (option::weighted(0.8, 0..6_u8), days(), option::weighted(0.8, 0..2_u8), happened);
    let numbered =
        |(number, (who, opened, kind, happened)): (usize, _)| Case { number, who, opened, kind, happened };
    vec(case, 0..8).prop_map(move |cases| cases.into_iter().enumerate().map(numbered).collect())
}

fn merged() -> Happening {
    Happening::Merged("t0".parse().unwrap())
}

impl Case {
    fn record(&self) -> TicketRecord {
        let kind = self.kind.map(|kind| Kind::new(["complaint", "inquiry"][usize::from(kind)]).unwrap());
        let judged = Happening::Classified(Classification { kind, ..Classification::default() });
        let first = [Happening::Opened, judged].map(|what| (0, what));
        let happened = self.happened.iter().filter(|(_, what)| self.number > 0 || *what != merged());
        let events = first
            .iter()
            .chain(happened)
            .map(|(after, what)| TicketEvent::at(instant(self.opened + after), what.clone()));
        let id = format!("t{}", self.number).parse().unwrap();
        TicketRecord { customer: self.who.map(name), ..TicketRecord::new(id, events.collect()) }
    }

    /// What is known by the evaluation, in the order of time; of one instant, in the order of events.
    fn known(&self) -> Vec<TicketEvent> {
        let mut events = self.record().events;
        events.sort();
        events.dedup();
        // What nobody solved can neither be accepted nor disputed.
        let solved = events.iter().position(|event| event.happening == Happening::Solved);
        let (before, after) = events.split_at(solved.unwrap_or(events.len()));
        let is_word = |event: &&TicketEvent| {
            matches!(event.kind(), EventKind::Confirmed | EventKind::Disputed | EventKind::Revisited)
        };
        let mut events: Vec<TicketEvent> =
            before.iter().filter(|event| !is_word(event)).chain(after).cloned().collect();
        events.retain(|event| event.occurred_at <= at(AS_OF));
        events
    }

    fn lives_on(&self) -> bool {
        self.known().iter().any(|event| event.happening == merged())
    }
}

fn company(cases: &[Case], is_merged: bool) -> Dataset {
    let tickets = Table::complete(cases.iter().map(Case::record).collect());
    Dataset::new(Records { tickets, mergers: mergers(is_merged), ..Records::default() }).0
}

/// Which kinds are asked about, and whether a ticket is of one of them; nobody knows of a ticket without a kind.
fn kinds(of_complaints: bool) -> Vec<Kind> {
    if of_complaints { vec!["complaint".parse().unwrap()] } else { vec![] }
}

fn is_asked_about(case: &Case, of_complaints: bool) -> bool {
    !of_complaints || case.kind == Some(0)
}

fn word() -> impl Strategy<Value = Happening> {
    let words = [Happening::Disputed, Happening::Confirmed, Happening::Solved, merged()];
    let answers = [Some(true), Some(false), None].map(Happening::Revisited);
    prop::sample::select(words.into_iter().chain(answers).collect::<Vec<_>>())
}

/// Whether a customer said that it is satisfied, or that it is not.
fn said(what: &Happening) -> Option<bool> {
    match what {
        Happening::Confirmed => Some(true),
        Happening::Disputed => Some(false),
        Happening::Revisited(answer) => *answer,
        _ => None,
    }
}

fn place_of(event: &TicketEvent) -> Option<usize> {
    (0..14).find(|place| {
        let months = super::months();
        let start = |place: usize| at(&months[place].to_string());
        start(*place) <= event.occurred_at && event.occurred_at < start(place + 1)
    })
}

fn part() -> impl Strategy<Value = Holder> {
    let department = |number: u8| Department::new(format!("d{number}")).unwrap();
    let person = |number: u8| PersonId::new(format!("p{number}")).unwrap();
    (option::weighted(0.7, 0..2_u8), option::weighted(0.7, 0..2_u8))
        .prop_map(move |(one, other)| Holder { department: one.map(department), person: other.map(person) })
}

fn hand() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => part().prop_map(Happening::Assigned),
        2 => part().prop_map(Happening::Transferred),
        1 => Just(Happening::Solved),
        1 => Just(merged()),
    ]
}

fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

proptest! {
    #[test]
    fn prop_recovery_is_as_the_last_words_say(
        (cases, turned) in in_two_orders(cases(word())),
        of_complaints in any::<bool>(),
        is_merged in any::<bool>(),
    ) {
        let figure = |cases: &[Case]| -> Line {
            month(Formula::Recovery { kinds: kinds(of_complaints) }, &company(cases, is_merged), None, AS_OF)
        };
        let line = figure(&cases);
        prop_assert_eq!(&line, &figure(&turned));
        let is_unhappy = |case: &&Case, place: usize| {
            case.known().iter().any(|event| place_of(event) == Some(place) && said(&event.happening) == Some(false))
        };
        check_figures(&line, |place| {
            let matters = || cases.iter().filter(|case| is_asked_about(case, of_complaints) && is_unhappy(case, place));
            let of = |case: &Case| case.who.map(|who| survivor(who, is_merged));
            let customers: BTreeSet<u8> = matters().filter_map(of).collect();
            let ends_well = |case: &Case| case.known().iter().rev().find_map(|event| said(&event.happening)) == Some(true);
            let recovered = customers.iter().filter(|who| matters().filter(|case| of(case) == Some(**who)).all(ends_well));
            share(recovered.count(), customers.len())
        })?;
        let nameless = cases.iter().filter(|case| {
            case.who.is_none() && is_asked_about(case, of_complaints) && is_unhappy(case, LAST)
        });
        prop_assert_eq!(apart(&line, Apart::TicketsWithoutCustomer), nameless.count() as u64);
    }

    #[test]
    fn prop_hand_overs_are_as_histories_say(
        (cases, turned) in in_two_orders(cases(hand())),
        of_complaints in any::<bool>(),
    ) {
        let figure = |cases: &[Case]| -> Line {
            month(Formula::HandOvers { kinds: kinds(of_complaints) }, &company(cases, false), None, AS_OF)
        };
        let line = figure(&cases);
        prop_assert_eq!(&line, &figure(&turned));
        let times = |case: &Case| {
            let known = case.known();
            let is_transfer = |event: &TicketEvent| matches!(event.happening, Happening::Transferred(_));
            let holders = |events: &[TicketEvent]| -> Vec<Holder> {
                let to = |event: &TicketEvent| match &event.happening {
                    Happening::Assigned(to) | Happening::Transferred(to) => Some(to.clone()),
                    _ => None,
                };
                events.iter().filter_map(to).collect()
            };
            let is_another = |place: usize, next: &Holder| {
                // Nothing is known of who held it before the last transfer.
                let since = known[..place].iter().rposition(is_transfer).unwrap_or(0);
                let held = holders(&known[since..place]);
                let department = held.iter().rev().find_map(|holder| holder.department.as_ref());
                // Nor of the person who held it in another department.
                let same = |holder: &&Holder| !differ(holder.department.as_ref(), department);
                let mut there = held.iter().rev().take_while(same);
                let person = there.find_map(|holder| holder.person.as_ref());
                differ(department, next.department.as_ref()) || differ(person, next.person.as_ref())
            };
            let is_one = |place: usize| match &known[place].happening {
                Happening::Transferred(_) => true,
                Happening::Assigned(next) => is_another(place, next),
                _ => false,
            };
            (0..known.len()).filter(|place| is_one(*place)).count()
        };
        let of = |place: usize| -> Vec<usize> {
            let opened = cases.iter().filter(|case| is_in(place, case.opened) && !case.lives_on());
            opened.filter(|case| is_asked_about(case, of_complaints)).map(times).collect()
        };
        check_figures(&line, |place| share(of(place).iter().sum(), of(place).len()))?;
        let at_all = of(LAST).iter().filter(|times| **times > 0).count();
        check_beside(&line, Reading::HandedOver, &share(at_all, of(LAST).len()))?;
        let unknown = cases.iter().filter(|case| {
            of_complaints && case.kind.is_none() && is_in(LAST, case.opened) && !case.lives_on()
        });
        prop_assert_eq!(apart(&line, Apart::KindUnknown), unknown.count() as u64);
    }
}

fn to(department: Option<&str>, person: Option<&str>) -> Holder {
    Holder {
        department: department.map(|name| name.parse().unwrap()),
        person: person.map(|name| name.parse().unwrap()),
    }
}

#[test]
fn who_takes_a_transferred_ticket_first_is_no_second_hand_over() {
    let case = |happened: Vec<Happening>| {
        let happened = (0..).zip(happened).collect();
        [Case { number: 1, who: None, opened: 424, kind: None, happened }]
    };
    let (sold, li, wang) = (Some("sales"), Some("Li"), Some("Wang"));
    for (happened, hand_overs) in [
        // Within a department, and to nobody says whom.
        (
            vec![
                Happening::Assigned(to(sold, li)),
                Happening::Transferred(to(sold, None)),
                Happening::Assigned(to(sold, wang)),
            ],
            1,
        ),
        (
            vec![
                Happening::Assigned(to(sold, li)),
                Happening::Transferred(to(None, None)),
                Happening::Assigned(to(None, wang)),
            ],
            1,
        ),
        // That Li works in sales is no move of Li.
        (
            vec![
                Happening::Assigned(to(None, li)),
                Happening::Assigned(to(sold, None)),
                Happening::Assigned(to(None, wang)),
            ],
            1,
        ),
    ] {
        let line = month(Formula::HandOvers { kinds: vec![] }, &company(&case(happened), false), None, AS_OF);
        assert_eq!(line.evidence.parts(), Some((hand_overs, 1)));
    }
}
