//! What is owed on one ticket: the clocks of its service levels, and what must go up the ladder.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Channel, Customer, Missing, Ticket};
use crm_policy::{Policy, PolicyVersion, Setting};
use crm_sla::{Clock, Explanation, Measure};

use super::assembly::{Assembly, earlier};
use super::lacking::Lacking;
use super::{Case, escalations, takeover};

/// Adds what one ticket gives to an assessment. What the whole data set lacks goes to `lacking`, if that is given.
pub(super) fn assess(
    case: &Case<'_>,
    policy: &Policy,
    assembly: &mut Assembly,
    mut lacking: Option<&mut Lacking<'_>>,
) {
    let as_of = assembly.as_of;
    let opened = opened_at(case.ticket, as_of);
    if opened > as_of {
        return;
    }
    let version = version_for(case.customer, case.ticket.channel(), policy, opened);
    if let Some(lacking) = lacking.as_deref_mut() {
        lacking.next_ticket(version);
    }
    let from = assembly.obligations.len();
    let owed_from =
        version.and_then(|version| takeover::owed_from(&of_levels(case, opened), policy, version, as_of));
    assembly.valid_until = earlier(assembly.valid_until, owed_from);
    for (clock, _) in clocks_by(case, policy, version, opened, as_of) {
        if !lacking.as_deref_mut().is_some_and(|lacking| lacking.takes_clock(&clock)) {
            assembly.add(&clock, case.ticket);
        }
    }
    if let Some(rules) = version.and_then(PolicyVersion::escalation) {
        escalations::assess(case, rules, from, assembly, lacking);
    }
    // In the order of ids, so that sorting all obligations later finds the work done.
    if let Some(own) = assembly.obligations.get_mut(from..) {
        own.sort_by(|one, other| one.id.cmp(&other.id));
    }
}

/// Returns when a ticket opened: the instant that chooses the policy's version. A history without an opening counts
/// from its first event.
fn opened_at(ticket: &Ticket, as_of: DateTime<Utc>) -> DateTime<Utc> {
    let first = || ticket.events().first().map(|event| event.occurred_at);
    ticket.opened_at().or_else(first).unwrap_or(as_of)
}

/// Returns the version in force at an instant, such as the opening of a ticket, for the customer's industry and the scene
/// of the channel.
pub(super) fn version_for<'a>(
    customer: Option<&Customer>,
    channel: Option<&Channel>,
    policy: &'a Policy,
    at: DateTime<Utc>,
) -> Option<&'a PolicyVersion> {
    if let [only] = policy.versions()
        && only.scope().is_everywhere()
    {
        return Some(only).filter(|version| version.is_in_force(at));
    }
    let file = customer.and_then(|customer| customer.file.as_ref());
    let industry = file.and_then(|file| file.business.industry.as_ref());
    // Each document says itself which scene a channel belongs to. Where two would both hold, nobody knows which.
    let holds = |version: &&PolicyVersion| {
        let scene = channel.and_then(|channel| version.vocabulary().scene_of(channel));
        version.is_in_force(at) && version.scope().covers(&Setting { industry, scene }) == Some(true)
    };
    let mut versions = policy.versions().iter().filter(holds);
    versions.next().filter(|_| versions.next().is_none())
}

/// Returns how every clock on a ticket stands at `as_of`, each with the version by whose rules it runs, if one is in force.
pub(super) fn clocks<'p>(
    case: &Case<'_>,
    policy: &'p Policy,
    as_of: DateTime<Utc>,
) -> Vec<(Clock, Option<&'p PolicyVersion>)> {
    let opened = opened_at(case.ticket, as_of);
    if opened > as_of {
        return Vec::new();
    }
    let version = version_for(case.customer, case.ticket.channel(), policy, opened);
    clocks_by(case, policy, version, opened, as_of).collect()
}

fn clocks_by<'p>(
    case: &Case<'_>,
    policy: &'p Policy,
    version: Option<&'p PolicyVersion>,
    opened: DateTime<Utc>,
    as_of: DateTime<Utc>,
) -> impl Iterator<Item = (Clock, Option<&'p PolicyVersion>)> {
    let of_levels = of_levels(case, opened);
    let judged = version.map(|version| takeover::clocks(&of_levels, policy, version, as_of));
    let unjudged = if version.is_none() { measures(policy) } else { BTreeSet::new() };
    let unjudged = unjudged
        .into_iter()
        .filter(|measure| measure.is_owed_to_every_ticket())
        .map(|measure| (Clock::undetermined(measure, Missing::PolicyInForce), None));
    judged.into_iter().flatten().map(|(clock, version)| (clock, Some(version))).chain(unjudged)
}

/// Returns a case as the rules about tickets take it.
fn of_levels<'a>(case: &Case<'a>, opened: DateTime<Utc>) -> crm_sla::Case<'a> {
    crm_sla::Case {
        ticket: case.ticket,
        tier: case.customer.and_then(|customer| customer.tier_at(opened)),
        event_kinds: case.event_kinds,
        agreements: case.customer.map_or(&[], |customer| &customer.agreements),
        absorbed: case.absorbed,
        knowledge: case.knowledge,
    }
}

/// Returns why a clock stands as it does by the rules of `version`.
pub(super) fn explain(
    case: &Case<'_>,
    version: &PolicyVersion,
    clock: &Clock,
    as_of: DateTime<Utc>,
) -> Option<Explanation> {
    let of_levels = of_levels(case, opened_at(case.ticket, as_of));
    version.service_levels().explain(&of_levels, clock, as_of)
}

/// Returns the measures that any version of the policy speaks of.
fn measures(policy: &Policy) -> BTreeSet<Measure> {
    policy
        .versions()
        .iter()
        .flat_map(|version| version.service_levels().rules())
        .map(crm_sla::Rule::measure)
        .collect()
}
