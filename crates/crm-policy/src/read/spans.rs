//! Spans that must have a length: what [`Span`] advises for none, `at-once`, is a promise, and they promise nothing.

use crm_calendar::{ElapsedTime, Span, SpanError};

use crate::section::Item;
use crate::suggest::quote;

/// Returns a time by the clock.
pub(super) fn elapsed(item: &Item<'_>) -> Option<ElapsedTime> {
    by_the_clock(item, "expected a span such as `180d`")
}

/// Returns how late is still in time.
pub(super) fn tolerance(item: &Item<'_>) -> Option<ElapsedTime> {
    by_the_clock(item, "expected a span such as `5min`")
}

fn by_the_clock(item: &Item<'_>, expected: &str) -> Option<ElapsedTime> {
    match of_some_length(item, expected)? {
        Span::Elapsed(time) => Some(time),
        other => item.refuse(format!("`{other}` is not counted by the clock"), Some(expected.to_owned())),
    }
}

/// Returns a span of any sort; `expected` says which one, for whoever wrote none.
pub(super) fn of_some_length(item: &Item<'_>, expected: &str) -> Option<Span> {
    let text = item.text()?;
    match text.parse() {
        Ok(span) => Some(span),
        Err(SpanError::NotPositive { .. }) => {
            let message = format!("span {} must be longer than nothing", quote(text));
            item.refuse(message, Some(expected.to_owned()))
        }
        Err(SpanError::Malformed { .. }) => {
            item.refuse(format!("{} is no span", quote(text)), Some(expected.to_owned()))
        }
        Err(error) => item.refuse(error.to_string(), None),
    }
}
