//! Where in a row everything is that a mapping asks for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use crm_model::{
    Channel, Complexity, Customer, CustomerId, DatedTier, Department, Fact, Kind, PersonId, Table, TicketId,
    Urgency,
};

use super::CustomerTable;
use super::column::{Blank, Check, Column, Content, Dictionary};
use super::grid::Grid;
use super::records;
use crate::input::ReadError;
use crate::input::mapping::{FactColumn, HolderPart, Meaning, Shape, TicketLog};
use crate::input::names::{Name, WordSet, Words};
use crate::input::row_error::Showing;
use crate::input::table::TableFile;

const ADVICE: &str = "correct the name in the mapping";

/// How many events one row may give: the source's order, times this, is the order of events.
pub(super) const EVENTS_A_ROW: i64 = 1_000;

/// The place of a column in a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At(pub(super) usize);

/// The places of all mapped columns.
pub(super) struct Plan<'a> {
    pub(super) mapping: &'a TicketLog,
    pub(super) words: &'a Words<'a>,
    pub(super) ticket: At,
    pub(super) customer: Option<At>,
    /// Whether a row describes the matter.
    pub(super) description: Option<At>,
    pub(super) time: Option<At>,
    pub(super) order: Option<At>,
    pub(super) facts: Vec<(At, &'a FactColumn)>,
    pub(super) instants: Vec<At>,
    pub(super) actor: Option<At>,
    /// The activity of an event or the state of a snapshot.
    pub(super) value: Option<At>,
    pub(super) opened: Option<At>,
    pub(super) counters: Vec<At>,
    pub(super) changes: Vec<At>,
    pub(super) department: Option<At>,
    pub(super) person: Option<At>,
    pub(super) into: Option<At>,
}

impl<'a> Plan<'a> {
    /// Returns the plan of a mapping for a file, and the columns to read.
    pub(super) fn new(
        mapping: &'a TicketLog,
        file: &TableFile,
        words: &'a Words<'a>,
    ) -> Result<(Self, Vec<Column<'a>>), ReadError> {
        let mut columns =
            Columns { mapping, words, file, personal: personal_columns(mapping), found: Vec::new() };
        let ticket = columns.names::<TicketId>(&mapping.ticket, Showing::Ids, Blank::Refused)?;
        let mut plan = Self {
            mapping,
            words,
            ticket,
            customer: columns.optional_names::<CustomerId>(mapping.customer.as_ref(), Showing::Personal)?,
            description: mapping.description.as_ref().map(|column| columns.presence(column)).transpose()?,
            time: None,
            order: mapping.order.as_ref().map(|column| columns.order(column)).transpose()?,
            facts: Vec::new(),
            instants: Vec::new(),
            actor: None,
            value: None,
            opened: None,
            counters: Vec::new(),
            changes: Vec::new(),
            department: None,
            person: None,
            into: None,
        };
        for fact in &mapping.facts {
            plan.facts.push((columns.fact(fact)?, fact));
        }
        for instant in &mapping.instants {
            plan.instants.push(columns.instants(&instant.column, Blank::Nothing)?);
        }
        match &mapping.shape {
            Shape::Records => {}
            Shape::Events(events) => {
                plan.time = Some(columns.instants(&events.time, Blank::Refused)?);
                let values = (&events.values, events.ignore_others);
                plan.value = Some(columns.values(&events.activity, values, "events.values")?);
                plan.actor = columns.optional_names::<PersonId>(events.actor.as_ref(), Showing::Personal)?;
                plan.person =
                    columns.optional_names::<PersonId>(events.person.as_ref(), Showing::Personal)?;
                plan.into = columns.optional_names::<TicketId>(events.into.as_ref(), Showing::Ids)?;
                let department = events.department.as_ref();
                plan.department = department.map(|column| columns.departments(column)).transpose()?;
            }
            Shape::Snapshots(snapshots) => {
                plan.time = Some(columns.instants(&snapshots.time, Blank::Refused)?);
                plan.actor =
                    columns.optional_names::<PersonId>(snapshots.actor.as_ref(), Showing::Personal)?;
                if let Some(opened) = &snapshots.opened {
                    plan.opened = Some(columns.instants(opened, Blank::Nothing)?);
                }
                if let Some(states) = &snapshots.states {
                    let values = (&states.values, states.ignore_others);
                    plan.value = Some(columns.values(&states.column, values, "states.values")?);
                }
                for (counter, _) in &snapshots.counters {
                    let content = Content::Numbers { most: i64::from(u32::MAX) };
                    plan.counters.push(columns.push(counter, Showing::Numbers, Blank::Nothing, content)?);
                }
                for change in &snapshots.changes {
                    plan.changes.push(match change.part {
                        HolderPart::Person => {
                            columns.names::<PersonId>(&change.column, Showing::Personal, Blank::Nothing)?
                        }
                        HolderPart::Department => columns.departments(&change.column)?,
                    });
                }
            }
        }
        Ok((plan, columns.found))
    }

