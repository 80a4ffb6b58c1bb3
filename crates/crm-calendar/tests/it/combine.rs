//! Calendars made of two others: worked cases.

use crm_calendar::{
    Beyond, Calendar, CalendarError, Ends, HolidayList, OpenTime, Period, WeeklyHours, Zone, chrono::Weekday,
};

use crate::support::{at, compiled, date, spec, windows};

/// Hours in UTC on some days, 2025 to 2027.
#[track_caller]
fn weekly(name: &str, days: &str, hours: &[&str]) -> Calendar {
    let mut spec = spec(Zone::utc(), days, hours, (2025, 2027));
    spec.name = name.into();
    compiled(spec)
}

#[track_caller]
fn check_open_on(calendar: &Calendar, day: &str, expected: &[(&str, &str)]) {
    let expected: Vec<Period> =
        expected.iter().map(|(from, to)| Period::new(at(from), at(to)).unwrap()).collect();
    assert_eq!(calendar.open_on(date(day)).unwrap().collect::<Vec<_>>(), expected, "{day}");
}

fn in_march(calendar: &Calendar) -> OpenTime {
    calendar.between(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z")).unwrap() // a week, from Monday
}

#[test]
fn both_either_and_one_without_the_other() {
    let office = weekly("office", "mon-fri", &["08:00-12:00", "13:00-16:00"]); // 35 h a week
    let plant = weekly("plant", "mon-sat", &["10:00-20:00"]); // 60 h a week
    let both = office.intersection(&plant, "both").unwrap();
    let either = office.union(&plant, "either").unwrap();
    let alone = plant.subtraction(&office, "alone").unwrap();
    let monday = |time: &str| format!("2026-03-02T{time}:00Z");
    let check = |calendar: &Calendar, expected: &[(&str, &str)]| {
        let expected: Vec<_> = expected.iter().map(|(from, to)| (monday(from), monday(to))).collect();
        let expected: Vec<_> = expected.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        check_open_on(calendar, "2026-03-02", &expected);
    };
    check(&both, &[("10:00", "12:00"), ("13:00", "16:00")]);
    check(&either, &[("08:00", "20:00")]);
    check(&alone, &[("12:00", "13:00"), ("16:00", "20:00")]);
    assert_eq!(in_march(&both), OpenTime::from_hours(25)); // five days of 2 h and 3 h
    assert_eq!(in_march(&either), OpenTime::from_hours(70)); // five days of 12 h, Saturday 10 h
    assert_eq!(in_march(&alone), OpenTime::from_hours(35)); // five days of 1 h and 4 h, Saturday 10 h
    assert_eq!(either.is_business_day(date("2026-03-07")), Ok(true));
    assert_eq!(both.is_business_day(date("2026-03-07")), Ok(false));
    assert_eq!((either.name(), either.zone().name()), ("either", "UTC"));
}

#[test]
fn t18_nothing_open_in_common_is_an_error_at_once() {
    let office = weekly("office", "mon-fri", &["08:00-16:00"]);
    let weekend = weekly("weekend", "sat-sun", &["08:00-16:00"]);
    let none = |name: &str| CalendarError::NoOpenHours { calendar: name.into(), first: 2025, last: 2027 };
    assert_eq!(office.intersection(&weekend, "both").unwrap_err(), none("both"));
    assert_eq!(office.subtraction(&office, "rest").unwrap_err(), none("rest"));
    assert!(none("rest").path() == Some("hours"));
}

#[test]
fn calendars_of_different_years_have_nothing_in_common() {
    let (early, late) = [(2019, 2020), (2021, 2022)]
        .map(|years| {
            let mut spec = spec(Zone::utc(), "mon-fri", &["09:00-17:00"], years);
            spec.name = years.0.to_string();
            compiled(spec)
        })
        .into();
    let refused = |error: CalendarError| {
        assert_eq!(error.to_string(), "calendars `2019` and `2021` can answer about no time in common");
        assert_eq!(error.path(), None);
    };
    refused(early.union(&late, "x").unwrap_err());
    refused(early.intersection(&late, "x").unwrap_err());
    refused(early.subtraction(&late, "x").unwrap_err());
    // One after the other they go together, exactly where the years meet.
    let new_year = at("2021-01-01T00:00:00Z");
    let all = early.followed_by(new_year, &late, "all").unwrap();
    assert_eq!(all.horizon(), Period::new(at("2019-01-01T00:00:00Z"), at("2023-01-01T00:00:00Z")).unwrap());
    assert_eq!(format!("{all:?}"), r#"Calendar { name: "all", zone: "UTC", years: 2019..=2022, .. }"#);
    assert!(!all.is_assumed(at("2020-12-31T00:00:00Z")) && !all.is_assumed(new_year));
    let outside = |calendar: &str, instant: &str, years: (i32, i32)| CalendarError::OutsideHorizon {
        calendar: calendar.into(),
        instant: at(instant),
        first: years.0,
        last: years.1,
    };
    // Each part is asked about its time only.
    let (summer, later) = (at("2020-06-01T00:00:00Z"), at("2021-06-01T00:00:00Z"));
    assert_eq!(
        early.followed_by(summer, &late, "x").unwrap_err(),
        outside("2021", "2020-06-01T00:00:00Z", (2021, 2022))
    );
    assert_eq!(
        early.followed_by(later, &late, "x").unwrap_err(),
        outside("2019", "2021-06-01T00:00:00Z", (2019, 2020))
    );
    assert_eq!(
        all.is_open(at("2018-12-31T12:00:00Z")),
        Err(outside("2019", "2018-12-31T12:00:00Z", (2019, 2020)))
    );
    assert_eq!(
        all.is_open(at("2023-06-01T12:00:00Z")),
        Err(outside("2021", "2023-06-01T12:00:00Z", (2021, 2022)))
    );
}

#[test]
fn day_and_night_in_two_zones_is_one_business_day_a_date() {
    let [utc, east] = [Zone::utc(), Zone::fixed(8 * 3_600).unwrap()]
        .map(|zone| compiled(spec(zone, "mon-sun", &["00:00-24:00"], (2026, 2026))));
    for calendar in [utc.union(&east, "either").unwrap(), utc.intersection(&east, "both").unwrap()] {
        check_open_on(&calendar, "2026-03-02", &[("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z")]);
        let afternoon = at("2026-03-02T15:00:00Z");
        assert_eq!(calendar.business_day_of(afternoon), Ok(date("2026-03-02")));
        assert_eq!(calendar.add_business_days(afternoon, 3, Ends::SameTime), Ok(at("2026-03-05T15:00:00Z")));
        assert_eq!(calendar.add_business_days(afternoon, 3, Ends::Closing), Ok(at("2026-03-06T00:00:00Z")));
    }
    // What the office leaves of day and night belongs to the date on which the other's window opens: 16:00 UTC.
    let office = compiled(spec(Zone::utc(), "mon-fri", &["09:00-17:00"], (2026, 2026)));
    let either = office.union(&east, "either").unwrap();
    check_open_on(&either, "2026-03-03", &[("2026-03-03T09:00:00Z", "2026-03-04T09:00:00Z")]);
    assert_eq!(either.business_day_of(at("2026-03-04T08:00:00Z")), Ok(date("2026-03-03")));
    assert_eq!(either.business_day_of(at("2026-03-04T09:00:00Z")), Ok(date("2026-03-04")));
}

#[test]
fn t17_a_longer_night_does_not_make_a_business_day_of_the_morning_after() {
    let guards = weekly("guards", "fri", &["22:00-06:00"]);
    let nurses = weekly("nurses", "fri", &["20:00-08:00"]);
    let night = ("2026-03-06T20:00:00Z", "2026-03-07T08:00:00Z"); // Friday to Saturday
    for either in [guards.union(&nurses, "either").unwrap(), nurses.union(&guards, "either").unwrap()] {
        check_open_on(&either, "2026-03-06", &[night]);
        check_open_on(&either, "2026-03-07", &[]);
        assert_eq!(either.is_business_day(date("2026-03-07")), Ok(false));
    }
    // The parts of the night that only the nurses work are still Friday's.
    let alone = nurses.subtraction(&guards, "alone").unwrap();
    check_open_on(
        &alone,
        "2026-03-06",
        &[("2026-03-06T20:00:00Z", "2026-03-06T22:00:00Z"), ("2026-03-07T06:00:00Z", night.1)],
    );
    assert_eq!(alone.add_business_days(at("2026-03-06T21:00:00Z"), 0, Ends::Closing), Ok(at(night.1)));
}

#[test]
fn t27_a_calendar_edited_while_a_clock_runs_keeps_what_was_used() {
    let long = weekly("office", "mon-fri", &["09:00-17:00"]);
    let short = weekly("office", "mon-fri", &["09:00-13:00"]);
    let edited = at("2026-03-03T11:00:00Z"); // a Tuesday
    let office = long.followed_by(edited, &short, "office").unwrap();
    let start = at("2026-03-02T13:00:00Z");
    // 4 h on Monday, 2 h on Tuesday before the change and 2 h after it, 4 h on Wednesday.
    assert_eq!(office.add(start, OpenTime::from_hours(12)), Ok(at("2026-03-04T13:00:00Z")));
    assert_eq!(office.between(start, edited), Ok(OpenTime::from_hours(6)));
    // Full replay by the new hours would have nothing left of Monday; by the old ones Wednesday is not reached.
    assert_eq!(short.add(start, OpenTime::from_hours(12)), Ok(at("2026-03-05T13:00:00Z")));
    assert_eq!(long.add(start, OpenTime::from_hours(12)), Ok(at("2026-03-03T17:00:00Z")));
    // The day of the change is one business day, and no closing falls on the change.
    check_open_on(&office, "2026-03-03", &[("2026-03-03T09:00:00Z", "2026-03-03T13:00:00Z")]);
    assert_eq!(office.previous_close(edited), Ok(at("2026-03-02T17:00:00Z")));
}

#[test]
fn a_night_that_goes_on_across_the_change_stays_with_its_evening() {
    let nights = weekly("nights", "mon-fri", &["22:00-06:00"]);
    let longer = weekly("nights", "mon-fri", &["20:00-08:00"]);
    let nights = nights.followed_by(at("2026-03-04T02:00:00Z"), &longer, "nights").unwrap();
    check_open_on(&nights, "2026-03-03", &[("2026-03-03T22:00:00Z", "2026-03-04T08:00:00Z")]);
    check_open_on(&nights, "2026-03-04", &[("2026-03-04T20:00:00Z", "2026-03-05T08:00:00Z")]);
}

/// Monday to Friday in Shanghai, with the public holidays of China, for 2025 to 2028.
fn shanghai(beyond: Beyond) -> Calendar {
    let mut spec = spec(Zone::fixed(8 * 3_600).unwrap(), "mon-fri", &["09:00-18:00"], (2025, 2028));
    let (off, made_up) = ([date("2026-10-01")], []);
    spec.name = "shanghai".into();
    spec.holidays = vec![HolidayList::new("national", 2025..=2026, off, made_up).unwrap()];
    spec.made_up_hours = Some(Weekday::Mon);
    spec.beyond = beyond;
    compiled(spec)
}

#[test]
fn an_answer_is_assumed_if_a_part_that_decides_assumes_it() {
    let shanghai = shanghai(Beyond::WeeklyHours);
    let always = weekly("always", "mon-sun", &["00:00-24:00"]);
    let (known, unknown) = (at("2026-06-01T03:00:00Z"), at("2027-06-01T03:00:00Z"));
    let (both, either) =
        (always.intersection(&shanghai, "x").unwrap(), shanghai.union(&always, "x").unwrap());
    for calendar in [&both, &either, &always.subtraction(&shanghai, "x").unwrap()] {
        assert!(!calendar.is_assumed(known) && calendar.is_assumed(unknown));
    }
    // Of two calendars that follow each other, each decides about its time only.
    let change = at("2027-01-01T00:00:00+08:00");
    let sure = shanghai.followed_by(change, &always, "x").unwrap();
    assert!(!sure.is_assumed(known) && !sure.is_assumed(unknown));
    let unsure = always.followed_by(change, &shanghai, "x").unwrap();
    assert!(!unsure.is_assumed(known) && unsure.is_assumed(unknown));
}

#[test]
fn what_is_known_before_and_after_an_assumed_stretch_does_not_bridge_it() {
    let shanghai = shanghai(Beyond::WeeklyHours);
    let always = weekly("always", "mon-sun", &["00:00-24:00"]);
    let change = at("2027-06-01T00:00:00Z"); // January to May 2027 rest on weekly hours alone
    let both = shanghai.followed_by(change, &always, "x").unwrap();
    assert!(both.is_assumed(at("2026-06-01T00:00:00Z")));
    assert!(both.is_assumed(at("2027-03-01T00:00:00Z")));
    assert!(!both.is_assumed(change));
}

#[test]
fn errors_name_the_part_that_cannot_answer() {
    let shanghai = shanghai(Beyond::Error);
    let office = weekly("office", "mon-fri", &["00:00-12:00"]);
    for calendar in [office.intersection(&shanghai, "x").unwrap(), shanghai.union(&office, "x").unwrap()] {
        let no_list = CalendarError::NoHolidayList { calendar: "shanghai".into(), year: 2027 };
        assert_eq!(calendar.is_open(at("2027-03-01T00:00:00Z")), Err(no_list.clone()));
        // A year begins in Shanghai eight hours before it does in UTC.
        assert_eq!(calendar.is_open(at("2026-12-31T16:00:00Z")), Err(no_list));
        assert!(calendar.is_open(at("2026-12-31T15:59:59Z")).is_ok());
        let before = at("2024-12-31T20:00:00Z");
        assert!(shanghai.is_open(before).is_ok());
        assert_eq!(
            calendar.is_open(before),
            Err(CalendarError::OutsideHorizon {
                calendar: "office".into(),
                instant: before,
                first: 2025,
                last: 2027
            })
        );
    }
}

#[test]
fn a_week_of_shifts_adds_up_to_day_and_night() {
    let shifts = [("early", "06:00-14:00"), ("late", "14:00-22:00"), ("night", "22:00-06:00")]
        .map(|(name, hours)| weekly(name, "mon-sun", &[hours]));
    let [early, late, night] = &shifts;
    let all = early.union(late, "day").unwrap().union(night, "all").unwrap();
    check_open_on(&all, "2026-03-03", &[("2026-03-03T06:00:00Z", "2026-03-04T06:00:00Z")]);
    assert_eq!(all.trace(at("2026-03-02T08:00:00Z"), at("2026-03-08T00:00:00Z")).len(), 1);
    assert_eq!(all.business_day_of(at("2026-03-04T05:00:00Z")), Ok(date("2026-03-03")));
}

#[test]
fn unions_of_ever_more_calendars_stay_in_order() {
    // Each adds one hour, an hour later than the one before.
    let hours = |hour: u32| weekly("hour", "mon-fri", &[&format!("{hour:02}:00-{:02}:00", hour + 1)]);
    let all = (1..24).fold(hours(0), |all, hour| all.union(&hours(hour), "all").unwrap());
    let whole = compiled(spec(Zone::utc(), "mon-fri", &["00:00-24:00"], (2025, 2027)));
    assert_eq!(in_march(&all), in_march(&whole));
    check_open_on(&all, "2026-03-03", &[("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z")]);
}

#[test]
fn breaks_can_be_taken_from_hours_that_never_close() {
    let mut always = spec(Zone::utc(), "mon-sun", &["00:00-24:00"], (2026, 2026));
    always.weekly = WeeklyHours::always();
    let maintenance = weekly("maintenance", "sun", &["02:00-04:00"]);
    let service = compiled(always).subtraction(&maintenance, "service").unwrap();
    let expected = windows(&["00:00-02:00", "04:00-24:00"]).len();
    assert_eq!(service.open_on(date("2026-03-08")).unwrap().count(), expected);
    assert_eq!(service.next_open(at("2026-03-08T03:00:00Z")), Ok(at("2026-03-08T04:00:00Z")));
}

#[cfg(feature = "tzdb")]
#[test]
fn hours_in_common_move_with_the_clocks_of_one_zone() {
    let [shanghai, berlin] = [("Asia/Shanghai", "09:00-18:00"), ("Europe/Berlin", "09:00-17:00")]
        .map(|(zone, hours)| compiled(spec(Zone::named(zone).unwrap(), "mon-fri", &[hours], (2026, 2026))));
    let both = shanghai.intersection(&berlin, "both").unwrap();
    // 09:00 in Berlin is 16:00 in Shanghai in winter, 15:00 in summer.
    check_open_on(&both, "2026-03-02", &[("2026-03-02T16:00:00+08:00", "2026-03-02T18:00:00+08:00")]);
    check_open_on(&both, "2026-07-06", &[("2026-07-06T15:00:00+08:00", "2026-07-06T18:00:00+08:00")]);
    assert_eq!(both.zone().name(), "Asia/Shanghai");
}

#[cfg(feature = "tzdb")]
#[test]
fn t16_a_day_that_never_was_is_no_day_of_a_combined_calendar() {
    let [apia, utc] = [Zone::named("Pacific/Apia").unwrap(), Zone::utc()]
        .map(|zone| compiled(spec(zone, "mon-sun", &["00:00-24:00"], (2011, 2012))));
    let both = apia.union(&utc, "either").unwrap();
    assert_eq!(both.is_business_day(date("2011-12-29")), Ok(true));
    assert_eq!(both.is_business_day(date("2011-12-30")), Ok(false));
    let later = both.add_business_days(at("2011-12-29T12:00:00-10:00"), 1, Ends::SameTime);
    assert_eq!(later, Ok(at("2011-12-31T12:00:00+14:00")));
}
