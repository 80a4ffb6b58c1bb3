use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

use super::{LocalInstant, Zone, ZoneError};

fn local(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn utc(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    local(year, month, day, hour, minute).and_utc()
}

#[test]
fn a_fixed_offset_never_changes() {
    let zone = Zone::fixed(-12_600).unwrap();
    assert_eq!(zone.name(), "UTC-03:30");
    assert_eq!(zone.instants(local(2026, 1, 1, 0, 0)), LocalInstant::Single(utc(2026, 1, 1, 3, 30)));
    assert_eq!(zone.local(utc(2026, 1, 1, 3, 30)), local(2026, 1, 1, 0, 0));
    assert_eq!(Zone::fixed(86_400), Err(ZoneError::OffsetTooLarge { seconds: 86_400 }));
}

#[test]
fn t41_the_ends_of_time_do_not_overflow() {
    let zone = Zone::fixed(50_400).unwrap();
    for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        let shown = zone.local(instant);
        assert!(zone.opening(shown) <= DateTime::<Utc>::MAX_UTC);
    }
    assert_eq!(zone.instants(NaiveDateTime::MAX), LocalInstant::Single(NaiveDateTime::MAX.and_utc()));
}

#[test]
fn a_zone_of_chrono_becomes_a_table() {
    let offset = FixedOffset::east_opt(19_800).unwrap();
    let zone = Zone::from_chrono("India", &offset, 2020, 2030).unwrap();
    assert_eq!(zone.opening(local(2026, 1, 1, 9, 0)), utc(2026, 1, 1, 3, 30));
    assert_eq!(zone.years(), Some(2020..=2030));
    for (from, until) in [(2030, 2020), (1899, 2020), (2020, 2201), (i32::MIN, i32::MAX)] {
        assert_eq!(
            Zone::from_chrono("India", &Utc, from, until),
            Err(ZoneError::Years { from_year: from, until_year: until })
        );
    }
}

/// One hour ahead from April to October 2025, as a foreign type.
#[derive(Debug, Clone, Copy)]
struct Summer;

impl TimeZone for Summer {
    type Offset = FixedOffset;

    fn from_offset(_: &FixedOffset) -> Self {
        Self
    }

    fn offset_from_local_date(&self, _: &NaiveDate) -> chrono::MappedLocalTime<FixedOffset> {
        chrono::MappedLocalTime::None
    }

    fn offset_from_local_datetime(&self, _: &NaiveDateTime) -> chrono::MappedLocalTime<FixedOffset> {
        chrono::MappedLocalTime::None
    }

    fn offset_from_utc_date(&self, date: &NaiveDate) -> FixedOffset {
        self.offset_from_utc_datetime(&date.and_hms_opt(0, 0, 0).unwrap())
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> FixedOffset {
        let summer = local(2025, 4, 1, 1, 0) <= *utc && *utc < local(2025, 10, 1, 1, 0);
        FixedOffset::east_opt(if summer { 3_600 } else { 0 }).unwrap()
    }
}

#[test]
fn changes_of_a_foreign_zone_are_found_to_the_second() {
    let zone = Zone::from_chrono("Summer", &Summer, 2024, 2026).unwrap();
    let (spring, autumn) = (utc(2025, 4, 1, 1, 0), utc(2025, 10, 1, 1, 0));
    assert_eq!(zone.instants(local(2025, 4, 1, 0, 59)), LocalInstant::Single(utc(2025, 4, 1, 0, 59)));
    assert_eq!(zone.instants(local(2025, 4, 1, 1, 0)), LocalInstant::Gap { resumes: spring });
    assert_eq!(zone.instants(local(2025, 4, 1, 1, 59)), LocalInstant::Gap { resumes: spring });
    assert_eq!(zone.instants(local(2025, 4, 1, 2, 0)), LocalInstant::Single(spring));
    let fold = LocalInstant::Fold { earlier: utc(2025, 10, 1, 0, 30), later: utc(2025, 10, 1, 1, 30) };
    assert_eq!(zone.instants(local(2025, 10, 1, 1, 30)), fold);
    let fold = LocalInstant::Fold { earlier: utc(2025, 10, 1, 0, 0), later: autumn };
    assert_eq!(zone.instants(local(2025, 10, 1, 1, 0)), fold);
    assert_eq!(zone.instants(local(2025, 10, 1, 2, 0)), LocalInstant::Single(utc(2025, 10, 1, 2, 0)));
    assert_eq!((fold.earliest(), fold.latest()), (utc(2025, 10, 1, 0, 0), autumn));
}

#[cfg(feature = "tzdb")]
mod bundled {
    use alloc::vec;

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::{LocalInstant, Zone, ZoneError, local, utc};

