//! Word to the customer again and again.

use super::*;

fn every_day(starts: EventKind) -> RuleSpec {
    RuleSpec { reopen: Reopen::Restart, ..starting(Measure::PeriodicUpdate, "24h", starts) }
}

#[test]
fn d_resp_5_each_update_begins_the_next_round_and_the_solution_is_the_last() {
    let events = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::FirstResponse),
        (march("03 09:00"), Happening::Explained),
        (march("04 10:00"), Happening::MessageOut), // an hour late
        (march("04 12:00"), Happening::Solved),
        (march("04 13:00"), Happening::MessageOut),
    ];
    let rounds = [
        (1, "met", march("02 10:00"), Some(march("03 10:00"))),
        (2, "met-late", march("03 09:00"), Some(march("04 09:00"))),
        (3, "met", march("04 10:00"), Some(march("05 10:00"))),
    ];
    let ticket = ticket(events);
    assert_eq!(stand(&every_day(EventKind::FirstResponse), &ticket, march("09 09:00")), rounds);
    let from_opening = stand(&every_day(EventKind::Opened), &ticket, march("09 09:00"));
    assert_eq!(from_opening.len(), 4);
    assert_eq!(from_opening[0], (1, "met", march("02 09:00"), Some(march("03 09:00"))));
}

#[test]
fn a_closing_cancels_the_last_round_and_a_reopening_begins_another() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 12:00"), Happening::Closed),
        (march("05 12:00"), Happening::Reopened),
    ]);
    assert_eq!(
        stand(&every_day(EventKind::Opened), &ticket, march("05 13:00")),
        [
            (1, "cancelled", march("02 09:00"), Some(march("03 09:00"))),
            (2, "open", march("05 12:00"), Some(march("06 12:00"))),
        ]
    );
}

#[test]
fn waits_pause_it() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), wait("customer")),
        (march("02 20:00"), back("customer")),
    ]);
    assert_eq!(
        stand(&every_day(EventKind::Opened), &ticket, march("02 21:00")),
        [(1, "open", march("02 09:00"), Some(march("03 19:00")))]
    );
}

#[test]
fn a_bound_on_rounds_ends_them_and_is_named() {
    let spec = RuleSpec { at_most: Some(2), ..every_day(EventKind::Opened) };
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Explained),
        (march("02 11:00"), Happening::Explained),
    ]);
    let clocks = levels(vec![spec]).standing(&ticket, march("02 12:00"));
    let exhausted: Vec<_> = clocks.iter().map(|clock| clock.exhausted.map(|by| by.occurred_at)).collect();
    assert_eq!(exhausted, [None, Some(march("02 11:00"))]);
}
