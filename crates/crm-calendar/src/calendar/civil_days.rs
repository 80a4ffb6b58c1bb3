//! Calendar days: civil days of a calendar's zone, whether it opens on them or not.

use chrono::{DateTime, Datelike, Utc};

use super::Calendar;
use crate::{CalendarError, Ends, Span};

impl Calendar {
    /// Returns when `days` civil days of the calendar's zone after `start` have passed, open or not; 0 is the day of
    /// `start` itself. A date that never was in the zone does not count. `ends` says where in the last day the answer
    /// lies:
    ///
    /// - [`Ends::SameTime`]: when clocks show the same time as at the start. If they skip it, the first instant after
    ///   the gap; if they show it twice, the earlier instant. For 0 days it is `start`.
    /// - [`Ends::Closing`]: the end of the day, which is the midnight after it; hours play no part.
    ///
    /// Neither hours, holidays nor the horizon have any effect. By the clock a calendar day may be shorter or longer
    /// than 24 h; [`Span::Elapsed`] counts those.
    ///
    /// # Errors
    ///
    /// When `start` or the last day lies outside the years for which the zone knows its clock changes, or cannot be
    /// represented.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, Ends, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
    /// let calendar = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// let friday_16h = at(6, 16);
    /// assert_eq!(calendar.add_calendar_days(friday_16h, 2, Ends::SameTime)?, at(8, 16)); // Sunday
    /// assert_eq!(calendar.add_calendar_days(friday_16h, 2, Ends::Closing)?, at(9, 0)); // the end of Sunday
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_calendar_days(
        &self,
        start: DateTime<Utc>,
        days: u32,
        ends: Ends,
    ) -> Result<DateTime<Utc>, CalendarError> {
        let zone = self.zone();
        let local = zone.local(start);
        let is_known = |year: i32| zone.years().is_none_or(|years| years.contains(&year));
        let date = zone.date_after(local.date(), days);
        let date = date.filter(|date| is_known(date.year()) && is_known(local.year()));
        let due = date.and_then(|date| match ends {
            Ends::SameTime if days == 0 => Some(start),
            Ends::SameTime => Some(zone.opening(date.and_time(local.time()))),
            Ends::Closing => zone.end_of(date),
        });
        // Where clocks go back over midnight, the earlier of two instants may come before the start.
        due.map(|due| due.max(start))
            .ok_or(CalendarError::OutOfRange { start, span: Span::CalendarDays(days) })
    }
}
