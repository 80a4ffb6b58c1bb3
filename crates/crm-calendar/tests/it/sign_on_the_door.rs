//! The plainest model: a second is open if the time and date that clocks show lie within the hours on the sign.
//!
//! It knows neither openings nor closings, so it has nothing to say of hours that begin or end in a skipped or repeated
//! hour; the hours here do so at no time at which clocks change. It is asked about instants to the microsecond, on hours to
//! the second.

use std::collections::{BTreeMap, BTreeSet};

use crm_calendar::{
    Calendar, CalendarSpec, HolidayList, OpenTime, OvernightRule, TimeOfDay, WeeklyHours, Window, Zone,
    chrono::{DateTime, Datelike, Days, NaiveDate, Timelike, Utc, Weekday},
};
use jiff::{Timestamp, tz::TimeZoneDatabase};
use proptest::prelude::*;

/// Zones, and the second of the four days.
const CHANGES: [(&str, (i32, u32, u32)); 12] = [
    ("Australia/Lord_Howe", (2024, 4, 7)),
    ("Australia/Lord_Howe", (2024, 10, 6)),
    ("America/Sao_Paulo", (2018, 11, 4)),
    ("America/Sao_Paulo", (2018, 2, 18)),
    ("Pacific/Apia", (2011, 12, 31)),
    ("Africa/Casablanca", (2024, 3, 10)),
    ("Africa/Casablanca", (2024, 4, 14)),
    ("Europe/Dublin", (2024, 3, 31)),
    ("Europe/Dublin", (2024, 10, 27)),
    ("America/New_York", (2024, 3, 10)),
    ("America/New_York", (2024, 11, 3)),
    ("Asia/Shanghai", (2026, 2, 14)),
];

const DAY: u32 = 86_400;
const DAYS: usize = 4;
const SECONDS: usize = DAYS * DAY as usize;
const MICROS: i64 = 1_000_000;

/// Seconds from 00:00; a closing beyond a day is on the next.
type Hours = Vec<(u32, u32)>;

#[derive(Debug, Clone)]
struct Sign {
    zone: &'static str,
    first: NaiveDate,
    weekly: [Hours; 7],
    off: BTreeSet<NaiveDate>,
    made_up: BTreeSet<NaiveDate>,
    made_up_hours: Weekday,
    special: BTreeMap<NaiveDate, Hours>,
    overnight: OvernightRule,
}

impl Sign {
    /// The hours of a date that is not off.
    fn working(&self, date: NaiveDate) -> &Hours {
        let is_made_up = self.made_up.contains(&date) && !self.off.contains(&date);
        let weekday = if is_made_up { self.made_up_hours } else { date.weekday() };
        &self.weekly[weekday.num_days_from_monday() as usize]
    }

    fn hours(&self, date: NaiveDate) -> Hours {
        match self.special.get(&date) {
            Some(hours) => hours.clone(),
            None if self.off.contains(&date) => Vec::new(),
            None => self.working(date).clone(),
        }
    }

    /// What is open on a date, in seconds from 00:00.
    fn open_on(&self, date: NaiveDate) -> Vec<bool> {
        let eve = date - Days::new(1);
        let has_own_rule = self.special.contains_key(&date) || self.off.contains(&date);
        let eve_is_off = self.special.get(&eve).map_or(self.off.contains(&eve), Vec::is_empty);
        let night = match self.overnight {
            OvernightRule::CivilDay if has_own_rule => Vec::new(),
            OvernightRule::CivilDay if eve_is_off => self.working(eve).clone(),
            OvernightRule::CivilDay | OvernightRule::OpeningDay => self.hours(eve),
        };
        let own = self.hours(date);
        let is_open = |second: u32| {
            own.iter().any(|&(opens, closes)| opens <= second && second < closes)
                || night.iter().any(|&(_, closes)| second + DAY < closes)
        };
        (0..DAY).map(is_open).collect()
    }

