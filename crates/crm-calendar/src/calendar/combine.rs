//! Calendars made of two others: open in both, in either, in one and not the other, or in one until an instant and in
//! the other from then on.
//!
//! The result is laid out anew as business days with their windows, and so is a calendar like any other: it holds
//! nothing of its parts, and answers as fast.

use alloc::{collections::BTreeSet, string::String};

use chrono::{DateTime, NaiveDate, Utc};

use super::Calendar;
use crate::{
    CalendarError,
    business_days::{BusinessDays, open_within},
    spec::MOST_STRETCHES,
    timeline::Timeline,
};

/// A window with the date of its business day: date, opening, closing.
type Dated = (NaiveDate, i64, i64);

/// # Combined calendars
///
/// The result of these has the zone of `self`, and the name that it is given. What it says about an instant is
/// [assumed](Calendar::is_assumed) as soon as one of the parts that decide about the instant assumes it.
///
/// **Business days.** What `self` brings keeps its business day. What `other` adds belongs to the civil date, in the zone
/// of the result, on which the other's window opened. So two calendars that never close make one business day a date, and
/// a night that both are open for stays with its evening. If `other` is in another zone, its windows may open on a date
/// that is not its own business day. If it is made of others itself, and open where its horizon begins, nobody knows since
/// when: there it counts as opened with the hours that it had this from.
///
/// **Horizon.** The result answers where both parts can: whatever is a year without a holiday list for one of them, and
/// an error there, is an error of the result, which names that part.
impl Calendar {
    /// Returns the calendar that is open whenever both are.
    ///
    /// # Errors
    ///
    /// When the parts can answer about no time in common, or are never both open in it.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{
    ///     Calendar, CalendarSpec, OpenTime, WeekdaySet, WeeklyHours, Zone,
    ///     chrono::{TimeZone, Utc},
    /// };
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let weekly = |name: &str, hours: &str| {
    ///     let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &[hours.parse()?]);
    ///     Ok::<_, Box<dyn std::error::Error>>(Calendar::new(CalendarSpec::weekly(name, Zone::utc(), hours, (2026, 2026)))?)
    /// };
    /// let (support, plant) = (weekly("support", "08:00-16:00")?, weekly("plant", "12:00-20:00")?);
    /// let monday = Utc.with_ymd_and_hms(2026, 3, 2, 0, 0, 0).unwrap();
    /// let tuesday = Utc.with_ymd_and_hms(2026, 3, 3, 0, 0, 0).unwrap();
    /// let open = |calendar: Calendar| calendar.between(monday, tuesday);
    ///
    /// assert_eq!(open(support.intersection(&plant, "both")?)?, OpenTime::from_hours(4)); // 12:00 to 16:00
    /// assert_eq!(open(support.union(&plant, "either")?)?, OpenTime::from_hours(12)); // 08:00 to 20:00
    /// assert_eq!(open(plant.subtraction(&support, "evening")?)?, OpenTime::from_hours(4)); // 16:00 to 20:00
    /// # Ok(())
    /// # }
    /// ```
    pub fn intersection(&self, other: &Self, name: impl Into<String>) -> Result<Self, CalendarError> {
        let common = self.common(other)?;
        let shared =
            self.windows(common).flat_map(|window| parts(window, other.timeline(), Timeline::within));
        self.combined(other, name, common, (shared, self.unfinished_at(common.1)))
    }

    /// Returns the calendar that is open whenever either is.
    ///
    /// In open time the union is the same both ways; the zone and the business days are those of `self` first.
    ///
    /// # Errors
    ///
    /// When the parts can answer about no time in common, are never open in it, or have too many stretches of hours
    /// together.
    pub fn union(&self, other: &Self, name: impl Into<String>) -> Result<Self, CalendarError> {
        let common = self.common(other)?;
        let added =
            self.foreign(other, common).flat_map(|window| parts(window, self.timeline(), closed_within));
        let windows = self.windows(common).chain(added);
        let unfinished = self.unfinished_at(common.1).chain(self.foreign_unfinished_at(other, common.1));
        self.combined(other, name, common, (windows, unfinished))
    }

    /// Returns the calendar that is open whenever this one is and `other` is not.
    ///
    /// # Errors
    ///
    /// When the parts can answer about no time in common, `other` leaves nothing of the hours in it, or leaves too many
    /// stretches of them.
    pub fn subtraction(&self, other: &Self, name: impl Into<String>) -> Result<Self, CalendarError> {
        let common = self.common(other)?;
        let left = self.windows(common).flat_map(|window| parts(window, other.timeline(), closed_within));
        self.combined(other, name, common, (left, self.unfinished_at(common.1)))
    }

    /// Returns the calendar that has these hours before `from` and those of `later` from then on: a calendar that was
    /// changed at `from`, of which clocks that were running keep what they used.
    ///
    /// It answers from where this one can to where `later` can. A window of either is cut at `from`; hours that go on
    /// across it go on. If what the two [know for sure](Calendar::is_assumed) doesn't meet at `from`, only what `later`
    /// knows counts as known, so that no span from one known instant to another passes over an assumed one.
    ///
    /// # Errors
    ///
    /// When either cannot answer about `from` (for this calendar, the end of its horizon will do), nothing is open, or the
    /// two have too many stretches of hours together.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{
    ///     Calendar, CalendarSpec, OpenTime, WeekdaySet, WeeklyHours, Zone,
    ///     chrono::{TimeZone, Utc},
    /// };
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let weekly = |hours: &str| {
    ///     let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &[hours.parse()?]);
    ///     Ok::<_, Box<dyn std::error::Error>>(Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2026, 2026)))?)
    /// };
    /// let at = |day, hour| Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap();
    /// let office = weekly("09:00-17:00")?.followed_by(at(3, 0), &weekly("09:00-13:00")?, "office")?;
    /// // Due after 12 h that began on Monday 2 March at 09:00: 8 h on Monday, 4 h on the first short day.
    /// assert_eq!(office.add(at(2, 9), OpenTime::from_hours(12))?, at(3, 13));
    /// # Ok(())
    /// # }
    /// ```
    pub fn followed_by(
        &self,
        from: DateTime<Utc>,
        later: &Self,
        name: impl Into<String>,
    ) -> Result<Self, CalendarError> {
        let change = from.timestamp_micros();
        if change != self.timeline().end() {
            self.inside(from)?;
        }
        later.inside(from)?;
        let (before, after) = ((self.timeline().start(), change), (change, later.timeline().end()));
        // A night of the later calendar keeps its evening, and begins at the change.
        let begun = self.foreign(later, after).map(|(date, opens, closes)| (date, opens.max(change), closes));
        let days = laid_out(self.windows(before).chain(begun), self.foreign_unfinished_at(later, after.1))?;

        let (mine, others) = (overlap(self.compiled.covered, before), overlap(later.compiled.covered, after));
        let covered = match (mine, others) {
            ((first, until), (from, last)) if first < until && from < last && until == from => (first, last),
            ((first, until), (from, last)) if first < until && from >= last => (first, until),
            (_, others) => others,
        };
        let [start, _] = &self.compiled.bounds;
        let [_, end] = &later.compiled.bounds;
        let bounds = [start.clone(), end.clone()];
        Self::compile(name.into(), self.zone().clone(), (before.0, after.1), days, covered, bounds)
    }

    /// Returns the stretch of time about which both can answer.
    fn common(&self, other: &Self) -> Result<(i64, i64), CalendarError> {
        let (mine, others) = (self.timeline(), other.timeline());
        let (start, end) = overlap((mine.start(), mine.end()), (others.start(), others.end()));
        if start < end {
            Ok((start, end))
        } else {
            Err(CalendarError::NothingInCommon { calendar: self.name().into(), other: other.name().into() })
        }
    }

    /// Returns the calendar with these windows in the time that both parts answer about, and these days that may go on
    /// after it.
    fn combined(
        &self,
        other: &Self,
        name: impl Into<String>,
        common: (i64, i64),
        (windows, unfinished): (impl Iterator<Item = Dated>, impl Iterator<Item = NaiveDate>),
    ) -> Result<Self, CalendarError> {
        let days = laid_out(open_in(windows, common), unfinished)?;
        let covered = overlap(self.compiled.covered, other.compiled.covered);
        let ([start, end], [other_start, other_end]) = (&self.compiled.bounds, &other.compiled.bounds);
        let start = if self.timeline().start() == common.0 { start } else { other_start };
        let end = if self.timeline().end() == common.1 { end } else { other_end };
        let bounds = [start.clone(), end.clone()];
        Self::compile(name.into(), self.zone().clone(), common, days, covered, bounds)
    }

    /// Returns the windows that are open in a stretch of time, cut where it ends.
    fn windows(&self, stretch: (i64, i64)) -> impl Iterator<Item = Dated> {
        open_in(self.compiled.days.dated(), stretch)
    }

    /// Returns the windows of another calendar that are open in a stretch of time, cut where it ends, each with the date
    /// on which it opened in this one's zone.
    fn foreign(&self, other: &Self, stretch: (i64, i64)) -> impl Iterator<Item = Dated> {
        let windows = other.windows(stretch);
        windows.map(|(date, opens, closes)| (self.date_of_opening(opens).unwrap_or(date), opens, closes))
    }

    /// Returns the date in the calendar's zone; windows open within the range of instants.
    fn date_of_opening(&self, opens: i64) -> Option<NaiveDate> {
        DateTime::from_timestamp_micros(opens).map(|opening| self.zone().date(opening))
    }

    /// Returns the business days that have hours after `end`, or may have.
    fn unfinished_at(&self, end: i64) -> impl Iterator<Item = NaiveDate> {
        self.compiled.days.unfinished_at(end)
    }

    /// Returns the dates, in this one's zone, on which windows of another calendar opened that go on after `end`, or may.
    fn foreign_unfinished_at(&self, other: &Self, end: i64) -> impl Iterator<Item = NaiveDate> {
        let days = &other.compiled.days;
        let goes_on = move |&(date, opens, closes): &Dated| {
            opens < end && (end < closes || end == closes && days.is_unfinished(date))
        };
        days.dated().filter(goes_on).filter_map(|(_, opens, _)| self.date_of_opening(opens))
    }
}

/// Returns the parts of a window that a timeline has, or leaves. One that begins where the timeline does opened with the
/// window, for all that is known.
fn parts<'a, Parts: Iterator<Item = (i64, i64)> + 'a>(
    (date, window_opens, window_closes): Dated,
    timeline: &'a Timeline,
    split: impl Fn(&'a Timeline, i64, i64) -> Parts,
) -> impl Iterator<Item = Dated> + 'a {
    let start = timeline.start();
    split(timeline, window_opens, window_closes)
        .filter(|(opens, closes)| opens < closes)
        .map(move |(opens, closes)| (date, if opens == start { window_opens } else { opens }, closes))
}

/// Returns the business days of windows, unless they are too many, some of which may go on after the last of them.
fn laid_out(
    windows: impl Iterator<Item = Dated>,
    unfinished: impl Iterator<Item = NaiveDate>,
) -> Result<BusinessDays, CalendarError> {
    let unfinished: BTreeSet<NaiveDate> = unfinished.collect();
    let days = BusinessDays::from_dated(windows.collect(), unfinished.into_iter().collect());
    if days.count() > MOST_STRETCHES {
        return Err(CalendarError::TooLarge { stretches: days.count(), most: MOST_STRETCHES });
    }
    Ok(days)
}

fn open_in(windows: impl Iterator<Item = Dated>, stretch: (i64, i64)) -> impl Iterator<Item = Dated> {
    windows.filter_map(move |(date, opens, closes)| {
        open_within((opens, closes), stretch).map(|(opens, closes)| (date, opens, closes))
    })
}

/// Returns what two stretches share; reversed or empty if they share nothing.
fn overlap((start, end): (i64, i64), (other_start, other_end): (i64, i64)) -> (i64, i64) {
    (start.max(other_start), end.min(other_end))
}

/// Returns what of a stretch a timeline leaves closed.
fn closed_within(timeline: &Timeline, from: i64, until: i64) -> impl Iterator<Item = (i64, i64)> {
    let mut closed_from = from;
    let openings = timeline.within(from, until).chain(core::iter::once((until, until)));
    openings
        .map(move |(opens, closes)| (core::mem::replace(&mut closed_from, closes), opens))
        .filter(|(closed, opens)| closed < opens)
}
