//! The point at which the logarithm of a distribution's part has a given value.

/// The most steps of Newton's method; some ten are needed.
const MOST_STEPS: u32 = 200;

/// With logarithms so near, one more step leaves an error of the size of its square.
const NEAR: f64 = 1e-9;

/// Roundings of the point keep logarithms from coming nearer than this in no distribution treated here.
const NEAR_ENOUGH: f64 = 1e-4;

/// A part of a distribution on a line, up to a point, with the density there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// The logarithm of the part below the point.
    pub(crate) ln: f64,
    /// The logarithm of the density at the point.
    pub(crate) ln_density: f64,
}

/// Returns the y at which a part has a given logarithm. No step goes further to the left than `furthest`: far below its root a part may be so
/// small that nothing of its logarithm is left beside that of the density.
///
/// Where the density is log-concave on the line of y, the logarithm of the part is concave as well (Prékopa), so that Newton's method
/// from anywhere comes to the left of the point, and from there to it.
pub(crate) fn solve(ln_part: f64, start: f64, furthest: f64, part: impl Fn(f64) -> Part) -> Option<f64> {
    let (mut y, mut nearest) = (start, f64::INFINITY);
    for _ in 0..MOST_STEPS {
        let Part { ln, ln_density } = part(y);
        let missing = ln_part - ln;
        let change = missing * libm::exp(ln - ln_density);
        if !change.is_finite() {
            return None;
        }
        y += change.max(-furthest);
        let is_stuck = missing.abs() <= NEAR_ENOUGH && missing.abs() >= nearest;
        if missing.abs() <= NEAR || is_stuck {
            return Some(y);
        }
        nearest = missing.abs();
    }
    None
}
