//! Any sequence of events on a ticket, under the presets and under rules of every measure.

use std::sync::LazyLock;

use crm_calendar::chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{Calendar, CalendarSpec, Ends, WeekdaySet, WeeklyHours, Zone};
use crm_model::{
    Classification, EventKind, Happening, Holder, PersonId, Precision, Role, State, Strength, Ticket,
    TicketEvent, TicketId, TicketRecord, WaitReason,
};
use crm_policy::{Policy, Preset};
use crm_sla::{Conditions, HitPolicy, Limit, Measure, Reopen, RuleSpec, ServiceLevels, Warning};

use crate::drawn::Drawn;

/// The rules of every preset, and for each meaning of reopening a rule of every measure.
static LEVELS: LazyLock<Vec<ServiceLevels>> = LazyLock::new(|| {
    let presets = Preset::ALL.iter().map(|preset| Policy::preset(*preset).sla().clone());
    let made_up = Reopen::ALL.iter().zip(["90min", "3bh", "2bd", "8bh"]);
    presets.chain(made_up.map(|((reopen, _), within)| every_measure(*reopen, within))).collect()
});

fn every_measure(reopen: Reopen, within: &str) -> ServiceLevels {
    let hours = ["09:00-12:00", "13:00-18:00"].map(|text| text.parse().expect("a window"));
    let weekly = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &hours);
    let zone = Zone::named("America/New_York").expect("a zone");
    let calendar =
        Calendar::new(CalendarSpec::weekly("office", zone, weekly, (2025, 2026))).expect("a calendar");
    let rule = |measure: Measure| RuleSpec {
        name: format!("sla.{measure}").parse().expect("a name"),
        clause: "TEST-SLA-1".parse().expect("a clause"),
        strength: Strength::Must,
        measure,
        when: Conditions::default(),
        limit: Limit::Within(within.parse().expect("a span")),
        ends: within.ends_with("bd").then_some(Ends::SameTime),
        tolerance: None,
        at_closing: None,
        calendar: calendar.clone(),
        starts: if measure == Measure::Revisit { EventKind::Solved } else { EventKind::Opened },
        stops: None,
        cancels: None,
        pauses: REASONS.map(|reason| reason.parse().expect("a reason")).into(),
        warn: vec![Warning::Used { percent: 75 }],
        reopen,
        priority: None,
    };
    ServiceLevels::new(Measure::ALL.map(rule).into(), HitPolicy::MostSpecific).expect("rules")
}

const REASONS: [&str; 2] = ["customer", "supplier"];

/// Draws a ticket, with events in any order and at any time, and judges it.
///
/// The order of its rows changes nothing, nor does looking twice, nor what happens later; what is said holds until the
/// instant to which it is said to hold, and no longer. Returns whether anything is owed.
pub fn ticket_events(bytes: &[u8]) -> bool {
    let mut drawn = Drawn::new(bytes);
    let levels = drawn.choose(&LEVELS);
    let now = "2026-03-02T14:00:00Z".parse().expect("an instant");
    let as_of = drawn.instant(&[now]);
    let later = drawn.instant(&[as_of, now]);
    let events = any_events(&mut drawn, now);

    let known = ticket(events.clone());
    let clocks = levels.standing(&known, as_of);
    assert_eq!(clocks, levels.standing(&known, as_of));
    let repeats = events.iter().take(3).cloned();
    let turned: Vec<TicketEvent> = events.iter().rev().cloned().chain(repeats).collect();
    assert_eq!(clocks, levels.standing(&ticket(turned), as_of));
    assert_eq!(clocks, levels.standing(&ticket(known.clone().into_record().events), as_of));
    for clock in &clocks {
        assert_eq!(clock.obligation(&known).state, clock.state);
        assert!(clock.warnings.len() >= clock.raised(as_of).len());
    }
    for measure in Measure::ALL {
        let _ = levels.due(&known, measure);
    }
    check_until(&levels, events, as_of, later);
    !clocks.is_empty()
}

fn ticket(events: Vec<TicketEvent>) -> Ticket {
    Ticket::new(TicketRecord::new(TicketId::new("T-1").expect("an id"), events))
}

/// Checks that what is said of the events so far holds for as long as it says.
fn check_until(levels: &ServiceLevels, events: Vec<TicketEvent>, as_of: DateTime<Utc>, later: DateTime<Utc>) {
    let so_far = ticket(events.into_iter().filter(|event| event.occurred_at <= as_of).collect());
    let now = levels.standing(&so_far, as_of);
    let states = |at| {
        let clocks = levels.standing(&so_far, at).into_iter();
        let missing = |state: &State| match state {
            State::Undetermined { missing } => Some(missing.clone()),
            _ => None,
        };
        clocks
            .map(|clock| (clock.state.as_str(), missing(&clock.state), clock.due, clock.raised(at).len()))
            .collect::<Vec<_>>()
    };
    let until = now.iter().filter_map(|clock| clock.valid_until).min();
    assert!(until.is_none_or(|until| until > as_of));
    let last = until.and_then(|until| until.checked_sub_signed(TimeDelta::microseconds(1)));
    let last = if until.is_none() { DateTime::<Utc>::MAX_UTC } else { last.unwrap_or(as_of).max(as_of) };
    for at in [last, later.clamp(as_of, last)] {
        assert_eq!(states(as_of), states(at), "{as_of} and {at}");
    }
    if let Some(until) = until {
        assert_ne!(states(as_of), states(until), "{until}");
    }
}

