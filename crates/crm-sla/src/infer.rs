//! Calibration: which service level explains the verdicts that a log states of itself.
//!
//! Many logs hold a column "SLA met" and no word of the rule behind it. [`calibrate`] tries hypotheses (which event
//! is measured, in which hours, whether waits pause) and, for each group of tickets, all targets at once; it returns
//! the best, how often it is right, which targets and hours explain the log equally well, and what the log does not
//! say. It compares; it does not prove: many hypotheses are tried, and on few rows one of them may fit by chance.
//! [`cross_check`] finds a rule on one half of the rows and asks it about the other.

mod calibration;
mod confusion;
mod explore;
mod fit;
mod hypothesis;
mod prepared;
mod scan;
mod search;
mod shift;

use alloc::vec::Vec;

pub use self::calibration::{Calibration, Check, Doubt, RunnerUp};
pub use self::confusion::{Confusion, LeftOut};
pub use self::fit::{Fit, GroupFit};
pub use self::hypothesis::{Hours, Hypothesis};
pub use self::scan::TargetRange;
pub use self::search::{CalibrationError, Search, Waits};
use crate::times::Pause;

/// One ticket as the log shows it: when it started, when each candidate event happened, and the log's own verdict.
///
/// All instants are microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation<'a> {
    /// Which tickets share a target, such as those of one priority: any number that the caller chooses.
    pub group: u32,
    /// When the clock started.
    pub start: i64,
    /// When each candidate event happened, `None` where it did not: the same events in the same order for all.
    pub ends: &'a [Option<i64>],
    /// When the ticket waited: sorted and disjoint.
    pub pauses: &'a [Pause],
    /// The log's verdict: whether the service level was met.
    pub met: bool,
}

/// Returns the hypothesis that explains the verdicts best, or `None` where there are no observations.
///
/// The best is the one that is right about the most observations; one about which it says nothing, since the event
/// never happened, is not right. Among equals the simplest is taken: time by the clock before hours, whatever the
/// search lists first, rounder hours before others; at closing, what gives the rounder targets. All others that are as good are listed.
///
/// Hours are searched from coarse to fine: all whole hours on a sample of the rows, then the best of them on all rows,
/// then smaller and smaller steps from there. Targets are not searched: for given hours, one pass over the sorted times
/// finds all that are best. The same observations in any order give the same answer. Not all hours are tried: where verdicts
/// are few or contradict one another, others may be right about some more. A larger [`Search::sample`], [`Search::beam`] and
/// [`Search::climbs`] look further; a beam of `usize::MAX` tries all whole hours on all observations.
///
/// # Errors
///
/// When the search is empty or a number of it out of range, when observations name different numbers of events, and
/// when pauses are not sorted and disjoint.
///
/// # Examples
///
/// ```
/// use crm_calendar::{CalendarSpec, WeeklyHours, Zone};
/// use crm_sla::{Hours, Observation, Search, calibrate};
///
/// // Twenty tickets, done after 1 h, 2 h, ... 20 h; the log calls the first eight kept.
/// let hour = 3_600_000_000;
/// let ends: Vec<[Option<i64>; 1]> = (1..=20).map(|hours| [Some(hours * hour)]).collect();
/// let log: Vec<Observation> = (1..).zip(&ends)
///     .map(|(hours, ends)| Observation { group: 0, start: 0, ends, pauses: &[], met: hours <= 8 })
///     .collect();
///
/// let mut search = Search::new(vec![CalendarSpec::weekly("log", Zone::utc(), WeeklyHours::closed(), (1969, 1971))]);
/// search.least = 5;
/// let found = calibrate(&log, &search)?.unwrap();
/// assert_eq!(found.best.hypothesis.hours, Hours::ByTheClock);
/// assert_eq!(found.best.confusion.right, 20);
/// let group = &found.best.groups[0];
/// assert_eq!((group.ranges[0].at_least, group.ranges[0].below), (8 * hour, Some(9 * hour)));
/// assert_eq!(group.suggested, Some(8 * hour));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn calibrate(
    observations: &[Observation<'_>],
    search: &Search,
) -> Result<Option<Calibration>, CalibrationError> {
    calibrate_watched(observations, search, &mut |_, _| {})
}

