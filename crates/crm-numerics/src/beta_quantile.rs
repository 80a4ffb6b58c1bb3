//! Quantiles of the beta distribution, and of Student's t, which is one of them in disguise.

use crate::incomplete_beta::divided_beta;
use crate::newton::{Part, solve};
use crate::share::{Share, ln_beta_density_at};

/// The least parameter and the largest.
const PARAMETERS: core::ops::RangeInclusive<f64> = 0.5..=2e19;

/// The smallest probability other than 0 whose quantile is looked for.
const LEAST: f64 = 1e-50;

/// Returns the point below which a beta distribution with a and b has the probability p, with what it leaves of 1; exactly 0 for
/// p = 0 and 1 for p = 1.
///
/// a and b from 0.5 to 2e19, p from 1e-50: the smaller of the point and its rest within 1e-13 relative where a and b are at most 1e6,
/// and for larger ones within 1e-12 of the distribution's width. Above one half the answer is as exact as `1 - p` can tell: for an
/// upper tail change a with b and the point with its rest. `None` outside the domain.
///
/// # Examples
///
/// ```
/// // the larger of two even numbers is below t with probability t²
/// let share = crm_numerics::beta_quantile(2.0, 1.0, 0.25).unwrap();
/// assert!((share.of - 0.5).abs() < 1e-15 && (share.rest - 0.5).abs() < 1e-15);
/// assert_eq!(crm_numerics::beta_quantile(2.0, 1.0, 1.5), None);
/// ```
pub fn beta_quantile(a: f64, b: f64, p: f64) -> Option<Share> {
    if !(PARAMETERS.contains(&a) && PARAMETERS.contains(&b) && (0.0..=1.0).contains(&p)) {
        return None;
    }
    if p <= 0.0 {
        return Some(Share { of: 0.0, rest: 1.0 });
    }
    if p > 0.5 {
        let mirrored = if p < 1.0 { lower(b, a, 1.0 - p)? } else { Share { of: 0.0, rest: 1.0 } };
        return Some(Share { of: mirrored.rest, rest: mirrored.of });
    }
    lower(a, b, p)
}

/// The log-odds furthest from zero that are looked at: the odds to which [`divided_beta`] is exact.
const FURTHEST: f64 = 276.0;

/// How far a step of the search goes towards smaller odds: by it the logarithm of a part grows some three thousandfold, and keeps its digits.
const STEP: f64 = 8.0;

/// Returns the quantile of a probability up to one half.
fn lower(a: f64, b: f64, p: f64) -> Option<Share> {
    if p < LEAST {
        return None;
    }
    let part = |ln_odds: f64| {
        let odds = libm::exp(ln_odds.clamp(-FURTHEST, FURTHEST));
        Part { ln: divided_beta(a, b, odds, 1.0).ln_below, ln_density: ln_beta_density_at(a, b, odds, 1.0) }
    };
    let ln_odds = solve(libm::log(p), libm::log(a / b), STEP, part)?;
    Some(Share::of_odds(libm::exp(ln_odds)))
}

/// The largest t for which tails are worked out.
const LARGEST_T: f64 = 1e60;

/// Returns the chance that Student's t with so many degrees of freedom exceeds t.
///
/// Degrees from 1 to 2e19, t from -1e60 to 1e60 or infinite: within 1e-12 relative, also in the far tail. `None` outside the domain.
///
/// # Examples
///
/// ```
/// // with one degree, Cauchy's distribution: a quarter lies above 1
/// let tail = crm_numerics::student_t_upper_tail(1.0, 1.0).unwrap();
/// assert!((tail - 0.25).abs() < 1e-15);
/// ```
pub fn student_t_upper_tail(t: f64, degrees: f64) -> Option<f64> {
    if !(1.0..=2e19).contains(&degrees) || t.is_nan() {
        return None;
    }
    let size = t.abs();
    let either = if size == f64::INFINITY {
        0.0
    } else if size > LARGEST_T {
        return None;
    } else if size < 1e-50 {
        1.0
    } else {
        libm::exp(divided_beta(0.5 * degrees, 0.5, degrees, size * size).ln_below)
    };
    Some(if t > 0.0 { 0.5 * either } else { 1.0 - 0.5 * either })
}

