//! The search: from whole hours on a sample to the last step on all rows.

mod explorer;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cmp::Reverse;

use crm_calendar::{Calendar, WeekdaySet, WeeklyHours};

use self::explorer::{Explorer, Start};

use super::calibration::{Calibration, Doubt, RunnerUp, doubts_of_groups};
use super::fit::Fit;
use super::hypothesis::{Hours, Hypothesis};
use super::prepared::{Clock, Prepared};
use super::search::{CalibrationError, Search, Waits, check_rows};
use super::shift::Shift;
use super::{Observation, scan};
use crate::target::AtClosing;

pub(super) fn explore(
    observations: &[Observation<'_>],
    search: &Search,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Option<Calibration>, CalibrationError> {
    search.check()?;
    if observations.is_empty() {
        return Ok(None);
    }
    let events = check_rows(observations)?;
    let rows: Vec<Prepared<'_>> = (0..events).map(|event| Prepared::new(observations, event)).collect();
    let samples: Vec<Prepared<'_>> = rows.iter().map(|rows| rows.sample(search.sample)).collect();
    let mut explorer = Explorer { search, rows: &rows, samples: &samples, buffer: Vec::new() };

    let combinations = combinations(observations, search, events);
    for place in 0..search.calendars.len() {
        // A calendar that cannot be built is an error, not one hypothesis less.
        always(search, place).calendar(search)?;
    }
    let weeks = weeks(search);
    let all = weeks.len().saturating_add(combinations.len());
    let mut starts: BTreeMap<usize, Vec<Start>> = BTreeMap::new();
    for (done, week) in weeks.iter().enumerate() {
        progress(done, all);
        let (places, families) = families_of(&combinations, *week);
        for ((place, family), coarse) in places.iter().zip(&families).zip(explorer.coarse(&families)) {
            starts.insert(*place, explorer.starts(family, &coarse));
        }
    }
    let finely = most_promising(&starts, search.finely);
    let mut found = Vec::with_capacity(combinations.len());
    for (done, combination) in combinations.iter().enumerate() {
        progress(weeks.len().saturating_add(done), all);
        found.extend(match combination {
            Combination::Single { event, waits, hours } => explorer.best_single(*event, *waits, *hours),
            Combination::Family(family) => starts
                .get(&done)
                .and_then(|starts| explorer.best_of_family(family, starts, finely.contains(&done))),
        });
    }
    // Sorting is stable: among equals the combination that comes first stays first.
    found.sort_by_key(|candidate| Reverse(candidate.right));
    let Some(mut best) = found.first().copied() else { return Ok(None) };
    let mut plateau = Plateau { windows: Vec::new(), all: true };
    if let (Some(shift), Hours::Weekly { calendar, days, .. }) = (best.shift, best.hypothesis.hours) {
        let ends = (best.hypothesis.event, best.hypothesis.waits);
        let family = Family { event: ends.0, waits: ends.1, calendar, days };
        let (shift, right, found) = explorer.plateau(&family, best.hypothesis.at_closing, shift, best.right);
        plateau = found;
        if let Some(hypothesis) = family.hypothesis(best.hypothesis.at_closing, shift) {
            best = Candidate { hypothesis, shift: Some(shift), right };
        }
    }
    let rounder = explorer.rounder_at_closing(observations, best)?;
    if rounder.hypothesis != best.hypothesis {
        plateau.windows.retain(|shift| explorer.is_as_good(&rounder, *shift));
        best = rounder;
    }
    progress(all, all);
    explorer.answer(observations, best, &found, plateau)
}

/// What is tried as a whole.
#[derive(Debug, Clone, Copy)]
enum Combination {
    /// One hypothesis, but for the choice at closing.
    Single { event: usize, waits: Waits, hours: Hours },
    /// All hours of some days.
    Family(Family),
}

/// All working hours on the same days of one calendar.
#[derive(Debug, Clone, Copy)]
struct Family {
    event: usize,
    waits: Waits,
    calendar: usize,
    days: WeekdaySet,
}

impl Family {
    fn hypothesis(&self, at_closing: AtClosing, shift: Shift) -> Option<Hypothesis> {
        let Self { event, waits, calendar, days } = *self;
        let hours = Hours::Weekly { calendar, days, window: shift.window()? };
        Some(Hypothesis { event, hours, waits, at_closing })
    }

    fn clock<'a>(&self, calendar: &'a Calendar, at_closing: AtClosing) -> Clock<'a> {
        Clock { calendar: Some(calendar), waits: self.waits, at_closing }
    }
}

