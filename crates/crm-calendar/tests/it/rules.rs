//! Holidays by rule: published years of two countries, edges worked by hand, and laws.

use std::collections::BTreeSet;

use crm_calendar::{
    Beyond, CommonYears, Easter, HolidayDay, HolidayList, HolidayListError, HolidayListSpec, HolidayRule,
    HolidayRuleError, NthWeek, Substitute, WeekdaySet, Zone,
    chrono::{Datelike, NaiveDate, Weekday},
};
use proptest::prelude::*;

use crate::support::{at, compiled, date, spec};

fn saturday_and_sunday() -> WeekdaySet {
    [Weekday::Sat, Weekday::Sun].into_iter().collect()
}

fn on(month: u32, day: u32) -> HolidayDay {
    HolidayDay::date(month, day).unwrap()
}

fn nth(nth: NthWeek, weekday: Weekday, month: u32) -> HolidayDay {
    HolidayDay::nth_weekday(nth, weekday, month).unwrap()
}

fn easter(days: i32) -> HolidayDay {
    HolidayDay::easter(Easter::Western, days).unwrap()
}

fn rule(day: HolidayDay) -> HolidayRule {
    HolidayRule::new("Holiday", day).unwrap()
}

/// A rule with a substitute instead of its day on Saturdays and Sundays.
fn moved(day: HolidayDay, substitute: Substitute) -> HolidayRule {
    rule(day).with_substitute(substitute, saturday_and_sunday()).unwrap().instead()
}

fn list(years: (i32, i32), rules: impl IntoIterator<Item = HolidayRule>) -> HolidayList {
    HolidayList::from_rules("rules", years.0..=years.1, rules).unwrap()
}

fn days_of(list: &HolidayList, year: i32) -> Vec<String> {
    list.off().filter(|day| day.year() == year).map(|day| day.format("%m-%d").to_string()).collect()
}

/// Title 5 of the United States Code, section 6103: a holiday on a Saturday is observed on the Friday before, one on
/// a Sunday on the Monday after.
fn united_states() -> Vec<HolidayRule> {
    use {NthWeek::*, Weekday::*};
    let nearest = |month, day| moved(on(month, day), Substitute::NearestWeekday);
    vec![
        nearest(1, 1),
        rule(nth(Third, Mon, 1)),
        rule(nth(Third, Mon, 2)),
        rule(nth(Last, Mon, 5)),
        nearest(6, 19).with_years(Some(2021), None).unwrap(),
        nearest(7, 4),
        rule(nth(First, Mon, 9)),
        rule(nth(Second, Mon, 10)),
        nearest(11, 11),
        rule(nth(Fourth, Thu, 11)),
        nearest(12, 25),
    ]
}

