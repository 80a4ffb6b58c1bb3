//! Customers taken as contracts: each period in which they buy renews the contract, and whoever misses one has left.

use crm_kit::clv::{ContractFitError, Fitted, RenewalTally, Renewals, ShiftedBetaGeometric};

use super::period::By;
use crate::run::Failure;

/// What became of the customers as contracts.
#[derive(Debug)]
pub(super) struct Contracts {
    /// How many began in a period that is over.
    pub(super) customers: u64,
    /// How many missed a period.
    pub(super) left: u64,
    /// How many of those bought again later: they had not left.
    pub(super) returned: u64,
    tally: RenewalTally,
    pub(super) fitted: Result<Fitted<ShiftedBetaGeometric>, ContractFitError>,
}

/// One renewal, as observed and as the model says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Renewal {
    /// Of the how-manieth period the renewal is at the end, from 1 on.
    pub(super) period: u64,
    pub(super) due: u64,
    pub(super) renewed: u64,
    pub(super) retention: Compared,
    /// Of all, who renewed so many times and whatever came before.
    pub(super) survival: Compared,
}

/// A share as observed, and as the model says if it could be fitted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared {
    pub(super) observed: f64,
    pub(super) predicted: Option<f64>,
}

impl Contracts {
    /// Counts and fits, from who bought on which day, sorted, up to the last period that is over.
    pub(super) fn of(occasions: &[(u32, i32)], by: By, last: i32) -> Result<Self, Failure> {
        let (mut tally, mut customers, mut left, mut returned) = (RenewalTally::default(), 0, 0, 0);
        for rows in occasions.chunk_by(|one, next| one.0 == next.0) {
            let mut periods: Vec<i32> = rows.iter().map(|(_, day)| by.period(*day)).collect();
            periods.dedup();
            let Some(first) = periods.first().copied().filter(|first| *first <= last) else { continue };
            let unbroken = periods.iter().zip(first..=last).take_while(|(period, due)| *period == due);
            let bought = unbroken.count();
            let renewed = u16::try_from(bought.saturating_sub(1))
                .map_err(|_| Failure::new("there are too many periods".to_owned()))?;
            let has_left = first + i32::from(renewed) < last;
            tally.record_contract(renewed, has_left)?;
            customers += 1;
            left += u64::from(has_left);
            returned += u64::from(has_left && bought < periods.len());
        }
        let fitted = ShiftedBetaGeometric::fit(&tally);
        Ok(Self { customers, left, returned, tally, fitted })
    }

    /// Returns the model if there is one.
    pub(super) fn model(&self) -> Option<ShiftedBetaGeometric> {
        self.fitted.as_ref().ok().map(|fitted| fitted.model)
    }

    /// Returns every renewal that was due to somebody.
    #[expect(clippy::cast_precision_loss, reason = "shares of counts")]
    pub(super) fn renewals(&self) -> impl Iterator<Item = Renewal> {
        let model = self.model();
        let mut survived = 1.0;
        let due = self.tally.by_period().iter().zip(1..).filter(|(count, _)| count.kept + count.lost > 0);
        due.map(move |(Renewals { kept, lost }, period)| {
            let observed = *kept as f64 / (kept + lost) as f64;
            survived *= observed;
            Renewal {
                period,
                due: kept + lost,
                renewed: *kept,
                retention: Compared { observed, predicted: model.and_then(|model| model.retention(period)) },
                survival: Compared {
                    observed: survived,
                    predicted: model.map(|model| model.survival(period)),
                },
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purchase_log::day_of;

    #[test]
    fn a_missed_month_is_the_end_and_a_month_that_is_not_over_is_none() {
        let day = |text: &str| day_of(text.parse().unwrap());
        let rows = [
            // Renewed twice, and runs; the month that is not over counts for nothing.
            (0, "2026-01-05"),
            (0, "2026-01-31"),
            (0, "2026-02-01"),
            (0, "2026-03-31"),
            (0, "2026-04-02"),
            // Left after a month, and came back after the end.
            (1, "2026-01-09"),
            (1, "2026-04-01"),
            // Renewed once, then left.
            (2, "2026-01-10"),
            (2, "2026-02-10"),
            // The renewal is not due yet; and not begun yet.
            (3, "2026-03-03"),
            (4, "2026-04-03"),
        ];
        let occasions = rows.map(|(customer, text)| (customer, day(text)));
        let contracts = Contracts::of(&occasions, By::Month, By::Month.last_over(day("2026-04-03"))).unwrap();
        assert_eq!((contracts.customers, contracts.left, contracts.returned), (4, 2, 1));
        let renewals: Vec<(u64, u64, u64, f64)> = contracts
            .renewals()
            .map(|one| (one.period, one.due, one.renewed, one.survival.observed))
            .collect();
        assert_eq!(renewals, [(1, 3, 2, 2.0 / 3.0), (2, 2, 1, 1.0 / 3.0)]);
        assert!(contracts.model().is_some());
    }

    #[test]
    fn without_a_renewal_there_is_no_model() {
        let contracts = Contracts::of(&[(0, 0), (1, 3)], By::Month, By::Month.period(0)).unwrap();
        assert_eq!((contracts.customers, contracts.left), (2, 0));
        assert_eq!(contracts.fitted.as_ref().err(), Some(&ContractFitError::NoRenewals));
        assert_eq!(contracts.renewals().count(), 0);
    }
}
