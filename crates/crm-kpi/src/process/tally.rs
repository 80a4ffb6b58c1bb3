//! [`ProcessTally`]: everything that is counted of a process, in one pass over its cases.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use crm_model::Ratio;

use super::durations::{Durations, Measured, Spans, Total};
use super::hand_overs::HandOvers;
use super::join::{Join, count_one, joins};
use super::log::{ProcessLog, Step};
use super::rules::{ProcessClock, ProcessRules, Spending};
use crate::tally::ratio;

/// A process, counted.
///
/// Tallies of different cases merge; a case whose rows are spread over two tallies would be counted as two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ProcessTally {
    /// How many cases had begun.
    pub cases: u64,
    /// How many cases began only later.
    pub cases_later: u64,
    /// How many steps they have.
    pub events: u64,
    /// How many steps happened only later, and are not counted.
    pub events_later: u64,
    /// How many rows of the whole log were repeats of others, counted or not.
    pub repeats: u64,
    /// What was done.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub activities: BTreeMap<u32, ActivityTally>,
    /// What directly followed what.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub edges: BTreeMap<(u32, u32), EdgeTally>,
    /// With which activities cases began.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub starts: BTreeMap<u32, u64>,
    /// With which activities cases ended, or stand.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub ends: BTreeMap<u32, u64>,
    /// Hand-overs between resources.
    pub resources: HandOvers,
    /// Hand-overs between departments.
    pub departments: HandOvers,
    /// The paths that cases took, as activities in order, and how many took each.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub variants: BTreeMap<Vec<u32>, u64>,
    /// How many cases did some activity again.
    pub cases_with_rework: u64,
    /// How many cases did some activity again with no other in between.
    pub cases_with_self_loop: u64,
    /// Contacts with the customer.
    pub contacts: PerCase,
    /// Approvals.
    pub approvals: PerCase,
    /// Cases with a broken link: by the activity after which they are silent for longer than the gap.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub stopped: BTreeMap<u32, Stopped>,
    /// How many cases have not ended, broken ones included.
    pub cases_open: u64,
    /// By the first day of the month in which cases began: how many, and how long they took.
    pub months: BTreeMap<NaiveDate, Throughput>,
}

joins!(ProcessTally {
    cases,
    cases_later,
    events,
    events_later,
    repeats,
    activities,
    edges,
    starts,
    ends,
    resources,
    departments,
    variants,
    cases_with_rework,
    cases_with_self_loop,
    contacts,
    approvals,
    stopped,
    cases_open,
    months,
});

/// One activity, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ActivityTally {
    /// How often it was done.
    pub events: u64,
    /// In how many cases.
    pub cases: u64,
    /// How often it was done again in a case: all times but the first.
    pub again: u64,
    /// In how many cases it was done again.
    pub cases_again: u64,
    /// How often it was done again straight away by the same known resource: a candidate for a redundant step, no more. Whether the
    /// outcome would be the same without it, no log tells.
    pub repeated_by_same: u64,
    /// The first and the last time, in microseconds; `None` if it never happened.
    pub seen: Seen,
    /// From each beginning to its end, where the end is known.
    pub handling: Spans,
    /// How the time from each beginning to the next event of the case was spent.
    pub spent: Spent,
}

joins!(ActivityTally { events, cases, again, cases_again, repeated_by_same, seen, handling, spent });

/// The first and the last instant, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Seen {
    /// The first and the last; `None` without any.
    pub first_and_last: Option<(i64, i64)>,
}

impl Join for Seen {
    fn join(&mut self, other: Self) {
        self.first_and_last = match (self.first_and_last, other.first_and_last) {
            (Some((first, last)), Some((other_first, other_last))) => {
                Some((first.min(other_first), last.max(other_last)))
            }
            (ours, theirs) => ours.or(theirs),
        };
    }
}

/// How time was spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Spent {
    /// At work: of activities that the policy calls working, and of those whose end is known until it.
    pub working: Total,
    /// Waiting: after activities that the policy calls waiting, and after a known end.
    pub waiting: Total,
    /// Of which neither is said.
    pub unsaid: Total,
}

joins!(Spent { working, waiting, unsaid });

impl Spent {
    /// Returns the share of time by the clock that is known to be waiting, of what is known to be either.
    pub fn waiting_share(&self) -> Option<Ratio> {
        Ratio::new(self.waiting.clock, self.waiting.clock.checked_add(self.working.clock)?)
    }
}

