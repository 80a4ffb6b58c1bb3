//! The beta function, and the ratio of two that a chance of dropout makes after n purchases.

use crate::gamma::{
    DIGAMMA_SERIES, LN_GAMMA_SERIES, STIRLING_FROM, digamma_rest, half_ln_two_pi, ln_gamma, stirling_rest,
};
use crate::pochhammer::{digamma_difference, is_few_steps, ln_pochhammer, steps};

/// Returns `ln B(a, b)`, a > 0, b > 0.
///
/// Parameters from 1e-8 to 1e15: within 1e-14 of the value, absolute or relative, whichever is wider; NaN outside the domain.
///
/// # Examples
///
/// ```
/// let ln = crm_numerics::ln_beta(2.0, 3.0); // Γ(2) Γ(3) / Γ(5) = 2 / 24
/// assert!((ln - libm::log(1.0 / 12.0)).abs() < 1e-14);
/// ```
pub fn ln_beta(a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a < f64::INFINITY && b < f64::INFINITY) {
        return f64::NAN;
    }
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low < STIRLING_FROM {
        return ln_gamma(low) - ln_pochhammer(high, low);
    }
    let sum = low + high;
    let rests = stirling_rest(low) + (stirling_rest(high) - stirling_rest(sum));
    half_ln_two_pi() - 0.5 * libm::log(high) + (low - 0.5) * libm::log(low / sum)
        - high * libm::log1p(low / high)
        + rests
}

/// `ln [B(a, b + n) / B(a, b)]` with its derivatives in a and b.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaRatio {
    /// The logarithm of the ratio, never positive.
    pub ln: f64,
    /// Its derivative in a, never positive.
    pub by_a: f64,
    /// Its derivative in b, never negative.
    pub by_b: f64,
}

/// Returns `ln [B(a, b + n) / B(a, b)] = ln [(b)_n / (a + b)_n]`, a > 0, b > 0, real n >= 0.
///
/// Within 1e-13 *relative*, however small: it tends to `-a n / b` as b grows. It is minus the second difference of `ln Γ` at b by
/// steps a and n, and is worked out as one, from Stirling's formula at b raised to 10 or more. NaN outside the domain.
///
/// # Examples
///
/// ```
/// let ln = crm_numerics::ln_beta_ratio(1.0, 2.0, 2.0); // (2/3) (3/4)
/// assert!((ln - libm::log(0.5)).abs() < 1e-15);
/// ```
pub fn ln_beta_ratio(a: f64, b: f64, n: f64) -> f64 {
    if !in_domain(a, b, n) {
        return f64::NAN;
    }
    if is_few_steps(n) {
        return steps(b, n).fold(Shrinking::WHOLE, |left, b| left.less(a / (a + b), b / (a + b))).ln();
    }
    let mut low = b;
    let mut left = Shrinking::WHOLE;
    while low < STIRLING_FROM {
        left = left.less_cross(a, low, n);
        low += 1.0;
    }
    left.ln() - Corners::at(a, low, n).of_ln_gamma()
}

/// Returns [`ln_beta_ratio`] with its derivatives, each within 1e-13 relative; NaN outside the domain.
///
/// # Examples
///
/// ```
/// let ratio = crm_numerics::ln_beta_ratio_with_gradient(1.0, 2.0, 1.0); // ln [b / (a + b)]
/// assert!((ratio.by_a + 1.0 / 3.0).abs() < 1e-15);
/// assert!((ratio.by_b - (1.0 / 2.0 - 1.0 / 3.0)).abs() < 1e-15);
/// ```
pub fn ln_beta_ratio_with_gradient(a: f64, b: f64, n: f64) -> BetaRatio {
    if !in_domain(a, b, n) {
        return BetaRatio { ln: f64::NAN, by_a: f64::NAN, by_b: f64::NAN };
    }
    if is_few_steps(n) {
        return by_steps(a, b, n);
    }
    let mut low = b;
    let mut left = Shrinking::WHOLE;
    let mut by_b = 0.0;
    while low < STIRLING_FROM {
        let (ab, bn, abn) = (a + low, low + n, a + low + n);
        let (steps, ends) = (a * n, low * abn);
        let inverse = 1.0 / (ends * ab * bn);
        left = left.less(steps * ends * inverse, ends * ends * inverse);
        by_b += steps * (low + abn) * inverse; // the second difference of 1/x
        low += 1.0;
    }
    let corners = Corners::at(a, low, n);
    let ln = left.ln() - corners.of_ln_gamma();
    BetaRatio { ln, by_a: -digamma_difference(a + b, n), by_b: by_b - corners.of_digamma() }
}

