//! [`Target`]: what an indicator should reach, with its direction and whether the bound itself is enough.

#[cfg(test)]
mod tests;
mod text;

use core::cmp::Ordering;
use core::fmt;

use crm_calendar::ElapsedTime;
use crm_model::Ratio;

pub use self::text::TargetError;

/// What an indicator should reach.
///
/// | written | means |
/// |---|---|
/// | `>= 80%`, `> 80%` | at least, or more than, a share |
/// | `<= 5%`, `< 10%` | at most, or less than, a share |
/// | `>= 50` | points, or any plain number |
/// | `<= 8h` | a length of time by the clock |
/// | `falls`, `rises` | each period lower, or higher, than the one before, as far back as is shown |
/// | `falls over 3 periods` | the same, for the last three periods |
/// | `-50%`, `+45%` | at most half, or at least 1.45 times, the baseline |
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
pub enum Trend {
    /// Each lower than the one before.
    Falls,
    /// Each higher than the one before.
    Rises,
}

impl Trend {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Falls, "falls"), (Self::Rises, "rises")];

    /// Returns whether every value goes the right way from the one before; `None` for fewer than two values.
    ///
    /// A value equal to the one before goes neither way.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::Trend;
    /// use crm_model::Ratio;
    ///
    /// let rates = [(5, 100), (4, 100), (4, 100)].map(|(part, whole)| Ratio::new(part, whole).unwrap());
    /// assert_eq!(Trend::Falls.is_followed_by(&rates[..2]), Some(true));
    /// assert_eq!(Trend::Falls.is_followed_by(&rates), Some(false));
    /// assert_eq!(Trend::Falls.is_followed_by(&rates[..1]), None);
    /// ```
    pub fn is_followed_by(self, values: &[Ratio]) -> Option<bool> {
        let wanted = match self {
            Self::Falls => Ordering::Less,
            Self::Rises => Ordering::Greater,
        };
        let steps = values.iter().zip(values.iter().skip(1));
        (values.len() > 1).then(|| steps.into_iter().all(|(before, after)| after.cmp(before) == wanted))
    }
}

impl Target {
    /// Returns whether a value meets a bound; `None` for a trend or a change, which need more than the value.
    pub fn is_met_by(self, value: Ratio) -> Option<bool> {
        match self {
            Self::Bound { side, bound } => Some(side.holds(value.cmp(&bound.number()?))),
            Self::Trend { .. } | Self::Change { .. } => None,
        }
    }

    /// Returns the number to reach and the side on which to lie; `None` for a trend, for a change without a baseline or
    /// from one that is not above zero (of nothing there is no 45 % more, and of a score of −20 it would be a lower one),
    /// and where the number is too large.
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

fn divide(one: Ratio, other: Ratio) -> Option<Ratio> {
    let ((a, b), (c, d)) = (reduced(one)?, reduced(other)?);
    let (part, whole) = (a.checked_mul(d)?, b.checked_mul(c)?);
    if whole < 0 { Ratio::new(part.checked_neg()?, whole.checked_neg()?) } else { Ratio::new(part, whole) }
}

pub(crate) fn subtract(one: Ratio, other: Ratio) -> Option<Ratio> {
    let ((a, b), (c, d)) = (reduced(one)?, reduced(other)?);
    Ratio::new(a.checked_mul(d)?.checked_sub(c.checked_mul(b)?)?, b.checked_mul(d)?)
}

/// Returns the parts without what they have in common.
fn reduced(ratio: Ratio) -> Option<(i128, i128)> {
    let (part, whole) = ratio.parts();
    let (mut divisor, mut rest) = (whole, part.checked_rem(whole)?.checked_abs()?);
    while rest != 0 {
        (divisor, rest) = (rest, divisor.checked_rem(rest)?);
    }
    Some((part.checked_div(divisor)?, whole.checked_div(divisor)?))
}
