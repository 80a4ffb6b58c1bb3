//! [`maximise`]: the highest point of a smooth function whose gradient is known, within limits.

use alloc::{vec, vec::Vec};

use libm::fabs;

use super::matrix::SymmetricMatrix;

/// A function to maximise: writes its gradient at a point and returns its value; anything that is not finite counts as
/// outside the domain.
pub(crate) trait Objective {
    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64;
}

impl<F: Fn(&[f64], &mut [f64]) -> f64> Objective for F {
    fn evaluate(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        self(at, gradient)
    }
}

/// How the search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Ending {
    /// The gradient vanishes, but for parameters at their limits that would go on.
    Converged,
    /// No step raises the likelihood any more, though the gradient does not vanish: the surface is flat to the last digit,
    /// or rough.
    NoProgress,
    /// All steps that a fit may take were taken.
    StepLimit,
    /// The likelihood is not a number at the starting values.
    NoStart,
}

/// Where a search ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Maximum {
    pub(crate) at: Vec<f64>,
    pub(crate) value: f64,
    pub(crate) gradient: Vec<f64>,
    /// The negative of the second derivatives there.
    pub(crate) information: SymmetricMatrix,
    /// Whether a coordinate lies at a limit and would go beyond.
    pub(crate) at_limit: Vec<bool>,
    pub(crate) ending: Ending,
    pub(crate) steps: u32,
    pub(crate) evaluations: u32,
}

/// The largest component of the gradient at which a search has converged.
pub(crate) const TOLERANCE: f64 = 1e-9;
/// Once no component is larger than this, Newton's method goes the rest of the way: by then values differ in their last
/// digits only.
const NEAR: f64 = 1e-6;
/// What a component of the gradient may be and the search still counts as converged once no step helps: the sum over
/// customers rounds.
const ROUNDED: f64 = 1e-7;
const MOST_STEPS: u32 = 200;
const MOST_TRIALS: u32 = 40;
/// No coordinate moves further in one step.
const LONGEST_STEP: f64 = 2.0;
/// Between these points the gradient is compared to find the second derivative: far enough apart for its last digits not
/// to matter, near enough for the fourth derivative not to.
const APART: f64 = 1e-4;

/// Climbs from `start` to a maximum of the function, each coordinate within its limits `(least, most)`.
///
/// The way up is by quasi-Newton steps (Broyden, Fletcher, Goldfarb, Shanno), the last bit by Newton's with the second
/// derivatives taken from differences of the gradient. At most 200 steps of 40 trials each are taken. The same function
/// from the same start takes the same way.
pub(crate) fn maximise(objective: &impl Objective, start: &[f64], limits: &[(f64, f64)]) -> Maximum {
    let mut search = Search { objective, limits, evaluations: 0 };
    let Some(first) = search.point(search.within(start.to_vec())) else {
        return Maximum {
            at: start.to_vec(),
            value: f64::NEG_INFINITY,
            gradient: vec![0.0; start.len()],
            information: SymmetricMatrix::zeros(start.len()),
            at_limit: vec![false; start.len()],
            ending: Ending::NoStart,
            steps: 0,
            evaluations: search.evaluations,
        };
    };
    let (near, _, steps) = search.climb(first, NEAR, MOST_STEPS);
    let (reached, ending, steps) = match search.polish(near) {
        Ok(reached) => (reached, Ending::Converged, steps),
        // Newton's method does not help on a ridge that runs out to a limit.
        Err(near) => {
            let (reached, ending, more) = search.climb(near, TOLERANCE, MOST_STEPS - steps);
            (reached, ending, steps + more)
        }
    };
    let information = search.information(&reached);
    let at_limit = search.at_limit(&reached);
    let Point { at, value, gradient } = reached;
    let evaluations = search.evaluations;
    Maximum { at, value, gradient, information, at_limit, ending, steps, evaluations }
}

#[derive(Debug, Clone)]
struct Point {
    at: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

struct Search<'a, F> {
    objective: &'a F,
    limits: &'a [(f64, f64)],
    evaluations: u32,
}