/// A hypothesis and how many observations it is right about.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    hypothesis: Hypothesis,
    shift: Option<Shift>,
    right: u64,
}

/// All hours around the best that are as good.
struct Plateau {
    windows: Vec<Shift>,
    all: bool,
}

/// Returns all combinations, the simplest first, so that among equals the simplest is taken.
fn combinations(observations: &[Observation<'_>], search: &Search, events: usize) -> Vec<Combination> {
    let has_pauses = observations.iter().any(|observation| !observation.pauses.is_empty());
    let waits = search.waits.get(..if has_pauses { search.waits.len() } else { 1 }).unwrap_or_default();
    let over = |hours: Hours| {
        (0..events).flat_map(move |event| {
            waits.iter().map(move |waits| Combination::Single { event, waits: *waits, hours })
        })
    };
    let mut all: Vec<Combination> = over(Hours::ByTheClock).collect();
    let given = search.calendars.iter().enumerate().filter(|(_, spec)| spec.weekly != WeeklyHours::closed());
    all.extend(given.flat_map(|(calendar, _)| over(Hours::AsGiven { calendar })));
    for event in 0..events {
        for (calendar, days) in
            (0..search.calendars.len()).flat_map(|c| search.days.iter().map(move |d| (c, *d)))
        {
            all.extend(
                waits
                    .iter()
                    .map(|waits| Combination::Family(Family { event, waits: *waits, calendar, days })),
            );
        }
    }
    all
}

/// Returns the places of the combinations whose best hours so far are right most often.
fn most_promising(starts: &BTreeMap<usize, Vec<Start>>, most: usize) -> BTreeSet<usize> {
    let first = starts.iter().filter_map(|(place, starts)| Some((Reverse(starts.first()?.right), *place)));
    let mut ranked: Vec<(Reverse<u64>, usize)> = first.collect();
    ranked.sort_unstable();
    ranked.into_iter().take(most).map(|(_, place)| place).collect()
}

/// Returns all pairs of a calendar and working days.
fn weeks(search: &Search) -> Vec<(usize, WeekdaySet)> {
    let all = (0..search.calendars.len())
        .flat_map(|calendar| search.days.iter().map(move |days| (calendar, *days)));
    all.collect()
}

/// Returns the families of a week, with their places among all combinations.
fn families_of(combinations: &[Combination], week: (usize, WeekdaySet)) -> (Vec<usize>, Vec<Family>) {
    let families = combinations.iter().enumerate().filter_map(|(place, combination)| match combination {
        Combination::Family(family) if (family.calendar, family.days) == week => Some((place, *family)),
        _ => None,
    });
    families.unzip()
}

fn always(search: &Search, calendar: usize) -> Hours {
    let window = crm_calendar::Window::WHOLE_DAY;
    let is_given = search.calendars.get(calendar).is_some_and(|spec| spec.weekly != WeeklyHours::closed());
    if is_given {
        Hours::AsGiven { calendar }
    } else {
        Hours::Weekly { calendar, days: WeekdaySet::ALL, window }
    }
}

impl Explorer<'_> {
    /// Returns the same hypothesis with the choice at closing that gives the rounder targets, among those that are as
    /// good: a limit of 62 h says more than one of 62 h and a microsecond.
    fn rounder_at_closing(
        &mut self,
        observations: &[Observation<'_>],
        best: Candidate,
    ) -> Result<Candidate, CalibrationError> {
        let mut roundest: Option<(u64, Candidate)> = None;
        for at_closing in self.edges(best.hypothesis.hours).to_vec() {
            let hypothesis = Hypothesis { at_closing, ..best.hypothesis };
            let Some(fit) = hypothesis.fit(observations, self.search)? else { continue };
            let rough = scan::roughness(&fit);
            let is_rounder = roundest.is_none_or(|(least, _)| rough < least);
            if fit.confusion.right >= best.right && is_rounder {
                roundest = Some((rough, Candidate { hypothesis, right: fit.confusion.right, ..best }));
            }
        }
        Ok(roundest.map_or(best, |(_, candidate)| candidate))
    }

    /// Returns whether other hours are as good as those of a candidate.
    fn is_as_good(&mut self, best: &Candidate, shift: Shift) -> bool {
        let Hypothesis { event, waits, at_closing, hours } = best.hypothesis;
        let Hours::Weekly { calendar, days, .. } = hours else { return false };
        let family = Family { event, waits, calendar, days };
        let Some(calendar) = self.compiled(&family, shift) else { return false };
        self.right(event, &family.clock(&calendar, at_closing)) == best.right
    }

    /// Puts the answer together.
    fn answer(
        &mut self,
        observations: &[Observation<'_>],
        best: Candidate,
        found: &[Candidate],
        plateau: Plateau,
    ) -> Result<Option<Calibration>, CalibrationError> {
        let Some(fit) = best.hypothesis.fit(observations, self.search)? else { return Ok(None) };
        let runners_up = self.runners_up(&best, found);
        let (majority, majority_by_group) = majorities(&fit);
        let right = fit.confusion.right;
        let mut doubts = Vec::new();
        if right <= majority_by_group {
            doubts.push(Doubt::NoBetterThanMajority { right, majority: majority_by_group });
        }
        doubts.extend(runners_up.iter().filter(|other| other.right >= right).map(|other| tied(&best, other)));
        let windows: Vec<_> = plateau.windows.into_iter().filter_map(Shift::window).collect();
        if windows.len() > 1 || !plateau.all {
            doubts.push(Doubt::Windows { count: windows.len(), all: plateau.all });
        }
        doubts.extend(doubts_of_groups(&fit, self.search.least));
        Ok(Some(Calibration { best: fit, windows, runners_up, majority, majority_by_group, doubts }))
    }

    /// Returns the best of the other combinations, and the best with the other choices at closing.
    fn runners_up(&mut self, best: &Candidate, found: &[Candidate]) -> Vec<RunnerUp> {
        let calendar = best.hypothesis.hours.calendar(self.search).ok().flatten();
        let edges = self.edges(best.hypothesis.hours).to_vec();
        let other_edges = edges.into_iter().filter(|edge| *edge != best.hypothesis.at_closing);
        let mut others: Vec<RunnerUp> = Vec::new();
        for at_closing in other_edges {
            let hypothesis = Hypothesis { at_closing, ..best.hypothesis };
            let right = self.right(hypothesis.event, &hypothesis.clock(calendar.as_ref()));
            others.push(RunnerUp { hypothesis, right });
        }
        let rest = found.iter().skip(1);
        others.extend(rest.map(|other| RunnerUp { hypothesis: other.hypothesis, right: other.right }));
        others.sort_by_key(|other| Reverse(other.right));
        others
    }
}

fn tied(best: &Candidate, other: &RunnerUp) -> Doubt {
    let (one, other) = (best.hypothesis, other.hypothesis);
    if one == (Hypothesis { at_closing: one.at_closing, ..other }) {
        return Doubt::AtClosing { other: other.at_closing };
    }
    if one == (Hypothesis { waits: one.waits, at_closing: one.at_closing, ..other }) {
        return Doubt::Waits { other: other.waits };
    }
    Doubt::Tied { hypothesis: other }
}

/// Returns how many observations have the more frequent verdict, of all and of their group.
fn majorities(fit: &Fit) -> (u64, u64) {
    let (mut met, mut missed, mut by_group) = (0_u64, 0_u64, 0_u64);
    for group in &fit.groups {
        met = met.saturating_add(group.all_met);
        missed = missed.saturating_add(group.all_missed);
        by_group = by_group.saturating_add(group.all_met.max(group.all_missed));
    }
    (met.max(missed), by_group)
}
