//! [`ExistingAfter`]: when a new customer becomes an existing one (clause D-TIER-5).

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{ElapsedTime, Span};
use thiserror::Error;

use crate::decimal_text::serde_as_text;

/// When a new customer (新客户) becomes an existing one (老客户): a value of the policy, since documents speak of both and
/// say nothing of the moment between them (clause D-TIER-5).
///
/// Written `repeat-purchase`, or as a span by the clock such as `90d`.
///
/// # Examples
///
/// ```
/// use crm_model::ExistingAfter;
/// use crm_model::chrono::{DateTime, Utc};
///
/// let first: DateTime<Utc> = "2026-01-01T00:00:00Z".parse()?;
/// let second: DateTime<Utc> = "2026-02-10T08:00:00Z".parse()?;
/// assert_eq!("repeat-purchase".parse::<ExistingAfter>()?.since([second, first]), Some(second));
/// let after_31_days: ExistingAfter = "31d".parse()?;
/// assert_eq!(after_31_days.since([first, second]), Some("2026-02-01T00:00:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExistingAfter {
    /// With the second purchase.
    RepeatPurchase,
    /// So long after the first purchase, in time by the clock.
    SinceFirstPurchase(ElapsedTime),
}

const REPEAT_PURCHASE: &str = "repeat-purchase";

impl ExistingAfter {
    /// Returns the instant from which a customer with these purchases, in whatever order they come, is an existing one.
    ///
    /// The instant itself counts as existing. Two purchases at the same instant are two. `None` if what it waits for has
    /// not happened (no purchase, no second one), or lies beyond all dates. The instant may lie in the future: the
    /// caller compares it with `as_of`.
    pub fn since(self, purchases: impl IntoIterator<Item = DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let (first, second) = first_two(purchases);
        match self {
            Self::RepeatPurchase => second,
            Self::SinceFirstPurchase(span) => {
                first?.checked_add_signed(TimeDelta::microseconds(span.as_micros()))
            }
        }
    }
}

/// Returns the earliest instant and the one after it.
fn first_two(
    instants: impl IntoIterator<Item = DateTime<Utc>>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let (mut first, mut second) = (None, None);
    for instant in instants {
        if first.is_none_or(|known| instant < known) {
            second = first.replace(instant);
        } else if second.is_none_or(|known| instant < known) {
            second = Some(instant);
        }
    }
    (first, second)
}

impl fmt::Display for ExistingAfter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RepeatPurchase => formatter.write_str(REPEAT_PURCHASE),
            Self::SinceFirstPurchase(span) => write!(formatter, "{}", Span::Elapsed(*span)),
        }
    }
}

impl FromStr for ExistingAfter {
    type Err = ExistingAfterError;

    fn from_str(text: &str) -> Result<Self, ExistingAfterError> {
        match text.parse() {
            _ if text == REPEAT_PURCHASE => Ok(Self::RepeatPurchase),
            Ok(Span::Elapsed(span)) => Ok(Self::SinceFirstPurchase(span)),
            _ => Err(ExistingAfterError { text: text.to_string() }),
        }
    }
}

serde_as_text!(ExistingAfter);

/// A text that does not say when a new customer becomes an existing one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is neither `repeat-purchase` nor a span by the clock such as `90d`")]
pub struct ExistingAfterError {
    /// The text as given.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn instant(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn a_customer_who_has_bought_too_little_stays_new() {
        assert_eq!(ExistingAfter::RepeatPurchase.since([]), None);
        assert_eq!(ExistingAfter::RepeatPurchase.since([instant(0)]), None);
        assert_eq!(ExistingAfter::RepeatPurchase.since([instant(0), instant(0)]), Some(instant(0)));
        let hour = ExistingAfter::SinceFirstPurchase(ElapsedTime::from_hours(1));
        assert_eq!(hour.since([]), None);
        assert_eq!(hour.since([instant(0)]), Some(instant(3_600)));
        assert_eq!(hour.since([DateTime::<Utc>::MAX_UTC]), None, "beyond all dates");
    }

    #[test]
    fn words_are_read_back_and_others_refused() {
        for text in ["repeat-purchase", "90d", "36h"] {
            let after: ExistingAfter = text.parse().unwrap();
            assert_eq!(after.to_string().parse(), Ok(after), "{text}");
        }
        for text in ["", "soon", "3bd", "4bh", "at-once", "0d", "first-purchase"] {
            assert_eq!(text.parse::<ExistingAfter>(), Err(ExistingAfterError { text: text.to_string() }));
        }
    }

    proptest! {
        #[test]
        fn prop_order_of_purchases_does_not_matter(mut seconds in prop::collection::vec(0..1_000_i64, 0..8)) {
            let since = |seconds: &[i64]| ExistingAfter::RepeatPurchase.since(seconds.iter().copied().map(instant));
            let as_given = since(&seconds);
            seconds.sort_unstable();
            prop_assert_eq!(as_given, since(&seconds));
            prop_assert_eq!(as_given, seconds.get(1).copied().map(instant));
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn it_is_text_in_data() {
        let after: ExistingAfter = serde_json::from_str("\"90d\"").unwrap();
        assert_eq!(serde_json::to_string(&after).unwrap(), "\"90d\"");
    }
}
