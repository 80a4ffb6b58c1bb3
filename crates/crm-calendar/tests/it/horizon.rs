//! The ends of the horizon: what is asked there and cannot be known is an error or marked, never guessed.

use crm_calendar::{
    Beyond, Calendar, CalendarSpec, Ends, HolidayList, OvernightRule, Period, WeeklyHours, Zone,
    chrono::Weekday,
};

use crate::support::{at, compiled, date, spec, windows};

/// Hours on every day.
#[track_caller]
fn daily(zone: Zone, hours: &[&str], years: (i32, i32)) -> Calendar {
    compiled(spec(zone, "mon-sun", hours, years))
}

fn east() -> Zone {
    Zone::fixed(8 * 3_600).unwrap()
}

#[test]
fn a_business_day_of_which_the_end_is_not_known_is_not_told() {
    // The eastern year ends at 16:00 UTC, before the evening opens; no Thursday's closing is known.
    let office = daily(Zone::utc(), &["09:00-12:00", "18:00-20:00"], (2026, 2026));
    let always = daily(east(), &["00:00-24:00"], (2026, 2026));
    let both = office.intersection(&always, "both").unwrap();
    assert_eq!(both.horizon().end(), at("2026-12-31T16:00:00Z"));
    let morning = at("2026-12-30T10:00:00Z");
    assert_eq!(both.add_business_days(morning, 1, Ends::SameTime), Ok(at("2026-12-31T10:00:00Z")));
    assert!(both.add_business_days(morning, 1, Ends::Closing).is_err());
    assert!(both.add_business_days(at("2026-12-30T19:00:00Z"), 1, Ends::SameTime).is_err());
    assert!(both.open_on(date("2026-12-31")).is_err());
    assert_eq!(both.add_business_days(morning, 0, Ends::Closing), Ok(at("2026-12-30T20:00:00Z")));

    let evening = daily(Zone::utc(), &["18:00-20:00"], (2026, 2026)).intersection(&always, "both").unwrap();
    assert_eq!(evening.is_business_day(date("2026-12-30")), Ok(true));
    assert!(evening.is_business_day(date("2026-12-31")).is_err(), "it would open at 18:00");
}

#[test]
fn a_business_day_of_which_the_start_is_not_known_is_not_told() {
    // The western year begins at 08:00 UTC, after the early hours.
    let office = daily(Zone::utc(), &["04:00-07:00", "09:00-17:00"], (2026, 2026));
    let west = daily(Zone::fixed(-8 * 3_600).unwrap(), &["00:00-24:00"], (2026, 2026));
    let both = office.intersection(&west, "both").unwrap();
    assert_eq!(both.horizon().start(), at("2026-01-01T08:00:00Z"));
    let back = |end: &str, ends| both.subtract_business_days(at(end), 1, ends);
    assert_eq!(back("2026-01-02T10:00:00Z", Ends::SameTime), Ok(at("2026-01-01T10:00:00Z")));
    assert_eq!(back("2026-01-02T10:00:00Z", Ends::Closing), Ok(at("2026-01-01T17:00:00Z")));
    // At 05:00 the first day was open or not; at 08:30 it was closed, but since when?
    assert!(back("2026-01-02T05:00:00Z", Ends::SameTime).is_err());
    let late = compiled({
        let mut late = spec(Zone::utc(), "mon-sun", &["08:15-17:00"], (2026, 2026));
        late.overrides.insert(date("2026-01-01"), windows(&["04:00-07:00", "09:00-17:00"]));
        late
    });
    let both = late.intersection(&west, "both").unwrap();
    assert!(both.subtract_business_days(at("2026-01-02T08:30:00Z"), 1, Ends::SameTime).is_err());
    assert!(both.open_on(date("2026-01-01")).is_err() && both.open_on(date("2026-01-02")).is_ok());
}

#[test]
fn t17_the_first_morning_belongs_to_the_evening_before_in_combined_calendars_too() {
    let nights = daily(Zone::utc(), &["22:00-06:00"], (2026, 2026));
    let office = daily(Zone::utc(), &["09:00-17:00"], (2024, 2027));
    let morning = at("2026-01-01T03:00:00Z");
    let eve = date("2025-12-31");
    assert_eq!(nights.business_day_of(morning), Ok(eve));
    let either = [nights.union(&office, "either").unwrap(), office.union(&nights, "either").unwrap()];
    for either in &either {
        assert_eq!(either.business_day_of(morning), Ok(eve));
        let noon = at("2026-01-01T12:00:00Z");
        assert_eq!(either.add_business_days(morning, 1, Ends::SameTime), Ok(at("2026-01-02T03:00:00Z")));
        assert_eq!(either.business_day_of(noon), Ok(date("2026-01-01")));
    }
    // Also when what was combined is combined again.
    let [_, inner] = &either;
    let outer = office.subtraction(&daily(Zone::utc(), &["12:00-13:00"], (2024, 2027)), "rest").unwrap();
    assert_eq!(outer.union(inner, "all").unwrap().business_day_of(morning), Ok(eve));
    let always = daily(Zone::utc(), &["00:00-24:00"], (2024, 2027));
    let both = nights.intersection(&always, "both").unwrap();
    assert_eq!(outer.union(&both, "all").unwrap().business_day_of(morning), Ok(eve));
    let alone = nights.subtraction(&office, "alone").unwrap();
    assert_eq!(outer.union(&alone, "all").unwrap().business_day_of(morning), Ok(eve));
}

