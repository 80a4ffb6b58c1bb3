//! [`Judging`]: how an indicator is judged and shown: small samples, uncertainty, rounding. All of it is policy data.

use crm_model::{Ratio, Share};

use crate::Rounding;

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
    /// By what a target is judged.
    pub by: JudgedBy,
    /// How values are written.
    pub rounding: Rounding,
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
    /// Of a share: Agresti and Coull's.
    AgrestiCoull,
    /// Of a share: Clopper and Pearson's, where a guarantee is asked.
    ClopperPearson,
    /// Of a share: Jeffreys'.
    Jeffreys,
    /// Of a net promoter score: the adjusted Wald interval, the default.
    AdjustedWald,
    /// Of a net promoter score: the score interval.
    Score,
    /// Of a mean: by Student's t, the default.
    T,
    /// Of a rate of events: Garwood's exact interval of the count, the default.
    Garwood,
}

impl IntervalMethod {
    /// Every method with its word.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Wilson, "wilson"),
        (Self::AgrestiCoull, "agresti-coull"),
        (Self::ClopperPearson, "clopper-pearson"),
        (Self::Jeffreys, "jeffreys"),
        (Self::AdjustedWald, "adjusted-wald"),
        (Self::Score, "score"),
        (Self::T, "t"),
        (Self::Garwood, "garwood"),
    ];
}

/// Between which values the true one lies, with a confidence, if the cases are a sample of all that there might have been.
///
/// The ends are in the unit of the value, within what is possible at all, rounded to nine decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Uncertainty {
    /// The confidence.
    pub confidence: Share,
    /// How it was found.
    pub method: IntervalMethod,
    /// The lower end: a fraction for shares, microseconds for lengths of time.
    pub low: Ratio,
    /// The upper end.
    pub high: Ratio,
}
