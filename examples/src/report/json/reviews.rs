//! The reviews of cadences in `report.json`.

use crm_kit::kpi::cadence::{Anomaly, Charted, Kept, LineReview, OrderKept, OwnPeriods, Review, TrendReview};
use crm_kit::kpi::diagnosis::{Diagnosis, Measured, Sign};
use crm_kit::kpi::goal::Tracking;
use serde::Serialize;

use crate::process::words::order;
use crate::report::Privacy;
use crate::report::reviews::{measured, member};
use crate::report::scorecard::{Figure, step as takes, told};

#[derive(Serialize)]
pub(super) struct ReviewRow<'a> {
    cadence: &'a str,
    clause: &'a str,
    strength: &'static str,
    period: String,
    running: String,
    lines: Vec<LineRow<'a>>,
    processes: Vec<ProcessRow<'a>>,
    order: Vec<OrderRow<'a>>,
    diagnosis: Option<Vec<SignRow<'a>>>,
}

#[derive(Serialize)]
struct LineRow<'a> {
    indicator: &'a str,
    value: Option<Figure>,
    reason: Option<String>,
    target: Option<String>,
    verdict: &'static str,
    own_periods: Option<&'a OwnPeriods>,
    anomalies: Option<ChartRow>,
    trend: Option<TrendRow<'a>>,
    takes: Option<Vec<String>>,
    most_lacking: Option<LackRow>,
}

#[derive(Default, Serialize)]
struct ChartRow {
    reason: Option<String>,
    values: Option<u64>,
    gaps: Option<u64>,
    advice: Option<String>,
    stand_out: Vec<AnomalyRow>,
}

#[derive(Serialize)]
struct AnomalyRow {
    period: String,
    value: Option<Figure>,
    out_of_limits: bool,
}

#[derive(Serialize)]
struct TrendRow<'a> {
    reason: Option<String>,
    #[serde(flatten)]
    found: Option<&'a TrendReview>,
}

#[derive(Serialize)]
struct LackRow {
    by: &'static str,
    segment: String,
    share: Option<String>,
}

#[derive(Serialize)]
struct ProcessRow<'a> {
    process: Option<&'a str>,
    in_time: u64,
    late: u64,
    open: u64,
    undetermined: u64,
    released: u64,
    broken: Vec<String>,
}

#[derive(Serialize)]
struct OrderRow<'a> {
    name: &'a str,
    rule: String,
    kinds: Vec<&'a str>,
    reason: Option<String>,
    #[serde(flatten)]
    found: Option<FoundRow<'a>>,
}

#[derive(Serialize)]
struct FoundRow<'a> {
    tickets: u64,
    undecided: u64,
    unusable: u64,
    kind_unknown: u64,
    broken: Vec<&'a str>,
}

#[derive(Serialize)]
struct SignRow<'a> {
    dimension: &'static str,
    sign: &'a str,
    measured: Option<String>,
    missing: Option<&'a str>,
}

impl<'a> LineRow<'a> {
    fn new(one: &'a LineReview, privacy: Privacy) -> Self {
        let line = &one.line;
        let told = told(&line.value, Some(&line.verdict));
        let most = one.shortfall.as_ref().and_then(|shortfall| shortfall.most.as_ref());
        Self {
            indicator: line.indicator.as_str(),
            value: told.figure,
            reason: told.reason,
            target: line.target.map(|target| target.to_string()),
            verdict: line.verdict.as_str(),
            own_periods: one.own.as_ref(),
            anomalies: one.anomalies.as_ref().map(|found| match found {
                Ok(charted) => ChartRow::new(charted),
                Err(reason) => ChartRow { reason: Some(reason.to_string()), ..ChartRow::default() },
            }),
            trend: one.trend.as_ref().map(|found| match found {
                Ok(trend) => TrendRow { reason: None, found: Some(trend) },
                Err(reason) => TrendRow { reason: Some(reason.to_string()), found: None },
            }),
            takes: one
                .shortfall
                .as_ref()
                .map(|shortfall| shortfall.steps.iter().filter_map(|step| takes(&one.line, step)).collect()),
            most_lacking: most.map(|most| LackRow {
                by: most.by.as_str(),
                segment: member(&most.lack.segment, privacy),
                share: most.lack.share.map(|share| share.percent(1)),
            }),
        }
    }
}

