//! [`QualityTally`]: scores of tickets on one sheet, added up.

use alloc::vec::Vec;

use crm_model::Ratio;

use crate::Evidence;
use crate::statistics::ShareSquares;
use crate::tally::ratio;

/// Scores of tickets on one sheet, added up. Tallies of different sheets have nothing to do with one another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QualityTally {
    /// How many reviews there are.
    pub reviews: u64,
    /// How many of them failed a fatal criterion, and score nothing.
    pub fatal: u64,
    /// How many of them reach the pass mark; zero where the sheet has none.
    pub passed: u64,
    /// How many of them do not; zero where the sheet has no pass mark.
    pub failed: u64,
    /// What they earned: weight by weight, in parts that the sheet's points have in common.
    pub earned: i128,
    /// What they could have earned by the criteria that applied, in the same parts.
    pub possible: i128,
    /// How these spread from review to review; `None` beyond 128 bits.
    pub squares: Option<ShareSquares>,
    /// Each criterion by itself, in the order of the sheet.
    pub criteria: Vec<CriterionTally>,
}

/// One criterion of many tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CriterionTally {
    /// How many reviews it applied to.
    pub reviews: u64,
    /// The points given.
    pub given: u64,
    /// The points there were.
    pub points: u64,
}

impl CriterionTally {
    /// Returns the points given / the points there were, or `None` where it never applied.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.given, self.points)
    }

    #[must_use]
    const fn merge(self, other: Self) -> Self {
        Self {
            reviews: self.reviews.saturating_add(other.reviews),
            given: self.given.saturating_add(other.given),
            points: self.points.saturating_add(other.points),
        }
    }
}

impl Default for QualityTally {
    fn default() -> Self {
        Self {
            reviews: 0,
            fatal: 0,
            passed: 0,
            failed: 0,
            earned: 0,
            possible: 0,
            squares: Some(ShareSquares::default()),
            criteria: Vec::new(),
        }
    }
}

impl QualityTally {
    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let (mut criteria, rest) = if self.criteria.len() >= other.criteria.len() {
            (self.criteria, other.criteria)
        } else {
            (other.criteria, self.criteria)
        };
        for (one, other) in criteria.iter_mut().zip(rest) {
            *one = one.merge(other);
        }
        Self {
            reviews: self.reviews.saturating_add(other.reviews),
            fatal: self.fatal.saturating_add(other.fatal),
            passed: self.passed.saturating_add(other.passed),
            failed: self.failed.saturating_add(other.failed),
            earned: self.earned.saturating_add(other.earned),
            possible: self.possible.saturating_add(other.possible),
            squares: self.squares.zip(other.squares).and_then(|(one, other)| one.merge(other)),
            criteria,
        }
    }

    /// Returns what was earned / what could have been, a fraction from 0 to 1; `None` where nothing applied. Tickets to which
    /// more applies count for more.
    pub fn score(&self) -> Option<Ratio> {
        (self.possible < i128::MAX).then(|| Ratio::new(self.earned, self.possible)).flatten()
    }

    /// Returns the reviews that reach the pass mark / those that do or do not; `None` without any, or without a pass mark.
    pub fn pass_share(&self) -> Option<Ratio> {
        ratio(self.passed, self.passed.saturating_add(self.failed))
    }

    /// Returns what stands behind the score.
    pub(super) fn score_evidence(&self) -> Evidence {
        Evidence::shares(self.earned, self.possible, self.squares, self.reviews)
    }
}
