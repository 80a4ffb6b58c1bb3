//! Interactions, answers to surveys, and what tickets say.

use crm_model::Scale;
use examples::input::ReadError;

use super::{bad_rows, read, rows};

#[test]
fn every_bad_interaction_is_reported_and_purposes_are_free() {
    let table = "customer,at,direction,outcome,channel,purpose,person,department\n\
                 C-1,2026-03-01T10:00:00Z,outbound,reached,phone,any purpose,li,finance\n\
                 C-1,2026-03-01T10:00:00Z,both,reached,phone,care,li,finance\n\
                 C-1,2026-03-01T10:00:00Z,inbound,maybe,phone,care,li,finance\n\
                 C-1,2026-03-01T10:00:00Z,inbound,not-reached,fax,care,li,finance\n\
                 C-1,2026-03-01T10:00:00Z,inbound,not-reached,,care,li,gardening\n\
                 C-1,,inbound,reached,,,,\n";
    assert_eq!(
        bad_rows("interactions.csv", table),
        [
            "interactions.csv, row 3, direction: \"both\" is neither `inbound` nor `outbound`",
            "interactions.csv, row 4, outcome: \"maybe\" is neither `reached` nor `not-reached`",
            "interactions.csv, row 5, channel: \"fax\" is not a declared channel",
            "interactions.csv, row 6, department: \"gardening\" is not a declared department",
            "interactions.csv, row 7, at: \"\" is blank; every row needs one",
        ]
    );
}

#[test]
fn k10_every_bad_answer_is_reported() {
    let table = "survey,topic,scale,answered_at,score\n\
                 nps,recommend,0-10,2026-03-01T10:00:00Z,10\n\
                 nps,recommend,0-10,2026-03-01T10:00:00Z,11\n\
                 nps,recommend,0-10,2026-03-01T10:00:00Z,9.5\n\
                 nps,recommend,,2026-03-01T10:00:00Z,9\n\
                 nps,recommend,10-0,2026-03-01T10:00:00Z,9\n\
                 nps,recommend,0-10,,9\n\
                 ,recommend,0-10,2026-03-01T10:00:00Z,9\n\
                 nps,recommend,0-10,2026-03-01T10:00:00Z,\n\
                 nps,recommend,0-10,,\n";
    assert_eq!(
        bad_rows("surveys.csv", table),
        [
            "surveys.csv, row 3, score: \"11\" is not on the scale 0-10",
            "surveys.csv, row 4, score: \"9.5\" is not a whole number",
            "surveys.csv, row 5: has a score but no scale",
            "surveys.csv, row 6, scale: \"10-0\" is no scale such as `0-10` or `1-5`",
            "surveys.csv, row 7: has neither invited_at nor answered_at",
            "surveys.csv, row 8, survey: \"\" is blank; every row needs one",
            "surveys.csv, row 10: has neither invited_at nor answered_at",
        ]
    );
    let invited = "survey,topic,scale,invited_at,answered_at,score\n\
                   nps,recommend,0-10,2026-03-01T10:00:00Z,,9\n";
    assert_eq!(bad_rows("surveys.csv", invited), ["surveys.csv, row 2: has a score but no answered_at"]);
    let reading = read(&[("surveys.csv", table)], true).unwrap();
    let answers = rows(&reading.records.answers);
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0].score, Scale::ZERO_TO_TEN.score(10).ok());
    assert_eq!(answers[1].score, None, "the question was left blank");
}

#[test]
fn d_resp_4_of_a_description_no_more_is_kept_than_whether_there_is_one() {
    let described = |tickets: &str| -> Vec<Option<bool>> {
        let reading =
            read(&[("tickets.csv", tickets), ("events.csv", "ticket,event,occurred_at\n")], false).unwrap();
        assert!(!format!("{:?}", reading.records).contains("leaks"), "the text is kept");
        rows(&reading.records.tickets).iter().map(|ticket| ticket.described).collect()
    };
    let text = "ticket,description\nT-1,\"The tap leaks,\nand so does the pump. \"\nT-2,\nT-3,\"  \"\n";
    assert_eq!(described(text), [Some(true), Some(false), Some(false)]);
    assert_eq!(described("ticket,described\nT-1,yes\nT-2,no\nT-3,\n"), [Some(true), Some(false), None]);
    assert_eq!(described("ticket,described,description\nT-1,no,The tap leaks\nT-2,yes,\n"), [Some(true); 2]);
    assert_eq!(described("ticket\nT-1\n"), [None]);
    let bad = [("tickets.csv", "ticket,described\nT-1,The tap leaks\n")];
    let bad = [bad[0], ("events.csv", "ticket,event,occurred_at\n")];
    match read(&bad, false) {
        Err(ReadError::BadRows { first, .. }) => {
            assert!(first[0].to_string().ends_with("is neither `yes` nor `no`"), "{}", first[0]);
        }
        other => panic!("{other:?}"),
    }
}
