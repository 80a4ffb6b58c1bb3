//! [`Layout`]: purchase histories laid out for likelihoods.

use alloc::vec::Vec;

use crate::{Cells, History, number::count};

/// Histories laid out for likelihoods: every distinct frequency, recency and age once, and cells that point at them.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) frequencies: Vec<f64>,
    pub(crate) recencies: Vec<f64>,
    pub(crate) ages: Vec<f64>,
    pub(crate) cells: Vec<Place>,
    pub(crate) customers: u64,
    pub(crate) repeat_purchases: f64,
}

/// A distinct history: places in the lists of [`Layout`], and how many customers share it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) frequency: usize,
    pub(crate) recency: usize,
    pub(crate) age: usize,
    pub(crate) weight: f64,
}

impl Layout {
    pub(crate) fn new(cells: &Cells) -> Self {
        let list =
            |value: fn(&History) -> f64| distinct(cells.cells().iter().map(|cell| value(&cell.history)));
        let frequencies = list(History::repeats);
        let (recencies, ages) = (list(History::recency), list(History::age));
        let places = cells.cells().iter().map(|cell| Place {
            frequency: place(&frequencies, cell.history.repeats()),
            recency: place(&recencies, cell.history.recency()),
            age: place(&ages, cell.history.age()),
            weight: count(cell.customers),
        });
        Self {
            cells: places.collect(),
            frequencies,
            recencies,
            ages,
            customers: cells.customers(),
            repeat_purchases: count(cells.repeat_purchases()),
        }
    }

    /// Returns the age of whoever was observed for the longest; 0 of nobody.
    pub(crate) fn longest(&self) -> f64 {
        self.ages.last().copied().unwrap_or_default()
    }

    /// Returns the ages of all customers together.
    pub(crate) fn exposure(&self) -> f64 {
        self.cells.iter().map(|cell| cell.weight * self.ages.get(cell.age).copied().unwrap_or_default()).sum()
    }
}

/// Returns the distinct ones among values, in order.
fn distinct(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.dedup_by(|one, other| one.to_bits() == other.to_bits());
    values
}

/// Returns where one of distinct values in order is.
fn place(values: &[f64], value: f64) -> usize {
    values.partition_point(|other| other.total_cmp(&value).is_lt())
}
