//! The net promoter score (clause D-KPI-2): promoters less detractors, in points from −100 to +100.

use crm_model::{Ratio, Scale, Score};
use thiserror::Error;

use crate::tally::tally;

/// Which answers on the scale from 0 to 10 make a detractor and which a promoter; those between are passive.
///
/// The scale is part of the question: an answer on another one is refused, never converted. The bounds are policy data;
/// clause D-KPI-2 reads detractors as 0 to 6 and promoters as 9 to 10.
///
/// # Examples
///
/// ```
/// use crm_kpi::{Attitude, NpsBounds, NpsTally};
/// use crm_model::Scale;
///
/// let bounds = NpsBounds::new(6, 9)?;
/// let mut tally = NpsTally::default();
/// for answer in [10, 9, 7, 3] {
///     tally.record(bounds.attitude(Scale::ZERO_TO_TEN.score(answer)?)?);
/// }
/// assert_eq!(tally.score().unwrap().to_string(), "100/4"); // 100 × (2 − 1) of 4 answers
/// assert!(bounds.attitude(Scale::new(1, 5)?.score(5)?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NpsBounds {
    // INVARIANT: 0 <= detractors_to < promoters_from <= 10.
    detractors_to: i8,
    promoters_from: i8,
}

impl NpsBounds {
    /// Returns bounds: the highest answer of a detractor and the lowest of a promoter, both inclusive.
    ///
    /// # Errors
    ///
    /// When a bound is off the scale from 0 to 10, or the two do not rise.
    pub const fn new(detractors_to: i8, promoters_from: i8) -> Result<Self, NpsError> {
        let scale = Scale::ZERO_TO_TEN;
        if scale.lowest() <= detractors_to
            && detractors_to < promoters_from
            && promoters_from <= scale.highest()
        {
            Ok(Self { detractors_to, promoters_from })
        } else {
            Err(NpsError::Bounds { detractors_to, promoters_from })
        }
    }

    /// Returns the highest answer of a detractor.
    pub const fn detractors_to(self) -> i8 {
        self.detractors_to
    }

    /// Returns the lowest answer of a promoter.
    pub const fn promoters_from(self) -> i8 {
        self.promoters_from
    }

    /// Returns what an answer makes of who gave it.
    ///
    /// # Errors
    ///
    /// When the answer is on another scale than 0 to 10.
    pub fn attitude(self, score: Score) -> Result<Attitude, NpsError> {
        if score.scale() != Scale::ZERO_TO_TEN {
            return Err(NpsError::OtherScale { scale: score.scale() });
        }
        Ok(if score.value() <= self.detractors_to {
            Attitude::Detractor
        } else if score.value() < self.promoters_from {
            Attitude::Passive
        } else {
            Attitude::Promoter
        })
    }

    /// Returns what the mean of a customer's answers, all of them on the scale from 0 to 10, makes of it: a mean between
    /// the bounds is passive, however near to one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::{Attitude, NpsBounds};
    /// use crm_model::Ratio;
    ///
    /// let bounds = NpsBounds::new(6, 9)?;
    /// assert_eq!(bounds.attitude_of_mean(Ratio::new(13, 2).unwrap()), Attitude::Passive); // 6.5
    /// # Ok::<(), crm_kpi::NpsError>(())
    /// ```
    pub fn attitude_of_mean(self, mean: Ratio) -> Attitude {
        let (part, whole) = mean.parts();
        // Rounded down and up, a mean lies on the same side of a whole bound as before.
        let floor = part.div_euclid(whole);
        let ceiling = floor.saturating_add(i128::from(part.rem_euclid(whole) != 0));
        if ceiling <= i128::from(self.detractors_to) {
            Attitude::Detractor
        } else if floor < i128::from(self.promoters_from) {
            Attitude::Passive
        } else {
            Attitude::Promoter
        }
    }
}

/// Why there is no net promoter score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NpsError {
    /// The bounds do not rise on the scale.
    #[error("detractors up to {detractors_to} and promoters from {promoters_from} do not rise within 0-10")]
    Bounds {
        /// The highest answer of a detractor.
        detractors_to: i8,
        /// The lowest answer of a promoter.
        promoters_from: i8,
    },
    /// The question was asked on another scale.
    #[error("an answer on the scale {scale} is none to the question on 0-10")]
    OtherScale {
        /// The scale of the answer.
        scale: Scale,
    },
}

tally! {
    /// What an answer makes of a customer.
    Attitude,
    /// Counts of detractors, passives and promoters.
    ///
    /// Integers only, so merging the parts of a survey in any order is exact.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::NpsTally;
    ///
    /// let tally = NpsTally { detractors: 20, passives: 10, promoters: 70 };
    /// assert_eq!(tally.score().unwrap().parts(), (5_000, 100)); // exactly 50 points, not 49.999…
    /// ```
    NpsTally {
        /// Would not recommend.
        Detractor => detractors,
        /// Neither.
        Passive => passives,
        /// Would recommend.
        Promoter => promoters,
    }
}

impl NpsTally {
    /// Returns how many answered; `None` beyond 64 bits.
    pub const fn answers(&self) -> Option<u64> {
        match self.detractors.checked_add(self.passives) {
            Some(answers) => answers.checked_add(self.promoters),
            None => None,
        }
    }

    /// Returns the score in points, −100 to +100, or `None` when no one answered.
    ///
    /// The parts are 100 × (promoters − detractors) and the number of answers, so a comparison with a target is exact.
    pub fn score(&self) -> Option<Ratio> {
        let answers = self.answers().filter(|answers| *answers < u64::MAX)?;
        Ratio::new((i128::from(self.promoters) - i128::from(self.detractors)) * 100, i128::from(answers))
    }
}
