//! Laws of combined calendars, minute by minute, on drawn pairs: zones, horizons and holidays of their own.

use crm_calendar::{
    Calendar, CalendarError, OpenTime,
    chrono::{DateTime, TimeDelta, Utc},
    strategies::{any_calendar, any_instant, instants_near_clock_changes},
};
use proptest::prelude::*;

/// Two calendars and an instant: anywhere in and around their horizons, or beside a change of clocks of the first.
fn pair() -> BoxedStrategy<(Calendar, Calendar, DateTime<Utc>)> {
    let pair = (any_calendar().boxed(), any_calendar().boxed()).prop_flat_map(|(one, other)| {
        let near = instants_near_clock_changes(one.zone(), 2011, 2028);
        let instant = prop_oneof![near, any_instant(2009, 2031), any_instant(2025, 2026)];
        (Just(one), Just(other), instant.boxed())
    });
    pair.boxed()
}

/// The minutes of two days around an instant, and the instant itself.
fn minutes(around: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    (-1_440..1_440).map(move |minute| around + TimeDelta::minutes(minute))
}

/// Returns whether the calendar is open, and nothing where it cannot say. One that could not be built for want of hours
/// is never open.
fn open(calendar: &Result<Calendar, CalendarError>, instant: DateTime<Utc>) -> Option<bool> {
    match calendar {
        Ok(calendar) => calendar.is_open(instant).ok(),
        Err(CalendarError::NoOpenHours { .. }) => Some(false),
        Err(error) => panic!("{error}"),
    }
}

/// Checks what a combined calendar says of each minute against what its parts say. Where nothing is open there is no
/// calendar, and so no horizon to compare.
#[track_caller]
fn check(
    result: &Result<Calendar, CalendarError>,
    parts: (&Calendar, &Calendar),
    around: DateTime<Utc>,
    expected: impl Fn(bool, bool) -> bool,
) {
    for minute in minutes(around) {
        let known = parts.0.is_open(minute).ok().zip(parts.1.is_open(minute).ok());
        let wanted = known.map(|(one, other)| expected(one, other));
        if result.is_ok() || known.is_some() {
            assert_eq!(open(result, minute), wanted, "{minute}");
        }
    }
}

