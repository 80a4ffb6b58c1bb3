//! [`Review`]: what a cadence found in a period.

use alloc::vec::Vec;

use crm_model::{ClauseId, RuleName, Strength};
use thiserror::Error;

use super::{Kept, OrderKept};
use crate::chart::{Advice, ChartError, ChartKind};
use crate::decomposition::Lack;
use crate::diagnosis::Diagnosis;
use crate::trend::{Finite, SeriesError, Steps};
use crate::what_it_takes::Step;
use crate::{CivilPeriod, Dimension, Line, Member, Per, Value};

/// What a cadence found in the last of its periods that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Review {
    /// The cadence's name.
    pub cadence: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The period.
    pub period: CivilPeriod,
    /// The period that runs, of which nothing is judged yet (case K24).
    pub running: CivilPeriod,
    /// Its indicators, sorted by name.
    pub lines: Vec<LineReview>,
    /// How its processes were followed, in the order of the policy; empty where that is not asked.
    pub processes: Vec<Kept>,
    /// How rules of order were kept, in the order of the policy; empty where that is not asked.
    pub orders: Vec<OrderKept>,
    /// A first diagnosis, if it is asked for.
    pub diagnosis: Option<Diagnosis>,
}

/// One indicator in a review.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LineReview {
    /// Its line over the period of the review, with the periods of that length before. It has a target, and a verdict, only
    /// where its own periods are of that length.
    pub line: Line,
    /// How the periods of its own length within the review's stand towards its target; `None` where they are not shorter or it has no target.
    pub own: Option<OwnPeriods>,
    /// What stands out in its history, if that is asked.
    pub anomalies: Option<Result<Charted, NoHistory>>,
    /// Where it tends to, if that is asked.
    pub trend: Option<Result<TrendReview, NoHistory>>,
    /// What a missed target takes, if that is asked.
    pub shortfall: Option<Shortfall>,
}

/// How many of the periods of an indicator's own length stand how towards its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OwnPeriods {
    /// Their length.
    pub per: Per,
    /// How many met the target.
    pub met: u64,
    /// How many missed it.
    pub missed: u64,
    /// How many could not be judged.
    pub not_judged: u64,
}

/// Why a history tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum NoHistory {
    /// Too few periods have a value.
    #[error("{values} values, {at_least} are needed")]
    TooFew {
        /// How many have.
        values: u64,
        /// How many should.
        at_least: u64,
    },
    /// The periods make no series.
    #[error("{0}")]
    NoSeries(SeriesError),
    /// The values make no chart.
    #[error("{0}")]
    NoChart(ChartError),
}

/// What stands out in a history.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Charted {
    /// The length of its periods.
    pub by: Per,
    /// Which chart fits.
    pub kind: ChartKind,
    /// The mean, in the unit of the values: shares as parts of one, times in microseconds.
    pub center: Finite,
    /// How many values there are.
    pub values: u64,
    /// How many periods have none, and were left out (case K25).
    pub gaps: u64,
    /// The periods that stand out, in order.
    pub anomalies: Vec<Anomaly>,
    /// What to do about them: a trend is looked at before single periods are.
    pub advice: Advice,
}

/// A period that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Anomaly {
    /// The period.
    pub period: CivilPeriod,
    /// What was measured.
    pub value: Value,
    /// The lower limit.
    pub lower: Finite,
    /// The upper limit.
    pub upper: Finite,
    /// Whether the lower limit would lie below the lowest value that is possible, and was set to that.
    pub lower_is_clamped: bool,
    /// Whether the upper limit would lie above the highest value that is possible, and was set to that.
    pub upper_is_clamped: bool,
    /// Whether the value itself is out of the limits; else a run ends with it.
    pub is_out: bool,
}

/// Where an indicator tends to, by two readings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrendReview {
    /// The length of the periods.
    pub by: Per,
    /// How many values there are.
    pub values: u64,
    /// How many periods have none, and were left out (case K25).
    pub gaps: u64,
    /// The reading by steps: how many went which way.
    pub steps: Steps,
    /// The reading by a two-sided test of Mann and Kendall.
    pub tendency: Tendency,
    /// How likely such a trend would be if there were none; `None` without two values.
    pub p: Option<Finite>,
    /// By how much the value changes a period: the median of all pairs (Sen), in the unit of the value.
    pub slope: Option<Finite>,
}

/// What a test of a trend finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Tendency {
    /// It falls.
    Falls,
    /// It rises.
    Rises,
    /// Neither can be told from chance.
    Neither,
    /// So few values cannot show a trend, whichever way they go.
    TooFew {
        /// How many could.
        needed: u64,
    },
}

impl Tendency {
    /// Returns the word that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Falls => "falls",
            Self::Rises => "rises",
            Self::Neither => "neither",
            Self::TooFew { .. } => "too-few",
        }
    }
}

/// What a missed target takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Shortfall {
    /// Ways to meet it, each enough alone; empty where nobody can say.
    pub steps: Vec<Step>,
    /// The segment that lacks most, where it is broken down and segments tell.
    pub most: Option<MostLacking>,
}

/// The segment that lacks most to a target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MostLacking {
    /// By what the indicator is broken down.
    pub by: Dimension,
    /// The segment, with how much it lacks.
    pub lack: Lack<Member>,
}
