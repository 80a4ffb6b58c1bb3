//! The chance that a Pareto/NBD customer stopped buying somewhere after the last purchase, as two positive series.
//!
//! With m = r + x, the likelihood of a customer who may have left at any time τ after t is
//!
//! `∫ (α+τ)^-m (β+τ)^-(s+1) dτ` over τ > t
//!
//! - for α >= β: `(α+t)^-m (β+t)^-s G(m, s, z)`, z = (α - β) / (α + t);
//! - for β >= α: `(β+t)^-(s+1) (α+t)^-(m-1) H(m, s, z)`, z = (β - α) / (β + t).
//!
//! Both are one function, `T(p, q, z) = Σ (p)_k / (p+q)_{k+1} z^k`: G is `T(m, s, z)` and H is `T(s+1, m-1, z)`.
//!
//! # Source
//!
//! D. C. Schmittlein, D. G. Morrison, R. Colombo (1987), Counting Your Customers, Management Science 33(1), in the form of P. S. Fader
//! and B. G. S. Hardie (2005), A Note on Deriving the Pareto/NBD Model.

use crm_numerics::Share;

/// Below this z the series is always short; above it, it is where the terms fall fast for another reason.
const SERIES_BELOW: f64 = 0.9;

/// The most terms of the series worth taking.
const MOST_TERMS: f64 = 400.0;

/// One of the two sums with its partial derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ParetoTail {
    /// The sum itself, positive.
    pub(crate) value: f64,
    /// Its derivative in m.
    pub(crate) by_m: f64,
    /// Its derivative in s.
    pub(crate) by_s: f64,
    /// Its derivative in z, positive.
    pub(crate) by_z: f64,
}

/// Returns `G(m, s, z) = 1/(m+s) Σ (m)_k / (m+s+1)_k z^k` with its derivatives, m > 0, s > 0, 0 <= z < 1, as the share with its rest.
///
/// m and s from 1e-12 to 1e19, 1 - z from 1e-120: the value within 1e-12 relative; the derivatives, too, for m to 2000, s from 1e-8 and
/// 1 - z from 1e-10.
pub(crate) fn pareto_tail_g(m: f64, s: f64, z: Share) -> ParetoTail {
    let tail = sum_with_gradient(Powers::of_g(m, s), z);
    ParetoTail { value: tail.value, by_m: tail.by_p, by_s: tail.by_q, by_z: tail.by_z }
}

/// Returns `H(m, s, z) = 1/(m+s) Σ (s+1)_k / (m+s+1)_k z^k` with its derivatives; domain and accuracy as [`pareto_tail_g`].
pub(crate) fn pareto_tail_h(m: f64, s: f64, z: Share) -> ParetoTail {
    let tail = sum_with_gradient(Powers::of_h(m, s), z);
    ParetoTail { value: tail.value, by_m: tail.by_q, by_s: tail.by_p, by_z: tail.by_z }
}

/// Returns the value of [`pareto_tail_g`] alone, in about a third of the time.
pub(crate) fn pareto_tail_g_value(m: f64, s: f64, z: Share) -> f64 {
    sum(Powers::of_g(m, s), z)
}

/// Returns the value of [`pareto_tail_h`] alone, in about a third of the time.
pub(crate) fn pareto_tail_h_value(m: f64, s: f64, z: Share) -> f64 {
    sum(Powers::of_h(m, s), z)
}

/// p, q and their sum, which is given on its own: it may be smaller than roundings of p and q.
#[derive(Debug, Clone, Copy)]
struct Powers {
    p: f64,
    q: f64,
    both: f64,
}

impl Powers {
    fn of_g(m: f64, s: f64) -> Self {
        Self { p: m, q: s, both: m + s }
    }

    fn of_h(m: f64, s: f64) -> Self {
        Self { p: s + 1.0, q: m - 1.0, both: m + s }
    }
}

/// `T(p, q, z)` with its derivatives.
#[derive(Debug, Clone, Copy)]
struct Tail {
    value: f64,
    by_p: f64,
    by_q: f64,
    by_z: f64,
}

/// Returns `T(p, q, z)`, p > 0, p + q > 0, q > -1.
fn sum(powers: Powers, z: Share) -> f64 {
    if is_short(powers, z.of) { series(powers, z) } else { integral(powers, z.rest).value }
}

/// Returns `T(p, q, z)` with its derivatives.
///
/// The derivative in p tends to 0 as z tends to 1, and the series, whose terms differ in sign there, would lose it: not so the integral.
fn sum_with_gradient(powers: Powers, z: Share) -> Tail {
    if z.of < SERIES_BELOW { series_with_gradient(powers, z) } else { integral(powers, z.rest) }
}

/// Returns whether the series is short: after at most [`MOST_TERMS`] its terms are surely negligible.
///
/// The ratio of terms is `z (p+k) / (p+q+1+k)`, which rises to z, so `(p+n) / (p+q+1+n)` to the n-th power bounds what the quotients
/// have done after n terms.
fn is_short(Powers { p, both, .. }: Powers, z: f64) -> bool {
    let n = MOST_TERMS;
    z < SERIES_BELOW || n * libm::log(z * (p + n) / (both + 1.0 + n)) < -41.0
}

