use alloc::string::ToString;

use super::*;

fn ratio(part: i128, whole: i128) -> Ratio {
    Ratio::new(part, whole).unwrap()
}

fn target(text: &str) -> Target {
    text.parse().unwrap()
}

#[test]
fn targets_are_read_as_they_are_written() {
    for text in [
        ">= 80%",
        "<= 5%",
        "< 10%",
        "> 0.5%",
        ">= 50",
        ">= -12.5",
        "<= 8h",
        "< 90min",
        "falls",
        "rises",
        "falls over 3 periods",
        "+45%",
        "-50%",
        "-0.0001%",
        "+5 points",
        "-0.5 points",
        "+45 percentage points",
    ] {
        assert_eq!(target(text).to_string(), text);
    }
    assert_eq!(target(">=80.0%"), target(">= 80%"));
}

#[test]
fn what_is_no_target_is_refused_with_its_reason() {
    let refused = |text: &str| text.parse::<Target>().unwrap_err();
    for text in [
        "",
        "80%",
        ">=",
        ">= %",
        "= 80%",
        "=> 80%",
        ">= 80 %",
        "falls slowly",
        "+45",
        "-0%",
        "<= 8x",
        "+0 points",
        "+5 pp",
        "5 points",
        "+5 percentage",
    ] {
        assert_eq!(refused(text), TargetError::Malformed { text: text.to_string() }, "{text}");
    }
    assert_eq!(refused(">= 0.00001%"), TargetError::TooFine { text: ">= 0.00001%".to_string() });
    assert_eq!(refused("<= 3cd"), TargetError::CalendarDays { text: "<= 3cd".to_string() });
    assert_eq!(refused("<= 8bh"), TargetError::BusinessTime { text: "<= 8bh".to_string() });
    assert_eq!(
        refused("falls over 1 periods"),
        TargetError::TooFewPeriods { text: "falls over 1 periods".to_string() }
    );
    assert!(matches!(refused(">= 9999999999999999999"), TargetError::TooLarge { .. }));
}

#[test]
fn k14_the_bound_itself_is_decided_exactly() {
    assert_eq!(target(">= 50").is_met_by(ratio(5_000, 100)), Some(true));
    assert_eq!(target(">= 50").is_met_by(ratio(4_999, 100)), Some(false));
    assert_eq!(target(">= 98%").is_met_by(ratio(98, 100)), Some(true));
    assert_eq!(target("<= 5%").is_met_by(ratio(1_234_567, 24_691_340)), Some(true));
    assert_eq!(target("<= 5%").is_met_by(ratio(1_234_568, 24_691_340)), Some(false));
    assert_eq!(target("< 10%").is_met_by(ratio(10, 100)), Some(false));
    assert_eq!(target("<= 60s").is_met_by(ratio(60_000_000, 1)), Some(true));
    assert_eq!(target("<= 60s").is_met_by(ratio(60_000_001, 1)), Some(false));
}

#[test]
fn g16_attainment_and_progress() {
    let hours = |hours: i128| ratio(hours * 3_600_000_000, 1);
    let art = |actual| target("<= 8h").attainment(hours(actual), Some(hours(12))).unwrap();
    assert_eq!(art(6), TargetAttainment { met: true, ratio: Ratio::new(4, 3), progress: Ratio::new(3, 2) });
    assert_eq!(art(10), TargetAttainment { met: false, ratio: Ratio::new(4, 5), progress: Ratio::new(1, 2) });
    assert_eq!(art(14).progress, Ratio::new(-1, 2));
    let nps = target(">= 50").attainment(ratio(45, 1), Some(ratio(30, 1))).unwrap();
    assert_eq!(nps, TargetAttainment { met: false, ratio: Ratio::new(9, 10), progress: Ratio::new(3, 4) });
    let relative = target("+45%");
    assert_eq!(relative.goal(Ratio::new(60, 100)), Some((Side::AtLeast, ratio(87, 100))));
    assert_eq!(relative.goal(Ratio::new(20, 29)), Some((Side::AtLeast, ratio(1, 1)))); // the last that can be reached
    assert!(relative.goal(Ratio::new(21, 29)).unwrap().1 > ratio(1, 1));
    let points = target("+45 percentage points");
    assert_eq!(points.goal(Ratio::new(60, 100)), Some((Side::AtLeast, ratio(105, 100))));
    let nothing = target("<= 8h").attainment(ratio(0, 1), None).unwrap();
    assert_eq!(nothing, TargetAttainment { met: true, ratio: None, progress: None });
}

#[test]
fn k30_a_baseline_that_is_the_target_has_no_progress() {
    assert_eq!(target(">= 50").attainment(ratio(45, 1), Some(ratio(50, 1))).unwrap().progress, None);
}

#[test]
fn k30_a_change_from_nothing_or_less_has_no_goal() {
    for baseline in [0, -20] {
        assert_eq!(target("+45%").goal(Ratio::new(baseline, 1)), None, "{baseline}");
        assert_eq!(target("-50%").attainment(ratio(1, 1), Ratio::new(baseline, 1)), None, "{baseline}");
    }
}

#[test]
fn a_shift_counts_from_any_baseline_that_is_stated() {
    assert_eq!(target("+5 points").goal(Ratio::new(-20, 1)), Some((Side::AtLeast, ratio(-15, 1))));
    assert_eq!(target("-0.5 points").goal(Ratio::new(0, 1)), Some((Side::AtMost, ratio(-1, 2))));
    assert_eq!(target("+5 points").goal(None), None);
    let raised = target("+5 points").attainment(ratio(33, 1), Some(ratio(30, 1))).unwrap();
    assert_eq!((raised.met, raised.progress), (false, Ratio::new(3, 5)));
    assert_eq!(target("+5 points").is_met_by(ratio(40, 1)), None);
}

#[test]
fn the_ratio_to_a_target_below_zero_would_turn_good_into_bad() {
    let missed = target(">= -10").attainment(ratio(-20, 1), None).unwrap();
    assert_eq!(missed, TargetAttainment { met: false, ratio: None, progress: None });
    let met = target("<= 5%").attainment(ratio(-2, 100), None).unwrap();
    assert_eq!(met, TargetAttainment { met: true, ratio: None, progress: None });
}

#[test]
fn a_change_is_a_share_of_the_baseline() {
    assert_eq!(target("+45%").goal(Ratio::new(60, 100)), Some((Side::AtLeast, ratio(87, 100))));
    assert_eq!(target("-50%").goal(Ratio::new(8, 1)), Some((Side::AtMost, ratio(4, 1))));
    assert_eq!(target("+45%").goal(None), None);
}
