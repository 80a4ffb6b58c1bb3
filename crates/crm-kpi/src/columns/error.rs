//! Why columns have no figures.

use thiserror::Error;

/// Why columns have no figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ColumnError {
    /// Two columns do not have a value for each row.
    #[error("columns of {one} and {other} rows differ in length")]
    Lengths {
        /// The rows of one.
        one: usize,
        /// The rows of another.
        other: usize,
    },
    /// The code for rows without an answer is a score.
    #[error("{code} cannot stand for no answer: it is a score from 0 to 10")]
    NoAnswer {
        /// The code.
        code: u8,
    },
    /// More codes than a column of bytes can tell apart.
    #[error("{count} codes are more than the 256 that a column of bytes tells apart")]
    TooManyCodes {
        /// How many codes there should be.
        count: usize,
    },
    /// More customers and periods, or more different ids, than memory or a column of 32 bits holds.
    #[error("the columns are of more customers than can be held")]
    TooLarge,
    /// Tables of other shapes do not merge.
    #[error("tables of different numbers of customers, segments or periods do not merge")]
    Different,
    /// A rank is not among the values.
    #[error("rank {rank} is not among {values} values, which count from 1")]
    Rank {
        /// The rank.
        rank: u64,
        /// How many values there are.
        values: u64,
    },
    /// A row holds what is no value.
    #[error("row {first}, counted from 0, is the first of {rows} whose value is none")]
    Refused {
        /// How many rows.
        rows: u64,
        /// The first of them, counted from 0.
        first: usize,
    },
}

/// Checks that columns have a value for each row.
pub(super) fn same_length(one: usize, other: usize) -> Result<(), ColumnError> {
    if one == other { Ok(()) } else { Err(ColumnError::Lengths { one, other }) }
}
