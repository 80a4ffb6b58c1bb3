//! [`Log`]: tickets with verdicts, whatever they come from.

use std::collections::{BTreeMap, BTreeSet};

use crm_calendar::Zone;
use crm_kit::sla::{Observation, Pause};
use crm_model::{EventKind, Fact, Happening, Precision, Ticket, WaitReason};

/// Tickets with verdicts, as calibration needs them.
#[derive(Debug, Clone)]
pub struct Log {
    /// What it is, in words.
    pub title: String,
    /// The events that may be what is measured.
    pub candidates: Vec<Candidate>,
    /// The groups of tickets that may have targets of their own.
    pub groups: Vec<Group>,
    /// Why tickets wait, where they do.
    pub wait_reasons: BTreeSet<WaitReason>,
    /// The zone of the log's clock.
    pub zone: Zone,
    /// What a reader of the results should know, one sentence each.
    pub notes: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// An event that may be what is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What it is called.
    pub name: String,
    /// The event of a policy that it is, and whether the last one of a ticket counts; `None` for a column that the
    /// mapping makes no event of.
    pub event: Option<(EventKind, bool)>,
}

/// Tickets that may have a target of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What the log calls them.
    pub name: String,
    /// The fact of a policy by which they are told, where there is one.
    pub fact: Option<(Fact, String)>,
}

/// One ticket.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) group: u32,
    pub(super) start: i64,
    pub(super) ends: Vec<Option<i64>>,
    pub(super) pauses: Vec<Pause>,
    pub(super) met: bool,
}

/// What a log says of a ticket besides its events.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) met: Option<bool>,
    pub(super) group: String,
    /// The instants in further columns.
    pub(super) ends: Vec<Option<i64>>,
}

/// The events that can end a clock; of the second sort, the first and the last may differ in meaning.
const ONCE: [EventKind; 7] = [
    EventKind::Recorded,
    EventKind::Classified,
    EventKind::Assigned,
    EventKind::Transferred,
    EventKind::FirstResponse,
    EventKind::MessageOut,
    EventKind::Explained,
];
const FIRST_OR_LAST: [EventKind; 4] =
    [EventKind::Solved, EventKind::Confirmed, EventKind::Closed, EventKind::Revisited];

impl Log {
    /// Puts tickets and what else is told of them together. Tickets without an opening or a verdict are left out.
    pub(super) fn new(
        title: String,
        tickets: &[Ticket],
        mut told: impl FnMut(&Ticket) -> Told,
        columns: &[String],
    ) -> Self {
        let mut candidates: Vec<Candidate> = ONCE.map(|kind| candidate(kind, false)).into();
        candidates
            .extend(FIRST_OR_LAST.iter().flat_map(|kind| [candidate(*kind, false), candidate(*kind, true)]));
        candidates
            .extend(columns.iter().map(|column| Candidate { name: format!("column {column}"), event: None }));
        let (mut rows, mut names, mut wait_reasons) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        let (mut not_opened, mut no_verdict) = (0_u64, 0_u64);
        for ticket in tickets {
            let Told { met, group, ends: further } = told(ticket);
            let Some(met) = met else {
                no_verdict += 1;
                continue;
            };
            let Some(opened) = ticket.opened_at() else {
                not_opened += 1;
                continue;
            };
            let events = candidates.iter().filter_map(|candidate| candidate.event);
            let mut ends: Vec<Option<i64>> = events.map(|(kind, last)| end(ticket, kind, last)).collect();
            ends.extend(further);
            let pauses = pauses(ticket, &mut wait_reasons);
            names.entry(group.clone()).or_insert(0_u32);
            rows.push((group, Row { group: 0, start: opened.timestamp_micros(), ends, pauses, met }));
        }
        for (number, place) in names.values_mut().zip(0..) {
            *number = place;
        }
        let numbered = |(group, row): (String, Row)| Row {
            group: names.get(&group).copied().unwrap_or_default(),
            ..row
        };
        let mut log = Self {
            title,
            candidates,
            rows: rows.into_iter().map(numbered).collect(),
            groups: names.keys().map(|name| Group { name: name.clone(), fact: None }).collect(),
            wait_reasons,
            zone: Zone::utc(),
            notes: Vec::new(),
        };
        log.leave_out(no_verdict, "no verdict");
        log.leave_out(not_opened, "no opening");
        log.drop_doubles();
        log
    }

