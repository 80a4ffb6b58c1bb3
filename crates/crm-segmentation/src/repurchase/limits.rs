//! Confidence limits of a ratio of two rates.

use core::f64::consts::SQRT_2;

use crm_model::Share;

use super::Repurchase;
use crate::number;

/// Between what and what a ratio of rates lies.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RateRatioLimits {
    /// The lower limit, above zero.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl RateRatioLimits {
    pub(super) fn new(frequent: Repurchase, ordinary: Repurchase, z: f64) -> Option<Self> {
        let variance = variance(frequent)? + variance(ordinary)?;
        let ratio = frequent.rate()?.as_f64() / ordinary.rate()?.as_f64();
        if !(variance > 0.0 && z > 0.0 && z.is_finite()) {
            return None;
        }
        let factor = libm::exp(z * libm::sqrt(variance));
        let limits = Self { low: ratio / factor, high: ratio * factor };
        (limits.low > 0.0 && limits.high.is_finite()).then_some(limits)
    }
}

/// Returns 1/a − 1/m as (m − a) / (a m), which loses no digits; `None` where nobody came back.
fn variance(group: Repurchase) -> Option<f64> {
    let Repurchase { customers, came_back } = group;
    let stayed_away = customers.checked_sub(came_back)?;
    (came_back > 0).then(|| number::count(stayed_away) / number::count(came_back) / number::count(customers))
}

/// Returns how many standard errors of a normal distribution lie to each side of the mean for a share of all to lie between
/// them; `None` for nothing and for all.
pub(super) fn standard_errors(level: Share) -> Option<f64> {
    if level == Share::ZERO || level == Share::ONE {
        return None;
    }
    let parts = |share: Share| f64::from(share.parts_per_million());
    let outside = (parts(Share::ONE) - parts(level)) / parts(Share::ONE);
    // What lies outside falls from 1 at 0 to less than a millionth at 6. Each step halves the stretch.
    let (mut low, mut high) = (0.0_f64, 6.0_f64);
    for _ in 0..64 {
        let middle = low.midpoint(high);
        if libm::erfc(middle / SQRT_2) > outside {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low.midpoint(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles of the normal distribution to ten digits, as tables print them.
    #[test]
    fn standard_errors_are_those_of_the_tables() {
        for (level, z) in [
            ("50%", 0.674_489_750_2),
            ("90%", 1.644_853_627_0),
            ("95%", 1.959_963_984_5),
            ("99%", 2.575_829_303_5),
            ("99.9999%", 4.891_638_475_7),
            ("0.0001%", 1.253_314_137e-6),
        ] {
            let found = standard_errors(level.parse().unwrap()).unwrap();
            assert!((found - z).abs() < 1e-10, "{level}: {found}");
        }
        assert_eq!((standard_errors(Share::ZERO), standard_errors(Share::ONE)), (None, None));
    }
}
