//! The demo's time: days in China, counted from the first of January 2026, which was a Thursday.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

/// The day on which the company began, 2023-01-01: no purchase is older.
pub(super) const FOUNDED: i64 = -1_096;
/// The first day of the other tables, 2025-01-01: so the calendar year 2025 is whole.
pub(super) const FIRST: i64 = -365;
/// The first day of the tickets, 2025-04-01.
pub(super) const FIRST_OF_TICKETS: i64 = -275;
/// The day of the assessment, 2026-03-31.
pub(super) const LAST: i64 = 89;

/// Days on which offices are closed besides weekends, as the State Council's notices for 2025 and 2026 have them; the
/// weekend days that are worked in their place count as weekends here.
const HOLIDAYS: [RangeInclusive<i64>; 8] =
    [-365..=-365, -338..=-331, -272..=-270, -245..=-241, -215..=-213, -92..=-85, 0..=2, 45..=53];

/// Returns the instant that clocks in China show this many days and minutes after the start of 2026.
pub(super) fn instant(day: i64, minute: i64) -> DateTime<Utc> {
    const START_OF_2026: i64 = 1_767_225_600;
    const AHEAD_OF_UTC: i64 = 8 * 3_600;
    DateTime::from_timestamp(START_OF_2026 - AHEAD_OF_UTC, 0).unwrap_or_default()
        + TimeDelta::days(day)
        + TimeDelta::minutes(minute)
}

/// Returns the minute of the day that clocks in China show.
pub(super) fn minute_of_day(at: DateTime<Utc>) -> i64 {
    (at - instant(0, 0)).num_minutes().rem_euclid(24 * 60)
}

/// Returns the day on which an instant lies.
pub(super) fn day_of(at: DateTime<Utc>) -> i64 {
    (at - instant(0, 0)).num_seconds().div_euclid(24 * 3_600)
}

/// Returns a day as a date.
pub(super) fn date(day: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default() + TimeDelta::days(day)
}

/// Returns the months that have passed from January 2025 to the month of a day; negative before.
pub(super) fn month_of(day: i64) -> i64 {
    let date = date(day);
    i64::from(date.year() - 2025) * 12 + i64::from(date.month0())
}

/// Returns the first day of a month, counted as in [`month_of`].
pub(super) fn first_day_of(month: i64) -> i64 {
    let (year, month) = (2025 + month.div_euclid(12), month.rem_euclid(12));
    let first = i32::try_from(year).ok().zip(u32::try_from(month + 1).ok());
    let first = first.and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1));
    first.map_or(LAST, |first| (first - date(0)).num_days())
}

/// Returns whether offices are closed all day.
pub(super) fn is_quiet(day: i64) -> bool {
    matches!((day + 3).rem_euclid(7), 5 | 6) || HOLIDAYS.iter().any(|days| days.contains(&day))
}

/// Returns the working day that is this many working days after a day.
pub(super) fn working_days_after(day: i64, count: i64) -> i64 {
    let later = (day + 1..).filter(|day| !is_quiet(*day));
    later.take(usize::try_from(count).unwrap_or_default()).last().unwrap_or(day)
}

/// Returns whether a day lies in November 2025, the bad month: the sales of the eleventh overwhelm the staff.
pub(super) fn is_bad_month(day: i64) -> bool {
    month_of(day) == 10
}
