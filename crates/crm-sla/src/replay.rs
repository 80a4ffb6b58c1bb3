//! From a ticket's history to the clocks of one rule: when each round started, stood still and ended.

use alloc::sync::Arc;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Classification, EventKind, Evidence, Precision, Ticket, TicketEvent};

use crate::measure::{Definition, FIRST_ANSWERS, Repeats};
use crate::rule::{Reopen, Rule};
use crate::times::{End, Ending, Pause, Times};
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
    /// The event that called for another round, where the rule allows no more.
    pub(crate) exhausted: Option<Evidence>,
    /// An event known only as a bound, which may have come before the end and then changes how that counts.
    pub(crate) doubt: Option<EventKind>,
    /// Those of all rounds; [`Round::times`] gives the part that concerns this one.
    pub(crate) pauses: Arc<Pauses>,
}

/// What ended a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RoundEnd {
    pub(crate) evidence: Evidence,
    pub(crate) how: Ending,
    pub(crate) precision: Precision,
    /// Whether it is the event before which it had to be done.
    pub(crate) is_limit: bool,
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
        let end = self.end.map(|RoundEnd { evidence, how, precision, .. }| End {
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
#[expect(clippy::struct_excessive_bools, reason = "each is something else that happened to the ticket")]
struct Replay<'a> {
    rule: &'a Rule,
    /// The row of the rule's measure.
    definition: Definition,
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
    /// Whether an event that would have started a round came while the ticket was at rest, and nobody answered it.
    kept_back: bool,
    /// Whether a person has answered the customer.
    answered: bool,
    /// How many rounds there were since the matter was settled last.
    rounds_unsettled: u32,
    merged: bool,
    waits: Waits<'a>,
    /// What rounds have for pauses until all events have gone by.
    no_pauses: Arc<Pauses>,
}

impl<'a> Replay<'a> {
    fn new(rule: &'a Rule) -> Self {
        Self {
            rule,
            definition: rule.measure().definition(),
            judged: Classification::default(),
            rounds: Vec::new(),
            running: false,
            seen: 0,
            done_early: None,
            at_rest: false,
            kept_back: false,
            answered: false,
            rounds_unsettled: 0,
            merged: false,
            waits: Waits::new(rule.pauses()),
            no_pauses: Arc::default(),
        }
    }

    fn take(&mut self, event: &TicketEvent) {
        let kind = event.kind();
        self.waits.take(event);
        if self.rule.starts() == EventKind::Classified {
            self.judged.learn(event);
        }
        if self.running {
            self.run(event);
        } else {
            self.doubt_end(event);
            if kind == EventKind::Reopened && (self.kept_back || !self.rounds.is_empty()) {
                self.reopen(event);
            } else if self.starts_at(event) {
                self.start(event);
            } else if self.rounds.is_empty() && self.definition.done_once && self.stops_at(event) {
                self.done_early.get_or_insert(ended(event, Ending::Met));
            }
        }
        match kind {
            EventKind::Solved | EventKind::Closed => self.at_rest = true,
            EventKind::Reopened => self.at_rest = false,
            EventKind::Merged => self.merged = true,
            _ => {}
        }
        if self.definition.repeats != Repeats::Never {
            self.remember(event);
        }
    }

    /// Takes in what decides whether later events start a round.
    fn remember(&mut self, event: &TicketEvent) {
        self.answered |= FIRST_ANSWERS.contains(&event.kind());
        if self.rule.measure().is_settled_by(&event.happening) {
            self.rounds_unsettled = 0;
            if let Some(round) = self.rounds.last_mut() {
                round.exhausted = None;
            }
        }
        if self.definition.repeats == Repeats::AtStart {
            let is_answered = self.running || self.rule.stops().kinds().contains(event.kind());
            self.kept_back = !is_answered && (self.kept_back || (self.at_rest && self.can_start_with(event)));
        }
    }

    fn run(&mut self, event: &TicketEvent) {
        let kind = event.kind();
        let undone = kind == EventKind::Reopened && self.rule.follows_solution();
        let superseded = self.rule.before().is_none() && self.definition.superseded_by.contains(&kind);
        if self.stops_at(event) {
            self.end(ended(event, Ending::Met));
            self.go_on(event);
        } else if kind == EventKind::Merged {
            self.end(ended(event, Ending::Superseded));
        } else if self.rule.before() == Some(kind) {
            // A ticket that is over the moment it opens leaves no time in which anything could be done.
            let start = self.rounds.last().map(|round| round.start);
            let is_limit = !start.is_some_and(|start| {
                start.event == EventKind::Opened && start.occurred_at == event.occurred_at
            });
            self.end(RoundEnd { is_limit, ..ended(event, Ending::Cancelled) });
        } else if undone {
            self.end(ended(event, Ending::Superseded));
        } else if self.rule.cancels().contains(kind) {
            self.end(ended(event, Ending::Cancelled));
        } else if superseded {
            self.end(ended(event, Ending::Superseded));
        }
    }

    /// Begins the next round with the event that stopped the last one, where the measure repeats so.
    fn go_on(&mut self, event: &TicketEvent) {
        let again = match self.definition.repeats {
            Repeats::Never => false,
            Repeats::AtStart => self.starts_at(event),
            Repeats::AtStop => !matches!(event.kind(), EventKind::Solved | EventKind::Closed),
        };
        if again {
            self.start(event);
        }
    }

    /// Notes an event that is known only as a bound, and that may have come before the end of the last round.
    fn doubt_end(&mut self, event: &TicketEvent) {
        if event.precision == Precision::Exact {
            return;
        }
        let Some(limit) = self.rule.before() else { return };
        let Some(round) = self.rounds.last_mut() else { return };
        let changes = round.end.is_some_and(|end| {
            if end.is_limit {
                self.rule.stops().kinds().contains(event.kind()) && self.rule.counts(&event.happening)
            } else {
                end.how == Ending::Met && event.kind() == limit
            }
        });
        if changes {
            round.doubt.get_or_insert(event.kind());
        }
    }

    /// Returns whether the round is complete with this event.
    fn stops_at(&mut self, event: &TicketEvent) -> bool {
        let (groups, kind) = (self.rule.stops().groups(), event.kind());
        let of_kind = groups.iter().enumerate().filter(|(_, group)| group.contains(kind));
        let filled = of_kind.fold(0, |filled, (place, _)| filled | 1 << place);
        if filled == 0 || !self.rule.counts(&event.happening) {
            return false;
        }
        self.seen |= filled;
        self.seen.count_ones() as usize == groups.len()
    }

    fn starts_at(&self, event: &TicketEvent) -> bool {
        let follows_solution = self.rule.follows_solution();
        let starts_anew = follows_solution || self.definition.repeats == Repeats::AtStart;
        if (self.at_rest && !follows_solution && !self.definition.at_rest)
            || (!self.rounds.is_empty() && !starts_anew)
        {
            return false;
        }
        self.can_start_with(event)
    }

    /// Returns whether an event starts the clock, were no round to run and the ticket not at rest.
    fn can_start_with(&self, event: &TicketEvent) -> bool {
        let kind = event.kind();
        if (kind != self.rule.starts() && !self.definition.also_starts.contains(&kind))
            || !self.rule.calls_for(&event.happening)
            || self.merged
            || (self.definition.after_first_response && !self.answered)
        {
            return false;
        }
        kind != EventKind::Classified || self.rule.when().met_by_judgement(&self.judged)
    }

    fn start(&mut self, event: &TicketEvent) {
        if self.rule.at_most().is_some_and(|bound| self.rounds_unsettled >= bound) {
            if let Some(round) = self.rounds.last_mut() {
                round.exhausted.get_or_insert(Evidence::from(event));
            }
            return;
        }
        self.rounds_unsettled = self.rounds_unsettled.saturating_add(1);
        let number = self.rounds.last().map_or(1, |round| round.number.saturating_add(1));
        if !self.rounds.is_empty() || !self.definition.done_once {
            self.seen = 0;
        }
        self.running = true;
        self.rounds.push(Round {
            number,
            start: Evidence::from(event),
            start_is_exact: event.precision == Precision::Exact,
            end: None,
            exhausted: None,
            doubt: None,
            pauses: Arc::clone(&self.no_pauses),
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
        if self.merged || self.rule.follows_solution() {
            return;
        }
        let end = self.rounds.last().and_then(|round| round.end);
        let was_cancelled = end.is_some_and(|end| end.how == Ending::Cancelled && !end.is_limit);
        match self.definition.repeats {
            Repeats::AtStop if end.is_some() => self.start(event),
            Repeats::AtStart if !was_cancelled && self.kept_back => self.start(event),
            Repeats::Never => self.reopen_once(end, event),
            _ if was_cancelled => self.reopen_once(end, event),
            _ => {}
        }
    }

    fn reopen_once(&mut self, end: Option<RoundEnd>, event: &TicketEvent) {
        let Some(end) = end.filter(|end| end.how != Ending::Superseded) else { return };
        match (self.rule.reopen(), end.how) {
            // What came too late stays too late.
            (Reopen::Restart, _) if end.is_limit => self.start(event),
            _ if end.is_limit => {}
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
            round.doubt = None;
        }
    }

    fn finish(self) -> Vec<Round> {
        let mut rounds = self.rounds;
        if rounds.is_empty() || self.waits.is_empty() {
            return rounds;
        }
        let pauses = Arc::new(self.waits.finish());
        for round in &mut rounds {
            round.pauses = Arc::clone(&pauses);
        }
        rounds
    }
}

fn ended(event: &TicketEvent, how: Ending) -> RoundEnd {
    RoundEnd { evidence: Evidence::from(event), how, precision: event.precision, is_limit: false }
}

impl From<RoundEnd> for Edge {
    fn from(RoundEnd { evidence, precision, .. }: RoundEnd) -> Self {
        Self { at: evidence.occurred_at.timestamp_micros(), event: evidence.event, precision }
    }
}
