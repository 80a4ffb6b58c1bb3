//! Options of a rule that meet on one clock, each case worked out by hand.

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
use crm_model::{
    Classification, EventKind, Happening, Knowledge, State, Ticket, TicketEvent, TicketId, TicketRecord,
};
use crm_sla::{
    Absorbed, AgreedTerms, CalendarEdit, CalendarEdits, Case, Choice, Clock, Counting, HitPolicy, Limit,
    Measure, Reopen, RuleProblem, RuleSpec, ServiceLevels, Warning,
};

use crate::support::{levels, march, only, rule, ticket};

fn judged(urgency: &str) -> Happening {
    Happening::Classified(Classification { urgency: urgency.parse().ok(), ..Default::default() })
}

fn agreed(text: &str) -> Happening {
    Happening::Agreed(text.parse().unwrap())
}

fn standing(levels: &ServiceLevels, ticket: &Ticket, at: &str) -> Clock {
    only(levels.standing(ticket, march(at)))
}

/// A rule for each urgency, by the clock; each counts afresh from a change.
fn afresh(rules: &[(&str, &str)]) -> Vec<RuleSpec> {
    let of = |(urgency, within): &(&str, &str)| {
        let mut spec = rule(&format!("sla.{urgency}"), Measure::Resolution, within);
        spec.when.urgency = Some([urgency.parse().unwrap()].into());
        (spec.changes.rule, spec.changes.first_rule) = (Counting::FromChange, Counting::FromChange);
        spec
    };
    rules.iter().map(of).collect()
}

fn hours(text: &str) -> Calendar {
    let weekly = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &[text.parse().unwrap()]);
    Calendar::new(CalendarSpec::weekly("office", Zone::utc(), weekly, (2025, 2027))).unwrap()
}

/// The office opens from 09:00 to 13:00 only, from Tuesday on.
fn with_short_days(option: CalendarEdits, mut spec: RuleSpec) -> RuleSpec {
    spec.changes.calendar = option;
    spec.calendar_edits = vec![CalendarEdit { from: march("03 00:00"), calendar: hours("09:00-13:00") }];
    spec
}

#[test]
fn t25_an_agreement_after_a_fresh_change_makes_nothing_late_before_it() {
    let mut rules = afresh(&[("regular", "8h"), ("urgent", "4h")]);
    rules[0].changes.agreement = AgreedTerms::Replace;
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:00"), judged("regular")),
        (march("02 11:00"), judged("urgent")), // not late: due at 17:00 by then
        (march("02 12:00"), agreed("resolution 1h")), // which nobody knew at the change
    ];
    let clock = standing(&levels(rules), &ticket(history), "02 12:30");
    assert_eq!((clock.state, clock.due), (State::Open, Some(march("02 15:00"))));
}

#[test]
fn t25_t36_what_was_late_before_nothing_covered_it_stays_late() {
    let levels = levels(afresh(&[("urgent", "2h"), ("regular", "8h")]));
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:00"), judged("urgent")), // due at 11:00
        (march("02 12:00"), judged("no-rule-knows-it")),
        (march("02 13:00"), judged("regular")),
        (march("02 14:00"), Happening::Solved),
    ];
    let clock = standing(&levels, &ticket(history.clone()), "03 09:00");
    assert_eq!((clock.state, clock.due), (State::MetLate, Some(march("02 11:00"))));
    let mut in_time = history;
    in_time[2].0 = march("02 10:00");
    let clock = standing(&levels, &ticket(in_time), "03 09:00");
    assert_eq!((clock.state, clock.due), (State::Met, Some(march("02 21:00"))));
}

#[test]
fn t27_a_clock_that_starts_after_the_edit_counts_the_new_hours() {
    // Opened on Monday, solved, and reopened on Wednesday at 12:00: 2 h are used up on Thursday at 10:00.
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Solved),
        (march("04 12:00"), Happening::Reopened),
    ];
    for (option, due) in [
        (CalendarEdits::AsOpened, "04 15:00"),
        (CalendarEdits::KeepUsed, "05 10:00"),
        (CalendarEdits::Replay, "05 10:00"),
    ] {
        let spec = RuleSpec { reopen: Reopen::Restart, ..rule("sla.solve", Measure::Resolution, "2bh") };
        let clocks =
            levels(vec![with_short_days(option, spec)]).standing(&ticket(history.clone()), march("04 12:30"));
        let clock = clocks.last().unwrap();
        assert_eq!((clock.round, clock.due), (2, Some(march(due))), "{option:?}");
        let edited = Choice::CalendarEdited { at: march("03 00:00"), option };
        assert_eq!(clock.choices.contains(&edited), option != CalendarEdits::AsOpened);
    }
}