impl<F: Objective> Search<'_, F> {
    fn point(&mut self, at: Vec<f64>) -> Option<Point> {
        let mut gradient = vec![0.0; at.len()];
        self.evaluations += 1;
        let value = self.objective.evaluate(&at, &mut gradient);
        let is_finite = value.is_finite() && gradient.iter().all(|part| part.is_finite());
        is_finite.then_some(Point { at, value, gradient })
    }

    fn within(&self, mut at: Vec<f64>) -> Vec<f64> {
        for (coordinate, (least, most)) in at.iter_mut().zip(self.limits) {
            *coordinate = coordinate.max(*least).min(*most);
        }
        at
    }

    /// Returns which coordinates lie at a limit that the gradient points beyond.
    fn at_limit(&self, point: &Point) -> Vec<bool> {
        let coordinates = point.at.iter().zip(&point.gradient).zip(self.limits);
        coordinates
            .map(|((at, slope), (least, most))| at <= least && *slope < 0.0 || at >= most && *slope > 0.0)
            .collect()
    }

    /// Returns the gradient without what points beyond a limit.
    fn free_gradient(&self, point: &Point) -> Vec<f64> {
        let at_limit = self.at_limit(point);
        point.gradient.iter().zip(at_limit).map(|(part, held)| if held { 0.0 } else { *part }).collect()
    }

    /// Climbs until no component of the gradient is larger than the tolerance, or it takes too many steps.
    fn climb(&mut self, first: Point, tolerance: f64, most_steps: u32) -> (Point, Ending, u32) {
        let mut here = first;
        let mut inverse = initial(&here);
        let mut is_fresh = true;
        for step in 0..most_steps {
            let gradient = self.free_gradient(&here);
            if largest(&gradient) <= tolerance {
                return (here, Ending::Converged, step);
            }
            let direction = self.direction(&here, &inverse, &gradient);
            let next = self.line_search(&here, &direction, dot(&direction, &gradient));
            // A step that changes the last digits of the value alone, and not the slope, leads nowhere.
            let next = next.filter(|next| {
                next.value > here.value + 1e-14 * fabs(here.value)
                    || largest(&self.free_gradient(next)) < 0.9 * largest(&gradient)
            });
            let Some(next) = next else {
                if !is_fresh {
                    (inverse, is_fresh) = (initial(&here), true);
                    continue;
                }
                // Where the gradient's own direction is too steep for what it promises, that of the bent surface may do.
                if let Some(next) = self.step_by_bends(&here, &gradient) {
                    here = next;
                    continue;
                }
                let is_there = largest(&gradient) <= ROUNDED;
                return (here, if is_there { Ending::Converged } else { Ending::NoProgress }, step);
            };
            update(&mut inverse, &here, &next, is_fresh);
            is_fresh = false;
            here = next;
        }
        (here, Ending::StepLimit, most_steps)
    }

    /// Returns the quasi-Newton direction, shortened to the longest step, or the gradient's where the former leads down.
    fn direction(&self, here: &Point, inverse: &SymmetricMatrix, gradient: &[f64]) -> Vec<f64> {
        let mut direction = inverse.times(gradient);
        for (part, held) in direction.iter_mut().zip(self.at_limit(here)) {
            if held {
                *part = 0.0;
            }
        }
        if dot(&direction, gradient) <= 0.0 || direction.iter().any(|part| !part.is_finite()) {
            direction = gradient.to_vec();
        }
        let longest = largest(&direction);
        if longest > LONGEST_STEP {
            for part in &mut direction {
                *part *= LONGEST_STEP / longest;
            }
        }
        direction
    }

    /// Returns a point in that direction which is higher by a part of what the slope promises and where the slope is less
    /// steep, or the best of what was tried; `None` if nothing is higher.
    fn line_search(&mut self, here: &Point, direction: &[f64], slope: f64) -> Option<Point> {
        let (mut least, mut most) = (0.0, f64::INFINITY);
        let mut length = 1.0;
        let mut best: Option<Point> = None;
        for _ in 0..MOST_TRIALS {
            let moved = here.at.iter().zip(direction).map(|(at, part)| at + length * part).collect();
            let trial = self.point(self.within(moved));
            let rounding = 1e-15 * fabs(here.value);
            match trial {
                Some(trial) if trial.value >= here.value + 1e-4 * length * slope - rounding => {
                    let is_still_steep = dot(direction, &self.free_gradient(&trial)) > 0.9 * slope;
                    if trial.at == here.at {
                        return best;
                    }
                    best = Some(trial);
                    if !is_still_steep || length * largest(direction) > LONGEST_STEP {
                        return best;
                    }
                    least = length;
                    length = if most.is_finite() { f64::midpoint(least, most) } else { 2.0 * length };
                }
                _ => {
                    most = length;
                    length = f64::midpoint(least, most);
                }
            }
            if most - least < 1e-12 * most {
                break;
            }
        }
        best
    }

    /// Returns where a step of Newton's method leads that goes up along each bend, whichever way the surface bends there; `None` if
    /// neither the surface rises that way nor the gradient shrinks.
    fn step_by_bends(&mut self, here: &Point, gradient: &[f64]) -> Option<Point> {
        let information = self.information(here);
        let pairs = self.held(&information, here).eigen();
        let least = 1e-10 * pairs.iter().fold(1e-10, |most: f64, (value, _)| most.max(fabs(*value)));
        let mut direction = vec![0.0; gradient.len()];
        for (value, vector) in &pairs {
            let part = dot(vector, gradient) / fabs(*value).max(least);
            for (sum, component) in direction.iter_mut().zip(vector) {
                *sum += part * component;
            }
        }
        let longest = largest(&direction);
        if longest > LONGEST_STEP {
            for part in &mut direction {
                *part *= LONGEST_STEP / longest;
            }
        }
        // By now values may differ in their last digits only: a gradient that shrinks tells more.
        let moved = here.at.iter().zip(&direction).map(|(at, part)| at + part).collect();
        let whole = self.point(self.within(moved)).filter(|next| {
            let shrinks = largest(&self.free_gradient(next)) < 0.5 * largest(gradient);
            shrinks && next.value >= here.value - 1e-12 * fabs(here.value)
        });
        if whole.is_some() {
            return whole;
        }
        let next = self.line_search(here, &direction, dot(&direction, gradient))?;
        (next.value > here.value + 1e-13 * fabs(here.value)).then_some(next)
    }

    /// Goes the last bit with Newton's method; the point where it ends as an error if the gradient does not vanish there.
    fn polish(&mut self, mut here: Point) -> Result<Point, Point> {
        let information = self.information(&here);
        for _ in 0..8 {
            let gradient = self.free_gradient(&here);
            let size = largest(&gradient);
            if size == 0.0 {
                break;
            }
            let Some(step) = self.held(&information, &here).solve(&gradient) else { break };
            if largest(&step) > 0.1 {
                break;
            }
            let moved = here.at.iter().zip(&step).map(|(at, part)| at + part).collect();
            let Some(next) = self.point(self.within(moved)) else { break };
            let is_better = largest(&self.free_gradient(&next)) < 0.5 * size;
            if !is_better || next.value < here.value - 1e-12 * fabs(here.value) {
                break;
            }
            here = next;
        }
        let size = largest(&self.free_gradient(&here));
        if size <= TOLERANCE { Ok(here) } else { Err(here) }
    }

    /// Returns the matrix with the rows and columns of coordinates at their limits replaced by those of the identity.
    fn held(&self, information: &SymmetricMatrix, here: &Point) -> SymmetricMatrix {
        let mut held = information.clone();
        for (row, _) in self.at_limit(here).iter().enumerate().filter(|(_, is_held)| **is_held) {
            for column in 0..held.dimension() {
                held.set(row, column, if row == column { 1.0 } else { 0.0 });
            }
        }
        held
    }

    /// Returns the negative second derivatives, by differences of the gradient.
    fn information(&mut self, here: &Point) -> SymmetricMatrix {
        let size = here.at.len();
        let mut slopes: Vec<Vec<f64>> = Vec::with_capacity(size);
        for place in 0..size {
            let mut beside = |by: f64| {
                let mut at = here.at.clone();
                if let Some(coordinate) = at.get_mut(place) {
                    *coordinate += by;
                }
                self.point(at)
            };
            // At the edge of the domain one side has to do.
            let (before, after) = (beside(-APART), beside(APART));
            let width = if before.is_some() && after.is_some() { 2.0 * APART } else { APART };
            let of = |point: &Option<Point>| {
                point.as_ref().map_or(here.gradient.clone(), |point| point.gradient.clone())
            };
            let (before, after) = (of(&before), of(&after));
            slopes.push(before.iter().zip(&after).map(|(before, after)| (before - after) / width).collect());
        }
        let mut information = SymmetricMatrix::zeros(size);
        let slope = |row: usize, column: usize| slopes.get(row).and_then(|row| row.get(column)).copied();
        for row in 0..size {
            for column in 0..=row {
                let both = slope(row, column).zip(slope(column, row));
                information.set(row, column, both.map_or(0.0, |(one, other)| f64::midpoint(one, other)));
            }
        }
        information
    }
}

