//! [`HolidayDay`]: which day of a year a recurring holiday is.

use core::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use thiserror::Error;

use super::easter::Easter;
use crate::weekdays;

/// A day that can be told for any year: a date, a weekday of a month, a weekday beside a date, days from Easter.
///
/// # Examples
///
/// ```
/// use crm_calendar::{Easter, HolidayDay, NthWeek, chrono::{NaiveDate, Weekday}};
///
/// # fn main() -> Result<(), crm_calendar::HolidayRuleError> {
/// let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
/// let thanksgiving = HolidayDay::nth_weekday(NthWeek::Fourth, Weekday::Thu, 11)?;
/// assert_eq!(thanksgiving.in_year(2026), date(2026, 11, 26));
/// let victoria_day = HolidayDay::on_or_before(Weekday::Mon, 5, 24)?;
/// assert_eq!(victoria_day.in_year(2026), date(2026, 5, 18)); // 24 May 2026 is a Sunday
/// let good_friday = HolidayDay::easter(Easter::Western, -2)?;
/// assert_eq!(good_friday.in_year(2026), date(2026, 4, 3));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HolidayDay {
    // INVARIANT: months and days exist in every year, Easter's days are within their range.
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Date { month: u32, day: u32 },
    LeapDay(CommonYears),
    NthWeekday { nth: NthWeek, weekday: Days7, month: u32 },
    OnOrBefore { weekday: Days7, month: u32, day: u32 },
    OnOrAfter { weekday: Days7, month: u32, day: u32 },
    Easter { easter: Easter, days: i32 },
}

/// A weekday by its number from Monday, 0 to 6, so that days are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Days7(u32);

impl From<Weekday> for Days7 {
    fn from(weekday: Weekday) -> Self {
        Self(weekday.num_days_from_monday())
    }
}

impl Days7 {
    /// Returns how many days it is from `weekday` on to this one, 0 to 6.
    fn days_after(self, weekday: Weekday) -> u64 {
        u64::from((self.0 + 7 - weekday.num_days_from_monday()) % 7)
    }
}

/// What a holiday of 29 February is in years without that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommonYears {
    /// There is no holiday.
    None,
    /// 28 February.
    February28,
    /// 1 March.
    March1,
}

/// Which of the weekdays of a month, such as its fourth Thursday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NthWeek {
    /// The first.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// The fourth.
    Fourth,
    /// The fifth; a month that has only four of them has none.
    Fifth,
    /// The last, be it the fourth or the fifth.
    Last,
}

impl HolidayDay {
    /// The days from Easter Sunday that a rule may count: those that never leave the year, whichever Easter, within the
    /// years 1900 to 2200.
    pub const EASTER_DAYS: RangeInclusive<i32> = -80..=230;

    /// Returns the same date every year.
    ///
    /// # Errors
    ///
    /// When the month or the day does not exist, or it is 29 February, which [`leap_day`](Self::leap_day) makes.
    pub fn date(month: u32, day: u32) -> Result<Self, HolidayRuleError> {
        check_date(month, day)?;
        Ok(Self { kind: Kind::Date { month, day } })
    }

    /// Returns 29 February, and what takes its place in common years.
    pub const fn leap_day(common_years: CommonYears) -> Self {
        Self { kind: Kind::LeapDay(common_years) }
    }

    /// Returns a weekday of a month by its place there.
    ///
    /// # Errors
    ///
    /// When the month is not 1 to 12.
    pub fn nth_weekday(nth: NthWeek, weekday: Weekday, month: u32) -> Result<Self, HolidayRuleError> {
        check_date(month, 1)?;
        Ok(Self { kind: Kind::NthWeekday { nth, weekday: weekday.into(), month } })
    }

    /// Returns the last such weekday that is not later than a date; it may lie in the year before.
    ///
    /// # Errors
    ///
    /// When the month or the day does not exist, or it is 29 February.
    pub fn on_or_before(weekday: Weekday, month: u32, day: u32) -> Result<Self, HolidayRuleError> {
        check_date(month, day)?;
        Ok(Self { kind: Kind::OnOrBefore { weekday: weekday.into(), month, day } })
    }

    /// Returns the first such weekday that is not earlier than a date; it may lie in the year after.
    ///
    /// # Errors
    ///
    /// When the month or the day does not exist, or it is 29 February.
    pub fn on_or_after(weekday: Weekday, month: u32, day: u32) -> Result<Self, HolidayRuleError> {
        check_date(month, day)?;
        Ok(Self { kind: Kind::OnOrAfter { weekday: weekday.into(), month, day } })
    }

