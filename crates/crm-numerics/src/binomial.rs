//! The binomial distribution.

use crate::beta::ln_beta;
use crate::discrete::{self, Counts};
use crate::incomplete_beta::divided_beta;
use crate::number::count;
use crate::share::{Share, ln_beta_density_at};

/// Returns `ln [n! / (k! (n - k)!)]`, the number of ways to choose k of n; `None` for k above n.
///
/// Within 1e-14 of the value, absolute or relative, whichever is wider; counts beyond 2^53 are rounded to the nearest number.
///
/// # Examples
///
/// ```
/// let ln = crm_numerics::ln_binomial_coefficient(49, 6).unwrap();
/// assert!((ln - libm::log(13_983_816.0)).abs() < 1e-12);
/// assert_eq!(crm_numerics::ln_binomial_coefficient(3, 4), None);
/// ```
pub fn ln_binomial_coefficient(n: u64, k: u64) -> Option<f64> {
    let rest = n.checked_sub(k)?;
    if k == 0 || rest == 0 {
        return Some(0.0);
    }
    Some(-ln_beta(count(k), count(rest)) - libm::log(count(k)) - libm::log(count(rest) / count(n)))
}

/// How many of a number of trials succeed, each with the same chance.
///
/// # Examples
///
/// ```
/// use crm_numerics::{Binomial, Share};
///
/// let coins = Binomial::new(4, Share::below_one(0.5)).unwrap();
/// assert!((coins.probability(2) - 6.0 / 16.0).abs() < 1e-15);
/// assert!((coins.lower_tail(1) - 5.0 / 16.0).abs() < 1e-15);
/// assert!((coins.two_sided(1) - 10.0 / 16.0).abs() < 1e-15); // 0, 1, 3 and 4
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    // INVARIANT: both parts of the chance are positive.
    trials: u64,
    chance: Share,
}

impl Binomial {
    /// Returns the distribution; `None` unless the chance and its rest are positive and at most 1.
    pub fn new(trials: u64, chance: Share) -> Option<Self> {
        let is_part = |part: f64| part > 0.0 && part <= 1.0;
        (is_part(chance.of) && is_part(chance.rest)).then_some(Self { trials, chance })
    }

    /// Returns the probability of exactly so many, within 1e-13 relative for trials to 2^53 but for what roundings of the chance move.
    pub fn probability(&self, successes: u64) -> f64 {
        if successes > self.trials { 0.0 } else { libm::exp(self.ln_probability(successes)) }
    }

    /// Returns the probability of at most so many, within 1e-12, relative where it is the smaller part.
    pub fn lower_tail(&self, successes: u64) -> f64 {
        if successes >= self.trials {
            return 1.0;
        }
        let Share { of, rest } = self.chance;
        let divided = divided_beta(count(successes + 1), count(self.trials - successes), of, rest);
        libm::exp(divided.ln_above)
    }

    /// Returns the probability of at least so many, within 1e-12, relative where it is the smaller part.
    pub fn upper_tail(&self, successes: u64) -> f64 {
        if successes == 0 {
            return 1.0;
        }
        if successes > self.trials {
            return 0.0;
        }
        let Share { of, rest } = self.chance;
        let divided = divided_beta(count(successes), count(self.trials - successes + 1), of, rest);
        libm::exp(divided.ln_below)
    }

    /// Returns the probability of all numbers that are no more probable than this one: the exact two-sided test's p.
    ///
    /// Probabilities that differ by a ratio of up to 1e-7 count as equal.
    ///
    /// # Source
    ///
    /// The method of small p-values, as R's `binom.test`.
    pub fn two_sided(&self, successes: u64) -> f64 {
        discrete::two_sided(self, successes)
    }
}

impl Counts for Binomial {
    fn least(&self) -> u64 {
        0
    }

    fn most(&self) -> u64 {
        self.trials
    }

    fn mode(&self) -> u64 {
        // INVARIANT: within 1 of (n + 1) p, which is all that is needed; near 2^64 the nearest number will do
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of the trials, floored"
        )]
        let mode = libm::floor((count(self.trials) + 1.0) * self.chance.of) as u64;
        mode.min(self.trials)
    }

    fn deviation(&self) -> f64 {
        libm::sqrt(count(self.trials) * self.chance.of * self.chance.rest)
    }

    fn ln_probability(&self, successes: u64) -> f64 {
        let failures = self.trials - successes;
        let Share { of, rest } = self.chance;
        if failures == 0 {
            return count(self.trials) * ln_part(of, rest);
        }
        if successes == 0 {
            return count(self.trials) * ln_part(rest, of);
        }
        let (s, f) = (count(successes), count(failures));
        ln_beta_density_at(s, f, of, rest) - libm::log(s) - libm::log(f / count(self.trials))
    }

    fn ln_between(&self, successes: u64, by: f64) -> f64 {
        let (s, f) = (count(successes) - by, count(self.trials - successes) + by);
        let Share { of, rest } = self.chance;
        ln_beta_density_at(s, f, of, rest) - libm::log(s) - libm::log(f / count(self.trials))
    }

    fn ratio_below(&self, successes: u64) -> f64 {
        let odds = self.chance.of / self.chance.rest;
        count(successes) / (count(self.trials - successes + 1) * odds)
    }
}

/// Returns the logarithm of a part of 1, from the smaller one of it and its rest.
fn ln_part(part: f64, rest: f64) -> f64 {
    if part < 0.5 { libm::log(part) } else { libm::log1p(-rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_a_small_chance_keeps_its_digits() {
        for chance in [0.3, 1e-6, 1e-10, 1e-17, 1e-300] {
            let share = Share { of: chance, rest: 1.0 - chance };
            let one = Binomial::new(1, share).unwrap();
            assert!((one.probability(1) / chance - 1.0).abs() < 1e-13, "{chance}: {}", one.probability(1));
            assert!((one.two_sided(1) / chance - 1.0).abs() < 1e-13, "{chance}: {}", one.two_sided(1));
            // none of the likely ones
            let none = Binomial::new(1, Share { of: share.rest, rest: share.of }).unwrap();
            assert!((none.probability(0) / chance - 1.0).abs() < 1e-13, "{chance}: {}", none.probability(0));
        }
    }
}
