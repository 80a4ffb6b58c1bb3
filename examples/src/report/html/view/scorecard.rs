//! The indicators.

use super::{Clause, Tone, Trend};

/// One indicator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScorecardRow {
    /// The indicator.
    pub indicator: String,
    /// Which of its forms is shown, or over what period; may be empty.
    pub form: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The value with its unit; `None` where it cannot be told.
    pub value: Option<String>,
    /// What is missing, where there is no value.
    pub missing: String,
    /// Its parts, such as `812 of 1,001`; may be empty.
    pub parts: String,
    /// The target, such as `>= 80 %`; empty where the clause only asks for the figure.
    pub target: String,
    /// How the value stands towards its target.
    pub verdict: Verdict,
    /// The periods before, the last 13 of which are drawn.
    pub trend: Option<Trend>,
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
    /// A fact is missing.
    Undetermined,
}

impl Verdict {
    /// Returns its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "no target",
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Undetermined => "unclear",
        }
    }

    /// Returns how it is to be taken.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Reported => Tone::Neutral,
            Self::Met => Tone::Good,
            Self::NotMet => Tone::Bad,
            Self::Undetermined => Tone::Warning,
        }
    }
}
