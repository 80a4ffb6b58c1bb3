//! [`Spread`]: how the cases behind a value differ, which is what its uncertainty follows from.

use super::sample::Sample;
use crate::statistics::ShareSquares;

/// How the cases behind a value differ from one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Spread {
    /// Nothing is told of it: sums of money, forms of retention that are no part of a whole, contacts, which come in
    /// groups. There is no interval.
    Unknown,
    /// Each case is in the part or not.
    Trials,
    /// Each case is in the part or not, and was drawn without looking from a population of so many, the cases included.
    Drawn {
        /// How many might have been drawn.
        population: u64,
    },
    /// Events against a base, each on its own.
    Events,
    /// Answers by what they make of who gave them.
    Attitudes {
        /// Would not recommend.
        detractors: u64,
        /// Neither.
        passives: u64,
        /// Would recommend.
        promoters: u64,
    },
    /// Each case has an amount, such as a length of time.
    Quantities {
        /// The sum of their squares; `None` beyond 128 bits.
        squares: Option<u128>,
    },
    /// Each case has a part and a whole of its own, such as points earned of the points that there were.
    Shares {
        /// The sums of their squares and products; `None` beyond 128 bits.
        squares: Option<ShareSquares>,
    },
}

impl Spread {
    /// Returns as what such cases can be taken.
    pub const fn sample(&self) -> Sample {
        match self {
            Self::Unknown => Sample::None,
            Self::Trials => Sample::Trials,
            Self::Drawn { .. } => Sample::Drawn,
            Self::Events => Sample::Events,
            Self::Attitudes { .. } => Sample::Attitudes,
            Self::Quantities { .. } | Self::Shares { .. } => Sample::Quantities,
        }
    }

    pub(super) fn merge(&self, other: &Self) -> Self {
        match (*self, *other) {
            (Self::Trials, Self::Trials) => Self::Trials,
            (Self::Drawn { population }, Self::Drawn { population: more }) => {
                Self::Drawn { population: population.saturating_add(more) }
            }
            (Self::Events, Self::Events) => Self::Events,
            (
                Self::Attitudes { detractors, passives, promoters },
                Self::Attitudes { detractors: more, passives: between, promoters: most },
            ) => Self::Attitudes {
                detractors: detractors.saturating_add(more),
                passives: passives.saturating_add(between),
                promoters: promoters.saturating_add(most),
            },
            (Self::Quantities { squares: Some(one) }, Self::Quantities { squares: Some(other) }) => {
                Self::Quantities { squares: one.checked_add(other) }
            }
            (Self::Quantities { .. }, Self::Quantities { .. }) => Self::Quantities { squares: None },
            (Self::Shares { squares: one }, Self::Shares { squares: other }) => {
                Self::Shares { squares: one.zip(other).and_then(|(one, other)| one.merge(other)) }
            }
            _ => Self::Unknown,
        }
    }
}
