//! The gamma function and its logarithmic derivatives, for positive arguments.

use core::f64::consts::PI;

/// Arguments from here on are served by Stirling's series; smaller ones are raised to it.
pub(super) const STIRLING_FROM: f64 = 10.0;

/// Coefficients of `x^-1, x^-3, ...` in Stirling's series for `ln Γ`: `B_2k / (2k (2k - 1))`.
pub(super) const LN_GAMMA_SERIES: [f64; 8] = [
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
pub(super) const DIGAMMA_SERIES: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 120.0,
    1.0 / 252.0,
    -1.0 / 240.0,
    1.0 / 132.0,
    -691.0 / 32_760.0,
    1.0 / 12.0,
    -3617.0 / 8160.0,
];

/// Coefficients of `x^-3, x^-5, ...` in the series for `ψ'(x) - 1/x - 1/(2x²)`: the Bernoulli numbers `B_2k`.
pub(super) const TRIGAMMA_SERIES: [f64; 8] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
];

/// Returns `ln Γ(x)`, x > 0.
///
/// Within 1e-14 of the value, absolute or relative, whichever is wider. For differences see
/// [`ln_pochhammer`](super::ln_pochhammer).
pub(crate) fn ln_gamma(x: f64) -> f64 {
    if x > 0.0 { libm::lgamma_r(x).0 } else { f64::NAN }
}

/// Returns `ψ(x)`, the derivative of `ln Γ(x)`, x > 0.
///
/// Within 1e-14 of the value, absolute or relative, whichever is wider (near the root at 1.4616 the error is absolute). Raised by
/// `ψ(x) = ψ(x + 1) - 1/x` to where the asymptotic series serves.
pub(crate) fn digamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let mut raised = x;
    let mut sum = 0.0;
    while raised < STIRLING_FROM {
        sum += 1.0 / raised;
        raised += 1.0;
    }
    let inverse = 1.0 / raised;
    libm::log(raised) - 0.5 * inverse - digamma_rest(raised) - sum
}

/// Returns `ψ'(x)`, the second derivative of `ln Γ(x)`, x > 0, within 1e-14 relative.
pub(crate) fn trigamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let mut raised = x;
    let mut sum = 0.0;
    while raised < STIRLING_FROM {
        sum += 1.0 / (raised * raised);
        raised += 1.0;
    }
    let inverse = 1.0 / raised;
    let square = inverse * inverse;
    inverse + 0.5 * square + inverse * square * horner(square, &TRIGAMMA_SERIES) + sum
}

/// Returns what Stirling's formula leaves: `ln Γ(x) - (x - 1/2) ln x + x - ln(2π)/2`, for x from [`STIRLING_FROM`].
pub(super) fn stirling_rest(x: f64) -> f64 {
    let inverse = 1.0 / x;
    inverse * horner(inverse * inverse, &LN_GAMMA_SERIES)
}

/// Returns `ln x - 1/(2x) - ψ(x)`, for x from [`STIRLING_FROM`].
pub(super) fn digamma_rest(x: f64) -> f64 {
    let square = 1.0 / (x * x);
    square * horner(square, &DIGAMMA_SERIES)
}

/// Returns `ln(2π) / 2`.
pub(super) fn half_ln_two_pi() -> f64 {
    0.5 * libm::log(2.0 * PI)
}

/// Returns `c_0 + c_1 w + c_2 w² + ...`.
pub(super) fn horner(w: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| c + w * sum)
}

/// Returns `(p(v) - p(w)) / (v - w)` for the polynomial of [`horner`], without a subtraction of near equals.
pub(super) fn divided_difference(v: f64, w: f64, coefficients: &[f64]) -> f64 {
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
    use crate::special::golden::check;

    #[test]
    fn ln_gamma_agrees_with_fifty_digits() {
        check("ln_gamma", 1e-14, |[x, ..]| ln_gamma(x));
    }

    #[test]
    fn digamma_agrees_with_fifty_digits() {
        check("digamma", 1e-14, |[x, ..]| digamma(x));
    }

    #[test]
    fn trigamma_agrees_with_fifty_digits() {
        check("trigamma", 1e-14, |[x, ..]| trigamma(x));
    }

    #[test]
    fn outside_the_domain_there_is_no_value() {
        for x in [0.0, -1.5, f64::NAN] {
            assert!(ln_gamma(x).is_nan() && digamma(x).is_nan() && trigamma(x).is_nan());
        }
    }
}
