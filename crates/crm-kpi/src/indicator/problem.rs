//! [`IndicatorProblem`]: what can be wrong with an indicator.

use crm_model::Scale;
use thiserror::Error;

use crate::{Sample, Unit};

/// What is wrong with an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IndicatorProblem {
    /// Two indicators have one name.
    #[error("two indicators have this name")]
    Twice,
    /// A target or a baseline is in another unit than the values.
    #[error("what is measured is compared with {wanted}, not with {given}")]
    OtherUnit {
        /// The unit of the values.
        wanted: Unit,
        /// The unit given.
        given: Unit,
    },
    /// A baseline without a target.
    #[error("a baseline needs a target")]
    NoTarget,
    /// A baseline beside a trend.
    #[error("a trend is told from the periods before, so that no baseline belongs to it; leave the key out")]
    BaselineOfTrend,
    /// The question is on another scale than the formula needs.
    #[error("the net promoter score is asked on the scale 0-10, not on {scale}")]
    NotZeroToTen {
        /// The scale given.
        scale: Scale,
    },
    /// A bound lies off the scale of the question.
    #[error("{at_least} is not on the scale {scale}")]
    OffTheScale {
        /// The bound.
        at_least: i8,
        /// The scale.
        scale: Scale,
    },
    /// Answers of yes and no have no mean.
    #[error("the word on a solution is yes or no, which has no mean; `last`, `first` and `all` are possible")]
    NoMean,
    /// Hard and easy answers overlap.
    #[error("hard up to {hard_to} and easy from {easy_from} do not rise")]
    NotRising {
        /// The highest answer of who found it hard.
        hard_to: i8,
        /// The lowest answer of who found it easy.
        easy_from: i8,
    },
    /// Reviews of one ticket are not averaged.
    #[error("reviews of one ticket have no mean here; `last`, `first` and `all` are possible")]
    MeanOfReviews,
    /// The sheet says of no score whether it is good enough.
    #[error("the sheet has no pass mark, so nobody could pass")]
    NoPassMark,
    /// Contacts cannot be told from one another.
    #[error("no purpose of contact is named, so nothing would be measured")]
    NoPurposes,
    /// A budget of nothing cannot be used in parts.
    #[error("a budget must be above zero")]
    NoBudget,
    /// Complaints cannot be told from other tickets.
    #[error("no kind of ticket is named, so every ticket would count as a complaint")]
    NoKinds,
    /// Nothing is named that tickets should hold.
    #[error("nothing is named that tickets should hold, so every ticket would be complete")]
    NoParts,
    /// What is in time cannot be told from what is late.
    #[error("the share in time is asked for, and it is not said how long it may take")]
    NoLimit,
    /// A confidence that is none.
    #[error("a confidence lies above 0% and below 100%")]
    Confidence,
    /// Intervals are asked for without a confidence.
    #[error("an interval needs a `confidence`")]
    NoConfidence,
    /// The method of the interval is for other cases.
    #[error("the interval is not one of {sample}, which is what is measured")]
    OtherInterval {
        /// As what the cases can be taken.
        sample: Sample,
    },
    /// A target is to be judged by an interval, and there is none.
    #[error("there is no interval of what is measured, so that the target cannot be judged by it")]
    NoInterval,
    /// A part of a population is asked for, and the cases are not drawn from one.
    #[error("the cases are not drawn from a population, so that no part of one can be asked for")]
    NotDrawn,
    /// A target that is no number is to be judged by an interval.
    #[error("only a bound or a change is judged by the interval, not a trend")]
    TrendByInterval,
    /// A small sample of fewer than none.
    #[error("no sample is below 0 cases; leave the key out to mark none")]
    NoSmallSample,
    /// A trend of a single value, or of none.
    #[error("a trend needs two values at least")]
    NoStep,
    /// A trend is asked for over fewer periods than a test can show it with.
    #[error(
        "a trend over {periods} periods cannot be shown by a test with this `confidence`: it takes {needed}"
    )]
    TooFewForTest {
        /// As asked.
        periods: u32,
        /// How many it takes, if each value goes the way.
        needed: u64,
    },
    /// A trend is to be tested without a confidence.
    #[error("a trend that is tested needs a `confidence`")]
    NoTrendConfidence,
    /// More decimals than are worth showing.
    #[error("{decimals} decimals are more than {most}")]
    TooManyDecimals {
        /// As asked.
        decimals: u8,
        /// As many as there may be.
        most: u8,
    },
    /// More periods are asked about than a line knows.
    #[error("a trend over {periods} periods is longer than the {known} that are known")]
    TooManyPeriods {
        /// As asked.
        periods: u32,
        /// As known.
        known: u32,
    },
}
