//! [`ChartKind`]: which chart fits what is measured.

use crate::{Formula, Sample};

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
    /// Returns the chart that fits an indicator: that of its [`Sample`], since limits by the number of cases are those of chance only
    /// where the cases are a sample. Sums of money, fields of files, which are filled in together, and contacts, which come in groups,
    /// are judged by their own moves.
    pub const fn of(formula: &Formula) -> Self {
        match formula.sample() {
            Sample::Trials | Sample::Drawn => Self::Shares,
            Sample::Events => Self::Rates,
            Sample::None | Sample::Attitudes | Sample::Quantities => Self::Individuals,
        }
    }
}
