//! What holds of business days of any calendar.

use std::collections::BTreeSet;

use crm_calendar::{
    OvernightRule, Period,
    chrono::{DateTime, TimeDelta, Utc},
    strategies::{
        any_calendar, any_holiday_list, any_instant, any_windows, any_zone, instants_near_clock_changes,
    },
};
use proptest::prelude::*;

use super::*;

/// The same hours on every day that is no holiday, by clocks that never change.
fn even_calendar() -> impl Strategy<Value = Calendar> {
    (any_windows(), any_holiday_list(), -12..=14_i32).prop_map(|(windows, list, hours)| {
        let mut spec = spec(Zone::fixed(hours * 3_600).unwrap(), "mon-sun", &[], (2025, 2026));
        spec.weekly = spec.weekly.with("mon-sat".parse().unwrap(), &windows);
        spec.holidays = vec![list];
        spec.made_up_hours = Some(Weekday::Mon);
        spec.overnight = OvernightRule::OpeningDay;
        compiled(spec)
    })
}

/// Returns whether windows of two days contain the instant.
fn is_shared(calendar: &Calendar, instant: DateTime<Utc>) -> bool {
    let day = calendar.business_day_of(instant).unwrap();
    let eve = day.pred_opt().and_then(|eve| calendar.open_on(eve).ok());
    eve.is_some_and(|mut periods| periods.any(|period| period.contains(instant)))
}

/// Returns whether every business day from one instant to another has closed when the next one does.
fn each_day_closes_before_the_next(calendar: &Calendar, from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
    let dates = calendar.zone().date(from - TimeDelta::days(1)).iter_days();
    let dates = dates.take_while(|date| *date <= calendar.zone().date(until));
    let closing = |date| calendar.open_on(date).ok().and_then(|open| open.map(Period::end).max());
    dates.filter_map(closing).is_sorted()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn prop_days_back_and_forth_are_the_same_instant(
        calendar in even_calendar(),
        t in any_instant(2025, 2026),
        days in 0..200_u32,
    ) {
        let t = t.max(calendar.horizon().start());
        prop_assume!(calendar.is_open(t) == Ok(true) && !is_shared(&calendar, t));
        if let Ok(back) = calendar.subtract_business_days(t, days, Ends::SameTime) {
            prop_assert_eq!(calendar.add_business_days(back, days, Ends::SameTime), Ok(t));
        }
        if let Ok(due) = calendar.add_business_days(t, days, Ends::SameTime) {
            prop_assert_eq!(calendar.subtract_business_days(due, days, Ends::SameTime), Ok(t));
        }
    }

    #[test]
    fn prop_days_back_to_a_closing_reach_the_closing_of_the_end(
        calendar in any_calendar().boxed(),
        t in any_instant(2025, 2026),
        days in 1..200_u32,
    ) {
        let end = if calendar.is_open(t) == Ok(true) { t } else {
            let closing = calendar.previous_close(t);
            prop_assume!(closing.is_ok());
            closing.unwrap() - TimeDelta::microseconds(1)
        };
        let Ok(back) = calendar.subtract_business_days(t, days, Ends::Closing) else { return Ok(()) };
        prop_assert!(back <= t);
        let before = back - TimeDelta::microseconds(1);
        // Where windows of two days overlap, the last instant of one is in the other.
        prop_assume!(calendar.is_open(before) == Ok(true) && !is_shared(&calendar, before) && !is_shared(&calendar, end));
        let closing = calendar.add_business_days(end, 0, Ends::Closing);
        let reached = calendar.add_business_days(before, days, Ends::Closing);
        prop_assert_eq!(reached, closing);
    }

    #[test]
    fn prop_fewer_days_back_are_never_earlier(
        calendar in any_calendar().boxed(),
        t in any_instant(2025, 2026),
        days in 0..200_u32,
    ) {
        for ends in [Ends::SameTime, Ends::Closing] {
            if let Ok(back) = calendar.subtract_business_days(t, days + 1, ends) {
                prop_assume!(each_day_closes_before_the_next(&calendar, back, t));
                prop_assert!(back <= calendar.subtract_business_days(t, days, ends).unwrap());
            }
        }
    }

    #[test]
    fn prop_calendar_days_are_the_dates_that_clocks_show(
        (zone, start) in any_zone().prop_flat_map(|zone| {
            (Just(zone.clone()), instants_near_clock_changes(&zone, 2010, 2028).boxed())
        }),
        before in 0..96_i64,
        days in 0..6_u32,
    ) {
        let start = start - TimeDelta::hours(before);
        let calendar = compiled(spec(zone.clone(), "mon", &["09:00-17:00"], (2026, 2026)));
        let end = calendar.add_calendar_days(start, days, Ends::Closing).unwrap();
        let same = calendar.add_calendar_days(start, days, Ends::SameTime).unwrap();
        prop_assert!(start <= same && same < end);
        // Every date shown from the start to before the end, looked up every quarter of an hour.
        let quarters = (0..).map(|quarter| start + TimeDelta::minutes(15 * quarter));
        let shown: BTreeSet<_> = quarters.take_while(|&t| t < end).map(|t| zone.date(t)).collect();
        prop_assert_eq!(shown.len(), days as usize + 1, "{:?}", shown);
        prop_assert_eq!(zone.date(same), *shown.last().unwrap());
        // Later than at the start only by a gap.
        let clock = |t: DateTime<Utc>| zone.local(t).time();
        let late = clock(same) - clock(start);
        prop_assert!(TimeDelta::zero() <= late && late <= TimeDelta::hours(1), "{}", late);
    }
}
