//! [`CalendarSpec`]: what a calendar is made from, as plain data, and which rule decides about a date.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use chrono::{Datelike, NaiveDate, Weekday};

use crate::{
    CalendarError, HolidayList, ListedDay, TimeOfDay, WeeklyHours, Window, Zone,
    weekdays::{self, WEEK},
};

/// What a [`Calendar`](crate::Calendar) is made from.
///
/// For each civil date of the zone, the first of these that applies decides alone:
///
/// 1. an entry in `overrides`: those hours, or none;
/// 2. a day off in any of the `holidays`: none;
/// 3. a made-up day in any of the `holidays`: the weekly hours of the weekday `made_up_hours`;
/// 4. the weekly hours of the date's own weekday.
///
/// Entries for dates outside the horizon have no effect but on the nights at its ends: that of its eve, and what cuts
/// the last one.
///
/// # Examples
///
/// ```
/// use crm_calendar::{
///     Beyond, Calendar, CalendarSpec, HolidayList, WeekdaySet, WeeklyHours, Zone,
///     chrono::{NaiveDate, Weekday},
/// };
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
/// let mut spec = CalendarSpec::weekly("office", Zone::fixed(8 * 3_600)?, hours, (2025, 2027));
/// spec.holidays.push(HolidayList::china());
/// spec.made_up_hours = Some(Weekday::Fri);
/// spec.beyond = Beyond::WeeklyHours;
/// spec.overrides.insert(NaiveDate::from_ymd_opt(2026, 12, 24).unwrap(), vec!["09:00-12:00".parse()?]);
///
/// let calendar = Calendar::new(spec)?;
/// assert!(calendar.is_business_day(NaiveDate::from_ymd_opt(2026, 2, 14).unwrap())?); // a Saturday, made up
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarSpec {
    /// What errors and explanations call the calendar.
    pub name: String,
    /// The zone whose clocks and dates the hours are about.
    pub zone: Zone,
    /// The hours of an ordinary week.
    pub weekly: WeeklyHours,
    /// Lists of days off and made-up days. Where one list has a day off, another's made-up day does not count.
    pub holidays: Vec<HolidayList>,
    /// Whose hours a made-up day takes; required as soon as a list has made-up days.
    pub made_up_hours: Option<Weekday>,
    /// The hours of single dates, whatever else holds there: short days, extra days, or closed (an empty list).
    pub overrides: BTreeMap<NaiveDate, Vec<Window>>,
    /// What a day off does to hours that run past midnight.
    pub overnight: OvernightRule,
    /// What holds in years that a holiday list does not cover.
    pub beyond: Beyond,
    /// The first and last civil year to compile, both included, within 1900 to 2200.
    pub horizon: (i32, i32),
}

/// What a day off does to overnight windows: the one that opened on its eve, and the one that would open on it.
///
/// A day off is a date that a holiday list has off, or one with an override without hours. A weekday that has no
/// hours anyway is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum OvernightRule {
    /// A window belongs to the day on which it opens: that of the eve runs to its end, that of the day off is left
    /// out as a whole.
    OpeningDay,
    /// A day off is closed from midnight to midnight and nothing else is: the window of the eve is cut at the first
    /// midnight, that of the day off opens at the second one, with what is left of it. A date with hours of its own
    /// (an override) has no others: windows are cut at its first midnight, and its own run to their end.
    ///
    /// Where midnight comes twice, the date begins at the first one; at the second if clocks go back in between into
    /// the day before.
    CivilDay,
}

/// What holds in a year that a holiday list does not cover, for instance because it is not published yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Beyond {
    /// The weekly hours and whatever other lists and overrides say; such years are
    /// [marked](crate::Calendar::is_assumed).
    WeeklyHours,
    /// Nothing: a question that touches such a year is an error. The morning after it, into which a night may run, is
    /// [marked](crate::Calendar::is_assumed).
    Error,
}

/// The most windows one day may have: one a minute.
const MOST_WINDOWS: usize = 1_440;

/// The most stretches of hours a calendar may hold, some 30 MB: ten a day for nearly three centuries.
pub(crate) const MOST_STRETCHES: usize = 1_000_000;

/// Weeks that a year can touch.
const WEEKS_IN_A_YEAR: usize = 53;

impl CalendarSpec {
    /// Returns the specification of weekly hours alone, without holidays and exceptions.
    ///
    /// The choices that matter only beside holidays are the cautious ones, to be set with them: no `made_up_hours`,
    /// [`OvernightRule::OpeningDay`] and [`Beyond::Error`].
    pub fn weekly(name: impl Into<String>, zone: Zone, weekly: WeeklyHours, horizon: (i32, i32)) -> Self {
        Self {
            name: name.into(),
            zone,
            weekly,
            holidays: Vec::new(),
            made_up_hours: None,
            overrides: BTreeMap::new(),
            overnight: OvernightRule::OpeningDay,
            beyond: Beyond::Error,
            horizon,
        }
    }

    /// Returns the windows that open on `date`, by the order of precedence above. The horizon, `overnight` and
    /// `beyond` play no part: in a year that no list covers these are the weekly hours.
    pub fn windows_on(&self, date: NaiveDate) -> &[Window] {
        match self.overrides.get(&date) {
            Some(windows) => windows,
            None if self.is_listed(date, ListedDay::Off) => &[],
            None => self.working_windows(date),
        }
    }

    /// Returns the windows that open on `date` if it is not off.
    fn working_windows(&self, date: NaiveDate) -> &[Window] {
        match self.made_up_hours {
            Some(weekday) if self.is_listed(date, ListedDay::MadeUp) => self.weekly.on(weekday),
            _ => self.weekly.on(date.weekday()),
        }
    }

