//! How soon contacts are recorded, and what tickets hold.

use crm_kpi::{
    Apart, Facts, Formula, IndicatorProblem, Note, Per, Reason, Scorecard, TicketPart, Value, Verdict,
};
use crm_model::{
    Channel, Classification, Dataset, Happening, Holder, Interaction, Outcome, Precision, Records, State,
    Subject, Table, TicketEvent, TicketId, TicketRecord,
};

use crate::support::{APRIL, at, contact, dataset, id, line_of, month, obligation, spec, text, tickets};

fn call(channel: &str, when: &str, recorded: &str) -> Interaction {
    Interaction {
        channel: (!channel.is_empty()).then(|| Channel::new(channel).unwrap()),
        recorded_at: (!recorded.is_empty()).then(|| at(recorded)),
        ..contact("a", when, Outcome::Reached)
    }
}

fn calls(rows: Vec<Interaction>) -> Dataset {
    dataset(Records { interactions: Table::complete(rows), ..Records::default() })
}

fn lag(channels: &[&str]) -> Formula {
    Formula::RecordingLag { channels: channels.iter().map(|text| Channel::new(text).unwrap()).collect() }
}

#[test]
fn d_chan_6_the_lag_is_the_mean_from_the_call_to_its_record() {
    let data = calls(vec![
        call("phone", "2026-03-02T10:00:00Z", "2026-03-02T10:10:00Z"),
        call("phone", "2026-03-03T10:00:00Z", "2026-03-03T10:50:00Z"),
        call("phone", "2026-02-28T23:00:00Z", "2026-03-01T09:00:00Z"), // February's, by the call
        call("e-mail", "2026-03-02T10:00:00Z", "2026-03-09T10:00:00Z"),
    ]);
    let line = month(lag(&["phone"]), &data, Some("<= 1h"), APRIL);
    assert_eq!((line.value.to_string(), &line.verdict), ("30 min".into(), &Verdict::Met));
    assert_eq!(line.history().last().unwrap().value.to_string(), "10 h");
    let all = month(lag(&[]), &data, None, APRIL); // 10 min, 50 min and a week
    assert_eq!(text(&all.value), format!("{}/3", (3_600 + 7 * 86_400) * 1_000_000_i64));
}

#[test]
fn k19_a_record_before_its_call_is_in_no_mean() {
    let data = calls(vec![
        call("phone", "2026-03-02T10:00:00Z", "2026-03-02T09:00:00Z"),
        call("phone", "2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"),
    ]);
    let line = month(lag(&["phone"]), &data, None, APRIL);
    assert_eq!(text(&line.value), "0/1");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::RecordedEarly, count: 1 }]);
}

#[test]
fn d_chan_6_what_is_not_recorded_by_the_instant_is_told_apart() {
    let data = calls(vec![
        call("phone", "2026-03-02T10:00:00Z", ""),
        call("phone", "2026-03-30T10:00:00Z", "2026-04-11T10:00:00Z"), // recorded after the instant
        call("", "2026-03-02T10:00:00Z", "2026-03-02T10:05:00Z"),
        Interaction { outcome: Outcome::NotReached, ..call("phone", "2026-03-02T10:00:00Z", "") },
    ]);
    let line = month(lag(&["phone"]), &data, Some("<= 1h"), APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::NoRecordings));
    let apart = |cases, count| Note::Apart { cases, count };
    assert_eq!(line.notes, [apart(Apart::Unrecorded, 2), apart(Apart::ChannelUnknown, 1)]);
    let empty = month(lag(&["phone"]), &calls(vec![]), None, APRIL);
    assert_eq!(empty.value, Value::Undefined(Reason::Empty), "k1");
}

