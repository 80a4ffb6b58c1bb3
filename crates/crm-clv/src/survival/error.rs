//! Why durations make no table.

use thiserror::Error;

/// Why durations make no table. Rows are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum SurvivalError {
    /// Nobody was observed.
    #[error("there is no observation")]
    Empty,
    /// The columns differ in length.
    #[error("{times} times and {events} events are not columns of one table")]
    Lengths {
        /// The number of times.
        times: usize,
        /// The number of flags.
        events: usize,
    },
    /// A duration is no length of time, or times as data do not rise.
    #[error("row {row}: duration {duration} is not a finite number of at least 0, in order")]
    Duration {
        /// The row.
        row: usize,
        /// The duration.
        duration: f64,
    },
    /// A weight is no frequency.
    #[error("row {row}: weight {weight} is not a finite number above 0")]
    Weight {
        /// The row.
        row: usize,
        /// The weight.
        weight: f64,
    },
    /// Watching begins when the duration has ended.
    #[error("row {row}: entry {entry} is not a number of at least 0 and below the duration {duration}")]
    Entry {
        /// The row.
        row: usize,
        /// The entry.
        entry: f64,
        /// The duration.
        duration: f64,
    },
    /// The weights add up to more than whole numbers are exact for.
    #[error("the weights add up to more than 2^53")]
    TooLarge,
    /// A table as data contradicts itself.
    #[error("the numbers at risk do not follow from the events, the censored and the entries")]
    AtRisk,
}
