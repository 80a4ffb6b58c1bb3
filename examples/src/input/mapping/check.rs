//! From a mapping as written to one that can be obeyed.

use std::collections::BTreeMap;
use std::ops::Range;

use crm_calendar::Zone;
use crm_model::{EventKind, EventKinds, Fact, Happening, Holder, WaitReason};
use toml::Spanned;

use super::clock::{Clock, ClockZone, Grain};
use super::raw::{
    RawChange, RawEvent, RawEvents, RawFact, RawMapping, RawMeaning, RawSnapshots, RawSource, RawStates,
    RawValues, SchemaOnly,
};
use super::{
    Change, Events, FactColumn, HolderEvent, HolderPart, InstantColumn, MappedTable, Mapping, MappingError,
    Meaning, Shape, Snapshots, States, TicketLog, UsedWord, WordSort, purchases, surveys,
};

const SCHEMA: &str = "crm-mapping/1";
const OPENED_ELSEWHERE: &str = "`snapshots.opened` tells of the opening: `opened` does not belong here";

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

    fn instants(
        &mut self,
        raw: RawTable<Spanned<RawMeaning>>,
        opens_elsewhere: bool,
    ) -> Checked<Vec<InstantColumn>> {
        let mut instants = Vec::new();
        for (column, raw) in raw {
            let span = raw.span();
            let is_final = matches!(raw.get_ref(), RawMeaning::Table(table) if table.is_final);
            match self.meaning(raw, true)? {
                Meaning::Event(Happening::Opened) if opens_elsewhere => {
                    return Err(
                        self.error(&span, "`snapshots.opened` tells of the opening: name the column there")
                    );
                }
                Meaning::Event(happening) => instants.push(InstantColumn { column, happening, is_final }),
                _ => return Err(self.error(&span, "a column of instants needs an event, and none such as `merged` that needs another column")),
            }
        }
        Ok(instants)
    }

    fn events(&mut self, raw: RawEvents) -> Checked<Events> {
        let opened_by_first = match raw.opened.get_ref().as_str() {
            "first-event" => true,
            "value" => false,
            _ => {
                let message =
                    "a ticket opens with its \"first-event\" or with a \"value\" that means `opened`";
                return Err(self.error(&raw.opened.span(), message));
            }
        };
        let wait_ends_with_next = self.only(raw.wait_ends.as_ref(), "next-event")?;
        let ignore_others = self.ignores(raw.other.as_ref())?;
        let values = self.meanings(raw.values)?;
        let opens = values.values().any(|meaning| meaning.kind() == Some(EventKind::Opened));
        if opens == opened_by_first {
            let message = if opens {
                "a value means `opened`, so `opened` has to be \"value\""
            } else {
                "no value means `opened`, so `opened` has to be \"first-event\""
            };
            return Err(self.error(&raw.opened.span(), message));
        }
        if values.values().any(|meaning| *meaning == Meaning::Merged) && raw.into.is_none() {
            return Err(self.error(&raw.opened.span(), "a value means `merged`: name the column `into`"));
        }
        Ok(Events {
            time: raw.time,
            activity: raw.activity,
            values,
            ignore_others,
            opened_by_first,
            wait_ends_with_next,
            actor: raw.actor,
            department: raw.department,
            person: raw.person,
            into: raw.into,
        })
    }

    fn snapshots(
        &mut self,
        raw: RawSnapshots,
        states: Option<RawStates>,
        counters: RawTable<Spanned<RawMeaning>>,
        changes: RawTable<RawChange>,
    ) -> Checked<Snapshots> {
        let states = states.map(|states| self.states(states)).transpose()?;
        let first_state = raw.first_state.as_ref();
        if let Some(first) = first_state
            && !states.as_ref().is_some_and(|states| states.values.contains_key(first.get_ref()))
        {
            return Err(self.error(&first.span(), "`first-state` has to be one of `states.values`"));
        }
        let mut first_row_implies = Vec::new();
        for word in &raw.first_row_implies {
            match self.event(word.get_ref(), &word.span(), None, None)? {
                Meaning::Event(Happening::Opened) => return Err(self.error(&word.span(), OPENED_ELSEWHERE)),
                Meaning::Event(happening) => first_row_implies.push(happening),
                _ => return Err(self.error(&word.span(), "has to be the word of an event")),
            }
        }
        let mut counted = Vec::new();
        for (column, raw) in counters {
            let span = raw.span();
            match self.meaning(raw, false)? {
                Meaning::Event(Happening::Opened) => return Err(self.error(&span, OPENED_ELSEWHERE)),
                Meaning::Event(happening) => counted.push((column, happening)),
                _ => return Err(self.error(&span, "a counter needs an event")),
            }
        }
        let mut holders = Vec::new();
        for (column, raw) in changes {
            holders.push(self.change(column, &raw)?);
        }
        Ok(Snapshots {
            time: raw.time,
            opened: (raw.opened != "first-row").then_some(raw.opened),
            first_state: raw.first_state.map(Spanned::into_inner),
            first_row_implies,
            actor: raw.actor,
            states,
            counters: counted,
            changes: holders,
        })
    }

    fn states(&mut self, raw: RawStates) -> Checked<States> {
        let leaving_solved_reopens = self.only(raw.reopened.as_ref(), "leaving-solved")?;
        let ignore_others = self.ignores(raw.other.as_ref())?;
        let spans: Vec<(String, Range<usize>)> =
            raw.values.iter().map(|(value, meaning)| (value.clone(), meaning.span())).collect();
        let values = self.meanings(raw.values)?;
        for (value, span) in spans {
            if matches!(values.get(&value), Some(Meaning::Merged | Meaning::Event(Happening::Opened))) {
                return Err(self.error(&span, "a state cannot mean `opened` or `merged`"));
            }
        }
        Ok(States { column: raw.column, values, ignore_others, leaving_solved_reopens })
    }

    fn change(&self, column: String, raw: &RawChange) -> Checked<Change> {
        let event = match raw.event.get_ref().as_str() {
            "assigned" => HolderEvent::Assigned,
            "transferred" => HolderEvent::Transferred,
            _ => return Err(self.error(&raw.event.span(), "has to be \"assigned\" or \"transferred\"")),
        };
        let part = match raw.part.get_ref().as_str() {
            "person" => HolderPart::Person,
            "department" => HolderPart::Department,
            _ => return Err(self.error(&raw.part.span(), "has to be \"person\" or \"department\"")),
        };
        Ok(Change { column, event, part })
    }

    fn meanings(&mut self, raw: RawTable<Spanned<RawMeaning>>) -> Checked<BTreeMap<String, Meaning>> {
        raw.into_iter().map(|(value, raw)| Ok((value, self.meaning(raw, false)?))).collect()
    }

    fn meaning(&mut self, raw: Spanned<RawMeaning>, may_be_final: bool) -> Checked<Meaning> {
        let span = raw.span();
        match raw.into_inner() {
            RawMeaning::Word(word) => self.event(&word, &span, None, None),
            RawMeaning::Table(RawEvent { is_final: true, .. }) if !may_be_final => {
                Err(self.error(&span, "`final` has a meaning for columns only"))
            }
            RawMeaning::Table(RawEvent { event, reason, satisfied, .. }) => {
                self.event(event.get_ref(), &event.span(), reason.as_ref(), satisfied)
            }
        }
    }

    fn event(
        &mut self,
        word: &str,
        span: &Range<usize>,
        reason: Option<&Spanned<String>>,
        satisfied: Option<bool>,
    ) -> Checked<Meaning> {
        let kind = match word {
            "ignore" => return Ok(Meaning::Ignore),
            "unknown" => return Ok(Meaning::Unknown),
            word => word.parse::<EventKind>().map_err(|error| {
                self.error(span, format!("`{word}` {error}, and neither `ignore` nor `unknown`"))
            })?,
        };
        if let (Some(reason), false) = (reason, matches!(kind, EventKind::Waiting | EventKind::Back)) {
            return Err(self.error(&reason.span(), format!("a `{kind}` event has no reason")));
        }
        if satisfied.is_some() && kind != EventKind::Revisited {
            return Err(self.error(span, format!("a `{kind}` event does not say who is satisfied")));
        }
        let reason = reason.map(|reason| self.wait_reason(reason)).transpose()?;
        Ok(Meaning::Event(match kind {
            EventKind::Opened => Happening::Opened,
            EventKind::MessageIn => Happening::MessageIn,
            EventKind::Recorded => Happening::Recorded,
            EventKind::Classified => {
                return Err(self.error(span, "`classified` events come from `facts`, not from here"));
            }
            EventKind::Assigned => Happening::Assigned(Holder::default()),
            EventKind::Transferred => Happening::Transferred(Holder::default()),
            EventKind::AutomaticMessage => Happening::AutomaticMessage,
            EventKind::FirstResponse => Happening::FirstResponse,
            EventKind::MessageOut => Happening::MessageOut,
            EventKind::Explained => Happening::Explained,
            EventKind::Agreed => {
                return Err(self.error(span, "`agreed` events carry a limit, which no mapping can say: only `events.csv` has a column for it"));
            }
            EventKind::Agitated => Happening::Agitated,
            EventKind::HarmReported => Happening::HarmReported,
            EventKind::BeyondAuthority => Happening::BeyondAuthority,
            EventKind::CannotBeSolved => Happening::CannotBeSolved,
            EventKind::Escalated => {
                return Err(self.error(span, "`escalated` events name a role, which no mapping can say: only `events.csv` has a column for it"));
            }
            EventKind::Remedy => {
                return Err(
                    self.error(span, "`remedy` events name a kind of solution, which no mapping can say: only `events.csv` has a column for it")
                );
            }
            EventKind::Approved => Happening::Approved,
            EventKind::Reopened => Happening::Reopened,
            EventKind::Back => Happening::Back(reason),
            EventKind::Waiting => Happening::Waiting(reason.ok_or_else(|| {
                self.error(span, "a wait needs a reason: { event = \"waiting\", reason = \"…\" }")
            })?),
            EventKind::Solved => Happening::Solved,
            EventKind::Confirmed => Happening::Confirmed,
            EventKind::Disputed => Happening::Disputed,
            EventKind::Closed => Happening::Closed,
            EventKind::Revisited => Happening::Revisited(satisfied),
            EventKind::Merged => return Ok(Meaning::Merged),
        }))
    }

    fn wait_reason(&mut self, reason: &Spanned<String>) -> Checked<WaitReason> {
        self.use_word(WordSort::WaitReason, reason.get_ref(), &reason.span());
        WaitReason::new(reason.get_ref())
            .map_err(|error| self.error(&reason.span(), format!("the reason {error}")))
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

/// Returns the kinds of event that a log can tell of.
fn kinds_of(mapping: &TicketLog) -> EventKinds {
    let judged = |fact: &FactColumn| !matches!(fact.fact, Fact::Channel | Fact::Tier);
    let mut kinds: EventKinds = mapping.instants.iter().map(|instant| instant.happening.kind()).collect();
    if mapping.facts.iter().any(judged) {
        kinds = kinds.with(EventKind::Classified);
    }
    let of_meanings = |kinds: EventKinds, meanings: &BTreeMap<String, Meaning>| {
        meanings.values().filter_map(Meaning::kind).fold(kinds, EventKinds::with)
    };
    match &mapping.shape {
        Shape::Records => kinds,
        Shape::Events(events) => {
            kinds = of_meanings(kinds, &events.values).with(EventKind::Opened);
            let ends = events.wait_ends_with_next && kinds.contains(EventKind::Waiting);
            if ends { kinds.with(EventKind::Back) } else { kinds }
        }
        Shape::Snapshots(snapshots) => {
            kinds = kinds.with(EventKind::Opened);
            if let Some(states) = &snapshots.states {
                let of_states = of_meanings(EventKinds::NONE, &states.values);
                kinds = of_meanings(kinds, &states.values);
                if of_states.contains(EventKind::Waiting) {
                    kinds = kinds.with(EventKind::Back);
                }
                if states.leaving_solved_reopens {
                    kinds = kinds.with(EventKind::Reopened);
                }
            }
            let counted = snapshots.counters.iter().map(|(_, happening)| happening.kind());
            let implied = snapshots.first_row_implies.iter().map(Happening::kind);
            let held = snapshots.changes.iter().map(|change| match change.event {
                HolderEvent::Assigned => EventKind::Assigned,
                HolderEvent::Transferred => EventKind::Transferred,
            });
            counted.chain(implied).chain(held).fold(kinds, EventKinds::with)
        }
    }
}
