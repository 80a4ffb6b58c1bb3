//! A mapping: how somebody else's file becomes tickets and events, purchases, or answers to surveys, written as data.
//!
//! `docs/mappings.md` describes the language. A mapping is checked as a whole before any row is read; what it
//! refuses, it refuses with a line and a column. It hides no assumption: the time zone, the format of times and the
//! source's own order have to be stated, if only as absent.

mod check;
mod clock;
mod purchases;
mod raw;
mod surveys;
mod vocabulary;

use std::collections::BTreeMap;
use std::ops::Range;

use crm_model::{EventKind, EventKinds, Fact, Happening, WaitReason};
use thiserror::Error;

pub(crate) use self::clock::{Clock, Grain, Resolved};
pub(crate) use self::purchases::{CurrencyFrom, PurchaseLog, Refunds};
pub(crate) use self::surveys::{DeliveryColumn, SurveyFrom, SurveyLog, TopicColumn};

/// A checked mapping.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub(crate) name: String,
    pub(crate) file: String,
    /// A file with mergers of customers, in the format of this package.
    pub(crate) mergers: Option<String>,
    pub(crate) table: MappedTable,
}

/// The table that a file becomes.
#[derive(Debug, Clone)]
pub(crate) enum MappedTable {
    Tickets(Box<TicketLog>),
    Purchases(PurchaseLog),
    Surveys(SurveyLog),
}

/// How a log becomes tickets and events.
#[derive(Debug, Clone)]
pub(crate) struct TicketLog {
    /// The name of the mapping, for messages.
    name: String,
    pub(crate) clock: Clock,
    pub(crate) order: Option<String>,
    pub(crate) ticket: String,
    pub(crate) customer: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) facts: Vec<FactColumn>,
    pub(crate) instants: Vec<InstantColumn>,
    pub(crate) shape: Shape,
    pub(crate) kinds: EventKinds,
    // Words of open vocabularies that the mapping uses, with their places.
    words: Vec<UsedWord>,
}

impl Mapping {
    /// Reads and checks a mapping; `name` is the name of its file, for messages.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, has an unknown or lacks a required key, or says something that cannot be obeyed.
    pub fn parse(text: &str, name: &str) -> Result<Self, MappingError> {
        check::mapping(text, name)
    }

    /// Returns the name under which the mapping was read.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of the file that the mapping is for.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns what the file becomes, in a word or two.
    pub fn what(&self) -> &'static str {
        match &self.table {
            MappedTable::Tickets(_) => "a log of tickets",
            MappedTable::Purchases(_) => "purchases",
            MappedTable::Surveys(_) => "survey answers",
        }
    }

    /// Returns the kinds of ticket event that the mapping can produce.
    pub fn event_kinds(&self) -> EventKinds {
        match &self.table {
            MappedTable::Tickets(log) => log.kinds,
            MappedTable::Purchases(_) | MappedTable::Surveys(_) => EventKinds::NONE,
        }
    }
}

/// What is wrong with a mapping, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name}:{line}:{column}: {message}")]
pub struct MappingError {
    /// The name of the mapping's file.
    pub name: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl MappingError {
    fn new(text: &str, name: &str, span: &Range<usize>, message: impl Into<String>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let line = before.matches('\n').count() + 1;
        Self { name: name.to_owned(), line, column, message: message.into() }
    }
}

/// What a row of the log is.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// One row a ticket.
    Records,
    /// One row an event.
    Events(Events),
    /// One row a state of a ticket at some time.
    Snapshots(Snapshots),
}

/// A column that tells of a fact.
#[derive(Debug, Clone)]
pub(crate) struct FactColumn {
    pub(crate) fact: Fact,
    pub(crate) column: String,
    /// The words for the column's values; `None` to use the values themselves.
    pub(crate) values: Option<BTreeMap<String, String>>,
    /// Whether values that are not listed say nothing, instead of being an error.
    pub(crate) ignore_others: bool,
    /// Whether every row holds the value that the ticket had in the end.
    pub(crate) is_final: bool,
}

/// A column of instants, each of which is an event.
#[derive(Debug, Clone)]
pub(crate) struct InstantColumn {
    pub(crate) column: String,
    pub(crate) happening: Happening,
    pub(crate) is_final: bool,
}

/// A log with one row an event.
#[derive(Debug, Clone)]
pub(crate) struct Events {
    pub(crate) time: String,
    pub(crate) activity: String,
    pub(crate) values: BTreeMap<String, Meaning>,
    pub(crate) ignore_others: bool,
    pub(crate) opened_by_first: bool,
    pub(crate) wait_ends_with_next: bool,
    pub(crate) actor: Option<String>,
    pub(crate) department: Option<String>,
    pub(crate) person: Option<String>,
    pub(crate) into: Option<String>,
}

/// A log with one row a state.
#[derive(Debug, Clone)]
pub(crate) struct Snapshots {
    pub(crate) time: String,
    /// The column with the opening; `None` where the first row is the opening.
    pub(crate) opened: Option<String>,
    pub(crate) first_state: Option<String>,
    pub(crate) first_row_implies: Vec<Happening>,
    pub(crate) actor: Option<String>,
    pub(crate) states: Option<States>,
    pub(crate) counters: Vec<(String, Happening)>,
    pub(crate) changes: Vec<Change>,
}

/// The column of states.
#[derive(Debug, Clone)]
pub(crate) struct States {
    pub(crate) column: String,
    pub(crate) values: BTreeMap<String, Meaning>,
    pub(crate) ignore_others: bool,
    pub(crate) leaving_solved_reopens: bool,
}

/// A column whose changes say who holds the ticket.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) column: String,
    pub(crate) event: HolderEvent,
    pub(crate) part: HolderPart,
}

/// The events that name a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HolderEvent {
    Assigned,
    Transferred,
}

/// The part of a holder that a column names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HolderPart {
    Person,
    Department,
}

/// What a value of an activity or a state means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It is no event.
    Ignore,
    /// It is no state at all: the state before it holds on.
    Unknown,
    /// The event that happens, or by which the state begins.
    Event(Happening),
    /// An event that another column completes.
    Merged,
}

impl Meaning {
    pub(crate) fn kind(&self) -> Option<EventKind> {
        match self {
            Self::Ignore | Self::Unknown => None,
            Self::Event(happening) => Some(happening.kind()),
            Self::Merged => Some(EventKind::Merged),
        }
    }

    pub(crate) fn wait_reason(&self) -> Option<&WaitReason> {
        match self {
            Self::Event(Happening::Waiting(reason)) => Some(reason),
            _ => None,
        }
    }

    pub(crate) fn is_solution(&self) -> bool {
        matches!(self, Self::Event(Happening::Solved | Happening::Closed))
    }
}

/// A word of an open vocabulary that the mapping uses.
#[derive(Debug, Clone)]
struct UsedWord {
    sort: WordSort,
    text: String,
    line: usize,
    column: usize,
}

/// Which vocabulary a word belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordSort {
    Fact(Fact),
    WaitReason,
}