#[test]
fn t25_t27_a_fresh_change_after_the_edit_counts_the_new_hours() {
    let mut rules = afresh(&[("regular", "9bh"), ("urgent", "2bh")]);
    rules = rules.into_iter().map(|spec| with_short_days(CalendarEdits::Replay, spec)).collect();
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:00"), judged("regular")), // 8 h by the evening, or 4 h at 4 h a day
        (march("03 12:00"), judged("urgent")),
    ];
    let clock = standing(&levels(rules), &ticket(history), "03 12:30");
    assert_eq!((clock.state, clock.due), (State::Open, Some(march("04 10:00"))));
}

#[test]
fn t27_a_limit_agreed_after_the_edit_counts_the_new_hours() {
    let mut spec = with_short_days(CalendarEdits::Replay, rule("sla.solve", Measure::Resolution, "20bh"));
    spec.changes.agreement = AgreedTerms::Replace;
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("03 10:00"), agreed("resolution 12bh")), // 4 h a day from Monday on: on Wednesday at 13:00
    ];
    let clock = standing(&levels(vec![spec]), &ticket(history), "03 11:00");
    assert_eq!((clock.state, clock.due), (State::Open, Some(march("04 13:00"))));
}

#[test]
fn t27_reminders_count_the_hours_by_which_the_clock_is_judged() {
    let mut spec = with_short_days(CalendarEdits::Replay, rule("sla.solve", Measure::Resolution, "20bh"));
    spec.remind = Some("3bh".parse().unwrap());
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    let levels = levels(vec![spec]);
    // By the old hours every 3 h: at 12:00, at 16:00, and on Tuesday at 10:00. By the new ones: at 12:00 and on Tuesday at 11:00.
    let before = standing(&levels, &ticket, "02 17:00");
    assert_eq!(before.reminder.unwrap().last, Some(march("02 16:00")));
    assert_eq!(
        (before.reminder.unwrap().next, before.valid_until),
        (Some(march("03 10:00")), Some(march("03 00:00")))
    );
    let after = standing(&levels, &ticket, "03 10:30");
    assert_eq!(after.reminder.unwrap().next, Some(march("03 11:00")));
    assert_eq!(after.reminder.unwrap().last, Some(march("02 12:00")));
}

#[test]
fn choices_are_told_in_order_of_time() {
    let mut rules = afresh(&[("regular", "8h"), ("urgent", "40h")]);
    for spec in &mut rules {
        (spec.changes.agreement, spec.changes.rule) = (AgreedTerms::Replace, Counting::FromStart);
        spec.reopen = Reopen::Continue;
    }
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:00"), judged("regular")),
        (march("02 10:00"), agreed("resolution 30h")),
        (march("02 11:00"), judged("urgent")),
        (march("02 12:00"), Happening::Solved),
        (march("02 13:00"), Happening::Reopened),
        (march("02 14:00"), agreed("resolution 50h")),
    ];
    let clock = standing(&levels(rules), &ticket(history), "02 15:00");
    let told: Vec<&str> = clock.choices.iter().map(word).collect();
    assert_eq!(told, ["agreed", "rule", "reopened", "agreed"]);
}

fn word(choice: &Choice) -> &'static str {
    match choice {
        Choice::Agreed { .. } => "agreed",
        Choice::RuleChanged { .. } => "rule",
        Choice::Reopened { .. } => "reopened",
        _ => "other",
    }
}

#[test]
fn of_agreements_before_a_round_only_the_last_shapes_it() {
    let mut spec = RuleSpec { reopen: Reopen::Restart, ..rule("sla.solve", Measure::Resolution, "4h") };
    spec.changes.agreement = AgreedTerms::Replace;
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:10"), agreed("resolution 5h")),
        (march("02 09:20"), agreed("resolution 6h")),
        (march("02 10:00"), Happening::Solved),
        (march("03 09:00"), Happening::Reopened),
    ];
    let clocks = levels(vec![spec]).standing(&ticket(history), march("03 10:00"));
    assert_eq!(clocks[1].due, Some(march("03 15:00")));
    let told: Vec<&str> = clocks[1].choices.iter().map(word).collect();
    assert_eq!(told, ["agreed", "reopened"]);
}

