use alloc::vec;

use chrono::TimeDelta;

use super::*;
use crate::{Happening, Kind, Precision, WaitReason};

fn minute(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

fn ticket(events: Vec<TicketEvent>) -> Ticket {
    Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events))
}

#[test]
fn t38_any_order_and_repeats_give_the_same_history() {
    let opened = TicketEvent::at(minute(0), Happening::Opened);
    let solved = TicketEvent::at(minute(9), Happening::Solved);
    let sorted = ticket(vec![opened.clone(), solved.clone()]);
    let shuffled = ticket(vec![solved.clone(), opened, solved]);
    assert_eq!(sorted.events(), shuffled.events());
    assert_eq!(shuffled.repeats(), 1);
}

#[test]
fn t38_resume_without_pause_is_a_contradiction_and_changes_nothing() {
    let ticket = ticket(vec![
        TicketEvent::at(minute(0), Happening::Opened),
        TicketEvent::at(minute(5), Happening::Back(None)),
    ]);
    assert_eq!(
        ticket.contradictions(),
        [Contradiction::WithoutCause {
            event: EventKind::Back,
            occurred_at: minute(5),
            needed: EventKind::Waiting
        }]
    );
    assert_eq!(ticket.events().len(), 1);
}

#[test]
fn a_second_resumption_is_one_too_many_and_a_wait_of_no_length_is_none() {
    let wait = Happening::Waiting(WaitReason::new("customer").unwrap());
    let back = Happening::Back(WaitReason::new("customer").ok());
    let opened = TicketEvent::at(minute(0), Happening::Opened);
    let at = |minutes, what: &Happening| TicketEvent::at(minute(minutes), what.clone());
    let twice = ticket(vec![opened.clone(), at(1, &wait), at(2, &back), at(3, &back)]);
    assert_eq!(twice.contradictions().len(), 1);
    let no_length = ticket(vec![opened, at(1, &wait), at(1, &back)]);
    assert!(no_length.contradictions().is_empty());
}

#[test]
fn an_event_that_its_source_puts_before_the_opening_is_set_aside() {
    let mut opened = TicketEvent::at(minute(0), Happening::Opened);
    opened.sequence = Some(1);
    let ticket = ticket(vec![opened, TicketEvent::at(minute(0), Happening::FirstResponse)]);
    assert_eq!(ticket.contradictions()[0].rule(), "event-before-ticket");
}

#[test]
fn x38_a_recorder_behind_the_event_loses_its_time_not_the_event() {
    let mut event = TicketEvent::at(minute(5), Happening::Solved);
    event.recorded_at = Some(minute(4));
    let ticket = ticket(vec![TicketEvent::at(minute(0), Happening::Opened), event]);
    assert_eq!(ticket.events().len(), 2);
    assert_eq!(ticket.events()[1].recorded_at, None);
    assert_eq!(ticket.contradictions().len(), 1);
}

#[test]
fn k19_an_event_before_its_ticket_is_set_aside() {
    let ticket = ticket(vec![
        TicketEvent::at(minute(0), Happening::Opened),
        TicketEvent::at(minute(-1), Happening::FirstResponse),
    ]);
    assert_eq!(ticket.set_aside().len(), 1);
    assert!(ticket.kinds_set_aside_until(minute(0)).contains(EventKind::FirstResponse));
}

#[test]
fn a_judgement_dated_before_the_ticket_counts_from_its_opening() {
    let kind = Some(Kind::new("inquiry").unwrap());
    let judged = Happening::Classified(Classification { kind, ..Default::default() });
    let ticket =
        ticket(vec![TicketEvent::at(minute(0), Happening::Opened), TicketEvent::at(minute(-90), judged)]);
    assert_eq!((ticket.set_aside().len(), ticket.contradictions().len()), (1, 1));
    assert_eq!(ticket.classification_at(minute(0)).kind.unwrap().as_str(), "inquiry");
    assert_eq!(ticket.events()[1].precision, Precision::NotAfter);
    let again = Ticket::new(ticket.clone().into_record());
    assert_eq!(again, ticket);
}

#[test]
fn the_last_word_on_each_axis_counts() {
    let judged = |kind: Option<&str>, urgency: Option<&str>| {
        Happening::Classified(Classification {
            kind: kind.map(|text| Kind::new(text).unwrap()),
            urgency: urgency.map(|text| crate::Urgency::new(text).unwrap()),
            complexity: None,
        })
    };
    let ticket = ticket(vec![
        TicketEvent::at(minute(0), Happening::Opened),
        TicketEvent::at(minute(1), judged(Some("inquiry"), Some("regular"))),
        TicketEvent::at(minute(2), judged(Some("complaint"), None)),
    ]);
    let known = ticket.classification_at(minute(2));
    assert_eq!(known.kind.unwrap().as_str(), "complaint");
    assert_eq!(known.urgency.unwrap().as_str(), "regular");
    assert_eq!(ticket.classification_at(minute(0)), Classification::default());
}
