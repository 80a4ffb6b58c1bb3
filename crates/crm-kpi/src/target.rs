//! [`Target`]: what an indicator should reach, with its direction and whether the bound itself is enough.

#[cfg(test)]
mod tests;
mod text;

use core::cmp::Ordering;
use core::fmt;

use crm_calendar::ElapsedTime;
use crm_model::Ratio;

pub use self::text::TargetError;
use crate::exact::{add, divide, subtract};

/// What an indicator should reach.
///
/// | written | means |
/// |---|---|
/// | `>= 80%`, `> 80%` | at least, or more than, a share |
/// | `<= 5%`, `< 10%` | at most, or less than, a share |
/// | `>= 50` | points, or any plain number |
/// | `<= 8h` | a length of time by the clock |
/// | `falls`, `rises` | lower, or higher, from period to period, as far back as is shown; what that means is [`TrendJudging`](crate::TrendJudging) |
/// | `falls over 3 periods` | the same, for the last three periods |
/// | `-50%`, `+45%` | at most half, or at least 1.45 times, the baseline |
/// | `+5 points`, `-0.5 points` | that much more, or less, than the baseline, in the number's own unit |
/// | `+5 percentage points` | a share that is at least the baseline and 5 % of the whole: from 60 % at least 65 % |
///
/// Numbers have at most four decimals. Comparisons are exact: a value of exactly 50 meets `>= 50`.
///
/// # Examples
///
/// ```
/// use crm_kpi::Target;
/// use crm_model::Ratio;
///
/// let target: Target = "< 10%".parse()?;
/// assert_eq!(target.is_met_by(Ratio::new(9, 100).unwrap()), Some(true));
/// assert_eq!(target.is_met_by(Ratio::new(1, 10).unwrap()), Some(false)); // the bound itself is not enough
/// # Ok::<(), crm_kpi::TargetError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// A bound.
    Bound {
        /// On which side of the bound the value should lie.
        side: Side,
        /// The bound.
        bound: Bound,
    },
    /// Each period against the one before.
    Trend {
        /// Whether values should fall or rise.
        trend: Trend,
        /// How many periods; `None` for all that are shown.
        periods: Option<u32>,
    },
    /// A change from a baseline, in ten-thousandths of a percent: −500,000 is −50 %.
    Change {
        /// The change; below zero, lower is better.
        parts_per_million: i64,
    },
    /// A distance from a baseline, in points or percentage points.
    Shift {
        /// The distance, a share or a number; below zero, lower is better.
        by: Bound,
    },
}

/// On which side of a bound a value should lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
}

impl Side {
    /// Every side with its sign, the longer signs first.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::AtLeast, ">="), (Self::AtMost, "<="), (Self::Above, ">"), (Self::Below, "<")];

    /// Returns whether a value that compares so with the bound lies on this side.
    pub const fn holds(self, value_to_bound: Ordering) -> bool {
        match self {
            Self::AtLeast => value_to_bound.is_ge(),
            Self::Above => value_to_bound.is_gt(),
            Self::AtMost => value_to_bound.is_le(),
            Self::Below => value_to_bound.is_lt(),
        }
    }

    /// Returns whether higher values are better.
    pub const fn is_upward(self) -> bool {
        matches!(self, Self::AtLeast | Self::Above)
    }
}

/// A bound, in the unit in which it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A share in millionths: 800,000 is 80 %.
    Share(i64),
    /// A plain number in ten-thousandths: 500,000 is 50.
    Number(i64),
    /// A length of time by the clock.
    Time(ElapsedTime),
}

impl Bound {
    /// Returns the bound as an exact number: a fraction, or microseconds.
    pub fn number(self) -> Option<Ratio> {
        match self {
            Self::Share(millionths) => Ratio::new(i128::from(millionths), 1_000_000),
            Self::Number(parts) => Ratio::new(i128::from(parts), 10_000),
            Self::Time(time) => Ratio::new(i128::from(time.as_micros()), 1),
        }
    }

    /// Returns what unit it is written in.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Share(_) => Unit::Share,
            Self::Number(_) => Unit::Number,
            Self::Time(_) => Unit::Time,
        }
    }
}

/// In what a value is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A part of a whole, written in percent.
    Share,
    /// A plain number: points, a mean, a count.
    Number,
    /// A length of time by the clock.
    Time,
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Share => "a percentage such as `80%`",
            Self::Number => "a number such as `50`",
            Self::Time => "a time by the clock such as `8h`",
        })
    }
}