/// Sums the series.
fn series(Powers { p, both, .. }: Powers, z: Share) -> f64 {
    let mut up = p;
    let mut down = both;
    let mut term = 1.0 / down;
    let mut sum = term;
    let negligible = 1e-17 * z.rest;
    while term > negligible * sum {
        down += 1.0;
        term *= z.of * (up / down);
        sum += term;
        up += 1.0;
    }
    sum
}

/// Sums the series and, term by term, its derivatives.
///
/// The derivative of the logarithm of the k-th term is `Σ_{j<k} 1/(p+j) - Σ_{j<=k} 1/(p+q+j)` in p, minus the latter in q.
fn series_with_gradient(Powers { p, both, .. }: Powers, z: Share) -> Tail {
    let mut up = p;
    let mut down = both;
    let mut term = 1.0 / down;
    let mut by_down = term; // Σ 1/(p+q+j)
    let mut by_both = -term; // Σ 1/(p+j) - Σ 1/(p+q+j)
    let mut tail = Tail { value: term, by_p: term * by_both, by_q: -term * by_down, by_z: 0.0 };
    let mut k = 0.0;
    let negligible = 1e-17 * z.rest * z.rest;
    while (k + 1.0) * term > negligible * tail.value {
        k += 1.0;
        down += 1.0;
        let inverse = 1.0 / (up * down);
        by_down += inverse * up;
        by_both += inverse * (down - up);
        let before = term;
        term *= z.of * up * up * inverse;
        tail.value += term;
        tail.by_p += term * by_both;
        tail.by_q -= term * by_down;
        tail.by_z += k * before * up * up * inverse;
        up += 1.0;
    }
    tail
}

/// The step in y and the first node. The integrand is analytic up to π/2 off the line, so the error is about `e^(-π²/STEP)`, 1e-17.
const STEP: f64 = 0.25;
const FIRST: f64 = -3.75;

/// A node this small beside the sum is not counted, nor are those beyond it.
const NO_PART: f64 = 1e-18;

/// From here on, plain exponentials are plain to all digits.
const FAR: f64 = 40.0;

/// The most nodes: 1 - z of 1e-120 and p of 1e19 take fewer than 2000.
const MOST_NODES: u32 = 10_000;

/// Integrates instead, whatever z: with `1 - u = e^-w` in Euler's integral
///
/// `T = ∫ e^(-q w) [1 + (1-z)(e^w - 1)]^-p dw` over w > 0,
///
/// on the line `e^w - 1 = scale exp(y - e^-y)`, whose left tail is short and whose right tail is in the end exponential, so that its
/// nodes sum to a geometric series. The derivatives come from the same nodes, each an integral of one sign.
fn integral(Powers { p, q, both }: Powers, short: f64) -> Tail {
    let scale = f64::min(1.0, 1.0 / (q.abs() + p * short));
    let plain_from = FAR + libm::log(f64::max(p, 1.0) / short);
    let mut sums = [0.0; 4];
    let mut index = 0.0;
    for _ in 0..MOST_NODES {
        let y = FIRST + index * STEP;
        let fall = libm::exp(-y);
        let grown = scale * libm::exp(y - fall); // e^w - 1
        let w = libm::log1p(grown);
        let ln_loss = libm::log1p(short * grown);
        let slope = (1.0 + fall) * grown / (1.0 + grown);
        let f = libm::exp(-q * w - p * ln_loss) * slope;
        let terms = [f, f * ln_loss, f * w, f * grown / (1.0 + short * grown)];
        let negligible = sums.iter().zip(terms).all(|(sum, term)| term <= NO_PART * sum);
        sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        let is_plain = y > FAR && w > plain_from;
        if is_plain {
            let rests = geometric_rests(both * STEP, terms);
            sums.iter_mut().zip(rests).for_each(|(sum, rest)| *sum += rest);
        }
        if is_plain || (y > 0.0 && negligible) {
            break;
        }
        index += 1.0;
    }
    let [value, by_p, by_q, by_z] = sums.map(|sum| sum * STEP);
    Tail { value, by_p: -by_p, by_q: -by_q, by_z: p * by_z }
}

