//! Shares and scores of answers that count more or less than one.

use thiserror::Error;

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

/// Weights of answers, their squares, and what of them counts for and against.
///
/// Sums stay at their bounds, and there is no share beyond them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Sums {
    for_it: u128,
    against: u128,
    all: u128,
    squares: u128,
}

impl Sums {
    const fn record(&mut self, weight: Weight, for_it: bool, against: bool) {
        let steps = weight.steps as u128;
        let own = Self {
            for_it: if for_it { steps } else { 0 },
            against: if against { steps } else { 0 },
            all: steps,
            squares: steps * steps,
        };
        *self = self.merge(own);
    }

    const fn merge(self, other: Self) -> Self {
        Self {
            for_it: self.for_it.saturating_add(other.for_it),
            against: self.against.saturating_add(other.against),
            all: self.all.saturating_add(other.all),
            squares: self.squares.saturating_add(other.squares),
        }
    }

    /// Returns what counts for less what counts against, in parts of 1.
    fn balance(&self) -> Option<f64> {
        let all = i128::try_from(self.all).ok().filter(|all| *all > 0)?;
        let [for_it, against] = [self.for_it, self.against].map(i128::try_from);
        Some(sum(for_it.ok()? - against.ok()?) / sum(all))
    }

    fn effective(&self) -> Option<f64> {
        let (all, squares) = (i128::try_from(self.all).ok()?, i128::try_from(self.squares).ok()?);
        (squares > 0).then(|| sum(all) * (sum(all) / sum(squares)))
    }
}

/// The net promoter score of weighted answers.
///
/// # Examples
///
/// ```
/// use crm_kpi::Attitude;
/// use crm_kpi::statistics::{Weight, WeightedNpsTally};
///
/// let mut tally = WeightedNpsTally::default();
/// tally.record(Weight::new(2.0)?, Attitude::Promoter);
/// tally.record(Weight::new(1.0)?, Attitude::Passive);
/// tally.record(Weight::new(1.0)?, Attitude::Detractor);
/// assert_eq!(tally.score(), Some(25.0)); // 100 × (2 - 1) of 4
/// let effective = tally.effective_answers().expect("there is weight");
/// assert_eq!(format!("{effective:.3}"), "2.667"); // 4² / (4 + 1 + 1)
/// # Ok::<(), crm_kpi::statistics::WeightError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WeightedNpsTally {
    sums: Sums,
}

impl WeightedNpsTally {
    /// Counts an answer with its weight.
    pub const fn record(&mut self, weight: Weight, attitude: Attitude) {
        let (for_it, against) = match attitude {
            Attitude::Promoter => (true, false),
            Attitude::Passive => (false, false),
            Attitude::Detractor => (false, true),
        };
        self.sums.record(weight, for_it, against);
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self { sums: self.sums.merge(other.sums) }
    }

    /// Returns the score in points, from -100 to 100; `None` without weight.
    pub fn score(&self) -> Option<f64> {
        self.sums.balance().map(|balance| 100.0 * balance)
    }

    /// Returns how many unweighted answers would tell as much, `(Σ w)² / Σ w²` (Kish 1965); `None` without weight.
    pub fn effective_answers(&self) -> Option<f64> {
        self.sums.effective()
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
/// assert_eq!(satisfied.share(), Some(0.75));
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
        self.sums.record(weight, is_part, false);
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self { sums: self.sums.merge(other.sums) }
    }

    /// Returns the share, from 0 to 1; `None` without weight.
    pub fn share(&self) -> Option<f64> {
        self.sums.balance()
    }

    /// Returns how many unweighted answers would tell as much, `(Σ w)² / Σ w²` (Kish 1965); `None` without weight.
    pub fn effective_answers(&self) -> Option<f64> {
        self.sums.effective()
    }
}
