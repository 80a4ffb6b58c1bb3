//! [`CivilPeriod`]: a month, a quarter or a year of the calendar in a zone, or a rolling stretch of dates.
//!
//! Periods are half-open stretches of civil dates. They begin at the midnight of their first day, or at the first instant
//! of that day where midnight is skipped; a day of 23 or 25 hours is still one day.

mod per;

use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU16;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};
use crm_calendar::Zone;
use crm_model::Extent;

pub use self::per::{Per, PerError};

/// A month, quarter or year, or a rolling stretch: civil dates `[first, next)` and the instants `[start, end)` that they are in a zone.
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
    /// Returns the period in which a date lies; for rolling ones, the one of which it is the last date.
    pub fn containing(per: Per, date: NaiveDate, zone: &Zone) -> Self {
        let day_after = date.succ_opt().unwrap_or(NaiveDate::MAX);
        let next = match per.months() {
            Some(months) if !per.is_rolling() => {
                let from_january = date.month0();
                let begun = from_january - from_january % months + 1;
                let first = NaiveDate::from_ymd_opt(date.year(), begun, 1);
                first
                    .and_then(|first| first.checked_add_months(Months::new(months)))
                    .unwrap_or(NaiveDate::MAX)
            }
            _ => day_after,
        };
        Self::ending(per, next, zone)
    }

    /// Returns the period that ends where a date begins.
    fn ending(per: Per, next: NaiveDate, zone: &Zone) -> Self {
        let first = per.before(next, 1).unwrap_or(NaiveDate::MIN);
        Self::between(per, first, next, zone)
    }

    fn between(per: Per, first: NaiveDate, next: NaiveDate, zone: &Zone) -> Self {
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
        let running = Self::running(per, as_of, zone);
        if per.is_rolling() {
            Self::ending(per, running.next.pred_opt().unwrap_or(NaiveDate::MIN), zone)
        } else {
            running.previous(zone)
        }
    }

    /// Returns the period before this one, which ends where this one begins.
    #[must_use]
    pub fn previous(&self, zone: &Zone) -> Self {
        self.earlier(1, zone)
    }

    /// Returns the period that ends so many lengths earlier; each ends where the one after it begins.
    ///
    /// Rolling months are counted back from the last date and not step by step, so that the 31st stays the 31st where a
    /// month has one.
    #[must_use]
    pub fn earlier(&self, lengths: u32, zone: &Zone) -> Self {
        let before = |lengths: u32| self.per.before(self.next, lengths).unwrap_or(NaiveDate::MIN);
        Self::between(self.per, before(lengths.saturating_add(1)), before(lengths), zone)
    }

    /// Returns the same dates a year earlier, for a comparison of years; 29 February becomes 28 February.
    #[must_use]
    pub fn year_before(&self, zone: &Zone) -> Self {
        let before = |date: NaiveDate| date.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
        Self::between(self.per, before(self.first), before(self.next), zone)
    }

    /// Returns how many civil dates it has, by which rates of months of 28 to 31 days are compared.
    pub fn days(&self) -> u32 {
        u32::try_from(self.next.signed_duration_since(self.first).num_days()).unwrap_or_default()
    }

    /// Returns both periods as one, where one ends as the other begins: a month, quarter or year if they make one,
    /// otherwise a stretch of dates. `None` where there is a gap between them, they overlap, or the stretch is longer than
    /// 65,535 days.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_kpi::{CivilPeriod, Per};
    ///
    /// let month = |date: &str| Ok::<_, chrono::ParseError>(CivilPeriod::containing(Per::Month, date.parse()?, &Zone::utc()));
    /// let (january, february, march) = (month("2026-01-01")?, month("2026-02-01")?, month("2026-03-01")?);
    /// let two = january.joined(&february).unwrap();
    /// assert_eq!(two.to_string(), "rolling 59 days to 2026-02-28");
    /// assert_eq!(march.joined(&two).unwrap().to_string(), "2026-Q1");
    /// assert_eq!(january.joined(&march), None);
    /// # use crm_kpi::chrono;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn joined(&self, other: &Self) -> Option<Self> {
        let (one, two) = if self.first <= other.first { (self, other) } else { (other, self) };
        if one.next != two.first || one.end != two.start {
            return None;
        }
        let is_whole = |per: &Per| {
            let months = per.months().unwrap_or_default();
            one.first.day() == 1
                && months > 0
                && one.first.month0() % months == 0
                && per.before(two.next, 1) == Some(one.first)
                && two.next.day() == 1
        };
        let of_the_calendar = Per::ALL.into_iter().map(|(per, _)| per).find(is_whole);
        let days = two.next.signed_duration_since(one.first).num_days();
        let days = u16::try_from(days).ok().and_then(NonZeroU16::new).map(Per::RollingDays);
        Some(Self {
            first: one.first,
            next: two.next,
            per: of_the_calendar.or(days)?,
            start: one.start,
            end: two.end,
        })
    }

    /// Returns the length.
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
        Self::is_stretch_covered(self.start, self.end, extent)
    }

    /// Returns whether a table that is complete for `extent` holds all rows from `start` up to, but not including, `end`.
    pub(crate) fn is_stretch_covered(start: DateTime<Utc>, end: DateTime<Utc>, extent: Extent) -> bool {
        let from_the_start = extent.from.is_none_or(|from| from <= start);
        let last = end.timestamp_micros().saturating_sub(1);
        from_the_start && extent.until.is_none_or(|until| until.timestamp_micros() >= last)
    }
}

impl fmt::Display for CivilPeriod {
    /// Writes `2026-03`, `2026-Q1`, `2026`, or `rolling 30 days to 2026-04-09` with the last date.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.first.year();
        match self.per {
            Per::Month => write!(formatter, "{year:04}-{:02}", self.first.month()),
            Per::Quarter => write!(formatter, "{year:04}-Q{}", self.first.month0() / 3 + 1),
            Per::Year => write!(formatter, "{year:04}"),
            rolling => write!(formatter, "{rolling} to {}", self.next.pred_opt().unwrap_or(self.next)),
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
    /// Whether the last is the last that is over at `as_of`, or runs.
    pub(crate) is_latest: bool,
}

impl Windows {
    /// Returns the periods that end with `last`.
    pub(crate) fn ending(last: CivilPeriod, as_of: DateTime<Utc>, zone: &Zone) -> Self {
        let mut periods: Vec<CivilPeriod> =
            (0_u32..).map(|lengths| last.earlier(lengths, zone)).take(PLACES).collect();
        periods.reverse();
        let is_latest = last.end() >= CivilPeriod::last_complete(last.per(), as_of, zone).end();
        Self { periods, as_of, is_latest }
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
