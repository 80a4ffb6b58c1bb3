//! An assessment in the making.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{Dataset, Extent, Finding, Noticed, Obligation, Subject, TableName, Ticket};
use crm_policy::Policy;
use crm_sla::Clock;

use crate::assessment::{Assessment, RaisedWarning, TicketEscalation, WarningKind};

/// An assessment in the making.
pub(super) struct Assembly {
    pub(super) as_of: DateTime<Utc>,
    policy: String,
    pub(super) obligations: Vec<Obligation>,
    pub(super) escalations: Vec<TicketEscalation>,
    warnings: Vec<RaisedWarning>,
    pub(super) findings: Vec<Finding>,
    pub(super) valid_until: Option<DateTime<Utc>>,
    pub(super) on_assumed_holidays: u64,
}

impl Assembly {
    pub(super) fn new(policy: &Policy, as_of: DateTime<Utc>) -> Self {
        Self {
            as_of,
            policy: policy.name().to_string(),
            obligations: Vec::new(),
            escalations: Vec::new(),
            warnings: Vec::new(),
            findings: Vec::new(),
            valid_until: None,
            on_assumed_holidays: 0,
        }
    }

    /// Takes in what another holds, which comes after this in the order of tickets.
    pub(super) fn extend(&mut self, mut other: Self) {
        self.obligations.append(&mut other.obligations);
        self.escalations.append(&mut other.escalations);
        self.warnings.append(&mut other.warnings);
        self.findings.append(&mut other.findings);
        self.valid_until = earlier(self.valid_until, other.valid_until);
        self.on_assumed_holidays += other.on_assumed_holidays;
    }

    pub(super) fn add(&mut self, clock: &Clock, ticket: &Ticket) {
        let obligation = clock.obligation(ticket);
        if clock.state.is_pending() {
            let overruns = clock.raised(self.as_of).into_iter().map(|at| (at, WarningKind::Overrun));
            let reminded = clock.reminder.and_then(|reminder| reminder.last);
            let raised = overruns.chain(reminded.map(|at| (at, WarningKind::Reminder)));
            self.warnings.extend(raised.map(|(raised_at, kind)| RaisedWarning {
                obligation: obligation.id.clone(),
                raised_at,
                due: clock.due,
                kind,
                owner: clock.owner.clone(),
            }));
        }
        if let (Some(_), Some(rule)) = (clock.exhausted, &clock.rule) {
            let (clause, measure) = (rule.clause.clone(), clock.measure.into());
            let noticed = Noticed::RoundsExhausted { clause, measure, round: clock.round };
            self.findings.push(Finding { subject: obligation.id.subject.clone(), noticed });
        }
        self.on_assumed_holidays += u64::from(clock.holidays_assumed);
        self.valid_until = earlier(self.valid_until, clock.valid_until);
        self.obligations.push(obligation);
    }

    /// Says so where the tables that obligations come from are not complete for the instant of assessment, and that they
    /// will not be later.
    pub(super) fn look_beyond(&mut self, dataset: &Dataset, tables: &[TableName]) {
        let mut is_beyond = false;
        for Extent { from, until } in tables.iter().filter_map(|table| dataset.extent(*table)) {
            let ended = until.filter(|until| *until < self.as_of);
            let not_begun = from.filter(|from| *from > self.as_of);
            is_beyond |= ended.or(not_begun).is_some();
            let changes = match (not_begun, until) {
                (Some(from), _) => Some(from),
                (None, Some(until)) if ended.is_none() => {
                    until.checked_add_signed(TimeDelta::microseconds(1))
                }
                _ => None,
            };
            self.valid_until = earlier(self.valid_until, changes);
        }
        if is_beyond {
            self.findings.push(Finding { subject: Subject::Company, noticed: Noticed::BeyondTheData });
        }
        let later = |at: DateTime<Utc>| at > self.as_of;
        let rows = [
            (TableName::Purchases, dataset.purchases().iter().filter(|row| later(row.at)).count()),
            (TableName::Interactions, dataset.interactions().iter().filter(|row| later(row.at)).count()),
            (
                TableName::Answers,
                dataset.answers().iter().filter(|row| row.answered_at.is_some_and(later)).count(),
            ),
            (TableName::Spend, dataset.spend().iter().filter(|row| later(row.at)).count()),
            (
                TableName::FileUpdates,
                dataset.file_updates().iter().filter(|row| later(row.learned_at)).count(),
            ),
            (
                TableName::QualityReviews,
                dataset.quality_reviews().iter().filter(|row| later(row.reviewed_at)).count(),
            ),
        ];
        let in_the_future = rows.into_iter().filter(|(_, rows)| *rows > 0).map(|(table, rows)| Finding {
            subject: Subject::Company,
            noticed: Noticed::RowsInTheFuture { table, rows: rows as u64 },
        });
        self.findings.extend(in_the_future);
    }

    pub(super) fn finish(mut self) -> Assessment {
        if self.on_assumed_holidays > 0 {
            let noticed = Noticed::HolidaysAssumed { obligations: self.on_assumed_holidays };
            self.findings.push(Finding { subject: Subject::Company, noticed });
        }
        self.obligations.sort_by(|one, other| one.id.cmp(&other.id));
        self.warnings.sort_unstable();
        self.findings.sort_unstable();
        Assessment {
            as_of: self.as_of,
            policy: self.policy,
            obligations: self.obligations,
            warnings: self.warnings,
            findings: self.findings,
            valid_until: self.valid_until,
            escalations: self.escalations,
            customers: Vec::new(),
            tiers: None,
            segments: None,
            churn: None,
            loyalty: None,
            stages: None,
            scorecard: Vec::new(),
            reviews: Vec::new(),
            goals: Vec::new(),
            analyses: Vec::new(),
        }
    }
}

pub(super) fn earlier(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
}
