//! How soon a customer is answered.

use crm_kit::model::Happening::{AutomaticMessage, FirstResponse, MessageOut, Opened, Reopened, Solved};

use super::*;

#[test]
fn b_resp_1_a_person_answers_within_24_h_by_the_clock_weekends_too() {
    let friday = ("03-06 17:00", Opened);
    let check = |answer: Option<(&str, Happening)>, expected: &str| {
        let history: Vec<_> = [Some(friday.clone()), answer].into_iter().flatten().collect();
        let due = format!("sla.first-response 1 (must) due 03-07 17:00: {expected}");
        check(Preset::Basic, "B-RESP-1", Some("phone"), &history, "03-09 09:00", &[&due]);
    };
    check(Some(("03-07 17:00", FirstResponse)), "met");
    check(Some(("03-07 17:00:01", FirstResponse)), "met-late");
    check(Some(("03-07 10:00", AutomaticMessage)), "overdue");
    check(None, "overdue");
}

#[test]
fn b_resp_1_a_reopened_ticket_is_not_answered_for_the_first_time_again() {
    let history = [
        ("03-02 09:00", Opened),
        ("03-02 10:00", FirstResponse),
        ("03-02 11:00", Solved),
        ("03-05 09:00", Reopened),
    ];
    let expected = "sla.first-response 1 (must) due 03-03 09:00: met";
    check(Preset::Basic, "B-RESP-1", None, &history, "03-09 09:00", &[expected]);
}

#[test]
fn d_resp_1_phone_and_chat_have_60_s_and_e_mail_4_h() {
    // Saturday at night: limits in seconds and hours run by the clock.
    for (channel, rule, due) in [
        ("phone", "sla.first-response-phone", "03-07 23:01"),
        ("online-chat", "sla.first-response-online-chat", "03-07 23:01"),
        ("e-mail", "sla.first-response-e-mail", "03-08 03:00"),
    ] {
        let open = format!("{rule} 1 (must) due {due}: open");
        check(
            Preset::Detailed,
            "D-RESP-1",
            Some(channel),
            &[("03-07 23:00", Opened)],
            "03-07 23:00:30",
            &[&open],
        );
        for (second, state) in [(0, "met"), (1, "met-late")] {
            let answer = format!("{due}:{second:02}");
            let history = [("03-07 23:00", Opened), (answer.as_str(), FirstResponse)];
            let expected = format!("{rule} 1 (must) due {due}: {state}");
            check(Preset::Detailed, "D-RESP-1", Some(channel), &history, "03-09 09:00", &[&expected]);
        }
    }
}

#[test]
fn d_resp_8_a_person_answers_and_a_machine_does_not() {
    let machine = ("03-02 09:00:05", AutomaticMessage);
    let history = [("03-02 09:00", Opened), machine.clone()];
    let overdue = "sla.first-response-phone 1 (must) due 03-02 09:01: overdue";
    check(Preset::Detailed, "D-RESP-1", Some("phone"), &history, "03-02 09:02", &[overdue]);
    // A call that is picked up, the first chat message and the first e-mail of a person.
    for (channel, answer) in [("phone", FirstResponse), ("online-chat", MessageOut), ("e-mail", MessageOut)] {
        let history = [("03-02 09:00", Opened), machine.clone(), ("03-02 09:00:40", answer)];
        let assessment = judge(of_preset(Preset::Detailed), Some(channel), &history, "03-02 09:02");
        let [duty] = &owed(&assessment, "D-RESP-1")[..] else { panic!("one answer is owed") };
        assert!(duty.ends_with(": met"), "{channel}: {duty}");
    }
}

#[test]
fn d_resp_8_a_channel_without_a_limit_is_undetermined_until_the_policy_states_one() {
    let history = [("03-02 09:00", Opened), ("03-02 10:00", FirstResponse)];
    let unstated = "sla.first-response-other 1 (derived): undetermined: the policy states no limit";
    for channel in ["instant-messaging", "social-media", "sms", "meeting", "sales-feedback"] {
        check(Preset::Detailed, "D-RESP-8", Some(channel), &history, "03-02 12:00", &[unstated]);
        let ours = extending(Preset::Detailed, "[sla.first-response-other]\nwithin = '2h'");
        assert_eq!(
            owed(&judge(&ours, Some(channel), &history, "03-02 12:00"), "D-RESP-8"),
            ["sla.first-response-other 1 (derived) due 03-02 11:00: met"]
        );
    }
    // Where the channel itself is unknown, so is the limit.
    let unknown = judge(of_preset(Preset::Detailed), None, &history, "03-02 12:00");
    let answer =
        unknown.obligations.iter().find(|duty| duty.id.measure.as_str() == "first-response").unwrap();
    assert!(matches!(answer.state, State::Undetermined { missing: Missing::Fact(_) }), "{}", answer.state);
}

