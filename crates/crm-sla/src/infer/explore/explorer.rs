//! [`Explorer`]: hours that are tried and moved until nothing around them is better.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cmp::Reverse;

use crm_calendar::{Calendar, WeekdaySet};

use super::{Candidate, Family, Plateau};
use crate::infer::hypothesis::{Hours, Hypothesis};
use crate::infer::prepared::{Clock, Prepared};
use crate::infer::scan;
use crate::infer::search::{Search, Waits};
use crate::infer::shift::Shift;
use crate::target::AtClosing;

/// By how many minutes an end of hours is moved, from coarse to fine.
const STEPS: [u32; 5] = [60, 30, 15, 10, 5];

/// Hours from which better ones are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    /// How many observations they are right about.
    pub(super) right: u64,
    shift: Shift,
    /// The choice at closing under which they are.
    at_closing: AtClosing,
}

impl Start {
    /// Orders the best first, and among equals the smallest shift.
    fn rank(&self) -> (Reverse<u64>, Shift) {
        (Reverse(self.right), self.shift)
    }
}

/// What a search works with.
pub(super) struct Explorer<'a> {
    pub(super) search: &'a Search,
    pub(super) rows: &'a [Prepared<'a>],
    pub(super) samples: &'a [Prepared<'a>],
    /// Scratch space.
    pub(super) buffer: Vec<i64>,
}

