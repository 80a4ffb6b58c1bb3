//! Shares and scores of answers that count more or less than one.

mod sums;

use crm_model::Ratio;
use thiserror::Error;

use self::sums::{Part, Sums};
use super::change::Change;
use super::confidence::Confidence;
use super::interval::Interval;
use super::number::sum;
use crate::Attitude;

/// How much an answer counts, in steps of 10^-10, from 0 to 1,000,000.
///
/// A whole number of steps, so that sums are exact and parts of a survey merge in any order.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::Weight;
///
/// assert_eq!(Weight::new(0.8694341151)?.to_f64(), 0.8694341151);
/// assert!(Weight::new(f64::NAN).is_err() && Weight::new(-1.0).is_err());
/// # Ok::<(), crm_kpi::statistics::WeightError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
pub struct Weight {
    // INVARIANT: at most LARGEST × STEPS.
    steps: u64,
}

const STEPS: f64 = 1e10;
const LARGEST: f64 = 1e6;

impl Weight {
    /// Returns the weight nearest to a number.
    ///
    /// # Errors
    ///
    /// When it is not a number from 0 to 1,000,000.
    pub fn new(weight: f64) -> Result<Self, WeightError> {
        if !(0.0..=LARGEST).contains(&weight) {
            return Err(WeightError { weight });
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a bounded number of 0 or more"
        )]
        let steps = libm::round(weight * STEPS) as u64;
        Ok(Self { steps })
    }

    /// Returns the weight as a number.
    pub fn to_f64(self) -> f64 {
        sum(i128::from(self.steps)) / STEPS
    }
}

impl TryFrom<f64> for Weight {
    type Error = WeightError;

    fn try_from(weight: f64) -> Result<Self, WeightError> {
        Self::new(weight)
    }
}

impl From<Weight> for f64 {
    fn from(weight: Weight) -> Self {
        weight.to_f64()
    }
}

/// A weight that is none.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("weight {weight} is not from 0 to 1000000")]
pub struct WeightError {
    /// The number.
    pub weight: f64,
}

/// How sure a weighted figure is, and a change of one.
///
/// Both are linearised: the variance of a ratio of two sums, `Σ w² (y - m)² / (Σ w)²` around the weighted mean `m`. So weights that have to
/// do with the answers are counted as they are, where Kish's effective number takes them for unrelated. Answers are taken for a sample at
/// random with known weights, one of zero for none; what the weights were made from (strata, shares of a population) is not known here, and
/// an interval that knew it may be narrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum WeightedInterval {
    /// With a few more answers, as many as [`AdjustedWald`](super::NpsInterval::AdjustedWald) and, of shares,
    /// [`AgrestiCoull`](super::ProportionInterval::AgrestiCoull) add, each of the weight `Σ w² / Σ w`; with equal weights it is that interval. For
    /// reports: it has a width also where all answers are alike. Its centre is not the figure, and it may leave the scale.
    Adjusted,
    /// The variance times `n / (n - 1)` with Student's t and `n - 1` degrees of freedom, as survey programs have it (R's `svymean`); a change has
    /// the degrees of Welch and Satterthwaite. Too narrow for few answers, without width where all are alike; of one answer there is none.
    Linearised,
}

/// The net promoter score of weighted answers.
///
/// # Examples
///
/// ```
/// use crm_kpi::Attitude;
/// use crm_kpi::statistics::{Confidence, Weight, WeightedInterval, WeightedNpsTally};
///
/// let mut tally = WeightedNpsTally::default();
/// tally.record(Weight::new(2.0)?, Attitude::Promoter);
/// tally.record(Weight::new(1.0)?, Attitude::Passive);
/// tally.record(Weight::new(1.0)?, Attitude::Detractor);
/// assert_eq!(tally.score().map(|score| score.as_f64()), Some(25.0)); // 100 × (2 - 1) of 4
/// let effective = tally.effective_answers().expect("there is weight");
/// assert_eq!(format!("{effective:.3}"), "2.667"); // 4² / (4 + 1 + 1)
/// // (2² × 0.75² + 0.25² + 1.25²) / 4², times 3 / 2, with t of 2 degrees: 25 ± 430.27 × 0.60273
/// let interval = tally.interval(WeightedInterval::Linearised, Confidence::new(0.95)?).expect("three answers");
/// assert_eq!(format!("{:.1} to {:.1}", interval.low, interval.high), "-234.3 to 284.3");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WeightedNpsTally {
    sums: Sums,
}

