//! The clocks of a ticket by the version in force when it opened, and by later ones that take open tickets over.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::State;
use crm_policy::{OpenTickets, Policy, PolicyVersion};
use crm_sla::{Case, Choice, Clock};

/// A clock with the version by whose rules it runs.
pub(super) type Judged<'p> = (Clock, &'p PolicyVersion);

/// How every clock of a ticket stands.
pub(super) struct Standing<'p> {
    // There are millions of tickets and few takeovers: the clocks of the one version are not copied.
    of_one: Vec<Clock>,
    version: &'p PolicyVersion,
    of_several: Vec<Judged<'p>>,
    /// When a version that has not done so yet takes over what is owed, and something else is owed then.
    pub(super) changes_at: Option<DateTime<Utc>>,
}

impl<'p> Standing<'p> {
    /// Returns how every clock of a case stands at `as_of`, given the version in force when its ticket opened.
    pub(super) fn new(
        case: &Case<'_>,
        policy: &'p Policy,
        version: &'p PolicyVersion,
        as_of: DateTime<Utc>,
    ) -> Self {
        let of_one = version.service_levels().standing_of(case, as_of);
        let mut standing = Self { of_one, version, of_several: Vec::new(), changes_at: None };
        for (from, later) in takeovers(policy, version) {
            let theirs = later.service_levels().standing_of(case, as_of);
            if from > as_of {
                standing.wait_for(later, theirs, from);
                break;
            }
            let of_one = standing.of_one.drain(..).map(|clock| (clock, version));
            standing.of_several.extend(of_one);
            take_over(&mut standing.of_several, later, theirs, from);
        }
        standing
    }

    /// Yields the clocks.
    pub(super) fn into_clocks(self) -> impl Iterator<Item = Judged<'p>> + use<'p> {
        self.of_one.into_iter().map(move |clock| (clock, self.version)).chain(self.of_several)
    }

    /// Notes that the version `later` with its clocks takes over at `from`.
    fn wait_for(&mut self, later: &'p PolicyVersion, theirs: Vec<Clock>, from: DateTime<Utc>) {
        let of_one = self.of_one.iter().map(|clock| (clock.clone(), self.version));
        let now: Vec<Judged<'_>> = of_one.chain(self.of_several.iter().cloned()).collect();
        let mut then = now.clone();
        take_over(&mut then, later, theirs, from);
        self.changes_at = owes_otherwise(&now, &then).then_some(from);
        let several = self.of_several.iter_mut().map(|(clock, _)| clock);
        for clock in self.of_one.iter_mut().chain(several).filter(|clock| clock.state.is_pending()) {
            clock.valid_until = clock.valid_until.into_iter().chain([from]).min();
        }
    }
}

/// Returns whether other clocks run, or other things are missing, after a version has taken over.
fn owes_otherwise(before: &[Judged<'_>], after: &[Judged<'_>]) -> bool {
    let is_open = |(clock, _): &&Judged<'_>| clock.end.is_none();
    let told = |(clock, _): &Judged<'_>| {
        (clock.measure, clock.round, clock.slot, clock.rule.clone(), clock.state.clone())
    };
    !before.iter().filter(is_open).map(told).eq(after.iter().filter(is_open).map(told))
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
