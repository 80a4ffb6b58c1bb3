//! Holiday lists from and to iCalendar texts: the examples of the standard, what is left out, and the round trip.

mod written;

use std::fmt::Write as _;

use crm_calendar::{
    HolidayImport, HolidayImportError, HolidayList, HolidayListError, LeftOutReason,
    chrono::{DateTime, Utc},
};

use crate::support::{at, date};

fn calendar(components: &str) -> String {
    let body = components.replace('\n', "\r\n");
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{body}END:VCALENDAR\r\n")
}

/// An event of one day and of whatever other lines.
fn event(start: &str, lines: &[&str]) -> String {
    let mut text = format!("BEGIN:VEVENT\nUID:{start}@test\nDTSTART;VALUE=DATE:{start}\n");
    for line in lines {
        writeln!(text, "{line}").unwrap();
    }
    text + "END:VEVENT\n"
}

#[track_caller]
fn import(components: &str, years: (i32, i32)) -> HolidayImport {
    HolidayList::from_icalendar("test", &calendar(components), years.0..=years.1).unwrap()
}

/// Returns the days off of events of which nothing is left out.
#[track_caller]
fn days(components: &str, years: (i32, i32)) -> Vec<String> {
    let import = import(components, years);
    assert_eq!(import.left_out, []);
    import.list.off().map(|day| day.to_string()).collect()
}

/// Returns why the only event is left out.
#[track_caller]
fn reason(components: &str) -> LeftOutReason {
    let import = import(components, (2020, 2030));
    assert_eq!((import.list.off().count(), import.left_out.len()), (0, 1), "{:?}", import.left_out);
    import.left_out[0].reason.clone()
}

fn stamp() -> DateTime<Utc> {
    at("2026-01-01T00:00:00Z")
}

