//! [`Calendar`]: business time, compiled from a [`CalendarSpec`] once and then asked any number of times.
//!
//! This file is the face that speaks in instants and says why it cannot answer; the arithmetic is that of
//! [`Timeline`], the counting of days that of [`BusinessDays`]. Beside it stand the questions about hours (`hours`) and
//! business days (`days`), the count of civil days (`civil_days`), when a span ends (`deadline`), calendars made of two others
//! (`combine`), and the arithmetic on integers (`kernel`).

mod civil_days;
mod combine;
mod days;
mod deadline;
mod hours;
mod kernel;

use alloc::{string::String, sync::Arc};
use core::{fmt, ops::Range};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

pub use self::deadline::{Budget, Deadline, Ends, EndsError};
use crate::{
    Beyond, CalendarError, CalendarSpec, OpenTime, Period, TimeOfDay, Zone, business_days::BusinessDays,
    timeline::Timeline,
};

/// Business time: which instants are open, and arithmetic that counts only those.
///
/// Compiled for the years of its horizon; a clone shares the compiled tables. Every question takes a constant or
/// logarithmic number of steps, however long the spans and however many the holidays, and allocates nothing unless it
/// says so.
///
/// # Questions
///
/// - Open time: [`add`](Self::add) and [`subtract`](Self::subtract), [`between`](Self::between). At the edge of hours
///   [`add`](Self::add) gives the closing and [`add_rolled`](Self::add_rolled) the opening after it;
///   [`subtract`](Self::subtract) gives the opening. [`due`](Self::due) does so for any [`Span`](crate::Span), and
///   [`trace`](Self::trace) explains it.
/// - Hours: [`is_open`](Self::is_open), [`next_open`](Self::next_open), [`previous_close`](Self::previous_close),
///   [`periods`](Self::periods), [`open_on`](Self::open_on).
/// - Days: [`add_business_days`](Self::add_business_days), [`subtract_business_days`](Self::subtract_business_days),
///   [`business_day_of`](Self::business_day_of), [`is_business_day`](Self::is_business_day), and civil days,
///   [`add_calendar_days`](Self::add_calendar_days).
/// - What the answers rest on: [`is_assumed`](Self::is_assumed), [`horizon`](Self::horizon).
/// - Calendars made of two: [`intersection`](Self::intersection), [`union`](Self::union),
///   [`subtraction`](Self::subtraction), [`followed_by`](Self::followed_by).
///
/// Open time is half-open: the instant of opening is open, the instant of closing is not. Instants are read to the
/// microsecond; what is finer is dropped, except that an answer which is the question's own instant comes back
/// unchanged.
///
/// # Laws
///
/// For instants and lengths that stay within the horizon:
///
/// - `between(t, add(t, d)) == d`;
/// - `between(a, b) + between(b, c) == between(a, c)`, and `between(b, a) == -between(a, b)`;
/// - `add` and `between` never fall as their second argument grows;
/// - `subtract(add(t, d), d)` is `t` if `t` is open, else the next opening, for `d` above zero;
/// - a longer horizon changes no answer, neither of a calendar nor of one made of it. Only [`periods`](Self::periods) and
///   [`trace`](Self::trace) tell what lies within the horizon and leave out the rest.
///
/// # Clock changes
///
/// Open time is time that passes: a window over a skipped hour is an hour shorter, one over a repeated hour an hour
/// longer. An opening or closing in a skipped hour is the first instant after it; in a repeated hour hours open at the
/// earlier and close at the later instant. Windows that overlap for that reason count once.
///
/// # Examples
///
/// ```
/// use crm_calendar::{
///     Calendar, CalendarSpec, OpenTime, WeekdaySet, WeeklyHours, Zone,
///     chrono::{TimeZone, Utc},
/// };
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
/// let calendar = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2027)))?;
///
/// let friday_16h = Utc.with_ymd_and_hms(2026, 3, 6, 16, 0, 0).unwrap();
/// let monday_12h = Utc.with_ymd_and_hms(2026, 3, 9, 12, 0, 0).unwrap();
/// let four_hours = OpenTime::from_hours(4);
/// assert_eq!(calendar.add(friday_16h, four_hours)?, monday_12h); // 1 h on Friday, 3 h on Monday
/// assert_eq!(calendar.between(friday_16h, monday_12h)?, four_hours);
/// assert_eq!(calendar.subtract(monday_12h, four_hours)?, friday_16h);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Calendar {
    compiled: Arc<Compiled>,
}

