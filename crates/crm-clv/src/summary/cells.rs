//! Customers with equal figures together: a likelihood needs each cell once, with its weight.

use alloc::vec::Vec;

use thiserror::Error;

use crate::summary::{Summaries, parallel};
use crate::unit::{SpendUnit, TimeUnit};

/// Customers with the same frequency x, recency `t_x` and age T.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Cell {
    /// Repeat purchase occasions x.
    pub frequency: u64,
    /// Time from the first to the last occasion `t_x`: zero where x is zero, never above the age.
    pub recency: f64,
    /// Time from the first occasion to the end of observation T.
    pub age: f64,
    /// How many customers.
    pub customers: u64,
}

/// The distinct `(x, t_x, T)` of customers, which is all that models of purchase times need.
///
/// # Examples
///
/// ```
/// use crm_clv::{Cells, TimeUnit};
///
/// let cells = Cells::new([(2, 5.0, 9.0), (0, 0.0, 9.0), (2, 5.0, 9.0)], TimeUnit::WEEK)?;
/// let sizes: Vec<_> = cells.cells().iter().map(|cell| (cell.frequency, cell.customers)).collect();
/// assert_eq!(sizes, [(0, 1), (2, 2)]);
/// assert_eq!(cells.of_customer(), [1, 0, 1]);
/// assert!(Cells::new([(0, 1.0, 9.0)], TimeUnit::WEEK).is_err()); // a recency without a repeat purchase
/// # Ok::<(), crm_clv::CellError>(())
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
    /// Returns the cells of customers' `(x, t_x, T)`, with times in `unit`.
    ///
    /// # Errors
    ///
    /// When there is no customer, a time is not finite or below zero, a recency is above its age, or a recency is not zero
    /// where the frequency is.
    pub fn new(
        customers: impl IntoIterator<Item = (u64, f64, f64)>,
        unit: TimeUnit,
    ) -> Result<Self, CellError> {
        let checked = customers.into_iter().enumerate().map(|(row, (frequency, recency, age))| {
            // A zero below zero is zero: cells are told apart by bits.
            let (recency, age) = (recency + 0.0, age + 0.0);
            let is_time = |time: f64| time.is_finite() && time >= 0.0;
            if !is_time(recency) || !is_time(age) {
                Err(CellError::Time { row, recency, age })
            } else if recency > age {
                Err(CellError::RecencyAboveAge { row, recency, age })
            } else if frequency == 0 && recency > 0.0 {
                Err(CellError::RecencyWithoutRepeat { row, recency })
            } else {
                Ok([frequency, recency.to_bits(), age.to_bits()])
            }
        });
        let keys = checked.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(CellError::Empty) } else { Ok(Self::of_keys(keys, unit)) }
    }

    pub(super) fn of<K>(summaries: &Summaries<K>) -> Self {
        let keys = summaries
            .summaries()
            .map(|summary| [summary.frequency(), summary.recency().to_bits(), summary.age().to_bits()]);
        Self::of_keys(keys.collect(), summaries.observation().unit)
    }

    fn of_keys(keys: Vec<[u64; 3]>, unit: TimeUnit) -> Self {
        let (distinct, of_customer) = distinct(keys);
        let cells = distinct.into_iter().map(|([frequency, recency, age], customers)| Cell {
            frequency,
            recency: f64::from_bits(recency),
            age: f64::from_bits(age),
            customers,
        });
        Self { distinct: cells.collect(), of_customer, unit }
    }

    /// Returns the cells, by rising x, `t_x` and T.
    pub fn cells(&self) -> &[Cell] {
        &self.distinct
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

/// Customers with the same frequency x and mean spend m.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SpendCell {
    /// Repeat purchase occasions x: one at least.
    pub frequency: u64,
    /// The mean spend of them m: above zero.
    pub mean_spend: f64,
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
/// use crm_clv::{SpendCells, SpendUnit};
///
/// let cells = SpendCells::new([(1, Some(8.0)), (0, None), (3, Some(0.0)), (1, Some(8.0))], SpendUnit::MINOR)?;
/// assert_eq!((cells.cells().len(), cells.cells()[0].customers), (1, 2));
/// assert_eq!((cells.without_repeat(), cells.without_spend()), (1, 1));
/// assert_eq!(cells.of_customer(), [Some(0), None, None, Some(0)]);
/// # Ok::<(), crm_clv::CellError>(())
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
    /// Returns the cells of customers' (x, m), with spend in `unit`; `m` is `None` where it is unknown.
    ///
    /// # Errors
    ///
    /// When there is no customer, or a mean spend is not finite or below zero.
    pub fn new(
        customers: impl IntoIterator<Item = (u64, Option<f64>)>,
        unit: SpendUnit,
    ) -> Result<Self, CellError> {
        let checked =
            customers.into_iter().enumerate().map(|(row, (frequency, mean_spend))| match mean_spend {
                Some(mean_spend) if !mean_spend.is_finite() || mean_spend < 0.0 => {
                    Err(CellError::Spend { row, mean_spend })
                }
                _ => Ok((frequency, mean_spend)),
            });
        let checked = checked.collect::<Result<Vec<_>, _>>()?;
        if checked.is_empty() { Err(CellError::Empty) } else { Ok(Self::of_checked(checked, unit)) }
    }

    pub(super) fn of<K>(summaries: &Summaries<K>) -> Self {
        let customers = summaries.summaries().map(|summary| (summary.frequency(), summary.mean_spend()));
        Self::of_checked(customers.collect(), summaries.observation().spend_unit)
    }

    fn of_checked(customers: Vec<(u64, Option<f64>)>, unit: SpendUnit) -> Self {
        let (mut without_repeat, mut without_spend) = (0, 0);
        let keys = customers.into_iter().map(|(frequency, mean_spend)| match mean_spend {
            _ if frequency == 0 => {
                without_repeat += 1;
                None
            }
            Some(mean_spend) if mean_spend > 0.0 => Some([frequency, mean_spend.to_bits()]),
            _ => {
                without_spend += 1;
                None
            }
        });
        let keys: Vec<_> = keys.collect();
        let (distinct, positions) = distinct(keys.iter().flatten().copied().collect());
        let mut positions = positions.into_iter();
        let of_customer = keys.iter().map(|key| key.and_then(|_| positions.next())).collect();
        let cells = distinct.into_iter().map(|([frequency, mean_spend], customers)| SpendCell {
            frequency,
            mean_spend: f64::from_bits(mean_spend),
            customers,
        });
        Self { distinct: cells.collect(), of_customer, without_repeat, without_spend, unit }
    }

    /// Returns the cells, by rising x and m.
    pub fn cells(&self) -> &[SpendCell] {
        &self.distinct
    }

    /// Returns the position of each customer's cell, in order of the customers; `None` for those left out.
    pub fn of_customer(&self) -> &[Option<usize>] {
        &self.of_customer
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

/// Why there are no cells.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum CellError {
    /// There is no customer.
    #[error("there are no customers")]
    Empty,
    /// A time is not a finite number of zero or more.
    #[error("row {row}: recency {recency} and age {age} are to be finite and not below zero")]
    Time {
        /// The row, from 0.
        row: usize,
        /// The recency.
        recency: f64,
        /// The age.
        age: f64,
    },
    /// The last purchase lies after the end of observation.
    #[error("row {row}: recency {recency} is above age {age}")]
    RecencyAboveAge {
        /// The row, from 0.
        row: usize,
        /// The recency.
        recency: f64,
        /// The age.
        age: f64,
    },
    /// There is a time between first and last purchase, and no repeat purchase.
    #[error("row {row}: recency {recency} without a repeat purchase")]
    RecencyWithoutRepeat {
        /// The row, from 0.
        row: usize,
        /// The recency.
        recency: f64,
    },
    /// A mean spend is not a finite number of zero or more.
    #[error("row {row}: mean spend {mean_spend} is to be finite and not below zero")]
    Spend {
        /// The row, from 0.
        row: usize,
        /// The mean spend.
        mean_spend: f64,
    },
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
