//! Questions about the business days of a calendar: the civil dates on which any window opens.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::Calendar;
use crate::{CalendarError, Ends, Period, business_days};

impl Calendar {
    /// Returns whether any window opens on a civil date of the calendar's zone.
    ///
    /// The morning after an overnight window alone does not make a business day, nor does a date whose windows all
    /// fall into skipped hours. What [`OvernightRule::CivilDay`](crate::OvernightRule) leaves of a night that would
    /// have opened on a day off opens on the morning after.
    ///
    /// # Errors
    ///
    /// When the date does not lie within the horizon as a whole, or in a year without a holiday list that the calendar
    /// refuses; and when it could be a business day only by what is open after the horizon.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone, chrono::NaiveDate};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let nights = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["22:00-06:00".parse()?]);
    /// let calendar = Calendar::new(CalendarSpec::weekly("night", Zone::utc(), nights, (2026, 2026)))?;
    /// let march = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    /// assert!(calendar.is_business_day(march(6))?); // a Friday
    /// assert!(!calendar.is_business_day(march(7))?); // open until 06:00, by Friday's hours
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_business_day(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        self.check_date(date)?;
        let days = &self.compiled.days;
        let is_business_day = days.contains(date);
        if is_business_day || !days.is_unfinished(date) {
            Ok(is_business_day)
        } else {
            Err(self.beyond_end())
        }
    }

    /// Returns the open periods of a business day, in order: of every window that opens on this civil date of the
    /// calendar's zone, the whole of it, the part after midnight included; nothing on a date that is no business day.
    /// Windows of the day that touch make one period.
    ///
    /// This is not what is open from midnight to midnight: the morning that the eve's overnight window runs into belongs
    /// to the eve. For civil days ask [`Calendar::periods`] from the first instant of the date to that of the next.
    /// Every open instant is in the periods of its [`Calendar::business_day_of`].
    ///
    /// # Errors
    ///
    /// As [`Calendar::is_business_day`]; also for the last night of the horizon, of which nobody knows when it ends.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, Period, WeekdaySet, WeeklyHours, Zone, chrono::{NaiveDate, TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let nights = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["22:00-06:00".parse()?]);
    /// let calendar = Calendar::new(CalendarSpec::weekly("night", Zone::utc(), nights, (2026, 2026)))?;
    /// let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// let friday = NaiveDate::from_ymd_opt(2026, 3, 6).unwrap();
    /// let open: Vec<Period> = calendar.open_on(friday)?.collect();
    /// assert_eq!(open, [Period::new(at(6, 22), at(7, 6))?]); // until Saturday morning
    /// # Ok(())
    /// # }
    /// ```
    pub fn open_on(&self, date: NaiveDate) -> Result<impl Iterator<Item = Period>, CalendarError> {
        self.check_date(date)?;
        if !self.is_finished(date) {
            return Err(self.beyond_end());
        }
        let instant = DateTime::from_timestamp_micros;
        let windows = self.compiled.days.windows_on(date).iter();
        Ok(windows
            .filter_map(move |&(opens, closes)| Some(Period::between(instant(opens)?, instant(closes)?))))
    }

    /// Returns the business day that `instant` belongs to: the civil date on which the window opened that contains
    /// it. An instant outside hours belongs to the day of the next opening. If windows of two days contain it, it
    /// belongs to the later day.
    ///
    /// # Errors
    ///
    /// As [`Calendar::next_open`].
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
    /// assert_eq!(office.business_day_of(at(6, 12))?, at(6, 0).date_naive());
    /// assert_eq!(office.business_day_of(at(6, 17))?, at(9, 0).date_naive()); // Monday's
    /// # Ok(())
    /// # }
    /// ```
    pub fn business_day_of(&self, instant: DateTime<Utc>) -> Result<NaiveDate, CalendarError> {
        let (_, day) = self.open_day(instant)?;
        self.compiled.days.date(day).ok_or_else(|| self.beyond_end())
    }

    /// Returns when `days` business days after `start` have passed.
    ///
    /// A `start` outside hours counts as the next opening. From its business day, `days` further ones are counted (0:
    /// that day itself), and `ends` says where in the last one the answer lies:
    ///
    /// - [`Ends::SameTime`]: when clocks show the same time as at the start; after midnight in overnight hours is after
    ///   midnight again. If the day is not open then, the day's last closing before that time, or the day's first
    ///   opening if that comes later.
    /// - [`Ends::Closing`]: the last closing of the day; an overnight window's closing belongs to the day on which it
    ///   opened.
    ///
    /// # Errors
    ///
    /// As [`Calendar::add`]; also when the answer depends on what is open after the horizon, as the closing of its last
    /// night does.
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
    /// assert_eq!(calendar.add_business_days(friday_16h, 2, Ends::SameTime)?, at(10, 16)); // Tuesday
    /// assert_eq!(calendar.add_business_days(friday_16h, 2, Ends::Closing)?, at(10, 17));
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_business_days(
        &self,
        start: DateTime<Utc>,
        days: u32,
        ends: Ends,
    ) -> Result<DateTime<Utc>, CalendarError> {
        let (begun, first) = self.open_day(start)?;
        let target = usize::try_from(days).ok().and_then(|days| first.checked_add(days));
        let place = target.and_then(|target| self.place_in_day(begun, first, target, ends));
        // Where windows of two days overlap, the day counted to may have closed before the start.
        Ok(self.instant(place.ok_or_else(|| self.beyond_end())??)?.max(begun))
    }