/// A ticket of March that holds everything.
fn whole(name: &str) -> TicketRecord {
    let opened = at("2026-03-02T10:00:00Z");
    let judged = Classification {
        kind: "inquiry".parse().ok(),
        urgency: "regular".parse().ok(),
        ..Classification::default()
    };
    let by = |event: TicketEvent| TicketEvent { actor: "li".parse().ok(), ..event };
    let events = vec![
        TicketEvent::at(opened, Happening::Opened),
        by(TicketEvent::at(at("2026-03-02T10:05:00Z"), Happening::Recorded)),
        TicketEvent::at(at("2026-03-02T10:05:00Z"), Happening::Classified(judged)),
        TicketEvent::at(at("2026-03-02T11:00:00Z"), Happening::FirstResponse),
    ];
    let customer = Some(id("a"));
    TicketRecord {
        customer,
        described: Some(true),
        ..TicketRecord::new(TicketId::new(name).unwrap(), events)
    }
}

fn completeness() -> Formula {
    let parts = TicketPart::ALL.map(|(part, _)| part).to_vec();
    Formula::TicketCompleteness { parts, kinds: vec![] }
}

fn missing(part: TicketPart) -> Note {
    Note::TicketPartMissing { part, tickets: 1 }
}

/// Returns what is said of a whole ticket beside one that is changed.
#[track_caller]
fn beside(change: impl FnOnce(&mut TicketRecord)) -> (String, Vec<Note>) {
    let mut other = whole("2");
    change(&mut other);
    let line = month(completeness(), &tickets(vec![whole("1"), other]), None, APRIL);
    (text(&line.value), line.notes)
}

#[test]
fn d_resp_4_a_ticket_that_lacks_a_part_is_not_complete_and_the_part_is_named() {
    assert_eq!(beside(|_| {}), ("2/2".into(), vec![]));
    let half = |part| ("1/2".to_string(), vec![missing(part)]);
    assert_eq!(beside(|ticket| ticket.customer = None), half(TicketPart::Customer));
    assert_eq!(beside(|ticket| ticket.described = Some(false)), half(TicketPart::Description));
    let bound = |ticket: &mut TicketRecord| ticket.events[0].precision = Precision::NotAfter;
    assert_eq!(beside(bound), half(TicketPart::Time));
    assert_eq!(beside(|ticket| ticket.events[1].actor = None), half(TicketPart::Receiver));
    let judge = |judged| move |ticket: &mut TicketRecord| ticket.events[2].happening = judged;
    let kind = Classification { kind: "inquiry".parse().ok(), ..Classification::default() };
    assert_eq!(beside(judge(Happening::Classified(kind))), half(TicketPart::Urgency));
    let urgency = Classification { urgency: "urgent".parse().ok(), ..Classification::default() };
    assert_eq!(beside(judge(Happening::Classified(urgency))), half(TicketPart::Kind));
}

#[test]
fn d_resp_4_whoever_is_given_the_ticket_receives_it() {
    let given = |ticket: &mut TicketRecord| {
        ticket.events[1].actor = None;
        let holder = Holder { department: "sales".parse().ok(), person: None };
        let at = at("2026-03-03T10:00:00Z");
        ticket.events.push(TicketEvent::at(at, Happening::Assigned(holder)));
    };
    assert_eq!(beside(given), ("2/2".into(), vec![]));
}

#[test]
fn d_resp_4_urgency_is_judged_at_intake_or_too_late() {
    let judged_at =
        |when: &'static str| move |ticket: &mut TicketRecord| ticket.events[2].occurred_at = at(when);
    let late = ("1/2".to_string(), vec![missing(TicketPart::Urgency)]);
    assert_eq!(beside(judged_at("2026-03-02T10:05:00Z")), ("2/2".into(), vec![]), "as it is entered");
    assert_eq!(beside(judged_at("2026-03-02T10:05:01Z")), late, "after it was entered");
    // Nobody knows when it was entered: the first answer ends the intake.
    let unentered = |when: &'static str| {
        move |ticket: &mut TicketRecord| {
            ticket.events[2].occurred_at = at(when);
            ticket.events[2].actor = "li".parse().ok();
            ticket.events.remove(1);
        }
    };
    assert_eq!(beside(unentered("2026-03-02T11:00:00Z")), ("2/2".into(), vec![]));
    assert_eq!(beside(unentered("2026-03-02T11:00:01Z")), late);
    let bound = |ticket: &mut TicketRecord| {
        judged_at("2026-03-02T12:00:00Z")(ticket);
        ticket.events[2].precision = Precision::NotAfter;
    };
    let apart = vec![Note::Apart { cases: Apart::Undetermined, count: 1 }];
    assert_eq!(beside(bound), ("1/1".into(), apart), "judged by noon, nobody knows when");
}

