//! How tickets end: at the first contact, for good, to the customer's content, in whose hands, and with what remedy.

use crm_calendar::ElapsedTime;
use crm_kpi::{
    Apart, FirstContact, FirstContactBy, Formula, Line, Note, Reading, Reason, Stretch, TicketTime, Value,
};
use crm_model::{
    Department, EventKind, EventKinds, Happening, Holder, Kind, Precision, Records, Table, TicketId,
    TicketRecord,
};

use super::causes::cause_rule;
use crate::support::{APRIL, dataset, id, month, text, ticket, tickets};

use Happening::{
    Confirmed, Disputed, FirstResponse, MessageIn, MessageOut, Opened, Reopened, Revisited, Solved,
};

pub(super) fn line(formula: Formula, rows: Vec<TicketRecord>) -> Line {
    month(formula, &tickets(rows), None, APRIL)
}

pub(super) fn apart(cases: Apart, count: u64) -> Note {
    Note::Apart { cases, count }
}

fn first_contact(by: FirstContactBy, hours: i32) -> Formula {
    let reopened_within = Some(ElapsedTime::from_hours(hours));
    Formula::FirstContact(FirstContact { kinds: vec![], by, reopened_within })
}

/// A ticket of 2 March, by the hours of that day and happenings.
fn day(name: &str, events: &[(&str, Happening)]) -> TicketRecord {
    let events: Vec<(String, Happening)> =
        events.iter().map(|(time, what)| (format!("2026-03-{time}:00Z"), what.clone())).collect();
    ticket(name, None, events.iter().map(|(time, what)| (time.as_str(), what.clone())).collect())
}

#[test]
fn l_comp_4_the_first_contact_solves_where_nobody_has_to_ask_or_answer_twice() {
    let rows = || {
        vec![
            // Solved by the first answer; a message beside it at the same instant is the same answer.
            day(
                "1",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", FirstResponse),
                    ("02T10:00", MessageOut),
                    ("02T10:00", Solved),
                ],
            ),
            // Two answers, one message.
            day(
                "2",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", FirstResponse),
                    ("02T11:00", MessageOut),
                    ("02T11:00", Solved),
                ],
            ),
            // One answer, the customer asked twice.
            day(
                "3",
                &[
                    ("02T09:00", Opened),
                    ("02T09:30", MessageIn),
                    ("02T10:00", FirstResponse),
                    ("02T10:00", Solved),
                ],
            ),
            // Both, and the solution did not last.
            day(
                "4",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", FirstResponse),
                    ("02T10:00", Solved),
                    ("03T10:00", Reopened),
                ],
            ),
            // Answered once and not solved.
            day("5", &[("02T09:00", Opened), ("02T10:00", FirstResponse)]),
            // Answered twice and not solved: decided already.
            day("6", &[("02T09:00", Opened), ("02T10:00", FirstResponse), ("02T11:00", MessageOut)]),
        ]
    };
    let answers = line(first_contact(FirstContactBy::Answers, 24), rows());
    assert_eq!((text(&answers.value).as_str(), answers.notes), ("2/5", vec![apart(Apart::Open, 1)])); // 1, 3 of all but 5
    let messages = line(first_contact(FirstContactBy::Messages, 24), rows());
    assert_eq!((text(&messages.value).as_str(), messages.notes), ("2/4", vec![apart(Apart::Open, 2)])); // 1, 2 of 1 to 4
    // The fourth was reopened after exactly 24 hours: with a shorter memory, its solution lasted.
    let kinds = vec![];
    let ever = FirstContact { kinds, by: FirstContactBy::Answers, reopened_within: None };
    assert_eq!(text(&line(Formula::FirstContact(ever), rows()).value), "2/5");
    let shorter = line(first_contact(FirstContactBy::Answers, 23), rows());
    assert_eq!(text(&shorter.value), "3/5");
}

#[test]
fn k18_what_may_still_be_reopened_in_time_is_open() {
    let rows = vec![day("1", &[("31T12:00", Opened), ("31T13:00", FirstResponse), ("31T13:00", Solved)])];
    let data = tickets(rows);
    let first = |as_of| month(first_contact(FirstContactBy::Answers, 24), &data, None, as_of);
    let reopened = |as_of| {
        let within = Some(ElapsedTime::from_hours(24));
        month(Formula::Reopening { kinds: vec![], within }, &data, None, as_of)
    };
    assert_eq!(first("2026-04-01T12:59:59Z").notes, [apart(Apart::Open, 1)]);
    // At the last instant it may still be reopened in time.
    assert_eq!(first("2026-04-01T13:00:00Z").notes, [apart(Apart::Open, 1)]);
    assert_eq!(text(&first("2026-04-01T13:00:01Z").value), "1/1");
    assert_eq!(reopened("2026-04-01T13:00:00Z").notes, [apart(Apart::Open, 1)]);
    assert_eq!(text(&reopened("2026-04-01T13:00:01Z").value), "0/1");
}

