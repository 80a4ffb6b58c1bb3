//! The clauses that a page names, so that every mention leads to what the clause asks.

use std::collections::BTreeSet;

use crm_kit::policy::clause_entry;
use crm_model::ClauseId;

use super::{Clause, Duties, EscalationsView, ScorecardView, View};

/// A clause that the page names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClauseRow {
    pub(crate) id: ClauseId,
    /// What it asks, in a phrase; empty for a clause of the company's own.
    pub(crate) title: &'static str,
    /// The documents' own term; may be empty.
    pub(crate) chinese: &'static str,
}

impl Clause {
    /// Returns whether the page tells what it asks, so that a link to it leads somewhere.
    pub(crate) fn is_told(&self) -> bool {
        self.id.parse::<ClauseId>().is_ok()
    }
}

/// Returns every clause that the page names, sorted.
pub(crate) fn named(view: &View) -> Vec<ClauseRow> {
    let ids: BTreeSet<ClauseId> = clauses(view).filter_map(|clause| clause.id.parse().ok()).collect();
    let row = |id: ClauseId| {
        let (title, chinese) =
            clause_entry(id.as_str()).map_or(("", ""), |entry| (entry.title, entry.chinese));
        ClauseRow { id, title, chinese }
    };
    ids.into_iter().map(row).collect()
}

fn clauses(view: &View) -> impl Iterator<Item = &Clause> {
    let View {
        overdue,
        due_soon,
        service_levels,
        tiers,
        segments,
        churn,
        stages,
        lifetime,
        escalations,
        scorecard,
        reviews,
        analyses,
        quality,
        ..
    } = view;
    duties(overdue)
        .chain(duties(due_soon))
        .chain(service_levels.promises.iter().map(|promise| &promise.clause))
        .chain(service_levels.trends.iter().map(|trend| &trend.clause))
        .chain(tiers.iter().map(|tiers| &tiers.clause))
        .chain(segments.iter().map(|segments| &segments.clause))
        .chain(churn.iter().map(|churn| &churn.clause))
        .chain(stages.iter().flat_map(|stages| [&stages.clause, &stages.loyalty_clause]))
        .chain(lifetime.iter().map(|lifetime| &lifetime.clause))
        .chain(escalations.iter().flat_map(|view| &view.triggers).map(|trigger| &trigger.clause))
        .chain(escalations.iter().flat_map(reasons))
        .chain(scorecard.iter().flat_map(|view| &view.rows).map(|row| &row.clause))
        .chain(scorecard.iter().flat_map(unmeasured))
        .chain(reviews.iter().flat_map(|view| &view.reviews).map(|review| &review.clause))
        .chain(analyses.iter().flat_map(|view| &view.analyses).map(|analysis| &analysis.clause))
        .chain(quality.lacking.iter().flat_map(|row| &row.clauses))
        .chain(quality.unclear.iter().map(|row| &row.clause))
}

fn duties(duties: &Duties) -> impl Iterator<Item = &Clause> {
    duties.rows.iter().chain(&duties.folded).map(|duty| &duty.clause)
}

fn reasons(view: &EscalationsView) -> impl Iterator<Item = &Clause> {
    view.open.iter().chain(&view.folded).flat_map(|row| &row.reasons).map(|reason| &reason.clause)
}

fn unmeasured(view: &ScorecardView) -> impl Iterator<Item = &Clause> {
    view.unmeasured.iter().flat_map(|row| &row.indicators).map(|one| &one.clause)
}