    #[test]
    fn names_are_found_in_any_case_and_kept_as_the_database_writes_them() {
        assert_eq!(Zone::named("asia/shanghai").unwrap().name(), "Asia/Shanghai");
        assert_eq!(Zone::named("Mars/Base"), Err(ZoneError::Unknown { name: "Mars/Base".into() }));
        assert!(super::super::time_zone_database_version().is_some_and(|version| version.starts_with("20")));
    }

    #[test]
    fn t14_half_an_hour_is_a_change_too() {
        let zone = Zone::named("Australia/Lord_Howe").unwrap();
        // 2024-04-07 02:00 at +11 goes back to 01:30 at +10:30.
        let fold = LocalInstant::Fold { earlier: utc(2024, 4, 6, 14, 45), later: utc(2024, 4, 6, 15, 15) };
        assert_eq!(zone.instants(local(2024, 4, 7, 1, 45)), fold);
        assert_eq!(zone.instants(local(2024, 4, 7, 1, 29)), LocalInstant::Single(utc(2024, 4, 6, 14, 29)));
    }

    #[test]
    fn t15_a_day_may_start_at_one() {
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        let gap = LocalInstant::Gap { resumes: utc(2018, 11, 4, 3, 0) };
        assert_eq!(zone.instants(local(2018, 11, 4, 0, 0)), gap);
        assert_eq!(zone.local(utc(2018, 11, 4, 3, 0)), local(2018, 11, 4, 1, 0));
    }

    #[test]
    fn t16_a_whole_day_may_be_skipped() {
        let zone = Zone::named("Pacific/Apia").unwrap();
        let gap = LocalInstant::Gap { resumes: utc(2011, 12, 30, 10, 0) };
        for hour in [0, 12, 23] {
            assert_eq!(zone.instants(local(2011, 12, 30, hour, 0)), gap);
        }
        assert_eq!(zone.local(utc(2011, 12, 30, 10, 0)), local(2011, 12, 31, 0, 0));
    }

    proptest! {
        /// What a zone shows at an instant names that instant again, and as the database says.
        #[test]
        fn prop_instants_return_from_local_time(
            name in prop::sample::select(vec![
                "Europe/Dublin", "Africa/Casablanca", "Pacific/Apia", "America/Sao_Paulo", "Australia/Lord_Howe",
                "America/New_York", "Asia/Shanghai", "Antarctica/Troll",
            ]),
            second in -2_208_988_800_i64..7_258_118_400,
        ) {
            let zone = Zone::named(name).unwrap();
            let instant = chrono::DateTime::from_timestamp(second, 0).unwrap();
            let theirs = jiff::tz::TimeZoneDatabase::bundled().get(name).unwrap();
            let stamp = jiff::Timestamp::from_second(second).unwrap();
            prop_assert_eq!(zone.offset_at(instant).local_minus_utc(), theirs.to_offset(stamp).seconds());
            let shown = zone.local(instant);
            match zone.instants(shown) {
                LocalInstant::Single(single) => prop_assert_eq!(single, instant),
                LocalInstant::Fold { earlier, later } => {
                    prop_assert!(earlier < later && (earlier == instant || later == instant));
                    prop_assert!(zone.local(earlier) == shown && zone.local(later) == shown);
                }
                LocalInstant::Gap { .. } => prop_assert!(false, "a clock shows {shown}"),
            }
            prop_assert!(zone.opening(shown) <= zone.closing(shown));
            prop_assert!(zone.opening(shown) <= zone.opening(shown + TimeDelta::minutes(17)));
        }
    }
}
