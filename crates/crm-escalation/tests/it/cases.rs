//! The edge cases of escalation, by their ids.

use crm_escalation::{Case, Note, Trigger};
use crm_model::{EventKind, EventKinds, Happening, Obligation, Organisation, State, TicketEvent};

use crate::support::{
    assess, case, escalated, given_to, ladder, march, opened, organisation, owed, rule, rules, ticket,
};

fn over_limit(explained_for: Option<&str>) -> Trigger {
    Trigger::OverLimit { measures: None, explained_for: explained_for.map(|text| text.parse().unwrap()) }
}

#[test]
fn x1_several_triggers_are_one_escalation_to_the_highest_rung_by_the_earliest_due() {
    let rules = rules(vec![
        rule("agitated", Trigger::Agitated, "4h", 0),
        rule("harm", Trigger::HarmReported, "8h", 2),
    ]);
    let ticket = opened(&[("02 10:00", Happening::Agitated), ("02 11:00", Happening::HarmReported)]);
    let found = assess(&rules, &ticket, "02 12:00").unwrap();
    let names: Vec<_> = found.reasons.iter().map(|reason| reason.trigger).collect();
    assert_eq!(names, ["agitated", "harm-reported"]);
    assert_eq!((found.rung, found.due), (Some(2), Some(march("02 14:00")))); // four hours after ten
    assert_eq!(found.rounds.len(), 1);
    assert_eq!(found.state(), Some(&State::Open));
    assert_eq!(assess(&rules, &ticket, "02 14:01").unwrap().state(), Some(&State::Overdue));
}

#[test]
fn x2_a_later_trigger_adds_its_reason_and_may_raise_the_rung() {
    let rules = rules(vec![
        rule("agitated", Trigger::Agitated, "4h", 0),
        rule("authority", Trigger::BeyondAuthority, "4h", 0),
        rule("harm", Trigger::HarmReported, "8h", 2),
    ]);
    let mut events = vec![
        ("02 10:00", Happening::Agitated),
        ("02 11:00", escalated("department-head")),
        ("02 15:00", Happening::BeyondAuthority), // below what was reached
        ("02 16:00", Happening::Agitated),        // the same again
    ];
    let found = assess(&rules, &opened(&events), "03 09:00").unwrap();
    assert_eq!((found.reasons.len(), found.rounds.len()), (2, 1));
    assert_eq!((found.rung, found.reached), (Some(0), Some(1)));
    assert_eq!(found.state(), Some(&State::Met));

    events.push(("02 17:00", Happening::HarmReported));
    let found = assess(&rules, &opened(&events), "02 18:00").unwrap();
    assert_eq!(found.rung, Some(2));
    let rounds: Vec<_> = found.rounds.iter().map(|round| (round.number, round.due, &round.state)).collect();
    assert_eq!(
        rounds,
        [
            (1, Some(march("02 14:00")), &State::Met), // as it stood
            (2, Some(march("03 01:00")), &State::Open),
        ]
    );
}

#[test]
fn x3_an_explanation_holds_the_trigger_back_and_not_for_ever() {
    let rules = rules(vec![rule("over", over_limit(Some("24h")), "4h", 0)]);
    let due = march("03 09:00");
    let ticket = opened(&[("03 08:59", Happening::Explained)]);
    let held = |at: &str| {
        let owed = [owed("resolution", due, None, march(at))];
        let case = case(&ticket, &owed);
        (rules.assess(&case, march(at)), rules.excuses(&case, march(at)))
    };
    let (escalation, excuses) = held("03 09:01");
    assert_eq!(escalation, None);
    assert_eq!(excuses[0].until, march("04 08:59"));
    assert_eq!(excuses[0].explanations[0].event, EventKind::Explained);

    let (escalation, excuses) = held("04 09:00");
    let found = escalation.unwrap();
    assert_eq!(found.reasons[0].arose_at, march("04 08:59"));
    assert_eq!(found.reasons[0].evidence[0].event, EventKind::Explained);
    assert_eq!(found.due, Some(march("04 12:59")));
    assert!(excuses.is_empty());
}

