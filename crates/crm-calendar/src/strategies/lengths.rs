//! Lengths of time: spans as a policy writes them, and open time.

use proptest::prelude::*;

use crate::{ElapsedTime, OpenTime, Span};

/// Draws a span of any unit and of a length that a policy might state: up to 90 s, 90 min, 96 h or 60 days by the
/// clock, up to 90 s, 90 min or 80 h of open time, up to 30 calendar or business days, or at once.
///
/// What is drawn reads back from its own text.
pub fn any_span() -> impl Strategy<Value = Span> {
    let elapsed = |seconds: i64| ElapsedTime::from_seconds(seconds).map(Span::Elapsed);
    let open = |seconds: i64| OpenTime::from_seconds(seconds).map(Span::Open);
    let whole = |most: i64, size: i64| (1..=most).prop_map(move |number| number * size);
    prop_oneof![
        prop_oneof![whole(90, 1), whole(90, 60), whole(96, 3_600), whole(60, 86_400)]
            .prop_filter_map("a span by the clock", elapsed),
        prop_oneof![whole(90, 1), whole(90, 60), whole(80, 3_600)]
            .prop_filter_map("a span of open time", open),
        prop_oneof![(1..=30_u32).prop_map(Span::BusinessDays), (1..=30_u32).prop_map(Span::CalendarDays)],
        Just(Span::AtOnce),
    ]
}

/// Draws a length of open time from nothing to 500 h: mostly whole minutes, else any microsecond, now and then less
/// than a millisecond.
pub fn any_open_time() -> impl Strategy<Value = OpenTime> {
    prop_oneof![
        3 => (0..=30_000).prop_map(OpenTime::from_minutes),
        2 => (0..=1_800_000_000_000_i64).prop_map(OpenTime::from_micros),
        1 => (0..1_000_i64).prop_map(OpenTime::from_micros),
    ]
}
