//! What must go up the ladder: escalations from obligations, facts and the organisation.

use alloc::vec::Vec;

use crm_escalation::{Escalation, EscalationRules, Reason};
use crm_model::{Role, State};

use super::Case;
use super::assembly::{Assembly, earlier};
use super::lacking::Lacking;
use crate::assessment::{EscalationReason, TicketEscalation};

/// Adds the escalation of one ticket to an assessment, if anything calls for one. The ticket's own obligations are those
/// from the place `from` on.
pub(super) fn assess(
    case: &Case<'_>,
    rules: &EscalationRules,
    from: usize,
    assembly: &mut Assembly,
    mut lacking: Option<&mut Lacking<'_>>,
) {
    let of_rules = crm_escalation::Case {
        ticket: case.ticket,
        obligations: assembly.obligations.get(from..).unwrap_or_default(),
        organisation: case.organisation,
        event_kinds: case.event_kinds,
    };
    let Some(escalation) = rules.assess(&of_rules, assembly.as_of) else { return };
    assembly.valid_until = earlier(assembly.valid_until, escalation.valid_until);
    for round in &escalation.rounds {
        let obligation = round.obligation(case.ticket);
        assembly.on_assumed_holidays += u64::from(round.holidays_assumed);
        if !lacking.as_deref_mut().is_some_and(|lacking| lacking.takes_obligation(&obligation)) {
            assembly.obligations.push(obligation);
        }
    }
    assembly.escalations.push(summary(case, rules, escalation));
}

fn summary(case: &Case<'_>, rules: &EscalationRules, escalation: Escalation) -> TicketEscalation {
    let role = |rung: Option<usize>| -> Option<Role> {
        rung.and_then(|rung| rules.ladder().rungs().get(rung)).map(|rung| rung.role.clone())
    };
    let unclear = || escalation.reasons.iter().find_map(|reason| reason.doubt.clone());
    let state = escalation.state().cloned();
    TicketEscalation {
        ticket: case.ticket.id().clone(),
        customer: case.ticket.customer().cloned(),
        state: state.or_else(|| Some(State::Undetermined { missing: unclear()? })).unwrap_or(State::Open),
        due: escalation.due,
        wanted: role(escalation.rung),
        reached: role(escalation.reached),
        to: escalation.to,
        reasons: escalation.reasons.into_iter().map(|reason| summary_of(reason, &role)).collect::<Vec<_>>(),
        notes: escalation.notes,
    }
}

fn summary_of(reason: Reason, role: &impl Fn(Option<usize>) -> Option<Role>) -> EscalationReason {
    EscalationReason {
        trigger: reason.trigger.into(),
        rule: reason.rule,
        clause: reason.clause,
        strength: reason.strength,
        wanted: role(Some(reason.rung)),
        arose_at: reason.arose_at,
        known_at: reason.known_at,
        missing: reason.doubt.or_else(|| reason.due.as_ref().err().cloned()),
        due: reason.due.ok(),
        obligation: reason.obligation,
    }
}