struct Compiled {
    name: String,
    zone: Zone,
    timeline: Timeline,
    days: BusinessDays,
    /// The civil dates that the timeline holds as a whole.
    dates: Range<NaiveDate>,
    /// From and until when every holiday list covers; all other instants of the timeline are assumed.
    covered: (i64, i64),
    /// Whose years end the timeline at its start and at its end: its own, or those of a part of it.
    bounds: [Arc<Bound>; 2],
}

/// What ends the timeline of a calendar, for errors that say why there is no answer.
struct Bound {
    calendar: String,
    zone: Zone,
    years: (i32, i32),
}

impl Calendar {
    /// Compiles a specification.
    ///
    /// The work and the memory grow with the number of windows in the horizon, not with the number of questions asked
    /// later: build a calendar once and share it.
    ///
    /// # Errors
    ///
    /// When the horizon is reversed, leaves the years 1900 to 2200 or those that the zone knows; when windows of one
    /// day overlap; when there are made-up days but no `made_up_hours`; when years without a holiday list are an
    /// error and there are no others; when nothing is ever open.
    pub fn new(spec: CalendarSpec) -> Result<Self, CalendarError> {
        spec.check()?;
        let (first, last) = spec.horizon;
        let covered_years = spec.covered_years();
        let (first_compiled, last_compiled) = match (spec.beyond, covered_years) {
            (Beyond::WeeklyHours, _) => spec.horizon,
            (Beyond::Error, Some(years)) => years,
            (Beyond::Error, None) => {
                return Err(CalendarError::NeverCovered { calendar: spec.name, first, last });
            }
        };
        let out_of_range = || CalendarError::Horizon { first, last };
        let new_year = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(out_of_range);
        let instant_of =
            |date: NaiveDate| spec.zone.opening(date.and_time(NaiveTime::MIN)).timestamp_micros();
        let (first_day, end_day) = (new_year(first_compiled)?, new_year(last_compiled + 1)?);
        let (start, end) = (instant_of(first_day), instant_of(end_day));
        let covered = match covered_years {
            Some((from, last)) => (known_from(&spec, new_year(from)?), instant_of(new_year(last + 1)?)),
            None => (start, start),
        };
        // The night before the first day may run into it.
        let eve = first_day.pred_opt().unwrap_or(first_day);
        let days =
            BusinessDays::lay_out(&spec, eve.iter_days().take_while(|&date| date < end_day), start, end);
        let CalendarSpec { name, zone, horizon, .. } = spec;
        let bound = Arc::new(Bound { calendar: name.clone(), zone: zone.clone(), years: horizon });
        Self::compile(name, zone, (start, end), days, covered, [bound.clone(), bound])
    }

    /// Lays out business days between two instants.
    fn compile(
        name: String,
        zone: Zone,
        (start, end): (i64, i64),
        days: BusinessDays,
        covered: (i64, i64),
        bounds: [Arc<Bound>; 2],
    ) -> Result<Self, CalendarError> {
        let timeline = Timeline::new(start, end, days.stretches());
        if timeline.total() == 0 {
            let year =
                |micros| zone.local(DateTime::from_timestamp_micros(micros).unwrap_or_default()).year();
            let (first, last) = (year(start), year(end.saturating_sub(1)));
            return Err(CalendarError::NoOpenHours { calendar: name, first, last });
        }
        let dates = whole_dates(&zone, start, end);
        Ok(Self { compiled: Arc::new(Compiled { name, zone, timeline, days, dates, covered, bounds }) })
    }

