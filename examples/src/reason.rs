//! Why a date is open or closed: the one rule of the calendar that decides about it.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use crm_calendar::{Calendar, CalendarSpec, HolidayList, ListedDay, WeekdaySet, Zone};

/// Why a date is as it is. Two dates in a row with equal reasons are told of in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// An ordinary working day by the weekly hours.
    Ordinary,
    /// A working day, but nothing of it lies within what was asked about.
    OutsideHours,
    /// A Saturday or Sunday without weekly hours.
    Weekend,
    /// Another weekday without weekly hours.
    NoWeeklyHours,
    /// A day off.
    Holiday {
        /// What the holidays of the date are called; empty where no list tells.
        names: String,
        /// The lists that have it off.
        lists: String,
    },
    /// A made-up day of these lists, with the hours of a weekday.
    MadeUp(String, Weekday),
    /// An entry of the calendar for this date alone, with hours.
    OwnHours,
    /// An entry of the calendar for this date alone, without hours.
    OwnClosing,
    /// The weekly hours, in a year for which a holiday list is missing.
    Assumed(String),
    /// No hours open on this date; those of the day before run into it.
    DayBefore,
    /// There are hours, but clocks skip them, or a day off beside them cuts them off.
    CutOff,
    /// The zone has no such date.
    Skipped,
    /// The calendar was combined from others, which know.
    Combined,
}

impl Reason {
    /// Returns the word for it in JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::OutsideHours => "outside-hours",
            Self::Weekend => "weekend",
            Self::NoWeeklyHours => "no-weekly-hours",
            Self::Holiday { .. } => "holiday",
            Self::MadeUp(..) => "made-up",
            Self::OwnHours | Self::OwnClosing => "date",
            Self::Assumed(_) => "assumed",
            Self::DayBefore => "day-before",
            Self::CutOff => "cut-off",
            Self::Skipped => "skipped",
            Self::Combined => "combined",
        }
    }

    /// Returns whether it is a reason to have hours.
    pub const fn has_hours(&self) -> bool {
        matches!(
            self,
            Self::Ordinary | Self::OutsideHours | Self::MadeUp(..) | Self::OwnHours | Self::Assumed(_)
        )
    }

    /// Returns whether a working day with this reason needs no remark.
    pub const fn is_plain(&self) -> bool {
        matches!(self, Self::Ordinary | Self::OutsideHours | Self::Combined)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ordinary => formatter.write_str("ordinary hours"),
            Self::OutsideHours => formatter.write_str("outside its hours"),
            Self::Weekend => formatter.write_str("weekend"),
            Self::NoWeeklyHours => formatter.write_str("no weekly hours"),
            Self::Holiday { names, lists } if names.is_empty() => write!(formatter, "holiday ({lists})"),
            Self::Holiday { names, lists } => write!(formatter, "holiday: {names} ({lists})"),
            Self::MadeUp(lists, day) => {
                write!(formatter, "made-up day ({lists}): hours of {}", WeekdaySet::from(*day))
            }
            Self::OwnHours => formatter.write_str("hours of this date (`dates`)"),
            Self::OwnClosing => formatter.write_str("closed on this date (`dates`)"),
            Self::Assumed(lists) => write!(formatter, "assumed: {lists} not published for this year"),
            Self::DayBefore => formatter.write_str("hours that opened the day before"),
            Self::CutOff => formatter.write_str("its hours are skipped by the clocks or cut off"),
            Self::Skipped => formatter.write_str("a date that the zone skipped"),
            Self::Combined => formatter.write_str("no open hours"),
        }
    }
}

/// Returns why `date` is as it is on a calendar, which was made from `spec` where that is known. `is_open` says whether open
/// hours of it are among those in question.
pub(crate) fn of(calendar: &Calendar, spec: Option<&CalendarSpec>, date: NaiveDate, is_open: bool) -> Reason {
    if never_was(calendar.zone(), date) {
        return Reason::Skipped;
    }
    let Some(spec) = spec else {
        return if is_open { Reason::Ordinary } else { Reason::Combined };
    };
    let ruled = ruled(spec, date);
    match (is_open, spec.windows_on(date).is_empty()) {
        (true, true) => return Reason::DayBefore,
        (true, false) | (false, true) => return ruled,
        (false, false) => {}
    }
    if calendar.is_business_day(date).unwrap_or(true) { Reason::OutsideHours } else { Reason::CutOff }
}

/// Returns the first instant of a date by the clocks of a zone.
pub(crate) fn first_instant(zone: &Zone, date: NaiveDate) -> DateTime<Utc> {
    zone.opening(date.and_time(NaiveTime::MIN))
}

/// Returns the rule of a specification that decides about a date, in its order of precedence.
fn ruled(spec: &CalendarSpec, date: NaiveDate) -> Reason {
    if let Some(windows) = spec.overrides.get(&date) {
        return if windows.is_empty() { Reason::OwnClosing } else { Reason::OwnHours };
    }
    let lists = |day: ListedDay| {
        let named = spec.holidays.iter().filter(|list| list.day(date) == day).map(HolidayList::name);
        let named = named.collect::<Vec<_>>().join(", ");
        (!named.is_empty()).then_some(named)
    };
    if let Some(lists) = lists(ListedDay::Off) {
        let names: BTreeSet<&str> = spec.holidays.iter().flat_map(|list| list.names(date)).collect();
        return Reason::Holiday { names: names.into_iter().collect::<Vec<_>>().join(", "), lists };
    }
    if let Some((lists, day)) = lists(ListedDay::MadeUp).zip(spec.made_up_hours) {
        return Reason::MadeUp(lists, day);
    }
    match (spec.weekly.on(date.weekday()).is_empty(), lists(ListedDay::NotCovered)) {
        (true, _) if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) => Reason::Weekend,
        (true, _) => Reason::NoWeeklyHours,
        (false, Some(lists)) => Reason::Assumed(lists),
        (false, None) => Reason::Ordinary,
    }
}

/// Returns whether clocks of the zone went from one date past this one.
fn never_was(zone: &Zone, date: NaiveDate) -> bool {
    zone.date(first_instant(zone, date)) != date
}
