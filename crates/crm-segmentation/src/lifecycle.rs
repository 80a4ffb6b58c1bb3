//! Stages of a customer's life (clause L-LIFE-1): from its purchases, the warning that it may leave, and its loyalty.

mod assessment;
mod judge;
mod verdict;

use core::fmt;
use core::num::NonZeroU32;

use crm_model::{ChurnGrade, ClauseId, LifecycleStage, RuleName, StageFocus, Strength};

pub use self::assessment::{LifecycleAssessment, StagedCustomer};
pub use self::judge::{LifecycleFacts, PurchaseCount};
pub use self::verdict::{LifecycleWhy, StageReason, StageVerdict};
use crate::{ChurnRule, Counting, LoyaltyRule, RuleError, RuleProblem, Times};

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

    /// Returns the reason for a verdict of this rule, as one line to read.
    pub fn why<'a>(&'a self, verdict: &'a StageVerdict) -> LifecycleWhy<'a> {
        LifecycleWhy { rule: self, verdict }
    }
}
