//! Why there is no summary.

use thiserror::Error;

use crate::unit::TimeUnit;

/// Why there is no summary of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SummaryError {
    /// The columns do not have the same number of rows.
    #[error("the columns have {customers} customers, {days} days and {amounts} amounts, not as many of each")]
    UnequalColumns {
        /// The rows of the customers.
        customers: usize,
        /// The rows of the days.
        days: usize,
        /// The rows of the amounts.
        amounts: usize,
    },
    /// The log has no rows.
    #[error("the log is empty")]
    Empty,
    /// No row is a purchase of a known customer by the end of observation.
    #[error("none of the {rows} rows is a purchase of a known customer by the end of observation")]
    NoPurchase {
        /// The rows of the log.
        rows: u64,
    },
    /// A row is a refund where the rule refuses them.
    #[error("row {row} has an amount below zero, and the rule refuses refunds")]
    Refund {
        /// The row, from 0.
        row: usize,
    },
    /// A row is after the end of observation where such rows are refused.
    #[error("row {row} is of day {day}, after the end of observation on day {end}")]
    AfterEnd {
        /// The row, from 0.
        row: usize,
        /// Its day.
        day: i32,
        /// The last day that is observed.
        end: i32,
    },
    /// A tally or log reaches beyond the end of observation, and what it has summed up cannot be taken apart again.
    #[error("the log reaches to day {last}, after the end of observation on day {end}")]
    EndBeforeLast {
        /// The last day of the log.
        last: i32,
        /// The last day that is observed.
        end: i32,
    },
    /// Two parts share more of a customer's days than the last of one and the first of the other.
    #[error(
        "days {from} to {to} of a customer are in both parts, and summed-up days cannot be taken apart again"
    )]
    Overlap {
        /// The first day that both parts span.
        from: i32,
        /// The last day that both parts span.
        to: i32,
    },
    /// Two parts were summed up by different rules.
    #[error("the parts were summed up by different rules for occasions and refunds")]
    OtherRule,
    /// The holdout does not end after the calibration.
    #[error(
        "the holdout ends on day {holdout_end}, not after the calibration's end on day {calibration_end}"
    )]
    NoHoldout {
        /// The last day of the calibration.
        calibration_end: i32,
        /// The last day of the holdout.
        holdout_end: i32,
    },
    /// The holdout is shorter than one unit of time.
    #[error("the holdout of {days} days is shorter than one unit of time ({unit})")]
    HoldoutTooShort {
        /// The days of the holdout.
        days: u32,
        /// The unit.
        unit: TimeUnit,
    },
    /// The second of two logs has days of the calibration.
    #[error(
        "the log of the holdout begins on day {first}, not after the calibration's end on day {calibration_end}"
    )]
    HoldoutBegins {
        /// The first day of the log.
        first: i32,
        /// The last day of the calibration.
        calibration_end: i32,
    },
    /// A count would leave 64 bits, or a sum 128.
    #[error("there are more rows than can be counted")]
    TooMany,
}
