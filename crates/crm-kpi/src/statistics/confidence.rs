//! [`Confidence`]: how often an interval should hold the truth.

use crm_model::{Ratio, Share};
use crm_numerics::normal_quantile;
use thiserror::Error;

/// A level of confidence, above 0 and below 1: of intervals made in the same way, at least about this share holds the truth.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::Confidence;
///
/// let confidence = Confidence::new(0.95)?;
/// assert_eq!(format!("{:.6}", confidence.z()), "1.959964");
/// assert_eq!(format!("{:.6}", confidence.one_sided_z()), "1.644854");
/// assert!(Confidence::new(1.0).is_err());
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
pub struct Confidence {
    // INVARIANT: above 0 and below 1.
    level: f64,
}

impl Confidence {
    /// Returns the confidence of a level.
    ///
    /// # Errors
    ///
    /// When the level is not above 0 and below 1.
    pub fn new(level: f64) -> Result<Self, ConfidenceError> {
        if level > 0.0 && level < 1.0 { Ok(Self { level }) } else { Err(ConfidenceError { level }) }
    }

    /// Returns the confidence of a level that is written as a share, such as 95 %.
    ///
    /// # Errors
    ///
    /// When it is not above 0 and below 100 %.
    pub fn of_share(level: Share) -> Result<Self, ConfidenceError> {
        let level = Ratio::new(level.parts_per_million().into(), 1_000_000);
        Self::new(level.map_or(f64::NAN, Ratio::as_f64))
    }

    /// Returns the level.
    pub const fn level(self) -> f64 {
        self.level
    }

    /// Returns the share of intervals that may miss the truth, `1 - level`.
    pub fn risk(self) -> f64 {
        1.0 - self.level
    }

    /// Returns whether something of this probability is seldom enough: no likelier than the risk, but for roundings. One chance in ten
    /// is, at 0.9, although `1.0 - 0.9` is less than `0.1`.
    pub fn is_reached_by(self, p: f64) -> bool {
        p <= self.risk() * (1.0 + 1e-12) + f64::EPSILON
    }

    /// Returns how many standard errors an interval reaches to each side.
    pub fn z(self) -> f64 {
        -normal_quantile(0.5 * self.risk()) + 0.0
    }

    /// Returns how many standard errors a one-sided bound lies away; fewer than none below one half.
    pub fn one_sided_z(self) -> f64 {
        if self.level < 0.5 { normal_quantile(self.level) } else { -normal_quantile(self.risk()) + 0.0 }
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.level
    }
}

impl TryFrom<f64> for Confidence {
    type Error = ConfidenceError;

    fn try_from(level: f64) -> Result<Self, Self::Error> {
        Self::new(level)
    }
}

/// A level of confidence that is none.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("confidence {level} is not above 0 and below 1")]
pub struct ConfidenceError {
    /// The level.
    pub level: f64,
}
