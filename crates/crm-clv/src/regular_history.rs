//! [`RegularHistory`]: when one customer bought, with how regularly; and [`RegularCells`] of many.

use alloc::vec::Vec;

use libm::{fabs, log};
use thiserror::Error;

use crate::{Cells, History, HistoryError, TimeUnit, number::count};

/// The purchase history of one customer, with the sum of the logarithms of the times between purchases: all that a model of
/// regular buyers needs.
///
/// Among histories with the same x and `t_x`, the sum is the larger the more alike the times are.
///
/// # Examples
///
/// ```
/// use crm_clv::RegularHistory;
///
/// let regular = RegularHistory::from_times(&[1.0, 3.0, 5.0], 6.0)?; // times of 2 and 2
/// let irregular = RegularHistory::from_times(&[1.0, 2.0, 5.0], 6.0)?; // times of 1 and 3
/// assert_eq!(regular.history(), irregular.history());
/// assert!((regular.sum_of_ln_times() - 4.0_f64.ln()).abs() < 1e-15);
/// assert!((irregular.sum_of_ln_times() - 3.0_f64.ln()).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RegularHistory {
    // INVARIANT: with a repeat purchase, the recency is above 0.
    history: History,
    // INVARIANT: finite; 0 without a repeat purchase.
    sum_of_ln_times: f64,
}

impl RegularHistory {
    /// How much the mean of the logarithms may lie above the logarithm of the mean: times are often rounded.
    const ROUNDED: f64 = 0.01;

    /// Returns the history with the sum of the natural logarithms of the x times between purchases.
    ///
    /// # Errors
    ///
    /// When the sum is not a finite number, not 0 without a repeat purchase, or, by more than 0.01 a purchase, larger than
    /// x ln (`t_x` / x), which it is when all times are equal; and when repeat purchases took no time.
    pub fn new(history: History, sum_of_ln_times: f64) -> Result<Self, RegularHistoryError> {
        let sum = sum_of_ln_times;
        let x = history.repeats();
        if x > 0.0 && history.recency() <= 0.0 {
            return Err(RegularHistoryError::NoTimeBetween);
        }
        let largest = if x > 0.0 { x * log(history.recency() / x) } else { 0.0 };
        let fits = if x > 0.0 { sum <= largest + Self::ROUNDED * x } else { fabs(sum) <= 0.0 };
        if sum.is_finite() && fits {
            return Ok(Self { history, sum_of_ln_times: sum + 0.0 });
        }
        Err(RegularHistoryError::NotOfHistory { sum, largest })
    }

    /// Returns the history of somebody who bought at these times, the first purchase among them, observed until `end`.
    ///
    /// # Errors
    ///
    /// When there is no time, one is not after the one before it (purchases at the same time count as one), or the end is
    /// not a finite number or before the last time.
    pub fn from_times(times: &[f64], end: f64) -> Result<Self, RegularHistoryError> {
        let (Some(first), Some(last)) = (times.first(), times.last()) else {
            return Err(RegularHistoryError::NoPurchase);
        };
        let mut sum = 0.0;
        let mut repeats = 0;
        for (place, (before, after)) in times.iter().zip(times.iter().skip(1)).enumerate() {
            let between = after - before;
            if !(between.is_finite() && between > 0.0) {
                return Err(RegularHistoryError::NotRising { place: place + 1 });
            }
            sum += log(between);
            repeats += 1;
        }
        Self::new(History::new(repeats, last - first, end - first)?, sum)
    }

    /// Returns x, `t_x` and T.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// Returns the sum of the natural logarithms of the times between purchases.
    #[must_use]
    pub const fn sum_of_ln_times(&self) -> f64 {
        self.sum_of_ln_times
    }
}

