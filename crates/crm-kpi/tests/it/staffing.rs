//! Agents for calls: figures of textbooks, edge cases, and a slow model beside the quick one.

use crm_calendar::ElapsedTime;
use crm_kpi::staffing::{
    ErlangA, ErlangC, MOST_ERLANGS, Offered, Roster, ServiceGoal, StaffingError, blocking,
};
use crm_model::{Ratio, Share};
use proptest::prelude::*;

fn seconds(seconds: i64) -> ElapsedTime {
    ElapsedTime::from_seconds(seconds).unwrap()
}

fn offered(calls_per_hour: i128, handling: i64) -> Offered {
    Offered::new(Ratio::new(calls_per_hour, 1).unwrap(), seconds(handling)).unwrap()
}

fn goal(percent: u8, within: i64) -> ServiceGoal {
    ServiceGoal::new(Share::from_percent(percent).unwrap(), seconds(within)).unwrap()
}

#[track_caller]
fn close(found: f64, wanted: f64, half_a_unit: f64) {
    assert!((found - wanted).abs() <= half_a_unit, "{found} instead of {wanted}");
}

#[test]
fn g8_erlang_c_is_that_of_the_table() {
    let rows = [
        (720, 240, 55, 15, 48.0, 0.238_700_936, 0.845_883_092, 8.184_032, 0.872_727),
        (200, 180, 14, 20, 10.0, 0.174_131_934, 0.888_350_019, 7.835_937, 0.714_286),
        (120, 300, 14, 60, 10.0, 0.174_131_934, 0.921_757_479, 13.059_895, 0.714_286),
        (100, 180, 8, 60, 5.0, 0.167_266_507, 0.938_466_091, 10.035_990, 0.625),
        (10_000, 300, 850, 60, 833.333_3, 0.453_140_427, 0.983_834_671, 8.156_528, 0.980_392),
    ];
    for (calls, handling, agents, within, erlangs, waiting, level, wait, occupancy) in rows {
        let model = ErlangC::new(offered(calls, handling), agents).unwrap();
        close(model.offered().erlangs().as_f64(), erlangs, 5e-5);
        close(model.waiting().unwrap(), waiting, 5e-10);
        close(model.service_level(seconds(within)).unwrap(), level, 5e-10);
        close(model.mean_wait_seconds().unwrap(), wait, 5e-7);
        close(model.occupancy().unwrap(), occupancy, 5e-7);
        assert!(model.is_stable());
    }
}

#[test]
fn g8_agents_for_an_answer_within_a_minute() {
    let rows = [
        (100, 180, [7, 8, 9, 10]),
        (120, 300, [13, 14, 15, 17]),
        (240, 300, [24, 25, 26, 29]),
        (600, 240, [44, 45, 47, 50]),
    ];
    for (calls, handling, wanted) in rows {
        let offered = offered(calls, handling);
        let agents = [80, 90, 95, 99].map(|share| ErlangC::fewest_for(&offered, &goal(share, 60)).unwrap());
        assert_eq!(agents, wanted, "{calls} calls");
    }
}

#[test]
fn g8_k32_with_no_more_agents_than_erlangs_the_queue_grows_for_ever() {
    let ten = ErlangC::new(offered(60, 600), 10).unwrap();
    assert!(!ten.is_stable());
    assert_eq!(
        (ten.waiting().unwrap().to_bits(), ten.service_level(seconds(60)).unwrap().to_bits()),
        (1.0_f64.to_bits(), 0)
    );
    assert_eq!((ten.mean_wait_seconds(), ten.occupancy()), (None, None));
    assert_eq!(ten.offered().fewest_stable(), 11);
    assert_eq!(ErlangC::new(offered(60, 600), 0).unwrap().occupancy(), None);
    // Exactly at the limit, in numbers that no floating-point number holds: 1/3 of a call of 3 hours is one erlang.
    let third = Offered::new(Ratio::new(1, 3).unwrap(), ElapsedTime::from_hours(3)).unwrap();
    assert!(!ErlangC::new(third, 1).unwrap().is_stable());
    let less = Offered::new(Ratio::new(333_333, 1_000_000).unwrap(), ElapsedTime::from_hours(3)).unwrap();
    let barely = ErlangC::new(less, 1).unwrap();
    assert!(barely.is_stable());
    close(barely.mean_wait_seconds().unwrap() / 10_800.0, 999_999.0, 1e-3); // 0.999999 / 0.000001 calls
}

