//! Single steps of a search.

use alloc::vec;

use libm::fabs;

use super::{LONGEST_STEP, MOST_TRIALS, Objective, Point, Search, dot, largest, shortened};

impl<F: Objective> Search<'_, F> {
    /// Returns a point in that direction which is higher by a part of what the slope promises and where the slope is less
    /// steep, or the best of what was tried; `None` if nothing is higher.
    pub(super) fn line_search(&mut self, here: &Point, direction: &[f64], slope: f64) -> Option<Point> {
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
    pub(super) fn step_by_bends(&mut self, here: &Point, gradient: &[f64]) -> Option<Point> {
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
        let direction = shortened(direction);
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
}
