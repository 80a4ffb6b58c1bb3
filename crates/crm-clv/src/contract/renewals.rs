//! Renewals as observed.

use alloc::vec::Vec;

use super::ContractError;
use crate::draws::sealed::Resample;

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

impl crate::Resample for RenewalTally {}

impl Resample for RenewalTally {
    /// Of each period in turn, how many contracts ended, and how many were renewed and not decided on again.
    fn numbers(&self) -> Vec<u64> {
        let later = self.by_period.iter().skip(1).map(|next| next.kept.saturating_add(next.lost));
        let later = later.chain(core::iter::once(0));
        let of_period = |(period, later): (&Renewals, u64)| [period.lost, period.kept.saturating_sub(later)];
        self.by_period.iter().zip(later).flat_map(of_period).collect()
    }

    fn with_numbers(&self, numbers: &[u64]) -> Self {
        let mut by_period: Vec<Renewals> = Vec::with_capacity(self.by_period.len());
        let mut due = numbers.iter().fold(0_u64, |sum, number| sum.saturating_add(*number));
        for of_period in numbers.chunks_exact(2) {
            let &[lost, running] = of_period else { continue };
            let kept = due.saturating_sub(lost);
            by_period.push(Renewals { kept, lost });
            due = kept.saturating_sub(running);
        }
        Self { by_period }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_contracts_make_up_the_tally() {
        let mut tally = RenewalTally::default();
        tally.record_cohort(&[100, 63, 47]).unwrap();
        tally.record_cohort(&[20, 15]).unwrap();
        // 42 ended at once, of 78 renewed 15 are not decided on again; then 16 ended, and 47 run.
        assert_eq!(tally.numbers(), [42, 15, 16, 47]);
        assert_eq!(tally.with_numbers(&tally.numbers()), tally);
        let drawn = tally.with_numbers(&[40, 20, 10, 50]);
        assert_eq!(drawn.by_period, [Renewals { kept: 80, lost: 40 }, Renewals { kept: 50, lost: 10 }]);
        assert_eq!(RenewalTally::default().with_numbers(&[]), RenewalTally::default());
    }
}
