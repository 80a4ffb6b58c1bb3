//! Tiers, segments, escalations and the scorecard in `report.json`.

use chrono::NaiveDate;
use crm_kit::escalation::Recipient;
use crm_kit::kpi::{CivilPeriod, Line, Past};
use crm_kit::{EscalationReason, SegmentLine, SegmentTable, TicketEscalation, TierLine, TierTable};
use crm_model::Role;
use serde::Serialize;

use super::missing;
use crate::report::cell::{Instant, units};
use crate::report::escalating::note;
use crate::report::scorecard::{self, Figure, Told, ToldInterval, completeness, told, told_interval};
use crate::report::{Privacy, Report};

#[derive(Serialize)]
pub(super) struct TiersRow<'a> {
    rule: &'a str,
    clause: &'a str,
    strength: &'static str,
    after: NaiveDate,
    last: NaiveDate,
    population: u64,
    undetermined: u64,
    provisional: u64,
    rows_without_customer: u64,
    spend: Option<String>,
    currency: Option<String>,
    tiers: Vec<TierRow<'a>>,
}

#[derive(Serialize)]
struct TierRow<'a> {
    tier: &'a str,
    customers: u64,
    held: Option<u64>,
    customers_by_spend: u64,
    cut: Option<String>,
    spend: Option<String>,
}

impl<'a> TiersRow<'a> {
    pub(super) fn new(report: &Report, table: &'a TierTable) -> Self {
        let amount = |total: Option<crm_model::Total>| total.map(|total| units(total.ten_thousandths));
        let row = |line: &'a TierLine| TierRow {
            tier: line.tier.as_str(),
            customers: line.customers,
            held: line.held,
            customers_by_spend: line.customers_by_spend,
            cut: amount(line.cut),
            spend: amount(line.spend),
        };
        let provisional = report.assessment.customers.iter().filter_map(|one| one.verdict.as_ref());
        Self {
            rule: table.rule.as_str(),
            clause: table.clause.as_str(),
            strength: table.strength.as_str(),
            after: table.after,
            last: table.last,
            population: table.population,
            undetermined: table.undetermined,
            provisional: provisional.filter(|verdict| verdict.provisional).count() as u64,
            rows_without_customer: table.rows_without_customer,
            spend: amount(table.spend),
            currency: table.spend.map(|total| total.currency.to_string()),
            tiers: table.lines.iter().map(row).collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct SegmentsRow<'a> {
    rule: &'a str,
    clause: &'a str,
    strength: &'static str,
    after: NaiveDate,
    last: NaiveDate,
    population: u64,
    undetermined: u64,
    rows_without_customer: u64,
    segments: Vec<SegmentRow<'a>>,
}

#[derive(Serialize)]
struct SegmentRow<'a> {
    segment: &'a str,
    customers: u64,
    spend: Option<String>,
    currency: Option<String>,
}

impl<'a> SegmentsRow<'a> {
    pub(super) fn new(table: &'a SegmentTable) -> Self {
        let row = |line: &'a SegmentLine| SegmentRow {
            segment: line.segment.as_str(),
            customers: line.customers,
            spend: line.spend.map(|total| units(total.ten_thousandths)),
            currency: line.spend.map(|total| total.currency.to_string()),
        };
        Self {
            rule: table.rule.as_str(),
            clause: table.clause.as_str(),
            strength: table.strength.as_str(),
            after: table.after,
            last: table.last,
            population: table.population,
            undetermined: table.undetermined,
            rows_without_customer: table.rows_without_customer,
            segments: table.lines.iter().map(row).collect(),
        }
    }
}

/// A line of a scorecard, for programs.
#[derive(Serialize)]
pub(crate) struct LineRow<'a> {
    indicator: &'a str,
    clause: &'a str,
    strength: &'static str,
    definition: String,
    #[serde(flatten)]
    current: PeriodRow,
    cases: Option<u64>,
    interval: Option<ToldInterval>,
    target: Option<String>,
    verdict: &'static str,
    assured: Option<bool>,
    notes: Vec<String>,
    history: Vec<PeriodRow>,
}

