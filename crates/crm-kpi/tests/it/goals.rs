//! Goals: what they want, how they are broken down, and where they stand.

use chrono::NaiveDate;
use crm_calendar::Zone;
use crm_kpi::goal::{Aim, AimError, GoalError, GoalOwner, GoalPart, GoalProblem, GoalSpec, GoalState, Goals};
use crm_kpi::{
    Bound, Counts, Dimension, Facts, Formula, Member, Per, Reason, RetentionForm, Scorecard, Side, Stretch,
    TargetError, TicketTime, Unit, Value,
};
use crm_model::{Happening, Holder, Ratio, Records, Strength, Table, TicketEvent, TicketId, TicketRecord};
use proptest::prelude::*;

use crate::support::{at, dataset, members, nps, spec};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ratio(part: i128, whole: i128) -> Ratio {
    Ratio::new(part, whole).unwrap()
}

fn owner(department: &str) -> GoalOwner {
    GoalOwner { department: Some(department.parse().unwrap()), post: None }
}

/// From 80 % on 1 January to the aim on 30 June 2026.
fn goal(aim: &str, baseline: &str) -> GoalSpec {
    GoalSpec {
        name: "goal.test".parse().unwrap(),
        clause: "L-KPI-10".parse().unwrap(),
        strength: Strength::Must,
        indicator: "indicator.test".parse().unwrap(),
        aim: aim.parse().unwrap(),
        baseline: baseline.parse().unwrap(),
        from: date("2026-01-01"),
        by: date("2026-06-30"),
        owner: owner("service"),
        parts: vec![],
    }
}

fn part(department: &str, aim: &str, weight: u64) -> GoalPart {
    GoalPart { owner: owner(department), aim: aim.parse().unwrap(), baseline: None, weight }
}

fn scorecard(formula: Formula) -> Scorecard {
    Scorecard::new(vec![spec(formula, Per::Month, None)], Zone::utc()).unwrap()
}

fn resolution() -> Formula {
    Formula::Resolution { kinds: vec![] }
}

fn checked(goal: GoalSpec) -> Result<Goals, GoalError> {
    Goals::new(vec![goal], &scorecard(resolution()))
}

fn problem(goal: GoalSpec) -> (&'static str, GoalProblem) {
    let error = checked(goal).unwrap_err();
    (error.key, error.problem)
}

#[test]
fn aims_are_read_and_written() {
    for text in [
        ">= 85%",
        "<= 8h",
        "+45%",
        "raised by 5 points",
        "lowered by 2.5 points",
        "shortened by 2h",
        "raised",
        "lowered",
    ] {
        assert_eq!(text.parse::<Aim>().unwrap().to_string(), text);
    }
    assert_eq!("shortened".parse::<Aim>(), "lowered".parse());
    let refused = |text: &str| text.parse::<Aim>().unwrap_err();
    assert!(matches!(refused("falls"), AimError::Trend { .. }));
    assert!(matches!(refused("raised by 0 points"), AimError::NoStep { .. }));
    assert!(matches!(refused("lowered by -2 points"), AimError::NoStep { .. }));
    assert!(matches!(refused("shortened by 0h"), AimError::Malformed { .. }));
    for text in [
        "better",
        "raised by",
        "raised by 5",
        "raised by 5%",
        "raised by 2h",
        "shortened by 3 points",
        "raisedby",
    ] {
        assert!(matches!(refused(text), AimError::Malformed { .. }), "{text}");
    }
    assert!(matches!(refused("shortened by 2bh"), AimError::Number(TargetError::BusinessTime { .. })));
}

#[test]
fn l_kpi_11_satisfaction_is_raised_by_points() {
    let wanted = |aim: &str, baseline: Ratio, unit| aim.parse::<Aim>().unwrap().wanted(baseline, unit);
    // 5 percentage points of a share, 5 points of a score, half a point of a mean.
    assert_eq!(
        wanted("raised by 5 points", ratio(80, 100), Unit::Share),
        Some((Side::AtLeast, ratio(85, 100)))
    );
    assert_eq!(wanted("raised by 5 points", ratio(40, 1), Unit::Number), Some((Side::AtLeast, ratio(45, 1))));
    assert_eq!(
        wanted("raised by 0.5 points", ratio(38, 10), Unit::Number),
        Some((Side::AtLeast, ratio(43, 10)))
    );
    assert_eq!(wanted("raised", ratio(38, 10), Unit::Number), Some((Side::Above, ratio(38, 10))));
}

