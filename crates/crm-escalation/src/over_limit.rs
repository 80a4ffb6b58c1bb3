//! When an obligation over its limit calls for an escalation, and what explanations hold that back.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{Ends, Span};
use crm_model::{
    EventKind, Evidence, Missing, Obligation, ObligationId, Precision, RuleName, Subject, TicketEvent,
};

use crate::{Case, TriggerRule};

/// An explanation that holds a trigger back: the obligation is or was over its limit, and the customer had been told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excuse {
    /// The trigger rule.
    pub rule: RuleName,
    /// The obligation over its limit.
    pub obligation: ObligationId,
    /// The last instant up to which the explanations hold it back.
    pub until: DateTime<Utc>,
    /// The explanations, in order.
    pub explanations: Vec<Evidence>,
}

/// One obligation over its limit under one rule.
#[derive(Debug)]
pub(crate) struct OverLimit<'a> {
    pub(crate) obligation: &'a Obligation,
    /// When the limit, and whatever holds the trigger back, has run out.
    pub(crate) arises: DateTime<Utc>,
    pub(crate) explanations: Vec<Evidence>,
    /// What is missing to say whether an explanation holds it back.
    pub(crate) doubt: Option<Missing>,
}

impl OverLimit<'_> {
    /// Returns whether the trigger has arisen: its time has passed with the obligation still unmet.
    pub(crate) fn has_arisen(&self, as_of: DateTime<Utc>) -> bool {
        self.obligation.state.is_late()
            && self.arises < as_of
            && self.obligation.stopped_at.is_none_or(|stopped| stopped > self.arises)
    }

    pub(crate) fn excuse(self, rule: &TriggerRule, as_of: DateTime<Utc>) -> Option<Excuse> {
        let holds = self.obligation.state.is_late() && !self.has_arisen(as_of);
        (holds && !self.explanations.is_empty()).then(|| Excuse {
            rule: rule.name.clone(),
            obligation: self.obligation.id.clone(),
            until: self.arises,
            explanations: self.explanations,
        })
    }
}

/// Returns the obligations of a ticket at which a rule looks, that are late or may become so, in order of their ids.
pub(crate) fn candidates<'a>(
    rule: &'a TriggerRule,
    case: &Case<'a>,
    as_of: DateTime<Utc>,
) -> Vec<OverLimit<'a>> {
    let about = |obligation: &&Obligation| matches!(&obligation.id.subject, Subject::Ticket(id) if id == case.ticket.id());
    let looked_at = case.obligations.iter().filter(about).filter(|one| rule.trigger.looks_at(one));
    let alive = looked_at.filter(|one| one.state.is_late() || one.state.is_pending());
    let mut found: Vec<OverLimit<'a>> =
        alive.filter_map(|one| Some(over_limit(rule, case, one, one.window.due?, as_of))).collect();
    found.sort_by(|one, other| (one.arises, &one.obligation.id).cmp(&(other.arises, &other.obligation.id)));
    found
}

fn over_limit<'a>(
    rule: &TriggerRule,
    case: &Case<'a>,
    obligation: &'a Obligation,
    due: DateTime<Utc>,
    as_of: DateTime<Utc>,
) -> OverLimit<'a> {
    let mut found = OverLimit { obligation, arises: due, explanations: Vec::new(), doubt: None };
    let Some(span) = rule.trigger.explained_for() else { return found };
    if !case.event_kinds.contains(EventKind::Explained) {
        found.doubt = Some(Missing::Events(EventKind::Explained));
        return found;
    }
    let told = |event: &&TicketEvent| event.kind() == EventKind::Explained;
    for event in case.ticket.events_until(as_of).iter().filter(told) {
        if obligation.opened_at.is_some_and(|opened| event.occurred_at < opened) {
            continue;
        }
        let in_time = event.occurred_at <= found.arises;
        let is_bound = event.precision == Precision::NotAfter;
        match holds_until(rule, event, span) {
            // It may have been given in time, however late the bound, unless even at the bound it held too short.
            _ if is_bound && !in_time => found.doubt = Some(Missing::InstantOf(EventKind::Explained)),
            _ if !in_time => {}
            Ok(until) if until <= found.arises => {}
            Ok(_) if is_bound => found.doubt = Some(Missing::InstantOf(EventKind::Explained)),
            Ok(until) => {
                found.arises = until;
                found.explanations.push(Evidence::from(event));
            }
            Err(missing) => found.doubt = Some(missing),
        }
    }
    found
}

/// Returns until when an explanation holds, if it was given at the instant of its event.
fn holds_until(rule: &TriggerRule, event: &TicketEvent, span: Span) -> Result<DateTime<Utc>, Missing> {
    let deadline = rule.calendar.due(event.occurred_at, span, Ends::SameTime);
    deadline.map(|deadline| deadline.due).map_err(|_| Missing::CalendarYear)
}
