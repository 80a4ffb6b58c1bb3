//! [`Verdict`]: whether a value meets its target, from what a line says of itself.

use alloc::vec::Vec;

use crm_model::{Ratio, Share};

use super::uncertainty::audit;
use super::{Completeness, Line};
use crate::statistics::{AuditPlan, AuditVerdict};
use crate::trend::{Confidence, Followed, Reading, Series, Sides, TrendVerdict, judge};
use crate::{
    Bound, IntervalMethod, JudgedBy, Note, Quantity, Reason, Side, SmallSample, Spread, Target,
    TargetAttainment, TrendJudging, TrendReading, Value,
};

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
    /// Too few cases stand behind the value, and the policy asks that it is not judged.
    TooFew {
        /// How many stand behind it.
        cases: u64,
        /// How many it takes.
        at_least: u64,
    },
    /// The target is beyond the best value that is possible, such as 100 % or the top of a scale: nobody can meet it.
    Unreachable,
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
            Self::TooFew { .. } => "too-few",
            Self::Unreachable => "unreachable",
            Self::NoTarget => "no-target",
            Self::IncompletePeriod => "incomplete-period",
        }
    }
}

impl Line {
    /// Judges the line by what it says of its value, target and history, and puts its notes in order.
    pub(super) fn judge(&mut self) {
        self.attainment = self.attain();
        self.assured = self.is_assured();
        let mut notes = Vec::new();
        self.verdict = self.find_verdict(&mut notes);
        self.notes.extend(
            self.small_sample().map(|(cases, SmallSample { below, .. })| Note::SmallSample { cases, below }),
        );
        self.notes.extend(self.drawn());
        if let Some(verdict) = self.audit_verdict() {
            self.notes.push(Note::Audited { verdict, proven_by: self.proven_by(verdict) });
        }
        self.notes.append(&mut notes);
        self.notes.sort_by(Note::order);
    }

    /// Returns what the cases prove of the whole from which they were drawn: the target is proven, met by the cases, missed by
    /// them, or refuted; each with the confidence of the policy. `None` where they were not drawn, or the policy asks for no
    /// intervals, where there is no target that is a number, and for a period that is not complete.
    pub fn audit_verdict(&self) -> Option<AuditVerdict> {
        let interval = self.interval.filter(|interval| interval.method == IntervalMethod::Hypergeometric)?;
        let ((side, goal), value) = self.goal().zip(self.value.number())?;
        let meets = |share: Ratio| side.holds(share.cmp(&goal));
        let (near, far) =
            if side.is_upward() { (interval.low, interval.high) } else { (interval.high, interval.low) };
        let verdict = if meets(near) {
            AuditVerdict::Proven
        } else if meets(value) {
            AuditVerdict::PointMet
        } else if meets(far) {
            AuditVerdict::PointMissed
        } else {
            AuditVerdict::Refuted
        };
        (self.completeness == Completeness::Complete).then_some(verdict)
    }

    /// Returns how many cases would prove the target with as many misses as there are, where these only meet it.
    fn proven_by(&self, verdict: AuditVerdict) -> Option<u64> {
        let Spread::Drawn { population } = *self.evidence.spread() else { return None };
        let (side, goal) = self.goal().filter(|_| verdict == AuditVerdict::PointMet)?;
        let (part, whole) = goal.parts();
        let millionths = part.checked_mul(1_000_000).filter(|part| part % whole == 0)? / whole;
        let limit = Share::from_parts_per_million(u32::try_from(millionths).ok()?)?;
        let confidence = Confidence::of_share(self.judging.confidence?).ok()?;
        let (right, sample) = audit(&self.evidence, population)?.right();
        let plan = AuditPlan { limit, confidence };
        let cases = plan.smallest_sample(Some(population), sample.saturating_sub(right));
        cases.filter(|_| side == Side::AtLeast)
    }

    /// Returns from how many the cases were drawn, and how many should have been.
    fn drawn(&self) -> Option<Note> {
        let Spread::Drawn { population } = *self.evidence.spread() else { return None };
        let cases = self.evidence.cases().filter(|_| self.value.number().is_some())?;
        Some(Note::Drawn { cases, population, asked: self.asked(cases, population) })
    }

    /// Returns how many cases the policy asks for, where these are fewer.
    fn asked(&self, cases: u64, population: u64) -> Option<u64> {
        let share = self.judging.sample.filter(|share| !share.is_reached_by(cases, population))?;
        let asked = (u128::from(population) * u128::from(share.parts_per_million())).div_ceil(1_000_000);
        u64::try_from(asked).ok()
    }

    fn goal(&self) -> Option<(Side, Ratio)> {
        self.target?.goal(self.baseline.and_then(Bound::number))
    }