/// One activity directly after another, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EdgeTally {
    /// How often.
    pub times: u64,
    /// In how many cases.
    pub cases: u64,
    /// From the end of the one, or from its instant where no end is known, to the other.
    pub wait: Spans,
    /// How often the second began before the first was finished: no wait.
    pub overlaps: u64,
}

joins!(EdgeTally { times, cases, wait, overlaps });

/// Activities of one sort by case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PerCase {
    /// How many in all.
    pub events: u64,
    /// How many cases have how many.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub cases: BTreeMap<u64, u64>,
}

joins!(PerCase { events, cases });

impl PerCase {
    /// Returns how many a case has in the mean, or `None` without cases.
    pub fn mean(&self) -> Option<Ratio> {
        ratio(self.events, self.cases.values().fold(0, |sum: u64, cases| sum.saturating_add(*cases)))
    }

    fn record(&mut self, events: u64) {
        self.events.join(events);
        count_one(&mut self.cases, events);
    }
}

/// Cases that stand after one activity for longer than the policy's gap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Stopped {
    /// How many.
    pub cases: u64,
    /// For how long each has been silent, by the clock.
    pub silent: Durations,
}

joins!(Stopped { cases, silent });

/// Cases that began in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Throughput {
    /// How many began.
    pub began: u64,
    /// How many of them have ended.
    pub ended: u64,
    /// From the first step to the last one's end, of those that have ended.
    pub time: Spans,
}

joins!(Throughput { began, ended, time });

impl ProcessTally {
    /// Counts the cases of a log until the instant of the clock.
    pub fn of(log: &ProcessLog, rules: &ProcessRules, clock: &ProcessClock<'_>) -> Self {
        let mut tally = Self { repeats: log.repeats(), ..Self::default() };
        let as_of = clock.as_of.timestamp_micros();
        let mut room = Room::default();
        for history in log.cases() {
            let steps = history.until(as_of);
            tally.events_later.join((history.steps.len() - steps.len()) as u64);
            match steps {
                [] => tally.cases_later.join(1),
                [first, .., last] | [first @ last] => {
                    tally.whole_case(*first, *last, rules, clock);
                    tally.activities_of(steps, &mut room);
                    tally.edges_of(steps, rules, clock, &mut room);
                    tally.touched(steps, rules);
                    tally.resources.case(steps, clock, Step::resource);
                    tally.departments.case(steps, clock, Step::department);
                }
            }
        }
        tally.seal();
        tally
    }

    /// Returns the share of cases in which some activity was done again.
    pub fn rework(&self) -> Option<Ratio> {
        ratio(self.cases_with_rework, self.cases)
    }

    /// Returns the share of cases that stand on a broken link.
    pub fn broken(&self) -> Option<Ratio> {
        let broken = self.stopped.values().fold(0, |sum: u64, stopped| sum.saturating_add(stopped.cases));
        ratio(broken, self.cases)
    }

    /// Returns how long the cases took that have ended, of all months.
    pub fn throughput(&self) -> Spans {
        let months = self.months.values().flat_map(|month| month.time.clock.iter());
        let open = self.months.values().flat_map(|month| month.time.open.iter());
        let beyond = self.months.values().fold(0, |sum: u64, month| sum.saturating_add(month.time.beyond));
        Spans { clock: months.collect(), open: open.collect(), beyond }
    }

    /// Returns how the time of all cases was spent.
    pub fn spent(&self) -> Spent {
        self.activities.values().fold(Spent::default(), |sum, activity| sum.merge(activity.spent))
    }

    fn whole_case(&mut self, first: Step, last: Step, rules: &ProcessRules, clock: &ProcessClock<'_>) {
        self.cases.join(1);
        count_one(&mut self.starts, first.activity());
        count_one(&mut self.ends, last.activity());
        let as_of = clock.as_of.timestamp_micros();
        let ended = rules.finals.is_empty() || rules.finals.contains(&last.activity());
        let month = DateTime::<Utc>::from_timestamp_micros(first.at()).map(|at| clock.zone.date(at));
        if let Some(month) = month.and_then(|date| date.with_day(1)) {
            let month = self.months.entry(month).or_default();
            month.began.join(1);
            month.ended.join(u64::from(ended));
            let end = last.finished_by(as_of).unwrap_or(last.at());
            if let Some(time) = Measured::between(clock, first.at(), end).filter(|_| ended) {
                month.time.push(time);
            }
        }
        if ended {
            return;
        }
        self.cases_open.join(1);
        let silent = as_of.checked_sub(last.finished_by(as_of).unwrap_or(last.at()));
        if let (Some(gap), Some(silent)) = (rules.gap, silent)
            && silent > gap.as_micros()
        {
            let stopped = self.stopped.entry(last.activity()).or_default();
            stopped.cases.join(1);
            stopped.silent.push(silent);
        }
    }

