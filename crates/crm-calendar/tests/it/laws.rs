//! Laws of the arithmetic, on instants to the microsecond.

use std::sync::LazyLock;

use crm_calendar::{
    Calendar, HolidayList, OpenTime, OvernightRule, Zone,
    chrono::{DateTime, Utc},
};
use proptest::prelude::*;

use crate::support::{compiled, date, spec, windows};

/// Split days, a night at the weekend, holidays, and clock changes of an hour.
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let zone = Zone::named("Europe/Berlin").expect("a zone");
    let mut spec = spec(zone, "mon-thu", &["09:00-12:00", "12:30-17:00"], (2020, 2029));
    spec.weekly = spec.weekly.with("fri-sat".parse().unwrap(), &windows(&["22:00-06:00"]));
    let off =
        (2020..2030).flat_map(|year| ["01-01", "05-01", "12-25"].map(|day| date(&format!("{year}-{day}"))));
    spec.holidays = vec![HolidayList::open_ended("ours", off, []).unwrap()];
    spec.overnight = OvernightRule::CivilDay;
    compiled(spec)
});

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    let (start, end) = (CALENDAR.horizon().start(), CALENDAR.horizon().end());
    let nanos = (start.timestamp() * 1_000_000..end.timestamp() * 1_000_000)
        .prop_map(DateTime::from_timestamp_micros);
    nanos.prop_map(|instant| instant.expect("an instant of this century"))
}

/// Up to some 500 hours, often a whole number of minutes.
fn length() -> impl Strategy<Value = OpenTime> {
    prop_oneof![
        (0..1_800_000_000_000_i64).prop_map(OpenTime::from_micros),
        (0..30_000).prop_map(OpenTime::from_minutes),
        (0..1_000_i64).prop_map(OpenTime::from_micros),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn prop_between_undoes_add(t in instant(), d in length()) {
        if let Ok(due) = CALENDAR.add(t, d) {
            prop_assert_eq!(CALENDAR.between(t, due), Ok(d));
        }
    }

    #[test]
    fn prop_rolled_answers_are_open_and_cost_the_same(t in instant(), d in length()) {
        if let (Ok(due), Ok(rolled)) = (CALENDAR.add(t, d), CALENDAR.add_rolled(t, d)) {
            prop_assert_eq!(CALENDAR.is_open(rolled), Ok(true));
            prop_assert!(due <= rolled);
            prop_assert_eq!(CALENDAR.between(due, rolled), Ok(OpenTime::ZERO));
        }
    }

    #[test]
    fn prop_subtract_undoes_add(t in instant(), d in length()) {
        if let Ok(due) = CALENDAR.add(t, d) {
            let back = if d == OpenTime::ZERO { t } else { CALENDAR.next_open(t).unwrap() };
            prop_assert_eq!(CALENDAR.subtract(due, d), Ok(back));
        }
    }

    #[test]
    fn prop_add_undoes_subtract_but_for_the_edge(t in instant(), d in length()) {
        if let Ok(start) = CALENDAR.subtract(t, d) {
            prop_assert_eq!(CALENDAR.between(start, t), Ok(d));
            prop_assert!(CALENDAR.add(start, d).unwrap() <= t);
        }
    }

    #[test]
    fn prop_between_is_additive_and_antisymmetric(a in instant(), b in instant(), c in instant()) {
        let between = |from, until| CALENDAR.between(from, until).unwrap().as_micros();
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
        prop_assert_eq!(between(a, b), -between(b, a));
    }

    #[test]
    fn prop_open_time_never_exceeds_elapsed_time(a in instant(), b in instant()) {
        let open = CALENDAR.between(a, b).unwrap().as_micros().abs();
        prop_assert!(open <= (b - a).num_microseconds().unwrap().abs());
    }

    #[test]
    fn prop_add_is_monotone(t in instant(), u in instant(), d in length(), e in length()) {
        let (t, u, d, e) = (t.min(u), t.max(u), d.min(e), d.max(e));
        if let Ok(latest) = CALENDAR.add(u, e) {
            let add = |t, d| CALENDAR.add(t, d).unwrap();
            prop_assert!(add(t, d) <= add(t, e));
            prop_assert!(add(t, d) <= add(u, d));
            prop_assert!(add(t, e) <= latest);
        }
    }

    #[test]
    fn prop_add_in_two_steps_is_add_at_once(t in instant(), d in length(), e in length()) {
        let together = d.checked_add(e).unwrap();
        if let (Ok(due), Ok(first)) = (CALENDAR.add(t, together), CALENDAR.add(t, d)) {
            prop_assert_eq!(CALENDAR.add(first, e), Ok(due));
        }
    }

    #[test]
    fn prop_the_kernel_says_the_same(t in instant(), d in length()) {
        let begun = CALENDAR.open_before(t.timestamp_micros()).unwrap();
        if d > OpenTime::ZERO {
            let due = CALENDAR.instant_at(begun + d.as_micros()).and_then(DateTime::from_timestamp_micros);
            prop_assert_eq!(due, CALENDAR.add(t, d).ok());
        }
        let next = CALENDAR.open_instant_at(begun).and_then(DateTime::from_timestamp_micros);
        prop_assert_eq!(next, CALENDAR.next_open(t).ok());
    }

    #[test]
    fn prop_a_trace_adds_up(t in instant(), d in length()) {
        if let Ok(due) = CALENDAR.add(t, d) {
            let trace = CALENDAR.trace(t, due);
            prop_assert_eq!(trace.iter().map(|open| open.elapsed().as_micros()).sum::<i64>(), d.as_micros());
            prop_assert!(trace.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        }
    }
}
