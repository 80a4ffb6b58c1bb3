//! The upper tail of the chi-square distribution, and the incomplete gamma function behind it.

use crate::gamma::{STIRLING_FROM, half_ln_two_pi, ln_gamma, stirling_rest};
use crate::logs::ln_1m_exp;

/// The most terms of a series or steps of a fraction: enough for `a` to 1e8.
const MOST_TERMS: u32 = 100_000;

/// Returns the chance that a chi-square variable with so many degrees of freedom exceeds x.
///
/// `None` unless degrees is from 1 to 2e8 and x a number of 0 or more. Within 1e-12 relative, also in the far tail, down to
/// the smallest numbers; for yet smaller ones see [`ln_chi_square_upper_tail`].
///
/// # Examples
///
/// ```
/// // with two degrees the tail is e^(-x/2)
/// let tail = crm_numerics::chi_square_upper_tail(2.0 * core::f64::consts::LN_2, 2.0);
/// assert!((tail.unwrap() - 0.5).abs() < 1e-15);
/// assert_eq!(crm_numerics::chi_square_upper_tail(-1.0, 2.0), None);
/// ```
pub fn chi_square_upper_tail(x: f64, degrees: f64) -> Option<f64> {
    ln_chi_square_upper_tail(x, degrees).map(libm::exp)
}

/// Returns the logarithm of [`chi_square_upper_tail`].
///
/// # Examples
///
/// ```
/// let ln = crm_numerics::ln_chi_square_upper_tail(1e5, 2.0); // far below the smallest number
/// assert!((ln.unwrap() + 5e4).abs() < 1e-9);
/// ```
pub fn ln_chi_square_upper_tail(x: f64, degrees: f64) -> Option<f64> {
    ln_regularised_upper_gamma(0.5 * degrees, 0.5 * x)
}

/// Returns `ln Q(a, x) = ln [Γ(a, x) / Γ(a)]`, x >= 0, a from 0.5 to 1e8.
///
/// Within 1e-12, absolute, or relative where the logarithm is large. Below a + 1 by the series of the lower function (all positive),
/// else by the continued fraction of the upper one. `None` outside the domain.
///
/// # Source
///
/// NIST Digital Library of Mathematical Functions, 8.7.1 and 8.9.2, the fraction evaluated by Lentz's method.
pub(crate) fn ln_regularised_upper_gamma(a: f64, x: f64) -> Option<f64> {
    if !((0.5..=1e8).contains(&a) && x >= 0.0) {
        return None;
    }
    if x <= 0.0 {
        return Some(0.0);
    }
    if x == f64::INFINITY {
        return Some(f64::NEG_INFINITY);
    }
    if x < a + 1.0 {
        // INVARIANT: the lower function is under 0.85 here, so little of 1 - P is lost
        return Some(ln_1m_exp(ln_power(a, x) + libm::log(lower_series(a, x)?)));
    }
    Some(ln_power(a, x) + libm::log(a * upper_fraction(a, x)?))
}

/// Returns `ln [x^a e^-x / Γ(a + 1)]`.
fn ln_power(a: f64, x: f64) -> f64 {
    if a < STIRLING_FROM {
        return a * libm::log(x) - x - ln_gamma(a + 1.0);
    }
    let excess = (x - a) / a;
    let relative = if excess.abs() < 0.5 { libm::log1p(excess) } else { libm::log(x / a) };
    a * (relative - excess) - (half_ln_two_pi() + 0.5 * libm::log(a) + stirling_rest(a))
}

/// Returns `1 + x/(a+1) + x²/((a+1)(a+2)) + ...`.
fn lower_series(a: f64, x: f64) -> Option<f64> {
    let (mut term, mut sum, mut divisor) = (1.0, 1.0, a);
    for _ in 0..MOST_TERMS {
        divisor += 1.0;
        term *= x / divisor;
        sum += term;
        let ratio = x / (divisor + 1.0); // of all terms to come, at most
        if ratio < 1.0 && term * ratio <= 1e-17 * sum * (1.0 - ratio) {
            return Some(sum);
        }
    }
    None
}

