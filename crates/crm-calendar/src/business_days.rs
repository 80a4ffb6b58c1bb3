//! [`BusinessDays`]: the days of a calendar on which any window opens, each with its own windows.
//!
//! The timeline joins windows that touch or overlap, and so forgets which day they belong to. This list remembers: a
//! window belongs to the civil date on which it opens, also the part of it after midnight. What is left of a night that
//! would have opened on a day off belongs to the date on which it is open. Where calendars are combined, each window
//! brings its date.

use alloc::vec::Vec;
use core::ops::Range;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::{CalendarSpec, Window, Zone, timeline::union};

/// The business days of a calendar, in order.
#[derive(Debug)]
pub(crate) struct BusinessDays {
    // INVARIANT: dates rise; every day has a window; `none_opens_before` never falls.
    days: Vec<BusinessDay>,
    // INVARIANT: within a day, openings rise, and windows neither overlap nor touch; none is empty. The first may open
    // before the time that the calendar answers about; all close in it.
    windows: Vec<(i64, i64)>,
    /// Days that may have hours after the end of them all, where a window was cut, so that nobody knows when they close.
    unfinished: Vec<NaiveDate>,
}

/// One day with its windows.
#[derive(Debug)]
struct BusinessDay {
    date: NaiveDate,
    /// The first opening of this day and all later ones: as a rule its own.
    none_opens_before: i64,
    windows: Range<usize>,
}

impl BusinessDays {
    /// Returns the business days of `dates`, with the windows that are open in `start..end`, cut at `end`.
    pub(crate) fn lay_out(
        spec: &CalendarSpec,
        dates: impl Iterator<Item = NaiveDate>,
        start: i64,
        end: i64,
    ) -> Self {
        let mut laid_out = Self { days: Vec::new(), windows: Vec::new(), unfinished: Vec::new() };
        let mut of_day: Vec<(i64, i64)> = Vec::new();
        for date in dates {
            of_day.clear();
            of_day.extend(opening_on(spec, date).filter_map(|window| open_within(window, (start, end))));
            if opening_on(spec, date).any(|(opens, closes)| opens < end && end < closes) {
                laid_out.unfinished.push(date);
            }
            laid_out.push(date, &mut of_day);
        }
        laid_out.settled()
    }

    /// Returns the business days that windows, none of them empty, make with their dates, some of which may have hours
    /// after the end of them all.
    pub(crate) fn from_dated(mut dated: Vec<(NaiveDate, i64, i64)>, unfinished: Vec<NaiveDate>) -> Self {
        dated.sort_unstable();
        let mut days = Self { days: Vec::new(), windows: Vec::new(), unfinished };
        let mut of_day: Vec<(i64, i64)> = Vec::new();
        for day in dated.chunk_by(|(one, ..), (other, ..)| one == other) {
            of_day.clear();
            of_day.extend(day.iter().map(|&(_, opens, closes)| (opens, closes)));
            if let Some(&(date, ..)) = day.first() {
                days.push(date, &mut of_day);
            }
        }
        days.settled()
    }

    /// Adds a date after all others, if it has windows.
    fn push(&mut self, date: NaiveDate, of_day: &mut [(i64, i64)]) {
        of_day.sort_unstable();
        let first_window = self.windows.len();
        self.windows.extend(union(of_day.iter().copied()));
        if let Some(&(none_opens_before, _)) = self.windows.get(first_window) {
            let windows = first_window..self.windows.len();
            self.days.push(BusinessDay { date, none_opens_before, windows });
        }
    }

    /// Establishes that `none_opens_before` never falls.
    fn settled(mut self) -> Self {
        let mut earliest = i64::MAX;
        for day in self.days.iter_mut().rev() {
            earliest = earliest.min(day.none_opens_before);
            day.none_opens_before = earliest;
        }
        self
    }

    /// Returns every window with its date, in order.
    pub(crate) fn dated(&self) -> impl Iterator<Item = (NaiveDate, i64, i64)> {
        self.days.iter().flat_map(|day| {
            let windows = self.windows.get(day.windows.clone()).unwrap_or_default();
            windows.iter().map(|&(opens, closes)| (day.date, opens, closes))
        })
    }

