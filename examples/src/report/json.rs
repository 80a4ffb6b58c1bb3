//! `report.json`: everything, for programs.
//!
//! The top level and its lists stand one entry a line, so that the file can be searched, compared and streamed.

pub(crate) mod analyses;
pub(crate) mod assessment;
mod reviews;

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use crm_calendar::Budget;
use crm_kit::RaisedWarning;
use crm_model::{ClauseId, Evidence, Finding, Obligation, RuleName, State};
use serde::Serialize;

use self::analyses::AnalysisRow;
use self::assessment::{EscalationRow, LineRow, SegmentsRow, TiersRow};
use self::reviews::{GoalRow, ReviewRow};
use super::cell::Instant;
use super::escalating::ladder;
use super::lifetime::told;
use super::notice::{count_of, instant_of, text_of};
use super::privacy::about;
use super::{
    Attainment, DataSummary, FileSummary, PolicySummary, Privacy, Promise, Report, TableSummary, Tally,
    VersionSummary, promises,
};

/// The schema of the file, for a program to check before it reads on.
pub(super) const SCHEMA: &str = "crm-report/1";

/// Writes the whole report.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let assessment = &report.assessment;
    let mut document = Document::new(out);
    document.field("schema", &SCHEMA)?;
    document.field("as_of", &Instant(assessment.as_of))?;
    document.field("as_of_is", &report.as_of_is.as_str())?;
    document.field("valid_until", &assessment.valid_until.map(Instant))?;
    document.field("values_shown", &(report.privacy == Privacy::Shown))?;
    document.field("policy", &PolicyRow::new(&report.policy))?;
    document.field("data", &DataRow::new(&report.data))?;
    document.list("summary", promises(assessment).iter().map(PromiseRow::new))?;
    document.field("tiers", &assessment.tiers.as_ref().map(|table| TiersRow::new(report, table)))?;
    document.field("segments", &assessment.segments.as_ref().map(SegmentsRow::new))?;
    document.field("churn", &assessment.churn)?;
    document.field("loyalty", &assessment.loyalty)?;
    document.field("stages", &assessment.stages)?;
    document.field("lifetime_value", &told(report))?;
    document.list("scorecard", assessment.scorecard.iter().map(LineRow::new))?;
    let reviews = assessment.reviews.iter().map(|review| ReviewRow::new(review, report.privacy));
    document.list("reviews", reviews)?;
    document.list("goals", assessment.goals.iter().map(GoalRow::new))?;
    let rows = assessment.analyses.iter().map(|analysis| AnalysisRow::new(analysis, report.privacy));
    document.list("analyses", rows)?;
    let ladder = ladder(report);
    let escalations = assessment.escalations.iter();
    let escalations = escalations.map(|one| EscalationRow::new(one, report.privacy, &ladder));
    document.list("escalations", escalations)?;
    document.list(
        "warnings",
        assessment.warnings.iter().map(|warning| WarningRow::new(warning, report.privacy)),
    )?;
    document
        .list("findings", report.findings.iter().map(|finding| FindingRow::new(finding, report.privacy)))?;
    let rows = assessment.obligations.iter().map(|obligation| ObligationRow::new(obligation, report.privacy));
    document.list("obligations", rows)?;
    document.end()
}

/// An object that is written entry by entry.
pub(crate) struct Document<'a> {
    out: &'a mut dyn Write,
    begun: bool,
}

impl<'a> Document<'a> {
    /// Returns an empty object that is written to `out`.
    pub(crate) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, begun: false }
    }

    pub(crate) fn field(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        self.name(name)?;
        serde_json::to_writer(&mut self.out, value)?;
        Ok(())
    }

    pub(crate) fn list<T: Serialize>(
        &mut self,
        name: &str,
        values: impl Iterator<Item = T>,
    ) -> io::Result<()> {
        self.name(name)?;
        self.out.write_all(b"[")?;
        let mut separator = "\n";
        for value in values {
            self.out.write_all(separator.as_bytes())?;
            serde_json::to_writer(&mut self.out, &value)?;
            separator = ",\n";
        }
        self.out.write_all(if separator == "\n" { b"]" } else { b"\n]" })
    }

    pub(crate) fn end(self) -> io::Result<()> {
        self.out.write_all(b"\n}\n")
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        self.out.write_all(if self.begun { b",\n" } else { b"{\n" })?;
        self.begun = true;
        serde_json::to_writer(&mut self.out, name)?;
        self.out.write_all(b": ")
    }
}

