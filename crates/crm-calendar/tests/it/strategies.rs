//! The strategies for users: whatever they make is valid, the interesting cases occur, and laws hold on all of it.

use crm_calendar::{
    Beyond, Calendar, CalendarSpec, ListedDay, OpenTime, OvernightRule, Span, WeeklyHours, Window, Zone,
    chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc},
    strategies::{
        ZONES, any_calendar, any_calendar_spec, any_holiday_list, any_instant, any_open_time, any_span,
        any_weekly_hours, any_windows, any_zone, instants_near_clock_changes,
    },
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

/// Returns so many values, the same ones every time.
#[track_caller]
fn draws<S: Strategy>(number: usize, strategy: &S) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..number).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

/// A name, and whether a value is such a case.
type Case<'a, T> = (&'a str, &'a dyn Fn(&T) -> bool);

/// Checks that each of the cases occurs among the values, and that none is all there is.
#[track_caller]
fn check_occur<T>(values: &[T], cases: &[Case<'_, T>]) {
    for (name, is_case) in cases {
        let number = values.iter().filter(|value| is_case(value)).count();
        assert!((1..values.len()).contains(&number), "{name}: {number} of {}", values.len());
    }
}

fn days(week: &WeeklyHours) -> impl Iterator<Item = &[Window]> {
    week.sets().into_iter().map(|(_, windows)| windows)
}

#[test]
fn every_zone_is_drawn() {
    let drawn = draws(2_000, &any_zone());
    for name in ZONES {
        assert!(drawn.iter().any(|zone| zone.name() == *name), "{name}");
    }
}

#[test]
fn windows_of_a_day_are_many_and_do_not_overlap() {
    let drawn = draws(2_000, &any_windows());
    for windows in &drawn {
        assert!(!windows.is_empty());
        for (place, window) in windows.iter().enumerate() {
            assert!(windows[..place].iter().all(|other| !other.overlaps(*window)), "{windows:?}");
        }
    }
    check_occur(
        &drawn,
        &[
            ("overnight", &|day: &Vec<Window>| day.iter().any(|window| window.is_overnight())),
            ("one window", &|day| day.len() == 1),
            ("three windows", &|day| day.len() == 3),
            ("windows that touch", &|day| day.windows(2).any(|pair| pair[0].closes() == pair[1].opens())),
            ("the whole day", &|day| day[..] == [Window::WHOLE_DAY]),
            ("until midnight", &|day| day.iter().any(|window| window.closes().as_seconds() == 86_400)),
            ("no quarter of an hour", &|day| day.iter().any(|window| window.opens().as_seconds() % 900 != 0)),
        ],
    );
}

#[test]
fn weeks_are_open_and_uneven() {
    let drawn = draws(2_000, &any_weekly_hours());
    assert!(drawn.iter().all(|week| days(week).next().is_some()));
    check_occur(
        &drawn,
        &[
            ("overnight", &|week| days(week).flatten().any(|window| window.is_overnight())),
            ("several windows a day", &|week| days(week).any(|day| day.len() > 1)),
            ("the same hours on all days", &|week| days(week).count() == 1),
            ("different hours", &|week| days(week).count() > 1),
            ("never closed", &|week| *week == WeeklyHours::always()),
        ],
    );
}

#[test]
fn every_specification_makes_a_calendar() {
    let drawn = draws(200, &any_calendar_spec());
    for spec in &drawn {
        let calendar = Calendar::new(spec.clone()).unwrap_or_else(|error| panic!("{error}: {spec:?}"));
        for (month, day) in [(1, 1), (12, 31)] {
            for year in [2025, 2026] {
                let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
                assert!(calendar.is_business_day(date).is_ok(), "{spec:?}");
            }
        }
    }
    let listed = |spec: &CalendarSpec, name| spec.holidays.iter().any(|list| list.name() == name);
    check_occur(
        &drawn,
        &[
            ("no holidays", &|spec| spec.holidays.is_empty()),
            ("those of China", &|spec| listed(spec, "cn")),
            ("a list of one's own", &|spec| listed(spec, "ours")),
            ("a short or extra day", &|spec| spec.overrides.values().any(|hours| !hours.is_empty())),
            ("a closed date", &|spec| spec.overrides.values().any(Vec::is_empty)),
            ("cut at midnight", &|spec| spec.overnight == OvernightRule::CivilDay),
            ("an error without a list", &|spec| spec.beyond == Beyond::Error),
            ("years long past", &|spec| spec.horizon.0 < 2013),
        ],
    );
}

#[test]
fn holiday_lists_have_both_kinds_of_days() {
    let drawn = draws(500, &any_holiday_list());
    for list in &drawn {
        assert!(list.off().chain(list.made_up()).all(|date| [2025, 2026].contains(&date.year())));
        assert!(list.off().all(|date| list.day(date) == ListedDay::Off));
    }
    check_occur(
        &drawn,
        &[
            ("open-ended", &|list| list.years().is_none()),
            ("made-up days", &|list| list.made_up().next().is_some()),
            ("no day off", &|list| list.off().next().is_none()),
        ],
    );
}

#[test]
fn spans_are_of_every_unit_and_read_back() {
    let drawn = draws(2_000, &any_span());
    assert!(drawn.iter().all(|span| span.to_string().parse() == Ok(*span)));
    let written: Vec<String> = drawn.iter().map(Span::to_string).collect();
    for unit in ["s", "min", "h", "d", "bs", "bmin", "bh", "bd"] {
        let is_written = |text: &String| text.trim_start_matches(|c: char| c.is_ascii_digit()) == unit;
        check_occur(&written, &[(unit, &is_written)]);
    }
    check_occur(&drawn, &[("at once", &|span| *span == Span::AtOnce)]);
}

#[test]
fn lengths_are_never_negative() {
    let drawn = draws(2_000, &any_open_time());
    assert!(drawn.iter().all(|length| (0..=1_800_000_000_000).contains(&length.as_micros())));
    check_occur(
        &drawn,
        &[
            ("whole minutes", &|length: &OpenTime| length.as_micros() % 60_000_000 == 0),
            ("parts of a millisecond", &|length| (1..1_000).contains(&length.as_micros())),
        ],
    );
}

#[test]
fn instants_stay_within_their_years() {
    let drawn = draws(2_000, &any_instant(2027, 2025));
    assert!(drawn.iter().all(|instant| (2025..=2027).contains(&instant.year())));
    check_occur(
        &drawn,
        &[
            ("the first year", &|instant| instant.year() == 2025),
            ("the last year", &|instant| instant.year() == 2027),
            ("a whole minute", &|instant| instant.second() == 0 && instant.nanosecond() == 0),
            ("a part of a second", &|instant| instant.nanosecond() != 0),
        ],
    );
    assert!(draws(100, &any_instant(-9_000, i32::MAX)).iter().all(|at| (1900..=2200).contains(&at.year())));
    assert!(draws(100, &any_instant(-9_000, -8_000)).iter().all(|at| at.year() == 1900));
}

#[test]
fn instants_near_clock_changes_lie_on_both_sides_and_on_the_change() {
    let zone = Zone::named("Australia/Lord_Howe").unwrap();
    let drawn = draws(4_000, &instants_near_clock_changes(&zone, 2024, 2025));
    let offset = |instant: &DateTime<Utc>, minutes: i64| {
        zone.offset_at(*instant + crm_calendar::chrono::TimeDelta::minutes(minutes)).local_minus_utc()
    };
    for instant in &drawn {
        assert_eq!((offset(instant, -180) - offset(instant, 180)).abs(), 1_800, "{instant}"); // half an hour
    }
    let minutes = drawn.iter().filter(|instant| instant.second() == 0 && instant.nanosecond() == 0).count();
    assert!((1_800..2_200).contains(&minutes), "{minutes} of 4,000 on whole minutes");
    let just_before = |instant: &DateTime<Utc>| *instant - crm_calendar::chrono::TimeDelta::microseconds(1);
    check_occur(
        &drawn,
        &[
            ("before the change", &|instant| offset(instant, 0) == offset(instant, -180)),
            ("after the change", &|instant| offset(instant, 0) == offset(instant, 180)),
            ("the change itself", &|instant| offset(&just_before(instant), 0) != offset(instant, 0)),
        ],
    );
}

#[test]
fn where_clocks_never_change_any_instant_is_drawn() {
    let drawn = draws(100, &instants_near_clock_changes(&Zone::utc(), 2026, 2026));
    assert!(drawn.iter().all(|instant| instant.year() == 2026));
    assert!(drawn.iter().any(|instant| instant.month() == 1) && drawn.iter().any(|at| at.month() == 12));
}

/// A calendar with an instant near a change of its clocks, or anywhere.
fn calendar_and_instant() -> impl Strategy<Value = (CalendarSpec, DateTime<Utc>)> {
    any_calendar_spec().prop_flat_map(|spec| {
        let instant =
            prop_oneof![any_instant(2024, 2028), instants_near_clock_changes(&spec.zone, 2010, 2028)];
        (Just(spec), instant)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_the_laws_hold_on_any_calendar((spec, start) in calendar_and_instant(), length in any_open_time()) {
        let calendar = Calendar::new(spec).unwrap();
        let Ok(due) = calendar.add(start, length) else { return Ok(()) };
        prop_assert_eq!(calendar.between(start, due), Ok(length));
        let back = if length == OpenTime::ZERO { start } else { calendar.next_open(start).unwrap() };
        prop_assert_eq!(calendar.subtract(due, length), Ok(back));
    }

    #[test]
    fn prop_a_deadline_is_never_before_its_start(
        calendar in any_calendar(), start in any_instant(2024, 2028), span in any_span(),
    ) {
        for ends in [crm_calendar::Ends::SameTime, crm_calendar::Ends::Closing] {
            if let Ok(deadline) = calendar.due(start, span, ends) {
                prop_assert!(deadline.due >= start);
                prop_assert!(deadline.budget.as_micros() >= 0);
            }
        }
    }
}
