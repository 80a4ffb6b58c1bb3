//! [`Scorecard`]: checked indicators, and the evaluation of all of them in one pass over the facts.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{ClauseId, Fact, Ratio, RuleName, Scale, Strength, TableName};
use thiserror::Error;

use crate::attainment::Met;
use crate::complaint_rate::{Counting, Rated};
use crate::cost_share::{Conversion, RevenueKept, Spent, SpentOnTier};
use crate::coverage::Covered;
use crate::follow_up::Followed;
use crate::gather::{Gather, show};
use crate::indicator::{RetentionForm, RevenueForm};
use crate::participation::Participated;
use crate::period::{PLACES, Windows};
use crate::presence::Retained;
use crate::recommendation::Recommended;
use crate::resolution::Solved;
use crate::response_time::{Timed, Timing};
use crate::satisfaction::{Asked, Reckoning, Revisits};
use crate::target::Unit;
use crate::volume::Handled;
use crate::{
    Base, CivilPeriod, CustomersBy, Facts, Formula, IndicatorSpec, Note, Per, Reading, Reason,
    RetentionTally, RevenueTally, Target, TargetAttainment, Value,
};

/// The indicators of a policy, checked.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_kpi::{Facts, Formula, IndicatorSpec, Per, Scorecard, Value, Verdict, Volume};
/// use crm_model::{Dataset, Records, Strength, Table};
///
/// let handled = IndicatorSpec {
///     name: "indicator.volume".parse()?,
///     clause: "D-KPI-14".parse()?,
///     strength: Strength::Must,
///     formula: Formula::Volume(Volume::Solved),
///     per: Per::Month,
///     target: None,
///     baseline: None,
/// };
/// let scorecard = Scorecard::new(vec![handled], Zone::utc())?;
/// let (dataset, _) = Dataset::new(Records { tickets: Table::complete(vec![]), ..Records::default() });
/// let line = &scorecard.evaluate(&Facts::new(&dataset), "2026-04-10T00:00:00Z".parse()?)[0];
/// assert_eq!(line.period.to_string(), "2026-03");
/// assert_eq!((&line.value, &line.verdict), (&Value::Count(0), &Verdict::NoTarget));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scorecard {
    // INVARIANT: sorted by name, names distinct, each checked.
    indicators: Vec<IndicatorSpec>,
    zone: Zone,
}

impl Scorecard {
    /// Returns the scorecard of these indicators, in whatever order they come; periods are civil dates of `zone`.
    ///
    /// # Errors
    ///
    /// When two indicators have one name, or a target, a baseline or a bound does not fit what is measured.
    pub fn new(mut indicators: Vec<IndicatorSpec>, zone: Zone) -> Result<Self, ScorecardError> {
        indicators.sort_by(|one, other| one.name.cmp(&other.name));
        for (one, next) in indicators.iter().zip(indicators.iter().skip(1)) {
            if one.name == next.name {
                let problem = IndicatorProblem::Twice;
                return Err(ScorecardError { indicator: one.name.clone(), key: "", problem });
            }
        }
        for spec in &indicators {
            check(spec).map_err(|(key, problem)| ScorecardError {
                indicator: spec.name.clone(),
                key,
                problem,
            })?;
        }
        Ok(Self { indicators, zone })
    }

    /// Returns the indicators, sorted by name.
    pub fn indicators(&self) -> &[IndicatorSpec] {
        &self.indicators
    }

    /// Returns the zone whose dates the periods are.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Returns a line for each indicator, for the last period that was complete at `as_of`.
    ///
    /// Nothing after `as_of` counts. The time is linear in the facts: each table is passed once, however many
    /// indicators and periods there are.
    pub fn evaluate(&self, facts: &Facts<'_>, as_of: DateTime<Utc>) -> Vec<Line> {
        self.lines(facts, as_of, CivilPeriod::last_complete)
    }

