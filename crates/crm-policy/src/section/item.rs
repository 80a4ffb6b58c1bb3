//! A value being read, as what it should be.

use std::fmt::Display;
use std::str::FromStr;

use chrono::NaiveDate;

use super::{Context, Section};
use crate::source::Place;
use crate::suggest::{advice, quote};
use crate::tree::{Node, Value};

/// A value being read.
#[derive(Debug, Clone)]
pub(crate) struct Item<'a> {
    pub(super) context: &'a Context,
    pub(crate) path: String,
    pub(super) node: &'a Node,
}

impl<'a> Item<'a> {
    pub(crate) fn place(&self) -> Place {
        self.node.place
    }

    /// Returns whether the value stands in this text.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.context.sources.get(self.node.place.source).is_some_and(|source| source.text == text)
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.node.value, Value::Text(_))
    }

    pub(crate) fn is_table(&self) -> bool {
        matches!(self.node.value, Value::Table(_))
    }

    /// Returns the text, or notes that it is none.
    pub(crate) fn text(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            _ => self.wrong_type("a text in quotes"),
        }
    }

    /// Returns the text, or notes that it is none or blank.
    pub(crate) fn filled_text(&self) -> Option<&'a str> {
        let text = self.text()?;
        if text.trim().is_empty() {
            return self.refuse("the text is blank", None);
        }
        Some(text)
    }

    /// Returns the whole number as any integer type that holds it.
    pub(crate) fn integer<T: TryFrom<i64>>(&self) -> Option<T> {
        let Value::Integer(number) = self.node.value else { return self.wrong_type("a whole number") };
        let refused = || self.refuse(format!("{number} is out of range"), Some(range::<T>()));
        T::try_from(number).ok().or_else(refused)
    }

    pub(crate) fn boolean(&self) -> Option<bool> {
        match self.node.value {
            Value::Boolean(truth) => Some(truth),
            _ => self.wrong_type("`true` or `false` without quotes"),
        }
    }

    /// Returns the date, written as a TOML date or as a text.
    pub(crate) fn date(&self) -> Option<NaiveDate> {
        const WANTED: &str = "a date such as 2026-01-31";
        match &self.node.value {
            Value::Date(date) => Some(*date),
            Value::Text(text) => parse_date(text).or_else(|| {
                self.refuse(format!("{} is no date", quote(text)), Some(format!("expected {WANTED}")))
            }),
            _ => self.wrong_type(WANTED),
        }
    }

    /// Returns the items of the list, or notes that it is none.
    pub(crate) fn list(&self) -> Option<Vec<Item<'a>>> {
        match &self.node.value {
            Value::List(nodes) => Some(self.items(nodes)),
            _ => self.wrong_type("a list in square brackets"),
        }
    }

    /// Returns the items of the list, or the value itself if it is none.
    pub(crate) fn one_or_many(&self) -> Vec<Item<'a>> {
        match &self.node.value {
            Value::List(nodes) => self.items(nodes),
            _ => vec![self.clone()],
        }
    }

    pub(crate) fn section(&self) -> Option<Section<'a>> {
        match &self.node.value {
            Value::Table(entries) => Some(Section {
                context: self.context,
                path: self.path.clone(),
                place: self.node.place,
                entries,
            }),
            _ => self.wrong_type("a table"),
        }
    }

    /// Returns what the text says, where its type words its own errors.
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&self) -> Option<T> {
        let text = self.text()?;
        text.parse().map_err(|error: T::Err| self.refuse::<T>(error.to_string(), None)).ok()
    }

    /// Returns the option whose word the text is.
    pub(crate) fn choice<T: Copy>(&self, options: &[(T, &str)]) -> Option<T> {
        let text = self.text()?;
        let chosen = options.iter().find(|(_, word)| *word == text).map(|(option, _)| *option);
        chosen.or_else(|| {
            let words: Vec<&str> = options.iter().map(|(_, word)| *word).collect();
            self.refuse(format!("{} is not possible here", quote(text)), Some(advice(text, &words)))
        })
    }

    /// Notes that the value is wrong; returns `None`, as whatever the caller had hoped for.
    pub(crate) fn refuse<T>(&self, message: impl Into<String>, expected: Option<String>) -> Option<T> {
        self.context.note(self.node.place, &self.path, message, expected);
        None
    }

    fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        self.refuse(format!("this is {}", self.node.value.describe()), Some(format!("expected {wanted}")))
    }

    fn items(&self, nodes: &'a [Node]) -> Vec<Item<'a>> {
        // Of a list that is joined from several texts, each text counts its own items; they stand together.
        let texts = nodes.chunk_by(|one, other| one.place.source == other.place.source);
        let item =
            |(place, node)| Item { context: self.context, path: format!("{}[{place}]", self.path), node };
        texts.flat_map(|own| own.iter().enumerate().map(item)).collect()
    }

    /// Returns the value one step further down: a key of a table, a place in a list.
    pub(super) fn step(&self, step: &str) -> Option<Item<'a>> {
        match &self.node.value {
            Value::Table(_) => self.section()?.get(step),
            Value::List(nodes) => self.items(nodes).into_iter().nth(step.parse().ok()?),
            _ => None,
        }
    }
}

/// Returns which whole numbers an integer type holds, of those that a document can write.
fn range<T: TryFrom<i64>>() -> String {
    let holds = |number: &i64| T::try_from(*number).is_ok();
    let lowest = [i64::MIN, i32::MIN.into(), i16::MIN.into(), i8::MIN.into(), 0, 1].into_iter().find(holds);
    let most: [i64; 7] = [
        i64::MAX,
        u32::MAX.into(),
        i32::MAX.into(),
        u16::MAX.into(),
        i16::MAX.into(),
        u8::MAX.into(),
        i8::MAX.into(),
    ];
    match (lowest, most.into_iter().find(holds)) {
        (Some(lowest), Some(i64::MAX)) => format!("expected a whole number from {lowest} up"),
        (Some(lowest), Some(highest)) => format!("expected a whole number from {lowest} to {highest}"),
        _ => "expected another whole number".to_owned(),
    }
}

/// Returns the date that a text of ten characters spells.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    plain.then(|| text.parse().ok()).flatten()
}
