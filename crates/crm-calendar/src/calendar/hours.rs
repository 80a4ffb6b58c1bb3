//! Questions about the hours of a calendar: what is open, since when and until when.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};

use super::Calendar;
use crate::{CalendarError, Period};

impl Calendar {
    /// Returns whether the calendar is open at `instant`; at an opening it is, at a closing not.
    ///
    /// # Errors
    ///
    /// When `instant` lies outside the horizon or in a year without a holiday list that the calendar refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// assert!(office.is_open(at(6, 9))? && !office.is_open(at(6, 12))?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_open(&self, instant: DateTime<Utc>) -> Result<bool, CalendarError> {
        let micros = self.inside(instant)?;
        let segment = self.timeline().segment_at(micros).ok_or_else(|| self.outside(instant))?;
        Ok(micros < segment.closes)
    }

    /// Returns `instant` itself if the calendar is open then, else the next opening.
    ///
    /// # Errors
    ///
    /// When `instant` lies outside the horizon or in a year without a holiday list that the calendar refuses, or
    /// nothing opens after it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// assert_eq!(office.next_open(at(6, 12))?, at(6, 13));
    /// assert_eq!(office.next_open(at(6, 17))?, at(9, 9)); // Monday
    /// # Ok(())
    /// # }
    /// ```
    pub fn next_open(&self, instant: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        if self.is_open(instant)? {
            return Ok(instant);
        }
        let open = self.open_time_at(instant)?;
        let micros = self.timeline().open_instant_at(open).ok_or_else(|| self.beyond_end())?;
        self.instant(micros)
    }

    /// Returns the last closing at or before `instant`. Windows that touch (`09:00-12:00`, `12:00-17:00`) have no
    /// closing between them.
    ///
    /// # Errors
    ///
    /// When `instant` lies outside the horizon or in a year without a holiday list that the calendar refuses, or
    /// nothing closes before it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// assert_eq!(office.previous_close(at(6, 12))?, at(6, 12));
    /// assert_eq!(office.previous_close(at(6, 10))?, at(5, 17)); // Thursday
    /// # Ok(())
    /// # }
    /// ```
    pub fn previous_close(&self, instant: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        let micros = self.inside(instant)?;
        let closing = self.timeline().closing_before(micros).ok_or_else(|| self.before_start())?;
        self.instant(closing)
    }

    /// Returns the open periods from `from` up to `until`, cut to these bounds and to the horizon, in order.
    ///
    /// They are as long as they can be: windows that touch make one period, even across midnight. There are none if
    /// `until` is not after `from`. Nothing is computed ahead.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, Period, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// let open: Vec<Period> = office.periods(at(6, 11), at(6, 15)).collect();
    /// assert_eq!(open, [Period::new(at(6, 11), at(6, 12))?, Period::new(at(6, 13), at(6, 15))?]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn periods(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = Period> {
        let (start, end) = (from.timestamp_micros(), until.timestamp_micros());
        self.timeline().within(start, end).filter(|(opens, closes)| opens < closes).filter_map(
            |(opens, closes)| {
                let instant = DateTime::from_timestamp_micros;
                Some(Period::between(instant(opens)?, instant(closes)?))
            },
        )
    }

    /// Returns the open periods that a span from `start` to `due` consumes, as an explanation of how `due` came about:
    /// their lengths add up to `between(start, due)`. There are none if `due` is not after `start`, and what lies outside
    /// the horizon is left out.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, OpenTime, Period, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// let due = office.add(at(6, 16), OpenTime::from_hours(2))?;
    /// let trace = office.trace(at(6, 16), due); // 1 h on Friday, 1 h on Monday
    /// assert_eq!(trace, [Period::new(at(6, 16), at(6, 17))?, Period::new(at(9, 9), at(9, 10))?]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn trace(&self, start: DateTime<Utc>, due: DateTime<Utc>) -> Vec<Period> {
        self.periods(start, due).collect()
    }
}