    /// Returns a line for each indicator, for the period that runs at `as_of`, marked as incomplete: no target is judged.
    pub fn evaluate_running(&self, facts: &Facts<'_>, as_of: DateTime<Utc>) -> Vec<Line> {
        self.lines(facts, as_of, CivilPeriod::running)
    }

    fn lines(
        &self,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        last: fn(Per, DateTime<Utc>, &Zone) -> CivilPeriod,
    ) -> Vec<Line> {
        let windows = |per| Windows::ending(last(per, as_of, &self.zone), as_of, &self.zone);
        let (months, quarters, years) = (windows(Per::Month), windows(Per::Quarter), windows(Per::Year));
        let of = |per: Per| match per {
            Per::Month => &months,
            Per::Quarter => &quarters,
            Per::Year => &years,
        };
        let mut gatherers: Vec<Box<dyn Gather<'_> + '_>> =
            self.indicators.iter().map(|spec| gatherer(spec, *facts, of(spec.per), &self.zone)).collect();
        show(facts, &mut gatherers);
        let pairs = self.indicators.iter().zip(&gatherers);
        pairs.map(|(spec, gathered)| line(spec, gathered.as_ref(), facts, of(spec.per))).collect()
    }
}

/// One indicator in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Line {
    /// The indicator's name.
    pub indicator: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The period.
    pub period: CivilPeriod,
    /// Whether the period is over and the data hold all of it.
    pub completeness: Completeness,
    /// What was measured.
    pub value: Value,
    /// What it should reach.
    pub target: Option<Target>,
    /// Whether it does.
    pub verdict: Verdict,
    /// How far it is; `None` without a value or a target that is a number.
    pub attainment: Option<TargetAttainment>,
    /// What a reader should know besides.
    pub notes: Vec<Note>,
    /// Up to [`HISTORY`](crate::HISTORY) periods before, oldest first, from the first one that has a value.
    pub history: Vec<(CivilPeriod, Value)>,
}

impl fmt::Display for Line {
    /// Writes one line: clause, name, period, value, target and verdict.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { indicator, clause, period, value, target, verdict, .. } = self;
        write!(formatter, "{clause}: {indicator} {period}: {value}")?;
        if let Some(target) = target {
            write!(formatter, ", target {target}")?;
        }
        write!(formatter, ": {}", verdict.as_str())
    }
}

/// Whether a period is over and the data hold all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Completeness {
    /// Both.
    Complete,
    /// The period runs.
    Running,
    /// The period is over, and a table is not complete for all of it.
    NotCovered,
}

/// Whether an indicator meets its target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Verdict {
    /// It does.
    Met,
    /// It does not.
    Missed,
    /// Nobody can say; this is no miss.
    NotMeasured {
        /// Why.
        reason: Reason,
    },
    /// There is no target.
    NoTarget,
    /// The period runs, or the data do not hold all of it.
    IncompletePeriod,
}

impl Verdict {
    /// Returns the word that reports use.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotMeasured { .. } => "not-measured",
            Self::NoTarget => "no-target",
            Self::IncompletePeriod => "incomplete-period",
        }
    }
}

/// Why indicators make no scorecard.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{indicator}: {problem}")]
pub struct ScorecardError {
    /// The indicator.
    pub indicator: RuleName,
    /// The key of the policy at fault; empty for the indicator as a whole.
    pub key: &'static str,
    /// What is wrong.
    pub problem: IndicatorProblem,
}

