//! Strategies for `proptest`: tickets, customers and records to check one's own policy with (feature `proptest`).
//!
//! Records look as an export does: events in the order of work, with waits, reopenings and unfinished ends, now and
//! then in another order, repeated, or contradicting one another. None of it makes [`Ticket::new`](crate::Ticket::new)
//! or [`Dataset::new`](crate::Dataset::new) fail; who wants histories without contradictions filters by
//! [`Ticket::contradictions`](crate::Ticket::contradictions).
//!
//! Words come from a [`Vocabulary`](crate::Vocabulary): that of one's own policy, or [`common_vocabulary`]. Where it has no words of a
//! sort, records say nothing of it. There is one function per table of [`Records`](crate::Records).
//!
//! # Examples
//!
//! No event is lost, whatever the history:
//!
//! ```
//! use crm_model::{Ticket, strategies::any_ticket};
//! use proptest::test_runner::{Config, TestRunner};
//!
//! let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
//! runner.run(&any_ticket(), |record| {
//!     let given = record.events.len();
//!     let ticket = Ticket::new(record);
//!     assert!(ticket.events().len() + ticket.set_aside().len() + ticket.repeats() >= given);
//!     Ok(())
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agreements;
mod customers;
mod dealings;
mod history;
mod records;
mod tickets;
mod words;

pub use self::{
    agreements::any_agreement,
    customers::{any_customer_id, customer_with, customers_with},
    dealings::{
        any_money, customer_goals, file_updates_with, interactions_with, purchases, quality_reviews,
        spend_with, survey_answers,
    },
    history::{any_event_history, event_history_with},
    records::any_records,
    tickets::{any_ticket, any_ticket_id, ticket_with, tickets_with},
    words::{any_vocabulary, common_vocabulary},
};