/// The dates that the Office of Personnel Management published.
#[test]
fn federal_holidays_of_the_united_states_are_as_published() {
    let list = list((2020, 2026), united_states());
    assert_eq!(
        days_of(&list, 2020),
        ["01-01", "01-20", "02-17", "05-25", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"]
    );
    // Juneteenth since this year; New Year's Day of 2022, a Saturday, is observed on its last day.
    assert_eq!(
        days_of(&list, 2021),
        [
            "01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25",
            "12-24", "12-31"
        ]
    );
    assert_eq!(
        days_of(&list, 2022),
        ["01-17", "02-21", "05-30", "06-20", "07-04", "09-05", "10-10", "11-11", "11-24", "12-26"]
    );
    assert_eq!(
        days_of(&list, 2026),
        ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"]
    );
}

/// The Banking and Financial Dealings Act 1971, and the days that were moved or added since 2020.
fn england_and_wales() -> HolidayListSpec {
    use {NthWeek::*, Weekday::*};
    let free = |month, day| moved(on(month, day), Substitute::NextFreeDay);
    HolidayListSpec {
        rules: vec![
            free(1, 1),
            rule(easter(-2)),
            rule(easter(1)),
            rule(nth(First, Mon, 5)),
            rule(nth(Last, Mon, 5)),
            rule(nth(Last, Mon, 8)),
            free(12, 25),
            free(12, 26),
        ],
        // Victory in Europe 1945; the Platinum Jubilee.
        except: vec![date("2020-05-04"), date("2022-05-30")],
        off: ["2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"].map(date).to_vec(),
        ..HolidayListSpec::new("england-and-wales", Some(2020..=2028))
    }
}

#[test]
fn bank_holidays_of_england_and_wales_are_as_published() {
    let list = HolidayList::from_spec(england_and_wales()).unwrap();
    for (year, days) in [
        (2020, ["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"].as_slice()),
        (2021, &["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        (2022, &["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"]),
        (2023, &["01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"]),
        (2024, &["01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"]),
        (2026, &["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (2027, &["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
    ] {
        assert_eq!(days_of(&list, year), days, "{year}");
    }
}

/// Japan: a holiday on a Sunday is made up for by the next day that is none. The Golden Week of 2026 has three in a
/// row, 3 to 5 May, of which the first is a Sunday: the 6th is off.
#[test]
fn a_substitute_passes_over_other_holidays() {
    let sunday = WeekdaySet::from(Weekday::Sun);
    let golden_week = [(4, 29), (5, 3), (5, 4), (5, 5)]
        .map(|(month, day)| rule(on(month, day)).with_substitute(Substitute::NextFreeDay, sunday).unwrap());
    let list = list((2025, 2026), golden_week);
    assert_eq!(days_of(&list, 2026), ["04-29", "05-03", "05-04", "05-05", "05-06"]);
    assert_eq!(days_of(&list, 2025), ["04-29", "05-03", "05-04", "05-05", "05-06"]); // Sunday is the 4th
}

#[test]
fn a_substitute_passes_over_single_dates_but_not_for_next_monday() {
    let with = |substitute| {
        let rules = vec![moved(on(8, 1), substitute)]; // a Saturday in 2026
        let off = vec![date("2026-08-03")];
        let spec = HolidayListSpec { rules, off, ..HolidayListSpec::new("x", Some(2026..=2026)) };
        days_of(&HolidayList::from_spec(spec).unwrap(), 2026)
    };
    assert_eq!(with(Substitute::NextFreeDay), ["08-03", "08-04"]);
    assert_eq!(with(Substitute::NextMonday), ["08-03"]);
}

#[test]
fn the_day_itself_stays_off_unless_the_substitute_stands_instead() {
    let also = rule(on(8, 1)).with_substitute(Substitute::NextMonday, saturday_and_sunday()).unwrap();
    assert_eq!(days_of(&list((2026, 2026), [also.clone()]), 2026), ["08-01", "08-03"]);
    assert_eq!(days_of(&list((2026, 2026), [also.clone().instead()]), 2026), ["08-03"]);
    assert_eq!(days_of(&list((2025, 2025), [also.instead()]), 2025), ["08-01"], "a Friday needs none");
}

#[test]
fn weekends_need_not_be_saturday_and_sunday() {
    let friday_and_saturday: WeekdaySet = "fri-sat".parse().unwrap();
    let with =
        |substitute| rule(on(1, 1)).with_substitute(substitute, friday_and_saturday).unwrap().instead();
    // 1 January 2027 is a Friday, of 2028 a Saturday.
    assert_eq!(days_of(&list((2026, 2026), [with(Substitute::NearestWeekday)]), 2026), ["01-01", "12-31"]);
    assert_eq!(days_of(&list((2028, 2028), [with(Substitute::NearestWeekday)]), 2028), ["01-02"]);
    assert_eq!(days_of(&list((2027, 2027), [with(Substitute::NextFreeDay)]), 2027), ["01-03"]);
    assert_eq!(days_of(&list((2027, 2027), [with(Substitute::NextMonday)]), 2027), ["01-04"]);
    // Sunday alone: Saturday and Monday are as near, and the later one is taken.
    let sunday = rule(on(8, 2)).with_substitute(Substitute::NearestWeekday, Weekday::Sun.into()).unwrap();
    assert_eq!(days_of(&list((2026, 2026), [sunday.instead()]), 2026), ["08-03"]);
}

#[test]
fn substitutes_and_days_may_lie_in_the_year_beside() {
    // 31 December 2023 is a Sunday, 1 January 2024 a holiday.
    let rules = [(12, 31), (1, 1)].map(|(month, day)| moved(on(month, day), Substitute::NextFreeDay));
    assert_eq!(days_of(&list((2024, 2024), rules), 2024), ["01-01", "01-02", "12-31"]);
    // The Monday on or before 3 January: 2 January 2023, 1 January 2024, and 30 December 2024 for 2025.
    let early = HolidayDay::on_or_before(Weekday::Mon, 1, 3).unwrap();
    assert_eq!(days_of(&list((2024, 2024), [rule(early)]), 2024), ["01-01", "12-30"]);
}

#[test]
fn x28_leap_days_say_what_they_are_in_common_years() {
    let days = |common_years| {
        let list = list((2024, 2025), [rule(HolidayDay::leap_day(common_years))]);
        list.off().map(|day| day.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(days(CommonYears::None), ["2024-02-29"]);
    assert_eq!(days(CommonYears::February28), ["2024-02-29", "2025-02-28"]);
    assert_eq!(days(CommonYears::March1), ["2024-02-29", "2025-03-01"]);
    assert_eq!(HolidayDay::date(2, 29), Err(HolidayRuleError::LeapDay));
}

#[test]
fn a_month_without_a_fifth_weekday_has_none() {
    let fifth = nth(NthWeek::Fifth, Weekday::Mon, 3);
    assert_eq!(fifth.in_year(2026), Some(date("2026-03-30")));
    assert_eq!(fifth.in_year(2027), Some(date("2027-03-29")));
    assert_eq!(fifth.in_year(2025), Some(date("2025-03-31")));
    assert_eq!(fifth.in_year(2024), None);
    assert_eq!(nth(NthWeek::Last, Weekday::Mon, 3).in_year(2024), Some(date("2024-03-25")));
}

#[test]
fn weekdays_beside_a_date() {
    let before = |day| HolidayDay::on_or_before(Weekday::Mon, 5, day).unwrap().in_year(2026);
    assert_eq!(before(25), Some(date("2026-05-25")), "a Monday is its own");
    assert_eq!(before(24), Some(date("2026-05-18")));
    let after = |day| HolidayDay::on_or_after(Weekday::Sat, 6, day).unwrap().in_year(2026);
    assert_eq!(after(20), Some(date("2026-06-20")), "midsummer in Sweden");
    assert_eq!(after(21), Some(date("2026-06-27")));
}

#[test]
fn rules_that_cannot_be_are_refused() {
    assert_eq!(HolidayDay::date(4, 31), Err(HolidayRuleError::NoSuchDate { month: 4, day: 31 }));
    assert_eq!(HolidayDay::date(0, 1), Err(HolidayRuleError::NoSuchMonth { month: 0 }));
    assert_eq!(HolidayDay::date(13, 31), Err(HolidayRuleError::NoSuchMonth { month: 13 }));
    assert!(HolidayDay::nth_weekday(NthWeek::First, Weekday::Mon, 13).is_err());
    assert_eq!(HolidayDay::on_or_after(Weekday::Mon, 2, 29), Err(HolidayRuleError::LeapDay));
    assert_eq!(HolidayDay::easter(Easter::Western, 231), Err(HolidayRuleError::EasterDays { days: 231 }));
    assert!(HolidayDay::easter(Easter::Orthodox, i32::MIN).is_err());
    let newyear = || rule(on(1, 1));
    for weekend in [WeekdaySet::EMPTY, WeekdaySet::ALL] {
        let refused = newyear().with_substitute(Substitute::NextFreeDay, weekend);
        assert_eq!(refused, Err(HolidayRuleError::Weekend { days: weekend }));
    }
    let reversed = newyear().with_years(Some(2027), Some(2026));
    assert_eq!(reversed, Err(HolidayRuleError::YearsReversed { from: 2027, until: 2026 }));
    for name in ["", " \t", "New\nYear", "\u{0}"] {
        assert_eq!(HolidayRule::new(name, on(1, 1)), Err(HolidayRuleError::Name), "{name:?}");
    }
}

#[test]
fn lists_that_cannot_be_are_refused() {
    let with = |change: fn(&mut HolidayListSpec)| {
        let mut spec = HolidayListSpec::new("x", Some(2026..=2027));
        spec.rules.push(rule(on(5, 1)));
        change(&mut spec);
        HolidayList::from_spec(spec).unwrap_err()
    };
    let name = || String::from("x");
    assert_eq!(
        with(|spec| spec.years = Some(1899..=2026)),
        HolidayListError::YearsOutside { name: name(), first: 1899, last: 2026 }
    );
    #[expect(clippy::reversed_empty_ranges, reason = "reversed years are the case")]
    let reversed = with(|spec| spec.years = Some(2027..=2026));
    assert_eq!(reversed, HolidayListError::YearsReversed { name: name(), first: 2027, last: 2026 });
    assert_eq!(
        with(|spec| spec.made_up.push(date("2026-05-01"))),
        HolidayListError::OffAndMadeUp { name: name(), date: date("2026-05-01") }
    );
    assert_eq!(
        with(|spec| spec.except.push(date("2026-05-02"))),
        HolidayListError::ExceptionWithoutHoliday { name: name(), date: date("2026-05-02") }
    );
    assert!(matches!(
        with(|spec| spec.except.push(date("2028-05-01"))),
        HolidayListError::DateOutside { .. }
    ));
    let both = with(|spec| {
        spec.except.push(date("2026-05-01"));
        spec.off.push(date("2026-05-01"));
    });
    assert_eq!(both, HolidayListError::ExceptedAndOff { name: name(), date: date("2026-05-01") });
    assert!(HolidayList::from_rules("x", 2026..=i32::MAX, []).is_err());
}

#[test]
fn t21_an_excepted_holiday_has_no_substitute_and_a_substitute_may_be_excepted() {
    let with = |except| {
        let rules =
            vec![rule(on(8, 1)).with_substitute(Substitute::NextMonday, saturday_and_sunday()).unwrap()];
        let spec =
            HolidayListSpec { rules, except: vec![except], ..HolidayListSpec::new("x", Some(2026..=2026)) };
        days_of(&HolidayList::from_spec(spec).unwrap(), 2026)
    };
    assert_eq!(with(date("2026-08-01")), [""; 0]);
    assert_eq!(with(date("2026-08-03")), ["08-01"]);
}

/// Every day of a year off by itself: a free day is looked for in bounded time, and there is none.
#[test]
fn t19_no_free_day_in_a_year_means_no_substitute() {
    let off: Vec<NaiveDate> = date("2026-01-01").iter_days().take_while(|day| day.year() < 2028).collect();
    let rules = vec![moved(on(1, 3), Substitute::NextFreeDay)]; // a Saturday
    let spec = HolidayListSpec { rules, off, ..HolidayListSpec::new("x", Some(2026..=2027)) };
    assert_eq!(HolidayList::from_spec(spec).unwrap().off().count(), 730);
}

#[test]
fn days_have_the_names_of_their_holidays() {
    let named = |name: &str, day| HolidayRule::new(name, day).unwrap();
    let rules = [named("Zeta", on(5, 1)), named(" Alpha ", on(5, 1)), named("rules", on(6, 1))];
    let list = list((2026, 2026), rules);
    assert_eq!(list.names(date("2026-05-01")).collect::<Vec<_>>(), ["Alpha", "Zeta"]);
    assert_eq!(list.names(date("2026-06-01")).count(), 0, "the list's own name is none of the day's");
    assert_eq!(list.names(date("2026-05-02")).count(), 0);
}

/// Rules of one's own say nothing about the holidays of China, whose list for 2027 does not exist.
#[test]
fn rules_never_fill_in_for_a_list_that_ends() {
    let ours = list((2020, 2100), [rule(on(5, 20))]);
    let with = |beyond| {
        let mut spec = spec(Zone::fixed(8 * 3_600).unwrap(), "mon-fri", &["09:00-17:00"], (2026, 2028));
        spec.holidays = vec![HolidayList::china(), ours.clone()];
        spec.made_up_hours = Some(Weekday::Mon);
        spec.beyond = beyond;
        compiled(spec)
    };
    let (in_2026, in_2027) = (at("2026-12-30T04:00:00Z"), at("2027-01-04T04:00:00Z"));
    let strict = with(Beyond::Error);
    assert_eq!(strict.is_open(in_2026), Ok(true));
    assert!(strict.is_open(in_2027).is_err());
    let assuming = with(Beyond::WeeklyHours);
    assert!(!assuming.is_assumed(in_2026) && assuming.is_assumed(in_2027));
    assert_eq!(assuming.is_business_day(date("2027-05-20")), Ok(false), "the rule holds");
    assert_eq!(assuming.is_business_day(date("2027-10-01")), Ok(true), "assumed, and said so");
}

const FIRST_TO_FIFTH: [NthWeek; 5] =
    [NthWeek::First, NthWeek::Second, NthWeek::Third, NthWeek::Fourth, NthWeek::Fifth];

fn any_day() -> impl Strategy<Value = HolidayDay> {
    let weekday = (0..7_u8).prop_map(|day| Weekday::try_from(day).unwrap());
    let week = prop::sample::select(vec![
        NthWeek::First,
        NthWeek::Second,
        NthWeek::Third,
        NthWeek::Fourth,
        NthWeek::Fifth,
        NthWeek::Last,
    ]);
    let common = prop::sample::select(vec![CommonYears::None, CommonYears::February28, CommonYears::March1]);
    let church = prop::sample::select(vec![Easter::Western, Easter::Orthodox]);
    let month_day = (1..=12_u32, 1..=28_u32);
    prop_oneof![
        3 => month_day.clone().prop_map(|(month, day)| on(month, day)),
        1 => Just(on(12, 31)),
        1 => common.prop_map(HolidayDay::leap_day),
        2 => (week, weekday.clone(), 1..=12_u32).prop_map(|(week, weekday, month)| nth(week, weekday, month)),
        1 => (weekday.clone(), month_day.clone())
            .prop_map(|(weekday, (month, day))| HolidayDay::on_or_before(weekday, month, day).unwrap()),
        1 => (weekday, month_day)
            .prop_map(|(weekday, (month, day))| HolidayDay::on_or_after(weekday, month, day).unwrap()),
        2 => (church, HolidayDay::EASTER_DAYS).prop_map(|(church, days)| HolidayDay::easter(church, days).unwrap()),
    ]
}

fn any_rule() -> impl Strategy<Value = HolidayRule> {
    let substitute = prop::sample::select(vec![
        Substitute::NextMonday,
        Substitute::NearestWeekday,
        Substitute::NextFreeDay,
    ]);
    let weekend = prop_oneof![
        3 => Just("sat-sun"),
        1 => Just("fri-sat"),
        1 => Just("sun"),
    ]
    .prop_map(|days| days.parse::<WeekdaySet>().unwrap());
    let years = prop::option::of((1890..2210_i32, 0..200_i32));
    (any_day(), prop::option::of((substitute, weekend)), any::<bool>(), years).prop_map(
        |(day, substitute, instead, years)| {
            let mut made = HolidayRule::new("Holiday", day).unwrap();
            if let Some((substitute, weekend)) = substitute {
                made = made.with_substitute(substitute, weekend).unwrap();
            }
            if instead {
                made = made.instead();
            }
            match years {
                Some((from, count)) => made.with_years(Some(from), Some(from + count)).unwrap(),
                None => made,
            }
        },
    )
}

proptest! {
    #[test]
    fn prop_easter_rules_never_leave_their_year(year in 1900..=2200_i32, days in HolidayDay::EASTER_DAYS) {
        for church in [Easter::Western, Easter::Orthodox] {
            let day = HolidayDay::easter(church, days).unwrap().in_year(year).unwrap();
            prop_assert_eq!(day.year(), year);
        }
    }

    #[test]
    fn prop_order_of_rules_plays_no_part(
        rules in prop::collection::vec(any_rule(), 0..8), first in 1900..=2195_i32, turn in 0..8_usize,
    ) {
        let forward = list((first, first + 5), rules.clone());
        let mut other = rules;
        other.reverse();
        let turn = turn % other.len().max(1);
        other.rotate_left(turn);
        prop_assert_eq!(forward, list((first, first + 5), other));
    }

    #[test]
    fn prop_part_of_the_years_has_the_same_days(
        rules in prop::collection::vec(any_rule(), 0..8), first in 1900..=2190_i32, skip in 0..5_i32, span in 0..5_i32,
    ) {
        let whole = list((first, first + 10), rules.clone());
        let part = list((first + skip, first + skip + span), rules);
        let years = part.years().unwrap();
        let of_whole: Vec<_> = whole.off().filter(|day| years.contains(&day.year())).collect();
        prop_assert_eq!(part.off().collect::<Vec<_>>(), of_whole);
    }

    /// A slow reading of the law: every holiday on a weekend has its own day off, one by one, in order.
    #[test]
    fn prop_each_weekend_holiday_gets_a_free_day_of_its_own(
        days in prop::collection::btree_set((1..=12_u32, 1..=28_u32), 1..12), year in 1901..=2199_i32,
    ) {
        let rules = days.iter().map(|&(month, day)| moved(on(month, day), Substitute::NextFreeDay));
        let list = list((year - 1, year + 1), rules);
        let weekend = saturday_and_sunday();
        let holidays: BTreeSet<NaiveDate> = (year - 1..=year + 1)
            .flat_map(|year| days.iter().filter_map(move |&(month, day)| NaiveDate::from_ymd_opt(year, month, day)))
            .collect();
        let mut expected: BTreeSet<NaiveDate> =
            holidays.iter().copied().filter(|day| !weekend.contains(day.weekday())).collect();
        for day in holidays.iter().filter(|day| weekend.contains(day.weekday())) {
            let mut next = *day;
            while weekend.contains(next.weekday()) || expected.contains(&next) {
                next = next.succ_opt().unwrap();
            }
            expected.insert(next);
        }
        let in_year = |day: &NaiveDate| day.year() == year;
        prop_assert_eq!(
            list.off().filter(in_year).collect::<Vec<_>>(),
            expected.into_iter().filter(in_year).collect::<Vec<_>>()
        );
    }

    /// Each weekday of a month is exactly one of first to fifth, and the last of them is the last.
    #[test]
    fn prop_nth_weekdays_count_all_of_a_month(year in 1900..=2200_i32, month in 1..=12_u32, weekday in 0..7_u8) {
        let weekday = Weekday::try_from(weekday).unwrap();
        let all: Vec<_> = NaiveDate::from_ymd_opt(year, month, 1)
            .unwrap()
            .iter_days()
            .take_while(|day| day.month() == month)
            .filter(|day| day.weekday() == weekday)
            .collect();
        let counted: Vec<_> =
            FIRST_TO_FIFTH.into_iter().filter_map(|n| nth(n, weekday, month).in_year(year)).collect();
        prop_assert_eq!(&counted, &all);
        prop_assert_eq!(nth(NthWeek::Last, weekday, month).in_year(year), all.last().copied());
    }

    /// A weekday on or before a date and the one on or after it are the same day or a week apart.
    #[test]
    fn prop_weekdays_beside_a_date_enclose_it(
        year in 1900..=2200_i32, month in 1..=12_u32, day in 1..=28_u32, weekday in 0..7_u8,
    ) {
        let weekday = Weekday::try_from(weekday).unwrap();
        let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let before = HolidayDay::on_or_before(weekday, month, day).unwrap().in_year(year).unwrap();
        let after = HolidayDay::on_or_after(weekday, month, day).unwrap().in_year(year).unwrap();
        prop_assert!(before <= date && date <= after);
        prop_assert!(before.weekday() == weekday && after.weekday() == weekday);
        prop_assert_eq!((after - before).num_days(), if date.weekday() == weekday { 0 } else { 7 });
    }
}
