//! [`TierVerdict`]: one customer's tier with what it rests on.

use crate::Level;

/// One customer's tier and the figures behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct TierVerdict {
    /// The level that counts.
    pub level: Level,
    /// The level by spend alone.
    pub by_spend: Level,
    /// The level by repurchase alone.
    pub by_repurchase: Level,
    /// The rank by net spend, from 1; equal customers share the best.
    pub rank: u64,
    /// How many customers were ranked.
    pub population: u64,
    /// Net spend in the window, in ten-thousandths of the currency.
    pub net: i128,
    /// Orders in the window, or days with one, as the rule counts.
    pub purchases: u64,
    /// Whether the customer is younger than the rule's minimum tenure, so that the tier is not settled; also where no
    /// purchase is known at all.
    pub provisional: bool,
}

impl TierVerdict {
    /// Returns which criterion gives the level: the limiting one, where the lower of both counts.
    pub fn decided_by(&self) -> Criterion {
        match (self.by_spend == self.level, self.by_repurchase == self.level) {
            (true, true) => Criterion::Both,
            (true, false) => Criterion::Spend,
            (false, _) => Criterion::Repurchase,
        }
    }
}

/// What a level rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Criterion {
    /// Spend; repurchase gives another level.
    Spend,
    /// Repurchase; spend gives another level.
    Repurchase,
    /// Both give the same.
    Both,
}
