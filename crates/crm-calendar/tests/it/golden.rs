//! Published figures: China's holidays against the counts of each year, and day by day where the data is at hand.

use std::{
    env,
    fs::File,
    io::{self, Read as _, Write as _},
    path::PathBuf,
};

use crm_calendar::{
    Calendar, HolidayList, ListedDay, Zone,
    chrono::{Datelike, NaiveDate, Weekday},
};
use flate2::read::GzDecoder;

use crate::support::{compiled, date, spec};

/// Year, working days, days off listed, made-up days: counted from the transcription that
/// [`HolidayList::china`] names.
const COUNTS: [(i32, usize, usize, usize); 23] = [
    (2004, 252, 22, 6),
    (2005, 250, 24, 6),
    (2006, 251, 24, 8),
    (2007, 249, 26, 7),
    (2008, 251, 27, 5),
    (2009, 250, 27, 6),
    (2010, 250, 29, 8),
    (2011, 250, 28, 6),
    (2012, 249, 26, 6),
    (2013, 250, 29, 12),
    (2014, 250, 23, 5),
    (2015, 249, 25, 5),
    (2016, 250, 24, 6),
    (2017, 249, 24, 5),
    (2018, 250, 25, 7),
    (2019, 250, 28, 6),
    (2020, 249, 30, 6),
    (2021, 250, 31, 7),
    (2022, 249, 32, 7),
    (2023, 249, 28, 7),
    (2024, 251, 28, 8),
    (2025, 248, 28, 5),
    (2026, 248, 33, 6),
];

/// Monday to Friday in China, made-up days as Mondays.
fn office_in_china() -> Calendar {
    let mut spec = spec(Zone::fixed(8 * 3_600).unwrap(), "mon-fri", &["09:00-17:00"], (2004, 2026));
    spec.holidays = vec![HolidayList::china()];
    spec.made_up_hours = Some(Weekday::Mon);
    compiled(spec)
}

#[test]
fn working_days_of_each_year_in_china_are_as_published() {
    let (china, office) = (HolidayList::china(), office_in_china());
    for (year, workdays, off, made_up) in COUNTS {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let worked = first.iter_days().take_while(|day| day.year() == year);
        assert_eq!(worked.filter(|&day| office.is_business_day(day).unwrap()).count(), workdays, "{year}");
        assert_eq!(china.off().filter(|day| day.year() == year).count(), off, "{year}");
        assert_eq!(china.made_up().filter(|day| day.year() == year).count(), made_up, "{year}");
    }
}

#[test]
fn every_day_in_china_is_as_published() {
    let Some(folder) = env::var_os("CRM_DATA_DIR").map(PathBuf::from) else {
        // Not by a macro, whose output the test runner would capture.
        writeln!(io::stderr(), "skipped: every_day_in_china_is_as_published: CRM_DATA_DIR is not set")
            .unwrap();
        return;
    };
    let path = folder.join("cn_calendar/cn_calendar_2004_2026.csv.gz");
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut rows = text.lines();
    assert!(rows.next().unwrap().starts_with("date,weekday_mon1,is_workday,kind,"));

    let (china, office) = (HolidayList::china(), office_in_china());
    let mut days = 0;
    for row in rows {
        let fields: Vec<&str> = row.splitn(5, ',').collect();
        let day = date(fields[0]);
        let listed = match fields[3] {
            "holiday" => ListedDay::Off,
            "adjusted_workday" => ListedDay::MadeUp,
            _ => ListedDay::Ordinary,
        };
        assert_eq!(china.day(day), listed, "{day}");
        assert_eq!(office.is_business_day(day).unwrap(), fields[2] == "1", "{day}");
        days += 1;
    }
    assert_eq!(days, 8_401);
}
