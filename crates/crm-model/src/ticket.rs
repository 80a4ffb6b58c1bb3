//! A ticket and its history, sorted, deduplicated and checked for the impossible.

mod merger;
mod sift;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};

use crate::{
    Channel, Classification, Contradiction, CustomerId, EventKind, EventKinds, Tag, TicketEvent, TicketId,
};

/// A ticket as a caller hands it over: plain data, events in any order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TicketRecord {
    /// Which ticket it is.
    pub id: TicketId,
    /// Whose ticket it is, if known.
    pub customer: Option<CustomerId>,
    /// The channel by which it came in, if known.
    pub channel: Option<Channel>,
    /// Free labels.
    pub tags: Vec<Tag>,
    /// Whether it says what the matter is (clause D-RESP-4); `None` where the source does not tell. The text itself is
    /// never held: it may be personal.
    pub described: Option<bool>,
    /// What happened, in any order; exact repeats count once.
    pub events: Vec<TicketEvent>,
}

impl TicketRecord {
    /// Returns a ticket of which nothing but its events is known.
    pub fn new(id: TicketId, events: Vec<TicketEvent>) -> Self {
        Self { id, customer: None, channel: None, tags: Vec::new(), described: None, events }
    }
}

/// Which of the facts on record count at an instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Knowledge {
    /// All that had happened by then, whenever it was recorded: how it was.
    #[default]
    Hindsight,
    /// Only what had been recorded by then: what could be known. An event without a time of recording counts as recorded
    /// when it happened.
    AsKnown,
}

impl Knowledge {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Hindsight, "hindsight"), (Self::AsKnown, "as-known")];
}

/// A ticket with a clean history: sorted, without repeats, impossible events set aside.
///
/// # Examples
///
/// ```
/// use crm_model::chrono::{DateTime, TimeDelta};
/// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
///
/// let nine = "2026-03-02T09:00:00Z".parse::<DateTime<_>>()?;
/// let early = nine - TimeDelta::minutes(5);
/// let ticket = Ticket::new(TicketRecord::new(
///     TicketId::new("T-1")?,
///     vec![
///         TicketEvent::at(early, Happening::FirstResponse), // before the ticket: impossible
///         TicketEvent::at(nine, Happening::Opened),
///         TicketEvent::at(nine, Happening::Opened), // a repeat
///     ],
/// ));
/// assert_eq!((ticket.events().len(), ticket.set_aside().len(), ticket.repeats()), (1, 1, 1));
/// assert_eq!(ticket.contradictions().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    id: TicketId,
    customer: Option<CustomerId>,
    channel: Option<Channel>,
    tags: Vec<Tag>,
    described: Option<bool>,
    // INVARIANT: sorted, no two equal, none before the opening.
    events: Vec<TicketEvent>,
    // INVARIANT: sorted; the events that `contradictions` put out of use.
    set_aside: Vec<TicketEvent>,
    contradictions: Vec<Contradiction>,
    repeats: usize,
}

impl Ticket {
    /// Returns the ticket with its events sorted, repeats dropped and impossible events set aside.
    ///
    /// Nothing is refused: what cannot be true is named in [`contradictions`](Self::contradictions).
    pub fn new(record: TicketRecord) -> Self {
        let TicketRecord { id, customer, channel, mut tags, described, mut events } = record;
        events.sort_unstable();
        let given = events.len();
        events.dedup();
        let repeats = given - events.len();
        tags.sort_unstable();
        tags.dedup();
        let mut ticket = Self {
            id,
            customer,
            channel,
            tags,
            described,
            events: Vec::new(),
            set_aside: Vec::new(),
            contradictions: Vec::new(),
            repeats,
        };
        ticket.sift(events);
        ticket
    }

    /// Returns which ticket it is.
    pub fn id(&self) -> &TicketId {
        &self.id
    }

    /// Returns whose ticket it is, if known.
    pub fn customer(&self) -> Option<&CustomerId> {
        self.customer.as_ref()
    }

    /// Returns the channel by which it came in, if known.
    pub fn channel(&self) -> Option<&Channel> {
        self.channel.as_ref()
    }

    /// Returns its labels, sorted.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Returns whether it says what the matter is, or `None` where the source does not tell.
    pub fn described(&self) -> Option<bool> {
        self.described
    }

    /// Returns the usable events, sorted.
    pub fn events(&self) -> &[TicketEvent] {
        &self.events
    }

    /// Returns the usable events up to `instant` (inclusive), sorted.
    pub fn events_until(&self, instant: DateTime<Utc>) -> &[TicketEvent] {
        let known = self.events.partition_point(|event| event.occurred_at <= instant);
        self.events.get(..known).unwrap_or_default()
    }

    /// Returns the events that cannot have happened as recorded, sorted. No clock uses them; what a judgement among
    /// them said counts from the opening.
    pub fn set_aside(&self) -> &[TicketEvent] {
        &self.set_aside
    }

    /// Returns what is impossible about the history, in order of the events concerned.
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// Returns how many events were exact repeats of others.
    pub fn repeats(&self) -> usize {
        self.repeats
    }

    /// Returns when the ticket was opened, or `None` where the history does not say.
    pub fn opened_at(&self) -> Option<DateTime<Utc>> {
        self.first(EventKind::Opened).map(|event| event.occurred_at)
    }

    /// Returns the first usable event of a kind.
    pub fn first(&self, kind: EventKind) -> Option<&TicketEvent> {
        self.events.iter().find(|event| event.kind() == kind)
    }

    /// Returns which kinds of event up to `instant` (inclusive) were set aside.
    pub fn kinds_set_aside_until(&self, instant: DateTime<Utc>) -> EventKinds {
        let known = self.set_aside.iter().take_while(|event| event.occurred_at <= instant);
        known.map(TicketEvent::kind).collect()
    }

    /// Returns what had been judged about the ticket by `instant` (inclusive): for each part, the last word.
    pub fn classification_at(&self, instant: DateTime<Utc>) -> Classification {
        let mut known = Classification::default();
        for event in self.events_until(instant) {
            known.learn(event);
        }
        known
    }

    /// Returns the ticket as it stood on record at `instant`: without the events that were recorded later.
    ///
    /// Borrowed where nothing was recorded later, which is nearly always.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    ///
    /// let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened);
    /// let mut solved = TicketEvent::at("2026-03-02T12:00:00Z".parse()?, Happening::Solved);
    /// solved.recorded_at = Some("2026-03-04T08:00:00Z".parse()?);
    /// let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1")?, vec![opened, solved]));
    /// assert_eq!(ticket.known_at("2026-03-03T00:00:00Z".parse()?).events().len(), 1);
    /// assert_eq!(ticket.known_at("2026-03-04T08:00:00Z".parse()?).events().len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn known_at(&self, instant: DateTime<Utc>) -> Cow<'_, Self> {
        let is_known = |event: &TicketEvent| event.recorded_at.unwrap_or(event.occurred_at) <= instant;
        if self.events.iter().chain(&self.set_aside).all(is_known) {
            return Cow::Borrowed(self);
        }
        let mut record = self.clone().into_record();
        record.events.retain(is_known);
        Cow::Owned(Self::new(record))
    }

    /// Gives a record back that makes the same ticket: set-aside events are in it, repeats are not.
    pub fn into_record(mut self) -> TicketRecord {
        self.events.append(&mut self.set_aside);
        TicketRecord {
            id: self.id,
            customer: self.customer,
            channel: self.channel,
            tags: self.tags,
            described: self.described,
            events: self.events,
        }
    }
}

#[cfg(test)]
mod tests;
