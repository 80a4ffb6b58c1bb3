//! Tickets and the obligations that they make.

use crm_kpi::{
    Apart, Counts, Facts, Formula, Note, Per, Reason, Stretch, TicketTime, Value, Verdict, Volume,
};
use crm_model::{EventKind, EventKinds, Happening, Kind, Missing, Outcome, Records, State, Table, TicketId};

use crate::support::{APRIL, complaint_rate, not_measured, obligation, responses, ticket, tickets};
use crate::support::{contact, dataset, line_of, month, spec, text};

#[test]
fn k18_open_past_the_limit_is_late_now_and_what_is_open_is_told_apart() {
    let due = Some("2026-03-20");
    let obligations = [
        obligation(1, "D-RESP-2", due, State::Met),
        obligation(2, "D-RESP-2", due, State::Overdue),
        obligation(3, "D-RESP-2", due, State::Open),
        obligation(4, "D-RESP-2", None, State::Undetermined { missing: Missing::Limit }),
        obligation(5, "D-RESP-2", due, State::Waived),
        obligation(6, "D-RESP-2", Some("2026-04-02"), State::Met), // not March's
        obligation(7, "D-RESP-3", due, State::Missed),             // another clause
    ];
    let data = dataset(Records::default());
    let formula = || Formula::Attainment { measure: None, clauses: vec!["D-RESP-2".parse().unwrap()] };
    let facts = Facts { obligations: Some(&obligations), ..Facts::new(&data) };
    let line = line_of(spec(formula(), Per::Month, Some(">= 80%")), &facts, APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/2", Verdict::Missed));
    let apart = [Apart::Open, Apart::Undetermined, Apart::Released];
    assert_eq!(line.notes, apart.map(|cases| Note::Apart { cases, count: 1 }));
    assert_eq!(month(formula(), &data, None, APRIL).verdict, not_measured(Reason::NoObligations));
}

#[test]
fn k19_an_answer_before_the_request_is_in_no_mean() {
    let data = tickets(vec![
        ticket(
            "1",
            None,
            vec![
                ("2026-03-02T10:00:00Z", Happening::Opened),
                ("2026-03-02T09:00:00Z", Happening::FirstResponse),
            ],
        ),
        ticket(
            "2",
            None,
            vec![
                ("2026-03-02T10:00:00Z", Happening::Opened),
                ("2026-03-02T16:00:00Z", Happening::FirstResponse),
            ],
        ),
    ]);
    let line = month(responses(), &data, Some("<= 8h"), APRIL);
    assert_eq!((text(&line.value).as_str(), &line.verdict), ("21600000000/1", &Verdict::Met));
    assert_eq!(line.value.to_string(), "6 h");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Undetermined, count: 1 }]);
}

#[test]
fn k19_what_follows_an_impossible_answer_is_no_first_one() {
    let opened = ("2026-03-02T10:00:00Z", Happening::Opened);
    let row = |events: Vec<(&str, Happening)>| {
        tickets(vec![ticket("1", None, [vec![opened.clone()], events].concat())])
    };
    // The answer a minute before the opening may be the first, whatever was written later.
    let answered = row(vec![
        ("2026-03-02T09:59:00Z", Happening::FirstResponse),
        ("2026-03-02T16:00:00Z", Happening::MessageOut),
        ("2026-03-03T10:00:00Z", Happening::Reopened),
        ("2026-03-03T11:00:00Z", Happening::MessageOut), // of a round of its own
    ]);
    let line = month(responses(), &answered, None, APRIL);
    assert_eq!(text(&line.value), "3600000000/1");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Undetermined, count: 1 }]);
    // A solution before the opening: whether the ticket is solved, nobody can say; once it is reopened, or solved again, it is known.
    let early = ("2026-03-02T09:59:00Z", Happening::Solved);
    let resolution = |data| month(Formula::Resolution { kinds: vec![] }, &data, Some(">= 100%"), APRIL);
    let line = resolution(row(vec![early.clone()]));
    assert_eq!((line.verdict.clone(), line.notes.len()), (not_measured(Reason::Empty), 1), "{line}");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Undetermined, count: 1 }]);
    let again = row(vec![early.clone(), ("2026-03-04T10:00:00Z", Happening::Solved)]);
    assert_eq!(text(&resolution(again).value), "1/1");
    let reopened = row(vec![early, ("2026-03-04T10:00:00Z", Happening::Reopened)]);
    assert_eq!(text(&resolution(reopened).value), "0/1");
}

