//! The strategies for users: whatever they make can be used, and the interesting cases occur.

use std::collections::BTreeSet;

use crm_model::{
    Contradiction, Customer, CustomerId, Dataset, EventKind, EventKinds, Happening, LONGEST_NAME, Noticed,
    Precision, Records, Table, Ticket, TicketEvent, TicketId, TicketRecord, Vocabulary,
    chrono::Datelike,
    strategies::{
        any_customer_id, any_event_history, any_records, any_ticket, any_ticket_id, any_vocabulary,
        common_vocabulary, customer_with, customers_with, event_history_with, ticket_with, tickets_with,
    },
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

/// Returns so many values, the same ones every time.
#[track_caller]
fn draws<S: Strategy>(number: usize, strategy: &S) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..number).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

/// A name, and whether a value is such a case.
type Case<'a, T> = (&'a str, &'a dyn Fn(&T) -> bool);

/// Checks that each of the cases occurs among the values, and that none is all there is.
#[track_caller]
fn check_occur<T>(values: &[T], cases: &[Case<'_, T>]) {
    for (name, is_case) in cases {
        let number = values.iter().filter(|value| is_case(value)).count();
        assert!((1..values.len()).contains(&number), "{name}: {number} of {}", values.len());
    }
}

fn ticket(events: Vec<TicketEvent>) -> Ticket {
    Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events))
}

fn count(events: &[TicketEvent], kind: EventKind) -> usize {
    events.iter().filter(|event| event.kind() == kind).count()
}

