//! What a value tier gives a customer the right to: entitlements, some of them under a condition.

mod condition;
mod discount;
mod facts;
mod verdict;

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{ClauseId, ExistingAfter, RuleName, Strength, ValueTier};

pub use self::condition::EntitlementCondition;
pub use self::discount::{Discount, DiscountError};
pub use self::facts::{EntitlementFacts, PurchaseMoments, TierFact};
pub use self::verdict::{EntitlementGap, EntitlementState, EntitlementVerdict, GrantedBy, RefusedBy};
use crate::{RuleError, RuleProblem};

/// An entitlement as a policy states it. [`Entitlement::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntitlementSpec {
    /// Its name in the policy, such as `entitlements.priority-lane`.
    pub name: RuleName,
    /// The clause that grants it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// What it is.
    pub kind: EntitlementKind,
    /// The tiers that have it.
    pub tiers: BTreeSet<ValueTier>,
    /// Whether customers without a tier have it too: those whom the rule for tiers compares with nobody, since they bought
    /// nothing in its window.
    pub without_tier: bool,
    /// What must hold besides; `None` where the tier is enough.
    pub condition: Option<EntitlementCondition>,
    /// The money off that comes with it, if the policy states an amount.
    pub discount: Option<Discount>,
}

/// What an entitlement is (clauses P-TIER-4 and P-TIER-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum EntitlementKind {
    /// A person who looks after the customer.
    PersonalAdviser,
    /// Requests of the customer come before others.
    PriorityLane,
    /// A benefit that is made for the customer.
    TailoredBenefit,
    /// An incentive to buy more, such as money off from a minimum order.
    PromotionIncentive,
    /// The customer is told what lifts it to the next tier: see [`TierShortfall`](crate::TierShortfall).
    WayUp,
    /// The customer is asked to become active.
    Activation,
    /// A special price for the first purchase.
    FirstPurchasePrice,
    /// Points for what is bought.
    Points,
    /// A coupon.
    Coupon,
    /// Something else, which its name tells.
    Other,
}

impl EntitlementKind {
    /// Every kind with its word.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::PersonalAdviser, "personal-adviser"),
        (Self::PriorityLane, "priority-lane"),
        (Self::TailoredBenefit, "tailored-benefit"),
        (Self::PromotionIncentive, "promotion-incentive"),
        (Self::WayUp, "way-up"),
        (Self::Activation, "activation"),
        (Self::FirstPurchasePrice, "first-purchase-price"),
        (Self::Points, "points"),
        (Self::Coupon, "coupon"),
        (Self::Other, "other"),
    ];

    /// Returns the word that policy files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PersonalAdviser => "personal-adviser",
            Self::PriorityLane => "priority-lane",
            Self::TailoredBenefit => "tailored-benefit",
            Self::PromotionIncentive => "promotion-incentive",
            Self::WayUp => "way-up",
            Self::Activation => "activation",
            Self::FirstPurchasePrice => "first-purchase-price",
            Self::Points => "points",
            Self::Coupon => "coupon",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for EntitlementKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A checked entitlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitlement {
    // INVARIANT: somebody can have it.
    spec: EntitlementSpec,
}

impl Entitlement {
    /// Returns the entitlement that a specification describes.
    ///
    /// # Errors
    ///
    /// When nobody has it: no tier does, and customers without one neither.
    pub fn new(spec: EntitlementSpec) -> Result<Self, RuleError> {
        if spec.tiers.is_empty() && !spec.without_tier {
            return Err(RuleError::new(&spec.name, "tier", RuleProblem::NoTiers));
        }
        Ok(Self { spec })
    }

