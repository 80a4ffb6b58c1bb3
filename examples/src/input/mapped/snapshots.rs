//! One row a state of a ticket at some time: what differs from the row before becomes events.

use chrono::{DateTime, Utc};
use crm_model::{EventKind, Happening, Holder, PersonId, Precision, TicketEvent};

use super::grid::{Grid, RowId};
use super::history::{History, event};
use super::plan::{EVENTS_A_ROW, Plan};
use crate::input::mapping::{HolderEvent, HolderPart, Meaning, Snapshots, States};
use crate::input::row_error::{Refusal, Shown};

/// How far counters may rise at once. More is a broken counter, or a log of another kind.
const MOST_RISES: i64 = EVENTS_A_ROW - 100;

/// Returns the rows at which counters rise too far, each with its line. They leave no trace in later rows.
pub(super) fn impossible_rows(
    snapshots: &Snapshots,
    plan: &Plan<'_>,
    grid: &Grid<'_>,
    rows: &[RowId],
) -> Vec<(u64, Refusal)> {
    let mut highest = vec![0; plan.counters.len()];
    let mut refused = Vec::new();
    for row in rows.iter().copied() {
        let counts: Vec<i64> = plan.counters.iter().map(|at| grid.filled(row, *at).unwrap_or(0)).collect();
        let rises = counts.iter().zip(&highest).scan(0, |sum, (count, highest)| {
            *sum += (count - highest).max(0);
            Some(*sum)
        });
        let impossible = rises.enumerate().find(|(_, sum)| *sum > MOST_RISES);
        let Some((column, rise)) = impossible else {
            for (highest, count) in highest.iter_mut().zip(counts) {
                *highest = count.max(*highest);
            }
            continue;
        };
        let rule = format!("makes the counters rise by {rise} at once, more than {MOST_RISES}");
        let value = Shown::Text(counts.get(column).map(i64::to_string).unwrap_or_default());
        let field = snapshots.counters.get(column).map(|(name, _)| name.clone());
        refused.push((row.line, Refusal { field, value, rule }));
    }
    refused
}

/// Returns whether a counter is lower in a row than in an earlier one.
pub(super) fn counters_fall(plan: &Plan<'_>, grid: &Grid<'_>, rows: &[RowId]) -> bool {
    plan.counters.iter().any(|at| !rows.iter().filter_map(|row| grid.filled(*row, *at)).is_sorted())
}

/// Tells the history of a ticket from its rows, which are in order. Returns whether it begins in the middle.
pub(super) fn tell(
    history: &mut History<'_>,
    snapshots: &Snapshots,
    plan: &Plan<'_>,
    grid: &Grid<'_>,
    rows: &[RowId],
) -> bool {
    let Some(first) = rows.first().copied() else { return false };
    let state_of = |row| plan.value.and_then(|value| grid.text(row, value));
    let begins_in_the_middle =
        snapshots.first_state.as_ref().is_some_and(|opening| state_of(first) != Some(opening));
    tell_opening(history, plan, grid, rows);
    let mut telling = Telling {
        snapshots,
        plan,
        grid,
        state: None,
        highest: vec![0; plan.counters.len()],
        held: vec![None; plan.changes.len()],
        instants: vec![None; plan.instants.len()],
        rises: Rises::default(),
    };
    for (index, row) in rows.iter().copied().enumerate() {
        let Some(at) = plan.time.and_then(|time| grid.instant(row, time)) else { continue };
        let unknown_past = index == 0 && begins_in_the_middle;
        let precision = if unknown_past { Precision::NotAfter } else { Precision::Exact };
        let mut told = Told { at, precision, actor: history.actor(row), events: Vec::new() };
        // Nothing is known of the state before the first one, unless that is the opening state.
        let first_state_precision = if begins_in_the_middle { Precision::NotAfter } else { Precision::Exact };
        telling.state(row, first_state_precision, &mut told);
        if unknown_past {
            telling.implied(&mut told);
        }
        telling.counters(row, &mut told);
        telling.changes(row, &mut told);
        if let Some(judgement) = history.judge(row) {
            told.exactly(judgement);
        }
        telling.instants(row, at, history);
        history.add_row(row, told.events);
    }
    begins_in_the_middle
}

/// Adds the opening: each instant that the column of openings names, or the time of the first row.
fn tell_opening(history: &mut History<'_>, plan: &Plan<'_>, grid: &Grid<'_>, rows: &[RowId]) {
    let column = plan.opened.or(plan.time);
    let rows = if plan.opened.is_some() { rows } else { rows.get(..1).unwrap_or_default() };
    let mut openings: Vec<DateTime<Utc>> =
        rows.iter().filter_map(|row| column.and_then(|at| grid.instant(*row, at))).collect();
    openings.sort_unstable();
    openings.dedup();
    for opening in openings {
        history.add(TicketEvent::at(opening, Happening::Opened));
    }
}

/// The events of one row.
struct Told {
    at: DateTime<Utc>,
    precision: Precision,
    actor: Option<PersonId>,
    events: Vec<TicketEvent>,
}

impl Told {
    fn tell(&mut self, happening: Happening) {
        self.tell_with(happening, self.precision);
    }

    fn exactly(&mut self, happening: Happening) {
        self.tell_with(happening, Precision::Exact);
    }

