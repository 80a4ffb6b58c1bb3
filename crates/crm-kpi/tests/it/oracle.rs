//! A slow, plain model beside the scorecard, on random companies.

mod causes;
mod complaints;
mod contacts;
mod made_up;
mod orders;
mod recommendations;
mod service;
mod surveys;
mod tickets;

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use crm_kpi::{CustomersBy, Line, RetentionForm, Value};
use crm_model::{Customer, Dataset, Ratio, Records, Table};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{at, customers, dataset, member, month, order, retention};

const AS_OF: &str = "2026-04-10";

/// The first days of the months up to March 2026, and of the one after.
fn months() -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2025, 2, 1).unwrap();
    (0..=14).map(|months| first + Months::new(months)).collect()
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(u64::from(number))
}

/// The values of a line with those of its history, by period.
fn values(line: &Line) -> Vec<(String, Option<Ratio>)> {
    let shown = line.history().iter().map(|past| (&past.period, &past.value));
    shown
        .chain([(&line.period, &line.value)])
        .map(|(period, value)| (period.to_string(), value.number()))
        .collect()
}

/// Checks the values shown, and that what is not shown has none.
fn check(line: &Line, expected: &[(String, Option<Ratio>)]) -> Result<(), TestCaseError> {
    let shown = values(line);
    let (hidden, rest) = expected.split_at(expected.len() - shown.len());
    prop_assert_eq!(shown.as_slice(), rest);
    prop_assert!(hidden.iter().all(|(_, value)| value.is_none()));
    Ok(())
}

proptest! {
    #[test]
    fn prop_retention_by_purchases_is_as_sets_say(orders in vec((0..6_u8, 0..470_u32), 0..60)) {
        let rows = orders.iter().map(|(who, when)| order(&format!("c{who}"), &day(*when).to_string(), "1 CNY"));
        let data: Dataset = dataset(Records { purchases: Table::complete(rows.collect()), ..Records::default() });
        let line = month(retention(RetentionForm::Identity, CustomersBy::Purchases), &data, None, AS_OF);
        let months = months();
        let active = |place: usize| -> BTreeSet<u8> {
            let holds = |when: u32| months[place] <= day(when) && day(when) < months[place + 1];
            orders.iter().filter(|(_, when)| holds(*when)).map(|(who, _)| *who).collect()
        };
        let expected: Vec<_> = (1..14)
            .map(|place| {
                let (before, now) = (active(place - 1), active(place));
                let kept = before.intersection(&now).count() as i128;
                (months[place].format("%Y-%m").to_string(), Ratio::new(kept, before.len() as i128))
            })
            .collect();
        check(&line, &expected)?;
    }

    #[test]
    fn prop_retention_by_memberships_is_as_days_say(
        stretches in vec((0..6_u8, 0..470_u32, 1..200_u32), 0..14),
    ) {
        let members: Vec<Customer> = stretches
            .iter()
            .map(|(who, from, length)| member(&format!("c{who}"), &[&format!("{}..{}", day(*from), day(from + length))]))
            .collect();
        let data = customers(members);
        let months = months();
        // Just before an instant is the day before, since all memberships begin and end at midnight.
        let there = |date: NaiveDate| -> BTreeSet<u8> {
            let eve = date.pred_opt().unwrap();
            let holds = |from: u32, length: u32| day(from) <= eve && eve < day(from + length);
            stretches.iter().filter(|(_, from, length)| holds(*from, *length)).map(|(who, ..)| *who).collect()
        };
        let expected = |form: RetentionForm| -> Vec<(String, Option<Ratio>)> {
            (1..14)
                .map(|place| {
                    let (start, end) = (there(months[place]), there(months[place + 1]));
                    let eves = (0..31).map(|days| months[place] + chrono::Days::new(days));
                    let (mut lost, mut new) = (0, 0);
                    for date in eves.filter(|date| *date < months[place + 1]) {
                        let (before, after) = (there(date), there(date.succ_opt().unwrap()));
                        lost += before.difference(&after).count() as i128;
                        new += after.difference(&before).count() as i128;
                    }
                    let (starts, ends) = (start.len() as i128, end.len() as i128);
                    let part = match form {
                        RetentionForm::AsWorded => ends - lost,
                        RetentionForm::Usual => ends - new,
                        RetentionForm::ChurnEvents => lost,
                        RetentionForm::ChurnIdentity => start.difference(&end).count() as i128,
                        _ => start.intersection(&end).count() as i128,
                    };
                    (months[place].format("%Y-%m").to_string(), Ratio::new(part, starts))
                })
                .collect()
        };
        for form in [
            RetentionForm::AsWorded,
            RetentionForm::Usual,
            RetentionForm::Identity,
            RetentionForm::ChurnIdentity,
            RetentionForm::ChurnEvents,
        ] {
            let line = month(retention(form, CustomersBy::Memberships), &data, None, AS_OF);
            if stretches.is_empty() {
                prop_assert!(matches!(line.value, Value::Undefined(_)));
            } else {
                check(&line, &expected(form))?;
            }
        }
    }
}
