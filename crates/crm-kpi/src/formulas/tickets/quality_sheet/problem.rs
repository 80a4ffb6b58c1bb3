//! Why criteria make no sheet, and reviews no score.

use crm_model::{CriterionName, SheetName, TicketId};
use thiserror::Error;

use crate::Target;

/// Why criteria make no sheet.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SheetError {
    /// There is no criterion.
    #[error("there is no criterion")]
    Empty,
    /// Two criteria have one name.
    #[error("two criteria are called `{name}`")]
    Twice {
        /// The name.
        name: CriterionName,
    },
    /// A criterion without points or weight.
    #[error("criterion `{name}` has {points} points and weight {weight}; both must be above zero")]
    Nothing {
        /// The name.
        name: CriterionName,
        /// Its points.
        points: u32,
        /// Its weight.
        weight: u32,
    },
    /// A criterion would be fatal whatever it is given.
    #[error("criterion `{name}` is fatal below {fatal_below} and gives {points} points at most")]
    AlwaysFatal {
        /// The name.
        name: CriterionName,
        /// Its points.
        points: u32,
        /// Below how many it is fatal.
        fatal_below: u32,
    },
    /// Nothing is below the points below which a criterion would be fatal.
    #[error(
        "criterion `{name}` is fatal below 0, which no points are; leave the key out where it is not fatal"
    )]
    NeverFatal {
        /// The name.
        name: CriterionName,
    },
    /// The points have no common multiple of a usable size.
    #[error("the points of the criteria are too different to be added up exactly")]
    TooLarge,
    /// The pass mark is no share from below, or not even all points pass.
    #[error("a pass mark is a share of the points such as `>= 80%`, not `{pass}`")]
    PassMark {
        /// The pass mark.
        pass: Target,
    },
    /// No ticket would have to be scored.
    #[error("a sample of 0% asks for nothing; leave the key out where no number is asked for")]
    NoSample,
}

/// Why a review has no score on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScoringError {
    /// It is on another sheet.
    #[error("ticket {ticket} was scored on the sheet `{sheet}`")]
    OtherSheet {
        /// The ticket.
        ticket: TicketId,
        /// That sheet.
        sheet: SheetName,
    },
    /// It scores what is no criterion of the sheet.
    #[error("ticket {ticket}: `{criterion}` is no criterion of the sheet")]
    UnknownCriterion {
        /// The ticket.
        ticket: TicketId,
        /// What it scores.
        criterion: CriterionName,
    },
    /// It leaves a criterion out.
    #[error("ticket {ticket}: `{criterion}` is not scored, nor said not to apply")]
    Lacking {
        /// The ticket.
        ticket: TicketId,
        /// The criterion.
        criterion: CriterionName,
    },
    /// It scores a criterion in two ways.
    #[error("ticket {ticket}: `{criterion}` is scored in two ways")]
    Twice {
        /// The ticket.
        ticket: TicketId,
        /// The criterion.
        criterion: CriterionName,
    },
    /// More points than there are.
    #[error("ticket {ticket}: {given} points for `{criterion}`, which gives {points} at most")]
    TooMany {
        /// The ticket.
        ticket: TicketId,
        /// The criterion.
        criterion: CriterionName,
        /// The points given.
        given: u32,
        /// The most there are.
        points: u32,
    },
}
