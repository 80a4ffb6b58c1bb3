use alloc::string::ToString;

use chrono::NaiveDate;

use super::{HolidayList, HolidayListError, ListedDay};

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn a_list_speaks_only_of_its_years() {
    let list = HolidayList::new("ours", 2025..=2026, [date(2025, 1, 1)], [date(2026, 1, 3)]).unwrap();
    assert_eq!(list.day(date(2024, 12, 31)), ListedDay::NotCovered);
    assert_eq!(list.day(date(2025, 1, 1)), ListedDay::Off);
    assert_eq!(list.day(date(2026, 1, 3)), ListedDay::MadeUp);
    assert_eq!(list.day(date(2026, 12, 31)), ListedDay::Ordinary);
    assert_eq!(list.day(date(2027, 1, 1)), ListedDay::NotCovered);
}

#[test]
fn contradictions_are_refused() {
    let (name, day) = ("ours", date(2025, 1, 1));
    assert_eq!(
        HolidayList::open_ended(name, [day], [day]),
        Err(HolidayListError::OffAndMadeUp { name: name.into(), date: day })
    );
    assert_eq!(
        HolidayList::new(name, 2026..=2027, [day], []),
        Err(HolidayListError::DateOutside { name: name.into(), date: day, first: 2026, last: 2027 })
    );
    let (first, last) = (2027, 2026);
    assert!(matches!(
        HolidayList::new(name, first..=last, [], []),
        Err(HolidayListError::YearsReversed { first: 2027, last: 2026, .. })
    ));
}

#[test]
fn every_code_names_a_list() {
    for &code in HolidayList::CODES {
        assert_eq!(HolidayList::named(code).unwrap().name(), code);
    }
    assert!(HolidayList::named("xx").unwrap_err().to_string().contains("`cn`"));
}

#[test]
fn made_up_days_are_weekend_days_and_every_written_date_exists() {
    let china = HolidayList::china();
    assert_eq!(china.years(), Some(2004..=2026));
    for notice in super::china::NOTICES {
        assert_eq!(notice.days_made_up().len(), notice.days_made_up_as_written(), "{}", notice.year);
    }
    for day in china.made_up() {
        assert!(chrono::Datelike::weekday(&day).num_days_from_monday() >= 5, "{day}");
    }
}