/// Why numbers are no [`RegularHistory`].
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum RegularHistoryError {
    /// There is no purchase.
    #[error("a history begins with a purchase, and there is none")]
    NoPurchase,
    /// A purchase is not after the one before it.
    #[error("the purchase at place {place} (from 0) is not after the one before it")]
    NotRising {
        /// Its place, from 0.
        place: usize,
    },
    /// There are repeat purchases, but no time for them.
    #[error("repeat purchases at the time of the first one: count purchases at the same time as one")]
    NoTimeBetween,
    /// The sum of logarithms cannot be that of the history.
    #[error(
        "{sum} is not the sum of the logarithms of the times between purchases: at most {largest} is possible"
    )]
    NotOfHistory {
        /// The sum given.
        sum: f64,
        /// What the sum is at most, but for what rounding brings.
        largest: f64,
    },
    /// The times make no history.
    #[error(transparent)]
    History(#[from] HistoryError),
}

/// The distinct histories of customers with the sum of the logarithms of all times between purchases: what a model of
/// regular buyers is fitted to.
///
/// # Examples
///
/// ```
/// use crm_clv::{RegularCells, RegularHistory, TimeUnit};
///
/// let customer = RegularHistory::from_times(&[0.0, 2.0, 5.0], 6.0)?;
/// let cells = RegularCells::new([customer, customer], TimeUnit::WEEK);
/// assert_eq!((cells.cells().customers(), cells.cells().cells().len()), (2, 1));
/// assert!((cells.sum_of_ln_times() - 2.0 * 6.0_f64.ln()).abs() < 1e-14);
/// # Ok::<(), crm_clv::RegularHistoryError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct RegularCells {
    cells: Cells,
    // INVARIANT: rise by place and sum; the customers of a place are those of the cell there.
    kinds: Vec<Kind>,
}

/// Customers with equal histories and equal sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kind {
    /// The position of their cell.
    place: usize,
    sum_of_ln_times: f64,
    /// How many there are, one at least.
    pub(crate) customers: u64,
}

impl RegularCells {
    /// Returns the cells of customers, with times in `unit`.
    pub fn new(customers: impl IntoIterator<Item = RegularHistory>, unit: TimeUnit) -> Self {
        let customers: Vec<_> = customers.into_iter().collect();
        let cells = Cells::new(customers.iter().map(|customer| customer.history), unit);
        let sums = customers.iter().map(RegularHistory::sum_of_ln_times);
        let mut rows: Vec<_> = cells.of_customer().iter().copied().zip(sums).collect();
        rows.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        let mut kinds: Vec<Kind> = Vec::new();
        for (place, sum_of_ln_times) in rows {
            match kinds.last_mut() {
                Some(kind)
                    if kind.place == place && kind.sum_of_ln_times.to_bits() == sum_of_ln_times.to_bits() =>
                {
                    kind.customers += 1;
                }
                _ => kinds.push(Kind { place, sum_of_ln_times, customers: 1 }),
            }
        }
        Self { cells, kinds }
    }

    /// Returns the cells with other numbers of customers, in order of the kinds; those without any are left out.
    pub(crate) fn with_customers(&self, numbers: &[u64]) -> Self {
        let mut of_cells = alloc::vec![0_u64; self.cells.cells().len()];
        for (kind, number) in self.kinds.iter().zip(numbers) {
            if let Some(customers) = of_cells.get_mut(kind.place) {
                *customers += number;
            }
        }
        let kept = of_cells.iter().scan(0, |before, customers| {
            let place = *before;
            *before += usize::from(*customers > 0);
            Some(place)
        });
        let places: Vec<usize> = kept.collect();
        let numbered = self.kinds.iter().zip(numbers).filter(|(_, customers)| **customers > 0);
        let kinds = numbered.filter_map(|(kind, customers)| {
            Some(Kind { place: *places.get(kind.place)?, customers: *customers, ..*kind })
        });
        Self { kinds: kinds.collect(), cells: self.cells.with_customers(&of_cells) }
    }

    /// Returns customers with equal histories and sums, by rising x, `t_x`, T and sum.
    pub(crate) fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// Returns the cells without what is known of regularity.
    pub const fn cells(&self) -> &Cells {
        &self.cells
    }

    /// Returns the sum of the natural logarithms of all times between purchases.
    #[must_use]
    pub fn sum_of_ln_times(&self) -> f64 {
        self.kinds.iter().map(|kind| count(kind.customers) * kind.sum_of_ln_times).sum()
    }
}
