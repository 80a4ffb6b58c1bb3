//! The value tiers that customers have at an instant.

use chrono::{DateTime, Utc};
use crm_model::{CustomerCode, Dataset};
use crm_policy::PolicyVersion;
use crm_segmentation::{
    AssessmentError, Level, Standing, StandingAssessment, Summaries, TierAssessment, ValueTierRule,
};

/// The verdicts of today, or what customers hold where the policy keeps tiers stable.
pub(crate) enum Tiers {
    Verdicts(TierAssessment),
    Held(StandingAssessment),
}

impl Tiers {
    /// Returns the tiers at an instant. A version's standings begin with its first day in force: what another version held
    /// before is none of its own.
    pub(crate) fn assess(
        rule: &ValueTierRule,
        dataset: &Dataset,
        version: &PolicyVersion,
        as_of: DateTime<Utc>,
    ) -> Result<Self, AssessmentError> {
        let Some(stability) = version.standing_of(rule.name()) else {
            return rule.assess(dataset, as_of).map(Self::Verdicts);
        };
        let since = version.valid_from().map(|from| rule.spec().basis.zone.date(from));
        stability.assess(rule, dataset, since, as_of).map(Self::Held)
    }

    pub(super) fn verdicts(&self) -> &TierAssessment {
        match self {
            Self::Verdicts(verdicts) => verdicts,
            Self::Held(held) => held.tiers(),
        }
    }

    pub(super) fn summaries(&self) -> &Summaries {
        self.verdicts().summaries()
    }

    pub(super) fn standing(&self, code: CustomerCode) -> Option<Standing> {
        match self {
            Self::Verdicts(_) => None,
            Self::Held(held) => held.of(code).copied(),
        }
    }

    /// Returns the level that a customer has.
    pub(crate) fn level(&self, code: CustomerCode) -> Option<Level> {
        match self {
            Self::Verdicts(verdicts) => verdicts.of(code).map(|verdict| verdict.level),
            Self::Held(held) => held.of(code).map(|standing| standing.level),
        }
    }

    /// Returns how many customers hold a level, where tiers are kept stable.
    pub(super) fn held(&self, level: Level) -> Option<u64> {
        match self {
            Self::Verdicts(_) => None,
            Self::Held(held) => Some(held.count(level)),
        }
    }
}
