//! What is read from records to warn of customers who may leave.

use crm_calendar::Zone;
use crm_model::{
    Classification, Dataset, Direction, Happening, Interaction, Missing, Outcome, Ratio, Records, Table,
    TableName, TicketEvent, TicketId, TicketRecord,
};
use crm_segmentation::{ChurnFacts, ChurnRule, ComplaintCount, ContactCount, HeldBack, Probability, Rhythm};

use super::{rule, spec, word};
use crate::support::{code, customers, instant, order, records, refund};

fn ticket(id: &str, customer: &str, opened: &str, kind: Option<&str>, merged: bool) -> TicketRecord {
    let at = instant(opened);
    let mut events = vec![TicketEvent::at(at, Happening::Opened)];
    events.extend(kind.map(|kind| {
        let kind = Some(kind.parse().unwrap());
        TicketEvent::at(at, Happening::Classified(Classification { kind, ..Classification::default() }))
    }));
    if merged {
        events.push(TicketEvent::at(at, Happening::Merged(TicketId::new("T-0").unwrap())));
    }
    let mut record = TicketRecord::new(TicketId::new(id).unwrap(), events);
    record.customer = customer.parse().ok();
    record
}

fn contact(customer: &str, at: &str, direction: Direction, outcome: Outcome) -> Interaction {
    Interaction {
        at: instant(at),
        customer: customer.parse().ok(),
        direction,
        outcome,
        channel: None,
        purpose: None,
        person: None,
        department: None,
        recorded_at: None,
    }
}

/// One customer who bought, complained and was called; another who never bought; a third with a doubtful order.
fn company() -> Records {
    let (inbound, outbound) = (Direction::Inbound, Direction::Outbound);
    let (reached, missed) = (Outcome::Reached, Outcome::NotReached);
    Records {
        customers: customers(&["buyer", "prospect", "doubtful"]),
        purchases: Table::complete(vec![
            order("buyer", "1", "2026-01-01T08:00:00Z", "10 CNY"),
            order("buyer", "2", "2026-01-01T20:00:00Z", "10 CNY"), // the same day
            order("buyer", "3", "2026-01-11T08:00:00Z", "10 CNY"),
            order("buyer", "4", "2026-01-31T08:00:00Z", "10 CNY"),
            order("buyer", "5", "2026-03-20T08:00:00Z", "10 CNY"), // given back in full
            refund("buyer", "5", "2026-03-22T08:00:00Z", "10 CNY"),
            order("buyer", "6", "2026-04-01T00:00:00Z", "10 CNY"), // later than we look
            order("doubtful", "7", "2026-01-01T08:00:00Z", "10 CNY"),
            order("doubtful", "7", "2026-01-01T08:00:00Z", "11 CNY"),
        ]),
        tickets: Table::complete(vec![
            ticket("T-0", "buyer", "2025-12-31T23:59:59Z", Some("complaint"), false), // before the window
            ticket("T-1", "buyer", "2026-01-01T00:00:00Z", Some("complaint"), false), // its first instant
            ticket("T-2", "buyer", "2026-03-01T00:00:00Z", Some("inquiry"), false),
            ticket("T-3", "buyer", "2026-03-02T00:00:00Z", None, false),
            ticket("T-4", "buyer", "2026-03-03T00:00:00Z", Some("complaint"), true),
            ticket("T-5", "buyer", "2026-03-31T13:00:00Z", Some("complaint"), false), // later than we look
        ]),
        interactions: Table::complete(vec![
            contact("buyer", "2025-10-01T00:00:00Z", inbound, reached),
            contact("buyer", "2025-11-01T00:00:00Z", outbound, reached),
            contact("buyer", "2025-12-31T23:59:59Z", outbound, reached),
            contact("buyer", "2026-01-01T00:00:00Z", outbound, reached),
            contact("buyer", "2026-02-01T00:00:00Z", outbound, missed),
        ]),
        ..Records::default()
    }
}

const AS_OF: &str = "2026-03-31T12:00:00Z"; // three months: after 2025-12-31 up to 2026-03-31

#[test]
fn h_churn_1_facts_are_read_from_records() {
    let dataset = records(company());

    let facts = rule().facts(&dataset, code(&dataset, "buyer"), instant(AS_OF), Probability::new(0.5));

    let rhythm = Rhythm { days_since_last: 59, gaps: 2, median_gap: Ratio::new(15, 1) }; // 10 and 20 days
    let expected = ChurnFacts {
        prediction: Ok(Probability::new(0.5).unwrap()),
        rhythm: Ok(rhythm),
        complaints: Ok(ComplaintCount { known: 1, kind_unknown: 1 }),
        contacts: Ok(ContactCount { last: 1, before: 3 }),
    };
    assert_eq!(facts, expected);
    let doubtful = rule().facts(&dataset, code(&dataset, "doubtful"), instant(AS_OF), None);
    assert_eq!(
        (doubtful.prediction, doubtful.rhythm),
        (Err(Missing::Prediction), Err(Missing::CredibleOrder))
    );

    let mut spec = spec();
    spec.contacts.as_mut().unwrap().direction = Some(Direction::Inbound);
    let inbound = ChurnRule::new(spec).unwrap();
    let facts = inbound.facts(&dataset, code(&dataset, "buyer"), instant(AS_OF), None);
    assert_eq!(facts.contacts, Ok(ContactCount { last: 0, before: 1 }));
}