/// What is wrong with an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IndicatorProblem {
    /// Two indicators have one name.
    #[error("two indicators have this name")]
    Twice,
    /// A target or a baseline is in another unit than the values.
    #[error("what is measured is compared with {wanted}, not with {given}")]
    OtherUnit {
        /// The unit of the values.
        wanted: Unit,
        /// The unit given.
        given: Unit,
    },
    /// A baseline without a target.
    #[error("a baseline needs a target")]
    NoTarget,
    /// The question is on another scale than the formula needs.
    #[error("the net promoter score is asked on the scale 0-10, not on {scale}")]
    NotZeroToTen {
        /// The scale given.
        scale: Scale,
    },
    /// A bound lies off the scale of the question.
    #[error("{at_least} is not on the scale {scale}")]
    OffTheScale {
        /// The bound.
        at_least: i8,
        /// The scale.
        scale: Scale,
    },
    /// Complaints cannot be told from other tickets.
    #[error("no kind of ticket is named, so every ticket would count as a complaint")]
    NoKinds,
    /// More periods are asked about than a line knows.
    #[error("a trend over {periods} periods is longer than the {known} that are known")]
    TooManyPeriods {
        /// As asked.
        periods: u32,
        /// As known.
        known: u32,
    },
}

type Fault = (&'static str, IndicatorProblem);

fn check(spec: &IndicatorSpec) -> Result<(), Fault> {
    let wanted = spec.formula.unit();
    let fits = |key, given: Unit| {
        if given == wanted { Ok(()) } else { Err((key, IndicatorProblem::OtherUnit { wanted, given })) }
    };
    match spec.target {
        Some(Target::Bound { bound, .. }) => fits("target", bound.unit())?,
        Some(Target::Trend { periods: Some(periods), .. }) => {
            let known = u32::try_from(PLACES - 1).unwrap_or(u32::MAX);
            if periods > known {
                return Err(("target", IndicatorProblem::TooManyPeriods { periods, known }));
            }
        }
        None if spec.baseline.is_some() => return Err(("baseline", IndicatorProblem::NoTarget)),
        _ => {}
    }
    if let Some(baseline) = spec.baseline {
        fits("baseline", baseline.unit())?;
    }
    match &spec.formula {
        Formula::Nps { question, .. } if question.scale != Scale::ZERO_TO_TEN => {
            Err(("scale", IndicatorProblem::NotZeroToTen { scale: question.scale }))
        }
        Formula::WouldRecommend { question, at_least } | Formula::Satisfaction { question, at_least }
            if question.scale.score(i64::from(*at_least)).is_err() =>
        {
            let problem = IndicatorProblem::OffTheScale { at_least: *at_least, scale: question.scale };
            Err(("at-least", problem))
        }
        Formula::ComplaintRate { kinds, .. } if kinds.is_empty() => Err(("kinds", IndicatorProblem::NoKinds)),
        _ => Ok(()),
    }
}

/// An indicator for which there are no facts.
struct Unmeasured(Reason);

impl Gather<'_> for Unmeasured {
    fn value(&self, _place: usize) -> Value {
        Value::Undefined(self.0.clone())
    }
}

/// Returns what is missing so that nothing can be measured at all.
fn missing(spec: &IndicatorSpec, facts: &Facts<'_>) -> Option<Reason> {
    let tables = spec.formula.tables();
    if let Some(table) = tables.into_iter().find(|table| facts.dataset.extent(*table).is_none()) {
        return Some(Reason::NotSupplied(table));
    }
    let no_tiers = facts.tiers.is_none() && !facts.dataset.tells_of(Fact::Tier);
    match &spec.formula {
        Formula::Attainment { .. } => facts.obligations.is_none().then_some(Reason::NoObligations),
        Formula::Coverage { .. } => facts.classes.is_none().then_some(Reason::NoClasses),
        Formula::TierSpendShare { .. } | Formula::Retention { tier: Some(_), .. } => {
            no_tiers.then_some(Reason::NoTiers)
        }
        _ => None,
    }
}

