//! The worst cases: the obligations that are or were late for the longest time.

use std::cmp::Reverse;

use crm_kit::policy::PolicyVersion;
use crm_kit::sla::Rule;
use crm_kit::{Assessment, Policy};
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
    /// How its due instant came about; `None` where no rule on tickets decides, or where it cannot be told.
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
            trace: deciding(policy, obligation, ticket)
                .and_then(|rule| Trace::of(rule, obligation, ticket, as_of)),
        })
        .collect()
}

/// Returns the rule behind an obligation: by its name, in a version that was in force when the ticket opened. Where several
/// have one of that name, it is the one by which the obligation is as late as it is.
fn deciding<'a>(policy: &'a Policy, obligation: &Obligation, ticket: &Ticket) -> Option<&'a Rule> {
    let name = obligation.rule.as_ref()?;
    let opened = ticket.opened_at().or_else(|| Some(ticket.events().first()?.occurred_at))?;
    let in_force = policy.versions().iter().filter(|version| version.is_in_force(opened));
    let rules = |version: &'a PolicyVersion| version.service_levels().rules().iter();
    let named = in_force.flat_map(rules).filter(|rule| rule.name() == name);
    let mut alike = named.filter(|rule| explains(rule, obligation));
    alike.next()
}

/// Returns whether the calendar of a rule gives the open time used: without it, a trace would explain something else.
fn explains(rule: &Rule, obligation: &Obligation) -> bool {
    let late = || {
        let (due, late_by) = (obligation.window.due?, obligation.late_by?);
        let until = due.checked_add_signed(chrono::TimeDelta::microseconds(late_by.elapsed.as_micros()))?;
        Some(rule.calendar().between(due, until).ok() == late_by.open)
    };
    obligation.id.clause.as_ref() == Some(rule.clause()) && late() == Some(true)
}
