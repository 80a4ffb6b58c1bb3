//! [`TierAssessment`]: the tiers of a data set's customers.

use alloc::vec::Vec;

use crm_model::{CustomerCode, Ratio, Total};

use super::TierVerdict;
use crate::{Level, Summaries};

/// The tiers of a data set's customers, and what they rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierAssessment {
    summaries: Summaries,
    // INVARIANT: in the order of `summaries`.
    verdicts: Vec<TierVerdict>,
}

impl TierAssessment {
    pub(super) fn new(summaries: Summaries, verdicts: Vec<TierVerdict>) -> Self {
        Self { summaries, verdicts }
    }

    /// Returns what the tiers rest on: dates, currency, who is undetermined, what was left out.
    pub fn summaries(&self) -> &Summaries {
        &self.summaries
    }

    /// Yields every customer of the population with its verdict, in order.
    pub fn verdicts(&self) -> impl Iterator<Item = (CustomerCode, &TierVerdict)> {
        self.summaries.customers().iter().copied().zip(&self.verdicts)
    }

    /// Returns the verdict on a customer, or `None` if it is no part of the population.
    pub fn of(&self, code: CustomerCode) -> Option<&TierVerdict> {
        self.summaries.place_of(code).and_then(|place| self.verdicts.get(place))
    }

    /// Returns how many customers were compared with one another.
    pub fn population(&self) -> u64 {
        self.verdicts.len() as u64
    }

    /// Returns how many customers have a level.
    pub fn count(&self, level: Level) -> u64 {
        self.verdicts.iter().filter(|verdict| verdict.level == level).count() as u64
    }

    /// Returns how many customers have a level by spend alone.
    pub fn count_by_spend(&self, level: Level) -> u64 {
        self.by_spend(level).count() as u64
    }

    /// Returns the least net spend that gives a level by spend: the cut. `None` where nobody has the level.
    pub fn cut(&self, level: Level) -> Option<Total> {
        let least = self.by_spend(level).map(|verdict| verdict.net).min()?;
        Some(Total { ten_thousandths: least, currency: self.summaries.currency()? })
    }

    /// Returns the net spend of the population, or `None` where there is no amount.
    pub fn net_spend(&self) -> Option<Total> {
        let sum = self.verdicts.iter().try_fold(0_i128, |sum, verdict| sum.checked_add(verdict.net))?;
        Some(Total { ten_thousandths: sum, currency: self.summaries.currency()? })
    }

    /// Returns the share of all net spend that the customers of a level by spend bring; `None` unless the whole is above
    /// zero.
    pub fn spend_share(&self, level: Level) -> Option<Ratio> {
        let part = self.by_spend(level).try_fold(0_i128, |sum, verdict| sum.checked_add(verdict.net))?;
        Ratio::new(part, self.net_spend()?.ten_thousandths)
    }

    fn by_spend(&self, level: Level) -> impl Iterator<Item = &TierVerdict> {
        self.verdicts.iter().filter(move |verdict| verdict.by_spend == level)
    }
}
