//! What a figure proves: intervals, tests, samples and percentiles, on plain numbers.
//!
//! Counts are `u64`, of any size; what has no answer is `None`, never NaN or infinity. Confidence is an argument everywhere, as every
//! number of a policy is. Which interval to use when, the crate's documentation says under "Statistics".

mod audit;
mod change;
mod confidence;
mod counts;
mod interval;
mod mean;
mod nps;
mod number;
mod percentile;
mod proportion;
mod proportion_change;
mod ratio;
mod representativeness;
mod sample_size;
#[cfg(feature = "sketch")]
mod sketch;
mod tango;
mod trinomial;
mod weighted;

pub use audit::{Audit, AuditPlan, AuditVerdict};
pub use change::{Better, Change, ChangeVerdict, Significance};
pub use confidence::{Confidence, ConfidenceError};
pub use counts::{RateChange, count_interval};
pub use interval::Interval;
pub use mean::Moments;
pub use nps::{LARGEST_BOOTSTRAP, NpsChange, NpsInterval, nps_change, nps_interval};
pub use percentile::{Percentile, PercentileType, Rank, Sorted, SortedError, percentile_by_selection};
pub use proportion::{Proportion, ProportionInterval};
pub use proportion_change::ProportionChange;
pub use ratio::{ShareSquares, ratio_interval};
pub use representativeness::{ChiSquare, Class, Representation, RepresentationError};
pub use sample_size::{RequiredSample, margin_of_error, required_sample};
#[cfg(feature = "sketch")]
pub use sketch::{QuantileSketch, SketchError};
pub use weighted::{Weight, WeightError, WeightedInterval, WeightedNpsTally, WeightedShareTally};
