//! Each measure beyond the first response and the solution, and events as limits, by histories worked out by hand.

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

mod next_response {
    use super::*;

    fn four_hours() -> RuleSpec {
        starting(Measure::NextResponse, "4h", EventKind::MessageIn)
    }

    #[test]
    fn t31_counts_from_the_oldest_unanswered_message() {
        let ticket = ticket(vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 09:00"), Happening::MessageIn), // the first response's
            (march("02 09:30"), Happening::FirstResponse),
            (march("02 10:00"), Happening::MessageIn),
            (march("02 11:00"), Happening::MessageIn),
            (march("02 12:00"), Happening::MessageIn),
            (march("02 13:00"), Happening::MessageOut),
            (march("02 15:00"), Happening::MessageIn),
        ]);
        assert_eq!(
            stand(&four_hours(), &ticket, march("02 16:00")),
            [
                (1, "met", march("02 10:00"), Some(march("02 14:00"))),
                (2, "open", march("02 15:00"), Some(march("02 19:00"))),
            ]
        );
    }

    #[test]
    fn messages_before_the_first_response_are_its_own() {
        let unanswered = ticket(vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 10:00"), Happening::MessageIn),
            (march("02 10:01"), Happening::AutomaticMessage),
        ]);
        assert!(stand(&four_hours(), &unanswered, march("09 09:00")).is_empty());
    }

    #[test]
    fn t33_an_automatic_message_answers_nothing_and_word_of_how_things_stand_does() {
        let asked = |answer| {
            let ticket = ticket(vec![
                (march("02 09:00"), Happening::Opened),
                (march("02 09:30"), Happening::FirstResponse),
                (march("02 10:00"), Happening::MessageIn),
                (march("02 13:00"), answer),
            ]);
            stand(&four_hours(), &ticket, march("02 15:00"))[0].1
        };
        assert_eq!(asked(Happening::AutomaticMessage), "overdue");
        assert_eq!(asked(Happening::Explained), "met");
        assert_eq!(asked(Happening::Solved), "met", "a solution is an answer");
        assert_eq!(asked(Happening::Closed), "cancelled");
    }

    #[test]
    fn t29_a_late_reply_stays_late_with_no_clock_open() {
        let ticket = ticket(vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 09:30"), Happening::FirstResponse),
            (march("02 10:00"), Happening::MessageIn),
            (march("02 15:00"), Happening::MessageOut),
        ]);
        let clock = only(levels(vec![four_hours()]).standing(&ticket, march("09 09:00")));
        assert_eq!((clock.state, clock.valid_until), (State::MetLate, None));
        assert_eq!(clock.late_by.unwrap().elapsed.to_string(), "1 h");
    }

    #[test]
    fn t32_thanks_after_the_solution_start_nothing_unless_the_ticket_reopens() {
        let mut events = vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 09:30"), Happening::FirstResponse),
            (march("02 10:00"), Happening::Solved),
            (march("02 11:00"), Happening::MessageIn),
        ];
        assert!(stand(&four_hours(), &ticket(events.clone()), march("09 09:00")).is_empty());
        events.push((march("04 10:00"), Happening::Reopened));
        assert_eq!(
            stand(&four_hours(), &ticket(events.clone()), march("04 11:00")),
            [(1, "open", march("04 10:00"), Some(march("04 14:00")))],
            "the wait counts from the reopening: nothing was owed to a solved ticket"
        );
        events.push((march("02 12:00"), Happening::MessageOut)); // you are welcome
        assert!(stand(&four_hours(), &ticket(events), march("04 11:00")).is_empty());
    }

    #[test]
    fn what_a_closing_cancelled_goes_on_with_the_reopening() {
        let ticket = ticket(vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 09:30"), Happening::FirstResponse),
            (march("02 10:00"), Happening::MessageIn),
            (march("02 11:00"), Happening::Closed),
            (march("02 12:00"), Happening::Reopened),
            (march("02 13:00"), Happening::MessageOut),
        ]);
        assert_eq!(
            stand(&four_hours(), &ticket, march("03 09:00")),
            [(1, "met", march("02 10:00"), Some(march("02 14:00")))]
        );
    }

    #[test]
    fn t35_a_merger_takes_the_place_of_the_round() {
        let ticket = ticket(vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 09:30"), Happening::FirstResponse),
            (march("02 10:00"), Happening::MessageIn),
            (march("02 11:00"), Happening::Merged(TicketId::new("T-2").unwrap())),
            (march("02 12:00"), Happening::MessageIn),
        ]);
        assert_eq!(
            stand(&four_hours(), &ticket, march("03 09:00")),
            [(1, "superseded", march("02 10:00"), Some(march("02 14:00")))]
        );
    }

    #[test]
    fn t41_ten_thousand_rounds_are_counted_each() {
        let rounds: u32 = 10_000;
        let mut events = vec![(minute(0), Happening::Opened), (minute(1), Happening::FirstResponse)];
        for round in 0..i64::from(rounds) {
            events.push((minute(10 + 10 * round), Happening::MessageIn));
            events.push((minute(15 + 10 * round), Happening::MessageOut));
        }
        let clocks = levels(vec![four_hours()]).standing(&ticket(events), minute(200_000));
        assert_eq!(clocks.len(), rounds as usize);
        assert!(clocks.iter().all(|clock| clock.state == State::Met));
        assert_eq!(clocks.last().unwrap().round, rounds);
    }
}

