//! The incomplete beta function: how likely a beta distributed share is to lie below a point, and above.

use crate::line::half_line_integral;
use crate::logs::{difference_of_products, exp_m1_less, ln_1m_exp, ln_1p_less};
use crate::share::ln_beta_density_at;

/// The logarithms of the two parts into which a point divides a distribution, each to full relative precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Divided {
    /// The logarithm of the part below the point.
    pub ln_below: f64,
    /// The logarithm of the part above it.
    pub ln_above: f64,
}

/// The most terms of the series; where it would need more, the integral is quicker.
const MOST_TERMS: u32 = 400;

/// Returns how a beta distribution with a and b is divided by the point `to / (to + from)`; all positive.
///
/// a and b from 1e-12 to 1e19, odds from 1e-120 to 1e120: within 1e-13 of the logarithms, absolute or relative, whichever is wider.
/// The smaller part, about, or each of them is worked out, by the series `t^a (1-t)^b / (a B(a, b)) 2F1(a + b, 1; a + 1; t)`, all of whose terms are
/// positive, or the integral that it stands for; the other is what is left. At `to` or `from` of 0
/// all lies on one side. NaN outside the domain.
///
/// # Source
///
/// NIST Digital Library of Mathematical Functions, 8.17.8.
///
/// # Examples
///
/// ```
/// // the share of the smaller of two even numbers is below a quarter with probability 1 - (3/4)²
/// let divided = crm_numerics::divided_beta(1.0, 2.0, 1.0, 3.0);
/// assert!((libm::exp(divided.ln_below) - 7.0 / 16.0).abs() < 1e-15);
/// assert!((libm::exp(divided.ln_above) - 9.0 / 16.0).abs() < 1e-15);
/// ```
pub fn divided_beta(a: f64, b: f64, to: f64, from: f64) -> Divided {
    let has_parameters = a > 0.0 && b > 0.0 && f64::max(a, b) < f64::INFINITY;
    if !(has_parameters && to >= 0.0 && from >= 0.0 && to + from > 0.0 && to + from < f64::INFINITY) {
        return Divided { ln_below: f64::NAN, ln_above: f64::NAN };
    }
    let missing = difference_of_products(a, from, b, to);
    let below = || ln_lower(a, b, to, from, missing).min(0.0);
    let above = || ln_lower(b, a, from, to, -missing).min(0.0);
    // A part can be worked out that does not reach beyond the mean, or to where the density grows without bound.
    match (missing >= 0.0 || b <= 1.0, missing <= 0.0 || a <= 1.0) {
        (true, true) => Divided { ln_below: below(), ln_above: above() },
        (true, false) => {
            let ln_below = below();
            Divided { ln_below, ln_above: ln_1m_exp(ln_below) }
        }
        (false, _) => {
            let ln_above = above();
            Divided { ln_below: ln_1m_exp(ln_above), ln_above }
        }
    }
}

/// Returns the logarithm of the part below a point, with `missing = a from - b to`; that is not negative, the point not above the mean,
/// or b is at most 1.
fn ln_lower(a: f64, b: f64, to: f64, from: f64, missing: f64) -> f64 {
    let t = to / (to + from);
    let sum =
        series(a, b, t).unwrap_or_else(|| a * (1.0 + to / from) * integral(a, b, to / from, missing / from));
    ln_beta_density_at(a, b, to, from) - libm::log(a) + libm::log(sum)
}

/// Returns `2F1(a + b, 1; a + 1; t)` if few terms suffice.
fn series(a: f64, b: f64, t: f64) -> Option<f64> {
    let (mut term, mut sum, mut j) = (1.0, 1.0, 0.0);
    for _ in 0..MOST_TERMS {
        j += 1.0;
        let ratio = t * ((a + b - 1.0 + j) / (a + j));
        term *= ratio;
        sum += term;
        // The ratios tend to t from one side.
        let most = f64::max(ratio, t);
        if most < 1.0 && term * most <= 1e-17 * sum * (1.0 - most) {
            return Some(sum);
        }
    }
    None
}