#[test]
fn a_hotline_without_calls_needs_nobody() {
    let none = offered(0, 300);
    assert_eq!(ErlangC::fewest_for(&none, &goal(80, 60)).unwrap(), 0);
    assert_eq!(ErlangA::fewest_for(&none, seconds(60), &goal(80, 60)).unwrap(), 0);
    for agents in [0, 3] {
        let model = ErlangC::new(none, agents).unwrap();
        assert_eq!(
            (model.waiting(), model.service_level(seconds(0)), model.mean_wait_seconds()),
            (None, None, None)
        );
        let model = ErlangA::new(none, agents, seconds(60)).unwrap();
        assert_eq!(
            (model.waiting(), model.abandoned(), model.service_level(seconds(0)), model.mean_wait_seconds()),
            (None, None, None, None)
        );
    }
}

#[test]
fn the_most_calls_are_those_that_need_no_more_agents() {
    let goal = goal(80, 60);
    let most = ErlangC::most_calls_for(seconds(180), 7, &goal).unwrap();
    let more = Ratio::new(most.parts().0 + 1, most.parts().1).unwrap();
    let agents = |calls| ErlangC::fewest_for(&Offered::new(calls, seconds(180)).unwrap(), &goal).unwrap();
    assert_eq!((agents(most), agents(more)), (7, 8));
    assert!(most > Ratio::new(100, 1).unwrap());
    assert_eq!(ErlangC::most_calls_for(seconds(180), 0, &goal).unwrap(), Ratio::new(0, 1).unwrap());
    let most = ErlangA::most_calls_for(seconds(180), 7, seconds(120), &goal).unwrap();
    let more = Ratio::new(most.parts().0 + 1, most.parts().1).unwrap();
    let agents = |calls| {
        ErlangA::fewest_for(&Offered::new(calls, seconds(180)).unwrap(), seconds(120), &goal).unwrap()
    };
    assert_eq!((agents(most), agents(more)), (7, 8));
}

#[test]
fn a_hundred_thousand_agents_do_not_overflow() {
    let goal = goal(80, 60);
    let many = offered(1_200_000, 300); // 100,000 erlangs
    let agents = ErlangC::fewest_for(&many, &goal).unwrap();
    assert!((100_001..100_200).contains(&agents), "{agents}");
    let patient = ErlangA::new(many, agents, seconds(120)).unwrap();
    assert!(patient.abandoned().unwrap() > 0.0 && patient.abandoned().unwrap() < 0.01, "{patient:?}");
    for agents in [1, 90_000, 200_000] {
        let model = ErlangA::new(many, agents, seconds(120)).unwrap();
        let answered = (1.0_f64).min(f64::from(u32::try_from(agents).unwrap()) / 1e5);
        close(1.0 - model.abandoned().unwrap(), answered, 1e-4);
        let level = model.service_level(seconds(60)).unwrap();
        assert!((0.0..=1.0).contains(&level), "{level}");
    }
    assert_eq!(
        Offered::new(Ratio::new(MOST_ERLANGS, 1).unwrap(), ElapsedTime::from_hours(1)).map(|_| ()),
        Ok(())
    );
    assert_eq!(
        Offered::new(Ratio::new(MOST_ERLANGS + 1, 1).unwrap(), ElapsedTime::from_hours(1)).unwrap_err(),
        StaffingError::TooMuch
    );
    assert_eq!(
        ErlangC::new(many, 4_000_001).unwrap_err(),
        StaffingError::TooManyAgents { agents: 4_000_001 }
    );
}

/// 48 calls a minute, a minute each, 50 agents, patience of two minutes: as S. Zeltyn and A. Mandelbaum teach it, 3.1 % hang up, the
/// mean wait is 3.7 s, and agents are busy for 93 % of their time; without hanging up, 20.8 s and 96 %.
#[test]
fn erlang_a_is_that_of_the_textbook() {
    let offered = offered(48 * 60, 60);
    let model = ErlangA::new(offered, 50, seconds(120)).unwrap();
    close(model.abandoned().unwrap(), 0.031, 5e-4);
    close(model.mean_wait_seconds().unwrap(), 3.7, 0.05);
    close(model.occupancy().unwrap(), 0.93, 5e-3);
    let patient = ErlangC::new(offered, 50).unwrap();
    close(patient.mean_wait_seconds().unwrap(), 20.8, 0.05);
    close(patient.occupancy().unwrap(), 0.96, 5e-3);
}

