//! From a ticket's history to the clocks of one rule: when each round started, stood still and ended.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{
    Classification, EventKind, EventKinds, Evidence, Happening, Precision, Ticket, TicketEvent, WaitReason,
};

use crate::rule::{Reopen, Rule};
use crate::target::{End, Ending, Pause, Times};

/// One run of a rule's clock on a ticket. Every event up to the instant of assessment has been taken into account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Round {
    /// Counts from 1.
    pub(crate) number: u32,
    pub(crate) start: Evidence,
    /// Whether the start is known as an instant and not only as a bound.
    pub(crate) start_is_exact: bool,
    pub(crate) end: Option<(Evidence, Ending)>,
    /// Sorted and disjoint.
    pub(crate) pauses: Vec<Pause>,
    /// Whether each pause began at a known instant; else there may have been more of it.
    pub(crate) pauses_are_exact: bool,
}

impl Round {
    pub(crate) fn times(&self) -> Times<'_> {
        let end = self.end.map(|(evidence, how)| End { at: evidence.occurred_at.timestamp_micros(), how });
        Times { start: self.start.occurred_at.timestamp_micros(), end, pauses: &self.pauses }
    }

    /// Returns the instant up to which the clock ran: its end, or `as_of`.
    pub(crate) fn until(&self, as_of: DateTime<Utc>) -> DateTime<Utc> {
        self.end.map_or(as_of, |(evidence, _)| evidence.occurred_at)
    }
}

/// Returns the rounds of `rule`'s clock on `ticket` as they stand at `as_of`, first to last.
pub(crate) fn rounds(rule: &Rule, ticket: &Ticket, as_of: DateTime<Utc>) -> Vec<Round> {
    let mut replay = Replay::new(rule);
    let events = ticket.events();
    let known = events.partition_point(|event| event.occurred_at <= as_of);
    for event in events.iter().take(known) {
        replay.take(event);
    }
    replay.finish()
}

/// The state of one rule's clock while events go by.
struct Replay<'a> {
    rule: &'a Rule,
    judged: Classification,
    rounds: Vec<Round>,
    /// Whether the last round runs.
    running: bool,
    /// The groups of stops that the running round has seen, one bit each.
    seen: u32,
    latest_precision: Precision,
    waits: Waits<'a>,
    /// Pauses other than waits: the time while a ticket was solved.
    solved: Vec<Pause>,
}

impl<'a> Replay<'a> {
    fn new(rule: &'a Rule) -> Self {
        Self {
            rule,
            judged: Classification::default(),
            rounds: Vec::new(),
            running: false,
            seen: 0,
            latest_precision: Precision::Exact,
            waits: Waits { rule, open: Vec::new(), pauses: Vec::new(), exact: true },
            solved: Vec::new(),
        }
    }

    fn take(&mut self, event: &TicketEvent) {
        self.waits.take(event);
        if let Happening::Classified(judged) = &event.happening {
            self.judged.kind = judged.kind.clone().or(self.judged.kind.take());
            self.judged.urgency = judged.urgency.clone().or(self.judged.urgency.take());
            self.judged.complexity = judged.complexity.clone().or(self.judged.complexity.take());
        }
        if self.running && self.stops_at(event) {
            let ending = match self.latest_precision {
                Precision::Exact => Ending::Met,
                Precision::NotAfter => Ending::MetBy,
            };
            self.end(event, ending);
        } else if self.running {
            match event.kind() {
                EventKind::Merged => self.end(event, Ending::Superseded),
                kind if self.rule.cancels().contains(kind) => self.end(event, Ending::Cancelled),
                EventKind::Reopened if follows_solution(self.rule.starts()) => {
                    self.end(event, Ending::Superseded);
                }
                _ => {}
            }
        } else if event.kind() == EventKind::Reopened && !self.rounds.is_empty() {
            self.reopen(event);
        } else if self.starts_at(event) {
            self.start(event);
        }
    }

    /// Returns whether the running round is complete with this event.
    fn stops_at(&mut self, event: &TicketEvent) -> bool {
        if !self.rule.measure().counts(&event.happening) {
            return false;
        }
        let groups = self.rule.stops().groups();
        let before = self.seen;
        for (place, group) in groups.iter().enumerate() {
            if group.contains(event.kind()) {
                self.seen |= 1 << place;
            }
        }
        if self.seen != before {
            self.latest_precision = self.latest_precision.max(event.precision);
        }
        self.seen.count_ones() as usize == groups.len()
    }

    fn starts_at(&self, event: &TicketEvent) -> bool {
        let starts = self.rule.starts();
        if event.kind() != starts || (!self.rounds.is_empty() && !follows_solution(starts)) {
            return false;
        }
        starts != EventKind::Classified || self.rule.when().met_by_judgement(&self.judged)
    }

    fn start(&mut self, event: &TicketEvent) {
        self.running = true;
        self.seen = 0;
        self.latest_precision = Precision::Exact;
        let number = self.rounds.last().map_or(1, |round| round.number.saturating_add(1));
        self.rounds.push(Round {
            number,
            start: evidence(event),
            start_is_exact: event.precision == Precision::Exact,
            end: None,
            pauses: Vec::new(),
            pauses_are_exact: true,
        });
    }

