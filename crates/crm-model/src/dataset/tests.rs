use alloc::vec;

use chrono::TimeDelta;

use super::*;
use crate::{Channel, EventKind, TicketEvent};

fn minute(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

fn record(id: &str, happenings: &[(i64, Happening)]) -> TicketRecord {
    let events = happenings.iter().map(|(at, what)| TicketEvent::at(minute(*at), what.clone())).collect();
    TicketRecord::new(TicketId::new(id).unwrap(), events)
}

fn dataset(tickets: Vec<TicketRecord>) -> (Dataset, Integrity) {
    Dataset::new(Records {
        customers: Table::NotSupplied,
        tickets: Table::complete(tickets),
        event_kinds: EventKinds::ALL,
    })
}

#[test]
fn records_of_one_ticket_are_joined() {
    let mut one = record("T-1", &[(0, Happening::Opened)]);
    let mut two = record("T-1", &[(5, Happening::Solved)]);
    one.channel = Some(Channel::new("phone").unwrap());
    let (joined, integrity) = dataset(vec![two.clone(), one.clone()]);
    assert_eq!(joined.tickets()[0].events().len(), 2);
    assert_eq!(joined.tickets()[0].channel().unwrap().as_str(), "phone");
    assert_eq!(integrity.findings[0].noticed, Noticed::TicketTwice { records: 2 });

    two.channel = Some(Channel::new("e-mail").unwrap());
    let (joined, integrity) = dataset(vec![two, one]);
    assert_eq!(joined.tickets()[0].channel(), None, "a disagreement counts as unknown");
    assert_eq!(integrity.findings.len(), 2);
}

#[test]
fn any_order_of_records_gives_the_same_data_set() {
    let rows = vec![
        record("T-2", &[(0, Happening::Opened), (3, Happening::Closed)]),
        record("T-1", &[(1, Happening::Opened), (0, Happening::FirstResponse)]),
        record("T-1", &[(4, Happening::Solved)]),
    ];
    let mut turned = rows.clone();
    turned.reverse();
    for row in &mut turned {
        row.events.reverse();
    }
    assert_eq!(dataset(rows), dataset(turned));
}

#[test]
fn a_customer_that_the_table_lacks_is_a_finding() {
    let mut ticket = record("T-1", &[(0, Happening::Opened)]);
    ticket.customer = Some(CustomerId::new("C-1").unwrap());
    let (_, integrity) = Dataset::new(Records {
        customers: Table::complete(vec![]),
        tickets: Table::complete(vec![ticket]),
        event_kinds: EventKinds::ALL,
    });
    assert_eq!(integrity.findings[0].noticed.rule(), "unknown-customer");
}

#[test]
fn facts_that_no_record_tells_of_are_known_as_such() {
    let classification =
        crate::Classification { urgency: Some(crate::Urgency::new("urgent").unwrap()), ..Default::default() };
    let (dataset, _) =
        dataset(vec![record("T-1", &[(0, Happening::Opened), (1, Happening::Classified(classification))])]);
    assert!(dataset.tells_of(Fact::Urgency));
    assert!(!dataset.tells_of(Fact::Complexity) && !dataset.tells_of(Fact::Channel));
    assert_eq!(dataset.last_event_at(), Some(minute(1)));
    assert!(dataset.ticket(&TicketId::new("T-1").unwrap()).unwrap().first(EventKind::Classified).is_some());
}

#[test]
fn two_tiers_from_one_instant_are_no_tier() {
    let tier = |name: &str| crate::DatedTier { from: None, tier: name.parse().unwrap() };
    let customer = |name: &str| Customer { id: CustomerId::new("C-1").unwrap(), tiers: vec![tier(name)] };
    let (dataset, integrity) = Dataset::new(Records {
        customers: Table::complete(vec![customer("high"), customer("middle")]),
        tickets: Table::NotSupplied,
        event_kinds: EventKinds::ALL,
    });
    assert_eq!(dataset.customers().unwrap()[0].tier_at(minute(0)), None);
    let rules: Vec<_> = integrity.findings.iter().map(|finding| finding.noticed.rule()).collect();
    assert_eq!(rules, ["records-disagree", "customer-twice"]);
}
