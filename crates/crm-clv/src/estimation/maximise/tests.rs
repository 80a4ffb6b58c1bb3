//! Searches on surfaces known by heart.

use alloc::vec;

use super::{Ending, maximise};

const WIDE: (f64, f64) = (-1e3, 1e3);

/// Rosenbrock's valley, upside down: a bent ridge that rises to 0 at (1, 1).
fn ridge(at: &[f64], gradient: &mut [f64]) -> f64 {
    let [x, y] = at else { panic!("two coordinates") };
    let (across, along) = (y - x * x, 1.0 - x);
    gradient.copy_from_slice(&[400.0 * x * across + 2.0 * along, -200.0 * across]);
    -(100.0 * across * across + along * along)
}

#[test]
fn a_bent_ridge_is_followed_to_its_top() {
    let found = maximise(&ridge, &[-1.2, 1.0], &[WIDE; 2]);
    assert_eq!(found.ending, Ending::Converged);
    assert!(found.at.iter().all(|coordinate| (coordinate - 1.0).abs() < 1e-8), "{found:?}");
    // The second derivatives at the top: 802, -400, 200.
    let information = &found.information;
    for (place, expected) in [((0, 0), 802.0), ((1, 0), -400.0), ((1, 1), 200.0)] {
        let value = information.get(place.0, place.1);
        assert!((value / expected - 1.0).abs() < 1e-5, "{value} is not {expected}");
    }
    assert!(found.steps < 60, "{} steps", found.steps);
}

#[test]
fn a_top_beyond_a_limit_is_looked_for_along_the_limit() {
    let found = maximise(&ridge, &[-1.2, 1.0], &[(-2.0, 0.5), WIDE]);
    assert_eq!(found.ending, Ending::Converged);
    assert_eq!(found.at_limit, [true, false]);
    assert!((found.at[0] - 0.5).abs() < 1e-12 && (found.at[1] - 0.25).abs() < 1e-8, "{found:?}");
}

#[test]
fn a_slope_without_a_top_ends_at_the_limit() {
    let slope = |at: &[f64], gradient: &mut [f64]| {
        gradient.copy_from_slice(&[1.0]);
        at[0]
    };
    let found = maximise(&slope, &[0.0], &[(-5.0, 5.0)]);
    assert_eq!((found.ending, found.at, found.at_limit), (Ending::Converged, vec![5.0], vec![true]));
}

#[test]
fn where_the_function_is_no_number_nothing_starts() {
    let nothing = |_: &[f64], _: &mut [f64]| f64::NAN;
    assert_eq!(maximise(&nothing, &[0.0], &[WIDE]).ending, Ending::NoStart);
}

#[test]
fn part_of_the_way_may_be_outside_the_domain() {
    // The logarithm of a gamma density: only positive numbers, the top at 3.
    let density = |at: &[f64], gradient: &mut [f64]| {
        gradient.copy_from_slice(&[3.0 / at[0] - 1.0]);
        3.0 * libm::log(at[0]) - at[0]
    };
    let found = maximise(&density, &[0.1], &[WIDE]);
    assert_eq!(found.ending, Ending::Converged);
    assert!((found.at[0] - 3.0).abs() < 1e-8, "{found:?}");
}

#[test]
fn a_plateau_is_left_at_once() {
    let plateau = |_: &[f64], gradient: &mut [f64]| {
        gradient.fill(0.0);
        1.0
    };
    let found = maximise(&plateau, &[0.0, 0.0], &[WIDE; 2]);
    assert_eq!((found.ending, found.steps), (Ending::Converged, 0));
}
/// A narrow ridge along which x and y go together, the higher the further out, across which z has its top at 1.
fn ridge_without_end(at: &[f64], gradient: &mut [f64]) -> f64 {
    let [x, y, z] = at else { panic!("three coordinates") };
    let (across, off, fall) = (x - y + 0.3 * z, z - 1.0, libm::exp(-x));
    gradient.copy_from_slice(&[-1e4 * across + fall, 1e4 * across, -3e3 * across - off]);
    -(5e3 * across * across + 0.5 * off * off + fall)
}

#[test]
fn a_ridge_that_runs_out_to_a_limit_is_left_soon() {
    let found = maximise(&ridge_without_end, &[0.0, 0.5, 0.0], &[WIDE, (-4.0, 4.0), WIDE]);
    assert_eq!(
        (found.ending, found.at_limit.as_slice()),
        (Ending::Converged, [false, true, false].as_slice())
    );
    // Along the limit x is 4 - 0.3 z but for what the slope, e^-x, bends it by, and z is all but free.
    assert!((found.at[0] - 3.7).abs() < 0.01 && (found.at[2] - 1.0).abs() < 0.01, "{found:?}");
    assert!(found.evaluations < 100, "{found:?}");
}

#[test]
fn a_staircase_is_given_up() {
    // Each value is a little higher than all before, whichever way a step goes, and the slope never ends.
    let calls = core::cell::Cell::new(0_u32);
    let stairs = |at: &[f64], gradient: &mut [f64]| {
        calls.set(calls.get() + 1);
        gradient.copy_from_slice(&[if calls.get().is_multiple_of(2) { 1.0 } else { -1.0 }]);
        f64::from(calls.get()) + at[0] * 1e-9
    };
    let found = maximise(&stairs, &[0.0], &[WIDE]);
    assert_ne!(found.ending, Ending::Converged);
    assert!(found.evaluations <= 1_000 + 2 * 40 + 4, "{found:?}");
}
