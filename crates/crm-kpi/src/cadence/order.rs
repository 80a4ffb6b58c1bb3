//! [`OrderKept`]: whether the steps of tickets came in the order that a policy asks for (clauses D-CYCLE-1, D-PROC-2).

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, Kind, Precision, TableName, Ticket, TicketId};

use crate::gather::{KindMatch, kind_of};
use crate::process::{Conformance, OrderRule, OrderTally, ProcessClock, TicketLog};
use crate::{CivilPeriod, Facts, Reason};

/// A rule of order that a cadence asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OrderCheck {
    /// What reports call it.
    pub name: String,
    /// Of which kinds of ticket it asks; of all where it names none.
    pub kinds: Vec<Kind>,
    /// What has to come before or after what.
    pub rule: OrderRule<EventKind>,
}

/// How the tickets that were opened in a period keep a rule of order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OrderKept {
    /// The rule.
    pub check: OrderCheck,
    /// What was found, or why nobody can say.
    pub found: Result<OrderFound, Reason>,
}

/// What was found of a rule of order. Tickets that live on in another one are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OrderFound {
    /// How the tickets keep it, those that break it by name.
    pub tally: OrderTally<TicketId>,
    /// How many tickets cannot be judged, since one of the two steps cannot have been as it was recorded, or only a bound of
    /// its instant is known. They are not in the tally.
    pub unusable: u64,
    /// How many tickets are of an unknown kind, where the rule asks for one. They are not in the tally.
    pub kind_unknown: u64,
}

/// Returns how the tickets opened in a period keep each of the rules, by what had happened until `as_of`.
pub(super) fn orders(
    checks: &[OrderCheck],
    facts: &Facts<'_>,
    period: &CivilPeriod,
    as_of: DateTime<Utc>,
) -> Vec<OrderKept> {
    let of =
        |check: &OrderCheck| OrderKept { check: check.clone(), found: found(check, facts, period, as_of) };
    checks.iter().map(of).collect()
}

fn found(
    check: &OrderCheck,
    facts: &Facts<'_>,
    period: &CivilPeriod,
    as_of: DateTime<Utc>,
) -> Result<OrderFound, Reason> {
    if facts.dataset.extent(TableName::Tickets).is_none() {
        return Err(Reason::NotSupplied(TableName::Tickets));
    }
    let steps = check.rule.activities();
    if let Some(untold) = steps.into_iter().find(|kind| !facts.dataset.event_kinds().contains(**kind)) {
        return Err(Reason::NoEvents(*untold));
    }
    let (mut found, mut judged) = (OrderFound::default(), Vec::new());
    for ticket in facts.dataset.tickets() {
        let is_opened = ticket.opened_at().is_some_and(|at| period.contains(at));
        let is_merged = || ticket.events_until(as_of).iter().any(|event| event.kind() == EventKind::Merged);
        if !is_opened || is_merged() {
            continue;
        }
        match kind_of(ticket, &check.kinds, as_of) {
            KindMatch::No => {}
            KindMatch::Unknown => found.kind_unknown = found.kind_unknown.saturating_add(1),
            KindMatch::Yes if is_usable(ticket, steps, as_of) => judged.push(ticket),
            KindMatch::Yes => found.unusable = found.unusable.saturating_add(1),
        }
    }
    let log = TicketLog::new(judged.iter().copied()).map_err(|_| Reason::TooLarge)?;
    let rule = check.rule.map(TicketLog::code);
    let conformance = Conformance::of(log.log(), &[rule], &ProcessClock::until(as_of));
    let tally = conformance.rules().next().map(|(_, tally)| tally.clone()).unwrap_or_default();
    found.tally = tally.named(|code| log.ticket(code).cloned());
    Ok(found)
}

/// Returns whether the instants of steps are known, so that their order can be told.
fn is_usable(ticket: &Ticket, steps: [&EventKind; 2], as_of: DateTime<Utc>) -> bool {
    let set_aside = ticket.kinds_set_aside_until(as_of);
    let bounded = |kind| {
        let mut events = ticket.events_until(as_of).iter();
        events.any(|event| event.kind() == kind && event.precision == Precision::NotAfter)
    };
    steps.into_iter().all(|kind| !set_aside.contains(*kind) && !bounded(*kind))
}
