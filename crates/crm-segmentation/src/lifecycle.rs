//! Stages of a customer's life (clause L-LIFE-1): from its purchases, the warning that it may leave, and its loyalty.

mod assessment;
mod verdict;

use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;

use crm_model::{
    ChurnGrade, ClauseId, LifecycleStage, Missing, Ratio, RuleName, StageFocus, Strength, TableName,
};

pub use self::assessment::{LifecycleAssessment, StagedCustomer};
pub use self::verdict::{LifecycleWhy, StageReason, StageVerdict};
use crate::{
    ChurnFigure, ChurnRule, ChurnWarning, Counting, LoyaltyRule, LoyaltyVerdict, RuleError, RuleProblem,
    Times,
};

/// A stage of a customer's life.
///
/// The first of these that is true holds: prospect, lost, at risk, loyal advocate, repeat purchase, first purchase. So
/// who is lost is not at risk besides, and a loyal advocate who may leave is at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Stage {
    /// It has not bought yet.
    Prospect,
    /// It bought once.
    FirstPurchase,
    /// It bought again.
    RepeatPurchase,
    /// It is loyal and, if the policy asks for that too, recommends the company.
    LoyalAdvocate,
    /// There is a warning that it may leave.
    AtRisk,
    /// It has not bought for so long that it is taken to have left.
    Lost,
}

impl Stage {
    /// Every stage, in the order of a life.
    pub const ALL: [Self; 6] = [
        Self::Prospect,
        Self::FirstPurchase,
        Self::RepeatPurchase,
        Self::LoyalAdvocate,
        Self::AtRisk,
        Self::Lost,
    ];

