//! Any calendar, or several made into one, and any question about business time.

mod combined;
mod days;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crm_calendar::chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use crm_calendar::{
    Beyond, Calendar, CalendarSpec, ElapsedTime, Ends, HolidayList, OpenTime, OvernightRule, TimeOfDay,
    WeeklyHours, Window, Zone,
};

use crate::drawn::Drawn;

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Zones with something to trip over, and the year of it.
static ZONES: LazyLock<Vec<(Zone, i32)>> = LazyLock::new(|| {
    let named = [
        ("UTC", 2026),
        ("Asia/Shanghai", 2026),
        ("America/New_York", 2026),
        ("Europe/Dublin", 2026),
        ("Australia/Lord_Howe", 2024),
        ("Africa/Casablanca", 2024),
        ("America/Sao_Paulo", 2018),
        ("Pacific/Apia", 2011),
        ("Antarctica/Troll", 2024),
        ("Pacific/Kwajalein", 1993),
        ("Africa/Monrovia", 1972),
    ];
    named.map(|(name, year)| (Zone::named(name).expect("a zone"), year)).into()
});

/// Draws a calendar and asks it about drawn instants and lengths; now and then one made of two or three.
///
/// A specification is refused alike each time, with the part at fault, or makes a calendar of which the laws of
/// business time hold, as they do of a calendar made of others, which is open as they are. Returns whether there is a
/// calendar.
pub fn calendar(bytes: &[u8]) -> bool {
    let mut drawn = Drawn::new(bytes);
    let spec = any_spec(&mut drawn, None);
    match Calendar::new(spec.clone()) {
        Err(error) => {
            assert!(error.path().is_some() && !error.to_string().is_empty(), "{error:?}");
            assert_eq!(Calendar::new(spec).err(), Some(error));
            false
        }
        Ok(mut calendar) => {
            check_laws(&calendar, &mut drawn);
            for _ in 0..drawn.below(3) {
                let year = calendar.horizon().end().year();
                let other = Calendar::new(any_spec(&mut drawn, Some(year))).ok();
                let made = other.and_then(|other| combined::combined(&mut drawn, &calendar, &other));
                calendar = made.unwrap_or(calendar);
            }
            while !drawn.is_empty() {
                check_laws(&calendar, &mut drawn);
            }
            true
        }
    }
}

/// Draws what a calendar is made from, about a year if one is given, else about one that is instructive in its zone.
fn any_spec(drawn: &mut Drawn<'_>, about: Option<i32>) -> CalendarSpec {
    let (zone, year) = match drawn.below(16) {
        15 => (Zone::fixed(i32::try_from(drawn.below(172_799)).unwrap_or(0) - 86_399).expect("a zone"), 2026),
        _ => drawn.choose(&ZONES),
    };
    let year = about.unwrap_or(year) - i32::try_from(drawn.below(2)).unwrap_or(0);
    let horizon = match drawn.below(32) {
        17 => (1_900, 2_200),
        31 => (
            drawn.choose(&[i32::MIN, -262_144, 0, 1_899, 1_900, 2_200]),
            drawn.choose(&[i32::MAX, 2_200, 9_999]),
        ),
        29 => (year + 1, year),
        rest => (year, year + i32::try_from(rest % 3).unwrap_or(0)),
    };
    let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
    let weekly = any_week(drawn);
    let mut spec = CalendarSpec::weekly("any", zone, weekly, (horizon.0, horizon.1));
    for _ in 0..drawn.below(3) {
        spec.holidays.extend(any_holidays(drawn, first));
    }
    spec.made_up_hours = (!drawn.one_in(4)).then(|| drawn.choose(&WEEK));
    let overrides = (0..drawn.below(6)).map(|_| (drawn.date(first, 730), any_windows(drawn)));
    spec.overrides = overrides.collect::<BTreeMap<_, _>>();
    spec.overnight = drawn.choose(&[OvernightRule::OpeningDay, OvernightRule::CivilDay]);
    spec.beyond = drawn.choose(&[Beyond::WeeklyHours, Beyond::Error]);
    spec
}

fn any_week(drawn: &mut Drawn<'_>) -> WeeklyHours {
    match drawn.below(4) {
        0 => WeeklyHours::closed().with(crm_calendar::WeekdaySet::MON_TO_FRI, &any_windows(drawn)),
        1 if drawn.one_in(8) => WeeklyHours::always(),
        _ => WEEK
            .into_iter()
            .fold(WeeklyHours::closed(), |week, day| week.with(day.into(), &any_windows(drawn))),
    }
}