/// Returns the words that a ticket uses beside those of its vocabulary.
fn undeclared(record: &TicketRecord, words: &Vocabulary) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |word: Option<String>, is_declared: bool| found.extend(word.filter(|_| !is_declared));
    if let Some(channel) = &record.channel {
        check(Some(channel.to_string()), words.channels.contains_key(channel));
    }
    for tag in &record.tags {
        check(Some(tag.to_string()), words.tags.contains(tag));
    }
    for event in &record.events {
        match &event.happening {
            Happening::Classified(judged) => {
                let is = |word: &Option<_>| word.as_ref().is_none_or(|word| words.kinds.contains(word));
                check(judged.kind.as_ref().map(ToString::to_string), is(&judged.kind));
                let is = |word: &Option<_>| word.as_ref().is_none_or(|word| words.urgencies.contains(word));
                check(judged.urgency.as_ref().map(ToString::to_string), is(&judged.urgency));
                let is =
                    |word: &Option<_>| word.as_ref().is_none_or(|word| words.complexities.contains(word));
                check(judged.complexity.as_ref().map(ToString::to_string), is(&judged.complexity));
            }
            Happening::Assigned(holder) | Happening::Transferred(holder) => {
                let known = holder.department.as_ref().is_none_or(|word| words.departments.contains(word));
                check(holder.department.as_ref().map(ToString::to_string), known);
            }
            Happening::Waiting(reason) | Happening::Back(Some(reason)) => {
                check(Some(reason.to_string()), words.wait_reasons.contains(reason));
            }
            Happening::Remedy(remedy) => {
                check(Some(remedy.to_string()), words.remedies.contains_key(remedy));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn ids_are_plain_and_strange() {
    let tickets = draws(500, &any_ticket_id());
    check_occur(
        &tickets,
        &[
            ("plain", &|id: &TicketId| id.as_str().starts_with("T-")),
            ("with a space", &|id| id.as_str().contains(' ')),
            ("not ASCII", &|id| !id.as_str().is_ascii()),
            ("longest", &|id| id.as_str().len() == LONGEST_NAME),
        ],
    );
    check_occur(
        &draws(500, &any_customer_id()),
        &[
            ("plain", &|id| id.as_str().starts_with("C-")),
            ("e-mail address", &|id| id.as_str().contains('@')),
            ("not ASCII", &|id| !id.as_str().is_ascii()),
        ],
    );
}

#[test]
fn the_common_vocabulary_has_words_of_every_sort() {
    let Vocabulary {
        kinds,
        urgencies,
        complexities,
        tiers,
        departments,
        roles,
        channels,
        wait_reasons,
        remedies,
        tags,
        industries,
        scenes,
        channel_scenes: _,
    } = common_vocabulary();
    let numbers = [
        kinds.len(),
        urgencies.len(),
        complexities.len(),
        tiers.len(),
        departments.len(),
        roles.len(),
        channels.len(),
        wait_reasons.len(),
        remedies.len(),
        tags.len(),
        industries.len(),
        scenes.len(),
    ];
    assert_eq!(numbers, [3, 2, 3, 3, 3, 2, 3, 2, 2, 2, 2, 2]);
    check_occur(
        &draws(500, &any_vocabulary()),
        &[
            ("no kinds", &|words| words.kinds.is_empty()),
            ("all kinds", &|words| words.kinds.len() == 3),
            ("no wait reasons", &|words| words.wait_reasons.is_empty()),
            ("no channels", &|words| words.channels.is_empty()),
        ],
    );
}

#[test]
fn histories_are_mostly_possible_and_sometimes_not() {
    let drawn: Vec<Ticket> = draws(2_000, &any_event_history()).into_iter().map(ticket).collect();
    let sound = drawn.iter().filter(|ticket| ticket.contradictions().is_empty()).count();
    assert!((1_500..1_900).contains(&sound), "{sound} of 2,000 are possible");
    let found: BTreeSet<&str> =
        drawn.iter().flat_map(Ticket::contradictions).map(Contradiction::rule).collect();
    let every =
        ["never-opened", "opened-twice", "event-before-ticket", "clock-behind", "event-without-cause"];
    assert_eq!(found, BTreeSet::from(every));
    check_occur(&drawn, &[("a repeat", &|ticket| ticket.repeats() > 0)]);
}

#[test]
fn histories_have_everything_that_happens_to_tickets() {
    let drawn = draws(2_000, &any_event_history());
    for kind in EventKind::ALL {
        assert!(drawn.iter().any(|events| count(events, *kind) > 0), "{kind}");
    }
    let first = |events: &[TicketEvent]| events.iter().map(|event| event.occurred_at).min();
    assert!(drawn.iter().filter_map(|events| first(events)).all(|at| (2024..=2027).contains(&at.year())));
    check_occur(
        &drawn,
        &[
            ("nothing but the opening", &|events| events.len() == 1),
            ("a long history", &|events| events.len() > 20),
            ("two reopenings", &|events| count(events, EventKind::Reopened) == 2),
            ("a wait that never ends", &|events| {
                count(events, EventKind::Waiting) > count(events, EventKind::Back)
            }),
            ("two things at once", &|events| {
                let instants: BTreeSet<_> = events.iter().map(|event| event.occurred_at).collect();
                instants.len() < events.len()
            }),
            ("not in order", &|events| !events.is_sorted()),
            ("recorded", &|events| events.iter().any(|event| event.recorded_at.is_some())),
            ("numbered", &|events| events.iter().any(|event| event.sequence.is_some())),
            ("a bound", &|events| events.iter().any(|event| event.precision == Precision::NotAfter)),
        ],
    );
}

#[test]
fn a_ticket_uses_only_the_words_of_its_vocabulary() {
    let any = any_vocabulary().prop_flat_map(|words| (ticket_with(&words), Just(words)));
    for (record, words) in draws(1_000, &any) {
        assert_eq!(undeclared(&record, &words), Vec::<String>::new());
    }
    for record in draws(200, &ticket_with(&Vocabulary::default())) {
        assert!(record.channel.is_none() && record.tags.is_empty());
        assert_eq!(count(&record.events, EventKind::Waiting), 0);
    }
    let common = draws(1_000, &any_ticket());
    assert!(common.iter().any(|record| !undeclared(record, &Vocabulary::default()).is_empty()));
    check_occur(
        &common,
        &[
            ("no customer", &|record| record.customer.is_none()),
            ("no channel", &|record| record.channel.is_none()),
            ("labels", &|record| record.tags.len() == 2),
            ("judged", &|record| count(&record.events, EventKind::Classified) > 0),
        ],
    );
}

#[test]
fn waits_have_the_reasons_of_the_vocabulary() {
    let words = Vocabulary { wait_reasons: ["parts".parse().unwrap()].into(), ..Vocabulary::default() };
    let events: Vec<TicketEvent> = draws(200, &event_history_with(&words)).concat();
    let waits = events.iter().filter(|event| event.kind() == EventKind::Waiting);
    let mut reasons: Vec<&Happening> = waits.map(|event| &event.happening).collect();
    reasons.dedup();
    assert_eq!(reasons, [&Happening::Waiting("parts".parse().unwrap())]);
}

#[test]
fn customers_have_no_tier_or_several() {
    let tiers = |customer: &Customer| customer.tiers.len();
    let disputed = |customer: &Customer| {
        let starts = customer.tiers.iter().map(|dated| dated.from);
        starts.clone().any(|from| starts.clone().filter(|other| *other == from).count() > 1)
    };
    check_occur(
        &draws(2_000, &customer_with(&common_vocabulary())),
        &[
            ("no tier", &|customer| tiers(customer) == 0),
            ("three tiers", &|customer| tiers(customer) == 3),
            ("none from the start", &|customer| customer.tiers.iter().all(|dated| dated.from.is_some())),
            ("two from one instant", &disputed),
            ("limits of its own", &|customer| !customer.agreements.is_empty()),
        ],
    );
    let without = draws(100, &customer_with(&Vocabulary::default()));
    assert!(without.iter().all(|customer| tiers(customer) == 0));
}

#[test]
fn tables_have_rows_that_belong_together() {
    let tables = draws(200, &(customers_with(&common_vocabulary()), tickets_with(&common_vocabulary())));
    let known = |(customers, tickets): &(Vec<Customer>, Vec<TicketRecord>)| {
        let is_known = |id: &CustomerId| customers.iter().any(|customer| customer.id == *id);
        tickets.iter().filter_map(|ticket| ticket.customer.as_ref()).any(is_known)
    };
    check_occur(
        &tables,
        &[
            ("no customers", &|(customers, _)| customers.is_empty()),
            ("no tickets", &|(_, tickets)| tickets.is_empty()),
            ("a ticket of a known customer", &known),
        ],
    );
}

#[test]
fn records_are_of_every_quality() {
    let drawn = draws(250, &any_records(&common_vocabulary()));
    let supplied = |records: &Records| match &records.tickets {
        Table::NotSupplied => None,
        Table::Supplied { from, until, .. } => Some((*from, *until)),
    };
    let found = |records: &Records, is_found: fn(&Noticed) -> bool| {
        let (_, integrity) = Dataset::new(records.clone());
        integrity.findings.iter().any(|finding| is_found(&finding.noticed))
    };
    check_occur(
        &drawn,
        &[
            ("no table of customers", &|records| records.customers == Table::NotSupplied),
            ("no table of tickets", &|records| supplied(records).is_none()),
            ("tickets of a stretch", &|records| matches!(supplied(records), Some((Some(_), Some(_))))),
            ("a source that tells all", &|records| records.event_kinds == EventKinds::ALL),
            ("a ticket in two records", &|records| {
                found(records, |noticed| matches!(noticed, Noticed::TicketTwice { .. }))
            }),
            ("a customer in two records", &|records| {
                found(records, |noticed| matches!(noticed, Noticed::CustomerTwice { .. }))
            }),
            ("a contradiction", &|records| {
                found(records, |noticed| matches!(noticed, Noticed::Contradiction(_)))
            }),
        ],
    );
    for records in drawn {
        let Table::Supplied { rows, .. } = &records.tickets else { continue };
        let told = |event: &TicketEvent| records.event_kinds.contains(event.kind());
        assert!(rows.iter().flat_map(|ticket| &ticket.events).all(told));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn prop_any_order_of_records_gives_the_same_dataset(records in any_records(&common_vocabulary())) {
        let mut turned = records.clone();
        if let Table::Supplied { rows, .. } = &mut turned.customers {
            rows.reverse();
        }
        if let Table::Supplied { rows, .. } = &mut turned.audits {
            rows.reverse();
        }
        turned.mergers.reverse();
        if let Table::Supplied { rows, .. } = &mut turned.tickets {
            rows.reverse();
            for ticket in rows {
                ticket.events.reverse();
            }
        }
        prop_assert_eq!(Dataset::new(turned), Dataset::new(records));
    }
}