/// A policy as the files hold it.
#[derive(Serialize)]
pub(crate) struct PolicyRow<'a> {
    name: &'a str,
    versions: Vec<VersionRow<'a>>,
}

impl<'a> PolicyRow<'a> {
    pub(crate) fn new(policy: &'a PolicySummary) -> Self {
        let versions = policy.versions.iter().map(VersionRow::new).collect();
        Self { name: &policy.name, versions }
    }
}

#[derive(Serialize)]
struct VersionRow<'a> {
    name: &'a str,
    version: &'a str,
    extends: &'a [String],
    valid_from: Option<Instant>,
    valid_until: Option<Instant>,
}

impl<'a> VersionRow<'a> {
    fn new(version: &'a VersionSummary) -> Self {
        Self {
            name: &version.name,
            version: &version.version,
            extends: &version.extends,
            valid_from: version.valid_from.map(Instant),
            valid_until: version.valid_until.map(Instant),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct DataRow<'a> {
    title: &'a str,
    files: &'a [FileSummary],
    rows: Option<u64>,
    left_out: u64,
    tickets: Option<u64>,
    tickets_opened: Option<u64>,
    customers: Option<u64>,
    customers_of_tickets: Option<u64>,
    first_event_at: Option<Instant>,
    last_event_at: Option<Instant>,
    tables: Vec<TableRow>,
    notes: &'a [String],
}

impl<'a> DataRow<'a> {
    pub(crate) fn new(data: &'a DataSummary) -> Self {
        Self {
            title: &data.title,
            files: &data.files,
            rows: data.rows,
            left_out: data.left_out,
            tickets: data.has_tickets.then_some(data.tickets),
            tickets_opened: data.has_tickets.then_some(data.tickets_opened),
            customers: data.customers,
            customers_of_tickets: data.has_tickets.then_some(data.customers_of_tickets),
            first_event_at: data.first_event_at.map(Instant),
            last_event_at: data.last_event_at.map(Instant),
            tables: data.tables.iter().map(TableRow::new).collect(),
            notes: &data.notes,
        }
    }
}

#[derive(Serialize)]
struct TableRow {
    table: &'static str,
    rows: u64,
    customers: u64,
    first_at: Option<Instant>,
    last_at: Option<Instant>,
}

impl TableRow {
    fn new(summary: &TableSummary) -> Self {
        Self {
            table: summary.table.as_str(),
            rows: summary.rows,
            customers: summary.customers,
            first_at: summary.first_at.map(Instant),
            last_at: summary.last_at.map(Instant),
        }
    }
}

#[derive(Serialize)]
struct PromiseRow<'a> {
    measure: &'a str,
    clause: Option<&'a str>,
    rule: Option<&'a str>,
    strength: &'static str,
    owed: u64,
    states: Tally,
    attainment: Option<Attainment>,
}

impl<'a> PromiseRow<'a> {
    fn new(promise: &'a Promise) -> Self {
        Self {
            measure: promise.measure.as_str(),
            clause: promise.clause.as_ref().map(ClauseId::as_str),
            rule: promise.rule.as_ref().map(RuleName::as_str),
            strength: promise.strength.as_str(),
            owed: promise.tally.owed(),
            states: promise.tally,
            attainment: promise.tally.attainment(),
        }
    }
}

#[derive(Serialize)]
struct WarningRow<'a> {
    obligation: String,
    raised_at: Instant,
    due: Option<Instant>,
    kind: &'static str,
    owner_department: Option<&'a str>,
    owner_person: Option<String>,
}

impl<'a> WarningRow<'a> {
    fn new(warning: &'a RaisedWarning, privacy: Privacy) -> Self {
        Self {
            obligation: privacy.obligation(&warning.obligation),
            raised_at: Instant(warning.raised_at),
            due: warning.due.map(Instant),
            kind: warning.kind.as_str(),
            owner_department: warning
                .owner
                .as_ref()
                .and_then(|owner| Some(owner.department.as_ref()?.as_str())),
            owner_person: privacy.owner(warning.owner.as_ref()),
        }
    }
}

