//! Laws of the canonical forms.

use crm_model::chrono::{DateTime, TimeDelta, Utc};
use crm_model::{
    Dataset, Happening, Precision, Records, Table, Ticket, TicketEvent, TicketId, TicketRecord, WaitReason,
};
use proptest::prelude::*;

fn minute(minutes: i64) -> DateTime<Utc> {
    "2026-03-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

fn any_event() -> impl Strategy<Value = TicketEvent> {
    let happening = prop_oneof![
        Just(Happening::Opened),
        Just(Happening::FirstResponse),
        Just(Happening::Waiting(WaitReason::new("customer").unwrap())),
        Just(Happening::Back(None)),
        Just(Happening::Solved),
        Just(Happening::Confirmed),
        Just(Happening::Closed),
    ];
    let sequence = prop::option::weighted(0.3, 0..4_u64);
    let recorded = prop::option::weighted(0.3, 0..60_i64);
    (0..60_i64, happening, sequence, recorded, any::<bool>()).prop_map(
        |(at, happening, sequence, recorded, bound)| TicketEvent {
            precision: if bound { Precision::NotAfter } else { Precision::Exact },
            sequence,
            recorded_at: recorded.map(minute),
            ..TicketEvent::at(minute(at), happening)
        },
    )
}

fn any_events() -> impl Strategy<Value = Vec<TicketEvent>> {
    prop::collection::vec(any_event(), 0..16)
}

fn ticket(events: Vec<TicketEvent>) -> Ticket {
    Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events))
}

proptest! {
    #[test]
    fn prop_no_event_is_lost(events in any_events()) {
        let ticket = ticket(events.clone());
        prop_assert!(ticket.events().len() + ticket.set_aside().len() + ticket.repeats() >= events.len());
        for event in &events {
            let same = |other: &TicketEvent| other.kind() == event.kind() && other.occurred_at == event.occurred_at;
            prop_assert!(ticket.events().iter().chain(ticket.set_aside()).any(same));
        }
    }

    #[test]
    fn prop_a_history_is_sorted_and_begins_with_the_opening(events in any_events()) {
        let ticket = ticket(events);
        prop_assert!(ticket.events().is_sorted());
        if let Some(opened) = ticket.opened_at() {
            prop_assert!(ticket.events().iter().all(|event| event.occurred_at >= opened));
        }
    }

    #[test]
    fn prop_any_order_gives_the_same_ticket(events in any_events(), turn in 0..16_usize) {
        let mut turned = events.clone();
        turned.reverse();
        let middle = turn.min(turned.len());
        turned.rotate_left(middle);
        prop_assert_eq!(ticket(events), ticket(turned));
    }

    #[test]
    fn prop_records_of_one_ticket_make_the_ticket_of_all_its_events(events in any_events(), cut in 0..16_usize) {
        let dataset = |tickets| {
            let tickets = Table::complete(tickets);
            Dataset::new(Records { tickets, ..Records::default() }).0
        };
        let record = |events: &[TicketEvent]| TicketRecord::new(TicketId::new("T-1").unwrap(), events.to_vec());
        let (one, other) = events.split_at(cut.min(events.len()));
        prop_assert_eq!(dataset(vec![record(&events)]), dataset(vec![record(other), record(one)]));
    }
}