fn gatherer<'a>(
    spec: &'a IndicatorSpec,
    facts: Facts<'a>,
    windows: &'a Windows,
    zone: &'a Zone,
) -> Box<dyn Gather<'a> + 'a> {
    if let Some(reason) = missing(spec, &facts) {
        return Box::new(Unmeasured(reason));
    }
    let told = facts.dataset.event_kinds();
    let conversion = |to| Conversion { rates: facts.dataset.rates(), zone, to };
    match &spec.formula {
        Formula::Retention { form, customers, tier } => {
            let (form, beside) = retention(*form);
            Box::new(Retained::new(facts, windows, *customers, tier.as_ref(), form, beside))
        }
        Formula::RevenueRetention { form, currency } => {
            let form = match form {
                RevenueForm::Logo => RevenueTally::logo,
                RevenueForm::Net => RevenueTally::net,
                RevenueForm::Gross => RevenueTally::gross,
            };
            Box::new(RevenueKept::new(facts, conversion(*currency), form, windows))
        }
        Formula::Nps { question, bounds } => Box::new(Asked::new(question, Reckoning::Nps(*bounds), windows)),
        Formula::WouldRecommend { question, at_least } | Formula::Satisfaction { question, at_least } => {
            Box::new(Asked::new(question, Reckoning::TopBox(*at_least), windows))
        }
        Formula::MeanSatisfaction { question } => Box::new(Asked::new(question, Reckoning::Mean, windows)),
        Formula::RevisitSatisfaction { kinds, counts } => Box::new(Revisits::new(kinds, *counts, windows)),
        Formula::Recommended { customers } => Box::new(Recommended::new(facts, *customers, windows)),
        Formula::ComplaintRate { kinds, base } => {
            Box::new(Rated::new(Counting::Complaints(kinds), *base, windows))
        }
        Formula::ContactFrequency { customers } => {
            let base = match customers {
                CustomersBy::Memberships => Base::Members,
                CustomersBy::Purchases => Base::Buyers,
            };
            Box::new(Rated::new(Counting::Contacts, base, windows))
        }
        Formula::Attainment { measure, clauses } => Box::new(Met::new(measure.as_ref(), clauses, windows)),
        Formula::ResponseTime { kinds } => Box::new(Timed::new(Timing::FirstResponse, kinds, told, windows)),
        Formula::HandlingTime { kinds } => Box::new(Timed::new(Timing::Handling, kinds, told, windows)),
        Formula::FollowUp(rule) => Box::new(Followed::new(rule, windows)),
        Formula::Coverage { class } => Box::new(Covered::new(facts, class, windows)),
        Formula::Participation { survey, topic } => {
            Box::new(Participated::new(survey.as_ref(), topic.as_ref(), windows))
        }
        Formula::CostShare { currency } => Box::new(Spent::new(facts, conversion(*currency), windows)),
        Formula::TierSpendShare { tier, currency } => {
            Box::new(SpentOnTier::new(facts, tier, conversion(*currency), windows))
        }
        Formula::Resolution { kinds } => Box::new(Solved::new(kinds, told, windows)),
        Formula::Volume(volume) => Box::new(Handled::new(*volume, windows)),
    }
}

type Form = fn(&RetentionTally) -> Option<Ratio>;

/// Returns a form and the reading by identity that is shown beside it.
fn retention(form: RetentionForm) -> (Form, (Reading, Form)) {
    let kept: (Reading, Form) = (Reading::RetentionIdentity, RetentionTally::identity);
    let churned: (Reading, Form) = (Reading::ChurnIdentity, RetentionTally::churn_identity);
    match form {
        RetentionForm::AsWorded => (RetentionTally::as_worded, kept),
        RetentionForm::Usual => (RetentionTally::usual, kept),
        RetentionForm::Identity => (RetentionTally::identity, kept),
        RetentionForm::ChurnIdentity => (RetentionTally::churn_identity, churned),
        RetentionForm::ChurnEvents => (RetentionTally::churn_events, churned),
    }
}

/// Returns whether the data hold all of the period at a place, and of the one before where the formula compares.
fn is_covered(spec: &IndicatorSpec, facts: &Facts<'_>, windows: &Windows, place: usize) -> bool {
    let first = if spec.formula.looks_back() { place.saturating_sub(1) } else { place };
    let mut tables = spec.formula.tables();
    if matches!(spec.formula, Formula::Attainment { .. }) {
        tables.push(TableName::Tickets); // obligations come from tickets, where there are any
    }
    (first..=place).filter_map(|place| windows.get(place)).all(|period| {
        let extents = tables.iter().filter_map(|table| facts.dataset.extent(*table));
        extents.into_iter().all(|extent| period.is_covered_by(extent))
    })
}

