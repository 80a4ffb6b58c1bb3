//! What a customer whose ticket was merged into another still waits for (edge case T35).

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};

use super::{Ticket, TicketRecord};
use crate::{EventKind, Happening, TicketEvent, WaitReason};

impl Ticket {
    /// Returns the history of this ticket as it goes on in the one into which it was merged, and the instant of the merger:
    /// its own events before the merger, then those of `target` after it. `None` where it was not merged into `target`.
    ///
    /// The result keeps this ticket's id, customer and channel. Its own waits end with the merger; what `target` waits for
    /// then, it waits for from then on. If `target` is solved or closed at the merger, the result is closed then: the matter
    /// is taken for settled, until `target` is reopened.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::chrono::{DateTime, Utc};
    /// use crm_model::{EventKind, Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    ///
    /// let ticket = |id: &str, events: Vec<(&str, Happening)>| -> Result<_, Box<dyn std::error::Error>> {
    ///     let at = |(at, what): (&str, Happening)| Ok(TicketEvent::at(at.parse::<DateTime<Utc>>()?, what));
    ///     let events = events.into_iter().map(at).collect::<Result<_, Box<dyn std::error::Error>>>()?;
    ///     Ok(Ticket::new(TicketRecord::new(TicketId::new(id)?, events)))
    /// };
    /// let second = TicketId::new("T-2")?;
    /// let merged =
    ///     ticket("T-1", vec![("2026-03-02T09:00:00Z", Happening::Opened), ("2026-03-02T10:00:00Z", Happening::Merged(second))])?;
    /// let target =
    ///     ticket("T-2", vec![("2026-03-02T09:30:00Z", Happening::Opened), ("2026-03-02T11:00:00Z", Happening::Solved)])?;
    /// let (at, history) = merged.continued_in(&target).unwrap();
    /// assert_eq!(at, "2026-03-02T10:00:00Z".parse::<DateTime<Utc>>()?);
    /// let kinds: Vec<EventKind> = history.events().iter().map(TicketEvent::kind).collect();
    /// assert_eq!(kinds, [EventKind::Opened, EventKind::Solved]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn continued_in(&self, target: &Self) -> Option<(DateTime<Utc>, Self)> {
        let into_target =
            |event: &&TicketEvent| matches!(&event.happening, Happening::Merged(into) if *into == target.id);
        let merger = self.events.iter().find(into_target)?;
        let at = merger.occurred_at;
        // What cannot have happened as recorded casts its doubt on the promises that go on.
        let own = self.events.iter().chain(&self.set_aside);
        let before = own.filter(|event| *event < merger).cloned();
        let own_waits = (!self.waits_at(at).is_empty()).then(|| TicketEvent::at(at, Happening::Back(None)));
        let waits = target.waits_at(at).into_iter();
        let waits = waits.map(|reason| TicketEvent::at(at, Happening::Waiting(reason.clone())));
        let after =
            target.events.iter().filter(|event| event.occurred_at > at && event.kind() != EventKind::Opened);
        let at_rest = target.is_at_rest(at).then(|| TicketEvent::at(at, Happening::Closed));
        let joint = own_waits.into_iter().chain(waits).chain(at_rest);
        let events: Vec<TicketEvent> = before.chain(joint).chain(after.cloned()).collect();
        let record = TicketRecord {
            customer: self.customer.clone(),
            channel: self.channel.clone(),
            ..TicketRecord::new(self.id.clone(), events)
        };
        Some((at, Self::new(record)))
    }

    /// Returns whether the ticket is solved or closed at `instant`, the events of that instant included.
    fn is_at_rest(&self, instant: DateTime<Utc>) -> bool {
        let turns = |event: &&TicketEvent| {
            matches!(event.kind(), EventKind::Solved | EventKind::Closed | EventKind::Reopened)
        };
        let last = self.events_until(instant).iter().rfind(turns);
        last.is_some_and(|event| event.kind() != EventKind::Reopened)
    }

    /// Returns what the ticket waits for at `instant`, the events of that instant included but for a merger.
    fn waits_at(&self, instant: DateTime<Utc>) -> BTreeSet<&WaitReason> {
        let mut waits = BTreeSet::new();
        for event in self.events_until(instant) {
            match &event.happening {
                Happening::Waiting(reason) => {
                    waits.insert(reason);
                }
                Happening::Back(Some(reason)) => {
                    waits.remove(reason);
                }
                Happening::Back(None) | Happening::Solved | Happening::Closed | Happening::Reopened => {
                    waits.clear();
                }
                _ => {}
            }
        }
        waits
    }
}
