//! [`HolidayListSpec`]: rules, dates and exceptions, from which a holiday list is made.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use core::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::{
    HolidayList, HolidayListError, Names,
    rule::{HolidayRule, Substitute},
};
use crate::{Zone, weekdays::WeekdaySet};

/// What a [`HolidayList`] is made from: recurring holidays, the exceptions to them, and single dates.
///
/// # Examples
///
/// The early May bank holiday of 2020 was moved to the 8th:
///
/// ```
/// use crm_calendar::{
///     HolidayDay, HolidayList, HolidayListSpec, HolidayRule, ListedDay, NthWeek,
///     chrono::{NaiveDate, Weekday},
/// };
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let early_may = HolidayDay::nth_weekday(NthWeek::First, Weekday::Mon, 5)?;
/// let list = HolidayList::from_spec(HolidayListSpec {
///     rules: vec![HolidayRule::new("Early May bank holiday", early_may)?],
///     except: vec![date(2020, 5, 4)],
///     off: vec![date(2020, 5, 8)],
///     ..HolidayListSpec::new("uk", Some(2019..=2021))
/// })?;
/// assert_eq!(list.off().collect::<Vec<_>>(), [date(2019, 5, 6), date(2020, 5, 8), date(2021, 5, 3)]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayListSpec {
    /// The list's name.
    pub name: String,
    /// The years for which the list is complete. `None`: without rules it holds for all years; with rules for all
    /// that they can be told for, 1900 to 2200.
    pub years: Option<RangeInclusive<i32>>,
    /// Recurring holidays.
    pub rules: Vec<HolidayRule>,
    /// Days that are no holidays although a rule says so. A holiday whose own day is named here has no substitute
    /// either; a substitute that is named falls away.
    pub except: Vec<NaiveDate>,
    /// Days off besides. Substitutes that look for a free day pass over them.
    pub off: Vec<NaiveDate>,
    /// Days worked in exchange for days off.
    pub made_up: Vec<NaiveDate>,
}

impl HolidayListSpec {
    /// Returns the specification of a list without any days.
    pub fn new(name: impl Into<String>, years: Option<RangeInclusive<i32>>) -> Self {
        Self {
            name: name.into(),
            years,
            rules: Vec::new(),
            except: Vec::new(),
            off: Vec::new(),
            made_up: Vec::new(),
        }
    }
}

impl HolidayList {
    /// Returns the list that rules give for `years`; they are exact for every year within 1900 to 2200.
    ///
    /// The order of the rules plays no part.
    ///
    /// # Errors
    ///
    /// When the years are reversed or leave 1900 to 2200.
    pub fn from_rules(
        name: impl Into<String>,
        years: RangeInclusive<i32>,
        rules: impl IntoIterator<Item = HolidayRule>,
    ) -> Result<Self, HolidayListError> {
        let spec = HolidayListSpec::new(name, Some(years));
        rule_years(&spec)?;
        Self::from_spec(HolidayListSpec { rules: rules.into_iter().collect(), ..spec })
    }

    /// Returns the list of rules, exceptions and dates together.
    ///
    /// # Errors
    ///
    /// When the years are reversed; when there are rules and the years leave 1900 to 2200; when a date lies outside
    /// the years; when a date is both off, by a rule or by itself, and made up; when an exception names a day that no
    /// rule gives, or one that is off by itself.
    pub fn from_spec(spec: HolidayListSpec) -> Result<Self, HolidayListError> {
        if spec.rules.is_empty() && spec.except.is_empty() {
            let years = spec.years.map(|years| (*years.start(), *years.end()));
            return Self::checked(spec.name, years, spec.off, spec.made_up);
        }
        let years = rule_years(&spec)?;
        let names = Ruled::new(&spec, &years).names()?;
        let off: Vec<NaiveDate> = spec.off.iter().chain(names.keys()).copied().collect();
        let years = Some((*years.start(), *years.end()));
        Ok(Self::checked(spec.name, years, off, spec.made_up)?.with_names(names))
    }
}

