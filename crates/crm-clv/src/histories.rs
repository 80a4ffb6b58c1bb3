//! [`Histories`]: the purchase histories of many customers, each distinct one once, with how many customers share it.

use alloc::{collections::BTreeMap, vec::Vec};
use core::cmp::Ordering;

use thiserror::Error;

use crate::number::count;

/// The purchase history of one customer, as far as models of purchase times need it: x, t_x, T.
///
/// # Units
///
/// Times are in whatever unit the log was summed up in, such as weeks; fits and predictions are in the same unit.
///
/// # Examples
///
/// ```
/// use crm_clv::{History, HistoryError};
///
/// let history = History::new(2, 30.43, 38.86)?; // two repeat purchases, the last one in week 30.43 of 38.86
/// assert_eq!(history.frequency(), 2);
/// assert!(matches!(History::new(2, 40.0, 38.86), Err(HistoryError::RecencyBeyondAge { .. })));
/// # Ok::<(), HistoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct History {
    // INVARIANT: 0 <= recency <= age, finite; recency is 0 if frequency is.
    frequency: u32,
    recency: f64,
    age: f64,
}

impl History {
    /// Returns the history of a customer with `frequency` (x) repeat purchases, the last of them `recency` (t_x) after the
    /// first purchase, observed until `age` (T) after it.
    ///
    /// # Errors
    ///
    /// When a time is not a finite number, negative, `recency` is above `age`, or not 0 without a repeat purchase.
    pub fn new(frequency: u32, recency: f64, age: f64) -> Result<Self, HistoryError> {
        for (name, value) in [("recency", recency), ("age", age)] {
            if !(value.is_finite() && value >= 0.0) {
                return Err(HistoryError::NoTime { name, value });
            }
        }
        if recency > age {
            return Err(HistoryError::RecencyBeyondAge { recency, age });
        }
        if frequency == 0 && recency > 0.0 {
            return Err(HistoryError::RecencyWithoutRepeat { recency });
        }
        Ok(Self { frequency, recency: recency + 0.0, age: age + 0.0 }) // -0 becomes 0
    }

    /// Returns x, the number of repeat purchases.
    #[must_use]
    pub const fn frequency(&self) -> u32 {
        self.frequency
    }

    /// Returns t_x, the time from the first purchase to the last one; 0 if there was no other.
    #[must_use]
    pub const fn recency(&self) -> f64 {
        self.recency
    }

    /// Returns T, the time from the first purchase to the end of the observation.
    #[must_use]
    pub const fn age(&self) -> f64 {
        self.age
    }

    fn order(&self, other: &Self) -> Ordering {
        let recency = self.recency.total_cmp(&other.recency);
        self.frequency.cmp(&other.frequency).then(recency).then(self.age.total_cmp(&other.age))
    }
}

/// Why numbers are no [`History`].
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// A time is not a finite number, or negative.
    #[error("{name} of {value} is not a length of time: it must be a finite number of at least 0")]
    NoTime {
        /// `recency` or `age`.
        name: &'static str,
        /// The value given.
        value: f64,
    },
    /// The last purchase lies after the end of the observation.
    #[error("recency of {recency} is later than the age of {age}: the last purchase lies after the end of observation")]
    RecencyBeyondAge {
        /// The recency given.
        recency: f64,
        /// The age given.
        age: f64,
    },
    /// There is a time of the last repeat purchase, but no repeat purchase.
    #[error("recency of {recency} without a repeat purchase; it must be 0 where frequency is 0")]
    RecencyWithoutRepeat {
        /// The recency given.
        recency: f64,
    },
}

/// The purchase histories of many customers: each distinct history once, in order, with the number of customers who share
/// it. The order in which customers are given plays no part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Histories {
    // INVARIANT: rising by `History::order`, no two alike, no weight 0.
    distinct: Vec<(History, u64)>,
    customers: u64,
}

impl Histories {
    /// Returns how many customers there are.
    #[must_use]
    pub const fn customers(&self) -> u64 {
        self.customers
    }

