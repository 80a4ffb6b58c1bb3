//! Lifetime value by group and period, in figures.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_clv::FitReport;
use crm_kpi::{CivilPeriod, LifetimeMissing};
use crm_model::{ClauseId, Industry, Missing, Ratio, RuleName, Share, Strength, Total, ValueTier};
use crm_segmentation::CoverageClass;

/// What customers will still bring, by group, at the end of each period, and how it grew.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LifetimeTable {
    /// The rule's name in the policy.
    pub rule: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The share of spend that is left after what was bought has been paid for; it is in all values.
    pub margin: Share,
    /// Since when purchases are known; `None` for "from the beginning". Whoever bought before that day is taken to have begun
    /// with the first purchase that is known, so that old customers pass for newcomers, and values are less certain.
    pub purchases_from: Option<DateTime<Utc>>,
    /// How many customers are left out, since their purchases contradict each other or have no common currency.
    pub undetermined: u64,
    /// How many purchases by the end of the last period name no customer.
    pub rows_without_customer: u64,
    /// The periods, the earliest first.
    pub periods: Vec<LifetimePeriod>,
}

/// The end of one period, and what happened in it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LifetimePeriod {
    /// The period.
    pub period: CivilPeriod,
    /// What the fits at its end found.
    pub fits: Option<LifetimeFits>,
    /// Why there are no values at its end; `None` where there are.
    pub missing: Option<LifetimeMissing>,
    /// The groups that had customers at its end, the best tier or class first, those in no group last.
    pub groups: Vec<GroupValue>,
    /// What became of the groups that customers were in at its start; empty where values are missing at the start or the end.
    pub growth: Vec<GroupGrowth>,
    /// Those who bought for the first time in it, and others whose growth is not known; `None` where values are missing at the start or the end.
    pub newcomers: Option<Newcomers>,
    /// What was spent on keeping customers and names none of those whose growth is known.
    pub spent_on_others: Option<Total>,
    /// Why nobody knows what was spent; `None` where it is known, or where there is no growth to set it beside.
    pub spending_missing: Option<Missing>,
}

/// What the fits behind the values found. Read their boundaries and endings before believing a value.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LifetimeFits {
    /// That of the model of purchase times.
    pub purchases: FitReport,
    /// That of the model of spend.
    pub spend: FitReport,
}

/// A group of customers (clause D-CLV-1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum CustomerGroup {
    /// Everybody.
    All,
    /// A value tier, in the policy's word.
    ValueTier(ValueTier),
    /// A coverage class.
    Class(CoverageClass),
    /// An industry.
    Industry(Industry),
    /// Those who are in no group.
    None,
}

impl fmt::Display for CustomerGroup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => formatter.write_str("all"),
            Self::ValueTier(tier) => formatter.write_str(tier.as_str()),
            Self::Class(class) => formatter.write_str(class.as_str()),
            Self::Industry(industry) => formatter.write_str(industry.as_str()),
            Self::None => formatter.write_str("in no group"),
        }
    }
}

/// What a group's customers will still bring.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GroupValue {
    /// The group.
    pub group: CustomerGroup,
    /// How many customers of the group have bought.
    pub customers: u64,
    /// How many of them have a value: without repeat purchases the model of spend may have no mean for them.
    pub valued: u64,
    /// The sum of these values; `None` where there is no amount in the data.
    pub value: Option<Total>,
}

impl GroupValue {
    /// Returns the value per customer who has one, in ten-thousandths of the currency; `None` without any.
    #[must_use]
    pub fn mean(&self) -> Option<Ratio> {
        Ratio::new(self.value?.ten_thousandths, i128::from(self.valued))
    }
}

/// What became, in a period, of the customers who were in a group at its start and whose values are known at both ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GroupGrowth {
    /// The group at the start; where they are at the end makes no difference.
    pub group: CustomerGroup,
    /// Those on whom something was spent in the period; `None` where nobody knows what was spent.
    pub looked_after: Option<Kept>,
    /// The others; everybody where nobody knows what was spent.
    pub others: Kept,
    /// What was spent on keeping them in the period; `None` where nobody knows.
    pub spent: Option<Total>,
}

