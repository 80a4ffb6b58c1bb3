//! The evaluation of analyses.

use alloc::vec::Vec;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Analyses, Analysis, AnalysisSpec};
use crate::{CivilPeriod, Completeness, Facts, Per, Reason, Scorecard};

/// What a rule looks at.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) facts: &'a Facts<'a>,
    /// The indicators of the policy, and its zone.
    pub(super) scorecard: &'a Scorecard,
    pub(super) period: CivilPeriod,
    /// Nothing after it counts.
    pub(super) as_of: DateTime<Utc>,
    pub(super) completeness: Completeness,
}

impl Analyses {
    /// Returns what each found in the last of its periods that was over at `as_of`, sorted by name.
    ///
    /// Nothing after `as_of` counts. The scorecard is that of the same policy; periods are civil dates of its zone.
    pub fn evaluate(&self, scorecard: &Scorecard, facts: &Facts<'_>, as_of: DateTime<Utc>) -> Vec<Analysis> {
        let zone = scorecard.zone();
        self.found(scorecard, facts, as_of, |per| CivilPeriod::last_complete(per, as_of, zone))
    }

    /// Returns what each found in the period in which a civil date lies, with the facts known at `as_of`. A rolling period is the
    /// one that ends with the date.
    pub fn evaluate_period(
        &self,
        scorecard: &Scorecard,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        date: NaiveDate,
    ) -> Vec<Analysis> {
        self.found(scorecard, facts, as_of, |per| CivilPeriod::containing(per, date, scorecard.zone()))
    }

    /// Returns what each finds in the period that runs at `as_of`, marked as incomplete.
    pub fn evaluate_running(
        &self,
        scorecard: &Scorecard,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
    ) -> Vec<Analysis> {
        self.found(scorecard, facts, as_of, |per| CivilPeriod::running(per, as_of, scorecard.zone()))
    }

    fn found(
        &self,
        scorecard: &Scorecard,
        facts: &Facts<'_>,
        as_of: DateTime<Utc>,
        period: impl Fn(Per) -> CivilPeriod,
    ) -> Vec<Analysis> {
        let found = |spec: &AnalysisSpec| {
            let period = period(spec.per);
            let completeness = spec.completeness(facts, &period, as_of);
            let scene = Scene { facts, scorecard, period, as_of, completeness };
            // That data end before the period, or begin after it, is not that nothing happened.
            let why = |reason: Reason| match (reason, completeness) {
                (Reason::Empty, Completeness::NotCovered) => Reason::NotCovered,
                (reason, _) => reason,
            };
            Analysis {
                analysis: spec.name.clone(),
                clause: spec.clause.clone(),
                strength: spec.strength,
                period,
                as_of,
                completeness,
                figures: spec.rule.figures(&scene).map_err(why),
            }
        };
        self.specs().iter().map(found).collect()
    }
}

impl AnalysisSpec {
    /// Returns whether a period is over and the data hold all of it.
    fn completeness(&self, facts: &Facts<'_>, period: &CivilPeriod, as_of: DateTime<Utc>) -> Completeness {
        let tables = self.rule.tables();
        let mut extents = tables.iter().filter_map(|table| facts.dataset.extent(*table));
        if as_of < period.end() {
            Completeness::Running
        } else if extents.all(|extent| period.is_covered_by(extent)) {
            Completeness::Complete
        } else {
            Completeness::NotCovered
        }
    }
}