/// Returns the integral over v > 0 of `e^(-a v) [1 + odds (1 - e^-v)]^(b-1)`, with `missing = a - b odds`, which is not negative,
/// or b at most 1: it falls.
///
/// The logarithm of the integrand is a sum of terms of one sign: as it stands for b to 1; else its slope at 0 times v, less b - 1 times
/// what is never negative.
fn integral(a: f64, b: f64, odds: f64, missing: f64) -> f64 {
    let slope = if b > 1.0 { missing + odds } else { a + (1.0 - b) * odds };
    let bend = |v: f64| {
        let grown = -odds * libm::expm1(-v);
        if v < 0.5 && grown < 0.5 {
            odds * exp_m1_less(-v) - ln_1p_less(grown)
        } else {
            odds * v - libm::log1p(grown)
        }
    };
    let ln_f = |v: f64| {
        if b > 1.0 {
            -slope * v - (b - 1.0) * bend(v)
        } else {
            -a * v - (1.0 - b) * libm::log1p(-odds * libm::expm1(-v))
        }
    };
    let mut scale = 1.0 / slope;
    while ln_f(scale) < -1.5 && scale > 0.0 {
        scale *= 0.5;
    }
    half_line_integral(ln_f, scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;
    use proptest::prelude::*;

    #[test]
    fn both_parts_agree_with_fifty_digits() {
        check("ln_beta_below", 1e-12, |[a, b, to, from]| divided_beta(a, b, to, from).ln_below);
        check("ln_beta_above", 1e-12, |[a, b, to, from]| divided_beta(a, b, to, from).ln_above);
    }

    #[test]
    fn an_even_distribution_is_divided_where_it_is() {
        let divided = divided_beta(1.0, 1.0, 1.0, 3.0);
        assert!((divided.ln_below - libm::log(0.25)).abs() < 1e-15);
        assert!((divided.ln_above - libm::log(0.75)).abs() < 1e-15);
    }

    #[test]
    fn outside_the_domain_there_is_no_value() {
        for many in [2.0, 20.0] {
            for outside in [0.0, -1.0, f64::INFINITY, f64::NAN] {
                for place in 0..4 {
                    let [a, b, to, from] =
                        core::array::from_fn(|at| if at == place { outside } else { many });
                    if outside.abs() <= 0.0 && place > 1 {
                        continue;
                    }
                    let divided = divided_beta(a, b, to, from);
                    assert!(divided.ln_below.is_nan() && divided.ln_above.is_nan(), "{a} {b} {to} {from}");
                }
            }
            assert!(ln_beta_density_at(many, many, -1.0, 3.0).is_nan());
            assert!(ln_beta_density_at(many, many, -1.0, -1.0).is_nan());
            // at the ends of the line all lies on one side
            let none = Divided { ln_below: f64::NEG_INFINITY, ln_above: 0.0 };
            assert_eq!(divided_beta(many, many, 0.0, 1.0), none);
            assert!(divided_beta(many, many, 1.0, 0.0).ln_above < f64::MIN);
        }
    }

    proptest! {
        #[test]
        fn prop_series_and_integral_agree(ln_a in -7.0..9.0, ln_b in -7.0..9.0, share in 0.01..1.0) {
            let (a, b) = (libm::exp(ln_a), libm::exp(ln_b));
            let odds = share * a / b;
            if let Some(series) = series(a, b, odds / (1.0 + odds)) {
                let integral = a * (1.0 + odds) * integral(a, b, odds, a - b * odds);
                prop_assert!((integral / series - 1.0).abs() < 1e-12, "{integral} {series}");
            }
        }

        #[test]
        fn prop_the_part_below_grows(ln_a in -27.0..40.0, ln_b in -27.0..40.0, ln_odds in -200.0..200.0, more in 0.0..3.0) {
            let (a, b) = (libm::exp(ln_a), libm::exp(ln_b));
            let [low, high] = [ln_odds, ln_odds + more].map(|ln_odds: f64| divided_beta(a, b, libm::exp(ln_odds), 1.0));
            prop_assert!(low.ln_below <= high.ln_below * (1.0 - 1e-12) + 1e-12, "{low:?} {high:?}");
            prop_assert!(low.ln_above * (1.0 - 1e-12) + 1e-12 >= high.ln_above, "{low:?} {high:?}");
        }
    }
}
