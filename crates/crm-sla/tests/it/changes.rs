//! What changes on the way do to a clock, each option worked out by hand.

use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
use crm_model::{
    AgreedLimit, Agreement, Classification, DatedAgreement, Happening, Holder, Knowledge, Missing, State,
    Ticket, TicketEvent, TicketId, TicketRecord,
};
use crm_sla::{
    Absorbed, AgreedTerms, CalendarEdit, CalendarEdits, Case, Changes, Choice, Clock, Counting, Limit,
    Measure, Merger, Reopen, RuleSpec, ServiceLevels,
};

use crate::support::{back, levels, march, only, rule, ticket, wait};

fn judged(urgency: &str) -> Happening {
    Happening::Classified(Classification { urgency: urgency.parse().ok(), ..Default::default() })
}

/// Eight hours for the regular, four for the urgent, by the clock.
fn eight_or_four(counting: Counting) -> ServiceLevels {
    let of = |name: &str, urgency: &str, within: &str| {
        let mut spec = rule(name, Measure::Resolution, within);
        spec.when.urgency = Some([urgency.parse().unwrap()].into());
        spec.changes.rule = counting;
        spec
    };
    levels(vec![of("sla.regular", "regular", "8h"), of("sla.urgent", "urgent", "4h")])
}

/// Opened on Monday at 08:00 as regular; urgent from 13:00 on, when five hours are used.
fn turned_urgent() -> Vec<(chrono::DateTime<chrono::Utc>, Happening)> {
    vec![
        (march("02 08:00"), Happening::Opened),
        (march("02 08:00"), judged("regular")),
        (march("02 13:00"), judged("urgent")),
    ]
}

fn standing(levels: &ServiceLevels, ticket: &Ticket, at: &str) -> Clock {
    only(levels.standing(ticket, march(at)))
}

#[test]
fn t25_a_retroactive_change_breaches_at_the_four_hour_point_and_is_noticed_at_the_change() {
    let levels = eight_or_four(Counting::FromStart);
    let ticket = ticket(turned_urgent());
    assert_eq!(standing(&levels, &ticket, "02 12:59").state, State::Open);
    let clock = standing(&levels, &ticket, "02 13:00");
    assert_eq!((clock.state, clock.due), (State::Overdue, Some(march("02 12:00"))));
    let from = Some("sla.regular".parse().unwrap());
    let counting = Counting::FromStart;
    assert_eq!(clock.choices, [Choice::RuleChanged { at: march("02 13:00"), from, counting }]);
}

#[test]
fn t25_a_fresh_change_gives_four_hours_more() {
    let levels = eight_or_four(Counting::FromChange);
    let ticket = ticket(turned_urgent());
    let clock = standing(&levels, &ticket, "02 16:00");
    assert_eq!((clock.state, clock.due), (State::Open, Some(march("02 17:00"))));
    assert_eq!(clock.start.unwrap().occurred_at, march("02 13:00"));
    let from = Some("sla.regular".parse().unwrap());
    assert_eq!(
        clock.choices,
        [Choice::RuleChanged { at: march("02 13:00"), from, counting: Counting::FromChange }]
    );
    assert_eq!(standing(&levels, &ticket, "02 17:01").state, State::Overdue);
}

#[test]
fn t25_what_was_late_before_a_fresh_change_stays_late() {
    let levels = eight_or_four(Counting::FromChange);
    let mut history = turned_urgent();
    history[1].1 = judged("urgent"); // due at 12:00
    history[2].1 = judged("regular"); // at 13:00, an hour too late for mercy
    history.push((march("02 14:00"), Happening::Solved));
    let clock = standing(&levels, &ticket(history), "03 09:00");
    assert_eq!((clock.state, clock.due), (State::MetLate, Some(march("02 12:00"))));
    assert_eq!(clock.rule.unwrap().name.as_str(), "sla.urgent");
}

#[test]
fn t26_pauses_survive_a_change_of_priority() {
    for (counting, due) in [(Counting::FromStart, "02 16:00"), (Counting::FromChange, "02 19:00")] {
        let mut history = turned_urgent();
        // Two hours of waiting before the change, and two from the change on.
        history.extend([(march("02 09:00"), wait("customer")), (march("02 11:00"), back("customer"))]);
        history.extend([(march("02 13:00"), wait("supplier")), (march("02 15:00"), back("supplier"))]);
        let clock = standing(&eight_or_four(counting), &ticket(history), "02 15:00");
        assert_eq!(clock.due, Some(march(due)), "{counting:?}");
    }
}

