//! Edges that are easy to get wrong: reopenings, waits, bounds that are no instants, and choices among rules.

use crm_model::{
    Classification, EventKind, Happening, Holder, Missing, Precision, State, Ticket, TicketEvent, TicketId,
    TicketRecord,
};
use crm_sla::{
    AgreedTerms, CalendarEdit, CalendarEdits, HitPolicy, Measure, Reopen, RuleProblem, RuleSpec,
    ServiceLevels, Stops,
};

use crate::support::{back, levels, march, minute, office, only, rule, ticket, wait};

/// A kind of event at an instant known only as a bound.
fn by(at: &str, happening: Happening) -> TicketEvent {
    TicketEvent { precision: Precision::NotAfter, ..TicketEvent::at(march(at), happening) }
}

fn exactly(at: &str, happening: Happening) -> TicketEvent {
    TicketEvent::at(march(at), happening)
}

/// The state of the one clock of a rule on a history, long after.
fn state(spec: RuleSpec, events: Vec<TicketEvent>) -> State {
    let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events));
    only(levels(vec![spec]).standing(&ticket, march("30 09:00"))).state
}

#[test]
fn closing_and_reopening_does_not_rid_one_of_an_answer() {
    for (reopen, word) in Reopen::ALL {
        let mut spec = rule("sla.answer", Measure::FirstResponse, "4h");
        spec.reopen = reopen;
        let ticket = ticket(vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 09:05"), Happening::Closed),
            (march("02 09:06"), Happening::Reopened),
        ]);
        let clock = only(levels(vec![spec]).standing(&ticket, march("30 09:00")));
        let due = if word == "continue-without-solved-time" { "02 13:01" } else { "02 13:00" };
        assert_eq!((clock.state, clock.due), (State::Overdue, Some(march(due))), "{word}");
    }
}

#[test]
fn the_rule_that_decides_says_whether_there_is_a_second_round() {
    let mut any = rule("sla.any", Measure::Resolution, "8h");
    any.reopen = Reopen::Restart;
    let mut complex = rule("sla.complex", Measure::Resolution, "2h");
    complex.when.complexity = Some(["complex".parse().unwrap()].into());
    let judged =
        Happening::Classified(Classification { complexity: "complex".parse().ok(), ..Default::default() });
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:00"), judged),
        (march("02 10:00"), Happening::Solved),
        (march("02 11:00"), Happening::Reopened),
    ]);
    assert_eq!(only(levels(vec![any, complex]).standing(&ticket, march("30 09:00"))).state, State::Met);
}

#[test]
fn t34_a_ticket_at_rest_starts_nothing() {
    let mut spec = rule("sla.transfer", Measure::Transfer, "1bh");
    spec.starts = EventKind::Classified;
    spec.when.complexity = Some(["complex".parse().unwrap()].into());
    let judged =
        Happening::Classified(Classification { complexity: "complex".parse().ok(), ..Default::default() });
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Solved),
        (march("02 10:05"), judged), // typed in afterwards
    ]);
    assert!(levels(vec![spec]).standing(&ticket, march("30 09:00")).is_empty());
}

#[test]
fn a_solution_and_a_reopening_end_every_wait() {
    let mut spec = rule("sla.solve", Measure::Resolution, "4h");
    spec.reopen = Reopen::Continue;
    let events = vec![
        exactly("02 09:00", Happening::Opened),
        exactly("02 10:00", wait("customer")),
        exactly("02 11:00", Happening::Solved),
        exactly("03 09:00", Happening::Reopened),
    ];
    assert_eq!(state(spec, events), State::Overdue);
}

