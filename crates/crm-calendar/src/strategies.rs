//! Strategies for `proptest`: calendars, hours, spans and instants to check one's own policy with (feature `proptest`).
//!
//! Everything made here is valid, and leans towards what trips programs up: hours that run past midnight, days with
//! several windows, made-up days, zones whose clocks change by half an hour or skip a day, instants beside such a
//! change. Failures shrink towards plain values: few windows, whole hours, no holidays.
//!
//! # Examples
//!
//! Adding open time and measuring it are inverse, on whatever calendar:
//!
//! ```
//! use crm_calendar::strategies::{any_calendar, any_instant, any_open_time};
//! use proptest::test_runner::{Config, TestRunner};
//!
//! let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
//! let drawn = (any_calendar(), any_instant(2025, 2026), any_open_time());
//! runner.run(&drawn, |(calendar, start, length)| {
//!     if let Ok(due) = calendar.add(start, length) {
//!         assert_eq!(calendar.between(start, due), Ok(length));
//!     }
//!     Ok(())
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod calendars;
mod hours;
mod instants;
mod lengths;

use proptest::prelude::*;

pub use self::{
    calendars::{any_calendar, any_calendar_spec, any_holiday_list},
    hours::{any_weekly_hours, any_windows},
    instants::{any_instant, instants_near_clock_changes},
    lengths::{any_open_time, any_span},
};
use crate::Zone;

/// The names of the zones that [`any_zone`] draws from. Each has something to trip over:
///
/// | zone | what is instructive |
/// |---|---|
/// | `UTC`, `Asia/Shanghai` | clocks never change in our days |
/// | `America/New_York` | behind UTC; changes of an hour at 02:00 |
/// | `Europe/Dublin` | changes of an hour at 01:00 |
/// | `Australia/Lord_Howe` | changes of half an hour |
/// | `Africa/Casablanca` | clocks go back for the month of Ramadan |
/// | `America/Sao_Paulo` | until 2019 clocks went forward at midnight, so that a day began at 01:00 |
/// | `Pacific/Apia` | skipped the whole of 30 December 2011 |
pub const ZONES: &[&str] = &[
    "UTC",
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Dublin",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Pacific/Apia",
];

/// Draws one of the zones of [`ZONES`]; failures shrink towards UTC.
pub fn any_zone() -> impl Strategy<Value = Zone> {
    prop::sample::select(ZONES).prop_filter_map("a zone of the database", |name| Zone::named(name).ok())
}
