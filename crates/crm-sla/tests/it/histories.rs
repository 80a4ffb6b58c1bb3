//! Whole histories, each worked out by hand.

use crm_model::{
    Channel, Classification, EventKind, EventKinds, Fact, Happening, Holder, Kind, Missing, Precision, State,
    Ticket, TicketEvent, TicketId, TicketRecord, Urgency, WaitReason,
};
use crm_sla::{
    AtClosing, Case, HitPolicy, Limit, Measure, Reopen, RuleProblem, RuleSpec, ServiceLevels, Stops, Warning,
};

use crate::support::{back, levels, march, only, rule, ticket, wait};

fn urgent() -> Happening {
    Happening::Classified(Classification { urgency: Some("urgent".parse().unwrap()), ..Default::default() })
}

#[test]
fn t8_two_reasons_at_once_pause_once() {
    let levels = levels(vec![rule("sla.solve", Measure::Resolution, "24h")]);
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), wait("customer")),
        (march("02 11:00"), wait("supplier")),
        (march("02 11:30"), wait("customer")), // repeated: counts once
        (march("02 12:00"), back("customer")),
        (march("02 14:00"), back("supplier")),
    ]);
    let clock = only(levels.standing(&ticket, march("02 15:00")));
    assert_eq!(clock.due, Some(march("03 13:00")), "four hours of waiting, not five");
    assert_eq!(clock.elapsed.unwrap().to_string(), "2 h");
}

#[test]
fn a_reason_that_the_rule_does_not_name_pauses_nothing() {
    let mut spec = rule("sla.solve", Measure::Resolution, "24h");
    spec.pauses = [WaitReason::new("customer").unwrap()].into();
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened), (march("02 10:00"), wait("supplier"))]);
    let clock = only(levels(vec![spec]).standing(&ticket, march("02 15:00")));
    assert_eq!((clock.state, clock.due), (State::Open, Some(march("03 09:00"))));
}

#[test]
fn t28_reopening_has_four_answers() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 13:00"), Happening::Solved),
        (march("03 13:00"), Happening::Reopened),
        (march("03 15:00"), Happening::Solved),
    ]);
    let standing = |reopen| {
        let mut spec = rule("sla.solve", Measure::Resolution, "24h");
        spec.reopen = reopen;
        let clocks = levels(vec![spec]).standing(&ticket, march("04 09:00"));
        clocks.into_iter().map(|clock| (clock.round, clock.state, clock.due.unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(standing(Reopen::FirstOnly), [(1, State::Met, march("03 09:00"))]);
    assert_eq!(standing(Reopen::Continue), [(1, State::MetLate, march("03 09:00"))]);
    assert_eq!(standing(Reopen::ContinueWithoutSolvedTime), [(1, State::Met, march("04 09:00"))]);
    assert_eq!(
        standing(Reopen::Restart),
        [(1, State::Met, march("03 09:00")), (2, State::Met, march("04 13:00"))]
    );
}

#[test]
fn t28_an_earlier_miss_stays_a_miss() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("03 10:00"), Happening::Solved), // late
        (march("03 11:00"), Happening::Reopened),
        (march("03 12:00"), Happening::Solved),
    ]);
    for reopen in [Reopen::FirstOnly, Reopen::Continue, Reopen::ContinueWithoutSolvedTime, Reopen::Restart] {
        let mut spec = rule("sla.solve", Measure::Resolution, "24h");
        spec.reopen = reopen;
        let clocks = levels(vec![spec]).standing(&ticket, march("05 09:00"));
        assert_eq!(clocks[0].state, State::MetLate, "{reopen:?}");
    }
}

#[test]
fn t32_thanks_after_the_solution_start_nothing() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Solved),
        (march("02 11:00"), Happening::MessageIn),
    ]);
    let levels = levels(vec![rule("sla.solve", Measure::Resolution, "24h")]);
    assert_eq!(only(levels.standing(&ticket, march("09 09:00"))).state, State::Met);
}

#[test]
fn t33_k20_an_automatic_reply_is_no_first_response_unless_the_policy_says_so() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:01"), Happening::AutomaticMessage),
    ]);
    let mut spec = rule("sla.answer", Measure::FirstResponse, "4h");
    assert_eq!(only(levels(vec![spec.clone()]).standing(&ticket, march("02 14:00"))).state, State::Overdue);
    spec.stops = Some(Stops::any([EventKind::FirstResponse, EventKind::AutomaticMessage]));
    assert_eq!(only(levels(vec![spec]).standing(&ticket, march("02 14:00"))).state, State::Met);
}