#[test]
fn a_verdict_that_hangs_on_the_true_edge_of_a_pause_is_undetermined() {
    let solve = |reopen| RuleSpec { reopen, ..rule("sla.solve", Measure::Resolution, "4h") };
    let unknown = |event| State::Undetermined { missing: Missing::InstantOf(event) };
    let opened = || exactly("02 09:00", Happening::Opened);
    let back_by = |solved: &str| {
        vec![
            opened(),
            exactly("02 10:00", wait("customer")),
            by("02 20:00", back("customer")),
            exactly(solved, Happening::Solved),
        ]
    };
    assert_eq!(state(solve(Reopen::Continue), back_by("02 22:00")), unknown(EventKind::Back));
    assert_eq!(state(solve(Reopen::Continue), back_by("02 23:01")), State::MetLate, "late even so");
    assert_eq!(
        state(solve(Reopen::Continue), vec![opened(), by("05 09:00", Happening::Closed)]),
        unknown(EventKind::Closed)
    );
    let reopened =
        |solved, reopened| vec![opened(), solved, reopened, exactly("02 14:00", Happening::Solved)];
    assert_eq!(
        state(
            solve(Reopen::ContinueWithoutSolvedTime),
            reopened(by("02 12:30", Happening::Solved), exactly("02 12:40", Happening::Reopened))
        ),
        unknown(EventKind::Solved)
    );
    assert_eq!(
        state(
            solve(Reopen::ContinueWithoutSolvedTime),
            reopened(exactly("02 10:00", Happening::Solved), by("02 12:40", Happening::Reopened))
        ),
        unknown(EventKind::Reopened)
    );
}

#[test]
fn the_event_that_completes_triage_fixes_its_instant() {
    let kind = Happening::Classified(Classification { kind: "inquiry".parse().ok(), ..Default::default() });
    let to = Happening::Assigned(Holder { department: "finance".parse().ok(), person: None });
    let events = vec![exactly("02 09:00", Happening::Opened), by("02 10:00", kind), exactly("02 20:00", to)];
    assert_eq!(state(rule("sla.triage", Measure::Triage, "4h"), events), State::MetLate);
}

#[test]
fn what_is_done_once_counts_even_before_its_clock_starts() {
    let mut spec = rule("sla.answer", Measure::FirstResponse, "4h");
    spec.starts = EventKind::Recorded;
    let events = vec![
        exactly("02 09:00", Happening::Opened),
        exactly("02 09:01", Happening::FirstResponse),
        exactly("02 09:02", Happening::Recorded),
    ];
    assert_eq!(state(spec, events), State::Met);
}

#[test]
fn a_wait_of_no_length_pauses_nothing() {
    let events = vec![
        exactly("02 09:00", Happening::Opened),
        exactly("02 10:00", wait("customer")),
        exactly("02 10:00", back("customer")),
    ];
    assert_eq!(state(rule("sla.solve", Measure::Resolution, "4h"), events), State::Overdue);
}

#[test]
fn a_wait_dated_before_the_ticket_leaves_a_late_verdict_open() {
    let events = vec![
        exactly("02 09:00", Happening::Opened),
        exactly("02 08:59", wait("customer")),
        exactly("02 19:00", Happening::Solved),
    ];
    let missing = Missing::CredibleRecordOf(EventKind::Waiting);
    assert_eq!(state(rule("sla.solve", Measure::Resolution, "4h"), events), State::Undetermined { missing });
}

#[test]
fn the_strictest_rule_is_the_one_that_falls_due_first_pauses_included() {
    let mut steady = rule("sla.steady", Measure::Resolution, "8h");
    steady.pauses = [].into();
    let pausing = rule("sla.pausing", Measure::Resolution, "4h");
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), wait("customer")),
        (march("02 20:00"), back("customer")),
        (march("02 22:00"), Happening::Solved),
    ]);
    let levels = ServiceLevels::new(vec![steady, pausing], HitPolicy::Strictest).unwrap();
    let clock = only(levels.standing(&ticket, march("30 09:00")));
    assert_eq!((clock.state, clock.due), (State::MetLate, Some(march("02 17:00"))));
}

#[test]
fn the_strictest_cannot_be_told_where_a_calendar_ends() {
    let within = |name: &str, within: &str| rule(name, Measure::Resolution, within);
    let rules = vec![within("sla.beyond", "900bd"), within("sla.long", "200h")];
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    let levels = ServiceLevels::new(rules, HitPolicy::Strictest).unwrap();
    let clock = only(levels.standing(&ticket, march("03 09:00")));
    assert_eq!(clock.state, State::Undetermined { missing: Missing::CalendarYear });
}

