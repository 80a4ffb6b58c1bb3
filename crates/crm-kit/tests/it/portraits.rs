//! Portraits of a data set's customers.

use crm_kit::model::{
    Business, Classification, Customer, CustomerFile, CustomerId, Direction, Happening, Interaction,
    Interest, Outcome, Purchase, PurchaseKind, Records, Table, TicketEvent, TicketId, TicketRecord,
};
use crm_kit::segmentation::{Portrait, Portraits};
use crm_kit::{Dataset, Policy, PortraitBy, Preset, assess, portraits};
use proptest::prelude::*;

const AS_OF: &str = "2026-03-31T00:00:00Z";

fn id(name: &str) -> CustomerId {
    CustomerId::new(name).unwrap()
}

fn order(name: &str, at: &str, amount: &str) -> Purchase {
    Purchase {
        at: format!("{at}T02:00:00Z").parse().unwrap(),
        order: None,
        what: PurchaseKind::Order,
        amount: amount.parse().unwrap(),
        customer: Some(id(name)),
    }
}

fn customer(name: &str, industry: Option<&str>, interests: &[&str]) -> Customer {
    let file = CustomerFile {
        business: Business { industry: industry.map(|word| word.parse().unwrap()), ..Business::default() },
        interests: interests.iter().map(|word| Interest::new(*word).unwrap()).collect(),
        ..CustomerFile::default()
    };
    Customer { file: Some(Box::new(file)), ..Customer::new(id(name)) }
}

fn ticket(number: u32, name: &str, kind: Option<&str>) -> TicketRecord {
    let at = |happening| TicketEvent::at("2026-03-01T01:00:00Z".parse().unwrap(), happening);
    let judged =
        |kind: &str| Classification { kind: Some(kind.parse().unwrap()), ..Classification::default() };
    let judged = kind.map(|kind| at(Happening::Classified(judged(kind))));
    let events = [at(Happening::Opened)].into_iter().chain(judged).collect();
    TicketRecord {
        customer: Some(id(name)),
        ..TicketRecord::new(TicketId::new(format!("T-{number}")).unwrap(), events)
    }
}

/// Four customers: li spent 900, wang 60, zhao 40, and of qian only the file is known.
fn records() -> Records {
    Records {
        purchases: Table::complete(vec![
            order("li", "2026-01-05", "500 CNY"),
            order("li", "2026-03-01", "400 CNY"),
            order("wang", "2026-02-10", "60 CNY"),
            order("zhao", "2026-03-21", "40 CNY"),
        ]),
        customers: Table::complete(vec![
            customer("li", Some("retail"), &["tea", "gifts"]),
            customer("wang", Some("retail"), &["tea"]),
            customer("zhao", Some("finance"), &[]),
            customer("qian", None, &["gifts", "tea"]),
        ]),
        tickets: Table::complete(vec![
            ticket(1, "li", Some("complaint")),
            ticket(2, "li", Some("inquiry")),
            ticket(3, "wang", None),
        ]),
        ..Records::default()
    }
}

fn told(records: Records, by: PortraitBy) -> Portraits<Option<String>> {
    let (dataset, _) = Dataset::new(records);
    let assessment = assess(&dataset, &Policy::preset(Preset::Detailed), AS_OF.parse().unwrap());
    portraits(&dataset, &assessment, by).unwrap()
}

/// Returns how many customers the column is known of, and its mean.
fn number(portrait: &Portrait<Option<String>>, name: &str) -> (u64, Option<f64>) {
    let column = portrait.numbers.iter().find(|column| column.name == name).unwrap();
    (column.known, column.mean)
}

/// Returns how many have the word, and of how many it is known.
fn word(portrait: &Portrait<Option<String>>, name: &str, word: &str) -> Option<(u64, u64)> {
    let column = portrait.words.iter().find(|column| column.name == name)?;
    let share = column.shares.iter().find(|share| share.word == word)?;
    Some((share.count, share.known))
}

#[test]
fn l_seg_1_a_portrait_holds_basics_purchases_contacts_pain_points_and_needs() {
    let classes = told(records(), PortraitBy::Class);
    let [none, a, b, c] = classes.all() else { panic!("{classes:?}") };
    assert_eq!((&none.segment, none.size), (&None, 1)); // qian bought nothing
    assert_eq!(
        [a, b, c].map(|one| (one.segment.as_deref().unwrap(), one.size)),
        [("A", 1), ("B", 1), ("C", 1)]
    );
    assert_eq!(number(a, "days-since-purchase"), (1, Some(29.0)));
    assert_eq!(number(none, "days-since-purchase"), (0, None));
    assert_eq!([number(a, "tickets"), number(c, "tickets")], [(1, Some(2.0)), (1, Some(0.0))]);
    assert_eq!(number(a, "contacts"), (0, None)); // no table of contacts was supplied
    assert_eq!(word(a, "industry", "retail"), Some((1, 1)));
    assert_eq!(word(a, "ticket-kind complaint", "yes"), Some((1, 1)));
    assert_eq!(word(b, "ticket-kind complaint", "yes"), Some((0, 0))); // of wang's ticket nobody knows the kind
    assert_eq!(word(c, "ticket-kind complaint", "no"), Some((1, 1)));
    assert_eq!(
        [a, b, c].map(|one| word(one, "interest gifts", "yes")),
        [Some((1, 1)), Some((0, 1)), Some((0, 1))]
    );
}

#[test]
fn l_seg_1_customers_are_grouped_by_value_needs_and_behaviour() {
    let groups = |by| {
        let all = told(records(), by);
        let line = |one: &Portrait<Option<String>>| (one.segment.clone().unwrap_or_default(), one.size);
        all.all().iter().map(line).collect::<Vec<_>>()
    };
    let named = |lines: &[(&str, u64)]| {
        lines.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect::<Vec<_>>()
    };
    assert_eq!(groups(PortraitBy::Interests), named(&[("", 1), ("gifts, tea", 2), ("tea", 1)]));
    assert_eq!(groups(PortraitBy::Industry), named(&[("", 1), ("finance", 1), ("retail", 2)]));
    // The detailed edition has classes, and neither tiers nor segments nor stages.
    for by in [PortraitBy::ValueTier, PortraitBy::Segment, PortraitBy::Stage] {
        assert_eq!(groups(by), named(&[("", 4)]));
    }
}

#[test]
fn what_comes_later_is_not_looked_at() {
    let mut later = records();
    let contact = |at: &str| Interaction {
        at: at.parse().unwrap(),
        customer: Some(id("li")),
        direction: Direction::Outbound,
        outcome: Outcome::Reached,
        channel: None,
        purpose: None,
        person: None,
        department: None,
        recorded_at: None,
    };
    later.interactions =
        Table::complete(vec![contact("2026-03-01T00:00:00Z"), contact("2026-05-01T00:00:00Z")]);
    let classes = told(later, PortraitBy::Class);
    assert_eq!(number(classes.of(&Some("A".to_owned())).unwrap(), "contacts"), (1, Some(1.0)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn prop_the_order_of_rows_makes_no_difference(turn in 0_usize..4) {
        let mut turned = records();
        let Table::Supplied { rows, .. } = &mut turned.purchases else { unreachable!() };
        rows.rotate_left(turn);
        let Table::Supplied { rows, .. } = &mut turned.customers else { unreachable!() };
        rows.reverse();
        prop_assert_eq!(told(turned, PortraitBy::Class), told(records(), PortraitBy::Class));
    }
}