/// Returns the point with probability p of Student's t below it, 0 < p < 1.
///
/// Degrees from 1 to 2e19, p from 1e-50: within 1e-12 relative. Above one half the answer is as exact as `1 - p` can tell. `None` outside
/// the domain.
///
/// # Examples
///
/// ```
/// let t = crm_numerics::student_t_quantile(0.975, 10.0).unwrap();
/// assert_eq!(format!("{t:.9}"), "2.228138852");
/// ```
pub fn student_t_quantile(p: f64, degrees: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0 && (1.0..=2e19).contains(&degrees)) {
        return None;
    }
    let (tail, sign) = if p < 0.5 { (p, -1.0) } else { (1.0 - p, 1.0) };
    if tail >= 0.5 {
        return Some(0.0);
    }
    let share = beta_quantile(0.5 * degrees, 0.5, 2.0 * tail)?;
    let t = sign * libm::sqrt(degrees * (share.rest / share.of));
    t.is_finite().then_some(t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;
    use crate::normal_cdf;
    use proptest::prelude::*;

    #[test]
    fn beta_quantiles_agree_with_fifty_digits() {
        check("rel:beta_quantile", 1e-12, |[a, b, p, _]| beta_quantile(a, b, p).unwrap().of);
        check("rel:beta_quantile_rest", 1e-12, |[a, b, p, _]| beta_quantile(a, b, p).unwrap().rest);
    }

    #[test]
    fn students_t_agrees_with_fifty_digits() {
        check("rel:student_t_tail", 1e-12, |[t, degrees, ..]| student_t_upper_tail(t, degrees).unwrap());
        check("rel:student_t_quantile", 1e-12, |[p, degrees, ..]| student_t_quantile(p, degrees).unwrap());
    }

    #[test]
    fn every_corner_of_the_domain_has_a_quantile() {
        for many in [1e6, 1e12, 1e15, 1e18, 2e19] {
            for p in [0.5, 0.025, 1e-6, 1e-16, 1e-30, 1e-49, 1e-50] {
                for few in [0.5, 1.0, 2.0, 100.0] {
                    for (a, b) in [(many, few), (few, many)] {
                        let share = beta_quantile(a, b, p).unwrap();
                        let found = divided_beta(a, b, share.of, share.rest).ln_below;
                        assert!((found / libm::log(p) - 1.0).abs() < 1e-9, "{a} {b} {p}: {found}");
                    }
                }
                // (1 - x)^many is the part above x of Beta(1, many)
                let rest = beta_quantile(many, 1.0, p).unwrap().rest;
                assert!((many * libm::log1p(-rest) / libm::log(p) - 1.0).abs() < 1e-12, "{many} {p}");
            }
        }
        // so many degrees of freedom are a normal distribution
        let t = student_t_quantile(1e-30, 1.8e19).unwrap();
        assert!((t / crate::normal_quantile(1e-30) - 1.0).abs() < 1e-12, "{t}");
    }

    #[test]
    fn ends_are_exact() {
        assert_eq!(beta_quantile(3.0, 4.0, 0.0), Some(Share { of: 0.0, rest: 1.0 }));
        assert_eq!(beta_quantile(3.0, 4.0, 1.0), Some(Share { of: 1.0, rest: 0.0 }));
        assert_eq!(student_t_upper_tail(f64::INFINITY, 3.0), Some(0.0));
        assert_eq!(student_t_upper_tail(f64::NEG_INFINITY, 3.0), Some(1.0));
        assert_eq!(student_t_upper_tail(0.0, 3.0), Some(0.5));
        assert_eq!(student_t_quantile(0.5, 3.0), Some(0.0));
    }

    #[test]
    fn outside_the_domain_there_is_no_value() {
        for (a, b, p) in
            [(0.1, 1.0, 0.5), (1.0, 1e21, 0.5), (1.0, 1.0, -0.1), (1.0, 1.0, f64::NAN), (f64::NAN, 1.0, 0.5)]
        {
            assert_eq!(beta_quantile(a, b, p), None);
        }
        assert_eq!(beta_quantile(1.0, 1.0, 1e-60), None);
        for (t, degrees) in [(1.0, 0.5), (f64::NAN, 2.0), (1e70, 2.0), (1.0, f64::NAN)] {
            assert_eq!(student_t_upper_tail(t, degrees), None);
        }
        for (p, degrees) in
            [(0.0, 2.0), (1.0, 2.0), (0.5, 0.0), (0.4, 3e19), (0.5, 3e19), (0.4, f64::NAN), (f64::NAN, 2.0)]
        {
            assert_eq!(student_t_quantile(p, degrees), None);
        }
    }

    proptest! {
        #[test]
        fn prop_the_beta_quantile_inverts(ln_a in -0.69..30.0, ln_b in -0.69..30.0, ln_p in -100.0..-0.7) {
            let (a, b, p) = (libm::exp(ln_a), libm::exp(ln_b), libm::exp(ln_p));
            let share = beta_quantile(a, b, p).unwrap();
            let found = divided_beta(a, b, share.of, share.rest).ln_below;
            // as far as roundings of the point are felt
            let felt = 16.0 * f64::EPSILON * libm::exp(ln_beta_density_at(a, b, share.of, share.rest) - found);
            prop_assert!((found - ln_p).abs() < 1e-12 * (1.0 + ln_p.abs()) + felt, "{found} {ln_p}");
        }

        #[test]
        fn prop_the_beta_quantile_grows(ln_a in -0.69..12.0, ln_b in -0.69..12.0, p in 0.0..1.0, more in 0.001..0.5) {
            let (a, b) = (libm::exp(ln_a), libm::exp(ln_b));
            let (low, high) = (beta_quantile(a, b, p).unwrap(), beta_quantile(a, b, f64::min(p + more, 1.0)).unwrap());
            prop_assert!(low.of <= high.of && high.rest <= low.rest);
        }

        #[test]
        fn prop_the_quantile_of_t_inverts(degrees in 1.0..1e6, p in 1e-12..1.0) {
            let t = student_t_quantile(p, degrees).unwrap();
            let tail = student_t_upper_tail(t, degrees).unwrap();
            prop_assert!((tail - (1.0 - p)).abs() < 1e-12 * (1.0 + t.abs()));
        }

        #[test]
        fn prop_t_of_many_degrees_is_normal(t in -6.0..6.0) {
            let tail = student_t_upper_tail(t, 1e15).unwrap();
            prop_assert!((tail / normal_cdf(-t) - 1.0).abs() < 1e-11, "{tail}");
        }
    }
}
