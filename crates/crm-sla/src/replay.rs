//! From a ticket's history to the clocks of one rule: when each round started, stood still and ended.

use alloc::sync::Arc;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Classification, EventKind, Evidence, Precision, Ticket, TicketEvent};

use crate::rule::{Reopen, Rule};
use crate::target::{End, Ending, Pause, Times};
use crate::waits::{Edge, Pauses, Waits};

/// One run of a rule's clock on a ticket. Every event up to the instant of assessment has been taken into account.
#[derive(Debug, Clone)]
pub(crate) struct Round {
    /// Counts from 1.
    pub(crate) number: u32,
    pub(crate) start: Evidence,
    /// Whether the start is known as an instant and not only as a bound.
    pub(crate) start_is_exact: bool,
    pub(crate) end: Option<RoundEnd>,
    /// Those of all rounds; [`Round::times`] gives the part that concerns this one.
    pub(crate) pauses: Arc<Pauses>,
}

/// What ended a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RoundEnd {
    pub(crate) evidence: Evidence,
    pub(crate) how: Ending,
    pub(crate) precision: Precision,
}

impl Round {
    /// Returns the clock's times with the pauses as recorded.
    pub(crate) fn times(&self) -> Times<'_> {
        self.times_with(&self.pauses.recorded)
    }

    /// Returns the clock's times with one reading of the pauses.
    pub(crate) fn times_with<'a>(&self, pauses: &'a [Pause]) -> Times<'a> {
        let start = self.start.occurred_at.timestamp_micros();
        // What was done before the clock started counts as done when it started.
        let end = self.end.map(|RoundEnd { evidence, how, precision }| End {
            at: evidence.occurred_at.timestamp_micros().max(start),
            how,
            precision,
        });
        let first = pauses.partition_point(|pause| pause.end <= start);
        let last = end.map_or(pauses.len(), |end| pauses.partition_point(|pause| pause.start <= end.at));
        Times { start, end, pauses: pauses.get(first..last).unwrap_or_default() }
    }

    /// Returns the instant up to which the clock ran: its end, or `as_of`.
    pub(crate) fn until(&self, as_of: DateTime<Utc>) -> DateTime<Utc> {
        self.end.map_or(as_of, |end| end.evidence.occurred_at.max(self.start.occurred_at))
    }
}

/// Returns the rounds of `rule`'s clock on `ticket` as they stand at `as_of`, first to last.
pub(crate) fn rounds(rule: &Rule, ticket: &Ticket, as_of: DateTime<Utc>) -> Vec<Round> {
    let mut replay = Replay::new(rule);
    for event in ticket.events_until(as_of) {
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
    /// For a measure that is done once: the event before the first start with which it was done.
    done_early: Option<RoundEnd>,
    /// Whether the ticket is solved or closed; such a ticket starts nothing new until it is reopened.
    at_rest: bool,
    merged: bool,
    waits: Waits<'a>,
}

impl<'a> Replay<'a> {
    fn new(rule: &'a Rule) -> Self {
        Self {
            rule,
            judged: Classification::default(),
            rounds: Vec::new(),
            running: false,
            seen: 0,
            done_early: None,
            at_rest: false,
            merged: false,
            waits: Waits::new(rule.pauses()),
        }
    }

    fn take(&mut self, event: &TicketEvent) {
        self.waits.take(event);
        self.judged.learn(event);
        if self.running {
            self.run(event);
        } else if event.kind() == EventKind::Reopened && !self.rounds.is_empty() {
            self.reopen(event);
        } else if self.starts_at(event) {
            self.start(event);
        } else if self.rounds.is_empty() && self.rule.measure().is_done_once() && self.stops_at(event) {
            self.done_early.get_or_insert(ended(event, Ending::Met));
        }
        match event.kind() {
            EventKind::Solved | EventKind::Closed => self.at_rest = true,
            EventKind::Reopened => self.at_rest = false,
            EventKind::Merged => self.merged = true,
            _ => {}
        }
    }

    fn run(&mut self, event: &TicketEvent) {
        let kind = event.kind();
        let undone = kind == EventKind::Reopened && self.rule.follows_solution();
        if self.stops_at(event) {
            self.end(ended(event, Ending::Met));
        } else if kind == EventKind::Merged || undone {
            self.end(ended(event, Ending::Superseded));
        } else if self.rule.cancels().contains(kind) {
            self.end(ended(event, Ending::Cancelled));
        }
    }

    /// Returns whether the round is complete with this event.
    fn stops_at(&mut self, event: &TicketEvent) -> bool {
        let groups = self.rule.stops().groups();
        if !self.rule.measure().counts(&event.happening) {
            return false;
        }
        for (place, group) in groups.iter().enumerate() {
            if group.contains(event.kind()) {
                self.seen |= 1 << place;
            }
        }
        self.seen.count_ones() as usize == groups.len()
    }

    fn starts_at(&self, event: &TicketEvent) -> bool {
        let follows_solution = self.rule.follows_solution();
        if event.kind() != self.rule.starts()
            || self.merged
            || (self.at_rest && !follows_solution)
            || (!self.rounds.is_empty() && !follows_solution)
        {
            return false;
        }
        event.kind() != EventKind::Classified || self.rule.when().met_by_judgement(&self.judged)
    }

    fn start(&mut self, event: &TicketEvent) {
        let number = self.rounds.last().map_or(1, |round| round.number.saturating_add(1));
        if !self.rounds.is_empty() || !self.rule.measure().is_done_once() {
            self.seen = 0;
        }
        self.running = true;
        self.rounds.push(Round {
            number,
            start: Evidence::from(event),
            start_is_exact: event.precision == Precision::Exact,
            end: None,
            pauses: Arc::default(),
        });
        if let Some(done) = self.done_early.take() {
            self.end(done);
        }
    }

    fn end(&mut self, end: RoundEnd) {
        self.running = false;
        if let Some(round) = self.rounds.last_mut() {
            round.end = Some(end);
        }
    }

    /// Goes on after a reopening. A clock that was cancelled had not come to its stop, so it goes on in any case.
    fn reopen(&mut self, event: &TicketEvent) {
        let Some(end) = self.rounds.last().and_then(|round| round.end) else { return };
        if self.merged || self.rule.follows_solution() || end.how == Ending::Superseded {
            return;
        }
        match (self.rule.reopen(), end.how) {
            (Reopen::ContinueWithoutSolvedTime, _) => {
                self.waits.add(Edge::from(end), Edge::from(event));
                self.resume();
            }
            (Reopen::Continue, _) | (_, Ending::Cancelled) => self.resume(),
            (Reopen::Restart, _) => self.start(event),
            (Reopen::FirstOnly, _) => {}
        }
    }

    fn resume(&mut self) {
        self.running = true;
        self.seen = 0;
        if let Some(round) = self.rounds.last_mut() {
            round.end = None;
        }
    }

    fn finish(self) -> Vec<Round> {
        let pauses = Arc::new(self.waits.finish());
        let mut rounds = self.rounds;
        for round in &mut rounds {
            round.pauses = Arc::clone(&pauses);
        }
        rounds
    }
}

fn ended(event: &TicketEvent, how: Ending) -> RoundEnd {
    RoundEnd { evidence: Evidence::from(event), how, precision: event.precision }
}

impl From<RoundEnd> for Edge {
    fn from(RoundEnd { evidence, precision, .. }: RoundEnd) -> Self {
        Self { at: evidence.occurred_at.timestamp_micros(), event: evidence.event, precision }
    }
}
