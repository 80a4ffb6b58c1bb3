//! The customer's word on the solution.

use super::*;

fn answered(events: &[(&str, Happening)]) -> Ticket {
    let opened = (march("02 09:00"), Happening::Opened);
    let others = events.iter().map(|(at, what)| (march(at), what.clone()));
    ticket(core::iter::once(opened).chain(others).collect())
}

fn before_closing() -> RuleSpec {
    before(Measure::Confirmation, EventKind::Closed, EventKind::Solved)
}

#[test]
fn d_resp_5_the_customer_confirms_before_the_ticket_is_closed() {
    let stands =
        |events: &[(&str, Happening)]| stand(&before_closing(), &answered(events), march("09 09:00"));
    let solved = march("02 10:00");
    assert_eq!(
        stands(&[
            ("02 10:00", Happening::Solved),
            ("02 11:00", Happening::Confirmed),
            ("02 12:00", Happening::Closed)
        ]),
        [(1, "met", solved, None)]
    );
    assert_eq!(stands(&[("02 10:00", Happening::Solved)]), [(1, "open", solved, None)]);
    assert_eq!(
        stands(&[
            ("02 10:00", Happening::Solved),
            ("02 12:00", Happening::Closed),
            ("02 13:00", Happening::Confirmed)
        ]),
        [(1, "missed", solved, Some(march("02 12:00")))]
    );
    assert_eq!(
        stands(&[("02 10:00", Happening::Solved), ("02 10:00", Happening::Closed)]),
        [(1, "missed", solved, Some(solved))],
        "closed with the solution"
    );
}

#[test]
fn within_one_instant_the_sorted_order_decides() {
    let at_noon = |confirmed: u64, closed: u64| {
        let mut events = vec![
            TicketEvent::at(march("02 09:00"), Happening::Opened),
            TicketEvent::at(march("02 10:00"), Happening::Solved),
        ];
        for (sequence, what) in [(confirmed, Happening::Confirmed), (closed, Happening::Closed)] {
            let event = TicketEvent::at(march("02 12:00"), what);
            events.push(TicketEvent { sequence: Some(sequence), ..event });
        }
        let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events));
        stand(&before_closing(), &ticket, march("03 09:00"))[0].1
    };
    assert_eq!((at_noon(1, 2), at_noon(2, 1)), ("met", "missed"));
}

#[test]
fn a_dispute_takes_its_place_unless_the_limit_is_an_event() {
    let history = [("02 10:00", Happening::Solved), ("02 12:00", Happening::Disputed)];
    let in_a_day = starting(Measure::Confirmation, "24h", EventKind::Solved);
    let stands = |spec: &RuleSpec| stand(spec, &answered(&history), march("02 13:00"))[0].1;
    assert_eq!(stands(&in_a_day), "superseded");
    assert_eq!(
        stands(&RuleSpec { cancels: Some(EventKinds::NONE.with(EventKind::Disputed)), ..in_a_day }),
        "cancelled"
    );
    assert_eq!(stands(&before_closing()), "open", "it may not be closed yet either");
    let closed = [&history[..], &[("02 14:00", Happening::Closed)]].concat();
    assert_eq!(stand(&before_closing(), &answered(&closed), march("02 15:00"))[0].1, "missed");
}

#[test]
fn each_solution_asks_for_its_own() {
    let history = [
        ("02 10:00", Happening::Solved),
        ("02 12:00", Happening::Reopened),
        ("02 13:00", Happening::Solved),
        ("02 14:00", Happening::Confirmed),
    ];
    assert_eq!(
        stand(&before_closing(), &answered(&history), march("03 09:00")),
        [(1, "superseded", march("02 10:00"), None), (2, "met", march("02 13:00"), None)]
    );
}

#[test]
fn a_source_without_the_event_leaves_it_undetermined() {
    let ticket = answered(&[("02 10:00", Happening::Solved), ("02 11:00", Happening::Confirmed)]);
    let told = EventKind::ALL.iter().copied().filter(|kind| *kind != EventKind::Closed).collect();
    let case = Case { event_kinds: told, ..Case::new(&ticket) };
    let clock = only(levels(vec![before_closing()]).standing_of(&case, march("03 09:00")));
    assert_eq!(clock.state, State::Undetermined { missing: Missing::Events(EventKind::Closed) });
}

#[test]
fn a_bound_in_place_of_an_instant_leaves_the_order_open() {
    let bound = |what, at| {
        let event = TicketEvent::at(march(at), what);
        TicketEvent { precision: Precision::NotAfter, ..event }
    };
    let exact = |what, at| TicketEvent::at(march(at), what);
    let judged = |one: TicketEvent, other: TicketEvent| {
        let start = [exact(Happening::Opened, "02 09:00"), exact(Happening::Solved, "02 10:00")];
        let events = start.into_iter().chain([one, other]).collect();
        let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events));
        only(levels(vec![before_closing()]).standing(&ticket, march("09 09:00"))).state
    };
    let (confirmed, closed) = (Happening::Confirmed, Happening::Closed);
    let unclear = |event| State::Undetermined { missing: Missing::InstantOf(event) };
    assert_eq!(judged(bound(confirmed.clone(), "02 11:00"), exact(closed.clone(), "02 12:00")), State::Met);
    assert_eq!(
        judged(exact(closed.clone(), "02 11:00"), bound(confirmed.clone(), "02 12:00")),
        unclear(EventKind::Confirmed)
    );
    assert_eq!(
        judged(exact(confirmed.clone(), "02 11:00"), bound(closed.clone(), "02 12:00")),
        unclear(EventKind::Closed)
    );
    assert_eq!(judged(bound(closed, "02 11:00"), exact(confirmed, "02 12:00")), State::Missed);
}
