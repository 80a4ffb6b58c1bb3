//! What the escalations say, in the words of both pages.

use std::cmp::Reverse;

use chrono::TimeDelta;
use crm_kit::escalation::{Note, Recipient};
use crm_kit::{EscalationReason, TicketEscalation};
use crm_model::{Role, State};

use super::cell::{brief, counted};
use super::head::unknown;
use super::{Privacy, Report};

/// Returns whether something is still to be done.
pub(crate) fn is_open(escalation: &TicketEscalation) -> bool {
    escalation.to.is_some() || matches!(escalation.state, State::Open | State::Overdue)
}

/// Returns of how many tickets nobody can say whether they had to go up, or whether they did, since a fact is missing.
/// Those to whom somebody can still attend are among the open ones and not counted.
pub(crate) fn uncertain(report: &Report) -> u64 {
    let is_uncertain = |escalation: &&TicketEscalation| {
        !is_open(escalation) && matches!(escalation.state, State::Undetermined { .. })
    };
    report.assessment.escalations.iter().filter(is_uncertain).count() as u64
}

/// Returns what to say where no escalation is open.
pub(crate) fn none_open(report: &Report) -> String {
    match (unknown(report), uncertain(report)) {
        (Some(why), _) => format!("not known, {}", why.why()),
        (None, 0) => "none is open".to_owned(),
        (None, tickets) => {
            format!(
                "none is known to be open; of {} nobody can say how they stand",
                counted(tickets, "ticket")
            )
        }
    }
}

/// Returns the open escalations: those that are overdue first, then by due instant; those without one last, the highest
/// role first.
pub(crate) fn open(report: &Report) -> Vec<&TicketEscalation> {
    let ladder = ladder(report);
    let mut open: Vec<&TicketEscalation> =
        report.assessment.escalations.iter().filter(|escalation| is_open(escalation)).collect();
    open.sort_by_cached_key(|escalation| {
        let place =
            escalation.wanted.as_ref().and_then(|role| ladder.iter().position(|other| *other == role));
        let is_later = !matches!(escalation.state, State::Overdue);
        (is_later, escalation.due.is_none(), escalation.due, Reverse(place), &escalation.ticket)
    });
    open
}

/// Returns the roles of the ladder in force, the lowest first, then any others that are wanted.
pub(crate) fn ladder(report: &Report) -> Vec<&Role> {
    let version = report.policy.in_force(report.assessment.as_of);
    let mut roles: Vec<&Role> = version.into_iter().flat_map(|version| &version.ladder).collect();
    let mut others: Vec<&Role> =
        report.assessment.escalations.iter().filter_map(|escalation| escalation.wanted.as_ref()).collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|role| !roles.contains(role));
    roles.append(&mut others);
    roles
}

/// Returns a trigger in words: `several-departments` is `several departments`.
pub(crate) fn trigger(reason: &EscalationReason) -> String {
    reason.trigger.replace('-', " ")
}

/// Returns a reason in words, without its clause: `over limit: resolution`.
pub(crate) fn reason(reason: &EscalationReason) -> String {
    let of = reason.obligation.as_ref().map(|id| format!(": {}", id.measure)).unwrap_or_default();
    trigger(reason) + &of
}

/// Returns what is wanted, or that nobody can say.
pub(crate) fn wanted(escalation: &TicketEscalation) -> String {
    escalation.wanted.as_ref().map_or_else(|| "not certain".to_owned(), words)
}

/// Returns to whom the matter is to go: the role, its department, and the person where names are shown.
pub(crate) fn to(recipient: &Recipient, privacy: Privacy) -> String {
    let mut text = words(&recipient.post.role);
    if let Some(department) = &recipient.post.department {
        text = format!("{text} of {department}");
    }
    match &recipient.person {
        Some(person) if privacy == Privacy::Shown => format!("{text}: {}", privacy.person(person)),
        _ => text,
    }
}

/// Returns how an open escalation stands towards its due instant: `3 d 2 h late`, `in 4 h`, or why there is none.
pub(crate) fn standing(report: &Report, escalation: &TicketEscalation) -> String {
    let Some(due) = escalation.due else {
        return match &escalation.state {
            State::Undetermined { missing } => missing.to_string(),
            _ => "no due instant".to_owned(),
        };
    };
    let left = due - report.assessment.as_of;
    let length = |length: TimeDelta| brief(length.num_microseconds(), true).unwrap_or_default();
    if left < TimeDelta::zero() { format!("{} late", length(-left)) } else { format!("in {}", length(left)) }
}

/// Returns a note in words, with the roles in place of the numbers of their rungs.
pub(crate) fn note(note: &Note, ladder: &[&Role]) -> String {
    let role = |rung: usize| ladder.get(rung).map_or_else(|| format!("rung {rung}"), |role| words(role));
    match note {
        Note::Vacant { post, .. } => match &post.department {
            Some(department) => format!("nobody is {} of {department}", words(&post.role)),
            None => format!("nobody is {}", words(&post.role)),
        },
        Note::Deputy { rung } => format!("a deputy stands in for the {}", role(*rung)),
        Note::OwnHolder { rung } => format!("whoever has the ticket is the {}", role(*rung)),
        Note::Collapsed { rung, into } => format!("{} and {} are one person", role(*rung), role(*into)),
        other => other.to_string(),
    }
}

/// Returns a role in words: `department-head` is `department head`.
pub(crate) fn words(role: &Role) -> String {
    role.as_str().replace('-', " ")
}
