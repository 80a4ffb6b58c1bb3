//! Calendars made of two others, beside the two.

use crm_calendar::chrono::{DateTime, Utc};
use crm_calendar::{Calendar, CalendarError};

use super::micros;
use crate::drawn::Drawn;

/// How two calendars become one.
#[derive(Debug, Clone, Copy)]
enum Combination {
    Both,
    Either,
    Without,
    Then(DateTime<Utc>),
}

/// Draws a calendar made of two, if they go together, and checks that it is open when it ought to be.
pub(super) fn combined(drawn: &mut Drawn<'_>, one: &Calendar, other: &Calendar) -> Option<Calendar> {
    let (of_one, of_other) = (one.horizon(), other.horizon());
    let near = [of_one.start(), of_one.end(), of_other.start(), of_other.end()];
    let combination = match drawn.below(4) {
        0 => Combination::Both,
        1 => Combination::Either,
        2 => Combination::Without,
        _ => Combination::Then(drawn.instant(&near)),
    };
    let made = match combination {
        Combination::Both => one.intersection(other, "both"),
        Combination::Either => one.union(other, "either"),
        Combination::Without => one.subtraction(other, "without"),
        Combination::Then(from) => one.followed_by(from, other, "then"),
    };
    match made {
        Ok(made) => {
            for _ in 0..4 {
                check_instant(&made, (one, other), combination, drawn.instant(&near));
            }
            Some(made)
        }
        Err(error) => {
            check_refusal((one, other), combination, &error);
            None
        }
    }
}

fn check_instant(made: &Calendar, (one, other): (&Calendar, &Calendar), how: Combination, at: DateTime<Utc>) {
    let (in_one, in_other) = (one.is_open(at).ok(), other.is_open(at).ok());
    let in_both = in_one.zip(in_other);
    let before_change = |from: DateTime<Utc>| micros(at) < micros(from);
    let expected = match how {
        Combination::Both => in_both.map(|(one, other)| one && other),
        Combination::Either => in_both.map(|(one, other)| one || other),
        Combination::Without => in_both.map(|(one, other)| one && !other),
        Combination::Then(from) if before_change(from) => in_one,
        Combination::Then(_) => in_other,
    };
    assert_eq!(made.is_open(at).ok(), expected, "{at}");
    let decide = match how {
        Combination::Then(from) if before_change(from) => vec![one],
        Combination::Then(_) => vec![other],
        _ => vec![one, other],
    };
    assert!(made.is_assumed(at) || decide.iter().all(|part| !part.is_assumed(at)));
    // What the first brings keeps its business day.
    let is_of_first = in_one == Some(true) && !matches!(how, Combination::Then(_));
    if is_of_first && expected == Some(true) {
        assert_eq!(made.business_day_of(at), one.business_day_of(at), "{at}");
    }
}

fn check_refusal((one, other): (&Calendar, &Calendar), how: Combination, error: &CalendarError) {
    assert!(!error.to_string().is_empty());
    match how {
        Combination::Then(from) if matches!(error, CalendarError::NoOpenHours { .. }) => {
            let before = one.between(one.horizon().start(), from).expect("time of the first");
            let after = other.between(from, other.horizon().end()).expect("time of the other");
            assert!(before.as_micros() == 0 && after.as_micros() == 0);
        }
        Combination::Then(from) => {
            assert!(other.is_open(from).is_err() || one.between(from, from).is_err(), "{from}: {error}");
        }
        _ if one.horizon().intersection(other.horizon()).is_none() => {
            assert!(matches!(error, CalendarError::NothingInCommon { .. }), "{error}");
        }
        _ => assert!(
            matches!(error, CalendarError::NoOpenHours { .. } | CalendarError::TooLarge { .. }),
            "{error}"
        ),
    }
}
