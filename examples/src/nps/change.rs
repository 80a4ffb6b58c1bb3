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
}

impl Changed {
    pub(super) fn of(old: &Group, new: &Group, settings: &Settings) -> Self {
        let test = nps_change(&old.tally, &new.tally, settings.change(), settings.confidence);
        let verdict = test.map(|test| test.verdict(Better::Higher, settings.confidence));
        let whole = Decomposition::between([((), old.tally.score(), new.tally.score())]);
        Self {
            points: whole.ok().map(|change| change.total()),
            test,
            verdict: verdict.unwrap_or(ChangeVerdict::NotShown),
        }
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
