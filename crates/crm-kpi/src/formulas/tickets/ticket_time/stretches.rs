//! From the history of a ticket to the stretches of time in it.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{EventKind, Happening, Precision, Ticket, TicketEvent};

use super::Stretch;

/// An instant and whether it is more than a bound.
type Known = (DateTime<Utc>, bool);

/// How a stretch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// After so long.
    After(ElapsedTime),
    /// It has not, and has lasted so long; `None` where its beginning is only a bound.
    Open(Option<ElapsedTime>),
    /// An instant is only a bound, or what ended it, or may have, contradicts the record (case K19).
    Undetermined,
}

/// One stretch of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lasted {
    /// The instant that says to which period it belongs.
    pub(crate) at: DateTime<Utc>,
    pub(crate) end: End,
}

impl Stretch {
    /// Returns the stretches of a ticket, by what had happened until `as_of`.
    pub(crate) fn of(&self, ticket: &Ticket, as_of: DateTime<Utc>) -> Vec<Lasted> {
        let walk = Walk { stretch: self, ticket, events: ticket.events_until(as_of), as_of };
        match self {
            Self::FirstResponse | Self::Cycle => walk.openings(),
            Self::NextResponse => walk.next_responses(),
            Self::Resolution => walk.resolution().into_iter().collect(),
            Self::Handling => walk.handling().into_iter().collect(),
            Self::Reported { .. } | Self::Remedied { .. } => walk.until_first().into_iter().collect(),
        }
    }
}

struct Walk<'a> {
    stretch: &'a Stretch,
    ticket: &'a Ticket,
    events: &'a [TicketEvent],
    as_of: DateTime<Utc>,
}

impl Walk<'_> {
    fn openings(&self) -> Vec<Lasted> {
        let (mut found, mut begun) = (Vec::new(), None);
        for event in self.events {
            match event.kind() {
                EventKind::Opened | EventKind::Reopened => begun = begun.or(Some(known(event))),
                EventKind::Merged => begun = None,
                kind if self.stretch.ends().contains(kind) => {
                    found.extend(begun.take().map(|begun| ended(begun, known(event))));
                }
                _ => {}
            }
        }
        // What is set aside is dated before the opening: it may be what ended the first stretch, before what is counted.
        let is_doubtful = self.has_doubtful_end();
        for first in found.iter_mut().take(usize::from(is_doubtful)) {
            first.end = End::Undetermined;
        }
        found.extend(begun.map(|begun| self.open(begun)));
        found
    }

    fn next_responses(&self) -> Vec<Lasted> {
        let (mut found, mut begun, mut awaits_first) = (Vec::new(), None, true);
        for event in self.events {
            match event.kind() {
                EventKind::Opened => awaits_first = true,
                EventKind::Reopened => {
                    awaits_first = true;
                    // The message that reopened the ticket waits for the first answer from then on.
                    begun = begun.filter(|(at, _)| *at < event.occurred_at);
                }
                EventKind::Merged => begun = None,
                EventKind::MessageIn if !awaits_first => begun = begun.or(Some(known(event))),
                kind if self.stretch.ends().contains(kind) => {
                    awaits_first = false;
                    found.extend(begun.take().map(|begun| ended(begun, known(event))));
                }
                _ => {}
            }
        }
        found.extend(begun.map(|begun| self.open(begun)));
        found
    }

    fn resolution(&self) -> Option<Lasted> {
        if self.last(|event| event.kind() == EventKind::Merged).is_some() {
            return None;
        }
        let opened = known(self.events.iter().find(|event| event.kind() == EventKind::Opened)?);
        let last = self.last(|event| matches!(event.kind(), EventKind::Solved | EventKind::Reopened));
        Some(match last.filter(|event| event.kind() == EventKind::Solved) {
            Some(solved) => ended(opened, known(solved)),
            None => self.open(opened),
        })
    }

    fn handling(&self) -> Option<Lasted> {
        if self.last(|event| event.kind() == EventKind::Merged).is_some() {
            return None;
        }
        let opened = self.events.iter().find(|event| event.kind() == EventKind::Opened)?;
        let solved = self.last(|event| event.kind() == EventKind::Solved)?;
        Some(Lasted { at: solved.occurred_at, ..ended(known(opened), known(solved)) })
    }

    fn until_first(&self) -> Option<Lasted> {
        let opened = known(self.events.iter().find(|event| event.kind() == EventKind::Opened)?);
        let is_end = |event: &&TicketEvent| match (&event.happening, self.stretch) {
            (Happening::Escalated(role), Stretch::Reported { to }) => to.is_empty() || to.contains(role),
            (Happening::Remedy(remedy), Stretch::Remedied { by }) => by.is_empty() || by.contains(remedy),
            _ => false,
        };
        match self.events.iter().find(is_end) {
            Some(_) if self.has_doubtful_end() => Some(Lasted { at: opened.0, end: End::Undetermined }),
            Some(end) => Some(ended(opened, known(end))),
            None if self.last(|event| event.kind() == EventKind::Merged).is_some() => None,
            None => Some(self.open(opened)),
        }
    }

    fn last(&self, is_wanted: impl Fn(&TicketEvent) -> bool) -> Option<&TicketEvent> {
        self.events.iter().rev().find(|event| is_wanted(event))
    }

    /// Returns whether an event that could have ended a stretch contradicts the record.
    fn has_doubtful_end(&self) -> bool {
        self.ticket.kinds_set_aside_until(self.as_of).intersects(self.stretch.ends())
    }

    fn open(&self, (at, is_exact): Known) -> Lasted {
        // An end that contradicts the record is not counted, but there was one.
        if self.has_doubtful_end() {
            return Lasted { at, end: End::Undetermined };
        }
        let lasted = between(at, self.as_of).filter(|_| is_exact);
        Lasted { at, end: End::Open(lasted) }
    }
}

fn known(event: &TicketEvent) -> Known {
    (event.occurred_at, event.precision == Precision::Exact)
}

fn ended((from, from_exact): Known, (until, until_exact): Known) -> Lasted {
    let lasted = between(from, until).filter(|_| from_exact && until_exact);
    Lasted { at: from, end: lasted.map_or(End::Undetermined, End::After) }
}

fn between(from: DateTime<Utc>, until: DateTime<Utc>) -> Option<ElapsedTime> {
    let micros = until.timestamp_micros().checked_sub(from.timestamp_micros())?;
    (micros >= 0).then(|| ElapsedTime::from_micros(micros))
}