/// Draws events: mostly near one another, mostly with an opening, and now and then thousands of waits.
fn any_events(drawn: &mut Drawn<'_>, now: DateTime<Utc>) -> Vec<TicketEvent> {
    let mut at = drawn.instant(&[now]);
    let mut events = Vec::new();
    if !drawn.one_in(8) {
        events.push(TicketEvent::at(at, Happening::Opened));
    }
    while !drawn.is_empty() && events.len() < 100 {
        at = drawn.instant(&[at, at, at, now]);
        if drawn.one_in(128) {
            events.extend(many_waits(drawn, at));
            break;
        }
        let recorded_at = drawn.one_in(8).then(|| drawn.instant(&[at]));
        let sequence = drawn.one_in(4).then(|| u64::from(drawn.byte()));
        let precision = if drawn.one_in(8) { Precision::NotAfter } else { Precision::Exact };
        let event = TicketEvent::at(at, any_happening(drawn));
        events.push(TicketEvent { recorded_at, sequence, precision, ..event });
    }
    events
}

/// Draws up to ten thousand waits, one after the other.
fn many_waits(drawn: &mut Drawn<'_>, from: DateTime<Utc>) -> Vec<TicketEvent> {
    let reason: WaitReason = drawn.choose(&REASONS).parse().expect("a reason");
    let step = TimeDelta::seconds(i64::from(drawn.below(2_000)));
    let back = drawn.choose(&[None, Some(reason.clone())]);
    let turns = [Happening::Waiting(reason), Happening::Back(back)];
    let mut at = from;
    let mut events = Vec::new();
    for turn in 0..2 * drawn.below(10_001) {
        let Some(happening) = turns.get(usize::from(turn % 2 == 1)) else { break };
        events.push(TicketEvent::at(at, happening.clone()));
        at = at.checked_add_signed(step).unwrap_or(at);
    }
    events
}

fn any_happening(drawn: &mut Drawn<'_>) -> Happening {
    let reason = |drawn: &mut Drawn<'_>| -> WaitReason {
        drawn.choose(&["customer", "supplier", "nobody"]).parse().expect("a reason")
    };
    let holder = |drawn: &mut Drawn<'_>| Holder {
        department: drawn
            .choose(&[None, Some("product"), Some("finance")])
            .map(|word| word.parse().expect("a word")),
        person: drawn.one_in(2).then(|| PersonId::new("agent-1").expect("an id")),
    };
    match drawn.below(25) {
        0 => Happening::Waiting(reason(drawn)),
        1 => Happening::Back(Some(reason(drawn))),
        2 => Happening::Back(None),
        3 => Happening::Solved,
        4 => Happening::Reopened,
        5 => Happening::Closed,
        6 => Happening::Confirmed,
        7 => Happening::Disputed,
        8 => Happening::Revisited(drawn.choose(&[None, Some(true), Some(false)])),
        9 => Happening::FirstResponse,
        10 => Happening::MessageOut,
        11 => Happening::MessageIn,
        12 => Happening::Recorded,
        13 => Happening::Classified(any_classification(drawn)),
        14 => Happening::Assigned(holder(drawn)),
        15 => Happening::Transferred(holder(drawn)),
        16 => Happening::AutomaticMessage,
        17 => Happening::Explained,
        18 => Happening::Agitated,
        19 => Happening::HarmReported,
        20 => Happening::BeyondAuthority,
        21 => Happening::CannotBeSolved,
        22 => Happening::Escalated(Role::new("supervisor").expect("a role")),
        23 => Happening::Merged(TicketId::new("T-2").expect("an id")),
        _ => Happening::Opened,
    }
}

fn any_classification(drawn: &mut Drawn<'_>) -> Classification {
    let kinds = [None, Some("complaint"), Some("inquiry"), Some("product-fault")];
    Classification {
        kind: drawn.choose(&kinds).map(|word| word.parse().expect("a word")),
        urgency: drawn
            .choose(&[None, Some("urgent"), Some("regular")])
            .map(|word| word.parse().expect("a word")),
        complexity: (drawn.choose(&[None, Some("ordinary"), Some("complex"), Some("special")]))
            .map(|word| word.parse().expect("a word")),
    }
}
