//! What goes up, how far, and until when.

use crm_kit::model::Happening::{
    Agitated, Assigned, BeyondAuthority, CannotBeSolved, Escalated, Explained, HarmReported, Opened,
    Transferred,
};

use super::*;

/// Returns the reasons under a clause, one line each: trigger, strength, role, due instant or what is missing.
fn reasons(preset: Preset, clause: &str, history: &History, as_of: &str) -> Vec<String> {
    let found = judge(of_preset(preset), Some("phone"), history, as_of);
    let reasons = found.escalations.iter().flat_map(|escalation| &escalation.reasons);
    reasons
        .filter(|reason| reason.clause.as_str() == clause)
        .map(|reason| {
            let role = reason.wanted.as_ref().map_or("nobody", |role| role.as_str());
            let due = reason.due.map(|due| format!(" due {}", in_shanghai(due))).unwrap_or_default();
            let missing = reason.missing.as_ref().map(|missing| format!(": {missing}")).unwrap_or_default();
            format!("{} ({}) {role}{due}{missing}", reason.trigger, reason.strength)
        })
        .collect()
}

fn opened<'a>(urgency: &str, complexity: &str, more: &History<'a>) -> Vec<(&'a str, Happening)> {
    let judged = classified("inquiry", urgency, complexity);
    let answered = ("03-06 10:00:30", Happening::FirstResponse);
    [&[("03-06 10:00", Opened), ("03-06 10:00", judged), answered], more].concat()
}

#[test]
fn b_esc_1_complex_or_urgent_problems_reach_a_supervisor_within_1_business_day() {
    let of = |urgency, complexity| {
        reasons(Preset::Basic, "B-ESC-1", &opened(urgency, complexity, &[]), "03-06 11:00")
    };
    let expected = ["nature (must) supervisor due 03-09 10:00"]; // from Friday to Monday
    assert_eq!(of("regular", "complex"), expected);
    assert_eq!(of("urgent", "ordinary"), expected);
    assert!(of("regular", "ordinary").is_empty());
}

#[test]
fn d_esc_1_each_trigger_goes_to_its_rung_within_4_h_which_are_ours() {
    for (happening, expected) in [
        (Agitated, "agitated (derived) supervisor due 03-06 15:00"),
        (HarmReported, "harm-reported (derived) director due 03-06 15:00"),
        (BeyondAuthority, "beyond-authority (derived) department-head due 03-06 15:00"),
    ] {
        let history = |urgency| opened(urgency, "", &[("03-06 11:00", happening.clone())]);
        assert_eq!(reasons(Preset::Detailed, "D-ESC-1", &history("regular"), "03-06 12:00"), [expected]);
        let urgent = reasons(Preset::Detailed, "D-ESC-1", &history("urgent"), "03-06 12:00");
        let role = expected.split(' ').nth(2).unwrap();
        let trigger = expected.split(' ').next().unwrap();
        assert_eq!(urgent, [format!("{trigger} (must) {role}: the policy states no limit")]);
    }
    let two = [("03-06 10:30", Assigned(to("sales"))), ("03-06 11:00", Transferred(to("finance")))];
    let expected = ["several-departments (derived) department-head due 03-06 15:00"];
    assert_eq!(reasons(Preset::Detailed, "D-ESC-1", &opened("regular", "", &two), "03-06 12:00"), expected);
}

#[test]
fn d_esc_1_over_the_limit_is_a_reason_without_an_explanation() {
    // 24 h for an ordinary problem, over on Saturday at 10:00.
    let over = |more: &History<'static>, as_of: &str| {
        let history = opened("regular", "ordinary", more);
        reasons(Preset::Detailed, "D-ESC-1", &history, as_of)
    };
    assert!(over(&[], "03-07 10:00").is_empty());
    let expected = ["over-limit (derived) supervisor due 03-07 14:00"];
    assert_eq!(over(&[], "03-07 10:01"), expected);
    let told = [("03-07 08:00", Explained)]; // and holds for a day
    assert!(over(&told, "03-08 08:00").is_empty());
    let expected = ["over-limit (derived) supervisor due 03-08 12:00"];
    assert_eq!(over(&told, "03-08 08:01"), expected);
}

#[test]
fn d_esc_3_an_ordinary_problem_goes_up_within_4_h_of_word_that_it_cannot_be_solved() {
    let word = [("03-06 16:00", CannotBeSolved)];
    let of = |urgency| reasons(Preset::Detailed, "D-ESC-3", &opened(urgency, "", &word), "03-06 17:00");
    assert_eq!(of("regular"), ["cannot-be-solved (must) supervisor due 03-06 20:00"]);
    let unstated = "cannot-be-solved (must) supervisor: the policy states no limit";
    assert_eq!(of("urgent"), [unstated]);
    for (when, state) in [("03-06 20:00", "met"), ("03-06 20:00:01", "met-late")] {
        let up = [word[0].clone(), (when, Escalated("supervisor".parse().unwrap()))];
        let history = opened("regular", "", &up);
        let expected = format!("escalation.trigger.cannot-be-solved 1 (must) due 03-06 20:00: {state}");
        check(Preset::Detailed, "D-ESC-3", None, &history, "03-07 09:00", &[&expected]);
    }
}