#[test]
fn t36_a_first_rule_counts_from_creation_or_from_then() {
    for (counting, due) in [(Counting::FromStart, "02 12:00"), (Counting::FromChange, "02 17:00")] {
        let mut urgent = rule("sla.urgent", Measure::Resolution, "4h");
        urgent.when.urgency = Some(["urgent".parse().unwrap()].into());
        urgent.changes.first_rule = counting;
        let levels = levels(vec![urgent]);
        let ticket = ticket(turned_urgent());
        let before = standing(&levels, &ticket, "02 12:00");
        assert_eq!(before.state, State::Undetermined { missing: Missing::Rule });
        let after = standing(&levels, &ticket, "02 13:00");
        assert_eq!(after.due, Some(march(due)));
        assert_eq!(after.choices, [Choice::RuleChanged { at: march("02 13:00"), from: None, counting }]);
    }
}

#[test]
fn t28_the_verdict_names_the_choice_about_reopening() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 13:00"), Happening::Solved),
        (march("03 13:00"), Happening::Reopened),
        (march("03 15:00"), Happening::Solved),
    ]);
    for (option, _) in Reopen::ALL {
        let spec = RuleSpec { reopen: option, ..rule("sla.solve", Measure::Resolution, "24h") };
        let clocks = levels(vec![spec]).standing(&ticket, march("04 09:00"));
        let named = Choice::Reopened { at: march("03 13:00"), option };
        assert_eq!(clocks.last().unwrap().choices, [named], "{option:?}");
    }
}

fn named(id: &str, events: Vec<(chrono::DateTime<chrono::Utc>, Happening)>) -> Ticket {
    let events = events.into_iter().map(|(at, what)| TicketEvent::at(at, what)).collect();
    Ticket::new(TicketRecord::new(TicketId::new(id).unwrap(), events))
}

/// T-1 is opened at 09:00 and merged at 10:00 into T-2, opened at 09:30.
fn merged() -> (Ticket, Vec<(chrono::DateTime<chrono::Utc>, Happening)>) {
    let into = TicketId::new("T-2").unwrap();
    let source = vec![(march("02 09:00"), Happening::Opened), (march("02 10:00"), Happening::Merged(into))];
    (named("T-1", source), vec![(march("02 09:30"), Happening::Opened)])
}

fn with_absorbed(levels: &ServiceLevels, source: &Ticket, target: &Ticket, at: &str) -> Vec<Clock> {
    let absorbed = [Absorbed::new(source, target).unwrap()];
    levels.standing_of(&Case { absorbed: &absorbed, ..Case::new(target) }, march(at))
}

#[test]
fn t35_the_target_of_a_merger_keeps_the_earliest_open_obligation() {
    let (source, target) = merged();
    let target = named("T-2", target);
    for (merger, due) in [(Merger::KeepEarliest, "02 13:00"), (Merger::KeepOwn, "02 13:30")] {
        let mut spec = rule("sla.answer", Measure::FirstResponse, "4h");
        spec.changes.merger = merger;
        let clock = only(with_absorbed(&levels(vec![spec]), &source, &target, "02 11:00"));
        assert_eq!((clock.due, clock.round, clock.slot), (Some(march(due)), 1, 1));
        let taken = clock.taken_over_from().map(TicketId::as_str);
        assert_eq!(taken, (merger == Merger::KeepEarliest).then_some("T-1"));
        assert_eq!(clock.obligation(&target).id.subject.to_string(), "T-2");
    }
}

#[test]
fn t35_an_open_obligation_goes_on_where_the_target_has_met_its_own() {
    let (source, mut target) = merged();
    target.push((march("02 09:40"), Happening::FirstResponse)); // an answer to T-2 alone
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let states = |target: &Ticket, at: &str| {
        let clocks = with_absorbed(&levels, &source, target, at);
        clocks.into_iter().map(|clock| (clock.slot, clock.state)).collect::<Vec<_>>()
    };
    let now = named("T-2", target.clone());
    assert_eq!(states(&now, "02 12:00"), [(1, State::Met), (2, State::Open)]);
    assert_eq!(states(&now, "02 09:59"), [(1, State::Met)], "not merged yet");
    target.push((march("02 13:30"), Happening::MessageOut));
    assert_eq!(states(&named("T-2", target), "02 14:00"), [(1, State::Met), (2, State::MetLate)]);
}

#[test]
fn t35_what_was_settled_before_the_merger_is_not_taken_over() {
    let into = TicketId::new("T-2").unwrap();
    let source = named(
        "T-1",
        vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 09:10"), Happening::FirstResponse),
            (march("02 10:00"), Happening::Merged(into)),
        ],
    );
    let target = named("T-2", vec![(march("02 09:30"), Happening::Opened)]);
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let clock = only(with_absorbed(&levels, &source, &target, "02 11:00"));
    assert_eq!((clock.due, clock.taken_over_from()), (Some(march("02 13:30")), None));
}

