//! Properties and their values.

use alloc::string::String;

use ::icalendar::parser::{Component, ParseString, Property};
use chrono::NaiveDate;

use super::{clean, report::LeftOutReason};

/// The most characters of a value that a message shows.
const MOST_SHOWN: usize = 60;

/// Returns the properties of a name.
pub(super) fn properties<'a>(
    component: &'a Component<'a>,
    name: &'static str,
) -> impl Iterator<Item = &'a Property<'a>> {
    component.properties.iter().filter(move |property| property.name.as_str().eq_ignore_ascii_case(name))
}

/// Returns the first property of a name.
pub(super) fn property<'a>(component: &'a Component<'a>, name: &'static str) -> Option<&'a Property<'a>> {
    properties(component, name).next()
}

/// Returns the property of a name that may come once.
pub(super) fn single<'a>(
    component: &'a Component<'a>,
    name: &'static str,
) -> Result<Option<&'a Property<'a>>, LeftOutReason> {
    let mut all = properties(component, name);
    match (all.next(), all.next()) {
        (_, Some(_)) => Err(LeftOutReason::Property { property: name.into() }),
        (property, None) => Ok(property),
    }
}

/// Returns the value of a parameter.
pub(super) fn parameter<'a>(property: &'a Property<'a>, name: &str) -> Option<&'a str> {
    let parameter =
        property.params.iter().find(|parameter| parameter.key.as_str().eq_ignore_ascii_case(name))?;
    parameter.val.as_ref().map(ParseString::as_str)
}

/// Returns the dates of a property, which may list several.
pub(super) fn dates<'a>(
    property: &'a Property<'a>,
    name: &'static str,
) -> impl Iterator<Item = Result<NaiveDate, LeftOutReason>> + 'a {
    property.val.as_str().split(',').map(move |text| typed_date(property, name, text))
}

/// Returns the one date of a property.
pub(super) fn single_date(property: &Property<'_>, name: &'static str) -> Result<NaiveDate, LeftOutReason> {
    typed_date(property, name, property.val.as_str())
}

fn typed_date(property: &Property<'_>, name: &str, text: &str) -> Result<NaiveDate, LeftOutReason> {
    let is_date = parameter(property, "VALUE").is_none_or(|kind| kind.eq_ignore_ascii_case("DATE"));
    date(text).filter(|_| is_date).ok_or_else(|| wrong(name, text))
}

/// Reads a date such as `20261231`, of a year from 1 on.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = text.parse().ok().filter(|_| digits)?;
    let year = i32::try_from(number / 10_000).ok().filter(|year| *year > 0)?;
    NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100)
}

pub(super) fn wrong(property: &str, value: &str) -> LeftOutReason {
    LeftOutReason::Value { property: property.into(), value: shown(value) }
}

/// Returns a text from outside as a message may show it: without line breaks, and cut if it is long.
pub(super) fn shown(text: &str) -> String {
    let line = clean(text);
    match line.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => alloc::format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
