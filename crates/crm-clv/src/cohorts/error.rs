//! Why facts make no cohorts.

use thiserror::Error;

/// Why facts make no cohorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CohortError {
    /// The observed periods do not rise, or are too many.
    #[error("periods from {first} to {last} do not rise, or are more than 4096")]
    Periods {
        /// The first period.
        first: i32,
        /// The last period.
        last: i32,
    },
    /// A period was not observed.
    #[error("period {period} is not among the observed, {first} to {last}")]
    Unobserved {
        /// The period.
        period: i32,
        /// The first observed period.
        first: i32,
        /// The last observed period.
        last: i32,
    },
    /// A code is beyond the number of customers.
    #[error("customer {customer} is not among the {customers} from 0 on")]
    Customer {
        /// The code.
        customer: u32,
        /// The number of customers.
        customers: usize,
    },
    /// Two first periods are given for one customer.
    #[error("customer {customer} came in {one}, and in {other}")]
    TwoFirsts {
        /// The code.
        customer: u32,
        /// A first period.
        one: i32,
        /// Another one.
        other: i32,
    },
    /// A customer was active, or brought revenue, before the period in which they are said to have come.
    #[error("customer {customer} was active in {active}, before coming in {first}")]
    BeforeFirst {
        /// The code.
        customer: u32,
        /// The first period.
        first: i32,
        /// The period before it.
        active: i32,
    },
    /// A customer with revenue was never active, and is in no cohort.
    #[error("customer {customer} is in no cohort")]
    NoCohort {
        /// The code.
        customer: u32,
    },
    /// Columns differ in length.
    #[error("columns of {customers} and {others} rows are not of one table")]
    Lengths {
        /// The number of customers' codes.
        customers: usize,
        /// The number of rows in another column.
        others: usize,
    },
    /// Parts do not belong together: other periods, or customers of other cohorts.
    #[error("the parts are of other periods, or of customers in other cohorts")]
    Different,
    /// There are more customers than memory holds, or a count leaves its range.
    #[error("there are too many customers, or the counts are too large")]
    TooLarge,
}

/// Which row of columns was refused, counted from 0, and why. The rows before it have been recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("row {row} is refused")]
pub struct CohortRowError {
    /// The row.
    pub row: usize,
    /// Why.
    pub source: CohortError,
}
