//! The open escalations on the page.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use crm_model::{Missing, State};

use super::Page;
use super::layout::{Layout, is_narrow, paragraph};
use super::lists::MOST_NAMED;
use crate::report::cell::{count, counted, minute, shortened};
use crate::report::escalating::{ladder, none_open, open, standing, to, trigger, uncertain, wanted, words};

impl Page<'_> {
    pub(super) fn escalations(&self, out: &mut String) -> fmt::Result {
        let ladder = ladder(self.report);
        if ladder.is_empty() {
            return Ok(());
        }
        let open = open(self.report);
        if open.is_empty() {
            return writeln!(out, "\nESCALATIONS: {}", none_open(self.report));
        }
        let total = count(open.len() as u64);
        writeln!(out, "\nESCALATIONS ({} of {total} open)", open.len().min(MOST_NAMED))?;
        let has_room = !is_narrow(self.width);
        let mut layout = Layout::new(self.width).text("about").text("reasons").text("clause");
        if has_room {
            layout = layout.number("due (UTC)");
        }
        layout = layout.text("stands").text("to");
        for escalation in open.iter().take(MOST_NAMED) {
            let reasons: BTreeSet<String> = escalation.reasons.iter().map(trigger).collect();
            let clauses: BTreeSet<&str> =
                escalation.reasons.iter().map(|reason| reason.clause.as_str()).collect();
            let recipient = escalation.to.as_ref().map(|recipient| to(recipient, self.report.privacy));
            let due = has_room.then(|| escalation.due.map(minute).unwrap_or_default());
            let stands = match escalation.state {
                State::Undetermined { missing: Missing::Limit } => "no limit".to_owned(),
                State::Undetermined { .. } => "not known".to_owned(),
                _ => standing(self.report, escalation),
            };
            let first = [
                shortened(escalation.ticket.to_string()),
                reasons.into_iter().collect::<Vec<_>>().join(", "),
                clauses.into_iter().collect::<Vec<_>>().join(", "),
            ];
            let last = [stands, recipient.unwrap_or_else(|| wanted(escalation))];
            layout.row(first.into_iter().chain(due).chain(last));
        }
        out.write_str(&layout.finish())?;
        let by_role = ladder.iter().rev().filter_map(|role| {
            let number = open.iter().filter(|escalation| escalation.wanted.as_ref() == Some(role)).count();
            (number > 0).then(|| format!("{} to the {}", count(number as u64), words(role)))
        });
        let overdue = open.iter().filter(|escalation| matches!(escalation.state, State::Overdue)).count();
        let overdue = format!("{} overdue", count(overdue as u64));
        let uncertain = Some(uncertain(self.report)).filter(|tickets| *tickets > 0);
        let uncertain = uncertain
            .map(|tickets| format!("of {} nobody can say how they stand", counted(tickets, "ticket")));
        let text = [overdue].into_iter().chain(by_role).chain(uncertain).collect::<Vec<_>>().join("; ");
        out.write_str(&paragraph("", &text, self.width))
    }
}
