//! The logarithm of the gamma function for positive arguments, and the series that differences of it and of its derivative take.

use core::f64::consts::PI;

/// Arguments from here on are served by Stirling's series; smaller ones are raised to it.
pub(crate) const STIRLING_FROM: f64 = 10.0;

/// Coefficients of `x^-1, x^-3, ...` in Stirling's series for `ln Γ`: `B_2k / (2k (2k - 1))`.
pub(crate) const LN_GAMMA_SERIES: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
];

/// Coefficients of `x^-2, x^-4, ...` in the series for `ln x - 1/(2x) - ψ(x)`: `B_2k / 2k`.
pub(crate) const DIGAMMA_SERIES: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 120.0,
    1.0 / 252.0,
    -1.0 / 240.0,
    1.0 / 132.0,
    -691.0 / 32_760.0,
    1.0 / 12.0,
    -3617.0 / 8160.0,
];

/// Returns `ln Γ(x)`, x > 0.
///
/// Within 1e-14 of the value, absolute or relative, whichever is wider; NaN for x of 0 or less. For differences see
/// [`ln_pochhammer`](crate::ln_pochhammer).
///
/// # Examples
///
/// ```
/// let ln = crm_numerics::ln_gamma(5.0); // Γ(5) = 4! = 24
/// assert!((ln - libm::log(24.0)).abs() < 1e-14);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    if x > 0.0 { libm::lgamma_r(x).0 } else { f64::NAN }
}

/// Returns what Stirling's formula leaves: `ln Γ(x) - (x - 1/2) ln x + x - ln(2π)/2`, for x from [`STIRLING_FROM`].
pub(crate) fn stirling_rest(x: f64) -> f64 {
    let inverse = 1.0 / x;
    inverse * horner(inverse * inverse, &LN_GAMMA_SERIES)
}

/// Returns `ln x - 1/(2x) - ψ(x)`, for x from [`STIRLING_FROM`].
pub(crate) fn digamma_rest(x: f64) -> f64 {
    let square = 1.0 / (x * x);
    square * horner(square, &DIGAMMA_SERIES)
}

/// Returns `ln(2π) / 2`.
pub(crate) fn half_ln_two_pi() -> f64 {
    0.5 * libm::log(2.0 * PI)
}

/// Returns `c_0 + c_1 w + c_2 w² + ...`.
pub(crate) fn horner(w: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| c + w * sum)
}

/// Returns `(p(v) - p(w)) / (v - w)` for the polynomial of [`horner`], without a subtraction of near equals.
pub(crate) fn divided_difference(v: f64, w: f64, coefficients: &[f64]) -> f64 {
    let mut value = 0.0;
    let mut slope = 0.0;
    for c in coefficients.iter().rev() {
        slope = value + w * slope;
        value = c + v * value;
    }
    slope
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;

    #[test]
    fn ln_gamma_agrees_with_fifty_digits() {
        check("ln_gamma", 1e-14, |[x, ..]| ln_gamma(x));
    }

    #[test]
    fn outside_the_domain_there_is_no_value() {
        for x in [0.0, -1.5, f64::NAN] {
            assert!(ln_gamma(x).is_nan());
        }
    }
}
