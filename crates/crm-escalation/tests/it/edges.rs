//! What is missing, what arises when, and rules that are refused.

use crm_calendar::{ElapsedTime, Ends};
use crm_escalation::{
    Case, EscalationRules, EscalationSpec, Nature, Note, Start, StartLimit, Trigger, TriggerRule,
};
use crm_model::{
    Classification, EventKind, EventKinds, Fact, Happening, Missing, Precision, State, TicketEvent,
};

use crate::support::{
    assess, case, escalated, given_to, judged, ladder, march, opened, owed, rule, rules, ticket, urgent_only,
};

fn undetermined(missing: Missing) -> State {
    State::Undetermined { missing }
}

#[test]
fn nothing_calls_for_an_escalation_until_a_trigger_arises() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let ticket = opened(&[("02 10:00", Happening::Agitated)]);
    assert_eq!(assess(&rules, &ticket, "02 09:59"), None);
    assert!(assess(&rules, &ticket, "02 10:00").is_some());
}

#[test]
fn several_departments_arise_with_the_second() {
    let rules = rules(vec![rule("several", Trigger::SeveralDepartments, "4h", 0)]);
    let ticket = opened(&[
        ("02 10:00", given_to("sales", None)),
        ("02 11:00", given_to("sales", Some("an"))),
        ("02 12:00", given_to("finance", None)),
        ("02 13:00", given_to("product", None)),
    ]);
    assert_eq!(assess(&rules, &ticket, "02 11:30"), None);
    let found = assess(&rules, &ticket, "02 14:00").unwrap();
    assert_eq!(found.reasons[0].arose_at, march("02 12:00"));
    assert_eq!(found.rounds[0].owner.as_ref().unwrap().department, "finance".parse().ok());
}

#[test]
fn b_esc_1_a_nature_arises_with_its_judgement_and_may_run_from_the_opening() {
    let mut by_nature = rule("urgent", Trigger::Nature, "1bd", 0);
    by_nature.when = urgent_only();
    by_nature.from = Start::Opened;
    let rules = rules(vec![by_nature]);
    let ticket = opened(&[("02 11:00", judged("regular")), ("02 15:00", judged("urgent"))]);
    assert_eq!(assess(&rules, &ticket, "02 14:00"), None);
    let found = assess(&rules, &ticket, "02 16:00").unwrap();
    assert_eq!(found.reasons[0].arose_at, march("02 15:00"));
    assert_eq!(found.due, Some(march("03 09:00"))); // one business day after Monday, 09:00
}

#[test]
fn p_esc_4_an_unanswered_urgent_request_goes_up_at_once() {
    let mut push = rule("unanswered", Trigger::Unanswered, "at-once", 0);
    push.when = urgent_only();
    push.tolerance = Some(ElapsedTime::from_minutes(5));
    let rules = rules(vec![push]);
    let state = |urgency: &str, answered: Option<&str>| {
        let (now, ticket) = (march("02 11:00"), opened(&[("02 09:00", judged(urgency))]));
        let owed = [owed("first-response", march("02 10:00"), answered.map(march), now)];
        rules
            .assess(&case(&ticket, &owed), now)
            .map(|found| (found.due.unwrap(), found.rounds[0].state.clone()))
    };
    assert_eq!(state("urgent", None), Some((march("02 10:05"), State::Overdue)));
    assert_eq!(state("urgent", Some("02 10:01")), Some((march("02 10:05"), State::Overdue))); // the push was owed
    assert_eq!(state("urgent", Some("02 10:00")), None);
    assert_eq!(state("regular", None), None);
}

#[test]
fn an_unknown_judgement_leaves_it_undetermined() {
    let mut urgent = rule("agitated", Trigger::Agitated, "4h", 1);
    urgent.when = urgent_only();
    let rules = rules(vec![urgent, rule("harm", Trigger::HarmReported, "4h", 0)]);
    let agitated = ("02 10:00", Happening::Agitated);
    let found = assess(&rules, &opened(core::slice::from_ref(&agitated)), "02 11:00").unwrap();
    assert_eq!(found.rounds[0].state, undetermined(Missing::Fact(Fact::Urgency)));
    assert_eq!((found.due, found.rung, found.to), (None, None, None));
    // Judged afterwards, it was so before.
    let late = opened(&[agitated.clone(), ("02 10:30", judged("urgent"))]);
    assert_eq!(assess(&rules, &late, "02 11:00").unwrap().state(), Some(&State::Open));
    let regular = opened(&[agitated.clone(), ("02 10:30", judged("regular"))]);
    assert_eq!(assess(&rules, &regular, "02 11:00"), None);
    // What is certain stands as far as the doubt changes nothing.
    let both = opened(&[agitated.clone(), ("02 10:00", Happening::HarmReported)]);
    assert_eq!(assess(&rules, &both, "02 15:00").unwrap().state(), Some(&State::Overdue));
    let met = [agitated, ("02 10:00", Happening::HarmReported), ("02 12:00", escalated("supervisor"))];
    let found = assess(&rules, &opened(&met), "02 13:00").unwrap();
    assert_eq!(found.state(), Some(&undetermined(Missing::Fact(Fact::Urgency))), "would the supervisor do?");
}

