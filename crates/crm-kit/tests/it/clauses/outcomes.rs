//! How complaints and feedback end, as the scorecards of presets show it.

use crm_kit::kpi::Line;
use crm_kit::model::Happening::{
    Disputed, Escalated, FirstResponse, MessageOut, Opened, Remedy, Reopened, Revisited, Solved,
};
use crm_kit::model::{CustomerId, Records, Table, TicketRecord};
use crm_kit::{Dataset, assess};

use super::*;

fn record(id: &str, customer: &str, kind: &str, history: &History) -> TicketRecord {
    let kind = ("03-02 09:00", classified(kind, "", ""));
    let history = [&[("03-02 09:00", Opened), kind], history].concat();
    let mut record = ticket(Some("phone"), &history).into_record();
    record.id = TicketId::new(id).unwrap();
    record.customer = CustomerId::new(customer).ok();
    record
}

/// Returns a line of the scorecard of a preset over these tickets in April.
fn line(preset: Preset, name: &str, tickets: &[TicketRecord]) -> Line {
    let records = Records { tickets: Table::complete(tickets.to_vec()), ..Records::default() };
    let assessment = assess(&Dataset::new(records).0, of_preset(preset), at("04-10 09:00"));
    assessment
        .scorecard
        .into_iter()
        .find(|line| line.indicator.as_str() == format!("indicator.{name}"))
        .unwrap()
}

/// Checks clause, strength, value and notes of a line.
#[track_caller]
fn shows(line: &Line, clause: &str, strength: &str, value: &str, notes: &[&str]) {
    assert_eq!((line.clause.as_str(), line.strength.as_str()), (clause, strength));
    assert_eq!(line.value.to_string(), value);
    assert_eq!(line.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), notes);
}

#[test]
fn l_comp_4_complaints_solved_by_the_first_answer_and_never_reopened() {
    let answered = [("03-02 09:01", FirstResponse), ("03-02 10:00", Solved)];
    let twice = [("03-02 09:01", FirstResponse), ("03-02 09:30", MessageOut), ("03-02 10:00", Solved)];
    let reopened = [&answered[..], &[("04-01 10:00", Reopened)]].concat();
    let tickets = [
        record("T-1", "C-1", "complaint", &answered),
        record("T-2", "C-2", "complaint", &twice),
        record("T-3", "C-3", "complaint", &reopened),
        record("T-4", "C-4", "complaint", &answered),
        record("T-5", "C-5", "complaint", &[]),
        record("T-6", "C-6", "inquiry", &twice),
    ];
    // T-1 and T-4, of the four complaints that are decided.
    let rate = line(Preset::Lifecycle, "first-time-resolution", &tickets);
    shows(&rate, "L-COMP-4", "must", "50.0%", &["1 still open", "only 4 cases, fewer than 30"]);
}

#[test]
fn l_comp_6_dissatisfied_customers_who_end_satisfied() {
    let solved = ("03-02 10:00", Solved);
    let said = |day, satisfied| (day, Revisited(Some(satisfied)));
    let tickets = [
        record(
            "T-1",
            "C-1",
            "complaint",
            &[solved.clone(), said("03-03 10:00", false), said("03-09 10:00", true)],
        ),
        record("T-2", "C-2", "complaint", &[solved.clone(), said("03-03 10:00", false)]),
        record("T-3", "C-3", "inquiry", &[solved.clone(), ("03-03 10:00", Disputed)]),
        record("T-4", "C-4", "complaint", &[solved, said("03-03 10:00", true)]), // never dissatisfied
    ];
    let rate = line(Preset::Lifecycle, "recovery", &tickets);
    shows(&rate, "L-COMP-6", "must", "33.3%", &["only 3 cases, fewer than 30"]);
    assert_eq!(rate.period.to_string(), "2026-Q1");
}

#[test]
fn l_fb_1_feedback_is_answered_reported_and_leads_to_a_change() {
    let put_before = |day, role: &str| (day, Escalated(role.parse().unwrap()));
    let change = ("03-20 09:00", Remedy("process-change".parse().unwrap()));
    let tickets = [
        record(
            "T-1",
            "C-1",
            "feedback",
            &[
                ("03-02 11:00", FirstResponse),
                put_before("03-03 09:00", "supervisor"),
                put_before("03-04 09:00", "director"),
                change,
            ],
        ),
        record(
            "T-2",
            "C-2",
            "feedback",
            &[("03-02 13:00", FirstResponse), put_before("03-06 09:00", "senior-management")],
        ),
        record("T-3", "C-3", "feedback", &[put_before("03-03 09:00", "supervisor")]),
        record("T-4", "C-4", "complaint", &[("03-05 09:00", FirstResponse)]),
    ];
    // 2 and 4 hours; 2 and 4 days; one of three.
    let of = |name| line(Preset::Lifecycle, name, &tickets);
    shows(
        &of("feedback-response"),
        "L-FB-1",
        "must",
        "3 h",
        &["1 unanswered", "only 2 cases, fewer than 30"],
    );
    shows(
        &of("feedback-reported"),
        "L-FB-1",
        "must",
        "3 d",
        &["1 still open", "only 2 cases, fewer than 30"],
    );
    shows(&of("feedback-changes"), "L-FB-1", "must", "33.3%", &["only 3 cases, fewer than 30"]);
}

#[test]
fn p_comp_5_complaints_that_repeat_a_solved_cause() {
    let again = |id: &str, customer: &str, kind: &str, day: &str| {
        let history = [(day, Opened), (day, classified(kind, "", ""))];
        let mut record = ticket(Some("phone"), &history).into_record();
        (record.id, record.customer) = (TicketId::new(id).unwrap(), CustomerId::new(customer).ok());
        record
    };
    let tickets = [
        record("T-1", "C-1", "quality-complaint", &[("03-03 09:00", Solved)]),
        again("T-2", "C-1", "quality-complaint", "03-10 09:00"), // solved for C-1 before
        again("T-3", "C-2", "quality-complaint", "03-11 09:00"), // solved for another
        again("T-4", "C-2", "attitude-complaint", "03-11 09:00"),
        again("T-5", "C-2", "inquiry", "03-11 09:00"),
    ];
    let repeats = line(Preset::SixPlans, "repeated-complaints", &tickets);
    shows(
        &repeats,
        "P-COMP-5",
        "derived",
        "50.0%",
        &["for the same customer: 25.0%", "only 4 cases, fewer than 30"],
    );
}