    fn tell_with(&mut self, happening: Happening, precision: Precision) {
        self.events.push(event(self.at, happening, precision, self.actor.as_ref()));
    }
}

/// What is remembered from row to row.
struct Telling<'a> {
    snapshots: &'a Snapshots,
    plan: &'a Plan<'a>,
    grid: &'a Grid<'a>,
    state: Option<&'a Meaning>,
    highest: Vec<i64>,
    held: Vec<Option<i64>>,
    instants: Vec<Option<i64>>,
    rises: Rises,
}

impl Telling<'_> {
    /// Adds the event by which a state begins, and the one by which the state before it ends.
    fn state(&mut self, row: RowId, first_precision: Precision, told: &mut Told) {
        let Some(states) = &self.snapshots.states else { return };
        let value = self.plan.value.and_then(|value| self.grid.text(row, value));
        let meaning = value.map_or(&Meaning::Unknown, |value| meaning_of(states, value));
        if *meaning == Meaning::Unknown || self.state == Some(meaning) {
            return;
        }
        let before = self.state.replace(meaning);
        if let Some(reason) = before.and_then(Meaning::wait_reason) {
            told.exactly(Happening::Back(Some(reason.clone())));
        }
        let leaves_solution = before.is_some_and(Meaning::is_solution) && !meaning.is_solution();
        if states.leaving_solved_reopens && leaves_solution {
            told.exactly(Happening::Reopened);
        }
        if let Meaning::Event(happening) = meaning {
            let precision = if before.is_none() { first_precision } else { Precision::Exact };
            told.tell_with(happening.clone(), precision);
        }
    }

    /// Adds what must have happened before a history that begins in the middle.
    fn implied(&self, told: &mut Told) {
        for happening in &self.snapshots.first_row_implies {
            let kind = happening.kind();
            if !told.events.iter().any(|event| event.kind() == kind) {
                told.tell_with(happening.clone(), Precision::NotAfter);
            }
        }
    }

    /// Adds as many events as counters rise above their highest values so far.
    fn counters(&mut self, row: RowId, told: &mut Told) {
        let counters = self.plan.counters.iter().zip(&self.snapshots.counters);
        for ((at, (_, happening)), highest) in counters.zip(&mut self.highest) {
            let count = self.grid.filled(row, *at).unwrap_or(0);
            for _ in *highest..count {
                told.tell(happening.clone());
                if let Some(event) = told.events.last_mut() {
                    event.sequence = self.rises.distinguish(event);
                }
            }
            *highest = count.max(*highest);
        }
    }

    /// Adds one event for all new holders of the same sort of event.
    fn changes(&mut self, row: RowId, told: &mut Told) {
        let (mut assigned, mut transferred) = (Holder::default(), Holder::default());
        let changes = self.plan.changes.iter().zip(&self.snapshots.changes);
        for ((at, change), held) in changes.zip(&mut self.held) {
            let cell = self.grid.filled(row, *at);
            if cell.is_none() || cell == *held {
                continue;
            }
            *held = cell;
            let holder = match change.event {
                HolderEvent::Assigned => &mut assigned,
                HolderEvent::Transferred => &mut transferred,
            };
            let text = self.grid.text(row, *at);
            match change.part {
                HolderPart::Person => holder.person = text.and_then(|text| PersonId::new(text).ok()),
                HolderPart::Department => {
                    holder.department = text.and_then(|word| self.plan.department_of(word));
                }
            }
        }
        if assigned != Holder::default() {
            told.tell(Happening::Assigned(assigned));
        }
        if transferred != Holder::default() {
            told.tell(Happening::Transferred(transferred));
        }
    }

    /// Adds the event of each instant that a column names for the first time; the row's time is its recording.
    fn instants(&mut self, row: RowId, row_time: DateTime<Utc>, history: &mut History<'_>) {
        let columns = self.plan.instants.iter().zip(&self.plan.mapping.instants);
        for ((at, column), last) in columns.zip(&mut self.instants) {
            let cell = self.grid.filled(row, *at);
            if column.is_final || cell.is_none() || cell == *last {
                continue;
            }
            *last = cell;
            if let Some(instant) = self.grid.instant(row, *at) {
                let mut event = TicketEvent::at(instant, column.happening.clone());
                event.recorded_at = Some(row_time);
                history.add(event);
            }
        }
    }
}

fn meaning_of<'a>(states: &'a States, value: &str) -> &'a Meaning {
    let other = if states.ignore_others { &Meaning::Ignore } else { &Meaning::Unknown };
    states.values.get(value).unwrap_or(other)
}

/// Rises of counters at one instant: all are real, though they look alike, so each gets a number of its own.
///
/// The numbers matter only where the source has no order; otherwise every event of a row is numbered anyway.
#[derive(Default)]
struct Rises {
    at: Option<DateTime<Utc>>,
    counts: Vec<(EventKind, u64)>,
}

impl Rises {
    /// Returns nothing for the first rise of its kind at an instant, and 1, 2, … for others.
    fn distinguish(&mut self, event: &TicketEvent) -> Option<u64> {
        if self.at.replace(event.occurred_at) != Some(event.occurred_at) {
            self.counts.clear();
        }
        match self.counts.iter_mut().find(|(kind, _)| *kind == event.kind()) {
            None => {
                self.counts.push((event.kind(), 0));
                None
            }
            Some((_, count)) => {
                *count += 1;
                Some(*count)
            }
        }
    }
}
