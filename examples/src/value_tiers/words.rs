//! What the pages say in the same words.

use std::fmt::Write;

use crm_kit::segmentation::{Disagree, Downgrade, DowngradeTo, Level, StandingReason};

use super::{Figures, Moved, Place, Stability};
use crate::report::cell::{count, counted};

/// Returns which level counts where spend and repurchase differ, as a phrase.
pub(super) fn disagreement(disagree: Disagree) -> &'static str {
    match disagree {
        Disagree::Lower => "the lower of both counts",
        Disagree::Higher => "the higher of both counts",
        _ => "that of spend counts",
    }
}

/// Returns why a customer stands so, as a word for all who do.
pub(super) fn reason(reason: &StandingReason) -> &'static str {
    match reason {
        StandingReason::First { provisional: false } => "first verdict",
        StandingReason::First { provisional: true } | StandingReason::Provisional => "provisional",
        StandingReason::Settled => "settled",
        StandingReason::Confirmed => "confirmed",
        StandingReason::Raised { .. } => "raised",
        StandingReason::Held { .. } => "held until a review",
        StandingReason::Failing { .. } => "a review failed",
        StandingReason::Lowered { .. } => "lowered",
        StandingReason::Unproven { .. } => "unproven, so kept",
        _ => "other",
    }
}

/// Returns when tiers are lowered, as a sentence.
pub(super) fn stability(stability: &Stability) -> String {
    match stability.rule.downgrade {
        Downgrade::AtReview { reviews, failing, to } => {
            let months = reviews.every_months.get();
            let every = if months == 1 { "every month".to_owned() } else { format!("every {months} months") };
            let failing = match failing.get() {
                1 => "at each that fails".to_owned(),
                number => format!("once {number} in a row have failed"),
            };
            let to = match to {
                DowngradeTo::Verdict => "to the level of the verdict",
                _ => "by one level",
            };
            format!("Tiers rise at once and fall at reviews {every}, {failing}, {to}.")
        }
        _ => "Tiers rise and fall at once.".to_owned(),
    }
}

/// Returns what the reviews so far were, as a sentence.
pub(super) fn reviews(stability: &Stability) -> String {
    let mut text = match stability.reviews.as_slice() {
        [] => "No review has been judged".to_owned(),
        [only] => format!("One review was judged, of {only}"),
        [first, .., last] => {
            let number = count(stability.reviews.len() as u64);
            format!("{number} reviews were judged, from {first} to {last}")
        }
    };
    if !stability.not_judged.is_empty() {
        let not_judged = stability.not_judged.len() as u64;
        let _ = write!(text, "; {} could not be", counted(not_judged, "review"));
    }
    if let Some(next) = stability.next {
        let _ = write!(text, "; the next is on {next}");
    }
    text + "."
}

/// Returns what a place is called.
pub(super) fn place(figures: &Figures, place: Place) -> String {
    match place {
        Place::In(level) => figures.word(level).to_owned(),
        Place::Undetermined => "undetermined".to_owned(),
        Place::Outside => "none".to_owned(),
    }
}

/// Returns how many moved, as a sentence.
pub(super) fn moved(moved: &Moved) -> String {
    format!(
        "{} up, {} stayed, {} down; {} came in, {} fell out.",
        count(moved.raised()),
        count(moved.kept()),
        count(moved.lowered()),
        count(moved.entered()),
        count(moved.left())
    )
}

/// Returns the head of a way up: what it leads to.
pub(super) fn way_to(figures: &Figures, to: Level) -> String {
    format!("to {}", figures.word(to))
}