#[test]
fn g16_percent_and_points_of_a_baseline_are_told_apart() {
    let wanted = |aim: &str| aim.parse::<Aim>().unwrap().wanted(ratio(60, 100), Unit::Share).unwrap().1;
    assert_eq!(wanted("+45%"), ratio(87, 100));
    assert_eq!(wanted("raised by 45 points"), ratio(105, 100));
    // 1.05 of all customers can't be: the goal is refused.
    assert_eq!(problem(goal("raised by 45 points", "60%")), ("target", GoalProblem::Unreachable));
}

#[test]
fn l_kpi_12_handling_time_is_shortened_by_a_date() {
    let goals = Goals::new(
        vec![goal("shortened by 2h", "12h")],
        &scorecard(Formula::TicketTime(TicketTime::mean(Stretch::Handling))),
    )
    .unwrap();
    let (side, wanted) = goals.goals()[0].wanted();
    assert_eq!((side, wanted), (Side::AtMost, ratio(10 * 3_600_000_000, 1)));
    assert_eq!(problem(goal("shortened by 2h", "80%")).0, "target"); // of a share
}

#[test]
fn a_goal_that_says_nothing_is_refused() {
    assert_eq!(problem(goal(">= 80%", "80%")), ("target", GoalProblem::MetByTheBaseline));
    assert_eq!(problem(goal("+10%", "0%")), ("target", GoalProblem::NoNumber));
    assert!(matches!(problem(goal(">= 8h", "80%")), ("target", GoalProblem::OtherUnit { .. })));
    assert!(matches!(problem(goal(">= 90%", "8h")), ("baseline", GoalProblem::OtherUnit { .. })));
    // Percentage points of a plain number, or points of a share, would be another goal than is meant.
    assert!(matches!(problem(goal("+5 points", "80%")), ("target", GoalProblem::OtherUnit { .. })));
    let of_score = Goals::new(vec![goal("+5 percentage points", "30")], &scorecard(nps(Counts::Last)));
    assert!(matches!(of_score.unwrap_err().problem, GoalProblem::OtherUnit { .. }));
    assert_eq!(
        checked(goal("+5 percentage points", "80%")).unwrap().goals()[0].wanted(),
        (Side::AtLeast, ratio(85, 100))
    );
    let backwards = GoalSpec { by: date("2026-01-01"), ..goal(">= 90%", "80%") };
    assert!(matches!(problem(backwards), ("by", GoalProblem::DatesDoNotRise { .. })));
    assert_eq!(
        problem(GoalSpec { owner: GoalOwner::default(), ..goal(">= 90%", "80%") }),
        ("", GoalProblem::NoOwner)
    );
    let elsewhere = GoalSpec { indicator: "indicator.other".parse().unwrap(), ..goal(">= 90%", "80%") };
    assert_eq!(problem(elsewhere), ("indicator", GoalProblem::NoIndicator));
    let twice = Goals::new(vec![goal(">= 90%", "80%"), goal(">= 95%", "80%")], &scorecard(resolution()));
    assert_eq!(twice.unwrap_err().to_string(), "goal.test: two goals have this name");
}

#[test]
fn l_kpi_10_parts_together_make_the_whole() {
    let broken_down = |parts| GoalSpec { parts, ..goal(">= 90%", "80%") };
    // 95 % of 60 cases and 82.5 % of 40 make exactly 90 %.
    let goals =
        checked(broken_down(vec![part("service", ">= 95%", 60), part("sales", ">= 82.5%", 40)])).unwrap();
    let parts = goals.goals()[0].parts();
    assert_eq!(parts[1].spec().owner, owner("sales"));
    assert_eq!((parts[1].wanted().1, parts[1].baseline()), (ratio(825, 1_000), ratio(80, 100)));
    // A tenth of a point less does not.
    let error =
        checked(broken_down(vec![part("service", ">= 95%", 60), part("sales", ">= 82.4%", 40)])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "goal.test: the parts together reach 89.96%, and the whole should reach 90.00%"
    );
    assert_eq!(error.part, None);
    let fault = |parts| {
        let error = checked(broken_down(parts)).unwrap_err();
        (error.part, error.key, error.problem)
    };
    assert_eq!(fault(vec![part("service", ">= 95%", 0)]), (Some(0), "weight", GoalProblem::NoWeight));
    let turned = vec![part("service", ">= 95%", 1), part("sales", "<= 70%", 1)];
    assert_eq!(fault(turned), (Some(1), "target", GoalProblem::OtherDirection));
    let nobody = vec![GoalPart { owner: GoalOwner::default(), ..part("x", ">= 95%", 1) }];
    assert_eq!(fault(nobody), (Some(0), "", GoalProblem::NoOwner));
    // A part may start elsewhere than the whole.
    let from_sixty = GoalPart {
        baseline: Some("60%".parse::<Bound>().unwrap()),
        ..part("sales", "raised by 31 points", 1)
    };
    let goals = checked(broken_down(vec![from_sixty])).unwrap();
    assert_eq!(goals.goals()[0].parts()[0].wanted().1, ratio(91, 100));
}

