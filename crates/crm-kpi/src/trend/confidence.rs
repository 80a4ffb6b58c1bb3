//! [`Confidence`]: how sure a statement should be.

use thiserror::Error;

/// How sure a statement should be, such as 0.95.
///
/// # Units
///
/// A fraction inside 0 and 1, not percent.
///
/// # Examples
///
/// ```
/// use crm_kpi::trend::Confidence;
///
/// assert_eq!(Confidence::new(0.95)?.level(), 0.95);
/// assert!(Confidence::new(95.0).is_err());
/// # Ok::<(), crm_kpi::trend::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
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
    /// Returns the level.
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