#[test]
fn a_rule_without_a_number_is_undetermined_unless_another_states_one() {
    let mut silent = rule("agitated", Trigger::Agitated, "4h", 0);
    silent.limit = StartLimit::NotStated;
    let alone = rules(vec![silent.clone()]);
    let ticket = opened(&[("02 10:00", Happening::Agitated), ("02 10:00", Happening::HarmReported)]);
    let found = assess(&alone, &ticket, "02 11:00").unwrap();
    assert_eq!(found.state(), Some(&undetermined(Missing::Limit)));
    assert_eq!(found.to.unwrap().post.role.as_str(), "supervisor"); // it is owed, whenever it is due
    let both = rules(vec![silent, rule("harm", Trigger::HarmReported, "4h", 0)]);
    assert_eq!(assess(&both, &ticket, "02 11:00").unwrap().state(), Some(&State::Open));
}

#[test]
fn a_source_that_cannot_tell_of_escalations_or_triggers_says_so() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let ticket = opened(&[("02 10:00", Happening::Agitated)]);
    let told: EventKinds = [EventKind::Opened, EventKind::Agitated].into_iter().collect();
    let known = Case { event_kinds: told, ..case(&ticket, &[]) };
    let found = rules.assess(&known, march("02 15:00")).unwrap();
    assert_eq!(found.state(), Some(&undetermined(Missing::Events(EventKind::Escalated))));
    assert!(rules.not_supplied(told).is_empty());
    let blind = rules.not_supplied(EventKinds::NONE.with(EventKind::Opened));
    assert_eq!(blind[0].1, Missing::Events(EventKind::Agitated));
}

#[test]
fn without_explanations_on_record_nobody_can_say_that_there_was_none() {
    let over = |span: Option<&str>| {
        let explained_for = span.map(|text| text.parse().unwrap());
        rules(vec![rule("over", Trigger::OverLimit { measures: None, explained_for }, "4h", 0)])
    };
    let (ticket, now) = (opened(&[]), march("03 10:00"));
    let owed = [owed("resolution", march("03 09:00"), None, now)];
    let told: EventKinds = EventKinds::ALL.iter().filter(|kind| *kind != EventKind::Explained).collect();
    let known = Case { event_kinds: told, ..case(&ticket, &owed) };
    let found = over(Some("24h")).assess(&known, now).unwrap();
    assert_eq!(found.state(), Some(&undetermined(Missing::Events(EventKind::Explained))));
    assert_eq!(over(None).assess(&known, now).unwrap().state(), Some(&State::Open));
}

#[test]
fn a_bound_is_no_instant() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let bound =
        |at: &str, what| TicketEvent { precision: Precision::NotAfter, ..TicketEvent::at(march(at), what) };
    let exact = |at: &str, what| TicketEvent::at(march(at), what);
    let state = |events: Vec<TicketEvent>| {
        let opening = exact("02 09:00", Happening::Opened);
        let ticket = ticket(core::iter::once(opening).chain(events).collect());
        assess(&rules, &ticket, "03 09:00").unwrap().rounds[0].state.clone()
    };
    let agitated = Happening::Agitated;
    assert_eq!(
        state(vec![bound("02 10:00", agitated.clone())]),
        undetermined(Missing::InstantOf(EventKind::Agitated))
    );
    let told = escalated("supervisor");
    let agitated = exact("02 10:00", agitated);
    assert_eq!(state(vec![agitated.clone(), bound("02 13:00", told.clone())]), State::Met);
    assert_eq!(
        state(vec![agitated, bound("02 15:00", told)]),
        undetermined(Missing::InstantOf(EventKind::Escalated))
    );
}

