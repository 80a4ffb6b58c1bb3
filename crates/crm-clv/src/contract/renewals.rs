//! Renewals as observed.

use alloc::vec::Vec;

use super::ContractError;

/// How many contracts were renewed and how many ended, by the period at whose end that was decided.
///
/// It is all that the model needs of cohorts and of single contracts, whatever their age. Counts are whole, so merging is exact.
///
/// # Examples
///
/// ```
/// use crm_clv::{RenewalTally, Renewals};
///
/// let mut tally = RenewalTally::default();
/// tally.record_cohort(&[100, 63, 47])?; // of 100, 63 renewed once and 47 twice
/// tally.record_contract(1, false)?; // renewed once, and runs
/// assert_eq!(tally.by_period(), [Renewals { kept: 64, lost: 37 }, Renewals { kept: 47, lost: 16 }]);
/// # Ok::<(), crm_clv::ContractError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct RenewalTally {
    by_period: Vec<Renewals>,
}

/// What became of the contracts at the end of one period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Renewals {
    /// How many were renewed.
    pub kept: u64,
    /// How many ended.
    pub lost: u64,
}

impl RenewalTally {
    /// Records a cohort: how many began, and how many were left after each renewal.
    ///
    /// # Errors
    ///
    /// When more are left than before, or a count exceeds 64 bits; nothing is recorded then.
    pub fn record_cohort(&mut self, survivors: &[u64]) -> Result<(), ContractError> {
        let pairs = survivors.iter().zip(survivors.iter().skip(1)).enumerate();
        let decided = pairs.map(|(place, (before, after))| {
            let rising = ContractError::Rising { period: place + 1, before: *before, after: *after };
            Ok(Renewals { kept: *after, lost: before.checked_sub(*after).ok_or(rising)? })
        });
        let by_period = decided.collect::<Result<_, _>>()?;
        *self = self.merge(&Self { by_period })?;
        Ok(())
    }

    /// Records one contract, renewed so many times, that then ended or still runs.
    ///
    /// # Errors
    ///
    /// When a count exceeds 64 bits; nothing is recorded then.
    pub fn record_contract(&mut self, renewed: u16, ended: bool) -> Result<(), ContractError> {
        let renewed = usize::from(renewed);
        let periods = renewed + usize::from(ended);
        if self.by_period.iter().take(periods).any(|count| count.kept.max(count.lost) == u64::MAX) {
            return Err(ContractError::TooLarge);
        }
        if self.by_period.len() < periods {
            self.by_period.resize(periods, Renewals::default());
        }
        for (place, count) in self.by_period.iter_mut().take(periods).enumerate() {
            if place < renewed {
                count.kept += 1;
            } else {
                count.lost += 1;
            }
        }
        Ok(())
    }

    /// Returns the counts, from the first period on.
    pub fn by_period(&self) -> &[Renewals] {
        &self.by_period
    }

    /// Returns the counts of both parts together.
    ///
    /// # Errors
    ///
    /// When a count exceeds 64 bits.
    pub fn merge(&self, other: &Self) -> Result<Self, ContractError> {
        let (long, short) =
            if self.by_period.len() < other.by_period.len() { (other, self) } else { (self, other) };
        let mut by_period = long.by_period.clone();
        for (count, more) in by_period.iter_mut().zip(&short.by_period) {
            count.kept = count.kept.checked_add(more.kept).ok_or(ContractError::TooLarge)?;
            count.lost = count.lost.checked_add(more.lost).ok_or(ContractError::TooLarge)?;
        }
        Ok(Self { by_period })
    }
}
