//! Lists that are written, and texts of any kind that are read.

use crm_calendar::{
    HolidayDay, HolidayExportError, HolidayList, HolidayListSpec, HolidayRule,
    chrono::{Datelike, Days, NaiveDate},
};
use proptest::prelude::*;

use super::{event, import, stamp};
use crate::support::date;

#[test]
fn lists_are_written_as_the_format_wants_them() {
    let rules = vec![
        HolidayRule::new(
            "Labour Day; May, \\ and more \\n than a line of seventy-five bytes can hold: 劳动节劳动节",
            HolidayDay::date(5, 1).unwrap(),
        )
        .unwrap(),
    ];
    let list = HolidayList::from_spec(HolidayListSpec {
        rules,
        off: vec![date("2026-12-31"), date("2027-01-01")],
        made_up: vec![date("2026-12-26")],
        ..HolidayListSpec::new("公司", Some(2025..=2027))
    })
    .unwrap();
    let text = list.to_icalendar(stamp()).unwrap();
    assert_eq!(
        text.replace("\r\n", "\n"),
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//crm-kit//crm-calendar//EN\nCALSCALE:GREGORIAN\nX-WR-CALNAME:公司\n\
         BEGIN:VEVENT\nUID:20250501-4ac4724090cc62b3@crm-calendar\nDTSTAMP:20260101T000000Z\n\
         DTSTART;VALUE=DATE:20250501\nDTEND;VALUE=DATE:20250502\nRRULE:FREQ=YEARLY;COUNT=3\n\
         SUMMARY:Labour Day\\; May\\, \\\\ and more \\\\n than a line of seventy-five byte\n s can hold: 劳动节劳动节\n\
         CATEGORIES:HOLIDAY\nTRANSP:TRANSPARENT\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:20261226-6aa50f3a2184d11f@crm-calendar\nDTSTAMP:20260101T000000Z\n\
         DTSTART;VALUE=DATE:20261226\nDTEND;VALUE=DATE:20261227\n\
         SUMMARY:公司\nCATEGORIES:MADE-UP\nTRANSP:TRANSPARENT\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:20261231-15641e3977a865e6@crm-calendar\nDTSTAMP:20260101T000000Z\n\
         DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270102\n\
         SUMMARY:公司\nCATEGORIES:HOLIDAY\nTRANSP:TRANSPARENT\nEND:VEVENT\n\
         END:VCALENDAR\n"
    );
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
}

#[test]
fn dates_beyond_four_digits_cannot_be_written() {
    let day = NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
    let list = HolidayList::open_ended("x", [day], []).unwrap();
    assert_eq!(list.to_icalendar(stamp()), Err(HolidayExportError::Year { date: day }));
}

#[test]
fn the_list_of_china_survives_the_round_trip() {
    let china = HolidayList::china();
    let import =
        HolidayList::from_icalendar("cn", &china.to_icalendar(stamp()).unwrap(), 2004..=2026).unwrap();
    assert_eq!(import.left_out, []);
    assert_eq!(import.list, china);
}

fn any_list() -> impl Strategy<Value = HolidayList> {
    let name = prop_oneof![2 => "[a-c]", 1 => "\\PC{1,60}", 1 => "[ \\\\;,:\"'nN=\\-]{1,20}x"];
    let rules = prop::collection::vec((name, 1..=12_u32, 1..=28_u32), 0..6);
    let off = prop::collection::btree_set(0..2_000_u64, 0..30);
    let made_up = prop::collection::btree_set(0..2_000_u64, 0..5);
    (rules, off, made_up, ".{0,12}").prop_filter_map("a list", |(rules, off, made_up, list_name)| {
        let day = |day: u64| date("2022-01-01") + Days::new(day);
        let spec = HolidayListSpec {
            rules: rules
                .into_iter()
                .filter_map(|(name, month, day)| {
                    HolidayRule::new(name, HolidayDay::date(month, day).unwrap()).ok()
                })
                .collect(),
            off: off.into_iter().map(day).collect(),
            made_up: made_up.into_iter().map(day).collect(),
            ..HolidayListSpec::new(list_name, Some(2022..=2027))
        };
        HolidayList::from_spec(spec).ok()
    })
}

proptest! {
    #[test]
    fn prop_what_is_written_reads_as_itself(list in any_list()) {
        let text = list.to_icalendar(stamp()).unwrap();
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
        let import = HolidayList::from_icalendar(list.name(), &text, 2022..=2027).unwrap();
        prop_assert_eq!(&import.left_out, &[]);
        prop_assert_eq!(import.list, list);
    }

    #[test]
    fn prop_damaged_texts_give_an_error_or_a_list(
        list in any_list(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), "(BEGIN:|END:|\r\n|RRULE:FREQ=YEARLY|[;:=,\\\\\"T0-9 \n\r\t]|\\PC){1,3}", 0..30_usize), 1..6),
    ) {
        let mut text: Vec<char> = list.to_icalendar(stamp()).unwrap().chars().collect();
        for (place, insert, cut) in damage {
            let start = place.index(text.len());
            let end = (start + cut).min(text.len());
            text.splice(start..end, insert.chars());
            text.push(' ');
        }
        let text: String = text.into_iter().collect();
        if let Ok(import) = HolidayList::from_icalendar("x", &text, 2022..=2027) {
            prop_assert!(import.list.off().all(|day| (2022..=2027).contains(&day.year())));
        }
    }

    /// The start is the first day of any rule that is taken at all.
    #[test]
    fn prop_any_rule_begins_with_its_start(
        start in 0..11_000_u64,
        parts in prop::collection::vec(
            "(INTERVAL=[0-9]{1,10}|COUNT=[0-9]{1,10}|UNTIL=2[01][0-9]{6}|BYMONTH=[1-9]|BYMONTHDAY=-?[0-9]{1,2}|BYDAY=-?[1-5]?(MO|SU)|BYSETPOS=-?[1-3]|BYYEARDAY=-?[0-9]{1,3}|WKST=SU)",
            0..4,
        ),
        frequency in "(YEAR|MONTH|WEEK|DAI)LY",
    ) {
        let start = date("1900-01-01") + Days::new(start);
        let written = start.format("%Y%m%d").to_string();
        let rule = parts.iter().fold(format!("RRULE:FREQ={frequency}"), |rule, part| format!("{rule};{part}"));
        let import = import(&event(&written, &[&rule]), (1900, 1950));
        let first = import.list.off().next();
        prop_assert_eq!(first, if import.left_out.is_empty() { Some(start) } else { None });
    }
}
