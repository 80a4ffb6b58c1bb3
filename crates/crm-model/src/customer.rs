//! A customer: tiers, membership and the customer file.

use alloc::boxed::Box;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};

use crate::{CustomerFile, CustomerId, DatedAgreement, ValueTier};

/// A customer: who it is, what was decided about it over time, and its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Customer {
    /// Who it is.
    pub id: CustomerId,
    /// Tiers with the instant from which each holds, in any order. A tier holds until the next one begins.
    pub tiers: Vec<DatedTier>,
    /// The times during which it was a customer, in any order; empty where nobody recorded them.
    pub memberships: Vec<Membership>,
    /// Limits agreed with it for all its tickets, in any order (clause D-RESP-2).
    #[cfg_attr(feature = "serde", serde(default))]
    pub agreements: Vec<DatedAgreement>,
    /// The customer file (clause D-FILE-1), if there is one.
    pub file: Option<Box<CustomerFile>>,
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

/// A time during which somebody was a customer: half-open, `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Membership {
    /// The first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it; `None` while it lasts. An end that is not after the beginning makes it empty.
    pub until: Option<DateTime<Utc>>,
}

impl Membership {
    /// Returns whether the membership holds at `instant`.
    pub fn holds_at(&self, instant: DateTime<Utc>) -> bool {
        self.from <= instant && self.until.is_none_or(|until| instant < until)
    }
}

impl Customer {
    /// Returns a customer of whom nothing but the id is known.
    pub fn new(id: CustomerId) -> Self {
        Self { id, tiers: Vec::new(), memberships: Vec::new(), agreements: Vec::new(), file: None }
    }

    /// Returns whether it was a customer at `instant`, or `None` where no membership was recorded at all.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::chrono::{DateTime, Utc};
    /// use crm_model::{Customer, CustomerId, Membership};
    ///
    /// let instant = |text: &str| text.parse::<DateTime<Utc>>();
    /// let mut customer = Customer::new(CustomerId::new("C-7")?);
    /// let march = instant("2026-03-01T00:00:00Z")?;
    /// assert_eq!(customer.is_member_at(march), None);
    /// customer.memberships.push(Membership { from: instant("2025-01-01T00:00:00Z")?, until: Some(march) });
    /// assert_eq!(customer.is_member_at(march), Some(false)); // the end is exclusive
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_member_at(&self, instant: DateTime<Utc>) -> Option<bool> {
        if self.memberships.is_empty() {
            return None;
        }
        Some(self.memberships.iter().any(|membership| membership.holds_at(instant)))
    }

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
    /// let mut customer = Customer::new(CustomerId::new("C-7")?);
    /// customer.tiers = vec![
    ///     DatedTier { from: Some(instant("2026-04-01T00:00:00Z")?), tier: ValueTier::new("high")? },
    ///     DatedTier { from: None, tier: ValueTier::new("middle")? },
    /// ];
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