/// The examples of RFC 5545, section 3.8.5.3, without their times of day.
#[test]
fn recurrence_is_that_of_the_standards_examples() {
    for (start, rule, expected) in [
        ("19970902", "FREQ=DAILY;COUNT=10", "09-02 09-03 09-04 09-05 09-06 09-07 09-08 09-09 09-10 09-11"),
        ("19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", "09-02 09-12 09-22 10-02 10-12"),
        (
            "19970902",
            "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
            "09-02 09-04 09-09 09-11 09-16 09-18 09-23 09-25 09-30 10-02",
        ),
        (
            "19970901",
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971223;WKST=SU;BYDAY=MO,WE,FR",
            "09-01 09-03 09-05 09-15 09-17 09-19 09-29 10-01 10-03 10-13 10-15 10-17 10-27 10-29 10-31 \
             11-10 11-12 11-14 11-24 11-26 11-28 12-08 12-10 12-12 12-22",
        ),
        (
            "19970905",
            "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            "09-05 10-03 11-07 12-05 01-02 02-06 03-06 04-03 05-01 06-05",
        ),
        (
            "19970907",
            "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            "09-07 09-28 11-02 11-30 01-04 01-25 03-01 03-29 05-03 05-31",
        ),
        ("19970922", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "09-22 10-20 11-17 12-22 01-19 02-16"),
        ("19970928", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6", "09-28 10-29 11-28 12-29 01-29 02-26"),
        (
            "19970930",
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            "09-30 10-01 10-31 11-01 11-30 12-01 12-31 01-01 01-31 02-01",
        ),
        (
            "19970910",
            "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            "09-10 09-11 09-12 09-13 09-14 09-15 03-10 03-11 03-12 03-13",
        ),
        (
            "19970610",
            "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
            "06-10 07-10 06-10 07-10 06-10 07-10 06-10 07-10 06-10 07-10",
        ),
        ("19970310", "FREQ=YEARLY;INTERVAL=2;COUNT=4;BYMONTH=1,2,3", "03-10 01-10 02-10 03-10"),
        (
            "19970101",
            "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
            "01-01 04-10 07-19 01-01 04-09 07-18 01-01 04-10 07-19 01-01",
        ),
        ("19970519", "FREQ=YEARLY;BYDAY=20MO;COUNT=3", "05-19 05-18 05-17"),
        (
            "19970313",
            "FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=11",
            "03-13 03-20 03-27 03-05 03-12 03-19 03-26 03-04 03-11 03-18 03-25",
        ),
        (
            "19970913",
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=10",
            "09-13 10-11 11-08 12-13 01-10 02-07 03-07 04-11 05-09 06-13",
        ),
        (
            "19961105",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
            "11-05 11-07 11-02",
        ),
        ("19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "09-04 10-07 11-06"),
        (
            "19970929",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7",
            "09-29 10-30 11-27 12-30 01-29 02-26 03-30",
        ),
        ("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "08-05 08-10 08-19 08-24"),
        ("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "08-05 08-17 08-19 08-31"),
        ("20070115", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "01-15 01-30 02-15 03-15 03-30"),
    ] {
        let found = days(&event(start, &[&format!("RRULE:{rule}")]), (1996, 2010));
        let found: Vec<&str> = found.iter().map(|day| &day[5..]).collect();
        assert_eq!(found.join(" "), expected, "{rule}");
    }
    let every_day_in_january = "RRULE:FREQ=YEARLY;UNTIL=20000131;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA";
    assert_eq!(days(&event("19980101", &[every_day_in_january]), (1997, 2003)).len(), 3 * 31);
    // Friday the thirteenth: the standard removes the first day, which its rule does not give.
    let friday =
        event("19970902", &["EXDATE;VALUE=DATE:19970902", "RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"]);
    assert_eq!(
        days(&friday, (1997, 2000)),
        ["1998-02-13", "1998-03-13", "1998-11-13", "1999-08-13", "2000-10-13"]
    );
}

/// A rule without a count is followed from the years asked for, not from its start: both give the same days.
#[test]
fn years_that_are_skipped_change_nothing() {
    for rule in ["DAILY;INTERVAL=3", "WEEKLY;INTERVAL=5", "MONTHLY;INTERVAL=7", "YEARLY;INTERVAL=3"] {
        let text = event("19010115", &[&format!("RRULE:FREQ={rule}")]);
        let late = days(&text, (2100, 2110));
        let all = days(&text, (1900, 2110));
        let of_all: Vec<_> = all.into_iter().filter(|day| day.as_str() >= "2100").collect();
        assert!(!late.is_empty());
        assert_eq!(late, of_all, "{rule}");
    }
}

#[test]
fn days_by_end_duration_and_neither() {
    assert_eq!(days(&event("20260501", &[]), (2026, 2026)), ["2026-05-01"]);
    let two = ["2026-05-01", "2026-05-02"];
    assert_eq!(days(&event("20260501", &["DTEND;VALUE=DATE:20260503"]), (2026, 2026)), two);
    assert_eq!(days(&event("20260501", &["DURATION:P2D"]), (2026, 2026)), two);
    assert_eq!(days(&event("20260501", &["DURATION:P1W"]), (2026, 2026)).len(), 7);
    assert_eq!(days(&event("20251230", &["DURATION:P4D"]), (2026, 2026)), ["2026-01-01", "2026-01-02"]);
    // Spring Festival comes back over the turn of the year, too.
    let over_new_year = event("20241231", &["DURATION:P2D", "RRULE:FREQ=YEARLY"]);
    assert_eq!(days(&over_new_year, (2026, 2026)), ["2026-01-01", "2026-12-31"]);
}

#[test]
fn dates_are_added_and_removed() {
    let text = event(
        "20240501",
        &[
            "RRULE:FREQ=YEARLY;COUNT=4",
            "RDATE;VALUE=DATE:20260510,20260511",
            "EXDATE;VALUE=DATE:20250501",
            "EXDATE;VALUE=DATE:20260511",
        ],
    );
    assert_eq!(days(&text, (2024, 2030)), ["2024-05-01", "2026-05-01", "2026-05-10", "2027-05-01"]);
}

#[test]
fn one_day_of_a_series_is_replaced_or_cancelled() {
    let text = "BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20240501\nRRULE:FREQ=YEARLY\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;VALUE=DATE:20250501\nDTSTART;VALUE=DATE:20250502\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;VALUE=DATE:20260501\nDTSTART;VALUE=DATE:20260501\nSTATUS:CANCELLED\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:b\nDTSTART;VALUE=DATE:20250501\nRRULE:FREQ=YEARLY;COUNT=1\nEND:VEVENT\n";
    let import = import(text, (2024, 2027));
    let off: Vec<String> = import.list.off().map(|day| day.to_string()).collect();
    assert_eq!(off, ["2024-05-01", "2025-05-01", "2025-05-02", "2027-05-01"]);
    assert_eq!(import.left_out.len(), 1);
    assert_eq!(import.left_out[0].reason, LeftOutReason::Cancelled);
    assert!(import.is_complete());
}

#[test]
fn a_series_with_unknown_replacements_is_left_out_as_a_whole() {
    for replaced in [
        "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20250501",
        "RECURRENCE-ID:20250501T000000Z",
        "RECURRENCE-ID:20250501,20260501",
    ] {
        let text = format!(
            "BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20240501\nRRULE:FREQ=YEARLY\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:a\n{replaced}\nDTSTART;VALUE=DATE:20250502\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:b\nDTSTART;VALUE=DATE:20240601\nEND:VEVENT\n"
        );
        let import = import(&text, (2024, 2027));
        assert_eq!(import.list.off().collect::<Vec<_>>(), [date("2024-06-01")]);
        assert_eq!(import.left_out.len(), 2);
        assert!(import.left_out.iter().all(|left| left.reason == LeftOutReason::SeriesNotCertain));
    }
}

#[test]
fn what_is_no_certain_day_off_is_left_out_and_told_of() {
    let at_nine = "BEGIN:VEVENT\nUID:1\nDTSTART:20260501T090000\nEND:VEVENT\n";
    assert_eq!(reason(at_nine), LeftOutReason::Timed);
    assert_eq!(reason(&event("20260501", &["DTEND:20260501T090000Z"])), LeftOutReason::Timed);
    assert_eq!(reason(&event("20260501", &["STATUS:CANCELLED"])), LeftOutReason::Cancelled);
    assert_eq!(reason("BEGIN:VEVENT\nUID:1\nEND:VEVENT\n"), LeftOutReason::NoStart);
    assert_eq!(reason(&event("20190501", &[])), LeftOutReason::NoDayInYears);
    assert_eq!(reason(&event("20260501", &["DTEND;VALUE=DATE:20260501"])), LeftOutReason::EndNotAfterStart);
    assert_eq!(reason(&event("20260501", &["DURATION:P0D"])), LeftOutReason::EndNotAfterStart);
    assert_eq!(reason(&event("20260501", &["DURATION:P367D"])), LeftOutReason::TooLong);
    let value =
        |property: &str, value: &str| LeftOutReason::Value { property: property.into(), value: value.into() };
    assert_eq!(reason(&event("20260501", &["DURATION:P1DT12H"])), value("DURATION", "P1DT12H"));
    assert_eq!(reason(&event("20260230", &[])), value("DTSTART", "20260230"));
    assert_eq!(reason(&event("20260501,20260502", &[])), value("DTSTART", "20260501,20260502"));
    assert_eq!(reason(&event("20260501", &["RDATE:20260501T000000"])), value("RDATE", "20260501T000000"));
    assert_eq!(reason(&event("20260501", &["EXDATE;VALUE=DATE:2026051"])), value("EXDATE", "2026051"));
    let property = |property: &str| LeftOutReason::Property { property: property.into() };
    assert_eq!(reason(&event("20260501", &["EXRULE:FREQ=YEARLY"])), property("EXRULE"));
    assert_eq!(reason(&event("20260501", &["RRULE:FREQ=YEARLY", "RRULE:FREQ=DAILY"])), property("RRULE"));
    assert_eq!(reason(&event("20260501", &["DTSTART;VALUE=DATE:20260502"])), property("DTSTART"));
    assert_eq!(
        reason("BEGIN:VTODO\nUID:1\nDUE;VALUE=DATE:20260501\nEND:VTODO\n"),
        LeftOutReason::NotAnEvent { component: "VTODO".into() }
    );
    let no_uid = "BEGIN:VEVENT\nRECURRENCE-ID;VALUE=DATE:20260501\nDTSTART;VALUE=DATE:20260501\nEND:VEVENT\n";
    assert_eq!(reason(no_uid), LeftOutReason::SeriesNotCertain);
}

#[test]
fn rules_that_are_not_read_for_certain_are_left_out() {
    let of = |rule: &str| reason(&event("20260501", &[&format!("RRULE:{rule}")]));
    for part in ["BYWEEKNO=20", "BYHOUR=9", "RSCALE=CHINESE", "SKIP=FORWARD", "X-ANY=1", "BYEASTER=1"] {
        let key = part.split('=').next().unwrap();
        assert_eq!(of(&format!("FREQ=YEARLY;{part}")), LeftOutReason::RuleNotRead { part: key.into() });
    }
    assert_eq!(of("FREQ=HOURLY"), LeftOutReason::RuleNotRead { part: "FREQ=HOURLY".into() });
    assert_eq!(of("COUNT=3"), LeftOutReason::RuleNotRead { part: "FREQ=".into() });
    for (rule, part) in [
        ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY"),
        ("FREQ=YEARLY;BYSETPOS=1", "BYSETPOS"),
    ] {
        assert_eq!(of(rule), LeftOutReason::RuleNotRead { part: part.into() });
    }
    for rule in [
        "FREQ=YEARLY;COUNT=0",
        "FREQ=YEARLY;COUNT=99999999999999999999",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;INTERVAL=-1",
        "FREQ=YEARLY;COUNT=2;UNTIL=20280101",
        "FREQ=YEARLY;FREQ=DAILY",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTHDAY=0",
        "FREQ=YEARLY;BYDAY=XX",
        "FREQ=YEARLY;BYDAY=0MO",
        "FREQ=YEARLY;UNTIL=2028",
        "FREQ=YEARLY;BYDAY=é",
        "FREQ",
    ] {
        assert_eq!(of(rule), LeftOutReason::Value { property: "RRULE".into(), value: rule.into() });
    }
    let start = date("2026-05-01"); // a Friday
    assert_eq!(of("FREQ=WEEKLY;BYDAY=MO"), LeftOutReason::StartNotInRule { start });
}

/// New Year in New York ends at 05:00 UTC: whether 1 January 2028 belongs to the rule cannot be told.
#[test]
fn an_end_in_utc_counts_only_if_no_zone_matters() {
    let with = |until: &str| event("20260101", &[&format!("RRULE:FREQ=YEARLY;UNTIL={until}")]);
    let end = date("2028-01-01");
    assert_eq!(reason(&with("20280101T045959Z")), LeftOutReason::EndNotCertain { end });
    assert_eq!(days(&with("20280601T045959Z"), (2020, 2030)).len(), 3);
    assert_eq!(days(&with("20280101T000000"), (2020, 2030)).len(), 3, "without a zone it is a date");
    assert_eq!(days(&with("20280101"), (2020, 2030)).len(), 3);
}

#[test]
fn a_calendar_that_cancels_has_no_days() {
    let text = format!("METHOD:CANCEL\n{}", event("20260501", &[]));
    assert_eq!(reason(&text), LeftOutReason::Cancelled);
}

#[test]
fn made_up_days_are_a_category() {
    let text = event("20260214", &["CATEGORIES:Work,made-up"]) + &event("20260216", &["CATEGORIES:HOLIDAY"]);
    let import = import(&text, (2026, 2026));
    assert_eq!(import.list.made_up().collect::<Vec<_>>(), [date("2026-02-14")]);
    assert_eq!(import.list.off().collect::<Vec<_>>(), [date("2026-02-16")]);
    let both = event("20260214", &["CATEGORIES:MADE-UP"]) + &event("20260214", &[]);
    assert_eq!(
        HolidayList::from_icalendar("x", &calendar(&both), 2026..=2026),
        Err(HolidayImportError::List(HolidayListError::OffAndMadeUp {
            name: "x".into(),
            date: date("2026-02-14")
        }))
    );
}

#[test]
fn lines_may_be_folded_and_names_in_any_script() {
    let text = "\u{feff}begin:vcalendar\nBEGIN:VEVENT\nDTSTART;VA\n LUE=DATE:20260\n\t217\nSUMMARY;LANGUAGE=\"zh:CN\":\
        春\n 节\\, \\; \\\\ \\n x\nEND:VEVENT\nBEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\nend:vcalendar\n";
    let import = HolidayList::from_icalendar("x", text, 2026..=2026).unwrap();
    assert_eq!(import.left_out, []);
    assert_eq!(import.list.names(date("2026-02-17")).collect::<Vec<_>>(), ["春节, ; \\   x"]);
}

/// The parser alone would take all lines up to the first long break for the value of the first of them.
#[test]
fn line_breaks_may_be_of_both_kinds() {
    let text =
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART;VALUE=DATE:20260501\r\nEND:VEVENT\nEND:VCALENDAR";
    let import = HolidayList::from_icalendar("x", text, 2026..=2026).unwrap();
    assert_eq!((import.list.off().count(), import.left_out.len()), (1, 0));
}

#[test]
fn texts_that_are_no_calendar_are_refused() {
    let read = |text: &str| HolidayList::from_icalendar("x", text, 2026..=2026).map(|_| ());
    for text in
        ["", "hello", "BEGIN:", "BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n"]
    {
        assert!(matches!(read(text), Err(HolidayImportError::Syntax { .. })), "{text:?}");
    }
    assert_eq!(
        read("BEGIN:VCARD\r\nEND:VCARD\r\n"),
        Err(HolidayImportError::NoCalendar { component: "VCARD".into() })
    );
    assert_eq!(
        read(&calendar("CALSCALE:CHINESE\n")),
        Err(HolidayImportError::Scale { scale: "CHINESE".into() })
    );
    assert!(matches!(
        HolidayList::from_icalendar("x", &calendar(""), 1899..=2026),
        Err(HolidayImportError::List(HolidayListError::YearsOutside { .. }))
    ));
    assert_eq!(read(&calendar("")), Ok(()), "no events are no holidays");
}

#[test]
fn hostile_texts_are_refused_in_bounded_time() {
    let read = |text: &str, years| HolidayList::from_icalendar("x", text, years);
    for indent in ["", " \t", "X\r"] {
        let nested = format!("BEGIN:VCALENDAR\r\n{}", format!("{indent}BEGIN:A\r\n").repeat(10_000));
        let error = read(&nested, 2026..=2026).unwrap_err();
        assert!(matches!(error, HolidayImportError::TooDeep | HolidayImportError::Syntax { .. }), "{error}");
    }
    // Ends that the parser would take for the end of what is open, and for a new beginning on one line.
    for line in ["X:y\rEND:Z", "END:VEVENTBEGIN:VEVENT", "END:V"] {
        let mixed = format!("BEGIN:VEVENT\r\n{line}\r\n").repeat(10_000);
        assert!(matches!(read(&mixed, 2026..=2026), Err(HolidayImportError::Syntax { .. })), "{line}");
    }
    // With short line breaks, the parser alone would look for a long one through all of the text, for each line.
    let short = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", "X:\n".repeat(50_000));
    assert!(read(&short, 2026..=2026).unwrap().is_complete());
    let large = "x".repeat((4 << 20) + 1);
    assert_eq!(read(&large, 2026..=2026), Err(HolidayImportError::TooLarge { bytes: (4 << 20) + 1 }));

    let daily = event("00010101", &["RRULE:FREQ=DAILY;COUNT=4294967295", "DURATION:P366D"]);
    assert_eq!(read(&calendar(&daily), 1900..=2200).unwrap().list.off().count(), 109_938); // 301 years with 73 leap days
    assert_eq!(read(&calendar(&daily.repeat(5)), 1900..=2200), Err(HolidayImportError::TooMuch));
    let never = event("20260230", &[])
        + &event("20260101", &["EXDATE;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"]);
    let import = read(&calendar(&never), 1900..=2200).unwrap();
    assert_eq!(import.left_out[1].reason, LeftOutReason::NoDayInYears);
    for rule in [
        "YEARLY;INTERVAL=4294967295",
        "MONTHLY;INTERVAL=4294967295",
        "DAILY;INTERVAL=4294967295",
        "WEEKLY;INTERVAL=4294967295",
    ] {
        let text = event("19000101", &[&format!("RRULE:FREQ={rule}")]);
        assert_eq!(read(&calendar(&text), 1900..=2200).unwrap().list.off().count(), 1, "{rule}");
    }
}

#[test]
fn some_hundred_yearly_holidays_are_no_hostile_text() {
    let text: String = (0..300).map(|_| event("19000501", &["RRULE:FREQ=YEARLY", "SUMMARY:x"])).collect();
    assert_eq!(days(&text, (1900, 2200)).len(), 301);
}