    /// Returns the earliest instant by which `length` of open time has passed since `start`.
    ///
    /// An answer that falls on a closing is that closing, not the next opening (see [`Calendar::add_rolled`]). Zero
    /// gives `start` itself, even outside hours. A `start` outside hours counts from the next opening.
    ///
    /// # Errors
    ///
    /// When `length` is negative, or `start` or the answer lies outside the horizon or in a year without a holiday
    /// list that the calendar refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, OpenTime, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// assert_eq!(office.add(at(6, 16), OpenTime::from_hours(1))?, at(6, 17)); // the closing of Friday
    /// assert_eq!(office.add(at(6, 16), OpenTime::from_hours(2))?, at(9, 10)); // Monday
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn add(&self, start: DateTime<Utc>, length: OpenTime) -> Result<DateTime<Utc>, CalendarError> {
        let begun = self.open_time_at(start)?;
        match length.as_micros() {
            0 => Ok(start),
            micros @ 1.. => {
                let due = begun.checked_add(micros).and_then(|open| self.timeline().instant_at(open));
                self.instant(due.ok_or_else(|| self.beyond_end())?)
            }
            _ => Err(CalendarError::NegativeLength { given: length }),
        }
    }

    /// Returns the same as [`Calendar::add`], but an answer outside hours is moved to the next opening, so that work
    /// could go on at that instant. Zero gives the next opening of a `start` outside hours.
    ///
    /// # Errors
    ///
    /// As [`Calendar::add`]; also when nothing opens any more within the horizon.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, OpenTime, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// assert_eq!(office.add_rolled(at(6, 16), OpenTime::from_hours(1))?, at(9, 9)); // the opening of Monday
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_rolled(&self, start: DateTime<Utc>, length: OpenTime) -> Result<DateTime<Utc>, CalendarError> {
        let begun = self.open_time_at(start)?;
        if length == OpenTime::ZERO {
            return self.next_open(start);
        }
        if length.is_negative() {
            return Err(CalendarError::NegativeLength { given: length });
        }
        let micros =
            begun.checked_add(length.as_micros()).and_then(|open| self.timeline().open_instant_at(open));
        self.instant(micros.ok_or_else(|| self.beyond_end())?)
    }

    /// Returns the latest instant from which `length` of open time passes until `end`: it is always open, so at the
    /// edge of hours it is the opening, not the closing before it. Zero gives `end` itself.
    ///
    /// # Errors
    ///
    /// As [`Calendar::add`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, OpenTime, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// assert_eq!(office.subtract(at(9, 10), OpenTime::from_hours(1))?, at(9, 9)); // not the closing of Friday
    /// assert_eq!(office.subtract(at(9, 10), OpenTime::from_hours(2))?, at(6, 16));
    /// # Ok(())
    /// # }
    /// ```
    pub fn subtract(&self, end: DateTime<Utc>, length: OpenTime) -> Result<DateTime<Utc>, CalendarError> {
        let reached = self.open_time_at(end)?;
        if length == OpenTime::ZERO {
            return Ok(end);
        }
        if length.is_negative() {
            return Err(CalendarError::NegativeLength { given: length });
        }
        let micros =
            reached.checked_sub(length.as_micros()).and_then(|open| self.timeline().open_instant_at(open));
        self.instant(micros.ok_or_else(|| self.before_start())?)
    }

    /// Returns the open time from `from` to `until`, negative if `until` comes first.
    ///
    /// # Errors
    ///
    /// When either lies outside the horizon or in a year without a holiday list that the calendar refuses. The end of
    /// the horizon itself is still accepted, for a deadline may fall on it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_calendar::{Calendar, CalendarSpec, OpenTime, WeekdaySet, WeeklyHours, Zone, chrono::{TimeZone, Utc}};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-12:00".parse()?, "13:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?;
    /// # let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// // Monday to Friday, 09:00-12:00 and 13:00-17:00; 6 March 2026 is a Friday.
    /// assert_eq!(office.between(at(6, 11), at(9, 10))?, OpenTime::from_hours(6)); // 1 h, 4 h, 1 h
    /// assert_eq!(office.between(at(9, 10), at(6, 11))?, OpenTime::from_hours(-6));
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<OpenTime, CalendarError> {
        let (from, until) = (self.open_time_at(from)?, self.open_time_at(until)?);
        Ok(OpenTime::from_micros(until - from))
    }

    /// Returns whether what the calendar says about `instant` rests on the weekly hours alone, because a holiday list
    /// does not cover its year and [`Beyond::WeeklyHours`] was chosen. Also `true` outside the horizon, about which
    /// the calendar says nothing; and, whatever was chosen, in the first morning of a year that lists cover after one that
    /// they do not, as long as a night may last that began on the eve: unless the eve was off.
    ///
    /// A span is assumed in part as soon as one of its ends is. A calendar made of others assumes an instant as soon as one
    /// of the parts that decide about it does.
    pub fn is_assumed(&self, instant: DateTime<Utc>) -> bool {
        let (from, until) = self.compiled.covered;
        !(from..until).contains(&instant.timestamp_micros())
    }