    /// Returns what it says.
    pub fn spec(&self) -> &EntitlementSpec {
        &self.spec
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that grants it.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns how binding the clause is.
    pub fn strength(&self) -> Strength {
        self.spec.strength
    }

    /// Returns what it is.
    pub fn kind(&self) -> EntitlementKind {
        self.spec.kind
    }

    /// Returns the money off that comes with it, if the policy states an amount.
    pub fn discount(&self) -> Option<Discount> {
        self.spec.discount
    }
}

/// The entitlements of a policy, with what it says of new, existing and dormant customers (clauses P-TIER-4, P-TIER-6,
/// H-TIER-2, D-TIER-5). The default has none.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_model::{Strength, ValueTier};
/// use crm_segmentation::{
///     Entitlement, EntitlementCondition, EntitlementFacts, EntitlementKind, EntitlementSpec, Entitlements,
///     PurchaseMoments, TierFact, chrono::{DateTime, Utc},
/// };
///
/// let ordinary = ValueTier::new("ordinary")?;
/// let wake_up = Entitlement::new(EntitlementSpec {
///     name: "entitlements.wake-up".parse()?,
///     clause: "P-TIER-6".parse()?,
///     strength: Strength::Example,
///     kind: EntitlementKind::Coupon,
///     tiers: [ordinary.clone()].into(),
///     without_tier: true,
///     condition: Some(EntitlementCondition::Dormant),
///     discount: None,
/// })?;
/// let entitlements = Entitlements::new([wake_up], Some(ElapsedTime::from_hours(180 * 24)), None);
///
/// let now: DateTime<Utc> = "2026-07-01T12:00:00Z".parse()?;
/// let last: DateTime<Utc> = "2026-01-02T12:00:00Z".parse()?; // 180 days before
/// let purchases = PurchaseMoments::new([last], None, now);
/// let facts = EntitlementFacts { tier: TierFact::Known(ordinary), purchases: Some(purchases) };
/// let verdicts = entitlements.judge(&facts, now);
/// assert!(verdicts[0].is_granted());
/// assert_eq!(verdicts[0].to_string(), "granted: no purchase since 2026-01-02 12:00:00 UTC");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entitlements {
    // INVARIANT: sorted by name.
    rules: Vec<Entitlement>,
    dormant_after: Option<ElapsedTime>,
    existing_after: Option<ExistingAfter>,
}

impl Entitlements {
    /// Returns these entitlements together, in the order of their names.
    ///
    /// `dormant_after` says after what time without a purchase a customer is dormant, `existing_after` when a new one becomes
    /// an existing one. Where one of them is `None`, what depends on it is undetermined.
    pub fn new(
        rules: impl IntoIterator<Item = Entitlement>,
        dormant_after: Option<ElapsedTime>,
        existing_after: Option<ExistingAfter>,
    ) -> Self {
        let mut rules: Vec<Entitlement> = rules.into_iter().collect();
        rules.sort_by(|one, other| one.name().cmp(other.name()));
        Self { rules, dormant_after, existing_after }
    }

    /// Returns all of them, sorted by name.
    pub fn rules(&self) -> &[Entitlement] {
        &self.rules
    }

    /// Returns after what time without a purchase a customer is dormant; `None` if the policy does not say.
    pub fn dormant_after(&self) -> Option<ElapsedTime> {
        self.dormant_after
    }

    /// Yields what a tier has, whatever else must hold for it.
    pub fn of_tier<'a>(&'a self, tier: &ValueTier) -> impl Iterator<Item = &'a Entitlement> {
        self.rules.iter().filter(move |rule| rule.spec.tiers.contains(tier))
    }

    /// Returns for every entitlement whether a customer has it at an instant, and why: in the order of their names.
    ///
    /// One that fails by what is known is refused, even where something else is not known.
    pub fn judge(&self, facts: &EntitlementFacts, as_of: DateTime<Utc>) -> Vec<EntitlementVerdict<'_>> {
        let verdict = |rule| EntitlementVerdict { rule, state: self.state(rule, facts, as_of) };
        self.rules.iter().map(verdict).collect()
    }

    fn state(&self, rule: &Entitlement, facts: &EntitlementFacts, as_of: DateTime<Utc>) -> EntitlementState {
        let by_tier = match &facts.tier {
            TierFact::Known(tier) if rule.spec.tiers.contains(tier) => {
                EntitlementState::Granted(GrantedBy::Tier)
            }
            TierFact::Known(tier) => EntitlementState::Refused(RefusedBy::OtherTier { tier: tier.clone() }),
            TierFact::NoTier if rule.spec.without_tier => EntitlementState::Granted(GrantedBy::NoTier),
            TierFact::NoTier => EntitlementState::Refused(RefusedBy::NoTier),
            TierFact::Unknown => EntitlementState::Undetermined(alloc::vec![EntitlementGap::Tier]),
        };
        match rule.spec.condition {
            None => by_tier,
            Some(condition) => {
                let purchases = facts.purchases.as_ref();
                by_tier.and(condition.state(purchases, self.dormant_after, self.existing_after, as_of))
            }
        }
    }
}
