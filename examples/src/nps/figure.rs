//! One score with what it proves.

use crm_kit::kpi::statistics::{Interval, WeightedNpsTally, nps_interval};
use crm_kit::kpi::what_it_takes::{Step, of_score};
use crm_kit::kpi::{JudgedBy, NpsTally};
use crm_model::Ratio;

use super::choices::{Goal, Settings};
use super::group::Group;

/// The ends of the scale of scores.
pub(super) const LOWEST: f64 = -100.0;
pub(super) const HIGHEST: f64 = 100.0;

/// A score with what it proves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub(super) tally: NpsTally,
    pub(super) answers: u64,
    /// In points; `None` without an answer.
    pub(super) score: Option<Ratio>,
    /// As far as it lies on the scale.
    pub(super) interval: Option<Interval>,
    pub(super) is_small: bool,
    /// Whether the period may not be over, so that nothing is judged of it.
    pub(super) is_running: bool,
    pub(super) weighted: Option<Weighted>,
}

/// The score of the weighted answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighted {
    pub(super) score: Ratio,
    /// As far as it lies on the scale.
    pub(super) interval: Option<Interval>,
    /// How many unweighted answers would tell as much.
    pub(super) effective: f64,
}

impl Weighted {
    /// Returns the score of some answers; `None` without weight.
    pub(super) fn of(tally: &WeightedNpsTally, settings: &Settings) -> Option<Self> {
        let interval = tally.interval(settings.weighted(), settings.confidence);
        Some(Self {
            score: tally.score()?,
            interval: interval.map(|interval| interval.clamped(LOWEST, HIGHEST)),
            effective: tally.effective_answers()?,
        })
    }
}

impl Figure {
    pub(super) fn of(group: &Group, settings: &Settings) -> Self {
        let answers = group.answers();
        let interval = nps_interval(&group.tally, settings.interval, settings.confidence);
        Self {
            tally: group.tally,
            answers,
            score: group.tally.score(),
            interval: interval.map(|interval| interval.clamped(LOWEST, HIGHEST)),
            is_small: answers > 0 && answers < settings.small,
            is_running: false,
            weighted: Weighted::of(&group.weighted, settings),
        }
    }

    /// Returns the same figure of a period that may not be over.
    #[must_use]
    pub(super) const fn running(self, is_running: bool) -> Self {
        Self { is_running, ..self }
    }

    /// Returns the verdict on the score.
    pub(super) fn verdict(&self, goal: Goal, settings: &Settings) -> Verdict {
        self.judged(self.score.map(|score| (score, self.interval)), goal, settings)
    }

    /// Returns the verdict on the score of the weighted answers.
    pub(super) fn weighted_verdict(&self, goal: Goal, settings: &Settings) -> Verdict {
        self.judged(self.weighted.map(|own| (own.score, own.interval)), goal, settings)
    }

    fn judged(&self, own: Option<(Ratio, Option<Interval>)>, goal: Goal, settings: &Settings) -> Verdict {
        let Some((score, interval)) = own else { return Verdict::NotMeasured };
        if self.is_running && !settings.running_is_judged {
            return Verdict::Running;
        }
        if self.is_small && !settings.small_is_judged {
            return Verdict::TooFew;
        }
        let bound = goal.bound.as_f64();
        let holds = |limit: f64| limit.partial_cmp(&bound).is_some_and(|order| goal.side.holds(order));
        let is_met = goal.side.holds(score.cmp(&goal.bound));
        if settings.judged_by == JudgedBy::Interval && interval.is_none() {
            return Verdict::NoInterval;
        }
        let ends = interval.map(|interval| [interval.low, interval.high].map(holds));
        let is_sure = ends.is_some_and(|ends| ends.iter().all(|holds| *holds == is_met));
        if is_met { Verdict::Met { is_sure } } else { Verdict::Missed { is_sure } }
    }

    /// Returns what it takes to reach the goal.
    pub(super) fn what_it_takes(&self, goal: Goal) -> Vec<Step> {
        of_score(&self.tally, goal.side, goal.bound)
    }
}

/// Whether a target is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    NotMeasured,
    TooFew,
    /// The period may not be over.
    Running,
    /// The target is judged by an interval, and there is none.
    NoInterval,
    /// By the score itself; surely where the whole interval says so.
    Met {
        is_sure: bool,
    },
    Missed {
        is_sure: bool,
    },
}

impl Verdict {
    /// Returns whether the target is met, by what it is judged by; `None` where it is not judged.
    pub(super) fn is_met(self, by: JudgedBy) -> Option<bool> {
        match self {
            Self::Met { is_sure } => Some(is_sure || by == JudgedBy::Value),
            Self::Missed { .. } => Some(false),
            _ => None,
        }
    }
}