mod periodic_update {
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
}

mod confirmation {
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
        assert_eq!(
            judged(bound(confirmed.clone(), "02 11:00"), exact(closed.clone(), "02 12:00")),
            State::Met
        );
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
}

mod events_as_limits {
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
        assert_eq!(
            ended(Happening::Solved),
            ("missed", Some(march("02 10:00")), None),
            "late by no time at all"
        );
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
}

mod follow_up {
    use super::*;

    fn follow_up() -> RuleSpec {
        RuleSpec { pauses: [].into(), ..starting(Measure::FollowUp, "24h", EventKind::Revisited) }
    }

    fn history(later: &[(&str, Happening)]) -> Ticket {
        let solved = [(march("02 09:00"), Happening::Opened), (march("02 10:00"), Happening::Solved)];
        let later = later.iter().map(|(at, what)| (march(at), what.clone()));
        ticket(solved.into_iter().chain(later).collect())
    }

    const UNHAPPY: Happening = Happening::Revisited(Some(false));
    const HAPPY: Happening = Happening::Revisited(Some(true));

    #[test]
    fn p_resp_4_a_dissatisfied_answer_opens_another_follow_up_until_the_customer_accepts() {
        let ticket = history(&[
            ("02 12:00", UNHAPPY),
            ("02 13:00", Happening::Reopened), // work begins again, which is no follow-up
            ("02 15:00", Happening::Solved),
            ("03 11:00", UNHAPPY),
            ("03 12:00", Happening::Closed), // and nor is a closing
            ("04 12:00", HAPPY),             // an hour late
        ]);
        assert_eq!(
            stand(&follow_up(), &ticket, march("09 09:00")),
            [
                (1, "met", march("02 12:00"), Some(march("03 12:00"))),
                (2, "met-late", march("03 11:00"), Some(march("04 11:00"))),
            ]
        );
    }

    #[test]
    fn a_dispute_opens_one_and_a_satisfied_answer_none() {
        assert!(stand(&follow_up(), &history(&[("02 12:00", HAPPY)]), march("09 09:00")).is_empty());
        let silent = history(&[("02 12:00", Happening::Revisited(None))]);
        assert!(stand(&follow_up(), &silent, march("09 09:00")).is_empty());
        let disputed = history(&[("02 12:00", Happening::Disputed), ("02 13:00", Happening::Confirmed)]);
        assert_eq!(
            stand(&follow_up(), &disputed, march("09 09:00")),
            [(1, "met", march("02 12:00"), Some(march("03 12:00")))]
        );
    }

    #[test]
    fn p_resp_4_the_bound_on_rounds_is_never_silent() {
        let unhappy = [("02 12:00", UNHAPPY), ("02 13:00", UNHAPPY), ("02 14:00", UNHAPPY)];
        let spec = RuleSpec { at_most: Some(2), ..follow_up() };
        let exhausted = |later: &[(&str, Happening)]| {
            let clocks = levels(vec![spec.clone()]).standing(&history(later), march("09 09:00"));
            clocks.iter().map(|clock| clock.exhausted.map(|by| by.occurred_at)).collect::<Vec<_>>()
        };
        assert_eq!(exhausted(&unhappy[..2]), [None, None]);
        assert_eq!(exhausted(&unhappy), [None, Some(march("02 14:00"))]);
        let accepted = [&unhappy[..], &[("02 15:00", HAPPY)]].concat();
        assert_eq!(exhausted(&accepted), [None, None], "settled after all");
        let again = [&accepted[..], &[("02 16:00", UNHAPPY)]].concat();
        assert_eq!(exhausted(&again), [None, None, None], "rounds count from the first again");
    }

    #[test]
    fn a_bound_is_required_where_it_means_something_and_refused_elsewhere() {
        let (measure, other) = (Measure::FollowUp, Measure::Resolution);
        assert_eq!(
            refused(RuleSpec { at_most: None, ..follow_up() }),
            ("at-most".into(), RuleProblem::Unbounded { measure })
        );
        assert_eq!(
            refused(RuleSpec { at_most: Some(0), ..follow_up() }),
            ("at-most".into(), RuleProblem::NoRoundAllowed)
        );
        assert_eq!(
            refused(RuleSpec { at_most: Some(3), ..rule("sla.solve", other, "4h") }),
            ("at-most".into(), RuleProblem::NoRounds { measure: other })
        );
    }
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

mod reminders {
    use super::*;

    fn reminded(spec: &RuleSpec, ticket: &Ticket, as_of: &str) -> Clock {
        only(levels(vec![spec.clone()]).standing(ticket, march(as_of)))
    }

    fn every(remind: &str, within: &str) -> RuleSpec {
        RuleSpec { remind: remind.parse().ok(), ..rule("sla.solve", Measure::Resolution, within) }
    }

    #[test]
    fn p_resp_2_unfinished_tickets_are_reminded_of_again_and_again_also_when_late() {
        let ticket =
            ticket(vec![(march("02 10:00"), Happening::Opened), (march("04 09:00"), Happening::Solved)]);
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
