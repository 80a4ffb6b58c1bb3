//! [`Range`]: parameters of customers stay within the range where every answer is right.

use libm::exp;

/// How the parameters of a model stay from 1e-12 to 1e12, whatever the covariates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The places of two parameters whose quotient stays the same where one of them stops.
    pub(crate) together: Option<(usize, usize)>,
}

/// Parameters within their range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Within {
    pub(crate) values: [f64; 4],
    /// The place of one that stopped, and of the one that moved with it.
    moved: Option<(usize, usize)>,
}

const LEAST: f64 = 1e-12;
const MOST: f64 = 1e12;
/// ln 1e12.
const LN_MOST: f64 = 27.631_021_115_928_547;

impl Range {
    /// Returns the parameters with these logarithms, or as near as may be.
    pub(crate) fn within(self, mut ln: [f64; 4]) -> Within {
        let moved = self.together.and_then(|(one, other)| {
            let (of_one, of_other) = (*ln.get(one)?, *ln.get(other)?);
            let (least, most) = (of_one.min(of_other), of_one.max(of_other));
            let (is_one, excess) = if most > LN_MOST {
                (of_one >= of_other, most - LN_MOST)
            } else if least < -LN_MOST {
                (of_one <= of_other, least + LN_MOST)
            } else {
                return None;
            };
            for place in [one, other] {
                *ln.get_mut(place)? -= excess;
            }
            Some(if is_one { (one, other) } else { (other, one) })
        });
        Within { values: ln.map(|ln| exp(ln).clamp(LEAST, MOST)), moved }
    }
}

impl Within {
    /// Turns slopes by parameters into those by the logarithms that they were made of.
    pub(super) fn by_logarithms(&self, slopes: &mut [f64]) {
        for (slope, value) in slopes.iter_mut().zip(self.values) {
            *slope *= if is_end(value) { 0.0 } else { value };
        }
        if let Some((stopped, moved)) = self.moved {
            let slope = slopes.get(moved).copied().unwrap_or_default();
            if let Some(of_stopped) = slopes.get_mut(stopped) {
                *of_stopped = -slope;
            }
        }
    }
}

/// Returns whether a parameter is at an end of the range.
pub(super) fn is_end(value: f64) -> bool {
    value <= LEAST || value >= MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    const APART: Range = Range { together: None };
    const TOGETHER: Range = Range { together: Some((2, 3)) };

    #[track_caller]
    fn check(range: Range, values: [f64; 4], expected: [f64; 4]) {
        let found = range.within(values.map(libm::log)).values;
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found / expected - 1.0).abs() < 1e-12, "{found} is not {expected}");
        }
    }

    #[test]
    fn parameters_stop_at_the_ends() {
        for range in [APART, TOGETHER] {
            check(range, [1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0]);
            check(range, [1e-20, 1e20, 3.0, 4.0], [1e-12, 1e12, 3.0, 4.0]);
        }
        check(APART, [1.0, 2.0, 5e13, 1e13], [1.0, 2.0, 1e12, 1e12]);
    }

    #[test]
    fn two_stop_together() {
        check(TOGETHER, [1.0, 2.0, 5e13, 1e13], [1.0, 2.0, 1e12, 2e11]);
        check(TOGETHER, [1.0, 2.0, 1e-20, 3e-19], [1.0, 2.0, 1e-12, 3e-11]);
        check(TOGETHER, [1.0, 2.0, 1e-20, 1e14], [1.0, 2.0, 1e-12, 1e12]);
    }

    #[test]
    fn slopes_are_those_of_differences() {
        // Of the sum of 1, 2, 3 and 4 times the logarithms.
        let weights = [1.0, 2.0, 3.0, 4.0];
        for values in [
            [1.0, 2.0, 5e13, 1e13],
            [1.0, 1e20, 3.0, 4.0],
            [1e-30, 2.0, 1e-20, 3e-19],
            [1.0, 1.0, 1e13, 1e-13],
        ] {
            for range in [APART, TOGETHER] {
                let at = values.map(libm::log);
                let sum = |at| {
                    range
                        .within(at)
                        .values
                        .iter()
                        .zip(weights)
                        .map(|(value, weight)| weight * libm::log(*value))
                        .sum::<f64>()
                };
                let within = range.within(at);
                let mut slopes = [0, 1, 2, 3].map(|place| weights[place] / within.values[place]);
                within.by_logarithms(&mut slopes);
                for place in 0..4 {
                    let beside = |by| {
                        let mut moved = at;
                        moved[place] += by;
                        sum(moved)
                    };
                    let difference = (beside(1e-5) - beside(-1e-5)) / 2e-5;
                    assert!((difference - slopes[place]).abs() < 1e-6, "{place}: {slopes:?} {difference}");
                }
            }
        }
    }
}
