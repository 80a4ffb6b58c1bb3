//! [`Zone`]: a time zone as a plain table of UTC offsets, whatever database it came from.
//!
//! Everything else in the crate reads this table, so only the two ways to build one know about other libraries. A
//! civil time may name one instant, none (skipped when clocks go forward) or two (repeated when they go back); the
//! zone says which, and the calendar's rule for the edges of opening hours is [`Zone::opening`] and
//! [`Zone::closing`].

mod days;
#[cfg(feature = "tzdb")]
mod named;
#[cfg(test)]
mod tests;

use alloc::{format, string::String, sync::Arc, vec::Vec};
use core::{fmt, ops::RangeInclusive};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use thiserror::Error;

#[cfg(feature = "tzdb")]
pub use self::named::time_zone_database_version;

/// A time zone: a name and the UTC offsets it uses, with the instants at which they change.
///
/// Cloning is cheap. Two zones are equal when name, offsets and years agree.
///
/// # Examples
///
/// ```
/// use crm_calendar::{LocalInstant, Zone, chrono::{NaiveDate, TimeZone, Utc}};
///
/// # fn main() -> Result<(), crm_calendar::ZoneError> {
/// let zone = Zone::fixed(8 * 3_600)?;
/// assert_eq!(zone.name(), "UTC+08:00");
/// let nine = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap().and_hms_opt(9, 0, 0).unwrap();
/// let one_utc = Utc.with_ymd_and_hms(2026, 3, 2, 1, 0, 0).unwrap();
/// assert_eq!(zone.instants(nine), LocalInstant::Single(one_utc));
/// assert_eq!(zone.local(one_utc), nine);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    table: Arc<Table>,
}

#[derive(PartialEq, Eq)]
struct Table {
    name: String,
    /// The offset before the first change.
    first: FixedOffset,
    // INVARIANT: instants rise strictly, and neighbouring offsets differ.
    changes: Vec<Change>,
    /// The years whose changes are known; `None` when there is nothing to know.
    years: Option<(i32, i32)>,
    /// The civil dates that never were, in order.
    skipped: Vec<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    /// The first second (since 1970, UTC) with the new offset.
    at: i64,
    offset: FixedOffset,
}

/// What a civil date and time means in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub enum LocalInstant {
    /// The clock shows it once.
    Single(DateTime<Utc>),
    /// The clock skips it.
    Gap {
        /// The first instant after the gap: the one at which the clock was put forward.
        resumes: DateTime<Utc>,
    },
    /// The clock shows it twice.
    Fold {
        /// The first time.
        earlier: DateTime<Utc>,
        /// The last time.
        later: DateTime<Utc>,
    },
}

impl LocalInstant {
    /// Returns the instant to use where one must be chosen early: the earlier of two, or the first after a gap.
    pub const fn earliest(self) -> DateTime<Utc> {
        match self {
            Self::Single(instant) | Self::Gap { resumes: instant } | Self::Fold { earlier: instant, .. } => {
                instant
            }
        }
    }

    /// Returns the instant to use where one must be chosen late: the later of two, or the first after a gap.
    pub const fn latest(self) -> DateTime<Utc> {
        match self {
            Self::Single(instant) | Self::Gap { resumes: instant } | Self::Fold { later: instant, .. } => {
                instant
            }
        }
    }
}

impl Zone {
    /// The years for which zones from a database know their changes, and beyond which no calendar may reach.
    pub const YEARS: RangeInclusive<i32> = 1900..=2200;

    /// Returns Coordinated Universal Time, named `UTC`.
    pub fn utc() -> Self {
        Self::new("UTC".into(), Utc.fix(), Vec::new(), None)
    }

    /// Returns a zone that is always `seconds` ahead of UTC (behind, when negative), named like `UTC+08:00`.
    ///
    /// # Errors
    ///
    /// When the offset is a day or more.
    pub fn fixed(seconds: i32) -> Result<Self, ZoneError> {
        let offset = FixedOffset::east_opt(seconds).ok_or(ZoneError::OffsetTooLarge { seconds })?;
        Ok(Self::new(format!("UTC{offset}"), offset, Vec::new(), None))
    }

    /// Returns any zone that `chrono` understands, as a table of the changes from the start of `from_year` to the
    /// end of `until_year` (UTC), under the name given.
    ///
    /// The zone is asked for its offset once a day, and the second of each change is found by bisection; two changes
    /// within a day that cancel each other would be overlooked. Before and after these years the nearest known
    /// offset holds, and a [`Calendar`](crate::Calendar) refuses a horizon that leaves them.
    ///
    /// # Errors
    ///
    /// When the years are reversed or leave [`Zone::YEARS`].
    pub fn from_chrono<Tz: TimeZone>(
        name: impl Into<String>,
        zone: &Tz,
        from_year: i32,
        until_year: i32,
    ) -> Result<Self, ZoneError> {
        let refused = || ZoneError::Years { from_year, until_year };
        if from_year > until_year || !Self::YEARS.contains(&from_year) || !Self::YEARS.contains(&until_year) {
            return Err(refused());
        }
        let start = year_start(from_year).ok_or_else(refused)?;
        let end = until_year.checked_add(1).and_then(year_start).ok_or_else(refused)?;
        let offset_at = |second: i64| {
            let utc = DateTime::from_timestamp(second, 0).unwrap_or_default().naive_utc();
            zone.offset_from_utc_datetime(&utc).fix()
        };
        let first = offset_at(start);
        let (mut changes, mut known, mut offset) = (Vec::new(), start, first);
        while known < end {
            let next = (known + 86_400).min(end);
            while offset_at(next) != offset {
                let (mut before, mut after) = (known, next);
                while after - before > 1 {
                    let middle = before + (after - before) / 2;
                    if offset_at(middle) == offset { before = middle } else { after = middle }
                }
                offset = offset_at(after);
                changes.push(Change { at: after, offset });
                known = after;
            }
            known = next;
        }
        Ok(Self::new(name.into(), first, changes, Some((from_year, until_year))))
    }

