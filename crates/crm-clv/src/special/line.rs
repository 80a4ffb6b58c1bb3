//! Integrals over the whole real line of smooth integrands with one peak that fall off on both sides.
//!
//! The trapezoidal rule converges faster than any power of the step for such integrands. The line is first bent by
//! `y = peak + width sinh(u)`, so that tails that fall by a small exponent (`e^(0.001 y)`) still take few points. Integrals over a
//! half-line or an interval come here by `t = e^y` or `t = 1 / (1 + e^-y)`. [`ln_integral`] asks nothing more of the integrand and
//! halves the step until two levels agree; [`ln_strip_integral`] knows where the integrand is analytic and needs one level only.

/// A tail is cut off once it stays this far, in logarithm, below the peak.
const NEGLIGIBLE: f64 = -46.0;

/// Two levels that agree to this are taken to have converged.
const AGREEMENT: f64 = 1e-14;

/// Levels that agree no better than this are not an answer: roundings in the integrand keep some from agreeing fully.
const LOOSEST: f64 = 1e-10;

/// The step in u of the first level; each further level halves it.
const FIRST_STEP: f64 = 0.5;

/// The most levels: at the last about 100 000 points in the widest range.
const LEVELS: u32 = 11;

/// The farthest u: `sinh(40)` is 1e17.
const FARTHEST: f64 = 40.0;

/// The logarithm of an integral.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Integral {
    /// The logarithm of the value.
    pub(crate) ln: f64,
    /// The relative difference of the last two levels: a bound on the error of the value but for roundings in the integrand.
    pub(crate) error: f64,
}

/// Returns the logarithm of the integral of `e^ln_f(y)` over all y, for an integrand that rises to one peak and falls from it.
///
/// `start` is any point where the integrand is not zero; the peak is sought from there by doubled steps. `None` where `ln_f` is not
/// finite at `start`, no peak is found, or the levels do not come to agree.
pub(crate) fn ln_integral(ln_f: impl Fn(f64) -> f64, start: f64) -> Option<Integral> {
    let peak = find_peak(&ln_f, start)?;
    let top = ln_f(peak);
    let relative = ln_integral_about_peak(|v| ln_f(peak + v) - top)?;
    Some(Integral { ln: top + relative.ln, ..relative })
}

/// Returns the logarithm of the integral of `e^ln_g(v)` over all v, for an integrand whose only peak is at v = 0, with `ln_g(0) = 0`.
///
/// An integrand given so, as a difference from its peak, loses nothing to large exponents.
pub(crate) fn ln_integral_about_peak(ln_g: impl Fn(f64) -> f64) -> Option<Integral> {
    let width = half_width(&ln_g)?;
    let height = |u: f64| ln_g(width * libm::sinh(u)) + ln_cosh(u);
    let reach = |sign: f64| {
        let steps =
            core::iter::successors(Some(1.0), |u| Some(u + FIRST_STEP)).take_while(|u| *u <= FARTHEST);
        steps.map(|u| sign * u).find(|u| height(*u) < NEGLIGIBLE)
    };
    let (low, high) = (reach(-1.0)?, reach(1.0)?);
    let (value, error) = trapezoid(|u| libm::exp(height(u)), low, high)?;
    Some(Integral { ln: libm::log(width) + libm::log(value), error })
}

/// Returns the integral of one function over `low..high`, at whose ends it is negligible, and the relative difference of the last two
/// levels, by the trapezoidal rule: the step is halved until they agree.
fn trapezoid(f: impl Fn(f64) -> f64, low: f64, high: f64) -> Option<(f64, f64)> {
    let mut step = FIRST_STEP;
    let mut sum = sum_nodes(&f, low, high, step);
    let mut error = f64::INFINITY;
    for _ in 0..LEVELS {
        let between = sum_nodes(&f, low + 0.5 * step, high, step);
        let before = error;
        // the old integral is sum * step, the new one (sum + between) * step / 2
        error = ((between - sum) / (between + sum)).abs();
        sum += between;
        step *= 0.5;
        // past the roundings of the integrand no level comes closer: each should have squared the error
        let stalled = error <= LOOSEST && error > 0.1 * before;
        if error <= AGREEMENT || stalled {
            break;
        }
    }
    (error <= LOOSEST && sum.is_finite()).then_some((sum * step, error))
}