fn agreed(text: &str) -> Happening {
    Happening::Agreed(text.parse().unwrap())
}

/// What is special is solved as agreed with the customer.
fn as_agreed() -> RuleSpec {
    RuleSpec { limit: Limit::AsAgreed, ..rule("sla.special", Measure::Resolution, "1h") }
}

#[test]
fn d_resp_2_special_problems_are_due_as_agreed_on_the_ticket() {
    let levels = levels(vec![as_agreed()]);
    let mut history = vec![(march("02 09:00"), Happening::Opened)];
    let nothing = standing(&levels, &ticket(history.clone()), "02 10:00");
    assert_eq!(nothing.state, State::Undetermined { missing: Missing::Agreement });
    history.push((march("02 10:00"), agreed("resolution 2d")));
    history.push((march("02 10:00"), agreed("first-response 1h"))); // another matter
    let clock = standing(&levels, &ticket(history.clone()), "02 11:00");
    assert_eq!((clock.state, clock.due), (State::Open, Some(march("04 09:00"))));
    let limit = AgreedLimit::Within("2d".parse().unwrap());
    assert_eq!(clock.choices, [Choice::Agreed { at: Some(march("02 10:00")), limit }]);
    history.push((march("03 10:00"), agreed("resolution by 2026-03-06T12:00:00Z")));
    history.push((march("05 09:00"), wait("customer"))); // an instant is an instant
    let clock = standing(&levels, &ticket(history), "05 10:00");
    assert_eq!((clock.state, clock.due), (State::Open, Some(march("06 12:00"))));
}

#[test]
fn d_resp_2_a_new_agreement_mends_no_miss() {
    let levels = levels(vec![as_agreed()]);
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:00"), agreed("resolution 4h")),
        (march("02 14:00"), agreed("resolution 2d")),
        (march("02 15:00"), Happening::Solved),
    ]);
    let clock = standing(&levels, &ticket, "09 09:00");
    assert_eq!((clock.state, clock.due), (State::MetLate, Some(march("02 13:00"))));
}

#[test]
fn d_resp_2_a_customers_standing_agreement_counts_where_the_rule_says_so() {
    let dated = |from, text: &str| DatedAgreement { from, agreement: text.parse::<Agreement>().unwrap() };
    let agreements = [
        dated(None, "resolution 12h"),
        dated(Some(march("02 00:00")), "resolution 2h"),
        dated(Some(march("02 10:00")), "resolution 1h"), // after the ticket opened
    ];
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    let due = |spec| {
        let levels = levels(vec![spec]);
        let case = Case { agreements: &agreements, ..Case::new(&ticket) };
        only(levels.standing_of(&case, march("02 09:30"))).due
    };
    let fixed = rule("sla.solve", Measure::Resolution, "4h");
    let replaced = RuleSpec {
        changes: Changes { agreement: AgreedTerms::Replace, ..Changes::default() },
        ..fixed.clone()
    };
    assert_eq!(due(as_agreed()), Some(march("02 11:00")));
    assert_eq!(due(fixed), Some(march("02 13:00")));
    assert_eq!(due(replaced), Some(march("02 11:00")));
}

#[test]
fn x37_what_was_known_and_what_was_so_are_two_honest_answers() {
    let mut solved = TicketEvent::at(march("02 12:00"), Happening::Solved);
    solved.recorded_at = Some(march("04 08:00"));
    let opened = TicketEvent::at(march("02 09:00"), Happening::Opened);
    let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), vec![opened, solved]));
    let levels = levels(vec![rule("sla.solve", Measure::Resolution, "4h")]);
    let state = |knowledge, at: &str| {
        only(levels.standing_of(&Case { knowledge, ..Case::new(&ticket) }, march(at))).state
    };
    assert_eq!(state(Knowledge::AsKnown, "03 09:00"), State::Overdue);
    assert_eq!(state(Knowledge::Hindsight, "03 09:00"), State::Met);
    assert_eq!(state(Knowledge::AsKnown, "04 08:00"), State::Met);
}

