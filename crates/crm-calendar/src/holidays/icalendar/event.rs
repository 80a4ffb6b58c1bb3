//! [`Event`]: an all-day event as its component says it.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use ::icalendar::parser::{Component, Property};
use chrono::NaiveDate;

use super::{
    clean,
    recurrence::Recurrence,
    report::{LeftOut, LeftOutReason},
    value,
};

/// The most days of one event.
pub(super) const MOST_DAYS: u64 = 366;

/// Who an event is, readable or not.
#[derive(Debug)]
pub(super) struct Header {
    place: usize,
    pub(super) uid: Option<String>,
    summary: Option<String>,
    pub(super) replaces: Replaces,
}

/// What an event replaces of the series of its `UID`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replaces {
    None,
    Day(NaiveDate),
    /// Something that is not one day, or cannot be read.
    Unknown,
}

impl Header {
    pub(super) fn read(component: &Component<'_>, place: usize) -> Self {
        let text = |name| {
            let text = clean(value::property(component, name)?.val.as_str());
            (!text.is_empty()).then_some(text)
        };
        let mut ids = value::properties(component, "RECURRENCE-ID");
        let replaces = match (ids.next(), ids.next()) {
            (None, _) => Replaces::None,
            (Some(one), None) if value::parameter(one, "RANGE").is_none() => {
                value::single_date(one, "RECURRENCE-ID").map_or(Replaces::Unknown, Replaces::Day)
            }
            _ => Replaces::Unknown,
        };
        Self { place, uid: text("UID"), summary: text("SUMMARY"), replaces }
    }

    /// Returns what the event is called.
    pub(super) fn name(&self) -> Option<String> {
        self.summary.clone()
    }

    pub(super) fn left_out(self, reason: LeftOutReason) -> LeftOut {
        let summary = self.summary.map(|summary| value::shown(&summary));
        LeftOut { place: self.place, uid: self.uid.map(|uid| value::shown(&uid)), summary, reason }
    }
}

/// An event of whole days.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) start: NaiveDate,
    // INVARIANT: 1 to `MOST_DAYS`.
    pub(super) days: u64,
    pub(super) rule: Option<Recurrence>,
    pub(super) added: Vec<NaiveDate>,
    pub(super) removed: BTreeSet<NaiveDate>,
    pub(super) is_made_up: bool,
}

impl Event {
    /// The category of a day that is worked in exchange for a day off.
    pub(super) const MADE_UP: &str = "MADE-UP";
    /// The category of a day off.
    pub(super) const OFF: &str = "HOLIDAY";

    pub(super) fn read(component: &Component<'_>, header: &Header) -> Result<Self, LeftOutReason> {
        let status = value::single(component, "STATUS")?;
        if status.is_some_and(|status| status.val.as_str().trim().eq_ignore_ascii_case("CANCELLED")) {
            return Err(LeftOutReason::Cancelled);
        }
        let start = value::single(component, "DTSTART")?.ok_or(LeftOutReason::NoStart)?;
        let start = civil_date(start, "DTSTART")?;
        let rule = value::single(component, "RRULE")?.map(|rule| rule.val.as_str().parse()).transpose()?;
        let is_of_series = header.replaces != Replaces::None;
        if value::property(component, "EXRULE").is_some() || (is_of_series && rule.is_some()) {
            let property = if is_of_series { "RRULE" } else { "EXRULE" };
            return Err(LeftOutReason::Property { property: property.into() });
        }
        Ok(Self {
            start,
            days: days(component, start)?,
            rule,
            added: all_dates(component, "RDATE")?,
            removed: all_dates(component, "EXDATE")?,
            is_made_up: has_category(component, Self::MADE_UP),
        })
    }
}

fn all_dates<C: FromIterator<NaiveDate>>(
    component: &Component<'_>,
    name: &'static str,
) -> Result<C, LeftOutReason> {
    value::properties(component, name).flat_map(|property| value::dates(property, name)).collect()
}

fn civil_date(property: &Property<'_>, name: &'static str) -> Result<NaiveDate, LeftOutReason> {
    let text = property.val.as_str();
    let is_timed =
        value::parameter(property, "VALUE").is_some_and(|kind| kind.eq_ignore_ascii_case("DATE-TIME"));
    if is_timed || text.contains(['T', 't']) {
        return Err(LeftOutReason::Timed);
    }
    value::single_date(property, name)
}

/// Returns how many days an event lasts; one, if it does not say.
fn days(component: &Component<'_>, start: NaiveDate) -> Result<u64, LeftOutReason> {
    let days = match (value::single(component, "DTEND")?, value::single(component, "DURATION")?) {
        (None, None) => 1,
        (Some(end), None) => civil_date(end, "DTEND")?.signed_duration_since(start).num_days(),
        (None, Some(duration)) => whole_days(duration.val.as_str())?,
        (Some(_), Some(_)) => return Err(LeftOutReason::Property { property: "DURATION".into() }),
    };
    match u64::try_from(days) {
        Err(_) | Ok(0) => Err(LeftOutReason::EndNotAfterStart),
        Ok(days) if days > MOST_DAYS => Err(LeftOutReason::TooLong),
        Ok(days) => Ok(days),
    }
}

/// Reads a length in whole days or weeks, such as `P3D` or `P1W`.
fn whole_days(text: &str) -> Result<i64, LeftOutReason> {
    let upper = text.trim().to_ascii_uppercase();
    let read = |unit: char| {
        let count = upper.trim_start_matches('+').strip_prefix('P')?.strip_suffix(unit)?;
        count.parse::<u32>().ok().filter(|_| count.bytes().all(|byte| byte.is_ascii_digit())).map(i64::from)
    };
    let days = read('D').or_else(|| read('W').map(|weeks| weeks * 7));
    days.ok_or_else(|| value::wrong("DURATION", text))
}

/// Returns whether the event is of a category; a comma that is part of one is written after a backslash.
fn has_category(component: &Component<'_>, category: &str) -> bool {
    value::properties(component, "CATEGORIES")
        .flat_map(|list| list.val.as_str().split(','))
        .any(|listed| listed.trim().eq_ignore_ascii_case(category))
}
