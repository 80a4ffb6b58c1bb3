//! How well models do: against a holdout, by how often customers bought, along a cohort's life, and one against another.

mod comparison;
mod frequencies;
mod holdout_fit;
mod tracking;

pub use comparison::{ComparedModel, ComparisonError, compare_models};
pub use frequencies::{FrequencyClass, repeat_frequencies};
pub use holdout_fit::{HoldoutFit, HoldoutGroup};
pub use tracking::{CohortPurchases, TrackingError, TrackingPeriod};