/// Returns the years of a list with rules, if these can be told for them, and the exceptions lie in them.
fn rule_years(spec: &HolidayListSpec) -> Result<RangeInclusive<i32>, HolidayListError> {
    let years = spec.years.clone().unwrap_or(Zone::YEARS);
    let (name, first, last) = (|| spec.name.clone(), *years.start(), *years.end());
    if first > last {
        return Err(HolidayListError::YearsReversed { name: name(), first, last });
    }
    if !Zone::YEARS.contains(&first) || !Zone::YEARS.contains(&last) {
        return Err(HolidayListError::YearsOutside { name: name(), first, last });
    }
    if let Some(&date) = spec.except.iter().find(|date| !years.contains(&date.year())) {
        return Err(HolidayListError::DateOutside { name: name(), date, first, last });
    }
    if let Some(&date) = spec.except.iter().find(|date| spec.off.contains(date)) {
        return Err(HolidayListError::ExceptedAndOff { name: name(), date });
    }
    Ok(years)
}

/// The holidays of rules, before any substitute, and what stands in the way of one.
struct Ruled<'a> {
    spec: &'a HolidayListSpec,
    years: &'a RangeInclusive<i32>,
    holidays: Vec<(NaiveDate, &'a HolidayRule)>,
    except: BTreeSet<NaiveDate>,
    /// Exceptions that a rule gave occasion for.
    used: BTreeSet<NaiveDate>,
}

impl<'a> Ruled<'a> {
    fn new(spec: &'a HolidayListSpec, years: &'a RangeInclusive<i32>) -> Self {
        let except: BTreeSet<NaiveDate> = spec.except.iter().copied().collect();
        // A holiday of the year beside may lie in this one, or its substitute.
        let around = years.start().saturating_sub(1)..=years.end().saturating_add(1);
        let of_rule = |rule: &'a HolidayRule| {
            around.clone().filter_map(move |year| rule.in_year(year)).map(move |date| (date, rule))
        };
        let (excepted, holidays): (Vec<_>, Vec<_>) =
            spec.rules.iter().flat_map(of_rule).partition(|(date, _)| except.contains(date));
        let used = excepted.into_iter().map(|(date, _)| date).collect();
        Self { spec, years, holidays, except, used }
    }

    /// Returns every day that rules make off, with its names.
    fn names(mut self) -> Result<Names, HolidayListError> {
        let mut names = Names::new();
        let mut add = |date: NaiveDate, rule: &HolidayRule| {
            if self.except.contains(&date) {
                self.used.insert(date);
            } else if self.years.contains(&date.year()) {
                names.entry(date).or_default().insert(rule.name().into());
            }
        };
        let substitutes = substitutes(&self.holidays, &self.spec.off);
        for &(date, rule) in &self.holidays {
            if rule.keeps(date) {
                add(date, rule);
            }
            let substitute = rule.substitute_of(date).and_then(|key| substitutes.get(&(date, key)));
            if let Some(&day) = substitute {
                add(day, rule);
            }
        }
        match self.except.difference(&self.used).next() {
            Some(&date) => {
                Err(HolidayListError::ExceptionWithoutHoliday { name: self.spec.name.clone(), date })
            }
            None => Ok(names),
        }
    }
}

/// The substitute of each day that needs one; holidays of one day and one kind share it.
type Substitutes = BTreeMap<(NaiveDate, (Substitute, WeekdaySet)), NaiveDate>;

fn substitutes(holidays: &[(NaiveDate, &HolidayRule)], off: &[NaiveDate]) -> Substitutes {
    let mut taken: BTreeSet<NaiveDate> = holidays.iter().map(|(date, _)| *date).collect();
    taken.extend(off);
    let wanted: BTreeSet<_> =
        holidays.iter().filter_map(|(date, rule)| Some((*date, rule.substitute_of(*date)?))).collect();
    // Those that look at no others go first, so that those that do can pass over them.
    let (choosy, plain): (Vec<_>, Vec<_>) =
        wanted.into_iter().partition(|(_, (kind, _))| *kind == Substitute::NextFreeDay);
    let mut found = Substitutes::new();
    for (date, (kind, weekend)) in plain.into_iter().chain(choosy) {
        if let Some(day) = kind.of(date, weekend, |day| taken.contains(&day)) {
            taken.insert(day);
            found.insert((date, (kind, weekend)), day);
        }
    }
    found
}
