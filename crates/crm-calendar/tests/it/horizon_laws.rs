//! A law of every answer: a longer horizon changes none that a shorter one gives.

use crm_calendar::{
    Calendar, CalendarError, CalendarSpec, Ends, OpenTime,
    chrono::{DateTime, Days, TimeDelta, Utc},
    strategies::{any_calendar_spec, any_open_time},
};
use proptest::prelude::*;

/// What a calendar says; `None` for what it does not know.
fn answers(
    calendar: &Calendar,
    (t, other): (DateTime<Utc>, DateTime<Utc>),
    length: OpenTime,
    days: u32,
) -> Vec<Option<String>> {
    fn known<T: core::fmt::Debug>(answer: Result<T, CalendarError>) -> Option<String> {
        answer.ok().map(|answer| format!("{answer:?}"))
    }
    let date = calendar.zone().date(t);
    let mut answers = vec![
        known(calendar.is_open(t)),
        known(calendar.next_open(t)),
        known(calendar.previous_close(t)),
        known(calendar.between(t, other)),
        known(calendar.add(t, length)),
        known(calendar.add_rolled(t, length)),
        known(calendar.subtract(t, length)),
        known(calendar.business_day_of(t)),
        (!calendar.is_assumed(t)).then(|| "known".into()),
    ];
    for date in [date - Days::new(1), date, date + Days::new(1)] {
        answers.push(known(calendar.is_business_day(date)));
        answers.push(known(calendar.open_on(date).map(Iterator::collect::<Vec<_>>)));
    }
    for ends in [Ends::SameTime, Ends::Closing] {
        answers.push(known(calendar.add_business_days(t, days, ends)));
        answers.push(known(calendar.subtract_business_days(t, days, ends)));
        answers.push(known(calendar.add_calendar_days(t, days, ends)));
    }
    answers
}

/// The questions that come first, about hours and not about days.
const ABOUT_HOURS: usize = 7;

/// Checks that the answers of `narrow` are those of `wide` too, around both ends of its horizon; around its start the
/// first `at_start` of them.
fn check(
    (narrow, wide): (&Calendar, &Calendar),
    at_start: usize,
    shifts: [i64; 2],
    length: OpenTime,
    days: u32,
) -> Result<(), TestCaseError> {
    let [shift, other] = shifts.map(TimeDelta::minutes);
    for (edge, most) in [(narrow.horizon().start(), at_start), (narrow.horizon().end(), usize::MAX)] {
        let instants = (edge + shift, edge + other);
        let (of_narrow, of_wide) =
            (answers(narrow, instants, length, days), answers(wide, instants, length, days));
        for (index, answer) in of_narrow.iter().enumerate().take(most).filter(|(_, answer)| answer.is_some())
        {
            prop_assert_eq!(answer, &of_wide[index], "question {} at {}, {} days", index, instants.0, days);
        }
    }
    Ok(())
}

/// A calendar, and the same for some years more at both ends.
fn pair() -> BoxedStrategy<(CalendarSpec, CalendarSpec)> {
    (any_calendar_spec(), 0..2_i32, 0..3_i32)
        .prop_map(|(mut spec, first, last)| {
            let wide = CalendarSpec {
                name: "wide".into(),
                horizon: (spec.horizon.0 - 1, spec.horizon.1 + 1),
                ..spec.clone()
            };
            spec.horizon = (2025 + first, 2026 + last);
            (spec, wide)
        })
        .boxed()
}

fn shifts() -> impl Strategy<Value = [i64; 2]> {
    let shift = prop_oneof![2 => -3_000..3_000_i64, 1 => (-200..200_i64).prop_map(|quarter| quarter * 15)];
    [shift.clone(), shift]
}

fn compiled((narrow, wide): (CalendarSpec, CalendarSpec)) -> Option<(Calendar, Calendar)> {
    Calendar::new(narrow).ok().zip(Calendar::new(wide).ok())
}

type Combine = fn(&Calendar, &Calendar) -> Result<Calendar, CalendarError>;

const COMBINATIONS: [Combine; 4] = [
    |a, b| a.union(b, "x"),
    |a, b| a.intersection(b, "x"),
    |a, b| a.subtraction(b, "x"),
    |a, b| a.followed_by(b.horizon().start().max(a.horizon().start()), b, "x"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn prop_a_longer_horizon_changes_no_answer(
        pair in pair(), shifts in shifts(), length in any_open_time(), days in 0..4_u32,
    ) {
        if let Some((narrow, wide)) = compiled(pair) {
            check((&narrow, &wide), usize::MAX, shifts, length, days)?;
        }
    }

    #[test]
    fn prop_longer_horizons_of_the_parts_change_no_answer(
        (a, b, c) in (pair(), pair(), pair()), combine in prop::array::uniform2(0..4_usize),
        shifts in shifts(), length in any_open_time(), days in 0..4_u32,
    ) {
        let (Some(a), Some(b), Some(c)) = (compiled(a), compiled(b), compiled(c)) else { return Ok(()) };
        let [first, second] = combine.map(|index| COMBINATIONS[index]);
        let narrow = first(&a.0, &b.0);
        let change = |one: &Calendar, other: &Calendar| other.horizon().start().max(one.horizon().start());
        let wide = match combine[0] {
            3 => a.1.followed_by(change(&a.0, &b.0), &b.1, "x"),
            _ => first(&a.1, &b.1),
        };
        let (Ok(narrow), Ok(wide)) = (narrow, wide) else { return Ok(()) };
        check((&narrow, &wide), usize::MAX, shifts, length, days)?;
        // And as a part of another, but that nobody knows when what was open at the start of a combined one opened.
        let of_narrow = second(&c.0, &narrow);
        let of_wide = match combine[1] {
            3 => c.1.followed_by(change(&c.0, &narrow), &wide, "x"),
            _ => second(&c.1, &wide),
        };
        if let (Ok(narrow), Ok(wide)) = (of_narrow, of_wide) {
            check((&narrow, &wide), ABOUT_HOURS, shifts, length, days)?;
        }
    }
}
