//! Any text as a policy file.

use crm_calendar::chrono::{DateTime, Utc};
use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
use crm_policy::{Policy, PolicyError, PolicyVersion, Preset};
use crm_sla::Limit;

use crate::calendar;
use crate::drawn::Drawn;

const NAME: &str = "any.toml";

/// Reads bytes as the text of a policy, which may extend presets.
///
/// A text that is refused is refused alike each time, and every problem lies within it or within a preset. One that is
/// accepted reads alike each time, can be extended by an empty document, names spans, rules and clauses that read back
/// from their own words, and answers for tickets and instants without failing.
///
/// Returns whether the text is accepted.
pub fn policy_text(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    match (Policy::parse(&text, NAME), Policy::parse(&text, NAME)) {
        (Ok(policy), Ok(again)) => {
            check_accepted(&text, &policy, &again);
            true
        }
        (Err(error), Err(again)) => {
            assert_eq!(error, again);
            check_places(&text, &error);
            false
        }
        (one, other) => panic!("read once {} and once {}", one.is_ok(), other.is_ok()),
    }
}

/// Checks that every problem has a place, and that the place exists.
fn check_places(text: &str, error: &PolicyError) {
    assert!(!error.problems().is_empty());
    for problem in error.problems() {
        let preset =
            Preset::ALL.iter().find(|preset| problem.source_name == format!("presets/{preset}.toml"));
        assert!(preset.is_some() || problem.source_name == NAME, "{problem:?}");
        let text = preset.map_or(text, |preset| preset.text());
        assert!(problem.line >= 1 && problem.column >= 1 && problem.width >= 1, "{problem:?}");
        let line = text.split('\n').nth(problem.line - 1).expect("a line of the text");
        assert!(problem.column <= line.chars().count() + 1, "{problem:?}");
        assert!(!problem.message.is_empty(), "{problem:?}");
        let start = format!("{}:{}:{}: ", problem.source_name, problem.line, problem.column);
        assert!(problem.to_string().starts_with(&start), "{problem}");
    }
    assert!(error.to_string().lines().count() >= error.problems().len());
}

fn check_accepted(text: &str, policy: &Policy, again: &Policy) {
    let version = policy.latest();
    assert_eq!(described(version), described(again.latest()));

    // A document that only extends it says the same, but for what is a document's own.
    let child = "schema = 'crm-policy/1'\nname = 'child of the text'\nextends = 'the text'";
    let texts = |name: &str| (name == "the text").then(|| text.to_owned());
    let child = Policy::parse_with(child, "child.toml", &texts).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(described(version), described(child.latest()));

    for rule in version.service_levels().rules() {
        assert_eq!(rule.name().to_string().parse().as_ref(), Ok(rule.name()));
        assert_eq!(rule.clause().to_string().parse().as_ref(), Ok(rule.clause()));
        if let Limit::Within(span) = rule.limit() {
            assert_eq!(span.to_string().parse(), Ok(span));
        }
    }
    let mut drawn = Drawn::new(text.as_bytes());
    for calendar in version.calendars().values().take(3) {
        calendar::check_laws(calendar, &mut drawn);
    }
    for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC] {
        assert_eq!(policy.version_at(instant).is_some(), again.version_at(instant).is_some());
    }
    check_ticket(version);
}

/// What a version says, as far as it can be compared.
fn described(version: &PolicyVersion) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        version.zone().name(),
        version.vocabulary(),
        version.calendars(),
        version.service_levels(),
        version.escalation(),
        version.scorecard(),
        version.tier_rules(),
        version.classes(),
        version.rfm(),
        version.segments(),
        version.tier_rules().iter().map(|rule| version.standing_of(rule.name())).collect::<Vec<_>>(),
        version.clauses(),
    )
}

/// Judges one plain ticket in the course of time, twice.
fn check_ticket(version: &PolicyVersion) {
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    let opened = at("2026-03-02T01:30:00Z");
    let reason = version.vocabulary().wait_reasons.iter().next().cloned();
    let mut events =
        vec![TicketEvent::at(opened, Happening::Opened), TicketEvent::at(opened, Happening::Recorded)];
    events
        .extend(reason.map(|reason| TicketEvent::at(at("2026-03-02T05:00:00Z"), Happening::Waiting(reason))));
    events.push(TicketEvent::at(at("2026-03-04T02:00:00Z"), Happening::Solved));
    let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").expect("an id"), events));
    for as_of in [opened, at("2026-03-03T08:00:00Z"), at("2026-04-01T00:00:00Z"), DateTime::<Utc>::MAX_UTC] {
        let clocks = version.service_levels().standing(&ticket, as_of);
        assert_eq!(clocks, version.service_levels().standing(&ticket, as_of));
        for clock in clocks {
            assert!(clock.valid_until.is_none_or(|until| until > as_of));
            assert_eq!(clock.obligation(&ticket).state, clock.state);
        }
    }
}
