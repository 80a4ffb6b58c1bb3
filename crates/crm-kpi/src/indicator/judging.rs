//! [`Judging`]: how an indicator is judged and shown: small samples, uncertainty, rounding. All of it is policy data.

use crm_model::Share;

use crate::trend::{Confidence, Sides, fewest};
use crate::{IndicatorProblem, Rounding, Sample};

/// How an indicator is judged and shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Judging {
    /// Below how many cases a value is marked; `None` to mark none.
    pub small_sample: Option<SmallSample>,
    /// The confidence of intervals, above 0 and below 100 %; `None` for no intervals.
    pub confidence: Option<Share>,
    /// How intervals are found; `None` for the method that fits what is measured.
    pub method: Option<IntervalMethod>,
    /// The part of a population that must be drawn, at least, for a target to be judged; `None` for any.
    pub sample: Option<Share>,
    /// By what a target is judged.
    pub by: JudgedBy,
    /// How a trend is judged, where the target asks for one.
    pub trend: TrendJudging,
    /// How values are written.
    pub rounding: Rounding,
}

/// The most decimals that are shown.
const MOST_DECIMALS: u8 = 9;

impl Judging {
    /// Returns the key of the policy that says what cannot be, whatever is measured, and what is wrong with it.
    ///
    /// # Errors
    ///
    /// When the confidence is not above 0 and below 100 %, a small sample is below no cases, decimals are too many, or a trend could
    /// be of fewer than two values or is tested without a confidence.
    pub fn check(&self) -> Result<(), (&'static str, IndicatorProblem)> {
        let Self { small_sample, confidence, rounding, trend, .. } = self;
        if confidence.is_some_and(|confidence| confidence <= Share::ZERO || confidence >= Share::ONE) {
            return Err(("confidence", IndicatorProblem::Confidence));
        }
        if small_sample.is_some_and(|rule| rule.below == 0) {
            return Err(("small-sample", IndicatorProblem::NoSmallSample));
        }
        if rounding.decimals > MOST_DECIMALS {
            let (decimals, most) = (rounding.decimals, MOST_DECIMALS);
            return Err(("decimals", IndicatorProblem::TooManyDecimals { decimals, most }));
        }
        if trend.at_least < 2 {
            return Err(("trend-at-least", IndicatorProblem::NoStep));
        }
        if trend.reading == TrendReading::Significant && confidence.is_none() {
            return Err(("trend-reading", IndicatorProblem::NoTrendConfidence));
        }
        Ok(())
    }

    /// Returns how many values it takes to show a trend, where it is tested.
    pub(crate) fn trend_needs(&self) -> Option<u64> {
        let confidence = Confidence::of_share(self.confidence?).ok()?;
        (self.trend.reading == TrendReading::Significant).then(|| fewest(confidence, Sides::One))
    }
}

/// How a trend is judged that a target asks for, such as "falls continuously" (clause D-KPI-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrendJudging {
    /// What is meant by it.
    pub reading: TrendReading,
    /// Of how many values there must be one at least, two or more. A target that names its periods, such as `falls over 2 periods`,
    /// never needs more than those.
    pub at_least: u64,
}

impl Default for TrendJudging {
    /// Returns every step, of three values or more: two points are no trend.
    fn default() -> Self {
        Self { reading: TrendReading::EveryStep, at_least: 3 }
    }
}

/// What is meant by a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum TrendReading {
    /// Every value goes the way from the one before.
    EveryStep,
    /// No value goes the other way.
    NoStepBack,
    /// A Mann-Kendall test finds the trend with the confidence of the policy. It is one-sided, since the other way is no success.
    Significant,
}

impl TrendReading {
    /// Every reading with its word.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::EveryStep, "every-step"),
        (Self::NoStepBack, "no-step-back"),
        (Self::Significant, "significant"),
    ];
}

/// Below how many cases a value says little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SmallSample {
    /// A value over fewer cases is marked. Counts are not.
    pub below: u64,
    /// Whether its target is judged all the same.
    pub is_judged: bool,
}

/// By what a target is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum JudgedBy {
    /// The value itself.
    #[default]
    Value,
    /// The end of the interval that is nearer to missing the target.
    Interval,
}

impl JudgedBy {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Value, "value"), (Self::Interval, "interval")];
}

/// How the interval of a value is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum IntervalMethod {
    /// Of a share: Wilson's score interval, the default.
    Wilson,
    /// Of a share: Wilson's with a correction for continuity.
    WilsonCorrected,
    /// Of a share: Agresti and Coull's.
    AgrestiCoull,
    /// Of a share: Clopper and Pearson's, where a guarantee is asked.
    ClopperPearson,
    /// Of a share: Jeffreys'.
    Jeffreys,
    /// Of a share of what was drawn from a population without putting back: exact, by the hypergeometric distribution. Each end
    /// has the confidence of the policy, so that both together have less.
    Hypergeometric,
    /// Of a net promoter score: the adjusted Wald interval, the default.
    AdjustedWald,
    /// Of a net promoter score: by the standard error as counted.
    Wald,
    /// Of a net promoter score: the score interval.
    Score,
    /// Of a net promoter score: the mean of −1, 0 and +1 with Student's t.
    TrinomialMean,
    /// Of a net promoter score: what a bootstrap tends to.
    Bootstrap,
    /// Of a mean: by Student's t, the default.
    StudentT,
    /// Of events against a base: the exact interval of their number (Garwood), the default.
    Garwood,
}

impl IntervalMethod {
    /// Every method with its word.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Wilson, "wilson"),
        (Self::WilsonCorrected, "wilson-corrected"),
        (Self::AgrestiCoull, "agresti-coull"),
        (Self::ClopperPearson, "clopper-pearson"),
        (Self::Jeffreys, "jeffreys"),
        (Self::Hypergeometric, "hypergeometric"),
        (Self::AdjustedWald, "adjusted-wald"),
        (Self::Wald, "wald"),
        (Self::Score, "score"),
        (Self::TrinomialMean, "trinomial-mean"),
        (Self::Bootstrap, "bootstrap"),
        (Self::StudentT, "student-t"),
        (Self::Garwood, "garwood"),
    ];

    /// Returns the word that policies and reports use.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(other, _)| *other == self).map_or("", |(_, word)| word)
    }

    /// Returns whether the method is one for such cases.
    pub(crate) const fn fits(self, sample: Sample) -> bool {
        let of = match self {
            Self::Wilson
            | Self::WilsonCorrected
            | Self::AgrestiCoull
            | Self::ClopperPearson
            | Self::Jeffreys => Sample::Trials,
            Self::Hypergeometric => Sample::Drawn,
            Self::AdjustedWald | Self::Wald | Self::Score | Self::TrinomialMean | Self::Bootstrap => {
                Sample::Attitudes
            }
            Self::StudentT => Sample::Quantities,
            Self::Garwood => Sample::Events,
        };
        matches!(
            (of, sample),
            (Sample::Trials, Sample::Trials)
                | (Sample::Drawn, Sample::Drawn)
                | (Sample::Attitudes, Sample::Attitudes)
                | (Sample::Quantities, Sample::Quantities)
                | (Sample::Events, Sample::Events)
        )
    }
}
