//! Laws of the composition.

use crm_kit::model::{Happening, TicketId, TicketRecord, WaitReason};
use crm_kit::{Case, absorbed, assess, assess_ticket};
use proptest::prelude::*;

use crate::support::{dataset, minute, policy, record};

const FORTNIGHT: i64 = 14 * 24 * 60;

fn any_happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        Just(Happening::FirstResponse),
        Just(Happening::Solved),
        Just(Happening::Reopened),
        Just(Happening::Closed),
        Just(Happening::Confirmed),
        Just(Happening::Merged(TicketId::new("T-1").unwrap())),
        Just(Happening::Waiting(WaitReason::new("customer").unwrap())),
        Just(Happening::Back(None)),
    ]
}

fn any_tickets() -> impl Strategy<Value = Vec<TicketRecord>> {
    let customer = prop::sample::select(vec![None, Some("high"), Some("plain"), Some("unknown")]);
    let events = prop::collection::vec((0..FORTNIGHT, any_happening()), 0..8);
    prop::collection::vec((0..20_u32, customer, 0..FORTNIGHT, events), 1..12).prop_map(|tickets| {
        let ticket = |(number, customer, opened, mut events): (u32, _, _, Vec<_>)| {
            events.push((opened, Happening::Opened));
            record(&format!("T-{number}"), customer, &events)
        };
        tickets.into_iter().map(ticket).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_any_order_of_records_gives_the_same_assessment(tickets in any_tickets(), as_of in 0..FORTNIGHT) {
        let mut turned = tickets.clone();
        turned.reverse();
        for ticket in &mut turned {
            ticket.events.reverse();
        }
        let answer = |tickets| {
            let (dataset, integrity) = dataset(tickets);
            (assess(&dataset, &policy(), minute(as_of)), integrity)
        };
        prop_assert_eq!(answer(tickets), answer(turned));
    }

    #[test]
    fn prop_the_whole_is_its_parts(tickets in any_tickets(), as_of in 0..FORTNIGHT) {
        let (policy, as_of) = (policy(), minute(as_of));
        let (dataset, _) = dataset(tickets);
        let whole = assess(&dataset, &policy, as_of);
        let mut parts = Vec::new();
        let mut until = None;
        for ticket in dataset.tickets() {
            let customer = ticket.customer().and_then(|customer| dataset.customer(customer));
            let absorbed = absorbed(&dataset, ticket);
            let case = Case { customer, absorbed: &absorbed, ..Case::new(ticket) };
            let part = assess_ticket(&case, &policy, as_of);
            until = until.into_iter().chain(part.valid_until).min();
            parts.extend(part.obligations);
        }
        prop_assert_eq!(whole.obligations, parts);
        prop_assert_eq!(whole.valid_until, until);
    }

    #[test]
    fn prop_nothing_changes_until_valid_until(tickets in any_tickets(), as_of in 0..FORTNIGHT) {
        let (dataset, _) = dataset(tickets);
        let policy = policy();
        let now = assess(&dataset, &policy, minute(as_of));
        let next_event = dataset
            .tickets()
            .iter()
            .flat_map(crm_kit::Ticket::events)
            .map(|event| event.occurred_at)
            .filter(|instant| *instant > minute(as_of))
            .min();
        let last = now.valid_until.into_iter().chain(next_event).min().unwrap_or(minute(2 * FORTNIGHT));
        let before = last - crm_kit::chrono::TimeDelta::microseconds(1);
        let later = assess(&dataset, &policy, before.max(minute(as_of)));
        prop_assert!(later.changes_since(&now).is_empty());
        prop_assert_eq!(later.warnings, now.warnings);
    }
}

#[cfg(feature = "serde")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn prop_an_assessment_is_read_back_as_it_was_written(tickets in any_tickets(), as_of in 0..FORTNIGHT) {
        let (dataset, _) = dataset(tickets);
        let assessment = assess(&dataset, &policy(), minute(as_of));
        let written = serde_json::to_string(&assessment).unwrap();
        prop_assert_eq!(serde_json::from_str::<crm_kit::Assessment>(&written).unwrap(), assessment);
    }
}