/// Returns the same as [`calibrate`], and tells `progress` how many parts of the search are done, and of how many.
///
/// # Errors
///
/// As [`calibrate`].
pub fn calibrate_watched(
    observations: &[Observation<'_>],
    search: &Search,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Option<Calibration>, CalibrationError> {
    explore::explore(observations, search, progress)
}

/// Finds a rule on one half of the observations and asks it about the other, both ways: an honest measure of how far
/// the search can be trusted on this log. `None` where there are fewer than two different observations.
///
/// The halves are those of [`halves`]. The rules of both may differ from one another and from that of the whole.
///
/// # Errors
///
/// As [`calibrate`].
///
/// # Examples
///
/// ```
/// use crm_calendar::{CalendarSpec, WeeklyHours, Zone};
/// use crm_sla::{Observation, Search, cross_check};
///
/// // The verdict is a matter of chance: even hours are kept, odd ones missed.
/// let hour = 3_600_000_000;
/// let ends: Vec<[Option<i64>; 1]> = (1..=60).map(|hours| [Some(hours * hour)]).collect();
/// let log: Vec<Observation> = (1..).zip(&ends)
///     .map(|(hours, ends)| Observation { group: 0, start: 0, ends, pauses: &[], met: hours % 2 == 0 })
///     .collect();
/// let search = Search { overnight: false, ..Search::new(vec![
///     CalendarSpec::weekly("log", Zone::utc(), WeeklyHours::closed(), (1969, 1971)),
/// ]) };
/// assert!(!cross_check(&log, &search)?.unwrap().beats_majority());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cross_check(
    observations: &[Observation<'_>],
    search: &Search,
) -> Result<Option<Check>, CalibrationError> {
    let (one, other) = halves(observations);
    let check = |known: &[Observation<'_>], asked: &[Observation<'_>]| match calibrate(known, search)? {
        Some(found) => found.check(asked, search),
        None => Ok(None),
    };
    let checks = (check(&one, &other)?, check(&other, &one)?);
    Ok(checks.0.zip(checks.1).map(|(one, other)| one.merge(other)))
}

/// Splits observations in two by their content: a rule found on one half can be checked on the other.
///
/// The verdict has no part in it, nor has the order of the observations; equal ones fall into the same half. The
/// halves are about equal in size where observations differ.
///
/// # Examples
///
/// ```
/// use crm_sla::{Observation, halves};
///
/// let log: Vec<Observation> = (0..100)
///     .map(|start| Observation { group: 0, start, ends: &[], pauses: &[], met: true })
///     .collect();
/// let (one, other) = halves(&log);
/// assert_eq!(one.len() + other.len(), 100);
/// assert!(one.len() > 30 && other.len() > 30);
/// ```
pub fn halves<'a>(observations: &[Observation<'a>]) -> (Vec<Observation<'a>>, Vec<Observation<'a>>) {
    observations.iter().partition(|observation| hash(observation) >> 63 == 0)
}

/// Returns a number made from everything but the verdict, by FNV-1a and a last mixing (Vigna's splitmix64): the same
/// everywhere and always.
fn hash(observation: &Observation<'_>) -> u64 {
    let ends = observation.ends.iter().flat_map(|end| [i64::from(end.is_some()), end.unwrap_or_default()]);
    let pauses = observation.pauses.iter().flat_map(|pause| [pause.start, pause.end]);
    let numbers = [i64::from(observation.group), observation.start].into_iter().chain(ends).chain(pauses);
    let bytes = numbers.flat_map(i64::to_le_bytes);
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests;