fn line(spec: &IndicatorSpec, gathered: &dyn Gather<'_>, facts: &Facts<'_>, windows: &Windows) -> Line {
    let place = PLACES - 1;
    let period = windows.get(place).copied();
    let period = period.unwrap_or_else(|| CivilPeriod::running(spec.per, windows.as_of, &Zone::utc()));
    let completeness = if windows.as_of < period.end() {
        Completeness::Running
    } else if is_covered(spec, facts, windows, place) {
        Completeness::Complete
    } else {
        Completeness::NotCovered
    };
    let value = gathered.value(place);
    let known = (1..place).filter_map(|place| {
        let covered = is_covered(spec, facts, windows, place);
        let value = if covered { gathered.value(place) } else { Value::Undefined(Reason::NotCovered) };
        Some((*windows.get(place)?, value))
    });
    let history: Vec<(CivilPeriod, Value)> =
        known.skip_while(|(_, value)| matches!(value, Value::Undefined(_))).collect();
    let mut notes = gathered.notes(place);
    if let Value::Share(share) = &value
        && (share.cmp_share(crm_model::Share::ONE).is_gt() || share.parts().0 < 0)
    {
        notes.insert(0, Note::BeyondTheWhole);
    }
    let baseline = spec.baseline.and_then(crate::target::Bound::number);
    let attainment = spec.target.zip(value.number());
    let attainment = attainment.and_then(|(target, value)| target.attainment(value, baseline));
    let verdict = verdict(spec, &value, completeness, &history, attainment, &mut notes);
    Line {
        indicator: spec.name.clone(),
        clause: spec.clause.clone(),
        strength: spec.strength,
        period,
        completeness,
        value,
        target: spec.target,
        verdict,
        attainment,
        notes,
        history,
    }
}

fn verdict(
    spec: &IndicatorSpec,
    value: &Value,
    completeness: Completeness,
    history: &[(CivilPeriod, Value)],
    attainment: Option<TargetAttainment>,
    notes: &mut Vec<Note>,
) -> Verdict {
    if let Value::Undefined(reason) = value {
        return Verdict::NotMeasured { reason: reason.clone() };
    }
    let Some(target) = spec.target else { return Verdict::NoTarget };
    if completeness != Completeness::Complete {
        return Verdict::IncompletePeriod;
    }
    let judged = |met: Option<bool>, reason: Reason| match met {
        Some(true) => Verdict::Met,
        Some(false) => Verdict::Missed,
        None => Verdict::NotMeasured { reason },
    };
    let Target::Trend { trend, periods } = target else {
        let goal = target.goal(spec.baseline.and_then(crate::target::Bound::number));
        let is_beyond = |(side, goal): (crate::target::Side, Ratio)| {
            side.is_upward() && goal.cmp_share(crm_model::Share::ONE).is_gt()
        };
        if spec.formula.is_bounded() && goal.is_some_and(is_beyond) {
            notes.push(Note::Unreachable);
        }
        return judged(attainment.map(|attained| attained.met), Reason::NoBaseline);
    };
    let earlier =
        periods.and_then(|periods| usize::try_from(periods).ok()).map_or(history.len(), |all| all - 1);
    let skipped = history.len().saturating_sub(earlier);
    let shown: Vec<&Value> =
        history.iter().skip(skipped).map(|(_, value)| value).chain(core::iter::once(value)).collect();
    let values: Vec<Ratio> = shown.iter().filter_map(|value| value.number()).collect();
    if shown.len() > values.len() {
        notes.push(Note::Gaps { periods: (shown.len() - values.len()) as u64 });
    }
    judged(trend.is_followed_by(&values), Reason::TooFewPeriods)
}