#[test]
fn p_resp_1_urgent_requests_are_answered_in_1_h_and_solved_in_24_h_regular_ones_in_4_h_and_48_h() {
    for (kind, rule, answer, solution) in [
        ("order-abnormal", "urgent", "03-06 18:30", "03-07 17:30"),
        ("service-failure", "urgent", "03-06 18:30", "03-07 17:30"),
        ("inquiry", "regular", "03-06 21:30", "03-08 17:30"),
        ("after-sales", "regular", "03-06 21:30", "03-08 17:30"),
    ] {
        let friday = [("03-06 17:30", Opened), ("03-06 17:30", classified(kind, "", ""))];
        let check = |more: &History, as_of: &str, states: [&str; 2]| {
            let history = [&friday[..], more].concat();
            let expected = [
                format!("sla.first-response-{rule} 1 (must) due {answer}: {}", states[0]),
                format!("sla.solve-{rule} 1 (must) due {solution}: {}", states[1]),
            ];
            let expected = expected.each_ref().map(String::as_str);
            check(Preset::SixPlans, "P-RESP-1", Some("phone"), &history, as_of, &expected);
        };
        check(&[], "03-06 18:00", ["open", "open"]);
        check(&[(answer, MessageOut), (solution, Solved)], "03-09 09:00", ["met", "met"]);
        let late = [format!("{answer}:01"), format!("{solution}:01")];
        check(&[(&late[0], MessageOut), (&late[1], Solved)], "03-09 09:00", ["met-late", "met-late"]);
        check(&[], "03-09 09:00", ["overdue", "overdue"]);
    }
}

#[test]
fn p_resp_1_other_kinds_go_by_the_urgency_judged_at_intake_which_is_our_reading() {
    for (urgency, answer, solution) in
        [("urgent", "03-02 10:00", "03-03 09:00"), ("regular", "03-02 13:00", "03-04 09:00")]
    {
        let history = [("03-02 09:00", Opened), ("03-02 09:00", classified("complaint", urgency, ""))];
        let expected = [
            format!("sla.first-response-judged-{urgency} 1 (derived) due {answer}: open"),
            format!("sla.solve-judged-{urgency} 1 (derived) due {solution}: open"),
        ];
        let expected = expected.each_ref().map(String::as_str);
        check(Preset::SixPlans, "P-RESP-1", Some("phone"), &history, "03-02 09:30", &expected);
    }
}

#[test]
fn h_comp_2_a_complaint_is_answered_in_2_h_but_by_phone_and_chat_in_60_s() {
    let complaint = |answer: &'static str| {
        [("03-07 22:00", Opened), ("03-07 22:00", classified("complaint", "", "")), (answer, FirstResponse)]
    };
    for channel in ["e-mail", "social-media", "social-media-group", "sms", "meeting", "sales-feedback"] {
        for (answer, state) in [("03-08 00:00", "met"), ("03-08 00:00:01", "met-late")] {
            let expected = format!("sla.first-response-complaint 1 (must) due 03-08 00:00: {state}");
            check(
                Preset::Handbook,
                "H-COMP-2",
                Some(channel),
                &complaint(answer),
                "03-09 09:00",
                &[&expected],
            );
            check(Preset::Handbook, "D-RESP-1", Some(channel), &complaint(answer), "03-09 09:00", &[]);
        }
    }
    for (channel, rule) in [("phone", "phone"), ("online-chat", "online-chat")] {
        let expected = format!("sla.first-response-{rule} 1 (must) due 03-07 22:01: met-late");
        check(
            Preset::Handbook,
            "D-RESP-1",
            Some(channel),
            &complaint("03-07 23:00"),
            "03-09 09:00",
            &[&expected],
        );
        check(Preset::Handbook, "H-COMP-2", Some(channel), &complaint("03-07 23:00"), "03-09 09:00", &[]);
    }
}

#[test]
fn h_comp_2_the_loop_closes_when_the_customer_is_asked_by_a_limit_of_the_policy() {
    let history = [
        ("03-02 09:00", Opened),
        ("03-02 09:00", classified("complaint", "", "")),
        ("03-02 09:30", FirstResponse),
        ("03-02 15:00", Solved),
        ("03-04 15:00", Happening::Revisited(Some(true))),
    ];
    check(
        Preset::Handbook,
        "H-COMP-2",
        Some("e-mail"),
        &history,
        "03-09 09:00",
        &[
            "sla.first-response-complaint 1 (must) due 03-02 11:00: met",
            "sla.revisit-complaint 1 (derived): undetermined: the policy states no limit",
        ],
    );
    let ours = extending(Preset::Handbook, "[sla.revisit-complaint]\nwithin = '48h'");
    assert_eq!(
        owed(&judge(&ours, Some("e-mail"), &history, "03-09 09:00"), "H-COMP-2")[1],
        "sla.revisit-complaint 1 (derived) due 03-04 15:00: met"
    );
}
