//! The change from one period to another, and which segments it comes from.

use std::collections::{BTreeMap, BTreeSet};

use crm_kit::kpi::decomposition::{Change as Decomposition, DecompositionError};
use crm_kit::kpi::statistics::{Better, Change, ChangeVerdict, nps_change};
use crm_model::Ratio;

use super::choices::Settings;
use super::group::Group;

/// A change of a score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed {
    /// New less old, in points, exact.
    pub(super) points: Option<Ratio>,
    /// The test; `None` where there is no answer in one of the two, or none varies.
    pub(super) test: Option<Change>,
    pub(super) verdict: ChangeVerdict,
    /// The same of the weighted answers; `None` where either period has none.
    pub(super) weighted: Option<WeightedChange>,
}

/// A change of a weighted score.
#[derive(Debug, Clone, Copy)]
pub(super) struct WeightedChange {
    /// New less old, in points.
    pub(super) points: f64,
    pub(super) test: Option<Change>,
    pub(super) verdict: ChangeVerdict,
}

impl Changed {
    /// Returns how many tests there are, of counted and of weighted answers.
    pub(super) fn tests(&self) -> usize {
        usize::from(self.test.is_some()) + usize::from(self.weighted.is_some_and(|own| own.test.is_some()))
    }

    pub(super) fn of(old: &Group, new: &Group, settings: &Settings) -> Self {
        let test = nps_change(&old.tally, &new.tally, settings.change(), settings.confidence);
        let verdict = |test: Option<Change>| {
            test.map_or(ChangeVerdict::NotShown, |test| test.verdict(Better::Higher, settings.confidence))
        };
        let weighted = old.weighted.score().zip(new.weighted.score()).map(|(before, after)| {
            let test = new.weighted.change_from(&old.weighted, settings.weighted(), settings.confidence);
            WeightedChange { points: after.as_f64() - before.as_f64(), test, verdict: verdict(test) }
        });
        let whole = Decomposition::between([((), old.tally.score(), new.tally.score())]);
        Self { points: whole.ok().map(|change| change.total()), test, verdict: verdict(test), weighted }
    }
}

/// The change of the whole, by the segments of one dimension.
#[derive(Debug, Clone)]
pub(super) struct Moved {
    pub(super) dimension: String,
    pub(super) effects: Result<Decomposition<String>, DecompositionError>,
}

impl Moved {
    pub(super) fn of(dimension: &str, old: &BTreeMap<&str, Group>, new: &BTreeMap<&str, Group>) -> Self {
        let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        let score = |groups: &BTreeMap<&str, Group>, name: &str| {
            groups.get(name).and_then(|group| group.tally.score())
        };
        let segments = names.into_iter().map(|name| (name.to_owned(), score(old, name), score(new, name)));
        Self { dimension: dimension.to_owned(), effects: Decomposition::between(segments) }
    }
}
