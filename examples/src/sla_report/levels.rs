//! Every figure of the report.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_kit::{Assessment, Policy};
use crm_model::{Dataset, MeasureName, Obligation, Subject, Ticket};

use super::figures::Gathered;
use super::worst::latest;
use super::{By, Figures, Month, MonthRow, Slice, Worst};
use crate::report::Tally;
use crate::report::tally::place_of;

/// What to tell, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// What each measure is broken down by.
    pub by: By,
    /// Figures that rest on fewer cases are marked.
    pub few: u64,
    /// How many of the worst cases to explain.
    pub worst: usize,
}

/// How the service levels were kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// What was chosen to be told.
    pub choices: Choices,
    /// The instant of the assessment.
    pub as_of: DateTime<Utc>,
    /// The zone by whose clocks months are told: that of the policy in force.
    pub zone: Zone,
    /// Every measure in the order of a ticket's life: all of it first, then by value, unknown ones last.
    pub groups: Vec<Group>,
    /// Every month from the first to the last in which something of a measure or a value arose, in the same order.
    pub months: Vec<MonthRow>,
    /// The worst cases, the latest first.
    pub worst: Vec<Worst>,
}

/// Some obligations of a measure and their figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What is owed.
    pub measure: MeasureName,
    /// All of them, or those of one value.
    pub slice: Slice,
    /// Their figures.
    pub figures: Figures,
}

type Key = (usize, MeasureName, Slice);

impl Levels {
    /// Returns the figures of an assessment: of obligations on tickets alone. What the whole data set lacks, which is one
    /// obligation of the company, is no part of them.
    pub fn of(assessment: &Assessment, dataset: &Dataset, policy: &Policy, choices: Choices) -> Self {
        let as_of = assessment.as_of;
        let zone = policy.version_at(as_of).unwrap_or(policy.latest()).zone().clone();
        let mut groups: BTreeMap<Key, Gathered> = BTreeMap::new();
        let mut months: BTreeMap<(Key, Month), Tally> = BTreeMap::new();
        for (obligation, ticket) in on_tickets(assessment, dataset) {
            let measure = &obligation.id.measure;
            let value = Slice::of(choices.by.value(obligation, ticket, as_of));
            let month = obligation.opened_at.and_then(|at| Month::of(at, &zone));
            for slice in [Slice::All, value] {
                let key = (place_of(measure), measure.clone(), slice);
                if let Some(month) = month {
                    months.entry((key.clone(), month)).or_default().record(&obligation.state);
                }
                groups.entry(key).or_default().record(obligation, as_of);
            }
        }
        let group = |((_, measure, slice), gathered): (Key, Gathered)| Group {
            measure,
            slice,
            figures: gathered.figures(),
        };
        Self {
            choices,
            as_of,
            months: filled(months, Month::of(as_of, &zone)),
            zone,
            groups: groups.into_iter().map(group).collect(),
            worst: latest(assessment, dataset, policy, choices),
        }
    }

    /// Returns the figures of whole measures.
    pub fn measures(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.slice == Slice::All)
    }

    /// Returns the groups into which a whole measure is broken down, and the whole after them; the whole alone where no
    /// value is known.
    pub fn rows_of<'a>(&'a self, all: &'a Group) -> Vec<&'a Group> {
        let of_measure = |group: &&Group| group.measure == all.measure && group.slice != Slice::All;
        let mut rows: Vec<&Group> = self.groups.iter().filter(of_measure).collect();
        if rows.iter().all(|group| group.slice == Slice::Unknown) {
            rows.clear();
        }
        rows.push(all);
        rows
    }

    /// Returns the months of a whole measure.
    pub fn months_of(&self, measure: &MeasureName) -> impl Iterator<Item = &MonthRow> {
        self.months.iter().filter(move |row| row.measure == *measure && row.slice == Slice::All)
    }

    /// Returns whether a figure rests on so few cases that it is marked.
    pub fn is_few(&self, cases: u64) -> bool {
        cases < self.choices.few
    }
}

/// Yields the obligations on tickets, each with its ticket.
pub(super) fn on_tickets<'a>(
    assessment: &'a Assessment,
    dataset: &'a Dataset,
) -> impl Iterator<Item = (&'a Obligation, &'a Ticket)> {
    assessment.obligations.iter().filter_map(|obligation| match &obligation.id.subject {
        Subject::Ticket(id) => Some((obligation, dataset.ticket(id)?)),
        _ => None,
    })
}

/// Returns the months with those between them in which nothing arose. `running` is the month of the assessment.
fn filled(months: BTreeMap<(Key, Month), Tally>, running: Option<Month>) -> Vec<MonthRow> {
    let mut rows: Vec<MonthRow> = Vec::new();
    for (((_, measure, slice), month), tally) in months {
        let row = |month: Month, tally: Tally| MonthRow {
            measure: measure.clone(),
            slice: slice.clone(),
            month,
            is_complete: running.is_some_and(|running| month < running),
            tally,
        };
        let before = rows.last().filter(|last| last.measure == measure && last.slice == slice);
        let mut next = before.and_then(|last| last.month.next());
        while let Some(between) = next.filter(|next| *next < month) {
            rows.push(row(between, Tally::default()));
            next = between.next();
        }
        rows.push(row(month, tally));
    }
    rows
}
