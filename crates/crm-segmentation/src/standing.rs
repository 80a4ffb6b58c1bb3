//! Standings: the tier that a customer holds from one verdict to the next, so that it does not flicker.

mod assessment;
mod reason;
mod reviews;

use core::cmp::Ordering;
use core::fmt;
use core::num::NonZeroU32;

use chrono::NaiveDate;
use crm_model::{ClauseId, RuleName, Strength};
use thiserror::Error;

pub use self::assessment::StandingAssessment;
pub use self::reason::StandingReason;
pub use self::reviews::Reviews;
use crate::{Level, TierVerdict};

/// How a customer keeps its tier while verdicts change.
///
/// A better verdict raises a standing at once. When a worse one lowers it is [`Downgrade`]. The standing of a customer
/// whose first verdicts are provisional follows them both ways, and is settled by the first that is not; from then on a
/// provisional verdict changes nothing, since it proves nothing.
///
/// The rule keeps nothing: [`advance`](Self::advance) takes the previous standing and a verdict and returns the next
/// standing, which the caller keeps. Any value of its fields is a rule.
///
/// # Examples
///
/// ```
/// use crm_model::Strength;
/// use crm_segmentation::{DatedVerdict, Downgrade, DowngradeTo, Level, Reviews, StandingRule};
///
/// let rule = StandingRule {
///     name: "tiers.standing".parse()?,
///     clause: "P-TIER-1".parse()?,
///     strength: Strength::Derived,
///     downgrade: Downgrade::AtReview {
///         reviews: Reviews { first: "2026-04-01".parse()?, every_months: 3.try_into()? },
///         failing: 2.try_into()?,
///         to: DowngradeTo::Verdict,
///     },
/// };
/// let verdict = |on: &str, level| -> Result<_, chrono::ParseError> {
///     Ok(DatedVerdict { on: on.parse()?, level, provisional: false })
/// };
/// let verdicts = [
///     verdict("2026-03-01", Level::Middle)?,
///     verdict("2026-03-15", Level::High)?,     // raised at once
///     verdict("2026-03-31", Level::Middle)?,   // no review yet
///     verdict("2026-04-01", Level::Middle)?,   // the first review that fails
///     verdict("2026-07-01", Level::Ordinary)?, // the second
/// ];
/// let before = rule.fold(verdicts.iter().take(4).copied())?.unwrap();
/// assert_eq!(
///     before.to_string(),
///     "high since 2026-03-15: the verdict is middle, and the review of 2026-04-01 is the first of 2 that must fail"
/// );
/// let after = rule.fold(verdicts)?.unwrap();
/// assert_eq!(after.to_string(), "ordinary since 2026-07-01: lowered from high at the review of 2026-07-01");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingRule {
    /// Its name in the policy, such as `tiers.standing`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// When a worse verdict lowers the standing.
    pub downgrade: Downgrade,
}

/// When a verdict below the standing lowers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Downgrade {
    /// As soon as it is given, so that the standing is always the last verdict.
    AtOnce,
    /// At a review, once so many reviews in a row have failed; one for every review that fails.
    ///
    /// A review is held by the first settled verdict on its date or later. It fails when that verdict is below the
    /// standing. Where several dates of review lie between two verdicts, one review is held and not several: there is
    /// one verdict to go by.
    AtReview {
        /// The dates of review.
        reviews: Reviews,
        /// How many reviews in a row must fail.
        failing: NonZeroU32,
        /// How far the standing falls.
        to: DowngradeTo,
    },
}

/// How far a standing falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum DowngradeTo {
    /// To the level of the verdict that decides.
    Verdict,
    /// To the next level down, and no further until reviews have failed anew.
    OneLevelDown,
}

impl DowngradeTo {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Verdict, "verdict"), (Self::OneLevelDown, "one-level-down")];
}

/// A verdict of a rule for value tiers, and the date for which it was given.
///
/// A date for which a customer is undetermined has no verdict: leave it out, and the standing is kept. A customer that
/// is no part of the population since it bought nothing in the window has the lowest level; whether it counts is for the
/// caller to say, by giving that verdict or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DatedVerdict {
    /// The civil date of the assessment.
    pub on: NaiveDate,
    /// The level that it gave.
    pub level: Level,
    /// Whether the customer is younger than the minimum tenure.
    pub provisional: bool,
}

impl DatedVerdict {
    /// Returns a verdict with its date.
    pub const fn new(on: NaiveDate, verdict: &TierVerdict) -> Self {
        Self { on, level: verdict.level, provisional: verdict.provisional }
    }
}

