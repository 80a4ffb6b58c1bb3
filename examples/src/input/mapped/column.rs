//! The columns of a log that a mapping uses, and the cells they give.

use std::collections::HashMap;

use crate::input::mapping::{Clock, Resolved};
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::Row;

/// The cell of a column that says nothing.
pub(super) const NOTHING: i64 = i64::MIN;

/// A cell is one of: microseconds since 1970, a whole number, or the code of a text in the column's dictionary.
pub(super) struct Column<'a> {
    place: usize,
    showing: Showing,
    blank: Blank,
    content: Content<'a>,
    /// The text and cell of the row before: neighbouring rows are often alike.
    last: (String, i64),
    pub(super) skipped: u64,
    pub(super) twice: u64,
    last_resolved: Option<Resolved>,
}

/// What an empty cell is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// It says nothing.
    Nothing,
    /// It is an error.
    Refused,
    /// It is a value like others.
    Value,
}

pub(super) enum Content<'a> {
    Instants(&'a Clock),
    Numbers {
        most: i64,
    },
    /// Only whether there is a text, which is not kept: the cell is 1.
    Presence,
    Texts {
        dictionary: Dictionary,
        check: Check<'a>,
    },
}

/// Tells which rule a text breaks.
pub(super) type Check<'a> = Box<dyn Fn(&str) -> Result<(), String> + 'a>;

/// The different texts of a column.
#[derive(Default)]
pub(super) struct Dictionary {
    codes: HashMap<Box<str>, i64>,
    texts: Vec<Box<str>>,
}

impl Dictionary {
    pub(super) fn text(&self, code: i64) -> &str {
        let place = usize::try_from(code).ok();
        place.and_then(|place| self.texts.get(place)).map_or("", |text| text)
    }

    fn code(&mut self, text: &str, check: &Check<'_>) -> Result<i64, String> {
        if let Some(code) = self.codes.get(text) {
            return Ok(*code);
        }
        check(text)?;
        let code = i64::try_from(self.texts.len()).map_err(|_| "is one text too many".to_owned())?;
        self.codes.insert(text.into(), code);
        self.texts.push(text.into());
        Ok(code)
    }
}

impl<'a> Column<'a> {
    pub(super) fn new(place: usize, showing: Showing, blank: Blank, content: Content<'a>) -> Self {
        let last = (String::new(), NOTHING);
        Self { place, showing, blank, content, last, skipped: 0, twice: 0, last_resolved: None }
    }

    /// Returns the cell of this column in a row.
    pub(super) fn cell(&mut self, row: &Row<'_>) -> Result<i64, Refusal> {
        let text = row.cell(self.place)?;
        if text.is_empty() && self.blank != Blank::Value {
            return match self.blank {
                Blank::Refused => Err(row.refusal(self.place, self.showing, "is blank; every row needs one")),
                _ => Ok(NOTHING),
            };
        }
        if self.last.1 == NOTHING || self.last.0 != text {
            let cell = self.value(text).map_err(|rule| row.refusal(self.place, self.showing, rule))?;
            self.last.0.clear();
            self.last.0.push_str(text);
            self.last.1 = cell;
        }
        match self.last_resolved {
            Some(Resolved::Skipped(_)) => self.skipped += 1,
            Some(Resolved::Twice(_)) => self.twice += 1,
            _ => {}
        }
        Ok(self.last.1)
    }

    pub(super) fn dictionary(&self) -> Option<&Dictionary> {
        match &self.content {
            Content::Texts { dictionary, .. } => Some(dictionary),
            _ => None,
        }
    }

    fn value(&mut self, text: &str) -> Result<i64, String> {
        match &mut self.content {
            Content::Texts { dictionary, check } => dictionary.code(text, check),
            Content::Numbers { most } => {
                let number = text.parse::<i64>().ok().filter(|number| (0..=*most).contains(number));
                number.ok_or_else(|| format!("is no whole number from 0 to {most}"))
            }
            Content::Presence if text.trim().is_empty() => Ok(NOTHING),
            Content::Presence => Ok(1),
            Content::Instants(clock) => {
                let resolved = clock.instant(text)?;
                self.last_resolved = Some(resolved);
                let (Resolved::Once(at) | Resolved::Skipped(at) | Resolved::Twice(at)) = resolved;
                Ok(at.timestamp_micros())
            }
        }
    }
}
