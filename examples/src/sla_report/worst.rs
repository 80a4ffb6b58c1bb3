//! The worst cases: the obligations that are or were late for the longest time.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use crm_kit::{Assessment, Case, Policy, absorbed, explain};
use crm_model::{Dataset, Obligation, Ticket};

use super::levels::on_tickets;
use super::trace::Trace;
use super::{Choices, Slice};

/// A worst case, with how its due instant came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worst {
    /// The obligation.
    pub obligation: Obligation,
    /// The value by which measures are broken down.
    pub slice: Slice,
    /// How its due instant came about; `None` for an escalation, which has no rule on tickets.
    pub trace: Option<Trace>,
}

/// Returns the worst cases, the latest by the clock first; of equally late ones the first by ticket.
pub(super) fn latest(
    assessment: &Assessment,
    dataset: &Dataset,
    policy: &Policy,
    choices: Choices,
) -> Vec<Worst> {
    let late_by = |obligation: &Obligation| obligation.late_by.map(|late| late.elapsed);
    let mut late: Vec<(&Obligation, &Ticket)> =
        on_tickets(assessment, dataset).filter(|(obligation, _)| late_by(obligation).is_some()).collect();
    late.sort_by_key(|(obligation, _)| Reverse(late_by(obligation)));
    late.truncate(choices.worst);
    let as_of = assessment.as_of;
    late.into_iter()
        .map(|(obligation, ticket)| Worst {
            obligation: obligation.clone(),
            slice: Slice::of(choices.by.value(obligation, ticket, as_of)),
            trace: trace(dataset, policy, obligation, ticket, as_of),
        })
        .collect()
}

/// Returns how the due instant of an obligation came about.
fn trace(
    dataset: &Dataset,
    policy: &Policy,
    obligation: &Obligation,
    ticket: &Ticket,
    as_of: DateTime<Utc>,
) -> Option<Trace> {
    let customer = ticket.customer().and_then(|customer| dataset.customer(customer));
    let absorbed = absorbed(dataset, ticket);
    let case = Case::of(dataset, ticket, customer, &absorbed);
    Trace::of(policy, &explain(&case, policy, &obligation.id, as_of)?)
}