    /// Returns the table of customers, complete up to an instant: supplied only where the mapping tells of tiers.
    pub(super) fn customers(&self, grid: &Grid<'_>, until: Option<DateTime<Utc>>) -> CustomerTable {
        let tier = self.facts.iter().find(|(_, fact)| fact.fact == Fact::Tier);
        let (Some((tier_at, fact)), Some(customer)) = (tier, self.customer) else {
            return Table::NotSupplied;
        };
        let mut told: BTreeMap<CustomerId, Vec<DatedTier>> = BTreeMap::new();
        for row in grid.rows() {
            let Some(id) = grid.text(*row, customer).and_then(|text| CustomerId::new(text).ok()) else {
                continue;
            };
            let tiers = told.entry(id).or_default();
            let tier = grid.text(*row, *tier_at).and_then(|text| word_of(fact, text));
            let from = match self.time {
                Some(time) => grid.instant(*row, time),
                None => records::judged_at(self, grid, *row),
            };
            // A tier without a time would hold from the beginning of time.
            if let (Some(from), Some(tier)) = (from, tier.and_then(|word| self.words.tiers.get(word).ok())) {
                tiers.push(DatedTier { from: Some(from), tier });
            }
        }
        let customers = told.into_iter().map(|(id, mut tiers)| {
            tiers.sort();
            tiers.dedup_by(|next, one| next.tier == one.tier);
            Customer { tiers, ..Customer::new(id) }
        });
        Table::Supplied { from: None, until, rows: customers.collect() }
    }

    /// Returns the declared word for a row's fact.
    pub(super) fn kind(&self, word: &str) -> Option<Kind> {
        self.words.kinds.get(word).ok()
    }

    pub(super) fn urgency(&self, word: &str) -> Option<Urgency> {
        self.words.urgencies.get(word).ok()
    }

    pub(super) fn complexity(&self, word: &str) -> Option<Complexity> {
        self.words.complexities.get(word).ok()
    }

    pub(super) fn channel(&self, word: &str) -> Option<Channel> {
        self.words.channels.get(word).ok()
    }

    pub(super) fn department_of(&self, word: &str) -> Option<Department> {
        self.words.departments.get(word).ok()
    }
}

/// Returns the word that a value of a fact's column stands for.
pub(super) fn word_of<'t>(fact: &'t FactColumn, value: &'t str) -> Option<&'t str> {
    match &fact.values {
        None => Some(value),
        Some(listed) => listed.get(value).map(String::as_str),
    }
}

/// Returns the columns that name people or customers in any of their uses.
pub(crate) fn personal_columns(mapping: &TicketLog) -> BTreeSet<&str> {
    let columns = mapping.customer.iter().chain(&mapping.description);
    let mut personal: BTreeSet<&str> = columns.map(String::as_str).collect();
    match &mapping.shape {
        Shape::Records => {}
        Shape::Events(events) => {
            personal.extend([&events.actor, &events.person].into_iter().flatten().map(String::as_str));
        }
        Shape::Snapshots(snapshots) => {
            personal.extend(snapshots.actor.as_deref());
            let people = snapshots.changes.iter().filter(|change| change.part == HolderPart::Person);
            personal.extend(people.map(|change| change.column.as_str()));
        }
    }
    personal
}

/// The columns of a plan while it is made.
struct Columns<'a, 'f> {
    mapping: &'a TicketLog,
    words: &'a Words<'a>,
    file: &'f TableFile,
    personal: BTreeSet<&'a str>,
    found: Vec<Column<'a>>,
}

