//! [`Search`]: what calibration tries, and how finely.

use alloc::{vec, vec::Vec};

use crm_calendar::{CalendarError, CalendarSpec, WeekdaySet};
use thiserror::Error;

use super::Observation;
use crate::target::AtClosing;

/// Whether waits stop the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Waits {
    /// The clock runs through them.
    Run,
    /// The clock stands still.
    Pause,
}

/// What [`calibrate`](super::calibrate) tries, and how finely.
///
/// Lists are in order of preference: among hypotheses that explain the log equally well, what stands first is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The calendars whose zone, holidays, exceptions and years are tried. Their weekly hours are replaced by those
    /// that the search tries; where they have any, they are tried as they stand as well.
    pub calendars: Vec<CalendarSpec>,
    /// The days of the week that may be working days.
    pub days: Vec<WeekdaySet>,
    /// Whether waits may stop the clock. Where no observation has pauses, only the first is tried.
    pub waits: Vec<Waits>,
    /// When limits that run out at closing may be due.
    pub at_closing: Vec<AtClosing>,
    /// Whether working hours may run past midnight. The clock of a log may be hours off the clock of the office.
    pub overnight: bool,
    /// The smallest step by which opening and closing are moved, in minutes: a divisor of 60.
    pub step_minutes: u32,
    /// On how many rows at most all whole hours are tried before the best of them are tried on all.
    pub sample: usize,
    /// How many of the best whole hours of each combination are tried on all rows.
    pub beam: usize,
    /// In how many combinations of event, calendar, days and waits hours are moved by less than an hour: those that
    /// are right most often so far. The others are reported with whole hours.
    pub finely: usize,
    /// From how many of the best whole hours on, smaller and smaller steps lead to better hours.
    pub climbs: usize,
    /// How many hours at most are tried around the best to find all that are as good.
    pub neighbours: usize,
    /// How many verdicts of either sort a group needs before a target is suggested for it.
    pub least: u64,
}

impl Search {
    /// Returns a search through these calendars with choices of ours: working days from Monday to Friday, to Saturday,
    /// from Sunday to Thursday, and all week; waits that run or pause; both ends of hours; hours also past midnight, in steps of 5 minutes;
    /// a sample of 2,000 rows, the best 12 of it; in the best 24 combinations, steps from 3 of these; up to 2,000 neighbours; a target where there are 10 verdicts of
    /// either sort.
    pub fn new(calendars: Vec<CalendarSpec>) -> Self {
        let (mon_sat, sun_thu) =
            (without(chrono::Weekday::Sun, None), without(chrono::Weekday::Fri, Some(chrono::Weekday::Sat)));
        Self {
            calendars,
            days: vec![WeekdaySet::MON_TO_FRI, mon_sat, sun_thu, WeekdaySet::ALL],
            waits: vec![Waits::Run, Waits::Pause],
            at_closing: vec![AtClosing::Closing, AtClosing::NextOpening],
            overnight: true,
            step_minutes: 5,
            sample: 2_000,
            beam: 12,
            finely: 24,
            climbs: 3,
            neighbours: 2_000,
            least: 10,
        }
    }

    /// Refuses a search that could find nothing.
    pub(super) fn check(&self) -> Result<(), CalibrationError> {
        let empty = [
            ("calendars", self.calendars.is_empty()),
            ("days", self.days.is_empty() || self.days.iter().any(|days| days.is_empty())),
            ("waits", self.waits.is_empty()),
            ("at_closing", self.at_closing.is_empty()),
            ("sample", self.sample == 0),
            ("beam", self.beam == 0),
            ("climbs", self.climbs == 0),
        ];
        if let Some((part, _)) = empty.into_iter().find(|(_, is_empty)| *is_empty) {
            return Err(CalibrationError::NothingToTry { part });
        }
        if !(1..=60).contains(&self.step_minutes) || !60_u32.is_multiple_of(self.step_minutes) {
            return Err(CalibrationError::Step { minutes: self.step_minutes });
        }
        Ok(())
    }
}

/// Returns all days but one or two.
fn without(day: chrono::Weekday, other: Option<chrono::Weekday>) -> WeekdaySet {
    WeekdaySet::ALL.iter().filter(|kept| *kept != day && Some(*kept) != other).collect()
}

/// Returns how many candidate events the observations have.
pub(super) fn check_rows(observations: &[Observation<'_>]) -> Result<usize, CalibrationError> {
    let counts = || observations.iter().map(|observation| observation.ends.len());
    let (fewest, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
    if fewest != most {
        return Err(CalibrationError::Events { fewest, most });
    }
    if fewest == 0 {
        return Err(CalibrationError::NoEvent);
    }
    let crossed = observations.iter().filter(|observation| {
        let pauses = observation.pauses;
        !pauses.iter().all(|pause| pause.start <= pause.end)
            || !pauses.is_sorted_by(|one, next| one.end <= next.start)
    });
    match crossed.map(|observation| observation.start).min() {
        Some(start) => Err(CalibrationError::PausesOutOfOrder { start }),
        None => Ok(fewest),
    }
}

/// Why a log cannot be calibrated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// A part of the search is empty.
    #[error("the search has nothing to try: `{part}` is empty or zero")]
    NothingToTry {
        /// The field of the search.
        part: &'static str,
    },
    /// The step is no divisor of an hour.
    #[error("a step of {minutes} minutes does not divide an hour: use 1, 5, 10, 15, 30 or 60")]
    Step {
        /// The step as given.
        minutes: u32,
    },
    /// Observations name different numbers of candidate events.
    #[error(
        "observations name from {fewest} to {most} candidate events: give each the same, `None` where one did not happen"
    )]
    Events {
        /// The fewest.
        fewest: usize,
        /// The most.
        most: usize,
    },
    /// Observations name no candidate event.
    #[error("observations name no candidate event, so nothing can be measured")]
    NoEvent,
    /// The pauses of an observation are not sorted, overlap, or end before they begin.
    #[error("the pauses of the observation that starts at {start} µs are not sorted and disjoint")]
    PausesOutOfOrder {
        /// When it starts; the earliest, where there are several.
        start: i64,
    },
    /// The hypothesis names an event or a calendar that is not there.
    #[error("the hypothesis names {what} {place}, but there are {count}")]
    NoSuchPlace {
        /// What it names.
        what: &'static str,
        /// Which, from 0.
        place: usize,
        /// How many there are.
        count: usize,
    },
    /// A calendar cannot be built.
    #[error("calendar `{name}` cannot be used")]
    Calendar {
        /// Its name.
        name: alloc::string::String,
        /// Why.
        source: CalendarError,
    },
}
