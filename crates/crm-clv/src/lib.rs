#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod summary;
mod unit;

pub use summary::{
    AfterEnd, Cell, CellError, Cells, ColumnKey, ColumnOptions, Grain, Holdout, Log, Observation,
    OccasionRule, Purchase, PurchaseTally, Refunds, Report, RuleError, SpendCell, SpendCells, Split,
    Summaries, Summary, SummaryError, split_columns, summarise_columns,
};
pub use unit::{SpendUnit, TimeUnit, UnitError};
