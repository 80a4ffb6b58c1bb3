//! One score with what it proves.

use crm_kit::kpi::NpsTally;
use crm_kit::kpi::statistics::{Interval, nps_interval};
use crm_kit::kpi::what_it_takes::{Step, of_score};
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
    pub(super) score: f64,
    /// How many unweighted answers would tell as much.
    pub(super) effective: f64,
}

impl Figure {
    pub(super) fn of(group: &Group, settings: &Settings) -> Self {
        let answers = group.answers();
        let interval = nps_interval(&group.tally, settings.interval, settings.confidence);
        let weighted = group.weighted.score().zip(group.weighted.effective_answers());
        Self {
            tally: group.tally,
            answers,
            score: group.tally.score(),
            interval: interval.map(|interval| interval.clamped(LOWEST, HIGHEST)),
            is_small: answers > 0 && answers < settings.small,
            is_running: false,
            weighted: weighted.map(|(score, effective)| Weighted { score, effective }),
        }
    }

    /// Returns the same figure of a period that may not be over.
    #[must_use]
    pub(super) const fn running(self, is_running: bool) -> Self {
        Self { is_running, ..self }
    }

    /// Returns the verdict on the score.
    pub(super) fn verdict(&self, goal: Goal, settings: &Settings) -> Verdict {
        let Some(score) = self.score else { return Verdict::NotMeasured };
        if self.is_running && !settings.running_is_judged {
            return Verdict::Running;
        }
        if self.is_small && !settings.small_is_judged {
            return Verdict::TooFew;
        }
        let bound = goal.bound.as_f64();
        let holds = |limit: f64| limit.partial_cmp(&bound).is_some_and(|order| goal.side.holds(order));
        let is_met = goal.side.holds(score.cmp(&goal.bound));
        let ends = self.interval.map(|interval| [interval.low, interval.high].map(holds));
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
    /// By the score itself; surely where the whole interval says so.
    Met {
        is_sure: bool,
    },
    Missed {
        is_sure: bool,
    },
}