#[test]
fn k19_a_solution_of_nobody_knows_when_decides_nothing() {
    let mut bound = day("1", &[("02T09:00", Opened), ("02T10:00", FirstResponse), ("02T10:00", Solved)]);
    bound.events[2].precision = Precision::NotAfter;
    let early = day("2", &[("02T09:00", Opened), ("02T08:00", FirstResponse), ("02T10:00", Solved)]);
    let found = line(first_contact(FirstContactBy::Answers, 24), vec![bound, early]);
    assert_eq!(found.value, Value::Undefined(Reason::Empty));
    assert_eq!(found.notes, [apart(Apart::Undetermined, 2)]);
}

#[test]
fn k21_each_solution_lasts_or_is_reopened() {
    let rows = || {
        vec![
            day(
                "1",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", Solved),
                    ("02T11:00", Solved),
                    ("03T10:00", Reopened),
                    ("03T12:00", Solved),
                ],
            ),
            day("2", &[("02T09:00", Opened), ("02T10:00", Solved)]),
        ]
    };
    let reopening = |hours: Option<i32>| {
        let within = hours.map(ElapsedTime::from_hours);
        text(&line(Formula::Reopening { kinds: vec![], within }, rows()).value)
    };
    // Solved, reopened after 24 hours, solved again; and solved for good.
    assert_eq!([reopening(None), reopening(Some(24)), reopening(Some(23))], ["1/3", "1/3", "0/3"]);
}

fn of_customer(customer: &str, mut record: TicketRecord) -> TicketRecord {
    record.customer = Some(id(customer));
    record
}

#[test]
fn l_comp_6_a_customer_is_recovered_who_ends_satisfied_on_every_matter() {
    let rows = vec![
        of_customer(
            "won",
            day(
                "1",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", Solved),
                    ("03T09:00", Revisited(Some(false))),
                    ("09T09:00", Revisited(Some(true))),
                ],
            ),
        ),
        of_customer(
            "won",
            day(
                "2",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", Solved),
                    ("03T09:00", Disputed),
                    ("04T09:00", Confirmed),
                ],
            ),
        ),
        of_customer(
            "half",
            day(
                "3",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", Solved),
                    ("03T09:00", Revisited(Some(false))),
                    ("04T09:00", Confirmed),
                ],
            ),
        ),
        of_customer("half", day("4", &[("02T09:00", Opened), ("02T10:00", Solved), ("03T09:00", Disputed)])),
        of_customer(
            "lost",
            day(
                "5",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", Solved),
                    ("03T09:00", Revisited(Some(true))),
                    ("04T09:00", Revisited(Some(false))),
                ],
            ),
        ),
        of_customer(
            "content",
            day("6", &[("02T09:00", Opened), ("02T10:00", Solved), ("03T09:00", Revisited(Some(true)))]),
        ),
        of_customer(
            "silent",
            day("7", &[("02T09:00", Opened), ("02T10:00", Solved), ("03T09:00", Revisited(None))]),
        ),
        day("8", &[("02T09:00", Opened), ("02T10:00", Solved), ("03T09:00", Disputed)]),
    ];
    let found = line(Formula::Recovery { kinds: vec![] }, rows);
    assert_eq!(
        (text(&found.value).as_str(), found.notes),
        ("1/3", vec![apart(Apart::TicketsWithoutCustomer, 1)])
    );
}

pub(super) fn to(department: &str, person: Option<&str>) -> Holder {
    let person = person.map(|name| name.parse().unwrap());
    Holder { department: Some(Department::new(department).unwrap()), person }
}

#[test]
fn hand_overs_are_transfers_and_assignments_to_another_holder() {
    use Happening::{Assigned, Transferred};
    let rows = vec![
        day(
            "1",
            &[
                ("02T09:00", Opened),
                ("02T09:10", Assigned(to("front", Some("Li")))),
                ("02T09:20", Assigned(to("front", Some("Li")))), // nothing new
                ("02T09:30", Assigned(to("front", Some("Wang")))),
                ("02T09:40", Transferred(to("back", None))),
                ("02T09:50", Assigned(to("back", Some("Li")))), // the first person there
            ],
        ),
        day("2", &[("02T09:00", Opened), ("02T09:10", Assigned(to("front", None)))]),
    ];
    let found = line(Formula::HandOvers { kinds: vec![] }, rows);
    assert_eq!(text(&found.value), "2/2");
    let share = Value::Share(crm_model::Ratio::new(1, 2).unwrap());
    assert_eq!(found.notes, [Note::Beside { reading: Reading::HandedOver, value: share }]);
}

