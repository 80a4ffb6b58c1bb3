//! [`Absorbed`]: a ticket that was merged into another (edge case T35).

use alloc::borrow::Cow;
use alloc::sync::Arc;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Happening, Ticket, TicketEvent, TicketId};

/// A ticket that was merged into another, as its history goes on there.
///
/// # Examples
///
/// ```
/// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
/// use crm_sla::Absorbed;
///
/// let (first, second) = (TicketId::new("T-1")?, TicketId::new("T-2")?);
/// let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened);
/// let merged = TicketEvent::at("2026-03-02T10:00:00Z".parse()?, Happening::Merged(second.clone()));
/// let source = Ticket::new(TicketRecord::new(first, vec![opened.clone(), merged]));
/// let target = Ticket::new(TicketRecord::new(second, vec![opened]));
/// assert_eq!(Absorbed::new(&source, &target).unwrap().at(), "2026-03-02T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>()?);
/// assert!(Absorbed::new(&target, &source).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absorbed {
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    history: Ticket,
    // INVARIANT: the merged ticket and those that carried it on, each merged into the next; empty where every event was
    // recorded when it happened, so that the history tells what was known of them at any time.
    links: Vec<Arc<Ticket>>,
}

impl Absorbed {
    /// Returns what `merged` brings into `target`, or `None` where it was not merged into it.
    ///
    /// See [`joined_by`](Self::joined_by) for a chain of mergers.
    pub fn new(merged: &Ticket, target: &Ticket) -> Option<Self> {
        let (at, history) = merged.continued_in(target)?;
        let recorded_at = recorded_at(merged, target.id())?;
        let links = if is_recorded_late(merged) || is_recorded_late(target) {
            Vec::from([merged, target].map(|ticket| Arc::new(ticket.clone())))
        } else {
            Vec::new()
        };
        Some(Self { at, recorded_at, history, links })
    }

    /// Returns what a ticket that was merged into this one before brings into the same target, or `None` where it was not
    /// merged into this one, or only when this one was no more.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    /// use crm_sla::Absorbed;
    ///
    /// let id = TicketId::new;
    /// let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened);
    /// let merged = |at: &str, into| at.parse().map(|at| TicketEvent::at(at, Happening::Merged(into)));
    /// let ticket = |id, events| Ticket::new(TicketRecord::new(id, events));
    /// let first = ticket(id("T-1")?, vec![opened.clone(), merged("2026-03-02T10:00:00Z", id("T-2")?)?]);
    /// let second = ticket(id("T-2")?, vec![opened.clone(), merged("2026-03-02T11:00:00Z", id("T-3")?)?]);
    /// let third = ticket(id("T-3")?, vec![opened]);
    /// let chain = Absorbed::new(&second, &third).and_then(|link| link.joined_by(&first)).unwrap();
    /// assert_eq!((chain.ticket().as_str(), chain.at()), ("T-1", "2026-03-02T11:00:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn joined_by(&self, merged: &Ticket) -> Option<Self> {
        let (at, history) = merged.continued_in(&self.history)?;
        if at >= self.at {
            return None;
        }
        let recorded_at = recorded_at(merged, self.ticket())?.max(self.recorded_at);
        let links = if self.links.is_empty() && !is_recorded_late(merged) {
            Vec::new()
        } else {
            let later = if self.links.is_empty() {
                Vec::from([Arc::new(self.history.clone())])
            } else {
                self.links.clone()
            };
            core::iter::once(Arc::new(merged.clone())).chain(later).collect()
        };
        Some(Self { at: self.at, recorded_at, history, links })
    }

    /// Returns it by what was on record of all tickets concerned at `instant`, or `None` where no merger was.
    pub(crate) fn known_at(&self, instant: DateTime<Utc>) -> Option<Cow<'_, Self>> {
        let [merged, targets @ ..] = self.links.as_slice() else {
            return (self.recorded_at <= instant).then_some(Cow::Borrowed(self));
        };
        let mut history = merged.known_at(instant).into_owned();
        for target in targets {
            (_, history) = history.continued_in(&target.known_at(instant))?;
        }
        Some(Cow::Owned(Self { at: self.at, recorded_at: self.recorded_at, history, links: Vec::new() }))
    }

    /// Returns when it was merged.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Returns when the merger was recorded: with the event, unless it says otherwise; of a chain the last link.
    pub fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded_at
    }

    /// Returns the merged ticket's history before the merger and the other's after it.
    pub fn history(&self) -> &Ticket {
        &self.history
    }

    /// Returns the merged ticket.
    pub fn ticket(&self) -> &TicketId {
        self.history.id()
    }
}

/// Returns when it was recorded that a ticket was merged into another: with the event, unless it says otherwise.
fn recorded_at(merged: &Ticket, into: &TicketId) -> Option<DateTime<Utc>> {
    let is_it =
        |event: &&TicketEvent| matches!(&event.happening, Happening::Merged(target) if target == into);
    let event = merged.events().iter().find(is_it)?;
    Some(event.recorded_at.unwrap_or(event.occurred_at))
}

/// Returns whether any event was recorded after it happened.
fn is_recorded_late(ticket: &Ticket) -> bool {
    let is_late = |event: &TicketEvent| event.recorded_at.is_some_and(|at| at > event.occurred_at);
    ticket.events().iter().chain(ticket.set_aside()).any(is_late)
}
