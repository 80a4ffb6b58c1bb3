//! A ticket and its history, sorted, deduplicated and checked for the impossible.

use alloc::collections::{BTreeMap, BTreeSet};
mod merger;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::mem;

use chrono::{DateTime, Utc};

use crate::{
    Channel, Classification, Contradiction, CustomerId, EventKind, EventKinds, Happening, Precision, Tag,
    TicketEvent, TicketId, WaitReason,
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

    fn sift(&mut self, events: Vec<TicketEvent>) {
        let opening = events.iter().find(|event| event.kind() == EventKind::Opened).cloned();
        let opened = opening.as_ref().map(|event| event.occurred_at);
        if opening.is_none() {
            self.contradictions.push(Contradiction::NeverOpened);
        }
        let mut seen = EventKinds::NONE;
        let mut waits = OpenWaits::new(&events);
        let mut judged = Vec::new();
        self.events = Vec::with_capacity(events.len());
        for mut event in events {
            let contradiction = contradiction_of(&event, opened, seen).or_else(|| waits.contradict(&event));
            if let Some(contradiction) = contradiction {
                let usable = contradiction.leaves_event_usable();
                self.contradictions.push(contradiction);
                if !usable {
                    judged.extend(judged_by_the_opening(&event, opening.as_ref()));
                    self.set_aside.push(event);
                    continue;
                }
            }
            if event.recorded_at.is_some_and(|recorded| recorded < event.occurred_at) {
                let recorded_at = mem::take(&mut event.recorded_at);
                self.contradictions.push(Contradiction::RecordedBeforeItOccurred {
                    event: event.kind(),
                    occurred_at: event.occurred_at,
                    recorded_at: recorded_at.unwrap_or(event.occurred_at),
                });
            }
            seen = seen.with(event.kind());
            self.events.push(event);
        }
        // Events that differed only in an impossible recording time are repeats of one another now.
        let given = self.events.len();
        self.events.sort_unstable();
        self.events.dedup();
        self.repeats += given - self.events.len();
        self.events.append(&mut judged);
        self.events.sort_unstable();
        self.events.dedup();
    }
}

/// Returns what a judgement that is dated before the `opening` still tells: its date cannot be right, but that was the
/// ticket's nature by the time it opened.
fn judged_by_the_opening(event: &TicketEvent, opening: Option<&TicketEvent>) -> Option<TicketEvent> {
    let opening = opening.filter(|opening| event < opening)?;
    let judged = matches!(event.happening, Happening::Classified(_));
    judged.then(|| TicketEvent {
        occurred_at: opening.occurred_at,
        sequence: opening.sequence,
        precision: Precision::NotAfter,
        ..event.clone()
    })
}

/// Returns what is wrong with `event`, given the kinds `seen` before it in a ticket opened at `opened`.
fn contradiction_of(
    event: &TicketEvent,
    opened: Option<DateTime<Utc>>,
    seen: EventKinds,
) -> Option<Contradiction> {
    let (kind, occurred_at) = (event.kind(), event.occurred_at);
    let lacks = |needed: EventKind| {
        let unknown_past = event.precision == Precision::NotAfter;
        (!unknown_past && !seen.contains(needed)).then_some(Contradiction::WithoutCause {
            event: kind,
            occurred_at,
            needed,
        })
    };
    match kind {
        EventKind::Opened if seen.contains(EventKind::Opened) => {
            Some(Contradiction::OpenedTwice { occurred_at })
        }
        _ if opened.is_some() && !seen.contains(EventKind::Opened) && kind != EventKind::Opened => {
            Some(Contradiction::BeforeTheTicket {
                event: kind,
                occurred_at,
                opened_at: opened.unwrap_or(occurred_at),
            })
        }
        EventKind::Confirmed | EventKind::Disputed | EventKind::Revisited => lacks(EventKind::Solved),
        _ => None,
    }
}

/// The waits that are open while events go by.
struct OpenWaits {
    open: BTreeSet<WaitReason>,
    /// The waits that begin at each instant, for a resumption that is sorted before a wait of the same instant.
    begins: BTreeMap<DateTime<Utc>, BTreeSet<WaitReason>>,
}

impl OpenWaits {
    fn new(events: &[TicketEvent]) -> Self {
        let mut begins: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for event in events {
            if let Happening::Waiting(reason) = &event.happening {
                begins.entry(event.occurred_at).or_default().insert(reason.clone());
            }
        }
        Self { open: BTreeSet::new(), begins }
    }

