//! How soon a ticket is solved, and what follows the solution.

use crm_kit::model::Happening::{
    Approved, Back, Closed, Confirmed, Disputed, Opened, Remedy, Reopened, Revisited, Solved, Waiting,
};
use crm_kit::model::{Customer, DatedTier};

use super::*;

#[test]
fn b_resp_3_word_of_progress_or_a_solution_comes_within_5_business_days() {
    // From Thursday, 16:00: Friday, Monday, Tuesday, Wednesday, Thursday.
    let opened = ("03-05 16:00", Opened);
    for (word, at, state) in [
        (Happening::Explained, "03-12 16:00", "met"),
        (Solved, "03-12 16:00", "met"),
        (Solved, "03-12 16:00:01", "met-late"),
        (Happening::FirstResponse, "03-06 09:00", "overdue"), // says nothing about how things stand
    ] {
        let expected = format!("sla.progress 1 (must) due 03-12 16:00: {state}");
        check(Preset::Basic, "B-RESP-3", None, &[opened.clone(), (at, word)], "03-13 09:00", &[&expected]);
    }
}

#[test]
fn b_resp_3_a_wait_for_the_customer_moves_the_limit_and_a_wait_for_a_supplier_does_not() {
    let waiting = |reason: &str| {
        [
            ("03-02 10:00", Opened),
            ("03-03 10:00", Waiting(reason.parse().unwrap())), // one business day is used
            ("03-05 10:00", Back(None)),                       // and four are left
        ]
    };
    let expected = ["sla.progress 1 (must) due 03-11 10:00: open"];
    check(Preset::Basic, "B-RESP-3", None, &waiting("customer"), "03-06 10:00", &expected);
    let expected = ["sla.progress 1 (must) due 03-09 10:00: open"];
    check(Preset::Basic, "B-RESP-3", None, &waiting("supplier"), "03-06 10:00", &expected);
}

#[test]
fn d_resp_2_ordinary_problems_have_24_h_and_complex_ones_3_business_days() {
    // Opened on a Friday: 24 h end on Saturday, three business days on Wednesday.
    for (complexity, due) in [("ordinary", "03-07 15:00"), ("complex", "03-11 15:00")] {
        let judged = ("03-06 15:00", classified("product-fault", "urgent", complexity));
        let solved = |at| [("03-06 15:00", Opened), judged.clone(), (at, Solved)];
        let line = |state| format!("sla.solve-{complexity} 1 (must) due {due}: {state}");
        check(Preset::Detailed, "D-RESP-2", None, &solved(due), "03-16 09:00", &[&line("met")]);
        let late = format!("{due}:01");
        check(Preset::Detailed, "D-RESP-2", None, &solved(&late), "03-16 09:00", &[&line("met-late")]);
        let unsolved = [("03-06 15:00", Opened), judged.clone()];
        check(Preset::Detailed, "D-RESP-2", None, &unsolved, "03-06 16:00", &[&line("open")]);
    }
}

#[test]
fn d_resp_2_special_problems_are_due_as_agreed_with_the_customer() {
    let special = [("03-06 15:00", Opened), ("03-06 15:00", classified("", "", "special"))];
    let nothing = "sla.solve-special 1 (must): undetermined: ";
    let assessment = judge(of_preset(Preset::Detailed), None, &special, "03-06 16:00");
    let [duty] = &owed(&assessment, "D-RESP-2")[..] else { panic!("one solution is owed") };
    assert!(duty.starts_with(nothing), "{duty}");
    let agreed = |limit: &str| Happening::Agreed(format!("resolution {limit}").parse().unwrap());
    for (limit, due) in [("2d", "03-08 15:00"), ("10d", "03-16 15:00")] {
        let history = [&special[..], &[("03-06 15:30", agreed(limit))]].concat();
        let expected = format!("sla.solve-special 1 (must) due {due}: open");
        check(Preset::Detailed, "D-RESP-2", None, &history, "03-06 16:00", &[&expected]);
    }
}

#[test]
fn d_resp_2_limits_differ_by_kind_of_problem_and_class_of_customer_once_the_policy_says_by_how_much() {
    let rule = |name: &str, when: &str, within: &str| {
        format!(
            "[sla.{name}]\nclause = 'D-RESP-2'\nmeasure = 'resolution'\n\
             when = {{ complexity = 'ordinary', {when} }}\nwithin = '{within}'\ncalendar = 'office'\n\
             starts = 'opened'\npauses = []\nreopen = 'first-only'\n"
        )
    };
    let of_kind = rule("solve-billing", "kind = 'billing-question'", "8h");
    let of_class = rule("solve-high", "kind = 'inquiry', tier = 'high'", "4h");
    let ours = extending(Preset::Detailed, &(of_kind + &of_class));
    let customer = |tier: &str| Customer {
        tiers: vec![DatedTier { from: None, tier: tier.parse().unwrap() }],
        ..Customer::new("C-1".parse().unwrap())
    };
    for (kind, tier, expected) in [
        ("billing-question", "high", "sla.solve-billing 1 (must) due 03-02 17:00: open"),
        ("inquiry", "high", "sla.solve-high 1 (must) due 03-02 13:00: open"),
        ("inquiry", "ordinary", "sla.solve-ordinary 1 (must) due 03-03 09:00: open"),
        ("product-fault", "high", "sla.solve-ordinary 1 (must) due 03-03 09:00: open"),
    ] {
        let history = [("03-02 09:00", Opened), ("03-02 09:00", classified(kind, "", "ordinary"))];
        let (ticket, customer) = (ticket(None, &history), customer(tier));
        let case = Case { customer: Some(&customer), ..Case::new(&ticket) };
        assert_eq!(owed(&assess_ticket(&case, &ours, at("03-02 10:00")), "D-RESP-2"), [expected]);
    }
}

