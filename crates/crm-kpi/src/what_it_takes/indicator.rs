//! From an indicator and its value to the steps that make sense for it.

use alloc::vec;
use alloc::vec::Vec;

use crm_model::Ratio;

use super::{Aim, Counted, Lever, Needed, Step, further_promoters, of_mean, of_score, of_share, ratio, room};
use crate::{
    Bound, Evidence, Formula, IndicatorSpec, JudgedBy, NpsTally, Quantity, Question, RetentionForm,
    RevenueForm, ShownTime, Spread, TicketTime, Uncertainty,
};

impl IndicatorSpec {
    /// Returns what it takes to meet the target, from what stands behind a value: nothing without a value, or without a
    /// target that is a number.
    ///
    /// Where a target is judged by the interval, it is the end of that which has to meet it: then ways are told that leave the
    /// whole as it is, for shares and events, and none where nobody can say.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::what_it_takes::{Lever, Needed};
    /// use crm_kpi::{Evidence, Formula, IndicatorSpec, Judging, Per};
    /// use crm_model::Strength;
    ///
    /// let in_time = IndicatorSpec {
    ///     name: "indicator.in-time".parse()?,
    ///     clause: "D-RESP-1".parse()?,
    ///     strength: Strength::Must,
    ///     formula: Formula::Attainment { measure: None, clauses: vec![] },
    ///     per: Per::Month,
    ///     target: Some(">= 95%".parse()?),
    ///     baseline: None,
    ///     judging: Judging::default(),
    /// };
    /// let steps = in_time.what_it_takes(&Evidence::trials(18, 20));
    /// assert_eq!((steps[0].lever, steps[0].needed), (Lever::More, Needed::AtLeast(1))); // 19 of 20
    /// assert_eq!((steps[1].lever, steps[1].needed), (Lever::FurtherThatCount, Needed::AtLeast(20))); // 38 of 40
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn what_it_takes(&self, evidence: &Evidence) -> Vec<Step> {
        let goal = self.target.and_then(|target| target.goal(self.baseline.and_then(Bound::number)));
        let (Some((side, goal)), Some(value)) = (goal, evidence.value().number()) else { return Vec::new() };
        let aim = Aim { side, goal };
        let steps = self.by_value(evidence, value, aim);
        match self.judging.by {
            JudgedBy::Value => steps,
            JudgedBy::Interval => {
                let near = |evidence: &Evidence| {
                    let interval = Uncertainty::of(evidence, &self.judging, self.formula.limits())?;
                    Some(if side.is_upward() { interval.low } else { interval.high })
                };
                if near(evidence).is_none() {
                    return Vec::new();
                }
                steps.into_iter().filter_map(|step| by_interval(step, evidence, aim, near)).collect()
            }
        }
    }