    fn new(name: String, first: FixedOffset, changes: Vec<Change>, years: Option<(i32, i32)>) -> Self {
        let skipped = days::skipped(first, &changes);
        Self { table: Arc::new(Table { name, first, changes, years, skipped }) }
    }

    /// Returns the zone's name: an IANA name, `UTC`, `UTC+08:00`, or what the caller gave.
    pub fn name(&self) -> &str {
        &self.table.name
    }

    /// Returns the years for which the changes of the zone are known, or `None` for a fixed offset, which has none.
    pub fn years(&self) -> Option<RangeInclusive<i32>> {
        self.table.years.map(|(first, last)| first..=last)
    }

    /// Returns the offset from UTC in force at `instant`.
    pub fn offset_at(&self, instant: DateTime<Utc>) -> FixedOffset {
        self.offset_before_change(
            self.table.changes.partition_point(|change| change.at <= instant.timestamp()),
        )
    }

    /// Returns the civil date and time that clocks in the zone show at `instant`.
    ///
    /// Within a day of the ends of `chrono`'s range (some 262,000 years away) the UTC reading is returned.
    pub fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        let utc = instant.naive_utc();
        utc.checked_add_offset(self.offset_at(instant)).unwrap_or(utc)
    }

    /// Returns the instant or instants at which clocks in the zone show `local`.
    ///
    /// Within a day of the ends of `chrono`'s range `local` is read as UTC.
    pub fn instants(&self, local: NaiveDateTime) -> LocalInstant {
        let Some(day) = TimeDelta::try_days(1) else { return LocalInstant::Single(local.and_utc()) };
        let (Some(from), Some(until)) = (local.checked_sub_signed(day), local.checked_add_signed(day)) else {
            return LocalInstant::Single(local.and_utc());
        };
        // No offset reaches a day, so only changes within a day of the local time read as UTC can matter.
        let changes = &self.table.changes;
        let start = changes.partition_point(|change| change.at <= from.and_utc().timestamp());
        let end = changes.partition_point(|change| change.at <= until.and_utc().timestamp());
        let (mut earlier, mut later, mut resumes) = (None, None, None);
        for index in start..=end {
            let offset = self.offset_before_change(index);
            let Some(instant) = local.checked_sub_offset(offset).map(|utc| utc.and_utc()) else { continue };
            let second = instant.timestamp();
            let begun = index.checked_sub(1).and_then(|index| changes.get(index)).map(|change| change.at);
            let ended = changes.get(index).map(|change| change.at);
            if begun.is_some_and(|begun| second < begun) {
                resumes = resumes.or(begun);
            } else if ended.is_none_or(|ended| second < ended) {
                earlier = earlier.or(Some(instant));
                later = Some(instant);
            }
        }
        match (earlier, later) {
            (Some(earlier), Some(later)) if earlier == later => LocalInstant::Single(earlier),
            (Some(earlier), Some(later)) => LocalInstant::Fold { earlier, later },
            _ => {
                let resumes = resumes.and_then(|second| DateTime::from_timestamp(second, 0));
                LocalInstant::Gap { resumes: resumes.unwrap_or(local.and_utc()) }
            }
        }
    }

    /// Returns when hours open that begin at `local`: in a fold the earlier instant, in a gap the first after it.
    pub fn opening(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.instants(local).earliest()
    }

    /// Returns when hours close that end at `local`: in a fold the later instant, in a gap the first after it.
    pub fn closing(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.instants(local).latest()
    }

    /// Returns the civil date in the zone at `instant`.
    pub fn date(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.local(instant).date()
    }

    /// Returns the seconds of the changes from `start` up to `end`, in order.
    #[cfg(feature = "proptest")]
    pub(crate) fn changes_within(&self, start: i64, end: i64) -> impl Iterator<Item = i64> {
        self.table.changes.iter().map(|change| change.at).filter(move |at| (start..end).contains(at))
    }

    /// Returns the offset in force up to the change of this index.
    fn offset_before_change(&self, index: usize) -> FixedOffset {
        let change = index.checked_sub(1).and_then(|index| self.table.changes.get(index));
        change.map_or(self.table.first, |change| change.offset)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name()).finish()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a [`Zone`] could not be built.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ZoneError {
    /// No zone of this name is in the database.
    #[error("time zone `{name}` is not in the time zone database; zones are named like `Europe/Berlin`")]
    Unknown {
        /// The name as given.
        name: String,
    },
    /// The offset is a day or more.
    #[error("offset of {seconds} s from UTC must be less than a day (86400 s)")]
    OffsetTooLarge {
        /// The offset as given.
        seconds: i32,
    },
    /// The years are reversed or out of range.
    #[error("years {from_year} to {until_year} of a time zone must be in order and within 1900 to 2200")]
    Years {
        /// The first year as given.
        from_year: i32,
        /// The last year as given.
        until_year: i32,
    },
}

/// Returns the second at which the year begins in UTC.
pub(crate) fn year_start(year: i32) -> Option<i64> {
    Some(NaiveDate::from_ymd_opt(year, 1, 1)?.and_time(NaiveTime::MIN).and_utc().timestamp())
}