#[test]
fn t34_t29_closing_ends_the_clock_and_a_miss_stays_visible() {
    let spec = rule("sla.answer", Measure::FirstResponse, "4h");
    let closed = |at: &str| {
        let ticket = ticket(vec![(march("02 09:00"), Happening::Opened), (march(at), Happening::Closed)]);
        only(levels(vec![spec.clone()]).standing(&ticket, march("09 09:00"))).state
    };
    assert_eq!(closed("02 09:00"), State::Cancelled, "created closed");
    assert_eq!(closed("02 13:00"), State::Cancelled);
    assert_eq!(closed("02 13:01"), State::Missed);
}

#[test]
fn a_policy_may_let_a_clock_run_on_after_closing() {
    let mut spec = rule("sla.answer", Measure::FirstResponse, "4h");
    let history = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Closed),
        (march("02 12:00"), Happening::FirstResponse),
    ];
    let state = |spec| only(levels(vec![spec]).standing(&ticket(history.clone()), march("09 09:00"))).state;
    assert_eq!(state(spec.clone()), State::Cancelled);
    spec.cancels = Some(EventKinds::NONE);
    assert_eq!(state(spec), State::Met);
}

#[test]
fn t2_the_rolled_form_is_due_at_the_next_opening() {
    let mut spec = rule("sla.solve", Measure::Resolution, "8bh");
    let history = vec![(march("06 09:00"), Happening::Opened), (march("07 12:00"), Happening::Solved)];
    let clock = |spec| only(levels(vec![spec]).standing(&ticket(history.clone()), march("16 09:00")));
    assert_eq!(clock(spec.clone()).state, State::MetLate, "due at closing on Friday");
    spec.at_closing = Some(AtClosing::NextOpening);
    let rolled = clock(spec.clone());
    assert_eq!((rolled.state, rolled.due), (State::Met, Some(march("09 09:00"))));
    spec.limit = Limit::Within("2bd".parse().unwrap());
    spec.ends = Some(crm_calendar::Ends::Closing);
    assert_eq!(clock(spec.clone()).due, Some(march("11 09:00")), "not at closing on Tuesday");
    spec.limit = Limit::Within("8h".parse().unwrap());
    spec.ends = None;
    let refused = ServiceLevels::new(vec![spec], HitPolicy::MostSpecific).unwrap_err();
    assert_eq!(refused.problem, RuleProblem::NoClosing);
}

#[test]
fn calendar_days_end_at_the_same_time_or_with_the_day_and_meet_no_closing() {
    let mut spec = rule("sla.solve", Measure::Resolution, "3cd");
    let history = vec![(march("05 10:00"), Happening::Opened), (march("08 12:00"), Happening::Solved)];
    let clock = |spec| only(levels(vec![spec]).standing(&ticket(history.clone()), march("16 09:00")));
    let same_time = clock(spec.clone()); // Thursday to Sunday
    assert_eq!((same_time.state, same_time.due), (State::MetLate, Some(march("08 10:00"))));
    spec.ends = Some(crm_calendar::Ends::Closing);
    let end_of_day = clock(spec.clone());
    assert_eq!((end_of_day.state, end_of_day.due), (State::Met, Some(march("09 00:00"))));

    let problem = |spec| ServiceLevels::new(vec![spec], HitPolicy::MostSpecific).unwrap_err().problem;
    assert_eq!(
        problem(RuleSpec { ends: None, ..spec.clone() }),
        RuleProblem::EndsMismatch { counts_days: true }
    );
    spec.at_closing = Some(AtClosing::NextOpening);
    assert_eq!(problem(spec), RuleProblem::NoClosing);
}

#[test]
fn t35_a_merged_ticket_is_superseded() {
    let into = TicketId::new("T-2").unwrap();
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Merged(into)),
        (march("02 10:05"), Happening::Reopened),
    ]);
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    assert_eq!(only(levels.standing(&ticket, march("09 09:00"))).state, State::Superseded);
}

#[test]
fn t25_a_change_of_priority_counts_from_the_start() {
    let mut four = rule("sla.urgent", Measure::Resolution, "4bh");
    four.when.urgency = Some([Urgency::new("urgent").unwrap()].into());
    let levels = levels(vec![rule("sla.any", Measure::Resolution, "8bh"), four]);
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened), (march("02 15:00"), urgent())]);
    let before = only(levels.standing(&ticket, march("02 14:59")));
    assert!(matches!(before.state, State::Undetermined { missing: Missing::Fact(Fact::Urgency) }));
    let after = only(levels.standing(&ticket, march("02 15:00")));
    assert_eq!((after.state, after.due), (State::Overdue, Some(march("02 14:00"))));
}

