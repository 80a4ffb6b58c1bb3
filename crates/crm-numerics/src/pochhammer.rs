//! `ln Γ(a + n) - ln Γ(a)` and its derivative in a, worked out as differences.

use crate::gamma::{DIGAMMA_SERIES, STIRLING_FROM, divided_difference, horner, stirling_rest};

/// Whole steps up to this many are multiplied out: exact to a few roundings, and quick.
const FEW_STEPS: f64 = 16.0;

/// Below this, [`FEW_STEPS`] factors cannot overflow.
const SAFE_FACTOR: f64 = 1e18;

/// Returns `ln (a)_n = ln Γ(a + n) - ln Γ(a)`, a > 0, real n >= 0.
///
/// a from 1e-8 to 1e15 and n to 1e6: within 1e-14 of the value, absolute or relative, whichever is wider. The difference of two
/// Stirling formulas, simplified:
///
/// `(a - 1/2) log1p(n/a) + n ln(a + n) - n + S(a + n) - S(a)`, where a is first raised to 10 by `(a)_n = (a + 1)_n a / (a + n)`.
/// NaN outside the domain.
///
/// # Examples
///
/// ```
/// let ln = crm_numerics::ln_pochhammer(3.0, 2.0); // 3 × 4
/// assert!((ln - libm::log(12.0)).abs() < 1e-15);
/// ```
pub fn ln_pochhammer(a: f64, n: f64) -> f64 {
    if !in_domain(a, n) {
        return f64::NAN;
    }
    if is_few_steps(n) && a < SAFE_FACTOR {
        return libm::log(steps(a, n).product());
    }
    let mut raised = a;
    let mut lowered_by = 1.0;
    while raised < STIRLING_FROM {
        lowered_by *= raised / (raised + n);
        raised += 1.0;
    }
    let end = raised + n;
    (raised - 0.5) * libm::log1p(n / raised)
        + n * (libm::log(end) - 1.0)
        + (stirling_rest(end) - stirling_rest(raised))
        + libm::log(lowered_by)
}

/// Returns `ψ(a + n) - ψ(a)`, a > 0, real n >= 0: the derivative of [`ln_pochhammer`] in a.
///
/// Within 1e-14 relative, however small the difference: every term is positive. NaN outside the domain.
///
/// # Examples
///
/// ```
/// let difference = crm_numerics::digamma_difference(2.0, 2.0); // 1/2 + 1/3
/// assert!((difference - 5.0 / 6.0).abs() < 1e-15);
/// ```
pub fn digamma_difference(a: f64, n: f64) -> f64 {
    if !in_domain(a, n) {
        return f64::NAN;
    }
    let mut raised = a;
    let mut sum = 0.0;
    while raised < STIRLING_FROM {
        sum += n / (raised * (raised + n));
        raised += 1.0;
    }
    let (u, v) = (1.0 / raised, 1.0 / (raised + n));
    let fall = n * u * v; // u - v
    let (u_square, v_square) = (u * u, v * v);
    let of_series = horner(u_square, &DIGAMMA_SERIES)
        + v_square * divided_difference(u_square, v_square, &DIGAMMA_SERIES);
    libm::log1p(n * u) + 0.5 * fall + fall * (u + v) * of_series + sum
}

/// Returns whether `(a)_n` is one of those treated here.
fn in_domain(a: f64, n: f64) -> bool {
    a > 0.0 && a < f64::INFINITY && (0.0..f64::INFINITY).contains(&n)
}

/// Returns whether n is a whole number small enough to go step by step.
pub(crate) fn is_few_steps(n: f64) -> bool {
    n <= FEW_STEPS && n - libm::floor(n) <= 0.0
}

/// Returns `a, a + 1, ...`, n of them.
pub(crate) fn steps(a: f64, n: f64) -> impl Iterator<Item = f64> {
    core::iter::successors(Some(0.0), |j| Some(j + 1.0)).take_while(move |j| *j < n).map(move |j| a + j)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;
    use proptest::prelude::*;

    #[test]
    fn ln_pochhammer_agrees_with_fifty_digits() {
        check("ln_pochhammer", 1e-14, |[a, n, ..]| ln_pochhammer(a, n));
    }

    #[test]
    fn digamma_difference_agrees_with_fifty_digits() {
        check("rel:digamma_difference", 1e-14, |[a, n, ..]| digamma_difference(a, n));
    }

    #[test]
    fn outside_the_domain_there_is_no_value() {
        for (a, n) in [(0.0, 1.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, f64::NAN), (f64::INFINITY, 1.0)] {
            assert!(ln_pochhammer(a, n).is_nan() && digamma_difference(a, n).is_nan());
        }
    }

    proptest! {
        #[test]
        fn prop_steps_add_up(a in 1e-8..1e4, m in 0.0..2000.0, n in 0.0..2000.0) {
            let whole = ln_pochhammer(a, m + n);
            let parts = ln_pochhammer(a, m) + ln_pochhammer(a + m, n);
            prop_assert!((whole - parts).abs() <= 1e-12 * (1.0 + whole.abs()), "{whole} {parts}");
        }

        #[test]
        fn prop_differences_keep_their_sign(ln_a in -18.0..34.0, n in 0.0..1e6) {
            let a = libm::exp(ln_a);
            prop_assert!(digamma_difference(a, n) >= 0.0);
        }
    }
}
