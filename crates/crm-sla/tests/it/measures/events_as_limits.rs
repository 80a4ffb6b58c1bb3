//! Limits that are events and no time.

use super::*;

#[test]
fn t34_a_ticket_that_is_over_as_it_opens_misses_nothing() {
    let spec = before(Measure::FirstResponse, EventKind::Solved, EventKind::Opened);
    let solved_at = |at: &str| {
        let ticket = ticket(vec![(march("02 09:00"), Happening::Opened), (march(at), Happening::Solved)]);
        stand(&spec, &ticket, march("03 09:00"))[0].1
    };
    assert_eq!((solved_at("02 09:00"), solved_at("02 09:01")), ("cancelled", "missed"));
}

#[test]
fn a_merger_and_a_closing_end_it_before_the_event_comes() {
    let spec = before(Measure::FirstResponse, EventKind::Solved, EventKind::Opened);
    let ended = |what| {
        let ticket = ticket(vec![(march("02 09:00"), Happening::Opened), (march("02 10:00"), what)]);
        let clock = only(levels(vec![spec.clone()]).standing(&ticket, march("03 09:00")));
        (clock.state.as_str(), clock.due, clock.late_by)
    };
    assert_eq!(ended(Happening::Merged(TicketId::new("T-2").unwrap())), ("superseded", None, None));
    assert_eq!(ended(Happening::Closed), ("cancelled", None, None));
    assert_eq!(ended(Happening::Solved), ("missed", Some(march("02 10:00")), None), "late by no time at all");
}

#[test]
fn a_miss_stays_a_miss_when_the_ticket_reopens() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Solved),
        (march("02 11:00"), Happening::Reopened),
        (march("02 12:00"), Happening::FirstResponse),
    ]);
    let states = |reopen| {
        let spec =
            RuleSpec { reopen, ..before(Measure::FirstResponse, EventKind::Solved, EventKind::Opened) };
        let stands = stand(&spec, &ticket, march("03 09:00"));
        stands.into_iter().map(|(_, state, ..)| state).collect::<Vec<_>>()
    };
    for reopen in [Reopen::FirstOnly, Reopen::Continue, Reopen::ContinueWithoutSolvedTime] {
        assert_eq!(states(reopen), ["missed"], "{reopen:?}");
    }
    assert_eq!(states(Reopen::Restart), ["missed", "met"]);
}

#[test]
fn while_it_is_open_nothing_is_due_and_time_goes_by() {
    let spec = before(Measure::FirstResponse, EventKind::Solved, EventKind::Opened);
    let ticket = ticket(vec![(march("02 17:00"), Happening::Opened)]);
    let clock = only(levels(vec![spec]).standing(&ticket, march("03 10:00")));
    assert_eq!((clock.state, clock.due, clock.valid_until), (State::Open, None, None));
    assert_eq!(clock.elapsed.unwrap().to_string(), "17 h");
    assert_eq!(clock.open.unwrap().to_string(), "2 h", "an hour before closing, one after opening");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let spec = before(Measure::Confirmation, EventKind::Closed, EventKind::Solved);
    let with = |event| RuleSpec { limit: Limit::Before(event), ..spec.clone() };
    for event in [EventKind::Solved, EventKind::Confirmed, EventKind::Merged, EventKind::Opened] {
        assert_eq!(refused(with(event)), ("within".into(), RuleProblem::NeverBefore { event }));
    }
    let event = EventKind::Closed;
    let pausing = RuleSpec { pauses: ["customer".parse().unwrap()].into(), ..spec.clone() };
    assert_eq!(refused(pausing), ("pauses".into(), RuleProblem::PausesBefore { event }));
    let warning = RuleSpec { warn: vec![crm_sla::Warning::Used { percent: 50 }], ..spec.clone() };
    assert_eq!(refused(warning), ("warn".into(), RuleProblem::WarnsWithoutLimit));
    let ending = RuleSpec { ends: Some(crm_calendar::Ends::Closing), ..spec };
    assert_eq!(refused(ending).0, "ends");
}
