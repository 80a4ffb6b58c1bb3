//! One reason to escalate: a trigger rule whose trigger has arisen on a ticket.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{
    Classification, ClauseId, EventKind, Evidence, Happening, Missing, ObligationId, Precision, RuleName,
    Strength, Ticket, TicketEvent,
};

use crate::over_limit::candidates;
use crate::{Case, Start, Trigger, TriggerRule};

/// A reason to escalate a ticket. Of each rule the first reason counts; the same again starts no second clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The rule.
    pub rule: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The word of the trigger, such as `agitated`.
    pub trigger: &'static str,
    /// The lowest rung that will do, from 0.
    pub rung: usize,
    /// When the trigger arose.
    pub arose_at: DateTime<Utc>,
    /// When it was known: when it was recorded, or when it arose if the source does not say.
    pub known_at: DateTime<Utc>,
    /// From when the time to escalate runs, if that is known.
    pub starts_at: Option<DateTime<Utc>>,
    /// The last instant at which an escalation for this reason is in time.
    ///
    /// # Errors
    ///
    /// What is missing to say so.
    pub due: Result<DateTime<Utc>, Missing>,
    /// The event that brought it, or the explanations that held it back until now.
    pub evidence: Vec<Evidence>,
    /// The obligation over its limit, if one is.
    pub obligation: Option<ObligationId>,
    /// What is missing to say whether it is a reason at all; `None` where it is.
    pub doubt: Option<Missing>,
    /// How many events of the ticket came before it, the one that brought it included.
    pub(crate) place: usize,
}

/// Returns the reason that a rule finds in a case, if there is one.
pub(crate) fn find(rule: &TriggerRule, case: &Case<'_>, as_of: DateTime<Utc>) -> Option<Reason> {
    match &rule.trigger {
        Trigger::OverLimit { .. } | Trigger::Unanswered => over_limit(rule, case, as_of),
        Trigger::Nature => by_nature(rule, case, as_of),
        Trigger::SeveralDepartments => {
            let mut departments = BTreeSet::new();
            first(rule, case, as_of, |event| {
                if let Happening::Assigned(to) | Happening::Transferred(to) = &event.happening {
                    departments.extend(to.department.clone());
                }
                departments.len() > 1 && rule.trigger.events().contains(&event.kind())
            })
        }
        Trigger::Agitated | Trigger::HarmReported | Trigger::BeyondAuthority | Trigger::CannotBeSolved => {
            first(rule, case, as_of, |event| rule.trigger.events().contains(&event.kind()))
                .or_else(|| set_aside(rule, case, as_of))
        }
    }
}

/// Returns the reason of the first event that brings the trigger on a ticket for which the rule counts.
fn first(
    rule: &TriggerRule,
    case: &Case<'_>,
    as_of: DateTime<Utc>,
    mut brings: impl FnMut(&TicketEvent) -> bool,
) -> Option<Reason> {
    let events = case.ticket.events_until(as_of);
    let arisen = (1..).zip(events).filter(|(_, event)| brings(event));
    arisen
        .map(|(place, event)| (place, event, rule.when.test(&nature(case.ticket, event.occurred_at, as_of))))
        .find(|(.., holds)| *holds != Ok(false))
        .map(|(place, event, holds)| of_event(rule, case, event, place, holds.err().map(Missing::Fact)))
}

/// Returns the reason of the first judgement that fulfils the conditions of the rule.
fn by_nature(rule: &TriggerRule, case: &Case<'_>, as_of: DateTime<Utc>) -> Option<Reason> {
    let mut judged = Classification::default();
    let mut events = (1..).zip(case.ticket.events_until(as_of));
    let (place, event) = events.find(|(_, event)| {
        judged.learn(event);
        event.kind() == EventKind::Classified && rule.when.test(&judged) == Ok(true)
    })?;
    Some(of_event(rule, case, event, place, None))
}