#[test]
fn h_churn_1_days_are_those_of_the_zone() {
    let mut spec = spec();
    spec.zone = Zone::fixed(8 * 3_600).unwrap();
    let rule = ChurnRule::new(spec).unwrap();
    let dataset = records(company());
    let facts = rule.facts(&dataset, code(&dataset, "buyer"), instant(AS_OF), None);
    // In the east the second order is on 2 January: gaps of 1, 9 and 20 days; so are the contact and the ticket of the last second
    // of the year, and the window begins at 16:00 UTC of the day before.
    assert_eq!(facts.rhythm.map(|rhythm| (rhythm.gaps, rhythm.median_gap)), Ok((3, Ratio::new(9, 1))));
    assert_eq!(facts.complaints, Ok(ComplaintCount { known: 2, kind_unknown: 1 }));
    assert_eq!(facts.contacts, Ok(ContactCount { last: 2, before: 2 }));
}

#[test]
fn whoever_never_bought_is_not_warned_of() {
    let dataset = records(company());
    let assessment = rule().assess(&dataset, instant(AS_OF), |_| Probability::new(0.9));
    assert_eq!((assessment.never_bought(), assessment.warnings().count()), (1, 2));
    assert!(assessment.of(code(&dataset, "prospect")).is_none());
    // 3.93 times the usual 15 days, a complaint and a ticket that may be another, contacts down from 3 to 1.
    let warning = assessment.of(code(&dataset, "buyer")).unwrap();
    assert_eq!((warning.least, warning.most), (30 + 10 + 10, 30 + 10 + 10));
    assert_eq!(word(warning).as_deref(), Some("warning"));
    assert_eq!((assessment.count(2), assessment.undetermined()), (1, 1));
    assert_eq!(assessment.missing(), [(Missing::CredibleOrder, 1)].into());
}

/// Says for what time a table is complete.
fn complete_for<T>(table: &mut Table<T>, first: Option<&str>, last: Option<&str>) {
    if let Table::Supplied { from, until, .. } = table {
        (*from, *until) = (first.map(instant), last.map(instant));
    }
}

#[test]
fn tables_that_are_missing_or_too_short_leave_the_factor_open() {
    let facts = |records: Records| {
        let (dataset, _) = Dataset::new(records);
        rule().facts(&dataset, code(&dataset, "buyer"), instant(AS_OF), None)
    };
    let nothing = facts(Records { customers: customers(&["buyer"]), ..Records::default() });
    assert_eq!(nothing, ChurnFacts::default());

    let cut = |from: Option<&str>, until: Option<&str>| {
        let mut all = company();
        complete_for(&mut all.purchases, from, until);
        complete_for(&mut all.tickets, from, until);
        complete_for(&mut all.interactions, from, until);
        facts(all)
    };
    let enough = cut(Some("2025-10-01T00:00:00Z"), Some(AS_OF));
    assert!(enough.rhythm.is_ok() && enough.complaints.is_ok() && enough.contacts.is_ok());
    let late = cut(Some("2025-10-01T00:00:01Z"), Some(AS_OF));
    assert_eq!(late.contacts, Err(Missing::Coverage(TableName::Interactions)));
    assert!(late.rhythm.is_ok() && late.complaints.is_ok(), "they need no more than their own window");
    let early = cut(None, Some("2026-03-31T11:59:59Z"));
    assert_eq!(early.rhythm, Err(Missing::Coverage(TableName::Purchases)));
    assert_eq!(early.complaints, Err(Missing::Coverage(TableName::Tickets)));
}

#[test]
fn who_may_have_bought_before_the_table_begins_is_judged() {
    let mut all = company();
    if let Table::Supplied { from, .. } = &mut all.purchases {
        *from = Some(instant("2026-01-01T00:00:00Z"));
    }
    let dataset = records(all);
    let assessment = rule().assess(&dataset, instant(AS_OF), |_| None);
    assert_eq!(assessment.never_bought(), 0);
    assert_eq!(assessment.of(code(&dataset, "prospect")).unwrap().grade(), None);
}

#[test]
fn a_window_beyond_all_dates_leaves_the_factor_open() {
    let mut spec = spec();
    spec.complaints.as_mut().unwrap().window = "4000000000 months".parse().unwrap();
    let rule = ChurnRule::new(spec).unwrap();
    let dataset = records(company());
    let facts = rule.facts(&dataset, code(&dataset, "buyer"), instant(AS_OF), None);
    assert_eq!(facts.complaints, Err(Missing::Range));
}

#[test]
fn what_is_given_back_in_full_is_no_return() {
    let dataset = records(company());
    let returned = |after: &str, until: &str, who: &str| {
        HeldBack::new(&dataset, instant(after), instant(until)).unwrap().has_bought(code(&dataset, who))
    };
    let (february, end) = ("2026-02-01T00:00:00Z", "2026-03-31T00:00:00Z");
    assert_eq!(returned(february, end, "buyer"), Ok(false));
    assert_eq!(returned(february, "2026-03-21T00:00:00Z", "buyer"), Ok(true), "not given back by then");
    assert_eq!(returned(february, "2026-04-01T00:00:00Z", "buyer"), Ok(true), "the end is inclusive");
    assert_eq!(returned("2026-01-31T08:00:00Z", end, "buyer"), Ok(false), "the beginning is not");
    assert_eq!(returned("2026-01-31T07:59:59Z", end, "buyer"), Ok(true));
    assert_eq!(returned(february, end, "prospect"), Ok(false));
    assert_eq!(returned(february, end, "doubtful"), Err(Missing::CredibleOrder));
    let refused = HeldBack::new(&records(Records::default()), instant(february), instant(end)).map(|_| ());
    assert_eq!(refused, Err(Missing::Table(TableName::Purchases)));
}
