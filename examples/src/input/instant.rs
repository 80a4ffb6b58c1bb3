//! What every instant has to be, whichever way it is read.

use chrono::{DateTime, Datelike, Utc};

/// Returns an instant in whole microseconds, or the rule that it breaks.
///
/// Finer parts are cut off. A second 60, by which a leap second is written, is the first second of the next minute.
pub(crate) fn settled(at: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let at = DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at);
    match at.year() {
        1900..=2200 => Ok(at),
        year @ 0..=99 => Err(format!("is in the year {year}: write years with four digits")),
        year => Err(format!("is in the year {year}, and not in one from 1900 to 2200")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
