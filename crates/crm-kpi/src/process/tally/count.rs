//! How the cases of a log are counted, one after another.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::{DateTime, Datelike, Utc};

use super::{ProcessTally, Seen};
use crate::process::durations::Measured;
use crate::process::join::{Join, count_one};
use crate::process::log::{ProcessLog, Step};
use crate::process::rules::{ProcessClock, ProcessRules, Spending};

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
        let among = |activities: &BTreeSet<u32>| {
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

/// Room that is used again for each case.
#[derive(Debug, Default)]
struct Room {
    activities: Vec<u32>,
    edges: Vec<(u32, u32)>,
}