    fn compiled(&self) -> Option<Calendar> {
        let time = |seconds: u32| TimeOfDay::from_seconds(seconds).expect("a time");
        let closing = |seconds: u32| time(if seconds > DAY { seconds - DAY } else { seconds });
        let windows = |hours: &Hours| -> Vec<Window> {
            let window = |&(opens, closes): &(u32, u32)| Window::new(time(opens), closing(closes));
            hours.iter().map(|hours| window(hours).expect("a window")).collect()
        };
        let mut weekly = WeeklyHours::closed();
        for (number, hours) in (0..).zip(&self.weekly) {
            weekly = weekly.with(Weekday::try_from(number).expect("a weekday").into(), &windows(hours));
        }
        let year = self.first.year();
        let zone = Zone::named(self.zone).expect("a zone");
        let mut spec = CalendarSpec::weekly("sign", zone, weekly, (year - 1, year + 1));
        let made_up = self.made_up.difference(&self.off).copied();
        let list = HolidayList::open_ended("sign", self.off.iter().copied(), made_up);
        spec.holidays = vec![list.expect("a list")];
        spec.made_up_hours = Some(self.made_up_hours);
        spec.overrides = self.special.iter().map(|(date, hours)| (*date, windows(hours))).collect();
        spec.overnight = self.overnight;
        Calendar::new(spec).ok() // nothing may be open at all
    }
}

/// Which seconds are open, and how many before each.
struct Walked {
    start: i64,
    open: Vec<bool>,
    before: Vec<i64>,
}

impl Walked {
    fn new(sign: &Sign) -> Self {
        let zone = TimeZoneDatabase::bundled().get(sign.zone).expect("a zone");
        let start = sign.first.and_hms_opt(0, 0, 0).expect("a time").and_utc().timestamp();
        let mut dates = BTreeMap::new();
        let mut open = Vec::with_capacity(SECONDS);
        for minute in (start..).step_by(60).take(SECONDS / 60) {
            // Clocks of these years change on whole minutes.
            let offset = zone.to_offset(Timestamp::from_second(minute).expect("this century")).seconds();
            let shown = DateTime::from_timestamp(minute + i64::from(offset), 0).expect("this century");
            let date = shown.date_naive();
            let of_date: &mut Vec<bool> = dates.entry(date).or_insert_with(|| sign.open_on(date));
            let first = shown.num_seconds_from_midnight() as usize;
            open.extend_from_slice(&of_date[first..first + 60]);
        }
        let mut before = vec![0];
        for is_open in &open {
            before.push(before[before.len() - 1] + i64::from(*is_open));
        }
        Self { start, open, before }
    }

    fn instant(&self, micros: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.start * MICROS + micros).expect("this century")
    }

    fn is_open(&self, micros: i64) -> bool {
        self.open[usize::try_from(micros / MICROS).expect("after the start")]
    }

    /// Open microseconds before an instant.
    fn open_before(&self, micros: i64) -> i64 {
        let second = usize::try_from(micros / MICROS).expect("after the start");
        self.before[second] * MICROS + if self.is_open(micros) { micros % MICROS } else { 0 }
    }

    /// The earliest instant with so much open time before it, above zero.
    fn reached(&self, open: i64) -> Option<i64> {
        let second = self.before.partition_point(|before| before * MICROS < open).checked_sub(1)?;
        self.open.get(second)?;
        Some(i64::try_from(second).expect("a few") * MICROS + open - self.before[second] * MICROS)
    }

    /// The open instant with so much open time before it.
    fn going_on(&self, open: i64) -> Option<i64> {
        let second = self.before.partition_point(|before| before * MICROS <= open).checked_sub(1)?;
        self.open.get(second)?;
        Some(i64::try_from(second).expect("a few") * MICROS + open - self.before[second] * MICROS)
    }

    fn previous_close(&self, micros: i64) -> Option<i64> {
        let last = usize::try_from(micros / MICROS).expect("after the start");
        let second = (1..=last).rev().find(|&second| self.open[second - 1] && !self.open[second])?;
        Some(i64::try_from(second).expect("a few") * MICROS)
    }
}

