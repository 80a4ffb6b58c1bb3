use alloc::vec;

use chrono::TimeDelta;

use super::*;
use crate::{
    Currency, EventKind, Happening, Money, Noticed, PurchaseKind, Subject, TicketEvent, TicketRecord,
};

pub(super) fn minute(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

pub(super) fn record(id: &str, happenings: &[(i64, Happening)]) -> TicketRecord {
    let events = happenings.iter().map(|(at, what)| TicketEvent::at(minute(*at), what.clone())).collect();
    TicketRecord::new(TicketId::new(id).unwrap(), events)
}

fn dataset(tickets: Vec<TicketRecord>) -> (Dataset, Integrity) {
    Dataset::new(Records { tickets: Table::complete(tickets), ..Records::default() })
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
    assert!(!joined.records_disagree(joined.tickets()[0].id()));

    two.channel = Some(Channel::new("e-mail").unwrap());
    let (joined, integrity) = dataset(vec![two, one]);
    assert_eq!(joined.tickets()[0].channel(), None, "a disagreement counts as unknown");
    assert_eq!(integrity.findings.len(), 2);
    assert!(joined.records_disagree(joined.tickets()[0].id()));
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
        ..Records::default()
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
    let customer =
        |name: &str| Customer { tiers: vec![tier(name)], ..Customer::new(CustomerId::new("C-1").unwrap()) };
    let (dataset, integrity) = Dataset::new(Records {
        customers: Table::complete(vec![customer("high"), customer("middle")]),
        tickets: Table::NotSupplied,
        ..Records::default()
    });
    assert_eq!(dataset.customers().unwrap()[0].tier_at(minute(0)), None);
    let rules: Vec<_> = integrity.findings.iter().map(|finding| finding.noticed.rule()).collect();
    assert_eq!(rules, ["records-disagree", "customer-twice"]);
}

fn id(text: &str) -> CustomerId {
    CustomerId::new(text).unwrap()
}

fn money(amount: &str) -> Money {
    Money::parse(amount, Currency::new("CNY").unwrap()).unwrap()
}

fn purchase(customer: &str, order: Option<&str>, at: i64, amount: &str) -> Purchase {
    Purchase {
        at: minute(at),
        order: order.map(|text| OrderId::new(text).unwrap()),
        what: PurchaseKind::Order,
        amount: money(amount),
        customer: (!customer.is_empty()).then(|| id(customer)),
    }
}

fn bought(rows: Vec<Purchase>) -> (Dataset, Integrity) {
    Dataset::new(Records { purchases: Table::complete(rows), ..Records::default() })
}

#[test]
fn a_customers_purchases_are_a_slice_in_order_of_time() {
    let (dataset, integrity) = bought(vec![
        purchase("b", None, 2, "3"),
        purchase("", None, 9, "7"),
        purchase("a", None, 5, "1"),
        purchase("b", None, 1, "2"),
    ]);
    let code = dataset.code_of(&id("b")).unwrap();
    let amounts: Vec<_> = dataset.purchases_of(code).iter().map(|row| row.amount).collect();
    assert_eq!(amounts, [money("2"), money("3")]);
    assert_eq!(dataset.purchases_without_customer().len(), 1);
    let noticed = Noticed::RowsWithoutCustomer { table: TableName::Purchases, rows: 1 };
    assert_eq!(integrity.findings, [Finding { subject: Subject::Company, noticed }]);
}

#[test]
fn value_tier_case_16_an_order_twice_counts_once_if_equal_and_not_at_all_if_not() {
    let (dataset, integrity) = bought(vec![
        purchase("a", Some("1"), 0, "5"),
        purchase("a", Some("1"), 0, "5"),
        purchase("b", Some("2"), 0, "5"),
        purchase("b", Some("2"), 0, "6"),
        purchase("b", Some("3"), 1, "6"),
        purchase("c", None, 0, "5"),
        purchase("c", None, 0, "5"),
    ]);
    let rows = |name: &str| dataset.purchases_of(dataset.code_of(&id(name)).unwrap()).len();
    assert_eq!((rows("a"), rows("b"), rows("c")), (1, 1, 2));
    let doubtful = |name: &str| dataset.has_doubtful_order(dataset.code_of(&id(name)).unwrap());
    assert!(!doubtful("a") && doubtful("b") && !doubtful("c"));
    let rules: Vec<_> = integrity.findings.iter().map(|finding| finding.noticed.rule()).collect();
    assert_eq!(rules, ["repeated-rows", "doubtful-order"]);
}

#[test]
fn a_negative_order_is_set_aside_and_named() {
    let (dataset, integrity) =
        bought(vec![purchase("a", Some("1"), 0, "-5"), purchase("", Some("2"), 0, "-1")]);
    assert!(dataset.purchases().is_empty());
    assert!(dataset.has_doubtful_order(dataset.code_of(&id("a")).unwrap()));
    assert_eq!(integrity.findings.len(), 2);
}

#[test]
fn customers_that_the_table_lacks_are_counted_once_a_table() {
    let (_, integrity) = Dataset::new(Records {
        customers: Table::complete(vec![Customer::new(id("a"))]),
        purchases: Table::complete(vec![purchase("a", None, 0, "1"), purchase("b", None, 0, "1")]),
        ..Records::default()
    });
    let noticed = Noticed::UnknownCustomers { table: TableName::Purchases, customers: 1 };
    assert_eq!(integrity.findings, [Finding { subject: Subject::Company, noticed }]);
}

fn contact(channel: &str, at: i64, recorded: Option<i64>) -> Interaction {
    Interaction {
        at: minute(at),
        customer: Some(id("a")),
        direction: crate::Direction::Outbound,
        outcome: crate::Outcome::Reached,
        channel: (!channel.is_empty()).then(|| Channel::new(channel).unwrap()),
        purpose: None,
        person: None,
        department: None,
        recorded_at: recorded.map(minute),
    }
}

fn update(customer: &str, learned: i64, entered: Option<i64>) -> FileUpdate {
    FileUpdate {
        learned_at: minute(learned),
        customer: (!customer.is_empty()).then(|| id(customer)),
        field: crate::FileField::Phone,
        entered_at: entered.map(minute),
        person: None,
        department: None,
    }
}

#[test]
fn d_chan_6_a_source_tells_of_recording_channel_by_channel() {
    let rows = vec![contact("phone", 0, Some(5)), contact("phone", 9, None), contact("e-mail", 0, None)];
    let interactions = Table::complete(rows);
    let (dataset, integrity) = Dataset::new(Records { interactions, ..Records::default() });
    let told = |text: &str| dataset.tells_recording_of(Some(&Channel::new(text).unwrap()));
    assert!(told("phone") && !told("e-mail") && !told("sms"));
    assert!(!dataset.tells_recording_of(None), "contacts of an unknown channel are a sort of their own");
    assert!(integrity.findings.is_empty());
}

#[test]
fn d_upd_2_a_customers_updates_are_a_slice_in_the_order_of_learning() {
    let rows = vec![update("b", 2, None), update("", 9, None), update("a", 5, Some(6)), update("b", 1, None)];
    let (dataset, integrity) = Dataset::new(Records {
        customers: Table::complete(vec![Customer::new(id("b"))]),
        file_updates: Table::complete(rows),
        ..Records::default()
    });
    let code = dataset.code_of(&id("b")).unwrap();
    let learned: Vec<_> = dataset.file_updates_of(code).iter().map(|row| row.learned_at).collect();
    assert_eq!(learned, [minute(1), minute(2)]);
    assert_eq!((dataset.file_updates().len(), dataset.file_updates_without_customer().len()), (4, 1));
    assert_eq!(dataset.last_event_at(), Some(minute(9)));
    let table = TableName::FileUpdates;
    let noticed = integrity.findings.iter().map(|finding| &finding.noticed).collect::<Vec<_>>();
    let without = Noticed::RowsWithoutCustomer { table, rows: 1 };
    assert_eq!(noticed, [&Noticed::UnknownCustomers { table, customers: 1 }, &without]);
}

#[test]
fn x38_rows_that_were_recorded_before_they_happened_are_a_finding_and_stay() {
    let (dataset, integrity) = Dataset::new(Records {
        interactions: Table::complete(vec![contact("phone", 5, Some(4)), contact("phone", 5, Some(5))]),
        file_updates: Table::complete(vec![update("a", 5, Some(4)), update("a", 5, Some(3))]),
        ..Records::default()
    });
    assert_eq!((dataset.interactions().len(), dataset.file_updates().len()), (2, 2));
    let noticed: Vec<_> = integrity.findings.into_iter().map(|finding| finding.noticed).collect();
    assert_eq!(
        noticed,
        [
            Noticed::RowsRecordedEarly { table: TableName::Interactions, rows: 1 },
            Noticed::RowsRecordedEarly { table: TableName::FileUpdates, rows: 2 },
        ]
    );
}

#[test]
fn d_resp_4_a_ticket_is_described_if_any_of_its_records_is() {
    let said = |described: [Option<bool>; 2]| {
        let rows = described
            .map(|described| TicketRecord { described, ..record("T-1", &[(0, Happening::Opened)]) })
            .to_vec();
        dataset(rows).0.tickets()[0].described()
    };
    assert_eq!(said([Some(true), Some(false)]), Some(true));
    assert_eq!(said([None, Some(false)]), Some(false));
    assert_eq!(said([None, None]), None);
}

#[test]
fn h_kpi_16_goals_stand_with_their_customers_each_once() {
    let goal = |customer: &str, amount: &str| crate::CustomerGoal {
        customer: id(customer),
        from: "2026-01-01".parse().unwrap(),
        until: "2026-12-31".parse().unwrap(),
        amount: amount.parse().unwrap(),
    };
    let records = |customers| Records {
        customers,
        customer_goals: Table::complete(vec![
            goal("b", "9 CNY"),
            goal("a", "5 CNY"),
            goal("b", "9 CNY"),
            goal("b", "1 CNY"),
        ]),
        ..Records::default()
    };
    let (dataset, integrity) = Dataset::new(records(Table::complete(vec![Customer::new(id("a"))])));
    let amounts = |customer: &str| -> Vec<i64> {
        let code = dataset.code_of(&id(customer)).unwrap();
        dataset.customer_goals_of(code).iter().map(|goal| goal.amount.ten_thousandths()).collect()
    };
    assert_eq!((amounts("a"), amounts("b")), (vec![50_000], vec![10_000, 90_000]));
    assert_eq!(dataset.customer_goals().len(), 3);
    let noticed = Noticed::UnknownCustomers { table: TableName::CustomerGoals, customers: 1 };
    assert_eq!(integrity.findings, [Finding { subject: Subject::Company, noticed }]);
    // Merged, they are goals of one customer.
    let mergers = crate::CustomerMergers::new([(id("a"), id("b"))]).unwrap();
    let (merged, _) = Dataset::new(records(Table::NotSupplied).with_merged_customers(&mergers));
    assert_eq!(merged.customer_goals_of(merged.code_of(&id("b")).unwrap()).len(), 3);
}