#[test]
fn what_is_judged_after_the_end_counts_only_where_nothing_was_known() {
    let mut four = rule("sla.urgent", Measure::Resolution, "4bh");
    four.when.urgency = Some([Urgency::new("urgent").unwrap()].into());
    let levels = levels(vec![four]);
    let regular = Happening::Classified(Classification {
        urgency: Some("regular".parse().unwrap()),
        ..Default::default()
    });
    let late_word = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Solved),
        (march("02 11:00"), urgent()),
    ];
    assert_eq!(only(levels.standing(&ticket(late_word.clone()), march("03 09:00"))).state, State::Met);
    let mut known = late_word;
    known.push((march("02 09:30"), regular));
    let clock = only(levels.standing(&ticket(known), march("03 09:00")));
    assert_eq!(clock.state, State::Undetermined { missing: Missing::Rule });
}

#[test]
fn t37_the_hit_policy_decides_between_rules_and_a_tie_is_refused() {
    let kind = |name: &str| Some([Kind::new(name).unwrap()].into());
    let mut by_kind = rule("sla.complaint", Measure::FirstResponse, "2h");
    by_kind.when.kind = kind("complaint");
    let mut by_channel = rule("sla.mail", Measure::FirstResponse, "4h");
    by_channel.when.channel = Some([Channel::new("e-mail").unwrap()].into());
    let rules = vec![by_kind.clone(), by_channel.clone()];

    let refused = ServiceLevels::new(rules.clone(), HitPolicy::MostSpecific).unwrap_err();
    assert_eq!(refused.problem, RuleProblem::Ambiguous { other: "sla.complaint".parse().unwrap() });
    assert_eq!(refused.path(), "sla.mail.when");
    assert_eq!(
        ServiceLevels::new(rules.clone(), HitPolicy::Priority).unwrap_err().problem,
        RuleProblem::NoPriority
    );

    let judged = Classification { kind: Some("complaint".parse().unwrap()), ..Default::default() };
    let mut record = TicketRecord::new(
        TicketId::new("T-1").unwrap(),
        vec![
            TicketEvent::at(march("02 09:00"), Happening::Opened),
            TicketEvent::at(march("02 09:00"), Happening::Classified(judged)),
        ],
    );
    record.channel = Some("e-mail".parse().unwrap());
    let ticket = Ticket::new(record);
    let strictest = ServiceLevels::new(rules, HitPolicy::Strictest).unwrap();
    assert_eq!(strictest.due(&ticket, Measure::FirstResponse), Ok(Some(march("02 11:00"))));
    (by_kind.priority, by_channel.priority) = (Some(2), Some(1));
    let ranked = ServiceLevels::new(vec![by_kind, by_channel], HitPolicy::Priority).unwrap();
    assert_eq!(ranked.due(&ticket, Measure::FirstResponse), Ok(Some(march("02 13:00"))));
}

#[test]
fn triage_needs_a_kind_and_a_department() {
    let levels = levels(vec![rule("sla.triage", Measure::Triage, "2bd")]);
    let kind = Happening::Classified(Classification {
        kind: Some("inquiry".parse().unwrap()),
        ..Default::default()
    });
    let to = |department: Option<&str>, person: Option<&str>| {
        Happening::Assigned(Holder {
            department: department.map(|name| name.parse().unwrap()),
            person: person.map(|name| name.parse().unwrap()),
        })
    };
    let mut events = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), kind),
        (march("02 11:00"), to(None, Some("li"))), // nobody knows which department that is
    ];
    let open = only(levels.standing(&ticket(events.clone()), march("03 09:00")));
    assert_eq!((open.state, open.due), (State::Open, Some(march("04 09:00"))));
    events.push((march("03 17:00"), to(Some("finance"), None)));
    let met = only(levels.standing(&ticket(events), march("09 09:00")));
    assert_eq!((met.state, met.end.unwrap().occurred_at), (State::Met, march("03 17:00")));
}

#[test]
fn a_transfer_is_owed_from_the_word_that_the_ticket_is_complex() {
    let mut spec = rule("sla.transfer", Measure::Transfer, "1bh");
    spec.starts = EventKind::Classified;
    spec.when.complexity = Some(["complex".parse().unwrap()].into());
    let levels = levels(vec![spec]);
    let kind = Happening::Classified(Classification {
        kind: Some("inquiry".parse().unwrap()),
        ..Default::default()
    });
    let complex = Happening::Classified(Classification {
        complexity: Some("complex".parse().unwrap()),
        ..Default::default()
    });
    let simple = ticket(vec![(march("02 09:00"), Happening::Opened), (march("02 09:30"), kind.clone())]);
    assert!(levels.standing(&simple, march("03 09:00")).is_empty(), "nothing is owed");
    let hard = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:30"), kind),
        (march("02 11:30"), complex),
    ]);
    let clock = only(levels.standing(&hard, march("02 12:00")));
    assert_eq!(clock.due, Some(march("02 13:30")), "half an hour before lunch, half after it");
}

