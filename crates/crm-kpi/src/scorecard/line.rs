//! [`Line`]: one indicator in one period, with its verdict and its history.

use alloc::vec::Vec;
use core::fmt;

use crm_calendar::Zone;
use crm_model::{ClauseId, Ratio, RuleName, Share, Strength};

use crate::gather::Gather;
use crate::period::{PLACES, Windows};
use crate::{Bound, CivilPeriod, Facts, IndicatorSpec, Note, Reason, Side, Target, TargetAttainment, Value};

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
    /// How far it is; `None` without a value or a target that is a number, and for a period that is not complete.
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

/// Returns whether the data hold all of the period at a place, and of the one before where the formula compares.
fn is_covered(
    spec: &IndicatorSpec,
    gathered: &dyn Gather<'_>,
    facts: &Facts<'_>,
    windows: &Windows,
    place: usize,
) -> bool {
    let first = if spec.formula.looks_back() { place.saturating_sub(1) } else { place };
    let mut tables = spec.formula.tables();
    tables.extend(gathered.tables());
    (first..=place).filter_map(|place| windows.get(place)).all(|period| {
        let extents = tables.iter().filter_map(|table| facts.dataset.extent(*table));
        extents.into_iter().all(|extent| period.is_covered_by(extent))
    })
}

pub(super) fn line(
    spec: &IndicatorSpec,
    gathered: &dyn Gather<'_>,
    facts: &Facts<'_>,
    windows: &Windows,
) -> Line {
    let place = PLACES - 1;
    let period = windows.get(place).copied();
    let period = period.unwrap_or_else(|| CivilPeriod::running(spec.per, windows.as_of, &Zone::utc()));
    let completeness = if windows.as_of < period.end() {
        Completeness::Running
    } else if is_covered(spec, gathered, facts, windows, place) {
        Completeness::Complete
    } else {
        Completeness::NotCovered
    };
    let value = gathered.value(place);
    let known = (1..place).filter_map(|place| {
        let covered = is_covered(spec, gathered, facts, windows, place);
        let value = if covered { gathered.value(place) } else { Value::Undefined(Reason::NotCovered) };
        Some((*windows.get(place)?, value))
    });
    let history: Vec<(CivilPeriod, Value)> =
        known.skip_while(|(_, value)| matches!(value, Value::Undefined(_))).collect();
    let mut notes = gathered.notes(place);
    if let Value::Share(share) = &value
        && spec.formula.is_part_of_a_whole()
        && (share.cmp_share(Share::ONE).is_gt() || share.parts().0 < 0)
    {
        notes.insert(0, Note::BeyondTheWhole);
    }
    let baseline = spec.baseline.and_then(Bound::number);
    let is_complete = completeness == Completeness::Complete;
    let attainment = spec.target.zip(value.number()).filter(|_| is_complete);
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
        let goal = target.goal(spec.baseline.and_then(Bound::number));
        let (lowest, highest) = spec.formula.limits();
        let is_beyond = |(side, goal): (Side, Ratio)| {
            let best = if side.is_upward() { highest } else { lowest };
            best.is_some_and(|best| !side.holds(best.cmp(&goal)))
        };
        if goal.is_some_and(is_beyond) {
            notes.push(Note::Unreachable);
        }
        let reason = match (goal, spec.baseline.and_then(Bound::number)) {
            (Some(_), _) => Reason::TooLarge,
            (None, None) => Reason::NoBaseline,
            (None, Some(baseline)) if baseline.parts().0 > 0 => Reason::TooLarge,
            (None, Some(_)) => Reason::BaselineNotAboveZero,
        };
        return judged(attainment.map(|attained| attained.met), reason);
    };
    let earlier = periods
        .and_then(|periods| usize::try_from(periods).ok())
        .map_or(history.len(), |all| all.saturating_sub(1));
    let skipped = history.len().saturating_sub(earlier);
    let shown: Vec<&Value> =
        history.iter().skip(skipped).map(|(_, value)| value).chain(core::iter::once(value)).collect();
    let values: Vec<Ratio> = shown.iter().filter_map(|value| value.number()).collect();
    if shown.len() > values.len() {
        notes.push(Note::Gaps { periods: (shown.len() - values.len()) as u64 });
    }
    let all_are_known = history.len() >= earlier;
    judged(trend.is_followed_by(&values).filter(|_| all_are_known), Reason::TooFewPeriods)
}
