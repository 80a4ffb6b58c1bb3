//! What a version says of customers: what they are worth, who stays, and what they have the right to.

use std::collections::BTreeMap;

use crm_model::{ExistingAfter, RuleName};
use crm_segmentation::{
    ChurnRule, ClassRule, CrossSellingRule, Entitlements, FrequentBuyersRule, LifecycleRule, LoyaltyRule,
    RfmRule, SegmentRule, StandingRule, TierNames, ValueTierRule,
};

use super::PolicyVersion;
use crate::allocation::Allocation;
use crate::lifetime_value::LifetimeValueRule;

/// The rule for value tiers that applications take unless they name another.
const VALUE_TIERS: &str = "tiers.value";

impl PolicyVersion {
    /// Returns when a new customer becomes an existing one (clause D-TIER-5); `None` if the document does not say, so
    /// that whatever depends on it is undetermined.
    pub fn existing_after(&self) -> Option<ExistingAfter> {
        self.parts.existing_after
    }

    /// Returns by name how things are split over value tiers (clause P-CARE-5).
    pub fn shares(&self) -> &BTreeMap<String, Allocation> {
        &self.parts.shares
    }

    /// Returns the rule for value tiers that is called `value`, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "detailed"
    ///
    ///     [tiers.value]
    ///     clause     = "P-TIER-1"
    ///     spend      = { window = "12 months", high = "20%", middle = "60%", by = "rank" }
    ///     repurchase = { of = "orders-after-the-first", high = ">= 60%", middle = ">= 30%", counting = "orders" }
    ///     disagree   = "lower"
    ///     population = "with-purchases"
    ///     names      = ["high", "middle", "ordinary"]
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let rule = policy.latest().value_tiers().unwrap();
    /// assert_eq!(rule.spec().spend.high.to_string(), "20%");
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn value_tiers(&self) -> Option<&ValueTierRule> {
        self.tier_rules().iter().find(|rule| rule.name().as_str() == VALUE_TIERS)
    }

    /// Returns its rules for tiers, sorted by name.
    pub fn tier_rules(&self) -> &[ValueTierRule] {
        &self.parts.segmentation.tiers
    }

    /// Returns how customers keep the tiers of a rule while verdicts change; `None` where its `stability` is not stated, so
    /// that the last verdict is the tier.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "six-plans"
    ///
    ///     [tiers.value]
    ///     stability = { downgrade = "at-review", first = 2026-01-01, every = "3 months", failing = 2, to = "verdict" }
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let version = policy.latest();
    /// let tiers = version.value_tiers().unwrap();
    /// assert_eq!(version.standing_of(tiers.name()).unwrap().name.as_str(), "tiers.value.stability");
    /// assert_eq!(Policy::preset(Preset::SixPlans).latest().standing_of(tiers.name()), None);
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn standing_of(&self, tiers: &RuleName) -> Option<&StandingRule> {
        self.parts.segmentation.standings.get(tiers)
    }

    /// Returns what other documents call the levels, sorted by name.
    pub fn tier_names(&self) -> &[TierNames] {
        &self.parts.segmentation.tier_names
    }

    /// Returns its rule for the classes A, B and C, if there is one.
    pub fn classes(&self) -> Option<&ClassRule> {
        self.parts.segmentation.classes.as_ref()
    }

    /// Returns its rule for RFM scores, if there is one.
    pub fn rfm(&self) -> Option<&RfmRule> {
        self.parts.segmentation.rfm.as_ref()
    }

    /// Returns its rule for segments by RFM scores, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Lifecycle);
    /// let segments = policy.latest().segments().unwrap();
    /// assert_eq!(segments.map().names().next().unwrap().as_str(), "champions");
    /// ```
    pub fn segments(&self) -> Option<&SegmentRule> {
        self.parts.segmentation.segments.as_ref()
    }

    /// Returns its rule for the lifetime value of customers, if there is one (clauses B-CLV-1, D-CLV-1).
    pub fn lifetime_value(&self) -> Option<&LifetimeValueRule> {
        self.parts.lifetime_value.as_ref()
    }

    /// Returns what tiers give customers the right to (clauses P-TIER-4, P-TIER-6, H-TIER-2); empty if it says nothing of it.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::SixPlans);
    /// let entitlements = policy.latest().entitlements();
    /// let high = "high".parse().unwrap();
    /// let kinds: Vec<&str> = entitlements.of_tier(&high).map(|entitlement| entitlement.kind().as_str()).collect();
    /// assert_eq!(kinds, ["personal-adviser", "priority-lane", "tailored-benefit"]);
    /// ```
    pub fn entitlements(&self) -> &Entitlements {
        &self.parts.entitlements
    }

    /// Returns its rule for warnings that a customer may leave, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Handbook);
    /// let grades = &policy.latest().churn().unwrap().spec().grades;
    /// let names: Vec<&str> = grades.iter().map(|grade| grade.name.as_str()).collect();
    /// assert_eq!(names, ["none", "watch", "warning", "urgent"]);
    /// ```
    pub fn churn(&self) -> Option<&ChurnRule> {
        self.parts.retention.churn.as_ref()
    }

    /// Returns its rule for loyalty, if there is one.
    pub fn loyalty(&self) -> Option<&LoyaltyRule> {
        self.parts.retention.loyalty.as_ref()
    }

    /// Returns its rule for the stages of a customer's life, if there is one; it holds the rules for warnings and for
    /// loyalty that it rests on.
    pub fn lifecycle(&self) -> Option<&LifecycleRule> {
        self.parts.retention.lifecycle.as_ref()
    }

    /// Returns its rule for candidates of cross-selling (clauses D-CROSS-1 and L-CROSS-1), if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "detailed"
    ///
    ///     [cross-selling]
    ///     clause     = "D-CROSS-1"
    ///     strength   = "derived"
    ///     customers  = 20
    ///     confidence = "25%"
    ///     lift       = "1.5"
    ///     order      = "confidence"
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let spec = policy.latest().cross_selling().unwrap().spec();
    /// assert_eq!((spec.customers, spec.lift.unwrap().to_decimal_string(1).as_str()), (20, "1.5"));
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn cross_selling(&self) -> Option<&CrossSellingRule> {
        self.parts.buying.cross_selling.as_ref()
    }

    /// Returns its rule that sets frequent buyers against ordinary ones (clause H-SEG-2), if there is one.
    pub fn frequent_buyers(&self) -> Option<&FrequentBuyersRule> {
        self.parts.buying.frequent_buyers.as_ref()
    }
}