    fn attain(&self) -> Option<TargetAttainment> {
        let is_complete = self.completeness == Completeness::Complete;
        let (target, value) = self.target.zip(self.value.number()).filter(|_| is_complete)?;
        target.attainment(value, self.baseline.and_then(Bound::number))
    }

    /// Returns whether the end of the interval that is nearer to missing the target meets it.
    fn is_assured(&self) -> Option<bool> {
        let (interval, (side, goal)) = self.interval.zip(self.goal())?;
        let near = if side.is_upward() { interval.low } else { interval.high };
        (self.completeness == Completeness::Complete).then(|| side.holds(near.cmp(&goal)))
    }

    /// Returns the cases behind a value, where they are fewer than the policy trusts.
    fn small_sample(&self) -> Option<(u64, SmallSample)> {
        let is_ratio = self.evidence.quantity() != Quantity::Count && self.value.number().is_some();
        let rule = self.judging.small_sample.filter(|_| is_ratio)?;
        self.evidence.cases().filter(|cases| *cases < rule.below).map(|cases| (cases, rule))
    }

    fn find_verdict(&self, notes: &mut Vec<Note>) -> Verdict {
        if let Value::Undefined(reason) = &self.value {
            return Verdict::NotMeasured { reason: reason.clone() };
        }
        let Some(target) = self.target else { return Verdict::NoTarget };
        let goal = self.goal();
        if goal.is_some_and(|(side, goal)| self.limits.exclude(side, goal)) {
            return Verdict::Unreachable;
        }
        if self.completeness != Completeness::Complete {
            return Verdict::IncompletePeriod;
        }
        if let Some((cases, SmallSample { below, is_judged: false })) = self.small_sample() {
            return Verdict::TooFew { cases, at_least: below };
        }
        if let Some(Note::Drawn { cases, asked: Some(at_least), .. }) = self.drawn() {
            return Verdict::TooFew { cases, at_least };
        }
        let judged = |met: Option<bool>, reason: Reason| match met {
            Some(true) => Verdict::Met,
            Some(false) => Verdict::Missed,
            None => Verdict::NotMeasured { reason },
        };
        match target {
            Target::Trend { .. } => {
                let found = self.trend();
                let gaps = found.map(|found| found.gaps).filter(|gaps| *gaps > 0);
                notes.extend(gaps.map(|periods| Note::Gaps { periods }));
                let followed = found.and_then(|found| match found.followed {
                    Followed::Yes => Some(true),
                    Followed::No => Some(false),
                    Followed::TooFew { .. } => None,
                });
                judged(followed, Reason::TooFewPeriods)
            }
            _ => match (goal, self.judging.by) {
                (Some(_), JudgedBy::Value) => {
                    judged(self.attainment.map(|attained| attained.met), Reason::TooLarge)
                }
                (Some(_), JudgedBy::Interval) => judged(self.assured, Reason::NoInterval),
                (None, _) => Verdict::NotMeasured { reason: self.why_no_goal() },
            },
        }
    }

    /// Returns whether the periods go the way that the target asks for, as the policy reads it, up to the line's own; `None` where the
    /// target asks for no trend, and for a period that is not complete (case K24).
    pub fn trend(&self) -> Option<TrendVerdict> {
        let Some(Target::Trend { trend, periods }) = self.target else { return None };
        if self.completeness != Completeness::Complete {
            return None;
        }
        let TrendJudging { reading, at_least } = self.judging.trend;
        let reading = match reading {
            TrendReading::EveryStep => Reading::EveryStep,
            TrendReading::NoStepBack => Reading::NoStepBack,
            TrendReading::Significant => {
                let confidence = Confidence::of_share(self.judging.confidence?).ok()?;
                Reading::Significant { confidence, sides: Sides::One }
            }
        };
        let history = self.history();
        let asked = periods.map_or(history.len(), |periods| {
            usize::try_from(periods).unwrap_or(usize::MAX).saturating_sub(1)
        });
        // Periods that are asked for and not shown have no value.
        let unknown = asked.saturating_sub(history.len()) as u64;
        let shown = history.iter().skip(history.len().saturating_sub(asked)).map(|past| past.value.number());
        let series: Series<Ratio> = Series::new(shown.chain([self.value.number()]));
        let at_least = match periods.map(u64::from) {
            Some(periods) if unknown > 0 => periods,
            Some(periods) => at_least.min(periods),
            None => at_least,
        };
        Some(judge(&series, trend, reading, at_least))
    }

    fn why_no_goal(&self) -> Reason {
        match self.baseline.and_then(Bound::number) {
            None => Reason::NoBaseline,
            Some(baseline) if baseline.parts().0 > 0 => Reason::TooLarge,
            Some(_) => Reason::BaselineNotAboveZero,
        }
    }
}
