//! The histories of tickets as a process.

use crm_kpi::process::{ProcessClock, ProcessRules, ProcessTally, TicketLog};
use crm_model::{EventKind, Happening, Holder, Precision, Ticket, TicketEvent, TicketId, TicketRecord};
use proptest::prelude::*;

use super::instant;

fn event(at: &str, happening: Happening) -> TicketEvent {
    TicketEvent::at(instant(at), happening)
}

fn given(department: Option<&str>, person: Option<&str>) -> Holder {
    Holder {
        department: department.map(|name| name.parse().unwrap()),
        person: person.map(|name| name.parse().unwrap()),
    }
}

#[test]
fn l_proc_1_tickets_are_cases_and_holders_do_the_steps() {
    let mut late = event("2026-03-02T08:00:00Z", Happening::Solved);
    late.precision = Precision::NotAfter;
    late.occurred_at = instant("2026-03-02T15:00:00Z");
    let events = vec![
        event("2026-03-02T09:00:00Z", Happening::Opened),
        event("2026-03-02T09:00:00Z", Happening::Assigned(given(Some("service"), Some("ann")))),
        event("2026-03-02T11:00:00Z", Happening::Transferred(given(Some("technical"), None))),
        event("2026-03-02T14:00:00Z", Happening::Transferred(given(Some("service"), None))),
        late,
    ];
    let log =
        TicketLog::new(&[Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events))]).unwrap();
    assert_eq!(log.bounded(), 1);
    let case = log.log().cases().next().unwrap();
    let steps: Vec<_> = case
        .steps
        .iter()
        .map(|step| {
            let department = step.department().and_then(|code| log.department(code)).map(ToString::to_string);
            let person = step.resource().and_then(|code| log.person(code)).map(ToString::to_string);
            let name = |name: Option<String>| name.unwrap_or_default();
            (TicketLog::activity(step.activity()).unwrap(), name(department), name(person))
        })
        .collect();
    assert_eq!(
        steps,
        [
            (EventKind::Opened, String::new(), String::new()),
            (EventKind::Assigned, "service".to_owned(), "ann".to_owned()),
            (EventKind::Transferred, "technical".to_owned(), "ann".to_owned()),
            (EventKind::Transferred, "service".to_owned(), "ann".to_owned()),
            (EventKind::Solved, "service".to_owned(), "ann".to_owned()),
        ]
    );
    let clock = ProcessClock::until(instant("2026-03-03T00:00:00Z"));
    let tally = ProcessTally::of(log.log(), &ProcessRules::default(), &clock);
    assert_eq!(
        (tally.departments.times(), tally.departments.cases_returned, tally.resources.times()),
        (2, 1, 0)
    );
    assert_eq!(
        EventKind::ALL
            .iter()
            .filter(|kind| TicketLog::activity(TicketLog::code(**kind)) == Some(**kind))
            .count(),
        EventKind::ALL.len()
    );
}

proptest! {
    #[test]
    fn prop_every_usable_event_is_a_step(records in prop::collection::vec(crm_model::strategies::any_ticket(), 0..6)) {
        let mut tickets: Vec<Ticket> = records.into_iter().map(Ticket::new).collect();
        tickets.sort_by(|one, other| one.id().cmp(other.id()));
        tickets.dedup_by(|one, other| one.id() == other.id());
        let log = TicketLog::new(&tickets).unwrap();
        prop_assert_eq!(log.log().events(), tickets.iter().map(|ticket| ticket.events().len()).sum::<usize>());
        for case in log.log().cases() {
            let ticket = tickets.iter().find(|ticket| Some(ticket.id()) == log.ticket(case.case)).unwrap();
            let kinds: Vec<_> = case.steps.iter().map(|step| TicketLog::activity(step.activity()).unwrap()).collect();
            prop_assert_eq!(kinds, ticket.events().iter().map(TicketEvent::kind).collect::<Vec<_>>());
        }
        tickets.reverse();
        let turned = TicketLog::new(&tickets).unwrap();
        prop_assert_eq!(turned.log(), log.log());
    }
}
