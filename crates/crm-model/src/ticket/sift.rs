//! Which events of a history can be true: those that cannot are set aside, and named as contradictions.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::mem;

use chrono::{DateTime, Utc};

use super::Ticket;
use crate::{Contradiction, EventKind, EventKinds, Happening, Precision, TicketEvent, WaitReason};

impl Ticket {
    /// Sets aside what is impossible among `events`, which are sorted, and keeps the rest.
    pub(super) fn sift(&mut self, events: Vec<TicketEvent>) {
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