#[test]
fn d_resp_2_no_agreement_takes_the_place_of_an_event() {
    let mut spec = rule("sla.solve", Measure::Confirmation, "4h");
    (spec.limit, spec.starts, spec.pauses) = (Limit::Before(EventKind::Closed), EventKind::Solved, [].into());
    spec.changes.agreement = AgreedTerms::Replace;
    let error = ServiceLevels::new(vec![spec], HitPolicy::MostSpecific).unwrap_err();
    assert_eq!(error.path(), "sla.solve.agreements");
    assert_eq!(error.problem, RuleProblem::AgreesBefore { event: EventKind::Closed });
}

fn named(id: &str, events: Vec<TicketEvent>) -> Ticket {
    Ticket::new(TicketRecord::new(TicketId::new(id).unwrap(), events))
}

fn at(at: &str, what: Happening) -> TicketEvent {
    TicketEvent::at(march(at), what)
}

fn recorded(recorded_at: &str, event: TicketEvent) -> TicketEvent {
    TicketEvent { recorded_at: Some(march(recorded_at)), ..event }
}

fn into(id: &str) -> Happening {
    Happening::Merged(TicketId::new(id).unwrap())
}

fn taken_over(levels: &ServiceLevels, target: &Ticket, absorbed: &[Absorbed], at: DateTime<Utc>) -> usize {
    let case = Case { absorbed, knowledge: Knowledge::AsKnown, ..Case::new(target) };
    levels.standing_of(&case, at).iter().filter(|clock| clock.taken_over_from().is_some()).count()
}

#[test]
fn x37_t35_a_merger_takes_over_by_what_was_known_of_both_tickets() {
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let source = named("T-1", vec![at("02 09:00", Happening::Opened), at("02 10:00", into("T-2"))]);
    let opened = at("02 09:30", Happening::Opened);
    // Solved at 09:40, which nobody recorded until the evening: at noon the merged promise is open.
    let late_word = recorded("02 18:00", at("02 09:40", Happening::Solved));
    let target = named("T-2", vec![opened.clone(), late_word]);
    let absorbed = [Absorbed::new(&source, &target).unwrap()];
    assert_eq!(taken_over(&levels, &target, &absorbed, march("02 12:00")), 1);
    assert_eq!(taken_over(&levels, &target, &absorbed, march("02 18:00")), 0);
    // Solved, and reopened before the merger, which nobody recorded until the evening: at noon it was at rest.
    let solved = at("02 09:40", Happening::Solved);
    let late_word = recorded("02 18:00", at("02 09:50", Happening::Reopened));
    let target = named("T-2", vec![opened, solved, late_word]);
    let absorbed = [Absorbed::new(&source, &target).unwrap()];
    assert_eq!(taken_over(&levels, &target, &absorbed, march("02 12:00")), 0);
    assert_eq!(taken_over(&levels, &target, &absorbed, march("02 18:00")), 1);
}

#[test]
fn x37_t35_a_chain_of_mergers_is_known_once_each_link_is() {
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "9h")]);
    let late_word = recorded("02 15:00", at("02 10:00", into("T-2")));
    let first = named("T-1", vec![at("02 09:00", Happening::Opened), late_word]);
    let second = named("T-2", vec![at("02 09:30", Happening::Opened), at("02 11:00", into("T-3"))]);
    let third = named("T-3", vec![at("02 09:40", Happening::Opened)]);
    let chain = Absorbed::new(&second, &third).unwrap().joined_by(&first).unwrap();
    assert_eq!((chain.at(), chain.recorded_at()), (march("02 11:00"), march("02 15:00")));
    let absorbed = [chain];
    assert_eq!(taken_over(&levels, &third, &absorbed, march("02 14:59")), 0);
    assert_eq!(taken_over(&levels, &third, &absorbed, march("02 15:00")), 1);
}

#[test]
fn t35_a_ticket_that_is_given_twice_is_taken_over_once() {
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let source = named("T-1", vec![at("02 09:00", Happening::Opened), at("02 10:00", into("T-2"))]);
    let target =
        named("T-2", vec![at("02 09:30", Happening::Opened), at("02 09:40", Happening::FirstResponse)]);
    let one = Absorbed::new(&source, &target).unwrap();
    assert_eq!(taken_over(&levels, &target, &[one.clone(), one], march("02 11:00")), 1);
}

