//! The log-likelihood of many customers under BG/CNBD-k or MBG/CNBD-k, with its gradient.

use alloc::{borrow::Cow, vec::Vec};
use core::num::NonZeroU8;

use libm::{exp, fabs, log, log1p};

use super::super::likelihood::{ByFrequency, ByTime};
use crate::{estimation::Likelihood, layout::Layout, number::count, special::ln_gamma};

/// The log-likelihood of many customers, who never stop unless `STOPS`.
#[derive(Debug, Clone)]
pub(super) struct RegularLikelihood<const MODIFIED: bool, const STOPS: bool> {
    cells: Layout,
    k: u8,
    /// What depends on the times and k alone.
    constant: f64,
}

impl<const MODIFIED: bool> RegularLikelihood<MODIFIED, true> {
    pub(super) fn new(cells: Layout, sum_of_ln_times: f64, k: NonZeroU8) -> Self {
        let events = f64::from(k.get());
        let constant = (events - 1.0) * sum_of_ln_times - cells.repeat_purchases * ln_gamma(events);
        Self { cells, k: k.get(), constant }
    }

    /// Returns the longest time that a customer was observed for.
    pub(super) fn longest(&self) -> f64 {
        self.cells.longest()
    }

    /// Returns the log-likelihood of the same customers if nobody ever stops.
    pub(super) fn without_dropout(self) -> RegularLikelihood<MODIFIED, false> {
        RegularLikelihood { cells: self.cells, k: self.k, constant: self.constant }
    }
}

impl<const MODIFIED: bool, const STOPS: bool> Likelihood for RegularLikelihood<MODIFIED, STOPS> {
    const MODEL: &'static str = if MODIFIED { "MBG/CNBD-k" } else { "BG/CNBD-k" };

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        let names: &[&str] = if STOPS { &["r", "alpha", "a", "b"] } else { &["r", "alpha"] };
        names.iter().copied().map(Cow::Borrowed).collect()
    }

    fn customers(&self) -> u64 {
        self.cells.customers
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let (r, alpha, a, b) = match *parameters {
            [r, alpha, a, b] => (r, alpha, a, b),
            [r, alpha] => (r, alpha, 1.0, 1.0),
            _ => return f64::NAN,
        };
        let events = f64::from(self.k);
        let cells = &self.cells;
        let chances = |x: f64| match (STOPS, MODIFIED) {
            (false, _) => 0.0,
            (true, false) => x,
            (true, true) => x + 1.0,
        };
        let by_frequency: Vec<ByFrequency> =
            cells.frequencies.iter().map(|x| ByFrequency::new(r, a, b, events * x, chances(*x))).collect();
        let by_time =
            |times: &[f64]| -> Vec<ByTime> { times.iter().map(|time| ByTime::new(alpha, *time)).collect() };
        let (by_recency, by_age) = (by_time(&cells.recencies), by_time(&cells.ages));
        let (mut total, mut sums) = (0.0, [0.0; 4]);
        for cell in &cells.cells {
            let places =
                (by_frequency.get(cell.frequency), by_recency.get(cell.recency), by_age.get(cell.age));
            let times = (cells.recencies.get(cell.recency), cells.ages.get(cell.age));
            let (Some(x), Some(recency), Some(age)) = places else { return f64::NAN };
            let (Some(last), Some(end)) = times else { return f64::NAN };
            let shape = r + x.frequency;
            let wait = Wait::new(self.k, shape, (end - last) * age.reciprocal);
            let (stopped, more) = if x.chances > 0.0 {
                let ln_odds = x.ln_hazard + shape * (age.ln_relative - recency.ln_relative) - wait.ln;
                // One exponential for both the probability and the logarithm.
                let small = exp(-fabs(ln_odds));
                let probability = if ln_odds > 0.0 { 1.0 } else { small } / (1.0 + small);
                (probability, ln_odds.max(0.0) + log1p(small))
            } else {
                (0.0, 0.0)
            };
            total += cell.weight * (x.ln_constant - shape * age.ln_relative + wait.ln + more);
            let alive = 1.0 - stopped;
            let ln_time = alive * (age.ln_relative - wait.in_shape) + stopped * recency.ln_relative;
            let time = alive * (shape + wait.events) * age.reciprocal + stopped * shape * recency.reciprocal;
            let slopes = [
                x.in_r - ln_time,
                -time,
                x.in_a + stopped / a,
                x.in_b - if stopped > 0.0 { stopped / (b + (x.chances - 1.0)) } else { 0.0 },
            ];
            for (sum, slope) in sums.iter_mut().zip(slopes) {
                *sum += cell.weight * slope;
            }
        }
        // What is the same for all: the logarithms above are relative to alpha.
        let customers = count(cells.customers);
        let [in_r, in_alpha, in_a, in_b] = sums;
        let slopes = [in_r, in_alpha + customers * r / alpha, in_a, in_b];
        for (slope, found) in gradient.iter_mut().zip(slopes) {
            *slope = found;
        }
        total - events * cells.repeat_purchases * log(alpha) + self.constant
    }
}