/// Checks the business days of what is open: an instant lies in the periods of its own business day.
#[track_caller]
fn check_days(calendar: &Calendar, around: DateTime<Utc>) {
    for minute in minutes(around).step_by(30) {
        if calendar.is_open(minute) != Ok(true) {
            continue;
        }
        let day = calendar.business_day_of(minute).expect("a business day");
        if let Ok(mut periods) = calendar.open_on(day) {
            assert!(periods.any(|period| period.contains(minute)), "{minute} of {day}");
        }
        assert!(day <= calendar.zone().date(minute), "{minute} of {day}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn prop_an_intersection_is_open_when_both_are((a, b, t) in pair()) {
        let both = a.intersection(&b, "both");
        check(&both, (&a, &b), t, |a, b| a && b);
        if let Ok(both) = &both {
            check_days(both, t);
        }
    }

    #[test]
    fn prop_a_union_is_open_when_either_is((a, b, t) in pair()) {
        let either = a.union(&b, "either");
        check(&either, (&a, &b), t, |a, b| a || b);
        check(&b.union(&a, "either"), (&a, &b), t, |a, b| a || b);
        check_days(&either.unwrap(), t);
    }

    #[test]
    fn prop_a_subtraction_is_open_when_one_is_without_the_other((a, b, t) in pair()) {
        let rest = a.subtraction(&b, "rest");
        check(&rest, (&a, &b), t, |a, b| a && !b);
        if let Ok(rest) = &rest {
            check_days(rest, t);
        }
    }

    #[test]
    fn prop_one_follows_the_other((a, b, t) in pair(), shift in -1_440..1_440_i64) {
        let from = t + TimeDelta::minutes(shift);
        match a.followed_by(from, &b, "then") {
            Err(_) => prop_assert!(a.is_open(from).is_err() || b.is_open(from).is_err()),
            Ok(then) => {
                for minute in minutes(t) {
                    let part = if minute < from { &a } else { &b };
                    prop_assert_eq!(then.is_open(minute).ok(), part.is_open(minute).ok(), "{}", minute);
                    let assumed = then.is_assumed(minute);
                    prop_assert!(assumed || !part.is_assumed(minute), "{}", minute);
                }
                check_days(&then, t);
            }
        }
    }

    #[test]
    fn prop_a_calendar_with_itself_is_itself((a, _, t) in pair()) {
        for same in [a.union(&a, "a").unwrap(), a.intersection(&a, "a").unwrap()] {
            prop_assert_eq!(same.horizon(), a.horizon());
            for minute in minutes(t) {
                prop_assert_eq!(same.is_open(minute), a.is_open(minute));
                prop_assert_eq!(same.is_assumed(minute), a.is_assumed(minute));
            }
            let date = a.zone().date(t);
            let periods = |calendar: &Calendar| calendar.open_on(date).ok().map(Iterator::collect::<Vec<_>>);
            prop_assert_eq!(periods(&same), periods(&a));
            prop_assert_eq!(same.business_day_of(t), a.business_day_of(t));
        }
        let rest = a.subtraction(&a, "rest");
        let is_empty = matches!(rest, Err(CalendarError::NoOpenHours { .. }));
        prop_assert!(is_empty);
    }

    #[test]
    fn prop_both_and_the_rest_make_the_whole((a, b, t) in pair()) {
        let (both, rest) = (a.intersection(&b, "both"), a.subtraction(&b, "rest"));
        let whole = match (both, rest) {
            (Ok(both), Ok(rest)) => rest.union(&both, "whole"),
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
            (Err(error), Err(_)) => Err(error),
        };
        check(&whole, (&a, &b), t, |a, _| a);
    }

    #[test]
    fn prop_open_time_adds_up((a, b, t) in pair(), hours in 0..20_000_i64) {
        let until = t + TimeDelta::hours(hours);
        let between = |calendar: Result<Calendar, CalendarError>| match calendar {
            Ok(calendar) => calendar.between(t, until).ok(),
            Err(_) => Some(OpenTime::ZERO),
        };
        let parts = a.between(t, until).ok().zip(b.between(t, until).ok());
        let (either, both) = (between(a.union(&b, "either")), between(a.intersection(&b, "both")));
        if let Some((a, b)) = parts {
            let sum = |one: OpenTime, other: OpenTime| one.as_micros() + other.as_micros();
            prop_assert_eq!(either.zip(both).map(|(either, both)| sum(either, both)), Some(sum(a, b)));
        } else {
            prop_assert_eq!(either, None);
        }
    }

    #[test]
    fn prop_what_the_first_brings_keeps_its_business_day((a, b, t) in pair()) {
        let parts = [a.union(&b, "x"), a.intersection(&b, "x"), a.subtraction(&b, "x")];
        for result in parts.into_iter().flatten() {
            for minute in minutes(t).step_by(15) {
                if a.is_open(minute) == Ok(true) && result.is_open(minute) == Ok(true) {
                    prop_assert_eq!(result.business_day_of(minute), a.business_day_of(minute));
                }
            }
        }
    }

    #[test]
    fn prop_what_the_other_adds_belongs_to_the_date_of_its_opening((a, b, t) in pair()) {
        let either = a.union(&b, "either").unwrap();
        for minute in minutes(t).step_by(15) {
            if a.is_open(minute) != Ok(false) || b.is_open(minute) != Ok(true) {
                continue;
            }
            let day = b.business_day_of(minute).unwrap();
            let Ok(mut windows) = b.open_on(day) else { continue };
            let window = windows.find(|window| window.contains(minute)).expect("the window it is open in");
            prop_assert_eq!(either.business_day_of(minute), Ok(a.zone().date(window.start())));
        }
    }

    #[test]
    fn prop_arithmetic_on_a_union_of_three_is_exact(
        (a, b, t) in pair(),
        c in any_calendar().boxed(),
        minutes in 1..60_000_i64,
    ) {
        let all = a.union(&b, "two").unwrap().union(&c, "three").unwrap();
        check_days(&all, t);
        if let Ok(due) = all.add(t, OpenTime::from_minutes(minutes.try_into().unwrap())) {
            prop_assert_eq!(all.between(t, due).map(OpenTime::as_micros), Ok(minutes * 60_000_000));
            prop_assert_eq!(all.trace(t, due).iter().map(|open| open.elapsed().as_micros()).sum::<i64>(),
                minutes * 60_000_000);
        }
    }
}
