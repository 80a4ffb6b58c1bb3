//! The lists of the page: what is overdue, what is next, what cannot be judged, what was noticed.

use std::fmt::{self, Write};

use crm_calendar::{ElapsedTime, OpenTime};
use crm_model::{ClauseId, Obligation};

use super::Page;
use super::layout::{Layout, is_narrow, lines};
use crate::report::cell::{brief, count, minute, shortened};
use crate::report::head::unknown;
use crate::report::notice::{by_rule, text_of};
use crate::report::reasons::{Unclear, lacking_in_the_data, lacking_in_tickets, lacking_tables, words};

/// How many obligations a list names.
pub(super) const MOST_NAMED: usize = 10;

impl Page<'_> {
    pub(super) fn overdue(&self, out: &mut String) -> fmt::Result {
        let overdue: Vec<&Obligation> = self.report.assessment.overdue().collect();
        let late = |obligation: &Obligation| {
            let elapsed = obligation.late_by.map(|late| late.elapsed.as_micros());
            let open = obligation.late_by.and_then(|late| late.open).map(OpenTime::as_micros);
            [length(elapsed, true), length(open, false)]
        };
        self.obligations(out, "LONGEST OVERDUE", &overdue, ["late by", "in open time"], late)
    }

    pub(super) fn due_next(&self, out: &mut String) -> fmt::Result {
        let next: Vec<&Obligation> = self.report.assessment.due_next().collect();
        let as_of = self.report.assessment.as_of;
        let left = |obligation: &Obligation| {
            let left = obligation.window.due.and_then(|due| (due - as_of).num_microseconds());
            let used = obligation.elapsed.map(ElapsedTime::as_micros);
            [length(left, true), length(used, true)]
        };
        self.obligations(out, "NEXT DUE", &next, ["due in", "time used"], left)
    }

    fn obligations(
        &self,
        out: &mut String,
        title: &str,
        obligations: &[&Obligation],
        times: [&str; 2],
        lengths: impl Fn(&Obligation) -> [String; 2],
    ) -> fmt::Result {
        if obligations.is_empty() {
            let none = unknown(self.report)
                .map_or_else(|| "none".to_owned(), |why| format!("not known, {}", why.why()));
            return writeln!(out, "\n{title}: {none}");
        }
        writeln!(
            out,
            "\n{title} ({} of {})",
            obligations.len().min(MOST_NAMED),
            count(obligations.len() as u64)
        )?;
        let [first, second] = times;
        let has_room = !is_narrow(self.width);
        let mut layout = Layout::new(self.width).text("about").text("what is owed").text("clause");
        layout = layout.number("due (UTC)").number(first);
        if has_room {
            layout = layout.number(second);
        }
        layout = layout.text("owner");
        for obligation in obligations.iter().take(MOST_NAMED) {
            let id = &obligation.id;
            let [first, second] = lengths(obligation);
            let due = obligation.window.due.map(minute).unwrap_or_default();
            let subject = shortened(self.report.privacy.subject(&id.subject));
            let cells = [subject, id.measure.to_string(), clause(id.clause.as_ref()), due, first];
            let more = has_room.then_some(second).into_iter().chain([self.owner(obligation)]);
            layout.row(cells.into_iter().chain(more));
        }
        out.write_str(&layout.finish())
    }

    fn owner(&self, obligation: &Obligation) -> String {
        let Some(owner) = &obligation.owner else { return "-".to_owned() };
        match (&owner.department, &owner.person) {
            (Some(department), _) => department.to_string(),
            (None, Some(person)) => self.report.privacy.person(person),
            (None, None) => "-".to_owned(),
        }
    }

    pub(super) fn unclear(&self, out: &mut String) -> fmt::Result {
        let tables = lacking_tables(self.report);
        let whole = lacking_in_the_data(self.report).into_iter();
        let single =
            lacking_in_tickets(self.report).into_iter().map(|(unclear, tickets)| (unclear, count(tickets)));
        let unclear: Vec<_> = whole.chain(single).collect();
        if unclear.is_empty() && tables.is_empty() {
            return writeln!(out, "\nCANNOT BE JUDGED: nothing");
        }
        writeln!(out, "\nCANNOT BE JUDGED")?;
        for lacking in tables {
            let text =
                format!("{}: {} ({})", lacking.missing(), lacking.names.join(", "), lacking.concerns());
            out.write_str(&lines(&text, self.width))?;
        }
        if unclear.is_empty() {
            return Ok(());
        }
        let mut layout = Layout::new(self.width)
            .text("what is owed")
            .text("clause")
            .number("concerns")
            .text("what is missing");
        for (Unclear { measure, clause: of, missing }, tickets) in unclear {
            layout.row([measure.to_string(), clause(of.as_ref()), tickets, words(&missing)]);
        }
        out.write_str(&layout.finish())
    }

    pub(super) fn findings(&self, out: &mut String) -> fmt::Result {
        let by_rule = by_rule(self.report);
        if by_rule.is_empty() {
            return writeln!(out, "\nFINDINGS: none");
        }
        writeln!(out, "\nFINDINGS")?;
        let mut layout = Layout::new(self.width).text("finding").number("count").text("for example");
        for (rule, (findings, first)) in by_rule {
            let example = format!(
                "{}: {}",
                shortened(self.report.privacy.subject(&first.subject)),
                text_of(first, self.report.privacy)
            );
            layout.row([rule.to_owned(), count(findings), example]);
        }
        out.write_str(&layout.finish())
    }
}

fn clause(clause: Option<&ClauseId>) -> String {
    clause.map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn length(micros: Option<i64>, days: bool) -> String {
    brief(micros, days).unwrap_or_else(|| "-".to_owned())
}
