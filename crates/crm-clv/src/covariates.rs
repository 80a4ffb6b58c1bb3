//! [`Covariates`]: what is known of customers beside their purchases, and how it enters models of purchase times.

mod cells;
mod columns;
mod fit;
mod likelihood;
mod model;
mod range;
mod significance;

use alloc::{string::String, vec::Vec};

use thiserror::Error;

pub use self::{
    cells::{CovariateCells, CovariateGroup},
    fit::{CovariateFit, CovariateFitError},
    model::{CovariateEffect, CovariateModel, DropoutCoefficients, WithCovariates},
    significance::{Coefficient, LikelihoodRatio},
};
pub(crate) use self::{
    fit::{Task, fit},
    model::{Block, sealed},
    range::Range,
};
use crate::covariates::columns::{Dependence, dependence};

/// What is known of customers that does not change with time, such as a channel or the spend of the first day: named columns of
/// numbers, a row for each customer.
///
/// A category of k values makes k - 1 columns of 0 and 1: the last one follows from the others.
///
/// # Examples
///
/// ```
/// use crm_clv::{CovariateError, Covariates};
///
/// let known = Covariates::new(["first spend", "by mail"], [[29.33, 0.0], [63.34, 1.0], [11.77, 1.0]])?;
/// assert_eq!((known.names().len(), known.rows().len()), (2, 3));
///
/// let twice = Covariates::new(["cents", "dollars"], [[200.0, 2.0], [600.0, 6.0], [500.0, 5.0]]);
/// assert!(matches!(twice, Err(CovariateError::Collinear { name, .. }) if name == "dollars"));
/// # Ok::<(), CovariateError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Covariates {
    // INVARIANT: not blank, distinct.
    names: Vec<String>,
    // INVARIANT: each as long as `names`, of numbers from -1e100 to 1e100, none of them -0; empty if there are no names.
    rows: Vec<Vec<f64>>,
}

impl Covariates {
    /// Returns columns with these names, of a row for each customer.
    ///
    /// # Errors
    ///
    /// When a name is blank or occurs twice, a row is of another length or has something else than a number from -1e100 to
    /// 1e100; when a column is the same for all customers, or follows from the columns before it and a constant: coefficients of
    /// such columns mean nothing.
    pub fn new<N: Into<String>, R: AsRef<[f64]>>(
        names: impl IntoIterator<Item = N>,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Self, CovariateError> {
        let checked = check_names(names)?;
        let rows = rows.into_iter().enumerate().map(|(row, values)| {
            let values = values.as_ref();
            check_row(&checked, values).map_err(|error| error.in_row(row))?;
            Ok(values.iter().map(|value| value + 0.0).collect()) // -0 becomes 0
        });
        let rows = rows.collect::<Result<Vec<Vec<f64>>, CovariateError>>()?;
        check_columns(&checked, &rows.iter().map(|row| (row.as_slice(), 1.0)))?;
        let rows = if checked.is_empty() { Vec::new() } else { rows };
        Ok(Self { names: checked, rows })
    }

    /// Returns no columns, for any number of customers.
    pub const fn none() -> Self {
        Self { names: Vec::new(), rows: Vec::new() }
    }

    /// Returns the names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the rows, in order of the customers; none if there are no columns.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// Returns the row of a customer; an empty one if there are no columns.
    fn row(&self, customer: usize) -> &[f64] {
        self.rows.get(customer).map_or(&[], Vec::as_slice)
    }
}

/// Why numbers are no covariates.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum CovariateError {
    /// A column has no name.
    #[error("the name of column {place} is blank")]
    BlankName {
        /// Its place, from 0.
        place: usize,
    },
    /// Two columns have the same name.
    #[error("two columns have the name `{name}`")]
    SameName {
        /// The name.
        name: String,
    },
    /// There are not as many values as columns.
    #[error("row {row} has {found} values, but there are {expected} columns")]
    RowLength {
        /// The row, from 0.
        row: usize,
        /// How many columns there are.
        expected: usize,
        /// How many values there are.
        found: usize,
    },
    /// A value is no number, or too large.
    #[error("{value} in column `{name}` of row {row} is not a number from -1e100 to 1e100")]
    NoNumber {
        /// The row, from 0.
        row: usize,
        /// The column.
        name: String,
        /// The value.
        value: f64,
    },
    /// There are not as many rows as customers.
    #[error("there are {rows} rows of covariates for {customers} customers")]
    RowsOfOthers {
        /// How many rows there are.
        rows: usize,
        /// How many customers there are.
        customers: usize,
    },
    /// A column is the same for all customers, to twelve digits.
    #[error("column `{name}` is the same for all customers: it explains nothing of how they differ")]
    Constant {
        /// The column.
        name: String,
    },
    /// A column follows from others: it is a sum of multiples of them and a constant, to nine digits.
    #[error("column `{name}` follows from {}: their coefficients cannot be told apart", Listed(with))]
    Collinear {
        /// The column.
        name: String,
        /// The columns that it follows from.
        with: Vec<String>,
    },
    /// A coefficient is not a finite number.
    #[error("{value} is no coefficient of `{name}`: it must be a finite number")]
    NoCoefficient {
        /// The covariate.
        name: String,
        /// The number given.
        value: f64,
    },
    /// A product of covariates and coefficients exceeds all numbers.
    #[error("covariates are too large for there to be {parameter} of such a customer")]
    OutOfReach {
        /// The parameter.
        parameter: &'static str,
    },
}

impl CovariateError {
    fn in_row(mut self, place: usize) -> Self {
        if let Self::RowLength { row, .. } | Self::NoNumber { row, .. } = &mut self {
            *row = place;
        }
        self
    }
}

/// Names in backticks, with commas.
struct Listed<'a>(&'a [String]);

impl core::fmt::Display for Listed<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (place, name) in self.0.iter().enumerate() {
            write!(formatter, "{}`{name}`", if place == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// Returns names that are neither blank nor the same.
fn check_names<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Result<Vec<String>, CovariateError> {
    let mut checked: Vec<String> = Vec::new();
    for (place, name) in names.into_iter().map(Into::into).enumerate() {
        if name.trim().is_empty() {
            return Err(CovariateError::BlankName { place });
        }
        if checked.contains(&name) {
            return Err(CovariateError::SameName { name });
        }
        checked.push(name);
    }
    Ok(checked)
}

/// Checks one row; what it finds is said of row 0.
fn check_row(names: &[String], values: &[f64]) -> Result<(), CovariateError> {
    if values.len() != names.len() {
        return Err(CovariateError::RowLength { row: 0, expected: names.len(), found: values.len() });
    }
    for (name, value) in names.iter().zip(values) {
        if !(-1e100..=1e100).contains(value) {
            return Err(CovariateError::NoNumber { row: 0, name: name.clone(), value: *value });
        }
    }
    Ok(())
}

/// Checks that the columns of rows with weights differ among customers, and none follows from others.
fn check_columns<'a>(
    names: &[String],
    rows: &(impl Iterator<Item = (&'a [f64], f64)> + Clone),
) -> Result<(), CovariateError> {
    if rows.clone().next().is_none() {
        return Ok(());
    }
    let name = |place: usize| names.get(place).cloned().unwrap_or_default();
    match dependence(names.len(), rows) {
        None => Ok(()),
        Some(Dependence::Constant { column }) => Err(CovariateError::Constant { name: name(column) }),
        Some(Dependence::Collinear { column, with }) => {
            let with = with.into_iter().map(name).collect();
            Err(CovariateError::Collinear { name: name(column), with })
        }
    }
}
