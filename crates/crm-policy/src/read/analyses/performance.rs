//! `of = "performance"`: indicators by department, person and the like, with the cases behind each miss.

use crm_kpi::analysis::{AnalysisRule, PerformanceRule};
use crm_kpi::{Dimension, Scorecard};

use super::Kind;
use crate::read::cadences::indicators;
use crate::read::indicators::Parameters;
use crate::read::lists;
use crate::read::named::optional;

pub(super) const KIND: Kind = Kind {
    word: "performance",
    required: &["by"],
    optional: &["indicators"],
    read: |keys, scorecard| rule(keys, scorecard).map(AnalysisRule::Performance),
};

fn rule(keys: &Parameters<'_, '_>, scorecard: &Scorecard) -> Option<PerformanceRule> {
    let indicators = optional(keys.table, "indicators", |item| indicators(item, keys.root, scorecard));
    let by =
        keys.table.get("by").and_then(|item| lists::distinct(&item, |item| item.choice(&Dimension::ALL)));
    Some(PerformanceRule { indicators: indicators.ok()?.unwrap_or_default(), by: by? })
}