/// Which way values should go from period to period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Trend {
    /// Each lower than the one before.
    Falls,
    /// Each higher than the one before.
    Rises,
}

impl Trend {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Falls, "falls"), (Self::Rises, "rises")];
}

impl Target {
    /// Returns whether a value meets a bound; `None` for a trend, a change or a shift, which need more than the value.
    pub fn is_met_by(self, value: Ratio) -> Option<bool> {
        match self {
            Self::Bound { side, bound } => Some(side.holds(value.cmp(&bound.number()?))),
            Self::Trend { .. } | Self::Change { .. } | Self::Shift { .. } => None,
        }
    }

    /// Returns the number to reach and the side on which to lie; `None` for a trend, for a change or a shift without a
    /// baseline, for a change from one that is not above zero (of nothing there is no 45 % more, and of a score of −20 it would
    /// be a lower one), and where the number is too large.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::{Side, Target};
    /// use crm_model::Ratio;
    ///
    /// let target: Target = "+45%".parse()?;
    /// let (side, wanted) = target.goal(Ratio::new(60, 100)).unwrap();
    /// assert_eq!((side, wanted), (Side::AtLeast, Ratio::new(87, 100).unwrap())); // 0.60 × 1.45
    ///
    /// let points: Target = "+45 percentage points".parse()?;
    /// let (_, wanted) = points.goal(Ratio::new(60, 100)).unwrap();
    /// assert_eq!(wanted, Ratio::new(105, 100).unwrap()); // 0.60 + 0.45: beyond the possible
    /// # Ok::<(), crm_kpi::TargetError>(())
    /// ```
    pub fn goal(self, baseline: Option<Ratio>) -> Option<(Side, Ratio)> {
        match self {
            Self::Bound { side, bound } => Some((side, bound.number()?)),
            Self::Trend { .. } => None,
            Self::Change { parts_per_million } => {
                let (part, whole) = baseline.map(Ratio::parts).filter(|(part, _)| *part > 0)?;
                let factor = i128::from(parts_per_million).checked_add(1_000_000)?;
                let goal = Ratio::new(part.checked_mul(factor)?, whole.checked_mul(1_000_000)?)?;
                Some((if parts_per_million < 0 { Side::AtMost } else { Side::AtLeast }, goal))
            }
            Self::Shift { by } => {
                let by = by.number()?;
                let side = if by.parts().0 < 0 { Side::AtMost } else { Side::AtLeast };
                Some((side, add(baseline?, by)?))
            }
        }
    }

    /// Returns how far a value is towards the goal; `None` where there is no goal.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::Target;
    /// use crm_model::Ratio;
    ///
    /// // Hours: 6 against at most 8, from 12.
    /// let hours = |hours: i128| Ratio::new(hours * 3_600_000_000, 1).unwrap();
    /// let target: Target = "<= 8h".parse()?;
    /// let attained = target.attainment(hours(6), Some(hours(12))).unwrap();
    /// assert!(attained.met);
    /// assert_eq!(attained.ratio, Ratio::new(4, 3));
    /// assert_eq!(attained.progress, Ratio::new(3, 2));
    /// # Ok::<(), crm_kpi::TargetError>(())
    /// ```
    pub fn attainment(self, value: Ratio, baseline: Option<Ratio>) -> Option<TargetAttainment> {
        let (side, goal) = self.goal(baseline)?;
        let (one, other) = if side.is_upward() { (value, goal) } else { (goal, value) };
        let ratio = if other.parts().0 > 0 { divide(one, other) } else { None };
        let progress =
            baseline.and_then(|baseline| divide(subtract(value, baseline)?, subtract(goal, baseline)?));
        Some(TargetAttainment { met: side.holds(value.cmp(&goal)), ratio, progress })
    }
}

/// How far a value is towards a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TargetAttainment {
    /// Whether the target is met.
    pub met: bool,
    /// Value / target where higher is better, target / value where lower is; above 1 is better than asked. `None` where
    /// the divisor is not above zero or the parts are too large.
    pub ratio: Option<Ratio>,
    /// (value − baseline) / (target − baseline); `None` without a baseline, or where it is the target.
    pub progress: Option<Ratio>,
}
