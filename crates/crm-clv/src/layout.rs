//! [`Layout`]: purchase histories laid out for likelihoods.

use alloc::{collections::BTreeMap, vec::Vec};

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
            |value: fn(&History) -> f64| Values::of(cells.cells().iter().map(|cell| value(&cell.history)));
        let frequencies = list(History::repeats);
        let (recencies, ages) = (list(History::recency), list(History::age));
        let places = cells.cells().iter().map(|cell| Place {
            frequency: frequencies.place(cell.history.repeats()),
            recency: recencies.place(cell.history.recency()),
            age: ages.place(cell.history.age()),
            weight: count(cell.customers),
        });
        Self {
            cells: places.collect(),
            frequencies: frequencies.values,
            recencies: recencies.values,
            ages: ages.values,
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
