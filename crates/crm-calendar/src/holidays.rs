//! [`HolidayList`]: the days off and the weekend days worked instead, as a government or a company publishes them.
//!
//! A public list covers whole years, because it is published a year at a time. What holds in a year that nobody has
//! published yet is not for the list to guess; a calendar says it (see [`Beyond`](crate::Beyond)). Holidays that
//! follow a rule, such as the fourth Thursday of November, are made for whatever years one asks for.

mod day;
mod easter;
mod rule;
mod spec;

mod china;
#[cfg(feature = "icalendar")]
mod icalendar;

#[cfg(test)]
mod tests;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
};
use core::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

#[cfg(feature = "icalendar")]
pub use self::icalendar::{HolidayExportError, HolidayImport, HolidayImportError, LeftOut, LeftOutReason};
pub use self::{
    day::{CommonYears, HolidayDay, HolidayRuleError, NthWeek},
    easter::Easter,
    rule::{HolidayRule, Substitute},
    spec::HolidayListSpec,
};

/// The names of days off.
type Names = BTreeMap<NaiveDate, BTreeSet<String>>;

/// A named list of days off and of made-up days, that is, days worked in exchange for a day off.
///
/// # Examples
///
/// ```
/// use crm_calendar::{HolidayList, ListedDay, chrono::NaiveDate};
///
/// # fn main() -> Result<(), crm_calendar::HolidayListError> {
/// let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let china = HolidayList::named("cn")?;
/// assert_eq!(china.day(date(2026, 2, 16)), ListedDay::Off); // Monday, eve of the Spring Festival
/// assert_eq!(china.day(date(2026, 2, 14)), ListedDay::MadeUp); // Saturday, worked for it
/// assert_eq!(china.day(date(2026, 3, 2)), ListedDay::Ordinary);
/// assert_eq!(china.day(date(2027, 3, 2)), ListedDay::NotCovered);
///
/// let ours = HolidayList::open_ended("founders-day", [date(2026, 5, 20)], [])?;
/// assert_eq!(ours.day(date(2027, 3, 2)), ListedDay::Ordinary);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HolidayList {
    name: String,
    // INVARIANT: if there are years, every date lies in them; no date is both off and made up.
    years: Option<(i32, i32)>,
    off: BTreeSet<NaiveDate>,
    made_up: BTreeSet<NaiveDate>,
    // INVARIANT: every date is off and has some name, none of which is that of the list.
    names: Names,
}

/// What a [`HolidayList`] says about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub enum ListedDay {
    /// A day off; a weekend day inside a holiday counts as one.
    Off,
    /// A day worked in exchange for a day off.
    MadeUp,
    /// Neither: the weekly hours hold.
    Ordinary,
    /// The list was not published for that year.
    NotCovered,
}

impl HolidayList {
    /// The codes that [`HolidayList::named`] knows.
    pub const CODES: &[&str] = &["cn"];

    /// Returns a list that is complete for `years` and says nothing about others.
    ///
    /// A date given twice counts once.
    ///
    /// # Errors
    ///
    /// When the years are reversed, a date lies outside them, or a date is both off and made up.
    pub fn new(
        name: impl Into<String>,
        years: RangeInclusive<i32>,
        off: impl IntoIterator<Item = NaiveDate>,
        made_up: impl IntoIterator<Item = NaiveDate>,
    ) -> Result<Self, HolidayListError> {
        Self::checked(name.into(), Some((*years.start(), *years.end())), off, made_up)
    }

    /// Returns a list that holds for all years, such as a company's own days off: a date it does not name is
    /// ordinary.
    ///
    /// # Errors
    ///
    /// When a date is both off and made up.
    pub fn open_ended(
        name: impl Into<String>,
        off: impl IntoIterator<Item = NaiveDate>,
        made_up: impl IntoIterator<Item = NaiveDate>,
    ) -> Result<Self, HolidayListError> {
        Self::checked(name.into(), None, off, made_up)
    }

    /// Returns the built-in list of a code; see [`HolidayList::CODES`].
    ///
    /// # Errors
    ///
    /// When no list has this code.
    pub fn named(code: &str) -> Result<Self, HolidayListError> {
        match code {
            "cn" => Ok(Self::china()),
            _ => Err(HolidayListError::Unknown { code: code.into() }),
        }
    }

    /// Returns the public holidays of mainland China with their made-up working days, 2004 to 2026, named `cn`.
    ///
    /// # Source
    ///
    /// The yearly notices of the General Office of the State Council, as transcribed by the Python package
    /// `chinesecalendar` 1.11.0. It counts Saturday 2005-12-31 as not worked; another transcription, `holidays`
    /// 0.109, as worked. They agree on every other day.
    pub fn china() -> Self {
        let dates =
            |days: fn(&china::Notice) -> BTreeSet<NaiveDate>| china::NOTICES.iter().flat_map(days).collect();
        Self {
            name: "cn".into(),
            years: china::NOTICES
                .first()
                .zip(china::NOTICES.last())
                .map(|(first, last)| (first.year, last.year)),
            off: dates(china::Notice::days_off),
            made_up: dates(china::Notice::days_made_up),
            names: Names::new(),
        }
    }