impl ChartRow {
    fn new(charted: &Charted) -> Self {
        let row = |anomaly: &Anomaly| AnomalyRow {
            period: anomaly.period.to_string(),
            value: told(&anomaly.value, None).figure,
            out_of_limits: anomaly.is_out,
        };
        Self {
            reason: None,
            values: Some(charted.values),
            gaps: Some(charted.gaps),
            advice: Some(charted.advice.to_string()),
            stand_out: charted.anomalies.iter().map(row).collect(),
        }
    }
}

impl<'a> ProcessRow<'a> {
    fn new(kept: &'a Kept, privacy: Privacy) -> Self {
        let tally = kept.tally;
        Self {
            process: kept.process.as_deref(),
            in_time: tally.in_time,
            late: tally.late,
            open: tally.open,
            undetermined: tally.undetermined,
            released: tally.released,
            broken: kept.broken.iter().map(|id| privacy.obligation(id)).collect(),
        }
    }
}

impl<'a> OrderRow<'a> {
    fn new(kept: &'a OrderKept) -> Self {
        let found = kept.found.as_ref();
        Self {
            name: &kept.check.name,
            rule: order(kept.check.rule.map(crm_model::EventKind::as_str)),
            kinds: kept.check.kinds.iter().map(crm_model::Kind::as_str).collect(),
            reason: found.err().map(ToString::to_string),
            found: found.ok().map(|found| FoundRow {
                tickets: found.tally.cases,
                undecided: found.tally.cases_undecided,
                unusable: found.unusable,
                kind_unknown: found.kind_unknown,
                broken: found.tally.broken.iter().map(crm_model::TicketId::as_str).collect(),
            }),
        }
    }
}

impl<'a> SignRow<'a> {
    fn new(dimension: &'static str, sign: &'a Sign) -> Self {
        Self {
            dimension,
            sign: &sign.name,
            measured: measured(&sign.measured),
            missing: match &sign.measured {
                Measured::NotMeasurable(missing) => Some(missing),
                _ => None,
            },
        }
    }
}

/// Where a goal stands.
#[derive(Serialize)]
pub(super) struct GoalRow<'a> {
    goal: &'a str,
    department: Option<&'a str>,
    post: Option<&'a str>,
    period: String,
    value: Option<Figure>,
    reason: Option<String>,
    progress: Option<String>,
    state: &'static str,
}

impl<'a> GoalRow<'a> {
    pub(super) fn new(one: &'a Tracking) -> Self {
        let told = told(&one.value, None);
        Self {
            goal: one.goal.as_str(),
            department: one.owner.department.as_ref().map(crm_model::Department::as_str),
            post: one.owner.post.as_ref().map(crm_model::Role::as_str),
            period: one.period.to_string(),
            value: told.figure,
            reason: told.reason,
            progress: one.progress.map(|progress| progress.percent(1)),
            state: one.state.as_str(),
        }
    }
}

impl<'a> ReviewRow<'a> {
    pub(super) fn new(review: &'a Review, privacy: Privacy) -> Self {
        let dimensions = review.diagnosis.as_ref().map(Diagnosis::dimensions);
        let signs = dimensions.map(|all| {
            all.iter()
                .zip(crm_kit::kpi::diagnosis::DiagnosisDimension::ALL)
                .flat_map(|(one, (_, word))| one.signs.iter().map(move |sign| SignRow::new(word, sign)))
                .collect()
        });
        Self {
            cadence: review.cadence.as_str(),
            clause: review.clause.as_str(),
            strength: review.strength.as_str(),
            period: review.period.to_string(),
            running: review.running.to_string(),
            lines: review.lines.iter().map(|one| LineRow::new(one, privacy)).collect(),
            processes: review.processes.iter().map(|kept| ProcessRow::new(kept, privacy)).collect(),
            order: review.orders.iter().map(OrderRow::new).collect(),
            diagnosis: signs,
        }
    }
}
