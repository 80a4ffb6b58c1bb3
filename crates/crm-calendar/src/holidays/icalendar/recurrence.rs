//! [`Recurrence`]: an RRULE over civil dates (RFC 5545, section 3.3.10).
//!
//! A rule is read as a filter over the days of each period: a day belongs to it if every part lets it pass. That is
//! slower than making days up and cannot miss one. Whoever asks brings a budget of days to look at, so that no rule,
//! however it is written, takes long.

use alloc::{collections::BTreeSet, vec::Vec};
use core::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};

use super::report::LeftOutReason;

mod parse;

/// A rule that has been read, for events without a time of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recurrence {
    frequency: Frequency,
    // INVARIANT: above zero.
    interval: u32,
    ends: Ends,
    months: BTreeSet<u32>,
    month_days: BTreeSet<i32>,
    year_days: BTreeSet<i32>,
    weekdays: Vec<NthWeekday>,
    positions: BTreeSet<i32>,
    week_start: Weekday,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Never,
    After(u64),
    On(NaiveDate),
    /// At an instant in UTC: which date that is depends on a zone that nobody tells.
    About(NaiveDate),
}

/// A weekday, and which of those in its month or year: counted from one, from the end below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NthWeekday {
    nth: Option<i32>,
    weekday: Weekday,
}

/// The days that one import may still look at.
#[derive(Debug)]
pub(super) struct Budget {
    left: u32,
}

/// The budget is spent.
#[derive(Debug)]
pub(super) struct Spent;

impl Budget {
    pub(super) fn new(days: u32) -> Self {
        Self { left: days }
    }

    pub(super) fn spend(&mut self) -> Result<(), Spent> {
        self.left = self.left.checked_sub(1).ok_or(Spent)?;
        Ok(())
    }
}

impl Recurrence {
    /// Returns the dates of the rule within `window` for an event that begins on `start`, in order.
    ///
    /// A `start` that the rule does not give leaves the dates undefined, unless it is removed anyway and not counted.
    ///
    /// # Errors
    ///
    /// When the budget is spent; and, inside, when what the rule gives is not certain: `start` is no day of the rule,
    /// or its end is an instant on whose date in some zone another day hangs.
    pub(super) fn dates(
        &self,
        start: NaiveDate,
        removed: &BTreeSet<NaiveDate>,
        window: &RangeInclusive<NaiveDate>,
        budget: &mut Budget,
    ) -> Result<Result<Vec<NaiveDate>, LeftOutReason>, Spent> {
        let is_removed = removed.contains(&start) && !matches!(self.ends, Ends::After(_));
        if !is_removed && !self.with_defaults(start).expand(start, &(start..=start), budget)?.contains(&start)
        {
            return Ok(Err(LeftOutReason::StartNotInRule { start }));
        }
        let Ends::About(end) = self.ends else {
            return Ok(Ok(self.with_defaults(start).expand(start, window, budget)?));
        };
        let mut ending = |end: Option<NaiveDate>| {
            let ends = Ends::On(end.unwrap_or(NaiveDate::MAX));
            Self { ends, ..self.with_defaults(start) }.expand(start, window, budget)
        };
        // No zone is a day or more from UTC.
        let (shorter, longer) = (ending(end.pred_opt())?, ending(end.succ_opt())?);
        Ok(if shorter == longer { Ok(longer) } else { Err(LeftOutReason::EndNotCertain { end }) })
    }

    /// Returns the rule with what it leaves out taken from the date on which the event begins.
    fn with_defaults(&self, start: NaiveDate) -> Self {
        let mut rule = self.clone();
        let names_days =
            !self.month_days.is_empty() || !self.year_days.is_empty() || !self.weekdays.is_empty();
        if names_days {
            return rule;
        }
        let day = i32::try_from(start.day()).unwrap_or_default();
        match self.frequency {
            Frequency::Daily => {}
            Frequency::Weekly => rule.weekdays.push(NthWeekday { nth: None, weekday: start.weekday() }),
            Frequency::Monthly => rule.month_days.extend([day]),
            Frequency::Yearly => {
                if self.months.is_empty() {
                    rule.months.extend([start.month()]);
                }
                rule.month_days.extend([day]);
            }
        }
        rule
    }

    fn expand(
        &self,
        start: NaiveDate,
        window: &RangeInclusive<NaiveDate>,
        budget: &mut Budget,
    ) -> Result<Vec<NaiveDate>, Spent> {
        let mut dates = Vec::new();
        let mut count = 0_u64;
        let mut period = Some(self.first_period(start, *window.start()));
        while let Some(first) = period.filter(|first| first <= window.end()) {
            for date in self.dates_of_period(first, budget)? {
                let is_over = match self.ends {
                    Ends::Never => false,
                    Ends::After(most) => count >= most,
                    Ends::On(end) | Ends::About(end) => date > end,
                };
                if is_over || date > *window.end() {
                    return Ok(dates);
                }
                if date >= start {
                    count = count.saturating_add(1);
                    if window.contains(&date) {
                        dates.push(date);
                    }
                }
            }
            budget.spend()?;
            period = self.later(first, u64::from(self.interval));
        }
        Ok(dates)
    }