#[test]
fn d_resp_5_a_solution_is_confirmed_before_the_ticket_is_closed() {
    let solved = [("03-02 09:00", Opened), ("03-02 10:00", Solved)];
    let check = |more: &History, expected: &[&str]| {
        let history = [&solved[..], more].concat();
        let assessment = judge(of_preset(Preset::Detailed), None, &history, "03-05 09:00");
        let mut lines = owed(&assessment, "D-RESP-5");
        lines.retain(|line| line.starts_with("sla.confirmed-before-closing"));
        assert_eq!(lines, expected);
    };
    let line = |state| format!("sla.confirmed-before-closing 1 (must): {state}");
    check(&[], &[&line("open")]);
    check(&[("03-03 10:00", Confirmed), ("03-03 10:00", Closed)], &[&line("met")]);
    check(&[("03-03 10:00", Disputed)], &[&line("open")]);
    let missed = "sla.confirmed-before-closing 1 (must) due 03-03 10:00: missed";
    check(&[("03-03 10:00", Closed)], &[missed]);
}

#[test]
fn d_resp_7_compensation_is_agreed_to_before_it_is_the_solution() {
    let remedy = |word: &str| ("03-02 10:00", Remedy(word.parse().unwrap()));
    let offered =
        |word: &str, more: &History<'static>| [&[("03-02 09:00", Opened), remedy(word)][..], more].concat();
    let approved = [("03-02 11:00", Approved), ("03-02 12:00", Solved)];
    let unapproved = [("03-02 12:00", Solved)];
    let check = |history: &History, expected: &[&str]| {
        check(Preset::Detailed, "D-RESP-7", None, history, "03-03 09:00", expected);
    };
    check(&offered("compensation", &[]), &["sla.compensation-approved 1 (derived): open"]);
    check(&offered("compensation", &approved), &["sla.compensation-approved 1 (derived): met"]);
    let missed = "sla.compensation-approved 1 (derived) due 03-02 12:00: missed";
    check(&offered("compensation", &unapproved), &[missed]);
    for word in ["guidance", "repair", "patch", "apology", "process-change"] {
        check(&offered(word, &unapproved), &[]);
    }
}

#[test]
fn p_resp_4_the_customer_is_asked_within_24_h_of_each_solution() {
    let solved = [("03-06 15:00", Opened), ("03-06 16:00", Solved)]; // a Friday
    for (asked, state) in [("03-07 16:00", "met"), ("03-07 16:00:01", "met-late")] {
        let history = [&solved[..], &[(asked, Revisited(Some(true)))]].concat();
        let expected = format!("sla.revisit 1 (must) due 03-07 16:00: {state}");
        check(Preset::SixPlans, "P-RESP-4", None, &history, "03-09 09:00", &[&expected]);
    }
    let again = [("03-07 10:00", Reopened), ("03-07 12:00", Solved)];
    let history = [&solved[..], &again].concat();
    let expected = [
        "sla.revisit 1 (must) due 03-07 16:00: superseded", // reopened before it was due
        "sla.revisit 2 (must) due 03-08 12:00: overdue",
    ];
    check(Preset::SixPlans, "P-RESP-4", None, &history, "03-09 09:00", &expected);
}

#[test]
fn p_resp_4_a_dissatisfied_answer_is_followed_up_until_the_customer_accepts_and_three_times_at_most() {
    let unhappy = |at| (at, Revisited(Some(false)));
    let first = [("03-02 09:00", Opened), ("03-02 10:00", Solved), unhappy("03-02 12:00")];
    let check = |more: &History, expected: &[&str]| {
        let history = [&first[..], more].concat();
        let assessment = judge(of_preset(Preset::SixPlans), None, &history, "03-04 00:00");
        let mut lines = owed(&assessment, "P-RESP-4");
        assert_eq!(lines.remove(0), "sla.follow-up 1 (derived) due 03-03 12:00: ".to_owned() + expected[0]);
        assert_eq!(lines.pop().as_deref(), Some("sla.revisit 1 (must) due 03-03 10:00: met"));
        assert_eq!(lines, expected[1..]);
        assessment.findings.iter().any(|one| one.noticed.rule() == "rounds-exhausted")
    };
    assert!(!check(&[], &["overdue"]));
    assert!(!check(&[("03-02 20:00", Revisited(Some(true)))], &["met"]));
    assert!(!check(&[("03-02 20:00", Confirmed)], &["met"]));
    let second = unhappy("03-02 20:00");
    assert!(!check(
        core::slice::from_ref(&second),
        &["met", "sla.follow-up 2 (derived) due 03-03 20:00: overdue"]
    ));
    let until_the_last = [second, unhappy("03-03 08:00"), unhappy("03-03 09:00")];
    let met = [
        "met",
        "sla.follow-up 2 (derived) due 03-03 20:00: met",
        "sla.follow-up 3 (derived) due 03-04 08:00: met",
    ];
    assert!(check(&until_the_last, &met), "somebody has to think of something else");
}