/// Up to three windows by day, and one by night; no bound between 22:30 and 05:00, when clocks may change.
fn any_hours() -> impl Strategy<Value = Hours> {
    let second = prop_oneof![20..=88_u32].prop_map(|quarter| quarter * 900);
    let second = prop_oneof![second, 18_000..=79_200_u32];
    (prop::collection::btree_set(second, 0..=6), prop::option::weighted(0.3, 18_000..21_600_u32)).prop_map(
        |(seconds, night)| {
            let seconds: Vec<u32> = seconds.into_iter().collect();
            let by_day = seconds.chunks_exact(2).map(|pair| (pair[0], pair[1]));
            by_day.chain(night.map(|closes| (81_000, DAY + closes))).collect()
        },
    )
}

fn any_sign() -> impl Strategy<Value = Sign> {
    let day = || 0..6_u64;
    let days = (
        prop::collection::btree_set(day(), 0..2),
        prop::collection::btree_set(day(), 0..2),
        prop::collection::btree_map(day(), any_hours(), 0..2),
    );
    let choices = (0..7_u8, prop::bool::ANY);
    let weekly = prop::array::uniform7(any_hours());
    (prop::sample::select(&CHANGES[..]), weekly, days, choices).prop_map(
        |((zone, (year, month, day)), weekly, (off, made_up, special), (weekday, by_civil_day))| {
            let first = NaiveDate::from_ymd_opt(year, month, day).expect("a date") - Days::new(1);
            let date = |day: u64| first + Days::new(day) - Days::new(1);
            Sign {
                zone,
                first,
                weekly,
                off: off.into_iter().map(date).collect(),
                made_up: made_up.into_iter().map(date).collect(),
                made_up_hours: Weekday::try_from(weekday).expect("a weekday"),
                special: special.into_iter().map(|(day, hours)| (date(day), hours)).collect(),
                overnight: if by_civil_day { OvernightRule::CivilDay } else { OvernightRule::OpeningDay },
            }
        },
    )
}

/// Microseconds from the start of the four days, half of them on whole seconds.
fn any_micros() -> impl Strategy<Value = i64> {
    let second = 0..i64::try_from(SECONDS).expect("a few");
    prop_oneof![second.clone().prop_map(|second| second * MICROS), second.start * MICROS..second.end * MICROS]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn prop_answers_agree_with_the_sign_on_the_door(
        sign in any_sign(),
        questions in prop::collection::vec((any_micros(), any_micros(), 1..100_000 * MICROS), 16),
    ) {
        let Some(calendar) = sign.compiled() else { return Ok(()) };
        let walked = Walked::new(&sign);
        let instant = |micros: Option<i64>| micros.map(|micros| walked.instant(micros));
        for (at, other, length) in questions {
            let (from, until) = (at.min(other), at.max(other));
            let start = walked.instant(at);
            prop_assert_eq!(calendar.is_open(start), Ok(walked.is_open(at)));
            let counted = walked.open_before(until) - walked.open_before(from);
            let open = calendar.between(walked.instant(from), walked.instant(until));
            prop_assert_eq!(open, Ok(OpenTime::from_micros(counted)));
            let length_of_time = OpenTime::from_micros(length);
            let begun = walked.open_before(at);
            if let Some(due) = instant(walked.reached(begun + length)) {
                prop_assert_eq!(calendar.add(start, length_of_time), Ok(due));
            }
            if let Some(rolled) = instant(walked.going_on(begun + length)) {
                prop_assert_eq!(calendar.add_rolled(start, length_of_time), Ok(rolled));
            }
            if let Some(begun) = instant(walked.going_on(begun - length).filter(|_| begun >= length)) {
                prop_assert_eq!(calendar.subtract(start, length_of_time), Ok(begun));
            }
            if let Some(next) = instant(walked.going_on(begun)) {
                prop_assert_eq!(calendar.next_open(start), Ok(next));
            }
            if let Some(closing) = instant(walked.previous_close(at)) {
                prop_assert_eq!(calendar.previous_close(start), Ok(closing));
            }
            let periods = calendar.periods(walked.instant(from), walked.instant(until));
            let lengths = periods.map(|period| period.elapsed().as_micros());
            prop_assert_eq!(lengths.sum::<i64>(), counted);
        }
    }
}
