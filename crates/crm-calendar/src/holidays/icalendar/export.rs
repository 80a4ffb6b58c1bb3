//! How a list is written as an iCalendar text.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use thiserror::Error;

use super::{clean, event::Event};
use crate::holidays::HolidayList;

/// The most bytes of a line, its break not counted.
///
/// # Source
///
/// RFC 5545, section 3.1.
const MOST_OF_LINE: usize = 75;

/// The fewest years in a row that are written as one recurring event.
const FEWEST_YEARS: usize = 3;

impl HolidayList {
    /// Writes the list as an iCalendar text: all-day events, those of consecutive days as one, and a named holiday
    /// that falls on one date for three years or more as a yearly one.
    ///
    /// Days off are of the category `HOLIDAY`, made-up days of the category `MADE-UP`; a day without a name has that
    /// of the list. `stamp` is the instant that each event gives as its `DTSTAMP`, to the second: nothing here knows
    /// what time it is. The same list and stamp give the same bytes, and the `UID`s hang on the list's name and the
    /// events alone, so that a calendar that is read again is brought up to date.
    ///
    /// [`from_icalendar`](Self::from_icalendar) with the same name and years gives the same list, if it lies within
    /// 1900 to 2200. The years of the list are not written.
    ///
    /// # Errors
    ///
    /// When a date, or `stamp`, is not in the years 1 to 9999, which are all that the format can write.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{HolidayList, chrono::{NaiveDate, TimeZone, Utc}};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let date = |d| NaiveDate::from_ymd_opt(2026, 12, d).unwrap();
    /// let list = HolidayList::new("ours", 2026..=2026, [date(24), date(25)], [date(19)])?;
    /// let text = list.to_icalendar(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap())?;
    /// assert!(text.contains("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261226\r\n"));
    /// assert!(text.contains("CATEGORIES:MADE-UP\r\n"));
    /// assert_eq!(HolidayList::from_icalendar("ours", &text, 2026..=2026)?.list, list);
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_icalendar(&self, stamp: DateTime<Utc>) -> Result<String, HolidayExportError> {
        let stamp = alloc::format!("{}T{}Z", written(stamp.date_naive())?, stamp.format("%H%M%S"));
        let mut text = Text(String::new());
        text.line("BEGIN:VCALENDAR");
        text.line("VERSION:2.0");
        text.line("PRODID:-//crm-kit//crm-calendar//EN");
        text.line("CALSCALE:GREGORIAN");
        text.line(&alloc::format!("X-WR-CALNAME:{}", escaped(&clean(&self.name))));
        for entry in self.entries() {
            entry.write(&self.name, &stamp, &mut text)?;
        }
        text.line("END:VCALENDAR");
        Ok(text.0)
    }

    /// Returns the events to write, by date.
    fn entries(&self) -> BTreeSet<Entry<'_>> {
        let mut by_name: BTreeMap<&str, BTreeSet<NaiveDate>> = BTreeMap::new();
        for (date, names) in &self.names {
            for name in names {
                by_name.entry(name).or_default().insert(*date);
            }
        }
        let mut entries = BTreeSet::new();
        for (name, mut dates) in by_name {
            entries.extend(yearly(name, &mut dates));
            entries.extend(runs(&dates).map(|(start, days)| Entry {
                start,
                days,
                years: 1,
                name,
                is_off: true,
            }));
        }
        let unnamed = self.off.iter().filter(|date| !self.names.contains_key(date)).copied().collect();
        for (dates, is_off) in [(unnamed, true), (self.made_up.clone(), false)] {
            entries.extend(runs(&dates).map(|(start, days)| Entry {
                start,
                days,
                years: 1,
                name: "",
                is_off,
            }));
        }
        entries
    }
}

/// An event to write.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry<'a> {
    start: NaiveDate,
    is_off: bool,
    /// What the day is called; blank if it has no name.
    name: &'a str,
    days: u64,
    years: usize,
}