/// Returns the sums of all nodes beyond one from which f falls by `e^-fall` a node, while the logarithms it is weighed by in the second
/// and third grow by a step.
fn geometric_rests(fall: f64, [f, by_loss, by_w, by_share]: [f64; 4]) -> [f64; 4] {
    let ratio = libm::exp(-fall);
    let rest = ratio / -libm::expm1(-fall); // r + r² + r³ + ...
    let weighted = rest * (1.0 + rest); // r + 2r² + 3r³ + ...
    [f * rest, by_loss * rest + f * STEP * weighted, by_w * rest + f * STEP * weighted, by_share * rest]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::golden::check;
    use crate::special::integral_by_panels;
    use proptest::prelude::*;

    #[test]
    fn g_agrees_with_fifty_digits() {
        check("rel:pareto_g", 1e-12, |[m, s, z, _]| pareto_tail_g(m, s, Share::below_one(z)).value);
        check("rel:pareto_g", 1e-12, |[m, s, z, _]| pareto_tail_g_value(m, s, Share::below_one(z)));
        check("rel:pareto_g_by_m", 1e-12, |[m, s, z, _]| pareto_tail_g(m, s, Share::below_one(z)).by_m);
        check("rel:pareto_g_by_s", 1e-12, |[m, s, z, _]| pareto_tail_g(m, s, Share::below_one(z)).by_s);
        check("rel:pareto_g_by_z", 1e-12, |[m, s, z, _]| pareto_tail_g(m, s, Share::below_one(z)).by_z);
    }

    #[test]
    fn h_agrees_with_fifty_digits() {
        check("rel:pareto_h", 1e-12, |[m, s, z, _]| pareto_tail_h(m, s, Share::below_one(z)).value);
        check("rel:pareto_h", 1e-12, |[m, s, z, _]| pareto_tail_h_value(m, s, Share::below_one(z)));
        check("rel:pareto_h_by_m", 1e-12, |[m, s, z, _]| pareto_tail_h(m, s, Share::below_one(z)).by_m);
        check("rel:pareto_h_by_s", 1e-12, |[m, s, z, _]| pareto_tail_h(m, s, Share::below_one(z)).by_s);
        check("rel:pareto_h_by_z", 1e-12, |[m, s, z, _]| pareto_tail_h(m, s, Share::below_one(z)).by_z);
    }

    #[test]
    fn the_integral_agrees_with_fifty_digits_where_the_series_serves_too() {
        check("rel:pareto_g", 1e-12, |[m, s, z, _]| integral(Powers::of_g(m, s), 1.0 - z).value);
        check("rel:pareto_g_by_m", 1e-12, |[m, s, z, _]| integral(Powers::of_g(m, s), 1.0 - z).by_p);
        check("rel:pareto_h", 1e-12, |[m, s, z, _]| integral(Powers::of_h(m, s), 1.0 - z).value);
    }

    #[test]
    fn at_equal_rates_the_sums_are_their_first_terms() {
        let tail = pareto_tail_g(3.0, 1.0, Share::below_one(0.0));
        assert_eq!((tail.value, tail.by_m, tail.by_s), (0.25, -0.0625, -0.0625));
        assert!((tail.by_z - 3.0 / 20.0).abs() < 1e-16); // m / ((m+s)(m+s+1))
    }

    /// Returns `ln ∫ (α+τ)^-m (β+τ)^-(s+1) dτ` over τ > t by quadrature.
    fn by_quadrature(m: f64, s: f64, alpha: f64, beta: f64, t: f64) -> f64 {
        let ln_f =
            |y| y - m * libm::log(alpha + t + libm::exp(y)) - (s + 1.0) * libm::log(beta + t + libm::exp(y));
        libm::log(integral_by_panels(ln_f, -40.0, 500.0))
    }

    /// Returns the same by the sums.
    fn by_sums(m: f64, s: f64, alpha: f64, beta: f64, t: f64) -> f64 {
        let (ln_alpha, ln_beta) = (libm::log(alpha + t), libm::log(beta + t));
        if alpha >= beta {
            let tail = pareto_tail_g_value(m, s, Share::below_one((alpha - beta) / (alpha + t)));
            libm::log(tail) - m * ln_alpha - s * ln_beta
        } else {
            let tail = pareto_tail_h_value(m, s, Share::below_one((beta - alpha) / (beta + t)));
            libm::log(tail) - (s + 1.0) * ln_beta - (m - 1.0) * ln_alpha
        }
    }

    proptest! {
        #[test]
        fn prop_the_sums_are_the_integral_of_the_likelihood(
            m in 0.05..60.0, s in 0.05..6.0, ln_alpha in -3.0..5.0, ln_beta in -3.0..5.0, t in 0.0..50.0,
        ) {
            let (alpha, beta) = (libm::exp(ln_alpha), libm::exp(ln_beta));
            let (found, expected) = (by_sums(m, s, alpha, beta, t), by_quadrature(m, s, alpha, beta, t));
            prop_assert!((found - expected).abs() < 1e-11 * (1.0 + expected.abs()), "{found} {expected}");
        }

        #[test]
        fn prop_value_alone_is_the_value_with_its_gradient(ln_m in -27.0..28.0, ln_s in -27.0..28.0, ln_short in -60.0..0.0) {
            let (m, s, z) = (libm::exp(ln_m), libm::exp(ln_s), Share { of: -libm::expm1(ln_short), rest: libm::exp(ln_short) });
            for (alone, full) in [
                (pareto_tail_g_value(m, s, z), pareto_tail_g(m, s, z)), (pareto_tail_h_value(m, s, z), pareto_tail_h(m, s, z)),
            ] {
                prop_assert!((alone / full.value - 1.0).abs() < 1e-13);
            }
        }
    }
}
