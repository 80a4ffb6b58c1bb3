//! [`Goal`]: an indicator that should be so far by a date, with who answers for it and how it is broken down (clauses
//! L-KPI-10 to L-KPI-12).

mod aim;
mod problem;
mod tracking;

use alloc::boxed::Box;
use alloc::vec::Vec;

use chrono::NaiveDate;
use crm_model::{ClauseId, Department, Ratio, Role, RuleName, Strength};

pub use self::aim::{Aim, AimError};
pub use self::problem::{GoalError, GoalProblem, Shortfall};
pub use self::tracking::{GoalState, Tracking};
use crate::exact::{add, multiply};
use crate::{Bound, Limits, Scorecard, Side, Unit};

/// A goal as a policy states it. [`Goals::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalSpec {
    /// Its name in the policy, such as `goal.satisfaction`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The indicator that measures it, such as `indicator.satisfaction`.
    pub indicator: RuleName,
    /// What should be reached.
    pub aim: Aim,
    /// Where it starts.
    pub baseline: Bound,
    /// The date of the baseline.
    pub from: NaiveDate,
    /// The last date on which it may be reached.
    pub by: NaiveDate,
    /// Who answers for it.
    pub owner: GoalOwner,
    /// What departments and posts contribute; empty where it is not broken down.
    pub parts: Vec<GoalPart>,
}

/// Who answers for a goal: a department, a post, or the holder of a post in a department.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GoalOwner {
    /// The department.
    pub department: Option<Department>,
    /// The post.
    pub post: Option<Role>,
}

/// What one department or post contributes to a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalPart {
    /// Who answers for it.
    pub owner: GoalOwner,
    /// What it should reach; it need not be what the whole should.
    pub aim: Aim,
    /// Where it starts; `None` for where the whole starts.
    pub baseline: Option<Bound>,
    /// How much it weighs: the cases that it is expected to have, or any numbers in that proportion.
    pub weight: u64,
}

/// A goal, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    spec: GoalSpec,
    side: Side,
    wanted: Ratio,
    baseline: Ratio,
    parts: Vec<Goal>,
}

impl Goal {
    /// Returns the goal as it was stated. That of a part is what it makes of the whole, without parts of its own.
    pub const fn spec(&self) -> &GoalSpec {
        &self.spec
    }

    /// Returns the number to reach and the side on which to lie.
    pub const fn wanted(&self) -> (Side, Ratio) {
        (self.side, self.wanted)
    }

    /// Returns where it starts, as a number.
    pub const fn baseline(&self) -> Ratio {
        self.baseline
    }

    /// Returns the goals of departments and posts, in the order of the policy, each with the indicator and the dates of the
    /// whole.
    pub fn parts(&self) -> &[Goal] {
        &self.parts
    }

    /// Returns what is expected at a date: a straight line from the baseline at its date to the goal at its own. Before the
    /// one it is the baseline, after the other the goal.
    ///
    /// The documents do not say how progress is expected; that it is even is our reading. `None` beyond 128 bits.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_kpi::goal::{GoalOwner, GoalSpec, Goals};
    /// # use crm_kpi::{Formula, IndicatorSpec, Judging, Per, Scorecard};
    /// # let solved = IndicatorSpec {
    /// #     name: "indicator.solved".parse()?,
    /// #     clause: "L-KPI-10".parse()?,
    /// #     strength: crm_model::Strength::Must,
    /// #     formula: Formula::Resolution { kinds: vec![] },
    /// #     per: Per::Month,
    /// #     target: None,
    /// #     baseline: None,
    /// #     judging: Judging::default(),
    /// # };
    /// # let scorecard = Scorecard::new(vec![solved], crm_calendar::Zone::utc())?;
    /// let goal = GoalSpec {
    ///     name: "goal.solved".parse()?,
    ///     clause: "L-KPI-10".parse()?,
    ///     strength: crm_model::Strength::Must,
    ///     indicator: "indicator.solved".parse()?,
    ///     aim: "raised by 10 points".parse()?,
    ///     baseline: "80%".parse()?,
    ///     from: "2026-01-01".parse()?,
    ///     by: "2026-01-11".parse()?,
    ///     owner: GoalOwner { department: Some("service".parse()?), post: None },
    ///     parts: vec![],
    /// };
    /// let goals = Goals::new(vec![goal], &scorecard)?;
    /// let expected = goals.goals()[0].expected_at("2026-01-06".parse()?).unwrap();
    /// assert_eq!(expected.percent(0), "85%"); // half of the time, half of the way
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expected_at(&self, date: NaiveDate) -> Option<Ratio> {
        let GoalSpec { from, by, .. } = self.spec;
        let all = by.signed_duration_since(from).num_days();
        let gone = date.signed_duration_since(from).num_days().clamp(0, all);
        let gone = Ratio::new(gone.into(), all.into())?;
        add(self.baseline, multiply(crate::exact::subtract(self.wanted, self.baseline)?, gone)?)
    }