impl Entry<'_> {
    fn write(&self, list: &str, stamp: &str, text: &mut Text) -> Result<(), HolidayExportError> {
        let start = written(self.start)?;
        let beyond = HolidayExportError::Year { date: self.start };
        let end = written(self.start.checked_add_days(Days::new(self.days)).ok_or(beyond)?)?;
        let category = if self.is_off { Event::OFF } else { Event::MADE_UP };
        let hash = hash([list, category, self.name]);
        text.line("BEGIN:VEVENT");
        text.line(&alloc::format!("UID:{start}-{hash:016x}@crm-calendar"));
        text.line(&alloc::format!("DTSTAMP:{stamp}"));
        text.line(&alloc::format!("DTSTART;VALUE=DATE:{start}"));
        text.line(&alloc::format!("DTEND;VALUE=DATE:{end}"));
        if self.years > 1 {
            text.line(&alloc::format!("RRULE:FREQ=YEARLY;COUNT={}", self.years));
        }
        let name = if self.name.is_empty() { clean(list) } else { self.name.to_string() };
        text.line(&alloc::format!("SUMMARY:{}", escaped(&name)));
        text.line(&alloc::format!("CATEGORIES:{category}"));
        text.line("TRANSP:TRANSPARENT");
        text.line("END:VEVENT");
        Ok(())
    }
}

/// Takes the dates out that come back for some years in a row, and returns them as yearly events.
fn yearly<'a>(name: &'a str, dates: &mut BTreeSet<NaiveDate>) -> Vec<Entry<'a>> {
    let mut by_day: BTreeMap<(u32, u32), Vec<NaiveDate>> = BTreeMap::new();
    for date in dates.iter() {
        by_day.entry((date.month(), date.day())).or_default().push(*date);
    }
    let in_a_row = |one: &NaiveDate, next: &NaiveDate| one.year().checked_add(1) == Some(next.year());
    let rows = by_day.values().flat_map(|dates| dates.chunk_by(in_a_row));
    let mut entries = Vec::new();
    for row in rows.filter(|row| row.len() >= FEWEST_YEARS) {
        entries.extend(row.first().map(|&start| Entry {
            start,
            is_off: true,
            name,
            days: 1,
            years: row.len(),
        }));
        for date in row {
            dates.remove(date);
        }
    }
    entries
}

/// Returns the first day and the length of each run of consecutive days.
fn runs(dates: &BTreeSet<NaiveDate>) -> impl Iterator<Item = (NaiveDate, u64)> + use<> {
    let mut runs: Vec<(NaiveDate, u64)> = Vec::new();
    for &date in dates {
        match runs.last_mut() {
            Some((start, days))
                if start.checked_add_days(Days::new(*days)) == Some(date)
                    && *days < super::event::MOST_DAYS =>
            {
                *days += 1;
            }
            _ => runs.push((date, 1)),
        }
    }
    runs.into_iter()
}

/// A text of lines that end as the format wants it.
struct Text(String);

impl Text {
    /// Adds a line, folded where it is too long: a line break and a space, which takes a byte of the next part.
    fn line(&mut self, line: &str) {
        let mut width = 0;
        for character in line.chars() {
            if width + character.len_utf8() > MOST_OF_LINE {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(character);
            width += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Returns a text without control characters as the format writes it.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if matches!(character, '\\' | ';' | ',') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn written(date: NaiveDate) -> Result<String, HolidayExportError> {
    if !(1..=9999).contains(&date.year()) {
        return Err(HolidayExportError::Year { date });
    }
    Ok(date.format("%Y%m%d").to_string())
}

/// The 64-bit hash FNV-1a of texts, each ended by a byte that no text holds.
fn hash(texts: [&str; 3]) -> u64 {
    /// # Source
    ///
    /// Fowler, Noll, Vo, Eastlake, *The FNV Non-Cryptographic Hash Algorithm* (RFC 9923): offset basis and prime.
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0xff]));
    bytes.fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// Why a list cannot be written as an iCalendar text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HolidayExportError {
    /// The year of a date has not four digits.
    #[error("an iCalendar text cannot hold {date}: its years are 1 to 9999")]
    Year {
        /// The date.
        date: NaiveDate,
    },
}