#[test]
fn parts_of_a_goal_that_is_any_betterment_may_be_any_too() {
    let goals =
        checked(GoalSpec { parts: vec![part("service", "raised", 1)], ..goal("raised", "80%") }).unwrap();
    assert_eq!(goals.goals()[0].parts()[0].wanted(), (Side::Above, ratio(80, 100)));
}

#[test]
fn l_kpi_10_where_a_goal_stands() {
    let goals = checked(goal(">= 90%", "80%")).unwrap();
    let state = |percent, measured: &str, today: &str| {
        goals.goals()[0].state_of(ratio(percent, 100), date(measured), date(today))
    };
    assert_eq!(state(85, "2025-12-31", "2026-01-05"), GoalState::NotBegun);
    // What was before the goal is no success of it, and no miss.
    assert_eq!(state(95, "2025-12-31", "2026-01-05"), GoalState::NotBegun);
    for percent in [85, 95] {
        let reason = Reason::NoPeriodOfTheGoal;
        assert_eq!(state(percent, "2025-12-31", "2026-07-01"), GoalState::NotMeasured { reason });
    }
    // 180 days: after 90, on 1 April, 85 % was expected.
    assert_eq!(state(85, "2026-04-01", "2026-04-02"), GoalState::OnTheWay);
    assert_eq!(state(85, "2026-04-02", "2026-04-02"), GoalState::Behind);
    assert_eq!(state(79, "2026-01-31", "2026-02-02"), GoalState::Behind);
    assert_eq!(state(90, "2026-02-28", "2026-03-02"), GoalState::Reached);
    // The date itself is in time; the day after, it is over.
    assert_eq!(state(88, "2026-05-31", "2026-06-30"), GoalState::Behind);
    assert_eq!(state(89, "2026-05-31", "2026-07-01"), GoalState::Missed);
    assert_eq!(state(90, "2026-06-30", "2026-08-01"), GoalState::Reached);
}

/// Tickets opened in a month, of which so many are solved, of a department.
fn opened(month: &str, department: &str, solved: usize, all: usize) -> Vec<TicketRecord> {
    let ticket = |number| {
        let when = at(&format!("{month}-05"));
        let to = Holder { department: Some(department.parse().unwrap()), person: None };
        let mut events =
            vec![TicketEvent::at(when, Happening::Opened), TicketEvent::at(when, Happening::Assigned(to))];
        events.extend((number < solved).then(|| TicketEvent::at(when, Happening::Solved)));
        TicketRecord::new(TicketId::new(format!("{month}-{department}-{number}")).unwrap(), events)
    };
    (0..all).map(ticket).collect()
}

#[test]
fn a_goal_is_tracked_by_the_lines_of_its_indicator() {
    let rows = [
        opened("2026-05", "service", 9, 10),
        opened("2026-06", "service", 7, 10),
        opened("2026-07", "service", 10, 10),
    ];
    let data = dataset(Records { tickets: Table::complete(rows.concat()), ..Records::default() });
    let scorecard = scorecard(resolution());
    let goals = Goals::new(vec![goal(">= 90%", "80%")], &scorecard).unwrap();
    let tracked = |as_of: &str, running: bool| {
        let (facts, as_of) = (Facts::new(&data), at(as_of));
        let lines = if running {
            scorecard.evaluate_running(&facts, as_of)
        } else {
            scorecard.evaluate(&facts, as_of)
        };
        goals.track(&lines, as_of.date_naive()).remove(0)
    };
    let may = tracked("2026-06-10", false);
    assert_eq!((may.period.to_string().as_str(), &may.state), ("2026-05", &GoalState::Reached));
    assert_eq!(may.progress, Some(ratio(1, 1)));
    // June falls back, and is the last that counts: not July, though it is better.
    let june = tracked("2026-07-10", false);
    assert_eq!((june.period.to_string().as_str(), &june.state), ("2026-06", &GoalState::Missed));
    assert_eq!((june.progress, june.expected), (Some(ratio(-1, 1)), Some(ratio(9, 10))));
    let later = tracked("2026-08-10", false);
    assert_eq!((later.period, later.state), (june.period, GoalState::Missed));
    // K24: a month that runs says nothing yet; the one before does.
    let running = tracked("2026-06-10", true);
    assert_eq!(running.period.to_string(), "2026-05");
}

