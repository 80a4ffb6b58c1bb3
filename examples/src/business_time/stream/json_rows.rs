//! Questions in JSON Lines, answered in JSON Lines.

use std::fmt;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::solver::{Asked, Cell, Reply, Solver};
use super::{File, Job, Stopped};
use crate::business_time::values;
use crate::input::row_error::Refusal;
use crate::input::{LeftOut, ReadError};

/// Reads objects, and writes each with answers behind its fields. Returns the lines that have none.
///
/// A field that is missing has no answer. Blank lines are no rows. The fields of a line are written as they were read.
pub(super) fn answer(
    job: &Job<'_>,
    file: &File<'_>,
    input: Box<dyn Read>,
    out: &mut dyn Write,
    solver: &Solver<'_>,
) -> Result<LeftOut, Stopped> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let appended = job.appended();
    let columns: Vec<&str> = job.columns.iter().map(|(column, _)| *column).collect();
    let mut found = vec![Found::Missing; columns.len()];
    let (mut bytes, mut row, mut count) = (Vec::new(), 0, 0);
    let (mut reply, mut failed, mut text) = (Reply::default(), LeftOut::default(), String::new());
    loop {
        bytes.clear();
        let damaged = |source| ReadError::Damaged { file: file.name.to_owned(), source };
        if input.read_until(b'\n', &mut bytes).map_err(damaged)? == 0 {
            break;
        }
        row += 1;
        let line = bytes.trim_ascii();
        if line.is_empty() {
            continue;
        }
        count += 1;
        file.progress(count);
        text.clear();
        found.fill(Found::Missing);
        let wanted = Wanted { columns: &columns, appended: &appended, found: &mut found };
        match fields_of(line, wanted) {
            Ok((Fields { collides: Some(place), .. }, _)) => {
                return Err(file.collision(Some(row), appended.get(place).map_or("", String::as_str)));
            }
            Ok((fields, body)) => {
                let asked: Vec<Asked<'_>> = columns
                    .iter()
                    .zip(&found)
                    .map(|(column, found)| Asked { column, cell: found.cell() })
                    .collect();
                solver.solve(&asked, &mut reply);
                text.push_str(body);
                if fields.count > 0 {
                    text.push(',');
                }
            }
            Err(rule) => {
                let values = solver.width();
                let refusal = Some(Refusal::of_row(rule));
                reply = Reply { values: vec![None; values], refusal, ..Reply::default() };
                text.push_str("{\"line\":");
                text.push_str(&quoted(&String::from_utf8_lossy(line)));
                text.push(',');
            }
        }
        write_answer(&mut text, &appended, &reply, solver);
        text.push_str("}\n");
        out.write_all(text.as_bytes())?;
        if let Some(refusal) = reply.refusal.take() {
            file.refused(row, refusal, &mut failed);
        }
    }
    out.flush()?;
    Ok(failed)
}

/// Writes the fields of an answer.
fn write_answer(text: &mut String, names: &[String], reply: &Reply, solver: &Solver<'_>) {
    let zone = solver.office.calendar.zone();
    let mut names = names.iter();
    let mut field = |text: &mut String, value: &dyn Fn(&mut String)| {
        let Some(name) = names.next() else { return };
        if !text.ends_with(['{', ',']) {
            text.push(',');
        }
        text.push_str(&quoted(name));
        text.push(':');
        value(text);
    };
    for value in &reply.values {
        field(text, &|text| match value {
            None => text.push_str("null"),
            Some(value) if values::is_bare(value) => values::write(text, value, zone),
            Some(value) => {
                // Instants and words of our own need no escapes.
                text.push('"');
                values::write(text, value, zone);
                text.push('"');
            }
        });
    }
    let words = |text: &mut String, words: Option<&str>| match words {
        Some(words) => text.push_str(&quoted(words)),
        None => text.push_str("null"),
    };
    let assumed = reply.assumed.map_or("null", |assumed| if assumed { "true" } else { "false" });
    field(text, &|text| text.push_str(assumed));
    field(text, &|text| words(text, reply.note.as_deref()));
    let refusal = reply.refusal.as_ref().map(ToString::to_string);
    field(text, &|text| words(text, refusal.as_deref()));
}

/// Returns a text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Reads the fields of a line, and returns them with the line but for the brace at its end; or the rule that it breaks.
fn fields_of<'a>(line: &'a [u8], wanted: Wanted<'_>) -> Result<(Fields, &'a str), String> {
    let text = std::str::from_utf8(line).map_err(|_| "is not UTF-8 text".to_owned())?;
    let mut json = serde_json::Deserializer::from_str(text);
    let fields = wanted.deserialize(&mut json).and_then(|fields| json.end().map(|()| fields));
    let fields = fields.map_err(|error| {
        if error.is_data() { "is no JSON object".to_owned() } else { format!("is not JSON: {error}") }
    })?;
    let body = text.strip_suffix('}').ok_or("is no JSON object")?;
    Ok((fields, body.trim_end()))
}

/// What was found under a name.
#[derive(Debug, Clone)]
enum Found {
    Missing,
    Text(String),
    Other(&'static str),
    Twice,
}

impl Found {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Missing => Cell::Missing,
            Self::Text(text) => Cell::Text(text),
            Self::Other(kind) => Cell::Other(kind),
            Self::Twice => Cell::Twice,
        }
    }
}

/// What a line holds.
#[derive(Debug, Default)]
struct Fields {
    count: usize,
    /// The place of the appended name that it has already.
    collides: Option<usize>,
}

/// The fields to find in a line.
struct Wanted<'a> {
    columns: &'a [&'a str],
    appended: &'a [String],
    found: &'a mut [Found],
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        let names = Names { columns: self.columns, appended: self.appended };
        while let Some(name) = map.next_key_seed(names)? {
            fields.count += 1;
            match name {
                Name::Wanted(place) => {
                    let value = map.next_value_seed(Scalar)?;
                    if let Some(found) = self.found.get_mut(place) {
                        *found = if matches!(found, Found::Missing) { value } else { Found::Twice };
                    }
                }
                Name::Appended(place) => {
                    fields.collides = Some(place);
                    map.next_value::<IgnoredAny>()?;
                }
                Name::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

/// The names that matter.
#[derive(Clone, Copy)]
struct Names<'a> {
    columns: &'a [&'a str],
    appended: &'a [String],
}

enum Name {
    Wanted(usize),
    Appended(usize),
    Other,
}

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Names<'_> {
    type Value = Name;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        let wanted = self.columns.iter().position(|column| *column == name).map(Name::Wanted);
        let appended = || self.appended.iter().position(|column| column == name).map(Name::Appended);
        Ok(wanted.or_else(appended).unwrap_or(Name::Other))
    }
}

/// A value that should be a text.
struct Scalar;

impl<'de> DeserializeSeed<'de> for Scalar {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar {
    type Value = Found;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Found, E> {
        Ok(Found::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(Found::Missing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Found, E> {
        Ok(Found::Other("a truth value"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Found, E> {
        Ok(Found::Other("a number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Found, E> {
        Ok(Found::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Found, E> {
        Ok(Found::Other("a number"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Found, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Found::Other("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Found::Other("an object"))
    }
}