    fn checked(
        name: String,
        years: Option<(i32, i32)>,
        off: impl IntoIterator<Item = NaiveDate>,
        made_up: impl IntoIterator<Item = NaiveDate>,
    ) -> Result<Self, HolidayListError> {
        let off: BTreeSet<_> = off.into_iter().collect();
        let made_up: BTreeSet<_> = made_up.into_iter().collect();
        if let Some((first, last)) = years {
            if first > last {
                return Err(HolidayListError::YearsReversed { name, first, last });
            }
            let outside = |date: &&NaiveDate| !(first..=last).contains(&date.year());
            if let Some(&date) = off.iter().chain(&made_up).find(outside) {
                return Err(HolidayListError::DateOutside { name, date, first, last });
            }
        }
        if let Some(&date) = off.intersection(&made_up).next() {
            return Err(HolidayListError::OffAndMadeUp { name, date });
        }
        Ok(Self { name, years, off, made_up, names: Names::new() })
    }

    /// Returns the list with names for its days off. A day that is called as the list itself has no name of its own.
    fn with_names(mut self, names: Names) -> Self {
        self.names = names;
        let (off, own) = (&self.off, clean(&self.name));
        self.names.retain(|date, names| {
            names.retain(|name| *name != own);
            off.contains(date) && !names.is_empty()
        });
        self
    }

    /// Returns the name of the list.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the years that the list covers, or `None` when it holds for all.
    pub fn years(&self) -> Option<RangeInclusive<i32>> {
        self.years.map(|(first, last)| first..=last)
    }

    /// Returns whether the list says what holds in `year`.
    pub fn covers(&self, year: i32) -> bool {
        self.years.is_none_or(|(first, last)| (first..=last).contains(&year))
    }

    /// Returns what the list says about `date`.
    pub fn day(&self, date: NaiveDate) -> ListedDay {
        if self.off.contains(&date) {
            ListedDay::Off
        } else if self.made_up.contains(&date) {
            ListedDay::MadeUp
        } else if self.covers(date.year()) {
            ListedDay::Ordinary
        } else {
            ListedDay::NotCovered
        }
    }

    /// Returns the days off, in order.
    pub fn off(&self) -> impl Iterator<Item = NaiveDate> {
        self.off.iter().copied()
    }

    /// Returns what the holidays of a date are called, in alphabetical order: by the rules or the calendar file that
    /// the list was made from. Dates that were given by themselves have no names.
    pub fn names(&self, date: NaiveDate) -> impl Iterator<Item = &str> {
        self.names.get(&date).into_iter().flatten().map(String::as_str)
    }

    /// Returns the made-up days, in order.
    pub fn made_up(&self) -> impl Iterator<Item = NaiveDate> {
        self.made_up.iter().copied()
    }
}

/// Why a [`HolidayList`] could not be built or found.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HolidayListError {
    /// No built-in list has this code.
    #[error("holiday list `{code}` is not known; built in is {}", known_codes())]
    Unknown {
        /// The code as given.
        code: String,
    },
    /// The years are reversed.
    #[error("holiday list `{name}` covers the years {first} to {last}, which are not in order")]
    YearsReversed {
        /// The list's name.
        name: String,
        /// The first year as given.
        first: i32,
        /// The last year as given.
        last: i32,
    },
    /// The years leave those for which rules can be told.
    #[error(
        "holiday list `{name}` has rules for the years {first} to {last}, which must be within 1900 to 2200"
    )]
    YearsOutside {
        /// The list's name.
        name: String,
        /// The first year as given.
        first: i32,
        /// The last year as given.
        last: i32,
    },
    /// A date lies outside the years that the list covers.
    #[error("{date} is not in the years {first} to {last} that holiday list `{name}` covers")]
    DateOutside {
        /// The list's name.
        name: String,
        /// The date.
        date: NaiveDate,
        /// The first year covered.
        first: i32,
        /// The last year covered.
        last: i32,
    },
    /// A date is both a day off and a made-up day.
    #[error("holiday list `{name}` has {date} both as a day off and as a made-up working day")]
    OffAndMadeUp {
        /// The list's name.
        name: String,
        /// The date.
        date: NaiveDate,
    },
    /// A date is both an exception from the rules and a day off by itself.
    #[error("holiday list `{name}` has {date} both as a day off and as an exception, which is none")]
    ExceptedAndOff {
        /// The list's name.
        name: String,
        /// The date.
        date: NaiveDate,
    },
    /// An exception names a day on which no rule has a holiday, so that it changes nothing.
    #[error("no rule of holiday list `{name}` has a holiday on {date}, which is named as an exception")]
    ExceptionWithoutHoliday {
        /// The list's name.
        name: String,
        /// The date.
        date: NaiveDate,
    },
}

/// Returns a text as one line: without control characters, and without white space at either end.
fn clean(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().into()
}

fn known_codes() -> String {
    HolidayList::CODES
        .iter()
        .map(|code| alloc::format!("`{code}`"))
        .collect::<alloc::vec::Vec<_>>()
        .join(", ")
}
