//! [`WeeklyHours`]: the opening hours of an ordinary week.

#[cfg(feature = "serde")]
use alloc::collections::BTreeMap;
use alloc::{vec, vec::Vec};

use chrono::Weekday;

use super::{HoursError, Window};
use crate::weekdays::{self, WEEK, WeekdaySet};

/// The opening hours of an ordinary week, before holidays and exceptions: a list of windows for each weekday.
///
/// The default is closed all week. Overlaps within one day's list are refused when a
/// [`Calendar`](crate::Calendar) is built; a window that runs past midnight into the next day's is simply joined
/// with it.
///
/// Serialized as a table from sets of weekdays to lists of windows, `{ "mon-fri": ["09:00-17:00"] }`.
///
/// # Examples
///
/// ```
/// use crm_calendar::{WeekdaySet, WeeklyHours, chrono::Weekday};
///
/// # fn main() -> Result<(), crm_calendar::HoursError> {
/// let hours = WeeklyHours::from_sets([
///     (WeekdaySet::MON_TO_FRI, vec!["09:00-12:00".parse()?, "13:00-18:00".parse()?]),
///     ("sat".parse()?, vec!["10:00-14:00".parse()?]),
/// ])?;
/// assert_eq!(hours.on(Weekday::Wed).len(), 2);
/// assert!(hours.on(Weekday::Sun).is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "BTreeMap<WeekdaySet, Vec<Window>>", try_from = "BTreeMap<WeekdaySet, Vec<Window>>")
)]
pub struct WeeklyHours {
    /// Monday first.
    days: [Vec<Window>; 7],
}

impl WeeklyHours {
    /// Returns a week without any opening hours.
    pub fn closed() -> Self {
        Self::default()
    }

    /// Returns a week that never closes.
    pub fn always() -> Self {
        Self::closed().with(WeekdaySet::ALL, &[Window::WHOLE_DAY])
    }

    /// Returns a week from lists of hours for sets of days; days that no set names are closed.
    ///
    /// # Errors
    ///
    /// When two sets name the same day.
    pub fn from_sets(sets: impl IntoIterator<Item = (WeekdaySet, Vec<Window>)>) -> Result<Self, HoursError> {
        let (mut week, mut named) = (Self::closed(), WeekdaySet::EMPTY);
        for (days, windows) in sets {
            if let Some(day) = days.iter().find(|&day| named.contains(day)) {
                return Err(HoursError::DayTwice { day: weekdays::name(day) });
            }
            named = days.iter().fold(named, WeekdaySet::with);
            week = week.with(days, &windows);
        }
        Ok(week)
    }

    /// Returns the week with these windows, and no others, on each of `days`.
    #[must_use]
    pub fn with(mut self, days: WeekdaySet, windows: &[Window]) -> Self {
        for (day, list) in WEEK.into_iter().zip(&mut self.days) {
            if days.contains(day) {
                *list = windows.to_vec();
            }
        }
        self
    }

    /// Returns the windows that open on `day`, in the order given.
    pub fn on(&self, day: Weekday) -> &[Window] {
        let [mon, tue, wed, thu, fri, sat, sun] = &self.days;
        match day {
            Weekday::Mon => mon,
            Weekday::Tue => tue,
            Weekday::Wed => wed,
            Weekday::Thu => thu,
            Weekday::Fri => fri,
            Weekday::Sat => sat,
            Weekday::Sun => sun,
        }
    }

    /// Returns the lists of hours, each once, with the days that share it; closed days are left out.
    pub fn sets(&self) -> Vec<(WeekdaySet, &[Window])> {
        let mut sets: Vec<(WeekdaySet, &[Window])> = vec![];
        for day in WEEK.into_iter().filter(|&day| !self.on(day).is_empty()) {
            match sets.iter_mut().find(|(_, windows)| *windows == self.on(day)) {
                Some((days, _)) => *days = days.with(day),
                None => sets.push((day.into(), self.on(day))),
            }
        }
        sets
    }
}

#[cfg(feature = "serde")]
impl From<WeeklyHours> for BTreeMap<WeekdaySet, Vec<Window>> {
    fn from(week: WeeklyHours) -> Self {
        week.sets().into_iter().map(|(days, windows)| (days, windows.to_vec())).collect()
    }
}

#[cfg(feature = "serde")]
impl TryFrom<BTreeMap<WeekdaySet, Vec<Window>>> for WeeklyHours {
    type Error = HoursError;

    fn try_from(sets: BTreeMap<WeekdaySet, Vec<Window>>) -> Result<Self, HoursError> {
        Self::from_sets(sets)
    }
}