/// Returns a reason that the record of an impossible event leaves in doubt.
fn set_aside(rule: &TriggerRule, case: &Case<'_>, as_of: DateTime<Utc>) -> Option<Reason> {
    let known = case.ticket.set_aside().iter().take_while(|event| event.occurred_at <= as_of);
    let event = known.into_iter().find(|event| rule.trigger.events().contains(&event.kind()))?;
    if rule.when.test(&nature(case.ticket, event.occurred_at, as_of)) == Ok(false) {
        return None;
    }
    let missing = Missing::CredibleRecordOf(event.kind());
    let reason = of_event(rule, case, event, 0, Some(missing.clone()));
    Some(Reason { starts_at: None, due: Err(missing), ..reason })
}

fn over_limit(rule: &TriggerRule, case: &Case<'_>, as_of: DateTime<Utc>) -> Option<Reason> {
    let late = candidates(rule, case, as_of).into_iter().filter(|one| one.has_arisen(as_of));
    let mut judged = late.map(|one| {
        let holds = rule.when.test(&nature(case.ticket, one.arises, as_of));
        (one, holds)
    });
    let (one, holds) = judged.find(|(_, holds)| *holds != Ok(false))?;
    let place = case.ticket.events().partition_point(|event| event.occurred_at <= one.arises);
    let starts = match rule.from {
        Start::Known => Ok(one.arises),
        Start::Opened => opening(case),
    };
    Some(Reason {
        arose_at: one.arises,
        known_at: one.arises,
        evidence: one.explanations,
        obligation: Some(one.obligation.id.clone()),
        doubt: holds.err().map(Missing::Fact).or(one.doubt),
        ..reason(rule, one.arises, place, starts)
    })
}

fn of_event(
    rule: &TriggerRule,
    case: &Case<'_>,
    event: &TicketEvent,
    place: usize,
    doubt: Option<Missing>,
) -> Reason {
    let known_at = event.recorded_at.unwrap_or(event.occurred_at);
    // What had happened by the opening, and not before it, happened with it.
    let is_bound = event.precision == Precision::NotAfter
        && event.recorded_at.is_none()
        && opening(case) != Ok(event.occurred_at);
    let starts = match rule.from {
        Start::Known if is_bound => Err(Missing::InstantOf(event.kind())),
        Start::Known => Ok(known_at),
        Start::Opened => opening(case),
    };
    let evidence = alloc::vec![Evidence::from(event)];
    Reason { known_at, evidence, doubt, ..reason(rule, event.occurred_at, place, starts) }
}

fn reason(
    rule: &TriggerRule,
    arose_at: DateTime<Utc>,
    place: usize,
    starts: Result<DateTime<Utc>, Missing>,
) -> Reason {
    Reason {
        rule: rule.name.clone(),
        clause: rule.clause.clone(),
        strength: rule.strength,
        trigger: rule.trigger.as_str(),
        rung: rule.rung,
        arose_at,
        known_at: arose_at,
        starts_at: starts.as_ref().ok().copied(),
        due: starts.and_then(|start| rule.due(start)),
        evidence: Vec::new(),
        obligation: None,
        doubt: None,
        place,
    }
}

fn opening(case: &Case<'_>) -> Result<DateTime<Utc>, Missing> {
    match case.ticket.first(EventKind::Opened) {
        Some(event) if event.precision == Precision::Exact => Ok(event.occurred_at),
        Some(_) => Err(Missing::InstantOf(EventKind::Opened)),
        None if case.event_kinds.contains(EventKind::Opened) => {
            Err(Missing::CredibleRecordOf(EventKind::Opened))
        }
        None => Err(Missing::Events(EventKind::Opened)),
    }
}

/// Returns what is known of a ticket's nature for something that arose at `instant`: on each axis the last word by
/// then, or else the first word after it, since a nature that is named late was there before.
fn nature(ticket: &Ticket, instant: DateTime<Utc>, as_of: DateTime<Utc>) -> Classification {
    let mut known = ticket.classification_at(instant);
    for event in ticket.events_until(as_of).iter().filter(|event| event.occurred_at > instant) {
        if let Happening::Classified(judged) = &event.happening {
            known.fill_gaps(judged);
        }
    }
    known
}
