//! What every instant and every date has to be, whichever way it is read.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Returns an instant in whole microseconds, or the rule that it breaks.
///
/// Finer parts are cut off. A second 60, by which a leap second is written, is the first second of the next minute.
pub(crate) fn settled(at: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let is_whole =
        at.timestamp_subsec_nanos() < 1_000_000_000 && at.timestamp_subsec_nanos().is_multiple_of(1_000);
    let at = if is_whole { at } else { DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at) };
    match at.year() {
        1900..=2200 => Ok(at),
        year @ 0..=99 => Err(format!("is in the year {year}: write years with four digits")),
        year => Err(format!("is in the year {year}, and not in one from 1900 to 2200")),
    }
}

/// Returns the instant that a text of RFC 3339 names, such as `2026-03-02T09:00:00+08:00`.
pub(crate) fn rfc3339(text: &str) -> Option<DateTime<Utc>> {
    // Nearly all texts have the common form, which is read ten times as fast by hand.
    common_form(text).or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()))
}

/// Reads `2026-03-02T09:00:00Z` with or without a fraction, or with an offset such as `+08:00`; `None` for any other
/// text, and for some that are instants nevertheless.
fn common_form(text: &str) -> Option<DateTime<Utc>> {
    let (fixed, rest) = text.as_bytes().split_first_chunk::<19>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2] = *fixed
    else {
        return None;
    };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, two(m1, m2)?, two(d1, d2)?)?;
    let (nanoseconds, zone) = fraction(rest)?;
    // Seconds from 60 on are refused here.
    let time = NaiveTime::from_hms_nano_opt(two(h1, h2)?, two(n1, n2)?, two(s1, s2)?, nanoseconds)?;
    let local = date.and_time(time);
    let east = match *zone {
        [b'Z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = i64::from(hours * 3_600 + minutes * 60);
            if sign == b'+' { seconds } else { -seconds }
        }
        _ => return None,
    };
    local.checked_sub_signed(TimeDelta::seconds(east)).map(|at| at.and_utc())
}

/// Splits up to nine decimals of a second off, and returns them in nanoseconds.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some((b'.', text)) = text.split_first() else { return Some((0, text)) };
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=9).contains(&digits) {
        return None;
    }
    let (decimals, rest) = text.split_at_checked(digits)?;
    let number = decimals.iter().fold(0, |number, byte| number * 10 + u32::from(byte - b'0'));
    Some((number * 10_u32.pow(u32::try_from(9 - digits).ok()?), rest))
}

/// Returns the number of two digits.
fn two(tens: u8, ones: u8) -> Option<u32> {
    let are_digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    are_digits.then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

/// Returns the date that a text such as `2026-03-02` names, or the rule that it breaks.
///
/// A midnight without an offset is a date as well: workbooks write dates so.
pub(crate) fn date(text: &str) -> Result<NaiveDate, String> {
    let date = text.strip_suffix("T00:00:00").unwrap_or(text);
    let is_padded = date.len() == 10 && date.is_ascii();
    let parsed = is_padded.then(|| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()).flatten();
    let date = parsed.ok_or_else(|| "is not a date such as 2026-03-02".to_owned())?;
    match date.year() {
        1900..=2200 => Ok(date),
        year => Err(format!("is in the year {year}, and not in one from 1900 to 2200")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn prop_the_short_way_agrees_with_the_long_one(
            text in prop_oneof![
                "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,10})?(Z|z|[+-][0-2][0-9]:[0-6][0-9])",
                "2026-0[1-9]-[012][1-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-][01][0-9]:[0-5][0-9])",
            ],
        ) {
            if let Some(at) = common_form(&text) {
                prop_assert_eq!(DateTime::parse_from_rfc3339(&text).map(|at| at.to_utc()), Ok(at));
            }
            let long = DateTime::parse_from_rfc3339(&text).ok().map(|at| at.to_utc());
            prop_assert_eq!(rfc3339(&text), long);
        }
    }

    #[test]
    fn the_common_form_is_read_by_hand() {
        for text in ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.25+08:00", "1999-12-31T23:59:59-00:30"] {
            assert_eq!(common_form(text), Some(at(text)), "{text}");
        }
    }

    #[test]
    fn a_date_has_four_two_and_two_digits() {
        assert_eq!(date("2026-03-02"), Ok(at("2026-03-02T00:00:00Z").date_naive()));
        assert_eq!(date("2026-03-02T00:00:00"), date("2026-03-02"));
        for text in ["2026-3-2", "2026-02-29", "26-03-02", "2026-03-02T00:00:01", "1899-12-31", "+2026-03-0"]
        {
            assert!(date(text).is_err(), "{text}");
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).unwrap_or_default()
    }

    #[test]
    fn an_instant_has_whole_microseconds_and_no_second_60() {
        assert_eq!(settled(at("2026-03-02T09:00:59.1234569Z")), Ok(at("2026-03-02T09:00:59.123456Z")));
        assert_eq!(settled(at("2016-12-31T23:59:60Z")), Ok(at("2017-01-01T00:00:00Z")));
    }

    #[test]
    fn an_instant_is_in_a_year_of_four_digits() {
        assert_eq!(settled(at("2200-12-31T23:59:59Z")), Ok(at("2200-12-31T23:59:59Z")));
        assert_eq!(settled(at("1900-01-01T00:00:00Z")), Ok(at("1900-01-01T00:00:00Z")));
        let rule = settled(at("0026-03-02T09:00:00Z"));
        assert_eq!(rule, Err("is in the year 26: write years with four digits".to_owned()));
        for text in ["1899-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "0202-03-02T09:00:00Z"] {
            assert!(settled(at(text)).is_err(), "{text}");
        }
    }
}
