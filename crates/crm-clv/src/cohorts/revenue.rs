//! What cohorts brought, by age.

use alloc::vec;
use alloc::vec::Vec;

use super::activity::{NONE, period_at, same_length, unobserved};
use super::{CohortError, CohortRowError, ObservedPeriods};
use crate::number;

/// Amounts added up by cohort and age, exactly: whole minor units of one currency.
///
/// It is made by [`ActivityTally::revenue`](super::ActivityTally::revenue), which knows the cohorts.
///
/// # Examples
///
/// ```
/// use crm_clv::{ActivityTally, ObservedPeriods};
///
/// let (customers, periods, amounts) = ([0, 1, 0], [1_u8, 1, 2], [500, 250, -100]);
/// let mut activity = ActivityTally::new(ObservedPeriods::new(1, 2)?, 2)?;
/// activity.record_columns(&customers, &periods)?;
/// let mut revenue = activity.revenue()?;
/// revenue.record_columns(&customers, &periods, &amounts)?;
/// let first = &revenue.cohorts()[0];
/// assert_eq!([first.revenue(0), first.revenue(1), first.revenue(2)], [Some(750), Some(-100), None]);
/// assert_eq!(first.per_customer(0), Some(375.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevenueTally {
    periods: ObservedPeriods,
    /// The place of each customer's cohort, or [`NONE`].
    cohort_of: Vec<u16>,
    // INVARIANT: one of each period, in order, with a cell for each age up to the last period.
    cohorts: Vec<CohortRevenue>,
}

/// What the customers who came in one period brought.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CohortRevenue {
    /// The period in which they came.
    pub period: i32,
    /// How many they are.
    pub customers: u64,
    /// What they brought at age 0, 1, 2 .. in periods, as far as is known, in minor units.
    pub revenue_by_age: Vec<i128>,
}

impl CohortRevenue {
    /// Returns what they brought at an age in periods, in minor units; `None` if that is not known yet.
    pub fn revenue(&self, age: usize) -> Option<i128> {
        self.revenue_by_age.get(age).copied()
    }

    /// Returns what they brought from age 0 up to and at an age, in minor units; `None` if that is not known yet, or exceeds 128
    /// bits.
    pub fn revenue_until(&self, age: usize) -> Option<i128> {
        self.revenue_by_age.get(..=age)?.iter().try_fold(0_i128, |sum, revenue| sum.checked_add(*revenue))
    }

    /// Returns what a customer of the cohort brought at an age on average, active or not, in minor units; `None` if that is not
    /// known yet, or the cohort is empty.
    pub fn per_customer(&self, age: usize) -> Option<f64> {
        let revenue = self.revenue(age)?;
        (self.customers > 0).then(|| amount(revenue) / number::count(self.customers))
    }
}

impl RevenueTally {
    pub(super) fn new(periods: ObservedPeriods, cohort_of: Vec<u16>) -> Self {
        let count = periods.count();
        let mut cohorts: Vec<CohortRevenue> = periods
            .iter()
            .enumerate()
            .map(|(place, period)| CohortRevenue {
                period,
                customers: 0,
                revenue_by_age: vec![0; count - place],
            })
            .collect();
        for place in &cohort_of {
            if let Some(cohort) = cohorts.get_mut(usize::from(*place)) {
                cohort.customers += 1; // cannot overflow: customers lie in memory
            }
        }
        Self { periods, cohort_of, cohorts }
    }

    /// Returns the cohorts, by period.
    pub fn cohorts(&self) -> &[CohortRevenue] {
        &self.cohorts
    }

    /// Adds an amount in minor units, negative for a refund.
    ///
    /// # Errors
    ///
    /// When the customer or the period is out of range, the customer is in no cohort or came later, or the sum exceeds 128 bits.
    /// Nothing is added then.
    pub fn record(&mut self, customer: u32, period: i32, amount: i64) -> Result<(), CohortError> {
        let Some(place) = self.periods.place(period) else { return Err(unobserved(self.periods, period)) };
        let first = usize::try_from(customer).ok().and_then(|customer| self.cohort_of.get(customer)).copied();
        let Some(first) = first else {
            return Err(CohortError::Customer { customer, customers: self.cohort_of.len() });
        };
        if first == NONE {
            return Err(CohortError::NoCohort { customer });
        }
        let cell = place.checked_sub(usize::from(first)).and_then(|age| {
            self.cohorts.get_mut(usize::from(first)).and_then(|cohort| cohort.revenue_by_age.get_mut(age))
        });
        let Some(cell) = cell else {
            let first = period_at(self.periods, first);
            return Err(CohortError::BeforeFirst { customer, first, active: period });
        };
        *cell = cell.checked_add(i128::from(amount)).ok_or(CohortError::TooLarge)?;
        Ok(())
    }

    /// Adds rows of columns: a customer, a period, an amount in minor units.
    ///
    /// # Errors
    ///
    /// When the columns differ in length; or at the first row that [`record`](Self::record) refuses, with those before it added.
    pub fn record_columns<P: Copy + Into<i32>>(
        &mut self,
        customers: &[u32],
        periods: &[P],
        amounts: &[i64],
    ) -> Result<(), CohortRowError> {
        same_length(customers.len(), periods.len())?;
        same_length(customers.len(), amounts.len())?;
        for (row, ((customer, period), amount)) in customers.iter().zip(periods).zip(amounts).enumerate() {
            self.record(*customer, (*period).into(), *amount)
                .map_err(|source| CohortRowError { row, source })?;
        }
        Ok(())
    }

    /// Returns the sums of both parts together, whose rows must be apart and whose cohorts must be the same.
    ///
    /// # Errors
    ///
    /// When the cohorts differ, or a sum exceeds 128 bits.
    pub fn merge(mut self, other: &Self) -> Result<Self, CohortError> {
        if self.periods != other.periods || self.cohort_of != other.cohort_of {
            return Err(CohortError::Different);
        }
        for (cohort, more) in self.cohorts.iter_mut().zip(&other.cohorts) {
            for (sum, more) in cohort.revenue_by_age.iter_mut().zip(&more.revenue_by_age) {
                *sum = sum.checked_add(*more).ok_or(CohortError::TooLarge)?;
            }
        }
        Ok(self)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a mean is rounded anyway; sums are exact until then")]
const fn amount(minor_units: i128) -> f64 {
    minor_units as f64
}
