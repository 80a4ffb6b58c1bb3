//! Service quality (clause H-QUAL-1): sampled tickets scored on a declared sheet, by person and period.

mod problem;
mod reviewed;
mod tally;

use alloc::vec::Vec;
use core::fmt;

use crm_model::{CriterionName, QualityReview, Ratio, Share, SheetName};

pub use self::problem::{ScoringError, SheetError};
pub(crate) use self::reviewed::{Reviewed, Shows};
pub use self::tally::{CriterionTally, QualityTally};
use crate::statistics::ShareSquares;
use crate::{Bound, Counts, Target};

/// What a sheet holds. All of it is for a policy to state. [`QualitySheet::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualitySheetSpec {
    /// Its name.
    pub name: SheetName,
    /// What a ticket is scored on, in the order of the sheet.
    pub criteria: Vec<Criterion>,
    /// Which score is good enough, such as `>= 80%`; `None` where scores are only reported.
    pub pass: Option<Target>,
    /// How many of the tickets solved in a period have to be scored at least; `None` where the policy does not say.
    pub sample: Option<Share>,
}

/// What a ticket is scored on, and how much each criterion counts; checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualitySheet {
    // INVARIANT: criteria not empty, names distinct; points and weights above zero; a pass mark is a share from below that all points reach.
    spec: QualitySheetSpec,
    // INVARIANT: a multiple of the points of each criterion.
    parts: u64,
}

/// One criterion of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Criterion {
    /// Its name.
    pub name: CriterionName,
    /// The most points that it gives.
    pub points: u32,
    /// How much it counts beside the others, whatever its points.
    pub weight: u32,
    /// Below how many points the whole ticket scores nothing; `None` for a criterion that is not fatal.
    pub fatal_below: Option<u32>,
}

impl fmt::Display for Criterion {
    /// Writes all of it, as in `privacy of 1 x 2, fatal below 1`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, points, weight, fatal_below } = self;
        write!(formatter, "{name} of {points} x {weight}")?;
        fatal_below.map_or(Ok(()), |least| write!(formatter, " fatal below {least}"))
    }
}

/// Scores on a sheet as a policy measures them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityRule {
    /// The sheet.
    pub sheet: QualitySheet,
    /// Which review counts where one person's work on a ticket is scored more than once in a period; a mean of them is refused.
    pub counts: Counts,
}

impl QualitySheet {
    /// Returns the sheet of these criteria.
    ///
    /// # Errors
    ///
    /// When there is no criterion, two have one name, one has no points or no weight, or is fatal below 0 points or with
    /// all of them; when the pass mark is no share from below, or not even all points pass; when no ticket would have to
    /// be scored.
    pub fn new(spec: QualitySheetSpec) -> Result<Self, SheetError> {
        let QualitySheetSpec { criteria, pass, sample, .. } = &spec;
        if criteria.is_empty() {
            return Err(SheetError::Empty);
        }
        let mut parts = 1_u64;
        for (place, Criterion { name, points, weight, fatal_below }) in criteria.iter().enumerate() {
            let (name, points, weight) = (name.clone(), *points, *weight);
            if criteria.iter().skip(place + 1).any(|other| other.name == name) {
                return Err(SheetError::Twice { name });
            }
            if points == 0 || weight == 0 {
                return Err(SheetError::Nothing { name, points, weight });
            }
            match *fatal_below {
                Some(0) => return Err(SheetError::NeverFatal { name }),
                Some(fatal_below) if fatal_below > points => {
                    return Err(SheetError::AlwaysFatal { name, points, fatal_below });
                }
                _ => {}
            }
            parts = common_multiple(parts, u64::from(points)).ok_or(SheetError::TooLarge)?;
        }
        let is_share_from_below = |pass: &Target| match *pass {
            Target::Bound { side, bound: Bound::Share(millionths) } => {
                // With all points it must pass.
                side.is_upward() && millionths >= 0 && side.holds(1_000_000.cmp(&millionths))
            }
            _ => false,
        };
        if let Some(pass) = pass.filter(|pass| !is_share_from_below(pass)) {
            return Err(SheetError::PassMark { pass });
        }
        if sample.is_some_and(|sample| sample.parts_per_million() == 0) {
            return Err(SheetError::NoSample);
        }
        Ok(Self { spec, parts })
    }

    /// Returns its name.
    pub const fn name(&self) -> &SheetName {
        &self.spec.name
    }

    /// Returns the criteria, in the order of the sheet.
    pub fn criteria(&self) -> &[Criterion] {
        &self.spec.criteria
    }

    /// Returns a criterion by its name.
    pub fn criterion(&self, name: &CriterionName) -> Option<&Criterion> {
        self.criteria().iter().find(|criterion| criterion.name == *name)
    }

    /// Returns which score is good enough; `None` where scores are only reported.
    pub const fn pass(&self) -> Option<Target> {
        self.spec.pass
    }

    /// Returns how many of the tickets solved in a period have to be scored at least, if the policy says.
    pub const fn sample(&self) -> Option<Share> {
        self.spec.sample
    }

