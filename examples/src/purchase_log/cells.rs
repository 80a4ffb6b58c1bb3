//! The cells of a purchase log: dates and amounts.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use crm_calendar::Zone;

use super::PARTS;
use crate::input::instant;

/// How dates are written, unless the command line says so.
const LOCAL_FORMATS: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

/// How the cells of a column of dates are read.
#[derive(Debug)]
pub(crate) struct Dates<'a> {
    pub(crate) format: Option<&'a str>,
    pub(crate) zone: Option<&'a Zone>,
}

impl Dates<'_> {
    /// Returns the date that a text means, or the rule that it breaks.
    pub(crate) fn read(&self, text: &str) -> Result<NaiveDate, String> {
        let found = match self.format {
            Some(format) => self.by_format(text, format),
            None => self.common(text),
        };
        let written = self.format.map_or_else(
            || {
                "is not a date such as 2026-03-31 or 2026-03-31T18:00:00: name its form with --date-format"
                    .to_owned()
            },
            |format| format!("is not a date written as `{format}`"),
        );
        // Also of a year that nobody buys in: text to be told by the same words as elsewhere.
        let date = found.ok_or(written)?;
        instant::date(&date.to_string())
    }

    fn common(&self, text: &str) -> Option<NaiveDate> {
        if text.len() == 10 {
            return text.parse().ok();
        }
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            return Some(self.zone.map_or_else(|| instant.date_naive(), |zone| zone.date(instant.to_utc())));
        }
        let local = LOCAL_FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
        local.map(|local| local.date())
    }

    fn by_format(&self, text: &str, format: &str) -> Option<NaiveDate> {
        if let Ok(instant) = DateTime::parse_from_str(text, format) {
            return Some(self.zone.map_or_else(|| instant.date_naive(), |zone| zone.date(instant.to_utc())));
        }
        let local = NaiveDateTime::parse_from_str(text, format).map(|local| local.date());
        local.or_else(|_| NaiveDate::parse_from_str(text, format)).ok()
    }
}

/// Returns the amount that a text means, in ten-thousandths, or the rule that it breaks.
pub(super) fn amount(text: &str) -> Result<i64, &'static str> {
    const NO_AMOUNT: &str =
        "is not an amount such as 12.50 or -3, without a currency or separators of thousands";
    if text.is_empty() {
        return Err("is missing: write what was paid, 0 if nothing was");
    }
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + decimals.len() == 0 || !are_digits(whole) || !are_digits(decimals) {
        return Err(NO_AMOUNT);
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 4 {
        return Err("has more than four decimals: round it first");
    }
    let whole: i64 =
        if whole.is_empty() { Some(0) } else { whole.parse().ok() }.ok_or("is too large an amount")?;
    let rest: i64 = format!("{decimals:0<4}").parse().map_err(|_| NO_AMOUNT)?;
    let parts = whole.checked_mul(i64::from(PARTS)).and_then(|parts| parts.checked_add(rest));
    let parts = parts.ok_or("is too large an amount")?;
    Ok(if is_negative { -parts } else { parts })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::cell::units;

    proptest! {
        #[test]
        fn prop_amounts_are_read_as_they_are_written(parts in (i64::MIN + 1)..=i64::MAX, small in -99_999_i64..=99_999) {
            prop_assert_eq!(amount(&units(i128::from(parts))), Ok(parts));
            prop_assert_eq!(amount(&units(i128::from(small))), Ok(small));
        }

        #[test]
        fn prop_no_text_is_too_strange(text in "\\PC{0,12}") {
            let _ = amount(&text);
            let _ = Dates { format: None, zone: None }.read(&text);
        }
    }

    #[test]
    fn amounts_are_exact_to_four_decimals() {
        for (text, parts) in [
            ("12.50", 125_000),
            ("-3", -30_000),
            ("+0.0001", 1),
            (".5", 5_000),
            ("5.", 50_000),
            ("0.100000", 1_000),
            ("-0.00", 0),
            ("922337203685477.5807", i64::MAX),
        ] {
            assert_eq!(amount(text), Ok(parts), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "NaN",
            "nan",
            "inf",
            "1e5",
            "1,234.50",
            "$5",
            "12.50 USD",
            "--5",
            "1.2.3",
            ".",
            "-",
            "5.00001",
            " 5",
        ] {
            assert!(amount(text).is_err(), "{text}");
        }
        assert_eq!(amount("922337203685477.5808"), Err("is too large an amount"));
        assert_eq!(amount("99999999999999999999"), Err("is too large an amount"));
    }

    #[test]
    fn dates_are_days_as_written_or_of_a_zone() {
        let tokyo = Zone::named("Asia/Tokyo").unwrap();
        let plain = Dates { format: None, zone: None };
        let in_tokyo = Dates { format: None, zone: Some(&tokyo) };
        let read = |dates: &Dates<'_>, text: &str| dates.read(text).map(|date| date.to_string());
        for text in ["2023-12-31", "2023-12-31T23:30:00", "2023-12-31 23:30", "2023-12-31T23:30:00Z"] {
            assert_eq!(read(&plain, text), Ok("2023-12-31".to_owned()), "{text}");
        }
        assert_eq!(read(&in_tokyo, "2023-12-31T23:30:00Z"), Ok("2024-01-01".to_owned()));
        assert_eq!(read(&in_tokyo, "2023-12-31T23:30:00"), Ok("2023-12-31".to_owned()));
        let by = |format| Dates { format: Some(format), zone: None };
        assert_eq!(read(&by("%Y%m%d"), "19970101"), Ok("1997-01-01".to_owned()));
        assert_eq!(read(&by("%d/%m/%Y %H:%M"), "02/03/2026 18:00"), Ok("2026-03-02".to_owned()));
        assert_eq!(read(&by("%Y-%m-%dT%H:%M:%S%z"), "2026-03-02T18:00:00+0100"), Ok("2026-03-02".to_owned()));
        for text in ["", "2023-02-29", "31.12.2023", "NaN", "1899-12-31", "2023-12-31T25:00:00"] {
            assert!(read(&plain, text).is_err(), "{text}");
        }
    }
}