#[test]
fn callers_of_endless_patience_are_those_of_erlang_c() {
    let offered = offered(720, 240);
    let (patient, endless) = (
        ErlangA::new(offered, 55, ElapsedTime::from_hours(50_000)).unwrap(),
        ErlangC::new(offered, 55).unwrap(),
    );
    close(patient.waiting().unwrap(), endless.waiting().unwrap(), 1e-5);
    close(patient.service_level(seconds(15)).unwrap(), endless.service_level(seconds(15)).unwrap(), 1e-5);
    close(patient.mean_wait_seconds().unwrap(), endless.mean_wait_seconds().unwrap(), 1e-3);
    // Callers who hang up at once leave the loss system.
    let none = ErlangA::new(offered, 55, ElapsedTime::from_micros(1)).unwrap();
    close(none.waiting().unwrap(), blocking(&offered, 55).unwrap(), 1e-7);
    close(none.abandoned().unwrap(), blocking(&offered, 55).unwrap(), 1e-7);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let rate = |calls| Ratio::new(calls, 1).unwrap();
    assert_eq!(
        Offered::new(rate(-1), seconds(1)).unwrap_err().to_string(),
        "-1/1 calls an hour are fewer than none"
    );
    assert_eq!(
        Offered::new(rate(1), seconds(0)).unwrap_err(),
        StaffingError::NoHandlingTime { handling: seconds(0) }
    );
    assert_eq!(
        ErlangA::new(offered(1, 1), 1, seconds(0)).unwrap_err(),
        StaffingError::NoPatience { patience: seconds(0) }
    );
    assert_eq!(
        ErlangA::new(offered(1, 1), 1, seconds(1_000_001)).unwrap_err(),
        StaffingError::EndlessPatience { patience: seconds(1_000_001) }
    );
    assert_eq!(ServiceGoal::new(Share::ONE, seconds(60)).unwrap_err(), StaffingError::AllCalls);
    let before = ServiceGoal::new(Share::ZERO, seconds(-1)).unwrap_err();
    assert_eq!(before, StaffingError::BeforeTheCall { within: seconds(-1) });
}

#[test]
fn a_roster_is_rounded_up_once() {
    let share = |percent| Share::from_percent(percent).unwrap();
    let roster = Roster::for_agents(7, share(30)).unwrap();
    assert_eq!((roster.exact, roster.people), (Ratio::new(10, 1).unwrap(), 10)); // 7 / 0.7, not 10.000000000000002
    assert_eq!(Roster::for_agents(8, share(30)).unwrap().people, 12);
    assert_eq!(Roster::for_agents(0, share(30)).unwrap().people, 0);
}

/// What callers meet who hang up: waiting, hanging up, answered within a time.
///
/// By the stationary distribution of the number of callers, state by state, and for each number ahead of a caller by the equations
/// for who is answered until when, solved step by step.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers"
)]
fn slow(load: f64, agents: usize, hang_up: f64, within: f64) -> [f64; 3] {
    let longest = 120;
    let mut states = vec![1.0_f64];
    for callers in 1..agents + longest {
        let leave = callers.min(agents) as f64 + callers.saturating_sub(agents) as f64 * hang_up;
        states.push(states[callers - 1] * load / leave);
    }
    let all: f64 = states.iter().sum();
    let waiting: f64 = states[agents..].iter().sum::<f64>() / all;
    let queue: f64 = (0..longest).map(|ahead| ahead as f64 * states[agents + ahead]).sum::<f64>() / all;
    let rate = |ahead: usize| agents as f64 + ahead as f64 * hang_up;
    let change = |answered: &[f64]| -> Vec<f64> {
        (0..longest)
            .map(|ahead| {
                let next = if ahead == 0 { 1.0 } else { answered[ahead - 1] };
                rate(ahead) * (next - answered[ahead]) - hang_up * answered[ahead]
            })
            .collect()
    };
    let mut answered = vec![0.0; longest];
    // So narrow that no step goes past what it moves towards.
    let width = 0.25 / rate(longest);
    let steps = (within / width) as u32 + 1;
    let width = within / f64::from(steps);
    let moved = |from: &[f64], by: &[f64], far: f64| -> Vec<f64> {
        from.iter().zip(by).map(|(from, by)| from + far * by).collect()
    };
    for _ in 0..steps {
        let one = change(&answered);
        let two = change(&moved(&answered, &one, width / 2.0));
        let three = change(&moved(&answered, &two, width / 2.0));
        let four = change(&moved(&answered, &three, width));
        for place in 0..longest {
            answered[place] +=
                width / 6.0 * (one[place] + 2.0 * two[place] + 2.0 * three[place] + four[place]);
        }
    }
    let in_time: f64 = (0..longest).map(|ahead| answered[ahead] * states[agents + ahead]).sum::<f64>() / all;
    [waiting, hang_up * queue / load, 1.0 - waiting + in_time]
}

#[test]
fn erlang_a_is_that_of_the_slow_model() {
    // Calls an hour, handling, agents, patience, within: idle, busy, far too few agents, impatient, patient.
    let cases = [
        (100, 180, 7, 120, 60),
        (720, 240, 50, 60, 15),
        (720, 240, 30, 240, 60),
        (20, 180, 1, 30, 20),
        (100, 180, 6, 1_800, 120),
        (100, 180, 12, 180, 0),
        (60, 60, 1, 5, 600),
    ];
    for (calls, handling, agents, patience, within) in cases {
        let offered = offered(calls, handling);
        let model = ErlangA::new(offered, agents, seconds(patience)).unwrap();
        let in_calls =
            |time: i64| f64::from(i32::try_from(time).unwrap()) / f64::from(i32::try_from(handling).unwrap());
        let load = offered.erlangs().as_f64();
        let [waiting, abandoned, level] =
            slow(load, usize::try_from(agents).unwrap(), 1.0 / in_calls(patience), in_calls(within));
        close(model.waiting().unwrap(), waiting, 1e-12);
        close(model.abandoned().unwrap(), abandoned, 1e-12);
        close(model.service_level(seconds(within)).unwrap(), level, 1e-9);
    }
}

