//! The gamma distribution divided by a point, and its quantiles.

use crate::gamma::{STIRLING_FROM, half_ln_two_pi, ln_gamma, stirling_rest};
use crate::incomplete_beta::Divided;
use crate::line::half_line_integral;
use crate::logs::{exp_m1_less, ln_1m_exp, ln_1p_less};
use crate::newton::{Part, solve};

/// The least shape and the largest.
const SHAPES: core::ops::RangeInclusive<f64> = 0.5..=2e19;

/// The smallest probability other than 0 whose quantile is looked for.
const LEAST: f64 = 1e-50;

/// Smaller upper tails than this are far: the mean has more above it in every shape treated here.
const FAR: f64 = 0.05;

/// Returns how a gamma distribution with a shape and rate 1 is divided by the point x: the regularised incomplete gamma functions P
/// and Q, by their logarithms.
///
/// Shapes from 0.5 to 2e19, x to 1e200: within 1e-13 of the logarithms, absolute or relative, whichever is wider. The part away from the mean
/// is worked out, by an integral over how much further out a point lies; the other is what is left. `None` outside the
/// domain.
///
/// # Source
///
/// NIST Digital Library of Mathematical Functions, 8.2.1 with t = x e^-v and 8.2.2 with t = x (1 + v).
///
/// # Examples
///
/// ```
/// // with shape 1, waiting times: e^-x wait longer than x
/// let divided = crm_numerics::divided_gamma(1.0, 2.0).unwrap();
/// assert!((divided.ln_above + 2.0).abs() < 1e-14);
/// ```
pub fn divided_gamma(shape: f64, x: f64) -> Option<Divided> {
    if !(SHAPES.contains(&shape) && (0.0..=1e200).contains(&x)) {
        return None;
    }
    if x <= 0.0 {
        return Some(Divided { ln_below: f64::NEG_INFINITY, ln_above: 0.0 });
    }
    let gap = x - shape;
    // The logarithms of both integrands are sums of terms of one sign.
    let ln_f = |v: f64| {
        if gap <= 0.0 {
            gap * v - x * exp_m1_less(-v)
        } else if shape < 1.0 {
            (shape - 1.0) * libm::log1p(v) - x * v
        } else {
            -(gap + 1.0) * v + (shape - 1.0) * ln_1p_less(v)
        }
    };
    let mut scale = 1.0 / f64::max(gap.abs(), libm::sqrt(x));
    while ln_f(scale) < -1.5 && scale > 0.0 {
        scale *= 0.5;
    }
    let ln_part = (ln_density(shape, x) + libm::log(half_line_integral(ln_f, scale))).min(0.0);
    let ln_rest = ln_1m_exp(ln_part);
    Some(if gap <= 0.0 {
        Divided { ln_below: ln_part, ln_above: ln_rest }
    } else {
        Divided { ln_below: ln_rest, ln_above: ln_part }
    })
}

/// Returns the point below which a gamma distribution with a shape and rate 1 has the probability p; 0 for p = 0.
///
/// Shapes from 0.5 to 2e19, p from 1e-50 and below 1: within 1e-13 relative. Above one half the answer is as exact as `1 - p` can tell;
/// see [`gamma_upper_quantile`]. `None` outside the domain.
///
/// # Examples
///
/// ```
/// let median = crm_numerics::gamma_quantile(1.0, 0.5).unwrap();
/// assert!((median - core::f64::consts::LN_2).abs() < 1e-15);
/// ```
pub fn gamma_quantile(shape: f64, p: f64) -> Option<f64> {
    if p > 0.5 { gamma_upper_quantile(shape, 1.0 - p) } else { quantile(shape, p, false) }
}

/// Returns the point above which a gamma distribution with a shape and rate 1 has the probability q; domain and error as
/// [`gamma_quantile`].
///
/// # Examples
///
/// ```
/// let x = crm_numerics::gamma_upper_quantile(1.0, 1e-20).unwrap(); // e^-x
/// assert!((x - 20.0 * core::f64::consts::LN_10).abs() < 1e-13);
/// ```
pub fn gamma_upper_quantile(shape: f64, q: f64) -> Option<f64> {
    if q > 0.5 { quantile(shape, 1.0 - q, false) } else { quantile(shape, q, true) }
}

