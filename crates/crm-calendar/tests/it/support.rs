//! Short ways to write calendars, dates and instants.

use crm_calendar::{
    Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Window, Zone,
    chrono::{DateTime, NaiveDate, Utc},
};

/// Reads an instant such as `2026-03-02T09:00:00Z` or `2026-03-02T09:00:00-05:00`.
#[track_caller]
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

#[track_caller]
pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[track_caller]
pub(crate) fn windows(texts: &[&str]) -> Vec<Window> {
    texts.iter().map(|text| text.parse().expect("a window")).collect()
}

/// Returns the specification of a calendar with the same hours on some days of the week.
#[track_caller]
pub(crate) fn spec(zone: Zone, days: &str, hours: &[&str], horizon: (i32, i32)) -> CalendarSpec {
    let days: WeekdaySet = days.parse().expect("days of the week");
    CalendarSpec::weekly("office", zone, WeeklyHours::closed().with(days, &windows(hours)), horizon)
}

#[track_caller]
pub(crate) fn compiled(spec: CalendarSpec) -> Calendar {
    Calendar::new(spec).expect("a calendar")
}

/// Monday to Friday, 09:00 to 17:00 UTC, 2025 to 2027.
pub(crate) fn office() -> Calendar {
    compiled(spec(Zone::utc(), "mon-fri", &["09:00-17:00"], (2025, 2027)))
}