/// The sum over j below k of (m)_j / j! z^j: how likely a wait of fewer than k events is, relative to one of none.
struct Wait {
    ln: f64,
    /// The derivative of the logarithm in m.
    in_shape: f64,
    /// The expected number of events; the derivative of the logarithm in z, times z.
    events: f64,
}

/// Terms are brought back to the size of 1 when they reach this.
const LARGE: f64 = 1e200;

impl Wait {
    fn new(k: u8, shape: f64, of_time: f64) -> Self {
        let (mut term, mut harmonic) = (1.0, 0.0);
        let (mut sum, mut in_shape, mut events, mut ln_scale) = (1.0, 0.0, 0.0, 0.0);
        for come in 1..k {
            let come = f64::from(come);
            harmonic += 1.0 / (shape + come - 1.0);
            term *= of_time * (shape + come - 1.0) / come;
            sum += term;
            in_shape += term * harmonic;
            events += term * come;
            if sum > LARGE {
                for part in [&mut term, &mut sum, &mut in_shape, &mut events] {
                    *part /= LARGE;
                }
                ln_scale += log(LARGE);
            }
        }
        Self { ln: log(sum) + ln_scale, in_shape: in_shape / sum, events: events / sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cells, History, TimeUnit, estimation::check_gradient};

    fn check<const MODIFIED: bool>(k: u8) {
        let histories =
            [(2, 30.43, 38.86), (0, 0.0, 38.86), (7, 5.0, 38.86), (26, 30.857, 31.0), (1, 3.0, 3.0)];
        let histories = histories.map(|(x, recency, age)| History::new(x, recency, age).unwrap());
        let cells = Layout::new(&Cells::new(histories, TimeUnit::WEEK));
        let likelihood = RegularLikelihood::<MODIFIED, true>::new(cells, 40.0, NonZeroU8::new(k).unwrap());
        for parameters in [[0.55, 10.6, 0.7, 2.5], [1.5, 3.0, 4.0, 0.2]] {
            check_gradient(&likelihood, &parameters);
        }
        check_gradient(&likelihood.without_dropout(), &[0.55, 10.6]);
    }

    #[test]
    fn the_gradient_is_that_of_the_likelihood() {
        for k in [1, 2, 5] {
            check::<false>(k);
            check::<true>(k);
        }
    }

    #[test]
    fn long_waits_are_scaled() {
        // Of 255 events at a share of nearly 1: (m)_j / j! with m = 1e6 reaches 1e1000.
        let wait = Wait::new(255, 1e6, 0.999);
        assert!(wait.ln > 2300.0 && wait.ln.is_finite() && wait.events > 253.0, "{}", wait.ln);
    }
}
