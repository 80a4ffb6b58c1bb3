//! Customers with equal figures together: a likelihood needs each cell once, with its weight.

use alloc::vec::Vec;

use crate::summary::{Summaries, parallel};
use crate::unit::{SpendUnit, TimeUnit};
use crate::{History, SpendHistory, number::count};

/// Customers with the same frequency x, recency `t_x` and age T.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Cell {
    /// What they share.
    pub history: History,
    /// How many customers.
    pub customers: u64,
}

/// The distinct `(x, t_x, T)` of customers, which is all that models of purchase times need.
///
/// # Examples
///
/// ```
/// use crm_clv::{Cells, History, TimeUnit};
///
/// let (often, once) = (History::new(2, 5.0, 9.0)?, History::new(0, 0.0, 9.0)?);
/// let cells = Cells::new([often, once, often], TimeUnit::WEEK);
/// let sizes: Vec<_> = cells.cells().iter().map(|cell| (cell.history, cell.customers)).collect();
/// assert_eq!(sizes, [(once, 1), (often, 2)]);
/// assert_eq!(cells.of_customer(), [1, 0, 1]);
/// # Ok::<(), crm_clv::HistoryError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Cells {
    // INVARIANT: rise by (x, t_x, T); 0 <= t_x <= T, and t_x = 0 where x = 0; each has a customer.
    distinct: Vec<Cell>,
    // INVARIANT: positions in `distinct`.
    of_customer: Vec<usize>,
    unit: TimeUnit,
}

impl Cells {
    /// Returns the cells of customers, with times in `unit`.
    pub fn new(customers: impl IntoIterator<Item = History>, unit: TimeUnit) -> Self {
        let keys = customers
            .into_iter()
            .map(|history| [history.frequency(), history.recency().to_bits(), history.age().to_bits()]);
        Self::of_keys(keys.collect(), unit)
    }

    pub(super) fn of<K>(summaries: &Summaries<K>) -> Self {
        Self::new(summaries.summaries().map(|summary| summary.history()), summaries.observation().unit)
    }

    fn of_keys(keys: Vec<[u64; 3]>, unit: TimeUnit) -> Self {
        let (distinct, of_customer) = distinct(keys);
        let cells = distinct.into_iter().map(|([frequency, recency, age], customers)| Cell {
            history: History::of_checked(frequency, f64::from_bits(recency), f64::from_bits(age)),
            customers,
        });
        Self { distinct: cells.collect(), of_customer, unit }
    }

    /// Returns the cells with other numbers of customers, in order of the cells; those without any are left out.
    pub(crate) fn with_customers(&self, numbers: &[u64]) -> Self {
        let numbered = self.distinct.iter().zip(numbers).filter(|(_, customers)| **customers > 0);
        let distinct = numbered.map(|(cell, customers)| Cell { customers: *customers, ..*cell }).collect();
        Self { distinct, of_customer: places(numbers), unit: self.unit }
    }

    /// Returns the cells, by rising x, `t_x` and T.
    pub fn cells(&self) -> &[Cell] {
        &self.distinct
    }

    /// Returns how many customers there are.
    pub fn customers(&self) -> u64 {
        self.distinct.iter().map(|cell| cell.customers).sum()
    }

    /// Returns how many customers bought more than once.
    pub fn repeat_customers(&self) -> u64 {
        let repeat = self.distinct.iter().filter(|cell| cell.history.frequency() > 0);
        repeat.map(|cell| cell.customers).sum()
    }

    /// Returns the repeat purchases of all customers together.
    pub fn repeat_purchases(&self) -> u64 {
        let of_cell = |cell: &Cell| cell.history.frequency().saturating_mul(cell.customers);
        self.distinct.iter().map(of_cell).fold(0, u64::saturating_add)
    }

    /// Returns the position of each customer's cell, in order of the customers.
    pub fn of_customer(&self) -> &[usize] {
        &self.of_customer
    }

    /// Returns the unit of the times.
    pub const fn unit(&self) -> TimeUnit {
        self.unit
    }
}

/// Customers with the same frequency x and mean spend m, both above zero.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SpendCell {
    /// What they share.
    pub history: SpendHistory,
    /// How many customers.
    pub customers: u64,
}

/// The distinct (x, m) of customers with repeat spend, which is what a model of spend is fitted to.
///
/// Customers without a repeat purchase, or with repeat purchases for nothing, are left out and counted.
///
/// # Examples
///
/// ```
/// use crm_clv::{SpendCells, SpendHistory, SpendUnit};
///
/// let eight = SpendHistory::new(1, 8.0)?;
/// let customers = [eight, SpendHistory::new(0, 0.0)?, SpendHistory::new(3, 0.0)?, eight];
/// let cells = SpendCells::new(customers, SpendUnit::MINOR);
/// assert_eq!((cells.cells().len(), cells.cells()[0].customers), (1, 2));
/// assert_eq!((cells.without_repeat(), cells.without_spend()), (1, 1));
/// assert_eq!(cells.of_customer(), [Some(0), None, None, Some(0)]);
/// # Ok::<(), crm_clv::SpendHistoryError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct SpendCells {
    // INVARIANT: rise by (x, m); x >= 1, m > 0 and finite; each has a customer.
    distinct: Vec<SpendCell>,
    // INVARIANT: positions in `distinct`.
    of_customer: Vec<Option<usize>>,
    without_repeat: u64,
    without_spend: u64,
    unit: SpendUnit,
}