/// Returns the sum of f at `from, from + step, ...` up to `to`.
fn sum_nodes(f: &impl Fn(f64) -> f64, from: f64, to: f64, step: f64) -> f64 {
    let nodes = core::iter::successors(Some(0.0), |index| Some(index + 1.0)).map(|index| from + index * step);
    nodes.take_while(|node| *node <= to).map(f).sum()
}

/// Where an integrand has become a plain exponential, `e^(-rate |v|)` but for roundings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exponential {
    /// The distance from the peak beyond which it is one.
    pub(super) beyond: f64,
    /// The rate at which it falls.
    pub(super) rate: f64,
}

/// The step is `PEAK_STEP / √(curvature + PEAK_OFFSET)`. For the integrand of Γ(κ), which has the curvature κ at its peak, the relative
/// error of a step h is `2 |Γ(κ + 2πi/h)| / Γ(κ)`; these two, found by trial, keep it below 1e-16 for every κ.
const PEAK_STEP: f64 = 0.68;
const PEAK_OFFSET: f64 = 8.5;

/// A node this small beside the sum is not counted, nor are those beyond it.
const NO_PART: f64 = 1e-19;

/// The most nodes on one side: three times what the widest integrand within the stated domains takes.
const MOST_NODES: u32 = 2000;

/// Returns the logarithm of the integral of `e^ln_g(v)` over all v, quickly, for a product of powers of `e^v`, of sums `1 + c e^v`
/// with c > 0, and of exponentials `e^(-c e^v)`, whose only peak is at v = 0, with `ln_g(0) = 0` and the curvature given.
///
/// Such integrands are analytic up to π/2 off the line and grow there no more than that of a gamma function with the same curvature,
/// which fixes the step; and tails that fall slowly are exponential from some point on, so that the nodes beyond sum to a geometric
/// series.
pub(super) fn ln_strip_integral(
    ln_g: impl Fn(f64) -> f64,
    curvature: f64,
    left: Exponential,
    right: Exponential,
) -> Option<f64> {
    let step = PEAK_STEP / libm::sqrt(curvature + PEAK_OFFSET);
    let mut sum = 1.0;
    for (side, tail) in [(-step, left), (step, right)] {
        sum += sum_side(&ln_g, side, tail, sum)?;
    }
    let ln = libm::log(sum) + libm::log(step);
    ln.is_finite().then_some(ln)
}

/// Returns the sum of the nodes on one side of the peak: `step` is negative to the left.
fn sum_side(ln_g: &impl Fn(f64) -> f64, step: f64, tail: Exponential, known: f64) -> Option<f64> {
    let mut sum = 0.0;
    let mut index = 0.0;
    for _ in 0..MOST_NODES {
        index += 1.0;
        let v = index * step;
        let value = libm::exp(ln_g(v));
        sum += value;
        if value <= NO_PART * (known + sum) {
            return Some(sum);
        }
        if v.abs() > tail.beyond {
            // value (r + r² + ...) with r = e^(-rate |step|)
            let fall = tail.rate * step.abs();
            return Some(sum + value * libm::exp(-fall) / -libm::expm1(-fall));
        }
    }
    None
}

/// Returns how far to the nearer side the integrand falls to 1/e of its peak, to within a factor of 2.
fn half_width(ln_g: &impl Fn(f64) -> f64) -> Option<f64> {
    let fallen = |v: f64| ln_g(v) < -1.0 || ln_g(-v) < -1.0;
    let mut v = 1.0;
    for _ in 0..200 {
        match (fallen(v), fallen(0.5 * v)) {
            (true, true) => v *= 0.5,
            (true, false) => return Some(v),
            (false, _) => v *= 2.0,
        }
    }
    None
}