    fn new(spec: GoalSpec, unit: Unit, limits: Limits) -> Result<Self, Fault> {
        let fits = |key, given: Unit| {
            if given == unit { Ok(()) } else { Err((key, GoalProblem::OtherUnit { wanted: unit, given })) }
        };
        if spec.owner == GoalOwner::default() {
            return Err(("", GoalProblem::NoOwner));
        }
        if spec.from >= spec.by {
            return Err(("by", GoalProblem::DatesDoNotRise { from: spec.from, by: spec.by }));
        }
        fits("baseline", spec.baseline.unit())?;
        if let Some(given) = spec.aim.unit(unit) {
            fits("target", given)?;
        }
        let baseline = spec.baseline.number().ok_or(("baseline", GoalProblem::TooLarge))?;
        let (side, wanted) = spec.aim.wanted(baseline, unit).ok_or(("target", GoalProblem::NoNumber))?;
        if side.holds(baseline.cmp(&wanted)) {
            return Err(("target", GoalProblem::MetByTheBaseline));
        }
        if limits.exclude(side, wanted) {
            return Err(("target", GoalProblem::Unreachable));
        }
        Ok(Self { spec, side, wanted, baseline, parts: Vec::new() })
    }

    /// Adds the goals of departments and posts, which together have to make that of the whole.
    fn with_parts(mut self, unit: Unit, limits: Limits) -> Result<Self, (usize, Fault)> {
        let last = self.spec.parts.len().saturating_sub(1);
        let (mut sum, mut weights) = (Ratio::new(0, 1), 0_u128);
        for (place, part) in self.spec.parts.iter().enumerate() {
            if part.weight == 0 {
                return Err((place, ("weight", GoalProblem::NoWeight)));
            }
            let spec = GoalSpec {
                aim: part.aim,
                baseline: part.baseline.unwrap_or(self.spec.baseline),
                owner: part.owner.clone(),
                parts: Vec::new(),
                ..self.spec.clone()
            };
            let goal = Self::new(spec, unit, limits).map_err(|fault| (place, fault))?;
            if goal.side.is_upward() != self.side.is_upward() {
                return Err((place, ("target", GoalProblem::OtherDirection)));
            }
            weights = weights.saturating_add(u128::from(part.weight));
            let weighted =
                Ratio::new(i128::from(part.weight), 1).and_then(|weight| multiply(goal.wanted, weight));
            sum = sum.zip(weighted).and_then(|(sum, weighted)| add(sum, weighted));
            self.parts.push(goal);
        }
        if self.parts.is_empty() {
            return Ok(self);
        }
        let weights = i128::try_from(weights).ok().and_then(|weights| Ratio::new(1, weights));
        let together = sum.zip(weights).and_then(|(sum, weights)| multiply(sum, weights));
        let together = together.ok_or((last, ("weight", GoalProblem::TooLarge)))?;
        // That a part may lie just beyond its bound is enough for a whole that has to lie beyond its own.
        let side = if self.side.is_upward() { Side::AtLeast } else { Side::AtMost };
        if side.holds(together.cmp(&self.wanted)) {
            Ok(self)
        } else {
            let shortfall = Shortfall { together, wanted: self.wanted, unit };
            Err((last, ("", GoalProblem::PartsFallShort(Box::new(shortfall)))))
        }
    }
}

/// The goals of a policy, checked against its indicators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Goals {
    // INVARIANT: sorted by name, names distinct.
    goals: Vec<Goal>,
}

type Fault = (&'static str, GoalProblem);

impl Goals {
    /// Returns the goals in the order of their names.
    ///
    /// # Errors
    ///
    /// When two goals have one name, an indicator is not on the scorecard, a target or a baseline does not fit what it
    /// measures, is met from the start or can never be, dates do not rise, nobody answers for a goal, or its parts together
    /// do not make the whole.
    pub fn new(mut specs: Vec<GoalSpec>, scorecard: &Scorecard) -> Result<Self, GoalError> {
        specs.sort_by(|one, other| one.name.cmp(&other.name));
        let twice = specs.iter().zip(specs.iter().skip(1)).find(|(one, next)| one.name == next.name);
        if let Some((one, _)) = twice {
            return Err(GoalError::of(&one.name, None, "", GoalProblem::Twice));
        }
        let goals = specs.into_iter().map(|spec| {
            let name = spec.name.clone();
            let fault = |part, (key, problem)| GoalError::of(&name, part, key, problem);
            let indicator = scorecard.indicators().iter().find(|one| one.name == spec.indicator);
            let Some(indicator) = indicator else {
                return Err(fault(None, ("indicator", GoalProblem::NoIndicator)));
            };
            let (unit, limits) = (indicator.formula.unit(), indicator.formula.limits());
            let goal = Goal::new(spec, unit, limits).map_err(|problem| fault(None, problem))?;
            goal.with_parts(unit, limits).map_err(|(place, problem)| fault(Some(place), problem))
        });
        Ok(Self { goals: goals.collect::<Result<_, _>>()? })
    }

    /// Returns the goals, sorted by name.
    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }
}