impl SpendCells {
    /// Returns the cells of customers, with spend in `unit`.
    pub fn new(customers: impl IntoIterator<Item = SpendHistory>, unit: SpendUnit) -> Self {
        let (mut without_repeat, mut without_spend) = (0, 0);
        let keys = customers.into_iter().map(|history| match history.mean_spend() {
            None => {
                without_repeat += 1;
                None
            }
            Some(mean) if mean > 0.0 => Some([history.frequency(), mean.to_bits()]),
            Some(_) => {
                without_spend += 1;
                None
            }
        });
        let keys: Vec<_> = keys.collect();
        let (distinct, positions) = distinct(keys.iter().flatten().copied().collect());
        let mut positions = positions.into_iter();
        let of_customer = keys.iter().map(|key| key.and_then(|_| positions.next())).collect();
        let cells = distinct.into_iter().map(|([frequency, mean], customers)| SpendCell {
            history: SpendHistory::of_checked(frequency, f64::from_bits(mean)),
            customers,
        });
        Self { distinct: cells.collect(), of_customer, without_repeat, without_spend, unit }
    }

    pub(super) fn of<K>(summaries: &Summaries<K>) -> Self {
        let customers = summaries.summaries().map(|summary| summary.spend_history());
        Self::new(customers, summaries.observation().spend_unit)
    }

    /// Returns the cells with other numbers of customers, in order of the cells; those without any are left out.
    pub(crate) fn with_customers(&self, numbers: &[u64]) -> Self {
        let numbered = self.distinct.iter().zip(numbers).filter(|(_, customers)| **customers > 0);
        let distinct =
            numbered.map(|(cell, customers)| SpendCell { customers: *customers, ..*cell }).collect();
        let of_customer = places(numbers).into_iter().map(Some).collect();
        Self { distinct, of_customer, without_repeat: 0, without_spend: 0, unit: self.unit }
    }

    /// Returns the cells, by rising x and m.
    pub fn cells(&self) -> &[SpendCell] {
        &self.distinct
    }

    /// Returns the correlation of frequency and mean spend over all who came back and spent anything then, from -1 to 1;
    /// `None` where there are fewer than two of them or one of the two is the same for all.
    ///
    /// [`GammaGamma`](crate::GammaGamma) supposes that how often somebody buys says nothing of how much; a correlation well
    /// away from 0 says that it does.
    ///
    /// # Source
    ///
    /// Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of Marketing
    /// Research 42(4), which finds 0.11 for its customers.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        let cells = || {
            let of_cell =
                |cell: &SpendCell| (cell.history.repeats(), cell.history.mean_spend(), count(cell.customers));
            self.distinct.iter().map(of_cell).filter_map(|(x, mean, weight)| Some((x, mean?, weight)))
        };
        let add =
            |(x, m, n), (frequency, mean, weight)| (x + weight * frequency, m + weight * mean, n + weight);
        let (frequencies, means, number) = cells().fold((0.0, 0.0, 0.0), add);
        let (frequency, mean) = (frequencies / number, means / number);
        let (mut together, mut of_frequency, mut of_mean) = (0.0, 0.0, 0.0);
        for (x, m, weight) in cells() {
            together += weight * (x - frequency) * (m - mean);
            of_frequency += weight * (x - frequency) * (x - frequency);
            of_mean += weight * (m - mean) * (m - mean);
        }
        let both = libm::sqrt(of_frequency) * libm::sqrt(of_mean);
        (both > 0.0 && both.is_finite()).then(|| (together / both).clamp(-1.0, 1.0))
    }

    /// Returns the position of each customer's cell, in order of the customers; `None` for those left out.
    pub fn of_customer(&self) -> &[Option<usize>] {
        &self.of_customer
    }

    /// Returns how many customers there are, those left out not among them.
    pub fn customers(&self) -> u64 {
        self.distinct.iter().map(|cell| cell.customers).sum()
    }

    /// Returns how many customers are left out, for whatever reason.
    pub fn left_out(&self) -> u64 {
        self.without_repeat.saturating_add(self.without_spend)
    }

    /// Returns how many customers are left out since they have no repeat purchase.
    pub const fn without_repeat(&self) -> u64 {
        self.without_repeat
    }

    /// Returns how many customers are left out since their repeat purchases cost nothing, or nobody knows what.
    pub const fn without_spend(&self) -> u64 {
        self.without_spend
    }

    /// Returns the unit of spend.
    pub const fn unit(&self) -> SpendUnit {
        self.unit
    }
}

/// Returns the distinct keys in order, with how often each occurs, and the position of each item's key among them.
///
/// Bits of floating-point numbers that are not below zero rise as the numbers do, so they serve as keys.
fn distinct<const N: usize>(keys: Vec<[u64; N]>) -> (Vec<([u64; N], u64)>, Vec<usize>) {
    let mut sorted: Vec<_> = keys.into_iter().enumerate().map(|(row, key)| (key, row)).collect();
    parallel::sort(&mut sorted, |(key, row)| (*key, *row));
    let mut distinct = Vec::new();
    let mut positions: Vec<_> = Vec::with_capacity(sorted.len());
    for same in sorted.chunk_by(|one, next| one.0 == next.0) {
        let Some((key, _)) = same.first() else { continue };
        positions.extend(same.iter().map(|(_, row)| (*row, distinct.len())));
        distinct.push((*key, same.iter().fold(0, |count, _| count + 1)));
    }
    parallel::sort(&mut positions, |(row, _)| *row);
    (distinct, positions.into_iter().map(|(_, position)| position).collect())
}

/// Returns the place of each customer's cell among those with customers.
fn places(numbers: &[u64]) -> Vec<usize> {
    let with_customers = numbers.iter().filter(|number| **number > 0).enumerate();
    with_customers.flat_map(|(place, number)| (0..*number).map(move |_| place)).collect()
}
