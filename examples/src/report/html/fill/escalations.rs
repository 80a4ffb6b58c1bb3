//! What was to go up the ladder.

use std::collections::BTreeMap;

use crm_kit::{EscalationReason, TicketEscalation};
use crm_model::{ClauseId, Role, State, Strength};

use super::super::{Clause, EscalationRow, EscalationsView, ReasonRow, Tile, Tone, TriggerRow};
use crate::report::cell::{count, counted, minute, shortened};
use crate::report::escalating::{
    ladder, none_open, note, open, reason, standing, to, trigger, uncertain, wanted, words,
};
use crate::report::head::unknown;
use crate::report::{Privacy, Report};

/// How many escalations are shown at once.
const SHOWN: usize = 10;
/// How many more of them are folded away.
const FOLDED: usize = 40;

/// Returns the escalations, if the policy has a ladder.
pub(super) fn of(report: &Report) -> Option<EscalationsView> {
    let ladder = ladder(report);
    if ladder.is_empty() {
        return None;
    }
    let open = open(report);
    let row = |escalation: &&TicketEscalation| row(report, escalation, &ladder);
    // Roles to which nothing has to go take no room.
    let roles: Vec<&Role> = ladder
        .iter()
        .copied()
        .filter(|role| open.iter().any(|escalation| escalation.wanted.as_ref() == Some(role)))
        .collect();
    Some(EscalationsView {
        summary: summary(report, &open),
        triggers: triggers(&open, &roles),
        by_role: roles.iter().map(|role| reaching(&open, role)).collect(),
        roles: roles.into_iter().map(words).collect(),
        nothing: nothing(report),
        total: open.len() as u64,
        open: open.iter().take(SHOWN).map(row).collect(),
        folded: open.iter().skip(SHOWN).take(FOLDED).map(row).collect(),
    })
}

/// Returns how many are open, if the policy has a ladder.
pub(super) fn tile(report: &Report) -> Option<Tile> {
    let ladder = ladder(report);
    let open = open(report);
    let overdue = overdue(&open);
    let highest = ladder.iter().rev().find(|role| reaching(&open, role) > 0).map(|role| words(role));
    let highest = highest.map_or_else(|| none_open(report), |role| format!("up to the {role}"));
    if unknown(report).is_some() {
        return None; // nobody knows how many
    }
    (!ladder.is_empty()).then(|| Tile {
        label: "Escalations".to_owned(),
        value: count(open.len() as u64),
        note: if overdue > 0 { format!("{} overdue; {highest}", count(overdue)) } else { highest },
        tone: match (overdue, open.len()) {
            (0, 0) => Tone::Neutral,
            (0, _) => Tone::Warning,
            _ => Tone::Bad,
        },
        section: "escalations",
    })
}

/// Returns what to say where none is open; nothing where the summary says it.
fn nothing(report: &Report) -> String {
    match (unknown(report), uncertain(report)) {
        (Some(_), _) => String::new(),
        (None, 0) => "No escalation is open.".to_owned(),
        (None, _) => "No escalation is known to be open.".to_owned(),
    }
}

fn overdue(open: &[&TicketEscalation]) -> u64 {
    open.iter().filter(|escalation| matches!(escalation.state, State::Overdue)).count() as u64
}

fn reaching(open: &[&TicketEscalation], role: &Role) -> u64 {
    open.iter().filter(|escalation| escalation.wanted.as_ref() == Some(role)).count() as u64
}

fn summary(report: &Report, open: &[&TicketEscalation]) -> Vec<String> {
    if let Some(why) = unknown(report) {
        return vec![format!("Nobody knows what had to go up the ladder: {}.", why.why())];
    }
    let all = &report.assessment.escalations;
    let certain = all.iter().filter(|escalation| escalation.wanted.is_some()).count() as u64;
    let doubtful = all.len() as u64 - certain;
    let unseen = uncertain(report).saturating_sub(doubtful);
    let without_due = open.iter().filter(|escalation| escalation.due.is_none()).count() as u64;
    let mut summary = vec![
        format!("{} had to go up the ladder.", counted(certain, "ticket")),
        format!(
            "{} open, {} of them overdue.",
            counted(open.len() as u64, "escalation"),
            count(overdue(open))
        ),
    ];
    if without_due > 0 {
        summary.push(format!("{} of the open ones have no due instant.", count(without_due)));
    }
    if unseen > 0 {
        let tickets = counted(unseen, "ticket");
        summary.push(format!(
            "Of {tickets} among them nobody can say whether they went up, since a fact is missing."
        ));
    }
    if doubtful > 0 {
        let tickets = counted(doubtful, "ticket");
        summary.push(format!("Of {tickets} more nobody can say, since a fact is missing."));
    }
    summary
}

fn triggers(open: &[&TicketEscalation], roles: &[&Role]) -> Vec<TriggerRow> {
    let mut rows: BTreeMap<(String, &ClauseId, Strength), (u64, Vec<u64>)> = BTreeMap::new();
    for escalation in open {
        let place = roles.iter().position(|role| escalation.wanted.as_ref() == Some(role));
        let key = |reason: &'_ EscalationReason| trigger(reason);
        let mut keys: Vec<_> =
            escalation.reasons.iter().map(|one| (key(one), &one.clause, one.strength)).collect();
        // One escalation may have the same trigger twice, such as two limits that have passed.
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let (total, by_role) = rows.entry(key).or_insert_with(|| (0, vec![0; roles.len()]));
            *total += 1;
            if let Some(number) = place.and_then(|place| by_role.get_mut(place)) {
                *number += 1;
            }
        }
    }
    let row = |((name, clause, strength), (total, by_role))| TriggerRow {
        name,
        clause: Clause::new(Some(clause), Some(strength)),
        by_role,
        total,
    };
    rows.into_iter().map(row).collect()
}

fn row(report: &Report, escalation: &TicketEscalation, ladder: &[&Role]) -> EscalationRow {
    let customer = escalation.customer.as_ref().filter(|_| report.privacy == Privacy::Shown);
    let of = |one: &EscalationReason| ReasonRow {
        text: reason(one),
        since: minute(one.arose_at),
        clause: Clause::new(Some(&one.clause), None),
    };
    EscalationRow {
        about: shortened(escalation.ticket.to_string()),
        customer: customer.map(|customer| shortened(customer.to_string())).unwrap_or_default(),
        is_overdue: matches!(escalation.state, State::Overdue),
        due: escalation.due.map(minute).unwrap_or_default(),
        standing: standing(report, escalation),
        wanted: wanted(escalation),
        reached: escalation.reached.as_ref().map(words).unwrap_or_default(),
        to: escalation.to.as_ref().map(|recipient| to(recipient, report.privacy)).unwrap_or_default(),
        reasons: escalation.reasons.iter().map(of).collect(),
        notes: escalation.notes.iter().map(|one| note(one, ladder)).collect(),
    }
}
