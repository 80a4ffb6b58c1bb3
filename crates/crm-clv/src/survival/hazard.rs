//! The Nelson-Aalen curve: how much risk of leaving has added up.

use alloc::vec::Vec;

use super::{Confidence, SurvivalEstimate, SurvivalTable};

/// The Nelson-Aalen estimate of the cumulative hazard: H(t) = Σ d/n over the times up to t at which d of n at risk left.
///
/// It is the variant that adds d/n at a tied time, as if the d left at once. The variance is Aalen's, Σ d/n². Limits are those of
/// log H, `H exp(±z √variance / H)`.
///
/// # Source
///
/// Nelson (1972), Technometrics 14; Aalen (1978), Annals of Statistics 6. Limits: Klein, Moeschberger (2003), 4.3.
///
/// # Examples
///
/// ```
/// use crm_clv::{Confidence, SurvivalTable};
///
/// let table = SurvivalTable::from_integer_times(&[1, 3, 3, 5], &[true, true, true, false])?;
/// let curve = table.nelson_aalen(Confidence::new(0.95)?);
/// assert_eq!(curve.at(0.5).unwrap().value, 0.0);
/// assert_eq!(curve.at(4.0).unwrap().value, 0.25 + 2.0 / 3.0);
/// assert!(curve.at(5.1).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct HazardCurve {
    confidence: Confidence,
    followed_until: f64,
    steps: Vec<HazardStep>,
}

/// The curve from one time with events to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HazardStep {
    /// The time of the events.
    pub time: f64,
    /// Weight of those at risk just before.
    pub at_risk: f64,
    /// Weight of those who left.
    pub events: f64,
    /// The hazard added up to the time, with its own step.
    pub hazard: SurvivalEstimate,
}

impl HazardCurve {
    pub(super) fn new(table: &SurvivalTable, confidence: Confidence) -> Self {
        let z = confidence.standard_errors();
        let (mut hazard, mut variance) = (0.0, 0.0);
        let mut steps = Vec::new();
        for row in table.rows().iter().filter(|row| row.events > 0.0) {
            let step = row.events / row.at_risk;
            hazard += step;
            variance += step / row.at_risk;
            let error = libm::sqrt(variance);
            let stretch = libm::exp(z * error / hazard);
            let hazard = SurvivalEstimate::new(hazard, error, hazard / stretch, hazard * stretch);
            steps.push(HazardStep { time: row.time, at_risk: row.at_risk, events: row.events, hazard });
        }
        let followed_until = table.rows().last().map_or(0.0, |row| row.time);
        Self { confidence, followed_until, steps }
    }

    /// Returns the confidence of the limits.
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// Returns the longest duration, with or without an event: the curve says nothing of later times.
    pub const fn followed_until(&self) -> f64 {
        self.followed_until
    }

    /// Returns the times with events, in order, and the hazard from each.
    pub fn steps(&self) -> &[HazardStep] {
        &self.steps
    }

    /// Returns H(t), the hazard added up to and at `time`; `None` after the longest duration, or if the time is not a number.
    ///
    /// Before the first event it is 0, with a standard error of 0 and no limits.
    pub fn at(&self, time: f64) -> Option<SurvivalEstimate> {
        if time.is_nan() || time > self.followed_until {
            return None;
        }
        let count = self.steps.partition_point(|step| step.time <= time);
        let last = count.checked_sub(1).and_then(|last| self.steps.get(last));
        Some(last.map_or(SurvivalEstimate::new(0.0, 0.0, f64::NAN, f64::NAN), |step| step.hazard))
    }
}