    /// Returns the tally of one review.
    ///
    /// # Errors
    ///
    /// When it is on another sheet, scores what is no criterion, leaves one out (instead of saying that it does not apply),
    /// scores one in two ways, or gives more points than there are.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::{Criterion, QualitySheet, QualitySheetSpec};
    /// use crm_model::{CriterionScore, NameError, QualityReview};
    ///
    /// let criterion = |name: &str, points, weight, fatal_below| -> Result<_, NameError> {
    ///     Ok(Criterion { name: name.parse()?, points, weight, fatal_below })
    /// };
    /// let sheet = QualitySheet::new(QualitySheetSpec {
    ///     name: "service".parse()?,
    ///     criteria: vec![
    ///         criterion("greeting", 2, 1, None)?,
    ///         criterion("solution", 10, 3, None)?,
    ///         criterion("privacy", 1, 1, Some(1))?, // without it, nothing counts
    ///     ],
    ///     pass: Some(">= 75%".parse()?),
    ///     sample: None,
    /// })?;
    /// let review = |points: [Option<u32>; 3]| -> Result<_, NameError> {
    ///     let names = ["greeting", "solution", "privacy"].map(str::parse);
    ///     let scores = names.into_iter().zip(points);
    ///     Ok(QualityReview {
    ///         ticket: "T-1".parse()?,
    ///         sheet: "service".parse()?,
    ///         reviewed_at: Default::default(),
    ///         person: None,
    ///         reviewer: None,
    ///         scores: scores
    ///             .map(|(criterion, points)| Ok(CriterionScore { criterion: criterion?, points }))
    ///             .collect::<Result<_, NameError>>()?,
    ///     })
    /// };
    /// // (1 × 1/2 + 3 × 8/10 + 1 × 1/1) / 5 = 3.9 / 5
    /// let good = sheet.score(&review([Some(1), Some(8), Some(1)])?)?;
    /// assert_eq!(good.score().unwrap().percent(0), "78%");
    /// let fatal = sheet.score(&review([Some(2), Some(10), Some(0)])?)?;
    /// assert_eq!(fatal.score().unwrap().percent(0), "0%");
    /// let both = good.merge(fatal);
    /// assert_eq!((both.score().unwrap().percent(0), both.reviews, both.fatal), ("39%".into(), 2, 1));
    /// assert_eq!(both.pass_share().unwrap().percent(0), "50%");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn score(&self, review: &QualityReview) -> Result<QualityTally, ScoringError> {
        let ticket = || review.ticket.clone();
        if review.sheet != self.spec.name {
            return Err(ScoringError::OtherSheet { ticket: ticket(), sheet: review.sheet.clone() });
        }
        if let Some(other) = review.scores.iter().find(|score| self.criterion(&score.criterion).is_none()) {
            return Err(ScoringError::UnknownCriterion {
                ticket: ticket(),
                criterion: other.criterion.clone(),
            });
        }
        let (mut earned, mut possible, mut is_fatal) = (0_i128, 0_i128, false);
        let mut lines = Vec::with_capacity(self.spec.criteria.len());
        for Criterion { name, points, weight, fatal_below } in &self.spec.criteria {
            let mut given = review.scores.iter().filter(|score| score.criterion == *name);
            let criterion = || name.clone();
            let Some(first) = given.next() else {
                return Err(ScoringError::Lacking { ticket: ticket(), criterion: criterion() });
            };
            if given.any(|other| other.points != first.points) {
                return Err(ScoringError::Twice { ticket: ticket(), criterion: criterion() });
            }
            let Some(given) = first.points else {
                lines.push(CriterionTally::default());
                continue;
            };
            if given > *points {
                let (ticket, criterion, points) = (ticket(), criterion(), *points);
                return Err(ScoringError::TooMany { ticket, criterion, given, points });
            }
            lines.push(CriterionTally { reviews: 1, given: given.into(), points: (*points).into() });
            let weight = i128::from(*weight);
            let of_one_point = i128::from(self.parts / u64::from((*points).max(1)));
            possible = possible.saturating_add(weight.saturating_mul(self.parts.into()));
            earned = earned.saturating_add(weight.saturating_mul(of_one_point).saturating_mul(given.into()));
            is_fatal |= fatal_below.is_some_and(|least| given < least);
        }
        if is_fatal {
            earned = 0;
        }
        let passed = self.spec.pass.zip(Ratio::new(earned, possible));
        let passed = passed.and_then(|(pass, score)| pass.is_met_by(score)).map(|passed| passed && !is_fatal);
        Ok(QualityTally {
            reviews: 1,
            fatal: u64::from(is_fatal),
            passed: u64::from(passed == Some(true)),
            failed: u64::from(passed == Some(false)),
            earned,
            possible,
            squares: ShareSquares::of(earned, possible),
            criteria: lines,
        })
    }
}

fn common_multiple(one: u64, other: u64) -> Option<u64> {
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor.checked_rem(rest)?);
    }
    one.checked_div(divisor)?.checked_mul(other)
}