#[test]
fn an_impossible_record_leaves_a_doubt() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let ticket = opened(&[("02 08:00", Happening::Agitated)]); // before the ticket
    let found = assess(&rules, &ticket, "02 15:00").unwrap();
    assert_eq!(found.state(), Some(&undetermined(Missing::CredibleRecordOf(EventKind::Agitated))));
    let ticket = opened(&[("02 08:00", escalated("supervisor")), ("02 10:00", Happening::Agitated)]);
    let found = assess(&rules, &ticket, "02 15:00").unwrap();
    assert_eq!(found.state(), Some(&undetermined(Missing::CredibleRecordOf(EventKind::Escalated))));
}

#[test]
fn closing_and_reopening_does_not_rid_one_of_an_escalation() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let mut events = vec![("02 10:00", Happening::Agitated), ("02 10:05", Happening::Closed)];
    assert_eq!(assess(&rules, &opened(&events), "02 15:00").unwrap().state(), Some(&State::Superseded));
    events.push(("02 10:06", Happening::Reopened));
    assert_eq!(assess(&rules, &opened(&events), "02 15:00").unwrap().state(), Some(&State::Overdue));
}

#[test]
fn t34_a_ticket_at_rest_is_owed_nothing_until_it_is_reopened() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let mut events = vec![("02 10:00", Happening::Solved), ("02 11:00", Happening::Agitated)];
    let found = assess(&rules, &opened(&events), "02 12:00").unwrap();
    assert_eq!((found.state(), found.reasons.len(), &found.to), (Some(&State::Superseded), 1, &None));
    events.push(("02 12:00", Happening::Reopened));
    let found = assess(&rules, &opened(&events), "02 13:00").unwrap();
    assert_eq!((found.state(), found.due), (Some(&State::Open), Some(march("02 15:00"))));
}

#[test]
fn an_escalation_before_any_reason_answers_it() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let ticket = opened(&[("02 09:30", escalated("director")), ("02 10:00", Happening::Agitated)]);
    let found = assess(&rules, &ticket, "02 10:00").unwrap();
    assert_eq!((found.state(), found.reached), (Some(&State::Met), Some(2)));
    assert_eq!(found.rounds[0].elapsed, Some(ElapsedTime::ZERO));
    let off = opened(&[("02 10:00", Happening::Agitated), ("02 11:00", escalated("friend"))]);
    let found = assess(&rules, &off, "02 12:00").unwrap();
    assert_eq!(found.state(), Some(&State::Open));
    assert_eq!(found.notes, [Note::OffLadder { role: "friend".parse().unwrap() }]);
    assert_eq!(found.steps[0].rung, None);
}

#[test]
fn the_obligation_says_what_the_round_says() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let ticket = opened(&[
        ("02 09:30", given_to("sales", Some("an"))),
        ("02 10:00", Happening::Agitated),
        ("02 16:00", escalated("supervisor")),
    ]);
    let found = assess(&rules, &ticket, "03 09:00").unwrap();
    let owed = found.obligations(&ticket);
    assert_eq!(owed.len(), 1);
    assert_eq!(owed[0].id.to_string(), "TEST-ESC-1/T-1/escalation/1/1");
    assert_eq!(
        owed[0].to_string(),
        "TEST-ESC-1: escalation of T-1: was due 2026-03-02 14:00:00 UTC, met-late, 2 h late (2 h of open time)"
    );
    assert_eq!(owed[0].owner.as_ref().unwrap().person, "an".parse().ok());
    assert_eq!(owed[0].evidence.len(), 2);
}

#[test]
fn a_limit_in_calendar_days_runs_over_the_weekend() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "3cd", 0)]);
    let ticket = opened(&[("06 10:00", Happening::Agitated)]); // a Friday
    let found = assess(&rules, &ticket, "06 11:00").unwrap();
    assert_eq!(found.obligations(&ticket)[0].window.due, Some(march("09 10:00")));
}

