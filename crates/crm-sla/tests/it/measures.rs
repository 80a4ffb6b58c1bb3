//! Each measure beyond the first response and the solution, and events as limits, by histories worked out by hand.

mod confirmation;
mod events_as_limits;
mod follow_up;
mod next_response;
mod periodic_update;
mod reminders;

use chrono::{DateTime, Utc};
use crm_model::{
    EventKind, EventKinds, Happening, Holder, Missing, Owner, Precision, State, Ticket, TicketEvent,
    TicketId, TicketRecord,
};
use crm_sla::{
    Case, Clock, ClosedLoop, Limit, LoopStep, Measure, Reopen, Responsible, Rule, RuleProblem, RuleSpec,
};

use crate::support::{back, levels, march, minute, only, rule, ticket, wait};

/// How each round stands: its number, word, start and due instant.
type Stands = (u32, &'static str, DateTime<Utc>, Option<DateTime<Utc>>);

fn stand(spec: &RuleSpec, ticket: &Ticket, as_of: DateTime<Utc>) -> Vec<Stands> {
    let clocks = levels(vec![spec.clone()]).standing(ticket, as_of).into_iter();
    clocks
        .map(|clock| (clock.round, clock.state.as_str(), clock.start.unwrap().occurred_at, clock.due))
        .collect()
}

fn starting(measure: Measure, within: &str, starts: EventKind) -> RuleSpec {
    RuleSpec { starts, ..rule(&format!("sla.{measure}"), measure, within) }
}

/// A rule of a measure whose limit is an event.
fn before(measure: Measure, event: EventKind, starts: EventKind) -> RuleSpec {
    RuleSpec { limit: Limit::Before(event), pauses: [].into(), ..starting(measure, "1h", starts) }
}

fn given(department: &str) -> Happening {
    Happening::Assigned(Holder { department: department.parse().ok(), person: None })
}

#[track_caller]
fn refused(spec: RuleSpec) -> (String, RuleProblem) {
    let error = Rule::new(spec).unwrap_err();
    assert!(!error.to_string().is_empty());
    (error.key, error.problem)
}

#[test]
fn what_the_customer_waits_and_what_agents_work_differ_by_the_waits_that_pause() {
    let wait_of = |reasons: &[&str]| reasons.iter().map(|reason| reason.parse().unwrap()).collect();
    let requester_wait =
        RuleSpec { pauses: wait_of(&["customer"]), ..rule("sla.wait", Measure::RequesterWait, "8h") };
    let agent_work =
        RuleSpec { pauses: wait_of(&["customer", "supplier"]), ..rule("sla.work", Measure::AgentWork, "8h") };
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), wait("customer")),
        (march("02 12:00"), wait("supplier")),
        (march("02 14:00"), back("customer")),
        (march("02 20:00"), back("supplier")),
        (march("02 22:00"), Happening::Solved),
    ]);
    let clocks = levels(vec![requester_wait, agent_work.clone()]).standing(&ticket, march("03 09:00"));
    let used: Vec<_> =
        clocks.iter().map(|clock| (clock.state.as_str(), clock.elapsed.unwrap().to_string())).collect();
    assert_eq!(used, [("met-late", "9 h".to_owned()), ("met", "3 h".to_owned())]);
    let measure = Measure::AgentWork;
    assert_eq!(
        refused(RuleSpec { pauses: [].into(), ..agent_work }),
        ("pauses".into(), RuleProblem::NeverPauses { measure })
    );
}

#[test]
fn p_comp_1_only_the_responsible_department_stops_an_assignment() {
    let to = |departments: &[&str]| {
        Some(Responsible::Departments(departments.iter().map(|name| name.parse().unwrap()).collect()))
    };
    let spec = RuleSpec {
        to: to(&["supply-chain", "logistics"]),
        ..before(Measure::Assignment, EventKind::Solved, EventKind::Opened)
    };
    let given_to = |department: &str, then: Option<Happening>| {
        let first = [(march("02 09:00"), Happening::Opened), (march("02 10:00"), given(department))];
        let then = then.map(|what| (march("02 11:00"), what));
        ticket(first.into_iter().chain(then).collect())
    };
    let stands = |ticket: &Ticket| stand(&spec, ticket, march("03 09:00"))[0].1;
    assert_eq!(stands(&given_to("logistics", None)), "met");
    assert_eq!(stands(&given_to("finance", None)), "open");
    assert_eq!(stands(&given_to("finance", Some(given("supply-chain")))), "met");
    assert_eq!(stands(&given_to("finance", Some(Happening::Solved))), "missed");

    let unstated = RuleSpec { to: Some(Responsible::NotStated), ..spec.clone() };
    let clock = only(levels(vec![unstated]).standing(&given_to("finance", None), march("03 09:00")));
    assert_eq!(clock.state, State::Undetermined { missing: Missing::ResponsibleDepartment });

    assert_eq!(refused(RuleSpec { to: to(&[]), ..spec.clone() }), ("to".into(), RuleProblem::NoDepartment));
    let solve = RuleSpec { to: to(&["finance"]), ..rule("sla.solve", Measure::Resolution, "4h") };
    assert_eq!(refused(solve), ("to".into(), RuleProblem::NoAssignment));
}

