//! Of two customers with the same request the one of the higher tier is never promised less.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{ClauseId, EventKind, EventKinds, Missing, State, Ticket, ValueTier};
use crm_policy::PolicyVersion;
use crm_segmentation::Level;
use crm_sla::{Case, Clock, ServiceLevels};

use super::{Says, samples};

pub(super) fn check(version: &PolicyVersion) -> Vec<Says> {
    let Some(rule) = version.value_tiers() else { return Vec::new() };
    let levels = version.service_levels();
    // Rules that never ask about the tier treat all alike.
    if levels.rules().iter().all(|rule| rule.when().tier.is_none()) {
        return Vec::new();
    }
    let tiers = [Level::High, Level::Middle, Level::Ordinary].map(|level| rule.tier(level));
    let mut breaches = BTreeSet::new();
    for nature in samples::natures(version) {
        for opened in samples::openings() {
            let Some(ticket) = samples::ticket(opened, &nature, &[]) else { continue };
            for (higher, lower) in tiers.iter().zip(tiers.iter().skip(1)) {
                breaches.extend(breach(levels, &ticket, opened, higher, lower));
            }
        }
    }
    // One instant that shows it is enough for each pair of clauses.
    let mut seen: BTreeSet<Vec<ClauseId>> = BTreeSet::new();
    breaches.into_iter().filter(|(clauses, _)| seen.insert(clauses.clone())).collect()
}

/// Returns where the higher tier's clock of some measure falls due after the lower tier's, or where nothing is promised
/// for it. A limit agreed with the customer may be any, so it breaks nothing.
fn breach(
    levels: &ServiceLevels,
    ticket: &Ticket,
    opened: DateTime<Utc>,
    higher: &ValueTier,
    lower: &ValueTier,
) -> Option<Says> {
    let (better, worse) = (clocks(levels, ticket, higher, opened), clocks(levels, ticket, lower, opened));
    worse.iter().find_map(|other| {
        let other_due = other.due?;
        let same = better.iter().find(|one| (one.measure, one.round) == (other.measure, other.round));
        let promised = match same {
            Some(one) if promises_something(one) => {
                let due = one.due.filter(|due| *due > other_due)?;
                format!("is due {due}")
            }
            _ => String::from("is promised nothing"),
        };
        let says = format!(
            "{} of a ticket of {opened}: tier {higher} {promised}, tier {lower} already {other_due}",
            other.measure.as_str()
        );
        let clauses = same.into_iter().chain([other]).filter_map(|clock| clock.rule.as_ref());
        Some((clauses.map(|rule| rule.clause.clone()).collect(), says))
    })
}

fn promises_something(clock: &Clock) -> bool {
    !matches!(
        clock.state,
        State::Undetermined { missing: Missing::Rule | Missing::Limit | Missing::ResponsibleDepartment }
    )
}

fn clocks(levels: &ServiceLevels, ticket: &Ticket, tier: &ValueTier, as_of: DateTime<Utc>) -> Vec<Clock> {
    let every = EventKind::ALL.iter().copied().collect::<EventKinds>();
    levels.standing_of(&Case { tier: Some(tier), event_kinds: every, ..Case::new(ticket) }, as_of)
}