    /// Returns the word that policy files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::FirstPurchase => "first-purchase",
            Self::RepeatPurchase => "repeat-purchase",
            Self::LoyalAdvocate => "loyal-advocate",
            Self::AtRisk => "at-risk",
            Self::Lost => "lost",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A rule for stages as a policy states it. [`LifecycleRule::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleSpec {
    /// Its name in the policy, such as `lifecycle`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// What counts as one purchase.
    pub counting: Counting,
    /// When a customer is lost.
    pub lost: LostWhen,
    /// The grade of warning from which a customer is at risk.
    pub at_risk_from: ChurnGrade,
    /// Who is a loyal advocate.
    pub advocate: Advocate,
    /// What the stages are called and what each asks for, in the order of [`Stage::ALL`].
    pub stages: [StageSpec; 6],
}

/// What a policy says of one stage.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StageSpec {
    /// What the stage is called.
    pub name: LifecycleStage,
    /// What the company attends to with customers of the stage; `None` where the policy names nothing.
    pub focus: Option<StageFocus>,
}

/// When a customer who has bought is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum LostWhen {
    /// From so many days without a purchase, inclusive.
    Days(NonZeroU32),
    /// From so many times the usual days between its purchases, inclusive: the same gap as that of the warnings.
    Overdue(Times),
}

/// Who is a loyal advocate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Advocate {
    /// Whoever is loyal.
    Loyal,
    /// Whoever is loyal and recommends the company.
    LoyalAndRecommends,
}

impl Advocate {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Loyal, "loyal"), (Self::LoyalAndRecommends, "loyal-and-recommends")];
}

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

/// A checked rule for stages, with the rules for warnings and for loyalty that it rests on.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_model::{Missing, Strength};
/// use crm_segmentation::{
///     Advocate, ChurnFacts, ChurnLevel, ChurnRule, ChurnSpec, Counting, GradeSpec, LifecycleFacts, LifecycleRule,
///     LifecycleSpec, LostWhen, LoyaltyFacts, LoyaltyRule, LoyaltySpec, OverdueFactor, PurchaseCount, Rhythm, Stage,
///     StageSpec, Tenure, TenureCriterion,
/// };
///
/// let churn = ChurnRule::new(ChurnSpec {
///     name: "churn".parse()?,
///     clause: "H-CHURN-1".parse()?,
///     strength: Strength::Derived,
///     zone: Zone::utc(),
///     prediction: None,
///     overdue: Some(OverdueFactor {
///         minimum_gaps: 1.try_into()?,
///         assumed_gap: None,
///         levels: vec![ChurnLevel { bound: "2 times".parse()?, points: 1 }],
///     }),
///     complaints: None,
///     contacts: None,
///     grades: vec![
///         GradeSpec { name: "none".parse()?, from: 0, assigned: None },
///         GradeSpec { name: "warning".parse()?, from: 1, assigned: None },
///     ],
/// })?;
/// let loyalty = LoyaltyRule::new(LoyaltySpec {
///     name: "loyalty".parse()?,
///     clause: "H-LOY-2".parse()?,
///     strength: Strength::Derived,
///     zone: Zone::utc(),
///     repeat: None,
///     recommendation: None,
///     tenure: Some(TenureCriterion { at_least: 730.try_into()? }),
///     needed: 1,
/// })?;
/// let stages = Stage::ALL.map(|stage| StageSpec {
///     name: stage.as_str().parse().unwrap(),
///     focus: (stage == Stage::AtRisk).then(|| "win-back".parse().unwrap()),
/// });
/// let rule = LifecycleRule::new(
///     LifecycleSpec {
///         name: "lifecycle".parse()?,
///         clause: "L-LIFE-1".parse()?,
///         strength: Strength::Must,
///         counting: Counting::Orders,
///         lost: LostWhen::Days(365.try_into()?),
///         at_risk_from: "warning".parse()?,
///         advocate: Advocate::Loyal,
///         stages,
///     },
///     churn,
///     loyalty,
/// )?;
///
/// // Two purchases ten days apart, the last of them 25 days ago.
/// let rhythm = Rhythm { days_since_last: 25, gaps: 1, median_gap: crm_model::Ratio::new(10, 1) };
/// let warning = rule.churn().judge(&ChurnFacts { rhythm: Ok(rhythm), ..ChurnFacts::default() });
/// let tenure = Ok(Tenure { days: 35, may_be_more: false });
/// let loyalty = rule.loyalty().judge(&LoyaltyFacts { tenure, ..LoyaltyFacts::default() });
/// let purchases = Ok(PurchaseCount { purchases: 2, may_be_more: false, days_since_last: Some(25) });
/// let verdict = rule.judge(&LifecycleFacts { purchases, warning: &warning, loyalty: &loyalty });
/// assert_eq!(verdict.stage(), Some(Stage::AtRisk));
/// assert_eq!(rule.stage(Stage::AtRisk).focus.as_ref().unwrap().as_str(), "win-back");
/// assert_eq!(rule.why(&verdict).to_string(), "at-risk: the warning is warning, and counts from warning on");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleRule {
    spec: LifecycleSpec,
    churn: ChurnRule,
    loyalty: LoyaltyRule,
    // INVARIANT: the place of `spec.at_risk_from` among the grades of `churn`, above 0.
    at_risk_from: usize,
}

impl LifecycleRule {
    /// Returns the rule that a specification describes, resting on rules for warnings and for loyalty.
    ///
    /// # Errors
    ///
    /// When the grade from which a customer is at risk is not one of the warnings, or their mildest; when a customer is
    /// lost by its rhythm and the warnings have no such factor; when advocates must recommend and the rule for loyalty does
    /// not ask for it; or when one word stands for two stages.
    pub fn new(spec: LifecycleSpec, churn: ChurnRule, loyalty: LoyaltyRule) -> Result<Self, RuleError> {
        let refused = |key, problem| Err(RuleError::new(&spec.name, key, problem));
        let Some(at_risk_from) = churn.place(&spec.at_risk_from).filter(|place| *place > 0) else {
            return refused("at-risk-from", RuleProblem::NoSuchGrade { word: spec.at_risk_from.clone() });
        };
        if matches!(spec.lost, LostWhen::Overdue(_)) && churn.spec().overdue.is_none() {
            return refused("lost-from", RuleProblem::NotMeasured);
        }
        if spec.advocate == Advocate::LoyalAndRecommends && loyalty.spec().recommendation.is_none() {
            return refused("advocate", RuleProblem::NotMeasured);
        }
        for (place, stage) in spec.stages.iter().enumerate() {
            if spec.stages.iter().take(place).any(|other| other.name == stage.name) {
                return refused("names", RuleProblem::OneWordTwoStages { word: stage.name.clone() });
            }
        }
        Ok(Self { spec, churn, loyalty, at_risk_from })
    }

    /// Returns what the rule says.
    pub fn spec(&self) -> &LifecycleSpec {
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

    /// Returns the rule for warnings that it rests on.
    pub fn churn(&self) -> &ChurnRule {
        &self.churn
    }

    /// Returns the rule for loyalty that it rests on.
    pub fn loyalty(&self) -> &LoyaltyRule {
        &self.loyalty
    }

    /// Returns what the policy says of a stage.
    pub fn stage(&self, stage: Stage) -> &StageSpec {
        let [prospect, first, repeat, advocate, at_risk, lost] = &self.spec.stages;
        match stage {
            Stage::Prospect => prospect,
            Stage::FirstPurchase => first,
            Stage::RepeatPurchase => repeat,
            Stage::LoyalAdvocate => advocate,
            Stage::AtRisk => at_risk,
            Stage::Lost => lost,
        }
    }

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

    /// Returns the reason for a verdict of this rule, as one line to read.
    pub fn why<'a>(&'a self, verdict: &'a StageVerdict) -> LifecycleWhy<'a> {
        LifecycleWhy { rule: self, verdict }
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
                let (part, whole) = gap.parts();
                let times = i128::from(days).checked_mul(whole).and_then(|days| Ratio::new(days, part));
                let is_lost = times.is_some_and(|times| from.is_reached_by(times));
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
