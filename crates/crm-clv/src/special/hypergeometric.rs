//! Gauss's hypergeometric function for positive parameters: an independent form for tests of the functions that models use, which
//! are special cases of it with better-conditioned arguments.

use alloc::vec;
use alloc::vec::Vec;

use crm_numerics::{Exponential, Share, ln_beta_density_at, ln_strip_integral, ln_sum};

/// The most terms of the series; where it would need more, Euler's integral is quicker.
const MOST_TERMS: f64 = 4000.0;

/// A sum this large is scaled down.
const LARGE: f64 = 1e200;

/// The most times that c is raised by 1 to come above both upper parameters, and above one.
const RAISED_ABOVE_BOTH: f64 = 8.0;
const RAISED_ABOVE_ONE: f64 = 64.0;

/// Returns `ln 2F1(a, b; c; z)`, a, b, c > 0, 0 <= z < 1.
///
/// a to 2000, b and c to 1e12, z to 1 - 1e-10: within 1e-12 of the value, absolute or relative, whichever is wider. The series, all of
/// whose terms are positive, where 4000 terms suffice; else Euler's integral, which needs c above one of a and b: c is raised to it by
///
/// `F(a, b; c) = F(a, b; c + 1) + a b z / (c (c + 1)) F(a + 1, b + 1; c + 2)`,
///
/// also all positive. `None` outside the domain, and where c is below both a and b by more than 64 and the series is too long.
///
/// # Source
///
/// NIST Digital Library of Mathematical Functions, 15.2.1 and 15.6.1; the relation follows from comparing the series term by term.
pub(crate) fn ln_hyp2f1(a: f64, b: f64, c: f64, z: f64) -> Option<f64> {
    let finite = a < f64::INFINITY && b < f64::INFINITY && c < f64::INFINITY;
    if !(finite && a > 0.0 && b > 0.0 && c > 0.0 && (0.0..1.0).contains(&z)) {
        return None;
    }
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    by_series(low, high, c, z).or_else(|| by_integral(low, high, c, z))
}

/// Returns the logarithm of the sum of the series, if few terms suffice.
#[expect(clippy::many_single_char_names, reason = "the names of the field")]
fn by_series(a: f64, b: f64, c: f64, z: f64) -> Option<f64> {
    let (lower, upper) = if c < 1.0 { (c, 1.0) } else { (1.0, c) };
    if is_hopeless(
        a + b - c,
        (a + MOST_TERMS) * (b + MOST_TERMS) / ((lower + MOST_TERMS) * (upper + MOST_TERMS)) * z,
    ) {
        return None;
    }
    let (mut term, mut sum, mut ln_scale) = (1.0, 1.0, 0.0);
    let mut k = 0.0;
    while k < MOST_TERMS {
        term *= (a + k) * (b + k) / ((lower + k) * (upper + k)) * z;
        sum += term;
        k += 1.0;
        if term <= 1e-14 * sum {
            // each quotient tends to 1 from one side, so no later ratio of terms exceeds this one
            let ratio = z * f64::max((a + k) / (lower + k), 1.0) * f64::max((b + k) / (upper + k), 1.0);
            if ratio < 1.0 && term * ratio <= 1e-17 * sum * (1.0 - ratio) {
                return Some(ln_scale + libm::log(sum));
            }
        } else if sum > LARGE {
            term /= LARGE;
            sum /= LARGE;
            ln_scale += libm::log(LARGE);
        }
    }
    None
}

/// Returns whether the series is surely too long: where the ratio of terms falls as they go on (`a + b >= c + 1`), the last term beside
/// the largest is at least the last ratio to the power of their number.
fn is_hopeless(excess: f64, last_ratio: f64) -> bool {
    excess >= 1.0 && MOST_TERMS * libm::log(last_ratio) > -30.0
}

/// Returns the logarithm of the function by Euler's integral, with c raised first where it has to be; `low <= high`.
fn by_integral(low: f64, high: f64, c: f64, z: f64) -> Option<f64> {
    let above = |parameter: f64| if c > parameter { 0.0 } else { libm::floor(parameter - c) + 1.0 };
    if above(high) <= RAISED_ABOVE_BOTH {
        return raised(low, high, c, z, above(high));
    }
    if above(low) <= RAISED_ABOVE_ONE {
        return raised(high, low, c, z, above(low));
    }
    None
}