/// Draws the hours of a day: a few windows, often one after the other and the last past midnight, else anyhow; now and
/// then one a minute and more.
fn any_windows(drawn: &mut Drawn<'_>) -> Vec<Window> {
    let window = |pair: &[u32]| match *pair {
        [opens, closes] => {
            Window::new(TimeOfDay::from_seconds(opens)?, TimeOfDay::from_seconds(closes)?).ok()
        }
        _ => None,
    };
    if drawn.one_in(1_024) {
        let minutes: Vec<u32> = (0..1_000 + drawn.below(500)).map(|minute| minute * 60).collect();
        return minutes.windows(2).filter_map(window).collect();
    }
    let bounds = 2 * drawn.below(4);
    let mut times: Vec<u32> = (0..bounds).map(|_| any_time(drawn)).collect();
    if !drawn.one_in(8) {
        times.sort_unstable();
        times.dedup();
        if drawn.one_in(4) && times.len() > 1 {
            times.rotate_left(1);
        }
    }
    times.chunks_exact(2).filter_map(window).collect()
}

/// Draws seconds after 00:00, mostly on a quarter of an hour.
fn any_time(drawn: &mut Drawn<'_>) -> u32 {
    if drawn.one_in(4) { drawn.below(86_401) } else { drawn.below(97) * 900 }
}

fn any_holidays(drawn: &mut Drawn<'_>, first: NaiveDate) -> Option<HolidayList> {
    let form = drawn.below(4);
    if form == 0 {
        return Some(HolidayList::china());
    }
    let off: Vec<_> = (0..drawn.below(12)).map(|_| drawn.date(first, 730)).collect();
    let made_up: Vec<_> = (0..drawn.below(3)).map(|_| drawn.date(first, 730)).collect();
    match form {
        1 => HolidayList::new("of a year", first.year()..=first.year(), off, made_up).ok(),
        2 => HolidayList::new("of two years", first.year()..=first.year() + 1, off, made_up).ok(),
        _ => HolidayList::open_ended("of all years", off, made_up).ok(),
    }
}

/// Asks a calendar about drawn instants and lengths, and checks its laws.
pub(crate) fn check_laws(calendar: &Calendar, drawn: &mut Drawn<'_>) {
    let horizon = calendar.horizon();
    let middle = horizon.start() + (horizon.end() - horizon.start()) / 2;
    let near = [horizon.start(), middle, horizon.end()];
    let (one, other, middle) = (drawn.instant(&near), drawn.instant(&near), drawn.instant(&near));
    let (length, more) = (OpenTime::from_micros(drawn.distance()), OpenTime::from_micros(drawn.distance()));
    check_instant(calendar, one);
    check_length(calendar, one, length);
    check_growth(calendar, (one.min(other), one.max(other)), (length.min(more), length.max(more)));
    check_between(calendar, one, middle, other);
    check_periods(calendar, one, other);
    let days = if drawn.one_in(8) { u32::MAX - drawn.below(2) } else { drawn.below(300) };
    days::check_spans(calendar, one, days, ElapsedTime::from_micros(drawn.distance()));
    check_zone(calendar, drawn);
}

/// Drops what is finer than a microsecond.
fn micros(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_micros()
}

fn check_instant(calendar: &Calendar, at: DateTime<Utc>) {
    let _ = calendar.is_assumed(at);
    let open = calendar.is_open(at);
    let inside = (micros(calendar.horizon().start())..micros(calendar.horizon().end())).contains(&micros(at));
    assert_eq!(open.is_ok(), inside);
    if let Ok(next) = calendar.next_open(at) {
        assert!(next >= at && calendar.is_open(next) == Ok(true));
        assert_eq!(calendar.between(at, next), Ok(OpenTime::ZERO));
        assert_eq!(open == Ok(true), next == at);
        let day = calendar.business_day_of(at).expect("the day of an opening");
        assert!(calendar.is_business_day(day).unwrap_or(true), "{day}");
        assert_eq!(calendar.add_business_days(at, 0, Ends::SameTime), Ok(next));
    } else {
        assert!(open != Ok(true));
        assert!(calendar.business_day_of(at).is_err());
    }
    if let Ok(closing) = calendar.previous_close(at) {
        assert!(micros(closing) <= micros(at) && calendar.is_open(closing) == Ok(false));
        let since = calendar.between(closing, at).expect("within the horizon");
        assert_eq!(
            since > OpenTime::ZERO,
            calendar.next_open(closing).is_ok_and(|next| micros(next) < micros(at))
        );
    }
    if let Some(before) = calendar.open_before(micros(at)) {
        let start = calendar.horizon().start();
        assert_eq!(calendar.between(start, at), Ok(OpenTime::from_micros(before)));
        assert!(calendar.instant_at(before).is_some_and(|earliest| earliest <= micros(at)));
    }
}

