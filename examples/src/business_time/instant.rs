//! Instants as people write them: with an offset, by the clocks of a zone, or as a date.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use clap::ValueEnum;
use crm_calendar::{LocalInstant, Zone};

use crate::input::instant::{date, rfc3339, settled};

/// Which instant a local time means that clocks show twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Repeated {
    /// The first of the two
    Earlier,
    /// The second of the two
    Later,
}

/// An instant, and what a reader should know of how it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) at: DateTime<Utc>,
    pub(super) note: Option<Note>,
    /// Whether the text named a date alone, of which this is the first instant.
    pub(super) is_date: bool,
}

/// What to know of the answer whether a calendar is open on a date.
pub(super) const ONLY_THE_FIRST: &str =
    "is a date: asked about is its first instant; `hours` tells of the whole day";

/// What a reader should know of how a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    /// The clock skipped the local time; the first instant after the gap was taken.
    Skipped,
    /// The clock showed the local time twice.
    Twice(Repeated),
}

impl Note {
    /// Returns the note as the end of a sentence about a text.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Skipped => "was skipped by the clocks: the first instant after the gap is taken",
            Self::Twice(Repeated::Earlier) => "was shown twice by the clocks: the earlier instant is taken",
            Self::Twice(Repeated::Later) => "was shown twice by the clocks: the later instant is taken",
        }
    }
}

/// Returns the instant that a text names, or the rule that it breaks.
pub(super) fn read(text: &str, zone: &Zone, repeated: Repeated) -> Result<Given, String> {
    if let Some(at) = rfc3339(text) {
        return Ok(Given { at: settled(at)?, note: None, is_date: false });
    }
    let local = match local(text) {
        Some(local) => local,
        None if looks_like_date(text) => date(text)?.and_time(NaiveTime::MIN),
        None => {
            return Err(format!(
                "is not an instant such as 2026-03-06T16:00:00+08:00, a time in {} such as 2026-03-06 16:00, nor a \
                 date",
                zone.name()
            ));
        }
    };
    let is_date = text.len() == DATE;
    let (at, note) = match (zone.instants(local), repeated) {
        (LocalInstant::Single(at), _) => (at, None),
        (LocalInstant::Gap { resumes }, _) => (resumes, Some(Note::Skipped)),
        (LocalInstant::Fold { earlier, .. }, _) if is_date => (earlier, None),
        (LocalInstant::Fold { earlier, .. }, Repeated::Earlier) => (earlier, Some(Note::Twice(repeated))),
        (LocalInstant::Fold { later, .. }, Repeated::Later) => (later, Some(Note::Twice(repeated))),
    };
    // A date has a first instant whatever its clocks do, unless the date itself was skipped.
    let note = note.filter(|_| !is_date || zone.date(at) != local.date());
    Ok(Given { at: settled(at)?, note, is_date })
}

/// How many characters a date has, and how many stand before the decimals of a second.
const DATE: usize = 10;
const SECONDS: usize = 19;

fn looks_like_date(text: &str) -> bool {
    text.len() == DATE && text.bytes().filter(u8::is_ascii_digit).count() == 8
}

/// Reads `2026-03-06 16:00`, with or without seconds and their decimals, and with a blank or a `T` in the middle.
fn local(text: &str) -> Option<NaiveDateTime> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(DATE), Some(b' ' | b'T')) {
        return None;
    }
    let (day, time) = (text.get(..DATE)?, text.get(DATE + 1..)?);
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().filter(|_| looks_like_date(day))?;
    let has_two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let whole = time.get(..(SECONDS - DATE - 1).min(time.len()))?;
    let rest = time.get(whole.len()..)?;
    let mut parts = whole.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() || ![hour, minute, second.unwrap_or("00")].into_iter().all(has_two_digits) {
        return None;
    }
    let micros = match rest.strip_prefix('.') {
        None if rest.is_empty() => 0,
        Some(digits) if second.is_some() && (1..=9).contains(&digits.len()) => {
            let nanos: u32 = format!("{digits:0<9}").parse().ok().filter(|_| all_digits(digits))?;
            nanos / 1_000
        }
        _ => return None,
    };
    let number = |part: &str| part.parse::<u32>().ok();
    let time = NaiveTime::from_hms_micro_opt(
        number(hour)?,
        number(minute)?,
        number(second.unwrap_or("00"))?,
        micros,
    );
    Some(day.and_time(time?))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_berlin(text: &str, repeated: Repeated) -> Result<Given, String> {
        read(text, &Zone::named("Europe/Berlin").unwrap_or_else(|_| Zone::utc()), repeated)
    }

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).unwrap_or_default()
    }

    #[test]
    fn a_local_time_is_that_of_the_zone() {
        for (text, instant) in [
            ("2026-03-06 16:00", "2026-03-06T15:00:00Z"),
            ("2026-03-06T16:00", "2026-03-06T15:00:00Z"),
            ("2026-07-06 16:00:30", "2026-07-06T14:00:30Z"),
            ("2026-07-06 16:00:30.25", "2026-07-06T14:00:30.25Z"),
            ("2026-07-06T16:00:30.1234567", "2026-07-06T14:00:30.123456Z"),
            ("2026-03-06", "2026-03-05T23:00:00Z"),
            ("2026-03-06T16:00:00+08:00", "2026-03-06T08:00:00Z"),
            ("2026-03-06T16:00:00Z", "2026-03-06T16:00:00Z"),
        ] {
            assert_eq!(
                in_berlin(text, Repeated::Earlier),
                Ok(Given { at: utc(instant), note: None, is_date: text.len() == DATE }),
                "{text}"
            );
        }
    }

    #[test]
    fn a_skipped_local_time_is_the_first_instant_after_the_gap() {
        let given = in_berlin("2026-03-29 02:30", Repeated::Earlier);
        assert_eq!(
            given,
            Ok(Given { at: utc("2026-03-29T01:00:00Z"), note: Some(Note::Skipped), is_date: false })
        );
    }

    #[test]
    fn a_repeated_local_time_says_which_instant_was_taken() {
        for (repeated, instant) in
            [(Repeated::Earlier, "2026-10-25T00:30:00Z"), (Repeated::Later, "2026-10-25T01:30:00Z")]
        {
            let given = in_berlin("2026-10-25 02:30", repeated);
            assert_eq!(
                given,
                Ok(Given { at: utc(instant), note: Some(Note::Twice(repeated)), is_date: false })
            );
        }
    }

    #[test]
    fn what_names_no_instant_is_refused() {
        for text in [
            "",
            "16:00",
            "2026-03-06 16",
            "2026-03-06 16:0",
            "2026-03-06 24:00",
            "2026-03-06 16:00:60",
            "2026-3-6 16:00",
            "2026-03-06 16:00:00.",
            "2026-03-06 16:00.5",
            "2026-02-29",
            "2026-13-01 10:00",
            "2026-03-06 +6:00",
            "tomorrow",
            "2026-03-06 16:00:00.12x",
            "2026-03-06é16:00",
            "9999-12-31T00:00:00Z",
            "9999-12-31 10:00",
            "9999-12-31",
            "0026-03-06 10:00",
        ] {
            assert!(in_berlin(text, Repeated::Earlier).is_err(), "{text}");
        }
    }
}
