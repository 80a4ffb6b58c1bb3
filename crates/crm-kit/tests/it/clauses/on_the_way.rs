//! What is owed between the opening of a ticket and its solution.

use crm_kit::model::Happening::{
    Assigned, CannotBeSolved, Closed, Explained, FirstResponse, MessageOut, Opened, Recorded, Reopened,
    Revisited, Solved, Transferred,
};
use crm_kit::model::{Department, Kind, Owner};
use crm_kit::sla::{ClosedLoop, LoopStep};
use crm_kit::{RaisedWarning, WarningKind};

use super::*;

#[test]
fn b_resp_2_nature_and_department_are_both_settled_within_2_business_days() {
    // From Friday, 10:00: Monday, Tuesday.
    let opened = ("03-06 10:00", Opened);
    let judged = |at| (at, classified("inquiry", "", ""));
    let given = |at| (at, Assigned(to("sales")));
    for (history, state) in [
        (vec![judged("03-06 11:00"), given("03-10 10:00")], "met"),
        (vec![given("03-06 11:00"), judged("03-10 10:00:01")], "met-late"),
        (vec![judged("03-06 11:00")], "overdue"), // nobody is responsible
        (vec![given("03-06 11:00")], "overdue"),  // its nature is not known
        (vec![given("03-06 11:00"), ("03-06 11:00", classified("", "urgent", ""))], "overdue"),
    ] {
        let history = [vec![opened.clone()], history].concat();
        let expected = format!("sla.triage 1 (must) due 03-10 10:00: {state}");
        check(Preset::Basic, "B-RESP-2", None, &history, "03-11 09:00", &[&expected]);
    }
}

#[test]
fn b_resp_2_holidays_are_no_business_days_and_days_made_up_are() {
    // Before the Spring Festival, 15 to 23 February 2026; Saturday the 14th is worked, and so is Saturday the 28th.
    let history = [("02-13 10:00", Opened)];
    let expected = ["sla.triage 1 (must) due 02-24 10:00: open"];
    check(Preset::Basic, "B-RESP-2", None, &history, "02-16 09:00", &expected);
    let history = [("02-26 10:00", Opened)];
    let expected = ["sla.triage 1 (must) due 02-28 10:00: open"];
    check(Preset::Basic, "B-RESP-2", None, &history, "02-26 11:00", &expected);
}

#[test]
fn d_resp_3_a_complex_ticket_is_handed_on_within_1_business_hour_of_the_judgement() {
    // Half an hour of Friday and half an hour of Monday.
    let judged = [("03-06 10:00", Opened), ("03-06 17:30", classified("", "", "complex"))];
    for (at, state) in [("03-09 09:30", "met"), ("03-09 09:30:01", "met-late")] {
        let history = [&judged[..], &[(at, Transferred(to("technical-support")))]].concat();
        let expected = format!("sla.transfer-complex 1 (example) due 03-09 09:30: {state}");
        check(Preset::Detailed, "D-RESP-3", None, &history, "03-10 09:00", &[&expected]);
    }
    let overdue = ["sla.transfer-complex 1 (example) due 03-09 09:30: overdue"];
    let experts =
        extending(Preset::Detailed, "[sla.transfer-complex]\nto = ['technical-support', 'product']");
    let to_sales = [&judged[..], &[("03-09 09:00", Transferred(to("sales")))]].concat();
    assert_eq!(owed(&judge(&experts, None, &to_sales, "03-10 09:00"), "D-RESP-3"), overdue, "no experts");
    check(Preset::Detailed, "D-RESP-3", None, &judged, "03-10 09:00", &overdue);
}

#[test]
fn d_resp_3_what_cannot_be_solved_at_once_is_handed_on_within_1_business_hour_of_that_word() {
    // Half an hour before noon and half an hour after the break.
    let word = [
        ("03-06 10:00", Opened),
        ("03-06 10:00", classified("", "", "ordinary")),
        ("03-06 11:30", CannotBeSolved),
    ];
    let history = [&word[..], &[("03-06 13:30", Transferred(to("finance")))]].concat();
    let expected = ["sla.transfer-unsolvable 1 (example) due 03-06 13:30: met"];
    check(Preset::Detailed, "D-RESP-3", None, &history, "03-10 09:00", &expected);
    let ordinary = &word[..2];
    check(Preset::Detailed, "D-RESP-3", None, ordinary, "03-10 09:00", &[]);
}

