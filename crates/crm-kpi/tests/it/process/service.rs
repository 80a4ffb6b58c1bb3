//! The process of the tickets of a period.

use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::process::{ServiceProcess, ServiceRule, ServiceRuleError, TicketLog};
use crm_kpi::{CivilPeriod, Facts, Per, Reason};
use crm_model::{
    Channel, Classification, Dataset, EventKind, EventKinds, Happening, Holder, Precision, Records, Table,
    TableName, TicketEvent, TicketId, TicketRecord, WaitReason,
};

use super::{HOUR, instant};

/// A ticket of the phone with its events at hours since Monday 2026-03-02 00:00 UTC.
fn desk(name: &str, events: Vec<(i64, Happening)>) -> TicketRecord {
    let start = instant("2026-03-02T00:00:00Z");
    let at = |hour| start + crm_kpi::chrono::TimeDelta::hours(hour);
    let events = events.into_iter().map(|(hour, what)| TicketEvent::at(at(hour), what)).collect();
    TicketRecord { channel: "phone".parse().ok(), ..TicketRecord::new(TicketId::new(name).unwrap(), events) }
}

fn kind(name: &str) -> Happening {
    Happening::Classified(Classification { kind: name.parse().ok(), ..Classification::default() })
}

fn held(department: &str) -> Holder {
    Holder { department: department.parse().ok(), person: None }
}

fn kinds<const N: usize>(kinds: [EventKind; N]) -> EventKinds {
    kinds.into_iter().collect()
}

fn rule() -> ServiceRule {
    ServiceRule {
        kinds: vec!["repair".parse().unwrap()],
        finals: kinds([EventKind::Closed]),
        gap: Some(ElapsedTime::from_hours(240)),
        working: kinds([EventKind::Assigned, EventKind::Transferred, EventKind::Back]),
        waiting: kinds([EventKind::Opened, EventKind::Waiting]),
        contacts: kinds([EventKind::FirstResponse, EventKind::MessageOut]),
        approvals: kinds([EventKind::Approved]),
    }
}

fn records() -> Records {
    use Happening::{
        Approved, Assigned, Back, Closed, FirstResponse, MessageOut, Opened, Solved, Transferred, Waiting,
    };

    let customer: WaitReason = "customer".parse().unwrap();
    let whole = desk(
        "T-1",
        vec![
            (0, Opened),
            (0, kind("repair")),
            (2, Assigned(held("service"))), // two hours, of which nobody says whether work or wait
            (3, FirstResponse),             // an hour of work
            (5, Transferred(held("support"))),
            (6, Waiting(customer.clone())), // an hour of work
            (16, Back(Some(customer))),     // ten hours of waiting
            (17, MessageOut),               // an hour of work
            (18, MessageOut),
            (20, Transferred(held("service"))),
            (21, Approved), // an hour of work
            (22, Solved),
            (23, Closed),
        ],
    );
    // Silent since the third; and one that began in April.
    let stuck = desk("T-2", vec![(24, Opened), (24, kind("repair")), (25, Assigned(held("service")))]);
    let april = desk("T-3", vec![(24 * 40, Opened), (24 * 40, kind("repair"))]);
    let inquiry = desk("T-4", vec![(0, Opened), (0, kind("inquiry"))]);
    let untold = desk("T-5", vec![(0, Opened)]);
    let mut odd = desk("T-6", vec![(30, Opened), (30, kind("repair")), (20, FirstResponse), (31, Closed)]);
    odd.events[3].precision = Precision::NotAfter;
    odd.channel = None;
    Records {
        tickets: Table::complete(vec![whole, stuck, april, inquiry, untold, odd]),
        ..Records::default()
    }
}

fn of(rule: &ServiceRule, records: Records) -> Result<ServiceProcess, Reason> {
    let (data, as_of) = (Dataset::new(records).0, instant("2026-04-10T00:00:00Z"));
    let march = CivilPeriod::last_complete(Per::Month, as_of, &Zone::utc());
    ServiceProcess::of(rule, &Facts::new(&data), &march, as_of, &Zone::utc(), None)
}