    /// Returns each distinct history with the number of customers who share it, ordered by frequency, recency and age.
    #[must_use]
    pub fn distinct(&self) -> &[(History, u64)] {
        &self.distinct
    }

    /// Returns how many customers bought more than once.
    #[must_use]
    pub fn repeat_customers(&self) -> u64 {
        self.distinct.iter().filter(|(history, _)| history.frequency > 0).map(|(_, customers)| customers).sum()
    }

    /// Returns the repeat purchases of all customers together.
    #[must_use]
    pub fn repeat_purchases(&self) -> u64 {
        self.distinct
            .iter()
            .map(|(history, customers)| u64::from(history.frequency).saturating_mul(*customers))
            .fold(0, u64::saturating_add)
    }
}

impl FromIterator<(History, u64)> for Histories {
    fn from_iter<I: IntoIterator<Item = (History, u64)>>(histories: I) -> Self {
        let mut all: Vec<(History, u64)> = histories.into_iter().filter(|(_, customers)| *customers > 0).collect();
        all.sort_unstable_by(|(one, _), (other, _)| one.order(other));
        all.dedup_by(|(next, more), (kept, customers)| {
            let is_same = next.order(kept) == Ordering::Equal;
            if is_same {
                *customers = customers.saturating_add(*more);
            }
            is_same
        });
        let customers = all.iter().map(|(_, customers)| *customers).fold(0, u64::saturating_add);
        Self { distinct: all, customers }
    }
}

impl FromIterator<History> for Histories {
    fn from_iter<I: IntoIterator<Item = History>>(histories: I) -> Self {
        histories.into_iter().map(|history| (history, 1)).collect()
    }
}

/// Histories laid out for likelihoods: every distinct frequency, recency and age once, and cells that point at them.
#[derive(Debug)]
pub(crate) struct Cells {
    pub(crate) frequencies: Vec<f64>,
    pub(crate) recencies: Vec<f64>,
    pub(crate) ages: Vec<f64>,
    pub(crate) cells: Vec<Cell>,
    pub(crate) customers: u64,
    pub(crate) repeat_purchases: f64,
}

/// A distinct history: places in the lists of [`Cells`], and how many customers share it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) frequency: usize,
    pub(crate) recency: usize,
    pub(crate) age: usize,
    pub(crate) weight: f64,
}

impl Cells {
    pub(crate) fn new(histories: &Histories) -> Self {
        let list = |value: fn(&History) -> f64| Values::of(histories.distinct.iter().map(|(history, _)| value(history)));
        let frequencies = list(|history| f64::from(history.frequency));
        let (recencies, ages) = (list(|history| history.recency), list(|history| history.age));
        let cells = histories.distinct.iter().map(|(history, customers)| Cell {
            frequency: frequencies.place(f64::from(history.frequency)),
            recency: recencies.place(history.recency),
            age: ages.place(history.age),
            weight: count(*customers),
        });
        let cells = cells.collect();
        let (frequencies, recencies, ages) = (frequencies.values, recencies.values, ages.values);
        let repeat_purchases = count(histories.repeat_purchases());
        Self { frequencies, recencies, ages, cells, customers: histories.customers, repeat_purchases }
    }
}

impl Cells {
    /// Returns the ages of all customers together.
    pub(crate) fn exposure(&self) -> f64 {
        self.cells.iter().map(|cell| cell.weight * self.ages.get(cell.age).copied().unwrap_or_default()).sum()
    }
}

/// Distinct values in order, and where each of them is.
struct Values {
    values: Vec<f64>,
    places: BTreeMap<u64, usize>,
}

impl Values {
    /// Takes values that are not negative: those are in the order of their bits.
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut places: BTreeMap<u64, usize> = values.map(|value| (value.to_bits(), 0)).collect();
        for (place, (_, index)) in places.iter_mut().enumerate() {
            *index = place;
        }
        Self { values: places.keys().map(|bits| f64::from_bits(*bits)).collect(), places }
    }

    fn place(&self, value: f64) -> usize {
        self.places.get(&value.to_bits()).copied().unwrap_or_default()
    }
}
