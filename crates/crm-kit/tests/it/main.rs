//! Tests of the composition: laws, and cases worked out by hand.

#![cfg(test)] // so that lints know: a test may panic

mod api;
mod assess;
mod clauses;
mod customers;
mod escalations;
mod judgement;
mod laws;
mod laws_of_policies;
mod lifetime_value;
mod lives;
mod portraits;
mod recordings;
#[cfg(feature = "proptest")]
mod strategies;
mod support;
mod ticket_times;
mod what_if;