    /// Returns the name that errors and explanations use.
    pub fn name(&self) -> &str {
        &self.compiled.name
    }

    /// Returns the zone whose clocks and dates the hours are about.
    pub fn zone(&self) -> &Zone {
        &self.compiled.zone
    }

    /// Returns the period about which the calendar can answer: the years of its horizon, without those at either end
    /// that lack a holiday list if that is an error. A calendar made of two others answers where both can, or each in
    /// its time; errors then name the part that cannot.
    pub fn horizon(&self) -> Period {
        let instant = |micros| DateTime::from_timestamp_micros(micros).unwrap_or_default();
        Period::between(instant(self.timeline().start()), instant(self.timeline().end()))
    }
}

impl Calendar {
    #[inline]
    fn timeline(&self) -> &Timeline {
        &self.compiled.timeline
    }

    #[inline]
    fn open_time_at(&self, instant: DateTime<Utc>) -> Result<i64, CalendarError> {
        self.timeline().open_before(instant.timestamp_micros()).ok_or_else(|| self.outside(instant))
    }

    #[inline]
    fn instant(&self, micros: i64) -> Result<DateTime<Utc>, CalendarError> {
        DateTime::from_timestamp_micros(micros).ok_or_else(|| self.beyond_end())
    }

    /// Returns the microseconds of an instant within the horizon.
    fn inside(&self, instant: DateTime<Utc>) -> Result<i64, CalendarError> {
        let micros = instant.timestamp_micros();
        let timeline = self.timeline();
        if (timeline.start()..timeline.end()).contains(&micros) {
            Ok(micros)
        } else {
            Err(self.outside(instant))
        }
    }

    #[cold]
    fn beyond_end(&self) -> CalendarError {
        self.outside(self.horizon().end())
    }

    #[cold]
    fn before_start(&self) -> CalendarError {
        let micros = self.timeline().start().saturating_sub(1);
        self.outside(DateTime::from_timestamp_micros(micros).unwrap_or_default())
    }

    /// Returns why the calendar cannot answer for an instant outside its timeline.
    #[cold]
    fn outside(&self, instant: DateTime<Utc>) -> CalendarError {
        let [before, after] = &self.compiled.bounds;
        let is_before = instant.timestamp_micros() < self.timeline().start();
        let Bound { calendar, zone, years: (first, last) } = &**if is_before { before } else { after };
        let (calendar, first, last) = (calendar.clone(), *first, *last);
        let year = zone.local(instant).year();
        if (first..=last).contains(&year) {
            CalendarError::NoHolidayList { calendar, year }
        } else {
            CalendarError::OutsideHorizon { calendar, instant, first, last }
        }
    }
}

/// Returns the civil dates that begin and end between two instants.
fn whole_dates(zone: &Zone, start: i64, end: i64) -> Range<NaiveDate> {
    let date_at = |micros| zone.date(DateTime::from_timestamp_micros(micros).unwrap_or_default());
    let (first, last) = (date_at(start), date_at(end));
    let is_begun = zone.opening(first.and_time(NaiveTime::MIN)).timestamp_micros() < start;
    (if is_begun { first.succ_opt().unwrap_or(first) } else { first })..last
}

/// Returns the first instant from a date on that does not hang on what the holiday lists would say about its eve.
fn known_from(spec: &CalendarSpec, date: NaiveDate) -> i64 {
    let uncertain_until = spec.uncertain_until(date).map_or(0, TimeOfDay::as_seconds);
    let time = NaiveTime::from_num_seconds_from_midnight_opt(uncertain_until, 0).unwrap_or_default();
    let local = date.and_time(time);
    let known = if uncertain_until == 0 { spec.zone.opening(local) } else { spec.zone.closing(local) };
    known.timestamp_micros()
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Compiled { name, zone, bounds: [before, after], .. } = &*self.compiled;
        let (first, last) = (before.years.0, after.years.1);
        let mut debug = f.debug_struct("Calendar");
        debug
            .field("name", name)
            .field("zone", &zone.name())
            .field("years", &(first..=last))
            .finish_non_exhaustive()
    }
}
