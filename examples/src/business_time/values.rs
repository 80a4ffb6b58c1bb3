//! Values as machines read them: instants of RFC 3339 in the calendar's zone, lengths in seconds.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use crm_calendar::Zone;

use super::answer::Value;

const MICROS: i64 = 1_000_000;

/// Writes a value as the text of a cell; nothing for one that is missing.
pub(super) fn write(text: &mut String, value: &Value, zone: &Zone) {
    match value {
        Value::Instant(at) => write_instant(text, *at, zone),
        Value::Open(time) => write_seconds(text, time.as_micros()),
        Value::Elapsed(time) => write_seconds(text, time.as_micros()),
        Value::Count(count) => drop(write!(text, "{count}")),
        Value::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Text(words) => text.push_str(words),
        Value::Missing(_) => {}
    }
}

/// Returns whether the text of a value is a JSON value as it stands, and needs no quotes.
pub(super) const fn is_bare(value: &Value) -> bool {
    !matches!(value, Value::Instant(_) | Value::Text(_))
}

/// Returns a value in JSON.
pub(super) fn json(value: &Value, zone: &Zone) -> serde_json::Value {
    let mut text = String::new();
    write(&mut text, value, zone);
    match value {
        Value::Missing(_) => serde_json::Value::Null,
        // Numbers, which are written as JSON writes them: to the microsecond up to 285 years.
        value if is_bare(value) => serde_json::from_str(&text).unwrap_or_default(),
        _ => text.into(),
    }
}

/// Writes an instant with the offset of the zone; in UTC where the offset has seconds, as before zones had whole minutes,
/// since RFC 3339 knows none.
fn write_instant(text: &mut String, at: DateTime<Utc>, zone: &Zone) {
    let east = zone.offset_at(at).local_minus_utc();
    if east % 60 != 0 {
        write_local(text, at.naive_utc());
        text.push('Z');
        return;
    }
    write_local(text, zone.local(at));
    let minutes = east.unsigned_abs() / 60;
    text.push(if east < 0 { '-' } else { '+' });
    two(text, minutes / 60);
    text.push(':');
    two(text, minutes % 60);
}

/// Writes a local time such as `2026-03-06T16:00:00`, with decimals where there are any.
fn write_local(text: &mut String, local: NaiveDateTime) {
    // By hand, since millions of them are written; years have four digits wherever calendars answer.
    let _ = match local.year() {
        year @ 1_000..=9_999 => {
            let year = year.unsigned_abs();
            two(text, year / 100);
            two(text, year % 100);
            Ok(())
        }
        year => write!(text, "{year:+05}"),
    };
    for (mark, number) in [
        ('-', local.month()),
        ('-', local.day()),
        ('T', local.hour()),
        (':', local.minute()),
        (':', local.second()),
    ] {
        text.push(mark);
        two(text, number);
    }
    decimals(text, local.nanosecond() / 1_000);
}

/// Writes microseconds as seconds.
fn write_seconds(text: &mut String, micros: i64) {
    if micros < 0 {
        text.push('-');
    }
    let length = micros.unsigned_abs();
    let (whole, rest) = (length / MICROS.unsigned_abs(), length % MICROS.unsigned_abs());
    let _ = write!(text, "{whole}");
    decimals(text, u32::try_from(rest).unwrap_or(0));
}

/// Writes microseconds after a point, without noughts at the end; nothing for none.
fn decimals(text: &mut String, micros: u32) {
    if micros > 0 {
        let _ = write!(text, ".{micros:06}");
        text.truncate(text.trim_end_matches('0').len());
    }
}

fn two(text: &mut String, number: u32) {
    for digit in [number / 10 % 10, number % 10] {
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use crm_calendar::{ElapsedTime, OpenTime};

    use super::*;

    fn written(value: &Value, zone: &str) -> String {
        let mut text = String::new();
        write(&mut text, value, &Zone::named(zone).unwrap_or_else(|_| Zone::utc()));
        text
    }

    fn at(text: &str) -> Value {
        Value::Instant(DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).unwrap_or_default())
    }

    #[test]
    fn an_instant_is_written_in_the_zone() {
        assert_eq!(written(&at("2026-03-06T08:00:00Z"), "Asia/Shanghai"), "2026-03-06T16:00:00+08:00");
        assert_eq!(
            written(&at("2026-03-06T08:00:00.25Z"), "America/New_York"),
            "2026-03-06T03:00:00.25-05:00"
        );
        assert_eq!(written(&at("2026-03-06T08:00:00Z"), "Asia/Kathmandu"), "2026-03-06T13:45:00+05:45");
        // Shanghai was 8:05:43 ahead until 1901.
        assert_eq!(written(&at("1900-03-06T08:00:00Z"), "Asia/Shanghai"), "1900-03-06T08:00:00Z");
    }

    #[test]
    fn a_length_is_written_in_seconds() {
        assert_eq!(written(&Value::Open(OpenTime::from_hours(4)), "UTC"), "14400");
        assert_eq!(written(&Value::Elapsed(ElapsedTime::from_micros(-1_250_000)), "UTC"), "-1.25");
        assert_eq!(written(&Value::Open(OpenTime::from_micros(1)), "UTC"), "0.000001");
    }
}