/// Returns the point with probability p, up to one half, below it or above it.
fn quantile(shape: f64, p: f64, is_upper: bool) -> Option<f64> {
    if !(SHAPES.contains(&shape) && (0.0..=0.5).contains(&p)) {
        return None;
    }
    if p <= 0.0 && !is_upper {
        return Some(0.0);
    }
    if p < LEAST {
        return None;
    }
    // A far upper tail falls by each step as it stands, all others by its logarithm. The line is turned about for what lies above.
    if is_upper && p < FAR {
        let part = |y: f64| {
            let divided = divided_gamma(shape, -y);
            let ln = divided.map_or(f64::NAN, |divided| divided.ln_above);
            Part { ln, ln_density: ln_density(shape, -y) - libm::log(-y) }
        };
        return solve(libm::log(p), -shape, f64::INFINITY, part).map(|y| -y);
    }
    let sign = if is_upper { -1.0 } else { 1.0 };
    let part = |y: f64| {
        let x = libm::exp((sign * y).min(200.0));
        let divided = divided_gamma(shape, x);
        let ln =
            divided.map_or(f64::NAN, |divided| if is_upper { divided.ln_above } else { divided.ln_below });
        Part { ln, ln_density: ln_density(shape, x) }
    };
    let y = solve(libm::log(p), sign * libm::log(shape), f64::INFINITY, part)?;
    Some(libm::exp(sign * y))
}

/// Returns the logarithm of the density of ln x: `ln [x^shape e^-x / Γ(shape)]`.
fn ln_density(shape: f64, x: f64) -> f64 {
    if shape < STIRLING_FROM {
        return shape * libm::log(x) - x - ln_gamma(shape);
    }
    let excess = (x - shape) / shape;
    let less = if excess.abs() < 0.5 { ln_1p_less(excess) } else { libm::log(x / shape) - excess };
    shape * less + 0.5 * libm::log(shape) - half_ln_two_pi() - stirling_rest(shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chi_square::ln_regularised_upper_gamma;
    use crate::golden::check;
    use proptest::prelude::*;

    #[test]
    fn the_part_above_agrees_with_fifty_digits() {
        check("ln_upper_gamma", 1e-12, |[a, x, ..]| divided_gamma(a, x).unwrap().ln_above);
    }

    #[test]
    fn gamma_quantiles_agree_with_fifty_digits() {
        check("rel:gamma_quantile", 1e-13, |[shape, p, ..]| gamma_quantile(shape, p).unwrap());
        check("rel:gamma_upper_quantile", 1e-13, |[shape, q, ..]| gamma_upper_quantile(shape, q).unwrap());
    }

    #[test]
    fn ends_are_exact_and_outside_there_is_no_value() {
        assert_eq!(gamma_quantile(2.0, 0.0), Some(0.0));
        assert_eq!(gamma_upper_quantile(2.0, 1.0), Some(0.0));
        assert_eq!(gamma_quantile(2.0, 1.0), None); // at infinity
        assert_eq!(divided_gamma(2.0, 0.0).map(|divided| divided.ln_above), Some(0.0));
        for (shape, p) in
            [(0.1, 0.5), (1e21, 0.5), (2.0, -0.1), (2.0, 1.1), (2.0, f64::NAN), (f64::NAN, 0.5), (2.0, 1e-60)]
        {
            assert_eq!(gamma_quantile(shape, p), None);
        }
        for (shape, x) in [(0.1, 1.0), (2.0, -1.0), (2.0, f64::NAN), (2.0, f64::INFINITY)] {
            assert_eq!(divided_gamma(shape, x), None);
        }
    }

    proptest! {
        #[test]
        fn prop_integral_and_fraction_agree(ln_shape in -0.69..16.0, far in -8.0..8.0) {
            let shape: f64 = libm::exp(ln_shape);
            let x = f64::max(shape + far * libm::sqrt(shape), 1e-3 * shape);
            let fraction = ln_regularised_upper_gamma(shape, x).unwrap();
            let integral = divided_gamma(shape, x).unwrap().ln_above;
            prop_assert!((fraction - integral).abs() < 3e-12 * (1.0 + fraction.abs()), "{fraction} {integral}");
        }

        #[test]
        fn prop_the_quantile_inverts(ln_shape in -0.69..30.0, ln_p in -100.0..-0.7, is_upper: bool) {
            let shape = libm::exp(ln_shape);
            let x = if is_upper { gamma_upper_quantile } else { gamma_quantile }(shape, libm::exp(ln_p)).unwrap();
            let divided = divided_gamma(shape, x).unwrap();
            let found = if is_upper { divided.ln_above } else { divided.ln_below };
            let felt = 16.0 * f64::EPSILON * libm::exp(ln_density(shape, x) - found);
            prop_assert!((found - ln_p).abs() < 1e-12 * (1.0 + ln_p.abs()) + felt, "{found} {ln_p}");
        }

        #[test]
        fn prop_the_quantile_grows(ln_shape in -0.69..20.0, p in 0.0..0.9, more in 0.001..0.09) {
            let shape = libm::exp(ln_shape);
            prop_assert!(gamma_quantile(shape, p) <= gamma_quantile(shape, p + more));
        }
    }
}