/// Returns the ratio with its derivatives from its n factors `(b + j) / (a + b + j)`.
fn by_steps(a: f64, b: f64, n: f64) -> BetaRatio {
    let mut left = Shrinking::WHOLE;
    let (mut by_a, mut by_b) = (0.0, 0.0);
    for b in steps(b, n) {
        let inverse = 1.0 / (a + b);
        let lost = a * inverse;
        left = left.less(lost, b * inverse);
        by_a -= inverse;
        by_b += lost / b;
    }
    BetaRatio { ln: left.ln(), by_a, by_b }
}

/// Returns whether the ratio is one of those treated here.
fn in_domain(a: f64, b: f64, n: f64) -> bool {
    let finite = a < f64::INFINITY && b < f64::INFINITY && n < f64::INFINITY;
    finite && a > 0.0 && b > 0.0 && n >= 0.0
}

/// A product of factors below 1, known both as what is left and as what is lost, each to full relative precision.
#[derive(Debug, Clone, Copy)]
struct Shrinking {
    left: f64,
    lost: f64,
}

impl Shrinking {
    const WHOLE: Self = Self { left: 1.0, lost: 0.0 };

    /// Multiplies by a factor: the share it loses and the share it leaves.
    fn less(self, lost: f64, left: f64) -> Self {
        Self { left: self.left * left, lost: self.lost + lost * (1.0 - self.lost) }
    }

    /// Multiplies by `b (a + b + n) / ((a + b)(b + n))`.
    fn less_cross(self, a: f64, b: f64, n: f64) -> Self {
        let ab = a + b;
        let inverse = 1.0 / (ab * (b + n));
        self.less(a * n * inverse, b * (ab + n) * inverse)
    }

    /// Returns the logarithm of what is left.
    fn ln(self) -> f64 {
        if self.lost < 0.5 { libm::log1p(-self.lost) } else { libm::log(self.left) }
    }
}

/// Steps are wide if the product of both over their sum is larger.
const WIDE: f64 = 0.05;

/// The four points b, a + b, b + n and a + b + n, at which second differences are taken.
#[derive(Debug, Clone, Copy)]
struct Corners {
    a: f64,
    b: f64,
    n: f64,
}

impl Corners {
    fn at(a: f64, b: f64, n: f64) -> Self {
        Self { a, b, n }
    }

    /// Returns the second difference of `ln Γ`, for b from [`STIRLING_FROM`]; never negative.
    fn of_ln_gamma(self) -> f64 {
        let Self { a, b, n } = self;
        let rest = if self.is_wide() {
            (stirling_rest(b) - stirling_rest(a + b)) - (stirling_rest(b + n) - stirling_rest(a + b + n))
        } else {
            let inverse = self.inverse();
            inverse.times(inverse.times(inverse).in_polynomial(&LN_GAMMA_SERIES)).cross
        };
        (b - 0.5) * self.of_ln() + a * libm::log1p(n / (a + b)) + n * libm::log1p(a / (b + n)) + rest
    }

    /// Returns the second difference of `ψ`, for b from [`STIRLING_FROM`]; never positive.
    fn of_digamma(self) -> f64 {
        let Self { a, b, n } = self;
        let inverse = self.inverse();
        let rest = if self.is_wide() {
            (digamma_rest(b) - digamma_rest(a + b)) - (digamma_rest(b + n) - digamma_rest(a + b + n))
        } else {
            let square = inverse.times(inverse);
            square.times(square.in_polynomial(&DIGAMMA_SERIES)).cross
        };
        self.of_ln() - 0.5 * inverse.cross - rest
    }

    /// Returns whether the steps are so wide that the small rests of the asymptotic series may simply be subtracted.
    ///
    /// The second difference is about `a n / b`, and the rest of `ln Γ` 1 / (12 b): its roundings count `1 / (12 a n)` times.
    fn is_wide(self) -> bool {
        self.a * self.n > WIDE * (self.a + self.n)
    }

    /// Returns the second difference of the logarithm, `ln [b (a + b + n) / ((a + b)(b + n))]`; never positive.
    fn of_ln(self) -> f64 {
        Shrinking::WHOLE.less_cross(self.a, self.b, self.n).ln()
    }

    /// Returns the differences of `1/x`.
    fn inverse(self) -> Differences {
        let Self { a, b, n } = self;
        let (ab, bn) = (a + b, b + n);
        let abn = ab + n;
        let at = 1.0 / b;
        Differences {
            at,
            by_a: -(a / ab) * at,
            by_n: -(n / bn) * at,
            cross: (a / ab) * (n / bn) * (1.0 / b + 1.0 / abn),
        }
    }
}

