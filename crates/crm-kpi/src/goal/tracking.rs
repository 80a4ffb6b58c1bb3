//! [`Tracking`]: where a goal stands.

use chrono::NaiveDate;
use crm_model::{Ratio, RuleName};

use super::{Goal, GoalOwner, Goals};
use crate::exact::{divide, subtract};
use crate::{CivilPeriod, Completeness, Line, Reason, Side, Value};

/// Where a goal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Tracking {
    /// The goal's name.
    pub goal: RuleName,
    /// Who answers for it.
    pub owner: GoalOwner,
    /// The period whose value counts: the last one that is complete and ends no later than the goal's date.
    pub period: CivilPeriod,
    /// What was measured in it.
    pub value: Value,
    /// What was expected at its end.
    pub expected: Option<Ratio>,
    /// (value − baseline) / (goal − baseline): 1 at the goal, below zero where it went the wrong way. `None` without a value,
    /// and for a goal that any amount reaches.
    pub progress: Option<Ratio>,
    /// How it stands.
    pub state: GoalState,
}

/// How a goal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum GoalState {
    /// The period ends before the date of the baseline.
    NotBegun,
    /// At least as far as was expected by then.
    OnTheWay,
    /// Less far than was expected by then.
    Behind,
    /// Reached. A value that falls back before the date is behind again.
    Reached,
    /// The date is over, and the last value before it does not reach the goal.
    Missed,
    /// Nobody can say.
    NotMeasured {
        /// Why.
        reason: Reason,
    },
}

impl GoalState {
    /// Returns the word that reports use.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotBegun => "not-begun",
            Self::OnTheWay => "on-the-way",
            Self::Behind => "behind",
            Self::Reached => "reached",
            Self::Missed => "missed",
            Self::NotMeasured { .. } => "not-measured",
        }
    }
}

impl Goal {
    /// Returns how a value stands that was measured up to the end of a date, when `today` is the date in the policy's zone. A value
    /// from before the date of the baseline says nothing of the goal, not even where it would reach it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_kpi::goal::{GoalOwner, GoalSpec, Goals};
    /// # use crm_kpi::{Formula, IndicatorSpec, Judging, Per, Scorecard, Stretch, TicketTime};
    /// # let time = IndicatorSpec {
    /// #     name: "indicator.handling".parse()?,
    /// #     clause: "L-KPI-12".parse()?,
    /// #     strength: crm_model::Strength::Must,
    /// #     formula: Formula::TicketTime(TicketTime::mean(Stretch::Handling)),
    /// #     per: Per::Month,
    /// #     target: None,
    /// #     baseline: None,
    /// #     judging: Judging::default(),
    /// # };
    /// # let scorecard = Scorecard::new(vec![time], crm_calendar::Zone::utc())?;
    /// # let owner = GoalOwner { department: Some("service".parse()?), post: None };
    /// use crm_model::Ratio;
    ///
    /// let goal = GoalSpec {
    ///     name: "goal.handling".parse()?,
    ///     clause: "L-KPI-12".parse()?,
    ///     strength: crm_model::Strength::Must,
    ///     indicator: "indicator.handling".parse()?,
    ///     aim: "shortened by 4h".parse()?,
    ///     baseline: "12h".parse()?,
    ///     from: "2026-01-01".parse()?,
    ///     by: "2026-05-01".parse()?,
    ///     owner,
    ///     parts: vec![],
    /// };
    /// let goals = Goals::new(vec![goal], &scorecard)?;
    /// let hours = |hours: i128| Ratio::new(hours * 3_600_000_000, 1).unwrap();
    /// // The 2nd of March is half of the 120 days: 10 hours were expected.
    /// let (half, after) = ("2026-03-02".parse()?, "2026-05-02".parse()?);
    /// let state = |value, date, today| goals.goals()[0].state_of(hours(value), date, today);
    /// assert_eq!(state(10, half, half).as_str(), "on-the-way");
    /// assert_eq!(state(11, half, half).as_str(), "behind");
    /// assert_eq!(state(8, half, half).as_str(), "reached");
    /// assert_eq!(state(9, half, after).as_str(), "missed");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn state_of(&self, value: Ratio, measured: NaiveDate, today: NaiveDate) -> GoalState {
        let (side, wanted) = self.wanted();
        let is_over = today > self.spec().by;
        // What was before the baseline is no success of the goal, however good it was.
        if measured < self.spec().from {
            let reason = Reason::NoPeriodOfTheGoal;
            return if is_over { GoalState::NotMeasured { reason } } else { GoalState::NotBegun };
        }
        if side.holds(value.cmp(&wanted)) {
            return GoalState::Reached;
        }
        if is_over {
            return GoalState::Missed;
        }
        // On the way to a bound that is not enough itself, what lies on the line is as far as was expected.
        let on_line = if side.is_upward() { Side::AtLeast } else { Side::AtMost };
        match self.expected_at(measured) {
            None => GoalState::NotMeasured { reason: Reason::TooLarge },
            Some(expected) if on_line.holds(value.cmp(&expected)) => GoalState::OnTheWay,
            Some(_) => GoalState::Behind,
        }
    }

    /// Returns where the goal stands by a line of its indicator: of the whole, or of the department for a part of it.
    ///
    /// The value is that of the last period that is complete and ends no later than the goal's date, among those that the line
    /// shows; `today` is the date in the policy's zone.
    pub fn track(&self, line: &Line, today: NaiveDate) -> Tracking {
        let counts = |period: &CivilPeriod| last_day(period) <= self.spec().by;
        let is_complete = line.completeness == Completeness::Complete;
        let own = Some((line.period, &line.value)).filter(|(period, _)| is_complete && counts(period));
        let past = || line.past.iter().rev().map(|past| (past.period, &past.value));
        let is_over = |period: &CivilPeriod| period.end() <= line.as_of;
        let chosen = own.or_else(|| past().find(|(period, _)| is_over(period) && counts(period)));
        let not_covered = Value::Undefined(Reason::NotCovered);
        let (period, value) = chosen.unwrap_or((line.period, &not_covered));
        let state = match (value, value.number()) {
            (_, Some(number)) => self.state_of(number, last_day(&period), today),
            (Value::Undefined(reason), None) => GoalState::NotMeasured { reason: reason.clone() },
            (_, None) => GoalState::NotMeasured { reason: Reason::TooLarge },
        };
        Tracking {
            goal: self.spec().name.clone(),
            owner: self.spec().owner.clone(),
            period,
            value: value.clone(),
            expected: self.expected_at(last_day(&period)),
            progress: value.number().and_then(|value| self.progress(value)),
            state,
        }
    }

    fn progress(&self, value: Ratio) -> Option<Ratio> {
        divide(subtract(value, self.baseline())?, subtract(self.wanted().1, self.baseline())?)
    }
}

impl Goals {
    /// Returns where each goal stands by the lines of a scorecard, in the order of names; a goal whose indicator has no line
    /// is left out.
    pub fn track(&self, lines: &[Line], today: NaiveDate) -> alloc::vec::Vec<Tracking> {
        let line_of = |goal: &Goal| {
            let is_whole = |line: &&Line| line.indicator == goal.spec().indicator && line.segment.is_none();
            lines.iter().find(is_whole)
        };
        self.goals().iter().filter_map(|goal| Some(goal.track(line_of(goal)?, today))).collect()
    }
}

fn last_day(period: &CivilPeriod) -> NaiveDate {
    period.next().pred_opt().unwrap_or(NaiveDate::MIN)
}
