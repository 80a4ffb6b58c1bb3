//! [`CohortPurchases`]: the repeat purchases of a cohort as time goes by, and what a model expects of them.

use alloc::{collections::BTreeMap, vec::Vec};

use thiserror::Error;

use crate::{Grain, Horizon, PurchaseModel, TimeUnit, number::count};

/// When the customers of a cohort first bought, and how often they came back on each day.
///
/// # Examples
///
/// ```
/// use crm_clv::{CohortPurchases, Grain, Nbd, TimeUnit};
///
/// // `al` first bought on day 0 and came back twice; `bo` first bought on day 7; `cy` is too late for the cohort.
/// let occasions = [("al", 0), ("al", 3), ("al", 16), ("bo", 7), ("cy", 12)];
/// let cohort = CohortPurchases::new(occasions, Grain::Day, 7, 20);
/// assert_eq!((cohort.customers(), cohort.too_late()), (2, 1));
///
/// // One purchase a week is expected of each, from the day after the first one on.
/// let weeks = cohort.track(&Nbd::new(1.0, 1.0)?, TimeUnit::WEEK, 7, 27)?;
/// let expected: Vec<_> = weeks.iter().map(|week| format!("{:.2}", week.expected_total)).collect();
/// assert_eq!(expected, ["0.86", "2.71", "4.71", "6.71"]); // 6 days; 13 and 6; 20 and 13; 27 and 20
/// assert_eq!(weeks.iter().map(|week| week.actual).collect::<Vec<_>>(), [Some(1), Some(0), Some(1), None]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct CohortPurchases {
    /// How many customers first bought on each day.
    first: BTreeMap<i32, u64>,
    /// How many repeat purchases there were on each day.
    repeats: BTreeMap<i32, u64>,
    observed_to: i32,
    too_late: u64,
}

/// What a cohort bought in a period, and what was to be expected.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TrackingPeriod {
    /// The last day of the period.
    pub end: i32,
    /// The repeat purchases expected in it.
    pub expected: f64,
    /// The repeat purchases that came; `None` if the period was not observed to its end.
    pub actual: Option<u64>,
    /// The repeat purchases expected from the beginning to its end.
    pub expected_total: f64,
    /// The repeat purchases that came from the beginning to its end; `None` if it was not observed to its end.
    pub actual_total: Option<u64>,
}

/// Why a cohort cannot be tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TrackingError {
    /// Nobody belongs to the cohort.
    #[error("the cohort has no customers")]
    NoCustomers,
    /// A period has no days.
    #[error("a period of 0 days has no end")]
    NoPeriod,
    /// There are more periods than anybody looks at.
    #[error("there are {periods} periods to the end, more than 100000")]
    TooManyPeriods {
        /// How many there are.
        periods: u64,
    },
}

impl CohortPurchases {
    const MOST_PERIODS: u64 = 100_000;

    /// Returns the cohort of those who first bought by the day `entry_end`, from occasions of customers and days in any order, as
    /// observed to the day `observed_to`, inclusive.
    ///
    /// Occasions after that day are left out. Several on one day are one if days are the [`Grain`]. Refunds are no occasions:
    /// leave them out before.
    pub fn new<K: Ord>(
        occasions: impl IntoIterator<Item = (K, i32)>,
        grain: Grain,
        entry_end: i32,
        observed_to: i32,
    ) -> Self {
        let mut occasions: Vec<(K, i32)> =
            occasions.into_iter().filter(|(_, day)| *day <= observed_to).collect();
        occasions.sort_unstable();
        if grain == Grain::Day {
            occasions.dedup();
        }
        let mut cohort = Self { first: BTreeMap::new(), repeats: BTreeMap::new(), observed_to, too_late: 0 };
        for of_customer in occasions.chunk_by(|(one, _), (next, _)| one == next) {
            let Some(((_, first), later)) = of_customer.split_first() else { continue };
            if *first > entry_end {
                cohort.too_late += 1;
                continue;
            }
            *cohort.first.entry(*first).or_default() += 1;
            for (_, day) in later {
                *cohort.repeats.entry(*day).or_default() += 1;
            }
        }
        cohort
    }

    /// Returns how many customers belong to the cohort.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.first.values().sum()
    }

    /// Returns how many customers first bought too late to belong to it.
    #[must_use]
    pub const fn too_late(&self) -> u64 {
        self.too_late
    }

    /// Returns, period by period, the repeat purchases of the cohort and those that a model expects.
    ///
    /// The first period begins on the day of the cohort's first purchase; the last one is the last that ends by the day `end`.
    /// A customer is expected to come back from the first purchase on, so little is expected while the cohort is still
    /// gathering. `unit` is the model's unit of time.
    ///
    /// # Errors
    ///
    /// When nobody belongs to the cohort, periods have no days, or there are more than 100,000 of them.
    pub fn track(
        &self,
        model: &impl PurchaseModel,
        unit: TimeUnit,
        days: u32,
        end: i32,
    ) -> Result<Vec<TrackingPeriod>, TrackingError> {
        let Some((start, _)) = self.first.first_key_value() else { return Err(TrackingError::NoCustomers) };
        let start = i64::from(*start);
        let all_days = u64::try_from(i64::from(end) - start + 1).unwrap_or_default();
        let periods = all_days.checked_div(u64::from(days)).ok_or(TrackingError::NoPeriod)?;
        if periods > Self::MOST_PERIODS {
            return Err(TrackingError::TooManyPeriods { periods });
        }
        let mut by_age: BTreeMap<u32, f64> = BTreeMap::new();
        let mut expected_until = |day: i32| -> f64 {
            let entered = self.first.range(..=day);
            let of_day = entered.map(|(first, customers)| {
                let age = day.abs_diff(*first);
                let expected = by_age.entry(age).or_insert_with(|| {
                    let age = Horizon::new(unit.from_days(age));
                    age.map_or(0.0, |age| model.expected_purchases_of_new(age))
                });
                count(*customers) * *expected
            });
            of_day.sum()
        };
        let mut repeats = self.repeats.iter().peekable();
        let (mut before, mut actual_total) = (0.0, 0_u64);
        let mut table = Vec::new();
        for period in 1..=periods {
            let last = i64::try_from(period * u64::from(days))
                .ok()
                .and_then(|days| i32::try_from(start + days - 1).ok());
            let Some(last) = last else { break };
            let mut actual = 0_u64;
            while let Some((_, number)) = repeats.next_if(|(day, _)| **day <= last) {
                actual = actual.saturating_add(*number);
            }
            actual_total = actual_total.saturating_add(actual);
            let is_observed = last <= self.observed_to;
            let expected_total = expected_until(last);
            table.push(TrackingPeriod {
                end: last,
                expected: (expected_total - before).max(0.0), // not by rounding either
                actual: is_observed.then_some(actual),
                expected_total,
                actual_total: is_observed.then_some(actual_total),
            });
            before = expected_total;
        }
        Ok(table)
    }
}