impl Explorer<'_> {
    /// Returns the best hypothesis of given hours.
    pub(super) fn best_single(&mut self, event: usize, waits: Waits, hours: Hours) -> Option<Candidate> {
        let calendar = hours.calendar(self.search).ok()?;
        let edges = self.edges(hours).to_vec();
        let candidates = edges.into_iter().map(|at_closing| {
            let hypothesis = Hypothesis { event, hours, waits, at_closing };
            let right = self.right(event, &hypothesis.clock(calendar.as_ref()));
            Candidate { hypothesis, shift: None, right }
        });
        best(candidates.collect())
    }

    /// Returns the choices at closing that make a difference under some hours.
    pub(super) fn edges(&self, hours: Hours) -> &[AtClosing] {
        let all = self.search.at_closing.as_slice();
        if hours == Hours::ByTheClock { all.get(..1).unwrap_or_default() } else { all }
    }

    /// Tries all whole hours of a week on the sample; returns the best for each family of that week, in their order.
    ///
    /// A calendar is compiled once for all of them: that takes longer than a look at the sample.
    pub(super) fn coarse(&mut self, families: &[Family]) -> Vec<Vec<Shift>> {
        let mut tried: Vec<Vec<(Reverse<u64>, Shift)>> = families.iter().map(|_| Vec::new()).collect();
        let Some(week) = families.first() else { return Vec::new() };
        for shift in Shift::hours(self.search.overnight) {
            let Some(calendar) = self.compiled(week, shift) else { continue };
            for (family, tried) in families.iter().zip(&mut tried) {
                let Some(sample) = self.samples.get(family.event) else { continue };
                let clock = family.clock(&calendar, self.usual_edge());
                tried.push((Reverse(scan::right(sample, &clock, &mut self.buffer)), shift));
            }
        }
        let best_of = |mut tried: Vec<(Reverse<u64>, Shift)>| {
            tried.sort_unstable();
            tried.into_iter().take(self.search.beam).map(|(_, shift)| shift).collect()
        };
        tried.into_iter().map(best_of).collect()
    }

    /// Returns the choice at closing under which hours are compared on the sample; the others are tried on the best of them.
    fn usual_edge(&self) -> AtClosing {
        self.search.at_closing.last().copied().unwrap_or_default()
    }

    /// Returns the best of some hours of a family on all rows, the best first: as many as are followed.
    pub(super) fn starts(&mut self, family: &Family, coarse: &[Shift]) -> Vec<Start> {
        let mut starts: Vec<Start> = coarse.iter().filter_map(|shift| self.start(family, *shift)).collect();
        starts.sort_unstable_by_key(Start::rank);
        starts.truncate(self.search.climbs);
        starts
    }

    /// Returns how often some hours are right, under the choice at closing that suits them best.
    fn start(&mut self, family: &Family, shift: Shift) -> Option<Start> {
        let calendar = self.compiled(family, shift)?;
        let edges = self.search.at_closing.clone();
        let starts = edges.into_iter().map(|at_closing| {
            let right = self.right(family.event, &family.clock(&calendar, at_closing));
            Start { right, shift, at_closing }
        });
        starts.min_by_key(|start| Reverse(start.right))
    }

    /// Returns the best hypothesis of a family, from the best hours that were tried so far; `finely` where these are
    /// to be moved as well.
    pub(super) fn best_of_family(
        &mut self,
        family: &Family,
        starts: &[Start],
        finely: bool,
    ) -> Option<Candidate> {
        let mut tops = starts.to_vec();
        for start in starts.iter().filter(|_| finely) {
            let shift = self.climb(family, *start);
            tops.extend(self.start(family, shift));
        }
        let Start { right, shift, at_closing } = tops.into_iter().min_by_key(Start::rank)?;
        let hypothesis = family.hypothesis(at_closing, shift)?;
        Some(Candidate { hypothesis, shift: Some(shift), right })
    }

    /// Moves hours for as long as that makes them better, by smaller and smaller steps.
    fn climb(&mut self, family: &Family, start: Start) -> Shift {
        let Start { mut right, mut shift, at_closing } = start;
        let (finest, mut known) = (self.search.step_minutes, BTreeMap::new());
        let steps = STEPS.into_iter().filter(|step| *step > finest && step.is_multiple_of(finest));
        for step in steps.chain([finest]) {
            loop {
                let around = shift.neighbours(step, self.search.overnight);
                let tried: Vec<(u64, Reverse<Shift>)> = around
                    .filter_map(|shift| {
                        Some((self.known(family, at_closing, shift, &mut known)?, Reverse(shift)))
                    })
                    .collect();
                match tried.into_iter().max() {
                    Some((better, Reverse(other))) if better > right => (shift, right) = (other, better),
                    _ => break,
                }
            }
        }
        shift
    }

    /// Finds all hours around `shift` that are as good; where better ones are met, goes on from those. Returns the
    /// roundest.
    pub(super) fn plateau(
        &mut self,
        family: &Family,
        at_closing: AtClosing,
        shift: Shift,
        right: u64,
    ) -> (Shift, u64, Plateau) {
        let step = self.search.step_minutes;
        let (mut known, mut top) = (BTreeMap::new(), right);
        let (mut same, mut next) = (BTreeSet::from([shift]), Vec::from([shift]));
        let mut all = true;
        while let Some(from) = next.pop() {
            for other in from.neighbours(step, self.search.overnight) {
                if known.len() >= self.search.neighbours && !known.contains_key(&other) {
                    all = false;
                    continue;
                }
                let Some(found) = self.known(family, at_closing, other, &mut known) else { continue };
                if found > top {
                    (top, same, next) = (found, BTreeSet::from([other]), Vec::from([other]));
                    break;
                }
                if found == top && same.insert(other) {
                    next.push(other);
                }
            }
        }
        let roundest = same.iter().copied().min_by_key(|shift| (shift.roughness(), *shift)).unwrap_or(shift);
        (roundest, top, Plateau { windows: same.into_iter().collect(), all })
    }

    fn known(
        &mut self,
        family: &Family,
        at_closing: AtClosing,
        shift: Shift,
        known: &mut BTreeMap<Shift, u64>,
    ) -> Option<u64> {
        if let Some(right) = known.get(&shift) {
            return Some(*right);
        }
        let calendar = self.compiled(family, shift)?;
        let clock = family.clock(&calendar, at_closing);
        let right = self.right(family.event, &clock);
        known.insert(shift, right);
        Some(right)
    }

    /// Returns the calendar of some hours, or `None` where nothing would be open, or all would be: that is time by the
    /// clock.
    pub(super) fn compiled(&self, family: &Family, shift: Shift) -> Option<Calendar> {
        let spec = self.search.calendars.get(family.calendar)?;
        let has_days_off = !spec.holidays.is_empty() || !spec.overrides.is_empty();
        if shift.is_whole_day() && family.days == WeekdaySet::ALL && !has_days_off {
            return None;
        }
        let Family { calendar, days, .. } = *family;
        Hours::Weekly { calendar, days, window: shift.window()? }.calendar(self.search).ok().flatten()
    }

    pub(super) fn right(&mut self, event: usize, clock: &Clock<'_>) -> u64 {
        self.rows.get(event).map_or(0, |rows| scan::right(rows, clock, &mut self.buffer))
    }
}

/// Returns the first of the best.
fn best(candidates: Vec<Candidate>) -> Option<Candidate> {
    candidates.into_iter().min_by_key(|candidate| Reverse(candidate.right))
}