    /// Returns the steps by which the value itself meets the target.
    fn by_value(&self, evidence: &Evidence, value: Ratio, aim: Aim) -> Vec<Step> {
        let Aim { side, goal } = aim;
        let share = |unit| of_share(value, unit, side, goal).to_vec();
        let same_whole = |unit| of_share(value, unit, side, goal)[..1].to_vec();
        let mean = |unit, limits| vec![of_mean(value, unit, limits, side, goal)];
        match &self.formula {
            // A loss is counted twice: with one customer more at the end there is a loss less.
            Formula::Retention { form: RetentionForm::AsWorded, .. } => {
                let (part, whole) = value.parts();
                let Some(losses) = evidence.losses() else { return Vec::new() };
                let needed = aim.least(losses.into(), |by| ratio(part, by.checked_mul(2)?, whole, 0));
                vec![Step { lever: Lever::Retained, unit: Counted::Cases, needed }]
            }
            Formula::Retention { form, .. } => {
                let wanted = match form {
                    // (end − new)/start is 1 − losses/start, so that more than all the losses cannot be made good.
                    RetentionForm::Identity | RetentionForm::Usual => Some(Lever::More),
                    RetentionForm::ChurnIdentity | RetentionForm::ChurnEvents => Some(Lever::Less),
                    RetentionForm::AsWorded => None,
                };
                let steps = same_whole(Counted::Cases).into_iter().filter(|step| Some(step.lever) == wanted);
                steps.map(|step| Step { lever: Lever::Retained, ..step }).collect()
            }
            // Those of the start are given: nobody can be added to them.
            Formula::RevenueRetention { form: RevenueForm::Logo, .. }
            | Formula::Coverage { .. }
            | Formula::Recommended { .. }
            | Formula::FileCompleteness { .. }
            | Formula::FileAccuracy(_)
            | Formula::Participation { .. } => same_whole(Counted::Cases),
            Formula::RevenueRetention { form: RevenueForm::Gross, .. } | Formula::BudgetUse(_) => {
                same_whole(Counted::TenThousandths)
            }
            Formula::RevenueRetention { form: RevenueForm::Net, .. } => {
                vec![raised(aim, value, Counted::TenThousandths)]
            }
            Formula::CostShare { .. } | Formula::TierSpendShare { .. } => share(Counted::TenThousandths),
            Formula::Nps { .. } => match *evidence.spread() {
                Spread::Attitudes { detractors, passives, promoters } => {
                    of_score(&NpsTally { detractors, passives, promoters }, side, goal)
                }
                _ if side.is_upward() => vec![further_promoters(value, aim)],
                _ => Vec::new(),
            },
            // How far a sample deviates follows from all segments together, and nobody promotes who found it easy. A
            // percentile changes with the order of the cases, of which it tells nothing.
            Formula::Effort { .. }
            | Formula::Representativeness(_)
            | Formula::TicketTime(TicketTime { shown: ShownTime::Percentile { .. }, .. }) => Vec::new(),
            Formula::MeanSatisfaction { question: Question { scale, .. } } => {
                mean(Counted::Points, (Some(scale.lowest().into()), Some(scale.highest().into())))
            }
            Formula::TicketTime(TicketTime { shown: ShownTime::Mean, .. }) | Formula::RecordingLag { .. } => {
                mean(Counted::Microseconds, (Some(0), None))
            }
            Formula::Volume(_) | Formula::ContactFrequency { .. } | Formula::HandOvers { .. } => {
                mean(Counted::Cases, (Some(0), None))
            }
            // By what stands behind it; of a ratio of which nothing is told, nobody knows what could change.
            _ => match (evidence.quantity(), evidence.spread()) {
                (Quantity::Share, Spread::Trials | Spread::Events) => share(Counted::Cases),
                (Quantity::ShareOfRevenue | Quantity::ShareOfSpend, _) => share(Counted::TenThousandths),
                (Quantity::Duration, _) => mean(Counted::Microseconds, (Some(0), None)),
                (Quantity::Count, _) => mean(Counted::Cases, (Some(0), None)),
                _ => Vec::new(),
            },
        }
    }
}

/// Returns the same way with as much of it as the interval takes, where that can be told: the whole stays as it is.
fn by_interval(
    step: Step,
    evidence: &Evidence,
    aim: Aim,
    near: impl Fn(&Evidence) -> Option<Ratio>,
) -> Option<Step> {
    let (part, whole) = evidence.parts()?;
    let (part, whole) = (u64::try_from(part).ok()?, u64::try_from(whole).ok()?);
    let is_upward = aim.side.is_upward();
    let most = if is_upward { whole.saturating_sub(part) } else { part };
    let moved = |by: i128| {
        let by = u64::try_from(by).ok()?;
        if is_upward { part.checked_add(by) } else { part.checked_sub(by) }
    };
    let needed = match (step.lever, *evidence.spread()) {
        (Lever::More | Lever::Less | Lever::Retained, spread @ (Spread::Trials | Spread::Drawn { .. })) => {
            aim.least(most.into(), |by| near(&Evidence::trials(moved(by)?, whole).with_spread(spread)))
        }
        (Lever::Less | Lever::Retained, Spread::Events) if !is_upward => {
            aim.least(most.into(), |by| near(&Evidence::events(moved(by)?, whole)))
        }
        _ => return None,
    };
    Some(Step { needed, ..step })
}

/// Returns how much more of the part it takes where the whole is no bound.
fn raised(aim: Aim, value: Ratio, unit: Counted) -> Step {
    let (part, whole) = value.parts();
    let needed = if aim.side.is_upward() {
        aim.least(room(part), |by| ratio(part, by, whole, 0))
    } else {
        // A lower value is no aim of such an indicator.
        Needed::Unreachable
    };
    Step { lever: Lever::More, unit, needed }
}
