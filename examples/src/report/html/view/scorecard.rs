//! The indicators.

use super::{Clause, Tone, Trend};

/// The indicators.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScorecardView {
    /// Those that have a value.
    pub rows: Vec<ScorecardRow>,
    /// Those that have none, by what is missing.
    pub unmeasured: Vec<UnmeasuredRow>,
}

impl ScorecardView {
    /// Returns whether the policy has no indicators.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.unmeasured.is_empty()
    }

    /// Returns whether an indicator has a chart.
    pub(crate) fn has_charts(&self) -> bool {
        self.rows.iter().any(|row| row.trend.is_some())
    }
}

/// One indicator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScorecardRow {
    /// The indicator.
    pub indicator: String,
    /// What it measures, in a phrase; may be empty.
    pub form: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The period.
    pub period: String,
    /// The value with its unit.
    pub value: String,
    /// Its parts, such as `812 of 1,001`; may be empty.
    pub parts: String,
    /// The target, such as `>= 80 %`; empty where the clause only asks for the figure.
    pub target: String,
    /// How the value stands towards its target.
    pub verdict: Verdict,
    /// What a reader should know besides, a phrase each.
    pub notes: Vec<String>,
    /// The periods before and the one shown, the last 13 of which are drawn.
    pub trend: Option<Trend>,
}

/// Indicators without a value, all for the same reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnmeasuredRow {
    /// What is missing.
    pub missing: String,
    /// The indicators.
    pub indicators: Vec<UnmeasuredIndicator>,
}

/// An indicator without a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnmeasuredIndicator {
    /// The indicator.
    pub indicator: String,
    /// The period.
    pub period: String,
    /// The clause behind it.
    pub clause: Clause,
}

/// How a value stands towards its target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Verdict {
    /// There is no target.
    #[default]
    Reported,
    /// The target is reached.
    Met,
    /// The target is not reached.
    NotMet,
    /// There is a target, and a fact is missing or the period is not complete.
    NotJudged,
    /// There is a target, and too few cases stand behind the value.
    TooFew,
    /// The target is beyond what is possible.
    Unreachable,
}

impl Verdict {
    /// Returns its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "no target",
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::NotJudged => "not judged",
            Self::TooFew => "too few",
            Self::Unreachable => "unreachable",
        }
    }

    /// Returns how it is to be taken.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Reported => Tone::Neutral,
            Self::Met => Tone::Good,
            Self::NotMet | Self::Unreachable => Tone::Bad,
            Self::NotJudged | Self::TooFew => Tone::Warning,
        }
    }
}
