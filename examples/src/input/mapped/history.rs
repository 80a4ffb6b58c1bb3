//! The history of one ticket while it is told.

use chrono::{DateTime, Utc};
use crm_model::{
    Channel, Classification, CustomerId, Fact, Happening, PersonId, Precision, TicketEvent, TicketId,
    TicketRecord,
};

use super::grid::{Grid, RowId};
use super::plan::{At, EVENTS_A_ROW, Plan, word_of};

/// A ticket and the events told so far.
pub(super) struct History<'a> {
    plan: &'a Plan<'a>,
    grid: &'a Grid<'a>,
    rows: &'a [RowId],
    id: TicketId,
    events: Vec<TicketEvent>,
    /// The last value of each fact's column.
    judged: Vec<Option<i64>>,
}

/// A ticket whose history has been told.
pub(super) struct Ended {
    pub(super) ticket: TicketRecord,
    /// The last instant of a final column.
    pub(super) last_final: Option<DateTime<Utc>>,
    pub(super) customers_differ: bool,
    pub(super) channels_differ: bool,
}

impl<'a> History<'a> {
    /// Returns the empty history of the ticket that the first of some rows names.
    pub(super) fn new(plan: &'a Plan<'a>, grid: &'a Grid<'a>, rows: &'a [RowId]) -> Option<Self> {
        let id = rows.first().and_then(|row| grid.text(*row, plan.ticket))?;
        let judged = vec![None; plan.facts.len()];
        let id = TicketId::new(id).ok()?;
        Some(Self { plan, grid, rows, id, events: Vec::new(), judged })
    }

    /// Adds an event as it is.
    pub(super) fn add(&mut self, event: TicketEvent) {
        self.events.push(event);
    }

    /// Adds the events of one row, numbered within the source's order where there is one.
    pub(super) fn add_row(&mut self, row: RowId, mut events: Vec<TicketEvent>) {
        if let Some(first) = self.sequence(row) {
            for event in &mut events {
                event.sequence = None;
            }
            events.sort_unstable();
            for (sequence, event) in (first..).zip(&mut events) {
                event.sequence = Some(sequence);
            }
        }
        self.events.append(&mut events);
    }

    /// Returns what a row judges anew about the ticket, final columns aside.
    pub(super) fn judge(&mut self, row: RowId) -> Option<Happening> {
        let mut judgement = Classification::default();
        for ((at, fact), last) in self.plan.facts.iter().zip(&mut self.judged) {
            let cell = self.grid.filled(row, *at);
            if fact.is_final || cell.is_none() || cell == *last {
                continue;
            }
            *last = cell;
            let word = self.grid.text(row, *at).and_then(|value| word_of(fact, value));
            put_word(&mut judgement, self.plan, fact.fact, word);
        }
        (judgement != Classification::default()).then_some(Happening::Classified(judgement))
    }

    /// Returns who did what a row tells of.
    pub(super) fn actor(&self, row: RowId) -> Option<PersonId> {
        self.plan.actor.and_then(|at| self.person(row, at))
    }

    /// Returns the person in a cell.
    pub(super) fn person(&self, row: RowId, at: At) -> Option<PersonId> {
        self.grid.text(row, at).and_then(|text| PersonId::new(text).ok())
    }

    /// Adds what only the end of the history may tell, and ends it.
    pub(super) fn end(mut self) -> Ended {
        let last_final = self.tell_final_instants();
        self.tell_final_facts();
        let (customer, customers_differ) = self.first(self.plan.customer, |text| CustomerId::new(text).ok());
        let channel = self.plan.facts.iter().find(|(_, fact)| fact.fact == Fact::Channel);
        let (channel, channels_differ): (Option<Channel>, bool) = match channel {
            None => (None, false),
            Some((at, fact)) => {
                self.first(Some(*at), |text| word_of(fact, text).and_then(|word| self.plan.channel(word)))
            }
        };
        let is_described = |at: At| self.rows.iter().any(|row| self.grid.filled(*row, at).is_some());
        let described = self.plan.description.map(is_described);
        let tags = Vec::new();
        let ticket = TicketRecord { id: self.id, customer, channel, tags, described, events: self.events };
        Ended { ticket, last_final, customers_differ, channels_differ }
    }

    /// Adds the events of instant columns that hold, on every row, what was known in the end. Returns the last
    /// of their instants.
    fn tell_final_instants(&mut self) -> Option<DateTime<Utc>> {
        let mut last_final = None;
        for (at, column) in self.plan.instants.iter().zip(&self.plan.mapping.instants) {
            if !column.is_final {
                continue;
            }
            let last = self.rows.iter().rev().find(|row| self.grid.filled(**row, *at).is_some());
            let Some((row, instant)) = last.and_then(|row| Some((*row, self.grid.instant(*row, *at)?)))
            else {
                continue;
            };
            let mut event = TicketEvent::at(instant, column.happening.clone());
            // After whatever else the last row tells of that instant.
            event.sequence = self.sequence(row).map(|first| first + EVENTS_A_ROW.unsigned_abs() - 1);
            self.events.push(event);
            last_final = last_final.max(Some(instant));
        }
        last_final
    }

    /// Adds the facts of final columns, judged when the last event happened and not before.
    fn tell_final_facts(&mut self) {
        let Some(last_event) = self.events.iter().map(|event| event.occurred_at).max() else { return };
        let mut judgement = Classification::default();
        for (at, fact) in self.plan.facts.iter().filter(|(_, fact)| fact.is_final) {
            let last = self.rows.iter().rev().find_map(|row| self.grid.text(*row, *at));
            put_word(&mut judgement, self.plan, fact.fact, last.and_then(|value| word_of(fact, value)));
        }
        if judgement != Classification::default() {
            self.events.push(TicketEvent::at(last_event, Happening::Classified(judgement)));
        }
    }

    /// Returns the first name that a column gives, and whether it gives others later.
    fn first<T>(&self, at: Option<At>, name: impl Fn(&str) -> Option<T>) -> (Option<T>, bool) {
        let Some(at) = at else { return (None, false) };
        let mut cells =
            self.rows.iter().filter_map(|row| self.grid.filled(*row, at).map(|cell| (*row, cell)));
        let Some((row, first)) = cells.next() else { return (None, false) };
        (self.grid.text(row, at).and_then(name), cells.any(|(_, cell)| cell != first))
    }

    /// Returns the number of a row's first event where the source has an order.
    fn sequence(&self, row: RowId) -> Option<u64> {
        let order = self.grid.filled(row, self.plan.order?)?;
        u64::try_from(order.checked_mul(EVENTS_A_ROW)?).ok()
    }
}

/// Returns an event of a row at an instant.
pub(super) fn event(
    at: DateTime<Utc>,
    happening: Happening,
    precision: Precision,
    actor: Option<&PersonId>,
) -> TicketEvent {
    TicketEvent { precision, actor: actor.cloned(), ..TicketEvent::at(at, happening) }
}

fn put_word(judgement: &mut Classification, plan: &Plan<'_>, fact: Fact, word: Option<&str>) {
    let Some(word) = word else { return };
    match fact {
        Fact::Kind => judgement.kind = plan.kind(word),
        Fact::Urgency => judgement.urgency = plan.urgency(word),
        Fact::Complexity => judgement.complexity = plan.complexity(word),
        Fact::Channel | Fact::Tier => {}
    }
}
