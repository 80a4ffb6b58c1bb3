//! [`Hypothesis`]: what a log may have measured, without the targets.

use crm_calendar::{Calendar, WeekdaySet, WeeklyHours, Window};

use super::fit::Fit;
use super::prepared::{Clock, Prepared};
use super::search::{CalibrationError, Search, Waits, check_rows};
use super::{Observation, scan};
use crate::target::AtClosing;

/// What a log may have measured: the time from the start to an event, in some hours, with or without waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hypothesis {
    /// The event that ends the clock: its place in [`Observation::ends`].
    pub event: usize,
    /// The hours in which the clock runs.
    pub hours: Hours,
    /// Whether waits stop it.
    pub waits: Waits,
    /// When a limit that runs out at closing is due; without meaning by the clock.
    pub at_closing: AtClosing,
}

/// The hours in which a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// All of them: time by the clock.
    ByTheClock,
    /// The weekly hours that a calendar of the search has itself.
    AsGiven {
        /// The calendar: its place in [`Search::calendars`].
        calendar: usize,
    },
    /// The same hours on some days of the week.
    Weekly {
        /// The calendar whose zone and holidays hold: its place in [`Search::calendars`].
        calendar: usize,
        /// The working days.
        days: WeekdaySet,
        /// The working hours, by the clock of the calendar's zone.
        window: Window,
    },
}

impl Hours {
    /// Returns the calendar of these hours, or `None` for time by the clock.
    ///
    /// # Errors
    ///
    /// When the search has no such calendar or it cannot be built.
    pub fn calendar(&self, search: &Search) -> Result<Option<Calendar>, CalibrationError> {
        let (place, weekly) = match *self {
            Self::ByTheClock => return Ok(None),
            Self::AsGiven { calendar } => (calendar, None),
            Self::Weekly { calendar, days, window } => {
                (calendar, Some(WeeklyHours::closed().with(days, &[window])))
            }
        };
        let count = search.calendars.len();
        let missing = CalibrationError::NoSuchPlace { what: "calendar", place, count };
        let mut spec = search.calendars.get(place).ok_or(missing)?.clone();
        spec.weekly = weekly.unwrap_or(spec.weekly);
        let name = spec.name.clone();
        Calendar::new(spec).map(Some).map_err(|source| CalibrationError::Calendar { name, source })
    }
}

impl Hypothesis {
    /// Returns how well this hypothesis explains the observations with the best targets, or `None` where there are
    /// none: for a rule that somebody believes to be the one behind a log.
    ///
    /// # Errors
    ///
    /// As [`calibrate`](super::calibrate); also when the hypothesis names an event or a calendar that is not there.
    pub fn fit(
        &self,
        observations: &[Observation<'_>],
        search: &Search,
    ) -> Result<Option<Fit>, CalibrationError> {
        search.check()?;
        if observations.is_empty() {
            return Ok(None);
        }
        self.check_event(check_rows(observations)?)?;
        let calendar = self.hours.calendar(search)?;
        let rows = Prepared::new(observations, self.event);
        Ok(Some(scan::fit(*self, &rows, &self.clock(calendar.as_ref()), search.least)))
    }

    pub(super) fn check_event(&self, count: usize) -> Result<(), CalibrationError> {
        let missing = CalibrationError::NoSuchPlace { what: "event", place: self.event, count };
        if self.event < count { Ok(()) } else { Err(missing) }
    }

    pub(super) fn clock<'a>(&self, calendar: Option<&'a Calendar>) -> Clock<'a> {
        Clock { calendar, waits: self.waits, at_closing: self.at_closing }
    }
}
