//! Explanations of clocks, worked out by hand.

use crm_calendar::Period;
use crm_model::{
    Agreement, DatedAgreement, EventKind, Happening, Ticket, TicketEvent, TicketId, TicketRecord,
};
use crm_sla::{Absorbed, AgreedTerms, Case, Choice, Limit, Measure, RuleSpec};

use crate::support::{back, levels, march, only, rule, ticket, wait};

fn period(from: &str, until: &str) -> Period {
    Period::new(march(from), march(until)).unwrap()
}

#[test]
fn the_budget_is_told_by_the_open_time_that_used_it() {
    let ticket = ticket(vec![
        (march("02 11:00"), Happening::Opened),
        (march("02 11:30"), wait("customer")),
        (march("02 14:00"), back("customer")), // through the break
        (march("03 08:00"), wait("customer")), // late by then
        (march("03 10:00"), Happening::Solved),
    ]);
    let levels = levels(vec![rule("sla.solve", Measure::Resolution, "4bh")]);
    let (case, as_of) = (Case::new(&ticket), march("04 09:00"));
    let clock = only(levels.standing_of(&case, as_of));
    let why = levels.explain(&case, &clock, as_of).unwrap();
    assert_eq!(why.due, Some(march("02 17:30")));
    assert_eq!(why.used, [period("02 11:00", "02 11:30"), period("02 14:00", "02 17:30")]);
    assert_eq!(why.pauses, [period("02 11:30", "02 14:00"), period("03 08:00", "03 10:00")]);
    assert_eq!((why.rule.clause.as_str(), why.calendar.name()), ("TEST-SLA-1", "office"));
    assert_eq!(why.end.unwrap().event, EventKind::Solved);
    assert_eq!(why.custody[0].late, clock.late_by);
}

#[test]
fn an_agreed_limit_and_an_event_are_named_as_such() {
    let agreements =
        [DatedAgreement { from: None, agreement: "resolution 2h".parse::<Agreement>().unwrap() }];
    let mut agreed = rule("sla.solve", Measure::Resolution, "8h");
    agreed.changes.agreement = AgreedTerms::Replace;
    let mut before = rule("sla.explain", Measure::FirstResponse, "1h");
    (before.limit, before.pauses) = (Limit::Before(EventKind::Closed), [].into());
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened), (march("02 10:00"), Happening::Closed)]);
    let levels = levels(vec![agreed, before]);
    let (case, as_of) = (Case { agreements: &agreements, ..Case::new(&ticket) }, march("02 12:00"));
    let told: Vec<_> = levels
        .standing_of(&case, as_of)
        .iter()
        .map(|clock| levels.explain(&case, clock, as_of).unwrap())
        .map(|why| (why.limit.to_string(), why.due.unwrap(), why.used))
        .collect();
    let until_eleven = vec![period("02 09:00", "02 11:00")];
    assert_eq!(
        told,
        [
            ("before closed".into(), march("02 10:00"), vec![]),
            ("2h as agreed".into(), march("02 11:00"), until_eleven)
        ]
    );
}

#[test]
fn t35_a_promise_taken_over_is_explained_by_the_ticket_that_it_comes_from() {
    let of = |id: &str, events: Vec<(&str, Happening)>| {
        let events = events.into_iter().map(|(at, what)| TicketEvent::at(march(at), what)).collect();
        Ticket::new(TicketRecord::new(TicketId::new(id).unwrap(), events))
    };
    let merged = Happening::Merged(TicketId::new("T-2").unwrap());
    let source = of(
        "T-1",
        vec![
            ("02 07:00", Happening::Opened),
            ("02 08:00", wait("customer")),
            ("02 08:45", back("customer")),
            ("02 10:00", merged),
        ],
    );
    let target = of("T-2", vec![("02 09:30", Happening::Opened)]);
    let agreed = |from: &str, text: &str| DatedAgreement {
        from: Some(march(from)),
        agreement: text.parse::<Agreement>().unwrap(),
    };
    // What counts is what held when the merged ticket opened.
    let agreements = [agreed("01 00:00", "resolution 4h"), agreed("02 09:00", "resolution 40h")];
    let mut spec: RuleSpec = rule("sla.solve", Measure::Resolution, "8h");
    spec.changes.agreement = AgreedTerms::Replace;
    let levels = levels(vec![spec]);
    let absorbed = [Absorbed::new(&source, &target).unwrap()];
    let case = Case { absorbed: &absorbed, agreements: &agreements, ..Case::new(&target) };
    let as_of = march("02 13:00");
    let clock = only(levels.standing_of(&case, as_of));
    let why = levels.explain(&case, &clock, as_of).unwrap();
    assert_eq!((why.limit.to_string(), why.due), ("4h as agreed".into(), Some(march("02 11:45"))));
    assert_eq!(why.used, [period("02 07:00", "02 08:00"), period("02 08:45", "02 11:45")]);
    assert!(why.choices.iter().any(|choice| matches!(choice, Choice::TakenOver { .. })));
    let later = march("02 14:00");
    assert!(levels.explain(&case, &clock, later).is_none(), "by then it stands otherwise");
    assert!(
        levels.explain(&Case::new(&target), &clock, as_of).is_none(),
        "without the merger it is not there"
    );
}
