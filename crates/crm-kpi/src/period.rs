//! [`CivilPeriod`]: a month, a quarter or a year of the calendar in a zone.
//!
//! Periods are half-open stretches of civil dates. They begin at the midnight of their first day, or at the first instant
//! of that day where midnight is skipped; a day of 23 or 25 hours is still one day.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};
use crm_calendar::Zone;
use crm_model::Extent;

/// How often an indicator is measured (clauses B-CYCLE-1, D-CYCLE-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Per {
    /// Each month.
    Month,
    /// Each quarter: January to March, and so on.
    Quarter,
    /// Each year.
    Year,
}

impl Per {
    /// Every length with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Month, "month"), (Self::Quarter, "quarter"), (Self::Year, "year")];

    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// A month, quarter or year: civil dates `[first, next)` and the instants `[start, end)` that they are in a zone.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_kpi::{CivilPeriod, Per};
///
/// let shanghai = Zone::fixed(8 * 3_600)?;
/// let as_of = "2026-05-10T00:00:00Z".parse()?;
/// let quarter = CivilPeriod::last_complete(Per::Quarter, as_of, &shanghai);
/// assert_eq!(quarter.to_string(), "2026-Q1");
/// assert_eq!(quarter.start(), "2025-12-31T16:00:00Z".parse::<chrono::DateTime<chrono::Utc>>()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CivilPeriod {
    first: NaiveDate,
    next: NaiveDate,
    per: Per,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl CivilPeriod {
    /// Returns the period in which a date lies.
    pub fn containing(per: Per, date: NaiveDate, zone: &Zone) -> Self {
        let month0 = date.month0();
        let first = NaiveDate::from_ymd_opt(date.year(), month0 - month0 % per.months() + 1, 1);
        let first = first.unwrap_or(NaiveDate::MIN);
        let next = first.checked_add_months(Months::new(per.months())).unwrap_or(NaiveDate::MAX);
        let midnight = |date: NaiveDate| zone.opening(date.and_time(NaiveTime::MIN));
        Self { first, next, per, start: midnight(first), end: midnight(next) }
    }

    /// Returns the period that runs at an instant: it holds `as_of`.
    pub fn running(per: Per, as_of: DateTime<Utc>, zone: &Zone) -> Self {
        let period = Self::containing(per, zone.date(as_of), zone);
        // Where clocks go back over midnight, the old date comes once more after the new period has begun.
        if period.end <= as_of { Self::containing(per, period.next, zone) } else { period }
    }

    /// Returns the last period that has ended by `as_of`; a period that ends at `as_of` has ended.
    pub fn last_complete(per: Per, as_of: DateTime<Utc>, zone: &Zone) -> Self {
        Self::running(per, as_of, zone).previous(zone)
    }

    /// Returns the period before this one.
    #[must_use]
    pub fn previous(&self, zone: &Zone) -> Self {
        Self::containing(self.per, self.first.pred_opt().unwrap_or(NaiveDate::MIN), zone)
    }

    /// Returns the length: month, quarter or year.
    pub const fn per(&self) -> Per {
        self.per
    }

    /// Returns the first day.
    pub const fn first(&self) -> NaiveDate {
        self.first
    }

    /// Returns the first day after the period.
    pub const fn next(&self) -> NaiveDate {
        self.next
    }

    /// Returns the first instant.
    pub const fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// Returns the first instant after the period.
    pub const fn end(&self) -> DateTime<Utc> {
        self.end
    }

    /// Returns whether an instant lies in the period; the start does, the end does not.
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Returns whether a table that is complete for `extent` holds all rows of the period.
    pub fn is_covered_by(&self, extent: Extent) -> bool {
        let from_the_start = extent.from.is_none_or(|from| from <= self.start);
        let last = self.end.timestamp_micros().saturating_sub(1);
        from_the_start && extent.until.is_none_or(|until| until.timestamp_micros() >= last)
    }
}

impl fmt::Display for CivilPeriod {
    /// Writes `2026-03`, `2026-Q1` or `2026`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.first.year();
        match self.per {
            Per::Month => write!(formatter, "{year:04}-{:02}", self.first.month()),
            Per::Quarter => write!(formatter, "{year:04}-Q{}", self.first.month0() / 3 + 1),
            Per::Year => write!(formatter, "{year:04}"),
        }
    }
}

/// How many periods before the one that is judged a line shows.
pub const HISTORY: usize = 12;

/// How many periods are gathered: one more before the first shown, which activity is compared with.
pub(crate) const PLACES: usize = HISTORY + 2;

/// The periods that are gathered, oldest first, each beginning where the one before ends.
#[derive(Debug)]
pub(crate) struct Windows {
    periods: Vec<CivilPeriod>,
    pub(crate) as_of: DateTime<Utc>,
}

impl Windows {
    /// Returns the periods that end with `last`.
    pub(crate) fn ending(last: CivilPeriod, as_of: DateTime<Utc>, zone: &Zone) -> Self {
        let mut periods: Vec<CivilPeriod> =
            core::iter::successors(Some(last), |period| Some(period.previous(zone))).take(PLACES).collect();
        periods.reverse();
        Self { periods, as_of }
    }

    /// Returns the place of the period in which an instant lies; none for what happens after `as_of`.
    pub(crate) fn place_of(&self, instant: DateTime<Utc>) -> Option<usize> {
        if instant > self.as_of {
            return None;
        }
        let place = self.periods.partition_point(|period| period.end <= instant);
        self.periods.get(place).filter(|period| period.start <= instant).map(|_| place)
    }

    pub(crate) fn get(&self, place: usize) -> Option<&CivilPeriod> {
        self.periods.get(place)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &CivilPeriod)> {
        self.periods.iter().enumerate()
    }
}

/// One value for each period that is gathered.
#[derive(Debug, Clone)]
pub(crate) struct Series<T>([T; PLACES]);

impl<T: Default> Default for Series<T> {
    fn default() -> Self {
        Self(core::array::from_fn(|_| T::default()))
    }
}

impl<T: Default> Series<T> {
    /// Changes the value of a period; nothing for none.
    pub(crate) fn update(&mut self, place: Option<usize>, change: impl FnOnce(&mut T)) {
        if let Some(value) = place.and_then(|place| self.0.get_mut(place)) {
            change(value);
        }
    }

    pub(crate) fn get(&self, place: usize) -> T
    where
        T: Clone,
    {
        self.0.get(place).cloned().unwrap_or_default()
    }

    /// Returns the value of a period where it stands.
    pub(crate) fn at(&self, place: usize) -> Option<&T> {
        self.0.get(place)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.0.iter().enumerate()
    }
}