#[derive(Serialize)]
struct FindingRow {
    about: &'static str,
    subject: String,
    rule: &'static str,
    count: Option<u64>,
    at: Option<Instant>,
    text: String,
}

impl FindingRow {
    fn new(finding: &Finding, privacy: Privacy) -> Self {
        Self {
            about: about(&finding.subject),
            subject: privacy.subject(&finding.subject),
            rule: finding.noticed.rule(),
            count: count_of(&finding.noticed),
            at: instant_of(&finding.noticed).map(Instant),
            text: text_of(finding, privacy),
        }
    }
}

#[derive(Serialize)]
struct ObligationRow<'a> {
    id: String,
    about: &'static str,
    subject: String,
    measure: &'a str,
    clause: Option<&'a str>,
    rule: Option<&'a str>,
    strength: &'static str,
    round: u32,
    slot: u32,
    owner_department: Option<&'a str>,
    owner_person: Option<String>,
    beneficiary: Option<String>,
    not_before: Option<Instant>,
    ideal: Option<Instant>,
    due: Option<Instant>,
    opened_at: Option<Instant>,
    stopped_at: Option<Instant>,
    state: &'static str,
    missing: Option<String>,
    blocked_by: Option<&'a str>,
    left_elapsed_us: Option<i64>,
    left_open_us: Option<i64>,
    elapsed_us: Option<i64>,
    open_us: Option<i64>,
    late_by_elapsed_us: Option<i64>,
    late_by_open_us: Option<i64>,
    evidence: Vec<EvidenceRow>,
}

impl<'a> ObligationRow<'a> {
    fn new(obligation: &'a Obligation, privacy: Privacy) -> Self {
        let Obligation { id, window, owner, state, late_by, .. } = obligation;
        let instant = |at: Option<DateTime<Utc>>| at.map(Instant);
        let (left_elapsed, left_open) = match state {
            State::Paused { left: Budget::Elapsed(left) } => (Some(left.as_micros()), None),
            State::Paused { left: Budget::Open(left) } => (None, Some(left.as_micros())),
            _ => (None, None),
        };
        Self {
            id: privacy.obligation(id),
            about: about(&id.subject),
            subject: privacy.subject(&id.subject),
            measure: id.measure.as_str(),
            clause: id.clause.as_ref().map(ClauseId::as_str),
            rule: obligation.rule.as_ref().map(RuleName::as_str),
            strength: obligation.strength.as_str(),
            round: id.round,
            slot: id.slot,
            owner_department: owner.as_ref().and_then(|owner| Some(owner.department.as_ref()?.as_str())),
            owner_person: privacy.owner(owner.as_ref()),
            beneficiary: privacy.beneficiary(&obligation.beneficiary),
            not_before: instant(window.not_before),
            ideal: instant(window.ideal),
            due: instant(window.due),
            opened_at: instant(obligation.opened_at),
            stopped_at: instant(obligation.stopped_at),
            state: state.as_str(),
            missing: missing(state),
            blocked_by: blocked_by(state),
            left_elapsed_us: left_elapsed,
            left_open_us: left_open,
            elapsed_us: obligation.elapsed.map(crm_calendar::ElapsedTime::as_micros),
            open_us: obligation.open.map(crm_calendar::OpenTime::as_micros),
            late_by_elapsed_us: late_by.map(|late| late.elapsed.as_micros()),
            late_by_open_us: late_by.and_then(|late| Some(late.open?.as_micros())),
            evidence: obligation.evidence.iter().map(EvidenceRow::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct EvidenceRow {
    event: &'static str,
    at: Instant,
    sequence: Option<u64>,
}

impl EvidenceRow {
    fn new(evidence: &Evidence) -> Self {
        Self {
            event: evidence.event.as_str(),
            at: Instant(evidence.occurred_at),
            sequence: evidence.sequence,
        }
    }
}

/// Returns what is missing, where a state is undetermined.
pub(crate) fn missing(state: &State) -> Option<String> {
    match state {
        State::Undetermined { missing } => Some(missing.to_string()),
        _ => None,
    }
}

/// Returns the clause of the prohibition, where a state is blocked.
pub(super) fn blocked_by(state: &State) -> Option<&str> {
    match state {
        State::Blocked { by } => Some(by.as_str()),
        _ => None,
    }
}
