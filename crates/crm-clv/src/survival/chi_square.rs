//! The upper tail of the chi-square distribution, for whole degrees of freedom.

/// Returns P(X > x) for a chi-square variable of `degrees`; 1 for x of at most 0, and for no degrees of freedom.
///
/// With h = x / 2 it is the sum of e^-h h^p / Γ(p + 1) over p = 0, 1 .. below degrees / 2 for even degrees; for odd ones it is
/// erfc(√h) and that sum over p = 1/2, 3/2 .. below degrees / 2. Terms are positive, and built outwards from the largest, so that
/// nothing overflows. Correct to 1e-12 relative up to a thousand degrees; below 1e-308 it is 0.
///
/// # Source
///
/// Abramowitz, Stegun (1964), 26.4.4 and 26.4.5.
pub(super) fn upper_tail(x: f64, degrees: u32) -> f64 {
    if x <= 0.0 || degrees == 0 {
        return 1.0;
    }
    let half = x / 2.0;
    let first = if degrees.is_multiple_of(2) { 0.0 } else { 0.5 };
    let last = f64::from(degrees) / 2.0 - 1.0;
    let start = if first > 0.0 { libm::erfc(libm::sqrt(half)) } else { 0.0 };
    if last < first {
        return start;
    }
    let peak = f64::max(first, last - f64::max(libm::ceil(last - half), 0.0));
    let largest = libm::exp(peak * libm::log(half) - half - libm::lgamma(peak + 1.0));

    let mut sum = largest;
    let (mut term, mut power) = (largest, peak);
    while power > first {
        term *= power / half;
        power -= 1.0;
        sum += term;
    }
    let (mut term, mut power) = (largest, peak);
    while power < last {
        power += 1.0;
        term *= half / power;
        sum += term;
    }
    f64::min(start + sum, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_is_as_integrated_at_fifty_digits() {
        for line in include_str!("../../tests/golden/chi_square.csv").lines().skip(1) {
            let fields: alloc::vec::Vec<&str> = line.split(',').collect();
            let (x, degrees): (f64, u32) = (fields[0].parse().unwrap(), fields[1].parse().unwrap());
            let expected: f64 = fields[2].parse().unwrap();
            let found = upper_tail(x, degrees);
            assert!((found / expected - 1.0).abs() < 1e-12, "{x}, {degrees}: {found}, not {expected}");
        }
    }

    #[test]
    fn tail_is_a_probability_wherever_it_is_asked_for() {
        for degrees in [0, 1, 2, 3, 10, 2_001] {
            for x in [-1.0, 0.0, 1e-300, 1.0, 1e3, 1e300] {
                assert!((0.0..=1.0).contains(&upper_tail(x, degrees)), "{x}, {degrees}");
            }
        }
    }
}