#[test]
fn k20_a_machine_does_not_answer() {
    let data = tickets(vec![ticket(
        "1",
        None,
        vec![
            ("2026-03-02T10:00:00Z", Happening::Opened),
            ("2026-03-02T10:00:01Z", Happening::AutomaticMessage),
        ],
    )]);
    let line = month(responses(), &data, None, APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::Empty));
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Unanswered, count: 1 }]);
}

#[test]
fn k21_a_reopening_begins_a_new_response_and_undoes_a_solution() {
    let data = tickets(vec![ticket(
        "1",
        None,
        vec![
            ("2026-03-02T10:00:00Z", Happening::Opened),
            ("2026-03-02T11:00:00Z", Happening::FirstResponse),
            ("2026-03-02T12:00:00Z", Happening::Solved),
            ("2026-03-03T10:00:00Z", Happening::Reopened),
            ("2026-03-03T13:00:00Z", Happening::MessageOut),
            ("2026-03-03T14:00:00Z", Happening::MessageOut),
        ],
    )]);
    assert_eq!(text(&month(responses(), &data, None, APRIL).value), "14400000000/2"); // 1 h and 3 h
    let resolved = Formula::Resolution { kinds: vec![] };
    assert_eq!(text(&month(resolved, &data, Some(">= 100%"), APRIL).value), "0/1");
    assert_eq!(month(Formula::Volume(Volume::Solved), &data, None, APRIL).value, Value::Count(1));
    let handling = month(Formula::TicketTime(TicketTime::mean(Stretch::Handling)), &data, None, APRIL);
    assert_eq!(handling.value.to_string(), "2 h");
}

#[test]
fn a_source_without_answers_has_no_response_time() {
    let event_kinds: EventKinds = [EventKind::Opened, EventKind::Solved].into_iter().collect();
    let data = dataset(Records { tickets: Table::complete(vec![]), event_kinds, ..Records::default() });
    let line = month(responses(), &data, Some("<= 8h"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoEvents(EventKind::FirstResponse)));
}

#[test]
fn k20_k25_attempts_are_no_interactions_and_unknown_kinds_are_told_apart() {
    let opened = |name: &str, kind| ticket(name, kind, vec![("2026-03-05", Happening::Opened)]);
    let tickets = Table::complete(vec![opened("1", None), opened("2", Some("inquiry"))]);
    let rows =
        vec![contact("a", "2026-03-05", Outcome::NotReached), contact("a", "2026-03-06", Outcome::Reached)];
    let data = dataset(Records { tickets, interactions: Table::complete(rows), ..Records::default() });
    let line = month(complaint_rate(), &data, None, APRIL);
    assert_eq!(text(&line.value), "0/1");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::KindUnknown, count: 1 }]);
}

#[test]
fn complaints_are_asked_about_and_solved() {
    let complaint = |name: &str, first: bool, last: bool| {
        ticket(
            name,
            Some("complaint"),
            vec![
                ("2026-03-02", Happening::Opened),
                ("2026-03-03", Happening::Solved),
                ("2026-03-04", Happening::Revisited(Some(first))),
                ("2026-03-05", Happening::Revisited(Some(last))),
            ],
        )
    };
    let open = ticket("open", Some("complaint"), vec![("2026-03-02", Happening::Opened)]);
    let inquiry = ticket("inquiry", Some("inquiry"), vec![("2026-03-02", Happening::Opened)]);
    let data = tickets(vec![complaint("1", true, true), complaint("2", false, true), open, inquiry]);
    let kinds = || vec![Kind::new("complaint").unwrap()];
    let said = |counts| {
        text(&month(Formula::RevisitSatisfaction { kinds: kinds(), counts }, &data, None, APRIL).value)
    };
    assert_eq!(
        (said(Counts::First), said(Counts::Last), said(Counts::All)),
        ("1/2".into(), "2/2".into(), "3/4".into())
    );
    assert_eq!(text(&month(Formula::Resolution { kinds: kinds() }, &data, None, APRIL).value), "2/3");
}

