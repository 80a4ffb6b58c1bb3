//! Parts of 1 on the line of their log-odds.

use crate::beta::ln_beta;
use crate::gamma::{STIRLING_FROM, half_ln_two_pi, stirling_rest};
use crate::logs::{difference_of_products, exp_m1_less, ln_1p_less};

/// A part of 1, with the rest known as exactly as the part.
///
/// # Examples
///
/// ```
/// use crm_numerics::Share;
///
/// let share = Share::of_odds(1e-30); // one in 10^30: the rest is 1, and the share is not lost
/// assert!((share.of / 1e-30 - 1.0).abs() < 1e-15 && (share.rest - 1.0).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The part.
    pub of: f64,
    /// One less the part.
    pub rest: f64,
}

impl Share {
    /// Returns the share that a number from 0 to 1 is; the rest is as exact as the subtraction from 1.
    pub fn below_one(of: f64) -> Self {
        Self { of, rest: 1.0 - of }
    }

    /// Returns the share that odds stand for: `odds / (1 + odds)`.
    pub fn of_odds(odds: f64) -> Self {
        Self { of: odds / (1.0 + odds), rest: 1.0 / (1.0 + odds) }
    }

    /// Returns the logarithm of the whole once the part has grown by the factor `e^v`: `ln(1 + part (e^v - 1))`.
    pub fn ln_grown(self, v: f64) -> f64 {
        let rise = self.of * libm::expm1(v);
        if rise == f64::INFINITY {
            v + libm::log(self.of)
        } else if rise > -0.5 {
            libm::log1p(rise)
        } else {
            libm::log(self.rest + self.of * libm::exp(v))
        }
    }

    /// Returns what [`ln_grown`](Self::ln_grown) leaves of its first term: `ln(1 + part (e^v - 1)) - part v`, never negative.
    ///
    /// Within 1e-15 relative, so that a large power of it carries no noise.
    pub fn ln_grown_less(self, v: f64) -> f64 {
        let (share, v) = if self.of > 0.5 { (Self { of: self.rest, rest: self.of }, -v) } else { (self, v) };
        if v.abs() < 0.5 {
            share.of * exp_m1_less(v) + ln_1p_less(share.of * libm::expm1(v))
        } else {
            share.ln_grown(v) - share.of * v
        }
    }
}

/// Returns `ln [t^a (1-t)^b / B(a, b)]` at `t = to / (to + from)`, both positive.
///
/// With t beta distributed, it is the density of its log-odds. Within 1e-14 of the value, absolute or relative, whichever is wider, for a
/// and b to 1e12: large powers are set off against the beta function by Stirling's formula for it, as in C. Loader (2000), Fast and
/// Accurate Computation of Binomial Probabilities, but of the odds as they are given, so that the distance from the mean is exact. Minus
/// infinity where one of the odds is 0, NaN outside the domain.
///
/// # Examples
///
/// ```
/// // t (1 - t) / B(1, 1) at a quarter
/// let ln = crm_numerics::ln_beta_density_at(1.0, 1.0, 1.0, 3.0);
/// assert!((ln - libm::log(3.0 / 16.0)).abs() < 1e-15);
/// ```
pub fn ln_beta_density_at(a: f64, b: f64, to: f64, from: f64) -> f64 {
    if !(to >= 0.0 && from >= 0.0) {
        return f64::NAN;
    }
    let whole = to + from;
    if f64::min(a, b) < STIRLING_FROM {
        return -(a * libm::log1p(from / to) + b * libm::log1p(to / from)) - ln_beta(a, b);
    }
    let sum = a + b;
    let missing = difference_of_products(a, from, b, to);
    let rests = stirling_rest(sum) - stirling_rest(a) - stirling_rest(b);
    let spread = 0.5 * libm::log(a * (b / sum)) - half_ln_two_pi();
    let (of_to, of_from) = (-missing / (a * whole), missing / (b * whole));
    let fall = |power: f64, excess: f64, relative: f64| {
        power * if excess.abs() < 0.5 { ln_1p_less(excess) } else { libm::log(relative) - excess }
    };
    spread + rests + fall(a, of_to, (to / whole) * (sum / a)) + fall(b, of_from, (from / whole) * (sum / b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;
    use proptest::prelude::*;

    #[test]
    fn ln_beta_density_agrees_with_fifty_digits() {
        check("ln_beta_density", 2e-14, |[odds, a, b, _]| ln_beta_density_at(a, b, odds, 1.0));
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
