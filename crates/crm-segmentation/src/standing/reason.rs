//! [`StandingReason`]: why a customer holds its tier.

use core::fmt;
use core::num::NonZeroU32;

use chrono::NaiveDate;

use crate::Level;

/// Why a customer holds its tier after a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum StandingReason {
    /// It is the first verdict.
    First {
        /// Whether the customer is below the minimum tenure.
        provisional: bool,
    },
    /// The customer is still below the minimum tenure, so the standing follows the verdict.
    Provisional,
    /// It is the first verdict on a customer that has reached the minimum tenure.
    Settled,
    /// The verdict is the level that the customer holds.
    Confirmed,
    /// The verdict is better.
    Raised {
        /// The level before.
        from: Level,
    },
    /// The verdict is worse, and no review was due.
    Held {
        /// The verdict.
        verdict: Level,
        /// The next review; `None` where it is beyond the range of dates.
        until: Option<NaiveDate>,
    },
    /// A review failed, and more must fail before the standing is lowered.
    Failing {
        /// The verdict.
        verdict: Level,
        /// The date of the review.
        review: NaiveDate,
        /// How many have failed in a row.
        failed: u32,
        /// How many must fail.
        of: NonZeroU32,
    },
    /// The verdict is worse, and that counts now.
    Lowered {
        /// The level before.
        from: Level,
        /// The date of the review; `None` where the rule lowers at once.
        review: Option<NaiveDate>,
    },
    /// The standing was settled and the verdict is provisional again, as when older purchases went missing from the data:
    /// nothing changes, and a review that is due waits.
    Unproven {
        /// The verdict.
        verdict: Level,
    },
}

impl fmt::Display for StandingReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First { provisional: false } => formatter.write_str("the first verdict"),
            Self::First { provisional: true } => {
                formatter.write_str("the first verdict, provisional below the minimum tenure")
            }
            Self::Provisional => formatter.write_str("provisional below the minimum tenure"),
            Self::Settled => formatter.write_str("settled, the minimum tenure is reached"),
            Self::Confirmed => formatter.write_str("confirmed"),
            Self::Raised { from } => write!(formatter, "raised from {from}"),
            Self::Held { verdict, until } => {
                write!(formatter, "the verdict is {verdict}, and the level is held ")?;
                match until {
                    Some(review) => write!(formatter, "until the review of {review}"),
                    None => formatter.write_str("as no review comes any more"),
                }
            }
            Self::Failing { verdict, review, failed: 1, of } => write!(
                formatter,
                "the verdict is {verdict}, and the review of {review} is the first of {of} that must fail"
            ),
            Self::Failing { verdict, review, failed, of } => write!(
                formatter,
                "the verdict is {verdict}, and the review of {review} is number {failed} of {of} that must fail"
            ),
            Self::Lowered { from, review: None } => write!(formatter, "lowered from {from}"),
            Self::Lowered { from, review: Some(review) } => {
                write!(formatter, "lowered from {from} at the review of {review}")
            }
            Self::Unproven { verdict } => {
                write!(formatter, "the verdict is {verdict}, but provisional, so the level is kept")
            }
        }
    }
}
