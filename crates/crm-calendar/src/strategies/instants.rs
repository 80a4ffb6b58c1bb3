//! Instants, anywhere and beside changes of clocks.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use crate::{Zone, zone::year_start};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Draws an instant from the start of `from_year` to the end of `to_year` (both included, in UTC), two times out of
/// three on a whole minute, else on any microsecond.
///
/// The years may come in either order; years outside [`Zone::YEARS`], which no calendar reaches, count as the nearest
/// one inside.
pub fn any_instant(from_year: i32, to_year: i32) -> impl Strategy<Value = DateTime<Utc>> {
    let (start, end) = seconds_of(from_year, to_year);
    let minutes = (start / 60..end / 60).prop_map(|minute| minute * MINUTE);
    let micros = start * SECOND..end * SECOND;
    prop_oneof![2 => minutes, 1 => micros].prop_filter_map("an instant", DateTime::from_timestamp_micros)
}

/// Draws an instant within three hours of a change of the zone's offset from UTC, in the years from `from_year` to
/// `to_year` (both included, in UTC); half of them on whole minutes, and the change itself among them.
///
/// The years are read as those of [`any_instant`]. Where clocks never change in these years, any instant of them is
/// drawn, so that a test over [`any_zone`](super::any_zone) needs no exception.
///
/// # Examples
///
/// ```
/// use crm_calendar::{Zone, chrono::TimeDelta, strategies::instants_near_clock_changes};
/// use proptest::test_runner::{Config, TestRunner};
///
/// let zone = Zone::named("Europe/Dublin")?;
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&instants_near_clock_changes(&zone, 2024, 2028), |instant| {
///     let offset = |hours| zone.offset_at(instant + TimeDelta::hours(hours));
///     assert_ne!(offset(-3), offset(3)); // winter time on one side, summer time on the other
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn instants_near_clock_changes(
    zone: &Zone,
    from_year: i32,
    to_year: i32,
) -> impl Strategy<Value = DateTime<Utc>> + use<> {
    let (start, end) = seconds_of(from_year, to_year);
    let changes: Vec<i64> = zone.changes_within(start, end).collect();
    if changes.is_empty() {
        return any_instant(from_year, to_year).boxed();
    }
    let minutes = (-179..180_i64).prop_map(|minute| minute * MINUTE);
    let distance = prop_oneof![minutes, 1 - 3 * HOUR..3 * HOUR];
    (prop::sample::select(changes), distance)
        .prop_filter_map("an instant", |(second, distance)| {
            DateTime::from_timestamp_micros(second * SECOND + distance)
        })
        .boxed()
}

/// Returns the first second of the earlier year and the first after the later one.
fn seconds_of(from_year: i32, to_year: i32) -> (i64, i64) {
    let inside = |year: i32| year.clamp(*Zone::YEARS.start(), *Zone::YEARS.end());
    let (first, last) = (inside(from_year.min(to_year)), inside(from_year.max(to_year)));
    // These years have a start: the range that `Zone` knows lies well within that of dates.
    let start = |year| year_start(year).unwrap_or_default();
    (start(first), start(last + 1))
}