/// Some customers at the start and the end of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Kept {
    /// How many.
    pub customers: u64,
    /// What they would still bring, at the start.
    pub before: Total,
    /// What they would still bring, at the end.
    pub after: Total,
    /// What they bought in between, net of refunds; the margin is still to be taken of it.
    pub bought: Total,
}

impl Kept {
    /// Returns how much more, or less, they will still bring; `None` beyond all amounts.
    #[must_use]
    pub fn growth(&self) -> Option<Total> {
        let ten_thousandths = self.after.ten_thousandths.checked_sub(self.before.ten_thousandths)?;
        Some(Total { ten_thousandths, ..self.after })
    }
}

impl GroupGrowth {
    /// Returns how many customers these are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.parts().map(|part| part.customers).sum()
    }

    /// Returns how much more, or less, they will still bring; `None` beyond all amounts.
    #[must_use]
    pub fn growth(&self) -> Option<Total> {
        sum(self.parts().map(Kept::growth))
    }

    /// Returns the return on maintenance spending: what was left of purchases, and the growth of value, over what was spent
    /// (clauses B-CLV-1, D-COST-4). 1 is all of it back. `None` where nothing was spent, or nobody knows.
    ///
    /// Purchases that would have come anyway are in it, so it compares groups and periods with one another, and is no proof.
    #[must_use]
    pub fn return_on_spending(&self, margin: Share) -> Option<Ratio> {
        returned(self.bought()?, self.growth()?, self.spent?, margin)
    }

    /// Returns what they bought, net of refunds; `None` beyond all amounts.
    fn bought(&self) -> Option<Total> {
        sum(self.parts().map(|part| Some(part.bought)))
    }

    fn parts(&self) -> impl Iterator<Item = &Kept> {
        self.looked_after.iter().chain([&self.others])
    }
}

impl LifetimePeriod {
    /// Returns what all groups together will still bring; `None` without any, or beyond all amounts.
    #[must_use]
    pub fn value(&self) -> Option<Total> {
        sum(self.groups.iter().map(|line| line.value))
    }

    /// Returns the growth of all groups together; `None` without any, or beyond all amounts.
    #[must_use]
    pub fn growth(&self) -> Option<Total> {
        sum(self.growth.iter().map(GroupGrowth::growth))
    }

    /// Returns all maintenance spending of the period, also what names none of these customers; `None` where nobody knows it.
    #[must_use]
    pub fn spent(&self) -> Option<Total> {
        sum(self.growth.iter().map(|line| line.spent).chain([self.spent_on_others]))
    }

    /// Returns the return on all maintenance spending: see [`GroupGrowth::return_on_spending`].
    #[must_use]
    pub fn return_on_spending(&self, margin: Share) -> Option<Ratio> {
        returned(sum(self.growth.iter().map(GroupGrowth::bought))?, self.growth()?, self.spent()?, margin)
    }
}

/// Returns the sum of amounts in one currency; `None` without any, where one is missing, or beyond all amounts.
fn sum(mut totals: impl Iterator<Item = Option<Total>>) -> Option<Total> {
    let first = totals.next()??;
    totals.try_fold(first, |sum, one| {
        let ten_thousandths = sum.ten_thousandths.checked_add(one?.ten_thousandths)?;
        Some(Total { ten_thousandths, ..sum })
    })
}

/// Returns (margin x bought + growth) / spent.
fn returned(bought: Total, growth: Total, spent: Total, margin: Share) -> Option<Ratio> {
    let million = i128::from(Share::ONE.parts_per_million());
    let left = bought.ten_thousandths.checked_mul(i128::from(margin.parts_per_million()))?;
    let came_back = left.checked_add(growth.ten_thousandths.checked_mul(million)?)?;
    Ratio::new(came_back, spent.ten_thousandths.checked_mul(million)?)
}

/// Those who bought for the first time in a period, and others whose growth is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Newcomers {
    /// How many.
    pub customers: u64,
    /// What they will still bring, at the end.
    pub value: Total,
    /// How many others have a value at the end but had none at the start, though they had bought.
    pub newly_valued: u64,
    /// What these will still bring.
    pub newly_valued_value: Total,
    /// How many had a value at the start and have none at the end, where the model of spend has no mean for them any more.
    pub no_longer_valued: u64,
    /// What these would still bring, at the start; it is in no growth.
    pub no_longer_valued_value: Total,
}
