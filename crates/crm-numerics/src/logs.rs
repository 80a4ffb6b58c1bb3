//! Sums and differences of numbers known by their logarithms.

use core::f64::consts::LN_2;

/// Returns `ln(1 - e^x)`, x < 0, without loss near 0 or far below it; at x = 0 minus infinity.
///
/// # Source
///
/// M. Mächler (2012), Accurately computing log(1 - exp(-|a|)): the change of form at -ln 2.
pub(crate) fn ln_1m_exp(x: f64) -> f64 {
    if x > -LN_2 { libm::log(-libm::expm1(x)) } else { libm::log1p(-libm::exp(x)) }
}

/// Returns `ln(1 + x) - x`, x > -1: never positive, within 1e-15 relative however small.
pub(crate) fn ln_1p_less(x: f64) -> f64 {
    if x.abs() > 0.5 {
        return libm::log1p(x) - x;
    }
    // With r = x / (2 + x), ln(1 + x) = 2 (r + r³/3 + r⁵/5 + ...) and x = 2 r / (1 - r).
    let r = x / (2.0 + x);
    let square = r * r;
    let (mut power, mut sum, mut odd) = (square, 0.0, 3.0);
    while odd < 45.0 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    r * (2.0 * sum - x)
}

/// Returns `e^x - 1 - x`: never negative, within 1e-15 relative however small.
///
/// # Examples
///
/// ```
/// let left = crm_numerics::exp_m1_less(1e-9); // 1e-18 / 2, which `expm1(x) - x` loses
/// assert!((left / 5e-19 - 1.0).abs() < 1e-9);
/// ```
pub fn exp_m1_less(x: f64) -> f64 {
    if x.abs() > 0.5 {
        return libm::expm1(x) - x;
    }
    let (mut sum, mut k) = (1.0, 16.0);
    while k > 2.0 {
        sum = 1.0 + sum * x / k;
        k -= 1.0;
    }
    0.5 * x * x * sum
}

/// Returns `a b - c d`, within two roundings of the value however much of the products cancels.
pub(crate) fn difference_of_products(a: f64, b: f64, c: f64, d: f64) -> f64 {
    let subtracted = c * d;
    libm::fma(a, b, -subtracted) - libm::fma(c, d, -subtracted)
}

/// Returns `ln(e^x + e^y)`. Minus infinity stands for zero; NaN stays NaN.
///
/// # Examples
///
/// ```
/// let ln = crm_numerics::ln_add(-1000.0, -1000.0);
/// assert!((ln - (core::f64::consts::LN_2 - 1000.0)).abs() < 1e-12);
/// ```
pub fn ln_add(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    let (low, high) = if x < y { (x, y) } else { (y, x) };
    if low.is_finite() { high + libm::log1p(libm::exp(low - high)) } else { high }
}

/// Returns the logarithm of the sum of numbers given by their logarithms; of nothing, minus infinity.
///
/// One pass: the sum is kept beside the largest term so far. NaN stays NaN.
///
/// # Examples
///
/// ```
/// let ln = crm_numerics::ln_sum([1.0, 2.0, 4.0].map(libm::log));
/// assert!((ln - libm::log(7.0)).abs() < 1e-15);
/// ```
pub fn ln_sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let (mut largest, mut sum) = (f64::NEG_INFINITY, 0.0);
    for term in terms {
        if term.is_nan() {
            return f64::NAN;
        }
        if term > largest {
            sum = sum * libm::exp(largest - term) + 1.0;
            largest = term;
        } else if term > f64::NEG_INFINITY {
            sum += libm::exp(term - largest);
        }
    }
    if sum > 0.0 && largest.is_finite() { largest + libm::log(sum) } else { largest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;
    use proptest::prelude::*;

    #[test]
    fn ln_1m_exp_agrees_with_fifty_digits() {
        check("rel:ln_1m_exp", 1e-15, |[x, ..]| ln_1m_exp(x));
    }

    #[test]
    fn what_first_terms_leave_agrees_with_fifty_digits() {
        check("rel:ln_1p_less", 1e-15, |[x, ..]| ln_1p_less(x));
        check("rel:exp_m1_less", 1e-15, |[x, ..]| exp_m1_less(x));
    }

    #[test]
    fn products_that_cancel_leave_their_difference() {
        // (1 + e)(1 - e) - 1 = -e², e the distance of neighbouring numbers
        let e = f64::EPSILON;
        assert!((difference_of_products(1.0 + e, 1.0 - e, 1.0, 1.0) / (-e * e) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn sums_agree_with_hand_figures() {
        assert!((ln_add(libm::log(3.0), libm::log(4.0)) - libm::log(7.0)).abs() < 1e-15);
        assert!((ln_sum([1.0, 2.0, 4.0].map(libm::log)) - libm::log(7.0)).abs() < 1e-15);
        assert!((ln_sum([-1000.0, -1000.0]) + 1000.0 - LN_2).abs() < 1e-12);
    }

    #[test]
    fn zero_adds_nothing() {
        let zero = f64::NEG_INFINITY;
        assert!((ln_add(zero, 2.0) - 2.0).abs() <= 0.0 && (ln_add(2.0, zero) - 2.0).abs() <= 0.0);
        assert!((ln_sum([zero, 2.0, zero]) - 2.0).abs() <= 0.0);
        for nothing in [ln_add(zero, zero), ln_sum([]), ln_sum([zero])] {
            assert!(nothing.is_infinite() && nothing < 0.0);
        }
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        assert!(ln_add(f64::NAN, 1.0).is_nan() && ln_add(1.0, f64::NAN).is_nan());
        assert!(ln_sum([1.0, f64::NAN]).is_nan() && ln_1m_exp(1.0).is_nan());
    }

    proptest! {
        #[test]
        fn prop_order_does_not_matter(mut terms in proptest::collection::vec(-800.0..800.0, 1..20)) {
            let forward = ln_sum(terms.iter().copied());
            terms.reverse();
            prop_assert!((forward - ln_sum(terms)).abs() <= 1e-12);
        }
    }
}
