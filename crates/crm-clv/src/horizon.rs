//! [`Horizon`]: how far ahead a prediction looks.

use thiserror::Error;

use crate::History;

/// How far ahead a prediction looks, in the unit of the histories that the model was fitted to.
///
/// # Examples
///
/// ```
/// use crm_clv::Horizon;
///
/// assert_eq!(Horizon::new(39.0)?.value(), 39.0); // 39 weeks, if the log was summed up in weeks
/// assert!(Horizon::new(-1.0).is_err() && Horizon::new(f64::NAN).is_err());
/// # Ok::<(), crm_clv::HorizonError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Horizon {
    // INVARIANT: from 0 to 1e100.
    value: f64,
}

impl Horizon {
    /// Returns the horizon of this length; 0 looks at nothing.
    ///
    /// # Errors
    ///
    /// When the length is not a number from 0 to 1e100.
    pub fn new(value: f64) -> Result<Self, HorizonError> {
        let is_length = (0.0..=History::LONGEST).contains(&value);
        if is_length { Ok(Self { value: value + 0.0 }) } else { Err(HorizonError { value }) }
    }

    /// Returns the length.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.value
    }
}

/// A number is no [`Horizon`].
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("a horizon of {value} is not a length of time: it must be a number from 0 to 1e100")]
pub struct HorizonError {
    /// The number given.
    pub value: f64,
}
