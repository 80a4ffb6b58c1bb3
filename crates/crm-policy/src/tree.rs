//! A TOML document as a tree of values that know where they stand.
//!
//! Deserialisation into structs would lose the position of everything that is checked later, and of everything that
//! is inherited; so documents are kept as trees until they have been merged.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use toml::de::{DeTable, DeValue};

use crate::source::Place;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
}

/// What a policy file can say.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    /// A number that no key takes: with a fraction, or too large.
    OtherNumber,
    Boolean(bool),
    Date(NaiveDate),
    /// A date with a time, or a time.
    Moment,
    List(Vec<Node>),
    Table(Table),
}

/// Entries by key.
pub(crate) type Table = BTreeMap<String, Entry>;

/// A value with the place of its key.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Place,
    pub(crate) node: Node,
}

impl Value {
    /// Returns what it is, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::OtherNumber => "a number that is not whole, or too large",
            Self::Boolean(_) => "true or false",
            Self::Date(_) => "a date",
            Self::Moment => "a date with a time of day",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Returns the tree of a document.
///
/// # Errors
///
/// The syntax error, when the text is no TOML.
pub(crate) fn parse(text: &str, source: usize) -> Result<Table, toml::de::Error> {
    DeTable::parse(text).map(|table| entries(table.get_ref(), source))
}

fn entries(table: &DeTable<'_>, source: usize) -> Table {
    table
        .iter()
        .map(|(key, value)| {
            let node =
                Node { place: Place::new(source, &value.span()), value: convert(value.get_ref(), source) };
            (key.get_ref().to_string(), Entry { key: Place::new(source, &key.span()), node })
        })
        .collect()
}

fn convert(value: &DeValue<'_>, source: usize) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::OtherNumber, Value::Integer)
        }
        DeValue::Float(_) => Value::OtherNumber,
        DeValue::Boolean(truth) => Value::Boolean(*truth),
        DeValue::Datetime(moment) => match (moment.date, moment.time) {
            (Some(date), None) => {
                let date = NaiveDate::from_ymd_opt(i32::from(date.year), date.month.into(), date.day.into());
                date.map_or(Value::Moment, Value::Date)
            }
            _ => Value::Moment,
        },
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|item| Node {
                    place: Place::new(source, &item.span()),
                    value: convert(item.get_ref(), source),
                })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(entries(table, source)),
    }
}
