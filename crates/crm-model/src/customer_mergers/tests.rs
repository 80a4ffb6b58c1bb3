use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;

use super::*;
use crate::{Customer, CustomerFile, Dataset, Membership, Noticed};

fn id(text: &str) -> CustomerId {
    CustomerId::new(text).unwrap()
}

#[test]
fn chains_are_followed_and_circles_refused() {
    let mergers = CustomerMergers::new([(id("a"), id("b")), (id("b"), id("c")), (id("a"), id("b"))]);
    let mergers = mergers.unwrap();
    assert_eq!([mergers.survivor(&id("a")), mergers.survivor(&id("b"))], [&id("c"), &id("c")]);
    assert_eq!(mergers.survivor(&id("d")), &id("d"));
    let circle = [(id("a"), id("b")), (id("b"), id("c")), (id("c"), id("b"))];
    assert!(matches!(CustomerMergers::new(circle), Err(CustomerMergersError::Circle { .. })));
    assert!(CustomerMergers::new([(id("a"), id("a"))]).is_err());
    let two = CustomerMergers::new([(id("a"), id("c")), (id("a"), id("b"))]).unwrap_err();
    let expected = CustomerMergersError::IntoTwo { customer: id("a"), one: id("b"), other: id("c") };
    assert_eq!(two, expected);
}

#[test]
fn k8_a_merged_customer_has_one_history() {
    let member = |name: &str, from: &str, until: Option<&str>| {
        let mut customer = Customer::new(id(name));
        let until = until.map(|until| until.parse().unwrap());
        customer.memberships = vec![Membership { from: from.parse().unwrap(), until }];
        customer
    };
    let merged_on = "2026-03-10T00:00:00Z";
    let mut recommended = member("new", merged_on, None);
    let origin = Some(Origin::Recommendation(Some(id("old"))));
    recommended.file = Some(Box::new(CustomerFile { origin, ..CustomerFile::default() }));
    let rows = vec![member("old", "2025-01-01T00:00:00Z", Some(merged_on)), recommended];
    let mergers = CustomerMergers::new([(id("old"), id("new"))]).unwrap();
    let records = Records { customers: Table::complete(rows), ..Records::default() };
    let (dataset, integrity) = Dataset::new(records.with_merged_customers(&mergers));
    let [customer] = dataset.customers().unwrap() else { panic!("{dataset:?}") };
    assert_eq!(customer.memberships.len(), 2);
    let origin = customer.file.as_ref().and_then(|file| file.origin.clone());
    assert_eq!(origin, Some(Origin::Recommendation(None)), "nobody recommends itself");
    assert!(matches!(integrity.findings[0].noticed, Noticed::CustomerTwice { records: 2 }));
}

fn merger(customer: &str, into: &str) -> CustomerMerger {
    CustomerMerger { customer: id(customer), into: id(into), merged_at: None }
}

fn with_mergers(customers: &[&str], mergers: &[(&str, &str)]) -> (Dataset, Vec<String>) {
    let rows = customers.iter().map(|name| Customer::new(id(name))).collect();
    let mergers = mergers.iter().map(|(customer, into)| merger(customer, into)).collect();
    let records = Records { customers: Table::complete(rows), mergers, ..Records::default() };
    let (dataset, integrity) = Dataset::new(records);
    let told = |finding: &Finding| match &finding.subject {
        Subject::Customer(customer) => format!("{} {}", customer.as_str(), finding.noticed.rule()),
        _ => finding.noticed.rule().to_string(),
    };
    (dataset, integrity.findings.iter().map(told).collect())
}

#[test]
fn d_file_3_k8_a_data_set_obeys_the_mergers_of_its_records() {
    let (dataset, told) = with_mergers(&["a", "b", "c", "d"], &[("a", "b"), ("b", "c"), ("a", "b")]);
    assert_eq!(dataset.customer_ids(), [id("c"), id("d")]);
    assert_eq!(dataset.customer_mergers().survivor(&id("a")), &id("c"));
    assert_eq!(told, ["c customer-twice"]);
}

#[test]
fn mergers_that_contradict_one_another_are_set_aside_and_told() {
    let everybody = ["a", "b", "c", "d", "e", "f"];
    // b and c lead in a circle, into which a leads; d is merged into itself, e into two.
    let mergers = [("a", "b"), ("b", "c"), ("c", "b"), ("d", "d"), ("e", "a"), ("e", "f")];
    let (dataset, told) = with_mergers(&everybody, &mergers);
    assert_eq!(dataset.customer_ids(), ["b", "c", "d", "e", "f"].map(id), "a lives on in b, who stays");
    let expected = [
        "b customer-twice",
        "b merged-in-circle",
        "c merged-in-circle",
        "d merged-in-circle",
        "e merged-into-several",
    ];
    assert_eq!(told, expected);
}

#[test]
fn mergers_of_and_into_nobody_known_are_told() {
    let (dataset, told) = with_mergers(&["a"], &[("a", "z"), ("y", "a")]);
    assert_eq!(dataset.customer_ids(), [id("z")]);
    assert_eq!(
        told,
        ["a merged-into-unknown-customer", "y merged-into-unknown-customer", "y merged-without-rows"]
    );
}

#[test]
fn d_file_3_what_the_file_says_of_whom_a_customer_lives_on_in_goes_first() {
    let reachable = |name: &str, phone: &str, mail: Option<&str>| {
        let mut file = CustomerFile::default();
        file.contact.phone = phone.parse().ok();
        file.contact.e_mail = mail.and_then(|mail| mail.parse().ok());
        Customer { file: Some(Box::new(file)), ..Customer::new(id(name)) }
    };
    // By content alone, the number of the merged file would come first.
    let rows = vec![reachable("a", "1", Some("a@example.com")), reachable("b", "2", None)];
    for rows in [rows.clone(), rows.into_iter().rev().collect()] {
        let mergers = vec![merger("a", "b")];
        let (dataset, integrity) =
            Dataset::new(Records { customers: Table::complete(rows), mergers, ..Records::default() });
        let file = dataset.customers().unwrap()[0].file.as_ref().unwrap();
        assert_eq!(file.contact.phone, "2".parse().ok());
        assert_eq!(file.contact.e_mail, "a@example.com".parse().ok(), "nothing is lost");
        let rules: Vec<&str> = integrity.findings.iter().map(|finding| finding.noticed.rule()).collect();
        assert_eq!(rules, ["records-disagree", "customer-twice"]);
    }
}

#[test]
fn a_merger_is_known_from_the_day_on_which_it_was_made() {
    let mergers = vec![
        CustomerMerger { merged_at: "2026-03-10T00:00:00Z".parse().ok(), ..merger("a", "b") },
        merger("c", "d"),
    ];
    let records = Records { mergers, ..Records::default() };
    let known = |on: &str| records.clone().known_at(on.parse().unwrap()).mergers.len();
    assert_eq!([known("2026-03-09T23:59:59Z"), known("2026-03-10T00:00:00Z")], [1, 2]);
}

#[test]
fn a_long_chain_of_mergers_is_followed_at_once() {
    let name = |number: u32| id(&format!("c{number:05}"));
    let pairs = (0..20_000).map(|number| (name(number), name(number + 1)));
    let mergers = CustomerMergers::new(pairs).unwrap();
    assert_eq!(mergers.survivor(&name(0)), &name(20_000));
}
