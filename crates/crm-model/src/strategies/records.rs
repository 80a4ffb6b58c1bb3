//! All the records of a company.

use alloc::vec::Vec;
use core::fmt::Debug;

use crm_calendar::strategies::any_instant;
use proptest::prelude::*;

use super::{
    customer_goals, customers_with, file_updates_with, interactions_with, purchases, quality_reviews,
    spend_with, survey_answers, tickets_with,
};
use crate::{EventKind, EventKinds, Records, Table, TicketEvent, Vocabulary};

/// Draws the records of a small company: tables that belong together, each of them now and then not supplied or
/// complete for a stretch of time only, and a source that tells of every kind of event or only of some.
///
/// A source tells at least of the kinds that its tickets have.
///
/// # Examples
///
/// ```
/// use crm_model::{Dataset, strategies::{any_records, common_vocabulary}};
/// use proptest::test_runner::{Config, TestRunner};
///
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&any_records(&common_vocabulary()), |records| {
///     let (dataset, integrity) = Dataset::new(records);
///     assert!(dataset.tickets().is_sorted_by_key(|ticket| ticket.id()));
///     assert!(integrity.findings.is_sorted());
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn any_records(vocabulary: &Vocabulary) -> impl Strategy<Value = Records> + use<> {
    let (customers, tickets) = (table(customers_with(vocabulary)), table(tickets_with(vocabulary)));
    let dealings = (
        table(purchases()),
        table(interactions_with(vocabulary)),
        table(survey_answers()),
        table(spend_with(vocabulary)),
        table(file_updates_with(vocabulary)),
        table(customer_goals()),
        table(quality_reviews()),
    );
    (customers, tickets, some_kinds(), dealings).prop_map(|(customers, tickets, kinds, dealings)| {
        let (purchases, interactions, answers, spend, file_updates, customer_goals, quality_reviews) =
            dealings;
        let rows = match &tickets {
            Table::NotSupplied => &[][..],
            Table::Supplied { rows, .. } => rows,
        };
        let occurring = rows.iter().flat_map(|ticket| &ticket.events).map(TicketEvent::kind);
        let event_kinds = occurring.fold(kinds, EventKinds::with);
        Records {
            customers,
            tickets,
            event_kinds,
            purchases,
            interactions,
            answers,
            spend,
            file_updates,
            customer_goals,
            quality_reviews,
            ..Records::default()
        }
    })
}

fn some_kinds() -> impl Strategy<Value = EventKinds> {
    let some = prop::sample::subsequence(EventKind::ALL, 0..EventKind::ALL.len()).prop_map(EventKinds::from);
    prop_oneof![3 => Just(EventKinds::ALL), 1 => some]
}

/// A table of these rows: complete, complete for a stretch of time, or not supplied at all.
fn table<T: Debug>(rows: impl Strategy<Value = Vec<T>>) -> impl Strategy<Value = Table<T>> {
    let since = prop::option::of(any_instant(2025, 2025));
    let until = prop::option::of(any_instant(2026, 2026));
    (rows, 0..8_u32, since, until).prop_map(|(rows, form, from, until)| match form {
        6 => Table::Supplied { from, until, rows },
        7 => Table::NotSupplied,
        _ => Table::complete(rows),
    })
}
