//! Who is still active, by cohort and age.

use alloc::vec;
use alloc::vec::Vec;

use super::activity::NONE;
use super::{CohortError, ObservedPeriods};
use crate::number;

/// How many customers of each cohort were active how many periods after they came.
///
/// There is a row for each observed period; one in which nobody came is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RetentionTriangle {
    periods: ObservedPeriods,
    // INVARIANT: one of each period, in order, with a cell for each age up to the last period; none of these is larger than the
    // cohort, and all customers together fit 64 bits.
    cohorts: Vec<Cohort>,
}

/// The customers who came in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cohort {
    /// The period in which they came.
    pub period: i32,
    /// How many they are.
    pub customers: u64,
    /// How many were active at age 0, 1, 2 .. in periods, as far as is known.
    pub active_by_age: Vec<u64>,
}

/// Customers still active, of those who once came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Retained {
    /// The active.
    pub active: u64,
    /// All of them.
    pub customers: u64,
}

impl Retained {
    /// Returns the share of the active, 0 to 1; `None` if there are no customers.
    pub fn share(self) -> Option<f64> {
        (self.customers > 0).then(|| number::count(self.active) / number::count(self.customers))
    }
}

impl Cohort {
    /// Returns how many were active at an age in periods; `None` if that is not known yet.
    pub fn active(&self, age: usize) -> Option<u64> {
        self.active_by_age.get(age).copied()
    }

    /// Returns how many were active at an age, and of how many; `None` if that is not known yet, or the cohort is empty.
    pub fn retained(&self, age: usize) -> Option<Retained> {
        let retained = Retained { active: self.active(age)?, customers: self.customers };
        (self.customers > 0).then_some(retained)
    }
}

impl RetentionTriangle {
    /// Returns the observed periods.
    pub const fn periods(&self) -> ObservedPeriods {
        self.periods
    }

    /// Returns the cohorts, by period.
    pub fn cohorts(&self) -> &[Cohort] {
        &self.cohorts
    }

    /// Returns the cohort of a period, if the period was observed.
    pub fn cohort(&self, period: i32) -> Option<&Cohort> {
        self.cohorts.get(self.periods.place(period)?)
    }

    /// Returns the average retention at an age, weighted by customers: all who were active at it, of all customers in cohorts where
    /// it is known. `None` if no such cohort has customers.
    pub fn average(&self, age: usize) -> Option<Retained> {
        let known = self.cohorts.iter().filter_map(|cohort| cohort.retained(age));
        known.reduce(|one, other| Retained {
            active: one.active + other.active, // cannot overflow, by the invariant
            customers: one.customers + other.customers,
        })
    }

    /// Returns the average retention at each age of the oldest cohort.
    pub fn averages(&self) -> Vec<Option<Retained>> {
        (0..self.periods.count()).map(|age| self.average(age)).collect()
    }

    /// Returns the triangle of both groups of customers together. Nobody may be in both: where parts of a log share customers, merge
    /// their [`ActivityTally`](super::ActivityTally).
    ///
    /// # Errors
    ///
    /// When the periods differ, or counts exceed 64 bits.
    pub fn merge(mut self, other: &Self) -> Result<Self, CohortError> {
        if self.periods != other.periods {
            return Err(CohortError::Different);
        }
        self.customers().checked_add(other.customers()).ok_or(CohortError::TooLarge)?;
        for (cohort, more) in self.cohorts.iter_mut().zip(&other.cohorts) {
            cohort.customers += more.customers; // no cell is larger than all customers
            for (active, more) in cohort.active_by_age.iter_mut().zip(&more.active_by_age) {
                *active += more;
            }
        }
        Ok(self)
    }

    /// Returns how many customers are in all cohorts.
    pub fn customers(&self) -> u64 {
        self.cohorts.iter().map(|cohort| cohort.customers).sum()
    }
}

/// Counts customers into a triangle, one by one.
pub(super) struct Counter(RetentionTriangle);

impl Counter {
    pub(super) fn new(periods: ObservedPeriods) -> Self {
        let count = periods.count();
        let cohorts = periods
            .iter()
            .enumerate()
            .map(|(place, period)| Cohort { period, customers: 0, active_by_age: vec![0; count - place] })
            .collect();
        Self(RetentionTriangle { periods, cohorts })
    }

    /// Counts a customer of the cohort at a place, active in the periods whose bits are set.
    pub(super) fn record(&mut self, first: u16, words: &[u64]) {
        let Some(cohort) = self.0.cohorts.get_mut(usize::from(first)).filter(|_| first != NONE) else {
            return;
        };
        cohort.customers += 1; // cannot overflow: customers lie in memory
        for (at, word) in words.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                let place = at * 64 + usize::try_from(left.trailing_zeros()).unwrap_or(0);
                left &= left - 1; // without its lowest bit
                let age = place.checked_sub(usize::from(first));
                if let Some(active) = age.and_then(|age| cohort.active_by_age.get_mut(age)) {
                    *active += 1;
                }
            }
        }
    }

    pub(super) fn triangle(self) -> RetentionTriangle {
        self.0
    }
}
