//! How sure limits are to be.

use thiserror::Error;

/// A two-sided confidence level, inside 0 and 1.
///
/// # Examples
///
/// ```
/// use crm_clv::Confidence;
///
/// assert_eq!(Confidence::new(0.95)?.level(), 0.95);
/// assert!(Confidence::new(95.0).is_err());
/// # Ok::<(), crm_clv::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
pub struct Confidence {
    // INVARIANT: 0 < level < 1.
    level: f64,
}

/// A level is not inside 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("confidence {level} is not inside 0 and 1")]
pub struct ConfidenceError {
    /// The level.
    pub level: f64,
}

impl Confidence {
    /// Returns the level, a fraction and not percent.
    ///
    /// # Errors
    ///
    /// When it is not inside 0 and 1.
    pub fn new(level: f64) -> Result<Self, ConfidenceError> {
        if 0.0 < level && level < 1.0 { Ok(Self { level }) } else { Err(ConfidenceError { level }) }
    }

    /// Returns the fraction.
    pub const fn level(self) -> f64 {
        self.level
    }

    /// Returns how many standard errors from the middle the limits lie: 1.96 for 0.95.
    ///
    /// Halves the numbers among which `erf(z / √2) = level` must have its root until no other is left.
    pub(crate) fn standard_errors(self) -> f64 {
        let inside = |z: f64| {
            let scaled = z * core::f64::consts::FRAC_1_SQRT_2;
            if self.level < 0.5 {
                libm::erf(scaled) < self.level
            } else {
                libm::erfc(scaled) > 1.0 - self.level
            }
        };
        // Bits of numbers from 0 up are in order of the numbers. Beyond 16, nothing is left outside.
        let (mut low, mut high) = (0_u64, 16.0_f64.to_bits());
        while high - low > 1 {
            let middle = u64::midpoint(low, high);
            if inside(f64::from_bits(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::from_bits(high)
    }
}

impl TryFrom<f64> for Confidence {
    type Error = ConfidenceError;

    fn try_from(level: f64) -> Result<Self, ConfidenceError> {
        Self::new(level)
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_lie_where_tables_of_the_normal_distribution_say() {
        for (level, errors) in [
            (0.5, 0.674_489_750_196_081_7),
            (0.95, 1.959_963_984_540_054),
            (0.99, 2.575_829_303_548_900_4),
            (1e-9, 1.253_314_137_315_500_3e-9),
            (1e-200, 1.253_314_137_315_500_3e-200),
        ] {
            let found = Confidence::new(level).unwrap().standard_errors();
            assert!((found / errors - 1.0).abs() < 1e-14, "{level}: {found}");
        }
    }

    #[test]
    fn level_is_inside_its_bounds() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY] {
            assert!(Confidence::new(level).is_err(), "{level}");
        }
    }
}
