//! [`NegativeBinomial`]: how often customers buy in a time if none of them stops.

use libm::{exp, log, log1p};

use crate::special::{Divided, divided_beta, ln_beta_density_at};

/// The number of purchases in a time of customers whose rates of buying are gamma distributed, with shape `r` and rate
/// `alpha`: the probability of `k` is (1 - z)^r (r)_k / k! z^k with z = t / (alpha + t).
#[derive(Debug, Clone, Copy)]
pub(crate) struct NegativeBinomial {
    shape: f64,
    rate: f64,
    time: f64,
}

/// Terms are brought back to the size of 1 when they reach this.
const LARGE: f64 = 1e200;
/// Parts whose logarithm lies so far below that of the sum do not count.
const NEGLIGIBLE: f64 = 40.0;

impl NegativeBinomial {
    pub(crate) fn new(shape: f64, rate: f64, time: f64) -> Self {
        Self { shape, rate, time }
    }

    /// Returns the logarithm of the probability of none.
    fn ln_none(&self) -> f64 {
        -self.shape * log1p(self.time / self.rate)
    }

    /// Returns z.
    fn more(&self) -> f64 {
        self.time / (self.rate + self.time)
    }

    /// Returns the expectation of a weight w(0), w(1), ... that is not negative, and grows no faster than the number; `None`
    /// if it needs more than so many terms.
    pub(crate) fn expectation(&self, weights: impl Iterator<Item = f64>, most_terms: u32) -> Option<f64> {
        self.sum(weights, most_terms, false)
    }

    /// Returns the expectation of a weight that never grows; the sooner, the faster it falls.
    pub(crate) fn expectation_of_falling(
        &self,
        weights: impl Iterator<Item = f64>,
        most_terms: u32,
    ) -> Option<f64> {
        self.sum(weights, most_terms, true)
    }

    fn sum(&self, weights: impl Iterator<Item = f64>, most_terms: u32, is_falling: bool) -> Option<f64> {
        let more = self.more();
        let (mut probability, mut sum, mut ln_scale) = (1.0, 0.0, self.ln_none());
        for (weight, number) in weights.zip(0..most_terms) {
            let k = f64::from(number);
            let term = probability * weight;
            sum += term;
            let ratio = more * (self.shape + k) / (k + 1.0);
            // All later terms grow by less than this, one after the other.
            let bound = ratio * (k + 2.0) / (k + 1.0);
            let is_end = bound < 1.0
                && term * bound <= 1e-17 * sum * (1.0 - bound)
                && (sum > 0.0 || probability == 0.0);
            // All later numbers together are no more probable than 1.
            let is_fallen =
                || is_falling && number % 16 == 15 && log(weight) - ln_scale <= log(sum) - NEGLIGIBLE;
            if is_end || is_fallen() {
                return Some(if sum > 0.0 { exp(log(sum) + ln_scale) } else { 0.0 });
            }
            probability *= ratio;
            if probability > LARGE {
                probability /= LARGE;
                sum /= LARGE;
                ln_scale += log(LARGE);
            }
        }
        None
    }

    /// Returns the logarithm of the probability of `k`, within 1e-14, absolute or relative, whichever is wider.
    pub(crate) fn ln_probability(&self, k: u32) -> f64 {
        if k == 0 {
            return self.ln_none();
        }
        if self.time <= 0.0 {
            return f64::NEG_INFINITY;
        }
        // (r)_k / k! is 1 / (k B(k, r)).
        let k = f64::from(k);
        ln_beta_density_at(k, self.shape, self.time, self.rate) - log(k)
    }

    /// Returns the logarithm of the probability of `from`, `from` + 1, ... , so many numbers, one at least.
    pub(crate) fn ln_probability_of_any(&self, from: u32, numbers: u32) -> f64 {
        let more = self.more();
        let (mut term, mut sum, mut ln_scale) = (1.0, 1.0, self.ln_probability(from));
        for step in 1..numbers {
            let k = f64::from(from) + f64::from(step);
            term *= more * (self.shape + k - 1.0) / k;
            sum += term;
            if sum > LARGE {
                term /= LARGE;
                sum /= LARGE;
                ln_scale += log(LARGE);
            }
        }
        log(sum) + ln_scale
    }

    /// Returns the logarithms of the probabilities of `k` or more, below, and of fewer, above; k from 1, in some time.
    fn divided(&self, k: u32) -> Divided {
        divided_beta(k.into(), self.shape, self.time, self.rate)
    }

    /// Returns the probability of `k` or more.
    pub(crate) fn tail(&self, k: u32) -> f64 {
        if k == 0 {
            1.0
        } else if self.time <= 0.0 {
            0.0
        } else {
            exp(self.divided(k).ln_below)
        }
    }

    /// Returns the logarithm of the probability of fewer than `k`, k from 1.
    pub(crate) fn ln_fewer_than(&self, k: u32) -> f64 {
        if k == 1 {
            self.ln_none()
        } else if self.time <= 0.0 {
            0.0
        } else {
            self.divided(k).ln_above
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_chance_in_two_halves() {
        // Shape 1 and a time of the rate: none with 1/2, k with 1/2^(k+1), k or more with 1/2^k.
        let future = NegativeBinomial::new(1.0, 3.0, 3.0);
        for k in 0..20 {
            let half_to_k = libm::exp2(-f64::from(k));
            assert!((exp(future.ln_probability(k)) / half_to_k - 0.5).abs() < 1e-14);
            assert!((future.tail(k) / half_to_k - 1.0).abs() < 1e-14);
        }
        assert!((exp(future.ln_probability_of_any(1, 2)) - 0.375).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn prop_a_tail_is_the_next_one_and_its_first_number(
            ln_shape in -27.0..27.0, ln_time in -40.0..40.0, k in 0_u32..3000,
        ) {
            let future = NegativeBinomial::new(exp(ln_shape), 1.0, exp(ln_time));
            let (tail, first, rest) = (future.tail(k), exp(future.ln_probability(k)), future.tail(k + 1));
            // Below 1e-308, numbers have fewer digits.
            let bound = 4e-13 * tail + 1e-322;
            prop_assert!((first + rest - tail).abs() <= bound, "{first:e} {rest:e} {tail:e}");
        }

        #[test]
        fn prop_fewer_are_the_numbers_one_by_one(ln_shape in -5.0..6.0, ln_time in -5.0..5.0, k in 1_u32..200) {
            let future = NegativeBinomial::new(exp(ln_shape), 1.0, exp(ln_time));
            let (fewer, sum) = (future.ln_fewer_than(k), future.ln_probability_of_any(0, k));
            prop_assert!((fewer - sum).abs() <= 1e-12 * sum.abs() + 1e-13, "{fewer} {sum}");
        }
    }
}
