//! Causes of complaints (clause P-COMP-5) as an analysis: ranked, with repeats and the departments behind them.

use alloc::vec::Vec;

use crm_model::{EventKind, TableName};

use super::AnalysisProblem;
use super::evaluate::Scene;
use crate::{CauseBy, CauseRule, ComplaintCauses, Reason, TicketPart};

pub(super) const TABLES: [TableName; 1] = [TableName::Tickets];

/// Complaints of a period by their cause, with what the source does not tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CauseTable {
    /// The causes: one at least.
    pub causes: ComplaintCauses,
    /// What the source does not tell of: without solutions no repeat is known, without customers none for the same one, and
    /// without assignments no department.
    pub unknown: Vec<Reason>,
}

pub(super) fn check(rule: &CauseRule) -> Result<(), (&'static str, AnalysisProblem)> {
    match &rule.by {
        _ if rule.kinds.is_empty() => Err(("kinds", AnalysisProblem::NoKinds)),
        CauseBy::Tags(tags) if tags.is_empty() => Err(("causes", AnalysisProblem::NoTags)),
        CauseBy::Tags(_) | CauseBy::Kind => Ok(()),
    }
}

pub(super) fn figures(rule: &CauseRule, scene: &Scene<'_>) -> Result<CauseTable, Reason> {
    let dataset = scene.facts.dataset;
    if dataset.extent(TableName::Tickets).is_none() {
        return Err(Reason::NotSupplied(TableName::Tickets));
    }
    let causes = rule.rank(dataset.tickets(), &scene.period, scene.as_of);
    match &causes {
        ComplaintCauses { lines, cause_unknown: 1.., .. } if lines.is_empty() => Err(Reason::NoCauseKnown),
        ComplaintCauses { lines, kind_unknown: 1.., .. } if lines.is_empty() => Err(Reason::NoKindKnown),
        ComplaintCauses { lines, .. } if lines.is_empty() => Err(Reason::Empty),
        _ => {
            let told = dataset.event_kinds();
            let mut unknown = Vec::new();
            unknown
                .extend((!told.contains(EventKind::Solved)).then_some(Reason::NoEvents(EventKind::Solved)));
            let is_anyones = dataset.tickets().iter().any(|ticket| ticket.customer().is_some());
            unknown.extend((!is_anyones).then_some(Reason::NotTold(TicketPart::Customer)));
            let is_held =
                [EventKind::Assigned, EventKind::Transferred].iter().any(|kind| told.contains(*kind));
            unknown.extend((!is_held).then_some(Reason::NoEvents(EventKind::Assigned)));
            Ok(CauseTable { causes, unknown })
        }
    }
}