#[test]
fn t27_a_night_goes_on_where_the_next_calendar_begins() {
    let nights = |years| daily(Zone::utc(), &["22:00-06:00"], years);
    let new_year = at("2027-01-01T00:00:00Z");
    let both = nights((2026, 2026)).followed_by(new_year, &nights((2027, 2027)), "nights").unwrap();
    let (evening, morning) = (at("2026-12-31T23:00:00Z"), at("2027-01-01T03:00:00Z"));
    assert_eq!(both.business_day_of(evening), Ok(date("2026-12-31")));
    assert_eq!(both.business_day_of(morning), Ok(date("2026-12-31")));
    assert_eq!(both.add_business_days(evening, 0, Ends::Closing), Ok(at("2027-01-01T06:00:00Z")));
    assert_eq!(
        both.open_on(date("2026-12-31")).unwrap().collect::<Vec<_>>(),
        [Period::new(at("2026-12-31T22:00:00Z"), at("2027-01-01T06:00:00Z")).unwrap()]
    );
    assert_eq!(both.add_business_days(evening, 1, Ends::SameTime), Ok(at("2027-01-01T23:00:00Z")));
}

#[test]
fn a_closing_at_the_end_of_the_horizon_is_one_if_a_part_makes_it_one() {
    let nights = daily(Zone::utc(), &["18:00-06:00"], (2026, 2026));
    let late = daily(Zone::utc(), &["08:00-24:00"], (2026, 2026));
    let (evening, new_year) = (at("2026-12-31T19:00:00Z"), at("2027-01-01T00:00:00Z"));
    let closing = |calendar: Calendar| calendar.add_business_days(evening, 0, Ends::Closing);
    // The late hours end their day at midnight, whatever comes of the night; the night would go on if others do.
    assert_eq!(closing(late.intersection(&nights, "both").unwrap()), Ok(new_year));
    assert!(closing(nights.intersection(&late, "both").unwrap()).is_err());
    let noon = daily(Zone::utc(), &["12:00-13:00"], (2026, 2026));
    assert_eq!(closing(late.subtraction(&noon, "rest").unwrap()), Ok(new_year));
    assert!(closing(nights.subtraction(&noon, "rest").unwrap()).is_err());
    assert!(closing(late.union(&nights, "either").unwrap()).is_err());
}

/// Nights on every day, with a list of days off for 2026 alone.
fn listed_nights(overnight: OvernightRule, beyond: Beyond) -> CalendarSpec {
    let mut spec = spec(Zone::utc(), "mon-sun", &["22:00-06:00"], (2025, 2027));
    spec.holidays = vec![HolidayList::new("ours", 2026..=2026, [date("2026-05-01")], []).unwrap()];
    (spec.overnight, spec.beyond) = (overnight, beyond);
    spec
}

#[test]
fn t17_a_first_morning_that_rests_on_a_year_without_a_list_is_assumed() {
    let (morning, closing) = (at("2026-01-01T03:00:00Z"), at("2026-01-01T06:00:00Z"));
    // Whether 31 December 2025 was off, so that no night began, no list says.
    for beyond in [Beyond::WeeklyHours, Beyond::Error] {
        let nights = compiled(listed_nights(OvernightRule::OpeningDay, beyond));
        assert_eq!(nights.is_open(morning), Ok(true));
        assert!(nights.is_assumed(morning) && !nights.is_assumed(closing), "{beyond:?}");
        assert!(!nights.is_assumed(at("2026-12-31T23:00:00Z")));
    }
    // By the civil day the morning is open either way.
    let nights = compiled(listed_nights(OvernightRule::CivilDay, Beyond::WeeklyHours));
    assert!(nights.is_open(morning) == Ok(true) && !nights.is_assumed(morning));
    // Unless the eve was made up, by the hours of another day.
    let mut spec = listed_nights(OvernightRule::CivilDay, Beyond::WeeklyHours);
    spec.weekly = WeeklyHours::closed()
        .with("tue-sun".parse().unwrap(), &windows(&["22:00-06:00"]))
        .with(Weekday::Mon.into(), &windows(&["22:00-07:00"]));
    spec.made_up_hours = Some(Weekday::Mon);
    let nights = compiled(spec.clone());
    assert!(nights.is_assumed(closing) && !nights.is_assumed(at("2026-01-01T07:00:00Z")));
    // The calendar itself may say what the eve is; of a day off that may have been made up the night is not certain.
    for (overnight, hours, is_open, is_assumed) in [
        (OvernightRule::CivilDay, vec![], true, true),
        (OvernightRule::CivilDay, windows(&["20:00-04:00"]), true, false),
        (OvernightRule::OpeningDay, vec![], false, false),
        (OvernightRule::OpeningDay, windows(&["09:00-17:00"]), false, false),
    ] {
        spec.overnight = overnight;
        spec.overrides.insert(date("2025-12-31"), hours.clone());
        let nights = compiled(spec.clone());
        let told = (nights.is_open(morning), nights.is_assumed(morning));
        assert_eq!(told, (Ok(is_open), is_assumed), "{overnight:?} {hours:?}");
    }
    let mut spec = listed_nights(OvernightRule::OpeningDay, Beyond::WeeklyHours);
    spec.holidays = vec![HolidayList::new("ours", 2025..=2026, [date("2025-12-31")], []).unwrap()];
    let nights = compiled(spec);
    assert!(nights.is_open(morning) == Ok(false) && !nights.is_assumed(morning));
}

#[test]
fn hours_by_day_alone_are_known_from_the_first_instant_of_a_listed_year() {
    let mut spec = listed_nights(OvernightRule::OpeningDay, Beyond::WeeklyHours);
    spec.weekly =
        WeeklyHours::closed().with("mon-sun".parse().unwrap(), &windows(&["00:00-06:00", "08:00-24:00"]));
    let office = compiled(spec);
    assert!(!office.is_assumed(at("2026-01-01T00:00:00Z")) && office.is_assumed(at("2025-12-31T23:59:59Z")));
}
