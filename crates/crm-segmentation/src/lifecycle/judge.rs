//! The stage that facts give, and what is missing to tell.

use alloc::vec::Vec;

use crm_model::{Missing, TableName};

use super::{Advocate, LifecycleRule, LostWhen, StageReason, StageVerdict};
use crate::churn::times_of;
use crate::{ChurnFigure, ChurnWarning, LoyaltyVerdict};

/// What is known of a customer's purchases for its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PurchaseCount {
    /// How often it bought, as the rule counts.
    pub purchases: u64,
    /// Whether there may have been earlier purchases, which nobody supplied.
    pub may_be_more: bool,
    /// Days since the last purchase; `None` without one.
    pub days_since_last: Option<u32>,
}

/// What is known of a customer for its stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleFacts<'a> {
    /// Its purchases.
    pub purchases: Result<PurchaseCount, Missing>,
    /// The warning that it may leave, by the rule for warnings that the stages rest on.
    pub warning: &'a ChurnWarning,
    /// Whether it is loyal, by the rule for loyalty that the stages rest on.
    pub loyalty: &'a LoyaltyVerdict,
}

impl LifecycleRule {
    /// Returns the stage that facts give.
    ///
    /// A condition that cannot be told leaves both ways open: its stage is possible, and so is what comes after it.
    pub fn judge(&self, facts: &LifecycleFacts<'_>) -> StageVerdict {
        let bought = match &facts.purchases {
            Err(missing) => return StageVerdict::nothing_known(missing.clone()),
            Ok(PurchaseCount { purchases: 0, may_be_more: true, .. }) => {
                return StageVerdict::nothing_known(Missing::Coverage(TableName::Purchases));
            }
            Ok(bought) => *bought,
        };
        if bought.purchases == 0 {
            return StageVerdict::decided(StageReason::NeverBought);
        }
        let (mut possible, mut missing): (Vec<StageReason>, Vec<Missing>) = (Vec::new(), Vec::new());
        for condition in [self.lost(bought, facts), self.at_risk(facts), self.advocate(facts)] {
            possible.extend(condition.reason);
            if condition.missing.is_empty() && condition.reason.is_some() {
                return StageVerdict::of(possible, missing);
            }
            missing.extend(condition.missing);
        }
        let purchases = bought.purchases;
        if purchases == 1 && bought.may_be_more {
            possible.extend([StageReason::FirstPurchase, StageReason::RepeatPurchase { purchases }]);
            missing.push(Missing::Coverage(TableName::Purchases));
        } else if purchases == 1 {
            possible.push(StageReason::FirstPurchase);
        } else {
            possible.push(StageReason::RepeatPurchase { purchases });
        }
        StageVerdict::of(possible, missing)
    }

    fn lost(&self, bought: PurchaseCount, facts: &LifecycleFacts<'_>) -> Condition {
        match self.spec.lost {
            LostWhen::Days(from) => match bought.days_since_last {
                None => Condition::unknown(StageReason::Lost { days: None }, [Missing::Rhythm]),
                Some(days) => Condition::known(StageReason::Lost { days: Some(days) }, days >= from.get()),
            },
            LostWhen::Overdue(from) => {
                let overdue = facts.warning.factors.iter().find_map(|reading| match reading.figure {
                    ChurnFigure::Overdue { days, gap, .. } => Some((days, gap)),
                    _ => None,
                });
                let Some((days, gap)) = overdue else {
                    return Condition::unknown(StageReason::Lost { days: None }, [Missing::Rhythm]);
                };
                let is_lost = times_of(days, gap).is_some_and(|times| from.is_reached_by(times));
                Condition::known(StageReason::Lost { days: Some(days) }, is_lost)
            }
        }
    }

    fn at_risk(&self, facts: &LifecycleFacts<'_>) -> Condition {
        let warning = facts.warning;
        let reason =
            StageReason::AtRisk { lowest: warning.lowest.max(self.at_risk_from), highest: warning.highest };
        match warning.is_at_least(self.at_risk_from) {
            Some(is_at_risk) => Condition::known(reason, is_at_risk),
            None => Condition::unknown(reason, warning.missing().cloned()),
        }
    }

    fn advocate(&self, facts: &LifecycleFacts<'_>) -> Condition {
        let (reason, loyalty) = (StageReason::LoyalAdvocate, facts.loyalty);
        let recommends = match self.spec.advocate {
            Advocate::Loyal => Some(true),
            Advocate::LoyalAndRecommends => loyalty.recommends(),
        };
        match (loyalty.is_loyal(), recommends) {
            (Some(true), Some(true)) => Condition::known(reason, true),
            (Some(false), _) | (_, Some(false)) => Condition::known(reason, false),
            // Loyal in any case: what else is missing decides nothing.
            (Some(true), None) => Condition::unknown(reason, loyalty.missing_to_recommend().cloned()),
            _ => Condition::unknown(reason, loyalty.missing().cloned()),
        }
    }
}

/// Whether a stage holds.
struct Condition {
    /// The stage with its reason, unless it is out of the question.
    reason: Option<StageReason>,
    /// What is missing to be certain.
    missing: Vec<Missing>,
}

impl Condition {
    fn known(reason: StageReason, holds: bool) -> Self {
        Self { reason: holds.then_some(reason), missing: Vec::new() }
    }

    fn unknown(reason: StageReason, missing: impl IntoIterator<Item = Missing>) -> Self {
        Self { reason: Some(reason), missing: missing.into_iter().collect() }
    }
}