#[test]
fn a_revisit_outlives_the_closing_that_follows_the_solution() {
    let mut spec = rule("sla.revisit", Measure::Revisit, "24h");
    spec.starts = EventKind::Solved;
    let events = vec![
        exactly("02 09:00", Happening::Opened),
        exactly("02 10:00", Happening::Solved),
        exactly("02 11:00", Happening::Closed),
        exactly("02 12:00", Happening::Revisited(None)),
    ];
    assert_eq!(state(spec, events), State::Met);
}

#[test]
fn names_are_distinct_and_stops_are_few() {
    let spec = rule("sla.answer", Measure::FirstResponse, "4h");
    let twice = ServiceLevels::new(vec![spec.clone(), spec.clone()], HitPolicy::Strictest).unwrap_err();
    assert_eq!(twice.problem, RuleProblem::NameTwice);
    let repeated = Stops::all([EventKind::Solved; 40]);
    assert_eq!(repeated.groups().len(), 1);
    let mut cancelled = spec;
    cancelled.cancels = Some([EventKind::Opened].into_iter().collect());
    let refused = ServiceLevels::new(vec![cancelled], HitPolicy::Strictest).unwrap_err();
    assert_eq!(refused.problem, RuleProblem::StopsAsItStarts { event: EventKind::Opened });
}

#[test]
fn the_owner_is_who_held_the_ticket_then() {
    let to = |name: &str| Happening::Assigned(Holder { department: name.parse().ok(), person: None });
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:30"), to("service")),
        (march("05 09:00"), to("finance")),
    ]);
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let owner =
        |at| only(levels.standing(&ticket, march(at))).owner.and_then(|owner| owner.department).unwrap();
    assert_eq!(owner("03 09:00").as_str(), "service");
    assert_eq!(owner("06 09:00").as_str(), "finance");
}

#[test]
fn t41_ten_thousand_pauses_and_rounds_are_all_judged() {
    let mut spec = rule("sla.solve", Measure::Resolution, "4h");
    spec.reopen = Reopen::Restart;
    let levels = levels(vec![spec]);
    let mut events = vec![(minute(0), Happening::Opened)];
    for round in 0..10_000 {
        let start = round * 100;
        events.extend([
            (minute(start + 10), wait("customer")),
            (minute(start + 20), back("customer")),
            (minute(start + 30), Happening::Solved),
            (minute(start + 100), Happening::Reopened),
        ]);
    }
    let clocks = levels.standing(&ticket(events), minute(1_000_000));
    assert_eq!(clocks.len(), 10_001);
    let met = clocks.iter().filter(|clock| clock.state == State::Met);
    assert_eq!(met.filter(|clock| clock.elapsed.unwrap().to_string() == "20 min").count(), 10_000);
}

#[test]
fn t41_ten_thousand_agreements_changes_and_edits_are_all_looked_at() {
    const MANY: i64 = 10_000;
    let judged = |urgency: &str| {
        Happening::Classified(Classification { urgency: urgency.parse().ok(), ..Default::default() })
    };
    let mut history = vec![(minute(0), Happening::Opened)];
    for place in 0..MANY {
        let at = minute(10 * place + 1);
        history.push((at, judged(["regular", "urgent"][usize::from(place % 2 == 0)])));
        history.push((at, Happening::Agreed("resolution 9000h".parse().unwrap())));
        history.push((minute(10 * place + 2), wait("customer")));
        history.push((minute(10 * place + 3), back("customer")));
    }
    let edits = (0..MANY).map(|place| CalendarEdit { from: minute(10 * place + 5), calendar: office() });
    let edits: Vec<CalendarEdit> = edits.collect();
    let spec = |urgency: &str| {
        let mut spec = rule(&format!("sla.{urgency}"), Measure::Resolution, "9000h");
        spec.when.urgency = Some([urgency.parse().unwrap()].into());
        (spec.changes.agreement, spec.changes.calendar) = (AgreedTerms::Replace, CalendarEdits::Replay);
        spec.calendar_edits = edits.clone();
        spec
    };
    let levels = levels(vec![spec("regular"), spec("urgent")]);
    let clock = only(levels.standing(&ticket(history), minute(10 * MANY)));
    // 9,000 h after the start, and a minute more for each of as many waits as there are until then.
    assert_eq!((clock.state, clock.due), (State::Open, Some(minute(9_000 * 60 + MANY))));
    assert_eq!(clock.choices.len(), 3 * 10_000 - 1); // what is judged first was so from the beginning
}