/// A function's value at b, its first differences by the steps a and n, and its second difference by both.
#[derive(Debug, Clone, Copy)]
struct Differences {
    at: f64,
    by_a: f64,
    by_n: f64,
    cross: f64,
}

impl Differences {
    /// Returns the differences of the product.
    fn times(self, other: Self) -> Self {
        Self {
            at: self.at * other.at,
            by_a: self.at * other.by_a + self.by_a * (other.at + other.by_a),
            by_n: self.at * other.by_n + self.by_n * (other.at + other.by_n),
            cross: (self.at + self.by_a + self.by_n) * other.cross
                + self.by_a * other.by_n
                + self.by_n * other.by_a
                + self.cross * (other.at + other.by_a + other.by_n + other.cross),
        }
    }

    /// Returns the differences of `c_0 + c_1 w + c_2 w² + ...`.
    fn in_polynomial(self, coefficients: &[f64]) -> Self {
        let nought = Self { at: 0.0, by_a: 0.0, by_n: 0.0, cross: 0.0 };
        coefficients.iter().rev().fold(nought, |sum, c| {
            let product = sum.times(self);
            Self { at: product.at + c, ..product }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;
    use proptest::prelude::*;

    #[test]
    fn ln_beta_agrees_with_fifty_digits() {
        check("ln_beta", 1e-14, |[a, b, ..]| ln_beta(a, b));
    }

    #[test]
    fn ln_beta_ratio_agrees_with_fifty_digits_however_small() {
        check("rel:ln_beta_ratio", 1e-13, |[a, b, n, _]| ln_beta_ratio(a, b, n));
        check("rel:ln_beta_ratio", 1e-13, |[a, b, n, _]| ln_beta_ratio_with_gradient(a, b, n).ln);
    }

    #[test]
    fn derivatives_of_ln_beta_ratio_agree_with_fifty_digits() {
        check("rel:ln_beta_ratio_by_a", 1e-13, |[a, b, n, _]| ln_beta_ratio_with_gradient(a, b, n).by_a);
        check("rel:ln_beta_ratio_by_b", 1e-13, |[a, b, n, _]| ln_beta_ratio_with_gradient(a, b, n).by_b);
    }

    #[test]
    fn one_purchase_of_a_fair_chance_halves() {
        assert!((ln_beta_ratio(1.0, 1.0, 1.0) - libm::log(0.5)).abs() < 1e-16);
    }

    #[test]
    fn no_purchase_leaves_the_chance_as_it_was() {
        let ratio = ln_beta_ratio_with_gradient(0.8, 2.4, 0.0);
        assert!(ratio.ln.abs() + ratio.by_a.abs() + ratio.by_b.abs() <= 0.0);
    }

    #[test]
    fn outside_the_domain_there_is_no_value() {
        assert!(
            ln_beta(0.0, 1.0).is_nan()
                && ln_beta(1.0, f64::NAN).is_nan()
                && ln_beta(1.0, f64::INFINITY).is_nan()
        );
        assert!(ln_beta_ratio(1.0, 1.0, -1.0).is_nan() && ln_beta_ratio(-1.0, 1.0, 1.0).is_nan());
        assert!(ln_beta_ratio_with_gradient(1.0, 0.0, 1.0).ln.is_nan());
    }

    proptest! {
        #[test]
        fn prop_steps_and_stirling_agree(ln_a in -18.0..30.0, ln_b in -18.0..30.0, n in 1_u32..16) {
            let (a, b, n) = (libm::exp(ln_a), libm::exp(ln_b), f64::from(n));
            let stepped = ln_beta_ratio_with_gradient(a, b, n);
            let halfway = ln_beta_ratio_with_gradient(a, b, n + 0.25);
            let rest = ln_beta_ratio_with_gradient(a, b + n, 0.25);
            prop_assert!(((stepped.ln + rest.ln) / halfway.ln - 1.0).abs() < 1e-13);
            prop_assert!(((stepped.by_a + rest.by_a) / halfway.by_a - 1.0).abs() < 1e-13);
            prop_assert!(((stepped.by_b + rest.by_b) / halfway.by_b - 1.0).abs() < 1e-12);
        }

        #[test]
        fn prop_a_and_n_change_places(ln_a in -18.0..14.0, ln_b in -18.0..30.0, ln_n in -5.0..14.0) {
            let (a, b, n) = (libm::exp(ln_a), libm::exp(ln_b), libm::exp(ln_n));
            prop_assert!((ln_beta_ratio(a, b, n) / ln_beta_ratio(n, b, a) - 1.0).abs() < 1e-13);
        }
    }
}
