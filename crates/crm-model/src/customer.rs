//! A customer, as far as tickets need to know.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};

use crate::{CustomerId, ValueTier};

/// A customer and the value tiers that were in force over time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Customer {
    /// Who it is.
    pub id: CustomerId,
    /// Tiers with the instant from which each holds, in any order. A tier holds until the next one begins.
    pub tiers: Vec<DatedTier>,
}

/// A value tier and when it began to hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DatedTier {
    /// The first instant at which the tier holds; `None` for one that has held from the start.
    pub from: Option<DateTime<Utc>>,
    /// The tier.
    pub tier: ValueTier,
}

impl Customer {
    /// Returns the tier in force at `instant`, or `None` where none had begun, or where two different ones began at the
    /// same instant, so that nobody knows which holds.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Customer, CustomerId, DatedTier, ValueTier};
    /// use crm_model::chrono::{DateTime, Utc};
    ///
    /// let instant = |text: &str| text.parse::<DateTime<Utc>>();
    /// let customer = Customer {
    ///     id: CustomerId::new("C-7")?,
    ///     tiers: vec![
    ///         DatedTier { from: Some(instant("2026-04-01T00:00:00Z")?), tier: ValueTier::new("high")? },
    ///         DatedTier { from: None, tier: ValueTier::new("middle")? },
    ///     ],
    /// };
    /// assert_eq!(customer.tier_at(instant("2026-03-31T23:59:59Z")?).unwrap().as_str(), "middle");
    /// assert_eq!(customer.tier_at(instant("2026-04-01T00:00:00Z")?).unwrap().as_str(), "high");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tier_at(&self, instant: DateTime<Utc>) -> Option<&ValueTier> {
        let begun = self.tiers.iter().filter(|dated| dated.from.is_none_or(|from| from <= instant));
        let last = begun.max_by_key(|dated| dated.from)?;
        let disagrees = |dated: &DatedTier| dated.from == last.from && dated.tier != last.tier;
        (!self.tiers.iter().any(disagrees)).then_some(&last.tier)
    }

    /// Returns whether two different tiers begin at one instant.
    pub(crate) fn tiers_disagree(&self) -> bool {
        let mut sorted: Vec<&DatedTier> = self.tiers.iter().collect();
        sorted.sort_unstable();
        sorted
            .iter()
            .zip(sorted.iter().skip(1))
            .any(|(one, next)| one.from == next.from && one.tier != next.tier)
    }
}
