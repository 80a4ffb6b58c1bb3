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
    // A time without an offset is none of RFC 3339, so that the order of the two does not matter.
    let local = if let Some(local) = local(text) {
        local
    } else if let Some(at) = rfc3339(text) {
        return Ok(Given { at: settled(at)?, note: None, is_date: false });
    } else if looks_like_date(text) {
        date(text)?.and_time(NaiveTime::MIN)
    } else {
        return Err(format!(
            "is not an instant such as 2026-03-06T16:00:00+08:00, a time in {} such as 2026-03-06 16:00, nor a date",
            zone.name()
        ));
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

/// How many characters a date has.
const DATE: usize = 10;

fn looks_like_date(text: &str) -> bool {
    text.len() == DATE && text.bytes().filter(u8::is_ascii_digit).count() == 8
}

/// Reads `2026-03-06 16:00`, with or without seconds and their decimals, and with a blank or a `T` in the middle.
fn local(text: &str) -> Option<NaiveDateTime> {
    let (fixed, rest) = text.as_bytes().split_first_chunk::<16>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b' ' | b'T', h1, h2, b':', n1, n2] = *fixed else {
        return None;
    };
    let (second, micros) = match rest {
        [] => (0, 0),
        [b':', s1, s2] => (two(*s1, *s2)?, 0),
        [b':', s1, s2, b'.', decimals @ ..] => (two(*s1, *s2)?, micros(decimals)?),
        _ => return None,
    };
    let year = i32::try_from(two(y1, y2)? * 100 + two(y3, y4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, two(m1, m2)?, two(d1, d2)?)?;
    let time = NaiveTime::from_hms_micro_opt(two(h1, h2)?, two(n1, n2)?, second, micros)?;
    Some(date.and_time(time))
}

/// Returns the microseconds of up to nine decimals of a second; what is finer is cut off.
fn micros(decimals: &[u8]) -> Option<u32> {
    if !(1..=9).contains(&decimals.len()) || !decimals.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = decimals.iter().copied().chain(std::iter::repeat(b'0')).take(6);
    Some(digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

/// Returns the number of two digits.
fn two(tens: u8, ones: u8) -> Option<u32> {
    let are_digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    are_digits.then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
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
