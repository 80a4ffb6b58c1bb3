//! Parts of 1 on the line of their log-odds.

use super::beta::ln_beta;
use super::gamma::{STIRLING_FROM, half_ln_two_pi, stirling_rest};

/// A part of 1, with the rest known as exactly as the part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub(super) of: f64,
    pub(super) rest: f64,
}

impl Share {
    /// Returns the share that odds stand for: `odds / (1 + odds)`.
    pub(super) fn of_odds(odds: f64) -> Self {
        Self { of: odds / (1.0 + odds), rest: 1.0 / (1.0 + odds) }
    }

    /// Returns the logarithm of the whole once the part has grown by the factor `e^v`: `ln(1 + part (e^v - 1))`.
    pub(super) fn ln_grown(self, v: f64) -> f64 {
        let rise = self.of * libm::expm1(v);
        if rise == f64::INFINITY {
            v + libm::log(self.of)
        } else if rise > -0.5 {
            libm::log1p(rise)
        } else {
            libm::log(self.rest + self.of * libm::exp(v))
        }
    }

    /// Returns how much [`ln_beta_density`](Self::ln_beta_density) grows when the odds grow by the factor `e^v`.
    ///
    /// Taken from the side where the share is small, so that large powers do not cancel.
    pub(super) fn ln_beta_growth(self, a: f64, b: f64, v: f64) -> f64 {
        if self.rest < 0.5 {
            let other = Self { of: self.rest, rest: self.of };
            -b * v - (a + b) * other.ln_grown(-v)
        } else {
            a * v - (a + b) * self.ln_grown(v)
        }
    }

    /// Returns `ln [t^a (1-t)^b / B(a, b)]`, with t this share: the density of its log-odds when t follows a beta distribution.
    ///
    /// Within 1e-15 (1 + √(a + b)), for a and b to 1e12: near the mean, where such a density is not nothing, they are set off against the beta
    /// function by Stirling's formula for it, as in C. Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
    pub(super) fn ln_beta_density(self, a: f64, b: f64) -> f64 {
        if f64::min(a, b) < STIRLING_FROM {
            return a * ln_of(self.of, self.rest) + b * ln_of(self.rest, self.of) - ln_beta(a, b);
        }
        let sum = a + b;
        let excess = if self.of < 0.5 { self.of - a / sum } else { b / sum - self.rest };
        let rests = stirling_rest(sum) - stirling_rest(a) - stirling_rest(b);
        let spread = 0.5 * libm::log(a * (b / sum)) - half_ln_two_pi();
        spread
            + rests
            + a * ln_less(excess * sum / a, self.of * sum / a)
            + b * ln_less(-excess * sum / b, self.rest * sum / b)
    }
}

/// Returns `ln t`, given `1 - t` too.
fn ln_of(t: f64, rest: f64) -> f64 {
    if rest < 0.5 { libm::log1p(-rest) } else { libm::log(t) }
}

/// Returns `ln y - x`, y = 1 + x.
fn ln_less(x: f64, y: f64) -> f64 {
    if x.abs() < 0.5 { libm::log1p(x) - x } else { libm::log(y) - x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::golden::check;
    use proptest::prelude::*;

    #[test]
    fn ln_beta_density_agrees_with_fifty_digits() {
        check("ln_beta_density", 5e-11, |[odds, a, b, _]| Share::of_odds(odds).ln_beta_density(a, b));
    }

    proptest! {
        #[test]
        fn prop_growth_is_the_odds_times_so_much(ln_odds in -60.0..60.0, v in -50.0..50.0) {
            let share = Share::of_odds(libm::exp(ln_odds));
            let expected = libm::log1p(libm::exp(ln_odds + v)) - libm::log1p(libm::exp(ln_odds));
            prop_assert!((share.ln_grown(v) - expected).abs() < 1e-13 * (1.0 + ln_odds.abs() + v.abs()));
        }
    }
}
