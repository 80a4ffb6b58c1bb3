//! Laws of days: business days counted on and back, and civil days, each beside a walk from date to date.

use crm_calendar::chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use crm_calendar::{Calendar, ElapsedTime, Ends, OpenTime, Period, Span};

use super::micros;

/// The most days that are counted one by one.
const MOST: u32 = 40;

/// Asks when a span from an instant ends, and what instant lies so many days before it.
pub(super) fn check_spans(calendar: &Calendar, at: DateTime<Utc>, days: u32, elapsed: ElapsedTime) {
    for ends in [Ends::SameTime, Ends::Closing] {
        check_on(calendar, at, days, ends);
        check_back(calendar, at, days, ends);
        check_civil_days(calendar, at, days, ends);
    }
    if let Ok(deadline) = calendar.due(at, Span::Elapsed(elapsed), Ends::Closing) {
        assert_eq!((deadline.due - at).num_microseconds(), Some(elapsed.as_micros()));
    }
}

fn check_on(calendar: &Calendar, at: DateTime<Utc>, days: u32, ends: Ends) {
    let due = calendar.add_business_days(at, days, ends);
    let deadline = calendar.due(at, Span::BusinessDays(days), ends);
    assert_eq!(deadline.as_ref().map(|deadline| deadline.due).ok(), due.as_ref().ok().copied());
    let (Ok(due), Ok(deadline)) = (due, deadline) else { return };
    let begun = calendar.next_open(at).expect("an opening");
    assert!(due >= begun);
    assert_eq!(calendar.between(at, due).map(OpenTime::as_micros), Ok(deadline.budget.as_micros()));
    check_settled(calendar, begun, due);
    let day = calendar.business_day_of(begun).expect("a business day");
    let counted = business_day(calendar, day, days, NaiveDate::succ_opt);
    if let Some(place) = counted.and_then(|counted| place(calendar, begun, day, counted, ends)) {
        assert_eq!(micros(due), micros(place.max(begun)), "{days} business days after {at}");
    }
}

fn check_back(calendar: &Calendar, at: DateTime<Utc>, days: u32, ends: Ends) {
    let Ok(begun) = calendar.subtract_business_days(at, days, ends) else { return };
    let reached = calendar.subtract_business_days(at, 0, ends).expect("no days at all");
    assert!(begun <= reached && reached <= at, "{begun} {reached} {at}");
    assert_eq!(calendar.between(reached, at), Ok(OpenTime::ZERO));
    check_settled(calendar, reached, begun);
    let last_open = if calendar.is_open(reached) == Ok(true) { reached } else { reached - MICROSECOND };
    let day = calendar.business_day_of(last_open).expect("a business day");
    let counted = business_day(calendar, day, days, NaiveDate::pred_opt).filter(|_| days > 0);
    if let Some(place) = counted.and_then(|counted| place(calendar, reached, day, counted, ends)) {
        assert_eq!(micros(begun), micros(place.min(reached)), "{days} business days before {at}");
    }
}

const MICROSECOND: TimeDelta = TimeDelta::microseconds(1);

/// A count of days ends at its other end, or within hours or at a closing.
fn check_settled(calendar: &Calendar, other_end: DateTime<Utc>, at: DateTime<Utc>) {
    let settled = at == other_end
        || calendar.is_open(at).unwrap_or(true)
        || calendar.previous_close(at).is_ok_and(|closing| closing == at);
    assert!(settled, "{at} is neither open nor a closing");
}

/// Returns the business day so many from another one, if that is not far and all dates between are known.
fn business_day(
    calendar: &Calendar,
    from: NaiveDate,
    days: u32,
    next: fn(&NaiveDate) -> Option<NaiveDate>,
) -> Option<NaiveDate> {
    let (mut date, mut left) = (from, (days <= MOST).then_some(days)?);
    while left > 0 {
        date = next(&date)?;
        left -= u32::from(calendar.is_business_day(date).ok()?);
    }
    Some(date)
}

/// Returns where in a business day a count ends whose other end is at an instant of another one.
fn place(
    calendar: &Calendar,
    other_end: DateTime<Utc>,
    of_day: NaiveDate,
    day: NaiveDate,
    ends: Ends,
) -> Option<DateTime<Utc>> {
    let periods: Vec<Period> = calendar.open_on(day).ok()?.collect();
    if ends == Ends::Closing {
        return periods.last().map(|period| period.end());
    }
    let local = calendar.zone().local(other_end);
    let date = day.checked_add_signed(local.date().signed_duration_since(of_day))?;
    let same = calendar.zone().opening(date.and_time(local.time()));
    let begun = periods.iter().rfind(|period| period.start() <= same);
    begun.map(|period| same.min(period.end())).or_else(|| periods.first().map(|period| period.start()))
}

/// Civil days know neither hours nor a horizon.
fn check_civil_days(calendar: &Calendar, at: DateTime<Utc>, days: u32, ends: Ends) {
    let zone = calendar.zone();
    let Ok(due) = calendar.add_calendar_days(at, days, ends) else { return };
    assert!(due >= at);
    assert_eq!(calendar.due(at, Span::CalendarDays(days), ends).map(|deadline| deadline.due), Ok(due));
    if days > MOST || at < DateTime::<Utc>::MIN_UTC + TimeDelta::days(2) {
        return;
    }
    let exists =
        |date: &NaiveDate| zone.date(zone.opening(date.and_hms_opt(0, 0, 0).expect("midnight"))) == *date;
    let (local, mut left) = (zone.local(at), days);
    let mut date = local.date();
    while left > 0 {
        date = date.succ_opt().expect("a date that was reached");
        left -= u32::from(exists(&date));
    }
    match ends {
        Ends::SameTime if days == 0 => assert_eq!(due, at),
        Ends::SameTime => assert_eq!(due, zone.opening(date.and_time(local.time())).max(at)),
        Ends::Closing => {
            assert!(zone.date(due) > date, "{at} and {days} days: {due}");
            assert_eq!(zone.date(due - MICROSECOND), date, "{at} and {days} days: {due}");
        }
    }
}
