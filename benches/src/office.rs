//! Offices, described to this library and to others: in Berlin, Monday to Friday, with ten days off a year for twenty
//! years.

use crm_calendar::{
    Calendar, CalendarSpec, HolidayList, OvernightRule, WeekdaySet, WeeklyHours, Zone,
    chrono::{DateTime, NaiveDate, Utc},
};
use jiff::{Timestamp, civil};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

const ZONE: &str = "Europe/Berlin";
const YEARS: (i16, i16) = (2015, 2034);
const DAYS_OFF: [(u8, u8); 10] =
    [(1, 1), (1, 6), (4, 3), (4, 6), (5, 1), (5, 14), (5, 25), (10, 3), (12, 25), (12, 26)];

/// The daily hours of an office.
#[derive(Debug, Clone, Copy)]
pub struct Office {
    /// When it opens, like `09:00`.
    pub opens: &'static str,
    /// When it closes; at night, on the next day.
    pub closes: &'static str,
}

impl Office {
    /// Open by day.
    pub const BY_DAY: Self = Self { opens: "09:00", closes: "17:00" };
    /// Open by night.
    pub const BY_NIGHT: Self = Self { opens: "22:00", closes: "06:00" };

    /// Returns the office in this library; the rule matters only by night.
    ///
    /// # Errors
    ///
    /// When the hours are malformed.
    pub fn ours(self, rule: OvernightRule) -> Result<Calendar, Box<dyn std::error::Error>> {
        let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &[self.window().parse()?]);
        let horizon = (YEARS.0.into(), YEARS.1.into());
        let mut spec = CalendarSpec::weekly("office", Zone::named(ZONE)?, hours, horizon);
        let off = days_off()
            .filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()));
        spec.holidays = vec![HolidayList::open_ended("office", off, [])?];
        spec.overnight = rule;
        Ok(Calendar::new(spec)?)
    }

    /// Returns the office in `ule-hours`.
    ///
    /// # Errors
    ///
    /// When the hours are malformed, or the machine has no time zone database.
    pub fn ule_hours(self) -> Result<ule_hours::Schedule, Box<dyn std::error::Error>> {
        let office = ule_hours::Schedule::builder(ZONE)?.mon_fri(&self.window())?;
        // Closed dates are its faster form: its holidays are rules, tried one after the other.
        Ok(civil_days_off()?.into_iter().fold(office, ule_hours::Builder::closed_on).build())
    }

    /// Returns the office in `workclock`.
    ///
    /// # Errors
    ///
    /// When the hours are malformed, or the machine has no time zone database.
    pub fn workclock(self) -> Result<workclock::Schedule, Box<dyn std::error::Error>> {
        let (opens, closes): (civil::Time, civil::Time) = (self.opens.parse()?, self.closes.parse()?);
        let schedule = workclock::Schedule::builder()
            .time_zone(ZONE)
            .rule(workclock::WorkDay::new(opens, closes, workclock::Weekdays::MON_TO_FRI))
            .rule(workclock::Holidays::new(civil_days_off()?));
        Ok(schedule.build()?)
    }

    fn window(self) -> String {
        format!("{}-{}", self.opens, self.closes)
    }
}

/// Returns the microseconds since 1970 of random instants from 2016 to 2019, whole seconds, always the same ones: ten years
/// later the offices are still described.
pub fn starts(count: usize) -> Vec<i64> {
    let mut random = Pcg64Mcg::seed_from_u64(2026);
    let (from, until) = (1_451_606_400_i64, 1_577_836_800); // 2016-01-01 and 2020-01-01 UTC
    (0..count).map(|_| random.random_range(from..until) * 1_000_000).collect()
}

/// Returns an instant for this library.
pub fn utc(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// Returns an instant for the other libraries.
pub fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or_default()
}

fn days_off() -> impl Iterator<Item = (i16, u8, u8)> {
    (YEARS.0..=YEARS.1).flat_map(|year| DAYS_OFF.map(|(month, day)| (year, month, day)))
}

fn civil_days_off() -> Result<Vec<civil::Date>, jiff::Error> {
    days_off()
        .map(|(year, month, day)| civil::Date::new(year, month.cast_signed(), day.cast_signed()))
        .collect()
}