#[test]
fn custody_credits_each_holder_with_the_time_the_clock_ran_with_them() {
    let team = |name: &str| Holder { department: name.parse().ok(), person: None };
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Assigned(team("service"))),
        (march("02 11:00"), wait("customer")),
        (march("02 12:00"), back("customer")),
        (march("02 12:00"), Happening::Assigned(team("service"))), // the same team
        (march("02 14:00"), Happening::Transferred(team("support"))),
        (march("02 16:00"), Happening::Solved),
    ]);
    let levels = levels(vec![rule("sla.solve", Measure::Resolution, "5h")]);
    let (case, as_of) = (Case::new(&ticket), march("03 09:00"));
    let clock = only(levels.standing_of(&case, as_of));
    assert_eq!(clock.due, Some(march("02 15:00")));
    let custody = levels.custody(&case, &clock, as_of);
    let told: Vec<_> = custody
        .iter()
        .map(|part| {
            let holder = part.holder.as_ref().and_then(|owner| owner.department.as_ref());
            let late = part.late.map(|late| late.elapsed.to_string());
            (holder.map(crm_model::Department::as_str), part.elapsed.unwrap().to_string(), late)
        })
        .collect();
    assert_eq!(
        told,
        [
            (None, "1 h".into(), None),
            (Some("service"), "3 h".into(), None),
            (Some("support"), "2 h".into(), Some("1 h".into()))
        ]
    );
}

/// Short days, 09:00 to 13:00, from Tuesday on.
fn edited(option: CalendarEdits) -> ServiceLevels {
    let mut spec = rule("sla.solve", Measure::Resolution, "12bh");
    spec.changes.calendar = option;
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-13:00".parse().unwrap()]);
    let calendar = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027))).unwrap();
    spec.calendar_edits = vec![CalendarEdit { from: march("03 00:00"), calendar }];
    levels(vec![spec])
}

#[test]
fn t27_an_edited_calendar_has_three_answers() {
    // Opened on Monday at 09:00, an hour off at noon until 18:00: 8 of 12 h are used when the hours become shorter.
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    let due = |option, at: &str| standing(&edited(option), &ticket, at).due.unwrap();
    assert_eq!(due(CalendarEdits::AsOpened, "04 09:00"), march("03 14:00"));
    assert_eq!(due(CalendarEdits::KeepUsed, "04 09:00"), march("03 13:00"), "4 h left at 4 h a day");
    assert_eq!(due(CalendarEdits::Replay, "04 09:00"), march("04 13:00"), "12 h at 4 h a day, from Monday");
    for option in [CalendarEdits::KeepUsed, CalendarEdits::Replay] {
        let clock = standing(&edited(option), &ticket, "03 12:00");
        assert_eq!(clock.choices, [Choice::CalendarEdited { at: march("03 00:00"), option }]);
    }
}

#[test]
fn t27_a_replay_changes_the_verdict_at_the_edit_and_not_before() {
    let levels = edited(CalendarEdits::Replay);
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    let before = standing(&levels, &ticket, "02 23:59");
    assert_eq!((before.due, before.valid_until), (Some(march("03 14:00")), Some(march("03 00:00"))));
}

#[test]
fn t27_what_was_late_before_the_edit_stays_late() {
    let mut spec = rule("sla.solve", Measure::Resolution, "4bh");
    spec.changes.calendar = CalendarEdits::Replay;
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-10:00".parse().unwrap()]);
    let calendar = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027))).unwrap();
    spec.calendar_edits = vec![CalendarEdit { from: march("03 00:00"), calendar }];
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened), (march("03 09:30"), Happening::Solved)]);
    let clock = standing(&levels(vec![spec]), &ticket, "05 09:00");
    assert_eq!((clock.state, clock.due), (State::MetLate, Some(march("02 14:00"))));
}

#[test]
fn t35_t34_nothing_is_taken_over_by_a_solved_ticket_until_it_is_reopened() {
    let (source, mut target) = merged();
    target.push((march("02 09:40"), Happening::Solved));
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let taken = |target: &Ticket| {
        let clocks = with_absorbed(&levels, &source, target, "02 12:00");
        clocks.iter().filter(|clock| clock.taken_over_from().is_some()).count()
    };
    assert_eq!(taken(&named("T-2", target.clone())), 0);
    target.push((march("02 11:00"), Happening::Reopened));
    assert_eq!(taken(&named("T-2", target)), 1);
}

#[test]
fn t35_a_promise_that_was_late_at_the_merger_is_missed_once() {
    let (source, target) = merged();
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "30min")]); // due at 09:30
    let clock = only(with_absorbed(&levels, &source, &named("T-2", target), "02 10:00"));
    assert_eq!((clock.due, clock.taken_over_from()), (Some(march("02 10:00")), None));
    assert_eq!(only(levels.standing(&source, march("02 11:00"))).state, State::Missed);
}
