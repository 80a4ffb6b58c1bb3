//! The CSV files, for spreadsheets.
//!
//! Every text passes through [`guarded`]; numbers and instants, which this package makes itself, do not.

mod analyses;
mod customers;
mod escalations;
mod lifetime;
mod scorecard;

use std::io::Write;

use chrono::{DateTime, Utc};
use crm_calendar::{ElapsedTime, OpenTime};
use crm_model::{ClauseId, Evidence, Obligation, RuleName, Subject};

use super::Report;
use super::cell::{guarded, instant, seconds};
use super::json::{blocked_by, missing};
use super::notice::{count_of, instant_of, text_of};
use super::privacy::about;

pub(super) use self::{
    analyses::write_analyses, customers::write_customers, escalations::write_escalations,
    lifetime::write_lifetime, scorecard::write_scorecard,
};

/// A row that is filled cell by cell.
pub(crate) struct Table<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(out: &'a mut dyn Write, columns: &[&str]) -> csv::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(columns)?;
        Ok(Self { writer })
    }

    pub(crate) fn text(&mut self, text: &str) -> csv::Result<&mut Self> {
        self.writer.write_field(guarded(text).as_ref())?;
        Ok(self)
    }

    pub(crate) fn maybe(&mut self, text: Option<&str>) -> csv::Result<&mut Self> {
        self.text(text.unwrap_or_default())
    }

    pub(crate) fn number(&mut self, number: Option<impl ToString>) -> csv::Result<&mut Self> {
        self.writer.write_field(number.map(|number| number.to_string()).unwrap_or_default())?;
        Ok(self)
    }

    pub(crate) fn instant(&mut self, at: Option<DateTime<Utc>>) -> csv::Result<&mut Self> {
        self.number(at.map(instant))
    }

    pub(crate) fn end_row(&mut self) -> csv::Result<()> {
        self.writer.write_record(None::<&[u8]>)
    }

    pub(crate) fn end(mut self) -> csv::Result<()> {
        Ok(self.writer.flush()?)
    }
}

/// Writes one row a clock on a ticket.
pub(super) fn write_tickets(report: &Report, out: &mut dyn Write) -> csv::Result<()> {
    let columns = [
        "ticket",
        "measure",
        "clause",
        "rule",
        "strength",
        "round",
        "start",
        "due",
        "stop",
        "state",
        "missing",
        "late_by_elapsed_seconds",
        "late_by_open_seconds",
        "elapsed_seconds",
        "open_seconds",
    ];
    let mut table = Table::new(out, &columns)?;
    for obligation in &report.assessment.obligations {
        let Obligation { id, late_by, .. } = obligation;
        let Subject::Ticket(ticket) = &id.subject else { continue };
        table.text(ticket.as_str())?.text(id.measure.as_str())?;
        table.maybe(id.clause.as_ref().map(ClauseId::as_str))?;
        table.maybe(obligation.rule.as_ref().map(RuleName::as_str))?;
        table.text(obligation.strength.as_str())?.number(Some(id.round))?;
        table
            .instant(obligation.opened_at)?
            .instant(obligation.window.due)?
            .instant(obligation.stopped_at)?;
        table.text(obligation.state.as_str())?.maybe(missing(&obligation.state).as_deref())?;
        table.number(late_by.map(|late| elapsed(late.elapsed)))?;
        table.number(late_by.and_then(|late| late.open).map(open))?;
        table.number(obligation.elapsed.map(elapsed))?.number(obligation.open.map(open))?.end_row()?;
    }
    table.end()
}

/// Writes one row an obligation, those of the company included.
pub(super) fn write_obligations(report: &Report, out: &mut dyn Write) -> csv::Result<()> {
    let columns = [
        "id",
        "clause",
        "strength",
        "about",
        "subject",
        "measure",
        "round",
        "slot",
        "owner_department",
        "owner_person",
        "beneficiary",
        "not_before",
        "ideal",
        "due",
        "opened_at",
        "stopped_at",
        "state",
        "missing",
        "blocked_by",
        "evidence",
    ];
    let mut table = Table::new(out, &columns)?;
    for obligation in &report.assessment.obligations {
        let Obligation { id, window, owner, state, .. } = obligation;
        table.text(&report.privacy.obligation(id))?.maybe(id.clause.as_ref().map(ClauseId::as_str))?;
        table.text(obligation.strength.as_str())?;
        table.text(about(&id.subject))?.text(&report.privacy.subject(&id.subject))?;
        table.text(id.measure.as_str())?.number(Some(id.round))?.number(Some(id.slot))?;
        table.maybe(owner.as_ref().and_then(|owner| Some(owner.department.as_ref()?.as_str())))?;
        table.maybe(report.privacy.owner(owner.as_ref()).as_deref())?;
        table.maybe(report.privacy.beneficiary(&obligation.beneficiary).as_deref())?;
        table.instant(window.not_before)?.instant(window.ideal)?.instant(window.due)?;
        table.instant(obligation.opened_at)?.instant(obligation.stopped_at)?;
        table.text(state.as_str())?.maybe(missing(state).as_deref())?.maybe(blocked_by(state))?;
        table.text(&evidence(&obligation.evidence))?.end_row()?;
    }
    table.end()
}

/// Writes one row a finding.
pub(super) fn write_findings(report: &Report, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = Table::new(out, &["about", "subject", "rule", "count", "at", "text"])?;
    for finding in &report.findings {
        table.text(about(&finding.subject))?.text(&report.privacy.subject(&finding.subject))?;
        table.text(finding.noticed.rule())?.number(count_of(&finding.noticed))?;
        table.instant(instant_of(&finding.noticed))?.text(&text_of(finding, report.privacy))?.end_row()?;
    }
    table.end()
}

fn elapsed(length: ElapsedTime) -> String {
    seconds(length.as_micros())
}

fn open(length: OpenTime) -> String {
    seconds(length.as_micros())
}

/// Returns the events behind a verdict in one cell: `opened 2026-03-02T01:00:00Z; solved 2026-03-03T04:00:00Z (#7)`.
fn evidence(events: &[Evidence]) -> String {
    let event = |evidence: &Evidence| {
        let sequence = evidence.sequence.map(|sequence| format!(" (#{sequence})")).unwrap_or_default();
        format!("{} {}{sequence}", evidence.event, instant(evidence.occurred_at))
    };
    events.iter().map(event).collect::<Vec<_>>().join("; ")
}