#[test]
fn where_no_kind_is_known_nobody_can_say_how_many_complaints_there_were() {
    let records = |kind| {
        let opened = |name: &str, kind, when: &str| ticket(name, kind, vec![(when, Happening::Opened)]);
        let tickets = vec![opened("1", kind, "2026-02-05"), opened("2", Some("complaint"), "2026-03-05")];
        let contacts = ["2026-01-06", "2026-02-06", "2026-03-06"];
        let interactions = contacts.map(|when| contact("a", when, Outcome::Reached)).into();
        let (tickets, interactions) = (Table::complete(tickets), Table::complete(interactions));
        dataset(Records { tickets, interactions, ..Records::default() })
    };
    let history = |kind| month(complaint_rate(), &records(kind), None, APRIL).history().to_vec();
    let words = |kind| history(kind).into_iter().map(|past| text(&past.value)).collect::<Vec<_>>();
    assert_eq!(words(Some("inquiry")), ["0/1", "0/1"]); // no ticket at all in January
    assert_eq!(words(None), ["0/1", "not measured: no ticket's kind is known"]);
}

#[test]
fn what_a_source_cannot_tell_of_is_not_counted_as_zero() {
    let event_kinds: EventKinds = [EventKind::Opened].into_iter().collect();
    let data = dataset(Records { tickets: Table::complete(vec![]), event_kinds, ..Records::default() });
    let value = |formula| month(formula, &data, None, APRIL).value;
    let missing = |kind| Value::Undefined(Reason::NoEvents(kind));
    assert_eq!(value(Formula::Volume(Volume::Opened)), Value::Count(0));
    assert_eq!(value(Formula::Volume(Volume::Solved)), missing(EventKind::Solved));
    let revisits = Formula::RevisitSatisfaction { kinds: vec![], counts: Counts::Last };
    assert_eq!(value(revisits), missing(EventKind::Revisited));
}

#[test]
fn an_obligation_without_a_date_is_told_of() {
    let mut undated = obligation(1, "D-RESP-2", None, State::Undetermined { missing: Missing::Limit });
    undated.opened_at = None;
    let obligations = [undated, obligation(2, "D-RESP-2", Some("2026-03-20"), State::Met)];
    let data = dataset(Records::default());
    let facts = Facts { obligations: Some(&obligations), ..Facts::new(&data) };
    let line = line_of(
        spec(Formula::Attainment { measure: None, clauses: vec![] }, Per::Month, None),
        &facts,
        APRIL,
    );
    assert_eq!(text(&line.value), "1/1");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Undated, count: 1 }]);
}

#[test]
fn k21_a_ticket_that_lives_on_in_another_one_has_no_handling_time() {
    let data = tickets(vec![
        ticket(
            "1",
            None,
            vec![
                ("2026-03-02T10:00:00Z", Happening::Opened),
                ("2026-03-02T10:00:01Z", Happening::Solved), // as some systems do when they merge
                ("2026-03-02T10:00:02Z", Happening::Merged(TicketId::new("2").unwrap())),
            ],
        ),
        ticket(
            "2",
            None,
            vec![("2026-03-02T10:00:00Z", Happening::Opened), ("2026-03-02T14:00:00Z", Happening::Solved)],
        ),
    ]);
    let line = month(Formula::TicketTime(TicketTime::mean(Stretch::Handling)), &data, None, APRIL);
    assert_eq!(text(&line.value), "14400000000/1");
}

#[test]
fn an_unanswered_ticket_of_unknown_kind_is_told_apart() {
    let data = tickets(vec![ticket("1", None, vec![("2026-03-02", Happening::Opened)])]);
    let kinds = vec![Kind::new("complaint").unwrap()];
    let formula = Formula::TicketTime(TicketTime { kinds, ..TicketTime::mean(Stretch::FirstResponse) });
    let notes = month(formula, &data, None, APRIL).notes;
    assert_eq!(notes, [Note::Apart { cases: Apart::KindUnknown, count: 1 }]);
}
