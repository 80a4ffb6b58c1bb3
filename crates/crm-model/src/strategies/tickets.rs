//! Tickets.

use alloc::{format, vec::Vec};

use proptest::prelude::*;

use super::customers::customer_of_the_company;
use super::words::{one_of, some_of};
use super::{any_customer_id, common_vocabulary, event_history_with};
use crate::{CustomerId, LONGEST_NAME, TicketId, TicketRecord, Vocabulary};

/// Draws a ticket's id, such as `T-1042`; now and then one with a space, one in Chinese, or one of the greatest length.
pub fn any_ticket_id() -> impl Strategy<Value = TicketId> {
    let text = (1..=9_999_u32, 0..12_u32).prop_map(|(number, form)| match form {
        9 => format!("REQ 2026/{number}"),
        10 => format!("工单-{number}"),
        11 => format!("{number:0>LONGEST_NAME$}"),
        _ => format!("T-{number}"),
    });
    text.prop_filter_map("an id", |text| TicketId::new(text).ok())
}

/// Draws a ticket with the words of [`common_vocabulary`]: see [`ticket_with`].
pub fn any_ticket() -> impl Strategy<Value = TicketRecord> {
    ticket_with(&common_vocabulary())
}

/// Draws a ticket with its history; customer and channel are now and then unknown, it may have labels, and mostly it is
/// described.
///
/// # Examples
///
/// ```
/// use crm_model::{Vocabulary, strategies::ticket_with};
/// use proptest::test_runner::{Config, TestRunner};
///
/// let words = Vocabulary { kinds: ["inquiry".parse()?].into(), ..Vocabulary::default() };
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&ticket_with(&words), |ticket| {
///     assert!(ticket.channel.is_none()); // the vocabulary has no channels
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ticket_with(vocabulary: &Vocabulary) -> impl Strategy<Value = TicketRecord> + use<> {
    ticket(any_ticket_id(), any_customer_id(), vocabulary)
}

/// Draws a table of up to twelve tickets of few customers, some of them in two records; see
/// [`customers_with`](super::customers_with) for the customers.
pub fn tickets_with(vocabulary: &Vocabulary) -> impl Strategy<Value = Vec<TicketRecord>> + use<> {
    let id = (1..=40_u32).prop_filter_map("an id", |number| TicketId::new(format!("T-{number}")).ok());
    prop::collection::vec(ticket(id, customer_of_the_company(), vocabulary), 0..=12)
}

fn ticket<Id: Strategy<Value = TicketId>, By: Strategy<Value = CustomerId>>(
    id: Id,
    customer: By,
    vocabulary: &Vocabulary,
) -> impl Strategy<Value = TicketRecord> + use<Id, By> {
    let customer = prop::option::weighted(0.9, customer);
    let channel = one_of(vocabulary.channels.keys().cloned(), 0.9);
    let tags = some_of(vocabulary.tags.iter().cloned().collect::<Vec<_>>());
    let described = prop::option::weighted(0.9, prop::bool::weighted(0.9));
    (id, customer, channel, tags, described, event_history_with(vocabulary)).prop_map(
        |(id, customer, channel, tags, described, events)| TicketRecord {
            id,
            customer,
            channel,
            tags,
            described,
            events,
        },
    )
}
