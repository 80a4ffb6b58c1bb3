//! `escalations.csv`: what was to go up the ladder.

use std::io::Write;

use crm_kit::escalation::Recipient;
use crm_kit::{EscalationReason, TicketEscalation};
use crm_model::Role;

use super::super::Report;
use super::super::cell::instant;
use super::super::escalating::{ladder, note};
use super::super::json::missing;
use super::Table;

/// Writes one row a ticket that had to be escalated, or of which nobody can say.
pub(in crate::report) fn write_escalations(report: &Report, out: &mut dyn Write) -> csv::Result<()> {
    let columns = [
        "ticket",
        "customer",
        "state",
        "missing",
        "due",
        "wanted",
        "reached",
        "to_role",
        "to_department",
        "to_person",
        "is_deputy",
        "reasons",
        "clauses",
        "notes",
    ];
    let ladder = ladder(report);
    let mut table = Table::new(out, &columns)?;
    for escalation in &report.assessment.escalations {
        let TicketEscalation { ticket, customer, state, due, wanted, reached, to, reasons, notes } =
            escalation;
        let customer = customer.as_ref().map(|customer| report.privacy.customer(customer));
        table.text(ticket.as_str())?.maybe(customer.as_deref())?;
        table.text(state.as_str())?.maybe(missing(state).as_deref())?.instant(*due)?;
        table.maybe(wanted.as_ref().map(Role::as_str))?;
        table.maybe(reached.as_ref().map(Role::as_str))?;
        recipient(&mut table, report, to.as_ref())?;
        table.text(&reasons.iter().map(reason).collect::<Vec<_>>().join("; "))?;
        let mut clauses: Vec<&str> = reasons.iter().map(|reason| reason.clause.as_str()).collect();
        clauses.sort_unstable();
        clauses.dedup();
        table.text(&clauses.join("; "))?;
        let notes: Vec<String> = notes.iter().map(|one| note(one, &ladder)).collect();
        table.text(&notes.join("; "))?.end_row()?;
    }
    table.end()
}

fn recipient(table: &mut Table<'_>, report: &Report, to: Option<&Recipient>) -> csv::Result<()> {
    let person = to.and_then(|to| to.person.as_ref()).map(|person| report.privacy.person(person));
    table.maybe(to.map(|to| to.post.role.as_str()))?;
    table.maybe(to.and_then(|to| Some(to.post.department.as_ref()?.as_str())))?;
    table.maybe(person.as_deref())?;
    table.maybe(to.map(|to| if to.is_deputy { "yes" } else { "no" }))?;
    Ok(())
}

/// Returns a reason in one part of a cell: `over-limit (resolution) 2026-03-02T01:00:00Z`.
fn reason(reason: &EscalationReason) -> String {
    let of = reason.obligation.as_ref().map(|id| format!(" ({})", id.measure)).unwrap_or_default();
    let missing = reason.missing.as_ref().map(|missing| format!(" [{missing}]")).unwrap_or_default();
    format!("{}{of} {}{missing}", reason.trigger, instant(reason.arose_at))
}
