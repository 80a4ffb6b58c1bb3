use alloc::{format, string::ToString};

use proptest::prelude::*;

use super::{MOST_DAYS, MOST_MICROS, Span, SpanError};
use crate::{ElapsedTime, OpenTime};

#[track_caller]
fn check_refused(text: &str, expected: impl Fn(alloc::string::String) -> SpanError) {
    assert_eq!(text.parse::<Span>(), Err(expected(text.into())), "{text}");
}

#[test]
fn each_unit_means_what_it_says() {
    let seconds = |seconds| ElapsedTime::from_seconds(seconds).unwrap();
    for (text, span) in [
        ("at-once", Span::AtOnce),
        ("60s", Span::Elapsed(seconds(60))),
        ("10min", Span::Elapsed(seconds(600))),
        ("24h", Span::Elapsed(seconds(86_400))),
        ("2d", Span::Elapsed(seconds(2 * 86_400))),
        ("90bs", Span::Open(OpenTime::from_micros(90_000_000))),
        ("30bmin", Span::Open(OpenTime::from_minutes(30))),
        ("4bh", Span::Open(OpenTime::from_hours(4))),
        ("3cd", Span::CalendarDays(3)),
        ("2bd", Span::BusinessDays(2)),
    ] {
        assert_eq!(text.parse(), Ok(span), "{text}");
        assert_eq!(span.to_string(), text);
    }
}

#[test]
fn decimals_count_if_they_come_to_whole_microseconds() {
    assert_eq!("1.5h".parse(), Ok(Span::Elapsed(ElapsedTime::from_minutes(90))));
    assert_eq!("0.000001s".parse(), Ok(Span::Elapsed(ElapsedTime::from_micros(1))));
    assert_eq!("0.50bh".parse(), Ok(Span::Open(OpenTime::from_minutes(30))));
    assert_eq!("2.0bd".parse(), Ok(Span::BusinessDays(2)));
    check_refused("0.0000001s", |input| SpanError::Inexact { input });
    check_refused("0.3333333333333333d", |input| SpanError::Inexact { input });
    check_refused("1.5bd", |input| SpanError::PartOfBusinessDay { input });
    assert_eq!("2.0cd".parse(), Ok(Span::CalendarDays(2)));
    check_refused("1.5cd", |input| SpanError::PartOfCalendarDay { input });
}

#[test]
fn t4_zero_and_negative_lengths_are_refused() {
    for text in ["0s", "0.0h", "0bh", "0bd", "0cd", "-1h", "-2bd", "-2cd"] {
        check_refused(text, |input| SpanError::NotPositive { input });
    }
    let message = "0h".parse::<Span>().unwrap_err().to_string();
    assert!(message.contains("`0h`") && message.contains("`at-once`"), "{message}");
}

#[test]
fn t41_spans_above_a_hundred_years_are_refused() {
    assert_eq!(
        "36525d".parse(),
        Ok(Span::Elapsed(ElapsedTime::from_micros(MOST_MICROS.try_into().unwrap())))
    );
    for text in ["36526d", "876601bh", "36526bd", "36526cd", "99999999999999999999999s", "4294967296bd"] {
        check_refused(text, |input| SpanError::TooLong { input });
    }
}

#[test]
fn other_texts_are_refused() {
    for text in [
        "", "4", "h", "4 h", " 4h", "4H", "+4h", ".5h", "5.h", "1.2.3h", "1e3s", "4bh ", "٤h", "at once",
        "4w",
    ] {
        check_refused(text, |input| SpanError::Malformed { input });
    }
}

#[cfg(feature = "serde")]
#[test]
fn serialized_as_text() {
    let span: Span = serde_json::from_str("\"4bh\"").unwrap();
    assert_eq!(span, Span::Open(OpenTime::from_hours(4)));
    assert_eq!(serde_json::to_string(&span).unwrap(), "\"4bh\"");
    assert!(serde_json::from_str::<Span>("\"0h\"").unwrap_err().to_string().contains("at-once"));
}

fn any_span() -> impl Strategy<Value = Span> {
    let micros = || {
        let most = i64::try_from(MOST_MICROS).unwrap();
        prop_oneof![
            1..=most,
            (1..=most / 1_000_000).prop_map(|s| s * 1_000_000),
            (1..=876_600_i64).prop_map(|h| h * 3_600_000_000)
        ]
    };
    prop_oneof![
        Just(Span::AtOnce),
        micros().prop_map(|micros| Span::Elapsed(ElapsedTime::from_micros(micros))),
        micros().prop_map(|micros| Span::Open(OpenTime::from_micros(micros))),
        (1..=MOST_DAYS).prop_map(Span::CalendarDays),
        (1..=MOST_DAYS).prop_map(Span::BusinessDays),
    ]
}

proptest! {
    #[test]
    fn prop_written_spans_read_as_themselves(span in any_span()) {
        prop_assert_eq!(span.to_string().parse(), Ok(span));
    }

    #[test]
    fn prop_read_spans_survive_being_written(text in "[0-9]{1,4}(\\.[0-9]{1,4})?(s|min|h|d|cd|bs|bmin|bh|bd)") {
        if let Ok(span) = text.parse::<Span>() {
            prop_assert_eq!(span.to_string().parse(), Ok(span));
        }
    }

    #[test]
    fn prop_no_text_panics(text in ".{0,12}") {
        let shown = format!("{:?}", text.parse::<Span>());
        prop_assert!(!shown.is_empty());
    }
}
