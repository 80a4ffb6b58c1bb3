//! Integrals over a share of products of powers, in which chances of dropout and times of stopping come.

use crm_numerics::{Exponential, Share, ln_beta_density_at, ln_strip_integral};

/// The integrand `t^(rise-1) (1-t)^(fall-1) Π (1 + c t)^-m` over 0 < t < 1; rise, fall > 0, m, c >= 0.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Powers<const N: usize> {
    pub(crate) rise: f64,
    pub(crate) fall: f64,
    /// m and c of each factor.
    pub(crate) factors: [(f64, f64); N],
}

/// Where an integrand is largest on the line of the odds' logarithm, and its integral in units of that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peak {
    /// t / (1 - t).
    pub(crate) odds: f64,
    /// t.
    pub(crate) share: f64,
    /// 1 - t.
    pub(crate) rest: f64,
    /// ln of the integral divided by `t^rise (1-t)^fall Π (1 + c t)^-m` at the peak.
    pub(crate) ln_width: f64,
}

impl<const N: usize> Powers<N> {
    /// Returns the integral beside the integrand at its peak, which callers know better than powers tell.
    ///
    /// rise, fall from 1e-12, powers to 1e19, c to 1e120: within 1e-13. On the line of the log-odds y, relative to the peak at
    /// `rise - Σ m c t / (1 + c t) = fall odds`: with u the growth of ln t, the logarithm of the integrand is, but for a slope that
    /// vanishes at the peak, a sum of terms of one sign, each within roundings.
    pub(crate) fn peak(&self) -> Peak {
        let Self { rise, fall, factors } = *self;
        let odds = self.peak_odds();
        let t = Share::of_odds(odds);
        let parts = factors.map(|(m, c)| (m, Share::of_odds(c * t.of)));
        let climb = rise - parts.iter().map(|(m, part)| m * part.of).sum::<f64>();
        let slope = climb * t.rest - fall * t.of;
        let relative = |v: f64| {
            let bend = t.ln_grown_less(v);
            let u = if v.abs() < 0.5 { t.rest * v - bend } else { v - t.ln_grown(v) };
            let bends = parts.iter().map(|(m, part)| if *m > 0.0 { m * part.ln_grown_less(u) } else { 0.0 });
            slope * v - (climb + fall) * bend - bends.sum::<f64>()
        };
        let curvature = (climb + fall) * t.of * t.rest
            + parts.iter().map(|(m, part)| m * part.of * part.rest * t.rest * t.rest).sum::<f64>();
        // Far out on each side only a power of e^v is left.
        let powers = rise + fall + factors.iter().map(|(m, _)| m).sum::<f64>();
        let steepest = fall + rise + factors.iter().map(|(m, c)| m * c).sum::<f64>();
        let left = Exponential { beyond: (40.0 + libm::log(steepest * t.of)).max(0.0), rate: rise };
        let right = Exponential { beyond: (40.0 + libm::log(powers / odds)).max(0.0), rate: fall };
        let ln_width = ln_strip_integral(relative, curvature.max(0.0), left, right);
        Peak { odds, share: t.of, rest: t.rest, ln_width }
    }

    /// Returns the odds at the peak, found between bounds that hold them.
    fn peak_odds(&self) -> f64 {
        let Self { rise, fall, factors } = *self;
        let steepness: f64 = factors.iter().map(|(m, c)| m * c).sum();
        let (mut low, mut high) = (rise / (fall + steepness), rise / fall);
        for _ in 0..MOST_BISECTIONS {
            if high <= low * (1.0 + 1e-13) {
                break;
            }
            let odds = libm::sqrt(low) * libm::sqrt(high);
            let share = odds / (1.0 + odds);
            let lost: f64 = factors.iter().map(|(m, c)| m * (c * share / (1.0 + c * share))).sum();
            if rise - lost > fall * odds { low = odds } else { high = odds }
        }
        libm::sqrt(low) * libm::sqrt(high)
    }
}

/// Returns the logarithm of the mean of `(1 + c p)^-m`, p beta distributed with a and b: `ln 2F1(m, a; a + b; -c)`.
///
/// a, b and m from 1e-12 to 1e19, c to 1e120: within 1e-12, absolute or relative, whichever is wider.
pub(crate) fn ln_mean_power(a: f64, b: f64, m: f64, c: f64) -> f64 {
    let at = Powers { rise: a, fall: b, factors: [(m, c)] }.peak();
    (ln_beta_density_at(a, b, at.odds, 1.0) - m * libm::log1p(c * at.share) + at.ln_width).min(0.0)
}

/// Bisections of a logarithm: from 1e3 down to the last digit takes fewer.
pub(super) const MOST_BISECTIONS: u32 = 80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::golden::check;
    use proptest::prelude::*;

    #[test]
    fn powers_agree_with_fifty_digits() {
        check("ln_mean_power", 1e-12, |[a, b, m, c]| ln_mean_power(a, b, m, c));
    }

    proptest! {
        #[test]
        fn prop_without_factors_it_is_a_beta_function(ln_a in -27.0..27.0, ln_b in -27.0..27.0) {
            let (a, b) = (libm::exp(ln_a), libm::exp(ln_b));
            let peak = Powers { rise: a, fall: b, factors: [] }.peak();
            let ln = ln_beta_density_at(a, b, peak.odds, 1.0) + peak.ln_width;
            prop_assert!(ln.abs() < 1e-13, "{ln:e}");
        }

        #[test]
        fn prop_equal_factors_are_one(
            ln_a in -27.0..27.0, ln_b in -27.0..27.0, ln_m in -27.0..27.0, ln_c in -60.0..60.0, share in 0.0..1.0,
        ) {
            let [rise, fall, m, c] = [ln_a, ln_b, ln_m, ln_c].map(libm::exp);
            let one = Powers { rise, fall, factors: [(m, c)] }.peak();
            let two = Powers { rise, fall, factors: [(m * share, c), (m * (1.0 - share), c)] }.peak();
            prop_assert!((one.ln_width - two.ln_width).abs() < 1e-13, "{one:?} {two:?}");
        }
    }
}
