//! [`Sample`]: as what the cases behind a value can be taken.

use core::fmt;

/// As what the cases behind a formula can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Sample {
    /// As no sample: there is no interval.
    None,
    /// As cases that are in the part or not.
    Trials,
    /// As cases that are in the part or not, drawn from a population that has an end.
    Drawn,
    /// As events, each on its own.
    Events,
    /// As answers of detractors, passives and promoters.
    Attitudes,
    /// As amounts.
    Quantities,
}

impl fmt::Display for Sample {
    /// Writes what such cases are, as in "a share of cases".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::None => "no sample of cases",
            Self::Trials => "a share of cases",
            Self::Drawn => "a share of what was drawn from a population",
            Self::Events => "events against a base",
            Self::Attitudes => "a net promoter score",
            Self::Quantities => "a mean of cases",
        })
    }
}
