//! From a mapping as written to one that can be obeyed.

mod events;
mod kinds;
mod meanings;
mod snapshots;

use std::collections::BTreeMap;
use std::ops::Range;

use crm_calendar::Zone;
use crm_model::{EventKinds, Fact};
use toml::Spanned;

use self::kinds::kinds_of;
use super::clock::{Clock, ClockZone, Grain};
use super::raw::{RawFact, RawMapping, RawSource, RawValues, SchemaOnly};
use super::{
    FactColumn, MappedTable, Mapping, MappingError, Shape, TicketLog, UsedWord, WordSort, purchases, surveys,
};

const SCHEMA: &str = "crm-mapping/1";

/// Reads and checks a mapping.
pub(super) fn mapping(text: &str, name: &str) -> Result<Mapping, MappingError> {
    let checker = Checker { text, name, words: Vec::new() };
    let schema: SchemaOnly = toml::from_str(text).map_err(|error| checker.broken(&error))?;
    if schema.schema.get_ref() != SCHEMA {
        return Err(checker.error(&schema.schema.span(), format!("the only known schema is \"{SCHEMA}\"")));
    }
    match schema.table.as_ref().map(|table| (table.get_ref().as_str(), table.span())) {
        None | Some(("tickets", _)) => {
            let raw = read(&checker, text)?;
            checker.tickets(raw)
        }
        Some(("purchases", _)) => purchases::mapping(&checker, read(&checker, text)?),
        Some(("surveys", _)) => surveys::mapping(&checker, read(&checker, text)?),
        Some((_, span)) => {
            Err(checker.error(&span, "the table is \"tickets\", \"purchases\" or \"surveys\""))
        }
    }
}

fn read<'t, T: serde::Deserialize<'t>>(checker: &Checker<'_>, text: &'t str) -> Checked<T> {
    toml::from_str(text).map_err(|error| checker.broken(&error))
}

/// What checks the parts of a mapping, and tells where they are wrong.
pub(super) struct Checker<'a> {
    text: &'a str,
    pub(super) name: &'a str,
    words: Vec<UsedWord>,
}

pub(super) type Checked<T> = Result<T, MappingError>;
type RawTable<T> = BTreeMap<String, T>;