impl<'a> Columns<'a, '_> {
    fn push(
        &mut self,
        column: &str,
        showing: Showing,
        blank: Blank,
        content: Content<'a>,
    ) -> Result<At, ReadError> {
        let place = self.file.need_column(column, ADVICE)?;
        let showing = if self.personal.contains(column) { Showing::Personal } else { showing };
        self.found.push(Column::new(place, showing, blank, content));
        Ok(At(self.found.len() - 1))
    }

    fn texts(
        &mut self,
        column: &str,
        showing: Showing,
        blank: Blank,
        check: Check<'a>,
    ) -> Result<At, ReadError> {
        self.push(column, showing, blank, Content::Texts { dictionary: Dictionary::default(), check })
    }

    fn names<T: Name>(&mut self, column: &str, showing: Showing, blank: Blank) -> Result<At, ReadError> {
        let check = |text: &str| T::parse(text).map(|_| ()).map_err(|error| error.to_string());
        self.texts(column, showing, blank, Box::new(check))
    }

    fn optional_names<T: Name>(
        &mut self,
        column: Option<&String>,
        showing: Showing,
    ) -> Result<Option<At>, ReadError> {
        column.map(|column| self.names::<T>(column, showing, Blank::Nothing)).transpose()
    }

    fn presence(&mut self, column: &str) -> Result<At, ReadError> {
        self.push(column, Showing::Personal, Blank::Nothing, Content::Presence)
    }

    fn instants(&mut self, column: &str, blank: Blank) -> Result<At, ReadError> {
        self.push(column, Showing::Instants, blank, Content::Instants(&self.mapping.clock))
    }

    fn order(&mut self, column: &str) -> Result<At, ReadError> {
        let most = i64::MAX / EVENTS_A_ROW - 1;
        self.push(column, Showing::Numbers, Blank::Refused, Content::Numbers { most })
    }

    fn departments(&mut self, column: &str) -> Result<At, ReadError> {
        let words = &self.words.departments;
        let check = |text: &str| words.get(text).map(|_| ());
        self.texts(column, words.showing(), Blank::Nothing, Box::new(check))
    }

    fn values(
        &mut self,
        column: &str,
        (values, ignore_others): (&'a BTreeMap<String, Meaning>, bool),
        listed_in: &'static str,
    ) -> Result<At, ReadError> {
        let check = move |text: &str| {
            let known = values.contains_key(text) || ignore_others;
            known.then_some(()).ok_or_else(|| format!("is not listed in `{listed_in}` of the mapping"))
        };
        let showing = Showing::like(values.keys().map(String::as_str));
        self.texts(column, showing, Blank::Value, Box::new(check))
    }

    fn fact(&mut self, fact: &'a FactColumn) -> Result<At, ReadError> {
        let words = self.words;
        let declared = move |text: &str| match fact.fact {
            Fact::Channel => known(&words.channels, text),
            Fact::Kind => known(&words.kinds, text),
            Fact::Urgency => known(&words.urgencies, text),
            Fact::Complexity => known(&words.complexities, text),
            Fact::Tier => known(&words.tiers, text),
        };
        let check = move |text: &str| match &fact.values {
            _ if fact.ignore_others => Ok(()),
            None => declared(text),
            Some(listed) if listed.contains_key(text) => Ok(()),
            Some(_) => Err(format!("is not listed in `facts.{}.values` of the mapping", fact.fact)),
        };
        let showing = match (&fact.values, fact.fact) {
            (Some(listed), _) => Showing::like(listed.keys().map(String::as_str)),
            (None, Fact::Channel) => words.channels.showing(),
            (None, Fact::Kind) => words.kinds.showing(),
            (None, Fact::Urgency) => words.urgencies.showing(),
            (None, Fact::Complexity) => words.complexities.showing(),
            (None, Fact::Tier) => words.tiers.showing(),
        };
        self.texts(&fact.column, showing, Blank::Nothing, Box::new(check))
    }
}

fn known<T: Clone>(words: &WordSet<'_, T>, text: &str) -> Result<(), String> {
    words.get(text).map(|_| ())
}