#[test]
fn l_fb_1_a_change_follows_feedback() {
    let change: crm_model::Remedy = "process-change".parse().unwrap();
    let apology: crm_model::Remedy = "apology".parse().unwrap();
    let rows = || {
        vec![
            day(
                "1",
                &[
                    ("02T09:00", Opened),
                    ("02T10:00", Happening::Remedy("apology".parse().unwrap())),
                    ("04T09:00", Happening::Remedy("process-change".parse().unwrap())),
                ],
            ),
            day("2", &[("02T09:00", Opened), ("02T10:00", Happening::Remedy("apology".parse().unwrap()))]),
            day("3", &[("02T09:00", Opened)]),
        ]
    };
    let share = |remedies| text(&line(Formula::Remedied { remedies, kinds: vec![] }, rows()).value);
    assert_eq!([share(vec![change.clone()]), share(vec![apology]), share(vec![])], ["1/3", "2/3", "2/3"]);
    let time = Formula::TicketTime(TicketTime::mean(Stretch::Remedied { by: vec![change] }));
    let time = line(time, rows());
    assert_eq!((time.value.to_string().as_str(), time.notes), ("2 d", vec![apart(Apart::Open, 2)]));
}

#[test]
fn d_chan_4_a_ticket_that_two_channels_tell_differently_is_contradictory() {
    let by = |channel: &str| {
        let mut record = day("1", &[("02T09:00", Opened)]);
        record.channel = Some(channel.parse().unwrap());
        record
    };
    let never = ticket("2", None, vec![("2026-03-03", Solved)]);
    let good = day("3", &[("02T09:00", Opened), ("02T10:00", Solved)]);
    let found = line(Formula::Contradictions { kinds: vec![] }, vec![by("phone"), by("e-mail"), never, good]);
    assert_eq!(text(&found.value), "2/3");
}

#[test]
fn k21_a_ticket_that_lives_on_in_another_one_is_not_counted_twice() {
    let merged = day(
        "1",
        &[
            ("02T09:00", Opened),
            ("02T10:00", Solved),
            ("02T10:01", Happening::Merged(TicketId::new("2").unwrap())),
        ],
    );
    for formula in [
        first_contact(FirstContactBy::Answers, 1),
        Formula::Reopening { kinds: vec![], within: None },
        Formula::HandOvers { kinds: vec![] },
        Formula::Remedied { remedies: vec![], kinds: vec![] },
        Formula::TicketTime(TicketTime::mean(Stretch::Resolution)),
    ] {
        let words = format!("{formula:?}");
        assert_eq!(line(formula, vec![merged.clone()]).value, Value::Undefined(Reason::Empty), "{words}");
    }
}

#[test]
fn what_the_source_does_not_tell_of_is_no_zero() {
    let untold = |formula, kinds: &[EventKind]| {
        let event_kinds: EventKinds = kinds.iter().copied().collect();
        let data = dataset(Records { tickets: Table::complete(vec![]), event_kinds, ..Records::default() });
        match month(formula, &data, None, APRIL).value {
            Value::Undefined(Reason::NoEvents(kind)) => Some(kind),
            _ => None,
        }
    };
    let answers = || first_contact(FirstContactBy::Answers, 1);
    assert_eq!(
        untold(answers(), &[EventKind::Opened, EventKind::Reopened, EventKind::FirstResponse]),
        Some(EventKind::Solved)
    );
    assert_eq!(untold(answers(), &[EventKind::Solved, EventKind::FirstResponse]), Some(EventKind::Reopened));
    assert_eq!(untold(answers(), &[EventKind::Solved, EventKind::Reopened]), Some(EventKind::FirstResponse));
    let messages = first_contact(FirstContactBy::Messages, 1);
    assert_eq!(
        untold(messages, &[EventKind::Solved, EventKind::Reopened, EventKind::FirstResponse]),
        Some(EventKind::MessageIn)
    );
    let reopening = Formula::Reopening { kinds: vec![], within: None };
    assert_eq!(untold(reopening, &[EventKind::Solved]), Some(EventKind::Reopened));
    assert_eq!(
        untold(Formula::Recovery { kinds: vec![] }, &[EventKind::Confirmed]),
        Some(EventKind::Revisited)
    );
    assert_eq!(
        untold(Formula::HandOvers { kinds: vec![] }, &[EventKind::Opened]),
        Some(EventKind::Transferred)
    );
    assert_eq!(
        untold(Formula::RepeatedComplaints(cause_rule(None)), &[EventKind::Opened]),
        Some(EventKind::Solved)
    );
    let remedied = Formula::Remedied { remedies: vec![], kinds: vec![] };
    assert_eq!(untold(remedied, &[EventKind::Opened]), Some(EventKind::Remedy));
}

#[test]
fn what_is_of_unknown_kind_is_told_apart() {
    let rows = || vec![day("1", &[("02T09:00", Opened), ("02T10:00", Solved), ("02T11:00", Disputed)])];
    let kinds = || vec![Kind::new("complaint").unwrap()];
    for formula in [
        Formula::FirstContact(FirstContact {
            kinds: kinds(),
            by: FirstContactBy::Answers,
            reopened_within: None,
        }),
        Formula::Reopening { kinds: kinds(), within: None },
        Formula::Recovery { kinds: kinds() },
        Formula::HandOvers { kinds: kinds() },
        Formula::Remedied { remedies: vec![], kinds: kinds() },
        Formula::Contradictions { kinds: kinds() },
    ] {
        let found = line(formula, rows());
        assert_eq!(found.notes, [apart(Apart::KindUnknown, 1)], "{found}");
    }
}
