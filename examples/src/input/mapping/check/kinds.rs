//! What a log can tell of.

use std::collections::BTreeMap;

use crm_model::{EventKind, EventKinds, Fact, Happening};

use super::super::{FactColumn, HolderEvent, Meaning, Shape, TicketLog};

/// Returns the kinds of event that a log can tell of.
pub(super) fn kinds_of(mapping: &TicketLog) -> EventKinds {
    let judged = |fact: &FactColumn| !matches!(fact.fact, Fact::Channel | Fact::Tier);
    let mut kinds: EventKinds = mapping.instants.iter().map(|instant| instant.happening.kind()).collect();
    if mapping.facts.iter().any(judged) {
        kinds = kinds.with(EventKind::Classified);
    }
    let of_meanings = |kinds: EventKinds, meanings: &BTreeMap<String, Meaning>| {
        meanings.values().filter_map(Meaning::kind).fold(kinds, EventKinds::with)
    };
    match &mapping.shape {
        Shape::Records => kinds,
        Shape::Events(events) => {
            kinds = of_meanings(kinds, &events.values).with(EventKind::Opened);
            let ends = events.wait_ends_with_next && kinds.contains(EventKind::Waiting);
            if ends { kinds.with(EventKind::Back) } else { kinds }
        }
        Shape::Snapshots(snapshots) => {
            kinds = kinds.with(EventKind::Opened);
            if let Some(states) = &snapshots.states {
                let of_states = of_meanings(EventKinds::NONE, &states.values);
                kinds = of_meanings(kinds, &states.values);
                if of_states.contains(EventKind::Waiting) {
                    kinds = kinds.with(EventKind::Back);
                }
                if states.leaving_solved_reopens {
                    kinds = kinds.with(EventKind::Reopened);
                }
            }
            let counted = snapshots.counters.iter().map(|(_, happening)| happening.kind());
            let implied = snapshots.first_row_implies.iter().map(Happening::kind);
            let held = snapshots.changes.iter().map(|change| match change.event {
                HolderEvent::Assigned => EventKind::Assigned,
                HolderEvent::Transferred => EventKind::Transferred,
            });
            counted.chain(implied).chain(held).fold(kinds, EventKinds::with)
        }
    }
}
