//! Loyalty (clause H-LOY-2): by repeat purchase, recommendation and tenure, each against its own threshold.

mod facts;
mod verdict;

use core::num::NonZeroU32;

use alloc::string::ToString;

use crm_calendar::Zone;
use crm_model::{ClauseId, Missing, RuleName, Scale, Strength, SurveyName, Topic};

pub use self::facts::{LoyaltyAssessment, LoyaltyFacts, Recommended, Tenure};
pub use self::verdict::{LoyaltyCriterion, LoyaltyFigure, LoyaltyReading, LoyaltyVerdict, LoyaltyWhy};
use crate::{Counting, RuleError, RuleProblem, TrailingWindow};

/// A rule for loyalty as a policy states it. [`LoyaltyRule::new`] checks it.
///
/// A criterion that is `None` is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoyaltySpec {
    /// Its name in the policy, such as `loyalty`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The zone whose civil dates are meant.
    pub zone: Zone,
    /// Purchases after the first.
    pub repeat: Option<RepeatCriterion>,
    /// Recommendation.
    pub recommendation: Option<RecommendationCriterion>,
    /// How long it has been a customer.
    pub tenure: Option<TenureCriterion>,
    /// How many of the criteria must hold.
    pub needed: usize,
}

/// How many purchases of a window came after the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RepeatCriterion {
    /// How far back.
    pub window: TrailingWindow,
    /// How many are enough, inclusive.
    pub at_least: NonZeroU32,
    /// What counts as one purchase.
    pub counting: Counting,
}

/// What shows that a customer recommends the company.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecommendationCriterion {
    /// Others came by its recommendation, as their files say.
    Referrals {
        /// How many are enough, inclusive.
        at_least: NonZeroU32,
    },
    /// Its last answer to a question says that it would.
    Answer {
        /// The survey; `None` for any that asks about the topic.
        survey: Option<SurveyName>,
        /// What the question asks about.
        topic: Topic,
        /// The scale on which it is asked; answers on another are not looked at.
        scale: Scale,
        /// The score that is enough, inclusive.
        from: i8,
    },
}

/// How long ago the first purchase was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TenureCriterion {
    /// How many days are enough, inclusive.
    pub at_least: NonZeroU32,
}

/// A checked rule for loyalty.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_model::{Missing, Strength};
/// use crm_segmentation::{
///     Counting, LoyaltyFacts, LoyaltyRule, LoyaltySpec, RecommendationCriterion, RepeatCriterion, Tenure,
///     TenureCriterion,
/// };
///
/// let rule = LoyaltyRule::new(LoyaltySpec {
///     name: "loyalty".parse()?,
///     clause: "H-LOY-2".parse()?,
///     strength: Strength::Derived,
///     zone: Zone::utc(),
///     repeat: Some(RepeatCriterion {
///         window: "12 months".parse()?,
///         at_least: 2.try_into()?,
///         counting: Counting::Orders,
///     }),
///     recommendation: Some(RecommendationCriterion::Referrals { at_least: 1.try_into()? }),
///     tenure: Some(TenureCriterion { at_least: 730.try_into()? }),
///     needed: 2,
/// })?;
/// let facts = LoyaltyFacts {
///     repeats: Ok(3),
///     recommended: Err(Missing::Origins),
///     tenure: Ok(Tenure { days: 900, may_be_more: false }),
/// };
/// let verdict = rule.judge(&facts);
/// assert_eq!(verdict.is_loyal(), Some(true)); // two hold, whatever the third would say
/// assert_eq!(
///     rule.why(&verdict).to_string(),
///     "loyal, 2 or 3 of 3 hold where 2 must: 3 repeat purchases, 2 needed; recommendation not known \
///      (the customer files do not tell how and when customers came); 900 days since the first purchase, 730 needed"
/// );
/// let verdict = rule.judge(&LoyaltyFacts { repeats: Ok(1), ..facts });
/// assert_eq!(verdict.is_loyal(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoyaltyRule {
    // INVARIANT: needed is at least one and at most as many as there are criteria.
    spec: LoyaltySpec,
}