#[test]
fn l_proc_1_the_process_of_a_period_is_told_with_waits_hand_overs_and_broken_links() {
    let process = of(&rule(), records()).unwrap();
    let tally = &process.tally;
    // T-1, T-2 and T-6; T-5 may be a repair or not.
    assert_eq!((tally.cases, tally.events, process.kind_unknown), (3, 13 + 3 + 3, 1));
    let code = TicketLog::code;
    let spent = tally.spent();
    // After `assigned`, `transferred` twice and `back`: 1 + 1 + 1 + 1 hours.
    assert_eq!((spent.working.clock, spent.working.times), (i128::from(4 * HOUR), 4));
    // `waiting` of T-1; after each opening the judgement comes at once.
    assert_eq!((spent.waiting.clock, spent.waiting.times), (i128::from(10 * HOUR), 1 + 3));
    // From service to support and back; the only ticket of two with a department.
    let departments: Vec<&str> = process.departments.iter().map(crm_model::Department::as_str).collect();
    assert_eq!(departments, ["service", "support"]);
    assert_eq!((tally.departments.times(), tally.departments.cases_returned), (2, 1));
    assert_eq!(tally.departments.share().unwrap().parts(), (1, 2));
    assert_eq!(process.department(1).unwrap().as_str(), "support");
    // Done again: two messages and two hand-overs of T-1.
    assert_eq!(tally.rework().unwrap().parts(), (1, 3));
    assert_eq!(tally.activities[&code(EventKind::MessageOut)].again, 1);
    assert_eq!((tally.contacts.events, tally.approvals.events), (3, 1));
    // T-2 stands after it was given to somebody.
    assert_eq!(tally.broken().unwrap().parts(), (1, 3));
    assert_eq!(tally.stopped[&code(EventKind::Assigned)].cases, 1);
    // T-6 was answered before it was opened, which is set aside, and closed at the latest when it says.
    assert_eq!((process.set_aside, process.bounded), (1, 1));
    let phone: Option<Channel> = "phone".parse().ok();
    let touched: Vec<_> = process
        .touchpoints
        .iter()
        .map(|one| (one.event, one.channel.clone(), one.times, one.tickets))
        .collect();
    assert_eq!(
        touched,
        [(EventKind::MessageOut, phone.clone(), 2, 1), (EventKind::FirstResponse, phone, 1, 1)]
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
    assert!(process.untold.is_empty());
}

#[test]
fn l_proc_1_what_nobody_says_is_no_zero() {
    let bare = of(&ServiceRule::default(), records()).unwrap();
    assert_eq!((bare.tally.cases, bare.kind_unknown), (5, 0));
    assert_eq!((bare.tally.spent().waiting_share(), bare.tally.contacts.mean()), (None, None));
    assert!(bare.touchpoints.is_empty());
    let told = kinds([EventKind::Opened, EventKind::Classified, EventKind::Closed]);
    let some = of(&rule(), Records { event_kinds: told, ..records() }).unwrap();
    assert!(some.untold.contains(EventKind::Approved) && !some.untold.contains(EventKind::Closed));
    let nothing = of(&rule(), Records { tickets: Table::complete(vec![]), ..Records::default() }).unwrap();
    assert_eq!((nothing.tally.cases, nothing.tally.rework(), nothing.tally.broken()), (0, None, None));
    assert_eq!(of(&rule(), Records::default()), Err(Reason::NotSupplied(TableName::Tickets)));
}

#[test]
fn l_proc_1_what_is_opened_later_in_a_running_period_is_of_no_unknown_kind() {
    let data = Dataset::new(records()).0;
    let at = |as_of: &str| {
        let as_of = instant(as_of);
        let march = CivilPeriod::running(Per::Month, as_of, &Zone::utc());
        let process = ServiceProcess::of(&rule(), &Facts::new(&data), &march, as_of, &Zone::utc(), None);
        let process = process.unwrap();
        (process.tally.cases, process.kind_unknown)
    };
    assert_eq!(at("2026-03-01T12:00:00Z"), (0, 0)); // nothing is opened yet
    assert_eq!(at("2026-03-02T01:00:00Z"), (1, 1)); // T-1 is a repair, T-4 is none, T-5 may be one
}

#[test]
fn l_proc_1_the_order_of_the_rows_says_nothing() {
    let mut turned = records();
    let Table::Supplied { rows, .. } = &mut turned.tickets else { panic!() };
    rows.reverse();
    assert_eq!(of(&rule(), turned), of(&rule(), records()));
}

#[test]
fn words_that_contradict_each_other_are_refused() {
    assert_eq!(rule().check(), Ok(()));
    let both = ServiceRule { waiting: kinds([EventKind::Back]), ..rule() };
    assert_eq!(both.check(), Err(ServiceRuleError::WaitingAndWorking(EventKind::Back)));
    let endless = ServiceRule { finals: EventKinds::NONE, ..rule() };
    assert_eq!(endless.check(), Err(ServiceRuleError::GapWithoutFinals));
}

#[cfg(feature = "serde")]
#[test]
fn the_process_of_a_period_is_data() {
    let process = of(&rule(), records()).unwrap();
    let text = serde_json::to_string(&process).unwrap();
    assert_eq!(serde_json::from_str::<ServiceProcess>(&text).unwrap(), process);
}