#[test]
fn a_part_is_tracked_by_the_line_of_its_department() {
    let rows = [opened("2026-05", "service", 9, 10), opened("2026-05", "sales", 1, 2)];
    let data = dataset(Records { tickets: Table::complete(rows.concat()), ..Records::default() });
    let scorecard = scorecard(resolution());
    let parts = vec![part("service", ">= 90%", 10), part("sales", ">= 90%", 2)];
    let goals = Goals::new(vec![GoalSpec { parts, ..goal(">= 90%", "80%") }], &scorecard).unwrap();
    let as_of = at("2026-06-10");
    let breakdown = scorecard.breakdown(&Facts::new(&data), as_of, &[Dimension::Department]).remove(0);
    let states: Vec<(String, &str)> = goals.goals()[0]
        .parts()
        .iter()
        .filter_map(|part| {
            let department = part.spec().owner.department.clone()?;
            let lines = breakdown.members.as_ref().unwrap();
            let own = lines.iter().find(|one| one.member == Member::Department(department.clone()))?;
            Some((department.to_string(), part.track(&own.line, as_of.date_naive()).state.as_str()))
        })
        .collect();
    assert_eq!(states, [("service".to_owned(), "reached"), ("sales".to_owned(), "behind")]);
}

#[test]
fn k1_what_is_not_measured_is_neither_behind_nor_missed() {
    let data = dataset(Records { tickets: Table::complete(vec![]), ..Records::default() });
    let scorecard = scorecard(resolution());
    let goals = Goals::new(vec![goal(">= 90%", "80%")], &scorecard).unwrap();
    let lines = scorecard.evaluate(&Facts::new(&data), at("2026-08-10"));
    let tracking = goals.track(&lines, date("2026-08-10")).remove(0);
    assert!(matches!(tracking.state, GoalState::NotMeasured { .. }));
    assert_eq!((tracking.progress, &tracking.value), (None, &lines[0].value));
    let untold = dataset(Records::default());
    let lines = scorecard.evaluate(&Facts::new(&untold), at("2026-08-10"));
    let state = goals.track(&lines, date("2026-08-10")).remove(0).state;
    assert!(matches!(state, GoalState::NotMeasured { reason: Reason::NotSupplied(_) | Reason::NotCovered }));
    assert!(goals.track(&[], date("2026-08-10")).is_empty());
}

#[test]
fn a_form_of_retention_without_bounds_may_want_more_than_all() {
    let goals = Goals::new(vec![goal(">= 110%", "80%")], &scorecard(members(RetentionForm::AsWorded)));
    assert_eq!(Value::Share(goals.unwrap().goals()[0].wanted().1).to_string(), "110.0%");
    let identity = Goals::new(vec![goal(">= 110%", "80%")], &scorecard(members(RetentionForm::Identity)));
    assert_eq!(identity.unwrap_err().problem, GoalProblem::Unreachable);
}

proptest! {
    #[test]
    fn prop_what_is_expected_goes_straight_from_the_baseline_to_the_goal(
        baseline in 1..99_i64, wanted in 1..99_i64, day in 0..=180_i64, next in 0..=180_i64,
    ) {
        prop_assume!(baseline != wanted);
        let sign = if wanted > baseline { ">=" } else { "<=" };
        let goals = checked(goal(&format!("{sign} {wanted}%"), &format!("{baseline}%"))).unwrap();
        let goal = &goals.goals()[0];
        let at = |day| goal.expected_at(date("2026-01-01") + chrono::TimeDelta::days(day)).unwrap();
        prop_assert_eq!(at(0), ratio(baseline.into(), 100));
        prop_assert_eq!(at(180), ratio(wanted.into(), 100));
        let exact = i128::from(baseline) * 180 + i128::from(wanted - baseline) * i128::from(day);
        prop_assert_eq!(at(day), ratio(exact, 18_000));
        let rises = (at(day.min(next)) <= at(day.max(next))) == (wanted > baseline) || day == next;
        prop_assert!(rises);
        // What was expected is on the way, and the least bit less is behind.
        let today = date("2026-06-30");
        let measured = date("2026-01-01") + chrono::TimeDelta::days(day.min(179));
        let value = goal.expected_at(measured).unwrap();
        prop_assert_eq!(goal.state_of(value, measured, today), GoalState::OnTheWay);
        let (part, whole) = value.parts();
        let step = if wanted > baseline { -1 } else { 1 };
        let off = ratio(part * 1_000 + step, whole * 1_000);
        prop_assert_eq!(goal.state_of(off, measured, today), GoalState::Behind);
    }
}
