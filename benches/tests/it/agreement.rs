//! On random hours, in zones whose clocks change, other libraries give the same answers, as long as no bound of the hours
//! falls into a skipped or repeated hour.

use std::sync::LazyLock;

use benches::described::{Described, Hours};
use benches::office::{timestamp, utc};
use crm_calendar::chrono::{DateTime, Days, NaiveDate, Utc};
use crm_calendar::{OpenTime, OvernightRule};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

/// Zones, and a day on which their clocks change.
const CHANGES: [(&str, (i32, u32, u32)); 15] = [
    ("Australia/Lord_Howe", (2024, 4, 7)), // by half an hour
    ("Australia/Lord_Howe", (2024, 10, 6)),
    ("America/Sao_Paulo", (2018, 11, 4)), // at midnight
    ("America/Sao_Paulo", (2018, 2, 18)),
    ("Pacific/Apia", (2012, 4, 1)),
    ("Pacific/Apia", (2012, 9, 30)),
    ("Africa/Casablanca", (2024, 3, 10)), // for Ramadan
    ("Africa/Casablanca", (2024, 4, 14)),
    ("Europe/Dublin", (2024, 3, 31)),
    ("Europe/Dublin", (2024, 10, 27)),
    ("America/New_York", (2024, 3, 10)),
    ("America/New_York", (2024, 11, 3)),
    ("Antarctica/Troll", (2024, 3, 31)), // by two hours
    ("Antarctica/Troll", (2024, 10, 27)),
    ("Asia/Shanghai", (2026, 2, 14)),
];

/// Times at which the clocks of these zones never change: from 05:00 to 22:00.
static TIMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let quarter = |quarter: u32| -> &'static str {
        Box::leak(format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15).into_boxed_str())
    };
    (20..=88).map(quarter).collect()
});

/// Up to three windows by day and one by night, or the whole day.
fn any_hours() -> impl Strategy<Value = Vec<Hours>> {
    let times = prop::collection::btree_set(0..TIMES.len(), 0..=6);
    let by_day = (times, any::<bool>()).prop_map(|(places, by_night)| {
        let places: Vec<usize> = places.into_iter().collect();
        let by_day = places.chunks_exact(2).map(|pair| (TIMES[pair[0]], TIMES[pair[1]]));
        by_day.chain(by_night.then_some(("22:30", "05:00"))).collect::<Vec<Hours>>()
    });
    prop_oneof![9 => by_day, 1 => Just(vec![("00:00", "24:00")])]
}

fn any_described() -> impl Strategy<Value = (Described, NaiveDate)> {
    let days = prop::collection::btree_set(0..80_u64, 0..8);
    let special = prop::collection::btree_map(0..80_u64, any_hours(), 0..4);
    (prop::sample::select(&CHANGES[..]), prop::array::uniform7(any_hours()), days, special).prop_map(
        |((zone, (year, month, day)), weekly, off, special)| {
            let first = NaiveDate::from_ymd_opt(year, month, day).unwrap() - Days::new(20);
            let date = |day: u64| first + Days::new(day);
            let described = Described {
                zone,
                weekly,
                off: off.into_iter().map(date).collect(),
                special: special.into_iter().map(|(day, hours)| (date(day), hours)).collect(),
                // From where the others can be followed: in 2011 Apia had a day that never was.
                years: if zone == "Pacific/Apia" { (year, year + 1) } else { (year - 1, year + 1) },
            };
            (described, first)
        },
    )
}

/// Seconds after the first day, within two months around the change, and open minutes.
fn any_questions() -> impl Strategy<Value = Vec<(i64, i64, i32)>> {
    prop::collection::vec((0..60 * 86_400_i64, 0..60 * 86_400_i64, 1..20_000_i32), 16)
}

fn start_of(first: NaiveDate) -> i64 {
    first.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_micros()
}

fn micros(answer: Option<DateTime<Utc>>) -> Option<i64> {
    answer.map(|instant| instant.timestamp_micros())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn prop_ule_hours_agrees_by_the_opening_day((described, first) in any_described(), questions in any_questions()) {
        let Ok(ours) = described.ours(OvernightRule::OpeningDay) else { return Ok(()) };
        let theirs = described.ule_hours().unwrap();
        for (one, other, minutes) in questions {
            let [start, until] = [one, other].map(|seconds| start_of(first) + seconds * 1_000_000);
            prop_assert_eq!(ours.is_open(utc(start)).unwrap(), theirs.is_open(timestamp(start)));
            let due = theirs.add(timestamp(start), SignedDuration::from_mins(minutes.into()));
            if let Ok(our_due) = ours.add(utc(start), OpenTime::from_minutes(minutes)) {
                prop_assert_eq!(Some(our_due.timestamp_micros()), due.ok().map(Timestamp::as_microsecond));
            }
            let open = ours.between(utc(start), utc(until)).unwrap().as_micros();
            prop_assert_eq!(i128::from(open), theirs.between(timestamp(start), timestamp(until)).as_micros());
            if let Ok(next) = ours.next_open(utc(start)) {
                prop_assert_eq!(next.timestamp_micros(), theirs.next_open(timestamp(start)).unwrap().as_microsecond());
            }
        }
    }

    #[test]
    fn prop_workclock_agrees_by_the_civil_day((described, first) in any_described(), questions in any_questions()) {
        let described = Described { special: Vec::new(), ..described };
        let Ok(ours) = described.ours(OvernightRule::CivilDay) else { return Ok(()) };
        let theirs = described.workclock().unwrap();
        for (one, other, minutes) in questions {
            let [start, until] = [one, other].map(|seconds| start_of(first) + seconds * 1_000_000);
            let (length, their_length) = (OpenTime::from_minutes(minutes), SignedDuration::from_mins(minutes.into()));
            let due = theirs.add(timestamp(start), their_length).ok();
            if let Some(our_due) = micros(ours.add(utc(start), length).ok()) {
                prop_assert_eq!(Some(our_due), due.map(Timestamp::as_microsecond));
            }
            let begun = theirs.sub(timestamp(start), their_length).ok();
            if let Some(our_begun) = micros(ours.subtract(utc(start), length).ok()) {
                prop_assert_eq!(Some(our_begun), begun.map(Timestamp::as_microsecond));
            }
            let open = ours.between(utc(start), utc(until)).unwrap().as_micros();
            prop_assert_eq!(i128::from(open), theirs.between(timestamp(start), timestamp(until)).as_micros());
            if let Some(next) = micros(ours.next_open(utc(start)).ok()) {
                prop_assert_eq!(next, theirs.next_period(timestamp(start)).unwrap().start.as_microsecond());
            }
            // An instant within hours ends their period itself; ours is the closing before it.
            if let (Ok(false), Some(closing)) = (ours.is_open(utc(start)), micros(ours.previous_close(utc(start)).ok())) {
                prop_assert_eq!(closing, theirs.previous_period(timestamp(start)).unwrap().end.as_microsecond());
            }
        }
    }
}
