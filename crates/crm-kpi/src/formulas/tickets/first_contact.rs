//! First-contact resolution (clause L-COMP-4): tickets solved at the first contact, and not reopened soon / tickets.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{EventKind, EventKinds, Kind, Precision, Ratio, Ticket, TicketEvent};

use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_merged, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

/// When a ticket counts as solved at the first contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstContact {
    /// The kinds of ticket; empty for all.
    pub kinds: Vec<Kind>,
    /// What more than one contact is.
    pub by: FirstContactBy,
    /// For how long after the solution a reopening undoes it; one after exactly that time does. `None` for ever.
    pub reopened_within: Option<ElapsedTime>,
}

/// What more than one contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum FirstContactBy {
    /// The first answer of a person solves it: there is no second one until the solution. Answers at one instant are one.
    Answers,
    /// The customer turns to the company once: there is no message of the customer after the opening until the solution.
    Messages,
}

impl FirstContactBy {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Answers, "answers"), (Self::Messages, "messages")];

    const fn contacts(self) -> EventKinds {
        match self {
            Self::Answers => EventKinds::NONE.with(EventKind::FirstResponse).with(EventKind::MessageOut),
            Self::Messages => EventKinds::NONE.with(EventKind::MessageIn),
        }
    }
}

tally! {
    /// How a ticket was solved.
    SolvedAt,
    /// Counts of tickets by whether the first contact solved them.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::FirstContactTally;
    ///
    /// let tally = FirstContactTally { first_contact: 7, later: 3, open: 2, undetermined: 0 };
    /// assert_eq!(tally.share().unwrap().to_string(), "7/10"); // of what is open nobody can say
    /// ```
    FirstContactTally {
        /// The first contact solved it, and it was not reopened in time.
        FirstContact => first_contact,
        /// It took more than one contact, or was reopened.
        Later => later,
        /// It is not solved after one contact, or may still be reopened in time.
        Open => open,
        /// An instant is only a bound, or contradicts the record.
        Undetermined => undetermined,
    }
}

impl FirstContactTally {
    /// Returns those solved at the first contact / those of which it is decided, or `None` without any.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.first_contact, self.first_contact.saturating_add(self.later))
    }
}

impl FirstContact {
    /// Returns how a ticket was solved, by what had happened until `as_of`; `None` for one that was never opened.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::ElapsedTime;
    /// use crm_kpi::{FirstContact, FirstContactBy, SolvedAt};
    /// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    ///
    /// let rule = FirstContact {
    ///     kinds: vec![],
    ///     by: FirstContactBy::Answers,
    ///     reopened_within: Some(ElapsedTime::from_hours(72)),
    /// };
    /// let event = |at: &str, what| Ok::<_, chrono::ParseError>(TicketEvent::at(at.parse()?, what));
    /// let ticket = Ticket::new(TicketRecord::new(TicketId::new("1")?, vec![
    ///     event("2026-03-02T09:00:00Z", Happening::Opened)?,
    ///     event("2026-03-02T09:10:00Z", Happening::FirstResponse)?,
    ///     event("2026-03-02T09:10:00Z", Happening::Solved)?,
    /// ]));
    /// assert_eq!(rule.judge(&ticket, "2026-03-05T09:10:00Z".parse()?), Some(SolvedAt::Open)); // the 72 hours end
    /// assert_eq!(rule.judge(&ticket, "2026-03-05T09:10:01Z".parse()?), Some(SolvedAt::FirstContact));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn judge(&self, ticket: &Ticket, as_of: DateTime<Utc>) -> Option<SolvedAt> {
        let events = ticket.events_until(as_of);
        let first = |kind: EventKind| events.iter().find(|event| event.kind() == kind);
        let opened = first(EventKind::Opened)?;
        let solved = first(EventKind::Solved);
        let is_exact = |event: &TicketEvent| event.precision == Precision::Exact;
        let doubtful = EventKinds::NONE.with(EventKind::Solved);
        let set_aside = ticket.kinds_set_aside_until(as_of);
        if solved.is_some_and(|event| !is_exact(event))
            || set_aside.intersects(doubtful)
            || set_aside.intersects(self.by.contacts())
        {
            return Some(SolvedAt::Undetermined);
        }
        let until = solved.map_or(as_of, |event| event.occurred_at);
        let mut contacts: Vec<DateTime<Utc>> = events
            .iter()
            .filter(|event| self.by.contacts().contains(event.kind()) && event.occurred_at <= until)
            .map(|event| event.occurred_at)
            .collect();
        contacts.dedup(); // events come in order of time
        let more = match self.by {
            FirstContactBy::Answers => contacts.len() > 1,
            FirstContactBy::Messages => contacts.iter().any(|at| *at > opened.occurred_at),
        };
        Some(match solved {
            _ if more => SolvedAt::Later,
            None => SolvedAt::Open,
            Some(solved) => self.after(events, solved.occurred_at, as_of),
        })
    }

    /// Returns whether the solution of a first contact has lasted.
    fn after(&self, events: &[TicketEvent], solved: DateTime<Utc>, as_of: DateTime<Utc>) -> SolvedAt {
        let since = |at: DateTime<Utc>| at.timestamp_micros().saturating_sub(solved.timestamp_micros());
        let within = self.reopened_within.map(ElapsedTime::as_micros);
        let is_soon = |at: DateTime<Utc>| within.is_none_or(|within| since(at) <= within);
        let reopened =
            events.iter().any(|event| event.kind() == EventKind::Reopened && is_soon(event.occurred_at));
        if reopened {
            SolvedAt::Later
        } else if within.is_some_and(|within| since(as_of) <= within) {
            SolvedAt::Open
        } else {
            SolvedAt::FirstContact
        }
    }
}