    fn end(&mut self, event: &TicketEvent, ending: Ending) {
        self.running = false;
        if let Some(round) = self.rounds.last_mut() {
            round.end = Some((evidence(event), ending));
        }
    }

    fn reopen(&mut self, event: &TicketEvent) {
        let superseded = |round: &Round| matches!(round.end, Some((_, Ending::Superseded)));
        if follows_solution(self.rule.starts()) || self.rounds.last().is_some_and(superseded) {
            return;
        }
        match self.rule.reopen() {
            Reopen::FirstOnly => {}
            Reopen::Restart => self.start(event),
            Reopen::Continue => self.resume(),
            Reopen::ContinueWithoutSolvedTime => {
                let ended = self.rounds.last().and_then(|round| round.end);
                if let Some((end, _)) = ended {
                    let start = end.occurred_at.timestamp_micros();
                    self.solved.push(Pause { start, end: event.occurred_at.timestamp_micros() });
                }
                self.resume();
            }
        }
    }

    fn resume(&mut self) {
        self.running = true;
        self.seen = 0;
        self.latest_precision = Precision::Exact;
        if let Some(round) = self.rounds.last_mut() {
            round.end = None;
        }
    }

    fn finish(self) -> Vec<Round> {
        let exact = self.waits.exact;
        let mut pauses = self.waits.finish();
        pauses.extend(self.solved);
        let pauses = union(pauses);
        let mut rounds = self.rounds;
        for round in &mut rounds {
            round.pauses.clone_from(&pauses);
            round.pauses_are_exact = exact;
        }
        rounds
    }
}

/// Returns whether a clock that starts with `starts` runs anew with each solution and ends when that is undone.
const fn follows_solution(starts: EventKind) -> bool {
    matches!(starts, EventKind::Solved | EventKind::Closed | EventKind::Confirmed | EventKind::Disputed)
}

fn evidence(event: &TicketEvent) -> Evidence {
    Evidence { event: event.kind(), occurred_at: event.occurred_at, sequence: event.sequence }
}

/// The waits that pause a rule's clock.
struct Waits<'a> {
    rule: &'a Rule,
    open: Vec<(&'a WaitReason, i64)>,
    pauses: Vec<Pause>,
    exact: bool,
}

impl Waits<'_> {
    fn take(&mut self, event: &TicketEvent) {
        let now = event.occurred_at.timestamp_micros();
        match &event.happening {
            Happening::Waiting(reason) => {
                let pausing = self.rule.pauses().get(reason);
                if let Some(reason) = pausing {
                    self.exact &= event.precision == Precision::Exact;
                    if !self.open.iter().any(|(open, _)| *open == reason) {
                        self.open.push((reason, now));
                    }
                }
            }
            Happening::Back(Some(reason)) => self.close(now, |open| open == reason),
            Happening::Back(None) | Happening::Closed | Happening::Merged(_) => self.close(now, |_| true),
            _ => {}
        }
    }

    fn close(&mut self, now: i64, ends: impl Fn(&WaitReason) -> bool) {
        let pauses = &mut self.pauses;
        self.open.retain(|(reason, start)| {
            let ended = ends(reason);
            if ended {
                pauses.push(Pause { start: *start, end: now });
            }
            !ended
        });
    }

    fn finish(self) -> Vec<Pause> {
        let mut pauses = self.pauses;
        pauses.extend(self.open.iter().map(|(_, start)| Pause { start: *start, end: Pause::OPEN }));
        pauses
    }
}

/// Returns the union of pauses, sorted and disjoint: two reasons at once pause once (edge case T8).
fn union(mut pauses: Vec<Pause>) -> Vec<Pause> {
    pauses.sort_unstable();
    let mut joined: Vec<Pause> = Vec::with_capacity(pauses.len());
    for pause in pauses {
        match joined.last_mut() {
            Some(last) if pause.start <= last.end => last.end = last.end.max(pause.end),
            _ => joined.push(pause),
        }
    }
    joined
}

/// Returns what is known of a ticket's nature for a clock that ran `until`: for each part the last word by then, or
/// else the first word after it (up to `as_of`), since a nature that is named late was there before.
pub(crate) fn judgement(ticket: &Ticket, until: DateTime<Utc>, as_of: DateTime<Utc>) -> Classification {
    let mut known = ticket.classification_at(until);
    let later =
        ticket.events().iter().filter(|event| event.occurred_at > until && event.occurred_at <= as_of);
    for event in later {
        if let Happening::Classified(judged) = &event.happening {
            known.kind = known.kind.or_else(|| judged.kind.clone());
            known.urgency = known.urgency.or_else(|| judged.urgency.clone());
            known.complexity = known.complexity.or_else(|| judged.complexity.clone());
        }
    }
    known
}

/// Returns a kind among `stops` whose record on this ticket was set aside as impossible.
pub(crate) fn doubtful_stop(rule: &Rule, ticket: &Ticket) -> Option<EventKind> {
    let set_aside: EventKinds = ticket.kinds_set_aside();
    rule.stops().kinds().iter().find(|kind| set_aside.contains(*kind))
}
