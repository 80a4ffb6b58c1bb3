//! [`Aim`]: what a goal should reach, as a number or as a step from the baseline.

use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use crm_model::Ratio;
use thiserror::Error;

use crate::exact::{add, subtract};
use crate::target::TargetError;
use crate::{Bound, Side, Target, Unit};

/// What a goal should reach.
///
/// | written | means |
/// |---|---|
/// | `>= 85%`, `<= 8h`, `> 4.5` | a number, as in a [`Target`] |
/// | `+45%`, `-50%` | at least 1.45 times, at most half, the baseline |
/// | `+5 points`, `+5 percentage points` | as in a [`Target`]: the first of a plain number, the second of a share |
/// | `raised by 5 points`, `lowered by 2 points` | so many points above or below the baseline; of a share, percentage points |
/// | `shortened by 2h` | so much time below the baseline |
/// | `raised`, `lowered`, `shortened` | any amount above, or below, the baseline |
///
/// # Examples
///
/// ```
/// use crm_kpi::goal::Aim;
/// use crm_kpi::{Side, Unit};
/// use crm_model::Ratio;
///
/// let sixty = Ratio::new(60, 100).unwrap();
/// let points: Aim = "raised by 9 points".parse()?;
/// assert_eq!(points.wanted(sixty, Unit::Share), Some((Side::AtLeast, Ratio::new(69, 100).unwrap())));
/// let percent: Aim = "+45%".parse()?;
/// assert_eq!(percent.wanted(sixty, Unit::Share), Some((Side::AtLeast, Ratio::new(87, 100).unwrap())));
/// # Ok::<(), crm_kpi::goal::AimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aim {
    /// A number, or a change in percent of the baseline; never a trend.
    Target(Target),
    /// Points above or below the baseline, in ten-thousandths of a point.
    Points {
        /// Whether higher is better.
        upward: bool,
        /// How many; above zero.
        ten_thousandths: i64,
    },
    /// A length of time below the baseline.
    Shorter(Bound),
    /// Above or below the baseline by any amount.
    Better {
        /// Whether higher is better.
        upward: bool,
    },
}

/// Why a text is no [`Aim`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AimError {
    /// The text is none of the forms.
    #[error(
        "goal `{text}` is not understood; write `>= 85%`, `<= 8h`, `+45%`, `raised by 5 points`, \
         `lowered by 2 points`, `shortened by 2h`, `raised` or `shortened`"
    )]
    Malformed {
        /// The text as given.
        text: String,
    },
    /// A trend has no number that is reached by a date.
    #[error("goal `{text}` is a trend; a goal is a number or a step from the baseline")]
    Trend {
        /// The text as given.
        text: String,
    },
    /// The step is not above zero.
    #[error("goal `{text}` is no step; it has to be above zero")]
    NoStep {
        /// The text as given.
        text: String,
    },
    /// A number is wrong.
    #[error(transparent)]
    Number(#[from] TargetError),
}

impl Aim {
    /// Returns the number to reach and the side on which to lie, from a baseline and the unit of the indicator; `None` where
    /// a change in percent is of a baseline not above zero, and where a number is too large.
    pub fn wanted(self, baseline: Ratio, unit: Unit) -> Option<(Side, Ratio)> {
        let step = |upward: bool, step: Ratio| {
            if upward {
                Some((Side::AtLeast, add(baseline, step)?))
            } else {
                Some((Side::AtMost, subtract(baseline, step)?))
            }
        };
        match self {
            Self::Target(target) => target.goal(Some(baseline)),
            Self::Points { upward, ten_thousandths } => {
                let whole = if unit == Unit::Share { 1_000_000 } else { 10_000 };
                step(upward, Ratio::new(ten_thousandths.into(), whole)?)
            }
            Self::Shorter(time) => step(false, time.number()?),
            Self::Better { upward: true } => Some((Side::Above, baseline)),
            Self::Better { upward: false } => Some((Side::Below, baseline)),
        }
    }

    /// Returns in what it is written, where that says anything about what is measured; `measured` is the unit of the
    /// indicator.
    pub(super) fn unit(self, measured: Unit) -> Option<Unit> {
        match self {
            Self::Target(Target::Bound { bound, .. } | Target::Shift { by: bound })
            | Self::Shorter(bound) => Some(bound.unit()),
            Self::Points { .. } if measured == Unit::Time => Some(Unit::Number),
            _ => None,
        }
    }
}

impl FromStr for Aim {
    type Err = AimError;

    fn from_str(text: &str) -> Result<Self, AimError> {
        for (word, upward) in [("raised", true), ("lowered", false), ("shortened", false)] {
            let Some(rest) = text.strip_prefix(word) else { continue };
            if rest.is_empty() {
                return Ok(Self::Better { upward });
            }
            let malformed = || AimError::Malformed { text: text.to_string() };
            let step = rest.strip_prefix(" by ").ok_or_else(malformed)?;
            let is_points = step.ends_with(" points");
            let bound: Bound =
                step.strip_suffix(" points").unwrap_or(step).parse().map_err(|error| match error {
                    TargetError::Malformed { .. } | TargetError::MalformedBound { .. } => malformed(),
                    error => error.into(),
                })?;
            return match bound {
                Bound::Number(..=0) if is_points => Err(AimError::NoStep { text: text.to_string() }),
                Bound::Number(ten_thousandths) if is_points && word != "shortened" => {
                    Ok(Self::Points { upward, ten_thousandths })
                }
                Bound::Time(_) if word == "shortened" && !is_points => Ok(Self::Shorter(bound)),
                _ => Err(malformed()),
            };
        }
        match text.parse::<Target>() {
            Ok(Target::Trend { .. }) => Err(AimError::Trend { text: text.to_string() }),
            Ok(target) => Ok(Self::Target(target)),
            Err(TargetError::Malformed { text }) => Err(AimError::Malformed { text }),
            Err(error) => Err(error.into()),
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |upward| if upward { "raised" } else { "lowered" };
        match *self {
            Self::Target(target) => write!(formatter, "{target}"),
            Self::Points { upward, ten_thousandths } => {
                write!(formatter, "{} by {} points", word(upward), Bound::Number(ten_thousandths))
            }
            Self::Shorter(time) => write!(formatter, "shortened by {time}"),
            Self::Better { upward } => formatter.write_str(word(upward)),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Aim {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Aim {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