    /// Returns the tickets as calibration takes them.
    pub fn observations(&self) -> Vec<Observation<'_>> {
        let observation = |row| {
            let Row { group, start, ends, pauses, met }: &Row = row;
            Observation { group: *group, start: *start, ends, pauses, met: *met }
        };
        self.rows.iter().map(observation).collect()
    }

    /// Leaves out the candidates that are other events.
    pub(super) fn keep(&mut self, kinds: &[EventKind]) {
        let is_kept = |candidate: &Candidate| candidate.event.is_some_and(|(kind, _)| kinds.contains(&kind));
        let kept: Vec<bool> = self.candidates.iter().map(is_kept).collect();
        for row in &mut self.rows {
            let mut kept = kept.iter();
            row.ends.retain(|_| kept.next().copied().unwrap_or_default());
        }
        self.candidates.retain(is_kept);
    }

    fn leave_out(&mut self, count: u64, why: &str) {
        if count > 0 {
            let tickets = crate::report::counted(count, "ticket");
            self.notes.push(format!("{tickets} left out: {why}"));
        }
    }

    /// Leaves out candidates that never happened, and joins those that are the same for every ticket.
    fn drop_doubles(&mut self) {
        let column = |place: usize| self.rows.iter().map(move |row| row.ends.get(place).copied().flatten());
        let mut kept: Vec<usize> = Vec::new();
        let mut names: Vec<Candidate> = Vec::new();
        for (place, candidate) in self.candidates.iter().enumerate() {
            if column(place).flatten().next().is_none() {
                continue;
            }
            match kept.iter().position(|other| column(*other).eq(column(place))) {
                None => {
                    kept.push(place);
                    names.push(candidate.clone());
                }
                Some(same) => {
                    let is_first_of_pair = candidate.event.is_some_and(|(_, last)| last);
                    if let Some(same) = names.get_mut(same).filter(|_| !is_first_of_pair) {
                        same.name = format!("{} = {}", same.name, candidate.name);
                        same.event = same.event.or(candidate.event);
                    }
                }
            }
        }
        // What stands alone needs no number.
        for at in 0..names.len() {
            let kind_at =
                |at: usize| names.get(at).and_then(|candidate| candidate.event).map(|(kind, _)| kind);
            let kind = kind_at(at);
            let is_alone = (0..names.len()).filter(|other| kind_at(*other) == kind).count() == 1;
            if let (true, Some(candidate)) = (is_alone, names.get_mut(at)) {
                candidate.name = candidate.name.replacen("first ", "", 1);
            }
        }
        for row in &mut self.rows {
            row.ends = kept.iter().map(|place| row.ends.get(*place).copied().flatten()).collect();
        }
        self.candidates = names;
    }
}

fn candidate(kind: EventKind, last: bool) -> Candidate {
    let name = match (FIRST_OR_LAST.contains(&kind), last) {
        (false, _) => kind.as_str().to_owned(),
        (true, false) => format!("first {}", kind.as_str()),
        (true, true) => format!("last {}", kind.as_str()),
    };
    Candidate { name, event: Some((kind, last)) }
}

/// Returns when an event happened, unless only a bound of that is known.
fn end(ticket: &Ticket, kind: EventKind, last: bool) -> Option<i64> {
    let mut of_kind = ticket.events().iter().filter(|event| event.kind() == kind);
    let event = if last { of_kind.next_back() } else { of_kind.next() }?;
    (event.precision == Precision::Exact).then(|| event.occurred_at.timestamp_micros())
}

/// Returns when a ticket waited for any reason; a solution, a closing, a reopening and a merger end every wait.
fn pauses(ticket: &Ticket, reasons: &mut BTreeSet<WaitReason>) -> Vec<Pause> {
    let (mut open, mut since, mut pauses) = (BTreeSet::new(), None, Vec::new());
    for event in ticket.events() {
        let at = event.occurred_at.timestamp_micros();
        match &event.happening {
            Happening::Waiting(reason) => {
                reasons.insert(reason.clone());
                open.insert(reason);
                since = since.or(Some(at));
                continue;
            }
            Happening::Back(Some(reason)) => drop(open.remove(reason)),
            Happening::Back(None)
            | Happening::Solved
            | Happening::Closed
            | Happening::Reopened
            | Happening::Merged(_) => open.clear(),
            _ => continue,
        }
        if let Some(start) = since.filter(|_| open.is_empty()) {
            pauses.push(Pause { start, end: at });
            since = None;
        }
    }
    pauses.extend(since.map(|start| Pause { start, end: Pause::OPEN }));
    pauses.retain(|pause| pause.start < pause.end);
    pauses
}