#[test]
fn a_revisit_follows_each_solution() {
    let mut spec = rule("sla.revisit", Measure::Revisit, "24h");
    spec.starts = EventKind::Solved;
    let levels = levels(vec![spec]);
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::Solved),
        (march("02 12:00"), Happening::Reopened), // the solution did not hold
        (march("03 09:00"), Happening::Solved),
        (march("03 10:00"), Happening::Revisited(Some(true))),
    ]);
    let states: Vec<_> = levels
        .standing(&ticket, march("09 09:00"))
        .into_iter()
        .map(|clock| (clock.round, clock.state))
        .collect();
    assert_eq!(states, [(1, State::Superseded), (2, State::Met)]);
}

#[test]
fn k19_an_impossible_answer_is_neither_met_nor_overdue() {
    let ticket =
        ticket(vec![(march("02 09:00"), Happening::Opened), (march("02 08:59"), Happening::FirstResponse)]);
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let clock = only(levels.standing(&ticket, march("05 09:00")));
    let missing = Missing::CredibleRecordOf(EventKind::FirstResponse);
    assert_eq!(clock.state, State::Undetermined { missing });
}

#[test]
fn an_answer_known_only_to_lie_before_an_instant_is_met_or_undetermined() {
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let by = |at: &str| {
        let mut event = TicketEvent::at(march(at), Happening::FirstResponse);
        event.precision = Precision::NotAfter;
        let opened = TicketEvent::at(march("02 09:00"), Happening::Opened);
        let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), vec![opened, event]));
        only(levels.standing(&ticket, march("05 09:00"))).state
    };
    assert_eq!(by("02 13:00"), State::Met);
    let missing = Missing::InstantOf(EventKind::FirstResponse);
    assert_eq!(by("02 13:01"), State::Undetermined { missing });
}

#[test]
fn a_source_that_cannot_tell_of_the_answer_is_not_overdue() {
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "4h")]);
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    let event_kinds = [EventKind::Opened, EventKind::Closed].into_iter().collect::<EventKinds>();
    let clock = only(levels.standing_of(&Case { event_kinds, ..Case::new(&ticket) }, march("05 09:00")));
    assert_eq!(clock.state, State::Undetermined { missing: Missing::Events(EventKind::FirstResponse) });
}

#[test]
fn a_limit_that_is_not_stated_or_agreed_is_undetermined() {
    for (limit, missing) in [(Limit::NotStated, Missing::Limit), (Limit::AsAgreed, Missing::Agreement)] {
        let mut spec = rule("sla.solve", Measure::Resolution, "4h");
        spec.limit = limit;
        let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
        let clock = only(levels(vec![spec]).standing(&ticket, march("05 09:00")));
        assert_eq!(clock.state, State::Undetermined { missing });
    }
}

#[test]
fn a_warning_without_a_limit_is_refused() {
    let mut spec = rule("sla.solve", Measure::Resolution, "4h");
    spec.warn = vec![Warning::Used { percent: 50 }];
    spec.limit = Limit::AsAgreed;
    assert!(
        ServiceLevels::new(vec![spec.clone()], HitPolicy::MostSpecific).is_ok(),
        "half of what is agreed"
    );
    spec.limit = Limit::NotStated;
    let refused = ServiceLevels::new(vec![spec], HitPolicy::MostSpecific).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "rule `sla.solve`, `warn`: the rule states no limit in time, so there is nothing to warn of"
    );
}

#[test]
fn t42_lateness_is_told_in_both_times() {
    let ticket = ticket(vec![(march("02 17:00"), Happening::Opened), (march("03 10:00"), Happening::Solved)]);
    let clock = only(
        levels(vec![rule("sla.solve", Measure::Resolution, "1bh")]).standing(&ticket, march("05 09:00")),
    );
    let late = clock.late_by.unwrap();
    assert_eq!((late.elapsed.to_string(), late.open.unwrap().to_string()), ("16 h".into(), "1 h".into()));
}

#[test]
fn t39_looking_twice_or_late_gives_the_same_true_due_time() {
    let levels = levels(vec![rule("sla.solve", Measure::Resolution, "4bh")]);
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened)]);
    for as_of in ["02 14:01", "03 09:00", "30 09:00"] {
        let clock = only(levels.standing(&ticket, march(as_of)));
        assert_eq!((clock.state, clock.due), (State::Overdue, Some(march("02 14:00"))));
    }
}
