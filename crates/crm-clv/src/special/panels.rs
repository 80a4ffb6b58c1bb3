//! Integrals by Gauss and Legendre's rule on panels that are halved until they agree.

use alloc::vec::Vec;

/// Panels are at most so wide to begin with: integrands have scales of about 1 on a line of logarithms, or narrower peaks.
const WIDTH: f64 = 2.0;
/// A tail is cut off once it is this small, in logarithm, beside the largest value seen.
const NEGLIGIBLE: f64 = -44.0;
/// A panel and its halves that agree to this part of the whole are good enough.
const AGREEMENT: f64 = 1e-13;
/// Panels are not halved more often: to 4e-6 of their width.
const MOST_HALVINGS: u32 = 18;

/// Returns the integral of `e^ln_f(y)` from one point to another, whatever its shape, if it has no scales below a hundredth that
/// values at distances of 0.1 do not tell of.
pub(crate) fn integral_by_panels(ln_f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let mut panels = Vec::new();
    let (mut start, mut top, mut best) = (from, f64::NEG_INFINITY, from);
    while start < to {
        let end = if start + WIDTH >= to { to } else { start + WIDTH };
        let mut highest = f64::NEG_INFINITY;
        let mut values = Vec::new();
        for (y, weight) in nodes(start, end) {
            let ln = ln_f(y);
            highest = highest.max(ln);
            if ln > top {
                (top, best) = (ln, y);
            }
            values.push((ln, weight));
        }
        panels.push((start, end, highest, values));
        start = end;
    }
    if top == f64::NEG_INFINITY {
        return 0.0;
    }
    let (known_top, peak) = (top, summit(&ln_f, (best - APART).max(from), (best + APART).min(to)));
    let top = ln_f(peak).max(known_top);
    let value = |start: f64, end: f64| -> f64 {
        nodes(start, end).map(|(y, weight)| weight * libm::exp(ln_f(y) - top)).sum()
    };
    let mut waiting: Vec<(f64, f64, f64, u32)> = Vec::new();
    for (start, end, highest, values) in panels {
        if start < peak && peak < end {
            // A peak that is narrower than the nodes are apart is seen from both sides.
            waiting.extend([(start, peak, value(start, peak), 0), (peak, end, value(peak, end), 0)]);
        } else if highest - known_top > NEGLIGIBLE {
            let known = values.iter().map(|(ln, weight)| weight * libm::exp(ln - top)).sum();
            waiting.push((start, end, known, 0));
        }
    }
    let mut sum = 0.0;
    let mut total: f64 = waiting.iter().map(|(_, _, value, _)| value).sum();
    while let Some((start, end, whole, halvings)) = waiting.pop() {
        let middle = f64::midpoint(start, end);
        let (left, right) = (value(start, middle), value(middle, end));
        let halves = left + right;
        total += halves - whole;
        if (halves - whole).abs() <= AGREEMENT * total || halvings >= MOST_HALVINGS {
            sum += halves;
        } else {
            waiting.push((start, middle, left, halvings + 1));
            waiting.push((middle, end, right, halvings + 1));
        }
    }
    libm::exp(libm::log(sum) + top)
}

/// Nodes of the widest panel are nowhere further apart.
const APART: f64 = 0.2;

/// Returns about where the largest value between two points is, by golden sections.
fn summit(ln_f: &impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    const SECTION: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (from, to);
    for _ in 0..24 {
        let span = SECTION * (high - low);
        let (right, left) = (low + span, high - span);
        if ln_f(left) < ln_f(right) { low = left } else { high = right }
    }
    f64::midpoint(low, high)
}

/// Returns the nodes of a panel, with their weights.
fn nodes(start: f64, end: f64) -> impl Iterator<Item = (f64, f64)> {
    let (middle, half) = (f64::midpoint(start, end), 0.5 * (end - start));
    NODES.into_iter().flat_map(move |(node, weight)| {
        [(middle - half * node, half * weight), (middle + half * node, half * weight)]
    })
}

/// The positive nodes of Gauss and Legendre's rule with 16 points on -1 to 1, with their weights.
pub(crate) const NODES: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_of_any_width_are_found() {
        for width in [1e-3, 0.01, 0.3, 2.0, 40.0] {
            let found = integral_by_panels(|y| -0.5 * (y - 1.7) * (y - 1.7) / (width * width), -500.0, 400.0);
            let expected = width * libm::sqrt(2.0 * core::f64::consts::PI);
            assert!((found / expected - 1.0).abs() < 1e-13, "{width}: {found} is not {expected}");
        }
    }

    #[test]
    fn ends_may_cut_and_two_peaks_count() {
        let found = integral_by_panels(|y| y, -60.0, 1.0);
        assert!((found / core::f64::consts::E - 1.0).abs() < 1e-13, "{found}");
        let two = |y: f64| libm::log(libm::exp(-y * y) + libm::exp(-100.0 * (y - 9.0) * (y - 9.0)));
        let expected = 1.1 * libm::sqrt(core::f64::consts::PI);
        assert!((integral_by_panels(two, -30.0, 30.0) / expected - 1.0).abs() < 1e-13);
    }

    #[test]
    fn of_nothing_there_is_nothing() {
        assert!(integral_by_panels(|_| f64::NEG_INFINITY, 0.0, 3.0).abs() <= 0.0);
        assert!(integral_by_panels(|_| 0.0, 3.0, 3.0).abs() <= 0.0);
    }
}
