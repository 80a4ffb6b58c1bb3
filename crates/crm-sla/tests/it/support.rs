//! A small office, rules and tickets to test with.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
use crm_model::{EventKind, Happening, Ticket, TicketEvent, TicketId, TicketRecord, WaitReason};
use crm_sla::{Clock, HitPolicy, Limit, Measure, RuleSpec, ServiceLevels};

/// Monday to Friday 09:00-12:00 and 13:00-18:00 UTC, March 2026 (the 2nd is a Monday).
pub(crate) fn office() -> Calendar {
    static OFFICE: LazyLock<Calendar> = LazyLock::new(compiled_office);
    OFFICE.clone()
}

fn compiled_office() -> Calendar {
    let windows = ["09:00-12:00".parse().unwrap(), "13:00-18:00".parse().unwrap()];
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &windows);
    Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027))).unwrap()
}

/// An instant of March 2026, written `02 17:00`.
pub(crate) fn march(text: &str) -> DateTime<Utc> {
    format!("2026-03-{}:00Z", text.replace(' ', "T")).parse().unwrap()
}

/// Minutes after Monday 2026-03-02 00:00 UTC.
pub(crate) fn minute(minutes: i64) -> DateTime<Utc> {
    march("02 00:00") + TimeDelta::minutes(minutes)
}

pub(crate) fn rule(name: &str, measure: Measure, within: &str) -> RuleSpec {
    let limit = Limit::Within(within.parse().unwrap());
    let (name, clause) = (name.parse().unwrap(), "TEST-SLA-1".parse().unwrap());
    RuleSpec {
        ends: (within.ends_with("bd") || within.ends_with("cd")).then_some(crm_calendar::Ends::SameTime),
        pauses: ["customer".parse().unwrap(), "supplier".parse().unwrap()].into(),
        at_most: (measure == Measure::FollowUp).then_some(3),
        ..RuleSpec::new(name, clause, measure, limit, office(), EventKind::Opened)
    }
}

pub(crate) fn levels(rules: Vec<RuleSpec>) -> ServiceLevels {
    ServiceLevels::new(rules, HitPolicy::MostSpecific).unwrap()
}

pub(crate) fn ticket(events: Vec<(DateTime<Utc>, Happening)>) -> Ticket {
    let events = events.into_iter().map(|(at, what)| TicketEvent::at(at, what)).collect();
    Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events))
}

pub(crate) fn wait(reason: &str) -> Happening {
    Happening::Waiting(WaitReason::new(reason).unwrap())
}

pub(crate) fn back(reason: &str) -> Happening {
    Happening::Back(Some(WaitReason::new(reason).unwrap()))
}

pub(crate) fn only(clocks: Vec<Clock>) -> Clock {
    assert_eq!(clocks.len(), 1, "{clocks:?}");
    clocks.into_iter().next().unwrap()
}
