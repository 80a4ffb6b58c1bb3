//! Whether a series falls or rises: clause D-KPI-3 asks that a rate of complaints "falls continuously".
//!
//! Two readings of such a clause differ. Of twelve months of which three go up, a test may find a clear fall, while not every step
//! goes down. [`judge`] takes the [`Reading`] with the question, and its [`TrendVerdict`] names it.
//!
//! [`MannKendall`] tests whether later values tend to be lower or higher, [`SenSlope`] tells by how much a period, and [`Steps`]
//! counts the steps. All look at a [`Series`], which knows its gaps: a month without cases is left out and said, never zero.

mod exact;
mod kendall;
mod series;
mod slope;
mod steps;
mod verdict;

pub use self::exact::EXACT_UP_TO;
pub use self::kendall::{MannKendall, Method, Significance};
pub use self::series::{Finite, Measured, Series, SeriesError};
pub use self::slope::{MOST_POINTS, SenSlope, Slopes, SlopesError};
pub use self::steps::Steps;
pub(crate) use self::verdict::fewest;
pub use self::verdict::{Followed, Reading, Sides, TrendVerdict, judge};
pub use crate::statistics::{Confidence, ConfidenceError};