/// The answers that the adjusted interval adds: promoters, passives, detractors.
const ADDED: [f64; 3] = [0.75, 1.5, 0.75];

impl WeightedNpsTally {
    /// Counts an answer with its weight.
    pub const fn record(&mut self, weight: Weight, attitude: Attitude) {
        let part = match attitude {
            Attitude::Promoter => Part::For,
            Attitude::Passive => Part::Neither,
            Attitude::Detractor => Part::Against,
        };
        self.sums.record(weight.steps, part);
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self { sums: self.sums.merge(other.sums) }
    }

    /// Returns the score in points, from -100 to 100, exactly; `None` without weight.
    pub fn score(&self) -> Option<Ratio> {
        self.sums.balance(100)
    }

    /// Returns how many unweighted answers would tell as much, `(Σ w)² / Σ w²` (Kish 1965); `None` without weight.
    pub fn effective_answers(&self) -> Option<f64> {
        self.sums.effective()
    }

    /// Returns the limits of the score, in points; they may leave the scale. `None` without weight, and by
    /// [`WeightedInterval::Linearised`] of one answer.
    pub fn interval(&self, kind: WeightedInterval, confidence: Confidence) -> Option<Interval> {
        Some(self.sums.estimate(kind, ADDED)?.interval(confidence)?.times(100.0))
    }

    /// Returns the change from an earlier score to this one, in points with its sign.
    ///
    /// `None` where either has no [`interval`](Self::interval), and by [`WeightedInterval::Linearised`] where all answers of each are alike
    /// and the scores still differ.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::Attitude::{Detractor, Passive, Promoter};
    /// use crm_kpi::statistics::{Confidence, Weight, WeightedInterval, WeightedNpsTally};
    ///
    /// let of = |answers: [usize; 3]| {
    ///     let mut tally = WeightedNpsTally::default();
    ///     for (attitude, times) in [Detractor, Passive, Promoter].into_iter().zip(answers) {
    ///         (0..times).for_each(|_| tally.record(Weight::new(2.5).expect("a weight"), attitude));
    ///     }
    ///     tally
    /// };
    /// // Equal weights: the change of the same answers without any.
    /// let (old, new) = (of([50, 70, 80]), of([36, 60, 104]));
    /// let rise = new.change_from(&old, WeightedInterval::Adjusted, Confidence::new(0.95)?).expect("both have answers");
    /// assert_eq!(format!("{:.3}, p {:.5}", rise.change, rise.significance.p), "18.719, p 0.01536");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn change_from(&self, old: &Self, kind: WeightedInterval, confidence: Confidence) -> Option<Change> {
        let [old, new] = [old, self].map(|tally| tally.sums.estimate(kind, ADDED));
        new?.change_from(old?, 100.0, confidence)
    }
}

/// The share of weighted answers that count.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Weight, WeightedShareTally};
///
/// let mut satisfied = WeightedShareTally::default();
/// satisfied.record(Weight::new(3.0)?, true);
/// satisfied.record(Weight::new(1.0)?, false);
/// assert_eq!(satisfied.share().map(|share| share.as_f64()), Some(0.75));
/// let effective = satisfied.effective_answers().expect("there is weight");
/// assert_eq!(format!("{effective:.3}"), "1.600"); // 4² / (9 + 1)
/// # Ok::<(), crm_kpi::statistics::WeightError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WeightedShareTally {
    sums: Sums,
}

impl WeightedShareTally {
    /// Counts an answer with its weight, and whether it belongs to the part.
    pub const fn record(&mut self, weight: Weight, is_part: bool) {
        self.sums.record(weight.steps, if is_part { Part::For } else { Part::Neither });
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self { sums: self.sums.merge(other.sums) }
    }

    /// Returns the share, from 0 to 1, exactly; `None` without weight.
    pub fn share(&self) -> Option<Ratio> {
        self.sums.balance(1)
    }

    /// Returns how many unweighted answers would tell as much, `(Σ w)² / Σ w²` (Kish 1965); `None` without weight.
    pub fn effective_answers(&self) -> Option<f64> {
        self.sums.effective()
    }

    /// Returns the limits of the share; they may leave the scale. `None` without weight, and by [`WeightedInterval::Linearised`] of one
    /// answer.
    pub fn interval(&self, kind: WeightedInterval, confidence: Confidence) -> Option<Interval> {
        let half = 0.5 * confidence.z() * confidence.z();
        self.sums.estimate(kind, [half, half, 0.0])?.interval(confidence)
    }
}