/// Returns the logarithm of `F(a, b; c)` from those of `F(a + j, b + j; c + times + j)`, j = 0 to `times`.
#[expect(clippy::many_single_char_names, reason = "the names of the field")]
fn raised(a: f64, b: f64, c: f64, z: f64, times: f64) -> Option<f64> {
    let mut weights = vec![1.0];
    let mut done = 0.0;
    while done < times {
        let mut next: Vec<f64> = weights.clone();
        next.push(0.0);
        let mut j = 0.0;
        for (carried, weight) in next.iter_mut().skip(1).zip(&weights) {
            let c = c + done + j;
            *carried += weight * ((a + j) / c) * ((b + j) / (c + 1.0)) * z;
            j += 1.0;
        }
        weights = next;
        done += 1.0;
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut j = 0.0;
    for weight in weights {
        parts.push(libm::log(weight) + euler(a + j, b + j, c + times + j, z)?);
        j += 1.0;
    }
    Some(ln_sum(parts))
}

/// Returns the logarithm of Euler's integral, c > b:
/// `1/B(b, c-b) ∫ t^(b-1) (1-t)^(c-b-1) (1-zt)^-a` over 0 < t < 1, on the line `t = 1 / (1 + e^-y)` and relative to its peak.
#[expect(clippy::many_single_char_names, reason = "the names of the field")]
fn euler(a: f64, b: f64, c: f64, z: f64) -> Option<f64> {
    let rest = c - b;
    let short = 1.0 - z;
    let odds = peak_odds(a, b, c, short);
    let t = Share { of: odds / (1.0 + odds), rest: 1.0 / (1.0 + odds) };
    let w = Share { of: short * odds / (1.0 + short * odds), rest: 1.0 / (1.0 + short * odds) };
    // Each factor is taken from the side where it stays near 1, so that large exponents do not cancel.
    let (t_high, w_high) = (t.rest < 0.5, w.rest < 0.5);
    let slope = match (t_high, w_high) {
        (false, _) => b, // w is the smaller
        (true, false) => a - rest,
        (true, true) => -rest,
    };
    let grown = |share: Share, high: bool, v: f64| {
        if high { Share { of: share.rest, rest: share.of }.ln_grown(-v) } else { share.ln_grown(v) }
    };
    let relative = |v: f64| slope * v - (c - a) * grown(t, t_high, v) - a * grown(w, w_high, v);
    let curvature = (c - a).abs() * t.of * t.rest + a * w.of * w.rest;
    // Far out on each side only a power of e^v is left.
    let left = Exponential { beyond: 40.0 + libm::log(((c - a).abs() + a * short) * odds), rate: b };
    let right = Exponential { beyond: 40.0 + libm::log(((c - a).abs() + a / short) / odds), rate: rest };
    let ln_integral = ln_strip_integral(relative, curvature, left, right);
    let lost = z * t.of;
    let ln_left = if lost < 0.5 { libm::log1p(-lost) } else { libm::log(t.rest + short * t.of) };
    let value = ln_beta_density_at(b, rest, odds, 1.0) - a * ln_left + ln_integral;
    value.is_finite().then_some(value)
}

/// Returns `t / (1 - t)` where Euler's integrand is largest on its line: the positive root e of
/// `(1-z)(c-b) e² - (a - (c-b) + (1-z)(b-a)) e - b`.
fn peak_odds(a: f64, b: f64, c: f64, short: f64) -> f64 {
    let square = short * (c - b);
    let half = 0.5 * (a - (c - b) + short * (b - a));
    let root = libm::sqrt(half * half + square * b);
    if half > 0.0 { (half + root) / square } else { b / (root - half) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::golden::check;
    use proptest::prelude::*;

    #[test]
    fn ln_hyp2f1_agrees_with_fifty_digits() {
        check("ln_hyp2f1", 1e-12, |[a, b, c, z]| ln_hyp2f1(a, b, c, z).unwrap());
    }

    #[test]
    fn the_integral_agrees_with_fifty_digits_where_the_series_serves_too() {
        check("ln_hyp2f1", 5e-12, |[a, b, c, z]| by_integral(a.min(b), a.max(b), c, z).unwrap());
    }

    #[test]
    fn outside_the_domain_there_is_no_value() {
        for (a, b, c, z) in
            [(0.0, 1.0, 1.0, 0.5), (1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, -0.1), (1.0, 1.0, f64::NAN, 0.5)]
        {
            assert_eq!(ln_hyp2f1(a, b, c, z), None);
        }
    }

    #[test]
    fn too_far_from_both_ways_there_is_no_value() {
        assert_eq!(ln_hyp2f1(2000.0, 2000.0, 1.0, 1.0 - 1e-10), None);
    }

    proptest! {
        #[test]
        fn prop_with_b_equal_to_c_it_is_a_power(ln_a in -7.0..7.0, ln_b in -7.0..27.0, ln_short in -23.0..-0.01) {
            // 2F1(a, b; b; z) = (1 - z)^-a
            let (a, b, z) = (libm::exp(ln_a), libm::exp(ln_b), -libm::expm1(ln_short));
            let expected = -a * libm::log(1.0 - z);
            let value = ln_hyp2f1(a, b, b, z).unwrap();
            prop_assert!((value - expected).abs() < 1e-12 * (1.0 + expected), "{value} {expected}");
        }

        #[test]
        fn prop_series_and_integral_agree(ln_a in -5.0..4.0, ln_b in -5.0..10.0, gap in -3.0..50.0, z in 0.01..0.95) {
            let (a, b) = (libm::exp(ln_a), libm::exp(ln_b));
            let (low, high) = (a.min(b), a.max(b));
            let c = f64::max(high + gap, 0.01);
            let series = by_series(low, high, c, z).unwrap();
            let integral = by_integral(low, high, c, z).unwrap();
            prop_assert!((series - integral).abs() < 1e-12 * (1.0 + series), "{series} {integral}");
        }
    }
}