/// Returns `Γ(a, x) x^-a e^x` by its continued fraction, for x from a + 1.
#[expect(clippy::many_single_char_names, reason = "the names of the field")]
fn upper_fraction(a: f64, x: f64) -> Option<f64> {
    let mut partial = x + 1.0 - a;
    let mut c = f64::INFINITY;
    let mut d = 1.0 / partial;
    let mut value = d;
    let mut i = 0.0;
    for _ in 0..MOST_TERMS {
        i += 1.0;
        let numerator = i * (a - i);
        partial += 2.0;
        d = 1.0 / (numerator * d + partial);
        c = partial + numerator / c;
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() <= 2e-16 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;
    use crate::normal_cdf;
    use proptest::prelude::*;

    #[test]
    fn ln_upper_gamma_agrees_with_fifty_digits() {
        check("ln_upper_gamma", 1e-12, |[a, x, ..]| ln_regularised_upper_gamma(a, x).unwrap());
    }

    #[test]
    fn chi_square_tail_agrees_with_fifty_digits() {
        check("rel:chi_square_tail", 1e-12, |[x, degrees, ..]| chi_square_upper_tail(x, degrees).unwrap());
    }

    #[test]
    fn two_degrees_fall_by_halves() {
        // with two degrees the tail is e^(-x/2): 2 ln 2 leaves a half
        let half = chi_square_upper_tail(2.0 * core::f64::consts::LN_2, 2.0).unwrap();
        assert!((half - 0.5).abs() < 1e-15);
        assert!((ln_chi_square_upper_tail(1e5, 2.0).unwrap() + 5e4).abs() < 1e-9);
    }

    #[test]
    fn at_nothing_all_is_above_and_at_infinity_none() {
        assert_eq!(chi_square_upper_tail(0.0, 3.0), Some(1.0));
        assert_eq!(chi_square_upper_tail(f64::INFINITY, 3.0), Some(0.0));
    }

    #[test]
    fn outside_the_domain_there_is_no_value() {
        for (x, degrees) in
            [(-1.0, 1.0), (1.0, 0.0), (1.0, 0.5), (f64::NAN, 1.0), (1.0, f64::NAN), (1.0, 1e12)]
        {
            assert_eq!(chi_square_upper_tail(x, degrees), None);
        }
    }

    #[test]
    fn the_most_degrees_have_a_tail() {
        // with so many degrees a chi-square is normal but for a skewness of √(8 / degrees)
        for z in [-5.0, -1.0, -1e-3, 0.0, 1e-3, 1.0, 5.0] {
            let degrees: f64 = 2e8;
            let tail = chi_square_upper_tail(degrees + z * libm::sqrt(2.0 * degrees), degrees).unwrap();
            assert!((tail / normal_cdf(-z) - 1.0).abs() < 5e-3, "{z}: {tail}");
            let divided =
                crate::divided_gamma(0.5 * degrees, 0.5 * (degrees + z * libm::sqrt(2.0 * degrees))).unwrap();
            assert!((tail / libm::exp(divided.ln_above) - 1.0).abs() < 1e-11, "{z}: {tail}");
        }
        assert_eq!(chi_square_upper_tail(1.0, 2.1e8), None);
    }

    proptest! {
        #[test]
        fn prop_one_degree_is_a_normal_squared(z in 0.0_f64..36.0) {
            let tail = chi_square_upper_tail(z * z, 1.0).unwrap();
            prop_assert!((tail / (2.0 * normal_cdf(-z)) - 1.0).abs() < 1e-12, "{tail}");
        }

        #[test]
        fn prop_the_tail_falls(degrees in 1.0..2000.0, x in 0.0..4000.0, more in 0.0..10.0) {
            let low = ln_chi_square_upper_tail(x, degrees).unwrap();
            prop_assert!(ln_chi_square_upper_tail(x + more, degrees).unwrap() <= low + 1e-13 * (1.0 + low.abs()));
        }
    }
}