    /// Returns the instant from which `days` business days pass until `end`, as a deadline that lies before `end`: what
    /// has to be done two business days before the delivery.
    ///
    /// An `end` outside hours counts as the last closing before it. From its business day, `days` are counted back, and
    /// `ends` says where in the day counted to the answer lies, as for [`Calendar::add_business_days`]:
    ///
    /// - [`Ends::SameTime`]: when clocks show the same time as at the end. If the day is not open then, the day's last
    ///   closing before that time, or the day's first opening if that comes later.
    /// - [`Ends::Closing`]: the last closing of the day, so that the whole of that day may be used. Between it and the
    ///   day of the end lie `days` - 1 full business days.
    ///
    /// Zero gives `end`, or the last closing before it. The answer is never later than that.
    ///
    /// # Laws
    ///
    /// With the same hours on every business day and no change of clocks between, `add_business_days` gives `end` back
    /// for an `end` within hours and [`Ends::SameTime`]. For [`Ends::Closing`], adding the days to any instant of the
    /// day counted to gives the last closing of the day of `end`. More days are never later, but where the night of one day
    /// closes after the next day has closed.
    ///
    /// # Errors
    ///
    /// When `end` lies outside the horizon or in a year without a holiday list that the calendar refuses, or so does the
    /// answer; also when the answer depends on what was open before the horizon. So the time of day of an `end` in the
    /// evening cannot be found again on the eve of the horizon, of which the first morning alone is known.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, Ends, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
    /// let calendar = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// let tuesday_16h = at(10, 16);
    /// assert_eq!(calendar.subtract_business_days(tuesday_16h, 2, Ends::SameTime)?, at(6, 16)); // Friday
    /// assert_eq!(calendar.subtract_business_days(tuesday_16h, 2, Ends::Closing)?, at(6, 17));
    /// # Ok(())
    /// # }
    /// ```
    pub fn subtract_business_days(
        &self,
        end: DateTime<Utc>,
        days: u32,
        ends: Ends,
    ) -> Result<DateTime<Utc>, CalendarError> {
        let (reached, last) = self.day_reached(end)?;
        if days == 0 {
            return Ok(reached);
        }
        let target = usize::try_from(days).ok().and_then(|days| last.checked_sub(days));
        let place = target.and_then(|target| self.place_in_day(reached, last, target, ends));
        // Where windows of two days overlap, the day counted to may close after the end.
        Ok(self.instant(place.ok_or_else(|| self.before_start())??)?.min(reached))
    }
}

impl Calendar {
    fn check_date(&self, date: NaiveDate) -> Result<(), CalendarError> {
        if self.compiled.dates.contains(&date) {
            return Ok(());
        }
        self.inside(self.zone().opening(date.and_time(NaiveTime::MIN)))?;
        Err(self.beyond_end())
    }

    /// Returns whether all hours of a business day lie before the end of the horizon.
    fn is_finished(&self, date: NaiveDate) -> bool {
        date < self.compiled.dates.end && !self.compiled.days.is_unfinished(date)
    }

    /// Refuses a count over a date that may be a business day by hours outside the horizon alone.
    fn check_count(&self, from: NaiveDate, until: NaiveDate) -> Result<(), CalendarError> {
        let days = &self.compiled.days;
        let end_of_early = until.min(self.compiled.dates.start);
        let mut early = from.iter_days().skip(1).take_while(|date| *date < end_of_early);
        if early.any(|date| !days.contains(date)) {
            return Err(self.before_start());
        }
        let may_miss_one = days.uncertain().any(|date| from < date && date < until);
        if may_miss_one { Err(self.beyond_end()) } else { Ok(()) }
    }

    /// Returns the instant at which work can go on, and the place of its business day in the list.
    fn open_day(&self, instant: DateTime<Utc>) -> Result<(DateTime<Utc>, usize), CalendarError> {
        let open = self.next_open(instant)?;
        let day = self.compiled.days.index_at(open.timestamp_micros());
        day.map(|day| (open, day)).ok_or_else(|| self.beyond_end())
    }

    /// Returns `instant` if the calendar is open then, else the last closing before it, and the place of its business day
    /// in the list.
    fn day_reached(&self, instant: DateTime<Utc>) -> Result<(DateTime<Utc>, usize), CalendarError> {
        if self.is_open(instant)? {
            return self.open_day(instant);
        }
        let closing = self.previous_close(instant)?;
        let last_open = closing.timestamp_micros().saturating_sub(1);
        let day = self.compiled.days.index_at(last_open);
        day.map(|day| (closing, day)).ok_or_else(|| self.before_start())
    }

    /// Returns where in the business day `target` a count of days ends that has its other end at `instant` of the
    /// business day `day`, or why nobody knows, if it hangs on hours outside the horizon; `None` if there are no such days.
    fn place_in_day(
        &self,
        instant: DateTime<Utc>,
        day: usize,
        target: usize,
        ends: Ends,
    ) -> Option<Result<i64, CalendarError>> {
        let list = &self.compiled.days;
        let (date, target_date) = (list.date(day)?, list.date(target)?);
        let (opening, closing) = (list.opening(target)?, list.closing(target)?);
        if let Err(error) = self.check_count(date.min(target_date), date.max(target_date)) {
            return Some(Err(error));
        }
        let is_finished = self.is_finished(target_date);
        if ends == Ends::Closing {
            return Some(if is_finished { Ok(closing) } else { Err(self.beyond_end()) });
        }
        let same = business_days::same_time(self.zone(), instant, date, target_date)?.timestamp_micros();
        if self.timeline().end() < same && !is_finished {
            return Some(Err(self.beyond_end()));
        }
        let place = list.settle(target, same)?;
        let is_after_all_before = opening <= same || self.compiled.dates.start <= target_date;
        let is_known = is_after_all_before && self.timeline().start() <= place;
        Some(if is_known { Ok(place) } else { Err(self.before_start()) })
    }
}