#[test]
fn d_resp_5_the_customer_hears_of_it_again_and_again_once_the_policy_says_how_often() {
    let history = [
        ("03-02 09:00", Opened),
        ("03-02 10:00", FirstResponse),
        ("03-03 12:00", Explained),
        ("03-03 13:00", Solved),
    ];
    let told = |policy: &Policy| {
        let mut lines = owed(&judge(policy, None, &history, "03-05 09:00"), "D-RESP-5");
        lines.retain(|line| line.starts_with("sla.kept-informed"));
        lines
    };
    let unstated = "sla.kept-informed 1 (must): undetermined: the policy states no limit";
    assert_eq!(told(of_preset(Preset::Detailed))[0], unstated);
    let daily = extending(Preset::Detailed, "[sla.kept-informed]\nwithin = '24h'");
    assert_eq!(
        told(&daily),
        [
            "sla.kept-informed 1 (must) due 03-03 09:00: met",
            "sla.kept-informed 2 (must) due 03-03 10:00: met-late",
            "sla.kept-informed 3 (must) due 03-04 12:00: met",
        ]
    );
}

#[test]
fn d_resp_6_every_channel_is_recorded_within_a_time_that_the_policy_sets() {
    let history = [("03-02 09:00", Opened), ("03-02 09:10", Recorded)];
    let unstated = "sla.recorded 1 (must): undetermined: the policy states no limit";
    let ours = extending(Preset::Detailed, "[sla.recorded]\nwithin = '10min'");
    for channel in ["phone", "e-mail", "online-chat", "social-media", "sales-feedback"] {
        check(Preset::Detailed, "D-RESP-6", Some(channel), &history, "03-02 12:00", &[unstated]);
        let expected = ["sla.recorded 1 (must) due 03-02 09:10: met"];
        assert_eq!(owed(&judge(&ours, Some(channel), &history, "03-02 12:00"), "D-RESP-6"), expected);
    }
}

#[test]
fn d_resp_9_the_words_of_another_document_are_read_as_those_of_the_policy() {
    for (preset, document, word, kind) in [
        (Preset::Detailed, "six-plans", "service-failure", "product-fault"),
        (Preset::Detailed, "six-plans", "attitude", "service-dissatisfaction"),
        (Preset::Detailed, "lifecycle", "repair", "product-fault"),
        (Preset::SixPlans, "six-plans", "quality", "quality-complaint"),
        (Preset::SixPlans, "lifecycle", "repair", "after-sales"),
        (Preset::SixPlans, "lifecycle", "purchase", "inquiry"),
    ] {
        let policy = of_preset(preset);
        let map = &policy.latest().maps()[document];
        let read = map.kind(&word.parse().unwrap());
        assert_eq!(read.map(Kind::as_str), Some(kind), "{word} of {document} in {preset}");
        assert!(policy.vocabulary().kinds.contains(read.unwrap()), "{kind} in {preset}");
    }
    // A ticket of the process plan has the limits of the six plans by the word that it is read as.
    let policy = of_preset(Preset::SixPlans);
    let kind = policy.latest().maps()["lifecycle"].kind(&"repair".parse().unwrap()).unwrap().as_str();
    let history = [("03-02 09:00", Opened), ("03-02 09:00", classified(kind, "", ""))];
    let assessment = judge(policy, Some("phone"), &history, "03-02 10:00");
    assert_eq!(owed(&assessment, "P-RESP-1")[0], "sla.first-response-regular 1 (must) due 03-02 13:00: open");
}

#[test]
fn d_resp_9_urgency_and_complexity_are_two_axes() {
    let limits = |urgency: &str, complexity: &str| {
        let history = [("03-02 09:00", Opened), ("03-02 09:00", classified("inquiry", urgency, complexity))];
        owed(&judge(of_preset(Preset::Detailed), None, &history, "03-02 10:00"), "D-RESP-2")
    };
    for complexity in ["ordinary", "complex"] {
        assert_eq!(limits("urgent", complexity), limits("regular", complexity));
    }
    assert_ne!(limits("urgent", "ordinary"), limits("urgent", "complex"));
}