    /// Returns the first day of the first period to look at: that of the start, or, if nothing is counted, the last
    /// one of the rule before the window.
    fn first_period(&self, start: NaiveDate, window: NaiveDate) -> NaiveDate {
        let first = self.period_of(start);
        if matches!(self.ends, Ends::After(_)) || window <= start {
            return first;
        }
        let target = self.period_of(window);
        let passed = match self.frequency {
            Frequency::Daily => target.signed_duration_since(first).num_days(),
            Frequency::Weekly => target.signed_duration_since(first).num_weeks(),
            Frequency::Monthly => months(target) - months(first),
            Frequency::Yearly => i64::from(target.year()) - i64::from(first.year()),
        };
        let intervals = passed / i64::from(self.interval);
        let skipped = u64::try_from(intervals).ok().and_then(|n| n.checked_mul(u64::from(self.interval)));
        skipped.and_then(|skipped| self.later(first, skipped)).unwrap_or(first)
    }

    /// Returns the first day of the period around a date.
    fn period_of(&self, date: NaiveDate) -> NaiveDate {
        let first = match self.frequency {
            Frequency::Daily => Some(date),
            Frequency::Weekly => date.week(self.week_start).checked_first_day(),
            Frequency::Monthly => date.with_day(1),
            Frequency::Yearly => NaiveDate::from_ymd_opt(date.year(), 1, 1),
        };
        first.unwrap_or(date)
    }

    /// Returns the first day of the period so many periods later, or `None` past the last date there is.
    fn later(&self, first: NaiveDate, periods: u64) -> Option<NaiveDate> {
        match self.frequency {
            Frequency::Daily => first.checked_add_days(chrono::Days::new(periods)),
            Frequency::Weekly => first.checked_add_days(chrono::Days::new(periods.checked_mul(7)?)),
            Frequency::Monthly => first.checked_add_months(chrono::Months::new(u32::try_from(periods).ok()?)),
            Frequency::Yearly => {
                let year = i64::from(first.year()).checked_add(i64::try_from(periods).ok()?)?;
                NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, 1, 1)
            }
        }
    }

    /// Returns the days of a period that the rule lets pass, in order.
    fn dates_of_period(&self, first: NaiveDate, budget: &mut Budget) -> Result<Vec<NaiveDate>, Spent> {
        let mut dates = Vec::new();
        let next = self.later(first, 1).unwrap_or(NaiveDate::MAX);
        let mut day = Some(first);
        while let Some(date) = day.filter(|date| *date < next) {
            budget.spend()?;
            // Most rules are of some months only; the others need no look at each day.
            if !self.months.is_empty() && !self.months.contains(&date.month()) {
                let next_month =
                    date.with_day(1).and_then(|day| day.checked_add_months(chrono::Months::new(1)));
                day = if self.frequency == Frequency::Weekly { date.succ_opt() } else { next_month };
                continue;
            }
            if self.passes(date) {
                dates.push(date);
            }
            day = date.succ_opt();
        }
        if self.positions.is_empty() {
            return Ok(dates);
        }
        let count = dates.len();
        let chosen = |(index, date): (usize, NaiveDate)| {
            let from_start = i32::try_from(index + 1).ok()?;
            let from_end = i32::try_from(count - index).ok()?;
            let is_chosen = self.positions.contains(&from_start) || self.positions.contains(&-from_end);
            is_chosen.then_some(date)
        };
        Ok(dates.into_iter().enumerate().filter_map(chosen).collect())
    }

    fn passes(&self, date: NaiveDate) -> bool {
        let of_month = place(date.day(), u32::from(date.num_days_in_month()));
        let of_year = place(date.ordinal(), days_in_year(date));
        let is_listed = |list: &BTreeSet<i32>, (from_start, from_end): (i32, i32)| {
            list.is_empty() || list.contains(&from_start) || list.contains(&from_end)
        };
        is_listed(&self.month_days, of_month)
            && is_listed(&self.year_days, of_year)
            && (self.weekdays.is_empty() || self.weekdays.iter().any(|day| self.is_weekday(*day, date)))
    }

    fn is_weekday(&self, day: NthWeekday, date: NaiveDate) -> bool {
        if day.weekday != date.weekday() {
            return false;
        }
        let Some(nth) = day.nth else { return true };
        let within_month = self.frequency == Frequency::Monthly || !self.months.is_empty();
        let (day, days) = if within_month {
            (date.day(), u32::from(date.num_days_in_month()))
        } else {
            (date.ordinal(), days_in_year(date))
        };
        let weeks = |days: u32| i32::try_from(days / 7).unwrap_or_default();
        nth == weeks(day - 1) + 1 || nth == -(weeks(days - day) + 1)
    }
}

/// Returns the place of a day, 1 to `days`, from the start and, below zero, from the end.
fn place(day: u32, days: u32) -> (i32, i32) {
    let from_start = i32::try_from(day).unwrap_or_default();
    (from_start, from_start - i32::try_from(days).unwrap_or_default() - 1)
}

fn days_in_year(date: NaiveDate) -> u32 {
    if date.leap_year() { 366 } else { 365 }
}

fn months(date: NaiveDate) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month0())
}
