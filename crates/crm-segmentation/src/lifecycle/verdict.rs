//! [`StageVerdict`]: the stage of one customer with its reason.

use alloc::vec::Vec;
use core::fmt;

use crm_model::Missing;

use super::{LifecycleRule, LostWhen, Stage};

/// The stage of one customer, or those that are possible.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct StageVerdict {
    /// The stages that are possible with their reasons, in the order in which they are asked for; one where it is decided.
    /// Empty where nothing is known of the purchases, so that every stage is possible.
    pub possible: Vec<StageReason>,
    /// What is missing to decide, sorted; nothing where it is decided.
    pub missing: Vec<Missing>,
}

/// A stage, and why a customer is or may be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum StageReason {
    /// Prospect.
    NeverBought,
    /// Lost.
    Lost {
        /// Days since the last purchase; `None` where the customer's rhythm would decide and is not known.
        days: Option<u32>,
    },
    /// At risk: the warning has one of these grades.
    AtRisk {
        /// The place of the mildest possible grade that counts.
        lowest: usize,
        /// The place of the gravest.
        highest: usize,
    },
    /// Loyal advocate.
    LoyalAdvocate,
    /// Repeat purchase.
    RepeatPurchase {
        /// How often it is known to have bought.
        purchases: u64,
    },
    /// First purchase.
    FirstPurchase,
}

impl StageReason {
    /// Returns the stage.
    pub const fn stage(self) -> Stage {
        match self {
            Self::NeverBought => Stage::Prospect,
            Self::Lost { .. } => Stage::Lost,
            Self::AtRisk { .. } => Stage::AtRisk,
            Self::LoyalAdvocate => Stage::LoyalAdvocate,
            Self::RepeatPurchase { .. } => Stage::RepeatPurchase,
            Self::FirstPurchase => Stage::FirstPurchase,
        }
    }
}

impl StageVerdict {
    pub(super) fn decided(reason: StageReason) -> Self {
        Self { possible: [reason].into(), missing: Vec::new() }
    }

    pub(super) fn nothing_known(missing: Missing) -> Self {
        Self { possible: Vec::new(), missing: [missing].into() }
    }

    pub(super) fn of(possible: Vec<StageReason>, mut missing: Vec<Missing>) -> Self {
        missing.sort_unstable();
        missing.dedup();
        Self { possible, missing }
    }

    /// Returns the stage; `None` where it is undetermined.
    pub fn stage(&self) -> Option<Stage> {
        self.reason().map(StageReason::stage)
    }

    /// Returns the reason; `None` where the stage is undetermined.
    pub fn reason(&self) -> Option<StageReason> {
        match self.possible.as_slice() {
            [reason] => Some(*reason),
            _ => None,
        }
    }
}

/// The reason for a stage, as one line to read: `lost: 400 days since the last purchase, 365 are enough`.
#[derive(Debug, Clone, Copy)]
pub struct LifecycleWhy<'a> {
    pub(super) rule: &'a LifecycleRule,
    pub(super) verdict: &'a StageVerdict,
}

impl fmt::Display for LifecycleWhy<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, verdict } = self;
        if let Some(reason) = verdict.reason() {
            write!(formatter, "{}: ", rule.stage(reason.stage()).name)?;
            return self.write_reason(formatter, reason);
        }
        formatter.write_str("undetermined, ")?;
        if verdict.possible.is_empty() {
            formatter.write_str("any stage")?;
        }
        for (place, reason) in verdict.possible.iter().enumerate() {
            formatter.write_str(if place == 0 { "" } else { " or " })?;
            write!(formatter, "{}", rule.stage(reason.stage()).name)?;
        }
        for (place, missing) in verdict.missing.iter().enumerate() {
            write!(formatter, "{}{missing}", if place == 0 { ": " } else { "; " })?;
        }
        Ok(())
    }
}

impl LifecycleWhy<'_> {
    fn write_reason(&self, formatter: &mut fmt::Formatter<'_>, reason: StageReason) -> fmt::Result {
        let grades = &self.rule.churn().spec().grades;
        let grade = |place: usize| grades.get(place).map_or("", |grade| grade.name.as_str());
        match reason {
            StageReason::NeverBought => formatter.write_str("no purchase"),
            StageReason::Lost { days } => {
                match days {
                    Some(1) => formatter.write_str("1 day since the last purchase, ")?,
                    Some(days) => write!(formatter, "{days} days since the last purchase, ")?,
                    None => {}
                }
                match self.rule.spec().lost {
                    LostWhen::Days(from) => write!(formatter, "{from} are enough"),
                    LostWhen::Overdue(times) => write!(formatter, "{times} its usual gap are enough"),
                }
            }
            StageReason::AtRisk { lowest, highest } => {
                write!(formatter, "the warning is {}", grade(lowest))?;
                if lowest != highest {
                    write!(formatter, " to {}", grade(highest))?;
                }
                write!(formatter, ", and counts from {} on", self.rule.spec().at_risk_from)
            }
            StageReason::LoyalAdvocate => formatter.write_str(match self.rule.spec().advocate {
                super::Advocate::Loyal => "loyal",
                super::Advocate::LoyalAndRecommends => "loyal, and recommends",
            }),
            StageReason::RepeatPurchase { purchases } => write!(formatter, "{purchases} purchases"),
            StageReason::FirstPurchase => formatter.write_str("one purchase"),
        }
    }
}
