//! Any sequence of events on a ticket, under the presets and under rules of every measure.

use std::sync::LazyLock;

use crm_calendar::chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{Budget, Calendar, CalendarSpec, Ends, WeekdaySet, WeeklyHours, Zone};
use crm_model::{
    Agreement, Classification, EventKind, Happening, Holder, PersonId, Precision, Role, State, Ticket,
    TicketEvent, TicketId, TicketRecord, WaitReason,
};
use crm_policy::{Policy, Preset};
use crm_sla::{
    AgreedTerms, CalendarEdit, CalendarEdits, Case, Changes, Clock, Counting, HitPolicy, Limit, Measure,
    Reopen, RuleSpec, ServiceLevels, Warning,
};

use crate::drawn::Drawn;

/// The rules of every preset, and for each meaning of reopening a rule of every measure.
static LEVELS: LazyLock<Vec<ServiceLevels>> = LazyLock::new(|| {
    let presets = Preset::ALL.iter().map(|preset| Policy::preset(*preset).sla().clone());
    let afresh = Changes {
        rule: Counting::FromChange,
        first_rule: Counting::FromChange,
        agreement: AgreedTerms::Replace,
        ..Changes::default()
    };
    let changes = CalendarEdits::ALL.map(|(calendar, _)| Changes { calendar, ..afresh });
    let changes = changes.into_iter().chain([Changes::default()]);
    let made_up = Reopen::ALL.iter().zip(["90min", "3bh", "2bd", "8bh"]).zip(changes);
    presets
        .chain(made_up.map(|(((reopen, _), within), changes)| every_measure(*reopen, changes, within)))
        .collect()
});

fn every_measure(reopen: Reopen, changes: Changes, within: &str) -> ServiceLevels {
    let hours = ["09:00-12:00", "13:00-18:00"].map(|text| text.parse().expect("a window"));
    let weekly = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &hours);
    let zone = Zone::named("America/New_York").expect("a zone");
    let calendar =
        Calendar::new(CalendarSpec::weekly("office", zone, weekly, (2025, 2026))).expect("a calendar");
    let edit = CalendarEdit { from: instant("2026-03-10T05:00:00Z"), calendar: mornings() };
    let rule = |measure: Measure| {
        let name = format!("sla.{measure}").parse().expect("a name");
        let clause = "TEST-SLA-1".parse().expect("a clause");
        let limit = Limit::Within(within.parse().expect("a span"));
        RuleSpec {
            ends: within.ends_with("bd").then_some(Ends::SameTime),
            pauses: REASONS.map(|reason| reason.parse().expect("a reason")).into(),
            warn: vec![Warning::Used { percent: 75 }],
            at_most: (measure == Measure::FollowUp).then_some(2),
            remedies: [REMEDY.parse().expect("a remedy")].into(),
            reopen,
            changes,
            calendar_edits: vec![edit.clone()],
            ..RuleSpec::new(name, clause, measure, limit, calendar.clone(), starts(measure))
        }
    };
    let urgent = |mut spec: RuleSpec| {
        spec.name = format!("{}-urgent", spec.name).parse().expect("a name");
        spec.when.urgency = Some(["urgent".parse().expect("a word")].into());
        spec.limit = Limit::Within("30min".parse().expect("a span"));
        spec.ends = None;
        spec.remind = Some("7h".parse().expect("a span"));
        spec
    };
    let rules = Measure::ALL.into_iter().flat_map(|measure| [rule(measure), urgent(rule(measure))]);
    ServiceLevels::new(rules.collect(), HitPolicy::MostSpecific).expect("rules")
}

fn starts(measure: Measure) -> EventKind {
    match measure {
        Measure::Revisit | Measure::Confirmation => EventKind::Solved,
        Measure::NextResponse => EventKind::MessageIn,
        Measure::FollowUp => EventKind::Revisited,
        Measure::Approval => EventKind::Remedy,
        _ => EventKind::Opened,
    }
}

/// Short days, into which the office changes while clocks run.
fn mornings() -> Calendar {
    let hours = ["08:30-11:00".parse().expect("a window")];
    let weekly = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &hours);
    let zone = Zone::named("America/New_York").expect("a zone");
    Calendar::new(CalendarSpec::weekly("office", zone, weekly, (2025, 2026))).expect("a calendar")
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

const REASONS: [&str; 2] = ["customer", "supplier"];
const REMEDY: &str = "compensation";

/// Draws a ticket, with events in any order and at any time, and judges it.
///
/// The order of its rows changes nothing, nor does looking twice, nor what happens later; what is said holds until the
/// instant to which it is said to hold, and no longer. Returns whether anything is owed.
pub fn ticket_events(bytes: &[u8]) -> bool {
    let mut drawn = Drawn::new(bytes);
    let levels = drawn.choose(&LEVELS);
    let now = instant("2026-03-02T14:00:00Z");
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
    let case = Case::new(&known);
    for clock in &clocks {
        check_explanation(&levels, &case, clock, as_of);
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

/// Checks that every certain clock is explained, and that the explanation adds up.
fn check_explanation(levels: &ServiceLevels, case: &Case<'_>, clock: &Clock, as_of: DateTime<Utc>) {
    let why = levels.explain(case, clock, as_of);
    assert_eq!(why.is_some(), !matches!(clock.state, State::Undetermined { .. }), "{clock:?}");
    let Some(why) = why else { return };
    let custody = why.custody.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.elapsed?.as_micros()));
    if let Some((used, elapsed)) = custody.zip(clock.elapsed) {
        assert_eq!(used, elapsed.as_micros());
    }
    let micros = |budget: Budget| match budget {
        Budget::Open(open) => open.as_micros(),
        Budget::Elapsed(elapsed) => elapsed.as_micros(),
    };
    let left = match clock.state {
        State::Paused { left } => micros(left),
        _ => 0,
    };
    let used: i64 = why.used.iter().map(|period| period.elapsed().as_micros()).sum();
    assert_eq!(used + left, why.budget.map_or(0, micros), "{clock:?} {why:?}");
}

/// Checks that what is said of the events so far holds for as long as it says.
fn check_until(levels: &ServiceLevels, events: Vec<TicketEvent>, as_of: DateTime<Utc>, later: DateTime<Utc>) {
    let so_far = ticket(events.into_iter().filter(|event| event.occurred_at <= as_of).collect());
    let now = levels.standing(&so_far, as_of);
    let states = |at| {
        let clocks = levels.standing(&so_far, at).into_iter();
        let shown = |clock: Clock| {
            let (raised, reminded) =
                (clock.raised(at).len(), clock.reminder.and_then(|reminder| reminder.last));
            (clock.state, clock.due, raised, reminded)
        };
        clocks.map(shown).collect::<Vec<_>>()
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
    match drawn.below(28) {
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
        24 => Happening::Agreed(agreement(drawn)),
        25 => Happening::Remedy(REMEDY.parse().expect("a remedy")),
        26 => Happening::Approved,
        _ => Happening::Opened,
    }
}

fn agreement(drawn: &mut Drawn<'_>) -> Agreement {
    let limits = ["30min", "5bh", "2bd", "by 2026-03-04T09:00:00Z", "by 1970-01-01T00:00:00Z", "36500d"];
    let measure = drawn.choose(&["resolution", "first-response", "nothing"]);
    format!("{measure} {}", drawn.choose(&limits)).parse().expect("an agreement")
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
