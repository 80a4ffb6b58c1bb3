//! Whether an indicator can be measured and judged as it is stated.

use crm_model::Scale;

use crate::period::PLACES;
use crate::{
    CauseRule, Counts, EffortBounds, Formula, IndicatorProblem, IndicatorSpec, JudgedBy, Judging, Sample,
    ShownTime, Target, TicketTime, Unit,
};

/// The key of the policy at fault, and what is wrong.
type Fault = (&'static str, IndicatorProblem);

impl IndicatorSpec {
    /// Returns what cannot be measured or judged as it is stated, if anything.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        self.check_target()?;
        self.check_judging()?;
        self.check_formula()
    }

    fn check_target(&self) -> Result<(), Fault> {
        let wanted = self.formula.unit();
        let fits = |key, given: Unit| {
            if given == wanted { Ok(()) } else { Err((key, IndicatorProblem::OtherUnit { wanted, given })) }
        };
        match self.target {
            Some(Target::Bound { bound, .. } | Target::Shift { by: bound }) => fits("target", bound.unit())?,
            Some(Target::Trend { periods, .. }) => self.check_trend(periods)?,
            None if self.baseline.is_some() => return Err(("baseline", IndicatorProblem::NoTarget)),
            _ => {}
        }
        if let Some(baseline) = self.baseline {
            fits("baseline", baseline.unit())?;
            if matches!(self.target, Some(Target::Trend { .. })) {
                return Err(("baseline", IndicatorProblem::BaselineOfTrend));
            }
        }
        Ok(())
    }

    fn check_trend(&self, periods: Option<u32>) -> Result<(), Fault> {
        let known = u32::try_from(PLACES - 1).unwrap_or(u32::MAX);
        let at_least = u32::try_from(self.judging.trend.at_least).unwrap_or(u32::MAX);
        match (periods, self.judging.trend_needs()) {
            (Some(periods), _) if periods > known => {
                Err(("target", IndicatorProblem::TooManyPeriods { periods, known }))
            }
            (None, _) if at_least > known => {
                Err(("trend-at-least", IndicatorProblem::TooManyPeriods { periods: at_least, known }))
            }
            (Some(periods), Some(needed)) if u64::from(periods) < needed => {
                Err(("target", IndicatorProblem::TooFewForTest { periods, needed }))
            }
            _ => Ok(()),
        }
    }

    fn check_judging(&self) -> Result<(), Fault> {
        self.judging.check()?;
        let Judging { confidence, method, by, .. } = self.judging;
        let sample = self.formula.sample();
        let by_interval = by == JudgedBy::Interval;
        match method {
            Some(_) if confidence.is_none() => return Err(("interval", IndicatorProblem::NoConfidence)),
            Some(method) if !method.fits(sample) => {
                return Err(("interval", IndicatorProblem::OtherInterval { sample }));
            }
            _ => {}
        }
        if self.judging.sample.is_some() && sample != Sample::Drawn {
            return Err(("sample", IndicatorProblem::NotDrawn));
        }
        if by_interval && confidence.is_none() {
            return Err(("judged-by", IndicatorProblem::NoConfidence));
        }
        if by_interval && self.target.is_some() && sample == Sample::None {
            return Err(("judged-by", IndicatorProblem::NoInterval));
        }
        if by_interval && matches!(self.target, Some(Target::Trend { .. })) {
            return Err(("judged-by", IndicatorProblem::TrendByInterval));
        }
        Ok(())
    }

    fn check_formula(&self) -> Result<(), Fault> {
        match &self.formula {
            Formula::Nps { question, .. } if question.scale != Scale::ZERO_TO_TEN => {
                Err(("scale", IndicatorProblem::NotZeroToTen { scale: question.scale }))
            }
            Formula::WouldRecommend { question, at_least } | Formula::Satisfaction { question, at_least }
                if question.scale.score(i64::from(*at_least)).is_err() =>
            {
                let problem = IndicatorProblem::OffTheScale { at_least: *at_least, scale: question.scale };
                Err(("at-least", problem))
            }
            Formula::BudgetUse(budget) if budget.amount.ten_thousandths() <= 0 => {
                Err(("budget", IndicatorProblem::NoBudget))
            }
            Formula::CloseRate { purposes, .. } | Formula::Attendance { purposes } if purposes.is_empty() => {
                Err(("purposes", IndicatorProblem::NoPurposes))
            }
            Formula::Effort { question, bounds } => check_effort(question.scale, *bounds),
            Formula::RevisitSatisfaction { counts: Counts::Mean, .. } => {
                Err(("counts", IndicatorProblem::NoMean))
            }
            Formula::QualityScore(rule) | Formula::QualityPass(rule) if rule.counts == Counts::Mean => {
                Err(("counts", IndicatorProblem::MeanOfReviews))
            }
            Formula::QualityPass(rule) if rule.sheet.pass().is_none() => {
                Err(("sheet", IndicatorProblem::NoPassMark))
            }
            Formula::TicketTime(TicketTime { shown: ShownTime::Within, within: None, .. }) => {
                Err(("within", IndicatorProblem::NoLimit))
            }
            Formula::TicketCompleteness { parts, .. } if parts.is_empty() => {
                Err(("parts", IndicatorProblem::NoParts))
            }
            Formula::ComplaintRate { kinds, .. } | Formula::RepeatedComplaints(CauseRule { kinds, .. })
                if kinds.is_empty() =>
            {
                Err(("kinds", IndicatorProblem::NoKinds))
            }
            _ => Ok(()),
        }
    }
}

fn check_effort(scale: Scale, EffortBounds { hard_to, easy_from }: EffortBounds) -> Result<(), Fault> {
    for (key, bound) in [("hard-to", hard_to), ("easy-from", easy_from)] {
        if scale.score(bound.into()).is_err() {
            return Err((key, IndicatorProblem::OffTheScale { at_least: bound, scale }));
        }
    }
    if hard_to < easy_from {
        Ok(())
    } else {
        Err(("easy-from", IndicatorProblem::NotRising { hard_to, easy_from }))
    }
}
