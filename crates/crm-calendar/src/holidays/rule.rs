//! [`HolidayRule`]: a holiday that comes back every year, and what makes up for it on a weekend.

use alloc::string::String;

use chrono::{Datelike, NaiveDate, Weekday};

use super::day::{HolidayDay, HolidayRuleError};
use crate::weekdays::WeekdaySet;

/// A recurring holiday: its day, the years in which it holds, and its substitute if it falls on a weekend.
///
/// # Examples
///
/// ```
/// use crm_calendar::{HolidayDay, HolidayList, HolidayRule, ListedDay, Substitute, WeekdaySet, chrono::NaiveDate};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let weekend: WeekdaySet = "sat-sun".parse()?;
/// let labour_day = HolidayRule::new("Labour Day", HolidayDay::date(5, 1)?)?
///     .with_substitute(Substitute::NextMonday, weekend)?
///     .with_years(Some(2020), None)?;
/// let list = HolidayList::from_rules("ours", 2019..=2027, [labour_day])?;
/// assert_eq!(list.day(date(2019, 5, 1)), ListedDay::Ordinary); // not yet a holiday
/// assert_eq!(list.day(date(2026, 5, 1)), ListedDay::Off); // a Friday
/// assert_eq!(list.day(date(2027, 5, 3)), ListedDay::Off); // the Monday after Saturday 1 May
/// assert_eq!(list.names(date(2027, 5, 3)).collect::<Vec<_>>(), ["Labour Day"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HolidayRule {
    // INVARIANT: not blank, no control characters, no white space at either end.
    name: String,
    day: HolidayDay,
    // INVARIANT: the weekend has one to six days.
    substitute: Option<(Substitute, WeekdaySet)>,
    instead: bool,
    // INVARIANT: in order, where there are both.
    from: Option<i32>,
    until: Option<i32>,
}

/// The day that makes up for a holiday on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Substitute {
    /// The next Monday, whatever else that Monday is.
    NextMonday,
    /// The nearest day that is not in the weekend, whatever else that day is: Friday for a Saturday, Monday for a
    /// Sunday. Of two that are as near, the later one.
    NearestWeekday,
    /// The next day that is neither in the weekend nor a holiday nor the substitute of another one. Earlier holidays
    /// choose first; holidays of one day share one substitute. If a whole year has no such day, there is none.
    NextFreeDay,
}

impl HolidayRule {
    /// Returns a rule that holds in every year and has no substitute. White space around the name is taken off.
    ///
    /// # Errors
    ///
    /// When the name is blank or holds control characters.
    pub fn new(name: impl AsRef<str>, day: HolidayDay) -> Result<Self, HolidayRuleError> {
        let name = name.as_ref().trim();
        if name.is_empty() || name.contains(char::is_control) {
            return Err(HolidayRuleError::Name);
        }
        Ok(Self { name: name.into(), day, substitute: None, instead: false, from: None, until: None })
    }

    /// Returns the rule with a substitute for years in which its day falls on the weekend.
    ///
    /// The day itself stays off too, which matters where the weekend is worked; see [`instead`](Self::instead).
    ///
    /// # Errors
    ///
    /// When the weekend is no day or every day of the week.
    pub fn with_substitute(
        self,
        substitute: Substitute,
        weekend: WeekdaySet,
    ) -> Result<Self, HolidayRuleError> {
        if weekend.is_empty() || weekend == WeekdaySet::ALL {
            return Err(HolidayRuleError::Weekend { days: weekend });
        }
        Ok(Self { substitute: Some((substitute, weekend)), ..self })
    }

    /// Returns the rule with the substitute instead of the day itself, which is then as ordinary as if there were no
    /// holiday.
    #[must_use]
    pub fn instead(self) -> Self {
        Self { instead: true, ..self }
    }

    /// Returns the rule limited to some years, both included, each open where it is `None`. They are the years of the
    /// day itself: its substitute may lie in the year beside.
    ///
    /// # Errors
    ///
    /// When the years are reversed.
    pub fn with_years(self, from: Option<i32>, until: Option<i32>) -> Result<Self, HolidayRuleError> {
        match (from, until) {
            (Some(from), Some(until)) if from > until => Err(HolidayRuleError::YearsReversed { from, until }),
            _ => Ok(Self { from, until, ..self }),
        }
    }

    /// Returns the name of the holiday.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the day of the holiday, before any substitute.
    pub fn day(&self) -> HolidayDay {
        self.day
    }

    /// Returns the day of a year, before any substitute, or `None` if the rule gives none or does not hold then.
    pub fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let holds = self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until);
        self.day.in_year(year).filter(|_| holds)
    }

    /// Returns whether the day itself is off when it falls on `date`.
    pub(super) fn keeps(&self, date: NaiveDate) -> bool {
        !self.instead || self.substitute_of(date).is_none()
    }

    /// Returns what makes up for the holiday on `date`, and the weekend around it, if `date` is in it.
    pub(super) fn substitute_of(&self, date: NaiveDate) -> Option<(Substitute, WeekdaySet)> {
        self.substitute.filter(|(_, weekend)| weekend.contains(date.weekday()))
    }
}

impl Substitute {
    /// The most days to look at for one that is free: a year.
    const MOST_DAYS: usize = 366;

    /// Returns the day that makes up for `date`, or `None` if there is none.
    pub(super) fn of(
        self,
        date: NaiveDate,
        weekend: WeekdaySet,
        is_taken: impl Fn(NaiveDate) -> bool,
    ) -> Option<NaiveDate> {
        let later = || date.iter_days().skip(1).take(Self::MOST_DAYS);
        let is_worked = |day: &NaiveDate| !weekend.contains(day.weekday());
        match self {
            Self::NextMonday => later().find(|day| day.weekday() == Weekday::Mon),
            Self::NearestWeekday => {
                let (next, before) = (later().find(is_worked)?, before(date).find(is_worked)?);
                let is_nearer = date.signed_duration_since(before) < next.signed_duration_since(date);
                Some(if is_nearer { before } else { next })
            }
            Self::NextFreeDay => later().find(|day| is_worked(day) && !is_taken(*day)),
        }
    }
}

/// Returns the days before a date, the nearest first.
fn before(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    core::iter::successors(date.pred_opt(), NaiveDate::pred_opt)
}