/// First-contact resolution at work, in the period in which the ticket was opened. Tickets that live on in another one do not
/// count.
#[derive(Debug)]
pub(crate) struct SolvedAtOnce<'a> {
    rule: &'a FirstContact,
    windows: &'a Windows,
    told: EventKinds,
    tallies: Series<(FirstContactTally, u64)>,
}

impl<'a> SolvedAtOnce<'a> {
    pub(crate) fn new(rule: &'a FirstContact, told: EventKinds, windows: &'a Windows) -> Self {
        Self { rule, windows, told, tallies: Series::default() }
    }

    /// Returns the kinds of event that are needed, with whether the source tells of them; one contact stands for all.
    fn needed(&self) -> impl Iterator<Item = (EventKind, bool)> {
        let (told, contacts) = (self.told, self.rule.by.contacts());
        let contact = contacts.iter().next().map(|kind| (kind, told.intersects(contacts)));
        let rest = [EventKind::Solved, EventKind::Reopened].into_iter();
        rest.map(move |kind| (kind, told.contains(kind))).chain(contact)
    }
}

impl<'a> Gather<'a> for SolvedAtOnce<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let place = ticket.opened_at().and_then(|at| self.windows.place_of(at));
        let kind = is_of_kind(ticket, &self.rule.kinds, self.windows);
        if place.is_none() || kind == KindMatch::No || is_merged(ticket, self.windows) {
            return;
        }
        let Some(solved) = self.rule.judge(ticket, self.windows.as_of) else { return };
        self.tallies.update(place, |(tally, unknown)| match kind {
            KindMatch::Unknown => *unknown = unknown.saturating_add(1),
            _ => tally.record(solved),
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let FirstContactTally { first_contact, later, .. } = self.tallies.get(place).0;
        let evidence = Evidence::trials(first_contact, first_contact.saturating_add(later));
        self.needed()
            .fold(evidence, |evidence, (kind, is_told)| evidence.with_lack(Lack::Events(kind), Some(is_told)))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let (tally, unknown) = self.tallies.get(place);
        let counts = [
            (Apart::Open, tally.open),
            (Apart::Undetermined, tally.undetermined),
            (Apart::KindUnknown, unknown),
        ];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}