    /// Returns the day so many days after Easter Sunday, or before it when `days` is below zero.
    ///
    /// # Errors
    ///
    /// When `days` is outside [`EASTER_DAYS`](Self::EASTER_DAYS).
    pub fn easter(easter: Easter, days: i32) -> Result<Self, HolidayRuleError> {
        if !Self::EASTER_DAYS.contains(&days) {
            return Err(HolidayRuleError::EasterDays { days });
        }
        Ok(Self { kind: Kind::Easter { easter, days } })
    }

    /// Returns the day of a year, or `None` if there is none: no 29 February, no fifth Monday, no Easter (before
    /// 1583), or a year that dates do not reach.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self.kind {
            Kind::Date { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Kind::LeapDay(common_years) => NaiveDate::from_ymd_opt(year, 2, 29).or_else(|| {
                let (month, day) = match common_years {
                    CommonYears::None => return None,
                    CommonYears::February28 => (2, 28),
                    CommonYears::March1 => (3, 1),
                };
                NaiveDate::from_ymd_opt(year, month, day)
            }),
            Kind::NthWeekday { nth, weekday, month } => nth_weekday(year, nth, weekday, month),
            Kind::OnOrBefore { weekday, month, day } => {
                let date = NaiveDate::from_ymd_opt(year, month, day)?;
                date.checked_sub_days(Days::new((7 - weekday.days_after(date.weekday())) % 7))
            }
            Kind::OnOrAfter { weekday, month, day } => {
                let date = NaiveDate::from_ymd_opt(year, month, day)?;
                date.checked_add_days(Days::new(weekday.days_after(date.weekday())))
            }
            Kind::Easter { easter, days } => {
                let (sunday, distance) = (easter.sunday(year)?, Days::new(u64::from(days.unsigned_abs())));
                if days < 0 { sunday.checked_sub_days(distance) } else { sunday.checked_add_days(distance) }
            }
        }
    }
}

fn nth_weekday(year: i32, nth: NthWeek, weekday: Days7, month: u32) -> Option<NaiveDate> {
    let start = NaiveDate::from_ymd_opt(year, month, 1)?;
    let first = start.checked_add_days(Days::new(weekday.days_after(start.weekday())))?;
    let later =
        |weeks: u64| first.checked_add_days(Days::new(weeks * 7)).filter(|date| date.month() == month);
    match nth {
        NthWeek::First => Some(first),
        NthWeek::Second => later(1),
        NthWeek::Third => later(2),
        NthWeek::Fourth => later(3),
        NthWeek::Fifth => later(4),
        NthWeek::Last => later(4).or_else(|| later(3)),
    }
}

/// Refuses a date that does not exist in every year.
fn check_date(month: u32, day: u32) -> Result<(), HolidayRuleError> {
    /// Any year without a 29 February.
    const COMMON_YEAR: i32 = 2001;
    if (month, day) == (2, 29) {
        return Err(HolidayRuleError::LeapDay);
    }
    if !(1..=12).contains(&month) {
        return Err(HolidayRuleError::NoSuchMonth { month });
    }
    match NaiveDate::from_ymd_opt(COMMON_YEAR, month, day) {
        Some(_) => Ok(()),
        None => Err(HolidayRuleError::NoSuchDate { month, day }),
    }
}

/// Why a rule of a holiday cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HolidayRuleError {
    /// The month is not 1 to 12.
    #[error("there is no month {month}")]
    NoSuchMonth {
        /// The month as given.
        month: u32,
    },
    /// No year has this date.
    #[error("there is no day {day} in month {month}")]
    NoSuchDate {
        /// The month as given.
        month: u32,
        /// The day as given.
        day: u32,
    },
    /// 29 February, of which the rule does not say what it is in common years.
    #[error("29 February does not come every year")]
    LeapDay,
    /// The day is too far from Easter.
    #[error("{days} days from Easter Sunday is not within {} to {}, which stay in the year",
        HolidayDay::EASTER_DAYS.start(), HolidayDay::EASTER_DAYS.end())]
    EasterDays {
        /// The days as given.
        days: i32,
    },
    /// No day of the week, or every one, counts as the weekend.
    #[error("a weekend of {} leaves nothing to move a holiday from or to", weekend_words(*days))]
    Weekend {
        /// The weekend as given.
        days: weekdays::WeekdaySet,
    },
    /// The years are reversed.
    #[error("the years from {from} until {until} are not in order")]
    YearsReversed {
        /// The first year as given.
        from: i32,
        /// The last year as given.
        until: i32,
    },
    /// The name is blank, or holds a character that cannot be shown.
    #[error("the name of a holiday must not be blank, nor hold line breaks or other control characters")]
    Name,
}

fn weekend_words(days: weekdays::WeekdaySet) -> &'static str {
    if days.is_empty() { "no day" } else { "every day" }
}
