//! Holiday lists from and to iCalendar files (RFC 5545), feature `icalendar`.
//!
//! Reading never guesses: whatever is no day off for certain is left out and told of, with its reason. Files are read by
//! the crate `icalendar`; what their events mean is worked out here, over dates alone.

mod event;
mod export;
mod lines;
mod recurrence;
mod report;
mod value;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};
use core::ops::RangeInclusive;

use ::icalendar::parser::{Component, read_components};
use chrono::{Datelike, Days, NaiveDate};
use thiserror::Error;

use self::{
    event::{Event, Header, Replaces},
    recurrence::{Budget, Spent},
};
pub use self::{
    export::HolidayExportError,
    report::{HolidayImport, LeftOut, LeftOutReason},
};
use super::{HolidayList, HolidayListError, Names, clean};
use crate::Zone;

/// The most days that the rules of one file may make the reader look at: four hundred yearly rules over 300 years,
/// each of one month, take all of them.
const MOST_DAYS: u32 = 5_000_000;

impl HolidayList {
    /// Reads the days off of an iCalendar text for some years, for which the list is then complete; recurring events
    /// are followed through these years and no further.
    ///
    /// Every all-day event is taken as off, whatever its category; one of the category `MADE-UP` is worked in exchange
    /// for a day off. Several events may name one day. Read are `DTSTART`, `DTEND` and `DURATION`, `RRULE` by year,
    /// month, week and day, `RDATE`, `EXDATE`, events that replace one of a series by `RECURRENCE-ID`, `STATUS`,
    /// `SUMMARY` and `CATEGORIES`. Time zones and alarms are passed over. Events with a time of day, cancelled ones,
    /// and those that are wrong or cannot be read for certain are [left out and told of](HolidayImport::left_out).
    /// Revisions of an event (`SEQUENCE`) are not told apart.
    ///
    /// Times are bounded whatever the text holds: files above 4 MiB and rules that would have to be followed over more
    /// than 5 million days are refused.
    ///
    /// # Errors
    ///
    /// When the text is no iCalendar object, or none that can be read in bounded time; when the years are reversed or
    /// leave 1900 to 2200; when a day is both off and made up.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{HolidayList, chrono::NaiveDate};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:example\r\n\
    ///     BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Thanksgiving\r\nDTSTART;VALUE=DATE:20201126\r\n\
    ///     RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\nEND:VEVENT\r\n\
    ///     BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Party\r\nDTSTART:20261223T180000\r\nEND:VEVENT\r\n\
    ///     END:VCALENDAR\r\n";
    /// let import = HolidayList::from_icalendar("us", text, 2026..=2027)?;
    /// let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    /// assert_eq!(import.list.off().collect::<Vec<_>>(), [date(2026, 11, 26), date(2027, 11, 25)]);
    /// assert!(!import.is_complete());
    /// assert_eq!(import.left_out[0].to_string(), "event 2 (`2`, Party) has a time of day");
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_icalendar(
        name: impl Into<String>,
        text: &str,
        years: RangeInclusive<i32>,
    ) -> Result<HolidayImport, HolidayImportError> {
        let name = name.into();
        check_years(&name, &years)?;
        let text = lines::prepared(text)?;
        let calendars = read_components(&text)
            .map_err(|error| HolidayImportError::Syntax { message: value::shown(&error) })?;
        let mut import = Import::new(&years)?;
        for calendar in &calendars {
            import.read(calendar)?;
        }
        import.finish(name, &years)
    }
}

fn check_years(name: &str, years: &RangeInclusive<i32>) -> Result<(), HolidayListError> {
    let (name, first, last) = (name.to_string(), *years.start(), *years.end());
    if first > last {
        return Err(HolidayListError::YearsReversed { name, first, last });
    }
    if !Zone::YEARS.contains(&first) || !Zone::YEARS.contains(&last) {
        return Err(HolidayListError::YearsOutside { name, first, last });
    }
    Ok(())
}

/// What has been read of a file so far.
#[derive(Debug)]
struct Import {
    window: RangeInclusive<NaiveDate>,
    events: Vec<(Header, Result<Event, LeftOutReason>)>,
    left_out: Vec<LeftOut>,
    /// Components that are no part of an event, counted from one.
    count: usize,
}

impl Import {
    fn new(years: &RangeInclusive<i32>) -> Result<Self, HolidayImportError> {
        let date =
            |year, month, day| NaiveDate::from_ymd_opt(year, month, day).ok_or(HolidayImportError::TooMuch);
        // What begins a year early may still run.
        let first = date(*years.start(), 1, 1)? - Days::new(event::MOST_DAYS);
        Ok(Self {
            window: first..=date(*years.end(), 12, 31)?,
            events: Vec::new(),
            left_out: Vec::new(),
            count: 0,
        })
    }

    fn read(&mut self, calendar: &Component<'_>) -> Result<(), HolidayImportError> {
        if !calendar.name.as_str().eq_ignore_ascii_case("VCALENDAR") {
            return Err(HolidayImportError::NoCalendar { component: value::shown(calendar.name.as_str()) });
        }
        let property = |name| value::property(calendar, name).map(|property| property.val.as_str().trim());
        if let Some(scale) = property("CALSCALE").filter(|scale| !scale.eq_ignore_ascii_case("GREGORIAN")) {
            return Err(HolidayImportError::Scale { scale: value::shown(scale) });
        }
        let cancels = property("METHOD").is_some_and(|method| method.eq_ignore_ascii_case("CANCEL"));
        for component in &calendar.components {
            self.count += 1;
            let kind = component.name.as_str();
            if kind.eq_ignore_ascii_case("VEVENT") {
                let header = Header::read(component, self.count);
                let event =
                    if cancels { Err(LeftOutReason::Cancelled) } else { Event::read(component, &header) };
                self.events.push((header, event));
            } else if !kind.eq_ignore_ascii_case("VTIMEZONE") {
                let component = Header::read(component, self.count);
                let reason = LeftOutReason::NotAnEvent { component: value::shown(kind) };
                self.left_out.push(component.left_out(reason));
            }
        }
        Ok(())
    }

