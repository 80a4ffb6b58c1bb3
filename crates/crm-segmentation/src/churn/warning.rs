//! [`ChurnWarning`]: how serious it is, from every factor with its figure.

use alloc::vec::Vec;

use crm_model::{Missing, Ratio};

use super::{ChurnFactor, ComplaintCount, ContactCount};
use crate::Probability;

/// How likely a customer is to leave, in points and in a grade of the policy.
///
/// What is missing counts as nothing at best and as its full weight at worst. Where both give one grade it is decided;
/// else the warning is undetermined between the two.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct ChurnWarning {
    /// The place of the mildest possible grade among those of the rule, from 0.
    pub lowest: usize,
    /// The place of the gravest possible grade.
    pub highest: usize,
    /// The fewest points that are possible; all that there are where nothing is missing.
    pub least: u64,
    /// The most points that are possible.
    pub most: u64,
    /// The points of all factors at their worst.
    pub of: u64,
    /// The factors that the rule has, in the order of [`ChurnFactor::ALL`].
    pub factors: Vec<FactorReading>,
}

/// What one factor gives.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FactorReading {
    /// The factor.
    pub factor: ChurnFactor,
    /// What was found.
    pub figure: ChurnFigure,
    /// The place of the level that is reached for certain, from 0, the mildest first; `None` for none.
    pub level: Option<usize>,
    /// The fewest points that are possible.
    pub least: u32,
    /// The most points that are possible.
    pub most: u32,
    /// Its weight: the points of its worst level.
    pub of: u32,
    /// What is missing to say how many points it gives; `None` where nothing is.
    pub missing: Option<Missing>,
}

/// What a factor found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ChurnFigure {
    /// Nothing.
    Unknown,
    /// The probability that a model of purchases gives.
    Predicted(Probability),
    /// How long the last purchase is past.
    Overdue {
        /// Days since then.
        days: u32,
        /// The days between purchases that they are compared with.
        gap: Ratio,
        /// How many gaps the customer has.
        gaps: u32,
        /// Whether the gap is the one that the policy assumes, since the customer has too few of its own.
        is_assumed: bool,
    },
    /// Complaints in the window.
    Complaints(ComplaintCount),
    /// Contacts in the window and in the one before.
    Contacts(ContactCount),
}

impl ChurnWarning {
    /// Returns the place of the grade, from 0 for the mildest; `None` where it is undetermined.
    pub fn grade(&self) -> Option<usize> {
        (self.lowest == self.highest).then_some(self.lowest)
    }

    /// Returns whether the grade is at least the one at a place; `None` where that is undetermined.
    pub fn is_at_least(&self, place: usize) -> Option<bool> {
        match (self.lowest >= place, self.highest >= place) {
            (true, _) => Some(true),
            (_, false) => Some(false),
            _ => None,
        }
    }

    /// Yields what is missing, in the order of the factors. The grade may be decided all the same.
    pub fn missing(&self) -> impl Iterator<Item = &Missing> {
        self.factors.iter().filter_map(|reading| reading.missing.as_ref())
    }
}
