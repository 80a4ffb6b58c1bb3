//! [`BusinessDays`]: the days of a calendar on which any window opens, each with its own windows.
//!
//! The timeline joins windows that touch or overlap, and so forgets which day they belong to. This list remembers: a
//! window belongs to the civil date on which it opens, also the part of it after midnight. What is left of a night that
//! would have opened on a day off belongs to the date on which it is open.

use alloc::vec::Vec;
use core::ops::Range;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::{CalendarSpec, Window, Zone, timeline::union};

/// The business days of a calendar, in order.
#[derive(Debug)]
pub(crate) struct BusinessDays {
    // INVARIANT: dates rise, and so do first openings; every day has a window.
    days: Vec<BusinessDay>,
    // INVARIANT: within a day, openings rise, and windows neither overlap nor touch; none is empty.
    windows: Vec<(i64, i64)>,
}

/// One day with its windows.
#[derive(Debug)]
struct BusinessDay {
    date: NaiveDate,
    first_opening: i64,
    windows: Range<usize>,
}

impl BusinessDays {
    /// Returns the business days of `dates`, with windows cut to `start..end`.
    pub(crate) fn lay_out(
        spec: &CalendarSpec,
        dates: impl Iterator<Item = NaiveDate>,
        start: i64,
        end: i64,
    ) -> Self {
        let (mut days, mut windows) = (Vec::new(), Vec::new());
        let mut of_day: Vec<(i64, i64)> = Vec::new();
        for date in dates {
            let within = |(opens, closes): (i64, i64)| (opens.max(start), closes.min(end));
            of_day.clear();
            of_day.extend(opening_on(spec, date).map(within).filter(|(opens, closes)| opens < closes));
            of_day.sort_unstable();
            let first_window = windows.len();
            windows.extend(union(of_day.iter().copied()));
            if let Some(&(first_opening, _)) = windows.get(first_window) {
                days.push(BusinessDay { date, first_opening, windows: first_window..windows.len() });
            }
        }
        Self { days, windows }
    }

    /// Returns all windows, sorted by opening. Those of neighbouring days may overlap.
    pub(crate) fn stretches(&self) -> Vec<(i64, i64)> {
        let mut stretches = self.windows.clone();
        stretches.sort_unstable();
        stretches
    }

    /// Returns whether a window opens on `date`.
    pub(crate) fn contains(&self, date: NaiveDate) -> bool {
        self.days.binary_search_by_key(&date, |day| day.date).is_ok()
    }

    /// Returns the place in the list of the day to which an open instant belongs. If windows of two days contain it,
    /// it belongs to the later day.
    pub(crate) fn index_at(&self, instant: i64) -> Option<usize> {
        let later = self.days.partition_point(|day| day.first_opening <= instant).checked_sub(1)?;
        if self.windows_of(later).iter().any(|&(opens, closes)| opens <= instant && instant < closes) {
            return Some(later);
        }
        // No window is longer than a day, so it can only be the night of the business day before.
        later.checked_sub(1).or(Some(later))
    }

    pub(crate) fn date(&self, index: usize) -> Option<NaiveDate> {
        self.days.get(index).map(|day| day.date)
    }

    /// Returns the last closing of a day.
    pub(crate) fn closing(&self, index: usize) -> Option<i64> {
        self.windows_of(index).last().map(|&(_, closes)| closes)
    }

    /// Returns `instant` if the day is open then, or closes then; else the day's last closing before it, or the day's
    /// first opening if `instant` comes before that.
    pub(crate) fn settle(&self, index: usize, instant: i64) -> Option<i64> {
        let windows = self.windows_of(index);
        let begun = windows.partition_point(|&(opens, _)| opens <= instant);
        match begun.checked_sub(1).and_then(|last| windows.get(last)) {
            Some(&(_, closes)) => Some(instant.min(closes)),
            None => windows.first().map(|&(opens, _)| opens),
        }
    }

    fn windows_of(&self, index: usize) -> &[(i64, i64)] {
        self.days.get(index).and_then(|day| self.windows.get(day.windows.clone())).unwrap_or_default()
    }
}

/// Returns when the windows that open on `date` do so and close, in microseconds and no special order. What a clock gap
/// swallows closes no later than it opens.
fn opening_on(spec: &CalendarSpec, date: NaiveDate) -> impl Iterator<Item = (i64, i64)> {
    let zone = &spec.zone;
    let cut = date.succ_opt().filter(|&next| spec.cuts_overnight(next));
    let cut = cut.map(|next| day_begins(zone, next));
    let own = spec.windows_on(date).iter().filter_map(move |&window| {
        let (opens, closes) = instants(zone, date, window)?;
        Some((opens, cut.map_or(closes, |cut| closes.min(cut))))
    });
    let left_over = spec.left_over_at(date).filter_map(move |(day_off, window)| {
        let (_, closes) = instants(zone, day_off, window)?;
        Some((day_begins(zone, date), closes))
    });
    own.chain(left_over)
}

/// Returns when a civil date begins, in microseconds, for good: at its first midnight, or at its second if clocks go back
/// from it into the day before.
fn day_begins(zone: &Zone, date: NaiveDate) -> i64 {
    let midnight = date.and_time(NaiveTime::MIN);
    let (first, second) = (zone.opening(midnight), zone.closing(midnight));
    let goes_back =
        second.checked_sub_signed(TimeDelta::microseconds(1)).is_some_and(|before| zone.date(before) < date);
    if goes_back { second.timestamp_micros() } else { first.timestamp_micros() }
}

/// Returns when a window of `date` opens and closes, in microseconds; not in order if a clock gap swallows it.
fn instants(zone: &Zone, date: NaiveDate, window: Window) -> Option<(i64, i64)> {
    let (opens, closes) = window.seconds();
    let opens = zone.opening(local(date, opens)?);
    let closes = zone.closing(local(date, closes)?);
    Some((opens.timestamp_micros(), closes.timestamp_micros()))
}

/// Returns what clocks show `seconds` after 00:00 of `date`, if no change intervenes.
fn local(date: NaiveDate, seconds: u32) -> Option<NaiveDateTime> {
    date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::try_seconds(seconds.into())?)
}

/// Returns the instant on `target` at which clocks show the same time as at `instant`, which belongs to the business
/// day `day`: after midnight of that day stays after midnight of the target. In a fold it is the earlier one, in a gap
/// the first instant after it.
pub(crate) fn same_time(
    zone: &Zone,
    instant: DateTime<Utc>,
    day: NaiveDate,
    target: NaiveDate,
) -> Option<DateTime<Utc>> {
    let local = zone.local(instant);
    let days_later = u64::try_from(local.date().signed_duration_since(day).num_days()).unwrap_or(0);
    let date = target.checked_add_days(Days::new(days_later))?;
    Some(zone.opening(date.and_time(local.time())))
}
