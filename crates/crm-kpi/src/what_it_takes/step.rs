//! [`Step`]: one way to meet a target, and how much of it is needed.

use core::fmt;

/// One way to meet a target, and how much of it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Step {
    /// What would change.
    pub lever: Lever,
    /// In what it is counted.
    pub unit: Counted,
    /// How much of it.
    pub needed: Needed,
}

impl fmt::Display for Step {
    /// Writes `12 cases more that count, of the same`, or that no number would do.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lever, unit, needed } = self;
        match needed {
            Needed::AtLeast(1) => {
                let one = unit.as_str().trim_end_matches('s');
                write!(formatter, "1 {one} {}", lever.as_str())
            }
            Needed::AtLeast(amount) => write!(formatter, "{amount} {} {}", unit.as_str(), lever.as_str()),
            Needed::Unreachable => write!(formatter, "unreachable by {} {}", unit.as_str(), lever.as_str()),
        }
    }
}

/// How much is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Needed {
    /// So much; one less would not do. Zero where the target is met as it is.
    AtLeast(u128),
    /// No amount that there can be would do.
    Unreachable,
}

/// In what an amount is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Counted {
    /// Cases: customers, tickets, answers, obligations.
    Cases,
    /// Points of a scale, in the sum over all answers.
    Points,
    /// Microseconds, in the sum over all cases.
    Microseconds,
    /// Ten-thousandths of the currency of the report.
    TenThousandths,
}

impl Counted {
    /// Returns the words that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Points => "points",
            Self::Microseconds => "microseconds",
            Self::TenThousandths => "ten-thousandths",
        }
    }
}

/// What would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Lever {
    /// More of the part in the same whole: answers in time that were late, customers contacted who were not.
    More,
    /// Less of the part in the same whole: complaints, time, spend.
    Less,
    /// Further cases all of which count in both parts: further answers, all in time.
    FurtherThatCount,
    /// More of the whole alone: contacts without a complaint, revenue.
    FurtherThatDoNot,
    /// Customers retained who left.
    Retained,
    /// Promoters instead of passives.
    PromotersForPassives,
    /// Promoters instead of detractors.
    PromotersForDetractors,
    /// Promoters instead of others, detractors first: the fewest people whose minds would have to change.
    PromotersForAnyone,
    /// Further answers, all of promoters.
    FurtherPromoters,
}

impl Lever {
    /// Returns the words that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::More => "more that count, of the same whole",
            Self::Less => "less that count, of the same whole",
            Self::FurtherThatCount => "further, all of which count",
            Self::FurtherThatDoNot => "further, none of which counts",
            Self::Retained => "retained that left",
            Self::PromotersForPassives => "promoters instead of passives",
            Self::PromotersForDetractors => "promoters instead of detractors",
            Self::PromotersForAnyone => "promoters instead of detractors first, then of passives",
            Self::FurtherPromoters => "further, all promoters",
        }
    }
}