#[derive(Serialize)]
struct PeriodRow {
    period: String,
    from: NaiveDate,
    until: NaiveDate,
    complete: &'static str,
    value: Option<Figure>,
    reason: Option<String>,
}

impl PeriodRow {
    fn new(period: &CivilPeriod, complete: &'static str, Told { figure, reason }: Told) -> Self {
        let (from, until) = (period.first(), period.next());
        Self { period: period.to_string(), from, until, complete, value: figure, reason }
    }
}

impl<'a> LineRow<'a> {
    /// Returns what is told of a line.
    pub(crate) fn new(line: &'a Line) -> Self {
        let before = |Past { period, value, .. }: &Past| {
            PeriodRow::new(period, completeness(value, None), told(value, None))
        };
        let complete = completeness(&line.value, Some(line.completeness));
        Self {
            indicator: line.indicator.as_str(),
            clause: line.clause.as_str(),
            strength: line.strength.as_str(),
            definition: line.definition.to_string(),
            current: PeriodRow::new(&line.period, complete, told(&line.value, Some(&line.verdict))),
            cases: line.cases(),
            interval: told_interval(line),
            target: line.target.map(|target| target.to_string()),
            verdict: line.verdict.as_str(),
            assured: line.assured,
            notes: line.notes.iter().map(scorecard::note).collect(),
            history: line.history().iter().map(before).collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct EscalationRow<'a> {
    ticket: &'a str,
    customer: Option<String>,
    state: &'static str,
    missing: Option<String>,
    due: Option<Instant>,
    wanted: Option<&'a str>,
    reached: Option<&'a str>,
    to: Option<RecipientRow<'a>>,
    reasons: Vec<ReasonRow<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct RecipientRow<'a> {
    role: &'a str,
    department: Option<&'a str>,
    person: Option<String>,
    is_deputy: bool,
}

#[derive(Serialize)]
struct ReasonRow<'a> {
    trigger: &'a str,
    rule: &'a str,
    clause: &'a str,
    strength: &'static str,
    wanted: Option<&'a str>,
    arose_at: Instant,
    known_at: Instant,
    due: Option<Instant>,
    missing: Option<String>,
    obligation: Option<String>,
}

impl<'a> EscalationRow<'a> {
    pub(super) fn new(escalation: &'a TicketEscalation, privacy: Privacy, ladder: &[&Role]) -> Self {
        let TicketEscalation { ticket, customer, state, due, wanted, reached, to, reasons, notes } =
            escalation;
        Self {
            ticket: ticket.as_str(),
            customer: customer.as_ref().map(|customer| privacy.customer(customer)),
            state: state.as_str(),
            missing: missing(state),
            due: due.map(Instant),
            wanted: wanted.as_ref().map(Role::as_str),
            reached: reached.as_ref().map(Role::as_str),
            to: to.as_ref().map(|to| recipient(to, privacy)),
            reasons: reasons.iter().map(|reason| ReasonRow::new(reason, privacy)).collect(),
            notes: notes.iter().map(|one| note(one, ladder)).collect(),
        }
    }
}

fn recipient(to: &Recipient, privacy: Privacy) -> RecipientRow<'_> {
    RecipientRow {
        role: to.post.role.as_str(),
        department: to.post.department.as_ref().map(crm_model::Department::as_str),
        person: to.person.as_ref().map(|person| privacy.person(person)),
        is_deputy: to.is_deputy,
    }
}

impl<'a> ReasonRow<'a> {
    fn new(reason: &'a EscalationReason, privacy: Privacy) -> Self {
        Self {
            trigger: &reason.trigger,
            rule: reason.rule.as_str(),
            clause: reason.clause.as_str(),
            strength: reason.strength.as_str(),
            wanted: reason.wanted.as_ref().map(Role::as_str),
            arose_at: Instant(reason.arose_at),
            known_at: Instant(reason.known_at),
            due: reason.due.map(Instant),
            missing: reason.missing.as_ref().map(ToString::to_string),
            obligation: reason.obligation.as_ref().map(|id| privacy.obligation(id)),
        }
    }
}
