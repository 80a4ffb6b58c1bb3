//! A small office, a ladder, rules and tickets to test with.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{Calendar, CalendarSpec, Ends, WeekdaySet, WeeklyHours, Zone};
use crm_escalation::{
    Case, Escalation, EscalationRules, EscalationSpec, Ladder, Nature, Rung, Start, StartLimit, Trigger,
    TriggerRule,
};
use crm_model::{
    Assignment, Beneficiary, Classification, EventKinds, Happening, Holder, Obligation, ObligationId,
    Organisation, State, Strength, Subject, Ticket, TicketEvent, TicketId, TicketRecord, Window,
};

/// Monday to Friday 09:00-12:00 and 13:00-18:00 UTC, March 2026 (the 2nd is a Monday).
static OFFICE: LazyLock<Calendar> = LazyLock::new(|| {
    let windows = ["09:00-12:00".parse().unwrap(), "13:00-18:00".parse().unwrap()];
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &windows);
    Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027))).unwrap()
});

/// An instant of March 2026, written `02 17:00`.
pub(crate) fn march(text: &str) -> DateTime<Utc> {
    format!("2026-03-{}:00Z", text.replace(' ', "T")).parse().unwrap()
}

/// Minutes after Monday 2026-03-02 00:00 UTC.
pub(crate) fn minute(minutes: i64) -> DateTime<Utc> {
    march("02 00:00") + TimeDelta::minutes(minutes)
}

/// Supervisor, department head, director, senior management: rungs 0 to 3.
pub(crate) fn ladder() -> Ladder {
    let roles = ["supervisor", "department-head", "director", "senior-management"];
    let rung = |(rank, role): (u32, &&str)| Rung { role: role.parse().unwrap(), rank, by_kind: [].into() };
    Ladder::new((1..).zip(&roles).map(rung).collect()).unwrap()
}

pub(crate) fn rule(name: &str, trigger: Trigger, within: &str, rung: usize) -> TriggerRule {
    TriggerRule {
        name: format!("escalation.trigger.{name}").parse().unwrap(),
        clause: "TEST-ESC-1".parse().unwrap(),
        strength: Strength::Must,
        trigger,
        when: Nature::default(),
        limit: StartLimit::Within(within.parse().unwrap()),
        ends: (within.ends_with("bd") || within.ends_with("cd")).then_some(Ends::SameTime),
        tolerance: None,
        calendar: OFFICE.clone(),
        from: Start::Known,
        rung,
    }
}

pub(crate) fn rules(triggers: Vec<TriggerRule>) -> EscalationRules {
    EscalationRules::new(EscalationSpec { ladder: ladder(), triggers }).unwrap()
}

pub(crate) fn ticket(events: Vec<TicketEvent>) -> Ticket {
    Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events))
}

/// A ticket opened on Monday at nine, with these events.
pub(crate) fn opened(events: &[(&str, Happening)]) -> Ticket {
    let others = events.iter().map(|(at, what)| TicketEvent::at(march(at), what.clone()));
    let opening = TicketEvent::at(march("02 09:00"), Happening::Opened);
    ticket(core::iter::once(opening).chain(others).collect())
}

pub(crate) fn case<'a>(ticket: &'a Ticket, obligations: &'a [Obligation]) -> Case<'a> {
    Case { ticket, obligations, organisation: None, event_kinds: EventKinds::ALL }
}

/// Assesses a ticket on which nothing is owed and of whose organisation nothing is known.
pub(crate) fn assess(rules: &EscalationRules, ticket: &Ticket, at: &str) -> Option<Escalation> {
    rules.assess(&case(ticket, &[]), march(at))
}

pub(crate) fn escalated(role: &str) -> Happening {
    Happening::Escalated(role.parse().unwrap())
}

pub(crate) fn given_to(department: &str, person: Option<&str>) -> Happening {
    Happening::Assigned(Holder {
        department: department.parse().ok(),
        person: person.map(|text| text.parse().unwrap()),
    })
}

pub(crate) fn judged(urgency: &str) -> Happening {
    Happening::Classified(Classification { urgency: urgency.parse().ok(), ..Classification::default() })
}

pub(crate) fn urgent_only() -> Nature {
    Nature { urgency: Some(["urgent".parse().unwrap()].into()), ..Nature::default() }
}

/// An obligation on the ticket of these tests, from Monday at nine until `due`, as it stands at `as_of`.
pub(crate) fn owed(
    measure: &str,
    due: DateTime<Utc>,
    stopped: Option<DateTime<Utc>>,
    as_of: DateTime<Utc>,
) -> Obligation {
    let stopped_at = stopped.filter(|stopped| *stopped <= as_of);
    let is_late = stopped_at.unwrap_or(as_of) > due;
    let state = match (stopped_at, is_late) {
        (None, false) => State::Open,
        (None, true) => State::Overdue,
        (Some(_), false) => State::Met,
        (Some(_), true) => State::MetLate,
    };
    Obligation {
        id: ObligationId {
            subject: Subject::Ticket(TicketId::new("T-1").unwrap()),
            measure: measure.parse().unwrap(),
            clause: "TEST-SLA-1".parse().ok(),
            round: 1,
            slot: 1,
        },
        rule: None,
        strength: Strength::Must,
        owner: None,
        beneficiary: Beneficiary::UnknownCustomer,
        window: Window { due: Some(due), ..Window::default() },
        opened_at: Some(march("02 09:00")),
        stopped_at,
        elapsed: None,
        open: None,
        late_by: None,
        evidence: vec![],
        state,
    }
}

/// Who holds which role for the whole company: `(role, person, is a deputy)`.
pub(crate) fn organisation(holders: &[(&str, &str, bool)]) -> Organisation {
    let assignment = |(role, person, deputy): &(&str, &str, bool)| Assignment {
        role: role.parse().unwrap(),
        department: None,
        deputy: *deputy,
        person: person.parse().unwrap(),
        from: None,
        until: None,
    };
    Organisation::new(holders.iter().map(assignment).collect()).unwrap()
}
