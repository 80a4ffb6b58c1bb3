//! Survey answers, on a scale that is part of the question.

use core::fmt;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::{CustomerId, SurveyName, Topic};

/// One customer's answer to one question of a survey, or the lack of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SurveyAnswer {
    /// The survey.
    pub survey: SurveyName,
    /// What the question asks about, such as `recommend`.
    pub topic: Topic,
    /// Who was asked; `None` where answers have no names.
    pub customer: Option<CustomerId>,
    /// When the customer was invited; `None` where nobody was, or nobody knows.
    pub invited_at: Option<DateTime<Utc>>,
    /// When the answer came; `None` where none came.
    pub answered_at: Option<DateTime<Utc>>,
    /// The answer; `None` where the question was left blank.
    pub score: Option<Score>,
    /// What became of the invitation; `None` where nobody knows.
    #[cfg_attr(feature = "serde", serde(default))]
    pub delivery: Option<Delivery>,
}

/// What became of an invitation to a survey. Rates of participation differ by which invitations count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Delivery {
    /// It arrived.
    Delivered,
    /// It did not arrive.
    Undelivered,
    /// It went to somebody whom the survey is not for.
    NotEligible,
}

impl Delivery {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Delivered, "delivered"),
        (Self::Undelivered, "undelivered"),
        (Self::NotEligible, "not-eligible"),
    ];
}

/// A scale of whole numbers from its worst to its best answer, both inclusive.
///
/// # Examples
///
/// ```
/// use crm_model::{Scale, ScoreError};
///
/// let recommend = Scale::new(0, 10)?;
/// assert_eq!(recommend.score(9)?.value(), 9);
/// assert_eq!(recommend.score(11), Err(ScoreError::OffTheScale { value: 11, scale: recommend }));
/// assert_eq!(recommend.to_string(), "0-10");
/// # Ok::<(), ScoreError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "(i8, i8)", into = "(i8, i8)"))]
pub struct Scale {
    // INVARIANT: lowest < highest.
    lowest: i8,
    highest: i8,
}

/// An answer that lies on its scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "(i8, Scale)", into = "(i8, Scale)"))]
pub struct Score {
    // INVARIANT: on the scale.
    value: i8,
    scale: Scale,
}

/// Why numbers make no scale, or no score on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// The scale does not rise.
    #[error("a scale from {lowest} to {highest} does not rise")]
    NoScale {
        /// Its first end.
        lowest: i8,
        /// Its other end.
        highest: i8,
    },
    /// The number is not one of the scale.
    #[error("{value} is not on the scale {scale}")]
    OffTheScale {
        /// The number.
        value: i64,
        /// The scale.
        scale: Scale,
    },
}

impl Scale {
    /// The scale on which the net promoter score is asked (clause D-KPI-2).
    pub const ZERO_TO_TEN: Self = Self { lowest: 0, highest: 10 };

    /// Returns the scale from `lowest` to `highest`.
    ///
    /// # Errors
    ///
    /// When it does not rise.
    pub const fn new(lowest: i8, highest: i8) -> Result<Self, ScoreError> {
        if lowest < highest {
            Ok(Self { lowest, highest })
        } else {
            Err(ScoreError::NoScale { lowest, highest })
        }
    }

    /// Returns its lowest number.
    pub const fn lowest(self) -> i8 {
        self.lowest
    }

    /// Returns its highest number.
    pub const fn highest(self) -> i8 {
        self.highest
    }

    /// Returns the score that a number is on this scale.
    ///
    /// # Errors
    ///
    /// When the number is not on it: nothing is ever moved to the nearest end.
    pub fn score(self, value: i64) -> Result<Score, ScoreError> {
        match i8::try_from(value) {
            Ok(value) if self.lowest <= value && value <= self.highest => Ok(Score { value, scale: self }),
            _ => Err(ScoreError::OffTheScale { value, scale: self }),
        }
    }
}

impl Score {
    /// Returns the number.
    pub const fn value(self) -> i8 {
        self.value
    }

    /// Returns the scale on which it lies.
    pub const fn scale(self) -> Scale {
        self.scale
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.lowest, self.highest)
    }
}

/// A text that is no scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is no scale such as `0-10` or `1-5`")]
pub struct ScaleTextError;

impl core::str::FromStr for Scale {
    type Err = ScaleTextError;

    fn from_str(text: &str) -> Result<Self, ScaleTextError> {
        // A dash that begins a number is its sign, so the one between two numbers is not the first character.
        let dash = text.char_indices().skip(1).find(|(_, letter)| *letter == '-').ok_or(ScaleTextError)?.0;
        let (lowest, highest) = text.split_at_checked(dash).ok_or(ScaleTextError)?;
        let number = |text: &str| text.parse::<i8>().map_err(|_| ScaleTextError);
        let highest = highest.strip_prefix('-').ok_or(ScaleTextError)?;
        let scale = Self::new(number(lowest)?, number(highest)?).map_err(|_| ScaleTextError)?;
        let is_plain = !text.contains('+');
        is_plain.then_some(scale).ok_or(ScaleTextError)
    }
}

impl TryFrom<(i8, i8)> for Scale {
    type Error = ScoreError;

    fn try_from((lowest, highest): (i8, i8)) -> Result<Self, ScoreError> {
        Self::new(lowest, highest)
    }
}

impl From<Scale> for (i8, i8) {
    fn from(scale: Scale) -> Self {
        (scale.lowest, scale.highest)
    }
}

impl TryFrom<(i8, Scale)> for Score {
    type Error = ScoreError;

    fn try_from((value, scale): (i8, Scale)) -> Result<Self, ScoreError> {
        scale.score(i64::from(value))
    }
}

impl From<Score> for (i8, Scale) {
    fn from(score: Score) -> Self {
        (score.value, score.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k10_a_score_off_its_scale_is_refused_and_never_moved() {
        let scale = Scale::ZERO_TO_TEN;
        assert!(scale.score(0).is_ok() && scale.score(10).is_ok());
        for value in [-1, 11, 1_000] {
            assert_eq!(scale.score(value), Err(ScoreError::OffTheScale { value, scale }));
        }
    }

    #[test]
    fn a_scale_is_read_as_it_is_written() {
        for text in ["0-10", "1-5", "-3-3", "-5--1"] {
            assert_eq!(text.parse::<Scale>().map(|scale| alloc::format!("{scale}")).as_deref(), Ok(text));
        }
        for text in ["", "5", "5-1", "1-1", "0-1000", "a-b", "--3", "0--3", "+1-+5"] {
            assert_eq!(text.parse::<Scale>(), Err(ScaleTextError), "{text}");
        }
    }
}
