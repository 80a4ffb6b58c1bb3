//! [`maximise`]: the highest point of a smooth function whose gradient is known, within limits.

mod inverse;
mod steps;
#[cfg(test)]
mod tests;

use alloc::{vec, vec::Vec};

use libm::fabs;

use self::inverse::Inverse;
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
    /// All steps that a fit may take were taken: 200, or fewer with 1,000 evaluations of the likelihood.
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
/// After so many evaluations no further step is begun.
const MOST_EVALUATIONS: u32 = 1_000;
/// No coordinate moves further in one step.
const LONGEST_STEP: f64 = 2.0;
/// Between these points the gradient is compared to find the second derivative: far enough apart for its last digits not
/// to matter, near enough for the fourth derivative not to. Second derivatives of a point so near serve for another, too.
const APART: f64 = 1e-4;

/// Climbs from `start` to a maximum of the function, each coordinate within its limits `(least, most)`.
///
/// The way up is by quasi-Newton steps (Broyden, Fletcher, Goldfarb, Shanno), the last bit by Newton's with the second
/// derivatives taken from differences of the gradient. At most 200 steps of 40 trials each are taken, and
/// none is begun after 1,000 evaluations. The same function
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
    let bends = (near.at.clone(), search.information(&near));
    let (reached, ending, steps) = match search.polish(near, &bends.1) {
        Ok(reached) => (reached, Ending::Converged, steps),
        // Newton's method does not help on a ridge that runs out to a limit.
        Err(near) => {
            let (reached, ending, more) = search.climb(near, TOLERANCE, MOST_STEPS - steps);
            (reached, ending, steps + more)
        }
    };
    let moved = reached.at.iter().zip(&bends.0).fold(0.0, |most: f64, (to, from)| most.max(fabs(to - from)));
    let information = if moved < APART { bends.1 } else { search.information(&reached) };
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
        let mut inverse = Inverse::guess(&here, self.at_limit(&here));
        for step in 0..most_steps {
            let gradient = self.free_gradient(&here);
            if largest(&gradient) <= tolerance {
                return (here, Ending::Converged, step);
            }
            if self.evaluations >= MOST_EVALUATIONS {
                return (here, Ending::StepLimit, step);
            }
            inverse.hold(&here, self.at_limit(&here));
            let direction = inverse.direction(&gradient);
            let next = self.line_search(&here, &direction, dot(&direction, &gradient));
            // A step that changes the last digits of the value alone, and not the slope, leads nowhere.
            let next = next.filter(|next| {
                next.value > here.value + 1e-14 * fabs(here.value)
                    || largest(&self.free_gradient(next)) < 0.9 * largest(&gradient)
            });
            let Some(next) = next else {
                if !inverse.is_guess() {
                    inverse = Inverse::guess(&here, self.at_limit(&here));
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
            inverse.learn(&here, &next);
            here = next;
        }
        (here, Ending::StepLimit, most_steps)
    }

    /// Goes the last bit with Newton's method; the point where it ends as an error if the gradient does not vanish there.
    fn polish(&mut self, mut here: Point, information: &SymmetricMatrix) -> Result<Point, Point> {
        for _ in 0..8 {
            let gradient = self.free_gradient(&here);
            let size = largest(&gradient);
            if size == 0.0 {
                break;
            }
            let Some(step) = self.held(information, &here).solve(&gradient) else { break };
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

/// Returns a direction, no part of which is longer than the longest step.
fn shortened(mut direction: Vec<f64>) -> Vec<f64> {
    let longest = largest(&direction);
    if longest > LONGEST_STEP {
        for part in &mut direction {
            *part *= LONGEST_STEP / longest;
        }
    }
    direction
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// Returns the largest size of a component.
pub(crate) fn largest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |largest: f64, part| largest.max(fabs(*part)))
}
