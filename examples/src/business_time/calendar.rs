//! The calendar that questions are about, and what it was made from.

use std::path::Path;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use crm_calendar::{Calendar, CalendarError, CalendarSpec};
use crm_kit::{Policy, Preset};

use crate::reason::{self, Reason, first_instant};
use crate::run::{Failure, load_policy};

/// The calendar of those who name none.
const OFFICE: &str = include_str!("../../calendars/office.toml");
const OFFICE_NAME: &str = "the built-in office.toml";

/// What makes a file of calendars a policy file.
const HEADER: [&str; 4] = ["schema", "name", "zone", "hit-policy"];

/// A calendar, and what it was made from, where that is known.
#[derive(Debug, Clone)]
pub(crate) struct Office {
    pub(crate) calendar: Calendar,
    pub(super) spec: Option<CalendarSpec>,
}

impl Office {
    /// Reads the calendar of a name from a preset or a file; without a file, from the built-in one. The name may be left
    /// out where there is one calendar.
    pub(crate) fn load(file: Option<&str>, name: Option<&str>) -> Result<Self, Failure> {
        let policy = match file {
            Some(file) => {
                check_name(file)?;
                load_policy(file, "the name after --calendar").map_err(with_header)?
            }
            None => Policy::parse(OFFICE, OFFICE_NAME)?,
        };
        let version = policy.latest();
        let calendars = version.calendars();
        let names: Vec<String> = calendars.keys().map(|name| format!("`{name}`")).collect();
        let (file, names) = (file.unwrap_or(OFFICE_NAME), names.join(", "));
        let found = match (name, calendars.len()) {
            (_, 0) => {
                return Err(Failure::new(format!("`{file}` has no calendar: add a table `[calendar.NAME]`")));
            }
            (Some(name), _) => calendars.get_key_value(name).ok_or_else(|| {
                Failure::new(format!("`{file}` has no calendar `{name}`, but {names}: correct --name"))
            }),
            (None, 1) => calendars.first_key_value().ok_or_else(|| Failure::new("there is no calendar")),
            (None, _) => {
                Err(Failure::new(format!("`{file}` has several calendars, {names}: choose one with --name")))
            }
        };
        let (name, calendar) = found?;
        Ok(Self { calendar: calendar.clone(), spec: version.calendar_spec(name).cloned() })
    }

    /// Returns the first instant of a date in the calendar's zone.
    pub(super) fn first_instant(&self, date: NaiveDate) -> DateTime<Utc> {
        first_instant(self.calendar.zone(), date)
    }

    /// Returns why a date is as it is. `is_open` says whether open hours of it are among those in question.
    pub(super) fn reason(&self, date: NaiveDate, is_open: bool) -> Reason {
        reason::of(&self.calendar, self.spec.as_ref(), date, is_open)
    }

    /// Returns whether a year without a published holiday list has a part in the time between two instants, as far as
    /// the horizon reaches.
    pub(super) fn is_assumed(&self, one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
        let (from, last) = self.within(one, other);
        self.calendar.is_assumed(from) || self.calendar.is_assumed(last)
    }

    /// Returns the first and the last instant of the time between two instants that lie in the horizon.
    fn within(&self, one: DateTime<Utc>, other: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        let horizon = self.calendar.horizon();
        let before = |at: DateTime<Utc>| at.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(at);
        let (from, until) = (one.min(other), one.max(other));
        let from = from.clamp(horizon.start(), before(horizon.end()));
        (from, before(until).clamp(from, before(horizon.end())))
    }

    /// Returns the years from the one of `from` to the one of `until` in which holidays are assumed to be none, because
    /// no list of them is known. Years outside the horizon are not among them.
    pub(super) fn assumed_years(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<i32> {
        let (horizon, zone) = (self.calendar.horizon(), self.calendar.zone());
        let (from, last) = self.within(from, until);
        let years = zone.date(from).year()..=zone.date(last).year();
        let is_assumed = |year: &i32| {
            let new_year = NaiveDate::from_ymd_opt(*year, 1, 1).map(|date| self.first_instant(date));
            new_year.is_some_and(|at| horizon.contains(at) && self.calendar.is_assumed(at))
        };
        years.filter(is_assumed).collect()
    }
}

/// Returns why a calendar cannot answer, and what to do about it.
pub(super) fn advised(error: &CalendarError) -> String {
    let advice = match error {
        CalendarError::OutsideHorizon { .. } => ": widen `horizon` in the calendar's file",
        CalendarError::NoHolidayList { .. } => {
            ": add one to the calendar's file, or let `beyond = \"weekly-hours\"` go on without"
        }
        _ => "",
    };
    format!("{error}{advice}")
}

/// Refuses what is neither a preset nor a file.
fn check_name(name: &str) -> Result<(), Failure> {
    if name.parse::<Preset>().is_ok() || Path::new(name).exists() {
        return Ok(());
    }
    let presets: Vec<&str> = Preset::ALL.iter().map(|preset| preset.name()).collect();
    Err(Failure::new(format!(
        "`{name}` is neither a file nor a preset ({}): correct the name after --calendar",
        presets.join(", ")
    )))
}

/// Adds to the refusal of a file what a file of calendars alone needs.
fn with_header(failure: Failure) -> Failure {
    let text = failure.to_string();
    if HEADER.iter().any(|key| text.contains(&format!("the key `{key}` is missing"))) {
        let lines: Vec<&str> =
            OFFICE.lines().skip_while(|line| line.starts_with('#')).take(HEADER.len()).collect();
        return Failure::new(format!(
            "{text}\nA file of calendars alone begins with four lines such as\n{}",
            lines.join("\n")
        ));
    }
    failure
}
