//! Figures of columns: the same tallies as from records, straight from slices of codes and numbers, for millions of rows.
//!
//! A column is a slice with a value for each row. What a value means is fixed before: a score from 0 to 10, a number of seconds, a
//! code from 0 up. A row without a value holds a code that the caller names. A row with any other value is *refused*: it is counted
//! apart with the place of the first such row, and is never in a figure; [`Counted::strict`] makes an error of it.
//!
//! Every tally holds integers, so the parts of a column merge to the tally of the whole, in any order. With the feature `rayon` all
//! cores share the work, to the same bits.
//!
//! | columns | question |
//! |---|---|
//! | scores | [`nps`]: the net promoter score |
//! | scores, segments, periods | [`scores_by`]: how often each score was given, by segment and period |
//! | seconds | [`durations`]: the mean, and the share within a limit |
//! | any numbers | [`OrderStatistics`]: exact ranks by selection, without sorting |
//! | customers, periods | [`Activity`]: who was active when, and retention from period to period |
//! | ids of any kind | [`Codes`]: codes from 0 up for them |

mod activity;
mod codes;
mod counted;
mod durations;
mod error;
mod nps;
mod number;
mod parallel;
mod scores;
mod selection;

pub use activity::Activity;
pub use codes::Codes;
pub use counted::{Counted, Refused};
pub use durations::{DurationColumn, durations};
pub use error::ColumnError;
pub use nps::nps;
pub use number::Number;
pub use scores::{CodeColumn, ScoreCounts, ScoreTable, scores_by};
pub use selection::OrderStatistics;