#[track_caller]
fn refused(change: impl Fn(&mut TriggerRule), key: &str, words: &str) {
    let mut wrong = rule("agitated", Trigger::Agitated, "4h", 0);
    change(&mut wrong);
    let error = EscalationRules::new(EscalationSpec { ladder: ladder(), triggers: vec![wrong] }).unwrap_err();
    assert_eq!(error.key, key);
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn contradictory_rules_are_refused() {
    refused(|rule| rule.rung = 4, "rung", "no rung 4 (counted from 0) on a ladder of 4");
    refused(|rule| rule.ends = Some(Ends::Closing), "ends", "only a limit in business or calendar days");
    refused(|rule| rule.limit = StartLimit::Within("1bd".parse().unwrap()), "ends", "needs `same-time`");
    refused(|rule| rule.limit = StartLimit::Within("3cd".parse().unwrap()), "ends", "needs `same-time`");
    refused(
        |rule| rule.limit = StartLimit::Within("at-once".parse().unwrap()),
        "tolerance",
        "needs a tolerance",
    );
    refused(|rule| rule.tolerance = Some(ElapsedTime::ZERO), "tolerance", "only `at-once`");
    refused(|rule| rule.trigger = Trigger::Nature, "when", "needs a kind");
    refused(|rule| rule.when.kind = Some([].into()), "when", "no kind is listed");
    let over = |measures: Option<&[&str]>, span: Option<&str>| Trigger::OverLimit {
        measures: measures.map(|words| words.iter().map(|word| word.parse().unwrap()).collect()),
        explained_for: span.map(|text| text.parse().unwrap()),
    };
    refused(|rule| rule.trigger = over(Some(&[]), None), "measures", "no measure");
    refused(|rule| rule.trigger = over(None, Some("1bd")), "explained-for", "such as `24h`");
    refused(|rule| rule.trigger = over(None, Some("1cd")), "explained-for", "such as `24h`");
    let twice = vec![rule("agitated", Trigger::Agitated, "4h", 0); 2];
    let error = EscalationRules::new(EscalationSpec { ladder: ladder(), triggers: twice }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "rule `escalation.trigger.agitated`, `name`: another rule has the same name"
    );
}

#[test]
fn a_condition_that_fails_outweighs_an_unknown_one() {
    let when = Nature { kind: Some(["complaint".parse().unwrap()].into()), ..urgent_only() };
    let judged = Classification { kind: "inquiry".parse().ok(), ..Classification::default() };
    assert_eq!(when.test(&judged), Ok(false));
}

#[test]
fn a_doubt_that_a_solution_ended_leaves_a_later_certain_demand_as_it_is() {
    let mut urgent = rule("agitated", Trigger::Agitated, "4h", 0);
    urgent.when = urgent_only();
    let rules = rules(vec![urgent, rule("harm", Trigger::HarmReported, "4h", 0)]);
    let ticket = opened(&[
        ("02 10:00", Happening::Agitated), // of unknown urgency
        ("02 11:00", Happening::Solved),
        ("02 12:00", Happening::Reopened),
        ("02 13:00", Happening::HarmReported),
    ]);
    let found = assess(&rules, &ticket, "02 18:00").unwrap();
    let rounds: Vec<_> = found.rounds.iter().map(|round| (round.number, round.due, &round.state)).collect();
    let doubt = undetermined(Missing::Fact(Fact::Urgency));
    assert_eq!(rounds, [(1, None, &doubt), (2, Some(march("02 17:00")), &State::Overdue)]);
    assert_eq!(found.state(), Some(&State::Overdue));
}

#[test]
fn an_explanation_known_only_by_a_bound_leaves_a_doubt_where_it_may_have_held() {
    let over = Trigger::OverLimit { measures: None, explained_for: "24h".parse().ok() };
    let rules = rules(vec![rule("over", over, "4h", 0)]);
    let state = |bound: &str| {
        let told = TicketEvent {
            precision: Precision::NotAfter,
            ..TicketEvent::at(march(bound), Happening::Explained)
        };
        let ticket = ticket(vec![TicketEvent::at(march("02 09:00"), Happening::Opened), told]);
        let now = march("05 12:00");
        let owed = [owed("resolution", march("05 09:00"), None, now)];
        rules.assess(&case(&ticket, &owed), now).unwrap().rounds[0].state.clone()
    };
    let doubt = undetermined(Missing::InstantOf(EventKind::Explained));
    assert_eq!(state("04 09:00"), State::Open, "over at the limit, however early it was given");
    assert_eq!(state("04 09:01"), doubt);
    assert_eq!(state("05 11:00"), doubt, "perhaps given before the limit");
}

#[test]
fn b_esc_1_a_judgement_dated_before_the_ticket_counts_from_its_opening() {
    let mut by_nature = rule("urgent", Trigger::Nature, "1bd", 0);
    by_nature.when = urgent_only();
    let rules = rules(vec![by_nature]);
    let ticket = opened(&[("02 08:55", judged("urgent"))]); // typed in before the ticket was saved at nine
    let found = assess(&rules, &ticket, "02 16:00").unwrap();
    assert_eq!((found.state(), found.due), (Some(&State::Open), Some(march("03 09:00"))));
}
