//! [`CovariateCells`]: customers with equal figures and equal covariates together.

use alloc::{string::String, vec, vec::Vec};
use core::cmp::Ordering;

use super::{CovariateError, Covariates, check_columns};
use crate::{Cells, History, TimeUnit, draws::sealed::Resample, number::count};

/// The distinct histories and covariates of customers, which is what models with covariates are fitted to.
///
/// One set of columns is of how often customers buy, another of when they stop; a column may be in both, or a set empty
/// ([`Covariates::none`]).
///
/// # Examples
///
/// ```
/// use crm_clv::{CovariateCells, Covariates, History, TimeUnit};
///
/// let (often, once) = (History::new(2, 5.0, 9.0)?, History::new(0, 0.0, 9.0)?);
/// let by_mail = Covariates::new(["by mail"], [[1.0], [0.0], [1.0]])?;
/// let cells = CovariateCells::new([often, once, often], &by_mail, &Covariates::none(), TimeUnit::WEEK)?;
/// assert_eq!(cells.groups().len(), 2);
/// assert_eq!((cells.groups()[1].purchasing(), cells.groups()[1].cells().customers()), (&[1.0][..], 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct CovariateCells {
    purchasing: Vec<String>,
    dropout: Vec<String>,
    // INVARIANT: rise by their covariates; each has a customer, and covariates of as many columns as there are names.
    groups: Vec<CovariateGroup>,
    unit: TimeUnit,
}

/// The customers with the same covariates.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct CovariateGroup {
    purchasing: Vec<f64>,
    dropout: Vec<f64>,
    cells: Cells,
}

impl CovariateGroup {
    /// Returns their covariates of purchasing.
    pub fn purchasing(&self) -> &[f64] {
        &self.purchasing
    }

    /// Returns their covariates of dropout.
    pub fn dropout(&self) -> &[f64] {
        &self.dropout
    }

    /// Returns their histories.
    pub const fn cells(&self) -> &Cells {
        &self.cells
    }

    pub(super) fn weight(&self) -> f64 {
        count(self.cells.customers())
    }
}

impl CovariateCells {
    /// Returns the cells of customers, with times in `unit` and covariates in the order of the customers.
    ///
    /// # Errors
    ///
    /// When there are not as many rows of covariates as customers.
    pub fn new(
        customers: impl IntoIterator<Item = History>,
        purchasing: &Covariates,
        dropout: &Covariates,
        unit: TimeUnit,
    ) -> Result<Self, CovariateError> {
        let histories: Vec<History> = customers.into_iter().collect();
        for covariates in [purchasing, dropout] {
            let (rows, customers) = (covariates.rows().len(), histories.len());
            if rows != customers && !covariates.names().is_empty() {
                return Err(CovariateError::RowsOfOthers { rows, customers });
            }
        }
        let of_customer = |customer: usize| (purchasing.row(customer), dropout.row(customer));
        let mut order: Vec<(usize, History)> = histories.into_iter().enumerate().collect();
        let by_covariates = |one: usize, other: usize| {
            let (one, other) = (of_customer(one), of_customer(other));
            compare(one.0, other.0).then_with(|| compare(one.1, other.1))
        };
        order.sort_by(|one, other| by_covariates(one.0, other.0));
        let groups = order.chunk_by(|one, other| by_covariates(one.0, other.0).is_eq()).map(|same| {
            let (purchasing, dropout) = same.first().map_or((&[][..], &[][..]), |first| of_customer(first.0));
            CovariateGroup {
                purchasing: purchasing.to_vec(),
                dropout: dropout.to_vec(),
                cells: Cells::new(same.iter().map(|(_, history)| *history), unit),
            }
        });
        Ok(Self {
            groups: groups.collect(),
            purchasing: purchasing.names().to_vec(),
            dropout: dropout.names().to_vec(),
            unit,
        })
    }

    /// Returns the names of the covariates of purchasing.
    pub fn purchasing(&self) -> &[String] {
        &self.purchasing
    }

    /// Returns the names of the covariates of dropout.
    pub fn dropout(&self) -> &[String] {
        &self.dropout
    }

    /// Returns the customers with equal covariates, by rising covariates.
    pub fn groups(&self) -> &[CovariateGroup] {
        &self.groups
    }

    /// Returns how many customers there are.
    pub fn customers(&self) -> u64 {
        self.groups.iter().map(|group| group.cells.customers()).sum()
    }

    /// Returns the unit of the times.
    pub const fn unit(&self) -> TimeUnit {
        self.unit
    }

    /// Returns the cells of all customers, whatever their covariates; the customers are not in the order in which they were given.
    pub fn without_covariates(&self) -> Cells {
        let cells = self.groups.iter().flat_map(|group| group.cells.cells());
        let histories = cells.flat_map(|cell| (0..cell.customers).map(|_| cell.history));
        Cells::new(histories, self.unit)
    }

    /// Checks that the covariates of these customers still differ, and none follows from others.
    pub(super) fn check(&self) -> Result<(), CovariateError> {
        let rows = |side: fn(&CovariateGroup) -> &[f64]| {
            self.groups.iter().map(move |group| (side(group), group.weight()))
        };
        check_columns(&self.purchasing, &rows(CovariateGroup::purchasing))?;
        check_columns(&self.dropout, &rows(CovariateGroup::dropout))
    }
}

/// Compares rows of numbers, of which none is -0.
fn compare(one: &[f64], other: &[f64]) -> Ordering {
    let pairs = one.iter().zip(other).map(|(one, other)| one.total_cmp(other));
    pairs.fold(Ordering::Equal, Ordering::then)
}

impl crate::Resample for CovariateCells {}

impl Resample for CovariateCells {
    fn numbers(&self) -> Vec<u64> {
        self.groups.iter().flat_map(|group| group.cells.numbers()).collect()
    }

    fn with_numbers(&self, numbers: &[u64]) -> Self {
        let mut rest = numbers;
        let mut groups = vec![];
        for group in &self.groups {
            let (own, later) = rest.split_at_checked(group.cells.cells().len()).unwrap_or((rest, &[]));
            rest = later;
            let cells = group.cells.with_numbers(own);
            if !cells.cells().is_empty() {
                groups.push(CovariateGroup { cells, ..group.clone() });
            }
        }
        Self { groups, ..self.clone() }
    }
}
