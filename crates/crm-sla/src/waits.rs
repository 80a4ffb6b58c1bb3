//! When a clock stood still, and how well that is known.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crm_model::{EventKind, Happening, Precision, TicketEvent, WaitReason};

use crate::times::Pause;

/// The pauses of a clock: sorted and disjoint, each list being the union of all reasons (edge case T8).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pauses {
    /// As recorded, bounds taken for instants.
    pub(crate) recorded: Vec<Pause>,
    /// The shortest and the longest that they may have been, where an edge is known only as a bound.
    pub(crate) readings: Option<Readings>,
}

/// What the pauses may have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Readings {
    /// Without the pauses that may have ended the moment they began.
    pub(crate) shortest: Vec<Pause>,
    /// With the pauses that may have begun earlier drawn out to the beginning of time.
    pub(crate) longest: Vec<Pause>,
    /// An event whose instant is in doubt.
    pub(crate) doubtful: EventKind,
}

/// One end of a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) at: i64,
    pub(crate) event: EventKind,
    pub(crate) precision: Precision,
}

impl From<&TicketEvent> for Edge {
    fn from(event: &TicketEvent) -> Self {
        Self { at: event.occurred_at.timestamp_micros(), event: event.kind(), precision: event.precision }
    }
}

/// The waits that pause a clock, while events go by.
pub(crate) struct Waits<'a> {
    reasons: &'a BTreeSet<WaitReason>,
    open: Vec<(&'a WaitReason, Edge)>,
    /// Waits of no length whose end was sorted before their beginning: they ended at this instant.
    ended_at: Vec<(Option<WaitReason>, i64)>,
    /// Beginning and end; no end for one that lasts.
    past: Vec<(Edge, Option<Edge>)>,
}

impl<'a> Waits<'a> {
    /// Returns the waits for any of these reasons; others pause nothing.
    pub(crate) fn new(reasons: &'a BTreeSet<WaitReason>) -> Self {
        Self { reasons, open: Vec::new(), ended_at: Vec::new(), past: Vec::new() }
    }

    pub(crate) fn take(&mut self, event: &TicketEvent) {
        if self.reasons.is_empty() {
            return;
        }
        match &event.happening {
            Happening::Waiting(reason) => self.begin(reason, event.into()),
            Happening::Back(reason) => self.back(reason.as_ref(), event.into()),
            Happening::Solved | Happening::Closed | Happening::Reopened | Happening::Merged(_) => {
                self.end(event.into(), |_| true);
            }
            _ => {}
        }
    }

    /// Adds a pause that is no wait.
    pub(crate) fn add(&mut self, start: Edge, end: Edge) {
        self.past.push((start, Some(end)));
    }

    fn begin(&mut self, reason: &WaitReason, now: Edge) {
        let ended = |(ended, at): &(Option<WaitReason>, i64)| {
            *at == now.at && ended.as_ref().is_none_or(|ended| ended == reason)
        };
        if self.ended_at.iter().any(ended) {
            return;
        }
        if let Some(reason) = self.reasons.get(reason)
            && !self.open.iter().any(|(open, _)| *open == reason)
        {
            self.open.push((reason, now));
        }
    }

    fn back(&mut self, reason: Option<&WaitReason>, now: Edge) {
        let open = self.open.len();
        self.end(now, |open| reason.is_none_or(|reason| reason == open));
        if self.open.len() == open {
            self.ended_at.retain(|(_, at)| *at == now.at);
            self.ended_at.push((reason.cloned(), now.at));
        }
    }

    fn end(&mut self, now: Edge, ends: impl Fn(&WaitReason) -> bool) {
        let past = &mut self.past;
        self.open.retain(|(reason, start)| {
            let ended = ends(reason);
            if ended {
                past.push((*start, Some(now)));
            }
            !ended
        });
    }

    /// Returns whether nothing has paused the clock so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.past.is_empty()
    }

    pub(crate) fn finish(mut self) -> Pauses {
        self.past.extend(self.open.iter().map(|(_, start)| (*start, None)));
        let pause = |(start, end): &(Edge, Option<Edge>)| Pause {
            start: start.at,
            end: end.map_or(Pause::OPEN, |end| end.at),
        };
        Pauses { recorded: union(self.past.iter().map(pause).collect()), readings: self.readings(pause) }
    }

    fn readings(&self, pause: impl Fn(&(Edge, Option<Edge>)) -> Pause) -> Option<Readings> {
        let edges = self.past.iter().flat_map(|(start, end)| core::iter::once(start).chain(end));
        let doubtful = edges.clone().find(|edge| edge.precision == Precision::NotAfter)?.event;
        let ends_exactly =
            |(_, end): &&(Edge, Option<Edge>)| end.is_none_or(|end| end.precision == Precision::Exact);
        let drawn_out = |wait: &(Edge, Option<Edge>)| match wait.0.precision {
            Precision::Exact => pause(wait),
            Precision::NotAfter => Pause { start: i64::MIN, ..pause(wait) },
        };
        Some(Readings {
            shortest: union(self.past.iter().filter(ends_exactly).map(&pause).collect()),
            longest: union(self.past.iter().map(drawn_out).collect()),
            doubtful,
        })
    }
}

fn union(mut pauses: Vec<Pause>) -> Vec<Pause> {
    pauses.sort_unstable();
    let mut joined: Vec<Pause> = Vec::with_capacity(pauses.len());
    for pause in pauses.into_iter().filter(|pause| pause.start < pause.end) {
        match joined.last_mut() {
            Some(last) if pause.start <= last.end => last.end = last.end.max(pause.end),
            _ => joined.push(pause),
        }
    }
    joined
}