#[test]
fn x3_a_further_explanation_opens_another_window_and_a_late_one_does_not() {
    let rules = rules(vec![rule("over", over_limit(Some("24h")), "4h", 0)]);
    let assess = |explained: &[(&str, Happening)], at: &str| {
        let owed = [owed("resolution", march("03 09:00"), None, march(at))];
        rules.assess(&case(&opened(explained), &owed), march(at))
    };
    let told = Happening::Explained;
    let again = [("03 08:00", told.clone()), ("04 07:00", told.clone())];
    assert_eq!(assess(&again, "05 07:00"), None);
    assert_eq!(assess(&again, "05 07:01").unwrap().reasons[0].arose_at, march("05 07:00"));
    let late = [("03 09:01", told.clone())]; // after the limit
    assert_eq!(assess(&late, "03 10:00").unwrap().reasons[0].arose_at, march("03 09:00"));
    let long_before = [("02 08:00", told.clone()), ("02 09:00", told)]; // its day is over at the limit
    assert_eq!(assess(&long_before, "03 10:00").unwrap().reasons[0].arose_at, march("03 09:00"));
}

#[test]
fn x4_what_is_noted_late_counts_from_when_it_was_known() {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let noted = TicketEvent {
        recorded_at: Some(march("04 10:00")),
        ..TicketEvent::at(march("02 10:00"), Happening::Agitated)
    };
    let opening = TicketEvent::at(march("02 09:00"), Happening::Opened);
    let found = assess(&rules, &ticket(vec![opening, noted]), "04 11:00").unwrap();
    let reason = &found.reasons[0];
    assert_eq!((reason.arose_at, reason.known_at), (march("02 10:00"), march("04 10:00")));
    assert_eq!(found.due, Some(march("04 14:00")));
    assert_eq!(found.state(), Some(&State::Open));
}

fn agitated_at_ten(
    people: &Organisation,
    holder: Option<&str>,
    steps: &[(&str, Happening)],
) -> (State, String, Vec<Note>) {
    let rules = rules(vec![rule("agitated", Trigger::Agitated, "4h", 0)]);
    let mut events = vec![("02 09:30", given_to("sales", holder)), ("02 10:00", Happening::Agitated)];
    events.extend(steps.iter().cloned());
    let ticket = opened(&events);
    let case = Case { organisation: Some(people), ..case(&ticket, &[]) };
    let found = rules.assess(&case, march("02 12:00")).unwrap();
    let to = found.to.as_ref().and_then(|to| to.person.as_ref()).map_or("nobody", |person| person.as_str());
    (found.state().unwrap().clone(), to.to_owned(), found.notes)
}

#[test]
fn x5_a_vacant_rung_goes_to_a_deputy_or_to_the_next_rung_at_once() {
    let deputy = organisation(&[("supervisor", "deng", true), ("department-head", "hu", false)]);
    let (state, to, notes) = agitated_at_ten(&deputy, Some("an"), &[]);
    assert_eq!((state, to.as_str()), (State::Open, "deng"));
    assert_eq!(notes, [Note::Deputy { rung: 0 }]);

    let vacant = organisation(&[("department-head", "hu", false)]);
    let (_, to, notes) = agitated_at_ten(&vacant, Some("an"), &[]);
    assert_eq!(to, "hu");
    assert!(matches!(notes.as_slice(), [Note::Vacant { rung: 0, .. }]), "{notes:?}");
    let (state, ..) = agitated_at_ten(&vacant, Some("an"), &[("02 11:00", escalated("department-head"))]);
    assert_eq!(state, State::Met);
}

#[test]
fn x6_one_person_on_two_rungs_is_both() {
    let rules = rules(vec![rule("harm", Trigger::HarmReported, "4h", 1)]);
    let both = organisation(&[("supervisor", "su", false), ("department-head", "su", false)]);
    let ticket = opened(&[("02 10:00", Happening::HarmReported), ("02 11:00", escalated("supervisor"))]);
    let case = Case { organisation: Some(&both), ..case(&ticket, &[]) };
    let found = rules.assess(&case, march("02 12:00")).unwrap();
    assert_eq!((found.reached, found.state()), (Some(1), Some(&State::Met)));
    assert_eq!(found.notes, [Note::Collapsed { rung: 0, into: 1 }]);
}

