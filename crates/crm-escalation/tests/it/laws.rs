//! Laws that hold for every ticket and every instant.

use chrono::{DateTime, Utc};
use crm_escalation::{Case, EscalationRules, Reason, StartLimit, Trigger};
use crm_model::{EventKind, EventKinds, Happening, Obligation, Organisation, Precision, Ticket, TicketEvent};
use proptest::prelude::*;

use crate::support::{
    escalated, given_to, judged, minute, organisation, owed, rule, rules, ticket, urgent_only,
};

const HORIZON: i64 = 5 * 24 * 60;

fn any_happening() -> impl Strategy<Value = Happening> {
    prop::sample::select(vec![
        judged("urgent"),
        judged("regular"),
        given_to("sales", Some("an")),
        given_to("finance", Some("su")),
        Happening::Explained,
        Happening::Agitated,
        Happening::HarmReported,
        Happening::BeyondAuthority,
        Happening::CannotBeSolved,
        escalated("supervisor"),
        escalated("department-head"),
        escalated("director"),
        escalated("friend"),
        Happening::Reopened,
        Happening::Solved,
        Happening::Closed,
    ])
}

fn any_event() -> impl Strategy<Value = TicketEvent> {
    let parts = (
        6..HORIZON / 10,
        any_happening(),
        prop::bool::weighted(0.1),
        prop::option::weighted(0.2, 0..3_000_i64),
    );
    parts.prop_map(|(at, what, is_bound, lag)| TicketEvent {
        precision: if is_bound { Precision::NotAfter } else { Precision::Exact },
        recorded_at: lag.map(|lag| minute(at * 10 + lag)),
        ..TicketEvent::at(minute(at * 10), what)
    })
}

fn any_events() -> impl Strategy<Value = Vec<TicketEvent>> {
    prop::collection::vec(any_event(), 0..12).prop_map(|mut events| {
        events.push(TicketEvent::at(minute(60), Happening::Opened));
        events
    })
}

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0..2 * HORIZON).prop_map(minute)
}

/// When something falls due, and when it is done if it is.
type Promise = (i64, Option<i64>);

fn any_promises() -> impl Strategy<Value = Vec<Promise>> {
    prop::collection::vec((60..HORIZON, prop::option::of(60..HORIZON)), 0..3)
}

fn obligations(promises: &[Promise], as_of: DateTime<Utc>) -> Vec<Obligation> {
    let measures = ["resolution", "first-response", "progress"];
    let owed =
        |((due, done), measure): (&Promise, &&str)| owed(measure, minute(*due), done.map(minute), as_of);
    promises.iter().zip(&measures).map(owed).collect()
}

/// A rule for every trigger, with several limits and rungs.
fn every_trigger() -> EscalationRules {
    let over = Trigger::OverLimit { measures: None, explained_for: "8h".parse().ok() };
    let mut by_nature = rule("nature", Trigger::Nature, "1bd", 0);
    by_nature.when = urgent_only();
    by_nature.from = crm_escalation::Start::Opened;
    let mut harm = rule("harm", Trigger::HarmReported, "2h", 2);
    harm.when = urgent_only();
    let mut authority = rule("authority", Trigger::BeyondAuthority, "4h", 1);
    authority.limit = StartLimit::NotStated;
    rules(vec![
        rule("several", Trigger::SeveralDepartments, "4bh", 1),
        rule("over", over, "4h", 1),
        rule("agitated", Trigger::Agitated, "4h", 0),
        rule("stuck", Trigger::CannotBeSolved, "30h", 3),
        rule("unanswered", Trigger::Unanswered, "10min", 0),
        harm,
        authority,
        by_nature,
    ])
}

fn people() -> Organisation {
    organisation(&[("supervisor", "su", false), ("department-head", "hu", false), ("director", "hu", false)])
}

fn case<'a>(ticket: &'a Ticket, owed: &'a [Obligation], people: Option<&'a Organisation>) -> Case<'a> {
    Case { ticket, obligations: owed, organisation: people, event_kinds: EventKinds::ALL }
}

/// The times of a reason that is not in doubt.
fn times(reason: &Reason) -> (&str, DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>) {
    (reason.trigger, reason.arose_at, reason.known_at, reason.due.as_ref().ok().copied())
}

