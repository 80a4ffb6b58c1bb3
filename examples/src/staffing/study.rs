//! Every figure that the program tells.

use crm_calendar::ElapsedTime;
use crm_kit::kpi::staffing::{ErlangA, ErlangC, Offered, Roster, ServiceGoal, StaffingError};
use crm_model::{Ratio, Share};

use super::Args;
use super::goal::Goal;
use super::intervals::{Day, Interval};
use crate::run::Failure;

/// How many numbers of agents around the fewest are shown for calls by the hour.
const AROUND: u64 = 4;

/// Every figure that the program tells.
#[derive(Debug)]
pub(super) struct Study {
    pub(super) title: String,
    pub(super) is_file: bool,
    pub(super) goal: Goal,
    pub(super) channel: String,
    pub(super) patience: Option<ElapsedTime>,
    pub(super) shrinkage: Share,
    pub(super) interval: Option<ElapsedTime>,
    pub(super) rows_left_out: u64,
    pub(super) lines: Vec<Line>,
    /// How other numbers of agents do, for calls by the hour; else empty.
    pub(super) others: Vec<Figures>,
}

/// An interval and its agents.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) interval: Interval,
    pub(super) offered: Offered,
    /// The fewest agents that reach the goal.
    pub(super) needed: Figures,
    pub(super) roster: Roster,
    pub(super) planned: Option<Planned>,
}

/// Agents who are planned.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) figures: Figures,
    /// The most calls an hour with which they reach the goal, where it is known how long calls take.
    pub(super) most_calls: Option<Ratio>,
}

/// How a number of agents does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figures {
    pub(super) agents: u64,
    /// What has to do with calls is `None` where there are none.
    pub(super) level: Option<f64>,
    pub(super) is_met: Option<bool>,
    pub(super) waiting: Option<f64>,
    /// None, too, where the queue grows for ever.
    pub(super) mean_wait_seconds: Option<f64>,
    pub(super) occupancy: Option<f64>,
    pub(super) abandoned: Option<f64>,
}

impl Study {
    pub(super) fn of(day: Day, goal: Goal, args: &Args) -> Result<Self, Failure> {
        let model = Model { goal: goal.goal, patience: args.patience };
        let mut lines = Vec::new();
        for interval in day.intervals {
            let line = line(&interval, day.interval, &model, args.shrinkage);
            lines.push(line.map_err(|(from, error)| {
                let at = from.map(|from| format!("the interval from {from}: ")).unwrap_or_default();
                Failure::new(format!("{at}{error}"))
            })?);
        }
        let others = match lines.as_slice() {
            [line] if day.interval.is_none() => {
                let fewest = line.needed.agents.saturating_sub(AROUND).max(1);
                let all = fewest..=line.needed.agents + AROUND;
                all.map(|agents| model.figures(&line.offered, agents)).collect::<Result<_, _>>()?
            }
            _ => Vec::new(),
        };
        Ok(Self {
            title: day.title,
            is_file: day.is_file,
            goal,
            channel: args.channel.to_string(),
            patience: args.patience,
            shrinkage: args.shrinkage,
            interval: day.interval,
            rows_left_out: day.left_out.count,
            lines,
            others,
        })
    }

    /// Returns how many hours agents are at the phone in all, and how many are paid for.
    pub(super) fn hours(&self) -> Option<(Ratio, Ratio)> {
        const MICROS_PER_HOUR: i128 = 3_600_000_000;
        let interval = i128::from(self.interval?.as_micros());
        let sum = |agents: i128| Ratio::new(agents.checked_mul(interval)?, MICROS_PER_HOUR);
        let at_phone = sum(self.lines.iter().map(|line| i128::from(line.needed.agents)).sum())?;
        let million = i128::from(Share::ONE.parts_per_million());
        let at_work = million - i128::from(self.shrinkage.parts_per_million());
        let (hours, whole) = at_phone.parts();
        Some((at_phone, Ratio::new(hours.checked_mul(million)?, whole.checked_mul(at_work)?)?))
    }

    /// Returns how many intervals have agents planned, and in how many of these they are too few.
    pub(super) fn planned(&self) -> (u64, u64) {
        let planned = self.lines.iter().filter_map(|line| line.planned.as_ref());
        planned.fold((0, 0), |(all, few), planned| {
            (all + 1, few + u64::from(planned.figures.is_met == Some(false)))
        })
    }
}

/// Which formula, and what for.
struct Model {
    goal: ServiceGoal,
    patience: Option<ElapsedTime>,
}

impl Model {
    fn fewest(&self, offered: &Offered) -> Result<u64, StaffingError> {
        match self.patience {
            None => ErlangC::fewest_for(offered, &self.goal),
            Some(patience) => ErlangA::fewest_for(offered, patience, &self.goal),
        }
    }

    fn most_calls(&self, handling: ElapsedTime, agents: u64) -> Result<Ratio, StaffingError> {
        match self.patience {
            None => ErlangC::most_calls_for(handling, agents, &self.goal),
            Some(patience) => ErlangA::most_calls_for(handling, agents, patience, &self.goal),
        }
    }

    fn figures(&self, offered: &Offered, agents: u64) -> Result<Figures, StaffingError> {
        let within = self.goal.within();
        let figures = match self.patience {
            None => {
                let model = ErlangC::new(*offered, agents)?;
                Figures {
                    agents,
                    level: model.service_level(within),
                    is_met: None,
                    waiting: model.waiting(),
                    mean_wait_seconds: model.mean_wait_seconds(),
                    occupancy: model.occupancy(),
                    abandoned: None,
                }
            }
            Some(patience) => {
                let model = ErlangA::new(*offered, agents, patience)?;
                Figures {
                    agents,
                    level: model.service_level(within),
                    is_met: None,
                    waiting: model.waiting(),
                    mean_wait_seconds: model.mean_wait_seconds(),
                    occupancy: model.occupancy(),
                    abandoned: model.abandoned(),
                }
            }
        };
        Ok(Figures { is_met: figures.level.map(|level| self.goal.is_met_by(level)), ..figures })
    }
}

fn line(
    interval: &Interval,
    length: Option<ElapsedTime>,
    model: &Model,
    shrinkage: Share,
) -> Result<Line, (Option<chrono::NaiveTime>, StaffingError)> {
    let from = interval.from;
    let make = || {
        let (calls, whole) = interval.calls.parts();
        let (hours, times) = match length {
            None => (1, 1),
            Some(length) => (3_600_000_000, i128::from(length.as_micros())),
        };
        let rate = calls.checked_mul(hours).zip(whole.checked_mul(times));
        let rate = rate.and_then(|(calls, whole)| Ratio::new(calls, whole)).ok_or(StaffingError::TooMuch)?;
        // How long no calls take makes no difference.
        let offered = Offered::new(rate, interval.handling.unwrap_or(ElapsedTime::from_minutes(1)))?;
        let needed = model.figures(&offered, model.fewest(&offered)?)?;
        let roster = Roster::for_agents(needed.agents, shrinkage).ok_or(StaffingError::TooMuch)?;
        let planned = match interval.agents {
            None => None,
            Some(agents) => Some(Planned {
                figures: model.figures(&offered, agents)?,
                most_calls: interval
                    .handling
                    .map(|handling| model.most_calls(handling, agents))
                    .transpose()?,
            }),
        };
        Ok(Line { interval: interval.clone(), offered, needed, roster, planned })
    };
    make().map_err(|error| (from, error))
}
