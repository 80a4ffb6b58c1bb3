//! Property tests as a user writes them: any records, judged by any policy.

use crm_kit::calendar::strategies::any_instant;
use crm_kit::chrono::{DateTime, Utc};
use crm_kit::model::strategies::any_records;
use crm_kit::model::{Records, Table};
use crm_kit::policy::strategies::any_policy;
use crm_kit::{Dataset, Policy, State, assess};
use proptest::prelude::*;

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
}
