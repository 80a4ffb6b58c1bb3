//! Summaries of a purchase log: per customer the frequency x, recency `t_x`, age T and mean spend m that models are fitted
//! to.
//!
//! A log is rows of customer, day and amount, in one currency, in any order. What an occasion is ([`Grain`]) stands apart
//! from the unit that times are given in ([`TimeUnit`](crate::TimeUnit)), and refunds follow a stated rule ([`Refunds`]).
//! Everything is counted in whole days and minor units and divided last, so parts of a log add up exactly. Columns are
//! summed up in one go by [`summarise_columns`]; a log that grows day by day is a [`Log`]; [`Split`] keeps a holdout apart.

mod cells;
mod columns;
mod error;
mod group;
mod log;
mod rule;
mod split;
mod summaries;
mod tally;

pub(crate) mod parallel;
mod partition;
mod totals;

pub use cells::{Cell, Cells, SpendCell, SpendCells};
pub use columns::{split_columns, summarise_columns};
pub use error::SummaryError;
pub use group::ColumnKey;
pub use log::{Log, Purchase};
pub use rule::{AfterEnd, ColumnOptions, Grain, Observation, OccasionRule, Refunds, RuleError};
pub use split::{Holdout, Split};
pub use summaries::{Report, Summaries};
pub use tally::PurchaseTally;

use totals::Totals;

use crate::{History, SpendHistory, number};

/// What one customer did from the first purchase to the end of observation.
///
/// Whole days and minor units lie inside; frequency, recency, age and mean spend are in the units of the
/// [`Observation`], which travels with them. Always 0 <= recency <= age, and recency is zero where frequency is; where days
/// are occasions, only there.
///
/// # Source
///
/// P. S. Fader, B. G. S. Hardie, K. L. Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2): x, `t_x`
/// and T. P. S. Fader, B. G. S. Hardie (2013), The Gamma-Gamma Model of Monetary Value, note 025: the first purchase is left
/// out of the mean spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Summary {
    // INVARIANT: there is an occasion, and none after the end of observation.
    totals: Totals,
    observation: Observation,
}

impl Summary {
    /// Returns the end of observation and the units.
    pub const fn observation(&self) -> Observation {
        self.observation
    }

    /// Returns x, the repeat purchase occasions: all but the first.
    pub const fn frequency(&self) -> u64 {
        self.totals.occasions.saturating_sub(1)
    }

    /// Returns `t_x`, the time from the first to the last occasion, in the unit of time; zero where x is zero.
    pub fn recency(&self) -> f64 {
        self.observation.unit.from_days(self.recency_days())
    }

    /// Returns T, the time from the first occasion to the end of observation, in the unit of time.
    pub fn age(&self) -> f64 {
        self.observation.unit.from_days(self.age_days())
    }

    /// Returns x, `t_x` and T together, as models of purchase times take them.
    pub fn history(&self) -> History {
        History::of_checked(self.frequency(), self.recency(), self.age())
    }

    /// Returns x and m together, as a model of spend takes them.
    pub fn spend_history(&self) -> SpendHistory {
        SpendHistory::of_checked(self.frequency(), self.mean_spend().unwrap_or(0.0))
    }

    /// Returns m, the mean spend of the repeat occasions, in the unit of spend; `None` where x is zero.
    ///
    /// It is zero where the repeat purchases cost nothing: a model of spend cannot be fitted to that, and [`SpendCells`]
    /// leave it out. The mean is rounded once where sums in minor units stay below 2^53.
    pub fn mean_spend(&self) -> Option<f64> {
        let Totals { spend, first_spend, first_orders, .. } = self.totals;
        let repeat = number::count(Some(self.frequency()).filter(|repeat| *repeat > 0)?);
        // Of several orders on the first day, all but a mean one are repeat purchases.
        let of_first_day = match first_orders {
            0 | 1 => 0.0,
            orders => number::sum(first_spend) * number::count(orders - 1) / number::count(orders),
        };
        let sum = number::sum(spend.saturating_sub(first_spend)) + of_first_day;
        Some(sum / (repeat * f64::from(self.observation.spend_unit.minor_units())))
    }

    /// Returns the purchase occasions, the first included.
    pub const fn occasions(&self) -> u64 {
        self.totals.occasions
    }

    /// Returns the day of the first occasion.
    pub const fn first_day(&self) -> i32 {
        self.totals.first_day
    }

    /// Returns the day of the last occasion.
    pub const fn last_day(&self) -> i32 {
        self.totals.last_day
    }

    /// Returns the days from the first to the last occasion.
    pub const fn recency_days(&self) -> u32 {
        self.totals.last_day.abs_diff(self.totals.first_day)
    }

    /// Returns the days from the first occasion to the end of observation.
    pub const fn age_days(&self) -> u32 {
        self.observation.end.abs_diff(self.totals.first_day)
    }

    /// Returns the spend of all occasions, in minor units.
    pub const fn spend(&self) -> i128 {
        self.totals.spend
    }

    /// Returns the spend of the first day, in minor units.
    pub const fn first_day_spend(&self) -> i128 {
        self.totals.first_spend
    }

    /// Returns how many refunds stand apart from the spend.
    pub const fn refunds(&self) -> u64 {
        self.totals.refunds
    }

    /// Returns what these refunds gave back, in minor units, zero or more. Spend less this is the sum of all amounts.
    pub const fn refunded(&self) -> i128 {
        self.totals.refunded
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Summary {
    /// A flat record, as for a line of a table.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut record = serializer.serialize_struct("Summary", 10)?;
        record.serialize_field("frequency", &self.frequency())?;
        record.serialize_field("recency", &self.recency())?;
        record.serialize_field("age", &self.age())?;
        record.serialize_field("mean_spend", &self.mean_spend())?;
        record.serialize_field("occasions", &self.occasions())?;
        record.serialize_field("first_day", &self.first_day())?;
        record.serialize_field("last_day", &self.last_day())?;
        record.serialize_field("spend", &self.spend())?;
        record.serialize_field("refunds", &self.refunds())?;
        record.serialize_field("refunded", &self.refunded())?;
        record.end()
    }
}
