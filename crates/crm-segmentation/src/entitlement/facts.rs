//! What is known of a customer when its entitlements are judged.

use chrono::{DateTime, Utc};
use crm_model::{CustomerCode, Dataset, TableName, ValueTier};

use crate::summary::orders_known;

/// What is known of a customer when its entitlements are judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntitlementFacts {
    /// Its tier: as a rule computed it, or as it is on record.
    pub tier: TierFact,
    /// When it bought; `None` where that is not known.
    pub purchases: Option<PurchaseMoments>,
}

/// What is known of a customer's tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TierFact {
    /// It has this one.
    Known(ValueTier),
    /// It has none: the rule compares it with nobody, since it bought nothing in the window.
    NoTier,
    /// It cannot be said.
    Unknown,
}

/// When a customer bought: as much of it as entitlements ask for. The default is a customer who never did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PurchaseMoments {
    /// The first purchase that is known.
    pub first: Option<DateTime<Utc>>,
    /// The second one. Two at one instant are two.
    pub second: Option<DateTime<Utc>>,
    /// The last one.
    pub last: Option<DateTime<Utc>>,
    /// From when on all purchases are known; `None` where they are from the beginning.
    pub complete_from: Option<DateTime<Utc>>,
}

impl PurchaseMoments {
    /// Returns the moments of purchases up to `as_of`, in any order.
    ///
    /// `complete_from` says from when on all of them are known; `None` is from the beginning.
    pub fn new(
        purchases: impl IntoIterator<Item = DateTime<Utc>>,
        complete_from: Option<DateTime<Utc>>,
        as_of: DateTime<Utc>,
    ) -> Self {
        let mut moments = Self { complete_from, ..Self::default() };
        for at in purchases.into_iter().filter(|at| *at <= as_of) {
            if moments.first.is_none_or(|first| at < first) {
                moments.second = moments.first.replace(at);
            } else if moments.second.is_none_or(|second| at < second) {
                moments.second = Some(at);
            }
            moments.last = moments.last.max(Some(at));
        }
        moments
    }

    /// Returns the moments of a customer's orders in a data set. An order that was given back as a whole is none.
    ///
    /// `None` where purchases were not supplied, or not up to `as_of`, or the customer's contradict each other.
    pub fn of(dataset: &Dataset, code: CustomerCode, as_of: DateTime<Utc>) -> Option<Self> {
        let extent = dataset.extent(TableName::Purchases)?;
        let is_known = extent.until.is_none_or(|until| as_of <= until) && !dataset.has_doubtful_order(code);
        let orders = || orders_known(dataset.purchases_of(code), as_of).map(|order| order.at);
        is_known.then(|| Self::new(orders(), extent.from, as_of))
    }
}