    /// Returns whether a day may have hours after the end of them all, although it ended before.
    pub(crate) fn is_unfinished(&self, date: NaiveDate) -> bool {
        self.unfinished.contains(&date)
    }

    /// Returns the days that may have hours after the end of them all, and have none before.
    pub(crate) fn uncertain(&self) -> impl Iterator<Item = NaiveDate> {
        self.unfinished.iter().copied().filter(|&date| !self.contains(date))
    }

    /// Returns the days that have hours after `end`, or may have.
    pub(crate) fn unfinished_at(&self, end: i64) -> impl Iterator<Item = NaiveDate> {
        let later = self.dated().filter(move |&(_, _, closes)| end < closes).map(|(date, ..)| date);
        later.chain(self.unfinished.iter().copied())
    }

    /// Returns how many windows there are.
    pub(crate) fn count(&self) -> usize {
        self.windows.len()
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

    /// Returns the windows of `date`, in order.
    pub(crate) fn windows_on(&self, date: NaiveDate) -> &[(i64, i64)] {
        self.days.binary_search_by_key(&date, |day| day.date).map_or(&[], |index| self.windows_of(index))
    }

    /// Returns the place in the list of the day to which an open instant belongs. If windows of two days contain it,
    /// it belongs to the later day.
    pub(crate) fn index_at(&self, instant: i64) -> Option<usize> {
        // Later days open later. As a rule the instant is in this day, or in the night of the day before.
        let opened = self.days.partition_point(|day| day.none_opens_before <= instant);
        let contains = |&(opens, closes): &(i64, i64)| opens <= instant && instant < closes;
        (0..opened).rev().find(|&index| self.windows_of(index).iter().any(contains))
    }

    pub(crate) fn date(&self, index: usize) -> Option<NaiveDate> {
        self.days.get(index).map(|day| day.date)
    }

    /// Returns the first opening of a day.
    pub(crate) fn opening(&self, index: usize) -> Option<i64> {
        self.windows_of(index).first().map(|&(opens, _)| opens)
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

/// Returns a window cut where a stretch of time ends, if it is open in it. It may open before the stretch.
pub(crate) fn open_within((opens, closes): (i64, i64), (start, end): (i64, i64)) -> Option<(i64, i64)> {
    let closes = closes.min(end);
    (opens < closes && start < closes).then_some((opens, closes))
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

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;

    fn march(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    #[test]
    fn windows_of_a_date_are_joined_and_sorted() {
        let dated = vec![(march(2), 30, 40), (march(1), 20, 35), (march(2), 5, 6), (march(1), 10, 20)];
        let days = BusinessDays::from_dated(dated, vec![]);
        assert_eq!(days.windows_on(march(1)), [(10, 35)]);
        assert_eq!(days.windows_on(march(2)), [(5, 6), (30, 40)]);
        assert_eq!(days.windows_on(march(3)), []);
        let dated: Vec<_> = days.dated().collect();
        assert_eq!(dated, [(march(1), 10, 35), (march(2), 5, 6), (march(2), 30, 40)]);
        assert_eq!(days.count(), 3);
    }

    #[test]
    fn an_instant_is_found_in_whatever_order_days_open() {
        // The last day opens before all others, the second and third within the first.
        let dated = vec![(march(1), 50, 300), (march(2), 60, 70), (march(3), 80, 90), (march(4), 10, 20)];
        let days = BusinessDays::from_dated(dated, vec![]);
        let date_at = |instant| days.index_at(instant).and_then(|index| days.date(index));
        for (instant, date) in [(10, 4), (19, 4), (55, 1), (60, 2), (69, 2), (70, 1), (80, 3), (299, 1)] {
            assert_eq!(date_at(instant), Some(march(date)), "{instant}");
        }
        for closed in [0, 9, 20, 30, 300, 1_000] {
            assert_eq!(date_at(closed), None, "{closed}");
        }
    }
}
