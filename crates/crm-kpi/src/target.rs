//! [`Target`]: what an indicator should reach, with its direction and whether the bound itself is enough.

#[cfg(test)]
mod tests;

use alloc::string::{String, ToString};
use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

use crm_calendar::{ElapsedTime, Span};
use crm_model::Ratio;
use thiserror::Error;

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

    /// Returns the number to reach and the side on which to lie; `None` for a trend, or a change without a baseline.
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
                let (part, whole) = baseline?.parts();
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
        let ratio = if side.is_upward() { divide(value, goal) } else { divide(goal, value) };
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
    /// the divisor is zero or the parts are too large.
    pub ratio: Option<Ratio>,
    /// (value − baseline) / (target − baseline); `None` without a baseline, or where it is the target.
    pub progress: Option<Ratio>,
}

fn divide(one: Ratio, other: Ratio) -> Option<Ratio> {
    let ((a, b), (c, d)) = (reduced(one)?, reduced(other)?);
    let (part, whole) = (a.checked_mul(d)?, b.checked_mul(c)?);
    if whole < 0 { Ratio::new(part.checked_neg()?, whole.checked_neg()?) } else { Ratio::new(part, whole) }
}

fn subtract(one: Ratio, other: Ratio) -> Option<Ratio> {
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

/// Why a text is no [`Target`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TargetError {
    /// The text is none of the forms.
    #[error(
        "target `{text}` is not understood; write `>= 80%`, `<= 5%`, `< 10%`, `>= 50`, `<= 8h`, `falls`, \
         `falls over 3 periods` or `+45%`"
    )]
    Malformed {
        /// The text as given.
        text: String,
    },
    /// The number has more than four decimals.
    #[error("target `{text}` is too fine; a number has at most four decimals")]
    TooFine {
        /// The text as given.
        text: String,
    },
    /// The number is too large.
    #[error("target `{text}` is too large")]
    TooLarge {
        /// The text as given.
        text: String,
    },
    /// The time counts only while a calendar is open.
    #[error("target `{text}` is business time, and means are taken by the clock; write `8h`")]
    BusinessTime {
        /// The text as given.
        text: String,
    },
    /// A trend over one period, or none.
    #[error("target `{text}` needs two periods at least")]
    TooFewPeriods {
        /// The text as given.
        text: String,
    },
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let malformed = || TargetError::Malformed { text: text.to_string() };
        for (trend, word) in Trend::ALL {
            if let Some(rest) = text.strip_prefix(word) {
                return periods(rest, text).map(|periods| Self::Trend { trend, periods });
            }
        }
        if text.starts_with(['+', '-']) {
            let number = text.strip_suffix('%').ok_or_else(malformed)?;
            let parts_per_million = decimal(number, text)?;
            return if parts_per_million == 0 {
                Err(malformed())
            } else {
                Ok(Self::Change { parts_per_million })
            };
        }
        let signed = Side::ALL
            .into_iter()
            .find_map(|(side, sign)| text.strip_prefix(sign).map(|rest| (side, rest.trim_start())));
        let (side, rest) = signed.ok_or_else(malformed)?;
        Ok(Self::Bound { side, bound: bound(rest, text)? })
    }
}

impl FromStr for Bound {
    type Err = TargetError;

    /// Reads `80%`, `50` or `8h`.
    fn from_str(text: &str) -> Result<Self, TargetError> {
        bound(text, text)
    }
}

fn bound(written: &str, text: &str) -> Result<Bound, TargetError> {
    match written.strip_suffix('%') {
        Some(percent) => decimal(percent, text).map(Bound::Share),
        None if written.ends_with(|c: char| c.is_ascii_digit()) => decimal(written, text).map(Bound::Number),
        None => match written.parse::<Span>() {
            Ok(Span::Elapsed(time)) => Ok(Bound::Time(time)),
            Ok(Span::Open(_) | Span::BusinessDays(_)) => {
                Err(TargetError::BusinessTime { text: text.to_string() })
            }
            _ => Err(TargetError::Malformed { text: text.to_string() }),
        },
    }
}

fn periods(rest: &str, text: &str) -> Result<Option<u32>, TargetError> {
    if rest.is_empty() {
        return Ok(None);
    }
    let number = rest.strip_prefix(" over ").and_then(|rest| rest.strip_suffix(" periods"));
    let number = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    match number.and_then(|number| number.parse::<u32>().ok()) {
        Some(0 | 1) => Err(TargetError::TooFewPeriods { text: text.to_string() }),
        Some(periods) => Ok(Some(periods)),
        None => Err(TargetError::Malformed { text: text.to_string() }),
    }
}

/// Returns a decimal number in ten-thousandths.
fn decimal(number: &str, text: &str) -> Result<i64, TargetError> {
    let malformed = || TargetError::Malformed { text: text.to_string() };
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return Err(malformed());
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 4 {
        return Err(TargetError::TooFine { text: text.to_string() });
    }
    let fraction = fraction.bytes().chain(core::iter::repeat(b'0')).take(4);
    whole
        .bytes()
        .chain(fraction)
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0'))))
        .and_then(|magnitude| if negative { magnitude.checked_neg() } else { Some(magnitude) })
        .ok_or_else(|| TargetError::TooLarge { text: text.to_string() })
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound { side, bound } => {
                let sign = Side::ALL.iter().find(|(other, _)| other == side).map_or("", |(_, sign)| sign);
                write!(formatter, "{sign} {bound}")
            }
            Self::Trend { trend, periods } => {
                let word = Trend::ALL.iter().find(|(other, _)| other == trend).map_or("", |(_, word)| word);
                match periods {
                    None => formatter.write_str(word),
                    Some(periods) => write!(formatter, "{word} over {periods} periods"),
                }
            }
            Self::Change { parts_per_million } => {
                let sign = if *parts_per_million < 0 { "" } else { "+" };
                write!(formatter, "{sign}{}%", Decimal(*parts_per_million))
            }
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(millionths) => write!(formatter, "{}%", Decimal(*millionths)),
            Self::Number(parts) => write!(formatter, "{}", Decimal(*parts)),
            Self::Time(time) => write!(formatter, "{}", Span::Elapsed(*time)),
        }
    }
}

/// Ten-thousandths, written with as many decimals as they need.
struct Decimal(i64);

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(formatter, "{sign}{}", magnitude / 10_000)?;
        let (mut fraction, mut digits) = (magnitude % 10_000, 4_usize);
        if fraction == 0 {
            return Ok(());
        }
        while fraction % 10 == 0 {
            (fraction, digits) = (fraction / 10, digits - 1);
        }
        write!(formatter, ".{fraction:0digits$}")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