#[test]
fn k14_a_goal_that_is_just_reached_is_met() {
    // one agent is busy for as large a share of the time as there are erlangs, and so many calls wait
    for percent in 1..100_u8 {
        let (hour, load) = (seconds(3_600), Ratio::new(i128::from(100 - percent), 100).unwrap());
        let goal = goal(percent, 0);
        let offered = Offered::new(load, hour).unwrap();
        assert_eq!(ErlangC::fewest_for(&offered, &goal), Ok(1), "{percent}");
        let most = ErlangC::most_calls_for(hour, 1, &goal).unwrap();
        assert_eq!(most.to_decimal_string(3), load.to_decimal_string(3), "{percent}");
        let more =
            Offered::new(Ratio::new(i128::from(100 - percent) * 1_000_000 + 1, 100_000_000).unwrap(), hour);
        assert_eq!(ErlangC::fewest_for(&more.unwrap(), &goal), Ok(2), "{percent}");
    }
}

#[test]
fn too_many_agents_are_told_how_many_are_not() {
    let error = ErlangC::new(offered(1, 60), 4_000_001).unwrap_err();
    let message =
        "4000001 agents are more than the 4000000 of which figures are told: divide the calls among groups";
    assert_eq!(error.to_string(), message);
    assert!(ErlangC::new(offered(1, 60), 4_000_000).is_ok());
}

#[test]
fn the_most_work_that_is_told_of_is_not_given_out_for_the_most_that_is_fine() {
    let (second, minute) = (seconds(1), seconds(60));
    let most = ErlangC::most_calls_for(second, 2_000_000, &goal(80, 60));
    assert_eq!(most, Err(StaffingError::TooMuch)); // near two million erlangs
    // a goal of nothing is reached whatever comes
    assert_eq!(ErlangA::most_calls_for(second, 1, minute, &goal(0, 0)), Err(StaffingError::TooMuch));
    assert!(ErlangC::most_calls_for(second, 1, &goal(0, 0)).is_ok()); // by as much as is stable
}

proptest! {
    #[test]
    fn prop_more_agents_do_better(calls in 1..2_000_i128, handling in 1..900_i64, agents in 1..200_u64, within in 0..300_i64) {
        let (offered, within) = (offered(calls, handling), seconds(within));
        let endless = |agents| ErlangC::new(offered, agents).unwrap();
        prop_assert!(endless(agents).service_level(within).unwrap() <= endless(agents + 1).service_level(within).unwrap() + 1e-12);
        prop_assert!(endless(agents).waiting().unwrap() >= endless(agents + 1).waiting().unwrap() - 1e-12);
        let hang_up = |agents| ErlangA::new(offered, agents, seconds(90)).unwrap();
        let (one, other) = (hang_up(agents), hang_up(agents + 1));
        prop_assert!(one.service_level(within).unwrap() <= other.service_level(within).unwrap() + 1e-9);
        prop_assert!(one.abandoned().unwrap() >= other.abandoned().unwrap() - 1e-9);
        for figure in [one.service_level(within).unwrap(), one.abandoned().unwrap(), one.waiting().unwrap(), endless(agents).service_level(within).unwrap()] {
            prop_assert!((0.0..=1.0).contains(&figure), "{figure}");
        }
    }

    #[test]
    fn prop_fewest_agents_reach_the_goal_and_one_less_do_not(
        calls in 1..3_000_i128, handling in 1..900_i64, percent in 1..=99_u8, within in 0..300_i64, patience in 1..3_600_i64,
    ) {
        let (offered, goal) = (offered(calls, handling), goal(percent, within));
        let level = |agents| ErlangC::new(offered, agents).unwrap().service_level(goal.within()).unwrap();
        let agents = ErlangC::fewest_for(&offered, &goal).unwrap();
        prop_assert!(goal.is_met_by(level(agents)) && !goal.is_met_by(level(agents - 1)));
        let level = |agents| ErlangA::new(offered, agents, seconds(patience)).unwrap().service_level(goal.within()).unwrap();
        let agents = ErlangA::fewest_for(&offered, seconds(patience), &goal).unwrap();
        prop_assert!(goal.is_met_by(level(agents)) && !goal.is_met_by(level(agents - 1)));
    }
}