/// The tier that a customer holds on a date, and why. It is all that must be kept for the next verdict.
///
/// Written `high since 2026-03-15: confirmed`, with the words of [`Level`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct Standing {
    /// The level that it holds.
    pub level: Level,
    /// The date of the verdict by which it came to this level.
    pub since: NaiveDate,
    /// The date of the last verdict.
    pub on: NaiveDate,
    /// Whether no verdict has settled it yet.
    pub provisional: bool,
    /// How many reviews in a row have failed since the last that did not, or since it came to this level.
    pub failed_reviews: u32,
    /// The date up to which reviews have been held.
    pub reviewed_until: NaiveDate,
    /// Why it stands so.
    pub reason: StandingReason,
}

impl fmt::Display for Standing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} since {}: {}", self.level, self.since, self.reason)
    }
}

/// Why there is no standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StandingError {
    /// A verdict that is no later than the one before it.
    #[error("a verdict of {on} cannot follow one of {previous}")]
    NotLater {
        /// The date of the verdict before.
        previous: NaiveDate,
        /// The date at fault.
        on: NaiveDate,
    },
}

impl StandingRule {
    /// Returns the standing after a verdict.
    ///
    /// Without a previous standing it is what the verdict says.
    ///
    /// # Errors
    ///
    /// When the verdict is no later than the last.
    pub fn advance(
        &self,
        previous: Option<&Standing>,
        verdict: DatedVerdict,
    ) -> Result<Standing, StandingError> {
        let DatedVerdict { on, level, provisional } = verdict;
        let Some(previous) = previous else {
            let reason = StandingReason::First { provisional };
            return Ok(Standing::reached(verdict, reason));
        };
        if on <= previous.on {
            return Err(StandingError::NotLater { previous: previous.on, on });
        }
        if previous.provisional {
            let since = if level == previous.level { previous.since } else { on };
            let reason = if provisional { StandingReason::Provisional } else { StandingReason::Settled };
            return Ok(Standing { since, ..Standing::reached(verdict, reason) });
        }
        let kept = Standing { on, ..*previous };
        if provisional {
            return Ok(Standing { reason: StandingReason::Unproven { verdict: level }, ..kept });
        }
        let kept = Standing { reviewed_until: on, ..kept };
        Ok(match level.cmp(&previous.level) {
            Ordering::Greater => Standing::reached(verdict, StandingReason::Raised { from: previous.level }),
            Ordering::Equal => {
                let review = self.downgrade.review_held(previous, on);
                let failed_reviews = if review.is_some() { 0 } else { previous.failed_reviews };
                Standing { failed_reviews, reason: StandingReason::Confirmed, ..kept }
            }
            Ordering::Less => self.downgrade.after_worse(kept, previous, verdict),
        })
    }

    /// Returns the standing after verdicts in the order of their dates, or `None` without any.
    ///
    /// # Errors
    ///
    /// When a verdict is no later than the one before it.
    pub fn fold(
        &self,
        verdicts: impl IntoIterator<Item = DatedVerdict>,
    ) -> Result<Option<Standing>, StandingError> {
        verdicts.into_iter().try_fold(None, |standing: Option<Standing>, verdict| {
            self.advance(standing.as_ref(), verdict).map(Some)
        })
    }
}

impl Standing {
    /// Returns the standing of who comes to the level of a verdict.
    fn reached(verdict: DatedVerdict, reason: StandingReason) -> Self {
        let DatedVerdict { on, level, provisional } = verdict;
        Self { level, since: on, on, provisional, failed_reviews: 0, reviewed_until: on, reason }
    }
}

impl Downgrade {
    /// Returns the date of the review that a verdict of `on` holds, or `None` if none is due.
    fn review_held(&self, previous: &Standing, on: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::AtOnce => None,
            Self::AtReview { reviews, .. } => {
                reviews.last_until(on).filter(|review| *review > previous.reviewed_until)
            }
        }
    }

    /// Returns the standing after a verdict below it; `kept` is the standing if nothing comes of that.
    fn after_worse(&self, kept: Standing, previous: &Standing, verdict: DatedVerdict) -> Standing {
        let from = previous.level;
        let Self::AtReview { reviews, failing, to } = self else {
            return Standing::reached(verdict, StandingReason::Lowered { from, review: None });
        };
        let Some(review) = self.review_held(previous, verdict.on) else {
            let until = reviews.next_after(verdict.on);
            return Standing { reason: StandingReason::Held { verdict: verdict.level, until }, ..kept };
        };
        let failed = previous.failed_reviews.saturating_add(1);
        if failed < failing.get() {
            let reason = StandingReason::Failing { verdict: verdict.level, review, failed, of: *failing };
            return Standing { failed_reviews: failed, reason, ..kept };
        }
        let level = match to {
            DowngradeTo::Verdict => verdict.level,
            DowngradeTo::OneLevelDown => from.next_below().unwrap_or(from),
        };
        let reason = StandingReason::Lowered { from, review: Some(review) };
        Standing::reached(DatedVerdict { level, ..verdict }, reason)
    }
}
