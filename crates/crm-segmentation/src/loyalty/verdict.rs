//! [`LoyaltyVerdict`]: whether a customer is loyal, from every criterion with its figure.

use alloc::vec::Vec;
use core::fmt;

use crm_model::Missing;

use super::{LoyaltyRule, Recommended, Tenure};

/// What loyalty is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum LoyaltyCriterion {
    /// Purchases after the first.
    Repeat,
    /// Recommendation.
    Recommendation,
    /// How long it has been a customer.
    Tenure,
}

/// Whether a customer is loyal: as many criteria hold as the policy asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct LoyaltyVerdict {
    /// How many criteria must hold.
    pub needed: usize,
    /// The criteria that the rule has, in the order of [`LoyaltyCriterion`].
    pub criteria: Vec<LoyaltyReading>,
}

/// What one criterion says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LoyaltyReading {
    /// The criterion.
    pub criterion: LoyaltyCriterion,
    /// What was found.
    pub figure: LoyaltyFigure,
    /// Whether it holds; `None` where that is undetermined.
    pub holds: Option<bool>,
    /// What is missing to say whether it holds; `None` where nothing is.
    pub missing: Option<Missing>,
}

/// What a criterion found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum LoyaltyFigure {
    /// Nothing.
    Unknown,
    /// Purchases of the window after the first of them.
    Repeats(u64),
    /// How it recommended.
    Recommended(Recommended),
    /// How long it has been a customer.
    Tenure(Tenure),
}

impl LoyaltyVerdict {
    /// Returns whether the customer is loyal; `None` where what is missing decides it.
    pub fn is_loyal(&self) -> Option<bool> {
        let [least, most] = self.held();
        match (least >= self.needed, most >= self.needed) {
            (true, _) => Some(true),
            (_, false) => Some(false),
            _ => None,
        }
    }

    /// Returns whether the customer recommends the company; `None` where that is undetermined, or not asked.
    pub fn recommends(&self) -> Option<bool> {
        self.recommendation()?.holds
    }

    /// Returns what is missing to say whether it recommends the company.
    pub(crate) fn missing_to_recommend(&self) -> Option<&Missing> {
        self.recommendation()?.missing.as_ref()
    }

    fn recommendation(&self) -> Option<&LoyaltyReading> {
        self.criteria.iter().find(|one| one.criterion == LoyaltyCriterion::Recommendation)
    }

    /// Returns how many criteria hold for certain, and how many may hold.
    pub fn held(&self) -> [usize; 2] {
        let count = |or: bool| self.criteria.iter().filter(|one| one.holds.unwrap_or(or)).count();
        [count(false), count(true)]
    }

    /// Yields what is missing, in the order of the criteria. The verdict may be decided all the same.
    pub fn missing(&self) -> impl Iterator<Item = &Missing> {
        self.criteria.iter().filter_map(|reading| reading.missing.as_ref())
    }
}

/// The reason for a verdict, as one line to read:
/// `loyal, 2 of 3 hold where 2 must: 3 repeat purchases, 2 needed; …`.
#[derive(Debug, Clone, Copy)]
pub struct LoyaltyWhy<'a> {
    pub(super) rule: &'a LoyaltyRule,
    pub(super) verdict: &'a LoyaltyVerdict,
}

impl fmt::Display for LoyaltyWhy<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, verdict } = self;
        formatter.write_str(match verdict.is_loyal() {
            Some(true) => "loyal, ",
            Some(false) => "not loyal, ",
            None => "undetermined, ",
        })?;
        let [least, most] = verdict.held();
        write!(formatter, "{least}")?;
        match most.saturating_sub(least) {
            0 => {}
            1 => write!(formatter, " or {most}")?,
            _ => write!(formatter, " to {most}")?,
        }
        write!(formatter, " of {} hold where {} must", verdict.criteria.len(), verdict.needed)?;
        for (place, reading) in verdict.criteria.iter().enumerate() {
            formatter.write_str(if place == 0 { ": " } else { "; " })?;
            write_figure(formatter, reading)?;
            if reading.figure != LoyaltyFigure::Unknown {
                write!(formatter, ", {} needed", rule.asked_for(reading.criterion))?;
            }
            if let Some(missing) = &reading.missing {
                write!(formatter, " ({missing})")?;
            }
        }
        Ok(())
    }
}

fn write_figure(formatter: &mut fmt::Formatter<'_>, reading: &LoyaltyReading) -> fmt::Result {
    match reading.figure {
        LoyaltyFigure::Unknown => formatter.write_str(match reading.criterion {
            LoyaltyCriterion::Repeat => "repeat purchases not known",
            LoyaltyCriterion::Recommendation => "recommendation not known",
            LoyaltyCriterion::Tenure => "time since the first purchase not known",
        }),
        LoyaltyFigure::Repeats(1) => formatter.write_str("1 repeat purchase"),
        LoyaltyFigure::Repeats(count) => write!(formatter, "{count} repeat purchases"),
        LoyaltyFigure::Recommended(Recommended::Referrals { known, undated }) => {
            let unit = if known == 1 { "customer" } else { "customers" };
            write!(formatter, "{known} {unit} recommended")?;
            if undated > 0 { write!(formatter, " and {undated} at a time not known") } else { Ok(()) }
        }
        LoyaltyFigure::Recommended(Recommended::Score(score)) => {
            write!(formatter, "an answer of {} on the scale {}", score.value(), score.scale())
        }
        LoyaltyFigure::Tenure(Tenure { days, may_be_more }) => {
            let unit = if days == 1 { "day" } else { "days" };
            let at_least = if may_be_more { "at least " } else { "" };
            write!(formatter, "{at_least}{days} {unit} since the first purchase")
        }
    }
}