    fn activities_of(&mut self, steps: &[Step], room: &mut Room) {
        let path = || steps.iter().map(|step| step.activity());
        self.events.join(steps.len() as u64);
        room.activities.clear();
        room.activities.extend(path());
        match self.variants.get_mut(&room.activities) {
            Some(cases) => cases.join(1),
            None => drop(self.variants.insert(room.activities.clone(), 1)),
        }
        room.activities.sort_unstable();
        let mut rework = false;
        for same in room.activities.chunk_by(|one, other| one == other) {
            let Some(code) = same.first() else { continue };
            let activity = self.activities.entry(*code).or_default();
            let (times, again) = (same.len() as u64, same.len() as u64 - 1);
            activity.events.join(times);
            activity.cases.join(1);
            activity.again.join(again);
            activity.cases_again.join(u64::from(again > 0));
            rework |= again > 0;
        }
        self.cases_with_rework.join(u64::from(rework));
    }

    fn edges_of(&mut self, steps: &[Step], rules: &ProcessRules, clock: &ProcessClock<'_>, room: &mut Room) {
        let as_of = clock.as_of.timestamp_micros();
        room.edges.clear();
        for (place, step) in steps.iter().enumerate() {
            let next = steps.get(place + 1);
            let end = step.finished_by(as_of);
            let spending = rules.spending.get(&step.activity()).copied();
            let activity = self.activities.entry(step.activity()).or_default();
            activity.seen.join(Seen { first_and_last: Some((step.at(), step.at())) });
            let handling = end.and_then(|end| Measured::between(clock, step.at(), end));
            if let Some(handling) = handling {
                activity.handling.push(handling);
                activity.spent.push(handling, Some(spending.unwrap_or(Spending::Working)));
            }
            let Some(next) = next else { continue };
            let wait = Measured::between(clock, end.unwrap_or(step.at()), next.at());
            if let Some(wait) = wait {
                activity.spent.push(wait, if end.is_some() { Some(Spending::Waiting) } else { spending });
            }
            let same = step.activity() == next.activity();
            if same && step.resource().is_some() && step.resource() == next.resource() {
                activity.repeated_by_same.join(1);
            }
            let pair = (step.activity(), next.activity());
            room.edges.push(pair);
            let edge = self.edges.entry(pair).or_default();
            edge.times.join(1);
            match wait {
                Some(wait) => edge.wait.push(wait),
                None => edge.overlaps.join(1),
            }
        }
        room.edges.sort_unstable();
        room.edges.dedup();
        self.cases_with_self_loop.join(u64::from(room.edges.iter().any(|(from, to)| from == to)));
        for pair in &room.edges {
            if let Some(edge) = self.edges.get_mut(pair) {
                edge.cases.join(1);
            }
        }
    }

    fn touched(&mut self, steps: &[Step], rules: &ProcessRules) {
        let among = |activities: &alloc::collections::BTreeSet<u32>| {
            steps.iter().filter(|step| activities.contains(&step.activity())).count() as u64
        };
        if !rules.contacts.is_empty() {
            self.contacts.record(among(&rules.contacts));
        }
        if !rules.approvals.is_empty() {
            self.approvals.record(among(&rules.approvals));
        }
    }

    fn seal(&mut self) {
        self.edges.values_mut().for_each(|edge| edge.wait.seal());
        self.activities.values_mut().for_each(|activity| activity.handling.seal());
        self.stopped.values_mut().for_each(|stopped| stopped.silent.seal());
        self.months.values_mut().for_each(|month| month.time.seal());
    }
}

impl Spent {
    fn push(&mut self, measured: Measured, spending: Option<Spending>) {
        match spending {
            Some(Spending::Working) => self.working.push(measured),
            Some(Spending::Waiting) => self.waiting.push(measured),
            None => self.unsaid.push(measured),
        }
    }
}

/// Room that is used again for each case.
#[derive(Debug, Default)]
struct Room {
    activities: Vec<u32>,
    edges: Vec<(u32, u32)>,
}
