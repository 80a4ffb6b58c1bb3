//! One customer, or several alike, followed for a time.

/// One customer, or several alike, followed for a time.
///
/// # Examples
///
/// ```
/// use crm_clv::{SurvivalObservation, SurvivalTable};
///
/// let table = SurvivalTable::from_observations([
///     SurvivalObservation::event(2.0).weighing(3.0), // three left after 2 months
///     SurvivalObservation::censored(5.0).entering(2.5), // known from month 2.5 on, and still there at 5
/// ])?;
/// assert_eq!(table.rows()[0].at_risk, 3.0); // at 2 months the other was not yet watched
/// # Ok::<(), crm_clv::SurvivalError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SurvivalObservation {
    /// How long the customer was followed, from the origin of time.
    pub duration: f64,
    /// Whether the event came at the end of the duration; otherwise it is censored there.
    pub event: bool,
    /// How many such customers there are.
    pub weight: f64,
    /// When watching began, if after the origin: a customer is at risk after the entry, up to and at the duration.
    pub entry: Option<f64>,
}

impl SurvivalObservation {
    /// Returns a customer who left after the duration.
    pub const fn event(duration: f64) -> Self {
        Self { duration, event: true, weight: 1.0, entry: None }
    }

    /// Returns a customer who was still there after the duration.
    pub const fn censored(duration: f64) -> Self {
        Self { duration, event: false, weight: 1.0, entry: None }
    }

    /// Returns the observation for as many customers as the weight says.
    #[must_use]
    pub const fn weighing(self, weight: f64) -> Self {
        Self { weight, ..self }
    }

    /// Returns the observation of a customer who was watched from `entry` on, and would not be known had the event come before.
    #[must_use]
    pub const fn entering(self, entry: f64) -> Self {
        Self { entry: Some(entry), ..self }
    }
}
