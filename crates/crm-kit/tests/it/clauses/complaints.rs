//! Complaints are entered and assigned; urgent requests without an answer go up.

use crm_kit::model::Happening::{Assigned, Escalated, FirstResponse, Opened, Recorded, Solved, Transferred};

use super::*;

#[test]
fn p_comp_1_a_complaint_is_entered_within_10_minutes() {
    for kind in ["complaint", "quality-complaint", "attitude-complaint", "after-sales-complaint"] {
        for (entered, state) in [("03-07 23:10", "met"), ("03-07 23:10:01", "met-late")] {
            let history =
                [("03-07 23:00", Opened), ("03-07 23:00", classified(kind, "", "")), (entered, Recorded)];
            let assessment = judge(of_preset(Preset::SixPlans), None, &history, "03-09 09:00");
            let lines = owed(&assessment, "P-COMP-1");
            let expected = format!("sla.recorded-complaint 1 (must) due 03-07 23:10: {state}");
            assert!(lines.contains(&expected), "{kind}: {lines:?}");
        }
    }
    let inquiry = [("03-07 23:00", Opened), ("03-07 23:00", classified("inquiry", "", ""))];
    check(Preset::SixPlans, "P-COMP-1", None, &inquiry, "03-09 09:00", &[]);
}

#[test]
fn p_comp_1_a_typed_complaint_goes_to_the_department_of_its_type_before_it_is_solved() {
    for (kind, department, other) in [
        ("quality-complaint", "supply-chain", "customer-service"),
        ("attitude-complaint", "customer-service", "supply-chain"),
    ] {
        let opened = [
            ("03-02 09:00", Opened),
            ("03-02 09:00", classified(kind, "", "")),
            ("03-02 09:05", Recorded),
            ("03-02 09:10", Assigned(to(other))),
        ];
        let rule = format!("sla.assign-{kind} 1 (derived)");
        let entered = "sla.recorded-complaint 1 (must) due 03-02 09:10: met".to_owned();
        let check = |more: &History, expected: String| {
            let history = [&opened[..], more].concat();
            let expected = [expected.as_str(), &entered];
            check(Preset::SixPlans, "P-COMP-1", None, &history, "03-03 09:00", &expected);
        };
        let right = ("03-02 10:00", Transferred(to(department)));
        check(&[], format!("{rule}: open"));
        check(&[right.clone(), ("03-02 11:00", Solved)], format!("{rule}: met"));
        check(&[("03-02 11:00", Solved)], format!("{rule} due 03-02 11:00: missed"));
    }
}

#[test]
fn p_comp_1_nobody_is_responsible_for_after_sales_until_the_policy_says_who() {
    let history = [
        ("03-02 09:00", Opened),
        ("03-02 09:00", classified("after-sales-complaint", "", "")),
        ("03-02 09:10", Assigned(to("customer-service"))),
    ];
    let line = |policy: &Policy| owed(&judge(policy, None, &history, "03-03 09:00"), "P-COMP-1").remove(0);
    assert_eq!(
        line(of_preset(Preset::SixPlans)),
        "sla.assign-after-sales-complaint 1 (derived): undetermined: \
         the policy does not say which department is responsible"
    );
    let ours = "[sla.assign-after-sales-complaint]\nto = ['customer-service']";
    assert_eq!(line(&extending(Preset::SixPlans, ours)), "sla.assign-after-sales-complaint 1 (derived): met");
}

#[test]
fn p_comp_1_a_complaint_owes_its_assignment_from_when_it_is_typed() {
    let untyped = [
        ("03-02 09:00", Opened),
        ("03-02 09:00", classified("complaint", "", "")),
        ("03-02 09:05", Recorded),
        ("03-02 09:10", Assigned(to("supply-chain"))),
    ];
    let assigned = |more: &History<'static>| {
        let history = [&untyped[..], more].concat();
        let mut lines = owed(&judge(of_preset(Preset::SixPlans), None, &history, "03-03 09:00"), "P-COMP-1");
        lines.retain(|line| line.starts_with("sla.assign-"));
        lines
    };
    let typed = |kind| ("03-02 10:00", classified(kind, "", ""));
    let nothing: [&str; 0] = [];
    assert_eq!(assigned(&[]), nothing);
    assert_eq!(assigned(&[typed("quality-complaint")]), nothing, "its department has it already");
    assert_eq!(assigned(&[typed("attitude-complaint")]), ["sla.assign-attitude-complaint 1 (derived): open"]);
    let handed_on = [typed("attitude-complaint"), ("03-02 11:00", Transferred(to("customer-service")))];
    assert_eq!(assigned(&handed_on), ["sla.assign-attitude-complaint 1 (derived): met"]);
}

