//! Where spans end and begin, beyond what a calendar says by itself.

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{Calendar, ElapsedTime, Ends, OpenTime, Span};

use super::calendar::advised;

/// Returns where a span ends: for business days somebody has to say it, for others it does not matter.
pub(super) fn needed_ends(span: Span, ends: Option<Ends>) -> Result<Ends, String> {
    match (span, ends) {
        (_, Some(ends)) => Ok(ends),
        (Span::AtOnce | Span::Elapsed(_) | Span::Open(_), None) => Ok(Ends::SameTime),
        (_, None) => Err(format!(
            "`{span}` may end at the same time of day or at closing: say which with --ends same-time or --ends closing"
        )),
    }
}

/// Refuses what says where a span of days ends, for a span that is none: its end is when its time is used up.
pub(super) fn only_for_days(span: Span, ends: Option<Ends>) -> Result<(), String> {
    match (span, ends) {
        (Span::AtOnce | Span::Elapsed(_) | Span::Open(_), Some(ends)) => Err(format!(
            "`{span}` ends when its time is used up, not at `{ends}` of a day: leave --ends out, or ask about days such as \
             2bd"
        )),
        _ => Ok(()),
    }
}

/// Returns the latest start of a span that ends at `end`, or why there is none.
pub(super) fn before(calendar: &Calendar, end: DateTime<Utc>, span: Span) -> Result<DateTime<Utc>, String> {
    if span == Span::AtOnce {
        return Ok(end);
    }
    if let Span::Elapsed(time) = span {
        let start = end.checked_sub_signed(TimeDelta::microseconds(time.as_micros()));
        return start.ok_or_else(|| format!("`{span}` before {end} is out of range"));
    }
    if let Span::Open(time) = span {
        return calendar.subtract(end, time).map_err(|error| advised(&error));
    }
    Err(format!(
        "`{span}` cannot be subtracted: days are counted forwards, and several starts may end at one instant; ask `add` \
         about a start, or subtract hours such as 8bh"
    ))
}

/// Returns the closing before an opening: from there on no open time passes either.
pub(super) fn closing_before(calendar: &Calendar, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let closing = calendar.previous_close(start).ok().filter(|closing| *closing < start)?;
    (calendar.between(closing, start) == Ok(OpenTime::ZERO)).then_some(closing)
}

/// Returns the time by the clock between two instants.
pub(super) fn elapsed(from: DateTime<Utc>, until: DateTime<Utc>) -> ElapsedTime {
    ElapsedTime::from_micros(until.timestamp_micros().saturating_sub(from.timestamp_micros()))
}
