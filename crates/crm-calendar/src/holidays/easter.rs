//! [`Easter`]: the Sunday that movable feasts count from.

use chrono::{Days, NaiveDate};

/// Whose Easter Sunday.
///
/// # Source
///
/// Jean Meeus, *Astronomical Algorithms*, 2nd edition (1998), chapter 8: the anonymous Gregorian computus of *Nature*,
/// 20 April 1876, and the Julian one. Both are exact rules of their churches, not approximations.
///
/// # Examples
///
/// ```
/// use crm_calendar::{Easter, chrono::NaiveDate};
///
/// let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
/// assert_eq!(Easter::Western.sunday(2026), date(2026, 4, 5));
/// assert_eq!(Easter::Orthodox.sunday(2026), date(2026, 4, 12));
/// assert_eq!(Easter::Western.sunday(1500), None); // before the Gregorian calendar
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Easter {
    /// By the Gregorian calendar and its moon: the Catholic and Protestant churches.
    Western,
    /// By the Julian calendar and its moon: most Orthodox churches. The date is given in the Gregorian calendar.
    Orthodox,
}

impl Easter {
    /// Returns Easter Sunday of a year, or `None` outside the years 1583 to 9999.
    pub fn sunday(self, year: i32) -> Option<NaiveDate> {
        if !(1583..=9999).contains(&year) {
            return None;
        }
        match self {
            Self::Western => western(year),
            Self::Orthodox => orthodox(year),
        }
    }
}

/// The letters are those of the source.
#[expect(clippy::many_single_char_names, reason = "the names of the published algorithm")]
fn western(year: i32) -> Option<NaiveDate> {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days = h + l - 7 * m + 114;
    date(year, days)
}

#[expect(clippy::many_single_char_names, reason = "the names of the published algorithm")]
fn orthodox(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 4, year % 7, year % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let julian = date(year, d + e + 114)?;
    // From March on, the calendars differ by as many days as the Julian one has had leap centuries too many.
    let behind = year / 100 - year / 400 - 2;
    julian.checked_add_days(Days::new(u64::try_from(behind).ok()?))
}

/// Returns the date that the source writes as 31 times the month, plus the day less one.
fn date(year: i32, days: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Days, NaiveDate, Weekday};

    use super::Easter;

    /// Sundays that are on record.
    const WESTERN: [(i32, u32, u32); 16] = [
        (1900, 4, 15),
        (1913, 3, 23),
        (1943, 4, 25),
        (1954, 4, 18),
        (1961, 4, 2),
        (1981, 4, 19),
        (2000, 4, 23),
        (2008, 3, 23),
        (2011, 4, 24),
        (2016, 3, 27),
        (2019, 4, 21),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2038, 4, 25),
        (2076, 4, 19),
    ];
    const ORTHODOX: [(i32, u32, u32); 8] = [
        (2008, 4, 27),
        (2010, 4, 4),
        (2011, 4, 24),
        (2016, 5, 1),
        (2021, 5, 2),
        (2024, 5, 5),
        (2025, 4, 20),
        (2026, 4, 12),
    ];

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn sundays_on_record() {
        for (year, month, day) in WESTERN {
            assert_eq!(Easter::Western.sunday(year), Some(date(year, month, day)));
        }
        for (year, month, day) in ORTHODOX {
            assert_eq!(Easter::Orthodox.sunday(year), Some(date(year, month, day)));
        }
    }

    /// The rule as the churches state it: the Sunday after the fourteenth day of the moon that falls on or after 21
    /// March, where the moon is that of the epact tables (Lilius and Clavius).
    fn western_by_tables(year: i32) -> NaiveDate {
        let (golden, century) = (year % 19 + 1, year / 100);
        let leap_days_left_out = century - century / 4;
        let moon_ahead = (8 * century + 13) / 25;
        let epact = (8 - leap_days_left_out + moon_ahead + 11 * (golden - 1)).rem_euclid(30);
        // Two epacts share a day in the lunations of 29 days; no two years of one cycle may then fall together.
        let epact = if epact == 24 || (epact == 25 && golden > 11) { epact + 1 } else { epact };
        // A moon of epact e is new on the day of March that is 31 less e, and again 30 days on.
        let march = date(year, 3, 1);
        let new_moons =
            [31 - epact, 61 - epact].map(|day| march + Days::new(u64::try_from(day - 1).unwrap()));
        let fourteenth = new_moons.map(|new| new + Days::new(13));
        let full = *fourteenth.iter().find(|day| **day >= date(year, 3, 21)).unwrap();
        full.iter_days().skip(1).find(|day| day.weekday() == Weekday::Sun).unwrap()
    }

    /// Days after 21 March of the Julian calendar on which the moon of each golden number is fourteen days old.
    const FULL: [u64; 19] = [15, 4, 23, 12, 1, 20, 9, 28, 17, 6, 25, 14, 3, 22, 11, 0, 19, 8, 27];

    /// The same by the Julian calendar, whose weekdays and moon repeat after 532 years; counted in day numbers.
    fn orthodox_by_tables(year: i32) -> NaiveDate {
        let golden = year % 19 + 1;
        let days_behind = u64::try_from(year / 100 - year / 400 - 2).unwrap();
        let full = date(year, 3, 21)
            + Days::new(days_behind)
            + Days::new(FULL[usize::try_from(golden - 1).unwrap()]);
        full.iter_days().skip(1).find(|day| day.weekday() == Weekday::Sun).unwrap()
    }

    #[test]
    fn every_year_agrees_with_the_tables_of_the_moon() {
        for year in 1583..=4000 {
            assert_eq!(Easter::Western.sunday(year), Some(western_by_tables(year)), "{year}");
            assert_eq!(Easter::Orthodox.sunday(year), Some(orthodox_by_tables(year)), "{year}");
        }
    }

    #[test]
    fn years_outside_have_none() {
        for year in [i32::MIN, -1, 0, 1582, 10_000, i32::MAX] {
            assert_eq!(Easter::Western.sunday(year), None);
            assert_eq!(Easter::Orthodox.sunday(year), None);
        }
        assert!(Easter::Western.sunday(9999).is_some() && Easter::Orthodox.sunday(9999).is_some());
    }
}