#[test]
fn l_comp_4_a_complaint_is_followed_up_by_a_limit_of_the_policy() {
    let history = [
        ("03-02 09:00", Opened),
        ("03-02 09:00", classified("complaint", "", "")),
        ("03-02 15:00", Solved),
        ("03-03 15:00", Happening::Revisited(Some(true))),
    ];
    let unstated = "sla.revisit-complaint 1 (derived): undetermined: the policy states no limit";
    check(Preset::Lifecycle, "L-COMP-4", None, &history, "03-09 09:00", &[unstated]);
    let ours = extending(Preset::Lifecycle, "[sla.revisit-complaint]\nwithin = '24h'");
    let expected = ["sla.revisit-complaint 1 (derived) due 03-03 15:00: met"];
    assert_eq!(owed(&judge(&ours, None, &history, "03-09 09:00"), "L-COMP-4"), expected);
    // The answer and the settlement have the limits of the detailed edition.
    let history = [("03-02 09:00", Opened), ("03-02 09:00", classified("complaint", "", "complex"))];
    let assessment = judge(of_preset(Preset::Lifecycle), Some("phone"), &history, "03-02 10:00");
    assert_eq!(
        [owed(&assessment, "D-RESP-1"), owed(&assessment, "D-RESP-2")].concat(),
        [
            "sla.first-response-phone 1 (must) due 03-02 09:01: overdue",
            "sla.solve-complex 1 (must) due 03-05 09:00: open",
        ]
    );
}

/// Returns when a ticket's reason under P-ESC-4 arose, until when the push is in time, and to which role it goes; `None`
/// where the clause does not call for a push.
fn pushed(history: &History, as_of: DateTime<Utc>) -> Option<[String; 3]> {
    let policy = of_preset(Preset::SixPlans);
    let found = assess_ticket(&Case::new(&ticket(Some("phone"), history)), policy, as_of);
    let mut reasons = found.escalations.iter().flat_map(|escalation| &escalation.reasons);
    let reason = reasons.find(|reason| reason.clause.as_str() == "P-ESC-4" && reason.missing.is_none())?;
    assert_eq!(reason.strength.as_str(), "must");
    let role = reason.wanted.as_ref().unwrap().to_string();
    Some([in_shanghai(reason.arose_at), in_shanghai(reason.due.unwrap()), role])
}

#[test]
fn p_esc_4_the_push_is_triggered_when_the_hour_of_an_urgent_request_is_over() {
    // Saturday at night: the hour runs by the clock.
    let (hour, moment) = (at("03-08 00:00"), TimeDelta::microseconds(1));
    let expected = Some(["03-08 00:00", "03-08 00:05", "supervisor"].map(str::to_owned));
    for judged in [classified("order-abnormal", "", ""), classified("complaint", "urgent", "")] {
        let urgent = [("03-07 23:00", Opened), ("03-07 23:00", judged)];
        assert_eq!(pushed(&urgent, hour), None, "the last instant is in time");
        assert_eq!(pushed(&urgent, hour + moment), expected);
        assert_eq!(pushed(&urgent, at("03-09 09:00")), expected, "looking later changes nothing");
        let answered = |when| [&urgent[..], &[(when, FirstResponse)]].concat();
        assert_eq!(pushed(&answered("03-08 00:00"), at("03-09 09:00")), None);
        assert_eq!(pushed(&answered("03-08 00:00:01"), at("03-09 09:00")), expected, "the hour was over");
    }
    let regular = [("03-07 23:00", Opened), ("03-07 23:00", classified("complaint", "regular", ""))];
    assert_eq!(pushed(&regular, at("03-09 09:00")), None);
}

#[test]
fn p_esc_4_a_request_that_is_judged_urgent_late_was_urgent_before() {
    let expected = Some(["03-02 10:00", "03-02 10:05", "supervisor"].map(str::to_owned));
    for when in ["03-02 09:00", "03-02 09:50", "03-02 10:30"] {
        let history = [("03-02 09:00", Opened), (when, classified("complaint", "urgent", ""))];
        assert_eq!(pushed(&history, at("03-02 11:00")), expected, "its hour runs from the opening: {when}");
    }
}

#[test]
fn p_esc_4_the_push_is_in_time_for_five_minutes() {
    let state = |when: Option<&'static str>| {
        let mut history = vec![
            ("03-02 09:00", Opened),
            ("03-02 09:00", classified("complaint", "urgent", "")),
            ("03-02 09:05", Recorded),
        ];
        history.extend(when.map(|when| (when, Escalated("supervisor".parse().unwrap()))));
        let found = judge(of_preset(Preset::SixPlans), Some("phone"), &history, "03-02 12:00");
        let [escalation] = &found.escalations[..] else { panic!("one escalation") };
        assert_eq!(escalation.due, Some(at("03-02 10:05")));
        escalation.state.to_string()
    };
    assert_eq!(state(Some("03-02 10:05")), "met");
    assert_eq!(state(Some("03-02 10:05:01")), "met-late");
    assert_eq!(state(None), "overdue");
}
