//! Property tests as a user writes them: any records, judged by any policy.

use std::collections::BTreeSet;

use crm_kit::calendar::strategies::any_instant;
use crm_kit::chrono::{DateTime, Utc};
use crm_kit::model::strategies::any_records;
use crm_kit::model::{Obligation, Records, Subject, Table};
use crm_kit::policy::strategies::any_policy;
use crm_kit::{
    Assessment, Case, Dataset, Policy, Preset, State, absorbed, assess, assess_customer, assess_ticket,
    explain,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

/// A policy, and records in its words.
fn policy_and_records() -> impl Strategy<Value = ((String, Policy), Records)> {
    any_policy().prop_flat_map(|(text, policy)| {
        let records = any_records(&policy.vocabulary());
        (Just((text, policy)), records)
    })
}

fn turned(mut records: Records) -> Records {
    if let Table::Supplied { rows, .. } = &mut records.customers {
        rows.reverse();
    }
    if let Table::Supplied { rows, .. } = &mut records.tickets {
        rows.reverse();
        for ticket in rows {
            ticket.events.reverse();
        }
    }
    if let Table::Supplied { rows, .. } = &mut records.interactions {
        rows.reverse();
    }
    if let Table::Supplied { rows, .. } = &mut records.file_updates {
        rows.reverse();
    }
    if let Table::Supplied { rows, .. } = &mut records.audits {
        rows.reverse();
    }
    records.mergers.reverse();
    records
}

fn any_as_of() -> impl Strategy<Value = DateTime<Utc>> {
    any_instant(2025, 2027)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn prop_any_order_gives_the_same_assessment_under_any_policy(
        ((_, policy), records) in policy_and_records(),
        as_of in any_as_of(),
    ) {
        let answer = |records| {
            let (dataset, integrity) = Dataset::new(records);
            (assess(&dataset, &policy, as_of), integrity)
        };
        prop_assert_eq!(answer(turned(records.clone())), answer(records));
    }

    #[test]
    fn prop_the_whole_is_its_customers_and_the_tickets_of_nobody(
        ((_, policy), records) in policy_and_records(),
        as_of in any_as_of(),
    ) {
        let (dataset, _) = Dataset::new(records);
        let whole = assess(&dataset, &policy, as_of);
        let mut parts: Vec<Assessment> = dataset
            .customer_ids()
            .iter()
            .map(|id| assess_customer(&dataset, &policy, id, as_of).unwrap())
            .collect();
        let standings: Vec<_> = parts.iter().flat_map(|part| part.customers.clone()).collect();
        prop_assert_eq!(&standings, &whole.customers);
        for (ticket, customer) in dataset.tickets().iter().zip(dataset.customers_of_tickets()) {
            if customer.is_none() {
                let case = Case { event_kinds: dataset.event_kinds(), ..Case::new(ticket) };
                parts.push(assess_ticket(&case, &policy, as_of));
            }
        }
        let mut duties: Vec<Obligation> = parts.iter().flat_map(|part| part.obligations.clone()).collect();
        duties.sort_by(|one, other| one.id.cmp(&other.id));
        let of_tickets = |duty: &&Obligation| duty.id.subject != Subject::Company;
        let told: Vec<&Obligation> = whole.obligations.iter().filter(of_tickets).collect();
        // What is lacking everywhere the whole says once, for the company.
        let (same, gathered): (Vec<&Obligation>, Vec<&Obligation>) =
            duties.iter().partition(|duty| whole.obligation(&duty.id).is_some());
        prop_assert_eq!(same, told);
        for duty in gathered {
            prop_assert!(matches!(duty.state, State::Undetermined { .. }), "{duty}");
        }
        let mut escalations: Vec<_> = parts.into_iter().flat_map(|part| part.escalations).collect();
        escalations.sort_by(|one, other| one.ticket.cmp(&other.ticket));
        prop_assert_eq!(escalations, whole.escalations);
    }

    #[test]
    fn prop_nothing_is_late_before_it_is_due_under_any_policy(
        ((_, policy), records) in policy_and_records(),
        as_of in any_as_of(),
    ) {
        let (dataset, _) = Dataset::new(records);
        let assessment = assess(&dataset, &policy, as_of);
        prop_assert!(assessment.valid_until.is_none_or(|until| until > as_of));
        for duty in &assessment.obligations {
            if duty.state == State::Overdue {
                prop_assert!(duty.window.due.is_some_and(|due| due < as_of), "{duty}");
            }
        }
    }

    #[test]
    fn prop_every_certain_promise_on_a_ticket_is_explained_under_any_policy(
        ((_, policy), records) in policy_and_records(),
        as_of in any_as_of(),
    ) {
        let (dataset, _) = Dataset::new(records);
        for duty in assess(&dataset, &policy, as_of).obligations {
            let Subject::Ticket(id) = &duty.id.subject else { continue };
            let ticket = dataset.ticket(id).unwrap();
            let customer = ticket.customer().and_then(|id| dataset.customer(id));
            let absorbed = absorbed(&dataset, ticket);
            let case = Case::of(&dataset, ticket, customer, &absorbed);
            let explained = explain(&case, &policy, &duty.id, as_of);
            let is_certain = !matches!(duty.state, State::Undetermined { .. });
            let is_clock = duty.id.measure.as_str() != "escalation";
            prop_assert_eq!(explained.is_some(), is_certain && is_clock, "{}", duty);
            if let Some(explained) = explained {
                prop_assert_eq!(explained.clock.obligation(ticket), duty.clone());
                prop_assert_eq!(explained.why.due, duty.window.due);
            }
        }
    }
}

#[test]
fn every_state_of_a_promise_about_tickets_occurs() {
    let mut runner = TestRunner::deterministic();
    let words = Policy::preset(Preset::Detailed).vocabulary();
    let (policies, records) = (any_policy(), any_records(&words));
    let mut states = BTreeSet::new();
    for _ in 0..40 {
        let (_, policy) = policies.new_tree(&mut runner).unwrap().current();
        for _ in 0..10 {
            let (dataset, _) = Dataset::new(records.new_tree(&mut runner).unwrap().current());
            let as_of = any_as_of().new_tree(&mut runner).unwrap().current();
            states
                .extend(assess(&dataset, &policy, as_of).obligations.iter().map(|duty| duty.state.as_str()));
        }
    }
    // No rule about tickets makes these three.
    let others = ["waiting", "blocked", "waived"];
    let expected: BTreeSet<&str> = State::WORDS.into_iter().filter(|word| !others.contains(word)).collect();
    assert_eq!(states, expected);
}