/// Returns the first guess at the inverse of the information: steps of a length that nothing suffers from.
fn initial(here: &Point) -> SymmetricMatrix {
    let scale = 1.0 / largest(&here.gradient).max(1e-3);
    SymmetricMatrix::diagonal(&vec![scale.min(1.0); here.at.len()])
}

/// Learns from a step: the update of Broyden, Fletcher, Goldfarb and Shanno.
fn update(inverse: &mut SymmetricMatrix, here: &Point, next: &Point, is_first: bool) {
    let minus = |one: &[f64], other: &[f64]| {
        one.iter().zip(other).map(|(one, other)| one - other).collect::<Vec<_>>()
    };
    let step = minus(&next.at, &here.at);
    let bend = minus(&here.gradient, &next.gradient); // of the negative, which is to be minimised
    let along = dot(&step, &bend);
    if along <= 1e-12 * libm::sqrt(dot(&step, &step) * dot(&bend, &bend)) {
        return;
    }
    if is_first {
        *inverse = SymmetricMatrix::diagonal(&vec![along / dot(&bend, &bend); step.len()]);
    }
    let turned = inverse.times(&bend);
    let factor = (1.0 + dot(&bend, &turned) / along) / along;
    for (row, (step_row, turned_row)) in step.iter().zip(&turned).enumerate() {
        for (column, (step_column, turned_column)) in step.iter().zip(&turned).enumerate().take(row + 1) {
            let change = factor * step_row * step_column
                - (turned_row * step_column + step_row * turned_column) / along;
            inverse.set(row, column, inverse.get(row, column) + change);
        }
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// Returns the largest size of a component.
pub(crate) fn largest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |largest: f64, part| largest.max(fabs(*part)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
