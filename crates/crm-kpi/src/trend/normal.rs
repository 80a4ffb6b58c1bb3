//! The standard normal distribution, as far as a test of a trend needs it.

use core::f64::consts::FRAC_1_SQRT_2;

/// Returns the probability of at most `z`.
pub(super) fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// Returns the probability of at least `|z|` either way.
pub(super) fn beyond(z: f64) -> f64 {
    libm::erfc(z.abs() * FRAC_1_SQRT_2)
}

/// Returns the `z` with this probability of at least `|z|` either way, for a probability inside 0 and 1.
///
/// Halves the numbers among which the root must be until no other is left; [`beyond`] has no value above zero past 38.6.
pub(super) fn two_sided_quantile(probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, 39.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if beyond(middle) > probability { low = middle } else { high = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_known_ones() {
        assert!((two_sided_quantile(0.05) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((two_sided_quantile(0.1) - 1.644_853_626_951_472_2).abs() < 1e-14);
        assert!((below(-1.644_853_626_951_472_2) - 0.05).abs() < 1e-15);
    }
}