#[test]
fn d_resp_7_a_remedy_that_needs_approval_is_approved_before_the_solution() {
    let spec = RuleSpec {
        remedies: ["compensation".parse().unwrap()].into(),
        ..before(Measure::Approval, EventKind::Solved, EventKind::Remedy)
    };
    let offered = |remedy: &str, then: &[(&str, Happening)]| {
        let first = [
            (march("02 09:00"), Happening::Opened),
            (march("02 10:00"), Happening::Remedy(remedy.parse().unwrap())),
        ];
        let then = then.iter().map(|(at, what)| (march(at), what.clone()));
        let ticket = ticket(first.into_iter().chain(then).collect());
        let stands = stand(&spec, &ticket, march("03 09:00"));
        stands.into_iter().map(|(_, state, ..)| state).collect::<Vec<_>>()
    };
    let (approved, solved) = (Happening::Approved, Happening::Solved);
    assert!(offered("repair", &[("02 11:00", solved.clone())]).is_empty());
    assert_eq!(offered("compensation", &[]), ["open"]);
    assert_eq!(offered("compensation", &[("02 11:00", approved), ("02 12:00", solved.clone())]), ["met"]);
    assert_eq!(offered("compensation", &[("02 12:00", solved)]), ["missed"]);
    assert_eq!(refused(RuleSpec { remedies: [].into(), ..spec }), ("starts".into(), RuleProblem::NoRemedy));
}

#[test]
fn p_resp_3_every_step_of_the_closed_loop_has_an_owner_and_a_time() {
    let (agent, expert) = ("agent-1".parse().ok(), "expert-1".parse().ok());
    let by = |event: TicketEvent, actor: &Option<crm_model::PersonId>| TicketEvent {
        actor: actor.clone(),
        ..event
    };
    let at = |text: &str, what| TicketEvent::at(march(text), what);
    let holder = Holder { department: "technical-support".parse().ok(), person: expert.clone() };
    let events = vec![
        at("02 09:00", Happening::Opened),
        by(at("02 09:05", Happening::Recorded), &agent),
        at("02 09:30", Happening::Assigned(holder)),
        at("02 12:00", Happening::Solved),
        by(at("03 09:00", Happening::Revisited(Some(false))), &agent),
        at("03 10:00", Happening::Reopened),
        at("03 12:00", Happening::Solved),
    ];
    let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events));
    let owner = |department: Option<&str>, person: &Option<crm_model::PersonId>| {
        Some(Owner { department: department.map(|name| name.parse().unwrap()), person: person.clone() })
    };
    let closed = ClosedLoop::of(&ticket, march("03 09:30"));
    let steps: Vec<_> = LoopStep::ALL
        .into_iter()
        .map(|step| closed.step(step).map(|step| (step.at, step.by.clone())).unwrap())
        .collect();
    assert_eq!(
        steps,
        [
            (march("02 09:05"), owner(None, &agent)),
            (march("02 09:30"), owner(Some("technical-support"), &expert)),
            (march("02 12:00"), owner(Some("technical-support"), &expert)),
            (march("03 09:00"), owner(None, &agent)),
        ]
    );
    assert!(closed.is_closed() && closed.without_owner().next().is_none());
    let reopened = ClosedLoop::of(&ticket, march("03 10:00"));
    assert!(reopened.missing().eq([LoopStep::Solved, LoopStep::Revisited]));
    let solved_again = ClosedLoop::of(&ticket, march("04 10:00"));
    assert_eq!(solved_again.solved.as_ref().unwrap().at, march("03 12:00"));
    assert!(solved_again.missing().eq([LoopStep::Revisited]) && !solved_again.is_closed());
}
