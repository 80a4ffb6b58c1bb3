//! Reminders of what is not done.

use super::*;

fn reminded(spec: &RuleSpec, ticket: &Ticket, as_of: &str) -> Clock {
    only(levels(vec![spec.clone()]).standing(ticket, march(as_of)))
}

fn every(remind: &str, within: &str) -> RuleSpec {
    RuleSpec { remind: remind.parse().ok(), ..rule("sla.solve", Measure::Resolution, within) }
}

#[test]
fn p_resp_2_unfinished_tickets_are_reminded_of_again_and_again_also_when_late() {
    let ticket = ticket(vec![(march("02 10:00"), Happening::Opened), (march("04 09:00"), Happening::Solved)]);
    let at = |as_of: &str| {
        let clock = reminded(&every("4bh", "10h"), &ticket, as_of);
        let reminder = clock.reminder.map(|reminder| (reminder.last, reminder.next));
        (clock.state.as_str(), reminder)
    };
    // 10:00-12:00 and 13:00-15:00 are four hours; four more end on Tuesday at 10:00.
    let (first, second, third) = (march("02 15:00"), march("03 10:00"), march("03 15:00"));
    assert_eq!(at("02 14:59"), ("open", Some((None, Some(first)))));
    assert_eq!(at("02 15:00"), ("open", Some((Some(first), Some(second)))));
    assert_eq!(at("03 11:00"), ("overdue", Some((Some(second), Some(third)))));
    assert_eq!(at("04 09:00"), ("met-late", None), "a finished ticket needs no reminder");
}

#[test]
fn a_pause_holds_them_back() {
    let mut events = vec![(march("02 09:00"), Happening::Opened), (march("02 12:00"), wait("customer"))];
    let held = reminded(&every("4h", "24h"), &ticket(events.clone()), "05 09:00");
    assert_eq!(held.reminder.map(|reminder| (reminder.last, reminder.next)), Some((None, None)));
    events.push((march("02 20:00"), back("customer")));
    let later = reminded(&every("4h", "24h"), &ticket(events), "02 20:30");
    assert_eq!(later.reminder.unwrap().next, Some(march("02 21:00")), "three hours, and one");
}

#[test]
fn t39_the_next_one_bounds_how_long_an_answer_holds() {
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    let clock = reminded(&every("4h", "24h"), &ticket, "02 10:00");
    assert_eq!(clock.valid_until, Some(march("02 13:00")));
    let before_event = before(Measure::FirstResponse, EventKind::Solved, EventKind::Opened);
    let spec = RuleSpec { remind: "4h".parse().ok(), ..before_event };
    assert_eq!(reminded(&spec, &ticket, "02 10:00").valid_until, Some(march("02 13:00")));
}

#[test]
fn they_are_some_time_apart() {
    for remind in ["2bd", "at-once"] {
        assert_eq!(refused(every(remind, "24h")), ("remind".into(), RuleProblem::RemindsWithoutLength));
    }
}
