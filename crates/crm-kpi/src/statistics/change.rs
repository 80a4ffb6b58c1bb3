//! A change from one figure to another: its size, how sure it is, and the verdict on it.

use crm_numerics::{normal_cdf, student_t_quantile, student_t_upper_tail};

use super::confidence::Confidence;
use super::interval::Interval;

/// What a test says of a change that may be chance alone.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Significance {
    /// The change in standard errors, with its sign.
    pub z: f64,
    /// The probability of a change so large, up or down, if nothing had changed; 1 where all values are equal.
    pub p: f64,
}

impl Significance {
    /// Returns the significance of a change; `None` where nothing varies and still there is one.
    pub(super) fn of(change: f64, standard_error: f64) -> Option<Self> {
        if standard_error > 0.0 {
            let z = change / standard_error;
            return z.is_finite().then(|| Self { z, p: 2.0 * normal_cdf(-z.abs()) });
        }
        (change.abs() <= 0.0).then_some(Self { z: 0.0, p: 1.0 })
    }
}

/// A signed change of a figure, new less old, with its standard error, test and interval.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Change {
    /// New less old, in the units of the figure.
    pub change: f64,
    /// The standard error of the change.
    pub standard_error: f64,
    /// Whether it may be chance alone.
    pub significance: Significance,
    /// The limits of the change, by its standard error.
    pub interval: Interval,
}

impl Change {
    /// Returns a change by its standard error; `None` where nothing varies and still there is one.
    pub(super) fn by_error(change: f64, standard_error: f64, confidence: Confidence) -> Option<Self> {
        let significance = Significance::of(change, standard_error)?;
        let interval = Interval::around(change, confidence.z() * standard_error);
        Some(Self { change, standard_error, significance, interval })
    }

    /// Returns a change by its standard error, above 0, with Student's t of so many degrees of freedom, 1 or more.
    pub(super) fn by_student(
        change: f64,
        standard_error: f64,
        degrees: f64,
        confidence: Confidence,
    ) -> Option<Self> {
        let degrees = degrees.max(1.0); // as many but for rounding
        let z = change / standard_error;
        let significance = Significance { z, p: 2.0 * student_t_upper_tail(z.abs(), degrees)? };
        let t = -student_t_quantile(0.5 * confidence.risk(), degrees)?;
        let interval = Interval::around(change, t * standard_error);
        Some(Self { change, standard_error, significance, interval })
    }

    /// Returns the verdict on the change.
    pub fn verdict(&self, better: Better, confidence: Confidence) -> ChangeVerdict {
        ChangeVerdict::of(self.change, self.significance.p, better, confidence)
    }
}

/// Which way a figure should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Better {
    /// More is better: retention, satisfaction.
    Higher,
    /// Less is better: complaints, response times.
    Lower,
}

/// What two periods, or two variants of an experiment, show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum ChangeVerdict {
    /// The second is better, and chance alone would seldom make it so.
    Better,
    /// The second is worse, and chance alone would seldom make it so.
    Worse,
    /// Chance alone may have made the difference, or there is none.
    NotShown,
}

impl ChangeVerdict {
    /// Returns the verdict on a signed change with the p of a two-sided test: it is shown where p is no larger than the risk.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::statistics::{Better, ChangeVerdict, Confidence};
    ///
    /// let confidence = Confidence::new(0.95)?;
    /// assert_eq!(ChangeVerdict::of(-0.016, 0.0309, Better::Lower, confidence), ChangeVerdict::Better);
    /// assert_eq!(ChangeVerdict::of(-0.016, 0.0309, Better::Higher, confidence), ChangeVerdict::Worse);
    /// assert_eq!(ChangeVerdict::of(-0.016, 0.2, Better::Lower, confidence), ChangeVerdict::NotShown);
    /// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
    /// ```
    pub fn of(change: f64, p: f64, better: Better, confidence: Confidence) -> Self {
        let gain = match better {
            Better::Higher => change,
            Better::Lower => -change,
        };
        if !confidence.is_reached_by(p) {
            Self::NotShown
        } else if gain > 0.0 {
            Self::Better
        } else if gain < 0.0 {
            Self::Worse
        } else {
            Self::NotShown
        }
    }
}
