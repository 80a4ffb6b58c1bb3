//! [`EntitlementCondition`]: what must hold for an entitlement besides the tier.

use alloc::vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::ElapsedTime;
use crm_model::ExistingAfter;

use super::{EntitlementGap, EntitlementState, GrantedBy, PurchaseMoments, RefusedBy};

/// What must hold for an entitlement besides the tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum EntitlementCondition {
    /// The next purchase is the first one: nothing was ever bought.
    FirstPurchase,
    /// Nothing was bought for as long as the policy says, after something had been. The span itself is long
    /// enough.
    Dormant,
    /// The customer is a new one still, by the policy's moment (clause D-TIER-5).
    New,
    /// The customer is an existing one, by the same moment.
    Existing,
}

impl EntitlementCondition {
    /// Every condition with its word.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::FirstPurchase, "first-purchase"),
        (Self::Dormant, "dormant"),
        (Self::New, "new-customer"),
        (Self::Existing, "existing-customer"),
    ];

    /// Returns whether it holds.
    ///
    /// What is known to have happened decides; that something never happened is known only of a history without a beginning
    /// before which anything may have been.
    pub(super) fn state(
        self,
        purchases: Option<&PurchaseMoments>,
        dormant_after: Option<ElapsedTime>,
        existing_after: Option<ExistingAfter>,
        as_of: DateTime<Utc>,
    ) -> EntitlementState {
        use EntitlementState::{Granted, Refused, Undetermined};
        let Some(purchases) = purchases else { return Undetermined(vec![EntitlementGap::Purchases]) };
        let unless_earlier = |state| match purchases.complete_from {
            None => state,
            Some(from) => Undetermined(vec![EntitlementGap::EarlierPurchases { from }]),
        };
        match self {
            Self::FirstPurchase => match purchases.first {
                Some(first) => Refused(RefusedBy::HasBought { first }),
                None => unless_earlier(Granted(GrantedBy::NeverBought)),
            },
            Self::Dormant => {
                let Some(span) = dormant_after else {
                    return Undetermined(vec![EntitlementGap::DormantAfter]);
                };
                let Some(last) = purchases.last else {
                    return unless_earlier(Refused(RefusedBy::NeverBought));
                };
                let dormant = last.checked_add_signed(TimeDelta::microseconds(span.as_micros()));
                if dormant.is_some_and(|dormant| dormant <= as_of) {
                    Granted(GrantedBy::SilentSince { last })
                } else {
                    Refused(RefusedBy::BoughtLately { last })
                }
            }
            Self::New | Self::Existing => {
                let Some(after) = existing_after else {
                    return Undetermined(vec![EntitlementGap::ExistingAfter]);
                };
                let known = [purchases.first, purchases.second].into_iter().flatten();
                let existing = after.since(known).filter(|since| *since <= as_of);
                match (self, existing) {
                    (Self::New, Some(since)) => Refused(RefusedBy::Existing { since }),
                    (Self::New, None) => unless_earlier(Granted(GrantedBy::New)),
                    (_, Some(since)) => Granted(GrantedBy::Existing { since }),
                    (_, None) => unless_earlier(Refused(RefusedBy::New)),
                }
            }
        }
    }
}
