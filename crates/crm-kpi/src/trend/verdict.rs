//! [`TrendVerdict`]: whether a series falls or rises as a clause asks, and by which reading.

use core::fmt;

use super::{Confidence, MannKendall, Measured, Series, Steps};
use crate::Trend;

/// What is meant by "falls continuously".
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Reading {
    /// Every value goes the way from the one before.
    EveryStep,
    /// No value goes the other way.
    NoStepBack,
    /// A Mann-Kendall test finds the trend at this confidence.
    Significant {
        /// How sure.
        confidence: Confidence,
        /// Against which alternative.
        sides: Sides,
    },
}

/// Against which alternative a test is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Sides {
    /// Only the trend that is asked for counts as one.
    One,
    /// A trend the other way would count as well, so this one must be clearer.
    Two,
}

impl fmt::Display for Reading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EveryStep => formatter.write_str("every step"),
            Self::NoStepBack => formatter.write_str("no step back"),
            Self::Significant { confidence, sides } => {
                let sides = match sides {
                    Sides::One => "one-sided",
                    Sides::Two => "two-sided",
                };
                write!(formatter, "significant at confidence {}, {sides}", confidence.level())
            }
        }
    }
}

/// Whether a series goes the way that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrendVerdict {
    /// The way.
    pub trend: Trend,
    /// What was meant by it.
    pub reading: Reading,
    /// Whether it does.
    pub followed: Followed,
    /// How many values were looked at.
    pub values: u64,
    /// How many periods have no value and were left out.
    pub gaps: u64,
    /// How many periods were left out since they were not over.
    pub running: u64,
    /// The probability that a test compared; `None` for readings that count steps, and without two values.
    pub p: Option<f64>,
}

/// Whether a trend is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Followed {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// So few values cannot show it, whichever way they go. Not a miss.
    TooFew {
        /// How many could, if all are different and go the way.
        needed: u64,
    },
}

impl fmt::Display for TrendVerdict {
    /// Writes `falls (every step): no, 12 values`, with what was left out.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trend = match self.trend {
            Trend::Falls => "falls",
            Trend::Rises => "rises",
        };
        write!(formatter, "{trend} ({}): ", self.reading)?;
        match self.followed {
            Followed::Yes => formatter.write_str("yes")?,
            Followed::No => formatter.write_str("no")?,
            Followed::TooFew { needed } => write!(formatter, "too few values, {needed} are needed")?,
        }
        let values = if self.values == 1 { "value" } else { "values" };
        write!(formatter, ", {} {values}", self.values)?;
        if self.gaps > 0 {
            let periods = if self.gaps == 1 { "period" } else { "periods" };
            write!(formatter, ", {} {periods} without one left out", self.gaps)?;
        }
        if self.running > 0 {
            write!(formatter, ", {} that were not over left out", self.running)?;
        }
        Ok(())
    }
}

/// Judges whether a series falls or rises, of `at_least` values or more: two points are no trend, though one step leads from the
/// one to the other. How many are enough is the policy's choice; fewer than two never are.
///
/// # Examples
///
/// ```
/// use crm_kpi::Trend;
/// use crm_kpi::trend::{Confidence, Followed, Reading, Series, Sides, judge};
/// use crm_model::Ratio;
///
/// let quarters = Series::new([50, 45, 40, 35].map(|rate| Ratio::new(rate, 10)));
/// let strict = judge(&quarters, Trend::Falls, Reading::EveryStep, 3);
/// assert_eq!(strict.followed, Followed::Yes);
/// assert_eq!(judge(&quarters, Trend::Falls, Reading::EveryStep, 6).followed, Followed::TooFew { needed: 6 });
///
/// // Two-sided, an all-down run of four has p = 1/12, so four quarters cannot show a trend at 95 %; five can (1/60).
/// let confidence = Confidence::new(0.95)?;
/// let tested = judge(&quarters, Trend::Falls, Reading::Significant { confidence, sides: Sides::Two }, 3);
/// assert_eq!(tested.followed, Followed::TooFew { needed: 5 });
/// # Ok::<(), crm_kpi::trend::ConfidenceError>(())
/// ```
pub fn judge<T: Measured>(series: &Series<T>, trend: Trend, reading: Reading, at_least: u64) -> TrendVerdict {
    let values = series.len() as u64;
    let steps = Steps::of(series);
    let steps = if trend == Trend::Falls { steps } else { steps.reversed() };
    let at_least = at_least.max(2);
    let counted = |all: Option<bool>| match all.filter(|_| values >= at_least) {
        Some(true) => Followed::Yes,
        Some(false) => Followed::No,
        None => Followed::TooFew { needed: at_least },
    };
    let (followed, p) = match reading {
        Reading::EveryStep => (counted(steps.all_down()), None),
        Reading::NoStepBack => (counted(steps.none_up()), None),
        Reading::Significant { confidence, sides } => tested(series, trend, (confidence, sides), at_least),
    };
    TrendVerdict { trend, reading, followed, values, gaps: series.gaps(), running: series.running(), p }
}

fn tested<T: Measured>(
    series: &Series<T>,
    trend: Trend,
    (confidence, sides): (Confidence, Sides),
    at_least: u64,
) -> (Followed, Option<f64>) {
    let needed = fewest(confidence, sides).max(at_least);
    let Some(test) = MannKendall::of(series) else { return (Followed::TooFew { needed }, None) };
    let significance = test.significance();
    let (goes_so, one_sided) = match trend {
        Trend::Falls => (test.s() < 0, significance.decline),
        Trend::Rises => (test.s() > 0, significance.rise),
    };
    let p = match sides {
        Sides::One => one_sided,
        Sides::Two => significance.two_sided,
    };
    let followed = if test.values() >= at_least && goes_so && confidence.is_reached_by(p) {
        Followed::Yes
    } else if test.values() < needed {
        Followed::TooFew { needed }
    } else {
        Followed::No
    };
    (followed, Some(p))
}

/// Returns how many different values an all-down run must have to be seldom enough: 1/n! of all orders, twice that two-sided.
pub(crate) fn fewest(confidence: Confidence, sides: Sides) -> u64 {
    let mut seldom = if sides == Sides::Two { 2.0 } else { 1.0 };
    let mut values = 1_u32;
    while !confidence.is_reached_by(seldom) {
        values += 1;
        seldom /= f64::from(values);
    }
    u64::from(values.max(2))
}