    /// Takes an event in and returns what is wrong with it: a resumption where nothing waits.
    fn contradict(&mut self, event: &TicketEvent) -> Option<Contradiction> {
        let occurred_at = event.occurred_at;
        let begins_now = self.begins.get(&occurred_at);
        let explained = match &event.happening {
            Happening::Waiting(reason) => {
                self.open.insert(reason.clone());
                true
            }
            Happening::Back(None) => !mem::take(&mut self.open).is_empty() || begins_now.is_some(),
            Happening::Back(Some(reason)) => {
                self.open.remove(reason) || begins_now.is_some_and(|reasons| reasons.contains(reason))
            }
            _ => true,
        };
        let unknown_past = event.precision == Precision::NotAfter;
        (!explained && !unknown_past).then_some(Contradiction::WithoutCause {
            event: EventKind::Back,
            occurred_at,
            needed: EventKind::Waiting,
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use chrono::TimeDelta;

    use super::*;
    use crate::Kind;

    fn minute(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn ticket(events: Vec<TicketEvent>) -> Ticket {
        Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events))
    }

    #[test]
    fn t38_any_order_and_repeats_give_the_same_history() {
        let opened = TicketEvent::at(minute(0), Happening::Opened);
        let solved = TicketEvent::at(minute(9), Happening::Solved);
        let sorted = ticket(vec![opened.clone(), solved.clone()]);
        let shuffled = ticket(vec![solved.clone(), opened, solved]);
        assert_eq!(sorted.events(), shuffled.events());
        assert_eq!(shuffled.repeats(), 1);
    }

    #[test]
    fn t38_resume_without_pause_is_a_contradiction_and_changes_nothing() {
        let ticket = ticket(vec![
            TicketEvent::at(minute(0), Happening::Opened),
            TicketEvent::at(minute(5), Happening::Back(None)),
        ]);
        assert_eq!(
            ticket.contradictions(),
            [Contradiction::WithoutCause {
                event: EventKind::Back,
                occurred_at: minute(5),
                needed: EventKind::Waiting
            }]
        );
        assert_eq!(ticket.events().len(), 1);
    }

    #[test]
    fn a_second_resumption_is_one_too_many_and_a_wait_of_no_length_is_none() {
        let wait = Happening::Waiting(WaitReason::new("customer").unwrap());
        let back = Happening::Back(WaitReason::new("customer").ok());
        let opened = TicketEvent::at(minute(0), Happening::Opened);
        let at = |minutes, what: &Happening| TicketEvent::at(minute(minutes), what.clone());
        let twice = ticket(vec![opened.clone(), at(1, &wait), at(2, &back), at(3, &back)]);
        assert_eq!(twice.contradictions().len(), 1);
        let no_length = ticket(vec![opened, at(1, &wait), at(1, &back)]);
        assert!(no_length.contradictions().is_empty());
    }

    #[test]
    fn an_event_that_its_source_puts_before_the_opening_is_set_aside() {
        let mut opened = TicketEvent::at(minute(0), Happening::Opened);
        opened.sequence = Some(1);
        let ticket = ticket(vec![opened, TicketEvent::at(minute(0), Happening::FirstResponse)]);
        assert_eq!(ticket.contradictions()[0].rule(), "event-before-ticket");
    }

    #[test]
    fn x38_a_recorder_behind_the_event_loses_its_time_not_the_event() {
        let mut event = TicketEvent::at(minute(5), Happening::Solved);
        event.recorded_at = Some(minute(4));
        let ticket = ticket(vec![TicketEvent::at(minute(0), Happening::Opened), event]);
        assert_eq!(ticket.events().len(), 2);
        assert_eq!(ticket.events()[1].recorded_at, None);
        assert_eq!(ticket.contradictions().len(), 1);
    }

    #[test]
    fn k19_an_event_before_its_ticket_is_set_aside() {
        let ticket = ticket(vec![
            TicketEvent::at(minute(0), Happening::Opened),
            TicketEvent::at(minute(-1), Happening::FirstResponse),
        ]);
        assert_eq!(ticket.set_aside().len(), 1);
        assert!(ticket.kinds_set_aside_until(minute(0)).contains(EventKind::FirstResponse));
    }

    #[test]
    fn a_judgement_dated_before_the_ticket_counts_from_its_opening() {
        let kind = Some(Kind::new("inquiry").unwrap());
        let judged = Happening::Classified(Classification { kind, ..Default::default() });
        let ticket =
            ticket(vec![TicketEvent::at(minute(0), Happening::Opened), TicketEvent::at(minute(-90), judged)]);
        assert_eq!((ticket.set_aside().len(), ticket.contradictions().len()), (1, 1));
        assert_eq!(ticket.classification_at(minute(0)).kind.unwrap().as_str(), "inquiry");
        assert_eq!(ticket.events()[1].precision, Precision::NotAfter);
        let again = Ticket::new(ticket.clone().into_record());
        assert_eq!(again, ticket);
    }

    #[test]
    fn the_last_word_on_each_axis_counts() {
        let judged = |kind: Option<&str>, urgency: Option<&str>| {
            Happening::Classified(Classification {
                kind: kind.map(|text| Kind::new(text).unwrap()),
                urgency: urgency.map(|text| crate::Urgency::new(text).unwrap()),
                complexity: None,
            })
        };
        let ticket = ticket(vec![
            TicketEvent::at(minute(0), Happening::Opened),
            TicketEvent::at(minute(1), judged(Some("inquiry"), Some("regular"))),
            TicketEvent::at(minute(2), judged(Some("complaint"), None)),
        ]);
        let known = ticket.classification_at(minute(2));
        assert_eq!(known.kind.unwrap().as_str(), "complaint");
        assert_eq!(known.urgency.unwrap().as_str(), "regular");
        assert_eq!(ticket.classification_at(minute(0)), Classification::default());
    }
}