#[test]
fn t35_another_customers_tier_and_agreements_do_not_count_for_a_merged_ticket() {
    let mut spec = rule("sla.answer", Measure::FirstResponse, "4h");
    spec.changes.agreement = AgreedTerms::Replace;
    let levels = levels(vec![spec]);
    let of = |customer: &str, ticket: Ticket| {
        Ticket::new(TicketRecord { customer: customer.parse().ok(), ..ticket.into_record() })
    };
    let source = of("li", named("T-1", vec![at("02 09:00", Happening::Opened), at("02 10:00", into("T-2"))]));
    let opened = at("02 09:30", Happening::Opened);
    let answered = at("02 09:40", Happening::FirstResponse);
    let target = of("wang", named("T-2", vec![opened, answered]));
    let absorbed = [Absorbed::new(&source, &target).unwrap()];
    let agreement = "first-response 30h".parse().unwrap();
    let agreements = [crm_model::DatedAgreement { from: None, agreement }];
    let case = Case { absorbed: &absorbed, agreements: &agreements, ..Case::new(&target) };
    let clocks = levels.standing_of(&case, march("02 11:00"));
    assert_eq!(
        clocks.iter().map(|clock| clock.due).collect::<Vec<_>>(),
        [Some(march("03 15:30")), Some(march("02 13:00"))]
    );
}

#[test]
fn t27_a_warning_that_the_edit_moves_is_told_when_it_comes() {
    // 8 h by the clock are due either way; nothing changes at the edit, so the answer holds until the warning.
    let mut spec = with_short_days(CalendarEdits::Replay, rule("sla.solve", Measure::Resolution, "40h"));
    spec.warn = vec![Warning::Used { percent: 75 }];
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    let clock = standing(&levels(vec![spec]), &ticket, "02 10:00");
    assert_eq!(clock.valid_until, Some(march("03 15:00")));
}

#[test]
fn t25_t28_the_verdict_names_the_reopening_before_a_fresh_change() {
    let mut rules = afresh(&[("regular", "8h"), ("urgent", "4h")]);
    for spec in &mut rules {
        spec.reopen = Reopen::Restart;
    }
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:00"), judged("regular")),
        (march("02 10:00"), Happening::Solved),
        (march("02 11:00"), Happening::Reopened),
        (march("02 12:00"), judged("urgent")),
    ];
    let clocks = levels(rules).standing(&ticket(history), march("02 13:00"));
    assert_eq!((clocks[1].round, clocks[1].due), (2, Some(march("02 16:00"))));
    let told: Vec<&str> = clocks[1].choices.iter().map(word).collect();
    assert_eq!(told, ["reopened", "rule"]);
}

#[test]
fn t35_an_impossible_record_of_a_merged_ticket_casts_its_doubt_where_the_promise_goes_on() {
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let before_it_opened = at("02 08:00", Happening::FirstResponse);
    let source =
        named("T-1", vec![before_it_opened, at("02 09:00", Happening::Opened), at("02 10:00", into("T-2"))]);
    let target =
        named("T-2", vec![at("02 09:30", Happening::Opened), at("02 09:40", Happening::FirstResponse)]);
    let absorbed = [Absorbed::new(&source, &target).unwrap()];
    let case = Case { absorbed: &absorbed, ..Case::new(&target) };
    let states: Vec<_> =
        levels.standing_of(&case, march("02 12:00")).into_iter().map(|one| one.state).collect();
    let missing = crm_model::Missing::CredibleRecordOf(EventKind::FirstResponse);
    assert_eq!(states, [State::Met, State::Undetermined { missing }]);
}

#[test]
fn d_resp_2_an_agreement_mends_no_miss_that_nobody_can_rule_out() {
    // Solved in time by the new limit. If the wait was over at once, the old one had run out at 13:00, before the agreement.
    let mut spec = rule("sla.solve", Measure::Resolution, "4h");
    spec.changes.agreement = AgreedTerms::Replace;
    let levels = levels(vec![spec]);
    let by = |event| TicketEvent { precision: crm_model::Precision::NotAfter, ..event };
    let standing = |back: TicketEvent| {
        let history = vec![
            at("02 09:00", Happening::Opened),
            at("02 10:00", crate::support::wait("customer")),
            back,
            at("02 14:00", agreed("resolution by 2026-03-03T09:00:00Z")),
            at("02 15:00", Happening::Solved),
        ];
        only(levels.standing(&named("T-1", history), march("04 09:00"))).state
    };
    let back = at("02 12:00", Happening::Back(None));
    assert_eq!(standing(back.clone()), State::Met);
    let missing = crm_model::Missing::InstantOf(EventKind::Back);
    assert_eq!(standing(by(back)), State::Undetermined { missing });
}
