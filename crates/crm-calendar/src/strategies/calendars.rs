//! Holiday lists and whole calendars.

use alloc::{collections::BTreeMap, vec, vec::Vec};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{any_weekly_hours, any_windows, any_zone};
use crate::{Beyond, Calendar, CalendarSpec, HolidayList, OvernightRule, Window, weekdays::WEEK};

/// Draws a calendar: see [`any_calendar_spec`], which is the one to draw where a failure should show the hours.
///
/// # Examples
///
/// ```
/// use crm_calendar::{chrono::{TimeZone, Utc}, strategies::any_calendar};
/// use proptest::test_runner::{Config, TestRunner};
///
/// let noon = Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).unwrap();
/// let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
/// runner.run(&any_calendar(), |calendar| {
///     let opening = calendar.next_open(noon).expect("every calendar opens again in 2026");
///     assert!(opening >= noon && calendar.is_open(opening) == Ok(true));
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn any_calendar() -> impl Strategy<Value = Calendar> {
    any_calendar_spec().prop_filter_map("a valid calendar", |spec| Calendar::new(spec).ok())
}

/// Draws what a calendar is made from: a zone, weekly hours, up to two holiday lists, up to six dates with hours of
/// their own (short days, extra days, closed days), and the choices beside them. [`Calendar::new`] accepts all of it.
///
/// The horizon begins in 2022 to 2024, or, one time in four, in 2010 to 2012, when clocks changed in more of the
/// zones; it ends in 2028 to 2030. A calendar always answers for 2025 and 2026; in other years a holiday list may be
/// lacking, so that an answer is an error.
pub fn any_calendar_spec() -> impl Strategy<Value = CalendarSpec> {
    let made_up_hours = prop::sample::select(&WEEK[..]);
    let overnight = prop::sample::select(&[OvernightRule::OpeningDay, OvernightRule::CivilDay][..]);
    let beyond = prop::sample::select(&[Beyond::WeeklyHours, Beyond::Error][..]);
    let horizon = (prop_oneof![3 => 2022..=2024_i32, 1 => 2010..=2012_i32], 2028..=2030_i32);
    let base = (any_zone(), any_weekly_hours(), horizon)
        .prop_map(|(zone, weekly, horizon)| CalendarSpec::weekly("any", zone, weekly, horizon));
    (base, holidays(), made_up_hours, dates_with_hours(), overnight, beyond).prop_map(
        |(base, holidays, made_up_hours, overrides, overnight, beyond)| CalendarSpec {
            made_up_hours: Some(made_up_hours),
            holidays,
            overrides,
            overnight,
            beyond,
            ..base
        },
    )
}

/// Draws a holiday list with up to twelve days off and up to three made-up days in 2025 and 2026. It covers these two
/// years, or is open-ended.
pub fn any_holiday_list() -> impl Strategy<Value = HolidayList> {
    let off = prop::collection::btree_set(any_date(), 0..=12);
    let made_up = prop::collection::btree_set(any_date(), 0..=3);
    (off, made_up, any::<bool>()).prop_filter_map("a valid list", |(off, made_up, covers_years)| {
        let made_up: Vec<NaiveDate> = made_up.difference(&off).copied().collect();
        let list = if covers_years {
            HolidayList::new("ours", 2025..=2026, off, made_up)
        } else {
            HolidayList::open_ended("ours", off, made_up)
        };
        list.ok()
    })
}

/// None, a list of one's own, that of China, or both.
fn holidays() -> impl Strategy<Value = Vec<HolidayList>> {
    prop_oneof![
        Just(Vec::new()),
        any_holiday_list().prop_map(|ours| vec![ours]),
        Just(vec![HolidayList::china()]),
        any_holiday_list().prop_map(|ours| vec![HolidayList::china(), ours]),
    ]
}

fn dates_with_hours() -> impl Strategy<Value = BTreeMap<NaiveDate, Vec<Window>>> {
    let hours = prop_oneof![Just(Vec::new()), any_windows()];
    prop::collection::btree_map(any_date(), hours, 0..=6)
}

/// A date of 2025 or 2026.
fn any_date() -> impl Strategy<Value = NaiveDate> {
    (0..730_u64).prop_filter_map("a date", |day| {
        NaiveDate::from_ymd_opt(2025, 1, 1)?.checked_add_days(Days::new(day))
    })
}
