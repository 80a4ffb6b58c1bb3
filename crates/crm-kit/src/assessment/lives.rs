//! Who may leave, who is loyal, and the stages of customers' lives, in figures.

use alloc::string::String;
use alloc::vec::Vec;

use crm_model::{ChurnGrade, ClauseId, LifecycleStage, Role, RuleName, StageFocus, Strength};
use crm_segmentation::{ChurnWarning, Stage};

/// The warning that a customer may leave (clause H-CHURN-1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChurnStanding {
    /// The grade in the policy's word; `None` where it is undetermined.
    pub grade: Option<ChurnGrade>,
    /// Who is to be given to the customer, as every grade that is possible says; `None` where they differ, or give nobody.
    pub assigned: Option<Role>,
    /// Each factor with its figure and its points, as one line to read; `None` for the mildest grade, which warns of nothing.
    pub why: Option<String>,
    /// The points and what they rest on.
    pub warning: ChurnWarning,
}

/// The warnings on all customers, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChurnTable {
    /// The rule's name in the policy.
    pub rule: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// One line for each grade, the mildest first.
    pub lines: Vec<ChurnLine>,
    /// How many customers have no certain grade, since something is missing: all those of `at_least` together.
    pub undetermined: u64,
    /// How many have never bought, so that there is nothing to warn of.
    pub never_bought: u64,
}

/// One grade of warning in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChurnLine {
    /// The grade.
    pub grade: ChurnGrade,
    /// Who is to be given to these customers; `None` where nobody is.
    pub assigned: Option<Role>,
    /// How many customers have it.
    pub customers: u64,
    /// How many besides have this grade or a graver one: something is missing to tell which, and this is the mildest possible.
    pub at_least: u64,
}

/// Loyalty of all customers, in figures (clause H-LOY-2).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LoyaltyTable {
    /// The rule's name in the policy.
    pub rule: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// How many customers are loyal.
    pub loyal: u64,
    /// How many are not.
    pub others: u64,
    /// Of how many nobody can tell, since something is missing.
    pub undetermined: u64,
}

/// The stages of all customers' lives, in figures (clause L-LIFE-1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StageTable {
    /// The rule's name in the policy.
    pub rule: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// One line for each stage, in the order of a life.
    pub lines: Vec<StageLine>,
    /// How many customers have no stage, since something is missing.
    pub undetermined: u64,
}

/// One stage in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StageLine {
    /// The stage.
    pub stage: Stage,
    /// What the policy calls it.
    pub name: LifecycleStage,
    /// What the company attends to with its customers; `None` where the policy names nothing.
    pub focus: Option<StageFocus>,
    /// How many customers are in it.
    pub customers: u64,
}
