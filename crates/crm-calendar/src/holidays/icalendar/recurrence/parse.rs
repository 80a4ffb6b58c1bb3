//! How an RRULE is read. Parts that cannot hold for dates, or that are not read here, are refused by name: a rule that
//! is understood in part would give wrong days.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::str::FromStr;

use chrono::{NaiveDate, Weekday};

use super::{Ends, Frequency, NthWeekday, Recurrence};
use crate::holidays::icalendar::{report::LeftOutReason, value};

impl FromStr for Recurrence {
    type Err = LeftOutReason;

    fn from_str(text: &str) -> Result<Self, LeftOutReason> {
        let mut parts = parts(text).ok_or_else(|| value::wrong("RRULE", text))?;
        let mut rule = Self {
            frequency: frequency(parts.remove("FREQ").unwrap_or_default())?,
            interval: 1,
            ends: ends(parts.remove("COUNT"), parts.remove("UNTIL"))
                .ok_or_else(|| value::wrong("RRULE", text))?,
            months: BTreeSet::new(),
            month_days: BTreeSet::new(),
            year_days: BTreeSet::new(),
            weekdays: Vec::new(),
            positions: BTreeSet::new(),
            week_start: Weekday::Mon,
        };
        for (key, list) in parts {
            let is_known = match key.as_str() {
                "INTERVAL" => number(list, 1, i64::from(u32::MAX))
                    .and_then(|interval| u32::try_from(interval).ok())
                    .map(|interval| rule.interval = interval),
                "BYMONTH" => numbers(list, 12, false)
                    .map(|months| rule.months = months.into_iter().map(i32::unsigned_abs).collect()),
                "BYMONTHDAY" => numbers(list, 31, true).map(|days| rule.month_days = days),
                "BYYEARDAY" => numbers(list, 366, true).map(|days| rule.year_days = days),
                "BYSETPOS" => numbers(list, 366, true).map(|positions| rule.positions = positions),
                "BYDAY" => {
                    list.split(',').map(nth_weekday).collect::<Option<_>>().map(|days| rule.weekdays = days)
                }
                "WKST" => weekday(list).map(|day| rule.week_start = day),
                _ => return Err(LeftOutReason::RuleNotRead { part: key }),
            };
            is_known.ok_or_else(|| value::wrong("RRULE", text))?;
        }
        rule.check()
    }
}

impl Recurrence {
    /// Refuses parts that the standard does not allow beside one another.
    fn check(self) -> Result<Self, LeftOutReason> {
        let refuse = |part: &str| Err(LeftOutReason::RuleNotRead { part: part.into() });
        let by_year = self.frequency == Frequency::Yearly;
        if !self.year_days.is_empty() && !by_year {
            return refuse("BYYEARDAY");
        }
        if !self.month_days.is_empty() && self.frequency == Frequency::Weekly {
            return refuse("BYMONTHDAY");
        }
        let counts_weekdays = self.weekdays.iter().any(|day| day.nth.is_some());
        if counts_weekdays && !by_year && self.frequency != Frequency::Monthly {
            return refuse("BYDAY");
        }
        let has_other_part = !self.months.is_empty()
            || !self.month_days.is_empty()
            || !self.year_days.is_empty()
            || !self.weekdays.is_empty();
        if !self.positions.is_empty() && !has_other_part {
            return refuse("BYSETPOS");
        }
        Ok(self)
    }
}

/// Returns the parts of a rule by their keys in capitals, or `None` if one is no `KEY=value` or comes twice.
fn parts(text: &str) -> Option<BTreeMap<alloc::string::String, &str>> {
    let mut parts = BTreeMap::new();
    for part in text.trim().trim_end_matches(';').split(';') {
        let (key, value) = part.split_once('=')?;
        if parts.insert(key.trim().to_ascii_uppercase(), value.trim()).is_some() {
            return None;
        }
    }
    Some(parts)
}

fn frequency(word: &str) -> Result<Frequency, LeftOutReason> {
    match word.to_ascii_uppercase().as_str() {
        "YEARLY" => Ok(Frequency::Yearly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "WEEKLY" => Ok(Frequency::Weekly),
        "DAILY" => Ok(Frequency::Daily),
        _ => Err(LeftOutReason::RuleNotRead { part: alloc::format!("FREQ={}", value::shown(word)) }),
    }
}

fn ends(count: Option<&str>, until: Option<&str>) -> Option<Ends> {
    match (count, until) {
        (None, None) => Some(Ends::Never),
        (Some(count), None) => {
            number(count, 1, i64::from(u32::MAX)).and_then(|count| u64::try_from(count).ok()).map(Ends::After)
        }
        (None, Some(until)) => until_date(until),
        (Some(_), Some(_)) => None,
    }
}

/// Reads a date, or a date and time: one without a zone ends on its date, one in UTC about then.
fn until_date(text: &str) -> Option<Ends> {
    let Some((day, time)) = text.split_once(['T', 't']) else { return value::date(text).map(Ends::On) };
    let day: NaiveDate = value::date(day)?;
    let digits = time.trim_end_matches(['Z', 'z']);
    let is_time = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_utc = time.len() == 7;
    is_time.then_some(if is_utc { Ends::About(day) } else { Ends::On(day) })
}

/// Reads whole numbers from one to `most`, or, if they may count from the end, from minus `most` to minus one.
fn numbers(list: &str, most: i64, from_end: bool) -> Option<BTreeSet<i32>> {
    let read = |text| {
        let number = number(text, if from_end { -most } else { 1 }, most).filter(|number| *number != 0)?;
        i32::try_from(number).ok()
    };
    list.split(',').map(read).collect()
}

fn number(text: &str, least: i64, most: i64) -> Option<i64> {
    text.trim().parse().ok().filter(|number| (least..=most).contains(number))
}

/// Reads a weekday such as `MO`, `1MO` or `-1FR`.
fn nth_weekday(text: &str) -> Option<NthWeekday> {
    let text = text.trim();
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = if nth.is_empty() { None } else { Some(number(nth, -53, 53).filter(|nth| *nth != 0)?) };
    let nth = match nth {
        Some(nth) => Some(i32::try_from(nth).ok()?),
        None => None,
    };
    Some(NthWeekday { nth, weekday: weekday(day)? })
}

fn weekday(text: &str) -> Option<Weekday> {
    match text.to_ascii_uppercase().as_str() {
        "MO" => Some(Weekday::Mon),
        "TU" => Some(Weekday::Tue),
        "WE" => Some(Weekday::Wed),
        "TH" => Some(Weekday::Thu),
        "FR" => Some(Weekday::Fri),
        "SA" => Some(Weekday::Sat),
        "SU" => Some(Weekday::Sun),
        _ => None,
    }
}
