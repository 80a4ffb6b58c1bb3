//! [`NegativeBinomial`]: how often customers buy in a time if none of them stops.

use libm::{exp, log, log1p};

/// The number of purchases in a time `t` of customers whose rates of buying are gamma distributed, with shape `r` and rate
/// `alpha`: the probability of `k` is (1 - z)^r (r)_k / k! z^k with z = t / (alpha + t).
#[derive(Debug, Clone, Copy)]
pub(crate) struct NegativeBinomial {
    shape: f64,
    /// z: t / (alpha + t).
    more: f64,
    /// ln (1 - z)^r, the logarithm of the probability of none.
    ln_none: f64,
}

/// A number of terms after which a sum gives up; each takes some nanoseconds.
const MOST_TERMS: u32 = 50_000;
/// Terms are brought back to the size of 1 when they reach this.
const LARGE: f64 = 1e200;

impl NegativeBinomial {
    pub(crate) fn new(shape: f64, rate: f64, time: f64) -> Self {
        Self { shape, more: time / (rate + time), ln_none: -shape * log1p(time / rate) }
    }

    /// Returns the expectation of a weight w(0), w(1), ... that is not negative, and grows no faster than the number; `None`
    /// if it needs too many terms.
    pub(crate) fn expectation(&self, weights: impl Iterator<Item = f64>) -> Option<f64> {
        let (mut probability, mut sum, mut ln_scale) = (1.0, 0.0, self.ln_none);
        for (weight, k) in weights.zip(0..MOST_TERMS) {
            let k = f64::from(k);
            let term = probability * weight;
            sum += term;
            let ratio = self.more * (self.shape + k) / (k + 1.0);
            // All later terms grow by less than this, one after the other.
            let bound = ratio * (k + 2.0) / (k + 1.0);
            if bound < 1.0 && term * bound <= 1e-17 * sum * (1.0 - bound) && (sum > 0.0 || probability == 0.0)
            {
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

    /// Returns the logarithm of the probability of `k`.
    pub(crate) fn ln_probability(&self, k: u32) -> f64 {
        let k = f64::from(k);
        if k == 0.0 {
            return self.ln_none;
        }
        crate::special::ln_pochhammer(self.shape, k) - crate::special::ln_gamma(k + 1.0)
            + k * log(self.more)
            + self.ln_none
    }

    /// Returns the probability of `k` or more.
    pub(crate) fn tail(&self, k: u32) -> f64 {
        // From the side with fewer probable numbers, so that nothing large is subtracted from 1 unless much is left.
        let mean = self.shape * self.more / (1.0 - self.more);
        if f64::from(k) <= mean {
            let below: f64 = (0..k).map(|number| exp(self.ln_probability(number))).sum();
            return (1.0 - below).max(0.0);
        }
        let (mut term, mut sum) = (1.0, 0.0);
        for number in (k..).take(MOST_TERMS as usize) {
            sum += term;
            let number = f64::from(number);
            let ratio = self.more * (self.shape + number) / (number + 1.0);
            term *= ratio;
            if ratio < 1.0 && term <= 1e-17 * sum * (1.0 - ratio) {
                break;
            }
        }
        (sum * exp(self.ln_probability(k))).min(1.0)
    }
}