    /// Returns whether a window that opened on the day before `date` ends at its first midnight.
    pub(crate) fn cuts_overnight(&self, date: NaiveDate) -> bool {
        let has_own_rule = || self.overrides.contains_key(&date) || self.is_listed(date, ListedDay::Off);
        self.overnight == OvernightRule::CivilDay && has_own_rule()
    }

    /// Returns the overnight windows that would have opened on the day before `date`, had it not been off, and of
    /// which the part after midnight is still open.
    pub(crate) fn left_over_at(&self, date: NaiveDate) -> impl Iterator<Item = (NaiveDate, Window)> {
        let eve = date
            .pred_opt()
            .filter(|_| self.overnight == OvernightRule::CivilDay && !self.cuts_overnight(date));
        let day_off = eve.filter(|&eve| match self.overrides.get(&eve) {
            Some(windows) => windows.is_empty(),
            None => self.is_listed(eve, ListedDay::Off),
        });
        day_off.into_iter().flat_map(|day_off| {
            let nights = self.working_windows(day_off).iter().filter(|window| window.is_overnight());
            nights.map(move |&window| (day_off, window))
        })
    }

    fn is_listed(&self, date: NaiveDate, day: ListedDay) -> bool {
        self.holidays.iter().any(|list| list.day(date) == day)
    }

    /// Returns the first and last year of the horizon that every holiday list covers, if there is one.
    pub(crate) fn covered_years(&self) -> Option<(i32, i32)> {
        let (first, last) = self.horizon;
        let covered = self.holidays.iter().filter_map(HolidayList::years);
        let (first, last) = covered
            .fold((first, last), |(first, last), years| (first.max(*years.start()), last.min(*years.end())));
        (first <= last).then_some((first, last))
    }

    /// Returns until when on `date` the hours hang on what its eve is, which not every holiday list says: on a day off no
    /// night begins, and on a made-up day another one. `None` if the morning is the same in any case.
    pub(crate) fn uncertain_until(&self, date: NaiveDate) -> Option<TimeOfDay> {
        let eve = date.pred_opt()?;
        let opens_by_date = self.overrides.get(&eve).is_some_and(|windows| !windows.is_empty());
        let is_off = self.overrides.contains_key(&eve) || self.is_listed(eve, ListedDay::Off);
        let is_told = !self.is_listed(eve, ListedDay::NotCovered)
            || opens_by_date
            || is_off && self.overnight == OvernightRule::OpeningDay
            || self.cuts_overnight(date);
        if is_told {
            return None;
        }
        let night_of = |weekday| {
            let nights = self.weekly.on(weekday).iter().filter(|window| window.is_overnight());
            nights.map(|window| window.closes()).max().unwrap_or(TimeOfDay::MIDNIGHT)
        };
        let ordinary = night_of(eve.weekday());
        let made_up = self.made_up_hours.map_or(ordinary, night_of);
        // By the civil day the part of a night after a day off is open as if the day had not been off.
        let off = if self.overnight == OvernightRule::CivilDay { ordinary } else { TimeOfDay::MIDNIGHT };
        (made_up != ordinary || off != ordinary).then_some(ordinary.max(made_up))
    }

    /// Checks every rule that does not need the hours to be laid out.
    pub(crate) fn check(&self) -> Result<(), CalendarError> {
        let (first, last) = self.horizon;
        if first > last || !Zone::YEARS.contains(&first) || !Zone::YEARS.contains(&last) {
            return Err(CalendarError::Horizon { first, last });
        }
        if let Some(years) = self.zone.years()
            && (first < *years.start() || last > *years.end())
        {
            let (known_from, known_until) = (*years.start(), *years.end());
            return Err(CalendarError::ZoneTooShort {
                zone: self.zone.name().into(),
                known_from,
                known_until,
                first,
                last,
            });
        }
        for day in WEEK {
            check_windows(self.weekly.on(day), || format!("hours.{}", weekdays::name(day)))?;
        }
        let a_week: usize = WEEK.iter().map(|day| self.weekly.on(*day).len()).sum();
        let weeks = usize::try_from(last - first + 1).unwrap_or(0) * WEEKS_IN_A_YEAR;
        if a_week.saturating_mul(weeks) > MOST_STRETCHES {
            return Err(CalendarError::TooLarge {
                stretches: a_week.saturating_mul(weeks),
                most: MOST_STRETCHES,
            });
        }
        for (date, windows) in &self.overrides {
            check_windows(windows, || format!("overrides.{date}"))?;
        }
        let with_made_up_days = self.holidays.iter().find(|list| list.made_up().next().is_some());
        match with_made_up_days {
            Some(holidays) if self.made_up_hours.is_none() => {
                Err(CalendarError::MadeUpHoursMissing { list: holidays.name().into() })
            }
            _ => Ok(()),
        }
    }
}

/// Refuses windows of one day that overlap as written; those that touch are fine.
fn check_windows(windows: &[Window], path: impl Fn() -> String) -> Result<(), CalendarError> {
    if windows.len() > MOST_WINDOWS {
        return Err(CalendarError::TooManyWindows { path: path(), given: windows.len() });
    }
    let mut sorted: Vec<(Window, usize)> = windows.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    // Sorted by opening, windows that overlap at all overlap in some neighbouring pair.
    for pair in sorted.windows(2) {
        if let &[(earlier, earlier_index), (later, later_index)] = pair
            && earlier.overlaps(later)
        {
            let (first, second) =
                if earlier_index < later_index { (earlier, later) } else { (later, earlier) };
            let path = format!("{}[{}]", path(), earlier_index.max(later_index));
            return Err(CalendarError::Overlap { path, first, second });
        }
    }
    Ok(())
}
