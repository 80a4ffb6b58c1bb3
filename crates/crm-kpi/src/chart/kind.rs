//! [`ChartKind`]: which chart fits what is measured.

use crate::{Formula, Limits, RetentionForm, RevenueForm};
use crm_model::Ratio;

/// Which chart fits what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum ChartKind {
    /// Cases of so many cases, each either way: a p chart. Limits follow the number of cases.
    Shares,
    /// Events set against a base that need not hold them, such as complaints by contacts: a u chart.
    Rates,
    /// Means, scores, times and amounts, judged by their own moves: an `XmR` chart.
    Individuals,
}

impl ChartKind {
    /// Returns the chart that fits an indicator.
    pub fn of(formula: &Formula) -> Self {
        let share = Limits { lowest: Ratio::new(0, 1), highest: Ratio::new(1, 1) };
        match formula {
            Formula::ComplaintRate { .. }
            | Formula::ContactFrequency { .. }
            | Formula::Retention { form: RetentionForm::ChurnEvents, .. } => Self::Rates,
            // Parts are money: how many tenths of a cent there are says nothing of chance.
            // So are points: one review gives many.
            Formula::QualityScore(_)
            | Formula::TierSpendShare { .. }
            | Formula::EarnedGrowth { .. }
            | Formula::RevenueRetention { form: RevenueForm::Net | RevenueForm::Gross, .. } => {
                Self::Individuals
            }
            formula if formula.limits() == share => Self::Shares,
            _ => Self::Individuals,
        }
    }
}
