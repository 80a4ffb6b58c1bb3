//! The clocks of a ticket by the version in force when it opened, and by later ones that take open tickets over.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::State;
use crm_policy::{OpenTickets, Policy, PolicyVersion};
use crm_sla::{Case, Choice, Clock};

/// A clock with the version by whose rules it runs.
pub(super) type Judged<'p> = (Clock, &'p PolicyVersion);

/// Yields how every clock of a case stands at `as_of`, given the version in force when its ticket opened.
pub(super) fn clocks<'p>(
    case: &Case<'_>,
    policy: &'p Policy,
    version: &'p PolicyVersion,
    as_of: DateTime<Utc>,
) -> impl Iterator<Item = Judged<'p>> + use<'p> {
    // There are millions of tickets and few takeovers: the clocks of the one version are not copied.
    let mut of_one = version.service_levels().standing_of(case, as_of);
    let mut of_several = Vec::new();
    for (from, later) in takeovers(policy, version) {
        if from > as_of {
            let several = of_several.iter_mut().map(|(clock, _): &mut Judged<'_>| clock);
            for clock in of_one.iter_mut().chain(several).filter(|clock| clock.end.is_none()) {
                clock.valid_until = clock.valid_until.into_iter().chain([from]).min();
            }
            break;
        }
        of_several.extend(of_one.drain(..).map(|clock| (clock, version)));
        take_over(&mut of_several, later, later.service_levels().standing_of(case, as_of), from);
    }
    of_one.into_iter().map(move |clock| (clock, version)).chain(of_several)
}

/// Returns when a later version takes over, if there is something then that it says is owed: perhaps more than now.
pub(super) fn owed_from(
    case: &Case<'_>,
    policy: &Policy,
    version: &PolicyVersion,
    as_of: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let (from, later) = takeovers(policy, version).find(|(from, _)| *from > as_of)?;
    let theirs = later.service_levels().standing_of(case, as_of);
    theirs.iter().any(|clock| clock.end.is_none()).then_some(from)
}

/// Returns the later versions of the same scope that take open tickets over, with the instants at which they do.
fn takeovers<'a>(
    policy: &'a Policy,
    version: &'a PolicyVersion,
) -> impl Iterator<Item = (DateTime<Utc>, &'a PolicyVersion)> {
    let takes_over = |later: &&PolicyVersion| {
        later.open_tickets() == OpenTickets::TakeOver && later.scope() == version.scope()
    };
    let dated = |later: &'a PolicyVersion| Some((later.valid_from()?, later));
    let later = policy.versions().iter().filter(takes_over).filter_map(dated);
    later.filter(|(from, _)| Some(*from) > version.valid_from())
}

/// Puts the clocks of a version that comes into force at `from` in the place of those that are open and not late then.
fn take_over<'p>(
    clocks: &mut Vec<Judged<'p>>,
    version: &'p PolicyVersion,
    theirs: Vec<Clock>,
    from: DateTime<Utc>,
) {
    clocks.retain(|(clock, _)| is_settled(clock, from));
    for mut clock in theirs {
        let stays = |(own, _): &Judged<'_>| {
            own.measure == clock.measure && own.round == clock.round && own.slot == clock.slot
        };
        if is_over(&clock, from) || clocks.iter().any(stays) {
            continue;
        }
        if clock.start.is_some_and(|start| start.occurred_at < from) {
            clock.choices.push(Choice::PolicyChanged { at: from });
        }
        clocks.push((clock, version));
    }
    clocks.sort_by_key(|(clock, _)| (clock.measure, clock.slot, clock.round));
}

/// Returns whether a clock had ended before an instant.
fn is_over(clock: &Clock, at: DateTime<Utc>) -> bool {
    clock.end.is_some_and(|end| end.occurred_at < at)
}

/// Returns whether a clock had ended before an instant, or was late by then.
fn is_settled(clock: &Clock, at: DateTime<Utc>) -> bool {
    let undetermined = matches!(clock.state, State::Undetermined { .. });
    is_over(clock, at) || (!undetermined && clock.due.is_some_and(|due| due < at))
}