impl LoyaltyRule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When no criterion must hold, or more than there are; or when a score that is enough is not on its scale, or is its
    /// lowest. The error names the key.
    pub fn new(spec: LoyaltySpec) -> Result<Self, RuleError> {
        let refused = |key, problem| Err(RuleError::new(&spec.name, key, problem));
        let criteria = [spec.repeat.is_some(), spec.recommendation.is_some(), spec.tenure.is_some()]
            .iter()
            .filter(|there| **there)
            .count();
        if spec.needed == 0 || spec.needed > criteria {
            return refused("needed", RuleProblem::CriteriaMismatch { needed: spec.needed, criteria });
        }
        if let Some(RecommendationCriterion::Answer { scale, from, .. }) = &spec.recommendation
            && (*from <= scale.lowest() || *from > scale.highest())
        {
            return refused("recommendation.from", RuleProblem::OffTheScale);
        }
        Ok(Self { spec })
    }

    /// Returns what the rule says.
    pub fn spec(&self) -> &LoyaltySpec {
        &self.spec
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that demands it.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns the verdict that facts give.
    pub fn judge(&self, facts: &LoyaltyFacts) -> LoyaltyVerdict {
        let spec = &self.spec;
        let repeat = spec.repeat.map(|criterion| criterion.read(&facts.repeats));
        let recommendation = spec.recommendation.as_ref().map(|one| one.read(&facts.recommended));
        let tenure = spec.tenure.map(|criterion| criterion.read(&facts.tenure));
        LoyaltyVerdict {
            needed: spec.needed,
            criteria: [repeat, recommendation, tenure].into_iter().flatten().collect(),
        }
    }

    /// Returns the reason for a verdict of this rule, as one line to read.
    pub fn why<'a>(&'a self, verdict: &'a LoyaltyVerdict) -> LoyaltyWhy<'a> {
        LoyaltyWhy { rule: self, verdict }
    }

    /// Returns what a criterion asks for, as a number to read.
    fn asked_for(&self, criterion: LoyaltyCriterion) -> alloc::string::String {
        let spec = &self.spec;
        match criterion {
            LoyaltyCriterion::Repeat => spec.repeat.map(|one| one.at_least.to_string()),
            LoyaltyCriterion::Recommendation => spec.recommendation.as_ref().map(|one| match one {
                RecommendationCriterion::Referrals { at_least } => at_least.to_string(),
                RecommendationCriterion::Answer { from, .. } => from.to_string(),
            }),
            LoyaltyCriterion::Tenure => spec.tenure.map(|one| one.at_least.to_string()),
        }
        .unwrap_or_default()
    }
}

fn known(criterion: LoyaltyCriterion, figure: LoyaltyFigure, holds: bool) -> LoyaltyReading {
    LoyaltyReading { criterion, figure, holds: Some(holds), missing: None }
}

fn unknown(criterion: LoyaltyCriterion, figure: LoyaltyFigure, missing: Missing) -> LoyaltyReading {
    LoyaltyReading { criterion, figure, holds: None, missing: Some(missing) }
}

impl RepeatCriterion {
    fn read(self, repeats: &Result<u64, Missing>) -> LoyaltyReading {
        let criterion = LoyaltyCriterion::Repeat;
        match repeats {
            Err(missing) => unknown(criterion, LoyaltyFigure::Unknown, missing.clone()),
            Ok(count) => {
                known(criterion, LoyaltyFigure::Repeats(*count), *count >= u64::from(self.at_least.get()))
            }
        }
    }
}

impl RecommendationCriterion {
    fn read(&self, recommended: &Result<Recommended, Missing>) -> LoyaltyReading {
        let criterion = LoyaltyCriterion::Recommendation;
        let figure = |fact: Recommended| LoyaltyFigure::Recommended(fact);
        match (self, recommended) {
            (_, Err(missing)) => unknown(criterion, LoyaltyFigure::Unknown, missing.clone()),
            (Self::Referrals { at_least }, Ok(fact @ Recommended::Referrals { known: count, undated })) => {
                let enough = u64::from(at_least.get());
                if *count < enough && count.saturating_add(*undated) >= enough {
                    return unknown(criterion, figure(*fact), Missing::Origins);
                }
                known(criterion, figure(*fact), *count >= enough)
            }
            (Self::Answer { scale, from, .. }, Ok(fact @ Recommended::Score(score)))
                if score.scale() == *scale =>
            {
                known(criterion, figure(*fact), score.value() >= *from)
            }
            // A fact of the other kind tells nothing.
            (Self::Referrals { .. }, Ok(_)) => unknown(criterion, LoyaltyFigure::Unknown, Missing::Origins),
            (Self::Answer { .. }, Ok(_)) => unknown(criterion, LoyaltyFigure::Unknown, Missing::Answer),
        }
    }
}

impl TenureCriterion {
    fn read(self, tenure: &Result<Tenure, Missing>) -> LoyaltyReading {
        let criterion = LoyaltyCriterion::Tenure;
        match tenure {
            Err(missing) => unknown(criterion, LoyaltyFigure::Unknown, missing.clone()),
            Ok(fact) => {
                let figure = LoyaltyFigure::Tenure(*fact);
                let holds = fact.days >= self.at_least.get();
                if !holds && fact.may_be_more {
                    let missing = Missing::Coverage(crm_model::TableName::Purchases);
                    return unknown(criterion, figure, missing);
                }
                known(criterion, figure, holds)
            }
        }
    }
}
