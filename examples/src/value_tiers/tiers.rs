//! The tiers at an instant.

use chrono::{DateTime, Utc};
use crm_kit::policy::PolicyVersion;
use crm_kit::segmentation::{AssessmentError, Level, StandingAssessment, TierAssessment, ValueTierRule};
use crm_model::{CustomerCode, Dataset};

use super::Question;
use crate::report::cell::readable;
use crate::run::Failure;

/// The tiers at an instant: verdicts, and what is held where the policy keeps tiers stable.
pub(super) struct Tiers {
    pub(super) verdicts: TierAssessment,
    pub(super) held: Option<StandingAssessment>,
}

impl Tiers {
    pub(super) fn of(
        rule: &ValueTierRule,
        dataset: &Dataset,
        version: &PolicyVersion,
        at: DateTime<Utc>,
    ) -> Result<Self, AssessmentError> {
        let Some(stability) = version.standing_of(rule.name()) else {
            return Ok(Self { verdicts: rule.assess(dataset, at)?, held: None });
        };
        let since = version.valid_from().map(|from| rule.spec().basis.zone.date(from));
        let held = stability.assess(rule, dataset, since, at)?;
        Ok(Self { verdicts: held.tiers().clone(), held: Some(held) })
    }

    /// Returns the level that a customer has.
    pub(super) fn level(&self, code: CustomerCode) -> Option<Level> {
        match &self.held {
            Some(held) => held.of(code).map(|standing| standing.level),
            None => self.verdicts.of(code).map(|verdict| verdict.level),
        }
    }
}

/// Returns the tiers at an earlier instant, by the same rule.
pub(super) fn at_earlier(
    rule: &ValueTierRule,
    dataset: &Dataset,
    question: &Question<'_>,
    at: DateTime<Utc>,
) -> Result<Tiers, Failure> {
    if at >= question.as_of {
        let (at, as_of) = (readable(at), readable(question.as_of));
        return Err(Failure::new(format!(
            "{at} is not before the instant of the comparison, {as_of}: name an earlier one with --compare-with"
        )));
    }
    Tiers::of(rule, dataset, question.version, at).map_err(|error| refused(at, error))
}

/// Returns why the tiers of an instant cannot be told, with what to do about it.
pub(super) fn refused(at: DateTime<Utc>, error: AssessmentError) -> Failure {
    let advice = match error {
        AssessmentError::TwoCurrencies { .. } => ": name one in the policy, as `currency` of `[money]`",
        AssessmentError::Incomplete { .. } => ": name an instant that the purchases cover",
        _ => "",
    };
    Failure::new(format!("the tiers of {} cannot be told: {error}{advice}", readable(at)))
}