    fn finish(
        mut self,
        name: String,
        years: &RangeInclusive<i32>,
    ) -> Result<HolidayImport, HolidayImportError> {
        let series = Series::of(self.events.iter().map(|(header, _)| header));
        let mut budget = Budget::new(MOST_DAYS);
        let (mut names, mut made_up) = (Names::new(), BTreeSet::new());
        for (header, event) in self.events {
            match series.check(&header).and(event) {
                Ok(event) => match days_of(&header, &event, &series, &self.window, years, &mut budget)? {
                    Ok(days) if event.is_made_up => made_up.extend(days),
                    Ok(days) => {
                        for day in days {
                            budget.spend()?;
                            names.entry(day).or_default().extend(header.name());
                        }
                    }
                    Err(reason) => self.left_out.push(header.left_out(reason)),
                },
                Err(reason) => self.left_out.push(header.left_out(reason)),
            }
        }
        self.left_out.sort_by_key(|left_out| left_out.place);
        let off: Vec<NaiveDate> = names.keys().copied().collect();
        let list = HolidayList::checked(name, Some((*years.start(), *years.end())), off, made_up)?;
        Ok(HolidayImport { list: list.with_names(names), left_out: self.left_out })
    }
}

/// Returns the days of an event within the years.
fn days_of(
    header: &Header,
    event: &Event,
    series: &Series,
    window: &RangeInclusive<NaiveDate>,
    years: &RangeInclusive<i32>,
    budget: &mut Budget,
) -> Result<Result<BTreeSet<NaiveDate>, LeftOutReason>, Spent> {
    let mut starts: BTreeSet<NaiveDate> = match &event.rule {
        None => BTreeSet::from([event.start]),
        Some(rule) => match rule.dates(event.start, &event.removed, window, budget)? {
            Ok(dates) => dates.into_iter().collect(),
            Err(reason) => return Ok(Err(reason)),
        },
    };
    starts.extend(&event.added);
    let replaced = if header.replaces == Replaces::None { series.replaced(header) } else { None };
    let is_gone = |start: &NaiveDate| {
        event.removed.contains(start) || replaced.is_some_and(|replaced| replaced.contains(start))
    };
    let mut days = BTreeSet::new();
    // Where occurrences overlap, what the earlier one has is not looked at again.
    let mut next = *window.start();
    for start in starts.iter().filter(|start| window.contains(start) && !is_gone(start)) {
        let end = start.checked_add_days(Days::new(event.days)).unwrap_or(NaiveDate::MAX);
        for day in next.max(*start).iter_days().take_while(|day| *day < end) {
            budget.spend()?;
            if years.contains(&day.year()) {
                days.insert(day);
            }
        }
        next = next.max(end);
    }
    Ok(if days.is_empty() { Err(LeftOutReason::NoDayInYears) } else { Ok(days) })
}

/// What the events of one `UID` replace of their series.
#[derive(Debug, Default)]
struct Series {
    replaced: BTreeMap<String, BTreeSet<NaiveDate>>,
    /// Series of which an event replaces something that cannot be told.
    uncertain: BTreeSet<String>,
}

impl Series {
    fn of<'a>(headers: impl Iterator<Item = &'a Header>) -> Self {
        let mut series = Self::default();
        for header in headers {
            let Some(uid) = header.uid.clone() else { continue };
            match header.replaces {
                Replaces::None => {}
                Replaces::Day(day) => {
                    series.replaced.entry(uid).or_default().insert(day);
                }
                Replaces::Unknown => {
                    series.uncertain.insert(uid);
                }
            }
        }
        series
    }

    /// Refuses an event whose series is uncertain, and one that replaces something of no series.
    fn check(&self, header: &Header) -> Result<(), LeftOutReason> {
        let is_uncertain = match &header.uid {
            Some(uid) => self.uncertain.contains(uid),
            None => header.replaces != Replaces::None,
        };
        if is_uncertain { Err(LeftOutReason::SeriesNotCertain) } else { Ok(()) }
    }

    fn replaced(&self, header: &Header) -> Option<&BTreeSet<NaiveDate>> {
        self.replaced.get(header.uid.as_ref()?)
    }
}

/// Why an iCalendar text gives no list of holidays.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HolidayImportError {
    /// The text is too large.
    #[error("the iCalendar text has {bytes} bytes; at most 4 MiB are read")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Components lie within one another, and again and again.
    #[error("the iCalendar text has components within components, more than 8 deep")]
    TooDeep,
    /// The text is not in the form of an iCalendar object, or of more than one.
    #[error("the text is no iCalendar object: {message}")]
    Syntax {
        /// What the parser says, with its line in the text without folds.
        message: String,
    },
    /// The text holds something else than a calendar.
    #[error("the text holds `{component}` where a calendar is expected")]
    NoCalendar {
        /// The component's name.
        component: String,
    },
    /// The calendar counts its days by another scale.
    #[error("the calendar is of the scale `{scale}`, not Gregorian")]
    Scale {
        /// The scale as given.
        scale: String,
    },
    /// The recurring events would take too long to follow.
    #[error("the recurring events of the calendar reach over more than 5 million days")]
    TooMuch,
    /// The days do not make a list.
    #[error(transparent)]
    List(#[from] HolidayListError),
}

impl From<Spent> for HolidayImportError {
    fn from(_: Spent) -> Self {
        Self::TooMuch
    }
}
