//! [`Described`]: working hours of any kind, put in the terms of this library and of others.

use crm_calendar::{
    Calendar, CalendarSpec, HolidayList, OvernightRule, WeeklyHours, Window, Zone,
    chrono::{Datelike, NaiveDate, Weekday},
};
use jiff::civil;

type Problem = Box<dyn std::error::Error>;

/// A stretch of hours, such as `("09:00", "17:00")`.
pub type Hours = (&'static str, &'static str);

/// Working hours as plain data.
#[derive(Debug, Clone)]
pub struct Described {
    /// The IANA name of the time zone.
    pub zone: &'static str,
    /// The hours of each weekday, Monday first; one that closes no later than it opens does so on the next day.
    pub weekly: [Vec<Hours>; 7],
    /// Days off.
    pub off: Vec<NaiveDate>,
    /// Dates with hours of their own. `workclock` has no such thing.
    pub special: Vec<(NaiveDate, Vec<Hours>)>,
    /// The first and the last year.
    pub years: (i32, i32),
}

impl Described {
    /// Returns hours from Monday to Friday, without days off, from 2009 to 2030.
    pub fn mon_fri(zone: &'static str, hours: &[Hours]) -> Self {
        let day = |day: usize| if day < 5 { hours.to_vec() } else { Vec::new() };
        let weekly = std::array::from_fn(day);
        Self { zone, weekly, off: Vec::new(), special: Vec::new(), years: (2009, 2030) }
    }

    /// Returns hours on every day, without days off, from 2009 to 2030.
    pub fn daily(zone: &'static str, hours: &[Hours]) -> Self {
        Self { weekly: std::array::from_fn(|_| hours.to_vec()), ..Self::mon_fri(zone, &[]) }
    }

    /// Returns the hours in this library.
    ///
    /// # Errors
    ///
    /// When they are malformed, or there are none.
    pub fn ours(&self, rule: OvernightRule) -> Result<Calendar, Problem> {
        let mut weekly = WeeklyHours::closed();
        for (number, hours) in (0..).zip(&self.weekly) {
            weekly = weekly.with(Weekday::try_from(number)?.into(), &windows(hours)?);
        }
        let mut spec = CalendarSpec::weekly("described", Zone::named(self.zone)?, weekly, self.years);
        spec.holidays = vec![HolidayList::open_ended("described", self.off.iter().copied(), [])?];
        for (date, hours) in &self.special {
            spec.overrides.insert(*date, windows(hours)?);
        }
        spec.overnight = rule;
        Ok(Calendar::new(spec)?)
    }

    /// Returns the hours in `ule-hours`.
    ///
    /// # Errors
    ///
    /// When they are malformed, or the machine does not know the zone.
    pub fn ule_hours(&self) -> Result<ule_hours::Schedule, Problem> {
        let text = |hours: &[Hours]| {
            hours.iter().map(|(opens, closes)| format!("{opens}-{closes}")).collect::<Vec<_>>().join(", ")
        };
        let mut office = ule_hours::Schedule::builder(self.zone)?;
        for (number, hours) in (0..).zip(&self.weekly) {
            office = office.open([civil::Weekday::from_monday_zero_offset(number)?], &text(hours))?;
        }
        for date in &self.off {
            office = office.closed_on(civil_date(*date)?);
        }
        for (date, hours) in &self.special {
            office = office.special(civil_date(*date)?, &text(hours))?;
        }
        Ok(office.build())
    }

    /// Returns the hours in `workclock`, without those of single dates.
    ///
    /// # Errors
    ///
    /// When they are malformed, or there are none, or the machine does not know the zone.
    pub fn workclock(&self) -> Result<workclock::Schedule, Problem> {
        let mut schedule = workclock::Schedule::builder().time_zone(self.zone);
        for (number, hours) in (0..).zip(&self.weekly) {
            let day = workclock::Weekdays::from_iter([civil::Weekday::from_monday_zero_offset(number)?]);
            for (opens, closes) in hours {
                // The end of a day is the start of the next one.
                let closes = if *closes == "24:00" { "00:00" } else { closes };
                schedule = schedule.rule(workclock::WorkDay::new(opens.parse()?, closes.parse()?, day));
            }
        }
        let off: Vec<_> = self.off.iter().map(|date| civil_date(*date)).collect::<Result<_, _>>()?;
        Ok(schedule.rule(workclock::Holidays::new(off)).build()?)
    }
}

fn windows(hours: &[Hours]) -> Result<Vec<Window>, Problem> {
    hours.iter().map(|(opens, closes)| Ok(format!("{opens}-{closes}").parse()?)).collect()
}

fn civil_date(date: NaiveDate) -> Result<civil::Date, Problem> {
    let (month, day) = (i8::try_from(date.month())?, i8::try_from(date.day())?);
    Ok(civil::Date::new(i16::try_from(date.year())?, month, day)?)
}