/// Returns about where the one peak is: bracketed by doubled steps from the start, then narrowed by golden sections.
fn find_peak(ln_f: &impl Fn(f64) -> f64, start: f64) -> Option<f64> {
    let at_start = ln_f(start);
    if !at_start.is_finite() {
        return None;
    }
    let direction = if ln_f(start + 1e-3) >= at_start { 1.0 } else { -1.0 };
    let (mut before, mut best, mut at_best) = (start - direction, start, at_start);
    let mut step = 1e-3;
    let mut beyond = start + direction * step;
    for _ in 0..80 {
        let value = ln_f(beyond);
        if value.is_nan() {
            return None;
        }
        if value < at_best {
            return Some(golden_section(ln_f, before, beyond));
        }
        (before, best, at_best) = (best, beyond, value);
        step *= 2.0;
        beyond = best + direction * step;
    }
    None
}

/// Returns the peak between two points, to about 1e-8 of their distance.
fn golden_section(ln_f: &impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    const SECTION: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (from, to);
    for _ in 0..40 {
        let span = SECTION * (high - low);
        let (right, left) = (low + span, high - span);
        if ln_f(left) < ln_f(right) { low = left } else { high = right }
    }
    0.5 * (low + high)
}

/// Returns `ln cosh u` for any u.
fn ln_cosh(u: f64) -> f64 {
    let u = u.abs();
    u + libm::log(0.5 + 0.5 * libm::exp(-2.0 * u))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::{ln_beta, ln_gamma};
    use core::f64::consts::PI;
    use proptest::prelude::*;

    #[test]
    fn a_normal_density_far_away_is_found() {
        let found = ln_integral(|y| -0.5 * (y - 700.0) * (y - 700.0), 0.0).unwrap();
        assert!((found.ln - 0.5 * libm::log(2.0 * PI)).abs() < 1e-12 && found.error < 1e-12, "{found:?}");
    }

    #[test]
    fn a_peak_given_loses_nothing() {
        let found = ln_integral_about_peak(|v| -0.5e8 * v * v).unwrap();
        assert!((found.ln - libm::log(1e-4 * libm::sqrt(2.0 * PI))).abs() < 1e-14, "{found:?}");
    }

    #[test]
    fn gamma_functions_are_integrals() {
        for a in [0.001, 0.1, 1.0, 7.5, 300.0] {
            let found = ln_integral(|y| a * y - libm::exp(y), 0.0).unwrap();
            assert!((found.ln - ln_gamma(a)).abs() < 1e-12 * (1.0 + ln_gamma(a).abs()), "{a} {found:?}");
        }
    }

    #[test]
    fn without_a_peak_there_is_no_value() {
        assert_eq!(ln_integral(|y| y, 0.0), None);
        assert_eq!(ln_integral(|_| 0.0, 0.0), None);
        assert_eq!(ln_integral(|_| f64::NAN, 0.0), None);
        assert_eq!(ln_integral(|y| if y > 0.0 { f64::NAN } else { 0.0 }, 0.0), None);
        assert_eq!(ln_integral_about_peak(|_| 0.0), None);
    }

    proptest! {
        #[test]
        fn prop_beta_functions_are_integrals(ln_a in -6.0..6.0, ln_b in -6.0..6.0) {
            let (a, b) = (libm::exp(ln_a), libm::exp(ln_b));
            let ln_grown = |y: f64| y.max(0.0) + libm::log1p(libm::exp(-y.abs()));
            let ln_f = |y: f64| -a * ln_grown(-y) - b * ln_grown(y);
            let found = ln_integral(ln_f, 0.0).unwrap();
            prop_assert!((found.ln - ln_beta(a, b)).abs() < 1e-12 * (1.0 + ln_beta(a, b).abs()), "{found:?}");
        }
    }
}