proptest! {
    #[test]
    fn prop_the_order_of_events_and_obligations_does_not_matter(
        events in any_events(),
        promises in any_promises(),
        as_of in any_instant(),
        shift in 0..12_usize,
    ) {
        let (rules, people) = (every_trigger(), people());
        let mut turned = events.clone();
        turned.rotate_left(shift % events.len());
        turned.reverse();
        let mut owed = obligations(&promises, as_of);
        let (one, other) = (ticket(events), ticket(turned));
        let found = rules.assess(&case(&one, &owed, Some(&people)), as_of);
        owed.reverse();
        prop_assert_eq!(found, rules.assess(&case(&other, &owed, Some(&people)), as_of));
    }

    #[test]
    fn prop_what_happens_later_changes_nothing(
        events in any_events(),
        promises in any_promises(),
        as_of in any_instant(),
    ) {
        let (rules, people) = (every_trigger(), people());
        let known: Vec<TicketEvent> =
            events.iter().filter(|event| event.occurred_at <= as_of).cloned().collect();
        prop_assume!(!known.is_empty());
        let owed = obligations(&promises, as_of);
        prop_assert_eq!(
            rules.assess(&case(&ticket(events), &owed, Some(&people)), as_of),
            rules.assess(&case(&ticket(known), &owed, Some(&people)), as_of)
        );
    }

    #[test]
    fn prop_a_later_look_keeps_every_reason_and_never_lowers_the_rung(
        events in any_events(),
        promises in any_promises(),
        as_of in any_instant(),
        later in 0..HORIZON,
    ) {
        let (rules, ticket) = (every_trigger(), ticket(events));
        let look = |at| rules.assess(&case(&ticket, &obligations(&promises, at), None), at);
        let (now, then) = (look(as_of), look(as_of + chrono::TimeDelta::minutes(later)));
        let Some(now) = now else { return Ok(()) };
        for reason in now.reasons.iter().filter(|reason| reason.doubt.is_none()) {
            let kept = then.iter().flat_map(|then| &then.reasons).any(|other| times(other) == times(reason));
            prop_assert!(kept, "{reason:?}");
        }
        let then_rung = then.as_ref().and_then(|then| then.rung);
        // An explanation of which only a bound is known makes a doubt of a reason that stood before the bound.
        let is_bound = |event: &&TicketEvent| event.precision == Precision::NotAfter;
        let bounds = ticket.events().iter().filter(is_bound);
        if !bounds.into_iter().any(|event| event.kind() == EventKind::Explained) {
            prop_assert!(then_rung >= now.rung);
        }
        // A doubt may turn out to be no reason, and then nothing is said of the ladder either.
        prop_assert!(then.is_none_or(|then| then.reached >= now.reached));
    }

    #[test]
    fn prop_another_trigger_never_lowers_the_rung_nor_delays_the_due(
        events in any_events(),
        promises in any_promises(),
        as_of in any_instant(),
        at in 6..HORIZON / 10,
        what in prop::sample::select(vec![
            Happening::Agitated, Happening::HarmReported, Happening::BeyondAuthority, Happening::CannotBeSolved,
        ]),
    ) {
        let rules = every_trigger();
        let owed = obligations(&promises, as_of);
        let mut more = events.clone();
        more.push(TicketEvent::at(minute(at * 10), what));
        let Some(before) = rules.assess(&case(&ticket(events), &owed, None), as_of) else { return Ok(()) };
        let after = rules.assess(&case(&ticket(more), &owed, None), as_of).unwrap();
        prop_assert!(after.rung >= before.rung);
        if let Some(due) = before.due {
            prop_assert!(after.due.unwrap() <= due);
        }
    }

    #[test]
    fn prop_the_verdict_holds_until_valid_until(
        events in any_events(),
        promises in any_promises(),
        as_of in any_instant(),
        share in 0..1_000_i64,
    ) {
        let (rules, people) = (every_trigger(), people());
        let events: Vec<TicketEvent> =
            events.into_iter().filter(|event| event.occurred_at <= as_of).collect();
        let promises: Vec<Promise> =
            promises.into_iter().map(|(due, done)| (due, done.filter(|done| minute(*done) <= as_of))).collect();
        let ticket = ticket(events);
        let look = |at| rules.assess(&case(&ticket, &obligations(&promises, at), Some(&people)), at);
        let Some(now) = look(as_of) else { return Ok(()) };
        let end = now.valid_until.unwrap_or(minute(9 * HORIZON));
        prop_assert!(end > as_of);
        let between = as_of + (end - as_of) * i32::try_from(share).unwrap() / 1_000;
        let then = look(between.min(end - chrono::TimeDelta::microseconds(1))).unwrap();
        let states = |found: &crm_escalation::Escalation| -> Vec<_> {
            found.rounds.iter().map(|round| (round.number, round.due, round.state.clone())).collect()
        };
        prop_assert_eq!(states(&now), states(&then));
        prop_assert_eq!(now.reasons, then.reasons);
        prop_assert_eq!((now.to, now.notes, now.steps), (then.to, then.notes, then.steps));
    }

    #[test]
    fn prop_due_and_rung_are_those_of_the_reasons(
        events in any_events(),
        promises in any_promises(),
        as_of in any_instant(),
    ) {
        let (rules, ticket) = (every_trigger(), ticket(events));
        let owed = obligations(&promises, as_of);
        let Some(found) = rules.assess(&case(&ticket, &owed, None), as_of) else { return Ok(()) };
        let certain: Vec<&Reason> = found.reasons.iter().filter(|reason| reason.doubt.is_none()).collect();
        prop_assert_eq!(found.rung, certain.iter().map(|reason| reason.rung).max());
        prop_assert!(certain.iter().filter_map(|reason| reason.due.as_ref().ok()).all(|due| Some(*due) >= found.due));
        prop_assert!(found.reasons.iter().all(|reason| reason.arose_at <= as_of));
        prop_assert_eq!(found.obligations(&ticket).len(), found.rounds.len());
        prop_assert!(!found.rounds.is_empty());
    }
}