#[test]
fn d_resp_4_what_a_source_does_not_tell_of_is_not_missing() {
    let untold = TicketRecord { described: None, ..whole("1") };
    let line = month(completeness(), &tickets(vec![untold.clone()]), None, APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::NotTold(TicketPart::Description)));
    let blank = TicketRecord { described: Some(false), ..whole("1") };
    let line = month(completeness(), &tickets(vec![blank]), None, APRIL);
    assert_eq!(text(&line.value), "0/1", "a source with blank descriptions tells of them");
    let mixed = TicketRecord { customer: None, ..TicketRecord { id: TicketId::new("2").unwrap(), ..untold } };
    let line = month(completeness(), &tickets(vec![whole("1"), mixed]), None, APRIL);
    let apart = Note::Apart { cases: Apart::Undetermined, count: 1 };
    assert_eq!((text(&line.value), line.notes), ("1/1".into(), vec![missing(TicketPart::Customer), apart]));
    let nobody = TicketRecord { customer: None, ..whole("1") };
    let line = month(completeness(), &tickets(vec![nobody]), None, APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::NotTold(TicketPart::Customer)));
}

#[test]
fn k1_without_tickets_nothing_is_complete_or_incomplete() {
    let empty = month(completeness(), &tickets(vec![]), Some(">= 95%"), APRIL);
    assert_eq!(empty.value, Value::Undefined(Reason::Empty));
    let merged = beside(|ticket| {
        let other = Happening::Merged(TicketId::new("1").unwrap());
        ticket.customer = None;
        ticket.events.push(TicketEvent::at(at("2026-03-02T12:00:00Z"), other));
    });
    assert_eq!(merged, ("1/1".into(), vec![]), "a ticket that lives on in another is none of its own");
}

#[test]
fn d_resp_4_a_ticket_without_an_opening_lacks_its_time() {
    let unopened = |ticket: &mut TicketRecord| drop(ticket.events.remove(0));
    assert_eq!(beside(unopened), ("1/2".into(), vec![missing(TicketPart::Time)]));
}

#[test]
fn a_list_of_no_parts_is_refused() {
    let formula = Formula::TicketCompleteness { parts: vec![], kinds: vec![] };
    let error = Scorecard::new(vec![spec(formula, Per::Month, None)], crm_calendar::Zone::utc()).unwrap_err();
    assert_eq!((error.key, error.problem), ("parts", IndicatorProblem::NoParts));
}

#[test]
fn k24_obligations_about_customers_rest_on_contacts_and_updates() {
    let mut recorded = obligation(1, "D-CHAN-6", Some("2026-03-20"), State::Met);
    recorded.id.subject = Subject::Customer(id("a"));
    let until = |until| Table::Supplied { from: None, until: Some(at(until)), rows: vec![] };
    let records = |table| dataset(Records { interactions: table, ..Records::default() });
    let judged = |data: &Dataset| {
        let facts = Facts { obligations: Some(std::slice::from_ref(&recorded)), ..Facts::new(data) };
        let formula = Formula::Attainment { measure: None, clauses: vec![] };
        line_of(spec(formula, Per::Month, Some(">= 80%")), &facts, APRIL).verdict
    };
    assert_eq!(judged(&records(until("2026-04-01"))), Verdict::Met);
    assert_eq!(judged(&records(until("2026-03-25"))), Verdict::IncompletePeriod);
}