#[test]
fn p_resp_2_a_warning_precedes_the_overrun_and_unfinished_tickets_are_reminded_of() {
    let history = [
        ("03-02 09:00", Opened),
        ("03-02 09:00", classified("order-abnormal", "", "")),
        ("03-02 09:05", Assigned(to("sales"))),
    ];
    let raised = |as_of: &str, kind: WarningKind| {
        let assessment = judge(of_preset(Preset::SixPlans), Some("phone"), &history, as_of);
        let of_kind = |warning: &&RaisedWarning| warning.kind == kind;
        let line = |warning: &RaisedWarning| {
            let owner = warning.owner.as_ref().and_then(|owner| owner.department.as_ref());
            assert_eq!(owner.map(Department::as_str), Some("sales"));
            format!("{} {}", warning.obligation.measure, in_shanghai(warning.raised_at))
        };
        assessment.warnings.iter().filter(of_kind).map(line).collect::<Vec<_>>()
    };
    // Three quarters of one hour, and of 24 hours.
    let nothing: [&str; 0] = [];
    assert_eq!(raised("03-02 09:44:59", WarningKind::Overrun), nothing);
    assert_eq!(raised("03-02 09:45", WarningKind::Overrun), ["first-response 03-02 09:45"]);
    let both = ["first-response 03-02 09:45", "resolution 03-03 03:00"];
    assert_eq!(raised("03-03 03:00", WarningKind::Overrun), both);
    // Every business day of eight hours, until it is solved; the last one stands.
    assert_eq!(raised("03-02 17:59", WarningKind::Reminder), nothing);
    assert_eq!(raised("03-02 18:00", WarningKind::Reminder), ["requester-wait 03-02 18:00"]);
    assert_eq!(
        raised("03-04 17:00", WarningKind::Reminder),
        ["requester-wait 03-03 18:00"],
        "also when it is late"
    );
}

#[test]
fn p_resp_2_a_ticket_of_which_nothing_is_known_is_reminded_of_until_it_is_finished() {
    let unknown = [("03-06 14:00", Opened)]; // four hours of Friday, four of Monday
    let reminded = |more: &History<'static>, as_of: &str| {
        let history = [&unknown[..], more].concat();
        let assessment = judge(of_preset(Preset::SixPlans), None, &history, as_of);
        (owed(&assessment, "P-RESP-2").concat(), assessment.warnings.len())
    };
    let line = |state| format!("sla.unfinished 1 (derived): {state}");
    assert_eq!(reminded(&[], "03-09 13:59"), (line("open"), 0));
    assert_eq!(reminded(&[], "03-09 14:00"), (line("open"), 1));
    assert_eq!(reminded(&[("03-10 09:00", Solved)], "03-20 09:00"), (line("met"), 0));
    let missed = "sla.unfinished 1 (derived) due 03-10 09:00: missed".to_owned();
    assert_eq!(reminded(&[("03-10 09:00", Closed)], "03-20 09:00"), (missed, 0), "closed without a solution");
    let again = [("03-10 09:00", Solved), ("03-11 09:00", Reopened)];
    let (lines, warnings) = reminded(&again, "03-12 09:00");
    assert_eq!(lines, line("met") + "sla.unfinished 2 (derived): open");
    assert_eq!(warnings, 1, "since Wednesday, 18:00");
}

#[test]
fn p_resp_3_every_step_of_the_loop_has_an_owner_and_a_time() {
    let history = [
        ("03-02 09:00", Opened),
        ("03-02 09:00", classified("inquiry", "", "")),
        ("03-02 09:05", Recorded),
        ("03-02 09:10", Assigned(to("sales"))),
        ("03-02 09:40", MessageOut),
        ("03-02 15:00", Solved),
        ("03-03 10:00", Revisited(Some(true))),
    ];
    let unstated = "sla.assigned 1 (must): undetermined: the policy states no limit";
    check(Preset::SixPlans, "P-RESP-3", Some("phone"), &history, "03-04 09:00", &[unstated]);
    let ours = extending(Preset::SixPlans, "[sla.assigned]\nwithin = '10min'");
    let expected = ["sla.assigned 1 (must) due 03-02 09:10: met"];
    assert_eq!(owed(&judge(&ours, Some("phone"), &history, "03-04 09:00"), "P-RESP-3"), expected);

    let ticket = ticket(Some("phone"), &history);
    let round = ClosedLoop::of(&ticket, at("03-04 09:00"));
    assert!(round.missing().next().is_none());
    let when = [&round.accepted, &round.assigned, &round.solved, &round.revisited]
        .map(|step| in_shanghai(step.as_ref().unwrap().at));
    assert_eq!(when, ["03-02 09:05", "03-02 09:10", "03-02 15:00", "03-03 10:00"]);
    let sales = Some(Owner { department: "sales".parse().ok(), person: None });
    assert_eq!(round.solved.as_ref().unwrap().by, sales);
    assert!(
        round.without_owner().eq([LoopStep::Accepted]),
        "entered before anybody held it, by nobody we know"
    );
    let before = ClosedLoop::of(&ticket, at("03-02 12:00"));
    assert!(before.missing().eq([LoopStep::Solved, LoopStep::Revisited]));
}