#[test]
fn x6_one_person_on_two_rungs_is_both_with_a_vacant_one_between() {
    let rules = rules(vec![rule("harm", Trigger::HarmReported, "4h", 1)]);
    let ticket = opened(&[("02 10:00", Happening::HarmReported), ("02 11:00", escalated("supervisor"))]);
    let reached = |between: &[(&str, &str, bool)]| {
        let holders = [&[("supervisor", "su", false), ("director", "su", false)], between].concat();
        let people = organisation(&holders);
        let case = Case { organisation: Some(&people), ..case(&ticket, &[]) };
        rules.assess(&case, march("02 12:00")).unwrap().reached
    };
    assert_eq!(reached(&[]), Some(2), "from the vacant rung the matter would go to the same person");
    assert_eq!(reached(&[("department-head", "hu", false)]), Some(0), "hu is to hear of it");
}

#[test]
fn x7_whoever_has_the_ticket_is_passed_over() {
    let people = organisation(&[("supervisor", "su", false), ("department-head", "hu", false)]);
    let (_, to, notes) = agitated_at_ten(&people, Some("su"), &[]);
    assert_eq!(to, "hu");
    assert_eq!(notes, [Note::OwnHolder { rung: 0 }]);
    // Going to oneself is no escalation.
    let (state, ..) = agitated_at_ten(&people, Some("su"), &[("02 11:00", escalated("supervisor"))]);
    assert_eq!(state, State::Open);
    let (state, ..) = agitated_at_ten(&people, Some("su"), &[("02 11:00", escalated("department-head"))]);
    assert_eq!(state, State::Met);
}

#[test]
fn x8_an_exhausted_ladder_is_said_and_closes_nothing() {
    let rules = rules(vec![rule("harm", Trigger::HarmReported, "4h", 2)]);
    let people = organisation(&[("supervisor", "su", false), ("department-head", "hu", false)]);
    let ticket = opened(&[("02 10:00", Happening::HarmReported)]);
    let case = Case { organisation: Some(&people), ..case(&ticket, &[]) };
    let found = rules.assess(&case, march("02 15:00")).unwrap();
    assert_eq!(found.to.as_ref().unwrap().person.as_ref().unwrap().as_str(), "hu");
    assert!(found.notes.contains(&Note::Exhausted));
    assert_eq!(found.state(), Some(&State::Overdue));
    assert_eq!(ladder().rungs().len(), 4);
}

#[test]
fn x13_solved_before_the_escalation_started_supersedes_it_and_the_trigger_counts() {
    let rules = rules(vec![rule("stuck", Trigger::CannotBeSolved, "4h", 0)]);
    let stuck = ("02 10:00", Happening::CannotBeSolved);
    let state = |events: &[(&str, Happening)]| {
        let found = assess(&rules, &opened(events), "05 09:00").unwrap();
        assert_eq!((found.reasons.len(), found.to), (1, None));
        found.rounds[0].state.clone()
    };
    assert_eq!(state(&[stuck.clone(), ("02 14:00", Happening::Solved)]), State::Superseded);
    assert_eq!(state(&[stuck.clone(), ("02 14:01", Happening::Solved)]), State::Missed);
}

#[test]
fn p_resp_2_an_obligation_of_another_ticket_or_of_this_crate_is_no_trigger() {
    let rules = rules(vec![rule("over", over_limit(None), "4h", 0)]);
    let (ticket, now) = (opened(&[]), march("03 10:00"));
    let late: Obligation = owed("resolution", march("03 09:00"), None, now);
    let mut other = late.clone();
    other.id.subject = crm_model::Subject::Ticket("T-2".parse().unwrap());
    let own = owed("escalation", march("03 09:00"), None, now);
    assert_eq!(rules.assess(&case(&ticket, &[other, own]), now), None);
    assert!(rules.assess(&case(&ticket, &[late]), now).is_some());
    assert!(rules.not_supplied(EventKinds::NONE).is_empty());
}