impl Checker<'_> {
    fn tickets(mut self, raw: RawMapping) -> Checked<Mapping> {
        self.check_sections(&raw)?;
        let clock = self.clock(&raw.zone, &raw.time_format, Grain::Instant)?;
        let order = match raw.order.get_ref().as_str() {
            "absent" => None,
            column => Some(column.to_owned()),
        };
        if raw.shape.get_ref() == "records" && order.is_some() {
            let message = "with one row a ticket no rows are in order: `order` has to be \"absent\"";
            return Err(self.error(&raw.order.span(), message));
        }
        let facts = raw.facts;
        let columns = [
            (Fact::Channel, facts.channel),
            (Fact::Kind, facts.kind),
            (Fact::Urgency, facts.urgency),
            (Fact::Complexity, facts.complexity),
            (Fact::Tier, facts.tier),
        ];
        let mut facts = Vec::new();
        for (fact, column) in columns {
            let Some(column) = column else { continue };
            if fact == Fact::Tier && raw.ticket.customer.is_none() {
                return Err(
                    self.error(&column.span(), "a tier belongs to a customer: name `ticket.customer`")
                );
            }
            facts.push(self.fact(fact, column)?);
        }
        let instants = raw.instants.map(Spanned::into_inner).unwrap_or_default();
        let instants = self.instants(instants, raw.shape.get_ref() == "snapshots")?;
        let shape = match raw.shape.get_ref().as_str() {
            "records" => Shape::Records,
            "events" => {
                let events = raw.events.ok_or_else(|| self.lacks(&raw.shape, "events"))?;
                Shape::Events(self.events(events.into_inner())?)
            }
            _ => {
                let snapshots = raw.snapshots.ok_or_else(|| self.lacks(&raw.shape, "snapshots"))?;
                let tables = (raw.states, raw.counters, raw.changes);
                let (states, counters, changes) =
                    (tables.0, tables.1.map(Spanned::into_inner), tables.2.map(Spanned::into_inner));
                Shape::Snapshots(self.snapshots(
                    snapshots.into_inner(),
                    states.map(Spanned::into_inner),
                    counters.unwrap_or_default(),
                    changes.unwrap_or_default(),
                )?)
            }
        };
        let (file, mergers) = (self.file(raw.file)?, self.mergers(raw.mergers)?);
        let mut log = TicketLog {
            name: self.name.to_owned(),
            clock,
            order,
            ticket: raw.ticket.id,
            customer: raw.ticket.customer,
            description: raw.ticket.description,
            facts,
            instants,
            shape,
            kinds: EventKinds::NONE,
            words: self.words,
        };
        log.kinds = kinds_of(&log);
        let table = MappedTable::Tickets(Box::new(log));
        Ok(Mapping { name: self.name.to_owned(), file, mergers, table })
    }

    pub(super) fn file(&self, file: Spanned<String>) -> Checked<String> {
        if file.get_ref().is_empty() || file.get_ref().contains(['/', '\\']) {
            return Err(self.error(&file.span(), "this is the name of a file, without a folder"));
        }
        Ok(file.into_inner())
    }

    /// Returns the name of the file with mergers of customers, which has a form of its own.
    pub(super) fn mergers(&self, mergers: Option<Spanned<String>>) -> Checked<Option<String>> {
        mergers.map(|mergers| self.file(mergers)).transpose()
    }

    /// Refuses an unknown shape, and sections that the shape has no use for.
    fn check_sections(&self, raw: &RawMapping) -> Checked<()> {
        let shape = raw.shape.get_ref().as_str();
        if !["records", "events", "snapshots"].contains(&shape) {
            let message = "the shape is \"records\", \"events\" or \"snapshots\"";
            return Err(self.error(&raw.shape.span(), message));
        }
        let sections = [
            ("events", "events", raw.events.as_ref().map(Spanned::span)),
            ("snapshots", "snapshots", raw.snapshots.as_ref().map(Spanned::span)),
            ("states", "snapshots", raw.states.as_ref().map(Spanned::span)),
            ("counters", "snapshots", raw.counters.as_ref().map(Spanned::span)),
            ("changes", "snapshots", raw.changes.as_ref().map(Spanned::span)),
        ];
        for (section, owner, span) in sections {
            if let (Some(span), true) = (span, owner != shape) {
                let message = format!("`{section}` belongs to the shape \"{owner}\", not to \"{shape}\"");
                return Err(self.error(&span, message));
            }
        }
        if shape == "events" && raw.instants.is_some() {
            let span = raw.instants.as_ref().map(Spanned::span).unwrap_or_default();
            return Err(self.error(&span, "`instants` does not belong to the shape \"events\""));
        }
        Ok(())
    }

    pub(super) fn clock(
        &self,
        zone: &Spanned<String>,
        format: &Spanned<String>,
        coarsest: Grain,
    ) -> Checked<Clock> {
        let clock_zone = match zone.get_ref().as_str() {
            "absent" => ClockZone::Absent,
            "stated" => ClockZone::Stated,
            name => ClockZone::Named(
                Zone::named(name).map_err(|error| self.error(&zone.span(), error.to_string()))?,
            ),
        };
        Clock::new(format.get_ref(), clock_zone, coarsest)
            .map_err(|message| self.error(&format.span(), message))
    }

    fn fact(&mut self, fact: Fact, raw: Spanned<RawFact>) -> Checked<FactColumn> {
        let span = raw.span();
        let RawFact { column, values, other, is_final } = raw.into_inner();
        if is_final && matches!(fact, Fact::Channel | Fact::Tier) {
            return Err(self.error(&span, format!("`final` has no meaning for the {fact}")));
        }
        let values_span = values.span();
        let values = match values.into_inner() {
            RawValues::Word(word) if word == "as-is" => None,
            RawValues::Word(_) => {
                let message = "the values are \"as-is\" or a table of values and words";
                return Err(self.error(&values_span, message));
            }
            RawValues::Listed(listed) => {
                for word in listed.values() {
                    self.use_word(WordSort::Fact(fact), word.get_ref(), &word.span());
                }
                Some(listed.into_iter().map(|(value, word)| (value, word.into_inner())).collect())
            }
        };
        let ignore_others = self.ignores(other.as_ref())?;
        Ok(FactColumn { fact, column, values, ignore_others, is_final })
    }

    /// Returns the value or the column that a source names: just one of the two.
    pub(super) fn source(&self, raw: Spanned<RawSource>) -> Checked<Source> {
        let span = raw.span();
        match raw.into_inner() {
            RawSource { fixed: Some(value), column: None } => Ok(Source::Fixed(value)),
            RawSource { fixed: None, column: Some(column) } => Ok(Source::Column(column)),
            _ => Err(self.error(&span, "has to be { fixed = \"…\" } or { column = \"…\" }")),
        }
    }

    /// Returns whether values that are not listed are to be ignored.
    pub(super) fn ignores(&self, other: Option<&Spanned<String>>) -> Checked<bool> {
        self.only(other, "ignore")
    }

    /// Returns whether an optional key is there; `word` is all that it may say.
    fn only(&self, value: Option<&Spanned<String>>, word: &str) -> Checked<bool> {
        match value {
            None => Ok(false),
            Some(value) if value.get_ref() == word => Ok(true),
            Some(value) => Err(self.error(&value.span(), format!("can only be \"{word}\""))),
        }
    }

    fn use_word(&mut self, sort: WordSort, text: &str, span: &Range<usize>) {
        let MappingError { line, column, .. } = self.error(span, "");
        self.words.push(UsedWord { sort, text: text.to_owned(), line, column });
    }

    fn lacks(&self, shape: &Spanned<String>, section: &str) -> MappingError {
        self.error(&shape.span(), format!("this shape needs a section `[{section}]`"))
    }

    pub(super) fn error(&self, span: &Range<usize>, message: impl Into<String>) -> MappingError {
        MappingError::new(self.text, self.name, span, message)
    }

    fn broken(&self, error: &toml::de::Error) -> MappingError {
        self.error(&error.span().unwrap_or_default(), error.message())
    }
}

/// Where a value comes from.
pub(super) enum Source {
    Fixed(Spanned<String>),
    Column(String),
}