fn check_length(calendar: &Calendar, at: DateTime<Utc>, length: OpenTime) {
    let (due, rolled) = (calendar.add(at, length), calendar.add_rolled(at, length));
    if length.is_negative() {
        assert!(due.is_err() && rolled.is_err() && calendar.subtract(at, length).is_err());
        return;
    }
    if let Ok(due) = due {
        assert!(due >= at);
        assert_eq!(calendar.between(at, due), Ok(length));
        let back = if length == OpenTime::ZERO { Ok(at) } else { calendar.next_open(at) };
        let back = back.expect("open time follows");
        assert_eq!(calendar.subtract(due, length).map(micros), Ok(micros(back)));
    }
    if let Ok(rolled) = rolled {
        let due = due.expect("a rolled answer is no earlier");
        assert!(rolled >= due && calendar.is_open(rolled) == Ok(true));
        assert_eq!(calendar.between(due, rolled), Ok(OpenTime::ZERO));
    }
    if let Ok(begun) = calendar.subtract(at, length) {
        assert!(begun <= at);
        assert_eq!(calendar.between(begun, at), Ok(length));
        assert!(length == OpenTime::ZERO || calendar.is_open(begun) == Ok(true));
        assert!(calendar.add(begun, length).is_ok_and(|due| due <= at));
    }
}

/// `add` never falls as its arguments grow; both pairs are in order.
fn check_growth(calendar: &Calendar, starts: (DateTime<Utc>, DateTime<Utc>), lengths: (OpenTime, OpenTime)) {
    let add = |start, length| calendar.add(start, length);
    if let (Ok(first), Ok(later)) = (add(starts.0, lengths.0), add(starts.1, lengths.0)) {
        assert!(first <= later);
    }
    if let (Ok(short), Ok(long)) = (add(starts.0, lengths.0), add(starts.0, lengths.1)) {
        assert!(short <= long);
        let rest = lengths.1.checked_sub(lengths.0).expect("no more than the longer");
        assert_eq!(add(short, rest), Ok(long));
    }
}

fn check_between(calendar: &Calendar, one: DateTime<Utc>, middle: DateTime<Utc>, other: DateTime<Utc>) {
    let between = |from, until| calendar.between(from, until).map(OpenTime::as_micros);
    if let Ok(open) = between(one, other) {
        assert_eq!(between(other, one), Ok(-open));
        assert!(open.abs() <= (micros(other) - micros(one)).abs());
        if let (Ok(first), Ok(second)) = (between(one, middle), between(middle, other)) {
            assert_eq!(first + second, open);
        }
    }
}

fn check_periods(calendar: &Calendar, one: DateTime<Utc>, other: DateTime<Utc>) {
    const MOST: usize = 200;
    let (from, until) = (one.min(other), one.max(other));
    let periods: Vec<_> = calendar.periods(from, until).take(MOST).collect();
    assert!(periods.windows(2).all(|pair| matches!(pair, [one, next] if one.end() < next.start())));
    for period in &periods {
        assert!(!period.is_empty() && micros(from) <= micros(period.start()) && period.end() <= until);
        assert_eq!(calendar.is_open(period.start()), Ok(true));
        assert_eq!(
            calendar.between(period.start(), period.end()).map(OpenTime::as_micros),
            Ok(period.elapsed().as_micros())
        );
    }
    let (from, until) = (from.max(calendar.horizon().start()), until.min(calendar.horizon().end()));
    if periods.len() < MOST && from <= until {
        let sum: i64 = periods.iter().map(|period| period.elapsed().as_micros()).sum();
        assert_eq!(calendar.between(from, until), Ok(OpenTime::from_micros(sum)));
    }
    assert_eq!(calendar.periods(until, from).filter(|_| from < until).count(), 0);
}

fn check_zone(calendar: &Calendar, drawn: &mut Drawn<'_>) {
    let zone = calendar.zone();
    let date = drawn.date(zone.date(calendar.horizon().start()), 1_000);
    let time = date.and_hms_opt(drawn.below(24), drawn.below(60), 0).expect("a time");
    let (opens, closes) = (zone.opening(time), zone.closing(time));
    assert!(opens <= closes);
    let day = calendar.is_business_day(date);
    if Zone::YEARS.contains(&date.year()) {
        // Shown then, or skipped by the clock, which shows a later time at once.
        assert!(zone.local(opens) >= time && zone.local(closes) >= time);
        let before = opens - TimeDelta::microseconds(1);
        assert!(zone.local(before) < time || opens < closes || zone.local(opens) == time);
    } else {
        assert!(day.is_err());
    }
}
